"""Lets every fallible call of a delivery fail in turn, with a preloaded library (torture.c): for `ticketgate deliver`
with a new mail and with a comment, and for a mail to `ticketgate lmtpd`. Then the mail is tried again as by an
MTA.

A call site is a function and its three innermost callers; with PostgreSQL also the statement. By default the first call of every site fails once;
sites that the new mail has tried are left out for the comment. TICKETGATE_SOAK=1 takes ten callers, every call and
every kind of error.
"""

import collections
import concurrent.futures
import hashlib
import os
import queue
import re
import smtplib
import subprocess
import unittest

import torture
from harness import TICKETGATE, mail
from test_kill import Comment, Scenario
from test_lmtpd import Lmtpd

IS_SOAK = bool(os.environ.get("TICKETGATE_SOAK"))
DEPTH = torture.MAX_FRAMES if IS_SOAK else 3
WORKERS = 2
# Which part failed, if a library does not report why.
PARTS = re.compile("journal: |the parser|no connection to the API: |no response from the API: | broke off: .|libcurl cannot be loaded|cannot start: ")
LINE = re.compile(rb"\A4\.\d\.\d [ -~]{10,200}\n?\Z")
Harmed = collections.namedtuple("Harmed", "index point is_fired is_done line log problem")


class Tortured(Scenario):
    """A kind of mail whose delivery can be harmed."""

    def __init__(self):
        super().__init__()
        self.torture = torture.Torture(self.house.folder, DEPTH)
        self.mails = {}

    def mail(self, index):
        """The same octets at each try, with CR LF line ends."""
        if index not in self.mails:
            self.mails[index] = re.sub(rb"\r?\n", b"\r\n", super().mail(index))
        return self.mails[index]

    def harm(self, index):
        """Delivers once as planned: (whether it is done, its output)."""
        done = subprocess.run(self.command(), input=self.mail(index), env=self.torture.environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, timeout=20)
        assert done.returncode in (0, 75), done
        return done.returncode == 0, done.stderr

    def retry(self, index):
        for _ in range(4):
            done = self.deliver(self.mail(index))
            if done.returncode == 0:
                return
            assert done.returncode == 75, done
        raise AssertionError(done)

    def has_whole_mail(self, index, ticket):
        """If the parser could not work, the mail becomes a plain ticket, with the whole mail attached."""
        whole = hashlib.sha256(self.mail(index)).hexdigest()
        return any(file["sha256"] == whole for file in ticket["attachments"])

    def flush(self):
        """Sends the confirmations that wait for their next try."""
        for _ in range(20):  # each call sends a few
            self.house.journal_run("UPDATE outbox SET due_s = 1, owner = NULL")
            waiting = self.house.journal_rows("SELECT count(*) FROM outbox WHERE message IS NOT NULL")[0][0]
            if waiting == 0:
                return
            self.house.run("outbox")
        raise AssertionError(f"{waiting} replies stay in the outbox")


class NewMail(Tortured):
    def check(self, test, index):
        ticket, = self.tickets[f"kill {index}"]
        if not self.has_whole_mail(index, ticket):
            super().check(test, index)
        else:
            self.check_reply(test, index)


class CommentMail(Tortured, Comment):
    def check(self, test, index):
        ticket, = self.house.desk.tickets()
        if not self.has_whole_mail(index, ticket):
            Comment.check(self, test, index)


class LmtpMail(NewMail):
    name = "lmtp"

    def begin(self):
        with open(self.house.config, "a", encoding="utf-8") as file:
            file.write("[lmtp]\nworkers = 1\n")
        self.house.program = TICKETGATE
        self.lmtpd = None

    def start(self):
        if self.lmtpd is None:
            self.lmtpd = Lmtpd(self.house, n_workers=1, env=self.torture.environment)

    def deliver_by_lmtp(self, index):
        """The code of the reply; 0 if the connection broke."""
        try:
            with smtplib.LMTP(self.lmtpd.path, timeout=20) as client:
                client.ehlo()
                client.mail("user@customer.example")
                client.rcpt("support@desk.example")
                return client.data(self.mail(index))
        except (smtplib.SMTPException, OSError):
            return 0, b""

    def harm(self, index):
        code, line = self.deliver_by_lmtp(index)
        assert code in (0, 250) or 400 <= code < 500, (code, line)
        return code == 250, line

    def retry(self, index):
        self.torture.reset()
        for _ in range(4):
            code, line = self.deliver_by_lmtp(index)
            if code == 250:
                return
            assert code == 0 or 400 <= code < 500, (code, line)
        raise AssertionError((code, line))

    def close(self):
        if self.lmtpd is not None:
            self.lmtpd.stop()


