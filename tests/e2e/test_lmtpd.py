"""The resident gateway, with a real Postfix and alone: an acknowledged mail is a ticket, once, whatever breaks."""

import json
import os
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import threading
import time
import unittest

import harness
import server_process
from harness import DIALECT, House, free_port, mail, wait_until
from postfix_instance import Postfix, why_not
from postfix_house import CUSTOMER, SUPPORT, USER, example

NOC = "noc@desk.example"
ROUTE = "[route noc]\nrecipient = noc@*\nci = NETWORK\n"


class Lmtpd:
    """A running `ticketgate lmtpd` with a Unix socket that is passed to it as by systemd."""

    def __init__(self, house, user=None, n_workers=2, env=None):
        self.path = os.path.join(house.folder, "lmtp.sock")
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(self.path)
        os.chmod(self.path, 0o666)
        self.socket.listen(50)
        wrapper = f"exec 3<&{self.socket.fileno()} && LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\""
        self.process = server_process.start_bound(
            ["bash", "-c", wrapper, "lmtpd", house.program, "lmtpd", "--config", house.config],
            pass_fds=[self.socket.fileno()], user=user, env=env, stderr=subprocess.PIPE)
        if not wait_until(lambda: len(self.workers()) == n_workers):
            raise RuntimeError("lmtpd did not start")

    def children(self, pid):
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]

    def workers(self):
        return self.children(self.process.pid)

    def connect(self):
        client = smtplib.LMTP(self.path)
        client.ehlo_or_helo_if_needed()
        return client

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self.process.stderr.close()
        self.socket.close()
        return status


