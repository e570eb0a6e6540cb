"""Two hosts with one PostgreSQL journal on a third, while everything fails: exactly the right set of tickets.

Both hosts get mail at once, and a fifth of it comes to both. The API fails at random, a gateway is killed, or stopped for
longer than its claims last, the database is killed, and the network between a gateway and the database loses
everything for a while. Afterwards, answers come to the host that has not seen their ticket.

TICKETGATE_SOAK=1 makes it 2,000 mails, 400 of them to both; TICKETGATE_SEED repeats the choices of a run.
"""

import collections
import concurrent.futures
import os
import random
import re
import signal
import threading
import time
import unittest

import hosts
import postgres
from harness import House, mail

IS_SOAK = bool(os.environ.get("TICKETGATE_SOAK"))
MAILS = 2000 if IS_SOAK else 100
ANSWERS = MAILS // 20
SESSIONS = 12 if IS_SOAK else 6  # with each host
SEED = int(os.environ.get("TICKETGATE_SEED") or "0") or random.randrange(1, 1 << 30)
FAULTS = ["create after drop", "create before status=503", "create after status=500", "create after torn",
          "list before status=500", "token before status=500", "create before drop", "any before status=502",
          "create after nonsense", "create after 202-without-number", "any before drop", "create after status=401",
          "any before status=429 retry-after=0", "create after status=503 retry-after=0"]
MAILS_PER_FAULT = 10
# What happens to gateways and database; and for how many seconds. If a connection is lost, its claim lasts for up to 60 s,
# or until its process ends; so the short form ends with the latter.
TROUBLES = [("database", 0.5), ("cut", 1), ("kill", 0.5), ("kill", 0.5)]
SOAK_TROUBLES = [("kill", 0), ("kill", 1), ("kill", 5), ("database", 0), ("database", 1), ("database", 5), ("cut", 2), ("cut", 15),
                 ("cut", 80), ("pause", 80)]
SECONDS = 900 if IS_SOAK else 100
CONFIG = f"[lmtp]\nworkers = {SESSIONS}\n[api]\nbackoff = 1s\nbackoff_max = 2s\n"


def load_mail(index):
    return mail(subject=f"load {index}", message_id=f"load.{index}@load.example")


