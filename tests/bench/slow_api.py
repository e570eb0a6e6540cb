"""An API that answers each request after a while: slow_api.py SOCKET MILLISECONDS. Behind nginx, which sends no bodies."""

import asyncio
import sys

BODY = b'{"result":{"state":"inserted","ticket_number":"INC0000001","reference_number":"","sys_id":"1"}}'
ANSWER = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


async def main():
    async def serve(reader, writer):
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                await asyncio.sleep(int(sys.argv[2]) / 1000)
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
    async with await asyncio.start_unix_server(serve, sys.argv[1]) as server:
        await server.serve_forever()


asyncio.run(main())
