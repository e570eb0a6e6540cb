"""`ticketgate redeliver`: a mail once more, on purpose; killed at any point and started again, one ticket more and not two."""

import os
import shutil
import subprocess
import unittest

import injection
from harness import TICKETGATE, House, mail


class RedeliverTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def redeliver(self, message, *options):
        return self.house.run("redeliver", "--recipient", "support@desk.example", *options, "-", input=message)

    def test_once_more_and_only_on_purpose(self):
        self.assertEqual(self.house.deliver(mail()).returncode, 0)
        first, = self.house.desk.tickets()
        told = self.redeliver(mail())
        self.assertEqual((told.returncode, told.stdout), (1, b""))
        self.assertIn(b"was delivered as " + first["ticket_number"].encode(), told.stderr)
        self.assertEqual(len(self.house.desk.tickets()), 1)
        for count in (2, 3):
            again = self.redeliver(mail(), "--again")
            self.assertEqual(again.returncode, 0, again.stderr)
            tickets = self.house.desk.tickets()
            self.assertEqual(len(tickets), count)
            self.assertEqual(len({ticket["reference_number"] for ticket in tickets}), count)
            self.assertEqual(len(self.house.sink.messages()), count)
        self.assertEqual(self.redeliver(mail(), "--again", "--no-confirmation").returncode, 0)
        self.assertEqual(len(self.house.sink.messages()), 3)
        self.assertEqual(self.house.deliver(mail()).returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 4)

    def test_a_reply_is_one_more_comment(self):
        self.house.deliver(mail())
        number = self.house.desk.tickets()[0]["ticket_number"]
        answer = mail(subject=f"Re: [{number}] Printer", message_id="two@mail.customer.example", body="It burns still.")
        self.assertEqual(self.house.deliver(answer).returncode, 0)
        again = self.redeliver(answer, "--again")
        self.assertIn(b"comment " + number.encode(), again.stdout)
        ticket, = self.house.desk.tickets()
        self.assertEqual([comment["text"].count("It burns still.") for comment in ticket["comments"]], [1, 1])

    @unittest.skipUnless(shutil.which("strace"), "strace is not installed")
    def test_killed_anywhere_it_is_continued(self):
        command = [TICKETGATE, "redeliver", "--config", self.house.config, "--recipient", "support@desk.example", "--again", "-"]

        def letter(index):
            return mail(subject=f"again {index}", message_id=f"{index}@again.example")

        self.assertEqual(self.house.deliver(letter(0)).returncode, 0)
        points = injection.kill_points(command, letter(0), self.house.folder)
        if not os.environ.get("TICKETGATE_SOAK"):
            points = points[::2]
        died, is_told = 0, {}
        for index, (call, when) in enumerate(points, 1):
            self.assertEqual(self.house.deliver(letter(index)).returncode, 0)
            harmed = subprocess.run(["strace", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}",
                                     *command], input=letter(index), capture_output=True, check=False, timeout=60)
            died += harmed.returncode != 0
            is_told[f"again {index}"] = b"INC" in harmed.stdout
            if harmed.returncode != 0:
                done = subprocess.run(command, input=letter(index), capture_output=True, check=False, timeout=60)
                self.assertEqual(done.returncode, 0, (call, when, done.stderr))
        self.assertGreater(died, len(points) * 3 // 4)
        counts = {}
        for ticket in self.house.desk.tickets():
            counts[ticket["short_description"]] = counts.get(ticket["short_description"], 0) + 1
        for subject, told in is_told.items():
            # Killed behind its report, the command was done as far as anybody knows, and the next one makes one more.
            self.assertIn(counts[subject], (2, 3) if told else (2,), subject)
        print(f"{len(points)} kill points, {died} of them died")


if __name__ == "__main__":
    unittest.main()
