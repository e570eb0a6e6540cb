"""What must not break `ticketgate deliver`: documented status, one line, no lost mail, no secret."""

import os
import re
import resource
import signal
import socket
import threading
import unittest

from harness import SECRET, House, mail


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
        cases = [b"", b"\n", b"no header at all", b"Subject: only a header", os.urandom(50_000), b"\0" * 5000,
                 b"From: x\r\n\r\n" + b"\xff\xfe" * 100, b":\n:\n:\n", b"Subject: =?utf-8?b?////?=\n\n",
                 b"Content-Type: multipart/mixed; boundary=a\n\n--a\n--a\n--a"]
        for number, case in enumerate(cases, 1):
            self.expect(0, case)
            self.assertEqual(len(self.house.desk.tickets()), number)
        for ticket in self.house.desk.tickets():
            self.assertTrue(ticket["short_description"])

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

    def test_journal_that_cannot_be_written_waits(self):
        self.house.write_config()
        with open(self.house.config, encoding="utf-8") as file:
            text = file.read().replace(f"{self.house.state}/journal.db", "/proc/nonexistent/journal.db")
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
        """A server that gives one answer to everything, or with an empty one never answers."""
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
