"""What must not break `ticketgate deliver`: a documented status, one line, no lost mail, no secret shown."""

import os
import re
import resource
import signal
import socket
import threading
import unittest

from harness import SECRET, House, mail, sqlite_only


class BadInputTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def expect(self, status, message, enhanced=None, **more):
        done = self.house.deliver(message, **more)
        self.assertEqual(done.returncode, status, done)
        self.assertEqual(done.stdout, b"")
        self.assertNotIn(SECRET.encode(), done.stderr)
        if status == 0:
            self.assertEqual(done.stderr, b"")
        else:
            self.assertTrue(re.fullmatch(rb"[45]\.\d{1,3}\.\d{1,3} [ -~]+\n", done.stderr), done.stderr)
            self.assertEqual(done.stderr[:1], b"4" if status == 75 else b"5")
            self.assertNotIn(b"127.0.0.1", done.stderr)
            self.assertNotIn(self.house.folder.encode(), done.stderr)
        if enhanced:
            self.assertTrue(done.stderr.startswith(enhanced.encode()), done.stderr)
        return done

    def test_anything_becomes_a_ticket(self):
        cases = [b"\n", b"no header at all", b"Subject: only a header", os.urandom(50_000), b"\0" * 5000,
                 b"From: x\r\n\r\n" + b"\xff\xfe" * 100, b":\n:\n:\n", b"Subject: =?utf-8?b?////?=\n\n",
                 b"Content-Type: multipart/mixed; boundary=a\n\n--a\n--a\n--a"]
        for number, case in enumerate(cases, 1):
            self.expect(0, case)
            self.assertEqual(len(self.house.desk.tickets()), number)
        for ticket in self.house.desk.tickets():
            self.assertTrue(ticket["short_description"])

    def test_no_mail_at_all_is_no_ticket(self):
        """An MTA that sends nothing, a closed pipe, a closed descriptor: the mail is still elsewhere, and waits."""
        for message in (b"", b"From user@customer.example Tue Nov 24 10:00:00 2026\n"):
            self.expect(75, message, "4.3.0")
        self.expect(75, None, "4.3.0", preexec_fn=lambda: os.close(0))
        self.assertEqual(self.house.deliver(b"", "--dry-run").returncode, 75)
        self.assertEqual(self.house.desk.tickets(), [])

    def test_too_large_is_sent_back(self):
        self.expect(65, mail(body="x" * 70 + "\r\n") + b"y" * 60_000_000, "5.3.4")
        self.assertEqual(self.house.desk.tickets(), [])

    def test_configuration_missing_or_broken_waits(self):
        with open(self.house.config, "a", encoding="utf-8") as file:
            file.write("[limits]\ndeadline = soon\n")
        self.expect(75, mail(), "4.3.5")
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write("nonsense")
        self.expect(75, mail(), "4.3.5")
        os.unlink(self.house.config)
        self.expect(75, mail(), "4.3.5")

    def test_a_mistyped_line_lets_the_mail_wait(self):
        """Each of these mistakes used to send every mail back (65, 67 or 77), or the replies to our mails."""
        lines = ["[policy]\nallow = customer.example, other.example", "[policy]\nallow = @customer.example",
                 "[policy]\nallow = \"customer.example\"", "[policy]\ndeny = .other.example", "[policy]\nauthserv_ids = a.example, b.example",
                 "[policy]\nclose_words = #close, #done", "[limits]\nmax_message_size = 25",
                 "[policy]\nallow = partners.txt", "[policy]\nallow = all", "[policy]\nallow = \u0441ustomer.example",
                 "[policy]\ndeny = *", "[policy]\nallow = customer.example\ndeny = customer.example", "[limits]\nmax_headers = 2",
                 "[policy]\nticket_system_senders = *", "[policy]\nauthserv_ids = mx.desk.example; dmarc=pass",
                 "[route noc]\nrecipient = noc@desk.example, support@desk.example", "[route noc]\nrecipient = <noc@desk.example>",
                 "[route noc]\nrecipient = desk.example", "[mail]\nfrom = a@desk.example", f"[quarantine]\npath = {self.house.config}"]
        for line in lines:
            with self.subTest(line):
                self.house.write_config(extra=line)
                self.expect(75, mail(), "4.3.5")
                checked = self.house.run("check-config")
                self.assertEqual(checked.returncode, 1)
                self.assertIn(line.split("]")[0].encode() + b"] " + line.split("\n")[1].split(" ")[0].encode(), checked.stderr)
        self.house.write_config(journal=self.house.state)
        self.expect(75, mail(), "4.3.5")
        self.house.write_config()
        with open(self.house.config, encoding="utf-8") as file:
            text = file.read()
        with open(self.house.config, "w", encoding="utf-8-sig") as file:
            file.write(text)
        self.expect(75, mail(), "4.3.5")
        self.assertIn(b"byte order mark", self.house.run("check-config").stderr)
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write(text.replace("service = Office\n", ""))
        self.expect(75, mail(), "4.3.5")
        self.assertIn(b"[ticket] service: missing", self.house.run("check-config").stderr)
        self.assertEqual(self.house.desk.tickets(), [])

    def test_white_space_around_the_secret_lets_the_mail_wait(self):
        for text in (SECRET + " \n", "\ufeff" + SECRET + "\n", f'"{SECRET}"\n'):
            with open(self.house.secret_file, "w", encoding="utf-8") as file:
                file.write(text)
            self.expect(75, mail(), "4.3.5")
            self.assertIn(b"client_secret_file", self.house.run("check-config").stderr)

    def test_secret_that_cannot_be_used_waits(self):
        os.chmod(self.house.secret_file, 0o644)
        self.expect(75, mail(), "4.3.5")
        os.unlink(self.house.secret_file)
        self.expect(75, mail(), "4.3.5")

    def test_wrong_options_wait(self):
        done = self.house.deliver(mail(), "--nonsense")
        self.assertEqual(done.returncode, 75)

    def test_full_disk_waits(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

        self.expect(75, mail(body="x" * 70 + "\r\n") + b"y" * 300_000, preexec_fn=limit)
        self.expect(0, mail(body="x" * 70 + "\r\n") + b"y" * 300_000)
        self.assertEqual(len(self.house.desk.tickets()), 1)

    @sqlite_only("a folder")
    def test_journal_that_cannot_be_written_waits(self):
        self.house.write_config()
        with open(self.house.config, encoding="utf-8") as file:
            text = file.read().replace(self.house.journal, "/proc/nonexistent/journal.db")
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write(text)
        self.expect(75, mail())

    def test_api_down_waits(self):
        self.house.desk.stop()
        self.expect(75, mail())
        self.house.desk.start()
        self.expect(0, mail())
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_api_that_talks_nonsense_waits(self):
        for fault in ("token before nonsense", "token before drop", "create before nonsense", "create before torn",
                      "create before drop", "create before status=500", "create before status=418"):
            with self.subTest(fault):
                self.house.desk.run("fault", "--clear", fault)
                message = mail(message_id=fault.replace(" ", ".") + "@customer.example")
                before = len(self.house.desk.tickets())
                if os.path.exists(f"{self.house.state}/token"):
                    os.unlink(f"{self.house.state}/token")
                self.expect(75, message)
                self.house.desk.run("fault", "--clear")
                self.expect(0, message)
                self.assertEqual(len(self.house.desk.tickets()), before + 1)

    def test_deeply_nested_answer_waits(self):
        self.serve_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"[" * 200_000)
        self.expect(75, mail())

    def test_slow_api_ends_at_the_deadline(self):
        self.serve_raw(b"")
        with open(self.house.config, "a", encoding="utf-8") as file:
            file.write("[limits]\ndeadline = 2s\n")
        self.expect(75, mail())

    def serve_raw(self, answer):
        """A server that gives the same response to everything, or never responds if that is empty."""
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        kept = []

        def serve():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                kept.append(connection)
                if answer:
                    connection.recv(65536)
                    connection.sendall(answer)
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        self.house.write_config(base_url=address, token_url=address + "/token")


if __name__ == "__main__":
    unittest.main()
