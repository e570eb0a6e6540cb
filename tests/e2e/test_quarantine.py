"""The quarantine and its commands: refused mails, refused and oversized files, mails that could not be parsed."""

import hashlib
import os
import pty
import sqlite3
import subprocess
import time
import unittest
from email.message import EmailMessage

from harness import IS_CONNECT, House, TICKETGATE, mail, sqlite_only


def with_files(message_id, *files):
    """A mail with files: (name, content)."""
    message = EmailMessage()
    message["From"], message["To"] = "user@customer.example", "support@desk.example"
    message["Subject"], message["Message-ID"] = "With files", f"<{message_id}>"
    message.set_content("See the files.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


class QuarantineTest(unittest.TestCase):
    def setUp(self):
        self.house = House("--refuse-file", "*.exe")
        self.addCleanup(self.house.close)

    def run_ok(self, *arguments):
        done = self.house.run(*arguments)
        self.assertEqual(done.returncode, 0, done)
        return done.stdout.decode()

    def kept(self):
        folder = f"{self.house.state}/quarantine/new"
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def drop_at_a_terminal(self, name, answer):
        ours, theirs = pty.openpty()
        command = [TICKETGATE, "quarantine", "--config", self.house.config, "drop", name]
        with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            os.write(ours, answer)
            process.wait(30)
        os.close(theirs)
        said = os.read(ours, 10000)
        os.close(ours)
        return said

    def test_refused_mail_waits_for_the_operator(self):
        self.assertIn("empty", self.run_ok("quarantine", "list"))
        self.house.desk.run("fault", "create before status=400 times=ever")
        done = self.house.deliver(mail())
        self.assertEqual(done.returncode, 65, done)
        self.assertTrue(done.stderr.startswith(b"5.6.0 The ticket system refuses the message: "), done.stderr)
        name, = self.kept()
        self.assertTrue(name.endswith(".refused"))
        self.assertIn("  user@customer.example: Printer on fire", self.run_ok("quarantine", "list"))
        shown = self.run_ok("quarantine", "show", name[:8])
        for part in ("kind        refused", "recipient   support@desk.example", "subject     Printer on fire"):
            self.assertIn(part, shown)
        self.assertEqual(self.house.run("quarantine", "retry", name).returncode, 1)
        self.assertEqual(self.kept(), [name])
        self.house.desk.run("fault", "--clear")  # corrected
        self.assertIn("delivered as INC", self.run_ok("quarantine", "retry", name[:8]))
        self.assertEqual(self.kept(), [])
        ticket, = self.house.desk.tickets()
        self.assertEqual(ticket["short_description"], "Printer on fire")
        self.assertEqual(self.house.deliver(mail()).returncode, 0)  # counts as done
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_a_ci_that_is_not_agreed_is_no_fault_of_the_mail(self):
        self.house.write_config(ci="NETWORK")  # agreed in the configuration, but not at the desk
        self.house.desk.stop()
        self.house.desk.options = ("--ci-list", "PRINTERS")
        self.house.desk.start()
        for _ in range(2):
            done = self.house.deliver(mail())
            self.assertEqual(done.returncode, 75, done)
        self.assertEqual((self.kept(), self.house.desk.tickets()), ([], []))
        self.house.write_config()
        self.assertEqual(self.house.deliver(mail()).returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_refused_file_is_named_and_kept(self):
        files = [("a.txt", b"a" * 100), ("b.exe", b"b" * 100), ("c.txt", b"c" * 100)]
        self.assertEqual(self.house.deliver(with_files("f@q.example", *files)).returncode, 0)
        ticket, = self.house.desk.tickets()
        self.assertEqual(sorted(file["name"] for file in ticket["attachments"]), ["a.txt", "c.txt"])
        reason = ("" if IS_CONNECT else "Bad Request: ") + "file type is refused: b.exe"
        self.assertIn(f"b.exe (100 bytes): {reason}. A copy is in the quarantine.", ticket["comments"][-1]["text"])
        reply, = self.house.sink.messages()
        self.assertIn("b.exe (100 bytes)", " ".join(reply.get_body(("plain",)).get_content().split()))
        name, = self.kept()
        shown = self.run_ok("quarantine", "show", name)
        self.assertIn(hashlib.sha256(b"b" * 100).hexdigest() + " 100 b.exe", shown)
        self.assertIn("ticket      " + ticket["ticket_number"], shown)
        refused = self.house.run("quarantine", "retry", name)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b"ticketgate comment " + ticket["ticket_number"].encode(), refused.stderr)
        self.assertIn(b"quarantine extract", refused.stderr)
        self.assertEqual(self.house.run("quarantine", "drop", name[:8]).returncode, 1)
        self.assertEqual(self.kept(), [name])
        self.assertIn(b"[y/N]", self.drop_at_a_terminal(name[:8], b"n\n"))
        self.assertEqual(self.kept(), [name])
        self.drop_at_a_terminal(name[:8], b"y\n")
        self.assertEqual(self.kept(), [])

    def test_oversized_file_is_named_and_kept(self):
        self.house.write_config(extra="[limits]\nattachments_per_request = 64k\n")
        content = os.urandom(90000)
        self.assertEqual(self.house.deliver(with_files("o@q.example", ("big.bin", content), ("s.txt", b"s"))).returncode, 0)
        ticket, = self.house.desk.tickets()
        self.assertEqual([file["name"] for file in ticket["attachments"]], ["s.txt"])
        self.assertIn("big.bin (90000 bytes)", ticket["description"])
        reply, = self.house.sink.messages()
        self.assertIn("big.bin (90.0 kB)", " ".join(reply.get_body(("plain",)).get_content().split()))
        name, = self.kept()
        self.assertTrue(name.endswith(".oversize"))
        self.assertIn(hashlib.sha256(content).hexdigest() + " 90000 big.bin", self.run_ok("quarantine", "show", name))
        taken = self.house.run("quarantine", "extract", name, "big.bin", "-")
        self.assertEqual((taken.returncode, taken.stdout), (0, content), taken.stderr)
        refused = self.house.run("quarantine", "retry", name)
        self.assertIn(b"attachments_per_request", refused.stderr)

    def test_comment_without_its_refused_file(self):
        self.house.deliver(mail())
        number = self.house.desk.tickets()[0]["ticket_number"]
        answer = with_files("c@q.example", ("b.exe", b"b")).replace(b"With files", b"Re: [" + number.encode() + b"] it")
        self.assertEqual(self.house.deliver(answer).returncode, 0)
        ticket, = self.house.desk.tickets()
        texts = [comment["text"] for comment in ticket["comments"]]
        self.assertEqual(len(texts), 2)
        self.assertTrue(texts[0].startswith(f"Subject: Re: [{number}] it\n\nSee the files."))
        self.assertIn("b.exe", texts[1])

    def test_full_quarantine_makes_the_mail_wait(self):
        with open(f"{self.house.state}/quarantine", "wb"):
            pass  # a file in place of the directory
        self.house.write_config(extra="[limits]\nattachments_per_request = 64k\n")
        mails = [with_files("o@q.example", ("big.bin", b"x" * 90000)), with_files("e@q.example", ("b.exe", b"b"))]
        for message in mails:
            self.assertEqual(self.house.deliver(message).returncode, 75)
        os.unlink(f"{self.house.state}/quarantine")
        for message in mails:
            self.assertEqual(self.house.deliver(message).returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 2)
        self.assertEqual(len(self.kept()), 2)


    def test_copies_of_unproven_mail_hold_up_nobody(self):
        self.house.write_config(extra="[limits]\nattachments_per_request = 64k\n[quarantine]\nmax_size = 1M\n"
                                "[policy]\nauthserv_ids = mx.desk.example\n")
        for i in range(12):
            done = self.house.deliver(with_files(f"e{i}@elsewhere.example", ("big.bin", b"x" * 90000)))
            self.assertEqual(done.returncode, 0, done)
        folder = f"{self.house.state}/quarantine/unproven/new"
        self.assertIn(len(os.listdir(folder)), (2, 3, 4))
        self.assertIn("unproven-ove", self.run_ok("quarantine", "list"))
        self.house.desk.run("fault", "create before status=400 times=2")  # with its file and without it
        self.assertEqual(self.house.deliver(mail()).returncode, 65)
        name, = [entry for entry in os.listdir(folder) if entry.endswith(".unproven-refused")]
        self.house.desk.run("fault", "--clear")
        self.assertIn("delivered as INC", self.run_ok("quarantine", "retry", name))
        proof = b"Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\n"
        for i in range(6):
            done = self.house.deliver(proof + with_files(f"p{i}@q.example", ("big.bin", b"x" * 90000)))
            self.assertEqual(done.returncode, 0, done)
        self.assertEqual(len(self.kept()), 6)
        self.assertEqual(len(self.house.desk.tickets()), 19)


class PruneTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def age(self, days):
        """Makes everything in the journal older by this time."""
        for table, column in (("mail", "added_s"), ("thread", "added_s"), ("participant", "seen_s"), ("outbox", "added_s")):
            self.house.journal_run(f"UPDATE {table} SET {column} = {column} - {days * 86400}")

    def test_old_threads_are_forgotten(self):
        self.house.deliver(mail())
        self.age(401)
        self.assertEqual(self.house.run("prune").returncode, 1)  # a wrong clock looks the same
        self.house.deliver(mail(message_id="two@mail.customer.example", subject="Other"))
        done = self.house.run("prune")
        self.assertEqual((done.returncode, done.stdout), (0, b"Forgotten: 1 mails, 2 threads, 1 participants, 1 replies.\n"), done)
        self.assertEqual(self.house.deliver(mail(message_id="two@mail.customer.example", subject="Other")).returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 2)

    @sqlite_only("a damaged file")
    def test_damage_is_moved_aside_and_duplicates_are_looked_up(self):
        self.house.deliver(mail())
        path = f"{self.house.state}/journal.db"
        journal = sqlite3.connect(path)
        journal.execute("PRAGMA journal_mode=DELETE")
        # Where tables begin, but not the list of tables, without which SQLite cannot open the file.
        pages = [page for page, in journal.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")]
        journal.close()
        with open(path, "r+b") as file:
            for page in pages:
                file.seek((page - 1) * 4096)
                file.write(b"\x5a" * 4096)
        done = self.house.run("prune")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"moved to", done.stderr)
        self.assertTrue([name for name in os.listdir(self.house.state) if ".corrupt-" in name])
        self.assertEqual(self.house.deliver(mail()).returncode, 0)  # an MTA that did not learn that it was done
        self.assertEqual(len(self.house.desk.tickets()), 1)

    @sqlite_only("a missing file")
    def test_a_vanished_journal_makes_no_duplicates(self):
        self.house.deliver(mail())
        for name in os.listdir(self.house.state):
            if name.startswith("journal.db") and not name.endswith(".lock"):
                os.unlink(f"{self.house.state}/{name}")
        self.assertEqual(self.house.deliver(mail()).returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)


class BackOffTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.house.write_config(extra="[api]\nbackoff = 1s\n")

    def requests(self):
        return len(self.house.desk.dump()["log"])

    def test_retry_after_is_kept_to_by_every_process(self):
        self.house.deliver(mail(message_id="first@b.example"))
        self.house.desk.run("fault", "create before status=429 retry-after=2")
        start = time.monotonic()
        self.assertEqual(self.house.deliver(mail(message_id="a@b.example")).returncode, 75)
        count = self.requests()
        for i in range(5):
            done = self.house.deliver(mail(message_id=f"b{i}@b.example"))
            if time.monotonic() - start < 1.5:
                self.assertEqual((done.returncode, done.stderr[:5]), (75, b"4.4.5"))
        if time.monotonic() - start < 1.5:
            self.assertEqual(self.requests(), count)
        time.sleep(max(0, start + 3.1 - time.monotonic()))
        for i in range(5):
            self.assertEqual(self.house.deliver(mail(message_id=f"b{i}@b.example")).returncode, 0)

    def test_a_dead_api_is_left_alone(self):
        self.house.write_config(extra="[api]\nbackoff = 60s\n")  # longer than the test, even on a slow machine
        self.house.desk.run("fault", "any before status=500 times=ever")
        for i in range(3):
            self.assertEqual(self.house.deliver(mail(message_id=f"a{i}@b.example")).returncode, 75)
        count = self.requests()
        self.assertEqual(self.house.deliver(mail(message_id="b@b.example")).returncode, 75)
        self.assertEqual(self.requests(), count)


if __name__ == "__main__":
    unittest.main()
