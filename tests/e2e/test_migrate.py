#!/usr/bin/env python3
"""From one host to two, and back: the lines of README.md in their order, while mail comes all the time."""

import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
import unittest

import harness
import injection
import postgres
from postfix_house import SUPPORT, USER, PostfixHouse
from postfix_instance import why_not

MAILS = 12
POINTS = 2
SEED = int(os.environ.get("TICKETGATE_SEED") or random.randrange(1 << 30))
IS_SOAK = bool(os.environ.get("TICKETGATE_SOAK"))
NAMING_CALLS = ["link", "rename", "renameat2"]


def hold_interrupt():
    """In a child: Ctrl-C has come before the program begins, and is looked at when the program does so."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    os.kill(os.getpid(), signal.SIGINT)


class Queue(threading.Thread):
    """A mail server's queue: tries each mail again until it is taken. Every third mail comes twice."""

    def __init__(self, house, first):
        super().__init__(daemon=True)
        self.house, self.waiting, self.statuses = house, [*range(first, first + MAILS), *range(first, first + MAILS, 3)], []
        self.start()

    def run(self):
        while self.waiting:
            number = self.waiting.pop(0)
            done = self.house.deliver(mail(number))
            self.statuses.append(done.returncode)
            if done.returncode != 0:
                self.waiting.append(number)
            time.sleep(0.02)


def mail(number):
    return harness.mail(subject=f"Question {number}", message_id=f"q{number}@customer.example", body=f"Words {number}.")


