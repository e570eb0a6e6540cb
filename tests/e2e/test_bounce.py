"""A mail of ours that comes back for good: its ticket is told once, and news stops until the person writes again."""

import os
import subprocess
import unittest

from harness import House, mail, wait_until
from postfix_house import CUSTOMER, SUPPORT, USER, PostfixHouse, init
from postfix_instance import why_not

RETURNS = f"\n[mail]\nenvelope_sender = {SUPPORT}\n"


def report(returned, number=1, recipient=CUSTOMER, action="failed", status="5.1.1", to=SUPPORT, forwarded_to=None):
    """A delivery report (RFC 3464) that returns the header of a mail."""
    final = forwarded_to or recipient
    return f"""From: MAILER-DAEMON@mx.customer.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: Tue, 24 Nov 2026 10:00:00 +0000
Message-ID: <report-{number}@mx.customer.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

This is the mail system at host mx.customer.example.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; {final}
Original-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user here

--b
Content-Type: text/rfc822-headers

From: {SUPPORT}
To: {recipient}
Message-ID: {returned["Message-ID"]}
Subject: {returned["Subject"]}
--b--
""".replace("\n", "\r\n").encode()


class BounceTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.assertEqual(self.house.run("init").returncode, 0)
        self.news()

    def news(self):
        done = self.house.run("news")
        self.assertEqual(done.returncode, 0, done.stderr)

    def deliver(self, message, **more):
        done = self.house.deliver(message, **more)
        self.assertEqual(done.returncode, 0, done.stderr)

    def bounce(self, returned, **more):
        self.deliver(report(returned, **more), sender="", recipient=more.get("to", SUPPORT))

    def open_ticket(self, index=0, sender=f"User <{CUSTOMER}>"):
        """A ticket and its confirmation."""
        self.deliver(mail(subject=f"Printer {index}", message_id=f"{index}@customer.example", sender=sender))
        self.news()
        return self.house.desk.tickets()[-1]["ticket_number"], self.house.sink.messages()[-1]

    def comments(self, number):
        ticket, = (one for one in self.house.desk.tickets() if one["ticket_number"] == number)
        self.assertEqual(ticket["attachments"], [])
        return [comment["text"] for comment in ticket["comments"] if "came back" in comment["text"]]

    def told(self, number, command):
        """How many mails of news come of what the desk does."""
        before = len(self.house.sink.mails)
        self.house.desk.run(command, number, "--message", "Which room is it?")
        self.news()
        return len(self.house.sink.mails) - before

    def test_a_ticket_is_told_once_and_news_stops_until_the_person_writes(self):
        number, confirmation = self.open_ticket()
        other, _ = self.open_ticket(1)
        sent = len(self.house.sink.mails)
        for index in range(1, 4):
            self.bounce(confirmation, number=index)
        self.bounce(confirmation, number=1)  # the same report once more
        comment, = self.comments(number)
        self.assertIn(f"Our mail about this ticket to {CUSTOMER} came back", comment)
        self.assertIn("Reason: 550 5.1.1 no such user here", comment)
        self.assertNotIn("mail system", comment)
        self.assertEqual(self.comments(other), [])
        self.assertEqual(len(self.house.sink.mails), sent)  # nobody is answered
        self.assertEqual(self.told(number, "hold"), 0)
        self.assertEqual(self.told(other, "hold"), 0)

        # what was missed is not told later; what comes then, is
        self.deliver(mail(subject="Something else", message_id="new@customer.example"))
        self.assertEqual(len(self.house.sink.mails), sent + 1)
        self.assertEqual(self.told(number, "resolve"), 1)

        # the news comes back: the agent expects that it arrived, and news stops again
        for number_of_report in (9, 10):
            self.bounce(self.house.sink.messages()[-1], number=number_of_report)
        self.assertEqual(len(self.comments(number)), 2)
        self.assertEqual(self.told(number, "close"), 0)

    def test_only_what_our_mail_proves_is_believed(self):
        number, confirmation = self.open_ticket()
        theirs, stolen = self.open_ticket(1, sender="Eve <eve@evil.example>")
        made_up = {"Message-ID": "<ticketgate.x.y.z@desk.example>", "Subject": f"[{number}] Printer 0"}
        self.bounce(made_up, number=1)
        self.bounce(stolen, number=2)  # a mail to Eve, as if it had been one to somebody else
        self.bounce(confirmation, number=3, action="delayed", status="4.4.1")
        self.bounce(confirmation, number=4, action="delivered", status="2.0.0")
        self.bounce(confirmation, number=5, recipient="somebody@else.example")
        self.assertEqual(self.comments(number), [])
        self.assertEqual(self.told(number, "hold"), 1)
        self.assertEqual(len(self.house.desk.tickets()), 2)

        # Eve can only say of herself that no mail reaches her
        self.bounce(stolen, number=6, recipient="eve@evil.example")
        self.assertEqual(len(self.comments(theirs)), 1)
        self.assertEqual(self.told(theirs, "hold"), 0)
        self.assertEqual(self.told(number, "resolve"), 1)

    def test_a_mail_server_that_gave_up_is_said_and_the_next_news_is_tried(self):
        number, confirmation = self.open_ticket()
        self.bounce(confirmation, status="4.4.7")
        comment, = self.comments(number)
        self.assertIn("4.4.7", comment)
        self.assertNotIn("No more news", comment)
        self.assertEqual(self.told(number, "hold"), 1)

    def test_a_forwarded_mail_and_the_signed_address_are_known(self):
        number, confirmation = self.open_ticket()
        self.bounce(confirmation, forwarded_to="box@far.example", to=confirmation["Reply-To"])
        self.assertEqual(len(self.comments(number)), 1)

    def test_the_operator_chooses(self):
        number, confirmation = self.open_ticket()
        shown = self.house.dry_run(report(confirmation), sender="")
        self.assertEqual((shown["class"], shown["decision"], shown["reply"]), ("bounce", "comment", None))
        self.assertEqual(shown["evidence"], "returned")
        self.assertIn("came back", shown["requests"][0]["body"].get("comment", str(shown["requests"][0]["body"])))
        self.house.write_config("\n[policy]\nbounce = ignore\n")
        self.assertEqual(self.house.dry_run(report(confirmation), sender="")["decision"], "ignore")
        self.bounce(confirmation, number=1)
        self.assertEqual(self.comments(number), [])
        self.assertEqual(self.told(number, "hold"), 0)
        self.house.write_config("\n[policy]\nbounce = create\n")
        self.assertEqual(self.house.dry_run(report(confirmation), sender="")["decision"], "create")

    def test_who_asks_is_told_and_who_is_forgotten_is_gone(self):
        number, confirmation = self.open_ticket()
        self.bounce(confirmation)
        trace = self.house.run("trace", number).stdout.decode()
        self.assertIn(f"our mail to {CUSTOMER} about {number} came back", trace)
        self.assertIn(f"mail to {CUSTOMER} comes back since", trace)
        self.assertEqual(self.house.run("forget", "--yes", CUSTOMER).returncode, 0)
        journal = b""
        for name in os.listdir(self.house.state):
            if name.startswith("journal.db"):
                with open(f"{self.house.state}/{name}", "rb") as file:
                    journal += file.read()
        self.assertNotIn(CUSTOMER.encode(), journal)


