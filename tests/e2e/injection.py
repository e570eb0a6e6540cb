"""System calls of one program, enumerated with strace and harmed one at a time. Standard library only."""

import collections
import os
import re
import subprocess

# What changes something, or can be waited for: every write, sync, connection, send and receive among them.
CALLS = ["write", "pwrite64", "fdatasync", "fsync", "ftruncate", "fallocate", "rename", "renameat2", "unlink", "mkdir",
         "socket", "connect", "sendto", "sendmsg", "recvfrom", "recvmsg", "read", "poll", "clone", "wait4", "waitid", "flock"]
# These leave nothing behind: being killed between two of them is as being killed before the first.
PASSIVE_CALLS = ["socket", "recvfrom", "recvmsg", "read", "poll", "wait4", "waitid"]
DISK_CALLS = ["write", "pwrite64", "fdatasync", "fsync", "ftruncate", "fallocate", "rename", "renameat2", "mkdir"]
# The last call before the mail is read: what comes before it changes nothing, whatever happens.
BEGIN = re.compile(r"^(\d+ +)?openat\(.*O_TMPFILE")
CALL = re.compile(r"^(?:\d+ +)?(\w+)\(")
SYNCS = ("fdatasync", "fsync")
WRITE = re.compile(r'^(?:\d+ +)?(?:pwrite64|write)\(\d+<([^>]*)>, .*?, (\d+)(?:, (\d+))?\) += (\d+)$')
SYNC = re.compile(r"^(?:\d+ +)?f(?:data)?sync\(\d+<([^>]*)>\) += 0")


def enumerate_calls(command, message, folder, calls=None, children=False):
    """Runs `command` once; returns [(call, when)], each call that it made after it began to read the mail.

    `calls` None: all of them. With `children` also those of its child processes (strace counts for each process
    by itself, so that (call, when) then harms the first process that comes so far, and those behind it)."""
    log = os.path.join(folder, "calls.log")
    subprocess.run(["strace", *(["-f"] if children else []), "-o", log, *command], input=message, check=True,
                   stderr=subprocess.DEVNULL)
    before, totals = collections.Counter(), collections.defaultdict(collections.Counter)
    has_begun = False
    with open(log, encoding="utf-8", errors="replace") as file:
        for line in file:
            call = CALL.match(line)
            if call is None or call[1] in ("exit_group", "execve"):
                continue
            process = line.split()[0] if children else ""
            has_begun = has_begun or BEGIN.match(line) is not None
            totals[process][call[1]] += 1
            if not has_begun:
                before[call[1]] += 1
    most = collections.Counter()
    for counts in totals.values():
        most |= counts
    names = sorted(most) if calls is None else [name for name in calls if name in most]
    # A child begins with a count of its own, at one.
    first = collections.Counter() if children else before
    return [(name, when) for name in names for when in range(first[name] + 1, most[name] + 1)]


def kill_points(command, message, folder):
    """As enumerate_calls(), in the order of time, for a kill: of calls in a row that leave nothing behind, the first."""
    points = enumerate_calls(command, message, folder, CALLS)
    counts, order = collections.Counter(), []
    with open(os.path.join(folder, "calls.log"), encoding="utf-8", errors="replace") as file:
        for call in filter(None, map(CALL.match, file)):
            counts[call[1]] += 1
            if (call[1], counts[call[1]]) in points:
                order.append((call[1], counts[call[1]]))
    return [point for point, (before, _) in zip(order, [("", 0)] + order)
            if point[0] not in PASSIVE_CALLS or before not in PASSIVE_CALLS]


def calls_in_order(log, calls=None):
    """[(call, when, line)] of a log of one process that was attached to, in the order of time; its first line is the
    call that was under way, and is none of them."""
    counts, points = collections.Counter(), []
    with open(log, encoding="utf-8", errors="replace") as file:
        for line in list(file)[1:]:
            call = CALL.match(line)
            if call is None or call[1] == "exit_group":
                continue
            counts[call[1]] += 1
            if calls is None or call[1] in calls:
                points.append((call[1], counts[call[1]], line))
    return points


def run_harmed(command, message, call, when, harm, children=False, log="/dev/null"):
    """Runs `command` with `harm` (as strace's inject takes it) done to call number `when`. Returns the process."""
    record = ["-y", "-s", "0"] if log != "/dev/null" else []
    traced = {call, "pwrite64", "write", "fdatasync", "fsync"} if record else {call}
    return subprocess.run(["strace", *(["-f"] if children else []), "-o", log, *record,
                           "-e", "trace=" + ",".join(traced), "-e", f"inject={call}:{harm}:when={when}", *command], input=message,
                          stderr=subprocess.PIPE, check=False, timeout=120)


def cut_power(log, folder):
    """Takes back, with zeros, what the run of `log` wrote into files of `folder` and did not sync; a file by another
    name since then is left alone. The shared memory of the journal is gone, too."""
    unsynced = collections.defaultdict(list)
    ends = collections.Counter()
    with open(log, encoding="utf-8", errors="replace") as file:
        for line in file:
            synced, written = SYNC.match(line), WRITE.match(line)
            if synced is not None:
                unsynced.pop(synced[1], None)
            elif written is not None and written[1].startswith(folder + "/"):
                offset = int(written[3]) if written[3] else ends[written[1]]
                unsynced[written[1]].append((offset, int(written[4])))
                ends[written[1]] = offset + int(written[4])
    lost = 0
    for path, pieces in unsynced.items():
        if path.endswith("-shm") or not os.path.exists(path):
            continue
        with open(path, "r+b") as file:
            for offset, length in pieces:
                file.seek(offset)
                file.write(bytes(length))
                lost += length
    for name in os.listdir(folder):
        if name.endswith("-shm"):
            os.unlink(os.path.join(folder, name))
    return lost
