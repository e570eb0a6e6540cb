"""Many mails: several filters at a time, and the resident gateway with LMTP."""

import os
import statistics
import subprocess
import threading
import time

import bench_house
import bench_measure

SMTP_SOURCE = "/usr/sbin/smtp-source"
SLOW_FSYNC = os.environ.get("BENCH_SLOW_FSYNC", "")
AT_ONCE = 4
SESSIONS = 20  # Postfix's default_destination_concurrency_limit


class Resident:
    """A running lmtpd; `lines` are added to [lmtp], `settings` to its environment. `journal`: its path."""

    def __init__(self, house, name, port, lines=f"workers = {AT_ONCE}\n", journal=None, **settings):
        self.socket = house.path(f"{name}.sock")
        config = house.write_config(name, f"https://127.0.0.1:{port}", f"[lmtp]\nlisten = unix:{self.socket}\n{lines}", journal)
        self.process = subprocess.Popen([bench_house.TICKETGATE, "lmtpd", "--config", config],
                                        env={**os.environ, **settings})
        while not os.path.exists(self.socket):
            if self.process.poll() is not None:
                raise RuntimeError("lmtpd did not start")
            time.sleep(0.05)
        self.rate(25 * AT_ONCE, AT_ONCE)  # from here on, connections, tokens and journal are warm

    def rate(self, count, sessions):
        """Messages of 1 kB per second, in this number of sessions."""
        begin = time.monotonic()
        # no timeout: with one, Python checks only every 50 ms whether the program has ended
        subprocess.run([SMTP_SOURCE, "-L", "-s", str(sessions), "-m", str(count), "-l", "1000", "-f",
                        "user@customer.example", "-t", "support@desk.example", f"unix:{self.socket}"], check=True)
        return count / (time.monotonic() - begin)

    def processes(self):
        """Its process ids: the supervisor, the workers and their zygotes."""
        found = [self.process.pid]
        for pid in found:
            try:
                with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
                    found += map(int, file.read().split())
            except FileNotFoundError:  # a parser that has ended
                pass
        return found

    def memory_mib(self):
        """The memory of all its processes (PSS: what several share counts once)."""
        total_kib = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                    total_kib += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
            except (FileNotFoundError, ProcessLookupError):
                pass
        return total_kib / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def filter_rate(house, count):
    cost = bench_measure.folder(AT_ONCE, house.write_folder(count), house.deliver())
    return count / (cost.wall_ms / 1000)


def run(bench):
    """Compares the resident gateway with the filter, four at a time each, in turn."""
    resident = Resident(bench.house, "resident", bench.house.https_port)
    try:
        pairs = [(resident.rate(600, AT_ONCE), filter_rate(bench.house, 60)) for _ in range(bench.runs)]
    finally:
        resident.stop()
    ours, theirs = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    bench.add("1 kB, four at a time: resident, LMTP / cold filter", f"{ours:.0f} messages/s", f"{theirs:.0f} messages/s",
              f"{statistics.median(a / b for a, b in pairs):.1f} times", "at least 10 times")


def run_commits(bench):
    """Makes each sync 5 ms slower: four sessions at a time are faster than one only if they do not wait for each
    other."""
    resident = Resident(bench.house, "commits", bench.house.https_port, LD_PRELOAD=SLOW_FSYNC)
    try:
        pairs = [(resident.rate(120, AT_ONCE), resident.rate(40, 1)) for _ in range(max(3, bench.runs // 3))]
    finally:
        resident.stop()
    ours, theirs = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    bench.add("resident, every sync 5 ms slower: 4 sessions / 1 session", f"{ours:.0f} messages/s",
              f"{theirs:.0f} messages/s", f"{statistics.median(a / b for a, b in pairs):.1f} times",
              "near 4: commits are grouped")


def run_slow(bench):
    """An API that answers after a while, as real ones do, as many sessions as Postfix opens, and the shipped defaults."""
    house = bench.house
    resident = Resident(house, "slow", house.slow_port, "")
    rates, sizes = [], []
    try:
        resident.rate(SESSIONS * 5, SESSIONS)  # each worker has its connection
        for _ in range(max(3, bench.runs // 3)):
            sender = threading.Thread(target=lambda: rates.append(resident.rate(SESSIONS * 40, SESSIONS)))
            sender.start()
            time.sleep(3)
            sizes.append(resident.memory_mib() / SESSIONS)
            sender.join()
    finally:
        resident.stop()
    most, rate = SESSIONS * 1000 / bench_house.SLOW_MS, statistics.median(rates)
    bench.add(f"resident, {SESSIONS} sessions, API that answers in {bench_house.SLOW_MS} ms / Little's law",
              f"{rate:.0f} messages/s", f"{most:.0f} messages/s", f"{rate / most:.2f}", "at least 90/s")
    bench.add("the same: memory (PSS) for each session", f"{statistics.median(sizes):.2f} MiB", "", "", "at most 3 MiB")
