"""What the end-to-end tests themselves rely on."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

from harness import IS_POSTGRES, House, mail, wait_until

FOLDER = os.path.dirname(os.path.abspath(__file__))
# Prints the process ids of its servers (desk, PostgreSQL), and waits to be killed.
KILLED_TEST = "import harness; house = harness.House(); print(house.desk.process.pid, "\
              "*[server.process.pid for server in harness.servers], flush=True); input()"


def is_running(pid):
    """Whether it is neither gone nor waits for its parent to ask for its status."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


class HarnessTest(unittest.TestCase):
    def test_a_killed_test_leaves_no_server_running(self):
        folder = tempfile.mkdtemp(prefix="ticketgate-killed-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        os.chmod(folder, 0o755)
        with subprocess.Popen([sys.executable, "-c", KILLED_TEST], cwd=FOLDER, env={**os.environ, "TMPDIR": folder},
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as test:
            pids = [int(word) for word in test.stdout.readline().split()]
            test.kill()
        self.assertEqual(len(pids), 2 if IS_POSTGRES else 1)
        wait_until(lambda: not any(map(is_running, pids)), 10)
        left = [pid for pid in pids if is_running(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        self.assertEqual(left, [])

    def test_a_desk_outlives_the_thread_that_starts_it(self):
        houses = []
        thread = threading.Thread(target=lambda: houses.append(House()))
        thread.start()
        thread.join()
        self.addCleanup(houses[0].close)
        self.assertEqual(houses[0].deliver(mail()).returncode, 0)
        self.assertEqual(len(houses[0].desk.tickets()), 1)


if __name__ == "__main__":
    unittest.main()
