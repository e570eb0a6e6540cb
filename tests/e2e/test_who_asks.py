"""Who the requester is: contact forms, mailing groups and lists, odd Message-IDs, threads whose root we never saw."""

import unittest

from harness import House, mail

FORM = "[policy]\nrequester_from_reply_to = noreply@shop.example; support@desk.example\nown_lists = help.lists.example\n"


class WhoAsksTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.count = 0

    def deliver(self, **values):
        self.count += 1
        values.setdefault("message_id", f"m{self.count}@customer.example")
        sender = values.pop("envelope", "user@customer.example")
        done = self.house.deliver(mail(**values), sender=sender)
        self.assertEqual(done.returncode, 0, done)

    def recipients(self):
        return [recipient for _, recipients, _ in self.house.sink.mails for recipient in recipients]

    def comments(self, index=0):
        return [comment["text"] for comment in self.house.desk.tickets()[index]["comments"]]

    def test_the_person_of_a_contact_form_is_answered_and_takes_part(self):
        self.house.write_config(extra=FORM + "comment = participants\n")
        self.deliver(sender="Website <noreply@shop.example>", headers="Reply-To: Mieke <mieke@klant.example>")
        self.assertEqual(self.recipients(), ["mieke@klant.example"])
        number = self.house.desk.tickets()[0]["ticket_number"]
        self.deliver(sender="mieke@klant.example", subject=f"[{number}] more", body="And the sink leaks.")
        self.assertTrue(any("sink leaks" in text for text in self.comments()))
        self.deliver(sender="noreply@shop.example", subject=f"[{number}] other", headers="Reply-To: eve@klant.example")
        self.assertEqual(len(self.house.desk.tickets()), 2)  # Eve is not a participant

    def test_a_form_that_is_not_named_says_nothing(self):
        self.deliver(sender="Website <noreply@shop.example>", headers="Reply-To: Mieke <mieke@klant.example>")
        self.assertEqual(self.recipients(), [])
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_a_group_that_rewrites_from_is_no_loop(self):
        self.house.write_config(extra=FORM)
        self.deliver(sender="'Anna' via Support <support@desk.example>",
                     headers="X-Original-From: Anna <anna@customer.example>\nList-ID: <support.desk.example>\nPrecedence: list")
        self.assertEqual(self.recipients(), ["anna@customer.example"])

    def test_people_on_an_own_list_are_answered(self):
        self.house.write_config(extra=FORM)
        self.deliver(headers="List-Id: Help <help.lists.example>\nPrecedence: bulk")
        self.deliver(headers="List-Id: Other <other.lists.example>", sender="bob@customer.example")
        self.assertEqual(self.recipients(), ["user@customer.example"])

    def test_an_odd_message_id_is_echoed(self):
        self.deliver(message_id="alarm@10.0.0.7:5001", headers="References: <root@a@b> <no-at>")
        header = self.house.sink.mails[0][2].split(b"\r\n\r\n")[0].decode()
        self.assertIn("In-Reply-To: <alarm@10.0.0.7:5001>", header)
        self.assertIn("References: <root@a@b>\r\n\t<no-at>\r\n\t<alarm@10.0.0.7:5001>", header)

    def test_one_that_cannot_be_echoed_is_looked_up(self):
        self.deliver(message_id="one two@printer")
        header = self.house.sink.mails[0][2].split(b"\r\n\r\n")[0].decode()
        self.assertNotIn("In-Reply-To", header)
        self.deliver(headers="In-Reply-To: <one two@printer>", body="Still.")
        self.assertEqual(len(self.house.desk.tickets()), 1)

    def test_alarm_and_recovery_under_an_invented_root(self):
        nagios = "nagios@customer.example"
        self.deliver(sender=nagios, subject="PROBLEM", headers="References: <srv1.load@nagios>")
        self.deliver(sender=nagios, subject="RECOVERY", headers="References: <srv1.load@nagios>", body="It is fine.")
        self.assertEqual(len(self.house.desk.tickets()), 1)
        self.assertTrue(any("It is fine." in text for text in self.comments()))
        self.deliver(sender="eve@customer.example", subject="Hello", headers="References: <srv1.load@nagios>")
        self.assertEqual(len(self.house.desk.tickets()), 2)

    def test_nobody_draws_alarms_to_his_own_ticket(self):
        """Eve predicts the root that a monitoring system invents, and the Message-IDs of its mails."""
        self.house.write_config(extra="[policy]\nauthserv_ids = mx.desk.example\n")
        proof = "Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\n"
        root = "References: <srv1.load@nagios>"
        cc = "\nCc: nagios@customer.example"
        self.deliver(sender="eve@elsewhere.example", subject="Hello", body="Eve", headers=root + cc)
        for forged, message_id in (("eve@elsewhere.example", "srv1.load@nagios"), ("nagios@customer.example", "alarm1@nagios")):
            self.deliver(sender=forged, subject="Hello", body="Eve again", headers=cc[1:], message_id=message_id)
        evil = self.house.desk.tickets()
        nagios = {"sender": "nagios@customer.example", "headers": proof + root}
        self.deliver(subject="PROBLEM", body="It burns.", message_id="alarm1@nagios", **nagios)
        self.deliver(subject="RECOVERY", body="It is fine.", **nagios)
        self.deliver(sender="boss@customer.example", subject="Re: PROBLEM", body="Who is on it?",
                     headers=proof + "In-Reply-To: <alarm1@nagios>")
        tickets = self.house.desk.tickets()
        self.assertEqual(tickets[:-1], evil)
        self.assertEqual(len(self.comments(-1)), 2)

    def proven(self, name, organisation, message_id, subject, headers=""):
        """A mail that our server authenticates; its text is its subject."""
        self.deliver(sender=f"{name}@{organisation}", subject=subject, body=f"Text: {subject}", message_id=message_id,
                     headers=f"Authentication-Results: mx.desk.example; dmarc=pass header.from={organisation}\n{headers}")

    def test_a_proven_stranger_draws_nobody_by_a_message_id_that_he_foresees(self):
        self.house.write_config(extra="[policy]\nauthserv_ids = mx.desk.example\n")
        alarm, later = "In-Reply-To: <alarm1@nagios>", "References: <alarm2@nagios>"
        self.proven("eve", "elsewhere.example", "alarm1@nagios", "One")
        self.proven("eve", "elsewhere.example", "alarm2@nagios", "Two")
        evil = self.house.desk.tickets()
        self.proven("nagios", "customer.example", "alarm1@nagios", "PROBLEM")
        self.proven("nagios", "customer.example", "u1@nagios", "UPDATE", "References: <alarm1@nagios>")
        self.proven("boss", "hq.customer.example", "b1@customer.example", "Re: PROBLEM", alarm)
        self.proven("bob", "partner.example", "p1@partner.example", "Who is that?", alarm)
        self.proven("nagios", "customer.example", "u2@nagios", "UPDATE of a mail that never came", later)
        self.proven("nagios", "customer.example", "u3@nagios", "RECOVERY", later)
        tickets = self.house.desk.tickets()
        self.assertEqual(tickets[:2], evil)
        self.assertEqual([ticket["short_description"] for ticket in tickets[2:]],
                         ["PROBLEM", "Who is that?", "UPDATE of a mail that never came"])
        self.assertEqual([len(ticket["comments"]) for ticket in tickets], [0, 0, 2, 0, 1])

    def test_who_takes_part_joins_by_the_first_mail(self):
        for extra in ("", "[policy]\nauthserv_ids = mx.desk.example\n"):
            self.house.write_config(extra=extra)
            count, root = len(self.house.desk.tickets()), f"first{len(extra)}@customer.example"
            answer = f"In-Reply-To: <{root}>"
            self.proven("user", "customer.example", root, "Printer", "Cc: bob@partner.example")
            for name, organisation in (("bob", "partner.example"), ("user", "customer.example"), ("boss", "customer.example")):
                self.proven(name, organisation, f"{name}{root}", f"{name} says", answer)
            self.assertEqual(len(self.house.desk.tickets()), count + 1)
            self.assertEqual(len(self.comments(-1)), 3)
            self.proven("eve", "elsewhere.example", f"eve{root}", "Let me in", answer)
            self.assertEqual(len(self.house.desk.tickets()), count + 2)

    def test_an_answer_that_overtakes_its_original(self):
        self.deliver(sender="Anna <anna@customer.example>", subject="Re: Plan", body="I agree.",
                     headers="In-Reply-To: <plan@customer.example>\nCc: bob@customer.example")
        self.deliver(sender="Bob <bob@customer.example>", subject="Plan", message_id="plan@customer.example", body="My plan.")
        self.assertEqual(len(self.house.desk.tickets()), 1)
        self.assertTrue(any("My plan." in text for text in self.comments()))

    def test_two_departments_keep_two_tickets(self):
        self.house.write_config(extra="[route net]\nrecipient = net@desk.example\nci = NETWORK\n")
        message = mail(message_id="both@customer.example", headers="References: <never@seen>")
        for recipient in ("support@desk.example", "net@desk.example"):
            self.assertEqual(self.house.deliver(message, recipient=recipient).returncode, 0)
        self.assertEqual(len(self.house.desk.tickets()), 2)


if __name__ == "__main__":
    unittest.main()
