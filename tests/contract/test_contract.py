"""Gateway and desk against the documents of both APIs: through a proxy that refuses whatever breaks the document, in
requests and in answers, and the gateway against the document's own mock.

The proxy and the mock are Prism, from npm, pinned in prism/; without it the tests are skipped (`contrib/bootstrap
contract`). PYTHONPATH names the folder of the end-to-end tests.
"""

import base64
import contextlib
import http.client
import json
import os
import shutil
import sqlite3
import subprocess
import time
import unittest
import urllib.parse

import harness
import server_process
from harness import House, free_port, mail

FOLDER = os.path.dirname(os.path.abspath(__file__))
PATHS = {"incident": "/network/kpn/incident", "connect": "/network/kpn/servicenow"}
TOKEN = "/oauth/client_credential/accesstoken"
READY_SECONDS = 60
EXAMPLE_REFERENCE = "ABC1234"


def why_not():
    """Why it cannot run here; None if it can."""
    if not shutil.which("node"):
        return "Node.js is not installed, so there is no validating proxy"
    if not os.path.isdir(os.path.join(FOLDER, "prism", "node_modules", "@stoplight", "prism-cli")):
        return "the validating proxy is not installed (contrib/bootstrap contract installs it where npm is)"
    return None


class Prism:
    """All proxies and mocks, in one process."""

    def __init__(self, folder, reference):
        """reference: of the ticket in the documents' examples, which the mocks answer with."""
        servers, self.proxies, self.mocks = [], {}, {}
        for dialect, house in houses.items():
            with open(os.path.join(FOLDER, dialect + ".yaml"), encoding="utf-8") as file:
                text = file.read()
            document = os.path.join(folder, dialect + ".yaml")
            with open(document, "w", encoding="utf-8") as file:
                file.write(text.replace(EXAMPLE_REFERENCE, reference))
            for where, more in ((self.proxies, {"upstream": f"http://127.0.0.1:{house.desk.port}"}), (self.mocks, {})):
                port = free_port()
                servers.append({"document": document, "port": port, **more})
                where[dialect] = f"http://127.0.0.1:{port}"
        self.log = os.path.join(folder, "prism.log")
        with open(self.log, "wb") as log:
            self.process = server_process.start_bound(["node", os.path.join(FOLDER, "prism", "serve.mjs"), json.dumps(servers)],
                                                      stdout=log, stderr=log)
        end = time.monotonic() + READY_SECONDS
        while "\nready\n" not in self.said():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("Prism did not start: " + self.said())
            time.sleep(0.05)

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return "\n" + log.read()

    def complaints(self):
        return [line for line in self.said().splitlines() if "error" in line]

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def setUpModule():
    global houses, prism
    if why_not():
        return
    houses = {dialect: House("--dialect", dialect) for dialect in PATHS}
    request, = houses["incident"].dry_run(with_file())["requests"]
    prism = Prism(houses["connect"].folder, request["body"]["reference_number"])


def tearDownModule():
    if why_not():
        return
    prism.stop()
    for house in houses.values():
        house.close()


def use(dialect, server, journal="journal.db"):
    """Lets the gateway speak a dialect with a server. Returns its house."""
    house = houses[dialect]
    house.write_config(f"[api]\ndialect = {dialect}\n", base_url=server + PATHS[dialect], token_url=server + TOKEN,
                       journal=os.path.join(house.state, journal))
    return house


def with_file(subject="The printer is slow", message_id="file@mail.customer.example"):
    text = mail(subject=subject, message_id=message_id, body="", content_type='multipart/mixed; boundary="b"')
    content = base64.b64encode(bytes(range(256)) * 40).decode("ascii")
    lines = "\r\n".join(content[at:at + 76] for at in range(0, len(content), 76))
    return text + ("--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIt is sl\u00f6w.\r\n--b\r\n"
                   "Content-Type: application/x-plan\r\nContent-Transfer-Encoding: base64\r\n"
                   f'Content-Disposition: attachment; filename="plan.bin"\r\n\r\n{lines}\r\n--b--\r\n').encode("utf-8")


