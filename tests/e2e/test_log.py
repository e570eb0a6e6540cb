"""What the log has of a mail: in the systemd journal, by its own protocol, and that nothing forges a member of a line."""

import os
import shlex
import socket
import subprocess
import threading
import unittest

from harness import TICKETGATE, House, mail

# A process of its own mount namespace, with a /run in which the journal's socket is ours.
WRAPPER = """mount -t tmpfs none /run && mkdir -p /run/systemd/journal && mount --bind "$0" /run/systemd/journal && exec "$@" """


def read_fields(datagram):
    """https://systemd.io/JOURNAL_NATIVE_PROTOCOL: KEY=VALUE lines, or KEY, a line end, a 64-bit length and the value."""
    fields = {}
    while datagram:
        line, _, datagram = datagram.partition(b"\n")
        key, equals, value = line.partition(b"=")
        if not equals:
            length = int.from_bytes(datagram[:8], "little")
            value, datagram = datagram[8:8 + length], datagram[8 + length + 1:]
        fields[key.decode()] = value.decode()
    return fields


def read_line(line):
    """A line of logfmt, as a shell reads words in quotation marks."""
    return dict(word.split("=", 1) for word in shlex.split(line))


def why_not_here():
    """Why there can be no mount namespace, or None."""
    if os.geteuid() != 0:
        return "a mount namespace needs root"
    done = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/run"], check=False, stderr=subprocess.DEVNULL)
    return None if done.returncode == 0 else "there are no mount namespaces here"


@unittest.skipIf(why_not_here(), why_not_here())
class JournalTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.folder = os.path.join(self.house.folder, "journal")
        os.mkdir(self.folder)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        self.socket.bind(os.path.join(self.folder, "socket"))
        self.socket.settimeout(1)
        self.entries = []

    def listen(self):
        try:
            while True:
                self.entries.append(read_fields(self.socket.recv(1 << 20)))
        except TimeoutError:
            return

    def deliver(self, message, *options, sender="user@customer.example", recipients=("support@desk.example",)):
        """Delivers it; the last entry that the journal got about a mail, and its line."""
        self.entries.clear()
        command = [TICKETGATE, "deliver", "--config", self.house.config, "--sender", sender, *options]
        for recipient in recipients:
            command += ["--recipient", recipient]
        listener = threading.Thread(target=self.listen)
        listener.start()
        self.done = subprocess.run(["unshare", "--mount", "bash", "-c", WRAPPER, self.folder, *command], input=message,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        listener.join()
        entry, = [entry for entry in self.entries if entry["TICKETGATE_EVENT"] == "mail"]
        return entry, read_line(entry["MESSAGE"])

    def test_a_ticket_is_a_field_of_the_journal(self):
        entry, line = self.deliver(mail(), "--queue-id", "4XYZ")
        ticket, = self.house.desk.tickets()
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.assertEqual(entry["TICKETGATE_TICKET"], ticket["ticket_number"])
        self.assertEqual((entry["SYSLOG_IDENTIFIER"], entry["PRIORITY"], entry["SYSLOG_FACILITY"]), ("ticketgate", "6", "2"))
        self.assertEqual(line["queue-id"], "4XYZ")
        self.assertEqual(line["from"], "user@customer.example")
        self.assertEqual(line["to"], "support@desk.example")
        self.assertEqual(line["message-id"], "one@mail.customer.example")
        self.assertEqual(line["outcome"], "create")
        for name, value in line.items():
            self.assertEqual(entry["TICKETGATE_" + name.upper().replace("-", "_")], value)

    def test_nothing_forges_a_member(self):
        evil = 'x" ticket="INC6 outcome=ignore\\" \u00e9\u2028event=api'
        for number, message in enumerate((
                mail(subject=evil, message_id="a@mail.customer.example"),
                mail(message_id=evil),
                mail().replace(b"user@customer.example", f'"{evil}"@customer.example'.encode()),
                mail(headers=f"Auto-Submitted: auto-replied; {evil}", message_id="b@mail.customer.example"))):
            entry, line = self.deliver(message, "--queue-id", f"{evil}{number}", sender=f'"{evil}"@customer.example',
                                       recipients=(f'"{evil}{number}"@desk.example',))
            self.assertNotIn("\n", entry["MESSAGE"])
            self.assertEqual((line["level"], line["event"]), ("info", "mail"), entry)
            self.assertIn(line["outcome"], ("create", "comment", "ignore"))
            self.assertNotEqual(line.get("ticket"), "INC6")

    def test_a_thousand_recipients_are_one_line(self):
        entry, line = self.deliver(mail(), recipients=[f"support+{n}@desk.example" for n in range(1000)])
        self.assertLess(len(entry["MESSAGE"]), 1000)
        self.assertTrue(line["to"].endswith("..."))
        self.assertEqual(line["outcome"], "create")

    def test_what_fails_before_there_is_a_configuration_has_its_line(self):
        with open(self.house.config, "a", encoding="utf-8") as file:
            file.write("[limits]\ndeadline = soon\n")
        entry, line = self.deliver(mail())
        self.assertEqual(self.done.returncode, 75)
        self.assertEqual((line["outcome"], line["from"], line["to"], entry["PRIORITY"]),
                         ("failed", "user@customer.example", "support@desk.example", "3"))
        self.assertIn("deadline", line["reason"])


if __name__ == "__main__":
    unittest.main()
