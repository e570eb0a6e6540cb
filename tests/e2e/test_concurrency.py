"""Many processes at once, random faults and kills, duplicates: at the end there must be exactly the right set of
tickets.

At random moments everything is stopped, and the files of journal and desk are copied, as after a power cut. New
processes then open each copy, and deliver what an MTA would still have in its queue.

TICKETGATE_SOAK=N makes the run N times as long; TICKETGATE_SEED repeats the choices of a run.
"""

import collections
import concurrent.futures
import contextlib
import os
import random
import shutil
import signal
import subprocess
import threading
import time
import unittest

from harness import IS_POSTGRES, TICKETGATE, House, mail, postgres_server

PROCESSES = 20
MAILS = 500 * int(os.environ.get("TICKETGATE_SOAK") or "1")
CUTS = 4 * int(os.environ.get("TICKETGATE_SOAK") or "1")
SEED = int(os.environ.get("TICKETGATE_SEED") or "0") or random.randrange(1, 1 << 30)
FAULTS = ["create after drop", "create before status=503", "create after status=500", "create after torn",
          "list before status=500", "token before status=500", "create before drop", "any before status=502",
          "create after nonsense", "create after 202-without-number", "any before drop", "create after status=401",
          "any before status=429 retry-after=0", "create after status=503 retry-after=0"]
# All processes wait for this fault, so it comes less often.
RARE_FAULT = "any before status=429 retry-after=1"
MAILS_PER_FAULT = 8
# The pauses for a failing API are the same as in production, but shorter.
CONFIG = "[api]\nbackoff = 1s\nbackoff_max = 2s\n"
SECONDS = 180  # each mail must be done within this time, the queue lifetime of an MTA


def load_mail(index):
    return mail(subject=f"load {index}", message_id=f"load.{index}@load.example")


class Cut:
    """What is left after a power cut: journal and desk, and which mails were then in progress, done, or not begun."""

    def __init__(self, house, folder, flying, done):
        self.folder, self.flying, self.done = folder, flying, done
        os.mkdir(folder)
        self.database = postgres_server().dump(house.database) if IS_POSTGRES else ""
        for source in (house.state, house.desk.folder):
            for name in os.listdir(source):
                if name.startswith(("journal.db", "desk.db")) and not name.endswith("-shm"):
                    shutil.copy(os.path.join(source, name), folder)

    def restore(self, house):
        house.desk.stop()
        for name in os.listdir(self.folder):
            target = house.desk.folder if name.startswith("desk.db") else house.state
            shutil.copy(os.path.join(self.folder, name), target)
        if IS_POSTGRES:
            postgres_server().run(self.database, house.database)
        house.desk.start()
        house.desk.run("fault", "--clear")
        house.write_config(extra=CONFIG)


class ConcurrencyTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.house.write_config(extra=CONFIG)
        self.random = random.Random(SEED)
        self.is_over = threading.Event()
        self.lock = threading.Lock()  # one of the three below
        self.processes, self.done, self.statuses = {}, set(), collections.Counter()
        self.cuts = []

    def plan(self):
        """The mails to deliver, in random order: each at least once, a fifth of them twice, and half of those at the
        same moment as the first time."""
        order = list(range(MAILS))
        self.random.shuffle(order)
        twice = self.random.sample(range(MAILS), MAILS // 5)
        at_once, later = set(twice[::2]), twice[1::2]
        jobs = [job for index in order for job in ([index, index] if index in at_once else [index])]
        for index in later:
            jobs.insert(self.random.randrange(len(jobs)), index)
        return [(index, self.random.random() < 0.05, self.random.random() * 0.05) for index in jobs]

    def start(self, index):
        with self.lock:
            process = subprocess.Popen([TICKETGATE, "deliver", "--config", self.house.config, "--sender", "user@customer.example"],
                                       stdin=subprocess.PIPE, stderr=subprocess.PIPE)
            self.processes[process] = index
        return process

    def deliver_until_done(self, job):
        index, is_killed, delay = job
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            process = self.start(index)
            if is_killed:
                threading.Timer(delay, process.kill).start()
            try:
                process.communicate(load_mail(index), timeout=SECONDS)
            except BrokenPipeError:
                process.wait()
            with self.lock:
                del self.processes[process]
                self.statuses[process.returncode] += 1
                if process.returncode == 0:
                    self.done.add(index)
                    return
            self.assertIn(process.returncode, (75, -9))
            is_killed = False
            time.sleep(0.2)
        self.fail(f"mail {index} was never done (seed {SEED})")

    @contextlib.contextmanager
    def frozen(self):
        """All processes are stopped."""
        with self.lock:
            everyone = [process for process in [*self.processes, self.house.desk.process] if process.poll() is None]
            for process in everyone:
                process.send_signal(signal.SIGSTOP)
            time.sleep(0.01)
            try:
                yield
            finally:
                for process in everyone:
                    process.send_signal(signal.SIGCONT)

    def make_trouble(self):
        """Adds a fault for every few mails that are done, so that faults do not pile up while everybody waits; and
        power cuts, spread over the run."""
        troubled = random.Random(SEED + 1)
        due = 0
        while not self.is_over.is_set():
            if len(self.done) >= due:
                due = len(self.done) + troubled.randrange(1, 2 * MAILS_PER_FAULT)
                self.house.desk.run("fault", RARE_FAULT if troubled.random() < 0.02 else troubled.choice(FAULTS))
            if len(self.done) > MAILS * (len(self.cuts) + troubled.random()) / CUTS and len(self.cuts) < CUTS:
                with self.frozen():
                    self.cuts.append(Cut(self.house, f"{self.house.folder}/cut{len(self.cuts)}", set(self.processes.values()),
                                         set(self.done)))
            time.sleep(0.02)

    def check_tickets(self, house, indices):
        tickets = collections.Counter(ticket["short_description"] for ticket in house.desk.tickets())
        wrong = {index: tickets[f"load {index}"] for index in indices if tickets[f"load {index}"] != 1}
        self.assertEqual(wrong, {}, f"seed {SEED}")

    def continue_after(self, cut):
        """What the MTA has in its queue: all mail in progress; mails that were done, if the MTA did not learn that;
        and new mail."""
        house = House()
        self.addCleanup(house.close)
        cut.restore(house)
        queue = [*cut.flying, *sorted(cut.done)[-20:], *range(MAILS, MAILS + 5)]
        for index in queue:
            for _ in range(20):
                status = house.deliver(load_mail(index), recipient=None).returncode
                if status == 0:
                    break
                self.assertEqual(status, 75)
                time.sleep(0.2)
            self.assertEqual(status, 0)
        self.check_tickets(house, queue)
        corrupt = [name for name in os.listdir(house.state) if "corrupt" in name]
        self.assertEqual(corrupt, [])
        house.desk.stop()
        return len(queue)

    def test_load_with_faults(self):
        print(f"seed {SEED}")
        trouble = threading.Thread(target=self.make_trouble)
        trouble.start()
        start = time.monotonic()
        try:
            with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
                list(pool.map(self.deliver_until_done, self.plan()))
        finally:
            self.is_over.set()
            trouble.join()
        print(f"{MAILS} mails by {PROCESSES} processes in {time.monotonic() - start:.0f} s; exit statuses {dict(self.statuses)}")
        self.check_tickets(self.house, range(MAILS))
        self.assertEqual(len(self.house.desk.tickets()), MAILS)
        replies = collections.defaultdict(set)
        for message in self.house.sink.messages():
            replies[message["In-Reply-To"]].add(message["Message-ID"])
        self.assertTrue(all(len(ids) == 1 for ids in replies.values()))
        self.assertEqual(len(self.cuts), CUTS)
        continued = sum(self.continue_after(cut) for cut in self.cuts)
        print(f"{len(self.cuts)} power cuts, {continued} mails delivered after them")


if __name__ == "__main__":
    unittest.main()
