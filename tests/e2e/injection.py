"""Lists the system calls of one program with strace, and lets one fail at a time. Standard library only."""

import collections
import os
import re
import subprocess

# Calls that change something or can wait: every write, sync, connection, send and receive is among them.
CALLS = ["write", "pwrite64", "fdatasync", "fsync", "ftruncate", "fallocate", "link", "rename", "renameat2", "unlink", "mkdir",
         "socket", "connect", "sendto", "sendmsg", "recvfrom", "recvmsg", "read", "poll", "clone", "wait4", "waitid", "flock"]
# These leave nothing behind: a kill after one of them is the same as a kill before it.
PASSIVE_CALLS = ["socket", "recvfrom", "recvmsg", "read", "poll", "wait4", "waitid"]
DISK_CALLS = ["write", "pwrite64", "fdatasync", "fsync", "ftruncate", "fallocate", "rename", "renameat2", "mkdir"]
# The last call before the mail is read, or before a command opens the journal ("….db", ".s.PGSQL…"). Calls before it change
# nothing.
BEGIN = re.compile(r'^(\d+ +)?(openat\(.*(O_TMPFILE|\\x2e\\x64\\x62", O_RDWR)|connect\(.*\\x2e\\x73\\x2e\\x50\\x47)')
CALL = re.compile(r"^(?:\d+ +)?(\w+)\(")
# The header of a frame in SQLite's log (https://sqlite.org/fileformat2.html#walformat). If the frame ends a
# transaction, its second word is the size of the database, else 0. The next write is the page of the frame.
FRAME = re.compile(r'pwrite64\(\d+, "(?:\\x[0-9a-f]{2}){4}((?:\\x[0-9a-f]{2}){4})"\.\.\., 24, ')
# SQLite makes the shared memory for reading its log; the process that opens the journal first makes it again.
SHARED_MEMORY = re.compile(r'pwrite64\(\d+, "\\x00", 1, ')
# libpq's message to parse a statement that begins with CO (COMMIT): PostgreSQL has what was done before.
COMMIT = re.compile(r'sendto\(\d+, "\\x50(?:\\x[0-9a-f]{2}){4}\\x00\\x43\\x4f')
GREETING = re.compile(r'sendto\(\d+, "\\x45\\x48\\x4c\\x4f')  # EHLO
POST = re.compile(r'(?:sendto|write)\(\d+, "\\x50\\x4f\\x53\\x54\\x20')  # an HTTP request
NO_END = r"\x00" * 4
WRITE = re.compile(r'^(?:\d+ +)?(?:pwrite64|write)\(\d+<([^>]*)>, .*?, (\d+)(?:, (\d+))?\) += (\d+)$')
SYNC = re.compile(r"^(?:\d+ +)?f(?:data)?sync\(\d+<([^>]*)>\) += 0")


def enumerate_calls(command, message, folder, calls=None, children=False):
    """Runs `command` once; returns [(call, when)] for each call after it began to read the mail.

    `calls` None: all calls. With `children` also those of its child processes. strace counts for each process
    separately, so (call, when) then harms the first process that gets so far, and the processes after it."""
    log = os.path.join(folder, "calls.log")
    subprocess.run(["strace", "-xx", "-s", "8", *(["-f"] if children else []), "-o", log, *command], input=message,
                   check=True, stderr=subprocess.DEVNULL)
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
    # A child has its own count, from one.
    first = collections.Counter() if children else before
    return [(name, when) for name in names for when in range(first[name] + 1, most[name] + 1)]


