"""The systemd units and the AppArmor profile that we ship: they allow what is needed, and little more."""

import glob
import os
import re
import shutil
import subprocess
import unittest

from harness import TICKETGATE, House, mail

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# The PATH of a user has no /usr/sbin.
APPARMOR_PARSER = shutil.which("apparmor_parser") or shutil.which("apparmor_parser", path="/usr/sbin")
UNITS = sorted(glob.glob(f"{ROOT}/contrib/systemd/*.service"))
MAX_EXPOSURE = 1.5


def read_unit(path):
    """Keys of [Service] with the list of their values, in order."""
    values = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            key, separator, value = line.strip().partition("=")
            if separator and not key.startswith("#"):
                values.setdefault(key, []).append(value)
    return values


def known_sets():
    """systemd's groups of system calls by name, with their calls."""
    text = subprocess.run(["systemd-analyze", "syscall-filter"], stdout=subprocess.PIPE, check=True, text=True).stdout
    sets, name = {}, None
    for line in text.splitlines():
        if line.startswith("@"):
            name = line.strip()
            sets[name] = set()
        elif name and line.startswith("    ") and not line.strip().startswith("#"):
            sets[name].add(line.strip())
    return sets


def expand(names, sets):
    found = set()
    for name in names:
        found |= expand(sets[name], sets) if name.startswith("@") else {name}
    return found


def allowed_calls(unit):
    sets = known_sets()
    allowed = set()
    for value in unit["SystemCallFilter"]:
        calls = expand(value.lstrip("~").split(), sets)
        allowed = allowed - calls if value.startswith("~") else allowed | calls
    return allowed | expand(["@default"], sets)


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
class SystemdTest(unittest.TestCase):
    def test_exposure(self):
        self.assertEqual(len(UNITS), 5)
        for path in UNITS:
            with self.subTest(os.path.basename(path)):
                text = subprocess.run(["systemd-analyze", "security", "--offline=true", path], stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, check=False, text=True).stdout
                exposure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", text).group(1))
                print(f"{os.path.basename(path)}: exposure {exposure}")
                self.assertLessEqual(exposure, MAX_EXPOSURE)

    def test_units_are_the_same_but_for_what_they_start(self):
        own = {"ConditionPathExists", "Description", "Documentation", "After", "Requires", "Type", "ExecStart", "ExecReload", "Restart",
               "RestartSec", "WantedBy", "Also", "LogLevelMax", "SyslogLevel"}
        first, *others = [{key: value for key, value in read_unit(path).items() if key not in own} for path in UNITS]
        for other in others:
            self.assertEqual(other, first)

    def test_a_timer_with_nothing_to_do_leaves_no_line(self):
        house = House()
        self.addCleanup(house.close)
        for command in ("outbox", "prune"):
            unit = read_unit(f"{ROOT}/contrib/systemd/ticketgate-{command}.service")
            self.assertEqual((unit["LogLevelMax"], unit["SyslogLevel"]), (["notice"], ["notice"]))
            done = house.run(command)
            # prune says how much it deleted, but 0 only to who is not the journal.
            said = {"outbox": b"", "prune": b"Forgotten: 0 mails, 0 threads, 0 participants, 0 replies.\n"}[command]
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, said, b""), command)

    @unittest.skipUnless(shutil.which("strace"), "strace is not installed")
    def test_filter_leaves_what_is_needed(self):
        house = House()
        self.addCleanup(house.close)
        log = os.path.join(house.folder, "calls")
        allowed = allowed_calls(read_unit(UNITS[0]))
        self.assertNotIn("ptrace", allowed)
        self.assertNotIn("mount", allowed)
        for command in ("deliver", "outbox", "prune"):
            done = subprocess.run(["strace", "-f", "-qq", "-o", log, TICKETGATE, command, "--config", house.config],
                                  input=mail(), stdout=subprocess.DEVNULL, check=False, timeout=120)
            self.assertEqual(done.returncode, 0, command)
            with open(log, encoding="utf-8", errors="replace") as file:
                used = set(re.findall(r"^\d+ +([a-z0-9_]+)\(", file.read(), re.MULTILINE))
            # systemd itself makes the call that starts the program; SQLite only changes owners as root.
            self.assertEqual(used - allowed - {"execve", "fchown"}, set(), command)
            self.assertIn("read", used)


@unittest.skipUnless(APPARMOR_PARSER, "apparmor_parser is not installed")
class AppArmorTest(unittest.TestCase):
    def test_profile_compiles(self):
        for path in glob.glob(f"{ROOT}/contrib/apparmor/*"):
            done = subprocess.run([APPARMOR_PARSER, "-Q", "-K", path], stderr=subprocess.PIPE, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_profile_starts_nothing(self):
        with open(f"{ROOT}/contrib/apparmor/usr.bin.ticketgate", encoding="utf-8") as file:
            rules = [line.split("#")[0].strip() for line in file]
        for rule in rules:
            if rule.startswith(("/", "owner", "@{PROC}")):
                self.assertNotRegex(rule, r" [rwmkl]*[pPcCuUi]*x")


if __name__ == "__main__":
    unittest.main()
