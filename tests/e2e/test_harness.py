"""What the end-to-end tests themselves rely on."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import unittest.mock

import postgres
import server_process
import test_kill
from harness import IS_POSTGRES, House, mail, wait_until

FOLDER = os.path.dirname(os.path.abspath(__file__))
# Prints the process ids of its servers (desk, PostgreSQL), and waits to be killed.
KILLED_TEST = "import harness; house = harness.House(); print(house.desk.process.pid, "\
              "*[server.process.pid for server in harness.servers], flush=True); input()"


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
        wait_until(lambda: all(map(server_process.is_gone, pids)), 10)
        left = [pid for pid in pids if not server_process.is_gone(pid)]
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

    @postgres.needs_postgres
    def test_a_killed_database_server_leaves_no_process(self):
        """Or it could not be started at once: its memory is still in use."""
        server = postgres.Postgres()
        self.addCleanup(server.close)
        busy = [f"{postgres.BIN}/psql", "-X", "-h", server.folder, "-U", postgres.USER, "-c",
                "SELECT count(*) FROM generate_series(1, 1000000000)", "template1"]
        for _ in range(3):
            sessions = [subprocess.Popen(busy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(16)]
            self.assertTrue(wait_until(lambda: server.run("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT count(%series%'"
                                                          " AND pid <> pg_backend_pid()", "template1") == "16"))
            pids = [server.process.pid, *postgres.children(server.process.pid)]
            server.kill()
            self.assertEqual([pid for pid in pids if not server_process.is_gone(pid)], [])
            server.start()
            for session in sessions:
                session.wait(30)

    def test_calls_that_one_run_alone_makes_are_not_tried(self):
        usual, loads = [("read", 1)], [("read", 1), ("mmap", 1)]
        with unittest.mock.patch("injection.enumerate_calls", side_effect=[loads, usual, loads]):
            self.assertEqual(test_kill.list_calls(unittest.mock.Mock(), None, False), usual)


if __name__ == "__main__":
    unittest.main()
