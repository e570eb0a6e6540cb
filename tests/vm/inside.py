"""Inside the machine that tests/vm/run boots: mail through the filter and the resident gateway, the commands and
timers, with the AppArmor profile and the systemd units enforced. Nothing that we need may be denied; what we do
not need must be."""

import os
import re
import smtplib
import ssl
import subprocess
import sys
import unittest
from email.message import EmailMessage

import harness
from test_tls import Api, make_certificate

SOCKET = "/run/ticketgate/lmtp.sock"
CONFIG = "/etc/ticketgate/ticketgate.conf"
SERVICES = ["ticketgate-lmtpd", "ticketgate-prune", "ticketgate-outbox", "ticketgate-news"]


def run(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=300,
                          **more)
    print("$", *command, "->", done.returncode, done.stdout.strip()[-400:], flush=True)
    return done


def run_as_user(*command, message=None):
    """Started like the filter: by the account, with the mail in a pipe."""
    done = subprocess.run(["runuser", "-u", "ticketgate", "--", *command], input=message, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, timeout=300)
    print("$", *command, "->", done.returncode, done.stdout.decode("utf-8", "replace").strip()[-400:], flush=True)
    return done.returncode


def mail(name, charset="utf-8", text="See the file. é"):
    message = EmailMessage()
    message["From"], message["To"] = "user@customer.example", "support@desk.example"
    message["Subject"], message["Message-ID"] = name, f"<{name}@vm.example>"
    message.set_content(text, charset=charset)
    message.add_alternative("<p>See <b>the</b> file</p>", subtype="html")
    message.add_attachment(b"\0\1data" * 15000, maintype="application", subtype="octet-stream", filename="a.bin")
    return message.as_bytes()


def denials():
    """What AppArmor and seccomp filters that kill have logged since the start."""
    log = run("journalctl", "-b", "--no-pager", "-o", "cat").stdout
    with open("/var/log/audit/audit.log", encoding="utf-8", errors="replace") as file:
        log += file.read()
    return [line for line in log.split("\n") if re.search(r'apparmor="DENIED"|type=1326|type=SECCOMP', line)]


class ConfinedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run("ip", "link", "set", "lo", "up")
        os.makedirs("/etc/ticketgate", exist_ok=True)
        cls.house = harness.House()
        with open(cls.house.config, encoding="utf-8") as file:
            text = file.read()
        text = re.sub(r"\[spool\]\n.*\n", "", text).replace(cls.house.secret_file, "/etc/ticketgate/client-secret")
        text = re.sub(r"templates = .*\n", "", re.sub(r"\[journal\]\n.*\n", "", text))
        cls.write_config(text)
        with open("/etc/ticketgate/client-secret", "w", encoding="ascii") as file:
            file.write(harness.SECRET + "\n")
        run("chmod", "600", "/etc/ticketgate/client-secret")
        run("chown", "ticketgate", "/etc/ticketgate/client-secret")
        run("apparmor_parser", "-r", "/etc/apparmor.d/usr.bin.ticketgate")

    @classmethod
    def write_config(cls, text):
        cls.text = text
        with open(CONFIG, "w", encoding="utf-8") as file:
            file.write(text)

    def lmtp(self, message):
        with smtplib.LMTP(SOCKET, timeout=120) as client:
            self.assertEqual(client.sendmail("user@customer.example", ["support@desk.example"], message), {})

    def filter(self, message):
        command = ["ticketgate", "deliver", "--sender", "user@customer.example", "--recipient", "support@desk.example"]
        self.assertEqual(run_as_user(*command, message=message), 0)

    def test_all(self):
        """The tests run one after the other, on the same machine, and depend on each other."""
        with open("/sys/kernel/security/apparmor/profiles", encoding="ascii") as file:
            self.assertIn("ticketgate (enforce)", file.read())
        for command in ("init", "check-config", "ping"):
            self.assertEqual(run_as_user("ticketgate", command), 0)
        self.filter(mail("filter"))
        self.filter(mail("japanese", "iso-2022-jp", "こんにちは"))
        self.resident()
        self.https()
        self.quarantine()
        self.check_desk()
        self.check_denials()

    def resident(self):
        self.assertEqual(run("systemctl", "enable", "--now", "ticketgate-lmtpd.socket", "ticketgate-prune.timer",
                             "ticketgate-outbox.timer", "ticketgate-news.timer").returncode, 0)
        self.lmtp(mail("lmtp"))
        self.lmtp(mail("lmtp-japanese", "iso-2022-jp", "こんにちは"))
        self.assertNotIn("unconfined", run("sh", "-c", "ps -eo label,comm | grep 'ticketgate$'").stdout)
        self.assertEqual(run("systemctl", "reload", "ticketgate-lmtpd").returncode, 0)
        self.lmtp(mail("reloaded"))
        self.write_config(self.text.replace("/etc/ticketgate/client-secret", "client-secret"))
        os.unlink("/var/lib/ticketgate/token")
        self.assertEqual(run("systemctl", "restart", "ticketgate-lmtpd").returncode, 0)
        self.lmtp(mail("credential"))
        for name in SERVICES[1:]:
            self.assertEqual(run("systemctl", "start", name).returncode, 0)
        for name in SERVICES:
            exposure = run("sh", "-c", f"systemd-analyze security --no-pager {name} | grep Overall").stdout
            self.assertLessEqual(float(re.search(r": ([\d.]+)", exposure).group(1)), 1.5)
        self.write_config(self.text.replace("= client-secret", "= /etc/ticketgate/client-secret"))

    def https(self):
        certificate, key = make_certificate("/srv/test", "tls")
        run("cp", certificate, "/etc/ssl/certs/vm-test.pem")
        run("openssl", "rehash", "/etc/ssl/certs")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        api, plain = Api(context), self.text
        self.write_config(plain.replace(self.house.desk.base_url, api.url).replace(self.house.desk.token_url, api.url + "/token"))
        self.assertEqual(run_as_user("ticketgate", "ping"), 0)
        self.write_config(plain)
        api.server_close()

    def quarantine(self):
        self.write_config(self.text + "[limits]\nattachments_per_request = 64k\n")
        self.filter(mail("oversize"))
        self.assertEqual(run_as_user("ticketgate", "quarantine", "list"), 0)
        self.assertEqual(len(os.listdir("/var/lib/ticketgate/quarantine/new")), 1)
        self.assertEqual(run_as_user("ticketgate", "list"), 0)

    def check_desk(self):
        self.assertEqual(run("systemctl", "stop", "ticketgate-lmtpd.socket", "ticketgate-lmtpd.service").returncode, 0)
        files = {ticket["short_description"]: [file["name"] for file in ticket["attachments"]]
                 for ticket in self.house.desk.tickets()}
        self.assertEqual(files, {"oversize": [], **{name: ["a.bin"] for name in (
            "filter", "japanese", "lmtp", "lmtp-japanese", "reloaded", "credential")}})
        self.assertEqual(len(self.house.sink.mails), len(files))

    def check_denials(self):
        self.assertEqual(denials(), [])
        self.assertNotEqual(run("aa-exec", "-p", "ticketgate", "--", "/bin/cat", "/etc/hostname").returncode, 0)
        self.assertTrue(all('name="/etc/hostname"' in line for line in denials()))
        self.assertTrue(denials())  # they are visible


if __name__ == "__main__":
    print("INSIDE", os.uname().release, flush=True)
    result = unittest.main(exit=False, argv=[sys.argv[0], "-v"]).result
    print("END", "OK" if result.wasSuccessful() else "FAILED", flush=True)