@postgres.needs_postgres
@unittest.skipUnless(hosts.can_be_made(), "takes root, and iproute2")
class HostsTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.places = [hosts.Host(f"10.77.0.{number}") for number in (1, 2, 3)]
        for place in self.places:
            self.addCleanup(place.close)
        self.switch = hosts.Switch(self.places)
        self.addCleanup(self.switch.close)
        self.server = postgres.Postgres(address="10.77.0.3", enter=self.places[2].enter())
        self.addCleanup(self.server.close)
        url = self.server.url(self.server.new_database(), "10.77.0.3") + "?sslmode=disable"
        self.gateways = [hosts.Gateway(self.house, name, place, url, CONFIG) for name, place in zip(("first", "second"), self.places)]
        for gateway in self.gateways:
            self.addCleanup(gateway.close)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(hosts.Gateway.start, self.gateways))  # both make the tables
        self.random = random.Random(SEED)
        self.is_over = threading.Event()
        self.lock = threading.Lock()
        self.done, self.codes, self.reasons = 0, collections.Counter(), collections.Counter()

    def plan(self):
        """For each host the mails that it gets, in random order: each mail comes to one, and a fifth of them to both,
        half of those at about the same time."""
        order = list(range(MAILS))
        self.random.shuffle(order)
        twice = self.random.sample(range(MAILS), MAILS // 5)
        at_once, later = set(twice[::2]), set(twice[1::2])
        jobs, repeats = ([], []), []
        for index in order:
            host = self.random.randrange(2)
            jobs[host].append(index)
            if index in at_once:
                jobs[1 - host].append(index)
            elif index in later:
                repeats.append((1 - host, index))
        for host, index in repeats:
            jobs[host].insert(self.random.randrange(len(jobs[host]) + 1), index)
        return jobs

    def deliver_until_done(self, gateway, message):
        try:
            self.try_until_done(gateway, message)
        except BaseException:
            self.is_over.set()  # the others and the troubles end, too
            raise

    def try_until_done(self, gateway, message):
        end, text = time.monotonic() + SECONDS, ""
        while time.monotonic() < end and not self.is_over.is_set():
            code, text = gateway.deliver(message)
            with self.lock:
                self.codes[code] += 1
                if code != 250:
                    self.reasons[re.sub(r"[0-9a-f]{6,}|\d+", "N", str(text))[:150]] += 1
                if code == 250:
                    self.done += 1
                    return
            self.assertTrue(code == 0 or 400 <= code < 500, f"{code} {text} for {message} (seed {SEED})")
            gateway.check_that_it_runs()
            self.assertIsNone(self.house.desk.process.poll(), "the desk ended by itself")
            self.is_over.wait(0.2 if code else 0.5)
        if not self.is_over.is_set():
            self.fail(f"{gateway.log_text()}\nnever done by the {gateway.name} host: {text} for {message} (seed {SEED})")

    def make_faults(self):
        """Adds a fault for every few mails that are done, so that faults do not pile up while everybody waits."""
        choices, due = random.Random(SEED + 1), 0
        while not self.is_over.wait(0.02):
            if self.done >= due:
                due = self.done + choices.randrange(1, 2 * MAILS_PER_FAULT)
                self.house.desk.run("fault", choices.choice(FAULTS))

    def make_troubles(self, n_jobs):
        choices = random.Random(SEED + 2)
        gateways = choices.sample(self.gateways, 2)
        troubles = choices.sample(SOAK_TROUBLES, len(SOAK_TROUBLES)) if IS_SOAK else TROUBLES
        for number, (kind, seconds) in enumerate(troubles):
            due = n_jobs * (number + choices.random()) / (len(troubles) + 1)
            stall = time.monotonic() + (20 if IS_SOAK else 2)  # everybody may wait for claims
            while self.done < due and time.monotonic() < stall and not self.is_over.is_set():
                time.sleep(0.02)
            gateway = choices.choice(self.gateways) if IS_SOAK else gateways[number % 2]
            print(f"after {self.done} of {n_jobs}: {kind} {'' if kind == 'database' else gateway.name} for {seconds} s", flush=True)
            getattr(self, f"make_{kind}")(gateway, seconds)

    def make_kill(self, gateway, seconds):
        gateway.kill()
        self.is_over.wait(seconds)
        gateway.start()

    def make_pause(self, gateway, seconds):
        gateway.signal(signal.SIGSTOP)
        self.is_over.wait(seconds)
        gateway.signal(signal.SIGCONT)

    def make_cut(self, gateway, seconds):
        self.switch.cut(gateway.host)
        self.is_over.wait(seconds)
        self.switch.mend(gateway.host)

    def make_database(self, _, seconds):
        self.server.kill()
        self.is_over.wait(seconds)
        self.server.start()

    def run_load(self):
        jobs = self.plan()
        with concurrent.futures.ThreadPoolExecutor(2 * SESSIONS + 2) as pool:
            faults, waiting = pool.submit(self.make_faults), []
            try:
                for gateway, indices in zip(self.gateways, jobs):
                    queue = iter(indices)
                    guard = threading.Lock()
                    waiting += [pool.submit(self.work, gateway, queue, guard) for _ in range(SESSIONS)]
                self.make_troubles(sum(map(len, jobs)))
                for session in concurrent.futures.as_completed(waiting):
                    session.result()
            finally:
                self.is_over.set()
            faults.result()
        self.house.desk.run("fault", "--clear")

    def work(self, gateway, queue, guard):
        while True:
            with guard:
                index = next(queue, None)
            if index is None or self.is_over.is_set():
                return
            self.deliver_until_done(gateway, load_mail(index))

    def check_answers(self):
        """Each comes to both hosts at once, which may not have seen the mail that it answers."""
        indices = self.random.sample(range(MAILS), ANSWERS)
        answers = {index: mail(subject=f"Re: load {index}", body=f"Answer {index}.", message_id=f"answer.{index}@load.example",
                               headers=f"In-Reply-To: <load.{index}@load.example>") for index in indices}
        self.is_over.clear()
        with concurrent.futures.ThreadPoolExecutor(2 * SESSIONS) as pool:
            for result in [pool.submit(self.deliver_until_done, gateway, answer) for answer in answers.values() for gateway in self.gateways]:
                result.result()
        comments = {ticket["short_description"]: [comment["text"] for comment in ticket["comments"]] for ticket in self.house.desk.tickets()}
        for index in indices:
            self.assertEqual([text.split("\n")[0] for text in comments[f"load {index}"]][-1:], [f"Answer {index}."], f"seed {SEED}")
            self.assertEqual(sum(text.startswith(f"Answer {index}.") for text in comments[f"load {index}"]), 1, f"seed {SEED}")

    def test_load_with_troubles(self):
        print(f"seed {SEED}", flush=True)
        begin = time.monotonic()
        self.run_load()
        print(f"{MAILS} mails, {MAILS // 5} of them to both hosts, in {time.monotonic() - begin:.0f} s; LMTP codes {dict(self.codes)}")
        for reason, count in self.reasons.most_common():
            print(f"{count:5} {reason}")
        tickets = collections.Counter(ticket["short_description"] for ticket in self.house.desk.tickets())
        wrong = {index: tickets[f"load {index}"] for index in range(MAILS) if tickets[f"load {index}"] != 1}
        self.assertEqual(wrong, {}, f"seed {SEED}")
        self.check_answers()
        self.assertEqual(len(self.house.desk.tickets()), MAILS, f"seed {SEED}")
        confirmations = collections.defaultdict(set)
        for message in self.house.sink.messages():
            confirmations[message["In-Reply-To"]].add(message["Message-ID"])
        self.assertEqual({key: ids for key, ids in confirmations.items() if len(ids) != 1}, {}, f"seed {SEED}")
        for gateway in self.gateways:
            self.assertIsNone(gateway.process.poll(), gateway.log_text())  # none was restarted but those that were killed

    def test_a_gateway_that_ended_by_itself_is_told_at_once(self):
        gateway = self.gateways[0]
        gateway.signal(signal.SIGKILL)
        gateway.process.wait(30)
        with self.assertRaisesRegex(RuntimeError, "first: lmtpd ended by itself"):
            self.deliver_until_done(gateway, load_mail(0))
        self.assertTrue(self.is_over.is_set())
        with self.assertRaisesRegex(RuntimeError, "ended by itself"):
            gateway.kill()  # it would be started again

    def test_a_desk_that_ended_by_itself_is_told_at_once(self):
        self.house.desk.stop()
        with self.assertRaisesRegex(AssertionError, "the desk ended by itself"):
            self.deliver_until_done(self.gateways[0], load_mail(0))


if __name__ == "__main__":
    unittest.main()
