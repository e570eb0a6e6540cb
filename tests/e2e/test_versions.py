#!/usr/bin/env python3
"""Two versions of the program on one journal: the later one adds a step to its tables while both deliver mail, by filters
and as resident gateways. Earlier versions go on, or, if the later one says that they have to stop, their mail waits.

The later versions are the same program with one more step in the schema (later_*.c)."""

import collections
import os
import shutil
import smtplib
import subprocess
import threading
import time
import unittest

import harness
import postgres
from harness import IS_POSTGRES, House, mail, wait_until
from test_lmtpd import CUSTOMER, SUPPORT, Lmtpd

LATER, LATER_ALONE = os.environ.get("TICKETGATE_LATER", ""), os.environ.get("TICKETGATE_LATER_ALONE", "")
MAILS = 10


def numbered(number):
    return mail(subject=f"Question {number}", message_id=f"q{number}@customer.example", body=f"Words {number}.")


def with_files(number):
    """A mail whose files go in requests of their own."""
    parts = "".join(f"--x\r\nContent-Type: application/octet-stream; name={i}.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                    + ("A" * 76 + "\r\n") * 700 for i in range(2))
    body = f"--x\r\nContent-Type: text/plain\r\n\r\nWords {number}.\r\n{parts}--x--\r\n"
    return numbered(number).replace(b"text/plain; charset=utf-8", b'multipart/mixed; boundary="x"') \
        .replace(f"Words {number}.\r\n".encode(), body.encode())


class Gateway:
    """A host with a copy of the program, with PostgreSQL also a state of its own; `library`: a later version."""

    def __init__(self, house, name, library=None):
        self.house, self.folder = house, os.path.join(house.folder, name)
        os.mkdir(self.folder, 0o700)
        self.program = harness.copy_program(self.folder)
        if library is not None:
            self.upgrade(library)
        self.config = os.path.join(self.folder, "ticketgate.conf")
        with open(house.config, encoding="utf-8") as file:
            text = file.read()
        if IS_POSTGRES:
            text = text.replace(house.state, self.folder)
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)
        self.resident = Lmtpd(self)

    def restart(self):
        self.resident.stop()
        os.unlink(self.resident.path)
        self.resident = Lmtpd(self)

    def upgrade(self, library):
        shutil.copy(library, self.program + ".new")
        os.rename(self.program + ".new", self.program + ".so")

    def run(self, *arguments, **more):
        return harness.run_program(self.program, self.config, *arguments, **more)

    def begin(self, command, *arguments):
        return subprocess.Popen([self.program, command, "--config", self.config, *arguments], stdin=subprocess.PIPE,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def by_filter(self, number):
        return self.run("deliver", "--sender", CUSTOMER, "--recipient", SUPPORT, input=numbered(number))

    def status_by_filter(self, number):
        return self.by_filter(number).returncode

    def status_by_lmtp(self, number):
        """0, or 75 if it is told to come again."""
        try:
            with smtplib.LMTP(self.resident.path, timeout=60) as client:
                client.sendmail(CUSTOMER, [SUPPORT], numbered(number))
        except smtplib.SMTPServerDisconnected:
            return 75
        except smtplib.SMTPResponseException as problem:
            return 75 if problem.smtp_code // 100 == 4 else problem.smtp_code
        except smtplib.SMTPRecipientsRefused as problem:
            return 75 if all(code // 100 == 4 for code, _ in problem.recipients.values()) else 1
        return 0


class Queue(threading.Thread):
    """Tries each mail again until it is taken, or until it has to stop."""

    def __init__(self, send, numbers):
        super().__init__(daemon=True)
        self.send, self.waiting, self.statuses, self.has_to_stop = send, list(numbers), [], False
        self.start()

    def run(self):
        while self.waiting and not self.has_to_stop:
            number = self.waiting.pop(0)
            self.statuses.append(self.send(number))
            if self.statuses[-1] != 0:
                self.waiting.append(number)
            time.sleep(0.02)

    def is_begun(self):
        return self.statuses.count(0) >= 2

    def stop(self):
        self.has_to_stop = True
        self.join(120)


class VersionsCase(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.house.write_config(extra="[lmtp]\nworkers = 2\n[limits]\nattachments_per_request = 64k\n")
        self.old = self.gateway("old")

    def gateway(self, name, library=None):
        gateway = Gateway(self.house, name, library)
        self.addCleanup(lambda: gateway.resident.stop())
        return gateway

    def begin(self, gateway, first, others=()):
        """Half of the mails by the filter, half by LMTP; `others` are given to it, too."""
        middle = first + MAILS
        return [Queue(gateway.status_by_filter, [*range(first, middle), *others]),
                Queue(gateway.status_by_lmtp, [*range(middle, middle + MAILS), *others])]

    def meet(self, library):
        """Both deliver mail; the later one begins in the middle, while the old one waits for the API with a mail."""
        old = self.begin(self.old, 0)
        self.assertTrue(wait_until(lambda: all(queue.is_begun() for queue in old)))
        self.house.desk.run("fault", "create after delay=1500")
        slow = Queue(self.old.status_by_filter, [4 * MAILS])
        time.sleep(0.5)
        new = self.gateway("new", library)
        return new, [*old, slow], self.begin(new, 2 * MAILS, others=range(0, 2 * MAILS, 3))

    def end(self, queues):
        for queue in queues:
            queue.join(120)
            self.assertEqual(queue.waiting, [])
            self.assertEqual(set(queue.statuses) - {0, 75}, set())

    def is_each_once(self, mails, at_most=1, comments=0):
        """A confirmation that the mail server took in the moment in which a version was excluded may come once more."""
        subjects = sorted(ticket["short_description"] for ticket in self.house.desk.tickets())
        self.assertEqual(subjects, sorted(f"Question {number}" for number in range(mails)))
        self.assertEqual([len(ticket["comments"]) for ticket in self.house.desk.tickets()], [comments] * mails)
        told = collections.Counter(message["Message-ID"] for message in self.house.sink.messages())
        self.assertEqual(len(told), mails, [str(message["Subject"]) for message in self.house.sink.messages()])
        self.assertLessEqual(max(told.values()), at_most)
        self.assertEqual(self.house.journal_rows("SELECT count(*) AS n FROM mail WHERE later = ''"), [(mails,)])

    def waits(self, gateway, number, *words):
        """The mail waits, by filter and LMTP; an operator is told what to do."""
        done = gateway.by_filter(number)
        text = done.stderr.decode()
        self.assertEqual((done.returncode, done.stdout, text.count("\n"), text[:6]), (75, b"", 1, "4.3.5 "), text)
        self.assertEqual(gateway.status_by_lmtp(number), 75)
        for command in ("status", "prune", *(["check-config"] if IS_POSTGRES else [])):  # which does not open a file
            done = gateway.run(command)
            told = (done.stdout + done.stderr).decode()
            for word in words:
                self.assertIn(word, told, command)

    def stops(self, library, *words):
        new, old, queues = self.meet(library)
        self.end(queues)
        for queue in old:
            queue.stop()
        rest = sorted({number for queue in old for number in queue.waiting})
        self.waits(self.old, rest[0] if rest else 4 * MAILS + 1, *words)
        self.end([Queue(new.status_by_filter, rest)])
        self.assertEqual(set(status for queue in old for status in queue.statuses) - {0, 75}, set())
        self.is_each_once(4 * MAILS + 1, at_most=2 if IS_POSTGRES else 1)
        self.old.upgrade(library)
        self.old.restart()
        self.assertEqual((self.old.status_by_filter(4 * MAILS + 1), self.old.status_by_lmtp(4 * MAILS + 2)), (0, 0))
        self.is_each_once(4 * MAILS + 3, at_most=2 if IS_POSTGRES else 1)


@unittest.skipUnless(LATER and LATER_ALONE, "TICKETGATE_LATER and TICKETGATE_LATER_ALONE are not set")
@unittest.skipUnless(IS_POSTGRES, "only of PostgreSQL: hosts share the journal")
@postgres.needs_postgres
class HostsTest(VersionsCase):
    def version(self):
        return self.house.journal_rows("SELECT version FROM ticketgate_journal")[0][0]

    def test_a_version_goes_on_with_the_tables_of_a_later_one_that_only_added(self):
        self.assertEqual(self.old.status_by_filter(0), 0)
        before = self.version()
        new, old, queues = self.meet(LATER)
        self.end([*old, *queues])
        self.assertEqual(self.version(), before + 1)
        last = 4 * MAILS + 1
        for offset, gateway in ((0, self.old), (2, new)):
            self.assertEqual((gateway.status_by_filter(last + offset), gateway.status_by_lmtp(last + offset + 1)), (0, 0))
        for number in range(last + 4):  # what one delivered, the other knows
            gateway = new if number < 2 * MAILS else self.old
            self.assertEqual(gateway.status_by_lmtp(number), 0)
        self.is_each_once(last + 4)
        for command in ("check-config", "status", "prune"):
            self.assertEqual(self.old.run(command).returncode, 0)

    def test_a_mail_in_hand_when_a_later_version_excludes_this_one_waits_too(self):
        """Its steps so far count; what was not begun, like the confirmation, is done by the later version."""
        new = self.gateway("new", LATER_ALONE)
        self.assertEqual(new.run("check-config").returncode, 0)
        version = self.version()
        for number, fault in enumerate(("create after", "update after")):
            text = with_files(number)
            self.house.journal_run(f"UPDATE ticketgate_journal SET usable_from = {version - 1}")
            self.house.desk.run("fault", f"{fault} delay=4000")
            slow = self.old.begin("deliver", "--sender", CUSTOMER, "--recipient", SUPPORT)
            slow.stdin.write(text)
            slow.stdin.close()
            self.assertTrue(wait_until(lambda step=number: self.house.journal_rows(
                f"SELECT count(*) AS n FROM mail WHERE step = {step} AND owner IS NOT NULL") == [(1,)]))
            self.house.journal_run(f"UPDATE ticketgate_journal SET usable_from = {version}")
            self.assertEqual(slow.wait(60), 75, fault)
            self.assertEqual(new.run("deliver", "--sender", CUSTOMER, "--recipient", SUPPORT, input=text).returncode, 0)
            self.is_each_once(number + 1, comments=1)
        for ticket in self.house.desk.tickets():
            self.assertEqual(sorted(file["name"] for file in ticket["attachments"]), ["0.bin", "1.bin"])

    def test_mail_of_a_version_that_a_later_one_excludes_waits_until_it_is_upgraded(self):
        self.stops(LATER_ALONE, "upgrade ticketgate on this host")


@unittest.skipUnless(LATER, "TICKETGATE_LATER is not set")
@harness.sqlite_only("one program at a time has the file")
class FileTest(VersionsCase):
    def test_mail_of_a_program_that_is_older_than_the_file_waits_until_it_is_upgraded(self):
        self.stops(LATER, "newer version of ticketgate", "restart ticketgate-lmtpd")


if __name__ == "__main__":
    unittest.main()
