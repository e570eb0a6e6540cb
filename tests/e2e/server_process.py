"""Starts servers that end with the test, also if the test is killed. Standard library only.

The kernel ends them (prctl(2), PR_SET_PDEATHSIG) when the thread that started them ends. So one thread starts them all,
and lasts as long as the test; a server does not end with the thread that asked for it.
"""

import concurrent.futures
import subprocess

starter = concurrent.futures.ThreadPoolExecutor(1)


def start(command, **more):
    """Like subprocess.Popen, by the thread that lasts. The command has to ask for the signal itself."""
    return starter.submit(subprocess.Popen, command, **more).result()


def start_bound(command, how="KILL", **more):
    """Starts a server that gets the signal `how` when the test ends. A command that changes its user asks for it later."""
    return start(["setpriv", f"--pdeathsig={how}", *command], **more)


def state(pid):
    """The letter for its state in proc(5): T if it is stopped, Z or X if it has closed all its files."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def is_gone(pid):
    """Whether it has closed all its files; nobody may have asked for its status yet."""
    return state(pid) in "ZX"
