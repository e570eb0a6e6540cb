"""One person is erased: nothing of them is in any file, and their mails still make no second ticket."""

import concurrent.futures
import json
import os
import pty
import subprocess
import time
import unittest

from harness import IS_POSTGRES, TICKETGATE, House, mail, sqlite_only, wait_until

JANE = "jane.roe@customer.example"
ADDRESS = b"jane.roe@customer.example"
WORDS = (b"zebrafish", b"quaggamix", b"okapiset")  # of the subject, the text and the name of the file


def jane(number, subject="About zebrafish", body="My quaggamix is late.", headers="", address="Jane.Roe@Customer.example"):
    return mail(subject=subject, body=body, message_id=f"{number}.jane.roe@customer.example", headers=headers,
                sender=f"Jane Roe <{address}>")


def joe(number, subject="Another thing", headers="", body="Nothing of hers."):
    return mail(subject=subject, body=body, message_id=f"{number}@other.example", headers=headers, sender="Joe <joe@other.example>")


class ForgetTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def deliver(self, text, sender=JANE, status=0):
        done = self.house.deliver(text, sender=sender)
        self.assertEqual(done.returncode, status, done)

    def forget(self, *options, status=0, address=JANE):
        done = self.house.run("forget", *options, address)
        self.assertEqual(done.returncode, status, done)
        return done.stdout.decode()

    def places(self, *needles):
        """The files under the state directory that contain one of `needles`, in any case."""
        found = []
        for folder, _, names in os.walk(self.house.state):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    data = file.read().lower()
                found += [(name, needle) for needle in needles if needle.lower() in data or needle.lower() in name.encode().lower()]
        return found

    def deliver_all(self):
        """Mails of hers and of others, in every table and folder."""
        self.house.write_config("[reply]\nto_cc = yes\non_comment = yes\n")
        self.deliver(jane(1, headers="Cc: joe@other.example"))
        self.deliver(jane(2, subject="More okapiset", body="And again quaggamix.",
                          headers="In-Reply-To: <1.jane.roe@customer.example>"))
        self.deliver(joe(3, subject="Re: About it", headers="In-Reply-To: <1.jane.roe@customer.example>"), sender="joe@other.example")
        self.deliver(joe(4, subject=f"Ask {JANE} first", headers=f"Cc: {JANE}"), sender="joe@other.example")
        self.deliver(jane(5, subject="Out of office: zebrafish", headers="Auto-Submitted: auto-replied\n"
                          "In-Reply-To: <ticketgate.x@desk.example>"))
        self.house.submission_port = 1  # nothing listens there
        self.house.write_config("[reply]\nto_cc = yes\n")
        self.deliver(jane(6, subject="Waiting zebrafish"))
        self.deliver(joe(7, subject="Waiting, too"), sender="joe@other.example")

    def test_nothing_of_her_is_in_any_file(self):
        self.deliver_all()
        self.assertTrue(self.places(ADDRESS))
        plan = self.forget("--dry-run")
        self.assertIn("To be erased of jane.roe@customer.example", plan)
        self.assertTrue(self.places(ADDRESS))
        text = self.forget("--yes")
        self.assertEqual(plan.split("\n", 1)[1], text.split("\n", 1)[1])
        self.assertEqual(self.places(ADDRESS, *WORDS), [])
        left = json.loads(self.forget("--yes", "--json"))
        self.assertEqual((left["is_complete"], sum(left["erased"].values())), (True, 0), left)
        # Of others everything is there.
        self.assertEqual(len(json.loads(self.house.run("trace", "--json", "joe@other.example").stdout)), 3)
        waiting, = json.loads(self.house.run("outbox", "list", "--json").stdout)
        self.assertEqual(waiting["recipient"], "joe@other.example")

    def test_her_mails_make_no_second_ticket(self):
        self.deliver_all()
        before = [(ticket["ticket_number"], len(ticket["comments"])) for ticket in self.house.desk.tickets()]
        self.forget("--yes")
        self.deliver(jane(1, headers="Cc: joe@other.example"))
        self.deliver(jane(2, subject="More okapiset", body="And again quaggamix.",
                          headers="In-Reply-To: <1.jane.roe@customer.example>"))
        self.deliver(jane(6, subject="Waiting zebrafish"))
        self.assertEqual([(ticket["ticket_number"], len(ticket["comments"])) for ticket in self.house.desk.tickets()], before)
        self.assertEqual(len(json.loads(self.house.run("outbox", "list", "--json").stdout)), 1)

    def test_the_trace_in_other_spellings(self):
        self.deliver(jane(1, address="JANE.ROE@CUSTOMER.EXAMPLE"), sender="Jane.Roe@Customer.Example")
        self.deliver(jane(2, address="jane.roe+shop@customer.example"), sender="jane.roe+shop@customer.example")
        self.deliver(jane(3, address="mary.jane.roe@customer.example"), sender="mary.jane.roe@customer.example")
        text = json.loads(self.forget("--yes", "--json", address="jane.roe@Customer.Example"))
        self.assertEqual(text["erased"]["traces"], 1, text)
        self.assertEqual(text["left"]["tagged_addresses"], ["jane.roe+shop@customer.example"])
        for address in ("jane.roe+shop@customer.example", "mary.jane.roe@customer.example"):
            self.assertEqual(len(json.loads(self.house.run("trace", "--json", address).stdout)), 1)
        text = json.loads(self.forget("--yes", "--json", address="jane.roe+shop@customer.example"))
        self.assertEqual((text["erased"]["traces"], text["left"]["tagged_addresses"]), (1, []), text)

    def test_an_internationalised_domain_has_two_forms(self):
        self.deliver(jane(1, address="jane@b\u00fccher.example"), sender="jane@xn--bcher-kva.example")
        text = json.loads(self.forget("--yes", "--json", address="Jane@xn--bcher-kva.example"))
        self.assertEqual(text["erased"]["traces"], 1, text)
        self.assertEqual(self.places("jane@b\u00fccher".encode(), b"jane@xn--bcher"), [])

    def test_a_mail_that_is_not_done_is_told_and_then_delivered(self):
        self.deliver(jane(1))
        self.house.desk.stop()
        self.deliver(jane(2, subject="Second zebrafish"), status=75)
        text = json.loads(self.forget("--yes", "--json", status=1))
        self.assertEqual((text["erased"]["traces"], len(text["left"]["mails_not_done"]), text["is_complete"]), (1, 1, False), text)
        self.house.desk.start()
        self.deliver(jane(2, subject="Second zebrafish"))
        self.assertEqual(len(self.house.desk.tickets()), 2)
        self.forget("--yes")
        self.assertEqual(self.places(ADDRESS, *WORDS), [])

    def test_no_delivery_is_lost_meanwhile(self):
        def deliver(number):
            text = jane(number, subject=f"zebrafish {number}") if number % 2 else joe(number, subject=f"number {number}")
            sender = JANE if number % 2 else "joe@other.example"
            while (done := self.house.deliver(text, sender=sender)).returncode == 75:
                time.sleep(0.05)
            return done.returncode

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            results = [pool.submit(deliver, number) for number in range(40)]
            while not all(result.done() for result in results):
                self.house.run("forget", "--yes", JANE)
            self.assertEqual({result.result() for result in results}, {0})
        self.assertEqual(len(self.house.desk.tickets()), 40)
        self.forget("--yes")
        self.assertEqual(self.places(ADDRESS, *WORDS), [])
        if not IS_POSTGRES:
            self.assertEqual(self.house.journal_rows("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.house.journal_rows("SELECT count(*) FROM mail WHERE step = 4"), [(40,)])

    def test_a_person_at_a_terminal_is_asked(self):
        self.deliver(jane(1))
        self.assertIn(b"nothing was erased", self.house.run("forget", JANE).stderr)
        for answer, status in ((b"n\n", 1), (b"\n", 1), (b"y\n", 0)):
            terminal, other = pty.openpty()
            with subprocess.Popen([TICKETGATE, "forget", "--config", self.house.config, JANE], stdin=other, stdout=other) as process:
                os.close(other)
                shown = b""
                while b"Erase all this? [y/N]" not in shown:
                    shown += os.read(terminal, 4096)
                os.write(terminal, answer)
                self.assertEqual(process.wait(30), status)
            os.close(terminal)
            found = self.house.journal_rows(f"SELECT count(*) FROM participant WHERE lower(address) = lower('{JANE}')")
            self.assertEqual(found, [(status,)])

    @sqlite_only("a damaged file")
    def test_an_earlier_damaged_journal_is_told(self):
        self.deliver(jane(1))
        path = f"{self.house.state}/journal.db.corrupt-20261101T000000Z"
        with open(path, "wb") as file:
            file.write(b"\0INC0012345Jane.Roe@Customer.example\0")
        text = json.loads(self.forget("--yes", "--json"))
        self.assertEqual(text["left"]["damaged_journals"], [path])

    def test_what_others_wrote_about_her_is_told(self):
        report = (b"From: MAILER-DAEMON@mx.example\r\nTo: support@desk.example\r\nSubject: failure\r\nMessage-ID: <b@mx.example>\r\n"
                  b"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n"
                  b"no\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                  b"Final-Recipient: rfc822; jane.roe@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n")
        self.deliver(report, sender="")
        self.assertTrue(wait_until(lambda: self.places(ADDRESS)))
        text = json.loads(self.forget("--yes", "--json"))
        self.assertEqual(text["erased"]["ignored"], 1, text)
        self.assertEqual(self.places(ADDRESS), [])


if __name__ == "__main__":
    unittest.main()
