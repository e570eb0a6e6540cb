#!/usr/bin/env python3
"""The benchmarks: the gateway beside what a user would otherwise run, in turn, against the same nginx.

usage: bench.py [--runs N] [--output FOLDER] [--http2] [PART...]

Parts: small, large, memory, sizes, journal, before, parts, resident, slow, commits, postgres, instructions, libraries;
all of them by default. BENCH_BEFORE names an earlier program for "before". Prints a Markdown table; with --output also
writes table.md and cost.dat there.
"""

import argparse
import contextlib
import os
import shutil
import sqlite3
import statistics
import sys

import bench_house
import bench_libraries
import bench_measure
import bench_postgres
import bench_resident
from bench_house import House
from bench_measure import Pair, once

SIZES = (1_000, 100_000, 1_000_000, 10_000_000, 25_000_000)
BEFORE = os.environ.get("BENCH_BEFORE")
PARSE = os.environ.get("BENCH_PARSE", "parse_direct")


class Bench:
    def __init__(self, options):
        self.runs = options.runs
        self.house = House(options.http2)
        self.rows = []
        self.points = []

    def add(self, what, ours, theirs, ratio, goal):
        self.rows.append((what, ours, theirs, ratio, goal))
        print("| " + " | ".join(self.rows[-1]) + " |", flush=True)

    def compare(self, what, length, command, other, goal, n_parts=1, is_memory=False):
        """Adds a row: the gateway and another command, each with mails of the same kind."""
        house = self.house
        pair = Pair(self.runs, lambda: once(house.write_mail(length, n_parts), command),
                    lambda: once(house.write_mail(length, n_parts), other))
        self.add(what, f"{pair.first.wall_ms:.1f} ms", f"{pair.second.wall_ms:.1f} ms",
                 f"{pair.ratio():.2f} wall, {pair.ratio('cpu_ms'):.2f} CPU", goal)
        if is_memory:
            self.add(f"{what}: peak memory", f"{pair.first.peak_mib:.1f} MiB", f"{pair.second.peak_mib:.1f} MiB",
                     f"{pair.ratio('peak_mib'):.2f}", "at most 0.25")
        return pair

    def small(self):
        house = self.house
        self.compare("small mail, cold filter, HTTPS / `curl --data-binary`", 1000, house.deliver(),
                     house.curl_data(), "at most 0.6 wall")
        self.compare("small mail, cold filter, plain HTTP / `curl --data-binary`", 1000,
                     house.deliver(house.http_config), house.curl_data("http"), "at most 2 wall")
        self.compare("small mail, cold filter, HTTPS / `rt-mailgate`", 1000, house.deliver(), house.rt_mailgate(),
                     "at most 0.125 wall")
        self.compare("small mail, cold filter, HTTPS / Python script", 1000, house.deliver(), house.python_script(), "")

    def large(self):
        house = self.house
        self.compare("10 MB, one attachment / `curl -T -`", 10_000_000, house.deliver(), house.curl_stream(),
                     "at most 2 wall")
        self.compare("10 MB, one attachment / Python script", 10_000_000, house.deliver(), house.python_script(),
                     "at most 0.125 wall", is_memory=True)

    def memory(self):
        house = self.house
        for n_parts in (1, 20):
            pair = Pair(self.runs, lambda n=n_parts: once(house.write_mail(25_000_000, n), house.deliver()),
                        lambda: once(house.write_mail(1000), house.deliver()))
            self.add(f"peak memory, 25 MB in {n_parts} attachment(s) / 1 kB", f"{pair.first.peak_mib:.1f} MiB",
                     f"{pair.second.peak_mib:.1f} MiB",
                     f"{pair.first.peak_mib - pair.second.peak_mib:+.1f} MiB", "at most +8 MiB")

    def sizes(self):
        """Measures every size, with one attachment and with twenty, against each other program: the lines of the
        picture."""
        house = self.house
        others = {"curl --data-binary": house.curl_data(), "curl -T -": house.curl_stream(),
                  "rt-mailgate": house.rt_mailgate(), "Python script": house.python_script()}
        for length in SIZES:
            point = [length]
            for name, command in others.items():
                pair = Pair(max(3, self.runs // 3), lambda n=length: once(house.write_mail(n), house.deliver()),
                            lambda n=length, c=command: once(house.write_mail(n), c))
                if len(point) == 1:
                    point.append(pair.first.wall_ms)
                point.append(pair.second.wall_ms)
                self.add(f"{length:,} octets / {name}", f"{pair.first.wall_ms:.1f} ms", f"{pair.second.wall_ms:.1f} ms",
                         f"{pair.ratio():.2f} wall, {pair.ratio('cpu_ms'):.2f} CPU, {pair.ratio('peak_mib'):.2f} memory",
                         "")
            self.points.append(point)
            if length > 2000:
                self.compare(f"{length:,} octets in 20 attachments / `curl -T -`", length, house.deliver(),
                             house.curl_stream(), "", 20)

    @staticmethod
    def multiply(journal, table, rows, **changes):
        """Adds rows like the first one of the table, with some columns made from the number of the row."""
        cursor = journal.execute(f"SELECT * FROM {table} LIMIT 1")
        names = [column[0] for column in cursor.description]
        first = cursor.fetchone()
        values = ([changes[name](i) if name in changes else value for name, value in zip(names, first)]
                  for i in range(rows))
        journal.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(names))})", values)

    def fill_journal(self, name, rows):
        """A configuration whose journal has `rows` mails, threads and participants."""
        house = self.house
        path = house.path(f"{name}.db")
        config = house.write_config(name, f"http://127.0.0.1:{house.http_port}", journal=path,
                                    budget="comments_per_pair = 0\ncomments_per_ticket = 0")
        once(house.write_mail(1000), house.deliver(config))
        with sqlite3.connect(path) as journal:
            def mixed(i):  # keys in no order, like those of real mails
                return f"{i * 2654435761 % 2**32:08x}.{i}"
            self.multiply(journal, "mail", rows, key=mixed, message_id=mixed, reference_number=mixed)
            self.multiply(journal, "thread", rows, message_id=mixed, ticket_number=mixed)
            self.multiply(journal, "participant", rows, ticket_number=mixed, address=mixed)
            self.multiply(journal, "passage", rows, id=lambda i: i + 1000, ticket_number=mixed, source=mixed)
        journal.close()
        once(house.write_mail(1000), house.deliver(config))
        return config

    def journal(self):
        house = self.house
        full, little = self.fill_journal("full", 1_000_000), self.fill_journal("little", 100)
        pair = Pair(self.runs * 3, lambda: once(house.write_mail(1000), house.deliver(full)),
                    lambda: once(house.write_mail(1000), house.deliver(little)))
        self.add("journal of 1,000,000 rows / 100 rows", f"{pair.first.wall_ms:.1f} ms",
                 f"{pair.second.wall_ms:.1f} ms", f"{pair.ratio():.2f} wall, {pair.ratio('cpu_ms'):.2f} CPU",
                 "at most 1.1 wall")
        pair = Pair(self.runs * 3, lambda: once(house.write_answer(), house.deliver(full)),
                    lambda: once(house.write_answer(), house.deliver(little)))
        self.add("the same, an answer whose quotation is looked up", f"{pair.first.wall_ms:.1f} ms",
                 f"{pair.second.wall_ms:.1f} ms", f"{pair.ratio():.2f} wall, {pair.ratio('cpu_ms'):.2f} CPU",
                 "at most 1.1 wall")

    def once_on_a_short_ticket(self, name, mail, command):
        """All mail here is about one ticket and from one sender. So the ticket only keeps as many texts as an
        ordinary one, ten, and the budget of comments is never used up, because mail over it is handled in another
        way."""
        path = self.house.path(f"state-{name}", "journal.db")
        if os.path.exists(path):
            with contextlib.closing(sqlite3.connect(path)) as journal, contextlib.suppress(sqlite3.OperationalError):
                journal.execute("UPDATE budget SET used = 1")
                journal.commit()
                journal.execute("DELETE FROM passage WHERE id NOT IN (SELECT id FROM passage ORDER BY id DESC LIMIT 10)")
                journal.commit()  # the journal of an earlier program has no such table
        return once(mail, command)

    def before(self):
        """Measures this program against an earlier one: a new mail, a reply, a large mail."""
        house = self.house
        if BEFORE is None:
            print("BENCH_BEFORE names no earlier program; nothing is compared with it", file=sys.stderr)
            return
        names = ("now", "before")
        configs = [house.write_config(name, f"http://127.0.0.1:{house.http_port}") for name in names]
        commands = [house.deliver(config, program) for config, program in zip(configs, (bench_house.TICKETGATE, BEFORE))]
        for what, write, runs in (("a mail of 1 kB", lambda: house.write_mail(1000), self.runs * 5),
                                  ("an answer with its quotation", house.write_answer, self.runs * 5),
                                  ("10 MB, one attachment", lambda: house.write_mail(10_000_000), self.runs)):
            pair = Pair(runs, *(lambda command=command, name=name: self.once_on_a_short_ticket(name, write(), command)
                                for name, command in zip(names, commands)))
            self.add(f"{what}: now / before", f"{pair.first.wall_ms:.2f} ms", f"{pair.second.wall_ms:.2f} ms",
                     f"{pair.ratio():.3f} wall, {pair.ratio('cpu_ms'):.3f} CPU", "at most 1.02 wall")

    def parts(self):
        """Compares 1,000 parts of 1 kB with 300; the cost of a mail with one part is subtracted from both."""
        command = self.house.deliver(self.house.http_config)
        many, few = [], []
        for _ in range(self.runs + 1):
            one, some, all_of_them = (once(self.house.write_mail(1200 * n + 1000, n), command).cpu_ms * 1000
                                      for n in (1, 300, 1000))
            many.append((all_of_them - one) / 999)
            few.append((some - one) / 299)
        ratio = statistics.median(a / b for a, b in zip(many[1:], few[1:]))
        self.add("each further part, CPU: of 1,000 / of 300", f"{statistics.median(many[1:]):.0f} us",
                 f"{statistics.median(few[1:]):.0f} us", f"{ratio:.2f}", "linear: about 1")

    def instructions(self):
        house = self.house
        if shutil.which("valgrind") is None:
            print("valgrind is not installed; instructions are not counted", file=sys.stderr)
            return

        def count(length, n_parts):
            return bench_measure.instructions(PARSE, house.write_mail(length, n_parts), house.folder)
        small = count(1000, 1)
        self.add("parser, instructions: 1 kB", f"{small:.1f} M", "", "", "")
        for length in SIZES[1:]:
            for n_parts in (1, 20):
                millions = count(length, n_parts)
                self.add(f"parser, instructions: {length:,} octets, {n_parts} attachment(s)", f"{millions:.1f} M", "",
                         f"{(millions - small) * 1e6 / length:.2f} for each octet", "")
        few, hundred, many = count(12_000, 10), count(120_000, 100), count(1_200_000, 1000)
        self.add("parser, instructions for each further part: 100 to 1,000 / 10 to 100",
                 f"{(many - hundred) / 900 * 1000:.0f} k", f"{(hundred - few) / 90 * 1000:.0f} k",
                 f"{(many - hundred) / 900 / ((hundred - few) / 90):.2f}", "linear: about 1")

    def resident(self):
        bench_resident.run(self)

    def slow(self):
        bench_resident.run_slow(self)

    def commits(self):
        bench_resident.run_commits(self)

    def postgres(self):
        bench_postgres.run(self)

    def libraries(self):
        bench_libraries.run(self)

    def write(self, output):
        os.makedirs(output, exist_ok=True)
        with open(os.path.join(output, "table.md"), "w", encoding="utf-8") as file:
            file.write("| what | ticketgate | beside | ratio | goal |\n| --- | --- | --- | --- | --- |\n")
            for row in self.rows:
                file.write("| " + " | ".join(row) + " |\n")
        if self.points:
            with open(os.path.join(output, "cost.dat"), "w", encoding="utf-8") as file:
                for point in self.points:
                    file.write(" ".join(f"{value:.3f}" for value in point) + "\n")


PARTS = ("small", "large", "memory", "sizes", "journal", "before", "parts", "resident", "slow", "commits",
         "postgres", "instructions", "libraries")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--output")
    parser.add_argument("--http2", action="store_true")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    options = parser.parse_args()
    missing = [name for name in ("nginx", "curl", "rt-mailgate", "openssl") if shutil.which(name) is None]
    if missing:
        sys.exit(f"not installed: {', '.join(missing)}; contrib/bootstrap bench installs them")
    bench = Bench(options)
    try:
        print("| what | ticketgate | beside | ratio | goal |\n| --- | --- | --- | --- | --- |", flush=True)
        for part in options.parts or PARTS:
            getattr(bench, part)()
    finally:
        bench.house.close()
    if options.output:
        bench.write(options.output)


if __name__ == "__main__":
    main()
