"""What a parsing child can see of the gateway's secrets: nothing. Its memory is read from outside while it is stopped
in the middle of a mail, and so are its environment and what it has open: no way to the journal, file or database. This
is done for the child of the filter, for that of the resident gateway, and for that of a gateway whose parser was killed."""

import os
import re
import signal
import smtplib
import subprocess
import threading
import unittest

from harness import IS_POSTGRES, SECRET, TICKETGATE, House, mail, wait_until
from test_lmtpd import Lmtpd, is_dead

MARKER = "a word that only this mail has"
# Where libpq looks for a password; a mail server may pass them on.
DATABASE = {"PGPASSWORD": "a-password-for-libpq-29", "PGPASSFILE": "/nowhere/passfile-31", "PGSERVICEFILE": "/nowhere/services-37"}
ENVIRONMENT = {**os.environ, **DATABASE}
JOURNAL_PASSWORD = "a-password-of-the-journal-41"


def slow_mail(message_id):
    """Keeps a parser busy for some time: many small pieces of HTML."""
    body = f"<p>{MARKER}</p>" + "<table><tr><td>a<b>b</b>&amp;c</td></tr></table>\r\n" * 100000
    return mail(body=body, message_id=message_id).replace(b"text/plain", b"text/html")


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except FileNotFoundError:
        return []


def memory_of(pid):
    """The memory that the process can read of itself, piece by piece."""
    with open(f"/proc/{pid}/maps", encoding="ascii", errors="replace") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if found is None or line.rstrip().endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            begin, end = int(found[1], 16), int(found[2], 16)
            memory.seek(begin)
            try:
                yield memory.read(end - begin)
            except OSError:
                continue  # a mapping beyond the end of its file


def environment_of(pid):
    """The variables that it was started with and still has, but for the two that its parent took out before."""
    with open(f"/proc/{pid}/environ", "rb") as file:
        return [text for text in file.read().split(b"\0") if text and not text.startswith((b"LISTEN_FDS=", b"LISTEN_PID="))]


def open_files(pid):
    """What the descriptors of the process are, e.g. "socket:[1234]"."""
    return [os.readlink(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")]


class Held:
    """Stops a process, and lets it continue afterwards."""

    def __init__(self, pid):
        self.pid = pid

    def __enter__(self):
        os.kill(self.pid, signal.SIGSTOP)
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
            assert wait_until(lambda: file.seek(0) == 0 and file.read().split(")")[1].split()[0] == "T", pause=0.001)
        return self.pid

    def __exit__(self, *unused):
        os.kill(self.pid, signal.SIGCONT)


@unittest.skipIf(os.geteuid() != 0, "root alone can look into processes that hide themselves")
class SecretsTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.house.program = TICKETGATE
        with open(self.house.config, "a", encoding="utf-8") as file:
            file.write("[lmtp]\nworkers = 1\n")
        self.set_password()
        self.assertEqual(self.house.run("init").returncode, 0)
        self.assertEqual(self.house.deliver(mail()).returncode, 0)
        with open(f"{self.house.state}/token", encoding="ascii") as file:
            token = file.read().split("\n")[3]
        with open(f"{self.house.state}/reference-key", encoding="ascii") as file:
            key = next(line for line in file.read().split("\n") if re.fullmatch("[0-9a-f]{64}", line))
        self.needles = {"client secret": SECRET.encode(), "token": token.encode(), "key": bytes.fromhex(key),
                        "key in digits": key.encode(), "mail": MARKER.encode(), "journal": JOURNAL_PASSWORD.encode(),
                        **{name: text.encode() for name, text in DATABASE.items()}}

    def set_password(self):
        """A password for the database; it lets everybody in, but libpq keeps it all the same."""
        if not IS_POSTGRES:
            return
        path = f"{self.house.folder}/journal-password"
        with open(path, "w", encoding="ascii") as file:
            file.write(JOURNAL_PASSWORD + "\n")
        os.chmod(path, 0o600)
        with open(self.house.config, encoding="utf-8") as file:
            text = file.read()
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write(text.replace("[journal]\n", f"[journal]\npassword_file = {path}\n"))

    def found(self, pid):
        """Which of the secrets, and whether the mail itself, are in the memory of the process."""
        with Held(pid):
            return {name for piece in memory_of(pid) for name, octets in self.needles.items() if octets in piece}

    def check_child(self, parent):
        """Once the child of `parent` has the mail in its memory, it must have nothing else of these."""
        pids = wait_until(lambda: children(parent), pause=0.001)
        self.assertEqual(len(pids), 1)
        found = wait_until(lambda: "mail" in self.found(pids[0]) and self.found(pids[0]), pause=0.005)
        self.assertEqual(found, {"mail"})
        with Held(pids[0]):
            self.assertEqual(environment_of(pids[0]), [])
            self.has_no_way_out(pids[0], 0)

    def has_no_way_out(self, pid, sockets):
        """It has so many sockets open, and no file that has a name: neither the database nor the journal."""
        names = open_files(pid)
        self.assertEqual(len([name for name in names if name.startswith("socket:")]), sockets, names)
        for name in names:
            self.assertTrue(name.startswith(("socket:", "/memfd:", "/dev/null", "pipe:", "anon_inode:[pidfd]")) or name.endswith(" (deleted)"), names)

    def test_child_of_the_filter(self):
        with open(f"{self.house.folder}/mail", "wb") as file:
            file.write(slow_mail("two@mail.customer.example"))
        with open(f"{self.house.folder}/mail", "rb") as file:
            filter_process = subprocess.Popen([TICKETGATE, "deliver", "--config", self.house.config, "--recipient",
                                               "support@desk.example"], stdin=file, env=ENVIRONMENT)
        self.check_child(filter_process.pid)
        self.assertEqual(filter_process.wait(60), 0)

    def test_child_of_the_resident_gateway(self):
        lmtpd = Lmtpd(self.house, n_workers=1, env=ENVIRONMENT)
        self.addCleanup(lmtpd.stop)
        self.deliver(lmtpd, mail(message_id="first@mail.customer.example"))
        worker, = lmtpd.workers()
        # The secrets are found where they should be, and so is the journal.
        self.assertLessEqual({"token", *DATABASE, *(["journal"] if IS_POSTGRES else [])}, self.found(worker))
        self.assertNotEqual(environment_of(worker), [])
        self.assertTrue([name for name in open_files(worker) if name.startswith("socket:" if IS_POSTGRES else self.house.journal)])
        self.check_zygote(lmtpd, "second")
        # The parent of a later parser could only be a copy of a process that has the token.
        zygote, = children(worker)
        os.kill(zygote, signal.SIGKILL)
        self.assertTrue(wait_until(lambda: is_dead(zygote)))
        self.check_zygote(lmtpd, "third")
        self.assertEqual(len(self.house.desk.tickets()), 4)

    def check_zygote(self, lmtpd, name):
        message = slow_mail(f"{name}@mail.customer.example")
        sender = threading.Thread(target=self.deliver, args=(lmtpd, message))
        sender.start()
        zygote = wait_until(lambda: [pid for worker in lmtpd.workers() for pid in children(worker) if children(pid)],
                            pause=0.001)
        self.check_child(zygote[0])
        self.assertEqual(self.found(zygote[0]), set())
        self.assertEqual(environment_of(zygote[0]), [])
        self.has_no_way_out(zygote[0], 1)  # to its parent
        sender.join(60)

    def deliver(self, lmtpd, message):
        with smtplib.LMTP(lmtpd.path, timeout=60) as client:
            client.sendmail("user@customer.example", ["support@desk.example"], message)


if __name__ == "__main__":
    unittest.main()
