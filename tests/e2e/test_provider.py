"""Sends and receives mail at a provider: a real Postfix and a real Dovecot take our confirmations by TLS and a login,
a real getmail fetches a mailbox that only opens with an access token, and a real OAuth 2.0 server issues the
tokens."""

import os
import re
import shutil
import subprocess
import sys
import unittest

import dovecot_instance
import oauth_server
import postfix_instance
from dovecot_instance import PASSWORD, USER
from dovecot_provider import DovecotProvider
from harness import TICKETGATE, House, MailSink, free_port, mail, wait_until
from oauth_server import CLIENT, SECRET, OauthServer
from postfix_instance import Postfix
from test_tls import make_certificate

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GETMAIL = f"{ROOT}/contrib/getmail"
WITHOUT_OAUTH = oauth_server.why_not()
WITHOUT_POSTFIX = postfix_instance.why_not()


class ProviderHouse(House):
    """A site whose confirmations go to `submission`, with files for the secrets."""

    def __init__(self, certificate):
        self.certificate = certificate
        super().__init__()

    def private(self, name, text):
        path = os.path.join(self.state, name)
        with open(path, "w", encoding="ascii", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
            file.write(text + "\n")
        return path

    def use(self, submission, password=None, oauth=None, refresh=False, extra=""):
        """Writes the configuration: a login with `password`, or with tokens of `oauth`."""
        lines = [f"submission = {submission}", f"submission_user = {USER}"]
        if password:
            lines.append(f"submission_password_file = {self.private('password', password)}")
        if oauth:
            extra += f"""[oauth]
token_url = {oauth.url}/token
client_id = {CLIENT}
client_secret_file = {self.private('client-secret', SECRET)}
scope = mail{" offline_access" if refresh else ""}
"""
        if refresh:
            extra += f"refresh_token_file = {self.state}/refresh-token\n"
        with open(self.config, encoding="utf-8") as file:
            text = file.read().replace(f"client_secret_file = {self.secret_file}\n",
                                       f"client_secret_file = {self.secret_file}\nca_file = {self.certificate}\n")
        text = re.sub(r"submission = .*", "\n".join(lines), text) + extra
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)

    def token(self):
        with open(f"{self.state}/oauth-token", encoding="ascii") as file:
            return file.read().split("\n")[3]


class ProviderCase(unittest.TestCase):
    """What both classes of tests start, once for each."""

    @classmethod
    def setUpClass(cls):
        cls.oauth = None if WITHOUT_OAUTH else OauthServer()
        if cls.oauth:
            cls.addClassCleanup(cls.oauth.stop)
        cls.sink = MailSink()
        cls.addClassCleanup(cls.sink.stop)
        cls.dovecot = DovecotProvider(cls.oauth, cls.sink.port)
        cls.addClassCleanup(cls.dovecot.stop)
        if WITHOUT_POSTFIX:
            return
        cls.starttls_port, cls.smtps_port = free_port(), free_port()
        cls.postfix = Postfix(cls.dovecot.folder, cls.starttls_port, main=f"""
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {cls.dovecot.auth_socket}
smtpd_tls_cert_file = {cls.dovecot.certificate}
smtpd_tls_key_file = {cls.dovecot.key}
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_recipient_restrictions = check_recipient_access inline:{{nobody@customer.example=REJECT}}, permit_sasl_authenticated, reject
relay_transport = smtp
smtpd_error_sleep_time = 0
relayhost = [127.0.0.1]:{cls.sink.port}
""", master=f"""127.0.0.1:{cls.smtps_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
tlsmgr unix - - n 1000? 1 tlsmgr""")
        cls.addClassCleanup(cls.postfix.stop)

    def setUp(self):
        self.house = ProviderHouse(self.dovecot.certificate)
        self.addCleanup(self.house.close)
        self.dovecot.empty()
        self.sink.mails.clear()
        self.number = 0


