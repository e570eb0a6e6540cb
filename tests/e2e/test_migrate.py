#!/usr/bin/env python3
"""From one host to two, and back: the lines of README.md in their order, while mail comes all the time."""

import json
import os
import signal
import subprocess
import threading
import time
import unittest

import harness
import postgres

MAILS = 12


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

    def test_a_way_back_that_fails_or_is_given_up_changes_nothing(self):
        self.assertEqual(self.house.deliver(mail(0)).returncode, 0)
        self.write_config()
        self.run_ok("migrate")
        url, self.url = self.url, harness.postgres_server().url(harness.postgres_server().new_database())
        self.write_config()  # a wrong name, of an empty database
        for arguments in (("migrate",), ("migrate", "--back"), ("check-config",)):
            done = self.house.run(*arguments)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr.decode(), "no journal in this database|has moved to")
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


if __name__ == "__main__":
    unittest.main()
