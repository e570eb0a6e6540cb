"""Who may join a conversation: strangers, forgers, machines and storms, on a real desk."""

import os
import re
import unittest

from harness import IS_CONNECT, House, mail, ticket_number, without_default_route

CUSTOMER = "user@customer.example"
STRANGER = "eve@elsewhere.example"
NOBODYS = ticket_number(7654321)
TRUSTED = "Authentication-Results: mx.desk.example; dmarc=pass header.from="


def text_of(message):
    return message.get_body(("plain",)).get_content()


class BelongingTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.assertEqual(self.house.run("init").returncode, 0)
        self.serial = 0

    def configure(self, policy="", extra=""):
        self.house.write_config(extra=f"[policy]\nauthserv_ids = mx.desk.example\n{policy}\n{extra}")

    def deliver(self, sender=CUSTOMER, status=0, recipient="support@desk.example", **more):
        self.serial += 1
        more.setdefault("message_id", f"m{self.serial}@mail.example")
        done = self.house.deliver(mail(sender=f"<{sender}>", **more), sender=sender, recipient=recipient)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def create(self, **more):
        """A ticket of the customer: (number, the confirmation)."""
        self.deliver(**more)
        return self.house.desk.tickets()[-1]["ticket_number"], self.house.sink.messages()[-1]

    def ticket(self, number):
        return next(ticket for ticket in self.house.desk.tickets() if ticket["ticket_number"] == number)

    def assert_closed(self, number):
        """The last mail, that asked for it, was let close the ticket; where only the desk can, it was asked."""
        if not IS_CONNECT:
            self.assertEqual(self.ticket(number)["state"], "Closed")
            return
        self.assertEqual(self.ticket(number)["state"], "Resolved")
        self.assertIn("#close", self.comments(number)[-1])
        self.assertIn("the desk was asked to close", text_of(self.house.sink.messages()[-1]))

    def assert_not_closed(self, number):
        self.assertEqual(self.ticket(number)["state"], "Resolved")
        for message in self.house.sink.messages():
            self.assertNotIn("the desk was asked", text_of(message))

    def comments(self, number):
        return [comment["text"] for comment in self.ticket(number)["comments"]]

    def take_replies(self):
        messages = self.house.sink.messages()
        self.house.sink.mails.clear()
        return messages

    # ---- forged and replayed references

    def test_a_replayed_reference_is_worthless_to_others(self):
        self.configure("comment = participants")
        number, reply = self.create()
        headers = f"In-Reply-To: {reply['Message-ID']}\nReferences: {reply['Message-ID']}"
        for i, recipient in enumerate(("support@desk.example", reply["Reply-To"])):
            self.deliver(STRANGER, subject=f"Re: [{number}] x", headers=headers, recipient=recipient, body=f"mine {i}")
        self.assertEqual(self.comments(number), [])
        self.assertEqual(len(self.house.desk.tickets()), 3)
        for i in range(2):  # for its own person it stays valid, however often it is used
            self.deliver(subject="no number", headers=headers, body=f"again {i}")
        self.deliver(subject="no number", recipient=reply["Reply-To"], body="by the address alone")
        self.assertEqual(len(self.comments(number)), 3)

    def test_a_forged_reference_proves_nothing(self):
        number, reply = self.create()
        self.house.desk.run("resolve", number)
        forged = re.sub(r"\.[a-z2-7]{16}@", ".aaaaaaaaaaaaaaaa@", reply["Reply-To"])
        forged_id = re.sub(r"\.[a-z2-7]{16}@", ".aaaaaaaaaaaaaaaa@", reply["Message-ID"])
        self.assertNotEqual((forged, forged_id), (reply["Reply-To"], reply["Message-ID"]))
        self.deliver(subject=f"Re: [{number}]", body="#close", recipient=forged, headers=f"In-Reply-To: {forged_id}")
        self.assertEqual(self.ticket(number)["state"], "Resolved")
        self.assertEqual(len(self.comments(number)), 1)

    def test_a_forged_from_cannot_close_or_reopen(self):
        number, _ = self.create()
        self.house.desk.run("resolve", number)
        self.deliver(subject=f"[{number}]", body="#close")
        self.deliver(subject=f"[{number}]", body="again")
        self.assertEqual(self.ticket(number)["state"], "Resolved")

    def test_who_guesses_a_number_gains_nothing_by_it(self):
        self.configure()
        number, _ = self.create(message_id="in-an-archive@mail.example")
        self.house.desk.run("resolve", number)
        proof = TRUSTED + "elsewhere.example"
        for headers in (proof, proof + "\nIn-Reply-To: <in-an-archive@mail.example>"):
            for body in ("hello", "#close", "#reopen"):
                self.deliver(STRANGER, subject=f"[{number}]", body=body, headers=headers)
        self.assertEqual(self.ticket(number)["state"], "Resolved")
        self.assertEqual(len(self.comments(number)), 6)
        self.assertIn("eve@elsewhere.example", self.comments(number)[0])

    def test_the_id_of_our_mail_to_somebody_else_gives_no_part(self):
        """The Message-ID is in References of later mails by its reader; it shows which ticket is meant, and proves no
        more."""
        self.configure(extra="[reply]\non_comment = yes\n")
        number, reply = self.create()
        self.house.desk.run("resolve", number)
        headers = f"References: <a@b.example> {reply['Message-ID']}\nIn-Reply-To: {reply['Message-ID']}"
        proof = TRUSTED + "elsewhere.example"
        fails = "Authentication-Results: mx.desk.example; dmarc=none header.from=customer.example; spf=fail " \
                "smtp.mailfrom=customer.example; dkim=fail header.d=customer.example"
        for sender, body, more in (
                (STRANGER, "hello", ""), (STRANGER, "hello again", proof), (CUSTOMER, "#close", ""), (CUSTOMER, "#close x", fails),
                (CUSTOMER, "#close", fails), (CUSTOMER, "with Cc", f"Cc: {STRANGER}")):
            self.take_replies()
            self.deliver(sender, subject="Re: x", body=body, headers=f"{headers}\n{more}".strip())
            self.deliver(STRANGER, subject=f"[{number}]", body="#close\n" + body, headers=proof)
            self.assertEqual(self.ticket(number)["state"], "Resolved", (sender, body, more))
            for mail_of_ours in self.take_replies():
                if STRANGER in mail_of_ours["To"]:
                    self.assertNotIn(number.replace("#", "."), mail_of_ours["Message-ID"])
        self.assertEqual(len(self.comments(number)), 12)
        self.deliver(subject="Re: x", body="#close", headers=headers, recipient=reply["Reply-To"])
        self.assert_closed(number)

    def test_whom_a_participant_writes_to_joins(self):
        self.configure()
        number, reply = self.create()
        self.house.desk.run("resolve", number)
        self.deliver(subject=f"[{number}]", body="See here.", recipient=reply["Reply-To"], headers="Cc: boss@customer.example")
        self.house.desk.run("resolve", number)
        self.deliver("boss@customer.example", subject=f"[{number}]", body="#close", headers=TRUSTED + "customer.example")
        self.assert_closed(number)

    def test_without_servers_to_trust_a_signed_id_is_the_proof(self):
        number, reply = self.create()
        self.house.desk.run("resolve", number)
        headers = f"In-Reply-To: {reply['Message-ID']}"
        self.deliver(STRANGER, subject="Re: x", body="hello", headers=headers)
        self.deliver(STRANGER, subject="Re: x", body="#close", headers=headers)
        self.assertEqual(self.ticket(number)["state"], "Resolved")
        self.deliver(subject="Re: x", body="#close", headers=headers)
        self.assert_closed(number)

    def test_authentication_results_of_trusted_servers_prove_the_sender(self):
        self.configure()
        for header, state in ((TRUSTED.replace("mx.desk", "mx.evil") + "customer.example", "Resolved"),
                              (TRUSTED + "evil.example", "Resolved"), (TRUSTED + "customer.example", "Closed")):
            number, _ = self.create()
            self.house.desk.run("resolve", number)
            self.deliver(subject=f"[{number}]", body="#close", headers=header)
            (self.assert_closed if state == "Closed" else self.assert_not_closed)(number)

    def test_keys_can_be_changed(self):
        for rotations, state in ((1, "Closed"), (2, "Resolved")):
            number, reply = self.create()
            for _ in range(rotations):
                self.assertEqual(self.house.run("init", "--rotate").returncode, 0)
            self.house.desk.run("resolve", number)
            self.deliver(subject=f"[{number}]", body="#close", recipient=reply["Reply-To"])
            (self.assert_closed if state == "Closed" else self.assert_not_closed)(number)
            self.take_replies()

    def test_an_answer_gives_a_stranger_no_right(self):
        """A number can be guessed, and its user may get a confirmation of the comment: without anything that opens
        the ticket."""
        self.configure(extra="[reply]\non_comment = yes\n")
        number, _ = self.create()
        self.take_replies()
        self.deliver(STRANGER, subject=f"[{number}] hello", body="Let me in.")
        reply, = self.take_replies()
        self.assertNotIn(number.lower().replace("#", "."), (reply["Message-ID"] + (reply["Reply-To"] or "")).lower())
        self.house.desk.run("resolve", number)
        headers = f"In-Reply-To: {reply['Message-ID']}\nReferences: {reply['Message-ID']}"
        for body in ("#close", "#reopen", "again"):
            self.deliver(STRANGER, subject="Re: hello", body=body, headers=headers,
                         recipient=reply["Reply-To"] or "support@desk.example")
        self.assertEqual(self.ticket(number)["state"], "Resolved")
        self.assertEqual(len(self.comments(number)), 4)

    def test_a_reference_goes_to_nobody_but_whom_it_is_for(self):
        self.configure("comment = participants", extra="[reply]\non_comment = yes\n")
        number, _ = self.create()
        self.take_replies()
        for reply_to, is_signed in (("eve@customer.example", False), (CUSTOMER.upper(), True)):
            self.deliver(subject=f"[{number}] more", headers=f"Reply-To: {reply_to}\n{TRUSTED}customer.example", body=reply_to)
            reply, = self.take_replies()
            self.assertEqual(reply["To"], reply_to if not is_signed else reply["To"])
            reference = number.replace("#", ".")
            self.assertEqual(reference in reply["Message-ID"], is_signed, reply["Message-ID"])
            self.assertEqual(reference.lower() in (reply["Reply-To"] or ""), is_signed)

    def test_mail_that_fails_dmarc_gets_no_answer_and_no_right(self):
        fails = "Authentication-Results: mx.desk.example; dmarc=fail header.from=customer.example\n" \
                "Reply-To: eve@customer.example"
        self.configure()
        number, reply = self.create()
        self.house.desk.run("resolve", number)
        self.take_replies()
        self.deliver(subject=f"[{number}]", body="#close", headers=fails, recipient=reply["Reply-To"])
        self.deliver(subject="new", body="mine", headers=fails)
        self.assertEqual(self.ticket(number)["state"], "Resolved")
        self.assertEqual(len(self.comments(number)), 1)
        self.assertEqual((len(self.house.desk.tickets()), self.take_replies()), (2, []))
        for forged, status in (("ignore", 0), ("reject", 77)):
            self.configure(f"forged = {forged}", extra="[reply]\non_refusal = yes\n")
            self.deliver(subject="new", body="mine", headers=fails, status=status)
            self.deliver(subject=f"[{number}]", body="more", headers=fails, status=status)
        self.assertEqual(len(self.comments(number)), 1)
        self.assertEqual((len(self.house.desk.tickets()), self.take_replies()), (2, []))

    # ---- the department of the ticket

    @unittest.skipIf(IS_CONNECT, "Customer Connect does not tell the ci of a ticket")
    def test_a_follow_up_goes_where_its_ticket_was(self):
        self.configure(extra="[route noc]\nrecipient = noc@desk.example\nci = NETWORK\nservice = Lines\n")
        number, reply = self.create(recipient="noc@desk.example")
        self.house.desk.run("close", number)
        for recipient, subject in ((reply["Reply-To"], "again"), ("support@desk.example", f"[{number}] again")):
            self.deliver(subject=subject, recipient=recipient)
            new = self.house.desk.tickets()[-1]
            self.assertEqual((new["ci"], new["service"]), ("NETWORK", "Lines"), recipient)
            self.assertNotEqual(new["ticket_number"], number)

    def test_an_answer_to_our_mail_is_taken_whatever_the_routes_are(self):
        number, reply = self.create()
        with open(self.house.config, encoding="utf-8") as file:
            text = without_default_route(file.read()).replace("support@desk.example", "help@desk.example")
        text += "[route noc]\nrecipient = noc@desk.example; help@desk.example\nci = NETWORK\nservice = Lines\n"
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write(text)
        self.deliver(subject="Re: x", body="Still.", recipient=reply["Reply-To"])
        self.assertEqual(len(self.comments(number)), 1)
        self.deliver(STRANGER, subject="Re: x", recipient=reply["Reply-To"], status=67)
        self.deliver(subject="Re: x", recipient="support+inc1.aaaaaaaaaaaaaaaa@desk.example", status=67)

    # ---- tickets of others

    def reply_to_number(self, number, sender=STRANGER):
        self.take_replies()
        self.deliver(sender, subject=f"[{number}] let me see", body="What does it say?")
        reply, = self.take_replies()
        new = self.house.desk.tickets()[-1]["ticket_number"]
        return (reply["Subject"] + text_of(reply)).replace(new, "NEW")

    def test_a_ticket_of_others_looks_like_none(self):
        self.configure("comment = participants")
        number, _ = self.create()
        closed, _ = self.create()
        self.house.desk.run("close", closed)
        seen = {self.reply_to_number(number), self.reply_to_number(closed), self.reply_to_number(NOBODYS)}
        self.assertEqual(len(seen), 1, seen)
        self.assertNotIn("finished", seen.pop())
        self.assertEqual(self.comments(number), [])
        self.assertIn(number, self.house.desk.tickets()[-3]["description"])

    def test_an_address_that_cannot_be_answered_gets_a_ticket_and_no_reply(self):
        done = self.house.deliver(mail(sender="mike@cust.exam\u00adple"), sender="mike@customer.example")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((len(self.house.desk.tickets()), self.take_replies()), (1, []))

    def test_whom_reply_to_names_learns_nothing_of_a_ticket_by_a_forged_from(self):
        self.configure("comment = participants", extra="[reply]\non_comment = yes\n")
        number, _ = self.create()
        for named in (number, NOBODYS):
            self.take_replies()
            self.deliver(subject=f"[{named}] x", body=named, headers="Reply-To: eve@customer.example")
            reply, = self.take_replies()
            self.assertIn(CUSTOMER, reply["To"])

    def test_a_forged_copy_that_came_first_does_not_stand_for_the_real_mail(self):
        self.configure()
        number, _ = self.create(headers=TRUSTED + "customer.example")
        self.house.desk.run("resolve", number)
        for i, forged in enumerate(("", "Authentication-Results: mx.desk.example; dmarc=fail header.from=customer.example")):
            values = {"subject": f"[{number}]", "body": f"#close\nThanks {i}", "message_id": f"q{i}@customer.example"}
            self.deliver(headers=forged, **values)
            self.deliver(headers=TRUSTED + "customer.example", **values)
            self.assert_closed(number)
            number, _ = self.create(headers=TRUSTED + "customer.example")
            self.house.desk.run("resolve", number)
        before, self.house.sink.mails[:] = len(self.house.desk.tickets()), []
        for header in ("", TRUSTED + "customer.example", TRUSTED + "customer.example", ""):
            self.deliver(subject="new", body="new", message_id="new@customer.example", headers=header)
        tickets = self.house.desk.tickets()[before:]
        self.assertEqual(len(tickets), 2)  # the real number, and one of another ticket
        self.assertIn(f"See also: {tickets[0]['ticket_number']} has a mail that says the same", tickets[1]["description"])
        self.assertNotIn("See also", tickets[0]["description"])
        self.assertEqual(len(self.take_replies()), 2)

    def test_refusals_are_the_same_for_every_number(self):
        self.configure("comment = participants\nunpermitted = reject")
        number, _ = self.create()
        lines = {self.deliver(STRANGER, status=77, subject=f"[{named}]").stderr for named in (number, NOBODYS)}
        self.assertEqual(len(lines), 1, lines)
        self.assertNotIn(b"INC", lines.pop())

    def test_a_ticket_deleted_upstream_gets_a_successor(self):
        number, reply = self.create()
        self.house.desk.stop()
        os.unlink(self.house.desk.database)
        self.house.desk.start()
        self.deliver("new@customer.example", subject="takes the old number away")
        self.take_replies()
        # The desk counts from the start again: a number that nobody has stands for a deleted ticket.
        gone = number[:-1] + "9"
        self.assertNotEqual(gone, number)
        self.deliver(subject=f"Re: [{gone}] Printer", body="Still there?")
        new = self.house.desk.tickets()[-1]
        self.assertIn(gone, new["description"])
        self.assertIn(new["ticket_number"], self.take_replies()[0]["Subject"])

    # ---- people

    def test_people_in_cc_join_and_others_do_not(self):
        self.configure("comment = participants")
        number, _ = self.create(headers="Cc: Boss <boss@customer.example>")
        self.deliver("boss@customer.example", subject=f"Re: [{number}]", body="I am the boss.")
        self.deliver(STRANGER, subject=f"Re: [{number}]", body="I am nobody.")
        comment, = self.comments(number)
        self.assertIn("boss@customer.example", comment)

    def test_people_in_cc_get_the_confirmation_by_option(self):
        self.house.write_config(extra="[reply]\nto_cc = yes\n")
        self.create(headers="Cc: boss@customer.example, support@desk.example, no-reply@customer.example, "
                    f"{CUSTOMER}, boss@customer.example")
        mails = {recipients[0]: message for (_, recipients, _), message in
                 zip(self.house.sink.mails, self.house.sink.messages())}
        self.assertEqual(sorted(mails), ["boss@customer.example", CUSTOMER])
        self.assertEqual(len(self.house.sink.mails), 2)
        self.assertNotEqual(mails[CUSTOMER]["Reply-To"], mails["boss@customer.example"]["Reply-To"])
        number = self.house.desk.tickets()[0]["ticket_number"]
        self.house.desk.run("resolve", number)
        self.deliver("boss@customer.example", body="#close", subject="x", recipient=mails["boss@customer.example"]["Reply-To"])
        self.assert_closed(number)

    def test_a_thousand_people_in_cc(self):
        self.house.write_config(extra="[reply]\nto_cc = yes\n")
        people = ",\n ".join(f"p{i}@customer.example" for i in range(1000))
        number, _ = self.create(headers=f"Cc: {people}")
        self.assertEqual(len(self.house.sink.mails), 1)
        self.assertIn("and 950 more", self.ticket(number)["description"])

    def test_odd_addresses(self):
        for address in ("Ren\u00e9 <ren\u00e9@customer.example>", "=?utf-8?q?x=0D=0ABcc:_v@victim.example?= <a@customer.example>",
                        "\"a\\\"b\"@customer.example", "a@customer.example, b@customer.example", "<>", "nobody",
                        "=?utf-8?q?a=0D=0ABcc:v?=@customer.example"):
            self.serial += 1
            done = self.house.deliver(mail(sender=address, message_id=f"odd{self.serial}@mail.example"))
            self.assertEqual(done.returncode, 0, (address, done.stderr))
        self.assertEqual(len(self.house.desk.tickets()), 7)
        for (_, recipients, data), message in zip(self.house.sink.mails, self.house.sink.messages()):
            self.assertEqual(len(recipients), 1)
            self.assertNotIn("victim", recipients[0])
            self.assertNotIn(b"\nBcc:", data)
            self.assertIsNone(message["Bcc"])

    def test_senders_are_let_in_by_pattern(self):
        partners = os.path.join(self.house.folder, "partners")
        with open(partners, "w", encoding="ascii") as file:
            file.write("# ours\npartner@elsewhere.example\n")
        os.chmod(partners, 0o644)
        self.configure(f"allow = customer.example; {partners}\ndeny = bad@customer.example")
        self.deliver()
        self.deliver("partner@elsewhere.example")
        self.assertIn(b"5.7.1", self.deliver("bad@customer.example", status=77).stderr)
        self.deliver(STRANGER, status=77)
        self.assertEqual(len(self.house.desk.tickets()), 2)
        self.configure("allow = customer.example\ndenied = ignore")
        self.deliver(STRANGER)
        self.assertEqual(len(self.house.desk.tickets()), 2)

    def test_a_refusal_can_be_a_reply(self):
        self.configure("deny = *.example", extra="[reply]\non_refusal = yes\n")
        self.deliver(subject="Let me in")
        reply, = self.house.sink.messages()
        self.assertEqual(reply["Subject"], "Not accepted: Let me in")
        self.assertNotIn("deny", text_of(reply))
        self.deliver(status=77, headers="Auto-Submitted: auto-generated")
        self.assertEqual(self.house.desk.tickets(), [])

    # ---- what a mail says

    def test_a_forward_only_mentions_its_number(self):
        number, _ = self.create()
        self.deliver(subject=f"Fwd: [{number}] Printer", body="A new matter.")
        self.assertEqual(self.comments(number), [])
        self.assertIn(number, self.house.desk.tickets()[-1]["description"])
        self.deliver(subject=f"[{number}] Fwd: Printer", body="For this ticket.")
        self.assertEqual(len(self.comments(number)), 1)

    def test_the_first_number_that_exists(self):
        number, _ = self.create()
        other, _ = self.create()
        self.deliver(subject=f'Re: {NOBODYS}, "{number}": see https://x.example/{other} and {other}')
        self.assertEqual(len(self.comments(number)), 1)
        self.assertEqual(self.comments(other), [])

    def test_control_headers_from_outside_do_nothing(self):
        number, reply = self.create()
        self.deliver(STRANGER, subject="hello", headers=f"X-Ticketgate-Ticket: {number}\nX-Ticketgate-Action: close\n"
                     "X-Ticketgate-Verified: yes\nX-Ticketgate-Route: noc")
        self.assertEqual(self.comments(number), [])
        self.assertEqual(len(self.house.desk.tickets()), 2)
        self.assertFalse([name for name in reply.keys() if name.lower().startswith("x-ticketgate")])

    def test_our_own_mail_coming_back_is_known_by_its_signature(self):
        self.create()
        returned = self.house.sink.mails[0][2]
        returned = re.sub(rb"(?m)^(Auto-Submitted|X-Auto-Response-Suppress):.*\r\n", b"", returned)
        returned = returned.replace(b"From: Support Desk <support@desk.example>", b"From: <user@customer.example>")
        self.assertIn(b"From: <user@customer.example>", returned)
        done = self.house.deliver(returned)
        self.assertEqual(done.returncode, 0)
        ticket, = self.house.desk.tickets()
        self.assertEqual(ticket["comments"], [])
        self.assertEqual(len(self.house.sink.mails), 1)

    def test_the_language_of_the_mail_or_of_the_route(self):
        self.house.write_config(extra="[route noc]\nrecipient = noc@desk.example\nlanguage = nl\n")
        for headers, recipient, word in (("", "support@desk.example", "Hello,"),
                                         ("Content-Language: nl-NL", "support@desk.example", "Goedendag,"),
                                         ("Content-Language: es", "support@desk.example", "Hello,"),
                                         ("Content-Language: en", "noc@desk.example", "Goedendag,")):
            self.deliver(headers=headers, recipient=recipient)
            self.assertIn(word, text_of(self.take_replies()[0]))

    def test_replies_go_to_from_or_its_own_organisation(self):
        for reply_to, answered in (("other@sub.customer.example", "other@sub.customer.example"),
                                   ("other@elsewhere.example", CUSTOMER)):
            self.deliver(headers=f"Reply-To: {reply_to}")
            self.assertEqual(self.house.sink.mails[-1][1], [answered])

    def test_two_departments_make_two_tickets_that_name_each_other(self):
        self.house.write_config(extra="[route noc]\nrecipient = noc@desk.example\nci = NETWORK\n")
        for recipient in ("support@desk.example", "noc@desk.example"):
            self.deliver(message_id="same@mail.example", recipient=recipient, headers="Cc: noc@desk.example")
        first, second = self.house.desk.tickets()
        self.assertEqual((first["ci"], second["ci"]), ("PRINTERS", "NETWORK"))
        self.assertIn(f"Also sent to: noc@desk.example (ticket with reference {second['reference_number']})",
                      first["description"])
        self.assertIn(f"Also sent to: support@desk.example (ticket {first['ticket_number']}, reference "
                      f"{first['reference_number']})", second["description"])
        # a reply to one of the two that both get is one comment
        reply = self.take_replies()[0]
        for recipient in (reply["Reply-To"], "noc@desk.example"):
            self.deliver(message_id="answer@mail.example", recipient=recipient, subject="Re: x", body="Both of you.",
                         headers=f"Cc: noc@desk.example\nIn-Reply-To: {reply['Message-ID']}")
        self.assertEqual(self.comments(first["ticket_number"]), ["Subject: Re: x\n\nBoth of you."])
        self.assertEqual(self.comments(second["ticket_number"]), [])

    # ---- storms and budgets

    def test_a_storm_becomes_comments_on_one_ticket(self):
        self.house.write_config(extra="[budget]\ntickets_per_sender = 3\n")
        for i in range(8):
            self.deliver(subject=f"alarm {i}", body=f"text {i}", headers="Auto-Submitted: auto-generated")
        tickets = self.house.desk.tickets()
        self.assertEqual(len(tickets), 3)
        texts = [comment["text"] for comment in tickets[2]["comments"]]
        self.assertEqual(len(texts), 5)
        self.assertIn("Subject: alarm 7", texts[4])
        self.assertIn("text 7", texts[4])
        self.deliver("other@customer.example")
        self.assertEqual(len(self.house.desk.tickets()), 4)
        # a ticket that takes nothing more: a new ticket does
        self.house.desk.run("cancel", tickets[2]["ticket_number"])
        self.deliver(subject="alarm 9", headers="Auto-Submitted: auto-generated")
        self.assertEqual(len(self.house.desk.tickets()), 5)

    def test_replies_and_reopenings_have_budgets(self):
        self.house.write_config(extra="[reply]\non_comment = yes\n[budget]\nreplies_per_pair = 3\n"
                                "reopenings_per_pair = 1\n")
        number, reply = self.create()
        states = []
        for _ in range(4):
            self.house.desk.run("resolve", number)
            self.deliver(subject="x", recipient=reply["Reply-To"])
            states.append(self.ticket(number)["state"])
        self.assertEqual(states, ["Resolved" if IS_CONNECT else "In Progress", "Resolved", "Resolved", "Resolved"])
        self.assertEqual(len(self.comments(number)), 4)
        self.assertEqual(len(self.house.sink.mails), 3)

    def test_a_loop_of_comments_ends_in_the_quarantine(self):
        """The ticket system mails us about each comment; its mail may have any form."""
        self.house.write_config(extra="[budget]\ntickets_per_sender = 0\n")
        number, _ = self.create()
        rounds = 0
        while len(self.comments(number)) == rounds and rounds < 60:
            self.deliver("desk@tickets.example", subject=f"{number} was updated", body=f"Comment {rounds}")
            rounds += 1
        self.assertLess(len(self.comments(number)), 50)
        self.assertGreater(len(self.comments(number)), 10)
        self.assertIn("flood", self.house.run("quarantine", "list").stdout.decode())
        # the operator can deliver it, and other mail is not delayed
        name = os.listdir(f"{self.house.state}/quarantine/flood/new")[0]
        before = len(self.comments(number))
        self.assertEqual(self.house.run("quarantine", "retry", name).returncode, 0)
        self.deliver("other@customer.example", subject=f"Re: {number}", body="Me, too.")
        self.assertEqual(len(self.comments(number)), before + 2)

    def test_strangers_do_not_use_up_the_comments_of_those_who_take_part(self):
        self.configure(extra="[budget]\ncomments_per_ticket = 5\ncomments_per_pair = 7\n")
        number, reply = self.create(headers=TRUSTED + "customer.example")
        for i in range(6):
            self.deliver(f"u{i}@elsewhere.example", subject=number, body=f"p{i}", headers=TRUSTED + "elsewhere.example")
        self.assertEqual(len(self.comments(number)), 5)
        for i in range(5):
            self.deliver(subject="Re: x", recipient=reply["Reply-To"], body=f"The owner answers {i}.")
        self.assertEqual(len(self.comments(number)), 10)
        self.deliver(subject="Re: x", recipient=reply["Reply-To"], body="One too many.")  # quarantined separately
        names = os.listdir(f"{self.house.state}/quarantine/participant/new")
        self.assertEqual([name.split(".")[1].split(":")[0] for name in names], ["participant-flood"])
        self.assertIn(b"participant-", self.house.run("quarantine", "list").stdout)
        self.assertEqual(self.house.run("quarantine", "retry", names[0]).returncode, 0)
        self.assertEqual(len(self.comments(number)), 11)

    def test_a_dry_run_says_each_step(self):
        number, reply = self.create()
        shown = self.house.dry_run(mail(subject="x", body="#close", message_id="dry@mail.example",
                                        headers=f"In-Reply-To: {reply['Message-ID']}"), recipient=reply["Reply-To"])
        steps = "\n".join(shown["steps"])
        self.assertEqual(shown["evidence"], "signed")
        for part in ("let in", "not proven by a mail server", f"made for this sender: {number}",
                     f"answers our mail {reply['Message-ID']}", "asks to close"):
            self.assertIn(part, steps)


if __name__ == "__main__":
    unittest.main()
