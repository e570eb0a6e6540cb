#!/usr/bin/env python3
"""Runs test programs with a PostgreSQL server for their journals (postgres_fixture.h).

usage: with_postgres.py PROGRAM ARGUMENT...

Its status is that of the program; the output is a skipped test if PostgreSQL is not installed.
"""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
sys.dont_write_bytecode = True
import postgres  # noqa: E402


def main(command):
    try:
        server = postgres.Postgres()
    except unittest.SkipTest as reason:
        print(f"1..0 # SKIP {reason}")
        return 0
    try:
        environment = {**os.environ, "TICKETGATE_JOURNAL": "postgresql", "TICKETGATE_POSTGRES": server.folder,
                       "PATH": f"{postgres.BIN}:{os.environ['PATH']}"}
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        server.close()


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.exit(status if status >= 0 else 128 - status)