def writes_within_transactions(folder, children=False):
    """For the run that was listed last: the numbers of the writes into SQLite's log that do not count, because the
    journal before them is as it was before the first write of their transaction. What counts is that first write,
    and the page of the frame that ends the transaction."""
    counts, is_open, frame = collections.Counter(), collections.Counter(), {}
    within, seen = collections.defaultdict(set), collections.defaultdict(set)
    with open(os.path.join(folder, "calls.log"), encoding="utf-8", errors="replace") as file:
        for line in file:
            call, process = CALL.match(line), line.split()[0] if children else ""
            if call is None or call[1] != "pwrite64":
                continue
            counts[process] += 1
            seen[counts[process]].add(process)
            head, before = FRAME.search(line), frame.pop(process, None)
            if before == "page" or (head is not None and is_open[process]):
                within[counts[process]].add(process)
            if head is not None:
                frame[process] = "page" if head[1] == NO_END else "end"
                is_open[process] = 1
            elif before == "end":
                is_open[process] = 0
    return {number for number, processes in within.items() if processes == seen[number]}


def syncs_before_sending(folder):
    """For the run that was listed last: how often it synced before its first request."""
    with open(os.path.join(folder, "calls.log"), encoding="utf-8", errors="replace") as file:
        lines = list(file)
    first = next(i for i, line in enumerate(lines) if "sendto(" in line)
    return sum(1 for line in lines[:first] if "fdatasync(" in line)


def disk_points(command, message, folder):
    """enumerate_calls() for writing calls, child processes included, without writes inside a transaction."""
    points = enumerate_calls(command, message, folder, DISK_CALLS, children=True)
    within = writes_within_transactions(folder, children=True)
    return [(call, when) for call, when in points if call != "pwrite64" or when not in within]


def kill_points(command, message, folder, is_brief=False, is_first_try=True):
    """Like enumerate_calls(), in order of time, for a kill: the calls before which something is left that was not
    there before the call before. Calls after a call that leaves nothing behind are left out, and so are writes
    inside a transaction.

    `is_brief` is for other kinds of mail than a new mail, and also leaves out what is the same there. For a first
    try, these are the calls up to the sync (or PostgreSQL's commit) that records that the mail is begun. Also left
    out are the page that ends a transaction (before it, the journal is as before its first write) and the dialogue
    with the mail server, which gets a message from the outbox, whatever it answers."""
    points = set(enumerate_calls(command, message, folder, CALLS))
    points -= {("pwrite64", when) for when in writes_within_transactions(folder)}
    counts, order, was_passive = collections.Counter(), [], False
    has_begun, is_end = not (is_brief and is_first_try), False
    with open(os.path.join(folder, "calls.log"), encoding="utf-8", errors="replace") as file:
        for line in file:
            call = CALL.match(line)
            if call is None:
                continue
            counts[call[1]] += 1
            point = (call[1], counts[call[1]])
            is_frame = FRAME.search(line) is not None
            if point in points:
                if has_begun and not was_passive and not (is_brief and is_end):
                    order.append(point)
                was_passive = call[1] in PASSIVE_CALLS or " = -1 " in line or SHARED_MEMORY.match(line) is not None
                has_begun = has_begun or call[1] == "fdatasync" or COMMIT.search(line) is not None
            is_end = is_frame
            if is_brief and GREETING.match(line):
                break
    return order


def calls_in_order(log, calls=None):
    """[(call, when, line)] from the log of one process that strace was attached to, in order of time. The first line
    is left out: it is the call that was running then."""
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
    """Runs `command` with `harm` (in the form of strace's inject) done to call number `when`. Returns the process."""
    record = ["-y", "-s", "0"] if log != "/dev/null" else []
    traced = {call, "pwrite64", "write", "fdatasync", "fsync"} if record else {call}
    return subprocess.run(["strace", *(["-f", "--seccomp-bpf"] if children else []), "-o", log, *record,
                           "-e", "trace=" + ",".join(traced), "-e", f"inject={call}:{harm}:when={when}", *command], input=message,
                          stderr=subprocess.PIPE, check=False, timeout=120)


def cut_power(log, folder):
    """Replaces with zeros what the run of `log` wrote into files of `folder` but did not sync. A file that has
    another name since then is not changed. Also removes the shared memory of the journal."""
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
