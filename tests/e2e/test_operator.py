"""The month of an operator, as README describes it: secret, key, backup, another host, another department."""

import os
import shutil
import sqlite3
import unittest

from harness import House, mail, sqlite_only


class OperatorTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.write_config()
        self.run_ok("init", "--user", "root") if os.geteuid() == 0 else self.run_ok("init")

    def write_config(self, extra=""):
        self.house.write_config(f"[mail]\nkey_file = {self.house.state}/reference-key\n" + extra)

    def run_ok(self, *arguments):
        done = self.house.run(*arguments)
        self.assertEqual(done.returncode, 0, (done.stdout, done.stderr))
        return done.stdout.decode()

    def deliver(self, number, status=0, **more):
        """Mail `number`, or the same mail once more."""
        subject = more.pop("subject", f"Mail number {number}")
        done = self.house.deliver(mail(subject, f"Words {number}.", f"mail-{number}@customer.example"), **more)
        self.assertEqual(done.returncode, status, done.stderr)

    def reply_address(self, index=-1):
        return self.house.sink.messages()[index]["Reply-To"].addresses[0].addr_spec

    def comments(self):
        """The line that has these words, for each."""
        return [line for ticket in self.house.desk.tickets() for comment in ticket["comments"]
                for line in comment["text"].splitlines() if line.startswith("Words")]

    def test_a_new_client_secret(self):
        self.deliver(1)
        self.house.desk.stop()
        for path, value in [(self.house.desk.secret_file, "another-secret-44"), (self.house.secret_file, "another-secret-44")]:
            with open(path + ".new", "w", encoding="ascii") as file:
                file.write(value + "\n")
            os.chmod(path + ".new", 0o600)
            os.replace(path + ".new", path)
            if path == self.house.desk.secret_file:
                self.house.desk.start()
                self.assertIn("token          failed", self.house.run("ping").stdout.decode(), "the old secret is refused")
        self.assertIn("token          ok", self.run_ok("ping"))
        self.deliver(2)
        self.assertEqual(len(self.house.desk.tickets()), 2)

    def test_the_key_before_still_counts(self):
        self.deliver(1)
        address = self.reply_address()
        for number in [2, 3]:
            self.run_ok("init", "--rotate", *(["--user", "root"] if os.geteuid() == 0 else []))
            self.deliver(number, subject="My printer", recipient=address, sender="other@customer.example")
        self.assertEqual((self.comments(), len(self.house.desk.tickets())), (["Words 2."], 2))

    def back_up(self):
        """Like `sqlite3 journal.db ".backup FILE"`."""
        path = os.path.join(self.house.folder, "backup.db")
        with sqlite3.connect(f"{self.house.state}/journal.db") as source, sqlite3.connect(path) as target:
            source.backup(target)
        source.close()
        target.close()
        return path

    def restore(self, path):
        for ending in ["-wal", "-shm"]:
            if os.path.exists(f"{self.house.state}/journal.db{ending}"):
                os.unlink(f"{self.house.state}/journal.db{ending}")
        shutil.copy(path, f"{self.house.state}/journal.db")

    @sqlite_only("a backup of the file; of a database by its own means")
    def test_a_restored_journal_makes_no_ticket_twice(self):
        self.deliver(1)
        backup = self.back_up()
        self.deliver(2)
        address = self.reply_address()
        self.restore(backup)
        self.assertIn("For a week", self.run_ok("prune", "--restored"))
        for number in [1, 2]:  # the mail server was restored, too
            self.deliver(number)
        self.assertEqual(len(self.house.desk.tickets()), 2)
        self.deliver(3, subject="My printer", recipient=address)
        self.assertEqual(self.comments(), ["Words 3."])
        self.deliver(4)
        self.assertEqual(len(self.house.desk.tickets()), 3)

    def test_another_host(self):
        self.deliver(1)
        address = self.reply_address()
        new = os.path.join(self.house.folder, "elsewhere")
        shutil.copytree(self.house.state, new)
        shutil.rmtree(self.house.state)
        self.house.state = new
        self.write_config()
        self.run_ok("check-config")
        self.run_ok("ping")
        self.deliver(1)
        self.deliver(2, subject="My printer", recipient=address)
        self.assertEqual((len(self.house.desk.tickets()), self.comments()), (1, ["Words 2."]))

    def test_a_second_department(self):
        self.write_config("[route network]\nrecipient = noc@desk.example; noc-*@desk.example\nci = NETWORK\n")
        self.run_ok("check-config")
        self.deliver(1, recipient="noc-night@desk.example")
        self.deliver(2)
        self.assertEqual([ticket["ci"] for ticket in self.house.desk.tickets()], ["NETWORK", "PRINTERS"])

    def test_a_blocked_sender(self):
        path = os.path.join(self.house.folder, "blocked")
        with open(path, "w", encoding="ascii") as file:
            file.write("# nobody yet\n")
        self.write_config(f"[policy]\ndeny = {path}\n")
        self.run_ok("check-config")
        self.deliver(1)
        with open(path, "a", encoding="ascii") as file:
            file.write("customer.example\n")
        self.deliver(2, status=77)
        self.assertEqual(len(self.house.desk.tickets()), 1)


if __name__ == "__main__":
    unittest.main()
