"""The incident desk as a client sees it: its API, its faults, its commands. Standard library only."""

import concurrent.futures
import contextlib
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from desk_client import BASE, DESK, READY_SECONDS, Desk, DeskTest, attachment, new_incident


class TokenTest(DeskTest):
    def test_answer_is_as_documented(self):
        status, body = self.desk.login()
        answer = json.loads(body)
        self.assertEqual(status, 200)
        self.assertEqual(answer["token_type"], "Bearer")
        self.assertEqual(answer["expires_in"], "3599")
        self.assertEqual(answer["status"], "approved")
        self.assertAlmostEqual(int(answer["issued_at"]) / 1000, time.time(), delta=600)

    def test_no_request_without_a_live_token(self):
        operations = [("POST", "NewIncident"), ("PATCH", "UpdateIncident"),
                      ("GET", "GetActiveIncidents"), ("GET", "GetIncident/INC0000001")]
        self.desk.token = "0" * 64
        for method, name in operations:
            self.assert_refused(self.desk.api(method, name), 401, "unknown or dead")
            status, headers, _ = self.desk.request(method, BASE + name)
            self.assertEqual((status, headers["WWW-Authenticate"]), (401, "Bearer"))

    def test_revoked(self):
        self.assertEqual(self.desk.api("GET", "GetActiveIncidents")[0], 200)
        self.assertEqual(self.desk.command("revoke-tokens").returncode, 0)
        self.assert_refused(self.desk.api("GET", "GetActiveIncidents"), 401, "unknown or dead")
        self.desk.login()
        self.assertEqual(self.desk.api("GET", "GetActiveIncidents")[0], 200)


class ClientTest(DeskTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="desk-secret-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        secret = os.path.join(cls.folder, "secret")
        with open(secret, "w", encoding="ascii") as file:
            file.write("right\n")
        cls.options = ("--client-id", "gate", "--client-secret-file", secret, "--token-lifetime", "1")

    def test_only_its_client(self):
        self.assertEqual(self.desk.login("gate", "wrong")[0], 401)
        self.assertEqual(self.desk.login("other", "right")[0], 401)
        self.assertEqual(self.desk.login("gate", "right")[0], 200)

    def test_tokens_die(self):
        _, body = self.desk.login("gate", "right")
        self.assertEqual(json.loads(body)["expires_in"], "1")
        deadline = time.monotonic() + READY_SECONDS
        while self.desk.api("GET", "GetActiveIncidents")[0] != 401:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)


