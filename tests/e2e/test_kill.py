"""`ticketgate deliver` killed, or its disk failing, at every system call that matters; then tried again as an MTA would.

Every write, sync, connection, send and receive of one delivery is a kill point, enumerated by strace; after each
the same mail is delivered again until it is done. Then there is exactly one ticket, with all its attachments, and
one reply (killed between the MTA's acceptance and its record, the same reply may go out again: same Message-ID).
"""

import collections
import concurrent.futures
import hashlib
import os
import re
import shutil
import subprocess
import threading
import unittest
from email.message import EmailMessage

from harness import TICKETGATE, House, mail

CALLS = ["write", "pwrite64", "fdatasync", "fsync", "connect", "sendto", "sendmsg", "recvfrom", "read", "poll",
         "ftruncate", "rename", "clone", "wait4", "unlink"]
# Reads from the system's own files come first and change nothing: only those after the first write are tried.
SKIP = {"read": 60}
DISK_CALLS = ["write", "pwrite64", "fdatasync", "fsync", "ftruncate", "rename"]
DISK_ERRORS = ["ENOSPC", "EIO"]
WORKERS = 4
CONTENT = b"\x00\x01 some octets \xff" * 2000


def build(scenario, number, index):
    """The mail of one kill point."""
    message_id = f"{scenario}.{index}@kill.example"
    if scenario == "comment":
        return message_id, mail(subject=f"Re: [{number}] kill {index}", body=f"New words {index}.", message_id=message_id)
    message = EmailMessage()
    message["From"], message["To"] = "user@customer.example", "support@desk.example"
    message["Subject"], message["Message-ID"] = f"kill {index}", f"<{message_id}>"
    message.set_content("See the files.")
    for i in range(3 if scenario == "overflow" else 1):
        message.add_attachment(CONTENT + bytes([i]), maintype="application", subtype="octet-stream", filename=f"{i}.bin")
    return message_id, message.as_bytes()


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class KillTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def command(self):
        return [TICKETGATE, "deliver", "--config", self.house.config, "--sender", "user@customer.example",
                "--recipient", "support@desk.example"]

    def count_calls(self, message):
        """How often an undisturbed delivery makes each call."""
        log = os.path.join(self.house.folder, "strace.log")
        subprocess.run(["strace", "-o", log, "-e", "trace=" + ",".join(CALLS), *self.command()], input=message, check=True)
        with open(log, encoding="utf-8", errors="replace") as file:
            return collections.Counter(re.findall(r"^(\w+)\(", file.read(), re.MULTILINE))

    def harm_and_retry(self, call, when, harm, message):
        """Returns the exit status of the harmed delivery, after the retries that made it good."""
        harmed = subprocess.run(["strace", "-o", "/dev/null", "-e", f"inject={call}:{harm}:when={when}",
                                 *self.command()], input=message, stderr=subprocess.PIPE, check=False)
        for _ in range(3):
            done = subprocess.run(self.command(), input=message, stderr=subprocess.PIPE, check=False, timeout=60)
            if done.returncode == 0:
                return harmed.returncode
            self.assertEqual(done.returncode, 75, done)
        self.fail(f"{call} {when}: {done}")

    def kill_everywhere(self, scenario, number=None):
        """Returns {index: (call, when, message_id, status)} of all kill points tried, after all retries."""
        tried = self.harm_everywhere(scenario, number, CALLS, ["signal=SIGKILL"])
        killed = sum(1 for point in tried.values() if point[3] != 0)
        print(f"{scenario}: {len(tried)} kill points, {killed} of them died")
        self.assertGreater(len(tried), 50)
        self.assertGreater(killed, len(tried) // 2)
        return tried

    def harm_everywhere(self, scenario, number, calls, harms):
        _, probe = build(scenario, number, "probe")
        counts = self.count_calls(probe)
        points = [(call, when, harm) for harm in harms for call in calls
                  for when in range(1 + min(SKIP.get(call, 0), counts[call]), counts[call] + 1)]
        tried, lock = {}, threading.Lock()

        def run(index):
            call, when, harm = points[index]
            message_id, message = build(scenario, number, index)
            status = self.harm_and_retry(call, when, harm, message)
            with lock:
                tried[index] = (f"{harm} {call}", when, message_id, status)

        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(run, range(len(points))))
        return tried

    def replies_by_mail(self):
        replies = collections.defaultdict(list)
        for message in self.house.sink.messages():
            replies[message["In-Reply-To"]].append(message["Message-ID"])
        return replies

    def check_created(self, scenario, tried, files):
        tickets = collections.defaultdict(list)
        for ticket in self.house.desk.tickets():
            tickets[ticket["short_description"]].append(ticket)
        replies = self.replies_by_mail()
        wanted = {f"{i}.bin": hashlib.sha256(CONTENT + bytes([i])).hexdigest() for i in range(files)}
        for index, (call, when, message_id, _) in tried.items():
            with self.subTest(scenario=scenario, call=call, when=when):
                self.assertEqual(len(tickets[f"kill {index}"]), 1)
                ticket, = tickets[f"kill {index}"]
                self.assertEqual({file["name"]: file["sha256"] for file in ticket["attachments"]}, wanted)
                ids = replies[f"<{message_id}>"]
                self.assertEqual(len(set(ids)), 1, ids)
                # Once more for each process that died holding it; another process may have picked it up and died too.
                self.assertLessEqual(len(ids), 3)

    def test_new_mail(self):
        self.check_created("new", self.kill_everywhere("new"), 1)

    def test_overflow(self):
        self.house.write_config(extra="[limits]\nattachments_per_request = 60000\n")
        self.check_created("overflow", self.kill_everywhere("overflow"), 3)

    def test_comment(self):
        self.house.deliver(mail())
        number = self.house.desk.tickets()[0]["ticket_number"]
        tried = self.kill_everywhere("comment", number)
        ticket, = self.house.desk.tickets()
        for index, (call, when, _, _) in tried.items():
            with self.subTest(call=call, when=when):
                texts = [comment["text"] for comment in ticket["comments"] if comment["text"].startswith(f"New words {index}.")]
                self.assertGreaterEqual(len(texts), 1)
                for text in texts[1:]:
                    self.assertIn("[mail ", text)

    def test_disk(self):
        """ENOSPC and EIO at every write of spool, journal, token and quarantine: 75 or done, never another status."""
        self.house.write_config(extra="[limits]\nattachments_per_request = 60000\n")
        harms = [f"error={error}" for error in DISK_ERRORS]
        tried = self.harm_everywhere("overflow", None, DISK_CALLS, harms)
        for call, when, _, status in tried.values():
            self.assertIn(status, (0, 75), (call, when))
        print(f"{len(tried)} disk faults, {sum(1 for point in tried.values() if point[3] == 75)} of them made the mail wait")
        self.check_created("disk", tried, 3)

    def test_disk_of_the_quarantine(self):
        self.house.write_config(extra="[limits]\nattachments_per_request = 1000\n")
        tried = self.harm_everywhere("new", None, DISK_CALLS, [f"error={error}" for error in DISK_ERRORS])
        titles = collections.Counter(ticket["short_description"] for ticket in self.house.desk.tickets())
        for index, (call, when, _, status) in tried.items():
            self.assertIn(status, (0, 75), (call, when))
            self.assertEqual(titles[f"kill {index}"], 1)
        kept = [name for name in os.listdir(f"{self.house.state}/quarantine/new") if name.endswith(".oversize")]
        self.assertEqual(len(kept), len(tried) + 1)


if __name__ == "__main__":
    unittest.main()
