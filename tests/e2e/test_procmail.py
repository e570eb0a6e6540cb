"""The recipe of contrib/procmail/, with a real procmail."""

import os
import shutil
import subprocess
import unittest

import harness
from harness import House, mail

RECIPE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "contrib", "procmail", "procmailrc")


@unittest.skipUnless(shutil.which("procmail"), "procmail is not installed")
class ProcmailTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        with open(RECIPE, encoding="ascii") as file:
            text = file.read()
        self.recipe = os.path.join(self.house.folder, "procmailrc")
        with open(self.recipe, "w", encoding="ascii") as file:
            file.write(f"MAILDIR={self.house.folder}\nDEFAULT={self.house.folder}/mbox\nLOGFILE={self.house.folder}/log\n")
            file.write(text.replace("/usr/bin/ticketgate deliver",
                                    f"{harness.TICKETGATE} deliver --config={self.house.config}"))
        os.chmod(self.recipe, 0o600)

    def deliver(self, message):
        return subprocess.run(["procmail", "-m", self.recipe], input=message, check=False, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def mailbox_is_empty(self):
        path = os.path.join(self.house.folder, "mbox")
        return not os.path.exists(path) or os.path.getsize(path) == 0

    def test_mail_becomes_a_ticket(self):
        self.assertEqual(self.deliver(mail()).returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)
        self.assertEqual(len(self.house.sink.mails), 1)
        self.assertTrue(self.mailbox_is_empty())

    def test_the_address_that_was_written_to_chooses_the_route(self):
        self.house.write_config(extra="[route noc]\nrecipient = noc@example.org\nci = NETWORK\n")
        self.assertEqual(self.deliver(b"X-Original-To: noc+inc1.code@example.org\n" + mail()).returncode, 0)
        self.assertEqual([ticket["ci"] for ticket in self.house.desk.tickets()], ["NETWORK"])

    def test_a_program_that_cannot_be_started_keeps_the_mail(self):
        with open(self.recipe, encoding="ascii") as file:
            text = file.read()
        self.assertIn(harness.TICKETGATE, text)
        with open(self.recipe, "w", encoding="ascii") as file:
            file.write(text.replace(harness.TICKETGATE, "/nonexistent/ticketgate"))
        self.assertEqual(self.deliver(mail()).returncode, 75)
        self.assertTrue(self.mailbox_is_empty())

    def test_desk_down_keeps_the_mail_with_the_mta(self):
        self.house.desk.stop()
        self.assertEqual(self.deliver(mail()).returncode, 75)
        self.assertTrue(self.mailbox_is_empty())
        self.house.desk.start()
        self.assertEqual(self.deliver(mail()).returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_refused_mail_goes_back(self):
        self.house.write_config(extra="[limits]\nmax_message_size = 64k\n")
        self.assertEqual(self.deliver(mail(body=("x" * 70 + "\r\n") * 1000)).returncode, 65)


if __name__ == "__main__":
    unittest.main()
