"""A real clamd with our own signature database: infected files are never sent, and the ticket says so."""

import base64
import os
import shutil
import subprocess
import unittest

import server_process
from harness import House, wait_until

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
# The EICAR test string, in two pieces, so that no scanner reports this file.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + r"ANTIVIRUS-TEST-FILE!$H+H*").encode()


class Clamd:
    """A clamd in the foreground; its only signature is that of EICAR."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, "clamd")
        os.makedirs(os.path.join(self.folder, "database"))
        self.socket = os.path.join(self.folder, "clamd.ctl")
        with open(os.path.join(self.folder, "database", "test.ndb"), "w", encoding="ascii") as file:
            file.write(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
        with open(os.path.join(self.folder, "clamd.conf"), "w", encoding="ascii") as file:
            file.write(f"LocalSocket {self.socket}\nDatabaseDirectory {self.folder}/database\nForeground yes\n"
                       "StreamMaxLength 1M\nSelfCheck 0\n")
        self.process = None
        self.start()

    def start(self):
        self.process = server_process.start_bound([CLAMD, f"--config-file={self.folder}/clamd.conf"],
                                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not wait_until(lambda: os.path.exists(self.socket), 60):
            raise RuntimeError("clamd did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        if os.path.exists(self.socket):
            os.unlink(self.socket)


def mail_with(number, *files, text="See the files."):
    body = f"--b\r\n\r\n{text}\r\n"
    for name, content in files:
        body += (f"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
                 f"Content-Disposition: attachment; filename={name}\r\n\r\n"
                 f"{base64.encodebytes(content).decode()}\r\n")
    return (f"From: User <user@customer.example>\r\nTo: support@desk.example\r\nSubject: files {number}\r\n"
            f"Message-ID: <{number}@customer.example>\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: multipart/mixed; boundary=b\r\n\r\n{body}--b--\r\n").encode()


@unittest.skipUnless(CLAMD, "clamd is not installed (contrib/bootstrap test installs it)")
class ScanTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.clamd = Clamd(self.house.folder)
        self.addCleanup(self.clamd.stop)
        self.configure()

    def configure(self, more=""):
        self.house.write_config(extra=f"[scan]\nclamd = {self.clamd.socket}\n{more}\n")

    def deliver(self, message, status=0):
        done = self.house.deliver(message)
        self.assertEqual(done.returncode, status, done)
        return self.house.desk.tickets()

    def kept(self):
        folder = os.path.join(self.house.state, "quarantine", "new")
        return sorted(os.listdir(folder)) if os.path.exists(folder) else []

    def test_clean_mail_passes(self):
        ticket, = self.deliver(mail_with(1, ("a.txt", b"clean"), ("b.txt", b"")))
        self.assertEqual([file["name"] for file in ticket["attachments"]], ["a.txt", "b.txt"])
        self.assertNotIn("virus", ticket["description"])
        self.assertEqual(self.kept(), [])

    def test_infected_file_stays_behind(self):
        message = mail_with(1, ("good.txt", b"clean"), ("bad.com", EICAR), ("more.txt", b"clean, too"))
        ticket, = self.deliver(message)
        self.assertEqual([file["name"] for file in ticket["attachments"]], ["good.txt", "more.txt"])
        self.assertIn("Eicar-Test-Signature", ticket["description"])
        self.assertIn("bad.com (68 bytes)", ticket["description"])
        name, = self.kept()
        self.assertTrue(name.endswith(".infected"))
        with open(os.path.join(self.house.state, "quarantine", "new", name), "rb") as file:
            self.assertEqual(file.read(), message)
        self.assertEqual(len(self.deliver(message)), 1)

    def test_infection_inside_an_attached_mail(self):
        inner = mail_with(2, ("bad.com", EICAR))
        ticket, = self.deliver(mail_with(1, ("forwarded.eml", inner)))
        self.assertEqual(ticket["attachments"], [])
        self.assertIn("forwarded.eml", ticket["description"])

    def test_infected_text_withholds_all_files(self):
        ticket, = self.deliver(mail_with(1, ("a.txt", b"clean"), text=EICAR.decode()))
        self.assertEqual(ticket["attachments"], [])
        self.assertIn("in the mail as a whole", ticket["description"])

    def test_without_clamd_the_mail_waits(self):
        self.clamd.process.terminate()
        self.clamd.process.wait(30)
        self.assertEqual(self.deliver(mail_with(1, ("bad.com", EICAR)), 75), [])
        if os.path.exists(self.clamd.socket):
            os.unlink(self.clamd.socket)
        self.assertEqual(self.deliver(mail_with(1, ("bad.com", EICAR)), 75), [])
        self.clamd.start()
        ticket, = self.deliver(mail_with(1, ("bad.com", EICAR)))
        self.assertEqual(ticket["attachments"], [])

    def test_without_clamd_the_mail_passes_where_that_is_wanted(self):
        self.configure("on_failure = pass")
        self.clamd.stop()
        ticket, = self.deliver(mail_with(1, ("a.txt", b"clean")))
        self.assertEqual(len(ticket["attachments"]), 1)
        self.assertIn("not scanned for viruses", ticket["description"])
        self.clamd.start()

    def test_longer_than_clamd_takes(self):
        large = mail_with(1, ("a.bin", os.urandom(2_000_000)))
        self.assertEqual(self.deliver(large, 75), [])
        self.configure("on_failure = pass")
        self.assertEqual(len(self.deliver(large)), 1)


if __name__ == "__main__":
    unittest.main()