@unittest.skipIf(why_not(), why_not())
class BounceConversationTest(unittest.TestCase):
    """The mail server of the customer refuses our mail, and ours returns it."""

    def setUp(self):
        self.house = PostfixHouse()
        self.addCleanup(self.house.close)
        self.house.write_config()
        init(self.house.program, self.house.config)

    def news(self):
        done = subprocess.run([self.house.program, "news", "--config", self.house.config], user=USER, stderr=subprocess.PIPE,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def send(self, message, wanted):
        self.house.send(message, [SUPPORT])
        self.assertTrue(wait_until(lambda: self.house.postfix.statuses(SUPPORT).count("sent") >= wanted),
                        self.house.postfix.log_text())
        self.assertEqual(self.house.postfix.statuses(SUPPORT).count("sent"), wanted)

    def comments(self):
        ticket, = self.house.desk.tickets()
        return [comment["text"] for comment in ticket["comments"]]

    def test_news_that_come_back_are_said_without_any_setting(self):
        self.news()
        self.send(mail(), 1)
        self.assertTrue(wait_until(lambda: self.house.sink.mails), self.house.postfix.log_text())
        self.news()  # sees the ticket as it is now
        self.house.sink.refused.add(CUSTOMER)
        number = self.house.desk.tickets()[0]["ticket_number"]
        self.house.desk.run("hold", number, "--message", "Which room is it?")
        self.news()
        self.assertTrue(wait_until(lambda: any("came back" in comment for comment in self.comments())),
                        self.house.postfix.log_text())

    def test_a_mail_that_the_other_server_refuses(self):
        self.house.write_config(RETURNS)
        self.news()
        self.house.sink.refused.add(CUSTOMER)
        self.send(mail(), 2)  # the mail, and the report about its confirmation
        comment, = self.comments()
        self.assertIn(f"Our mail about this ticket to {CUSTOMER} came back", comment)
        self.assertIn("no such user", comment)
        self.assertEqual(self.house.sink.mails, [])

        # two machines: each answer of ours comes back, and nothing comes of it
        number = self.house.desk.tickets()[0]["ticket_number"]
        self.house.desk.run("hold", number, "--message", "Which room is it?")
        self.news()
        self.assertEqual(self.house.postfix.statuses(CUSTOMER), ["bounced"])

        # the person writes: news again
        self.house.sink.refused.clear()
        self.send(mail(subject=f"Re: [{number}] Printer on fire", body="I am back.", message_id="two@mail.customer.example"), 3)
        self.house.desk.run("resolve", number, "--message", "It was the fuse.")
        self.news()
        self.assertTrue(wait_until(lambda: self.house.sink.mails), self.house.postfix.log_text())
        self.assertIn("It was the fuse.", self.house.sink.messages()[-1].get_body(("plain",)).get_content())
        self.assertEqual(sum("came back" in comment for comment in self.comments()), 1)


if __name__ == "__main__":
    unittest.main()