@unittest.skipIf(dovecot_instance.why_not(), dovecot_instance.why_not())
class SubmissionTest(ProviderCase):
    def deliver(self, sender="user@customer.example", **more):
        self.number += 1
        done = self.house.deliver(mail(message_id=f"{self.id()}-{self.number}@b.example", sender=sender, **more),
                                  sender=sender)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def assert_replies(self, n_replies):
        wait_until(lambda: len(self.sink.mails) >= n_replies, 20)
        self.assertEqual(len(self.sink.mails), n_replies, self.dovecot.log()[-2000:] + self.postfix_log()[-2000:])

    def postfix_log(self):
        return "" if WITHOUT_POSTFIX else self.postfix.log_text()

    def outbox(self):
        """The log of `ticketgate outbox`, once the confirmations there are due."""
        self.house.journal_run("UPDATE outbox SET due_s = 0")
        return self.house.run("outbox").stderr.decode()

    def ways(self):
        """Each address that accepts a login."""
        if not WITHOUT_POSTFIX:
            yield f"smtp+starttls://localhost:{self.starttls_port}"
            yield f"smtps://localhost:{self.smtps_port}"
        if self.dovecot.has_submission:
            yield f"smtp+starttls://localhost:{self.dovecot.submission_port}"
            yield f"smtps://localhost:{self.dovecot.submissions_port}"

    def test_password(self):
        for number, way in enumerate(self.ways()):
            self.house.write_config()
            self.house.use(way, PASSWORD)
            self.assertEqual(self.house.run("check-config").returncode, 0)
            self.deliver()
            self.assert_replies(number + 1)

    def test_refused_password_keeps_the_reply(self):
        for way in self.ways():
            self.house.write_config()
            self.house.use(way, "wrong-password-17")
            self.deliver()
            said = self.outbox()
            self.assertRegex(said, rf"refuses the login of {USER} with code 535.*check \[mail\] submission_user")
            self.assertNotIn("wrong-password", said)
        self.assert_replies(0)
        self.house.write_config()
        self.house.use(next(self.ways()), PASSWORD)
        self.outbox()
        self.assert_replies(self.number)

    def test_only_the_right_server_gets_the_password(self):
        other, _ = make_certificate(self.house.folder, "other", "DNS:localhost")
        for way in self.ways():
            for certificate, address in ((other, way), (self.dovecot.certificate, way.replace("localhost", "127.0.0.1"))):
                seen = len(self.dovecot.log()), len(self.postfix_log())
                self.house.certificate = certificate
                self.house.write_config()
                self.house.use(address, PASSWORD, extra="\n[api]\ninsecure = yes\n")
                self.deliver()
                self.assertRegex(self.outbox(), "not handed over to .*certificate")
                said = self.dovecot.log()[seen[0]:] + self.postfix_log()[seen[1]:]
                self.assertNotRegex(said, "Login:|sasl_")
        self.assert_replies(0)

    @unittest.skipIf(WITHOUT_POSTFIX, WITHOUT_POSTFIX)
    def test_recipient_that_is_refused_is_given_up(self):
        self.house.use(f"smtp+starttls://localhost:{self.starttls_port}", PASSWORD)
        self.deliver(sender="nobody@customer.example")
        self.assertEqual(self.outbox(), "")
        self.assert_replies(0)

    @unittest.skipIf(WITHOUT_OAUTH, WITHOUT_OAUTH)
    def test_client_credentials(self):
        tokens = set()
        for number, way in enumerate(self.ways()):
            self.house.write_config()
            self.house.use(way, oauth=self.oauth)
            self.deliver()
            self.assert_replies(number + 1)
            tokens.add(self.house.token())
        self.assertEqual(len(tokens), 1)
        self.assertEqual(os.stat(f"{self.house.state}/oauth-token").st_mode & 0o777, 0o600)
        # A token that is withdrawn early costs no mail.
        self.oauth.revoke(tokens.pop())
        for number, way in enumerate(self.ways(), number + 1):
            self.house.write_config()
            self.house.use(way, oauth=self.oauth)
            self.deliver()
            self.assert_replies(number + 1)
            self.oauth.revoke(self.house.token())

    @unittest.skipIf(WITHOUT_OAUTH, WITHOUT_OAUTH)
    def test_refused_client_keeps_the_reply(self):
        self.house.use(next(self.ways()), oauth=self.oauth)
        self.house.private("client-secret", "wrong-secret-17")
        self.deliver()
        said = self.outbox()
        self.assertRegex(said, r"the token server answers 401 \(invalid_client\); check \[oauth\] client_id")
        self.assertNotIn("wrong-secret", said)
        self.house.private("client-secret", SECRET)
        self.outbox()
        self.assert_replies(1)

    def authorise(self):
        """A person agrees in a browser; the script writes the refresh token."""
        script = subprocess.Popen([sys.executable, f"{GETMAIL}/authorise", f"{self.oauth.url}/auth", self.house.config],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        address = next(line.strip() for line in script.stdout if line.startswith("http"))
        said, _ = script.communicate(self.oauth.agree(address) + "\n", timeout=60)
        self.assertEqual(script.returncode, 0, said)

    @unittest.skipIf(WITHOUT_OAUTH, WITHOUT_OAUTH)
    def test_a_persons_consent(self):
        self.house.use(next(self.ways()), oauth=self.oauth, refresh=True)
        self.authorise()
        path = f"{self.house.state}/refresh-token"
        seen = set()
        for number in range(2):
            with open(path, encoding="ascii") as file:
                seen.add(file.read())
            self.deliver()
            self.assert_replies(number + 1)
            os.unlink(f"{self.house.state}/oauth-token")
        self.assertEqual((len(seen), os.stat(path).st_mode & 0o777), (2, 0o600))  # another one each time
        self.house.private("refresh-token", "of-a-consent-that-ended")
        self.deliver()
        self.assertRegex(self.outbox(), "the consent has ended: get a new refresh token")


@unittest.skipUnless(shutil.which("getmail"), "getmail6 is not installed (contrib/bootstrap test installs it)")
@unittest.skipIf(dovecot_instance.why_not(), dovecot_instance.why_not())
class MailboxTest(ProviderCase):
    """getmail with the files of contrib/getmail/."""

    def write_file(self, password=None):
        """The sample with the changes that each site makes."""
        with open(f"{GETMAIL}/getmailrc", encoding="ascii") as file:
            text = file.read()
        values = {"server": f"localhost\nport = {self.dovecot.port}", "username": USER,
                  "ca_certs": self.dovecot.certificate, "path": f"{GETMAIL}/refused-aside\nallow_root_commands = true"}
        if password:
            values["password"] = password
        else:
            text = text.replace("password = secret\n", "").replace("#use_xoauth2", "use_xoauth2").replace(
                '#password_command = ("/usr/bin/ticketgate", "mail-token")',
                f'password_command = ("{TICKETGATE}", "mail-token", "--config={self.house.config}")')
        for key, value in values.items():
            text, n_replaced = re.subn(f"^{key} = .*$", lambda _, line=f"{key} = {value}": line, text, flags=re.MULTILINE)
            self.assertEqual(n_replaced, 1, key)
        self.file = os.path.join(self.house.state, "getmailrc")
        text, n_replaced = re.subn(r"^arguments = .*\n.*$", f'arguments = ("{self.file}", "{TICKETGATE}", "deliver", '
                                   f'"--recipient=support@desk.example", "--config={self.house.config}")', text,
                                   flags=re.MULTILINE)
        self.assertEqual(n_replaced, 1)
        self.house.private("getmailrc", text)

    def getmail(self):
        memory = os.path.join(self.house.state, "getmail")
        os.makedirs(memory, 0o700, exist_ok=True)
        return subprocess.run(["getmail", f"--getmaildir={memory}", f"--rcfile={self.file}"], check=False, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def refused(self):
        """The mails in the folder for refused mail."""
        folder = os.path.join(self.dovecot.maildir, ".ticketgate-refused")
        found = []
        for name in ("new", "cur"):
            for file in os.listdir(os.path.join(folder, name)) if os.path.isdir(folder) else ():
                with open(os.path.join(folder, name, file), "rb") as mail_file:
                    found.append(mail_file.read())
        return found

    def check_refused(self):
        """One of three mails is too large: it is refused once, and only this one leaves the inbox."""
        shutil.rmtree(os.path.join(self.dovecot.maildir, ".ticketgate-refused"), ignore_errors=True)
        large = mail(subject="Long", body="x\r\n" * 60000, message_id=None)
        self.dovecot.put(large)
        self.dovecot.put(mail(subject="First", message_id="1@b.example"))
        self.dovecot.put(mail(subject="Second", message_id="2@b.example"))
        done = self.getmail()
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, rb"65, 5\.3\.4")
        self.assertIn(b"refused for good (65): moved to the folder ticketgate-refused", done.stderr)
        self.assertEqual(self.refused(), [large])
        self.assertEqual(self.dovecot.mails(), [])
        self.assertEqual(len(self.house.desk.tickets()), 2)
        again = self.getmail()
        self.assertEqual((again.returncode, again.stderr), (0, b""))

    def test_refused_mail_leaves_the_inbox(self):
        self.house.write_config(extra="[limits]\nmax_message_size = 64k\n")
        self.write_file(PASSWORD)
        self.check_refused()

    def test_what_waits_stays(self):
        self.write_file(PASSWORD)
        self.house.desk.stop()
        self.dovecot.put(mail())
        self.assertNotEqual(self.getmail().returncode, 0)
        self.assertEqual(self.dovecot.mails(), [""])
        self.house.desk.start()
        self.assertEqual(self.getmail().returncode, 0)
        self.assertEqual((len(self.house.desk.tickets()), self.dovecot.mails()), (1, []))

    @unittest.skipIf(WITHOUT_OAUTH, WITHOUT_OAUTH)
    def test_mailbox_that_opens_for_a_token(self):
        self.house.write_config(extra="[limits]\nmax_message_size = 64k\n")
        self.house.use(f"smtp://127.0.0.1:{self.house.sink.port}", oauth=self.oauth)
        self.write_file()
        self.check_refused()
        with open(self.file, encoding="ascii") as file:
            self.assertNotIn(self.house.token(), file.read())

    @unittest.skipIf(WITHOUT_OAUTH, WITHOUT_OAUTH)
    def test_without_a_token_the_mail_stays(self):
        self.house.use(f"smtp://127.0.0.1:{self.house.sink.port}", oauth=self.oauth)
        self.house.private("client-secret", "wrong-secret-17")
        self.write_file()
        self.dovecot.put(mail())
        done = self.getmail()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b"exited with 1", done.stderr)
        self.assertIn(b"check [oauth] client_id", self.house.run("mail-token").stderr)
        self.assertNotIn(b"wrong-secret", done.stderr)
        self.assertEqual(self.dovecot.mails(), [""])


if __name__ == "__main__":
    unittest.main()
