"""Mail that is ignored: it is proven, kept, listed, limited, and can be delivered after all."""

import os
import unittest

from harness import House, mail


def bounce(number=1, recipient="gone@customer.example", sender="MAILER-DAEMON@mx.customer.example", size=0):
    """A delivery report in its standard form (RFC 3464)."""
    return f"""From: Mail Delivery System <{sender}>
To: support@desk.example
Subject: Undelivered Mail Returned to Sender
Date: Tue, 24 Nov 2026 10:00:00 +0000
Message-ID: <bounce-{number}@mx.customer.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

The mail to {recipient} could not be delivered.
{"x" * 70}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

From: support@desk.example
To: {recipient}
Subject: About your printer

{"y" * size}
--b--
""".replace("\n", "\r\n").encode()


class IgnoredTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.folder = f"{self.house.state}/quarantine/ignored"

    def run_ok(self, *arguments):
        done = self.house.run(*arguments)
        self.assertEqual(done.returncode, 0, done)
        return done.stdout.decode()

    def kept(self):
        return sorted(os.listdir(f"{self.folder}/new"))

    def bytes_kept(self):
        """The disk space of all files, with blocks of 4096 bytes."""
        total = 0
        for folder, _, names in os.walk(self.folder):
            total += sum(-(-os.path.getsize(os.path.join(folder, name)) // 4096) * 4096 for name in names if name != "size")
        return total

    def test_a_bounce_is_kept_and_becomes_a_ticket_when_wanted(self):
        self.assertEqual(self.house.deliver(bounce(), sender="").returncode, 0)
        self.assertEqual(self.house.desk.tickets(), [])
        self.assertIn("The quarantine is empty", self.run_ok("quarantine", "list"))
        self.assertIn("ignored", self.run_ok("quarantine", "list", "--ignored"))
        name, = self.kept()
        shown = self.run_ok("quarantine", "show", name)
        for part in ("kind        ignored", "recipient   support@desk.example", "a delivery report"):
            self.assertIn(part, shown)
        self.assertIn("delivered as INC", self.run_ok("quarantine", "retry", name[:8]))
        ticket, = self.house.desk.tickets()
        self.assertEqual(ticket["short_description"], "Undelivered Mail Returned to Sender")
        self.assertEqual(self.kept(), [])
        self.assertEqual(self.house.sink.mails, [])
        self.assertEqual(self.house.deliver(bounce(), sender="").returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)  # counts as delivered

    def test_a_retry_that_fails_keeps_it(self):
        self.house.deliver(bounce(), sender="")
        name, = self.kept()
        self.house.desk.stop()
        self.assertEqual(self.house.run("quarantine", "retry", name).returncode, 1)
        self.assertEqual(self.kept(), [name])
        self.house.desk.start()
        self.run_ok("quarantine", "retry", name)
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_one_that_is_dropped_is_gone(self):
        self.house.deliver(bounce(), sender="")
        name, = self.kept()
        self.assertIn("dropped", self.run_ok("quarantine", "drop", "--yes", name[:8]))
        self.assertIn("No ignored mail", self.run_ok("quarantine", "list", "--ignored"))

    def test_the_oldest_makes_room(self):
        self.house.write_config(extra="[quarantine]\nignored_max = 40960\n")  # five, each of two blocks
        for number in range(7):
            self.assertEqual(self.house.deliver(bounce(number), sender="").returncode, 0)
            os.utime(f"{self.folder}/new/{max(self.kept(), key=lambda n: os.stat(f'{self.folder}/new/{n}').st_mtime_ns)}",
                     (1000 + number, 1000 + number))
            self.assertLessEqual(self.bytes_kept(), 40960)
        texts = [open(f"{self.folder}/new/{name}", encoding="ascii").read() for name in self.kept()]
        self.assertTrue(any("<bounce-6@" in text for text in texts))
        self.assertFalse(any("<bounce-0@" in text for text in texts))
        self.assertEqual(len(self.kept()), len(os.listdir(f"{self.folder}/reasons")))

    def test_a_flood_stays_within_its_bound(self):
        """Eight times as much as the limit allows; of one MiB in the soak, else of a quarter."""
        bound = 1024 * 1024 if os.environ.get("TICKETGATE_SOAK") else 256 * 1024
        self.house.write_config(extra=f"[quarantine]\nignored_max = {bound}\n")
        largest = 0
        for number in range(bound // 1048):
            self.assertEqual(self.house.deliver(bounce(number, size=3000), sender="").returncode, 0)
            if number % 20 == 0:
                largest = max(largest, self.bytes_kept())
        self.assertLessEqual(max(largest, self.bytes_kept()), bound)
        self.assertGreater(self.bytes_kept(), bound * 3 // 4)
        self.assertEqual(self.house.desk.tickets(), [])

    def test_the_log_of_a_dry_run_says_the_sign_and_keeps_nothing(self):
        shown = self.house.dry_run(bounce(), sender="")
        self.assertEqual(shown["decision"], "ignore")
        self.assertIn("delivery report", shown["reason"])
        self.assertFalse(os.path.exists(self.folder))

    def test_a_person_is_not_ignored(self):
        self.house.deliver(mail(subject="Undelivered mail", body="What does this mean: 550 5.1.1 user unknown?"))
        self.assertEqual(len(self.house.desk.tickets()), 1)


if __name__ == "__main__":
    unittest.main()
