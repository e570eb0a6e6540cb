"""Every mail of hostile_mails.py through `deliver` and `parse`: documented statuses, limited time and memory, nothing
lost, nothing injected. Prints one line with the cost of each case."""

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import unittest

import hostile_mails
from harness import TICKETGATE, House
from test_lmtpd import Lmtpd

MEASURED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "measured.py")
CPU_LIMIT_S = WALL_LIMIT_S = 10
MEMORY_LIMIT_KIB = 256 * 1024
IS_SOAK = bool(os.environ.get("TICKETGATE_SOAK"))
LARGE_BYTES = 512 * 1024
FULL = {"text_of_20_megabytes"}
REPLY_FIELDS = {"from", "to", "subject", "date", "message-id", "in-reply-to", "references", "reply-to", "auto-submitted",
                "x-auto-response-suppress", "content-language", "mime-version", "content-type",
                "content-transfer-encoding", "precedence", "x-ticketgate-loop"}


def peak_memory_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))


class HostileTest(unittest.TestCase):
    worst = {"cpu_s": (0, ""), "wall_s": (0, ""), "memory_kib": (0, "")}

    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    @classmethod
    def tearDownClass(cls):
        for what, (value, name) in cls.worst.items():
            print(f"worst {what}: {value:.2f} ({name})", file=sys.stderr)

    def path(self, name):
        return os.path.join(self.house.folder, name)

    def measure(self, name, message, *arguments):
        """Runs ticketgate on the message and checks its limits."""
        with open(self.path("mail"), "wb") as file:
            file.write(message)
        # -I, -S: otherwise Python's start would cost as much as a small mail.
        done = subprocess.run([sys.executable, "-I", "-S", MEASURED, self.path("mail"), self.path("out"), self.path("err"),
                               TICKETGATE, *arguments], stdout=subprocess.PIPE, check=True, timeout=120)
        result = json.loads(done.stdout)
        with open(self.path("out"), "rb") as file:
            result["out"] = file.read()
        with open(self.path("err"), "rb") as file:
            result["err"] = file.read()
        print(f"{arguments[0]:8} {name:40} status {result['status']:3} wall {result['wall_s']:6.3f} s "
              f"cpu {result['cpu_s']:6.3f} s memory {result['memory_kib'] / 1024:6.1f} MiB", file=sys.stderr)
        for what, worst in self.worst.items():
            self.worst[what] = max(worst, (result[what], name))
        self.assertLess(result["cpu_s"], CPU_LIMIT_S, name)
        self.assertLess(result["memory_kib"], MEMORY_LIMIT_KIB, name)
        return result

    def deliver(self, name, message, recipient="support@desk.example"):
        return self.measure(name, message, "deliver", "--config", self.house.config, "--sender",
                            "user@customer.example", "--recipient", recipient)

    def n_tickets(self):
        """Read directly from the desk's database: a dump would hash every attachment each time."""
        with contextlib.closing(sqlite3.connect(f"file:{self.house.desk.database}?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM tickets").fetchone()[0]

    def check_delivery(self, name, message, status):
        before = self.n_tickets()
        result = self.deliver(name, message)
        self.assertEqual(result["status"], status, (name, result["err"]))
        self.assertEqual(result["out"], b"", name)
        self.assertEqual(result["err"].count(b"\n"), 0 if status == 0 else 1, name)
        is_ticket = status == 0 and name not in hostile_mails.IGNORED
        self.assertEqual(self.n_tickets() - before, 1 if is_ticket else 0, name)

    def test_deliver(self):
        for name, (make, status) in hostile_mails.CASES.items():
            with self.subTest(name):
                self.check_delivery(name, make(), status)
        self.check_tickets()
        self.check_replies()

    def check_tickets(self):
        for ticket in self.house.desk.tickets():
            for text in (ticket["short_description"], ticket["ticket_number"]):
                self.assertTrue(text)
                self.assertTrue(all(c.isprintable() for c in text), repr(text))
            for attachment in ticket["attachments"]:
                name = attachment["name"]
                self.assertTrue(all(c.isprintable() for c in name), repr(name))
                self.assertFalse(set(name) & set("/\\"), repr(name))
                self.assertLessEqual(len(name.encode()), 200)

    def check_replies(self):
        self.assertTrue(self.house.sink.mails)
        for sender, recipients, _ in self.house.sink.mails:
            self.assertEqual((sender, recipients), ("", ["user@customer.example"]))
        for message in self.house.sink.messages():
            self.assertLessEqual({name.lower() for name in message.keys()}, REPLY_FIELDS)
            self.assertEqual(len(message.get_all("To")), 1)
            self.assertNotIn("evil", str(message["To"]))
            self.assertFalse(any(ord(c) < 32 or ord(c) == 127 for c in str(message["Subject"])))

    def test_parse(self):
        """By default without the largest mails: `deliver` reads them with the same code."""
        for name, (make, _) in hostile_mails.CASES.items():
            message = make()
            if len(message) > LARGE_BYTES and not IS_SOAK:
                continue
            with self.subTest(name):
                result = self.measure(name, message, "parse")
                self.assertEqual(result["status"], 1 if name in hostile_mails.DEGRADED else 0, (name, result["err"]))
                json.loads(result["out"])

    def test_lmtp(self):
        """The same mails to the resident gateway, by BDAT, which carries every octet. The reply must have the meaning
        of the exit status; there must be one ticket, and the same processes as before. By default only those large
        mails are sent that exceed the limits of the parser, and one that fills the limit: `deliver` reads them
        with the same code."""
        self.house.program = TICKETGATE
        with open(self.house.config, "a", encoding="utf-8") as file:
            file.write("[lmtp]\nworkers = 2\n")
        lmtpd = Lmtpd(self.house)
        self.addCleanup(lmtpd.stop)
        workers = set(lmtpd.workers())
        for name, (make, status) in hostile_mails.CASES.items():
            message = make()
            if len(message) > LARGE_BYTES and not IS_SOAK and status == 0 and name not in hostile_mails.DEGRADED | FULL:
                continue
            with self.subTest(name):
                before, begin = self.n_tickets(), time.monotonic()
                code = self.lmtp_deliver(lmtpd, message)
                self.assertEqual(code, {0: 250, 65: 552, 75: 451}[status], name)
                self.assertLess(time.monotonic() - begin, WALL_LIMIT_S, name)
                is_ticket = status == 0 and name not in hostile_mails.IGNORED
                self.assertEqual(self.n_tickets() - before, 1 if is_ticket else 0, name)
        self.assertEqual(set(lmtpd.workers()), workers)
        self.check_tickets()
        self.check_replies()
        peak_kib = max(peak_memory_kib(pid) for pid in (lmtpd.process.pid, *workers))
        print(f"lmtpd: largest process {peak_kib / 1024:.1f} MiB", file=sys.stderr)
        self.assertLess(peak_kib, MEMORY_LIMIT_KIB)

    def lmtp_deliver(self, lmtpd, message):
        """The code of the last reply for one message."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(60)
            client.connect(lmtpd.path)
            client.sendall(b"LHLO client.example\r\nMAIL FROM:<user@customer.example>\r\n"
                           b"RCPT TO:<support@desk.example>\r\n" + b"BDAT %d LAST\r\n" % len(message))
            client.sendall(message)
            client.sendall(b"QUIT\r\n")
            lines = client.makefile("rb").read().split(b"\r\n")
        return int(lines[-3][:3])

    def test_cut_at_offsets(self):
        for message in hostile_mails.truncated(41):
            self.check_delivery(f"cut at {len(message)}", message, 0 if message else 75)

    def test_recipients_and_senders(self):
        for number, address in enumerate(["../../x@desk.example", "a b@desk.example", "\x1b[31m@desk.example",
                                          "x" * 5000 + "@desk.example", "<>", "=?utf-8?Q?=0A?=@desk.example"]):
            result = self.deliver(f"recipient {number}", hostile_mails.text(b"%d" % number), address)
            self.assertIn(result["status"], (0, 67), address)


if __name__ == "__main__":
    unittest.main()
