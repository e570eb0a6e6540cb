"""Shared by the end-to-end tests: a desk, a configuration, a mail server that keeps mail. Standard library only.

TICKETGATE and TICKETGATE_DESK name the programs, TICKETGATE_TEMPLATES the templates of confirmations,
TICKETGATE_DIALECT what gateway and desk speak: "incident" (the default) or "connect", TICKETGATE_JOURNAL the engine of
the journal: "sqlite" (the default) or "postgresql". Everything listens on loopback, on ports that the kernel chooses,
in a temporary directory, and is stopped by its own process id.
"""

import atexit
import contextlib

import email
import email.policy
import json
import os
import re
import shutil
import socket
import socketserver
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

import postgres
import server_process

TICKETGATE = os.environ.get("TICKETGATE", "ticketgate")
DESK = os.environ.get("TICKETGATE_DESK", "ticketgate-desk")
TEMPLATES = os.environ.get("TICKETGATE_TEMPLATES", "")
DIALECT = os.environ.get("TICKETGATE_DIALECT", "incident")
IS_CONNECT = DIALECT == "connect"
IS_POSTGRES = os.environ.get("TICKETGATE_JOURNAL", "sqlite") == "postgresql"
SECRET = "e2e-client-secret-17"
servers = []  # the PostgreSQL server of this program, if there is one

os.umask(0o022)  # whatever the caller has set: other users read the files that are written here


def sqlite_only(reason):
    """Skips a test that is about the journal's file."""
    return unittest.skipIf(IS_POSTGRES, f"only of SQLite: {reason}")


def postgres_server():
    """The one server for all tests of this program; started with the first."""
    if not servers:
        servers.append(postgres.Postgres())
        atexit.register(servers[0].close)
    return servers[0]


def copy_program(folder):
    """A copy of the program, and of the library beside it that is the program itself. Returns its path."""
    for name in ("ticketgate", "ticketgate.so"):
        shutil.copy(os.path.join(os.path.dirname(TICKETGATE), name), folder)
        os.chmod(os.path.join(folder, name), 0o755)
    return os.path.join(folder, "ticketgate")


def copy_templates(folder):
    """A copy of the templates that every user can read. Returns its path."""
    path = os.path.join(folder, "templates")
    shutil.copytree(TEMPLATES, path)
    for place, _, names in os.walk(path):
        os.chmod(place, 0o755)
        for name in names:
            os.chmod(os.path.join(place, name), 0o644)
    return path


def ticket_number(count):
    """The number of the desk's ticket with this count."""
    return f"INC#{count:08}" if IS_CONNECT else f"INC{count:07}"


def without_default_route(text):
    """The text of a configuration without what a recipient without a route needs."""
    return re.sub("service = Office\n" if IS_CONNECT else "ci = PRINTERS\n", "", text, count=1)