@unittest.skipIf(why_not(), why_not())
class GatewayTest(unittest.TestCase):
    def setUp(self):
        self.known = len(prism.complaints())

    def run_ok(self, done):
        self.assertEqual(done.returncode, 0, (done.stderr, prism.complaints()[self.known:]))

    def assert_no_complaint(self):
        self.assertEqual(prism.complaints()[self.known:], [])

    def command(self, house, *arguments):
        self.run_ok(subprocess.run([harness.TICKETGATE, *arguments, "--config", house.config], timeout=60, check=False,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE))

    def converse(self, house):
        """A new mail, then a reply to what the gateway answers. Returns that confirmation."""
        house.sink.mails.clear()
        self.run_ok(house.deliver(with_file()))
        confirmation, = house.sink.messages()
        reference = confirmation["Message-ID"]
        self.run_ok(house.deliver(mail(
            subject="Re: " + confirmation["Subject"], body="It is slower now.", message_id="two@mail.customer.example",
            headers=f"In-Reply-To: {reference}\nReferences: {reference}")))
        return confirmation

    def test_what_the_gateway_sends_is_as_documented(self):
        for dialect in PATHS:
            with self.subTest(dialect):
                house = use(dialect, prism.proxies[dialect])
                confirmation = self.converse(house)
                ticket = house.desk.tickets()[-1]
                number = ticket["ticket_number"]
                self.assertIn(f"[{number}]", confirmation["Subject"])
                self.assertEqual([comment["text"].strip() for comment in ticket["comments"]], ["It is slower now."])
                self.assertEqual([file["size"] for file in ticket["attachments"]], [256 * 40])
                self.command(house, "comment", number, "-m", "A word by hand.")
                if dialect == "incident":
                    house.desk.run("resolve", number)
                    self.command(house, "reopen", number, "-m", "Again.")
                    house.desk.run("resolve", number)
                    self.command(house, "close", number, "-m", "Done.")
                self.assert_no_complaint()

    def test_look_up_after_a_doubt_is_as_documented(self):
        for dialect in PATHS:
            with self.subTest(dialect):
                house = use(dialect, prism.proxies[dialect], "doubt.db")
                before = len(house.desk.tickets())
                house.desk.run("fault", "create after drop")
                first = house.deliver(mail(message_id="doubt@mail.customer.example"))
                self.assertIn(first.returncode, (0, 75))
                if first.returncode != 0:
                    self.run_ok(house.deliver(mail(message_id="doubt@mail.customer.example")))
                self.assertEqual(len(house.desk.tickets()), before + 1)
                self.assertGreater(house.desk.dump()["requests"]["list"], 0)

    def test_news_are_asked_for_as_documented(self):
        for dialect in PATHS:
            with self.subTest(dialect):
                house = use(dialect, prism.proxies[dialect], "news.db")
                self.command(house, "news")  # tells nothing of the past, nor of this second
                with contextlib.closing(sqlite3.connect(os.path.join(house.state, "news.db"))) as journal, journal:
                    journal.execute("UPDATE news_run SET begun_s = 1")
                self.run_ok(house.deliver(mail(subject="Which one", message_id="news@mail.customer.example")))
                number = house.desk.tickets()[-1]["ticket_number"]
                path = os.path.join(house.folder, "rooms.txt")
                with open(path, "w", encoding="ascii") as file:
                    file.write("rooms\n")
                house.desk.run("hold", "-m", "Which room?", *(["-a", path] if dialect == "connect" else []), number)
                house.sink.mails.clear()
                self.command(house, "news")
                told, = house.sink.messages()
                self.assertIn("Which room?", told.get_body(("plain",)).get_content())
                self.assertEqual([file.get_filename() for file in told.iter_attachments()],
                                 ["rooms.txt"] if dialect == "connect" else [])
                self.assertEqual({update["acknowledged"] for update in house.desk.dump().get("updates", [])
                                  if update["ticket_number"] == number}, {"Success"} if dialect == "connect" else set())
                self.assert_no_complaint()

    def test_mock_is_enough_for_a_conversation(self):
        for dialect, number in (("incident", "INC1234"), ("connect", "INC#34567890")):
            with self.subTest(dialect):
                house = use(dialect, prism.mocks[dialect], "mock.db")
                self.assertIn(f"[{number}]", self.converse(house)["Subject"])
                self.assert_no_complaint()


