"""A hosted mailbox: a Dovecot with one account, IMAP over TLS, and a connection to it that can be cut."""

import os
import pwd
import select
import shutil
import socket
import subprocess
import tempfile
import threading

import server_process
from harness import free_port, wait_until
from test_tls import make_certificate

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
USER = "support"
PASSWORD = "e2e-mailbox-password-17"


def why_not():
    """Why Dovecot cannot run here; None if it can."""
    if not DOVECOT or not os.path.exists("/usr/lib/dovecot/imap"):
        return "dovecot-imapd is not installed (contrib/bootstrap test installs it)"
    if os.geteuid() != 0:
        return "Dovecot's processes change their user, which takes root"
    return None


def version():
    """As (2, 4): the versions have different configurations."""
    said = subprocess.run([DOVECOT, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return tuple(int(number) for number in said.split(".")[:2])


class Dovecot:
    """A running Dovecot in a temporary directory, with a Maildir there for its only account."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="ticketgate-e2e-")
        os.chmod(self.folder, 0o755)
        self.maildir = os.path.join(self.folder, "mail")
        for name in ("run", "state", "mail", "mail/new", "mail/cur", "mail/tmp"):
            os.mkdir(os.path.join(self.folder, name))
        self.owner = pwd.getpwnam("nobody")
        for name in ("mail", "mail/new", "mail/cur", "mail/tmp"):
            os.chown(os.path.join(self.folder, name), self.owner.pw_uid, self.owner.pw_gid)
        self.certificate, self.key = make_certificate(self.folder, "localhost", "DNS:localhost")
        self.port = free_port()
        self.number = 0
        self.write_configuration()
        self.process = server_process.start_bound([DOVECOT, "-F", "-c", os.path.join(self.folder, "dovecot.conf")], "TERM")
        if not wait_until(self.answers):
            raise RuntimeError("dovecot did not start: " + self.log())

    def write_configuration(self):
        passwords = os.path.join(self.folder, "passwd")
        with open(passwords, "w", encoding="ascii") as file:
            file.write(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        shutil.chown(passwords, "dovecot")
        os.chmod(passwords, 0o600)
        settings = self.settings_2_4 if version() >= (2, 4) else self.settings_2_3
        with open(os.path.join(self.folder, "dovecot.conf"), "w", encoding="ascii") as file:
            file.write(settings(passwords) + f"""base_dir = {self.folder}/run
state_dir = {self.folder}/state
instance_name = {os.path.basename(self.folder)}
log_path = {self.folder}/log
listen = 127.0.0.1
first_valid_uid = 1
ssl = required
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {self.port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
""")

    def settings_2_3(self, passwords):
        return f"""protocols = imap
mail_location = maildir:{self.maildir}
ssl_cert = <{self.certificate}
ssl_key = <{self.key}
passdb {{
  driver = passwd-file
  args = {passwords}
}}
userdb {{
  driver = static
  args = uid={self.owner.pw_uid} gid={self.owner.pw_gid} home={self.maildir}
}}
"""

    def settings_2_4(self, passwords):
        """The first line of the configuration must say for which version it is."""
        return f"""dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {{
  imap = yes
}}
mail_driver = maildir
mail_path = {self.maildir}
ssl_server_cert_file = {self.certificate}
ssl_server_key_file = {self.key}
passdb passwd-file {{
  passwd_file_path = {passwords}
}}
userdb static {{
  fields {{
    uid = {self.owner.pw_uid}
    gid = {self.owner.pw_gid}
    home = {self.maildir}
  }}
}}
"""

    def answers(self):
        with socket.socket() as probe:
            return self.process.poll() is not None or probe.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self):
        path = os.path.join(self.folder, "log")
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def put(self, message, flags=None):
        """Stores a mail (bytes) completely, like a delivery; it is unseen unless `flags` (such as "S") differ."""
        self.number += 1
        path = os.path.join(self.maildir, "tmp", f"{self.number}.mail")
        with open(path, "wb") as file:
            file.write(message)
        os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        name = f"new/{self.number}.mail" if flags is None else f"cur/{self.number}.mail:2,{flags}"
        os.rename(path, os.path.join(self.maildir, name))

    def empty(self):
        for name in ("new", "cur"):
            for file in os.listdir(os.path.join(self.maildir, name)):
                os.unlink(os.path.join(self.maildir, name, file))

    def mails(self):
        """The flags of each mail in the mailbox: "" for an unseen mail."""
        names = os.listdir(os.path.join(self.maildir, "new")) + os.listdir(os.path.join(self.maildir, "cur"))
        return [name.partition(":2,")[2] for name in names]

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class CutWay:
    """A connection to a port of this host that breaks for good once `is_over` says so. `is_over` is called before
    anything is passed on, with the number of octets that were sent to the client."""

    def __init__(self, port, is_over):
        self.target, self.is_over = port, is_over
        self.n_sent = 0
        self.is_cut = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.carry, daemon=True)
        self.thread.start()

    def carry(self):
        client, _ = self.listener.accept()
        server = socket.create_connection(("127.0.0.1", self.target))
        with client, server:
            while not self.is_cut:
                for source in select.select([client, server], [], [])[0]:
                    data = source.recv(4096)
                    self.is_cut = self.is_over(self.n_sent)
                    if self.is_cut or not data:
                        return
                    (server if source is client else client).sendall(data)
                    self.n_sent += len(data) if source is server else 0

    def stop(self):
        self.listener.close()
        self.thread.join(30)
