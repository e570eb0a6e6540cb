"""A conversation on a ticket, through a real Postfix and the desk; and two gateways that answer each other."""

import email.utils
import os
import re
import subprocess
import time
import unittest

import harness
from harness import IS_CONNECT, House, mail, wait_until
from postfix_house import CUSTOMER, SUPPORT, USER, PostfixHouse, init, pipe
from postfix_instance import SBIN, why_not

OTHER = "help@other.example"


def quoted(message):
    text = message.get_body(("plain",)).get_content()
    return "".join("> " + line + "\r\n" for line in text.splitlines())


def answer_to(message, body, number, sender=f"User <{CUSTOMER}>", subject=None):
    """A reply as a mail program makes it: (message, recipient)."""
    answer = mail(subject=subject or "Re: " + message["Subject"], body=body + "\r\n\r\n" + quoted(message),
                  message_id=f"answer-{number}@mail.customer.example", sender=sender,
                  headers=f"In-Reply-To: {message['Message-ID']}\nReferences: {message['Message-ID']}")
    return answer, message["Reply-To"] or message["From"].addresses[0].addr_spec


@unittest.skipIf(why_not(), why_not())
class ConversationTest(unittest.TestCase):
    def setUp(self):
        self.house = PostfixHouse()
        self.addCleanup(self.house.close)
        init(self.house.program, self.house.config)

    def send(self, message, recipient=SUPPORT):
        before = self.house.postfix.statuses(recipient)
        self.house.send(message, [recipient])
        wanted = before + ["sent"]
        self.assertEqual(self.house.postfix.wait_for(recipient, wanted), wanted, self.house.postfix.log_text())

    def replies(self, count):
        self.assertTrue(wait_until(lambda: len(self.house.sink.mails) >= count), self.house.postfix.log_text())
        self.assertEqual(len(self.house.sink.mails), count)
        return self.house.sink.messages()

    def ticket(self, index=0):
        return self.house.desk.tickets()[index]

    def text_of(self, message):
        return message.get_body(("plain",)).get_content()

    def settle(self, condition):
        self.assertTrue(wait_until(condition), self.house.postfix.log_text())

    def test_from_new_to_closed_and_on(self):
        # new mail -> confirmation
        self.send(mail(subject="Printer on fire", body="It burns."))
        created, = self.replies(1)
        number = self.ticket()["ticket_number"]
        self.assertIn(f"[{number}] Printer on fire", created["Subject"])
        self.assertEqual(created["Auto-Submitted"], "auto-replied")
        self.assertEqual(created["X-Auto-Response-Suppress"], "All")
        self.assertIsNone(created["Precedence"])
        self.assertEqual(created["In-Reply-To"], "<one@mail.customer.example>")
        self.assertEqual(self.house.sink.mails[0][0], "")
        reference = re.escape(number.lower().replace("#", "."))
        self.assertRegex(created["Reply-To"], rf"^support\+{reference}\.[a-z2-7]{{16}}@desk\.example$")
        self.assertEqual(created.get_content_type(), "multipart/alternative")

        # reply -> comment; it goes to the signed address, in lower or upper case
        answer, to = answer_to(created, "It still burns.", 1)
        self.send(answer, to.upper().replace("DESK.EXAMPLE", "desk.example"))
        self.settle(lambda: self.ticket()["comments"])
        comment, = self.ticket()["comments"]
        self.assertEqual((comment["action"], comment["text"].strip()), ("Comment", "It still burns."))

        # resolved -> a reply reopens it, and becomes a comment; with #reopen, where only the desk can reopen
        self.house.desk.run("resolve", number)
        command = "#reopen\r\n" if IS_CONNECT else ""
        answer, to = answer_to(created, command + "It burns again.", 2)
        self.send(answer, to)
        reopened = self.replies(2)[1]
        self.assertEqual(self.ticket()["state"], "Resolved" if IS_CONNECT else "In Progress")
        self.assertEqual(self.ticket()["comments"][-1]["text"].split(), (command + "It burns again.").split())
        self.assertIn("the desk was asked to open" if IS_CONNECT else "reopened", self.text_of(reopened))

        # #close closes the resolved ticket; the rest of the mail becomes a comment
        self.house.desk.run("resolve", number)
        answer, to = answer_to(reopened, "#close\r\nThank you all.", 3)
        self.send(answer, to)
        closed = self.replies(3)[2]
        text = self.ticket()["comments"][-1]["text"].strip()
        if IS_CONNECT:
            self.assertEqual((self.ticket()["state"], text.split()), ("Resolved", ["#close", "Thank", "you", "all."]))
            self.assertIn("the desk was asked to close", self.text_of(closed))
            self.house.desk.run("close", number)
        else:
            self.assertEqual((self.ticket()["state"], text), ("Closed", "Thank you all."))
            self.assertIn("closed", self.text_of(closed))

        # reply to a closed ticket -> a new ticket that names the old one, and the sender is told
        answer, to = answer_to(closed, "Once more.", 4)
        self.send(answer, to)
        followed = self.replies(4)[3]
        self.assertEqual(len(self.house.desk.tickets()), 2)
        new = self.ticket(1)
        self.assertIn(number, new["description"])
        text = followed.get_body(("plain",)).get_content()
        self.assertIn(f"[{new['ticket_number']}]", followed["Subject"])
        self.assertRegex(text, rf"(?s){number} is finished.*{new['ticket_number']}")
        self.assertEqual(len(self.ticket()["comments"]), 3)

        # and the conversation continues on the new one
        answer, to = answer_to(followed, "Any news?", 5)
        self.send(answer, to)
        self.settle(lambda: self.ticket(1)["comments"])

    def test_a_message_id_alone_proves_the_sender(self):
        self.send(mail())
        created, = self.replies(1)
        self.house.desk.run("resolve", self.ticket()["ticket_number"])
        answer, _ = answer_to(created, "#reopen\r\nNo.", 1, subject="no number here")
        self.send(answer)
        self.replies(2)
        self.assertEqual(self.ticket()["state"], "Resolved" if IS_CONNECT else "In Progress")

    def test_out_of_office_changes_no_state(self):
        self.send(mail())
        created, = self.replies(1)
        self.house.desk.run("resolve", self.ticket()["ticket_number"])
        answer, to = answer_to(created, "I am away.", 1)
        self.send(b"Auto-Submitted: auto-replied\r\n" + answer, to)
        self.settle(lambda: self.ticket()["comments"])
        self.assertEqual(self.ticket()["state"], "Resolved")
        self.replies(1)