class TicketTest(DeskTest):
    options = ("--ci-list", "A; Mail & more")

    def test_the_life_of_a_ticket(self):
        data = bytes(range(256)) * 50
        status, answer = self.desk.create(attachments=[attachment("a.bin", data), attachment("b", b"")])
        self.assertEqual(status, 201)
        result = answer["result"]
        self.assertEqual(result["state"], "inserted")
        self.assertEqual(result["ticket_number"], "INC0000001")
        self.assertEqual(result["reference_number"], "R1")
        self.assertEqual(result["note"], "INC0000001 Incident is created successfully.")

        self.assertEqual(self.desk.update("Comment", attachments=[attachment("c", b"x")])[0], 200)
        self.assert_refused(self.desk.update("Close"), 412, "state New")
        self.assert_refused(self.desk.update("Reopen"), 412, "state New")
        self.assertEqual(self.desk.command("resolve", "-m", "turned it on", "INC0000001").returncode, 0)
        self.assertEqual(self.desk.update("Reopen")[0], 200)
        self.assertEqual(self.desk.command("resolve", "INC0000001").returncode, 0)
        self.assertEqual(self.desk.update("Close")[0], 200)
        self.assert_refused(self.desk.update("Comment"), 412, "state Closed")

        ticket, = self.desk.dump()["tickets"]
        self.assertEqual([comment["action"] for comment in ticket["comments"]], ["Comment", "Reopen", "Close"])
        self.assertEqual(ticket["attachments"][0]["sha256"], hashlib.sha256(data).hexdigest())
        self.assertEqual([file["size"] for file in ticket["attachments"]], [len(data), 0, 1])
        self.assertEqual(ticket["attachments"][2]["request"], ticket["comments"][0]["request"])
        self.assertEqual((ticket["state"], ticket["solution"]), ("Closed", "turned it on"))

    def test_get_has_every_documented_member(self):
        self.desk.create(short_description="Tést \u2603 \U0001f600", description="a\n\"b\"\t\u00e9")
        status, answer = self.desk.api("GET", "GetIncident/INC0000001")
        self.assertEqual(status, 200)
        self.assertEqual(set(answer["result"]), {
            "ticket_number", "reference_number", "short_description", "state", "company", "description",
            "contact", "user", "category", "priority", "impact", "urgency", "ci", "customer_service",
            "service_component", "sla_due", "pending_reason", "required_information",
            "reason_user_required", "close_code", "solution"})
        self.assertEqual(answer["result"]["short_description"], "Tést \u2603 \U0001f600")
        self.assertEqual(answer["result"]["description"], "a\n\"b\"\t\u00e9")
        self.assertEqual(answer["result"]["sla_due"], {})
        self.assert_refused(self.desk.api("GET", "GetIncident/INC0000002"), 404, "INC0000002")

    def test_list_leaves_out_what_is_over(self):
        for name in ["progress", "hold", "resolve", "close", "cancel"]:
            number = self.desk.create()[1]["result"]["ticket_number"]
            self.assertEqual(self.desk.command(name, number).returncode, 0)
        self.desk.create()
        _, answer = self.desk.api("GET", "GetActiveIncidents")
        self.assertEqual([(ticket["ticket_number"], ticket["state"]) for ticket in answer["result"]], [
            ("INC0000001", "In Progress"), ("INC0000002", "On Hold"), ("INC0000003", "Resolved"),
            ("INC0000006", "New")])
        self.assertEqual(set(answer["result"][0]),
                         {"reference_number", "short_description", "state", "ticket_number"})

    def test_refusals_say_why_and_leave_nothing(self):
        text = "QUJD\nREVG"
        cases = [
            ({"ci": ...}, "ci is missing"), ({"service": ...}, "service is missing"),
            ({"reference_number": ...}, "reference_number is missing"),
            ({"short_description": ...}, "short_description is missing"),
            ({"description": ...}, "description is missing"),
            ({"short_description": ""}, "short_description is empty"),
            ({"description": 5}, "description is not a string"),
            ({"ci": "Mail"}, "not in the agreed list: Mail"),
            ({"attachments": {}}, "not an array"),
            ({"attachments": [attachment("a", b"x"), {"name": "b", "content": text}]}, "[1].content is not Base64"),
            ({"attachments": [{"name": "b", "content": "A" * 10_000_004}]}, "larger than 10000000"),
        ]
        for changes, words in cases:
            self.assert_refused(self.desk.create(**changes), 400, words)
        for body in ["", "{", "[]", "{'a':1}", json.dumps(new_incident()) + "x", b"\xff", "[" * 100_000]:
            self.assertEqual(self.desk.api("POST", "NewIncident", body)[0], 400)
        dump = self.desk.dump()
        self.assertEqual(dump["tickets"], [])
        self.assertEqual(dump["requests"]["create"], len(cases) + 7)

    def test_paths_and_methods(self):
        self.assert_refused(self.desk.api("GET", "GetIncident/"), 404, "no such path")
        self.assert_refused(self.desk.api("POST", "newincident", {}), 404, "no such path")
        for method, name, allowed in [("GET", "NewIncident", "POST"), ("POST", "UpdateIncident", "PATCH"),
                                      ("POST", "GetActiveIncidents", "GET"),
                                      ("DELETE", "GetIncident/INC0000001", "GET")]:
            status, headers, _ = self.desk.request(method, BASE + name)
            self.assertEqual((status, headers["Allow"]), (405, allowed))

    def test_a_second_create_makes_a_second_ticket(self):
        self.assertEqual(self.desk.create()[0], 201)
        self.assertEqual(self.desk.create()[0], 201)
        self.assertEqual([ticket["reference_number"] for ticket in self.desk.dump()["tickets"]], ["R1", "R1"])

    def test_largest_bodies(self):
        content = "QUJD" * 2_500_000
        self.assertEqual(self.desk.create(attachments=[{"name": "big", "content": content}])[0], 201)
        too_large = b" " * (32 * 1024 * 1024 + 1)
        self.assert_refused(self.desk.api("POST", "NewIncident", too_large), 413, "larger")
        self.assertEqual(self.desk.create()[0], 201)

    def test_chunked_bodies(self):
        body = json.dumps(new_incident()).encode()
        headers = {"authorization": "Bearer " + self.desk.token, "content-type": "application/json"}
        pieces = [body[:10], body[10:]]
        self.desk.connection.request("POST", BASE + "NewIncident", iter(pieces), headers, encode_chunked=True)
        answer = self.desk.connection.getresponse()
        self.assertEqual((answer.status, json.loads(answer.read())["result"]["state"]), (201, "inserted"))

    def test_many_at_once(self):
        def one(number):
            headers = {"authorization": "Bearer " + self.desk.token, "content-type": "application/json"}
            connection = http.client.HTTPConnection("127.0.0.1", self.desk.port, timeout=60)
            connection.request("POST", BASE + "NewIncident",
                               json.dumps(new_incident(reference_number=f"R{number}")), headers)
            result = json.loads(connection.getresponse().read())["result"]
            connection.close()
            return result["reference_number"], result["ticket_number"]

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            got = dict(pool.map(one, range(40)))
        want = {ticket["reference_number"]: ticket["ticket_number"] for ticket in self.desk.dump()["tickets"]}
        self.assertEqual(len(want), 40)
        self.assertEqual(got, want)

    def test_survives_a_restart(self):
        self.desk.create(attachments=[attachment("a", b"kept")])
        before = self.desk.dump()
        for how in [signal.SIGTERM, signal.SIGINT, signal.SIGKILL]:
            status, out, err = self.desk.stop(how)
            self.assertEqual(status, -9 if how == signal.SIGKILL else 0)
            self.assertEqual(out, f"listening on http://127.0.0.1:{self.desk.port}\n")
            self.assertEqual(err, "")
            self.desk.start()
            self.assertEqual(self.desk.dump(), before)
        self.assertEqual(self.desk.create()[1]["result"]["ticket_number"], "INC0000002")