def said(log):
    return "\n".join(text for _, text in log)


class TortureTest(unittest.TestCase):
    def test_deliver(self):
        """Two kinds in one test, because the second leaves out what the first has tried."""
        known = set()
        self.torture(NewMail, known)
        self.torture(CommentMail, known)

    def test_lmtp(self):
        self.torture(LmtpMail, set())

    def torture(self, kind, known):
        scenarios = [kind() for _ in range(WORKERS)]
        for scenario in scenarios:
            self.addCleanup(scenario.house.close)
            self.addCleanup(getattr(scenario, "close", lambda: None))
            getattr(scenario, "start", lambda: None)()
            scenario.retry("warm")
        points = [point for point in self.probe(scenarios[0]) if IS_SOAK or point.key not in known]
        known.update(point.key for point in points)
        waiting, tried = queue.SimpleQueue(), []
        for point in enumerate(points):
            waiting.put(point)

        def work(scenario):
            while True:
                try:
                    index, point = waiting.get_nowait()
                except queue.Empty:
                    return
                tried.append((scenario, self.try_point(scenario, index, point)))

        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(work, scenarios))
        self.check_all(kind, scenarios, tried)
        self.assertEqual(len(tried), len(points))

    def probe(self, scenario):
        scenario.torture.reset()
        is_done, line = scenario.harm("probe")
        self.assertTrue(is_done, line)
        return scenario.torture.points() if IS_SOAK else scenario.torture.points(1, 1)

    def try_point(self, scenario, index, point):
        scenario.torture.arm(point)
        is_done, line, problem = False, b"", None
        try:
            is_done, line = scenario.harm(index)
            is_fired, log = scenario.torture.is_fired, scenario.torture.log()
            scenario.retry(index)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            problem, is_fired, log = repr(error), scenario.torture.is_fired, scenario.torture.log()
        return Harmed(index, point, is_fired, is_done, line, log, problem)

    def check_all(self, kind, scenarios, tried):
        for scenario in scenarios:
            scenario.flush()
            scenario.read()
            damaged = [name for name in os.listdir(scenario.house.state) if ".corrupt" in name]
            self.assertEqual(damaged, [], "a fault for a moment is no damage")
            self.assertLess(len(scenario.torture.used_sites()), torture.MAX_SITES, "sites beyond the table are not tried")
        for scenario, harmed in tried:
            with self.subTest(kind.name, call=torture.describe(harmed.point, TICKETGATE + ".so"), said=said(harmed.log)):
                self.assertIsNone(harmed.problem)
                self.check_words(kind, harmed)
                scenario.check(self, harmed.index)
        missed = sum(1 for _, harmed in tried if not harmed.is_fired)
        waited = sum(1 for _, harmed in tried if not harmed.is_done)
        print(f"{kind.name}: {len(tried)} calls failed, {waited} of them made the mail wait, {missed} never came")
        self.assertLess(missed, len(tried) // 8 + 10)  # the number of waits differs in each run
        self.assertGreater(waited, len(tried) // 10)

    def check_words(self, kind, harmed):
        """If the mail waits, one line says so, and the log says why."""
        self.assertNotRegex(said(harmed.log), "crashed|ended by signal|aborted")
        if harmed.is_done:
            return
        self.assertTrue(harmed.is_fired)
        if kind is LmtpMail and not harmed.line:
            return  # the connection broke, which tells the client enough
        if torture.words_of(harmed.point) not in said(harmed.log):
            self.assertRegex(said(harmed.log), PARTS)
        self.assertRegex(harmed.line, LINE)


if __name__ == "__main__":
    unittest.main()
