"""One mail at a time through `ticketgate deliver`: the main job with a real desk."""

import contextlib
import base64
import hashlib
import os
import re
import sqlite3
import stat
import unittest
from email.message import EmailMessage

from harness import SECRET, House, mail


class DeliverTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def deliver(self, message, **more):
        done = self.house.deliver(message, **more)
        self.assertEqual((done.returncode, done.stderr, done.stdout), (0, b"", b""))

    def test_new_mail_makes_a_ticket_and_is_answered(self):
        self.deliver(mail(subject="=?utf-8?q?Drucker_br=C3=A4nt?=\r\n =?utf-8?q?_sehr?=", body="Es brännt."))
        ticket, = self.house.desk.tickets()
        self.assertEqual(ticket["short_description"], "Drucker bränt sehr")
        self.assertIn("Es brännt.", ticket["description"])
        self.assertIn("user@customer.example", ticket["description"])
        self.assertEqual((ticket["ci"], ticket["service"]), ("PRINTERS", "Office"))
        self.assertTrue(re.fullmatch("TG[A-Z2-7]{16}", ticket["reference_number"]))

        (sender, recipients, _), = self.house.sink.mails
        self.assertEqual((sender, recipients), ("", ["user@customer.example"]))
        reply, = self.house.sink.messages()
        self.assertEqual(reply["Subject"], f"[{ticket['ticket_number']}] Drucker bränt sehr")
        self.assertEqual(reply["Auto-Submitted"], "auto-replied")
        self.assertEqual(reply["In-Reply-To"], "<one@mail.customer.example>")
        self.assertIn("<one@mail.customer.example>", reply["References"])
        self.assertIsNone(reply["Precedence"])
        self.assertIn(ticket["ticket_number"], reply.get_body(("plain",)).get_content())

    def test_attachments_arrive_byte_for_byte(self):
        contents = {"photo.png": os.urandom(300_000), "empty.bin": b"", "naïve.txt": "déjà".encode()}
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "user@customer.example", "support@desk.example", "Files"
        message["Message-ID"] = "<files@customer.example>"
        message.set_content("See the files.")
        for name, content in contents.items():
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        self.deliver(message.as_bytes())
        ticket, = self.house.desk.tickets()
        found = {file["name"]: file["sha256"] for file in ticket["attachments"]}
        self.assertEqual(found, {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()})

    def test_same_mail_twice_is_one_ticket(self):
        self.deliver(mail())
        self.deliver(mail())
        self.assertEqual(len(self.house.desk.tickets()), 1)
        self.assertEqual(len(self.house.sink.mails), 1)

    def test_mail_without_message_id_twice_is_one_ticket(self):
        for _ in range(2):
            self.deliver(mail(message_id=None))
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_number_in_the_subject_comments(self):
        self.deliver(mail())
        number = self.house.desk.tickets()[0]["ticket_number"]
        for i, subject in enumerate((f"Re: [{number}] Printer", f"AW: Antw: {number} Printer", f"Fwd: Re: ({number})")):
            self.deliver(mail(subject=subject, body=f"More {i}.\r\n\r\n> It burns.", message_id=f"re{i}@customer.example",
                              headers="In-Reply-To: <x@customer.example>"))
        ticket, = self.house.desk.tickets()
        self.assertEqual(len(ticket["comments"]), 3)
        # the subject differs from the ticket's, so the comment shows it
        self.assertEqual(ticket["comments"][0]["text"].strip(), f"Subject: Re: [{number}] Printer\n\nMore 0.")
        self.assertEqual(ticket["comments"][0]["action"], "Comment")

    def test_unknown_number_makes_a_ticket_that_says_so(self):
        self.deliver(mail(subject="Re: [INC7654321] Printer"))
        ticket, = self.house.desk.tickets()
        self.assertIn("INC7654321", ticket["description"])

    def test_answer_to_our_reply_comments_without_a_number(self):
        self.deliver(mail())
        reply, = self.house.sink.messages()
        self.deliver(mail(subject="still burning", message_id="two@customer.example",
                          headers=f"In-Reply-To: {reply['Message-ID']}"))
        ticket, = self.house.desk.tickets()
        self.assertEqual(len(ticket["comments"]), 1)

    def test_machines_are_never_answered(self):
        for i, headers in enumerate(("Auto-Submitted: auto-generated", "Precedence: list\nList-Id: <a.lists.example>",
                                     "Auto-Submitted: auto-replied", "Precedence: bulk")):
            self.deliver(mail(message_id=f"auto{i}@customer.example", headers=headers))
        self.deliver(mail(subject="Undelivered Mail Returned to Sender", message_id="b@customer.example",
                          sender="MAILER-DAEMON@customer.example"), sender="")
        self.assertEqual(self.house.sink.mails, [])

    def test_reply_that_cannot_be_sent_waits_for_the_next_run(self):
        port = self.house.sink.port
        self.house.submission_port = 1
        self.house.write_config()
        self.deliver(mail())
        self.assertEqual(self.house.sink.mails, [])
        self.house.submission_port = port
        self.house.write_config()
        with sqlite3.connect(f"{self.house.state}/journal.db") as journal:
            journal.execute("UPDATE outbox SET due_s = 0")
        journal.close()
        self.deliver(mail(message_id="two@customer.example", headers="Auto-Submitted: auto-generated"))
        reply, = self.house.sink.messages()
        self.assertIn("INC0000001", reply["Subject"])

    def test_outbox_is_emptied_without_a_mail(self):
        port = self.house.sink.port
        self.house.submission_port = 1
        self.house.write_config()
        self.deliver(mail())
        self.house.submission_port = port
        self.house.write_config()
        self.assertEqual(self.house.run("outbox").returncode, 0)
        self.assertEqual(self.house.sink.mails, [])  # not due yet
        with contextlib.closing(sqlite3.connect(f"{self.house.state}/journal.db")) as journal, journal:
            journal.execute("UPDATE outbox SET due_s = 0")
        for _ in range(2):
            done = self.house.run("outbox")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        reply, = self.house.sink.messages()
        self.assertIn("INC0000001", reply["Subject"])

    def test_create_in_doubt_is_adopted(self):
        for fault in ("create after drop", "create after status=500", "create after torn", "create after nonsense"):
            with self.subTest(fault):
                before = len(self.house.desk.tickets())
                self.house.desk.run("fault", "--clear", fault)
                self.deliver(mail(message_id=fault.replace(" ", ".") + "@customer.example"))
                self.assertEqual(len(self.house.desk.tickets()), before + 1)

    def test_token_is_private_and_renewed(self):
        self.deliver(mail())
        self.assertEqual(stat.S_IMODE(os.stat(f"{self.house.state}/token").st_mode), 0o600)
        self.house.desk.run("revoke-tokens")
        self.deliver(mail(message_id="two@customer.example"))
        self.assertEqual(len(self.house.desk.tickets()), 2)

    def test_large_attachments_follow_in_comments(self):
        self.house.write_config(extra="[limits]\nattachments_per_request = 64k\n")
        message = EmailMessage()
        message["From"], message["Subject"], message["Message-ID"] = "user@customer.example", "Big", "<big@c.example>"
        message.set_content("See the files.")
        for i in range(5):
            message.add_attachment(os.urandom(40000), maintype="image", subtype="png", filename=f"{i}.png")
        message.add_attachment(os.urandom(90000), maintype="image", subtype="png", filename="huge.png")
        self.deliver(message.as_bytes())
        ticket, = self.house.desk.tickets()
        self.assertEqual(len(ticket["comments"]), 4)
        self.assertIn("huge.png", ticket["description"])
        self.assertIn("huge.png", self.house.sink.messages()[0].get_body(("plain",)).get_content())
        self.assertEqual(len(os.listdir(f"{self.house.state}/quarantine/new")), 1)

    def test_dry_run_does_nothing(self):
        self.house.desk.stop()
        before = sorted(os.listdir(self.house.folder)), sorted(os.listdir(self.house.state))
        shown = self.house.dry_run(mail())
        self.assertEqual((shown["class"], shown["decision"]), ("human", "create"))
        request, = shown["requests"]
        self.assertEqual((request["method"], request["path"]), ("POST", "/NewIncident"))
        self.assertEqual(request["body"]["short_description"], "Printer on fire")
        self.assertEqual(shown["reply"]["to"], "user@customer.example")
        comment = self.house.dry_run(mail(subject="Re: [INC0000042] Printer"))
        self.assertEqual(comment["decision"], "comment")
        self.assertIn("INC0000042", comment["reason"])
        self.assertEqual(comment["requests"][0]["body"]["ticket_number"], "INC0000042")
        self.assertEqual((sorted(os.listdir(self.house.folder)), sorted(os.listdir(self.house.state))), before)

    def test_secret_is_in_no_output(self):
        self.house.desk.run("fault", "token before status=401 times=9")
        done = self.house.deliver(mail())
        self.assertEqual(done.returncode, 75)
        self.assertNotIn(SECRET.encode(), done.stdout + done.stderr)
        self.assertNotIn(base64.b64encode(SECRET.encode()), done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
