"""What people expect of a command line: help, completion, exit statuses, JSON, pipes, full disks, terminals, loops."""

import fcntl
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import termios
import unittest

from harness import IS_POSTGRES, TICKETGATE, House, mail

HERE = os.path.dirname(os.path.abspath(__file__))
COMPLETION = os.path.join(HERE, "..", "..", "contrib", "completion")


def run(*words, **more):
    more = {"stdin": subprocess.DEVNULL, **more} if "input" not in more else more
    return subprocess.run([TICKETGATE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **more)


def commands():
    shown = run("help").stdout.decode()
    return [line.split()[0] for line in shown.split("Commands:")[1].split("Options:")[0].splitlines() if line]


def options(command):
    """The options of --help: name (long and short) and value, as people read them."""
    text = run(command, "--help").stdout.decode().split("Options:\n")[1].split("\n\n")[0]
    found = {}
    for line in text.splitlines():
        short, long, value = re.match(r" *(?:(-\w), )?(--[a-z-]+)(?:=(\S+))? ", line).groups()
        found[long] = value or ""
        if short:
            found[short] = value or ""
    return found


def on_terminal(*words, columns=80, send=b"", env=None, stdin=None):
    """Output and exit status of the program on a terminal of its own."""
    pid, terminal = pty.fork()
    if pid == 0:
        if stdin is not None:
            os.dup2(stdin, 0)
        os.execve(TICKETGATE, [TICKETGATE, *words], env or dict(os.environ))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.write(terminal, send)
    output = b""
    try:
        while chunk := os.read(terminal, 4096):
            output += chunk
    except OSError:  # the other end is closed
        pass
    os.close(terminal)
    return output, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class HelpTest(unittest.TestCase):
    def test_every_command_has_help_with_examples_of_itself(self):
        self.assertGreater(len(commands()), 15)
        for command in commands():
            with self.subTest(command):
                shown = run(command, "--help")
                self.assertEqual((shown.returncode, shown.stderr), (0, b""))
                self.assertEqual(run("help", command).stdout, shown.stdout)
                examples = shown.stdout.decode().split("Examples:\n")[1].splitlines()
                self.assertRegex(examples[0], rf"^  .*ticketgate {command}\b")

    def test_help_about_help_is_help(self):
        for words in (("help", "help"), ("help", "--help"), ("--help", "-h")):
            with self.subTest(words):
                done = run(*words)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, run("help").stdout, b""))

    def test_a_check_without_a_configuration_is_unknown(self):
        """1 would be a warning, for a gateway that delivers nothing."""
        self.assertEqual(run("status", "--check", "--config", "/nonexistent").returncode, 3)
        self.assertEqual(run("status", "--config", "/nonexistent").returncode, 1)
        self.assertEqual(run("status", "--chek").returncode, 64)

    def test_what_is_typed_wrongly_is_told_in_a_line(self):
        rows = ((("help", "lsit"), "did you mean list? See ticketgate help"),
                (("help", "list", "show"), "takes one command"),
                (("list", "--jsn"), "unknown option --jsn; did you mean --json? See ticketgate list --help"),
                (("quarantine", "lst"), "did you mean list?"), (("show",), "NUMBER... is missing"),
                (("trace", "a", "b"), "'b' is one word too many"), (("list", "--limit", "x"), "--limit"),
                (("list", "--sort", "sate", "--config", "/dev/null"), None))
        for words, part in rows:
            with self.subTest(words):
                done = run(*words)
                if part is not None:
                    self.assertEqual((done.returncode, done.stdout), (64, b""), done)
                    self.assertIn(part, done.stderr.decode())
                self.assertEqual(len(done.stderr.splitlines()), 1)

    def test_every_command_but_deliver_ends_with_64_for_a_mistake(self):
        for command in commands():
            for words in ((command, "--nonsense"), (command, "--config"), (command, *["surplus"] * 9)):
                done = run(*words)
                many = command in ("show", "comment", "close", "reopen") and words[-1] == "surplus"
                expected = 75 if command == "deliver" else 64
                self.assertEqual(done.returncode, 1 if many and done.returncode == 1 else expected, words)
                self.assertEqual(done.stderr.startswith(b"4.3.5 "), command == "deliver", words)

    def test_an_unknown_command_keeps_a_mail_unless_a_person_is_there(self):
        done = run("delivr", input=b"From: a\n\nx\n")
        self.assertEqual((done.returncode, done.stderr[:6]), (75, b"4.3.5 "))
        self.assertIn(b"did you mean deliver?", done.stderr)
        output, status = on_terminal("delivr")
        self.assertEqual(status, 64)
        self.assertTrue(output.startswith(b"ticketgate: unknown command 'delivr'; did you mean deliver?"), output)
        self.assertEqual(on_terminal()[1], 64)
        self.assertEqual(run().returncode, 75)


