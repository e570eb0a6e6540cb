"""Two gateways with one PostgreSQL: what they do at the same moment, and what a host does that was paused for longer than
its lease, killed, or has another clock. Each of its own state directory, as on two machines."""

import concurrent.futures
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import threading
import time
import unittest

os.environ["TICKETGATE_JOURNAL"] = "postgresql"  # harness.py reads it
import postgres  # noqa: E402
from harness import TICKETGATE, House, mail, postgres_server, wait_until  # noqa: E402

CLOCK = os.environ.get("CLOCK_LIBRARY", "")
# A host of its own: another name, and no process of the others can be seen.
OTHER_HOST = ["unshare", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", 'hostname mx2; exec "$@"', "-"]


class Tap:
    """Passes connections on to `port`, and holds them where the test wants: `hold(data)` says after which octets of
    the client."""

    def __init__(self, port, hold):
        self.target, self.hold = port, hold
        self.is_held, self.go = threading.Event(), threading.Event()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)  # the rest stays with the client
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(20)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client, socket.create_connection(("127.0.0.1", self.target)) as server:
            sent = b""
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    try:
                        data = ready.recv(65536)
                        if ready is client:
                            sent = sent + data if len(sent) < 1 << 19 else sent[:1000] + b"." * (1 << 19)
                            if not self.is_held.is_set() and self.hold(sent):
                                self.is_held.set()
                                self.go.wait(60)
                        (server if ready is client else client).sendall(data)
                    except OSError:
                        return
                    if not data:
                        return

    def close(self):
        self.go.set()
        self.listener.close()


