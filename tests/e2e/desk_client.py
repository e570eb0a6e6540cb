"""Shared by the tests of the incident desk: one running desk, and a client for it.

TICKETGATE_DESK names the program. Standard library only.
"""

import base64
import contextlib
import http.client
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

import server_process

DESK = os.environ.get("TICKETGATE_DESK", "ticketgate-desk")
TOKEN = "/oauth/client_credential/accesstoken?grant_type=client_credentials"
BASE = "/network/kpn/incident/"
READY_SECONDS = 30


class Desk:
    """One running desk with its own folder; uses the API through a connection that is kept open."""

    def __init__(self, folder, *options, max_files=None):
        self.folder = folder
        self.database = os.path.join(folder, "desk.db")
        self.max_files = max_files
        self.token = ""
        self.connection = None
        self.start(*options)

    def start(self, *options):
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        self.process = server_process.start_bound(
            [DESK, "serve", "--database", self.database, "--port", "0", "--port-file", port_file, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=self.limit_files)
        deadline = time.monotonic() + READY_SECONDS
        while not os.path.exists(port_file):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.process.communicate()[1])
            time.sleep(0.01)
        with open(port_file, encoding="ascii") as file:
            self.port = int(file.read())
        self.connect()

    def limit_files(self):
        if self.max_files is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (self.max_files, self.max_files))

    def count_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def connect(self):
        if self.connection:
            self.connection.close()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def stop(self, how=signal.SIGTERM):
        """Stops the desk. Returns its exit status and its output."""
        self.connection.close()
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err

    def command(self, name, *arguments):
        return subprocess.run([DESK, name, "--database", self.database, *arguments],
                              capture_output=True, text=True, timeout=60, check=False)

    def fault(self, *lines):
        done = self.command("fault", *lines)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)

    def dump(self):
        return json.loads(self.command("dump").stdout)

    def request(self, method, path, body=None, headers=None):
        """Sends one request. Returns the status, the headers and the bytes of the answer."""
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def login(self, client="gate", secret="secret"):
        status, _, body = self.request(
            "POST", TOKEN, f"client_id={client}&client_secret={secret}",
            {"content-type": "application/x-www-form-urlencoded"})
        if status == 200:
            self.token = json.loads(body)["access_token"]
        return status, body

    def api(self, method, name, body=None):
        """Sends one request of the API. Returns the status and the JSON of the answer."""
        headers = {"authorization": "Bearer " + self.token}
        if body is not None:
            headers["content-type"] = "application/json"
            body = body if isinstance(body, (bytes, str)) else json.dumps(body)
        status, _, text = self.request(method, BASE + name, body, headers)
        return status, json.loads(text)

    def create(self, **changes):
        return self.api("POST", "NewIncident", new_incident(**changes))

    def update(self, action, number="INC0000001", **changes):
        body = {"action": action, "comment": "a word", "ticket_number": number, "reference_number": "R1"}
        return self.api("PATCH", "UpdateIncident", {**body, **changes})


def new_incident(**changes):
    body = {"reference_number": "R1", "short_description": "short", "description": "long",
            "ci": "A", "service": "mail", "attachments": []}
    body.update(changes)
    return {name: value for name, value in body.items() if value is not ...}


def attachment(name, content):
    return {"name": name, "content": base64.b64encode(content).decode("ascii")}


class DeskTest(unittest.TestCase):
    options = ()
    max_files = None

    def setUp(self):
        folder = tempfile.mkdtemp(prefix="desk-")
        self.addCleanup(shutil.rmtree, folder)
        self.desk = Desk(folder, *self.options, max_files=self.max_files)
        self.addCleanup(self.end)
        self.desk.login()

    def end(self):
        if self.desk.process.poll() is None:
            self.desk.stop()
        self.desk.process.stdout.close()
        self.desk.process.stderr.close()

    def assert_refused(self, answer, status, words):
        self.assertEqual(answer[0], status, answer)
        self.assertEqual(answer[1]["status"], "failure")
        self.assertIn(words, answer[1]["error"]["detail"])


def fill(desk, count):
    """Puts tickets directly into the desk's database; with the API this would take a minute for many."""
    now = int(time.time() * 1000)
    with contextlib.closing(sqlite3.connect(desk.database, timeout=60)) as database, database:
        database.executemany(
            "INSERT INTO tickets (reference_number, sys_id, short_description, description, ci, service, state, created,"
            " updated, request) VALUES (?, ?, ?, ?, 'PRINTERS', 'Office', ?, ?, ?, 0)",
            ((f"tg-{number:024}", "0" * 32, f"Printer {number} on floor {number % 20} prints blank pages",
              f"From: Person {number} <p{number}@customer.example>\n\n" + "It has done so since this morning. " * 25,
              ["New", "In Progress", "On Hold"][number % 3], now - number * 1000, now - number * 1000)
             for number in range(count)))
