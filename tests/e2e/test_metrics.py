"""Metrics: by lmtpd, in a file, on standard output; they only count up; and contrib/ asks for names that exist."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import unittest
from pathlib import Path

import server_process
from harness import TICKETGATE, House, free_port, mail, wait_until

CONTRIB = Path(__file__).resolve().parents[2] / "contrib"


def samples(text):
    """{"name{labels}": value}"""
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if not line.startswith("#")}


class MetricsTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.port = free_port()
        self.lmtp = os.path.join(self.house.folder, "lmtp.sock")
        self.file = os.path.join(self.house.folder, "ticketgate.prom")
        self.write_config()

    def write_config(self, listen=None):
        self.house.write_config(f"[lmtp]\nlisten = unix:{self.lmtp}\nworkers = 1\n[metrics]\ntextfile = {self.file}\n"
                                f"listen = {listen or f'127.0.0.1:{self.port}'}\n")

    def start(self):
        process = server_process.start_bound([TICKETGATE, "lmtpd", "--config", self.house.config], stderr=subprocess.PIPE)

        def stop():
            if process.poll() is None:
                process.terminate()
            process.wait(30)
            process.stderr.close()

        self.addCleanup(stop)
        self.assertTrue(wait_until(lambda: os.path.exists(self.lmtp)))
        return process

    def get(self, path="/metrics"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, body

    def children(self, process):
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            return {int(pid) for pid in file.read().split()}

    def test_they_are_the_same_everywhere(self):
        self.assertEqual(self.house.deliver(mail()).returncode, 0)
        self.start()
        status, served = self.get()
        self.assertEqual(status, 200)
        printed = self.house.run("metrics").stdout.decode()
        self.assertEqual(served, printed)
        self.assertEqual(self.house.run("outbox").returncode, 0)
        self.assertEqual(Path(self.file).read_text(encoding="utf-8"), printed)
        self.assertEqual(os.stat(self.file).st_mode & 0o777, 0o644)
        found = samples(printed)
        self.assertEqual(found['ticketgate_mails_total{outcome="create"}'], 1)
        self.assertEqual(found['ticketgate_api_deliveries_total{result="success"}'], 1)
        self.assertEqual(found['ticketgate_submissions_total{result="success"}'], 1)
        self.assertNotIn("customer.example", printed)
        self.assertEqual(self.get("/other")[0], 404)

    def test_a_slow_client_holds_up_no_mail(self):
        self.start()
        with socket.create_connection(("127.0.0.1", self.port)) as slow, socket.socket(socket.AF_UNIX) as client:
            slow.sendall(b"GET /met")
            client.connect(self.lmtp)
            client.settimeout(1)
            self.assertTrue(client.recv(1000).startswith(b"220 "))
            slow.settimeout(10)
            self.assertTrue(slow.recv(1000).startswith(b"HTTP/1.1 400 "))

    def test_a_killed_process_comes_back_and_workers_stay(self):
        process = self.start()
        self.assertTrue(wait_until(lambda: len(self.children(process)) == 2))
        with socket.create_connection(("127.0.0.1", self.port)):
            before = self.children(process)
        for pid in before:
            sockets = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
            if not any("signalfd" in name for name in sockets):
                os.kill(pid, signal.SIGKILL)
        self.assertTrue(wait_until(lambda: len(self.children(process)) == 2 and self.children(process) != before))
        self.assertEqual(len(self.children(process) & before), 1)
        self.assertEqual(self.get()[0], 200)
        process.terminate()
        self.assertEqual(process.wait(30), 0)

    def test_no_address_but_loopback_is_taken(self):
        self.write_config("0.0.0.0:9477")
        done = self.house.run("lmtpd")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"[metrics] listen: cannot listen on 0.0.0.0:9477: '0.0.0.0' is no loopback address", done.stderr)
        self.assertIn(b"[metrics] listen: '0.0.0.0' is no loopback address", self.house.run("check-config").stderr)

    def test_counters_do_not_go_back(self):
        for number in range(3):
            self.assertEqual(self.house.deliver(mail(message_id=f"{number}@mail.customer.example")).returncode, 0)
        self.house.desk.stop()
        self.assertEqual(self.house.deliver(mail(message_id="last@mail.customer.example")).returncode, 75)
        before = samples(self.house.run("metrics").stdout.decode())
        self.house.journal_run("DELETE FROM trace")
        self.house.run("forget", "--yes", "user@customer.example")
        after = samples(self.house.run("metrics").stdout.decode())
        for name, value in before.items():
            if "_total" in name or name.endswith(("_sum", "_count")):
                self.assertEqual(after[name], value, name)
        self.assertEqual(after['ticketgate_mails_total{outcome="failed"}'], 1)
        self.assertEqual(after['ticketgate_api_deliveries_total{result="failure"}'], 1)

    def test_contrib_asks_for_metrics_that_exist(self):
        self.assertEqual(self.house.deliver(mail()).returncode, 0)
        text = self.house.run("metrics").stdout.decode()
        names = {re.split(r"[{ ]", line)[0] for line in text.splitlines() if not line.startswith("#")}
        labels = {tuple(re.findall(r'(\w+)="', line)) for line in text.splitlines() if "{" in line}
        dashboard = json.loads((CONTRIB / "grafana/ticketgate.json").read_text(encoding="utf-8"))
        expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
        rules = (CONTRIB / "prometheus/ticketgate.rules.yml").read_text(encoding="utf-8")
        expressions += re.findall(r"expr: (?:>-\n)?((?:.|\n)*?)\n {8}(?:for|labels):", rules)
        self.assertEqual(len(expressions), sum(len(panel["targets"]) for panel in dashboard["panels"]) + rules.count("- alert:"))
        used = set()
        for expression in expressions:
            found = set(re.findall(r"ticketgate_\w+", expression))
            self.assertTrue(found and found <= names, (expression, found - names))
            for label in re.findall(r"(?:\{|, *)(\w+)=~?\"|by \((\w+)\)", expression):
                self.assertIn(("".join(label),), labels, expression)
            used |= found
        # What is shown nowhere is of no use.
        self.assertEqual(names - used - {"ticketgate_quarantine_mails"}, set())
        manual = (CONTRIB.parent / "gateway/ticketgate.1.scd").read_text(encoding="utf-8")
        for name in names:
            self.assertIn(re.sub("_(sum|count)$", "", name), manual)


if __name__ == "__main__":
    unittest.main()
