"""One mail at a time through `ticketgate deliver`: the main job with a real desk."""

import base64
import hashlib
import os
import re
import stat
import unittest
from email.message import EmailMessage

from harness import IS_CONNECT, SECRET, House, mail, ticket_number


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

    @unittest.skipUnless(IS_CONNECT, "Customer Connect")
    def test_a_ticket_has_kind_priority_and_people(self):
        self.house.write_config(extra="[ticket]\npriority = 4 - Low\npriority_from_mail = yes\nuser = sender\n"
                                "[route questions]\nrecipient = questions@*\nticket_type = Request for Information\n"
                                "contact = none\nuser = U123\n")
        self.deliver(mail())
        self.deliver(mail(message_id="two@c.example", headers="X-Priority: 1 (Highest)"))
        self.deliver(mail(message_id="three@c.example", headers="X-Priority: 1"), recipient="questions@desk.example")
        names = ("ticket_type", "priority", "contact", "user")
        self.assertEqual([tuple(ticket[name] or "" for name in names) for ticket in self.house.desk.tickets()],
                         [("Incident", "4 - Low", "user@customer.example", "user@customer.example"),
                          ("Incident", "1 - Critical", "user@customer.example", "user@customer.example"),
                          ("Request for Information", "", "", "U123")])
        self.assertEqual(self.house.desk.tickets()[2]["ticket_number"][:4], "RFI#")

    @unittest.skipUnless(IS_CONNECT, "Customer Connect")
    def test_a_number_is_found_in_each_spelling(self):
        self.deliver(mail())
        spellings = ("inc#00000001", "INC #00000001", "INC\uff0300000001", "INC&#35;00000001", "INC%2300000001",
                     "=?utf-8?q?=5BINC=2300000001=5D?=", "=?utf-8?b?SU5DIzAwMDAwMDAx?=")
        for i, spelling in enumerate(spellings):
            self.deliver(mail(subject=f"Re: {spelling} Printer", message_id=f"s{i}@c.example", body=f"By {spelling}"))
        others = ("INC0000001", "INC#000000011", "INC#1", "PR#00000001", "#00000001", "Fax #00000001")
        for i, other in enumerate(others):
            self.deliver(mail(subject=f"About {other}", message_id=f"o{i}@c.example", body=f"By {other}"))
        tickets = self.house.desk.tickets()
        self.assertEqual((len(tickets), len(tickets[0]["comments"])), (1 + len(others), len(spellings)))

    @unittest.skipUnless(IS_CONNECT, "Customer Connect")
    def test_a_file_has_its_media_type(self):
        message = EmailMessage()
        message["From"], message["Message-ID"] = "user@customer.example", "<files@customer.example>"
        message.set_content("See the files.")
        message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
        self.deliver(message.as_bytes())
        file, = self.house.desk.tickets()[0]["attachments"]
        self.assertEqual((file["name"], file["content_type"]), ("a.pdf", "application/pdf"))

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
        self.deliver(mail(subject=f"Re: [{ticket_number(7654321)}] Printer"))
        ticket, = self.house.desk.tickets()
        self.assertIn(ticket_number(7654321), ticket["description"])

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
        self.house.journal_run("UPDATE outbox SET due_s = 0")
        self.deliver(mail(message_id="two@customer.example", headers="Auto-Submitted: auto-generated"))
        reply, = self.house.sink.messages()
        self.assertIn(ticket_number(1), reply["Subject"])

    def test_outbox_is_emptied_without_a_mail(self):
        port = self.house.sink.port
        self.house.submission_port = 1
        self.house.write_config()
        self.deliver(mail())
        self.house.submission_port = port
        self.house.write_config()
        self.assertEqual(self.house.run("outbox").returncode, 0)
        self.assertEqual(self.house.sink.mails, [])  # not due yet
        self.house.journal_run("UPDATE outbox SET due_s = 0")
        for _ in range(2):
            done = self.house.run("outbox")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        reply, = self.house.sink.messages()
        self.assertIn(ticket_number(1), reply["Subject"])

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
        self.assertEqual((request["method"], request["path"]), ("POST", "/Ticket" if IS_CONNECT else "/NewIncident"))
        self.assertEqual(request["body"]["short_description"], "Printer on fire")
        self.assertEqual(shown["reply"]["to"], "user@customer.example")
        comment = self.house.dry_run(mail(subject=f"Re: [{ticket_number(42)}] Printer"))
        self.assertEqual(comment["decision"], "comment")
        self.assertIn(ticket_number(42), comment["reason"])
        self.assertEqual(comment["requests"][0]["body"]["kpn_ticket_number" if IS_CONNECT else "ticket_number"], ticket_number(42))
        self.assertEqual((sorted(os.listdir(self.house.folder)), sorted(os.listdir(self.house.state))), before)

    def test_secret_is_in_no_output(self):
        self.house.desk.run("fault", "token before status=401 times=9")
        done = self.house.deliver(mail())
        self.assertEqual(done.returncode, 75)
        self.assertNotIn(SECRET.encode(), done.stdout + done.stderr)
        self.assertNotIn(base64.b64encode(SECRET.encode()), done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