class CompletionTest(unittest.TestCase):
    """The words that each shell offers are those of the help."""

    def bash(self, *words):
        script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ticketgate 2>/dev/null; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        return subprocess.run(["bash", "-c", script, os.path.join(COMPLETION, "ticketgate"), TICKETGATE, *words],
                              stdout=subprocess.PIPE, check=True, cwd=COMPLETION).stdout.decode().split()

    def zsh(self, *words):
        script = """file=$1; shift; words=("$@"); CURRENT=$#; PREFIX=${words[-1]}
            _describe() { print -l -- ${${(P)3}%%:*}; }; compadd() { print -l -- ${(P)2}; }
            _files() { print -l -- *; }; compset() { :; }
            complete_now() { source $file; }; complete_now"""
        done = subprocess.run(["zsh", "-f", "-c", script, "zsh", os.path.join(COMPLETION, "_ticketgate"), TICKETGATE, *words],
                              stdout=subprocess.PIPE, check=True, cwd=COMPLETION).stdout.decode().split()
        return [word for word in done if word.startswith(words[-1])]

    def fish(self, *words):
        env = {**os.environ, "PATH": os.path.dirname(TICKETGATE) + ":" + os.environ["PATH"]}
        script = f"source {COMPLETION}/ticketgate.fish; complete -C 'ticketgate {' '.join(words)}'"
        done = subprocess.run(["fish", "--no-config", "-c", script], stdout=subprocess.PIPE, check=True, env=env,
                              cwd=COMPLETION).stdout.decode()
        return [line.split("\t")[0] for line in done.splitlines()]

    def check(self, shell):
        self.assertEqual(set(shell("")) - {"--help", "--version"}, {*commands(), "help"})
        self.assertEqual(set(shell("help", "")), set(commands()))
        for command in commands():
            with self.subTest(command):
                known = options(command)
                self.assertEqual(set(shell(command, "--")), {name for name in known if name.startswith("--")})
                for name, value in known.items():
                    if "|" in value:
                        self.assertEqual(set(shell(command, name, "")), set(value.split("|")), name)
                    elif "FILE" in value:
                        self.assertIn("ticketgate.fish", shell(command, name, ""), name)
                    elif value:
                        self.assertEqual(shell(command, name, ""), [], name)
        self.assertEqual(set(shell("quarantine", "")), {"list", "show", "retry", "extract", "drop"})
        self.assertEqual(set(shell("outbox", "l")), {"list"})
        self.assertEqual(set(shell("list", "--sort", "")), {"number", "state", "reference", "description"})
        self.assertIn("in-progress", shell("list", "--state", ""))

    def test_bash(self):
        self.check(self.bash)
        self.assertEqual(self.bash("list", "--sort", "=", "st"), ["state"])

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh(self):
        self.check(self.zsh)

    @unittest.skipUnless(shutil.which("fish"), "no fish")
    def test_fish(self):
        self.check(self.fish)
        self.assertIn("--sort=state", self.fish("list", "--sort="))


class DeskTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.close)
        cls.env = {**os.environ, "TICKETGATE_CONFIG": cls.house.config}
        cls.subject = "A printer that " + "is very " * 12 + "hot"
        for i in range(3):
            assert cls.house.deliver(mail(subject=cls.subject, message_id=f"{i}@mail.customer.example")).returncode == 0
        cls.numbers = [ticket["ticket_number"] for ticket in cls.house.desk.tickets()]

    def run(self, *arguments, **more):  # a test is run by its name, a command by its words
        if arguments and isinstance(arguments[0], str):
            return run(*arguments, **{"env": self.env, **more})
        return super().run(*arguments, **more)

    def test_the_environment_names_the_configuration(self):
        self.assertEqual(self.run("list").returncode, 0)
        for command, status in (("list", 1), ("check-config", 1), ("deliver", 75)):
            done = self.run(command, env={**os.environ, "TICKETGATE_CONFIG": "/nonexistent/x.conf"})
            self.assertEqual(done.returncode, status)
        done = self.run("list", "--config", self.house.config,
                        env={**os.environ, "TICKETGATE_CONFIG": "/nonexistent/x.conf"})
        self.assertEqual(done.returncode, 0)
        done = self.run("deliver", "--dry-run", input=mail(message_id="dry@mail.customer.example"))
        self.assertEqual(json.loads(done.stdout)["decision"], "create")

    def test_tables_are_whole_in_a_pipe_and_cut_on_a_terminal(self):
        text = self.run("list", env={**self.env, "COLUMNS": "40"}).stdout.decode()
        self.assertEqual(text.count(self.subject.strip()), 3)
        output, status = on_terminal("list", columns=60, env=self.env)
        self.assertEqual(status, 0)
        for line in output.decode().splitlines():
            self.assertLessEqual(len(line.rstrip()), 60, line)
        self.assertIn("…", output.decode())

    def test_nothing_has_colours(self):
        for words in (("list",), ("status",), ("trace",), ("check-config",), ("show", "1"), ("help",)):
            for env in (self.env, {**self.env, "NO_COLOR": "1"}):
                self.assertNotIn(b"\x1b", on_terminal(*words, env=env)[0], words)

    def test_a_full_disk_and_a_closed_output_are_failures(self):
        rows = [("--help",), ("help",), ("--version",), ("list",), ("list", "--json"), ("show", "1"), ("status",),
                ("trace",), ("quarantine",), ("check-config",), ("ping",), ("prune",), ("outbox", "list"),
                ("comment", "1", "-m", "full"), *[(command, "--help") for command in commands()]]
        for words in rows:
            with self.subTest(words):
                with open("/dev/full", "wb") as full:
                    done = subprocess.run([TICKETGATE, *words], stdin=subprocess.DEVNULL, stdout=full,
                                          stderr=subprocess.PIPE, env=self.env, check=False)
                self.assertEqual(done.returncode, 1, done)
                self.assertIn(b"standard output cannot be written", done.stderr)
        done = subprocess.run(["sh", "-c", '"$0" list >&-', TICKETGATE], env=self.env, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output cannot be written", done.stderr)

    def test_each_command_that_tells_something_speaks_json(self):
        rows = ((("list",), list), (("show", "1"), dict), (("show", "1", "2"), list), (("status",), dict), (("trace",), list),
                (("check-config",), dict), (("ping",), dict), (("prune",), dict), (("outbox", "list"), list),
                (("quarantine",), list), (("quarantine", "list"), list), (("comment", "1", "-m", "x"), dict),
                (("comment", "1", "2", "-m", "x"), list))
        for words, kind in rows:
            with self.subTest(words):
                done = self.run(*words, "--json")
                self.assertEqual(done.returncode, 0, done)
                self.assertIsInstance(json.loads(done.stdout), kind)
        shown = json.loads(self.run("show", "1", "--json").stdout)
        self.assertEqual((shown["ticket_number"], shown["sla_due"]), (self.numbers[0], {}))
        checks = json.loads(self.run("ping", "--json").stdout)["checks"]
        names = ["configuration", *(["journal"] if IS_POSTGRES else []), "token", "list", "mail server"]
        self.assertEqual([check["name"] for check in checks], names)

    def test_json_tells_failures_too(self):
        done = self.run("check-config", "--json", "--config", "/dev/null")
        self.assertEqual(done.returncode, 1)
        self.assertTrue(json.loads(done.stdout)["mistakes"])
        done = self.run("show", "--json", "1", "999")
        self.assertEqual(done.returncode, 1)
        found, missing = json.loads(done.stdout)
        self.assertEqual((found["ticket_number"], missing["ticket_number"]), (self.numbers[0], "INC0000999"))
        self.assertIn("404", missing["error"])

    def test_several_numbers_each_with_its_result(self):
        done = self.run("comment", "1", "999", "2", "-m", "For all.")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.decode().split("\n")[:2],
                         [f"{self.numbers[0]}: commented", f"{self.numbers[1]}: commented"])
        self.assertIn(b"INC0000999: ", done.stderr)
        self.assertEqual(self.run("comment", "1", "../2", "-m", "x").returncode, 64)

    def test_a_loop_keeps_its_list(self):
        script = 'while read number; do "$0" comment "$number" -m looped || exit; done'
        done = subprocess.run(["sh", "-c", script, TICKETGATE], input="\n".join(self.numbers).encode() + b"\n",
                              env=self.env, stdout=subprocess.PIPE, check=True)
        self.assertEqual(done.stdout.decode().splitlines(), [f"{number}: commented" for number in self.numbers])
        done = subprocess.run(["sh", "-c", 'while read number; do "$0" close "$number"; done', TICKETGATE],
                              input="\n".join(self.numbers).encode() + b"\n", env=self.env, stderr=subprocess.PIPE, check=False)
        self.assertEqual(len(done.stderr.splitlines()), 3, done)  # none is resolved; each was tried

    def test_a_terminal_is_told_that_it_is_awaited(self):
        rows = ((("parse",), b"Subject: x\n\nhello\n\x04", 0), (("comment", "1", "-m", "-"), b"typed\n\x04", 0),
                (("deliver", "--dry-run"), b"From: a@b.example\nSubject: x\n\nhello\n\x04", 0))
        for words, typed, expected in rows:
            with self.subTest(words):
                output, status = on_terminal(*words, send=typed, env=self.env)
                self.assertEqual(status, expected, output)
                self.assertIn(b"Ctrl-D", output)

    def test_trace_takes_short_numbers(self):
        mails = json.loads(self.run("trace", "2", "--json").stdout)
        self.assertEqual({one["ticket_number"] for one in mails}, {self.numbers[1]})
        done = self.run("trace", "nobody@customer.example", "--json")
        self.assertEqual((done.returncode, json.loads(done.stdout)), (1, []))

    def test_a_reader_that_goes_early_is_no_news(self):
        done = subprocess.run(["bash", "-c", '"$0" list | head -1 >/dev/null; echo ${PIPESTATUS[0]}', TICKETGATE],
                              env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
        self.assertIn(done.stdout.strip(), (b"0", b"141"))
        self.assertEqual(done.stderr, b"")


if __name__ == "__main__":
    unittest.main()
