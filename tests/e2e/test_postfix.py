"""The whole job with a real Postfix and the unchanged lines of contrib/postfix/."""

import subprocess
import unittest

from harness import mail, wait_until, without_default_route
from postfix_house import CUSTOMER, SUPPORT, USER, PostfixHouse
from postfix_instance import why_not


# A delivery report in its standard form (RFC 3464).
DELIVERY_REPORT = b"""From: MAILER-DAEMON@customer.example
To: support@desk.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <report@customer.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; customer.example

Final-Recipient: rfc822; gone@customer.example
Action: failed
Status: 5.1.1
--b--
"""


@unittest.skipIf(why_not(), why_not())
class PostfixTest(unittest.TestCase):
    def setUp(self):
        self.house = PostfixHouse()
        self.addCleanup(self.house.close)
        self.postfix = self.house.postfix
        self.send = self.house.send
        self.write_config = self.house.write_config

    def expect(self, *statuses, recipient=SUPPORT):
        self.assertEqual(self.postfix.wait_for(recipient, list(statuses)), list(statuses), self.postfix.log_text())

    def test_conversation(self):
        self.send(mail())
        self.expect("sent")
        self.assertTrue(wait_until(lambda: self.house.sink.mails), self.postfix.log_text())
        (sender, recipients, _), = self.house.sink.mails
        self.assertEqual((sender, recipients), ("", [CUSTOMER]))
        reply, = self.house.sink.messages()
        ticket, = self.house.desk.tickets()
        self.assertIn(f"[{ticket['ticket_number']}]", reply["Subject"])

        quoted = "".join("> " + line + "\r\n" for line in reply.get_body(("plain",)).get_content().splitlines())
        answer = mail(subject="Re: " + reply["Subject"], body="It still burns.\r\n\r\n" + quoted,
                      message_id="two@mail.customer.example",
                      headers=f"In-Reply-To: {reply['Message-ID']}\nReferences: {reply['Message-ID']}")
        self.send(answer)
        self.expect("sent", "sent")
        ticket, = self.house.desk.tickets()
        comment, = ticket["comments"]
        self.assertEqual(comment["text"].strip(), "It still burns.")

    def test_desk_down_defers_and_makes_one_ticket_later(self):
        self.house.desk.stop()
        self.send(mail())
        self.expect("deferred")
        self.house.desk.start()
        self.postfix.flush()
        self.expect("deferred", "sent")
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_broken_configuration_defers(self):
        self.write_config(extra="[limits]\ndeadline = soon\n")
        self.send(mail())
        self.expect("deferred")
        self.write_config()
        self.postfix.flush()
        self.expect("deferred", "sent")

    def test_too_large_bounces_with_its_reason(self):
        self.write_config(extra="[limits]\nmax_message_size = 64k\n")
        self.send(mail(body="x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 1000))
        self.expect("bounced")
        self.assertIn("dsn=5.3.4", self.postfix.log_text())
        trace = subprocess.run([self.house.program, "trace", "--config", self.house.config, CUSTOMER], user=USER,
                               stdout=subprocess.PIPE, text=True, check=False).stdout
        self.assertRegex(trace, f"- +bounce +{CUSTOMER} -> {SUPPORT}")
        self.assertTrue(wait_until(lambda: self.house.sink.mails))

    def test_no_route_bounces(self):
        self.write_config(extra="[route noc]\nrecipient = noc@*\nci = NETWORK\nservice = Lines\n")
        with open(self.house.config, encoding="utf-8") as file:
            text = without_default_route(file.read()).replace("<support@desk.example>", "<noc@desk.example>")
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write(text)
        self.send(mail(), recipients=[SUPPORT, "noc@desk.example"])
        self.expect("bounced")
        self.expect("sent", recipient="noc@desk.example")
        self.assertIn("dsn=5.1.1", self.postfix.log_text())
        ticket, = self.house.desk.tickets()
        self.assertEqual(ticket["ci"], "NETWORK")

    def test_bounce_is_seen_as_one(self):
        report = DELIVERY_REPORT.replace(b"\n", b"\r\n")
        self.send(report, sender="")
        self.expect("sent")
        self.assertEqual(self.house.desk.tickets(), [])
        self.assertEqual(self.house.sink.mails, [])

    def test_words_of_a_bounce_are_a_ticket_without_a_confirmation(self):
        self.send(mail(subject="Undelivered Mail Returned to Sender", sender="MAILER-DAEMON@customer.example"), sender="")
        self.expect("sent")
        self.assertEqual(len(self.house.desk.tickets()), 1)
        self.assertEqual(self.house.sink.mails, [])


if __name__ == "__main__":
    unittest.main()