@unittest.skipIf(why_not(), why_not())
class DeskTest(unittest.TestCase):
    def setUp(self):
        self.dialect = "incident"
        self.headers = {}

    def speak(self, dialect):
        self.dialect, self.headers = dialect, {}
        form = urllib.parse.urlencode({"client_id": "e2e", "client_secret": harness.SECRET})
        status, answer = self.ask("POST", TOKEN + "?grant_type=client_credentials", form,
                                  "application/x-www-form-urlencoded")
        self.assertEqual(status, 200, answer)
        self.headers = {"authorization": "Bearer " + answer["access_token"]}
        return houses[dialect].desk

    def ask(self, method, path, body=None, content_type="application/json"):
        """One request through the proxy. Returns the status and the JSON of the answer."""
        address = urllib.parse.urlsplit(prism.proxies[self.dialect])
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        headers = {**self.headers, **({"content-type": content_type} if body is not None else {})}
        if not isinstance(body, (str, type(None))):
            body = json.dumps(body)
        if path != TOKEN + "?grant_type=client_credentials":
            path = PATHS[self.dialect] + path
        with contextlib.closing(connection):
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def assert_taken(self, answer, status=200):
        """The desk's own answer with this status, which the proxy let through."""
        self.assertEqual(answer[0], status, answer)
        self.assertNotIn("type", answer[1])
        return answer[1]

    def assert_stopped(self, answer, status, word):
        """The proxy refused the request (422) or the answer (500) because of this."""
        self.assertEqual(answer[0], status, answer)
        self.assertIn(word, json.dumps(answer[1]["validation"]))

    def test_incident_answers_are_as_documented(self):
        desk = self.speak("incident")
        new = {"reference_number": "R1", "short_description": "short", "description": "", "ci": "PRINTERS",
               "service": "", "attachments": [{"name": "a", "content": "QQ=="}]}
        number = self.assert_taken(self.ask("POST", "/NewIncident", new), 201)["result"]["ticket_number"]
        update = {"action": "Comment", "comment": "c", "ticket_number": number, "reference_number": "R1"}
        self.assert_taken(self.ask("PATCH", "/UpdateIncident", update))
        self.assert_taken(self.ask("PATCH", "/UpdateIncident", {**update, "action": "Close"}), 412)
        self.assert_taken(self.ask("PATCH", "/UpdateIncident", {**update, "ticket_number": "INC9999999"}), 404)
        self.assert_taken(self.ask("POST", "/NewIncident", {**new, "ci": "OTHER"}), 400)
        self.assert_taken(self.ask("GET", "/GetIncident/" + number))
        self.assert_taken(self.ask("GET", "/GetActiveIncidents"))
        desk.run("hold", "-m", "Which room?", number)
        held = self.assert_taken(self.ask("GET", "/GetIncident/" + number))["result"]
        self.assertEqual(held["required_information"], "Which room?")

    def test_connect_answers_are_as_documented(self):
        desk = self.speak("connect")
        new = {"ticket_type": "Incident", "customer_reference_number": "R1", "short_description": "short",
               "service": "S", "priority": "1 - Critical", "contact": "a@customer.example",
               "attachments": [{"name": "a", "content": "QQ==", "content_type": "text/plain"}]}
        number = self.assert_taken(self.ask("POST", "/Ticket", new))["kpn_ticket_number"]
        self.assert_taken(self.ask("POST", "/Ticket", {
            "ticket_type": "Change Request", "customer_reference_number": "R2", "short_description": "short",
            "service": "S", "desired_delivery_date": "2024-10-25 10:26:27"}))
        update = {"action": "Comment", "comment": "c", "kpn_ticket_number": number, "customer_reference_number": "R1"}
        self.assert_taken(self.ask("PATCH", "/Ticket", update))
        self.assert_taken(self.ask("PATCH", "/Ticket", {**update, "kpn_ticket_number": "INC#99999999"}), 404)
        self.assert_taken(self.ask("POST", "/Ticket", {**new, "ci": "OTHER"}), 400)
        quoted = urllib.parse.quote(number, safe="")
        self.assert_taken(self.ask("GET", "/Ticket?kpn_ticket_number=" + quoted))
        self.assert_taken(self.ask("GET", "/ListOpenTickets"))

        path = os.path.join(houses["connect"].folder, "plan.txt")
        with open(path, "w", encoding="ascii") as file:
            file.write("the plan\n")
        desk.run("hold", "-m", "Which room?", "-a", path, number)
        desk.run("open", "Line", "down")
        news = self.assert_taken(self.ask("GET", "/TicketUpdates"))
        held = [update for update in news if update["kpn_ticket_number"] == number][0]
        file = self.assert_taken(self.ask("GET", "/GetAttachment/" + held["ticket_attributes"]["attachment_id"]))
        self.assertEqual(file["content_type"], "text/plain")
        for update in news:
            self.assert_taken(self.ask("PATCH", "/Ticket", {
                "action": "Response", "customer_reference_number": update.get("customer_reference_number", ""),
                "kpn_ticket_number": update["kpn_ticket_number"], "status": "Success",
                "transaction_id": update["transaction_id"]}))
        self.assertEqual(self.assert_taken(self.ask("GET", "/TicketUpdates")), [])
        for shape in ("error", "fault", "transaction", "flat"):
            desk.run("fault", "list status=500 shape=" + shape)
            self.assert_taken(self.ask("GET", "/ListOpenTickets"), 500)

    def test_proxy_stops_what_is_not_as_documented(self):
        desk = self.speak("connect")
        new = {"ticket_type": "Incident", "customer_reference_number": "R1", "short_description": "short",
               "service": "S"}
        self.assert_stopped(self.ask("POST", "/Ticket", {**new, "impact": "1"}), 422, "impact")
        self.assert_stopped(self.ask("POST", "/Ticket", {**new, "ticket_type": "Problem"}), 422, "ticket_type")
        self.assert_stopped(self.ask("POST", "/Ticket", {
            **new, "attachments": [{"name": "a", "content": "QQ==\n", "content_type": "a/b"}]}), 422, "content")
        self.assert_stopped(self.ask("GET", "/Ticket?kpn_ticket_number=INC0000001"), 422, "kpn_ticket_number")
        desk.run("fault", "create without=kpn_ticket_number")
        self.assert_stopped(self.ask("POST", "/Ticket", new), 500, "kpn_ticket_number")
        self.speak("incident")
        self.assert_stopped(self.ask("GET", "/GetIncident/INC%230000001"), 422, "ticket_number")
        houses["incident"].desk.run("fault", "list unwrapped")
        self.assert_stopped(self.ask("GET", "/GetActiveIncidents"), 500, "object")


if __name__ == "__main__":
    unittest.main()
