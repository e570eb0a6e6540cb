"""The commands for people, with a real desk and every documented response."""

import json
import os
import re
import subprocess
import unittest

from harness import SECRET, TICKETGATE, House, mail


class CommandsTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def run_ok(self, *arguments, **more):
        done = self.house.run(*arguments, **more)
        self.assertEqual((done.returncode, done.stderr), (0, b""), done)
        return done.stdout.decode()

    def run_fails(self, *arguments, **more):
        done = self.house.run(*arguments, **more)
        self.assertEqual(done.returncode, 1, done)
        self.assertNotIn(SECRET.encode(), done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        return done.stderr.decode()

    def new_ticket(self, subject="Printer on fire", message_id="one@mail.customer.example"):
        self.assertEqual(self.house.deliver(mail(subject=subject, message_id=message_id)).returncode, 0)
        return self.house.desk.tickets()[-1]["ticket_number"]

    def test_a_missing_libcurl_is_named(self):
        """The loader reports a file that is not a library as broken."""
        folder = os.path.join(self.house.folder, "lib")
        os.mkdir(folder)
        with open(os.path.join(folder, "libcurl.so.4"), "wb"):
            pass
        env = {**os.environ, "LD_LIBRARY_PATH": folder}
        checked = self.house.run("check-config", env=env)
        self.assertEqual((checked.returncode, checked.stdout), (1, b""))
        self.assertIn(b"ticketgate: libcurl cannot be loaded (", checked.stderr)
        self.assertIn(b"install the package libcurl4\n", checked.stderr)
        self.assertIn(b"install the package libcurl4", self.house.run("ping", env=env).stderr)
        waits = self.house.deliver(mail(), env=env)
        self.assertEqual((waits.returncode, waits.stderr[:5]), (75, b"4.3.5"))
        self.assertEqual(self.house.deliver(mail()).returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_list_is_clean(self):
        self.assertIn("no active tickets", self.run_ok("list"))
        number = self.new_ticket(subject="=?utf-8?q?Red_=1B[31m_alert?= " + "x" * 100)
        text = self.run_ok("list")
        self.assertIn(number, text)
        self.assertNotIn("\x1b", text)
        entry, = json.loads(self.run_ok("list", "--json"))
        self.assertEqual((entry["ticket_number"], entry["state"]), (number, "New"))

    def test_show_has_every_field(self):
        number = self.new_ticket()
        text = self.run_ok("show", number)
        for part in ("short_description", "Printer on fire", "description", "It burns.", "state", "sla_due"):
            self.assertIn(part, text)
        self.assertEqual(json.loads(self.run_ok("show", "--json", number))["ticket_number"], number)
        self.assertIn("INC9999999", self.run_fails("show", "INC9999999"))
        self.assertEqual(self.house.run("show", "../ListAll").returncode, 64)

    def test_comment_close_reopen(self):
        number = self.new_ticket()
        path = os.path.join(self.house.folder, "naïve log.txt")
        with open(path, "wb") as file:
            file.write(os.urandom(100_000))
        self.run_ok("comment", number, "-m", "Look.", "--attach", path, "--attach", self.house.config)
        self.run_ok("comment", number, "-m", "-", input=b"From standard input.\n")
        ticket, = self.house.desk.tickets()
        self.assertEqual([comment["text"] for comment in ticket["comments"]], ["Look.", "From standard input."])
        self.assertEqual({file["name"] for file in ticket["attachments"]}, {"naïve log.txt", "ticketgate.conf"})

        self.assertIn("412", self.run_fails("close", number, "-m", "Done."))
        self.house.desk.run("resolve", number)
        self.run_ok("reopen", number, "-m", "Not yet.")
        self.house.desk.run("resolve", number)
        self.run_ok("close", number, "-m", "Done.")
        ticket, = self.house.desk.tickets()
        self.assertEqual(ticket["state"], "Closed")
        self.assertEqual([comment["action"] for comment in ticket["comments"]][2:], ["Reopen", "Close"])
        self.assertIn("INC9999999", self.run_fails("close", "INC9999999", "-m", "x"))

    def test_each_documented_answer(self):
        number = self.new_ticket()
        for fault, part in (("get before status=400", "400"), ("get before status=403", "403"),
                            ("get before status=405", "405"), ("get before status=429 retry-after=1", "429"),
                            ("get before status=500", "500"), ("get before status=502", "502"),
                            ("get before status=503", "503"), ("get before drop", ""), ("get after torn", ""),
                            ("get after nonsense", "")):
            with self.subTest(fault):
                self.house.desk.run("fault", "--clear", fault + " times=2")
                self.assertIn(part, self.run_fails("show", number))
                self.house.desk.run("fault", "--clear")
        self.house.desk.run("revoke-tokens")
        self.run_ok("show", number)

    def test_ping_says_what_works(self):
        self.assertIn("token          ok", self.run_ok("ping"))
        self.house.desk.run("fault", "token before status=401 times=2")
        done = self.house.run("ping")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"token          failed", done.stdout)
        self.house.desk.stop()
        self.assertEqual(self.house.run("ping").returncode, 1)

    def test_init_makes_what_is_missing_and_nothing_else(self):
        key_file = os.path.join(self.house.state, "reference-key")
        state = os.path.join(self.house.folder, "a", "b")
        self.house.write_config(journal=f"{state}/journal.db")
        shown = self.run_ok("init")
        self.assertIn("recipient_delimiter", shown)
        self.assertEqual(os.stat(state).st_mode & 0o777, 0o700)
        made = os.path.join(state, "reference-key")
        self.assertEqual(os.stat(made).st_mode & 0o777, 0o600)
        self.assertEqual(os.listdir(state), ["reference-key"])
        self.assertFalse(os.path.exists(key_file))
        with open(made, encoding="ascii") as file:
            first = file.read()
        self.assertNotIn(first.split()[-1], shown)
        self.run_ok("init")
        with open(made, encoding="ascii") as file:
            self.assertEqual(file.read(), first)

        self.run_ok("init", "--rotate")
        self.assertEqual(os.stat(made).st_mode & 0o777, 0o600)
        with open(made, encoding="ascii") as file:
            lines = [line for line in file.read().splitlines() if not line.startswith("#")]
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines[1], first.split()[-1])
        self.assertNotEqual(lines[0], lines[1])
        self.run_ok("init", "--rotate")
        with open(made, encoding="ascii") as file:
            self.assertEqual(file.read().split()[-1], lines[0])
        os.chmod(made, 0o640)
        self.assertIn("chmod 600", self.run_fails("init"))

    def test_check_config(self):
        done = self.house.run("check-config")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"no mistakes", done.stdout)
        self.assertIn(b"warning: [mail] key_file", done.stderr)
        self.run_ok("init")
        self.assertIn("no mistakes", self.run_ok("check-config"))
        os.chmod(os.path.join(self.house.state, "reference-key"), 0o644)
        self.assertIn("key_file", self.run_fails("check-config"))
        os.chmod(os.path.join(self.house.state, "reference-key"), 0o600)
        self.house.write_config(extra="[limits]\ndeadlin = 3m\n[route noc]\nrecipient = noc@*\nci = OTHER\n")
        done = self.house.run("check-config")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"did you mean deadline?", done.stderr)
        self.assertIn(b"[route noc] ci: 'OTHER' is not in", done.stderr)
        self.house.write_config()
        os.chmod(self.house.secret_file, 0o644)
        done = self.house.run("check-config")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"others can read", done.stderr)

    def test_the_recipes_of_the_manual_are_right(self):
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "config", "ticketgate.conf.5.scd")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        section = text[text.index("# RECIPES"):text.index("# SIGNS")]
        recipes = re.findall(r"```\n(.*?)```", section, re.DOTALL)
        self.assertGreaterEqual(len(recipes), 8)
        for recipe in recipes:
            with self.subTest(recipe):
                self.house.write_config(extra=recipe)
                done = self.house.run("check-config")
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_trace_and_status_know_a_delivery(self):
        number = self.new_ticket()
        mails = json.loads(self.run_ok("trace", "--json", "one@mail.customer.example"))
        self.assertEqual([(one["outcome"], one["ticket_number"], one["tries"]) for one in mails], [("create", number, 1)])
        self.assertEqual([reply["is_sent"] for reply in mails[0]["replies"]], [True])
        self.assertIn(f"  {number}  create  ", self.run_ok("trace", number))
        self.assertEqual(json.loads(self.run_ok("status", "--json"))["last_hour"], {"create": 1})
        self.assertEqual(self.run_ok("status", "--check"), "ok\n")

    def test_parse_prints_the_letter(self):
        done = subprocess.run([TICKETGATE, "parse"], input=mail(subject="Re: [INC0000042] x"), check=True,
                              stdout=subprocess.PIPE)
        letter = json.loads(done.stdout)
        self.assertEqual((letter["class"], letter["ticket_numbers"]), ("human", ["INC0000042"]))

    def test_help_and_manual_name_the_same(self):
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "gateway", "ticketgate.1.scd")
        with open(source, encoding="utf-8") as file:
            manual = file.read()
        shown = subprocess.run([TICKETGATE, "--help"], check=True, stdout=subprocess.PIPE).stdout.decode()
        commands = [line.split()[0] for line in shown.split("Commands:")[1].split("Options:")[0].splitlines() if line]
        self.assertIn("deliver", commands)
        synopsis = manual.split("# SYNOPSIS")[1].split("# DESCRIPTION")[0]
        section = manual.split("# OPTIONS")[1].split("\n# ")[0]
        for command in commands:
            self.assertRegex(manual.split("# COMMANDS")[1], rf"(?m)^\*[^*]*.*\*{command}\*|^\*{command}\*")
            line, = re.findall(rf"(?m)^\*ticketgate\* (?:\S*\|)?\*{command}\*.*", synopsis)
            text = subprocess.run([TICKETGATE, command, "--help"], check=True, stdout=subprocess.PIPE).stdout.decode()
            options = set(re.findall(r"(?<!\S)--[a-z-]+", text)) - {"--help"}
            self.assertEqual(options, set(re.findall(r"--[a-z-]+", line)), command)
            for option in options:
                self.assertIn(f"*{option}*", section, command)


if __name__ == "__main__":
    unittest.main()
