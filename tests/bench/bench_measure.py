"""Runs commands through `measure`, in turn, and compares them in pairs."""

import os
import statistics
import subprocess

MEASURE = os.environ.get("BENCH_MEASURE", "measure")


class Cost:
    """The cost of one run: wall and processor time in ms, peak memory of its largest process in MiB."""

    def __init__(self, wall_ms, cpu_ms, peak_mib):
        self.wall_ms, self.cpu_ms, self.peak_mib = wall_ms, cpu_ms, peak_mib


def measure(arguments, command):
    done = subprocess.run([MEASURE, *arguments, *command], stdout=subprocess.PIPE, check=True)
    wall, cpu, peak, failures = (int(word) for word in done.stdout.split())
    if failures:
        raise RuntimeError(f"{failures} runs failed: {' '.join(command)}")
    return Cost(wall / 1000, cpu / 1000, peak / 1024)


def once(path, command):
    return measure([path], command)


def folder(at_once, path, command):
    return measure(["-p", str(at_once), path], command)


def median(costs):
    return Cost(*(statistics.median(getattr(cost, name) for cost in costs)
                  for name in ("wall_ms", "cpu_ms", "peak_mib")))


class Pair:
    """Runs two things in turn; gives the medians of the ratios within each pair."""

    def __init__(self, runs, first, second):
        self.first_costs, self.second_costs = [], []
        for i in range(runs + 1):  # the first pair warms caches and is not counted
            costs = first(), second()
            if i > 0:
                self.first_costs.append(costs[0])
                self.second_costs.append(costs[1])
        self.first, self.second = median(self.first_costs), median(self.second_costs)

    def ratio(self, name="wall_ms"):
        return statistics.median(getattr(a, name) / getattr(b, name)
                                 for a, b in zip(self.first_costs, self.second_costs))


def instructions(program, path, folder_path):
    """How many million instructions `program` < `path` executes, by valgrind's callgrind."""
    out = os.path.join(folder_path, "callgrind.out")
    with open(path, "rb") as mail:
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program], stdin=mail,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    with open(out, encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith(("summary:", "totals:")):
                return int(line.split()[1]) / 1e6
    raise RuntimeError("callgrind counted nothing")
