"""The commands of README for installing, unchanged, in a fresh Debian with its Postfix that systemd-nspawn boots; and
the Debian package: installed, upgraded under load, removed, purged.

usage: tests/vm/install.py RELEASE [TEST...]      bookworm or trixie; as root; TICKETGATE_DESK names the desk

contrib/bootstrap vm first. Nothing else may listen on port 25 of this host's loopback.
"""

import os
import re
import shutil
import smtplib
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from harness import SECRET, Desk, mail, wait_until  # noqa: E402
from machine import ROOT, Machine, run  # noqa: E402

RELEASE = "bookworm"
PACKAGES = os.environ.get("TICKETGATE_PACKAGES")  # a folder with 0.1.0/ and 0.1.1/ of this release: not built again


def blocks(name):
    """The lines of the code block of README.md after <!-- name -->."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = file.read()
    return [line[4:] for line in re.search(rf"<!-- {name} -->\n\n((?:    .*\n)+)", text)[1].splitlines()]


class InstalledCase(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(RELEASE, self.id().split(".")[-1].replace("test_", ""))
        self.addCleanup(self.machine.close)
        self.desk = Desk(self.machine.folder + "/srv")
        self.addCleanup(self.desk.stop)
        self.machine.root("postconf -e 'mydestination = example.org, localhost' 'inet_interfaces = loopback-only'"
                          " 'minimal_backoff_time = 5s' 'queue_run_delay = 5s' 'maximal_backoff_time = 10s' && "
                          "systemctl restart postfix")

    def configure(self):
        answers = [("first:", "support@example.org"), ("Incident API:", self.desk.base_url),
                   ("gives tokens:", self.desk.token_url), ("Client ID:", "e2e"),
                   ("the usual one first:", "PRINTERS; NETWORK"), ("new tickets:", "Office"), ("not shown):", SECRET)]
        line, = blocks("configure")
        status, shown = self.machine.paste_at_terminal(line, answers)
        print(shown, flush=True)
        self.assertEqual(status, 0, shown)
        self.assertNotIn(SECRET, shown)
        for line in blocks("postfix"):
            self.machine.paste(line)
        for line in blocks("postfix")[:6]:  # init prints what README says
            self.assertIn(line.removeprefix("sudo "), shown)

    def send(self, number):
        """Each has its own sender: too many new tickets of one sender would become comments on the last one."""
        sender = f"user{number}@customer.example"
        with smtplib.SMTP("127.0.0.1", 25, timeout=60) as client:
            client.sendmail(sender, ["support@example.org"],
                            mail(subject=f"Mail {number}", message_id=f"{number}@customer.example", sender=f"User <{sender}>"))

    def subjects(self):
        return sorted(ticket["short_description"] for ticket in self.desk.tickets())

    def log(self):
        return self.machine.root("journalctl -b --no-pager -o cat | grep -E 'postfix|ticketgate|status=' | tail -n 40")

    def assert_tickets(self, count):
        """Each mail becomes one ticket, and none is bounced."""
        wanted = sorted(f"Mail {number}" for number in range(count))
        wait_until(lambda: self.subjects() == wanted, 120)
        self.assertEqual(self.subjects(), wanted, self.log())
        log = self.machine.root("journalctl -b --no-pager -o cat")
        self.assertNotRegex(log, "to=<support@.* status=bounced")  # our confirmations have nowhere to go here

    def check_exposure(self):
        for unit in ("ticketgate-lmtpd", "ticketgate-prune", "ticketgate-outbox", "ticketgate-news"):
            said = self.machine.root(f"systemd-analyze security --no-pager {unit} | grep Overall")
            print(said.strip(), flush=True)
            self.assertLessEqual(float(re.search(r": ([\d.]+)", said).group(1)), 1.5)

    def check_missing_library(self):
        """Mail that comes in between waits, and becomes a ticket afterwards."""
        path = self.machine.root("ls /usr/lib/*/libgmime-3.0.so.0").strip()
        self.machine.root(f"mv {path} {path}.away")
        self.send(1)
        self.assertTrue(wait_until(lambda: "status=deferred" in self.log(), 60), self.log())
        self.assertIn("The ticket gateway cannot start; the message waits", self.log())
        self.machine.root(f"mv {path}.away {path}")
        self.assert_tickets(2)


class ReadmeTest(InstalledCase):
    def test_readme(self):
        for line in blocks("by hand"):
            print("$", line, flush=True)
            self.machine.paste(line)
        self.assertFalse(os.path.exists(self.machine.folder + "/usr/bin/ticketgate-desk"))
        self.configure()
        self.send(0)
        self.assert_tickets(1)
        self.check_missing_library()
        self.machine.root("systemctl start ticketgate-prune.service ticketgate-outbox.service ticketgate-news.service")
        self.check_exposure()


class PackageTest(InstalledCase):
    def paths(self):
        """Our files that are there, except those that belong to nobody (the logs)."""
        return self.machine.root("find / -xdev ( -path /proc -o -path /home -o -path /var/log -o -path /root -o -path "
                                 "/var/cache -o -path /var/spool/postfix -o -path /srv -o -path /tmp ) -prune -o -name '*ticketgate*' -print"
                                 .replace("( ", "\\( ").replace(" )", " \\)")).split()

    def build(self):
        """Both versions, one after the other, in /tmp/0.1.0 and /tmp/0.1.1 of the machine."""
        if PACKAGES:  # built before
            run("cp", "-r", PACKAGES + "/0.1.0", PACKAGES + "/0.1.1", self.machine.folder + "/srv")
        else:
            self.machine.paste("contrib/bootstrap package >/dev/null 2>&1")
            for version in ("0.1.0", "0.1.1"):
                self.machine.paste(f"sed -i '1s/(.*)/({version})/' contrib/debian/changelog && contrib/debian/build "
                                   f">/dev/null 2>&1 && sudo cp -r build-debian /srv/{version}")
        if shutil.which("lintian"):
            said = run("sh", "-c", f"lintian {self.machine.folder}/srv/0.1.0/*.changes || true")
            print("lintian:", said or "nothing", flush=True)
            self.assertNotRegex(said, "(?m)^[EW]:")

    def install(self, version="0.1.0"):
        self.machine.paste("sudo DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "
                           f"--allow-downgrades /srv/{version}/ticketgate_*.deb </dev/null")

    def upgrade_under_load(self):
        """Upgrades to the next version and back while mail comes through the filter."""
        is_over = threading.Event()
        sent = []

        def load():
            while not is_over.is_set():
                self.send(2 + len(sent))
                sent.append(None)
                time.sleep(0.05)

        thread = threading.Thread(target=load)
        thread.start()
        for version in ("0.1.1", "0.1.0", "0.1.1", "0.1.0", "0.1.1"):
            self.install(version)
        is_over.set()
        thread.join()
        print(len(sent), "mails while upgrades went on", flush=True)
        self.assertIn("0.1.1", self.machine.root("dpkg-query -W ticketgate"))
        self.assert_tickets(2 + len(sent))

    def test_package(self):
        before = self.paths()
        self.build()
        self.install()
        self.assertEqual(self.machine.root("stat -c '%a %U' /var/lib/ticketgate").strip(), "700 ticketgate")
        self.machine.root("systemctl start ticketgate-prune.service ticketgate-outbox.service ticketgate-news.service")  # skipped: no configuration
        self.configure()
        self.send(0)
        self.assert_tickets(1)
        self.check_missing_library()
        self.machine.root("systemctl start ticketgate-prune.service ticketgate-outbox.service ticketgate-news.service")
        self.check_exposure()
        self.upgrade_under_load()
        self.machine.root("apt-get remove -y ticketgate </dev/null")
        self.assertTrue(os.path.exists(self.machine.folder + "/var/lib/ticketgate/journal.db"))
        self.assertTrue(os.path.exists(self.machine.folder + "/etc/ticketgate/client-secret"))
        self.machine.root("apt-get purge -y ticketgate </dev/null")
        self.assertEqual(self.paths(), before)
        self.assertNotIn("ticketgate", self.machine.root("getent passwd; getent group"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        RELEASE = sys.argv.pop(1)
    unittest.main()