class UniqueTest(DeskTest):
    options = ("--unique-reference",)

    def test_a_second_create_is_refused(self):
        self.assertEqual(self.desk.create()[0], 201)
        self.assert_refused(self.desk.create(), 400, "not unique")
        self.assertEqual(self.desk.create(reference_number="R2")[0], 201)


class FaultTest(DeskTest):
    options = ("--faults", "list status=500; # two\nlist status=502")

    def tickets(self):
        return len(self.desk.dump()["tickets"])

    def test_the_list_of_the_command_line(self):
        self.assertEqual([self.desk.api("GET", "GetActiveIncidents")[0] for _ in range(3)], [500, 502, 200])

    def test_clear(self):
        self.assertEqual(len(self.desk.dump()["faults"]), 2)
        self.desk.fault("--clear", "get status=503")
        self.assertEqual(self.desk.dump()["faults"], [{"line": "get status=503", "remaining": 1}])
        self.desk.fault("--clear")
        self.assertEqual(self.desk.dump()["faults"], [])

    def test_status_before_and_after(self):
        self.desk.fault("create status=503 retry-after=7", "create after status=500")
        self.desk.connection.request(
            "POST", BASE + "NewIncident", json.dumps(new_incident()),
            {"authorization": "Bearer " + self.desk.token, "content-type": "application/json"})
        answer = self.desk.connection.getresponse()
        answer.read()
        self.assertEqual((answer.status, answer.headers["Retry-After"], self.tickets()), (503, "7", 0))
        self.assertEqual((self.desk.create()[0], self.tickets()), (500, 1))
        self.assertEqual((self.desk.create()[0], self.tickets()), (201, 2))

    def test_drop(self):
        for line, tickets in [("create drop", 0), ("create after drop", 1)]:
            self.desk.fault(line)
            with self.assertRaises((http.client.RemoteDisconnected, ConnectionResetError)):
                self.desk.create()
            self.desk.connect()
            dump = self.desk.dump()
            self.assertEqual(len(dump["tickets"]), tickets)
            self.assertEqual((dump["log"][-1]["status"], dump["log"][-1]["fault"]), (0, line))

    def test_torn(self):
        for line, tickets in [("create torn", 0), ("create after torn", 1)]:
            self.desk.fault(line)
            with self.assertRaises(http.client.IncompleteRead):
                self.desk.create()
            self.desk.connect()
            self.assertEqual(self.tickets(), tickets)

    def test_slow(self):
        self.desk.fault("create slow=1")
        self.assertEqual(self.desk.create()[1]["result"]["ticket_number"], "INC0000001")

    def test_nonsense(self):
        self.desk.fault("create nonsense", "create after nonsense")
        for tickets in [0, 1]:
            with self.assertRaises(json.JSONDecodeError):
                self.desk.create()
            self.assertEqual(self.tickets(), tickets)

    def test_other_shapes(self):
        self.desk.fault("create 202-without-number", "update unwrapped")
        self.assertEqual(self.desk.create(), (202, {"result": {"state": "accepted"}}))
        self.assertEqual(self.desk.update("Comment")[1]["ticket_number"], "INC0000001")

    def test_redirect(self):
        self.desk.fault("get redirect=https://desk.example/x")
        status, headers, _ = self.desk.request("GET", BASE + "GetIncident/INC0000001", None,
                                               {"authorization": "Bearer " + self.desk.token})
        self.assertEqual((status, headers["Location"]), (302, "https://desk.example/x"))

    def test_delay(self):
        self.desk.fault("create delay=300", "create after delay=300")
        for _ in range(2):
            start = time.monotonic()
            self.assertEqual(self.desk.create()[0], 201)
            self.assertGreaterEqual(time.monotonic() - start, 0.29)

    def test_a_client_that_does_not_wait(self):
        """The work of a delayed request is done even if the client does not wait for the answer."""
        self.desk.fault("create delay=200", "create after delay=200")
        body = json.dumps(new_incident()).encode()
        head = (f"POST {BASE}NewIncident HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {self.desk.token}\r\nContent-Length: {len(body)}\r\n\r\n")
        for tickets in [1, 2]:
            with socket.create_connection(("127.0.0.1", self.desk.port)) as connection:
                connection.sendall(head.encode() + body)
                time.sleep(0.05)
            deadline = time.monotonic() + READY_SECONDS
            while self.tickets() < tickets:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
        time.sleep(0.3)
        self.assertEqual(self.desk.create()[0], 201)

    def test_token_and_any(self):
        self.desk.fault("--clear", "token status=503", "any status=500 times=ever")
        self.assertEqual(self.desk.login()[0], 503)
        self.assertEqual(self.desk.login()[0], 500)
        self.assertEqual(self.desk.api("GET", "GetActiveIncidents")[0], 500)
        self.assertEqual(self.desk.update("Comment")[0], 500)

    def test_a_dead_token_uses_up_no_fault(self):
        self.desk.fault("--clear", "create after drop")
        good, self.desk.token = self.desk.token, "dead"
        self.assertEqual(self.desk.create()[0], 401)
        self.desk.token = good
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionResetError)):
            self.desk.create()

    def test_wrong_lines_change_nothing(self):
        for line in ["create", "create dorp", "nothing drop", ""]:
            done = self.desk.command("fault", "get drop", line) if line else self.desk.command("fault")
            self.assertEqual(done.returncode, 2)
        self.assertEqual(len(self.desk.dump()["faults"]), 2)


