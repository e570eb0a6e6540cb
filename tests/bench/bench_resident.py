"""Many mails: several filters at a time, and the resident gateway with LMTP."""

import os
import statistics
import subprocess
import time

import bench_house
import bench_measure

SMTP_SOURCE = "/usr/sbin/smtp-source"
SLOW_FSYNC = os.environ.get("BENCH_SLOW_FSYNC", "")
AT_ONCE = 4


class Resident:
    """A running lmtpd with four workers; `settings` are added to its environment."""

    def __init__(self, house, name, **settings):
        self.socket = house.path(f"{name}.sock")
        config = house.write_config(name, f"https://127.0.0.1:{house.https_port}",
                                    f"[lmtp]\nlisten = unix:{self.socket}\nworkers = {AT_ONCE}\n")
        self.process = subprocess.Popen([bench_house.TICKETGATE, "lmtpd", "--config", config],
                                        env={**os.environ, **settings})
        while not os.path.exists(self.socket):
            if self.process.poll() is not None:
                raise RuntimeError("lmtpd did not start")
            time.sleep(0.05)
        self.rate(100, AT_ONCE)  # from here on, connections, tokens and journal are warm

    def rate(self, count, sessions):
        """Messages of 1 kB per second, in this number of sessions."""
        begin = time.monotonic()
        # no timeout: with one, Python checks only every 50 ms whether the program has ended
        subprocess.run([SMTP_SOURCE, "-L", "-s", str(sessions), "-m", str(count), "-l", "1000", "-f",
                        "user@customer.example", "-t", "support@desk.example", f"unix:{self.socket}"], check=True)
        return count / (time.monotonic() - begin)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def filter_rate(house, count):
    cost = bench_measure.folder(AT_ONCE, house.write_folder(count), house.deliver())
    return count / (cost.wall_ms / 1000)


def run(bench):
    """Compares the resident gateway with the filter, four at a time each, in turn."""
    resident = Resident(bench.house, "resident")
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
    resident = Resident(bench.house, "commits", LD_PRELOAD=SLOW_FSYNC)
    try:
        pairs = [(resident.rate(120, AT_ONCE), resident.rate(40, 1)) for _ in range(max(3, bench.runs // 3))]
    finally:
        resident.stop()
    ours, theirs = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    bench.add("resident, every sync 5 ms slower: 4 sessions / 1 session", f"{ours:.0f} messages/s",
              f"{theirs:.0f} messages/s", f"{statistics.median(a / b for a, b in pairs):.1f} times",
              "near 4: commits are grouped")
