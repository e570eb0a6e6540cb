"""A private Postfix: its own configuration, queue and log in a temporary directory, on loopback.

Runs as root in addition to any mail system of the machine, and does not touch that.
"""

import os
import re
import shutil
import subprocess

from harness import wait_until

SBIN = "/usr/sbin"


def why_not():
    """Why Postfix cannot be run here, or None."""
    if os.geteuid() != 0:
        return "Postfix can be started by root only"
    if not os.path.exists(f"{SBIN}/postfix"):
        return "Postfix is not installed"
    return None


def last_of_each(lines):
    """Each parameter once. If one occurs twice, every program of Postfix warns in the log. At the start these are
    more warnings than fit into the queue of the log's socket, so that on a slow machine postlogd waits for itself."""
    values = dict(line.split(" =", 1) for line in lines.splitlines() if " =" in line and not line.startswith("#"))
    return "".join(f"{name} ={value}\n" for name, value in values.items())


class Postfix:
    def __init__(self, folder, port, master="", main=""):
        self.folder = os.path.join(folder, "postfix")
        self.config = os.path.join(self.folder, "etc")
        self.log = os.path.join(self.folder, "maillog")
        self.port = port
        for name in ("", "etc", "queue", "data"):
            os.mkdir(os.path.join(self.folder, name), 0o755)
        shutil.chown(os.path.join(self.folder, "data"), "postfix", "postfix")
        lines = f"""compatibility_level = 3.6
queue_directory = {self.folder}/queue
data_directory = {self.folder}/data
maillog_file = {self.log}
maillog_file_prefixes = {self.folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mta.desk.example
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
relay_domains = desk.example, customer.example, other.example
smtpd_recipient_restrictions = permit_mynetworks, reject
disable_dns_lookups = yes
smtp_dns_support_level = disabled
minimal_backoff_time = 3600s
maximal_backoff_time = 3600s
message_size_limit = 102400000
mailbox_size_limit = 0
import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C ASAN_OPTIONS
""" + main
        with open(os.path.join(self.config, "main.cf"), "w", encoding="ascii") as file:
            file.write(last_of_each(lines))
        with open(os.path.join(self.config, "master.cf"), "w", encoding="ascii") as file:
            file.write(f"""127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
{master}
""")
        self.control("start")

    def control(self, command):
        done = subprocess.run([f"{SBIN}/postfix", "-c", self.config, command], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"postfix {command}: {done.stdout.decode()}\n{self.log_text()}")

    def stop(self):
        self.control("stop")

    def flush(self):
        """Tries deferred mail again, once Postfix has it in its deferred queue: that is a moment after the log says
        so."""
        deferred = os.path.join(self.folder, "queue", "deferred")
        wait_until(lambda: any(files for _, _, files in os.walk(deferred)), 10)
        subprocess.run([f"{SBIN}/postqueue", "-c", self.config, "-f"], check=True)

    def log_text(self):
        if not os.path.exists(self.log):
            return ""
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def statuses(self, recipient):
        """The statuses in the log for each delivery to `recipient`: sent, deferred or bounced, in order."""
        return re.findall(rf"to=<{re.escape(recipient)}>.* status=(\w+)", self.log_text())

    def wait_for(self, recipient, statuses, seconds=60):
        """Waits until the log has these statuses; returns the statuses that it has."""
        wait_until(lambda: self.statuses(recipient) == statuses, seconds)
        return self.statuses(recipient)
