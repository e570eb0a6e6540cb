"""A hosted mailbox, fetched by a real getmail with the unchanged file of contrib/getmail/."""

import glob
import os
import re
import shutil
import subprocess
import unittest

import harness
from dovecot_instance import PASSWORD, USER, CutWay, Dovecot, why_not
from harness import House, mail
from test_confinement import allowed_calls, read_unit
from test_tls import make_certificate

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UNIT = f"{ROOT}/contrib/systemd/ticketgate-getmail.service"


@unittest.skipUnless(shutil.which("getmail"), "getmail6 is not installed (contrib/bootstrap test installs it)")
@unittest.skipIf(why_not(), why_not())
class GetmailTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mailbox = Dovecot()  # one for all tests, because stopping it takes a second
        cls.addClassCleanup(cls.mailbox.stop)

    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.mailbox.empty()
        self.file = os.path.join(self.house.folder, "getmailrc")
        self.memory = os.path.join(self.house.state, "getmail")
        os.mkdir(self.memory, 0o700)
        self.write_file()

    def write_file(self, **changes):
        """The sample with the changes that each site makes: its server, its account, its paths."""
        with open(f"{ROOT}/contrib/getmail/getmailrc", encoding="ascii") as file:
            text = file.read()
        values = {"server": f"localhost\nport = {self.mailbox.port}", "username": USER, "password": PASSWORD,
                  "ca_certs": self.mailbox.certificate, "path": f"{ROOT}/contrib/getmail/refused-aside\nallow_root_commands = true",
                  **changes}
        for key, value in values.items():
            text, n_replaced = re.subn(f"^{key} = .*$", f"{key} = {value}", text, flags=re.MULTILINE)
            self.assertEqual(n_replaced, 1, key)
        text = text.replace('("/etc/ticketgate/getmailrc",\n    "/usr/bin/ticketgate", "deliver", "--recipient=support@example.org")',
                            f'("{self.file}", "{harness.TICKETGATE}", "deliver", "--recipient=support@desk.example", '
                            f'"--config={self.house.config}")')
        self.assertIn(self.house.config, text)
        with open(self.file, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)

    def getmail(self, *wrapper):
        return subprocess.run([*wrapper, "getmail", f"--getmaildir={self.memory}", f"--rcfile={self.file}"],
                              check=False, timeout=120, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def fetch(self, **changes):
        self.write_file(**changes)
        done = self.getmail()
        self.assertEqual(done.returncode, 0, done)
        return self.house.desk.tickets()

    def fetch_in_vain(self, said, **changes):
        self.write_file(**changes)
        done = self.getmail()
        self.assertNotEqual(done.returncode, 0, done)
        self.assertRegex(done.stderr, said)

    def test_mail_becomes_a_ticket(self):
        self.mailbox.put(mail())
        self.mailbox.put(mail(subject="Grüße", body="Schöne Grüße", message_id="two@mail.customer.example"))
        self.mailbox.put(mail(subject="Somebody looked", message_id="three@mail.customer.example"), flags="S")
        self.mailbox.put(mail(subject="A bounce", message_id="four@mail.customer.example", headers="Return-Path: <>"))
        tickets = self.fetch()
        self.assertEqual({ticket["short_description"] for ticket in tickets},
                         {"Printer on fire", "Grüße", "Somebody looked", "A bounce"})
        self.assertIn("Schöne Grüße", "".join(ticket["description"] for ticket in tickets))
        self.assertEqual(self.mailbox.mails(), [])
        replies = [reply["Subject"].partition("] ")[2] for reply in self.house.sink.messages()]
        self.assertEqual(sorted(replies), ["Grüße", "Printer on fire", "Somebody looked"])

    def test_answer_becomes_a_comment(self):
        self.mailbox.put(mail())
        self.fetch()
        reply, = self.house.sink.messages()
        headers = f"In-Reply-To: {reply['Message-ID']}\nReferences: {'<a@b.example> ' * 20}{reply['Message-ID']}"
        self.mailbox.put(mail(subject="Re: it", body="Still burns.", message_id="two@b.example", headers=headers))
        ticket, = self.fetch()
        comment, = ticket["comments"]
        self.assertIn("Still burns.", comment["text"])

    def test_desk_down_keeps_the_mail_in_the_mailbox(self):
        self.house.desk.stop()
        self.mailbox.put(mail())
        self.mailbox.put(mail(headers="Return-Path: <>", message_id="two@mail.customer.example"))
        self.fetch_in_vain(b"75, 4.4.1")
        self.assertEqual(self.mailbox.mails(), ["", ""])
        self.house.desk.start()
        self.assertEqual(len(self.fetch()), 2)
        self.assertEqual(self.mailbox.mails(), [])

    def test_refused_mail_leaves_the_inbox_and_holds_nothing_up(self):
        self.house.write_config(extra="[limits]\nmax_message_size = 64k\n")
        self.mailbox.put(mail(subject="Long", body="x\r\n" * 60000, message_id="long@mail.customer.example"))
        self.mailbox.put(mail())
        self.fetch_in_vain(b"65, 5.3.4")
        self.assertEqual([ticket["short_description"] for ticket in self.house.desk.tickets()], ["Printer on fire"])
        self.assertEqual((len(self.fetch()), self.mailbox.mails()), (1, []))

    def fetch_over(self, way):
        self.addCleanup(way.stop)
        self.write_file(server=f"localhost\nport = {way.port}")
        done = self.getmail()
        self.assertTrue(way.is_cut, done)
        self.assertEqual(self.mailbox.mails(), [""])

    def test_half_a_mail_is_no_mail(self):
        self.mailbox.put(mail(body="It burns.\r\n" * 10000 + "The end."))
        self.fetch_over(CutWay(self.mailbox.port, lambda n_sent: n_sent > 40000))
        self.assertEqual(self.house.desk.tickets(), [])
        ticket, = self.fetch()
        self.assertIn("The end.", ticket["description"])

    def test_cut_before_the_deletion_makes_no_second_ticket(self):
        self.mailbox.put(mail())
        self.fetch_over(CutWay(self.mailbox.port, lambda n_sent: self.house.sink.mails))
        for name in os.listdir(self.memory):
            os.unlink(os.path.join(self.memory, name))
        self.assertEqual(len(self.fetch()), 1)
        self.assertEqual((self.mailbox.mails(), len(self.house.sink.mails)), ([], 1))

    def test_sender_for_a_shell(self):
        target = os.path.join(self.house.folder, "made")
        addresses = [f'"$(touch${{IFS}}{target})"', f'"`touch${{IFS}}{target}`"', f"';touch {target};'",
                     f'"\';touch {target};\'"', f"|touch {target}", f"--config={target}"]
        for number, address in enumerate(addresses):
            self.mailbox.put(mail(message_id=f"{number}@a.example", headers=f"Return-Path: <{address}@a.example>",
                                  sender=f"\"';touch {target};'\" <user@customer.example>"))
        self.assertEqual(len(self.fetch()), 6)
        self.assertFalse(os.path.exists(target))

    def test_only_the_right_server_gets_the_password(self):
        other, _ = make_certificate(self.house.folder, "other", "DNS:localhost")
        self.mailbox.put(mail())
        seen = len(self.mailbox.log())
        self.fetch_in_vain(b"certificate verify failed", ca_certs=other)
        self.fetch_in_vain(b"doesn't match", server=f"127.0.0.1\nport = {self.mailbox.port}")
        self.assertEqual(self.mailbox.mails(), [""])
        self.assertNotIn("Login:", self.mailbox.log()[seen:])

    @unittest.skipUnless(shutil.which("strace"), "strace is not installed (contrib/bootstrap check installs it)")
    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_unit_leaves_what_is_needed(self):
        self.mailbox.put(mail())
        log = os.path.join(self.house.folder, "calls")
        done = self.getmail("strace", "-ff", "-qq", "-o", log)
        self.assertEqual((done.returncode, self.mailbox.mails()), (0, []), done)
        used = set()
        for path in glob.glob(log + ".*"):
            with open(path, encoding="utf-8", errors="replace") as file:
                used |= set(re.findall(r"^([a-z0-9_]+)\(", file.read(), re.MULTILINE))
        self.assertIn("execve", used)
        self.assertEqual(used - allowed_calls(read_unit(UNIT)) - {"fchown"}, set())  # a call of SQLite, only as root


if __name__ == "__main__":
    unittest.main()