class Host:
    """A gateway with its own state: token, keys, quarantine."""

    def __init__(self, house, name, **changes):
        self.house, self.name = house, name
        self.state = os.path.join(house.folder, f"state-{name}")
        os.mkdir(self.state, 0o700)
        self.config = os.path.join(house.folder, f"{name}.conf")
        with open(house.config, encoding="utf-8") as file:
            text = file.read().replace(house.state, self.state)
        for old, new in changes.get("ports", {}).items():
            text = re.sub(rf"127\.0\.0\.1:{old}\b", f"127.0.0.1:{new}", text)
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text + changes.get("extra", ""))

    def begin(self, text, prefix=(), env=None):
        process = subprocess.Popen([*prefix, TICKETGATE, "deliver", "--config", self.config, "--sender", "user@customer.example",
                                    "--recipient", "support@desk.example"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=env)
        process.stdin.write(text)
        process.stdin.close()
        process.stdin = None
        return process

    def deliver(self, text, **more):
        process = self.begin(text, **more)
        errors = process.communicate(timeout=120)[1]
        return process.returncode, errors.decode()

    def run(self, *arguments, **more):
        return subprocess.run([TICKETGATE, arguments[0], "--config", self.config, *arguments[1:]], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, check=False, **more)


def large(message_id, subject="Large", headers=""):
    """A mail whose request does not fit into the buffers of a connection."""
    text = mail(message_id=message_id, subject=subject, headers=headers, body="@").decode()
    text = text.replace("text/plain; charset=utf-8", 'multipart/mixed; boundary="x"')
    part = ("--x\r\nContent-Type: text/plain\r\n\r\nIt burns.\r\n--x\r\nContent-Type: application/octet-stream\r\n"
            'Content-Disposition: attachment; filename="big.bin"\r\n\r\n' + ("A" * 76 + "\r\n") * 70000 + "--x--\r\n")
    return text.replace("@\r\n", part).encode()


def is_large(sent):
    return len(sent) >= 1 << 18 and b"Large" in sent[:1 << 18] or len(sent) >= 1 << 19


class HouseTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def reasons(self):
        """What became of all tries of all mails, in words."""
        return "".join(row[0] for row in self.house.journal_rows("SELECT steps FROM trace"))


@postgres.needs_postgres
class TwoHostsTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.house.write_config(extra="[limits]\ndeadline = 20s\n")

    def tap(self, port, hold):
        tap = Tap(port, hold)
        self.addCleanup(tap.close)
        return tap

    def pause(self, process, tap):
        """Stops the process where the tap holds it, for longer than its lease."""
        self.assertTrue(tap.is_held.wait(30))
        time.sleep(0.3)  # until its socket takes no more
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.2)
        for table in ("mail", "outbox", "backoff", "news_run"):
            self.house.journal_run(f"UPDATE {table} SET lease_until_s = 1")

    def resume(self, process, tap):
        tap.go.set()
        process.send_signal(signal.SIGCONT)
        errors = process.communicate(timeout=60)[1].decode()
        return process.returncode, errors

    def comments(self, number):
        return self.house.desk.tickets()[number - 1]["comments"]

    def test_a_mail_given_to_both_at_once_is_one_ticket(self):
        hosts = [Host(self.house, "mx1"), Host(self.house, "mx2")]
        mails = [mail(message_id=f"both.{i}@load.example", subject=f"both {i}") for i in range(12)]
        jobs = [(host, text) for text in mails for host in hosts]
        while jobs:
            with concurrent.futures.ThreadPoolExecutor(6) as pool:
                results = list(pool.map(lambda job: job[0].deliver(job[1]), jobs))
            for status, errors in results:
                self.assertIn(status, (0, 75), errors)
            jobs = [job for job, (status, _) in zip(jobs, results) if status == 75]
        self.assertEqual(sorted(ticket["short_description"] for ticket in self.house.desk.tickets()),
                         sorted(f"both {i}" for i in range(12)))
        self.assertEqual(len(self.house.sink.mails), 12)

    def test_a_host_paused_in_the_middle_of_a_create_sends_no_more_of_it(self):
        tap = self.tap(self.house.desk.port, is_large)
        one, two = Host(self.house, "mx1", ports={self.house.desk.port: tap.port}), Host(self.house, "mx2")
        text = large("create@customer.example")
        paused = one.begin(text)
        self.pause(paused, tap)
        self.assertEqual(two.deliver(text)[0], 0)
        status, errors = self.resume(paused, tap)
        self.assertEqual(status, 75, errors)
        self.assertIn("taken over by another process or host", self.reasons())
        self.assertEqual(one.deliver(text)[0], 0)
        tickets = self.house.desk.tickets()
        self.assertEqual(len(tickets), 1)
        self.assertEqual(len(tickets[0]["comments"]), 0)
        self.assertEqual(len(self.house.sink.mails), 1)
        self.assertEqual(self.house.journal_rows("SELECT outcome FROM trace"), [("create",)])

    def test_a_host_paused_in_the_middle_of_a_comment_sends_no_more_of_it(self):
        tap = self.tap(self.house.desk.port, is_large)
        one, two = Host(self.house, "mx1", ports={self.house.desk.port: tap.port}), Host(self.house, "mx2")
        self.assertEqual(two.deliver(mail(message_id="first@customer.example"))[0], 0)
        text = large("reply@customer.example", subject="Re: Printer on fire",
                     headers="In-Reply-To: <first@customer.example>")
        paused = one.begin(text)
        self.pause(paused, tap)
        self.assertEqual(two.deliver(text)[0], 0)
        self.assertEqual(self.resume(paused, tap)[0], 75)
        self.assertEqual(one.deliver(text)[0], 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)
        self.assertEqual(len(self.comments(1)), 1)

    def test_a_host_paused_before_the_response_gives_up(self):
        """The desk has the whole create: the other host finds its ticket, and does the rest."""
        tap = self.tap(self.house.desk.port, lambda sent: False)
        one, two = Host(self.house, "mx1", ports={self.house.desk.port: tap.port}), Host(self.house, "mx2")
        self.house.desk.run("fault", "create after delay=4000")
        text = mail(message_id="response@customer.example")
        paused = one.begin(text)
        self.assertTrue(wait_until(self.house.desk.tickets))
        tap.is_held.set()
        self.pause(paused, tap)
        self.assertEqual(two.deliver(text)[0], 0)
        time.sleep(3)
        status, errors = self.resume(paused, tap)
        self.assertEqual(status, 75, errors)
        self.assertEqual(one.deliver(text)[0], 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)
        self.assertEqual(len(self.house.sink.mails), 1)

    def test_a_host_paused_in_the_middle_of_a_confirmation_does_not_send_it(self):
        tap = self.tap(self.house.sink.port, lambda sent: b"DATA\r\n" in sent)
        one, two = Host(self.house, "mx1", ports={self.house.sink.port: tap.port}), Host(self.house, "mx2")
        text = mail(message_id="confirmation@customer.example")
        paused = one.begin(text)
        self.pause(paused, tap)
        self.assertEqual(two.deliver(text)[0], 0)
        self.assertEqual(len(self.house.sink.mails), 1)
        self.assertEqual(self.resume(paused, tap)[0], 75)
        self.assertEqual(one.deliver(text)[0], 0)
        self.assertEqual(len(self.house.sink.mails), 1)
        self.assertEqual(len(self.house.desk.tickets()), 1)

    @unittest.skipUnless(os.geteuid() == 0, "only root can make the namespaces of another host")
    def test_the_mail_of_a_killed_host_waits_for_the_end_of_its_lease(self):
        tap = self.tap(self.house.desk.port, is_large)
        one, two = Host(self.house, "mx1", ports={self.house.desk.port: tap.port}), Host(self.house, "mx2", extra="")
        text = large("killed@customer.example")
        killed = one.begin(text, prefix=OTHER_HOST)
        self.assertTrue(tap.is_held.wait(30))
        killed.kill()
        killed.communicate()
        before = time.monotonic()
        status, errors = two.deliver(text)
        self.assertEqual(status, 75, errors)
        self.assertGreater(time.monotonic() - before, 15)
        self.house.journal_run("UPDATE mail SET lease_until_s = 1")
        self.assertEqual(two.deliver(text)[0], 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_a_killed_process_of_the_same_host_is_replaced_at_once(self):
        tap = self.tap(self.house.desk.port, is_large)
        one, two = Host(self.house, "mx1", ports={self.house.desk.port: tap.port}), Host(self.house, "mx2")
        text = large("gone@customer.example")
        killed = one.begin(text)
        self.assertTrue(tap.is_held.wait(30))
        killed.kill()
        killed.communicate()
        self.assertEqual(two.deliver(text)[0], 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)

    @unittest.skipUnless(CLOCK, "CLOCK_LIBRARY is not set")
    def test_the_clock_of_the_database_counts(self):
        """One host is an hour ahead, the other an hour behind."""
        ahead = {**os.environ, "LD_PRELOAD": CLOCK, "CLOCK_SHIFT_S": "3600"}
        behind = {**os.environ, "LD_PRELOAD": CLOCK, "CLOCK_SHIFT_S": "-3600"}
        tap = self.tap(self.house.desk.port, is_large)
        one, two = Host(self.house, "mx1", ports={self.house.desk.port: tap.port}), Host(self.house, "mx2")
        text = large("clock@customer.example")
        self.house.submission_port = 1
        slow = one.begin(text, env=behind)
        self.assertTrue(tap.is_held.wait(30))
        left = self.house.journal_rows("SELECT (lease_until_s - extract(epoch FROM clock_timestamp()))::int AS left_s FROM mail")
        self.assertTrue(40 <= left[0][0] <= 60, left)
        waiting = two.begin(text, env=ahead)
        time.sleep(2)
        self.assertIsNone(waiting.poll())  # it waits for the other host
        tap.go.set()
        for process in (slow, waiting):
            errors = process.communicate(timeout=60)[1]
            self.assertEqual(process.returncode, 0, errors)
        self.assertEqual(len(self.house.desk.tickets()), 1)
        times = self.house.journal_rows("SELECT abs(added_s - extract(epoch FROM clock_timestamp()))::int AS off_s FROM mail")
        self.assertLess(times[0][0], 60)


@postgres.needs_postgres
class KeysOfTwoHostsTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.one, self.two = Host(self.house, "mx1"), Host(self.house, "mx2")
        user = subprocess.run(["id", "-un"], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout.strip()
        self.init = ["init", f"--user={user}"]
        self.assertEqual(self.one.run(*self.init).returncode, 0)
        self.assertEqual(self.one.deliver(mail(message_id="keys.1@customer.example"))[0], 0)

    def bring_keys(self):
        keys = self.one.run("init", "--export=-")
        self.assertEqual(keys.returncode, 0, keys.stderr)
        brought = self.two.run(*self.init, "--import=-", input=keys.stdout)
        self.assertEqual(brought.returncode, 0, brought.stderr)

    def test_a_host_without_the_keys_waits_for_them(self):
        text = mail(message_id="keys.2@customer.example")
        self.assertEqual(self.two.deliver(text)[0], 75)
        self.assertIn("are missing, and other hosts", self.reasons())
        self.assertEqual(self.two.run(*self.init).returncode, 0)  # it makes keys of its own
        self.assertEqual(self.two.deliver(text)[0], 75)
        self.assertIn("are not those of the other hosts", self.reasons())
        for command in ("status", "check-config"):
            done = self.two.run(command)
            self.assertIn("not those of the other hosts", (done.stdout + done.stderr).decode())
        self.assertEqual(self.two.run("status", "--check").returncode, 2)
        self.assertEqual(self.two.run(*self.init, "--import=-", input=self.one.run("init", "--export=-").stdout).returncode, 1)
        os.unlink(f"{self.two.state}/reference-key")
        self.bring_keys()
        self.assertEqual(self.two.deliver(text)[0], 0)
        self.assertIn("those of all hosts", self.two.run("status").stdout.decode())
        self.assertEqual(self.two.run("check-config").returncode, 0)

    def test_a_rotation_lets_the_other_host_wait(self):
        self.bring_keys()
        self.assertEqual(self.two.deliver(mail(message_id="keys.3@customer.example"))[0], 0)
        rotated = self.one.run(*self.init, "--rotate")
        self.assertEqual(rotated.returncode, 0, rotated.stderr)
        self.assertIn("Mail on other hosts waits", rotated.stdout.decode())
        text = mail(message_id="keys.4@customer.example")
        self.assertEqual(self.two.deliver(text)[0], 75)
        self.assertIn("before the last rotation", self.reasons())
        self.bring_keys()
        self.assertEqual(self.two.deliver(text)[0], 0)
        self.assertEqual(self.one.deliver(mail(message_id="keys.5@customer.example"))[0], 0)
        self.assertEqual(len(self.house.desk.tickets()), 4)

    def use(self, host, url):
        with open(host.config, encoding="utf-8") as file:
            text = file.read()
        with open(host.config, "w", encoding="utf-8") as file:
            file.write(re.sub(r"(?m)^url = .*$", f"url = {url}", text))

    def refuses(self, host, text):
        """It takes no empty database for the journal; an operator is told what to do."""
        self.assertEqual(host.deliver(text)[0], 75)
        for command in ("check-config", "status", "prune"):
            done = host.run(command)
            self.assertIn("no journal in this database, where it has to be", (done.stdout + done.stderr).decode(), command)
            self.assertNotEqual(done.returncode, 0)

    def test_no_host_takes_an_empty_database_for_the_journal(self):
        """One that delivered before, and one that was only made to join; until an operator says that the journal is lost."""
        self.bring_keys()
        known = mail(message_id="keys.1@customer.example")
        server = postgres_server()
        empty = server.url(server.new_database())
        for host in (self.one, self.two):
            self.use(host, empty)
            self.refuses(host, known)
        done = self.two.run("prune", "--restored")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("looked up before a ticket is created", done.stdout.decode())
        for host in (self.one, self.two):
            self.assertEqual(host.deliver(known)[0], 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)
        self.assertEqual(self.two.deliver(mail(message_id="keys.2@customer.example"))[0], 0)
        self.assertEqual(len(self.house.desk.tickets()), 2)

    def test_no_host_begins_a_file_instead_of_the_database(self):
        """url was taken out, or the configuration is an older one."""
        known = mail(message_id="keys.1@customer.example")
        with open(self.one.config, encoding="utf-8") as file:
            text = file.read()
        with open(self.one.config, "w", encoding="utf-8") as file:
            file.write(re.sub(r"(?m)^url = .*$", "", text))
        self.assertEqual(self.one.deliver(known)[0], 75)
        for command in ("check-config", "status", "ping", "prune"):
            done = self.one.run(command)
            self.assertIn("is in a database that hosts share", (done.stdout + done.stderr).decode(), command)
        self.assertEqual(self.one.run("prune", "--restored").returncode, 0)
        self.assertEqual(self.one.deliver(known)[0], 0)
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_a_rotation_is_not_begun_without_the_database(self):
        with open(f"{self.one.state}/reference-key", encoding="ascii") as file:
            before = file.read()
        shutil.copy(self.one.config, f"{self.one.config}.old")
        with open(self.one.config, encoding="utf-8") as file:
            text = file.read()
        with open(self.one.config, "w", encoding="utf-8") as file:
            file.write(text.replace(f"/{self.house.database}?", "/nothing_here?"))
        self.assertEqual(self.one.run(*self.init, "--rotate").returncode, 1)
        with open(f"{self.one.state}/reference-key", encoding="ascii") as file:
            self.assertEqual(file.read(), before)


if __name__ == "__main__":
    unittest.main()
