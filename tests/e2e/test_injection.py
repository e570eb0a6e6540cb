"""Text of a mail always stays text: it becomes no header field, no markup, no SQL, no JSON, no path, no escape
sequence, no placeholder and no ticket number of somebody else."""

import os
import unittest
import urllib.parse
import urllib.request

from harness import IS_CONNECT, House, mail, ticket_number

EVIL_HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FULL_WIDTH = {ord("0") + digit: 0xff10 + digit for digit in range(10)}
ESCAPE = "=?utf-8?Q?=1B]0;owned=07=1B[31mred=0D=0Aline?="


class InjectionTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def deliver(self, message, **more):
        done = self.house.deliver(message, **more)
        self.assertEqual(done.returncode, 0, done)
        return self.house.desk.tickets()

    def test_reply_has_our_fields_alone(self):
        for number, subject in enumerate(("=?utf-8?Q?x=0D=0ABcc=3A_evil@evil.example?=", "x\r Bcc: evil@evil.example",
                                          "=?utf-8?Q?x=E2=80=A8Bcc:_evil?=")):
            self.deliver(mail(subject=subject, message_id=f"{number}@customer.example"))
        for sender, recipients, data in self.house.sink.mails:
            self.assertEqual((sender, recipients), ("", ["user@customer.example"]))
            self.assertNotIn(b"\nBcc", data)
        self.assertEqual(len(self.house.sink.mails), 3)

    def test_reply_to_goes_nowhere_else(self):
        for number, field in enumerate(("evil@evil.example, b@customer.example", "<a@b>,<c@d>\r\n\tBcc: e@f",
                                        "\"x\" <user+../../etc@customer.example>")):
            self.deliver(mail(message_id=f"{number}@customer.example", headers=f"Reply-To: {field}"))
        for _, recipients, _ in self.house.sink.mails:
            self.assertEqual(len(recipients), 1)
            self.assertNotRegex(recipients[0], r"[\r\n <>,]")

    def test_placeholders_of_a_mail_are_text(self):
        self.deliver(mail(subject="{ticket_number} {note} {subject} %s %n"))
        reply, = self.house.sink.messages()
        self.assertIn("{ticket_number} {note} {subject} %s %n", reply["Subject"])

    def test_page_of_the_desk(self):
        self.deliver(mail(subject=EVIL_HTML, body=EVIL_HTML, sender=f'"{EVIL_HTML}" <user@customer.example>'))
        for path in ("/", "/ticket/" + urllib.parse.quote(ticket_number(1), safe="")):
            with urllib.request.urlopen(f"http://127.0.0.1:{self.house.desk.port}{path}") as answer:
                page = answer.read().decode()
            self.assertNotIn("<script>alert", page)
            self.assertNotIn("<img src=x", page)
            self.assertIn("&lt;script&gt;", page)

    def test_terminal(self):
        self.deliver(mail(subject=ESCAPE, body="\x1b[2J\x9b31m\x07 \u202eevil", sender=f"{ESCAPE} <user@customer.example>"))
        for arguments in (["list"], ["show", ticket_number(1)]):
            shown = self.house.run(*arguments).stdout.decode()
            self.assertIn(ticket_number(1), shown)
            self.assertFalse([c for c in shown if c != "\n" and not c.isprintable()], repr(shown))

    def test_json_and_sql(self):
        evil = "'); DROP TABLE mail; -- \"}],\"ticket_number\":\"INC9\" \\u0000 \\"
        for number in range(2):
            self.deliver(mail(subject=evil, body=evil, message_id=f"{number}'); DROP TABLE mail; --@customer.example"))
        tickets = self.deliver(mail(message_id="after@customer.example"))
        self.assertEqual(len(tickets), 3)
        self.assertEqual(tickets[0]["short_description"], evil)
        self.assertIn(evil, tickets[0]["description"])

    def test_names_are_no_paths(self):
        names = ("../../../tmp/owned", "..\\\\..\\\\owned", "/etc/owned", "a%00b", ".bashrc", "con\u202egnp.exe")
        parts = "".join(f"--b\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\nx\r\n" for name in names)
        message = ("From: User <user@customer.example>\r\nSubject: files\r\nMIME-Version: 1.0\r\n"
                   f"Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n").encode()
        ticket, = self.deliver(message)
        self.assertEqual(len(ticket["attachments"]), len(names))
        for file in ticket["attachments"]:
            self.assertNotRegex(file["name"], r"[/\\\u202e\0]|^\.")
        self.assertFalse(os.path.exists("/tmp/owned"))

    def test_ticket_numbers_in_disguise_are_none(self):
        self.deliver(mail(sender="Other <other@customer.example>"), sender="other@customer.example")
        right = ticket_number(1)
        digits = right.strip("INC#")
        subjects = [right.replace(digits, "\u200b" + digits), "\u202e" + right[::-1], right[:-1] + "\u0661", right.replace("N", "\u0274")]
        if not IS_CONNECT:  # where other ways to write a number are read, too
            subjects.append(right.replace(digits, digits.translate(FULL_WIDTH)))
        for number, subject in enumerate(subjects):
            tickets = self.deliver(mail(subject=f"Re: {subject}", message_id=f"{number}@customer.example"))
            self.assertEqual(len(tickets), number + 2, subject)
            self.assertEqual(tickets[0]["comments"], [], subject)
            self.assertNotIn("\u202e", tickets[-1]["short_description"])


if __name__ == "__main__":
    unittest.main()
