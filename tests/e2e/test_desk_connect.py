"""The desk with --dialect connect as a client sees it: its API, its queue, its faults, its pages. Standard library only."""

import base64
import json
import os
import re
import unittest
import urllib.parse

from desk_client import DeskTest

NUMBER = "INC#00000001"
BASE = "/network/kpn/servicenow/"


def ticket(**changes):
    body = {"ticket_type": "Incident", "customer_reference_number": "R1", "short_description": "short",
            "service": "mail", **changes}
    return {name: value for name, value in body.items() if value is not ...}


def attachment(name, content, content_type="text/plain"):
    return {"name": name, "content": base64.b64encode(content).decode("ascii"), "content_type": content_type}


class ConnectTest(DeskTest):
    options = ("--dialect", "connect")

    def ask(self, method, name, body=None):
        """One request. Returns the status and the JSON of the answer."""
        headers = {"authorization": "Bearer " + self.desk.token}
        if body is not None:
            headers["content-type"] = "application/json"
        status, self.headers, text = self.desk.request(method, BASE + name, body and json.dumps(body), headers)
        return status, json.loads(text)

    def create(self, **changes):
        return self.ask("POST", "Ticket", ticket(**changes))

    def update(self, action="Comment", **changes):
        return self.ask("PATCH", "Ticket", {"action": action, "customer_reference_number": "R1",
                                            "kpn_ticket_number": NUMBER, **changes})

    def news(self):
        status, answer = self.ask("GET", "TicketUpdates")
        self.assertEqual(status, 200)
        return answer

    def command(self, *arguments):
        done = self.desk.command(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def assert_error(self, answer, status, words):
        self.assertEqual(answer[0], status, answer)
        self.assertEqual(set(answer[1]["error"]), {"code", "message"})
        self.assertIn(words, answer[1]["error"]["message"])


class TicketTest(ConnectTest):
    def test_life_of_a_ticket(self):
        status, answer = self.create(contact="a@customer.example", priority="2 - High",
                                     attachments=[attachment("a.bin", b"\0\1", "application/x-a")])
        self.assertEqual((status, answer["state"], answer["kpn_ticket_number"]), (200, "inserted", NUMBER))
        self.assertEqual(self.update(comment="more")[1]["state"], "updated")
        quoted = urllib.parse.quote(NUMBER, safe="")
        status, answer = self.ask("GET", "Ticket?kpn_ticket_number=" + quoted)
        self.assertEqual((status, answer["result"][0]["state"]), (200, "New"))
        self.assertEqual(answer["result"][0]["link"], f"http://127.0.0.1:{self.desk.port}/ticket/{quoted}")
        self.assert_error(self.ask("GET", "Ticket?kpn_ticket_number=" + NUMBER), 404, "INC")  # the rest is a fragment
        self.assertEqual(self.ask("GET", "ListOpenTickets")[1], answer)
        self.command("close", NUMBER)
        self.assertEqual(self.ask("GET", "ListOpenTickets")[1], {"result": []})
        self.assert_error(self.update(comment="late"), 400, "Closed")

        dump = self.desk.dump()
        self.assertEqual(dump["dialect"], "connect")
        kept = dump["tickets"][0]
        self.assertEqual((kept["ticket_number"], kept["reference_number"]), (NUMBER, "R1"))
        self.assertEqual((kept["contact"], kept["priority"], kept["user"]), ("a@customer.example", "2 - High", ""))
        self.assertEqual([comment["text"] for comment in kept["comments"]], ["more"])
        self.assertEqual((kept["attachments"][0]["size"], kept["attachments"][0]["content_type"]),
                         (2, "application/x-a"))
        self.assertEqual((dump["requests"]["create"], dump["requests"]["get"], dump["requests"]["update"]), (1, 2, 2))

    def test_refusals_have_the_documented_shape(self):
        self.assert_error(self.create(ticket_type="Problem"), 400, "ticket_type")
        self.assert_error(self.create(service=...), 400, "service is missing")
        self.assert_error(self.create(impact="1"), 400, "impact")
        self.assert_error(self.ask("GET", "Nothing"), 404, "no such path")
        self.assert_error(self.ask("PUT", "Ticket"), 405, "another method")
        self.assertEqual(self.headers["Allow"], "POST, PATCH, GET")
        self.desk.token = "0" * 64
        self.assert_error(self.create(), 401, "unknown or dead")
        status, body = self.desk.login(client="")
        self.assertEqual((status, json.loads(body)["ErrorCode"]), (401, "invalid_client"))

    def test_request_may_be_larger_than_those_of_the_other_dialect(self):
        status, _ = self.create(attachments=[attachment("large.bin", bytes(30_000_000))])
        self.assertEqual(status, 200)
        self.assertEqual(self.desk.dump()["tickets"][0]["attachments"][0]["size"], 30_000_000)

    def test_dialect_stays_with_the_database(self):
        self.create()
        self.desk.stop()
        with self.assertRaisesRegex(RuntimeError, "of the dialect connect"):
            self.desk.start("--dialect", "incident")
        with self.assertRaisesRegex(RuntimeError, "neither incident nor connect"):
            self.desk.start("--dialect", "klingon")
        self.desk.start()
        self.assertEqual(self.create()[1]["kpn_ticket_number"], "INC#00000002")


class QueueTest(ConnectTest):
    def setUp(self):
        super().setUp()
        self.create()

    def acknowledge(self, update, status="Success", **changes):
        return self.update("Response", transaction_id=update["transaction_id"], status=status, **changes)

    def test_update_stays_until_it_is_acknowledged(self):
        self.assertEqual(self.news(), [])
        self.command("hold", "-m", "Which room?", NUMBER)
        self.command("comment", "-m", "And when?", NUMBER)
        first, second = self.news()
        self.assertEqual(first["ticket_attributes"], {"state": "On Hold", "comments": "Which room?"})
        self.assertEqual(second["ticket_attributes"], {"state": "On Hold", "comments": "And when?"})
        self.assertRegex(first["message_datetime_utc"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(self.news(), [first, second])
        self.assertEqual(self.acknowledge(first)[0], 200)
        self.assertEqual(self.news(), [second])
        self.assertEqual(self.acknowledge(second, "Failure", comment="no such ticket")[0], 200)
        self.assertEqual(self.news(), [])
        self.assert_error(self.update("Response", transaction_id="x", status="Success"), 404, "no such update")
        self.desk.stop()
        self.desk.start()
        dump = self.desk.dump()
        self.assertEqual([(update["acknowledged"], update["words"], update["told"]) for update in dump["updates"]],
                         [("Success", "", 2), ("Failure", "no such ticket", 3)])
        self.assertEqual((dump["requests"]["acknowledge"], dump["requests"]["news"]), (3, 5))
        self.assertEqual([comment["action"] for comment in dump["tickets"][0]["comments"]], ["Desk"])

    def test_files_of_an_update(self):
        path = os.path.join(self.desk.folder, "plan.txt")
        with open(path, "w", encoding="ascii") as file:
            file.write("the plan\n")
        self.command("resolve", "-m", "See the plan.", "-a", path, NUMBER)
        self.command("comment", "-a", path, "-a", path, NUMBER)
        one, two = [update["ticket_attributes"] for update in self.news()]
        status, file = self.ask("GET", "GetAttachment/" + one["attachment_id"])
        self.assertEqual((status, file), (200, attachment("plan.txt", b"the plan\n")))
        self.assertEqual([file["name"] for file in two["attachments"]], ["plan.txt", "plan.txt"])
        self.assert_error(self.ask("GET", "GetAttachment/0"), 404, "no such attachment")

    def test_ticket_of_the_desk_has_no_reference(self):
        number = self.command("open", "-m", "We see it, too.", "Line", "down").strip()
        update = self.news()[0]
        self.assertEqual((number, update["kpn_ticket_number"]), ("INC#00000002", "INC#00000002"))
        self.assertNotIn("customer_reference_number", update)
        answer = self.ask("PATCH", "Ticket", {
            "action": "Response", "customer_reference_number": "", "kpn_ticket_number": number, "status": "Failure",
            "transaction_id": update["transaction_id"]})
        self.assertEqual(answer[0], 200)

    def test_faults_of_each_operation(self):
        self.command("hold", NUMBER)
        update = self.news()[0]
        self.desk.fault("news status=429 shape=fault header=quota-reset-UTC:1700000000", "news without=transaction_id",
                        "acknowledge status=500 shape=flat", "acknowledge after status=500 shape=transaction",
                        "news repeat", "attachment status=404", "list without=customer_reference_number",
                        "create 202-without-number", "token status=500 shape=token")
        status, answer = self.ask("GET", "TicketUpdates")
        self.assertEqual((status, self.headers["quota-reset-UTC"]), (429, "1700000000"))
        self.assertEqual(set(answer["fault"]), {"faultstring", "detail"})
        self.assertNotIn("transaction_id", self.news()[0])
        self.assertIn("transactionId", self.acknowledge(update)[1])
        self.assertIn("transactionId", self.acknowledge(update)[1]["error"])
        self.assertEqual(self.news(), [update])  # once more, on purpose: it is acknowledged
        self.assertEqual(self.news(), [])
        self.assert_error(self.ask("GET", "GetAttachment/0"), 404, "on purpose")
        self.assertNotIn("customer_reference_number", self.ask("GET", "ListOpenTickets")[1]["result"][0])
        self.assertEqual(self.create(), (202, {"code": "TechnicalEndpointSuccess", "state": "accepted"}))
        status, body = self.desk.login()
        self.assertEqual((status, json.loads(body)["ErrorCode"]), (500, "invalid_client"))
        self.assertEqual(self.desk.dump()["faults"], [])


class PagesTest(ConnectTest):
    def page(self, path, **form):
        headers = {"content-type": "application/x-www-form-urlencoded"} if form else {}
        status, headers, body = self.desk.request("POST" if form else "GET", path,
                                                  urllib.parse.urlencode(form) if form else None, headers)
        return status, headers, body.decode("utf-8")

    def test_form_of_a_number_with_a_hash_is_an_update(self):
        self.create(contact="Ada <ada@customer.example>", user="bob@customer.example")
        self.create(ticket_type="Change Request", desired_delivery_date="2024-10-25 10:26:27")
        _, _, listed = self.page("/?q=INC%23")
        self.assertEqual(re.findall(r'href="(/ticket/[^"]*)">([^<]*)<', listed), [("/ticket/INC%2300000001", NUMBER)])
        self.assertIn("Ada &lt;ada@customer.example&gt;", listed)
        status, _, text = self.page("/ticket/INC%2300000001")
        self.assertEqual(status, 200)
        self.assertIn("bob@customer.example", text)
        token = re.search(r'name="token" value="([^"]*)"', text)[1]
        action = re.search(r'<form class="change" method="post" action="([^"]*)"', text)[1]
        status, headers, _ = self.page(action, token=token, state="On Hold", comment="Which room?")
        self.assertEqual((status, headers["Location"]), (303, "/ticket/INC%2300000001"))
        self.assertEqual([update["ticket_attributes"] for update in self.news()],
                         [{"state": "On Hold", "comments": "Which room?"}])


if __name__ == "__main__":
    unittest.main()