def is_dead(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def deliver(client, recipients, message):
    """The code of the reply to each recipient (RFC 2033, section 4.2)."""
    client.mail(CUSTOMER)
    for recipient in recipients:
        client.rcpt(recipient)
    first = client.data(message)
    return [first[0]] + [client.getreply()[0] for _ in recipients[1:]]


class LmtpdCase(unittest.TestCase):
    owner = None
    settings = "[lmtp]\nworkers = 2\n"
    n_workers = 2

    def setUp(self):
        self.house = House(owner=self.owner)
        self.addCleanup(self.house.close)
        self.house.program = harness.copy_program(self.house.folder)
        self.templates = harness.copy_templates(self.house.folder)
        self.write_config()
        self.lmtpd = Lmtpd(self.house, self.owner, self.n_workers)
        self.addCleanup(self.lmtpd.stop)

    def write_config(self, extra="", **changes):
        self.house.write_config(extra=self.settings + extra, **changes)
        with open(self.house.config, encoding="utf-8") as file:
            text = file.read()
        text = text.replace(f"path = {self.house.folder}\n", f"path = {self.house.state}\n")
        text = text.replace(f"templates = {harness.TEMPLATES}", f"templates = {self.templates}")
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write(text)

    def reload(self):
        before = set(self.lmtpd.workers())
        self.lmtpd.process.send_signal(signal.SIGHUP)
        self.assertTrue(wait_until(lambda: len(self.lmtpd.workers()) == 2
                                   and not before & set(self.lmtpd.workers())))

    def tickets(self):
        return self.house.desk.tickets()

    def trace(self, word):
        done = subprocess.run([self.house.program, "trace", "--json", "--config", self.house.config, word],
                              user=self.owner, stdout=subprocess.PIPE, check=False)
        return json.loads(done.stdout or b"[]")


class DirectTest(LmtpdCase):
    def test_a_reply_for_each_recipient(self):
        self.write_config(extra=ROUTE)
        self.reload()
        client = self.lmtpd.connect()
        for name in ("8bitmime", "pipelining", "enhancedstatuscodes", "size", "smtputf8", "chunking"):
            self.assertTrue(client.has_extn(name), name)
        self.assertEqual(deliver(client, [SUPPORT, NOC, "other@desk.example"], mail()), [250, 250, 250])
        self.assertEqual(sorted(ticket["ci"] for ticket in self.tickets()), ["NETWORK", "PRINTERS"])
        self.assertEqual(deliver(client, [SUPPORT], mail(message_id="two@mail.customer.example")), [250])
        self.assertEqual(len(self.tickets()), 3)
        client.quit()

    def test_a_queue_id_by_xforward_is_that_of_one_mail(self):
        client = self.lmtpd.connect()
        self.assertTrue(client.has_extn("xforward"))
        self.assertEqual(client.docmd("XFORWARD", "IDENT=4XYZ")[0], 250)
        for name in ("one", "two"):
            client.sendmail(CUSTOMER, [SUPPORT], mail(message_id=f"{name}@mail.customer.example"))
        client.quit()
        trace, = self.trace("4XYZ")
        self.assertEqual(trace["message_id"], "one@mail.customer.example")

    def test_a_changed_deny_file_counts_from_the_next_mail_on(self):
        denied = os.path.join(self.house.folder, "denied")

        def write(text):
            with open(denied + ".new", "w", encoding="utf-8") as file:
                file.write(text)
            os.rename(denied + ".new", denied)

        write("other@customer.example\n")
        self.write_config(extra=f"[policy]\ndeny = {denied}\n")
        self.reload()
        workers = set(self.lmtpd.workers())
        client = self.lmtpd.connect()
        n_mails = 0
        for text, code in (("", 250), (CUSTOMER + "\n", 550), ("not an address @\n", 451), (CUSTOMER + "\n", 550),
                           ("other@customer.example\n", 250)):
            write(text)
            n_mails += 1
            try:
                client.mail(CUSTOMER)
            except smtplib.SMTPServerDisconnected: # after 451: another worker may do better
                client = self.lmtpd.connect()
                client.mail(CUSTOMER)
            client.rcpt(SUPPORT)
            found = client.data(mail(message_id=f"{n_mails}@mail.customer.example"))[0] if code != 451 \
                else client.docmd("DATA")[0]
            self.assertEqual(found, code, text)
        client.close()
        self.assertEqual(len(self.tickets()), 2)
        self.assertEqual(set(self.lmtpd.workers()), workers) # none was replaced

    def test_delivered_before_is_delivered(self):
        client = self.lmtpd.connect()
        for _ in range(2):
            client.sendmail(CUSTOMER, [SUPPORT], mail())
        client.quit()
        self.assertEqual(self.house.deliver(mail()).returncode, 0)
        self.assertEqual(len(self.tickets()), 1)

    def test_data_cut_off_is_no_mail(self):
        client = self.lmtpd.connect()
        client.mail(CUSTOMER)
        client.rcpt(SUPPORT)
        client.docmd("DATA")
        client.send(mail()[:-10])
        client.close()
        time.sleep(0.3)
        self.assertEqual(self.tickets(), [])
        client = self.lmtpd.connect()
        client.sendmail(CUSTOMER, [SUPPORT], mail())
        client.quit()
        self.assertEqual(len(self.tickets()), 1)

    def test_an_empty_message_waits(self):
        """No mail server has an empty mail: something before us lost its content."""
        client = self.lmtpd.connect()
        client.mail(CUSTOMER)
        client.rcpt(SUPPORT)
        client.docmd("DATA")
        client.send(b".\r\n")
        code, text = client.getreply()
        self.assertEqual((code, text[:5]), (451, b"4.3.0"))
        self.assertEqual(client.sendmail(CUSTOMER, [SUPPORT], mail()), {})
        client.quit()
        self.assertEqual(len(self.tickets()), 1)

    def test_too_large_is_told_at_once_or_behind_the_message(self):
        self.write_config(extra="[limits]\nmax_message_size = 64k\n")
        self.reload()
        client = self.lmtpd.connect()
        self.assertEqual(client.mail(CUSTOMER, ["SIZE=65537"])[0], 552)
        client.mail(CUSTOMER)
        client.rcpt(SUPPORT)
        code, text = client.data(mail(body=("y" * 70 + "\r\n") * 1000))
        self.assertEqual((code, text[:5]), (552, b"5.3.4"))
        client.rset()
        self.assertEqual(client.sendmail(CUSTOMER, [SUPPORT], mail()), {})
        client.quit()
        self.assertEqual(len(self.tickets()), 1)

    def test_the_desk_down_is_told_as_temporary(self):
        self.house.desk.stop()
        client = self.lmtpd.connect()
        client.mail(CUSTOMER)
        client.rcpt(SUPPORT)
        code, text = client.data(mail())
        self.assertEqual((code, text[:1]), (451, b"4"))
        client.close()
        self.house.desk.start()

    def test_a_worker_killed_in_a_request_costs_nothing(self):
        """Killed while the API works on the ticket: the client gets no reply, sends again, and there is one ticket."""
        self.house.desk.run("fault", "create after delay=1500")
        client = self.lmtpd.connect()
        client.mail(CUSTOMER)
        client.rcpt(SUPPORT)

        def kill_soon():
            time.sleep(0.7)
            for pid in self.lmtpd.workers():
                os.kill(pid, signal.SIGKILL)
        killer = threading.Thread(target=kill_soon)
        killer.start()
        with self.assertRaises(smtplib.SMTPServerDisconnected):
            client.data(mail())
        killer.join()
        client = self.lmtpd.connect()
        self.assertEqual(client.sendmail(CUSTOMER, [SUPPORT], mail()), {})
        client.quit()
        self.assertEqual(len(self.tickets()), 1)

    def zygotes(self):
        return [zygote for worker in self.lmtpd.workers() for zygote in self.lmtpd.children(worker)]

    def kill_zygotes(self):
        zygotes = self.zygotes()
        self.assertTrue(zygotes)
        for zygote in zygotes:
            os.kill(zygote, signal.SIGKILL)
        for zygote in zygotes:  # a signal takes some time
            self.assertTrue(wait_until(lambda pid=zygote: is_dead(pid)))

    def test_a_zygote_that_dies_between_two_messages_costs_none(self):
        for i in range(3):
            # a worker may wake up for a connection that the other one takes; then it has no zygote until it needs one
            self.assertTrue(wait_until(lambda: len(self.lmtpd.workers()) == 2 and self.zygotes()))
            self.kill_zygotes()
            client = self.lmtpd.connect()
            self.assertEqual(client.sendmail(CUSTOMER, [SUPPORT], mail(message_id=f"{i}@mail.customer.example")), {})
            client.quit()
        self.assertEqual(len(self.tickets()), 3)

    def test_a_zygote_that_dies_in_a_connection_that_had_a_message_ends_it(self):
        """The worker has the token by then, and no copy of it may read mail."""
        client = self.lmtpd.connect()
        self.assertEqual(client.sendmail(CUSTOMER, [SUPPORT], mail(message_id="one@mail.customer.example")), {})
        self.kill_zygotes()
        client.mail(CUSTOMER)
        client.rcpt(SUPPORT)
        self.assertEqual(client.docmd("DATA")[0], 451)
        with self.assertRaises(smtplib.SMTPServerDisconnected):
            client.noop()
        client = self.lmtpd.connect()
        self.assertEqual(client.sendmail(CUSTOMER, [SUPPORT], mail(message_id="two@mail.customer.example")), {})
        client.quit()
        self.assertEqual(len(self.tickets()), 2)

    def test_a_zygote_that_dies_with_a_message_in_hand_defers_that_one(self):
        client = self.lmtpd.connect()
        client.mail(CUSTOMER)
        client.rcpt(SUPPORT)
        self.assertEqual(client.docmd("DATA")[0], 354)
        self.kill_zygotes()
        client.send(mail() + b".\r\n")
        self.assertEqual(client.getreply()[0], 451)
        client.quit()
        client = self.lmtpd.connect()
        self.assertEqual(client.sendmail(CUSTOMER, [SUPPORT], mail()), {})
        client.quit()
        self.assertEqual(len(self.tickets()), 1)

    def test_a_silent_client_is_sent_away(self):
        self.write_config(extra="idle_timeout = 1s\n")
        self.reload()
        client = self.lmtpd.connect()
        self.assertEqual(client.getreply()[0], 421)

    def test_workers_rest_while_the_quota_of_the_api_is_nearly_used(self):
        """Each of the two rests until the quota begins again; a third mail waits for one of them, and is not refused."""
        def deliver_one(i):
            client = self.lmtpd.connect()
            self.assertEqual(deliver(client, [SUPPORT], mail(message_id=f"{i}@mail.customer.example")), [250])
            client.close()
        for used, until_reset_s in ((50, 60), (99, 3)):
            reset = int(time.time()) + until_reset_s
            self.house.desk.run("fault", f"create after header=quota-limit:100 header=quota-used:{used} "
                                f"header=quota-reset-UTC:{reset} times=3")
            for i in range(3):
                deliver_one(f"{used}.{i}")
            self.assertEqual(time.time() >= reset - 1, used == 99)  # whether they rested
        self.assertEqual(len(self.tickets()), 6)

    def test_sigterm_ends_it_with_the_message_in_hand_done(self):
        self.house.desk.run("fault", "create before delay=1000")
        client = self.lmtpd.connect()
        client.mail(CUSTOMER)
        client.rcpt(SUPPORT)
        threading.Timer(0.4, lambda: self.lmtpd.process.send_signal(signal.SIGTERM)).start()
        self.assertEqual(client.data(mail())[0], 250)
        self.assertEqual(self.lmtpd.process.wait(20), 0)
        self.assertEqual(len(self.tickets()), 1)


class ManySessionsTest(LmtpdCase):
    """With the default number of workers: as many as Postfix opens sessions."""

    settings = ""
    n_workers = 20

    def deliver_at_once(self, count):
        """The replies to this many mails, and the seconds until the last one."""
        codes = []

        def one(i):
            client = self.lmtpd.connect()
            codes.extend(deliver(client, [SUPPORT], mail(message_id=f"{i}@mail.customer.example")))
            client.quit()
        threads = [threading.Thread(target=one, args=(i,)) for i in range(count)]
        begin = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return codes, time.monotonic() - begin

    def test_workers_wait_for_a_slow_api_side_by_side_and_more_sessions_wait_for_them(self):
        self.house.desk.run("fault", "create before delay=1000 times=ever")
        hung = self.lmtpd.workers()[:2]
        for pid in hung:
            os.kill(pid, signal.SIGSTOP)
        codes, seconds = self.deliver_at_once(24)
        self.assertEqual(codes, [250] * 24)
        self.assertEqual(len(self.tickets()), 24)
        self.assertLess(seconds, 12)  # two rounds, of 18 and 6
        for pid in hung:
            os.kill(pid, signal.SIGKILL)
        self.assertTrue(wait_until(lambda: len(self.lmtpd.workers()) == 20 and not set(hung) & set(self.lmtpd.workers())))


@unittest.skipIf(why_not(), why_not())
class PostfixTest(LmtpdCase):
    """With the unchanged lines of contrib/postfix/."""

    owner = USER

    def setUp(self):
        super().setUp()
        port = free_port()
        self.house.submission_port = port
        self.write_config(extra=ROUTE)
        self.reload()
        self.transport = os.path.join(self.house.folder, "transport")
        with open(self.transport, "w", encoding="ascii") as file:
            file.write(example("transport.lmtp").replace("example.org", "desk.example")
                       .replace("/run/ticketgate/lmtp.sock", self.lmtpd.path))
            file.write(f"customer.example smtp:[127.0.0.1]:{self.house.sink.port}\n")
        main = example("main.cf.lmtp").replace("/etc/postfix/transport", self.transport)
        self.postfix = Postfix(self.house.folder, port, example("master.cf.lmtp"), main)
        self.addCleanup(self.postfix.stop)

    def send(self, message, recipients=(SUPPORT,)):
        with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=60) as client:
            client.sendmail(CUSTOMER, list(recipients), message)

    def expect(self, *statuses, recipient=SUPPORT):
        self.assertEqual(self.postfix.wait_for(recipient, list(statuses)), list(statuses), self.postfix.log_text())

    def test_two_recipients_two_routes_two_results(self):
        self.send(mail(), (SUPPORT, NOC))
        self.expect("sent")
        self.expect("sent", recipient=NOC)
        self.assertIn("dsn=2.1.5", self.postfix.log_text())
        self.assertEqual(sorted(ticket["ci"] for ticket in self.tickets()), ["NETWORK", "PRINTERS"])
        self.assertTrue(wait_until(lambda: self.house.sink.mails), self.postfix.log_text())

    def sent_lines(self):
        return re.findall(r": (\w+): to=<([^>]+)>.* status=sent \((.*)\)", self.postfix.log_text())

    def test_postfix_logs_the_ticket_and_the_trace_has_its_queue_id(self):
        self.send(mail(), (SUPPORT, NOC))
        self.expect("sent")
        self.expect("sent", recipient=NOC)
        numbers = {ticket["ci"]: ticket["ticket_number"] for ticket in self.tickets()}
        lines = {recipient: (queue_id, response) for queue_id, recipient, response in self.sent_lines()}
        self.assertEqual(lines[SUPPORT][1], f"250 2.1.5 {numbers['PRINTERS']} created")
        self.assertEqual(lines[NOC][1], f"250 2.1.5 {numbers['NETWORK']} created")
        found = self.trace(lines[SUPPORT][0])
        self.assertEqual({trace["ticket_number"] for trace in found}, set(numbers.values()))

    def test_one_of_two_fails(self):
        self.house.desk.run("fault", "create before skip=1 status=503")
        self.send(mail(), (SUPPORT, NOC))
        wait_until(lambda: self.postfix.statuses(SUPPORT) and self.postfix.statuses(NOC), 60)
        self.assertEqual(sorted(self.postfix.statuses(SUPPORT) + self.postfix.statuses(NOC)), ["deferred", "sent"])
        self.assertEqual(len(self.tickets()), 1)

    def test_too_large_bounces(self):
        self.write_config(extra=ROUTE + "[limits]\nmax_message_size = 64k\n")
        self.reload()
        self.send(mail(body=("y" * 70 + "\r\n") * 1000))
        self.expect("bounced")

    @unittest.skipIf(DIALECT == "connect", "a ci is optional there, so every recipient has a route")
    def test_a_recipient_without_a_route_is_found_by_who_wrote_to_it(self):
        nobody = "nobody@desk.example"
        self.write_config(extra=ROUTE)
        with open(self.house.config, encoding="utf-8") as file:
            text = file.read().replace("ci = PRINTERS\n", "").replace("<support@desk.example>", "<noc@desk.example>")
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write(text)
        self.reload()
        with open(self.transport, "a", encoding="ascii") as file:
            file.write(f"{nobody} ticketgatelmtp:unix:{self.lmtpd.path}\n")
        self.send(mail(), (nobody, NOC))
        self.expect("bounced", recipient=nobody)
        self.expect("sent", recipient=NOC)
        bounced, = self.trace(nobody)
        self.assertEqual((bounced["outcome"], bounced["sender"]), ("bounce", CUSTOMER))

    def test_reload_in_the_middle_of_many_mails(self):
        count = 60
        senders = [threading.Thread(target=lambda n=n: [
            self.send(mail(message_id=f"{n}.{i}@mail.customer.example")) for i in range(count // 4)]) for n in range(4)]
        for thread in senders:
            thread.start()
        while any(thread.is_alive() for thread in senders):
            self.lmtpd.process.send_signal(signal.SIGHUP)
            time.sleep(0.2)
        for thread in senders:
            thread.join()
        # A worker that is about to end replies 421 to a new session, and asks to come again: Postfix defers that mail
        # once. No mail is refused, and each becomes one ticket.
        done = lambda: len(self.postfix.statuses(SUPPORT)) >= count
        self.assertTrue(harness.wait_until(done, 60), self.postfix.log_text())
        deferred = self.postfix.statuses(SUPPORT).count("deferred")
        if deferred:
            self.postfix.flush()
        all_sent = lambda: self.postfix.statuses(SUPPORT).count("sent") == count
        self.assertTrue(harness.wait_until(all_sent, 60), self.postfix.log_text())
        self.assertNotIn("bounced", self.postfix.statuses(SUPPORT))
        self.assertLess(deferred, count // 4)
        self.assertEqual(len(self.tickets()), count)


if __name__ == "__main__":
    unittest.main()
