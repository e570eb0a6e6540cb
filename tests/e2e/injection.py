"""System calls of one program, enumerated with strace and harmed one at a time. Standard library only."""

import collections
import os
import re
import subprocess

# What changes something, or can be waited for: every write, sync, connection, send and receive among them.
CALLS = ["write", "pwrite64", "fdatasync", "fsync", "ftruncate", "fallocate", "rename", "renameat2", "unlink", "mkdir",
         "socket", "connect", "sendto", "sendmsg", "recvfrom", "recvmsg", "read", "poll", "clone", "wait4", "waitid", "flock"]
# These leave nothing behind: being killed after one of them is as being killed before it.
PASSIVE_CALLS = ["socket", "recvfrom", "recvmsg", "read", "poll", "wait4", "waitid"]
DISK_CALLS = ["write", "pwrite64", "fdatasync", "fsync", "ftruncate", "fallocate", "rename", "renameat2", "mkdir"]
# The last call before the mail is read: what comes before it changes nothing, whatever happens.
BEGIN = re.compile(r"^(\d+ +)?openat\(.*O_TMPFILE")
CALL = re.compile(r"^(?:\d+ +)?(\w+)\(")
# The head of a frame of SQLite's log (https://sqlite.org/fileformat2.html#walformat), whose second word is the size of
# the database where the frame ends a transaction, else 0. The next write is the frame's page.
FRAME = re.compile(r'pwrite64\(\d+, "(?:\\x[0-9a-f]{2}){4}((?:\\x[0-9a-f]{2}){4})"\.\.\., 24, ')
# SQLite makes the memory that its log is read with: whoever opens the journal first builds it anew.
SHARED_MEMORY = re.compile(r'pwrite64\(\d+, "\\x00", 1, ')
GREETING = re.compile(r'sendto\(\d+, "\\x45\\x48\\x4c\\x4f')  # EHLO
NO_END = r"\x00" * 4
WRITE = re.compile(r'^(?:\d+ +)?(?:pwrite64|write)\(\d+<([^>]*)>, .*?, (\d+)(?:, (\d+))?\) += (\d+)$')
SYNC = re.compile(r"^(?:\d+ +)?f(?:data)?sync\(\d+<([^>]*)>\) += 0")


def enumerate_calls(command, message, folder, calls=None, children=False):
    """Runs `command` once; returns [(call, when)], each call that it made after it began to read the mail.

    `calls` None: all of them. With `children` also those of its child processes (strace counts for each process
    by itself, so that (call, when) then harms the first process that comes so far, and those behind it)."""
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
    # A child begins with a count of its own, at one.
    first = collections.Counter() if children else before
    return [(name, when) for name in names for when in range(first[name] + 1, most[name] + 1)]


def writes_within_transactions(folder, children=False):
    """Of the run that was enumerated last, the numbers of the writes into SQLite's log before which the journal is as it
    was before the first of their transaction. Left are that first, and the page of the frame that ends it."""
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
    """Of the run that was enumerated last, how often it synced before its first request."""
    with open(os.path.join(folder, "calls.log"), encoding="utf-8", errors="replace") as file:
        lines = list(file)
    first = next(i for i, line in enumerate(lines) if "sendto(" in line)
    return sum(1 for line in lines[:first] if "fdatasync(" in line)


def disk_points(command, message, folder):
    """enumerate_calls() of what writes, child processes included, without writes that stand within a transaction."""
    points = enumerate_calls(command, message, folder, DISK_CALLS, children=True)
    within = writes_within_transactions(folder, children=True)
    return [(call, when) for call, when in points if call != "pwrite64" or when not in within]


def kill_points(command, message, folder, is_brief=False, is_first_try=True):
    """As enumerate_calls(), in the order of time, for a kill: the calls before which something is left that was not there
    before the call before. Left out are those behind a call that leaves nothing behind, and writes within a transaction.

    `is_brief`, for a kind of mail beside that of a new mail, leaves out as well what is the same there: (of a first try)
    the calls up to the sync that says that the mail is begun, the page that ends a transaction (before it the journal is as
    before its first), and the dialogue with the mail server, who gets a message of the outbox, whatever it answers."""
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
                has_begun = has_begun or call[1] == "fdatasync"
            is_end = is_frame
            if is_brief and GREETING.match(line):
                break
    return order


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
    return subprocess.run(["strace", *(["-f", "--seccomp-bpf"] if children else []), "-o", log, *record,
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
