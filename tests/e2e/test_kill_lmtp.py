"""A resident worker is killed at system calls while it handles a mail; the mail server then sends again what was not
acknowledged.

strace lists the calls of a worker for one mail. The worker is killed at a sample of these calls, or with
TICKETGATE_SOAK=1 at all of them. A mail that was acknowledged (250) must be a ticket and is not sent again; other
mail is sent again until it is acknowledged. Then there must be exactly one ticket with all its attachments, and
one confirmation.
"""

import concurrent.futures
import os
import queue
import shutil
import signal
import smtplib
import subprocess
import unittest

import injection
import server_process
from harness import TICKETGATE, wait_until
from test_kill import Comment, Overflow, Scenario

IS_SOAK = bool(os.environ.get("TICKETGATE_SOAK"))
SAMPLE = 24
HOUSES = 6  # a supervisor waits for a second before it replaces a young worker; meanwhile other tests continue
SENDER, RECIPIENT = "user@customer.example", "support@desk.example"


class Resident:
    """One `ticketgate lmtpd` with one worker, with the configuration of a scenario's site."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.path = f"{scenario.house.folder}/lmtp.sock"
        scenario.house.write_config(extra=f"{scenario.config}\n[lmtp]\nlisten = unix:{self.path}\nworkers = 1\n")
        self.process = server_process.start_bound([TICKETGATE, "lmtpd", "--config", scenario.house.config])
        self.worker()

    def worker(self):
        """The process id of the worker, once it waits for mail: then it has its zygote."""
        def ready():
            workers = self.children(self.process.pid)
            return workers[0] if len(workers) == 1 and self.children(workers[0]) else None
        pid = wait_until(lambda: os.path.exists(self.path) and ready(), pause=0.01)
        if not pid:
            raise RuntimeError("there is no worker")
        return pid

    @staticmethod
    def children(pid):
        try:
            with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
                return [int(word) for word in file.read().split()]
        except OSError:
            return []

    def replace_worker(self):
        old = self.worker()
        os.kill(old, signal.SIGTERM)
        assert wait_until(lambda: old not in self.children(self.process.pid), pause=0.01)
        self.worker()

    def send(self, message):
        """Whether the mail was acknowledged."""
        try:
            with smtplib.LMTP(self.path, timeout=60) as client:
                client.sendmail(SENDER, [RECIPIENT], message)
                return True
        except (smtplib.SMTPException, OSError) as problem:
            assert not isinstance(problem, smtplib.SMTPDataError) or problem.smtp_code == 451, problem
            return False

    def trace(self, options):
        """Attaches strace to the worker; it is attached when this returns."""
        tracer = subprocess.Popen(["strace", "-p", str(self.worker()), *options], stderr=subprocess.PIPE, text=True)
        line = tracer.stderr.readline()
        assert "attached" in line, line
        return tracer

    @staticmethod
    def end_trace(tracer):
        if tracer.poll() is None:
            tracer.send_signal(signal.SIGINT)
        tracer.wait(30)
        tracer.stderr.close()

    def enumerate_calls(self, message):
        log = f"{self.scenario.house.folder}/calls.log"
        tracer = self.trace(["-xx", "-s", "8", "-o", log])
        assert self.send(message)
        self.end_trace(tracer)
        return injection.calls_in_order(log, None if IS_SOAK else injection.CALLS)

    def kill_at(self, point, message):
        """Sends the mail to a worker that dies at `point`: (whether it was acknowledged, whether the worker died)."""
        call, when = point
        worker = self.worker()
        tracer = self.trace(["-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}"])
        is_acknowledged = self.send(message)
        has_died = wait_until(lambda: worker not in self.children(self.process.pid), seconds=0.1, pause=0.01)
        self.end_trace(tracer)
        return is_acknowledged, bool(has_died)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class FirstOfWorker(Scenario):
    """The first mail of its worker: it opens journal, connection and libraries."""

    name = "first-of-worker"

    def begin_point(self, resident, index):
        resident.replace_worker()


class LaterOfWorker(Scenario):
    """The worker has a connection and a token from the mail before."""

    name = "later-of-worker"

    def begin_point(self, resident, index):
        assert resident.send(self.mail(f"{index}-before"))


class ResidentOverflow(Overflow, LaterOfWorker):
    name = "resident-overflow"


class ResidentComment(Comment, LaterOfWorker):
    name = "resident-comment"


def choose(calls):
    """All points, or a sample: each from the create until its record is on disk, and some of the others."""
    points = [(call, when) for call, when, _ in calls]
    if IS_SOAK:
        return points
    first = next(i for i, (_, _, line) in enumerate(calls) if injection.POST.match(line))
    last = next(i for i in range(first, len(calls)) if calls[i][0] == "fdatasync" or injection.COMMIT.search(calls[i][2]))
    others = points[:first] + points[last + 1:]
    count = max(SAMPLE - (last + 1 - first), SAMPLE // 3)
    return points[first:last + 1] + [others[i * len(others) // count] for i in range(count)]


@unittest.skipIf(os.geteuid() != 0, "root alone can trace the worker, which hides itself")
@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class KillLmtpTest(unittest.TestCase):
    def work(self, scenario, resident, waiting, tried):
        while True:
            try:
                index, point = waiting.get_nowait()
            except queue.Empty:
                return
            scenario.prepare(index)
            scenario.begin_point(resident, index)
            message = scenario.mail(index)
            is_acknowledged, has_died = resident.kill_at(point, message)
            tried[index] = (scenario, point, has_died)
            for _ in range(4):
                if is_acknowledged:
                    break
                is_acknowledged = resident.send(message)
            assert is_acknowledged, tried[index]

    def kill_everywhere(self, kind):
        residents = []
        for _ in range(HOUSES):
            scenario = kind()
            self.addCleanup(scenario.house.close)
            assert scenario.deliver(scenario.mail("house")).returncode == 0  # so that journal and token exist
            residents.append(Resident(scenario))
            self.addCleanup(residents[-1].stop)
        scenario, resident = residents[0].scenario, residents[0]
        scenario.prepare("probe")
        scenario.begin_point(resident, "probe")
        points = choose(resident.enumerate_calls(scenario.mail("probe")))
        waiting, tried = queue.SimpleQueue(), {}
        for point in enumerate(points):
            waiting.put(point)
        with concurrent.futures.ThreadPoolExecutor(HOUSES) as pool:
            list(pool.map(lambda resident: self.work(resident.scenario, resident, waiting, tried), residents))
        for resident in residents:
            resident.scenario.read()
        for index, (scenario, point, _) in tried.items():
            with self.subTest(scenario=kind.name, point=point):
                scenario.check(self, index)
        died = sum(1 for _, _, has_died in tried.values() if has_died)
        print(f"{kind.name}: {len(tried)} kill points, {died} of them died")
        self.assertEqual(len(tried), len(points))
        self.assertGreater(died, len(tried) * 3 // 4)

    def test_later_mail_of_a_worker(self):
        self.kill_everywhere(LaterOfWorker)

    if IS_SOAK:
        def test_first_mail_of_a_worker(self):
            self.kill_everywhere(FirstOfWorker)

        def test_overflow(self):
            self.kill_everywhere(ResidentOverflow)

        def test_comment(self):
            self.kill_everywhere(ResidentComment)


if __name__ == "__main__":
    unittest.main()