@unittest.skipIf(why_not(), why_not())
class TwoGatewaysTest(unittest.TestCase):
    """help@other.example is another gateway with its own desk, behind the same Postfix."""

    BUDGET = "[reply]\non_comment = yes\n[budget]\nreplies_per_pair = 4\nreplies_per_sender = 6\ntickets_per_sender = 3\n"

    def setUp(self):
        self.house = PostfixHouse()
        self.addCleanup(self.house.close)
        self.other = House(owner=USER)
        self.addCleanup(self.other.close)
        self.other.submission_port = self.house.submission_port
        for house in (self.house, self.other):
            house.write_config(extra=self.BUDGET)
        with open(self.other.config, encoding="utf-8") as file:
            text = file.read().replace("support@desk.example", OTHER)
        text = text.replace(f"path = {self.other.folder}\n", f"path = {self.other.state}\n")
        text = text.replace(harness.TEMPLATES, self.house.templates)
        with open(self.other.config, "w", encoding="utf-8") as file:
            file.write(text)
        self.house.write_transport(f"{OTHER} other:\n")

    def start(self, is_hidden):
        """With `is_hidden` a mail system on the way removes every sign that a machine wrote the mail."""
        folder = self.house.postfix.config
        services = pipe("other", self.house.program, self.other.config)
        with open(os.path.join(folder, "main.cf"), "a", encoding="ascii") as file:
            file.write("other_destination_recipient_limit = 1\n")
            if is_hidden:
                checks = os.path.join(folder, "header_checks")
                file.write(f"header_checks = regexp:{checks}\n")
                with open(checks, "w", encoding="ascii") as rules:
                    rules.write("/^(Auto-Submitted|X-Auto-Response-Suppress):/ IGNORE\n")
        with open(os.path.join(folder, "master.cf"), "r+", encoding="ascii") as file:
            text = file.read() + services
            if is_hidden:
                text = text.replace("flags=RX", "flags=X").replace("--sender=${sender} ", "")
            file.seek(0)
            file.write(text)
            file.truncate()
        self.house.postfix.control("reload")
        for house in (self.house, self.other):
            init(self.house.program, house.config)

    def settle(self):
        """Waits until nothing has been delivered for a while and the queue is empty."""
        log, since = None, time.monotonic()
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if self.house.postfix.log_text() != log:
                log, since = self.house.postfix.log_text(), time.monotonic()
            if time.monotonic() - since > 5 and "Mail queue is empty" in self.queue():
                return
            time.sleep(0.2)
        self.fail("they do not stop:\n" + log)

    def queue(self):
        done = subprocess.run([f"{SBIN}/postqueue", "-c", self.house.postfix.config, "-p"], check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return done.stdout.decode()

    def begin(self):
        """A person at the other site writes from its support address, and only the gateways answer after that."""
        self.house.send(mail(sender=f"Other <{OTHER}>", message_id="begin@other.example"), [SUPPORT], sender=OTHER)
        self.assertEqual(self.house.postfix.wait_for(SUPPORT, ["sent"])[:1], ["sent"], self.house.postfix.log_text())
        self.settle()

    def delivered(self, domain):
        statuses = re.findall(rf"to=<[^>]*@{re.escape(domain)}>.* status=(\w+)", self.house.postfix.log_text())
        self.assertEqual(set(statuses) - {"sent"}, set(), self.house.postfix.log_text())
        return len(statuses)

    def test_they_do_not_answer_each_other(self):
        self.start(is_hidden=False)
        self.begin()
        self.assertEqual((self.delivered("desk.example"), self.delivered("other.example")), (1, 1))
        self.assertEqual(len(self.house.desk.tickets()), 1)
        self.assertEqual(self.other.desk.tickets(), [])

    def test_they_stop_within_the_budgets_where_every_sign_is_hidden(self):
        self.start(is_hidden=True)
        self.begin()
        to_desk, to_other = self.delivered("desk.example"), self.delivered("other.example")
        print(f"two gateways: {to_desk} and {to_other} mails until they stopped")
        self.assertGreater(to_other, 2, "there was no loop")
        self.assertLessEqual(to_other, 6)
        self.assertLessEqual(to_desk, 1 + 6)
        self.assertLessEqual(len(self.house.desk.tickets()) + len(self.other.desk.tickets()), 2 * 3)


if __name__ == "__main__":
    unittest.main()
