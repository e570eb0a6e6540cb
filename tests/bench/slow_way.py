"""A way to a server that takes a while: slow_way.py PORT_FILE SOCKET MILLISECONDS. Listens on a port of 127.0.0.1, and
passes what comes on to the Unix socket that many milliseconds later; answers go back at once, so this is the round trip."""

import asyncio
import os
import sys


async def later(reader, writer, delay_s):
    """Each piece arrives `delay_s` after it came, and in its order, however many are on the way."""
    loop, pieces = asyncio.get_running_loop(), asyncio.Queue()

    async def arrive():
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(due - loop.time())
            if not piece:
                writer.write_eof()
                return
            writer.write(piece)
    arriving = asyncio.create_task(arrive())
    piece = b"-"
    while piece:
        piece = await reader.read(1 << 16)
        pieces.put_nowait((loop.time() + delay_s, piece))
    await arriving


async def at_once(reader, writer):
    while piece := await reader.read(1 << 16):
        writer.write(piece)
        await writer.drain()
    writer.close()


async def main():
    path, delay_s = sys.argv[2], float(sys.argv[3]) / 1000

    async def serve(reader, writer):
        try:
            to_server, from_client = await asyncio.open_unix_connection(path)
            await asyncio.gather(later(reader, from_client, delay_s), at_once(to_server, writer))
        except (ConnectionError, OSError):
            writer.close()
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        with open(sys.argv[1] + ".new", "w", encoding="ascii") as file:
            file.write(str(server.sockets[0].getsockname()[1]))
        os.rename(sys.argv[1] + ".new", sys.argv[1])
        await server.serve_forever()


asyncio.run(main())
