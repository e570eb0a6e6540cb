"""The shared journal: one mail beside SQLite, several gateways on one database, and what mails leave there.

PostgreSQL is a server of its own on this machine, which syncs like a real one.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

import bench_house
from bench_measure import Pair, once
from bench_resident import SESSIONS, Resident

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
import postgres  # noqa: E402

GATEWAYS = (1, 2, 4)
MAILS = 40 * SESSIONS  # for each gateway and run
ROUND_TRIPS_MS = (1, 5)


def journal_of(house, name, server, database):
    """The value of [journal] path, which other paths are found beside, and the line for the database."""
    return f"{house.path(name)}.db\nurl = {server.url(database)}"


def compare(bench, server):
    house = bench.house
    address = f"http://127.0.0.1:{house.http_port}"
    shared = house.write_config("shared", address, journal=journal_of(house, "shared", server, server.new_database()))
    single = house.write_config("single", address)
    for what, write in (("a new mail", lambda: house.write_mail(1000)), ("an answer", house.write_answer)):
        pair = Pair(bench.runs, lambda w=write: once(w(), house.deliver(shared)), lambda w=write: once(w(), house.deliver(single)))
        bench.add(f"cold filter, {what}: PostgreSQL / SQLite", f"{pair.first.wall_ms:.1f} ms", f"{pair.second.wall_ms:.1f} ms",
                  f"{pair.ratio():.2f} wall, {pair.ratio('cpu_ms'):.2f} CPU", "at most 2.5 wall")


def rate_of(gateways):
    """Messages per second of all, which work at the same time."""
    rates = []
    threads = [threading.Thread(target=lambda one=one: rates.append(one.rate(MAILS, SESSIONS))) for one in gateways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(rates)


def written_octets(server, database):
    """What PostgreSQL has written to its log (WAL) since ever."""
    return int(server.run("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint", database))


def processor_ms(server):
    """The processor time of a server and of its processes, also of those that have ended."""
    ticks = 0
    for pid in (server.process.pid, *postgres.children(server.process.pid)):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                fields = file.read().rpartition(")")[2].split()
        except FileNotFoundError:  # it has just ended, and counts with the server
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def cost_of(bench, server, database, gateway):
    """What 2,000 new mails leave in the tables and indexes and in the log of the server, and what they cost it."""
    count = 2000

    def state():
        size = int(server.run("SELECT pg_database_size(current_database())", database))
        return size, written_octets(server, database), processor_ms(server)

    server.run("VACUUM", database)
    before = state()
    gateway.rate(count, SESSIONS)
    size, written, spent_ms = ((new - old) / count for new, old in zip(state(), before))
    bench.add("PostgreSQL, for each new mail of 1 kB: tables and indexes", f"{size:.0f} octets", "", "", "")
    bench.add("the same: written to its log", f"{written:.0f} octets", "", "", "")
    bench.add("the same: processor time of the server", f"{spent_ms:.1f} ms", "", "", "")


def several(bench, server):
    house = bench.house
    database = server.new_database()
    gateways = []
    try:
        for number in range(max(GATEWAYS)):
            gateways.append(Resident(house, f"host{number}", house.slow_port, "",
                                     journal=journal_of(house, f"host{number}", server, database)))
        for count in GATEWAYS:
            rates = [rate_of(gateways[:count]) for _ in range(max(3, bench.runs // 5))]
            most = count * SESSIONS * 1000 / bench_house.SLOW_MS
            rate = statistics.median(rates)
            bench.add(f"{count} gateway{'s' if count > 1 else ''}, one PostgreSQL, {SESSIONS} sessions each, API that answers in {bench_house.SLOW_MS} ms",
                      f"{rate:.0f} messages/s", f"{most:.0f} messages/s", f"{rate / most:.2f}", "")
        connections = server.run("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ticketgate'", database)
        bench.add(f"{len(gateways)} gateways: connections", connections, "", "", "one for each worker")
        cost_of(bench, server, database, gateways[0])
    finally:
        for gateway in gateways:
            gateway.stop()


def calculated(round_trip_ms):
    """Messages per second that one database carries, as ticketgate(1) says in SEVERAL HOSTS."""
    return 1000 / (6 + 9 * round_trip_ms)


def distant(bench, server):
    """One gateway whose database is further away."""
    house = bench.house
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "slow_way.py")
    for round_trip_ms in ROUND_TRIPS_MS:
        name, database = f"distant{round_trip_ms}", server.new_database()
        port_file = house.path(f"{name}.port")
        way = subprocess.Popen([sys.executable, program, port_file, f"{server.folder}/.s.PGSQL.5432", str(round_trip_ms)])
        try:
            while not os.path.exists(port_file):
                time.sleep(0.05)
            url = f"postgresql://{postgres.USER}@127.0.0.1:{Path(port_file).read_text('ascii')}/{database}"
            gateway = Resident(house, name, house.slow_port, "", journal=f"{house.path(name)}.db\nurl = {url}")
            try:
                rate = statistics.median(gateway.rate(200, SESSIONS) for _ in range(3))
            finally:
                gateway.stop()
        finally:
            way.terminate()
            way.wait()
        bench.add(f"1 gateway, {round_trip_ms} ms to the database and back / as ticketgate(1) calculates", f"{rate:.0f} messages/s",
                  f"{calculated(round_trip_ms):.0f} messages/s", f"{rate / calculated(round_trip_ms):.2f}", "")


def run(bench):
    try:
        server = postgres.Postgres(is_durable=True, settings={"max_connections": 150, "shared_buffers": "128MB"})
    except unittest.SkipTest as reason:
        print(f"{reason}; the shared journal is not measured", file=sys.stderr)
        return
    try:
        compare(bench, server)
        several(bench, server)
        distant(bench, server)
    finally:
        server.close()
