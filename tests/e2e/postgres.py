"""A PostgreSQL server for tests: Debian's programs, in a temporary directory, on a Unix socket. Standard library only.

It is never the server of the machine. root runs it as the user postgres (or nobody), another user as itself. It is
stopped by its own process id, and it ends if the test dies. Without `is_durable` it never syncs: a killed server
then still has everything, because the machine goes on.
"""

import glob
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import server_process

BIN = max(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]), default="")
USER = "ticketgate"
REASON = "PostgreSQL is not installed"
REPLICATED = {"wal_level": "replica", "max_wal_senders": "4"}
needs_postgres = unittest.skipUnless(os.access(f"{BIN}/initdb", os.X_OK), REASON)


def other_user():
    """Who runs the server if root runs the test: PostgreSQL refuses root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise unittest.SkipTest("there is neither a user postgres nor nobody")


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


class Postgres:
    """`address`: also listens there for TCP, for everybody without a password (then `enter` begins the command that
    brings it into the right network namespace). `settings`: further ones of postgresql.conf, by name. `primary`: this
    one is its standby, which `synchronous_standby_names` calls standby; the primary has to be made with REPLICATED."""

    def __init__(self, is_durable=False, address="", enter=(), settings=None, primary=None):
        if not os.access(f"{BIN}/initdb", os.X_OK):
            raise unittest.SkipTest(REASON)
        self.folder = tempfile.mkdtemp(prefix="ticketgate-pg-")
        os.chmod(self.folder, 0o755)
        self.data, self.log = f"{self.folder}/data", f"{self.folder}/log"
        self.enter, self.is_durable = list(enter), is_durable
        self.become = []
        if os.geteuid() == 0:
            user = other_user()
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.become = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        self.settings = {"unix_socket_directories": self.folder, "listen_addresses": address, "max_wal_senders": 0,
                         "wal_level": "minimal", "shared_buffers": "32MB", "max_connections": 60,
                         "log_timezone": "UTC", **({} if is_durable else {"fsync": "off", "full_page_writes": "off"}),
                         **(settings or {})}
        self.process, self.databases, self.spare = None, 0, []
        make = [f"{BIN}/initdb", "-D", self.data, "--no-sync", "--no-instructions", "--auth=trust", f"--username={USER}",
                "--locale=C.UTF-8", "--encoding=UTF8", "--wal-segsize=1"]
        if primary is not None:
            self.settings.update(REPLICATED)
            make = [f"{BIN}/pg_basebackup", "-D", self.data, "--no-sync", "--checkpoint=fast", "-R",
                    "-d", f"host={primary.folder} user={USER} application_name=standby"]
        subprocess.run([*self.become, *make], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        if address:
            with open(f"{self.data}/pg_hba.conf", "a", encoding="ascii") as file:
                file.write("host all all 0.0.0.0/0 trust\n")
        self.start()

    def start(self):
        """Starts it, also after kill(), and waits until it takes connections."""
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        with open(self.log, "ab") as log:
            self.process = server_process.start([*self.enter, *(self.become or ["setpriv"]), "--pdeathsig=QUIT", f"{BIN}/postgres",
                                                 "-D", self.data, *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                cwd=self.folder)
        end = time.monotonic() + 60
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                with open(self.log, encoding="utf-8", errors="replace") as file:
                    raise RuntimeError(f"PostgreSQL did not start: {file.read()[-2000:]}")
            time.sleep(0.02)

    def is_ready(self):
        try:
            with open(f"{self.data}/postmaster.pid", encoding="ascii") as file:
                lines = file.read().split("\n")
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(self.process.pid) and lines[7].strip() in ("ready", "standby")

    def stop(self, how=signal.SIGINT):
        """SIGTERM: waits for sessions; SIGINT: ends them; SIGQUIT: at once, as in a crash of the server."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
        if self.process is not None:
            self.process.wait(60)

    def kill(self):
        """Kills all its processes at once, and waits until they are gone: until then, no other server could start."""
        self.process.send_signal(signal.SIGSTOP)  # or it would see its children die, and start again
        while server_process.state(self.process.pid) not in "TZX":
            time.sleep(0.001)
        pids = [*children(self.process.pid), self.process.pid]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(60)
        while not all(map(server_process.is_gone, pids)):
            time.sleep(0.001)

    def cut_power(self):
        """Kills it, and starts it again. Returns how many octets of its log were in its memory alone, and are lost."""
        lost = int(self.run("SELECT pg_current_wal_insert_lsn() - pg_current_wal_flush_lsn()", "template1"))
        self.kill()
        self.start()
        return lost

    def promote(self):
        """The standby becomes a primary."""
        self.run("SELECT pg_promote()", "template1")

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self):
        """The name of an empty database."""
        if self.spare:
            return self.spare.pop()
        self.databases += 1
        name = f"journal{self.databases}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0{'' if self.is_durable else ' STRATEGY FILE_COPY'}", "template1")
        return name

    def empty(self, database):
        """Ends its sessions, and drops its tables."""
        self.run("SET client_min_messages = warning; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                 " AND pid <> pg_backend_pid(); DROP SCHEMA public CASCADE; CREATE SCHEMA public", database)

    def give_back(self, database):
        """Empties it for new_database(): much cheaper than another database."""
        self.empty(database)
        self.spare.append(database)

    def url(self, database, host=None):
        """What `[journal] url` has for it."""
        return f"postgresql://{USER}@{host}/{database}" if host else f"postgresql://{USER}@/{database}?host={self.folder}"

    def run(self, sql, database):
        """Runs SQL; returns what psql prints."""
        done = subprocess.run([f"{BIN}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", USER,
                               "-d", database, "-f", "-"], input=sql, check=True, stdout=subprocess.PIPE, encoding="utf-8")
        return done.stdout.strip()

    def dump(self, database):
        """SQL that makes the tables as they are now, in an empty database."""
        return subprocess.run([f"{BIN}/pg_dump", "-h", self.folder, "-U", USER, "--table=public.*", database], check=True,
                              stdout=subprocess.PIPE, encoding="utf-8").stdout

    def rows(self, sql, database):
        """The rows of a query, as tuples of numbers and texts."""
        text = self.run(f"SELECT json_agg(row_to_json(found)) FROM ({sql}) AS found", database)
        return [tuple(row.values()) for row in json.loads(text or "[]")]