def wait_until(condition, seconds=30.0, pause=0.05):
    """Calls `condition` until it is true; returns its last value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(pause)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_program(program, config, command, *arguments, **more):
    return subprocess.run([program, command, "--config", config, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=120, check=False, **more)


class Desk:
    """A running incident desk; `stop` and `start` keep database and port."""

    def __init__(self, folder, *options):
        self.folder = os.path.join(folder, "desk")
        os.mkdir(self.folder)
        self.database = os.path.join(self.folder, "desk.db")
        self.secret_file = os.path.join(self.folder, "secret")
        with open(self.secret_file, "w", encoding="ascii") as file:
            file.write(SECRET)
        os.chmod(self.secret_file, 0o600)
        self.port = 0
        self.options = options
        self.process = None
        self.start()

    def start(self):
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        self.process = server_process.start_bound(
            [DESK, "serve", "--database", self.database, "--port", str(self.port), "--port-file", port_file,
             "--client-id", "e2e", "--client-secret-file", self.secret_file, "--ci-list", "PRINTERS;NETWORK",
             "--dialect", DIALECT, *self.options], stdout=subprocess.DEVNULL)
        if not wait_until(lambda: os.path.exists(port_file) or self.process.poll() is not None):
            raise RuntimeError("the desk did not start")
        with open(port_file, encoding="ascii") as file:
            self.port = int(file.read())

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)

    def run(self, command, *arguments):
        done = subprocess.run([DESK, command, "--database", self.database, *arguments], check=True,
                              stdout=subprocess.PIPE)
        return done.stdout

    def dump(self):
        return json.loads(self.run("dump"))

    def tickets(self):
        return self.dump()["tickets"]

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}/network/kpn/{'servicenow' if IS_CONNECT else 'incident'}"

    @property
    def token_url(self):
        return f"http://127.0.0.1:{self.port}/oauth/client_credential/accesstoken"


class MailSink:
    """An SMTP server (RFC 5321) that keeps the mail it gets: (sender, recipients, message)."""

    def __init__(self):
        self.mails = []
        self.refused = set()  # addresses for which it takes no mail
        sink = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                try:
                    self.talk()
                except ConnectionError:
                    pass  # the client was killed

            def talk(self):
                self.wfile.write(b"220 sink.example ESMTP\r\n")
                sender, recipients = "", []
                for line in self.rfile:
                    verb = line[:4].upper()
                    if verb == b"MAIL":
                        sender, recipients = line.split(b":", 1)[1].split(b">")[0].strip(b" <").decode(), []
                    elif verb == b"RCPT":
                        recipients.append(line.split(b":", 1)[1].split(b">")[0].strip(b" <").decode())
                        if recipients[-1] in sink.refused:
                            del recipients[-1]
                            self.wfile.write(b"550 5.1.1 no such user\r\n")
                            continue
                    elif verb == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        data = b""
                        for text in self.rfile:
                            if text == b".\r\n":
                                break
                            data += text[1:] if text.startswith(b".") else text
                        else:
                            return  # the client gave it up
                        sink.mails.append((sender, recipients, data))
                    elif verb == b"QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    self.wfile.write(b"250 ok\r\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()  # how soon it ends

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def messages(self):
        return [email.message_from_bytes(data, policy=email.policy.default) for _, _, data in self.mails]


class House:
    """A temporary directory with a desk, a mail server and a configuration for them. `server`: a PostgreSQL server that
    only this house uses, and ends."""

    def __init__(self, *desk_options, owner=None, server=None):
        self.folder = tempfile.mkdtemp(prefix="ticketgate-e2e-")
        os.chmod(self.folder, 0o755)
        self.state = os.path.join(self.folder, "state")
        os.mkdir(self.state, 0o700)
        self.server = server
        self.database = self.database_server().new_database() if IS_POSTGRES else ""
        self.desk = Desk(self.folder, *desk_options)
        self.sink = MailSink()
        self.submission_port = self.sink.port
        self.config = os.path.join(self.folder, "ticketgate.conf")
        self.secret_file = os.path.join(self.folder, "secret")
        with open(self.secret_file, "w", encoding="ascii") as file:
            file.write(SECRET + "\n")
        os.chmod(self.secret_file, 0o600)
        self.write_config()
        if owner is not None:
            shutil.chown(self.state, owner)
            shutil.chown(self.secret_file, owner)

    def database_server(self):
        return self.server or postgres_server()

    @property
    def journal(self):
        """A path, or the url of a database that only this house uses."""
        return self.database_server().url(self.database) if IS_POSTGRES else f"{self.state}/journal.db"

    def journal_run(self, sql):
        """Changes the journal by SQL, without the gateway."""
        if IS_POSTGRES:
            self.database_server().run(sql, self.database)
            return
        with contextlib.closing(sqlite3.connect(self.journal, timeout=30)) as journal, journal:
            journal.executescript(sql)

    def journal_rows(self, sql):
        """The rows of a query in the journal. Each column has a name of its own."""
        if IS_POSTGRES:
            return self.database_server().rows(sql, self.database)
        with contextlib.closing(sqlite3.connect(self.journal, timeout=30)) as journal:
            return journal.execute(sql).fetchall()

    def write_config(self, extra="", **changes):
        values = {"base_url": self.desk.base_url, "token_url": self.desk.token_url, "client_id": "e2e",
                  "client_secret_file": self.secret_file, "ci": "PRINTERS", **changes}
        journal = f"path = {values.get('journal', f'{self.state}/journal.db')}"
        if IS_POSTGRES and "journal" not in values:
            journal += f"\nurl = {self.journal}"
        if "[budget]" not in extra:  # all mails of a test come from one sender
            extra += ("\n[budget]\ntickets_per_sender = 0\nreplies_per_sender = 0\nreplies_per_domain = 100000\n"
                      "replies_total = 100000\ncomments_per_ticket = 100000\ncomments_per_pair = 100000\n")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"""[api]
{"" if DIALECT == "incident" else f"dialect = {DIALECT}"}
base_url = {values['base_url']}
token_url = {values['token_url']}
client_id = {values['client_id']}
client_secret_file = {values['client_secret_file']}
[ticket]
ci = {values['ci']}
service = Office
ci_list = PRINTERS;NETWORK
[journal]
{journal}
[mail]
from = Support Desk <support@desk.example>
submission = smtp://127.0.0.1:{self.submission_port}
templates = {TEMPLATES}
[spool]
path = {self.folder}
{extra}
""")

    def deliver(self, mail, *options, sender="user@customer.example", recipient="support@desk.example", **more):
        """Runs the filter on one mail (bytes). Returns the finished process."""
        command = [TICKETGATE, "deliver", "--config", self.config, *options]
        if sender is not None:
            command += ["--sender", sender]
        if recipient is not None:
            command += ["--recipient", recipient]
        return subprocess.run(command, input=mail, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                              check=False, **more)

    def dry_run(self, mail, **more):
        done = self.deliver(mail, "--dry-run", **more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def run(self, *arguments, **more):
        return run_program(TICKETGATE, self.config, *arguments, **more)

    def close(self):
        self.desk.stop()
        self.sink.stop()
        if self.server:
            self.server.close()
        elif self.database:
            postgres_server().give_back(self.database)
        shutil.rmtree(self.folder, ignore_errors=True)


def mail(subject="Printer on fire", body="It burns.", message_id="one@mail.customer.example", headers="",
         sender="User <user@customer.example>", content_type="text/plain"):
    """A small text mail, as bytes."""
    lines = [f"From: {sender}", "To: support@desk.example", f"Subject: {subject}",
             "Date: Tue, 24 Nov 2026 10:00:00 +0000"]
    if message_id:
        lines.append(f"Message-ID: <{message_id}>")
    lines += [line for line in headers.split("\n") if line]
    lines += ["MIME-Version: 1.0", f"Content-Type: {content_type}; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body + "\r\n").encode("utf-8")
