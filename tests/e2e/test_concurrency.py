"""Many processes at once, faults at random, duplicates mixed in: exactly the right set of tickets at the end.

TICKETGATE_SOAK=N makes the run N times as long; TICKETGATE_SEED repeats one.
"""

import collections
import concurrent.futures
import os
import random
import shutil
import sqlite3
import subprocess
import threading
import time
import unittest

from harness import TICKETGATE, House, mail

PROCESSES = 20
MAILS = 2000 * int(os.environ.get("TICKETGATE_SOAK", "1"))
SEED = int(os.environ.get("TICKETGATE_SEED", "0")) or random.randrange(1, 1 << 30)
FAULTS = ["create after drop", "create before status=503", "create after status=500", "create after torn",
          "list before status=500", "token before status=500", "create before drop", "any before status=502",
          "create after nonsense", "create after 202-without-number", "any before drop"]


class ConcurrencyTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.random = random.Random(SEED)
        self.is_over = threading.Event()
        self.copies = 0

    def plan(self):
        """The mails to deliver: every one at least once, a fifth of them twice, in random order."""
        jobs = list(range(MAILS)) + self.random.sample(range(MAILS), MAILS // 5)
        self.random.shuffle(jobs)
        return jobs

    def deliver_until_done(self, index):
        message = mail(subject=f"load {index}", message_id=f"load.{index}@load.example")
        kill = self.random.random() < 0.05
        for tries in range(30):
            process = subprocess.Popen([TICKETGATE, "deliver", "--config", self.house.config, "--sender",
                                        "user@customer.example"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
            if kill and tries == 0:
                threading.Timer(self.random.random() * 0.05, process.kill).start()
            try:
                process.communicate(message, timeout=120)
            except BrokenPipeError:
                process.wait()
            if process.returncode == 0:
                return
            self.assertIn(process.returncode, (75, -9))
            time.sleep(0.02)
        self.fail(f"mail {index} was never done (seed {SEED})")

    def make_trouble(self):
        while not self.is_over.is_set():
            self.house.desk.run("fault", self.random.choice(FAULTS))
            self.copy_journal()
            time.sleep(0.1)

    def copy_journal(self):
        """A power cut: what the files hold right now has to open and to be whole."""
        folder = os.path.join(self.house.folder, f"copy{self.copies}")
        os.mkdir(folder)
        for name in ("journal.db", "journal.db-wal"):
            path = os.path.join(self.house.state, name)
            if os.path.exists(path):
                shutil.copy(path, folder)
        if os.path.exists(os.path.join(folder, "journal.db")):
            with sqlite3.connect(os.path.join(folder, "journal.db")) as journal:
                self.assertEqual(journal.execute("PRAGMA integrity_check").fetchone(), ("ok",))
            journal.close()
            self.copies += 1
        shutil.rmtree(folder)

    def test_load_with_faults(self):
        print(f"seed {SEED}")
        self.house.deliver(mail(subject="first", message_id="first@load.example"))
        trouble = threading.Thread(target=self.make_trouble)
        trouble.start()
        start = time.monotonic()
        try:
            with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
                list(pool.map(self.deliver_until_done, self.plan()))
        finally:
            self.is_over.set()
            trouble.join()
        print(f"{MAILS} mails in {time.monotonic() - start:.0f} s, {self.copies} copies of the journal")
        tickets = collections.Counter(ticket["short_description"] for ticket in self.house.desk.tickets())
        del tickets["first"]
        self.assertEqual(tickets, collections.Counter(f"load {index}" for index in range(MAILS)))
        replies = collections.defaultdict(set)
        for message in self.house.sink.messages():
            replies[message["In-Reply-To"]].add(message["Message-ID"])
        self.assertTrue(all(len(ids) == 1 for ids in replies.values()))


if __name__ == "__main__":
    unittest.main()
