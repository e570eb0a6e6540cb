"""A site whose mail goes through a real Postfix, with the unchanged lines of contrib/postfix/."""

import os
import smtplib
import subprocess

import harness
from harness import House, free_port
from postfix_instance import Postfix

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "contrib", "postfix")
USER = "nobody"
SUPPORT = "support@desk.example"
CUSTOMER = "user@customer.example"


def example(name):
    with open(os.path.join(SOURCE, name), encoding="ascii") as file:
        return file.read()


def pipe(name, program, config):
    """The service of this name in contrib/postfix/master.cf, for this program and configuration."""
    text = example("master.cf").replace("/usr/bin/ticketgate deliver", f"{program} deliver --config={config}")
    text = text.replace("ticketgate unix", f"{name} unix")
    return text.replace("user=ticketgate", f"user={USER}")


def init(program, config):
    """Runs `ticketgate init` as the user under whom Postfix runs the filter."""
    done = subprocess.run([program, "init", "--config", config], user=USER, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


class PostfixHouse(House):
    """Mail for support@desk.example goes to ticketgate, mail for customer.example to the mail server that keeps it."""

    def __init__(self, *desk_options):
        super().__init__(*desk_options, owner=USER)
        self.program = harness.copy_program(self.folder)
        self.templates = harness.copy_templates(self.folder)
        self.submission_port = free_port()
        self.write_config()
        self.transport = os.path.join(self.folder, "transport")
        self.write_transport()
        main = example("main.cf").replace("/etc/postfix/transport", self.transport)
        self.postfix = Postfix(self.folder, self.submission_port, pipe("ticketgate", self.program, self.config), main)

    def write_config(self, extra="", **changes):
        super().write_config(extra, **changes)
        if not hasattr(self, "templates"):
            return
        with open(self.config, encoding="utf-8") as file:
            text = file.read()
        text = text.replace(f"path = {self.folder}\n", f"path = {self.state}\n")
        text = text.replace(f"templates = {harness.TEMPLATES}", f"templates = {self.templates}")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)

    def write_transport(self, extra=""):
        with open(self.transport, "w", encoding="ascii") as file:
            file.write(example("transport").replace("example.org", "desk.example"))
            file.write(f"customer.example smtp:[127.0.0.1]:{self.sink.port}\n{extra}")

    def send(self, message, recipients=(SUPPORT,), sender=CUSTOMER):
        with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=60) as client:
            client.sendmail(sender, list(recipients), message)

    def close(self):
        self.postfix.stop()
        super().close()