@harness.sqlite_only("it begins with a file")
@postgres.needs_postgres
class Migrate(unittest.TestCase):
    def setUp(self):
        self.house = harness.House()
        self.addCleanup(self.house.close)
        server = harness.postgres_server()
        self.url = server.url(server.new_database())

    def write_config(self, state="state", url=True):
        path = os.path.join(self.house.folder, state)
        os.makedirs(path, mode=0o700, exist_ok=True)
        self.house.write_config(journal=f"{path}/journal.db" + (f"\nurl = {self.url}" if url else ""))

    def run_ok(self, *arguments):
        done = self.house.run(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode()

    def subjects(self):
        return sorted(ticket["short_description"] for ticket in self.house.desk.tickets())

    def test_from_one_host_to_two_and_back(self):
        wanted = sorted(f"Question {number}" for number in range(4 * MAILS))
        queue = Queue(self.house, 0)
        queue.join(120)
        queue = Queue(self.house, MAILS)
        self.write_config()
        done = self.house.deliver(mail(0))
        self.assertEqual((done.returncode, done.stdout), (75, b""))
        self.assertIn("run ticketgate migrate", self.house.run("status").stderr.decode())
        result = json.loads(self.run_ok("migrate", "--json"))
        self.assertEqual(result["to"], self.url)
        self.assertGreaterEqual({table["table"]: table["rows"] for table in result["tables"]}["mail"], MAILS)
        queue.join(120)
        self.assertEqual((queue.waiting, set(queue.statuses) - {0, 75}), ([], set()))
        self.assertIn("has moved already", self.run_ok("migrate"))

        self.write_config(state="second")  # the other host
        queue = Queue(self.house, 2 * MAILS)
        for number in range(2 * MAILS):  # what the first host delivered
            self.assertEqual(self.house.deliver(mail(number)).returncode, 0)
        queue.join(120)
        self.assertEqual(self.subjects(), sorted(f"Question {number}" for number in range(3 * MAILS)))

        self.write_config()
        queue = Queue(self.house, 3 * MAILS)
        self.assertIn("read back and equal", self.run_ok("migrate", "--back"))
        self.assertEqual(self.house.deliver(mail(0)).returncode, 75)
        self.write_config(url=False)
        queue.join(120)
        for number in range(4 * MAILS):
            self.assertEqual(self.house.deliver(mail(number)).returncode, 0)
        self.assertEqual(self.subjects(), wanted)

    def test_a_move_that_is_killed_is_ended_by_the_next(self):
        for number in range(3):
            self.assertEqual(self.house.deliver(mail(number)).returncode, 0)
        self.write_config()
        for delay in (0.01, 0.03, 0.06, 0.1, 0.2):
            with subprocess.Popen([harness.TICKETGATE, "migrate", "--config", self.house.config], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as process:
                time.sleep(delay)
                process.send_signal(signal.SIGKILL)
            self.assertIn(self.house.deliver(mail(0)).returncode, (0, 75))
        self.run_ok("migrate")
        for number in range(4):
            self.assertEqual(self.house.deliver(mail(number)).returncode, 0)
        self.assertEqual(len(self.subjects()), 4)

    def killed(self, call, when, *arguments):
        """`migrate` ends before this system call."""
        command = [harness.TICKETGATE, "migrate", *arguments, "--config", self.house.config]
        injection.run_harmed(command, None, call, when, "signal=KILL")

    def calls(self, *arguments, calls):
        """Runs `migrate`, and lists these system calls of it."""
        command = [harness.TICKETGATE, "migrate", *arguments, "--config", self.house.config]
        return injection.enumerate_calls(command, None, self.house.folder, calls)

    def points(self, *arguments):
        """All calls that change something; without TICKETGATE_SOAK those that give files another name, and of the rest
        another choice for each seed."""
        points = self.calls(*arguments, calls=[*injection.DISK_CALLS, "link", "sendto"])
        naming = [point for point in points if point[0] in NAMING_CALLS]
        self.assertGreater(len(points), POINTS + len(naming))
        return points if IS_SOAK else naming + random.Random(SEED).sample(points, POINTS)

    def is_known(self, *statuses):
        self.assertIn(self.house.deliver(mail(0)).returncode, statuses)
        self.assertEqual(self.subjects(), ["Question 0"])

    @unittest.skipUnless(shutil.which("strace"), "strace is not installed")
    def test_a_move_may_die_before_each_system_call(self):
        """There and back, with the right configuration and, between, with the one of before or after the move."""
        print(f"TICKETGATE_SEED={SEED}", flush=True)
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.write_config()
        points = {"there": self.points()}
        points["back"] = self.points("--back")
        for there, back in itertools.zip_longest(points["there"], points["back"]):
            with self.subTest(there=there, back=back):
                self.url = harness.postgres_server().url(harness.postgres_server().new_database())
                for point, arguments in ((there, ()), (back, ("--back",))):
                    if point is not None:
                        self.write_config()
                        self.killed(*point, *arguments)
                        self.is_known(0, 75)
                        self.write_config(url=False)
                        self.is_known(0, 75)
                    self.write_config()
                    self.run_ok("migrate", *arguments)
                    self.write_config(url=not arguments)
                    self.is_known(0)

    def test_a_way_back_that_fails_or_is_given_up_changes_nothing(self):
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.write_config()
        self.run_ok("migrate")
        url, self.url = self.url, harness.postgres_server().url(harness.postgres_server().new_database())
        self.write_config()  # a wrong name, of an empty database
        for arguments, words in ((("migrate",), f"has moved to {url} already, .* which does not have it: correct url"),
                                 (("migrate", "--back"), "no journal in this database"),
                                 (("check-config",), "no journal in this database")):
            done = self.house.run(*arguments)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr.decode(), re.escape(words).replace(r"\.\*", ".*"))
        self.assertEqual(self.house.deliver(mail(0)).returncode, 75)
        self.url = url
        for delay in (0.03, 0.06):
            self.write_config()
            with subprocess.Popen([harness.TICKETGATE, "migrate", "--back", "--config", self.house.config],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                time.sleep(delay)
                process.send_signal(signal.SIGKILL)
            self.write_config(url=False)
            if self.house.deliver(mail(0)).returncode == 0:  # it had ended
                break
            self.assertIn("moved to", self.house.run("check-config").stderr.decode())
            self.write_config()
            self.house.run("migrate", "--cancel", "--back")
            self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.assertEqual(self.subjects(), ["Question 0"])

    def test_the_same_database_may_have_another_url(self):
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.write_config()
        self.run_ok("migrate")
        self.url += "&application_name=mail"
        self.write_config()
        self.assertIn("has moved already", self.run_ok("migrate"))
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.assertEqual(self.subjects(), ["Question 0"])

    def test_check_config_tries_the_database_before_the_move_and_says_everything_once(self):
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        good, file = self.url, f"{self.house.state}/journal.db"
        for url, more, words in ((good, "", []), (good.replace("/journal", "/nothing_here"), "", ["make the database"]),
                                 ("postgresql://x@192.0.2.1/j?sslmode=prefer", "", ["sslmode=verify-full"]),
                                 (good, "\npassword_file = /nowhere/password", ["/nowhere/password"])):
            self.house.write_config(journal=f"{file}\nurl = {url}{more}")
            done = self.house.run("check-config", "--json")
            mistakes = json.loads(done.stdout)["mistakes"]
            self.assertEqual(done.returncode, 1)
            self.assertEqual(len(mistakes), 1 + len(words), mistakes)
            for word in ["run ticketgate migrate", *words]:
                self.assertEqual(len([mistake for mistake in mistakes if word in mistake]), 1, mistakes)
        self.url = good
        self.write_config()
        self.run_ok("migrate")  # what check-config made there is no journal yet

    def test_what_is_given_up_says_who_waits(self):
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.write_config()
        with subprocess.Popen([harness.TICKETGATE, "migrate", "--config", self.house.config], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, preexec_fn=hold_interrupt) as process:
            said = process.stderr.read().decode()
            self.assertEqual(process.wait(60), 75, said)
        self.assertIn("the move was stopped; nothing was moved; mail waits until", said)
        self.assertEqual(self.house.deliver(mail(0)).returncode, 75)
        self.write_config(state="second")  # another host does not take the empty tables for a journal
        self.assertEqual(self.house.deliver(mail(0)).returncode, 75)
        self.assertIn("is to move here, and has not yet", self.house.run("check-config").stderr.decode())
        self.assertIn("there is no journal in this database yet", self.house.run("migrate", "--back").stderr.decode())
        self.write_config(url=False)
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.write_config()
        self.run_ok("migrate")
        self.write_config(state="second")
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.assertEqual(self.subjects(), ["Question 0"])

    def test_a_way_back_to_a_host_that_is_gone_can_be_given_up(self):
        for number in range(2):  # the first one lists the calls
            self.url = harness.postgres_server().url(harness.postgres_server().new_database())
            self.write_config(state=f"state{number}", url=False)
            self.assertEqual(self.house.deliver(mail(number)).returncode, 0)
            self.write_config(state=f"state{number}")
            self.run_ok("migrate")
            if number == 0:
                syncs = self.calls("--back", calls=["fdatasync"])
        self.killed(*syncs[-4], "--back")  # the file has not all yet
        self.write_config(state="another")
        for arguments in (("--back",), ("--cancel", "--back")):
            done = self.house.run("migrate", *arguments)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"state1/journal.db on {os.uname().nodename}; end that where it was begun", done.stderr.decode())
        self.assertEqual(self.house.deliver(mail(1)).returncode, 75)
        self.assertEqual(self.house.run("migrate", "--host-is-gone").returncode, 64)
        self.assertIn("Run ticketgate prune --restored now", self.run_ok("migrate", "--cancel", "--back", "--host-is-gone"))
        self.run_ok("prune", "--restored")
        self.assertEqual(self.house.deliver(mail(1)).returncode, 0)
        self.assertEqual(self.subjects(), ["Question 0", "Question 1"])

    def test_an_interrupted_way_back_says_how_it_goes_on(self):
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.write_config()
        self.run_ok("migrate")
        self.assertIn("migrate --back moves it back", self.house.run("migrate", "--cancel").stderr.decode())
        self.write_config(state="second")
        self.run_ok("migrate", "--back")
        done = self.house.run("migrate")
        self.assertIn("take a new, empty database", done.stderr.decode())
        self.write_config()
        self.assertEqual(self.house.run("migrate", "--back").returncode, 1)
        self.write_config(url=False)  # its own file still says where the journal is
        self.assertEqual(self.house.deliver(mail(0)).returncode, 75)
        self.run_ok("prune", "--restored")  # it gets a journal of its own, and looks up what it does not know
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.assertEqual(self.subjects(), ["Question 0"])


@unittest.skipIf(why_not(), why_not())
@harness.sqlite_only("it begins with a file")
@postgres.needs_postgres
class MigrateWithPostfix(unittest.TestCase):
    """Mail goes on coming while the journal moves: what is refused meanwhile stays in the queue of a real Postfix."""

    def setUp(self):
        self.house = PostfixHouse()
        self.addCleanup(self.house.close)
        server = harness.postgres_server()
        self.url = server.url(server.new_database())
        self.sent = 0

    def use(self, with_url):
        self.house.write_config(journal=f"{self.house.state}/journal.db" + (f"\nurl = {self.url}" if with_url else ""))

    def send_some(self, event):
        while not event.is_set():
            self.house.send(mail(self.sent))
            self.sent += 1
            event.wait(0.1)

    def has_deferred(self, count):
        return self.house.postfix.statuses(SUPPORT).count("deferred") > count

    def move(self, with_url, *arguments):
        """The lines of README.md, while mail comes."""
        deferred, event = self.house.postfix.statuses(SUPPORT).count("deferred"), threading.Event()
        sender = threading.Thread(target=self.send_some, args=(event,))
        sender.start()
        first = self.sent
        self.assertTrue(harness.wait_until(lambda: self.sent >= first + 5))
        if with_url:
            self.use(True)
            self.assertTrue(harness.wait_until(lambda: self.has_deferred(deferred)))
        moved = harness.run_program(self.house.program, self.house.config, "migrate", "--json", *arguments, user=USER)
        self.assertEqual(moved.returncode, 0, moved.stderr)
        if not with_url:
            self.assertTrue(harness.wait_until(lambda: self.has_deferred(deferred)))
            self.use(False)
        last = self.sent
        self.assertTrue(harness.wait_until(lambda: self.sent >= last + 5))
        event.set()
        sender.join()
        self.arrives()

    def arrives(self):
        """Each mail, once."""
        def is_done():
            statuses = self.house.postfix.statuses(SUPPORT)
            if statuses.count("sent") < self.sent:
                subprocess.run(["/usr/sbin/postqueue", "-c", self.house.postfix.config, "-f"], check=True)
            return statuses.count("sent") >= self.sent
        self.assertTrue(harness.wait_until(is_done, 120, pause=1), self.house.postfix.log_text()[-3000:])
        statuses = self.house.postfix.statuses(SUPPORT)
        self.assertEqual((statuses.count("sent"), set(statuses)), (self.sent, {"sent", "deferred"}))
        wanted = sorted(f"Question {number}" for number in range(self.sent))
        self.assertEqual(sorted(ticket["short_description"] for ticket in self.house.desk.tickets()), wanted)
        self.assertTrue(harness.wait_until(lambda: len(self.house.sink.mails) >= self.sent))
        self.assertEqual(len(self.house.sink.mails), self.sent)

    def test_mail_that_comes_while_the_journal_moves_stays_in_the_queue(self):
        self.move(True)
        self.move(False, "--back")


if __name__ == "__main__":
    unittest.main()
