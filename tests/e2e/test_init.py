"""`ticketgate init`, from nothing to a delivered mail, as root for an account, and at a terminal."""

import os
import pty
import pwd
import select
import shutil
import subprocess
import time
import unittest

import harness
from harness import SECRET, House, mail

USER = "nobody"


@unittest.skipIf(os.geteuid() != 0, "root alone can make files for another user, and /var/lib/ticketgate")
@unittest.skipIf(os.path.exists("/var/lib/ticketgate"), "there is an installed ticketgate, whose state stays")
class InitTest(unittest.TestCase):
    def setUp(self):
        self.addCleanup(shutil.rmtree, "/var/lib/ticketgate", ignore_errors=True)
        self.house = House()
        self.addCleanup(self.house.close)
        self.config = os.path.join(self.house.folder, "made", "ticketgate.conf")
        self.program = harness.copy_program(self.house.folder)

    def options(self, **changes):
        values = {"address": "support@desk.example noc@desk.example", "base-url": self.house.desk.base_url,
                  "token-url": self.house.desk.token_url, "client-id": "e2e", "ci-list": "PRINTERS; NETWORK",
                  "service": "Office", **changes}
        return [f"--{name}={value}" for name, value in values.items() if value is not None]

    def init(self, *options, secret=SECRET):
        return subprocess.run([self.program, "init", f"--config={self.config}", *options], input=f"{secret}\n", text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=60)

    def assert_nothing_made(self):
        folder = os.path.dirname(self.config)
        self.assertEqual(os.listdir(folder) if os.path.exists(folder) else [], [])

    def test_mistakes_and_gaps_leave_nothing(self):
        for changes in ({"service": None}, {"base-url": "http://api.example.org/x"}, {"ci-list": " "}):
            done = self.init("--user=root", *self.options(**changes))
            self.assertEqual(done.returncode, 1, done)
            self.assertNotIn(SECRET, done.stdout + done.stderr)
            self.assert_nothing_made()

    def test_root_makes_all_for_the_account(self):
        done = self.init(f"--user={USER}", *self.options())
        owner = pwd.getpwnam(USER).pw_uid
        for path, mode, uid in ((self.config, 0o644, 0), (os.path.dirname(self.config) + "/client-secret", 0o600, owner),
                                ("/var/lib/ticketgate", 0o700, owner), ("/var/lib/ticketgate/reference-key", 0o600, owner)):
            status = os.stat(path)
            self.assertEqual((status.st_mode & 0o777, status.st_uid), (mode, uid), path)
        for line in (f" user={USER} ", f"argv={self.program} deliver --config={self.config} ",
                     "\nnoc@desk.example ticketgate:\n", "no mistakes found", "token          ok", "list           ok"):
            self.assertIn(line, done.stdout)
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        done = subprocess.run([self.program, "deliver", "--config", self.config, "--recipient", "support@desk.example"],
                              input=mail(), user=USER, check=False, timeout=60)
        self.assertEqual((done.returncode, len(self.house.desk.tickets())), (0, 1))

    def test_root_takes_the_keys_of_the_account_to_another_host(self):
        self.init(f"--user={USER}", *self.options())
        with open("/var/lib/ticketgate/reference-key", encoding="ascii") as file:
            keys = file.read()
        done = self.init(f"--user={USER}", "--export=-")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, keys, ""))
        path = os.path.join(self.house.folder, "keys")
        self.assertEqual(self.init(f"--user={USER}", f"--export={path}").returncode, 0)
        status = os.stat(path)
        self.assertEqual((status.st_mode & 0o777, status.st_uid), (0o600, 0))
        os.unlink("/var/lib/ticketgate/reference-key")
        done = subprocess.run([self.program, "init", f"--config={self.config}", f"--user={USER}", "--import=-"], input="",
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("look at what", done.stderr)
        self.assertEqual(self.init(f"--user={USER}", f"--import={path}").returncode, 0)
        with open("/var/lib/ticketgate/reference-key", encoding="ascii") as file:
            self.assertEqual(file.read(), keys)
        self.assertEqual(os.stat("/var/lib/ticketgate/reference-key").st_uid, pwd.getpwnam(USER).pw_uid)

    def test_at_a_terminal_the_secret_is_not_shown(self):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(self.program, [self.program, "init", f"--config={self.config}", *self.options(service=None),
                                    "--user=root"])
        shown = b""
        answers = [(b"Service of new tickets: ", b"Office\n"), (b"is not shown): ", SECRET.encode() + b"\n")]
        end = time.monotonic() + 60
        while time.monotonic() < end and select.select([terminal], [], [], 30)[0]:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                break
            if answers and shown.endswith(answers[0][0]):
                os.write(terminal, answers.pop(0)[1])
        os.waitpid(pid, 0)
        os.close(terminal)
        self.assertEqual(answers, [], shown)
        self.assertNotIn(SECRET.encode(), shown)
        with open(os.path.dirname(self.config) + "/client-secret", encoding="ascii") as file:
            self.assertEqual(file.read(), SECRET + "\n")


if __name__ == "__main__":
    unittest.main()
