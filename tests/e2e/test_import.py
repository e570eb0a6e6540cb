"""`ticketgate import`: a Maildir or an mbox becomes tickets, each mail once, wherever the run is stopped or killed."""

import json
import os
import pty
import random
import re
import select
import signal
import subprocess
import time
import unittest

from harness import TICKETGATE, House, mail

SEED = int(os.environ.get("TICKETGATE_SEED", "0")) or random.randrange(1, 10**6)


def letter(index, **more):
    """Mail number `index`, as old as its number says."""
    date = f"Date: Mon, 01 Jan 2024 {index // 3600:02d}:{index // 60 % 60:02d}:{index % 60:02d} +0000\n"
    values = {"subject": f"import {index}", "message_id": f"{index}@import.example", **more}
    return re.sub(rb"Date: .*\n", date.encode(), mail(**values), count=1)


def answer(index, to):
    return letter(index, subject=f"Re: import {to}", body="And one thing more.\n", headers=f"In-Reply-To: <{to}@import.example>\n")


REPORT = (b"From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>\nSubject: Undelivered Mail\n"
          b"Message-ID: <report@mx.customer.example>\nMIME-Version: 1.0\n"
          b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt could not be delivered.\n--b\n"
          b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.customer.example\n\n"
          b"Final-Recipient: rfc822; x@customer.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n")


class ImportTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def mbox(self, mails):
        path = os.path.join(self.house.folder, "box.mbox")
        with open(path, "wb") as file:
            for message in mails:
                quoted = re.sub(rb"^(>*From )", rb">\1", message, flags=re.MULTILINE).replace(b">From: ", b"From: ")
                file.write(b"From user@customer.example Mon Jan  1 00:00:00 2024\n" + quoted.rstrip(b"\n") + b"\n\n")
        return path

    def maildir(self, mails):
        path = os.path.join(self.house.folder, "Maildir")
        for name in ("", "cur", "new", "tmp"):
            os.makedirs(os.path.join(path, name), exist_ok=True)
        for index, message in enumerate(mails):
            folder, flags = ("cur", ":2,S") if index % 2 else ("new", "")
            with open(os.path.join(path, folder, f"{1700000000 + index}.M{index}.host{flags}"), "wb") as file:
                file.write(message)
        return path

    def command(self, *arguments):
        return [TICKETGATE, "import", "--config", self.house.config, *arguments]

    def run_import(self, *arguments):
        return self.house.run("import", *arguments)

    def report(self, *arguments):
        done = self.run_import("--json", *arguments)
        return json.loads(done.stdout), done

    def subjects(self):
        return sorted(ticket["short_description"] for ticket in self.house.desk.tickets())

    def assert_once(self, count):
        self.assertEqual(self.subjects(), sorted(f"import {index}" for index in range(count)))

    def test_a_dry_run_knows_who_joins_a_ticket(self):
        stranger, other = "X <x@other.example>", "Z <z@third.example>"
        mails = [answer(1, 100), answer(2, 100), letter(4, headers="In-Reply-To: <5@import.example>\n"), letter(5),
                 letter(6, headers="Cc: z@third.example\n"), letter(7, sender=stranger, headers="In-Reply-To: <6@import.example>\n"),
                 letter(8, sender=other, headers="In-Reply-To: <6@import.example>\n"),
                 letter(9, sender=stranger, headers="In-Reply-To: <100@import.example>\n")]
        path = self.mbox(mails)
        told, made = self.report(path)[0], self.report("--for-real", path)[0]
        self.assertEqual((made["create"], made["comment"]), (5, 3))
        self.assertEqual((told["create"], told["comment"]), (5, 3))

    def test_a_dry_run_tells_what_a_delivery_does(self):
        mails = [answer(9, 1), letter(0), letter(1), REPORT, answer(8, 0), letter(0)]
        for path in (self.mbox(mails), self.maildir(mails)):
            told, done = self.report(path)
            self.assertEqual((done.returncode, told["is_dry_run"], told["is_finished"]), (0, True, True), done.stderr)
            self.assertEqual(self.house.desk.tickets(), [])
            self.assertFalse(os.path.exists(self.house.journal))
            self.assertEqual({name: told[name] for name in ("create", "comment", "ignore", "known", "fault", "quarantined")},
                             {"create": 2, "comment": 2, "ignore": 1, "known": 1, "fault": 0, "quarantined": 1})
        made, done = self.report("--for-real", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("create", "comment", "ignore", "known", "fault", "quarantined", "quarantined_kinds"):
            self.assertEqual(made[name], told[name], name)
        self.assert_once(2)
        for ticket in self.house.desk.tickets():
            self.assertIn("And one thing more.", ticket["comments"][0]["text"])
        self.assertEqual(self.house.sink.messages(), [])
        again, done = self.report("--for-real", path)
        self.assertEqual((again["known"], again["create"], done.returncode), (6, 0, 0))
        told, done = self.report(self.mbox(mails))
        self.assertEqual((told["known"], told["done"]), (6, 6))

    def test_confirmations_only_when_asked_and_no_budget_counts(self):
        self.house.write_config(extra="[budget]\ntickets_per_sender = 2\n")
        path = self.mbox([letter(index) for index in range(6)])
        self.assertEqual(self.run_import("--for-real", path).returncode, 0)
        self.assert_once(6)
        self.assertEqual(self.house.sink.messages(), [])
        self.house.deliver(letter(6))
        self.assert_once(7)  # the sender's own budget is as it was
        self.assertEqual(len(self.house.sink.messages()), 1)
        path = self.mbox([letter(7)])
        self.assertEqual(self.run_import("--for-real", "--confirm", path).returncode, 0)
        self.assertEqual(len(self.house.sink.messages()), 2)

    def test_killed_at_any_time_it_goes_on(self):
        print(f"TICKETGATE_SEED={SEED}")
        chance = random.Random(SEED)
        count = 60
        mails = [letter(index) for index in range(count)]
        for path, first in ((self.mbox(mails), 0), (self.maildir([letter(count + index) for index in range(count)]), count)):
            kills = 0
            for _ in range(40):
                with subprocess.Popen(self.command("--for-real", path), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                    try:
                        process.wait(chance.uniform(0.02, 0.5 if kills > 2 else 0.1))  # a fast machine is done soon
                        break
                    except subprocess.TimeoutExpired:
                        process.kill()
                        kills += 1
            self.assertGreater(kills, 2)
            self.assertEqual(self.run_import("--for-real", path).returncode, 0)
            self.assert_once(first + count)
        self.assertEqual(self.house.sink.messages(), [])

    def test_it_waits_when_it_is_asked_to(self):
        self.house.desk.run("fault", "create before status=429 retry-after=3 times=1")
        path = self.mbox([letter(index) for index in range(3)])
        begin = time.monotonic()
        done = self.run_import("--for-real", "--wait", "0", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(time.monotonic() - begin, 2.5)
        self.assertIn(b"waits ", done.stderr)
        self.assert_once(3)

    def test_an_api_that_is_down_ends_it_and_it_goes_on_later(self):
        path = self.mbox([letter(index) for index in range(4)])
        self.house.desk.stop()
        done = self.run_import("--for-real", "--wait", "2", path)
        self.assertEqual(done.returncode, 75, done.stderr)
        self.assertIn(b"Not finished", done.stdout)
        self.house.desk.start()
        self.house.run("ping")
        self.assertEqual(self.run_import("--for-real", path).returncode, 0)
        self.assert_once(4)

    def test_a_mail_at_fault_is_told_and_the_others_go_on(self):
        self.house.write_config(extra="[limits]\nmax_message_size = 64k\n")
        path = self.mbox([letter(0), letter(9, body="x" * 100000), letter(1)])
        told, done = self.report("--for-real", path)
        self.assertEqual((done.returncode, told["create"], told["fault"]), (1, 2, 1), done.stderr)
        self.assertRegex(told["faults"][0]["place"], r"box\.mbox, mail 2 at byte \d+$")
        self.assertIn(b"box.mbox, mail 2 at byte ", done.stderr)
        with open(path, "rb") as file:
            file.seek(int(told["faults"][0]["place"].split()[-1]))
            self.assertTrue(file.readline().startswith(b"From user@"))
        self.assert_once(2)

    def test_a_mail_that_the_api_fails_at_does_not_hold_the_others(self):
        self.house.desk.run("fault", "create before status=500 times=3")
        path = self.mbox([letter(index) for index in range(3)])
        told, done = self.report("--for-real", path)
        self.assertEqual((done.returncode, told["left"], told["create"]), (75, 1, 2), done.stderr)
        self.assertEqual(self.run_import("--for-real", path).returncode, 0)
        self.assert_once(3)

    def test_ctrl_c_ends_it_behind_the_present_mail(self):
        path = self.mbox([letter(index) for index in range(200)])
        ours, theirs = pty.openpty()
        with subprocess.Popen(self.command("--for-real", path), stdin=theirs, stdout=subprocess.PIPE, stderr=theirs,
                              start_new_session=True) as process:
            os.close(theirs)
            while not self.house.desk.tickets():
                time.sleep(0.05)
            os.killpg(process.pid, signal.SIGINT)
            output = process.stdout.read().decode()
            self.assertEqual(process.wait(30), 75)
        os.close(ours)
        self.assertIn("Not finished", output)
        done = int(re.search(r"(\d+)  create", output)[1])
        self.assertEqual(len(self.house.desk.tickets()), done)
        self.assertTrue(0 < done < 200, done)

    def frames(self, path, columns=None):
        """What a terminal shows: the frames, each as the columns hold it."""
        ours, theirs = pty.openpty()
        if columns:
            subprocess.run(["stty", "columns", str(columns), "rows", "24"], stdin=theirs, check=True)
        shown = b""
        with subprocess.Popen(self.command("--for-real", path), stdout=subprocess.PIPE, stderr=theirs) as process:
            os.close(theirs)
            while select.select([ours], [], [], 30)[0]:
                try:
                    data = os.read(ours, 4096)
                except OSError:
                    break
                shown += data
            self.assertEqual(process.wait(30), 0)
        os.close(ours)
        return shown.decode().replace("\r\n", "\n").split("\r")

    def test_a_terminal_shows_a_bar(self):
        frames = self.frames(self.mbox([letter(index) for index in range(40)]), columns=110)
        self.assertGreater(len(frames), 2)
        self.assertRegex(frames[-1], r"^\[={20}\] 40/40 100% \S+/s in 0:\d\d: create 40 *\n$")
        self.assertTrue(any(re.match(r"\[=+> *\] \d+/40 \d+% ", frame) for frame in frames[1:-1]), frames)
        self.assertTrue(all(len(frame.rstrip("\n")) in (0, 109) for frame in frames), frames)
        narrow = self.frames(self.mbox([letter(40 + index) for index in range(3)]), columns=40)
        self.assertRegex(narrow[-1], r"^3/3 100% \S+/s in 0:00: create 3 *\n$")

    def test_no_terminal_gets_lines(self):
        done = self.run_import("--for-real", self.mbox([letter(index) for index in range(3)]))
        self.assertRegex(done.stderr.decode(), r"^ticketgate import: 3/3 100% \S+/s in 0:0\d: create 3\n$")

    def test_what_is_no_mailbox_is_a_mistake(self):
        path = os.path.join(self.house.folder, "one.eml")
        with open(path, "wb") as file:
            file.write(letter(0))
        for wrong in (path, self.house.state, "/nonexistent"):
            done = self.run_import("--for-real", wrong)
            self.assertNotIn(done.returncode, (0, 75))
            self.assertTrue(done.stderr, wrong)
        self.assertEqual(self.house.desk.tickets(), [])


if __name__ == "__main__":
    unittest.main()