class CommandTest(DeskTest):
    def test_exit_statuses(self):
        missing = os.path.join(self.desk.folder, "missing.db")
        cases = [
            ([], 2), (["nonsense"], 2), (["--help"], 0), (["--version"], 0), (["serve", "--help"], 0),
            (["serve"], 2), (["serve", "--database", self.desk.database, "--port", "70000"], 2),
            (["serve", "--database", self.desk.database, "--listen", "localhost"], 2),
            (["serve", "--database", self.desk.database, "--client-id", "x"], 2),
            (["serve", "--database", self.desk.database, "--faults", "any dorp"], 2),
            (["serve", "--database", self.desk.database, "--port", str(self.desk.port)], 1),
            (["dump"], 2), (["dump", "--database", missing], 1), (["dump", "--nonsense"], 2),
            (["resolve", "--database", self.desk.database], 2),
            (["resolve", "--database", self.desk.database, "INC0000001"], 1),
            (["serve", "--database", self.desk.database, "--password-file", os.devnull], 2),
            (["serve", "--database", self.desk.database, "--password-file", missing], 1),
        ]
        for name in ["dump", "revoke-tokens", "serve"]:  # faults that do nothing there
            cases += [([name, "--database", self.desk.database, word], 2) for word in ["INC0000001", "--clear", "-mx"]]
        cases += [(["fault", "--database", self.desk.database, "-m", "x", "get drop"], 2),
                  (["resolve", "--database", self.desk.database, "--clear", "INC0000001"], 2)]
        for arguments, status in cases:
            done = subprocess.run([DESK, *arguments], capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, status, (arguments, done.stderr))
            self.assertEqual(done.stderr == "", status == 0, arguments)
        self.assertFalse(os.path.exists(missing))

    def test_options_that_do_nothing_are_named(self):
        for arguments, words in [(["dump", "INC0000001"], "INC0000001"), (["dump", "--clear"], "--clear"),
                                 (["fault", "--message", "x", "get drop"], "--message")]:
            done = self.desk.command(*arguments)
            self.assertIn(words, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_a_full_disk_is_a_failure(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([DESK, "dump", "--database", self.desk.database], stdout=full, stderr=subprocess.PIPE,
                                  text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, "No space left" in done.stderr), (1, True))

    def test_moves_are_all_or_nothing(self):
        self.desk.create()
        self.assertEqual(self.desk.command("resolve", "INC0000001", "INC0000009").returncode, 1)
        self.assertEqual(self.desk.dump()["tickets"][0]["state"], "New")

    def test_a_dump_is_utf_8_in_any_locale(self):
        self.desk.create(short_description="Düsseldorf")
        done = subprocess.run([DESK, "dump", "--database", self.desk.database], capture_output=True, timeout=60, check=True,
                              env={**os.environ, "LC_ALL": "C"})
        self.assertEqual(json.loads(done.stdout)["tickets"][0]["short_description"], "Düsseldorf")

    def test_dump_counts(self):
        self.desk.create()
        self.desk.update("Comment")
        self.desk.api("GET", "GetIncident/INC0000001")
        self.desk.api("GET", "Elsewhere")
        dump = self.desk.dump()
        self.assertEqual(dump["requests"],
                         {"token": 1, "create": 1, "update": 1, "list": 0, "get": 1, "other": 1})
        self.assertEqual([entry["status"] for entry in dump["log"]], [200, 201, 200, 200, 404])
        self.assertEqual(dump["tickets"][0]["request"], dump["log"][1]["id"])


class TlsTest(unittest.TestCase):
    @unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificate")
    def test_https(self):
        folder = tempfile.mkdtemp(prefix="desk-")
        self.addCleanup(shutil.rmtree, folder)
        cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                        "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
                       check=True, capture_output=True)
        desk = Desk(folder, "--tls-cert", cert, "--tls-key", key, max_files=64)
        self.addCleanup(desk.stop)
        context = ssl.create_default_context(cafile=cert)
        desk.connection = http.client.HTTPSConnection("127.0.0.1", desk.port, context=context, timeout=60)
        self.assertEqual(desk.login()[0], 200)
        self.assertEqual(desk.create(attachments=[attachment("a", b"x" * 5_000_000)])[0], 201)
        desk.fault("create after torn")
        with self.assertRaises((http.client.IncompleteRead, ssl.SSLError, ConnectionResetError)):
            desk.create()
        for _ in range(100):  # more than the limit of descriptors
            desk.connection.close()
            self.assertEqual(desk.request("GET", "/style.css")[0], 200)
            desk.connection.sock.settimeout(0.02)
            with contextlib.suppress(OSError):
                desk.connection.sock.unwrap()  # TLS is ended properly before the connection
            desk.connection.close()
            self.assertEqual(desk.request("GET", "/style.css")[0], 200)


if __name__ == "__main__":
    unittest.main()
