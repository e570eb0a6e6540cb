"""Runs a program on a file and says what it cost: one JSON line on standard output.

usage: python3 measured.py STDIN-FILE STDOUT-FILE STDERR-FILE PROGRAM ARGUMENT...

In a process of its own, because the kernel counts the caller's memory as the program's at the moment of its
start. `memory_kib` is the larger of the program's own and its children's peak resident memory.
"""

import json
import os
import sys
import time


def main():
    stdin, stdout, stderr, *command = sys.argv[1:]
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, stdout, writing, 0o600),
               (os.POSIX_SPAWN_OPEN, 2, stderr, writing, 0o600)]
    begin = time.monotonic()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    print(json.dumps({"status": os.waitstatus_to_exitcode(status), "wall_s": time.monotonic() - begin,
                      "cpu_s": usage.ru_utime + usage.ru_stime, "memory_kib": usage.ru_maxrss}))


if __name__ == "__main__":
    main()
