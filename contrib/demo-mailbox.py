#!/usr/bin/env python3
"""A mailbox for the demo: takes mail by SMTP (RFC 5321) on a loopback port and writes each to a file.

usage: demo-mailbox.py FOLDER    writes FOLDER/port when ready, then FOLDER/1.eml, FOLDER/2.eml, ...
"""
import os
import socketserver
import sys

FOLDER = sys.argv[1]


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 mailbox.example\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.keep()
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return

    def keep(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        number = len([name for name in os.listdir(FOLDER) if name.endswith(".eml")]) + 1
        path = os.path.join(FOLDER, f"{number}.eml")
        with open(path + ".part", "wb") as file:
            file.writelines(lines)
        os.rename(path + ".part", path)


with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
    with open(os.path.join(FOLDER, "port.part"), "w", encoding="ascii") as ready:
        ready.write(str(server.server_address[1]))
    os.rename(os.path.join(FOLDER, "port.part"), os.path.join(FOLDER, "port"))
    server.serve_forever()
