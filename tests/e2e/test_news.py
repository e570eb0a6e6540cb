"""What the ticket system tells us reaches the people who wrote: `ticketgate news` with the desk, and through a real Postfix."""

import shutil
import subprocess
import unittest

import injection
import test_kill
from harness import DIALECT, TICKETGATE, House, mail, wait_until
from postfix_house import CUSTOMER, SUPPORT, USER, PostfixHouse, init
from postfix_instance import why_not
from test_conversation import answer_to

QUESTION = "Which room of the second floor is it, and who has the key?"
SOLUTION = "We put in new toner."


def text_of(message):
    return message.get_body(("plain",)).get_content()


def make_first_run_old(house):
    """As if the first run had not been in this second, whose tickets are of the past."""
    house.journal_run("UPDATE news_run SET begun_s = 1")


class NewsTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.news()  # the first run tells nothing
        make_first_run_old(self.house)

    def news(self, status=0):
        done = self.house.run("news")
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stderr.decode()

    def open_ticket(self, index=0, **more):
        done = self.house.deliver(mail(subject=f"Printer {index}", message_id=f"{index}@customer.example", **more))
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.house.desk.tickets()[-1]["ticket_number"]

    def told(self):
        """The news that came since the last call."""
        new = [message for message in self.house.sink.messages() if message["Auto-Submitted"] == "auto-generated"]
        before, self.seen = getattr(self, "seen", 0), len(new)
        return new[before:]

    def test_what_happens_to_a_ticket_is_told_once(self):
        number = self.open_ticket()
        self.news()
        self.assertEqual(self.told(), [])
        self.house.desk.run("hold", number, "--message", QUESTION)
        self.news()
        self.news()
        asked, = self.told()
        self.assertEqual(asked["Subject"], f"[{number}] Printer 0")
        self.assertEqual(asked["References"], "<0@customer.example>")
        self.assertIn(QUESTION, text_of(asked))
        self.house.desk.run("resolve", number, "--message", SOLUTION)
        self.news()
        solved, = self.told()
        self.assertIn(SOLUTION, text_of(solved))
        self.house.desk.run("close", number)
        self.news()
        closed, = self.told()
        self.assertIn(f"{number} was closed", text_of(closed))
        self.assertNotIn("##-", text_of(closed))
        self.assertEqual(self.news(), "")
        self.assertEqual(self.told(), [])

    @unittest.skipIf(DIALECT == "incident", "its question is told as one, whatever the ticket was before")
    def test_a_question_of_a_reopened_ticket_is_not_nothing_to_do(self):
        number = self.open_ticket()
        self.house.desk.run("resolve", number)
        self.news()
        self.house.desk.run("hold", number, "--message", QUESTION)
        self.news()
        asked = text_of(self.told()[1])
        self.assertIn(QUESTION, asked)
        self.assertNotIn("nothing that you need to do", asked)
        self.assertIn("To answer or to add something", asked)
        self.house.desk.run("resolve", number)
        self.news()
        self.house.desk.run("progress", number)
        self.news()
        self.assertIn("nothing that you need to do. To add something", text_of(self.told()[1]))

    def test_a_ticket_that_was_held_before_the_first_look_is_told(self):
        number = self.open_ticket()
        self.house.desk.run("hold", number, "--message", QUESTION)
        self.news()
        self.assertEqual(len(self.told()), 1)

    def test_the_past_is_not_told(self):
        number, other = self.open_ticket(0), self.open_ticket(1)
        self.house.journal_run("DELETE FROM news_run")
        self.house.desk.run("hold", number, "--message", QUESTION)
        self.house.desk.run("close", other)
        self.news()
        self.news()
        self.assertEqual(self.told(), [])
        self.house.desk.run("resolve", number)
        self.news()
        self.assertEqual(len(self.told()), 1)

    @unittest.skipIf(DIALECT == "connect", "its queue has each question as a comment")
    def test_a_second_question_is_told_too(self):
        number = self.open_ticket()
        self.house.desk.run("hold", number, "--message", QUESTION)
        self.news()
        self.assertEqual(len(self.told()), 1)
        self.house.desk.run("hold", number, "--message", "And who painted it?")
        self.news()
        self.assertEqual(self.told(), [])  # not asked for each minute
        for _ in range(2):
            self.house.journal_run("UPDATE ticket SET asked_s = 0")
            self.news()
        asked, = self.told()
        self.assertIn("And who painted it?", text_of(asked))

    def test_what_became_of_a_ticket_while_nobody_was_told_is_not_told_later(self):
        number = self.open_ticket()
        self.news()
        self.house.write_config("[news]\nto = none\n")
        self.news()
        self.house.desk.run("close", number)
        self.house.write_config()
        self.news()
        self.news()
        self.assertEqual(self.told(), [])

    @unittest.skipIf(DIALECT == "connect", "it closes and reopens nothing")
    def test_what_the_mail_did_itself_is_not_told(self):
        self.house.write_config("[policy]\nclose = anyone\nreopen = anyone\n")
        number = self.open_ticket()
        self.house.desk.run("resolve", number)
        self.news()
        self.assertEqual(len(self.told()), 1)
        self.house.deliver(mail(subject=f"Re: [{number}] Printer", body="Still broken.", message_id="r@customer.example"))
        self.assertEqual(self.house.desk.tickets()[0]["state"], "In Progress")
        self.news()
        self.house.desk.run("resolve", number)
        self.news()
        self.assertEqual(len(self.told()), 1)
        self.house.deliver(mail(subject=f"Re: [{number}] Printer", body="#close", message_id="c@customer.example"))
        self.assertEqual(self.house.desk.tickets()[0]["state"], "Closed")
        self.news()
        self.assertEqual(self.told(), [])

    def test_machines_and_people_in_cc_are_not_told(self):
        self.house.write_config("[news]\nto = participants\n")
        self.open_ticket(0, headers="Auto-Submitted: auto-generated")
        self.open_ticket(1, headers="Cc: boss@customer.example")
        for ticket in self.house.desk.tickets():
            self.house.desk.run("hold", ticket["ticket_number"], "--message", QUESTION)
        self.news()
        told, = self.told()
        self.assertEqual(told["To"], CUSTOMER)
        self.assertIn("Printer 1", told["Subject"])

    def test_a_mail_without_a_confirmation_is_told_nothing_later(self):
        message = mail(subject="Printer 0", message_id="0@customer.example")
        done = self.house.run("redeliver", "--no-confirmation", "--sender", CUSTOMER, "--recipient", SUPPORT, "-",
                              input=message)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.house.desk.run("hold", self.house.desk.tickets()[0]["ticket_number"], "--message", QUESTION)
        self.news()
        self.assertEqual(self.told(), [])

    def test_the_language_is_that_of_the_ticket(self):
        number = self.open_ticket(headers="Content-Language: de")
        self.house.desk.run("hold", number, "--message", QUESTION)
        self.news()
        told, = self.told()
        self.assertRegex(text_of(told), "Die Menschen, die daran arbeiten, (fragen Sie|schreiben Ihnen):")

    def test_a_server_that_takes_nothing_gets_it_later_by_the_outbox(self):
        number = self.open_ticket()
        self.house.desk.run("hold", number, "--message", QUESTION)
        self.house.submission_port, port = 1, self.house.submission_port
        self.house.write_config()
        self.news()
        self.house.submission_port = port
        self.house.write_config()
        self.house.journal_run("UPDATE outbox SET due_s = 0")
        self.assertIn(number, self.house.run("outbox", "list").stdout.decode())
        self.house.run("outbox")
        self.news()
        self.assertEqual(len(self.told()), 1)

    def test_an_api_that_fails_is_asked_again(self):
        number = self.open_ticket()
        self.house.desk.run("hold", number, "--message", QUESTION)
        self.house.desk.run("fault", f"{'list' if DIALECT == 'incident' else 'news'} before status=500")
        self.assertIn("500", self.news(status=1))
        self.news()
        self.assertEqual(len(self.told()), 1)

    @unittest.skipIf(DIALECT == "incident", "it has no queue")
    def test_each_update_is_acknowledged_once(self):
        number = self.open_ticket()
        self.house.desk.run("comment", number, "--message", QUESTION)
        self.house.desk.run("resolve", number, "--message", SOLUTION)
        self.house.desk.run("comment", self.house.desk.run("open", "By telephone").decode().split()[-1], "--message", "No.")
        self.news()
        told, = self.told()
        self.assertIn(QUESTION, text_of(told))
        self.assertIn(SOLUTION, text_of(told))
        self.assertIn("was resolved", text_of(told))
        updates = self.house.desk.dump()["updates"]
        self.assertEqual({update["acknowledged"] for update in updates if update["ticket_number"] == number}, {"Success"})
        self.news()
        self.assertEqual(self.told(), [])

    @unittest.skipIf(DIALECT == "incident", "it reports no comments")
    def test_the_words_of_a_mail_that_come_back_as_news_are_not_told(self):
        number = self.open_ticket()
        self.house.deliver(mail(subject=f"Re: [{number}] Printer 0", body="It is room 2.14.", message_id="a@customer.example"))
        text = self.house.desk.tickets()[0]["comments"][-1]["text"]
        self.house.desk.run("comment", number, "--message", text)
        self.news()
        self.assertEqual(self.told(), [])
        self.house.desk.run("comment", number, "--message", f"{text}\nWhich floor is that?")
        self.news()
        self.assertIn("Which floor", text_of(self.told()[0]))

    def attach(self, number, name="plan.pdf", content=b"%PDF-1.4 \x00\xff" * 1000, message="See the plan."):
        path = f"{self.house.folder}/{name}"
        with open(path, "wb") as file:
            file.write(content)
        self.house.desk.run("comment", number, "--message", message, "--attach", path)
        return content

    @unittest.skipIf(DIALECT == "incident", "it reports no attachments")
    def test_the_files_of_the_desk_go_along(self):
        number = self.open_ticket()
        content = self.attach(number)
        self.attach(number, "r\u00e9sum\u00e9.txt", b"text", message="And this.")
        self.news()
        self.news()
        told, = self.told()
        files = list(told.iter_attachments())
        self.assertEqual([file.get_filename() for file in files], ["plan.pdf", "r\u00e9sum\u00e9.txt"])
        self.assertEqual([file.get_content_disposition() for file in files], ["attachment"] * 2)
        self.assertEqual(files[0].get_content(), content)
        self.assertIn("Attached: plan.pdf, r\u00e9sum\u00e9.txt\r\n", text_of(told))
        self.assertIn("See the plan.", text_of(told))
        self.assertEqual({update["acknowledged"] for update in self.house.desk.dump()["updates"]}, {"Success"})

    @unittest.skipIf(DIALECT == "incident", "it reports no attachments")
    def test_a_file_that_is_too_large_is_named_and_the_rest_goes_along(self):
        self.house.write_config("[news]\nattachments_per_mail = 100k\n")
        number = self.open_ticket()
        self.attach(number, "film.mp4", b"x" * 300_000)
        self.attach(number, "small.txt", b"x" * 3000)
        self.news()
        told, = self.told()
        self.assertEqual([file.get_filename() for file in told.iter_attachments()], ["small.txt"])
        self.assertRegex(text_of(told), r"(?s)not attached to this mail.*\r\n\r\nfilm.mp4\r\n\r\n.*ask us for them")

    @unittest.skipIf(DIALECT == "incident", "it reports no attachments")
    def test_a_file_that_cannot_be_fetched_is_waited_for_or_named(self):
        for index, (fault, has_file) in enumerate((("status=404", False), ("status=500", True),
                                                   ("drop times=2", True), ("nonsense", True), ("torn", True))):
            with self.subTest(fault):
                number = self.open_ticket(index)
                self.attach(number)
                self.house.desk.run("fault", f"attachment before {fault}")
                self.news()
                self.assertEqual(len(self.told()), 0 if has_file else 1)
                self.news()
                told = self.house.sink.messages()[-1]
                self.assertEqual(len(self.told()), 1 if has_file else 0)
                self.assertEqual(len(list(told.iter_attachments())), int(has_file))
                self.assertEqual("could not be fetched" in text_of(told), not has_file)

    @unittest.skipIf(DIALECT == "incident", "it reports no attachments")
    def test_a_file_that_fails_for_long_is_named_and_others_are_told_meanwhile(self):
        self.house.write_config("[limits]\ndeadline = 4s\n")
        number, other = self.open_ticket(0), self.open_ticket(1)
        self.attach(number)
        self.house.desk.run("comment", other, "--message", "Other words.")
        self.house.desk.run("fault", "attachment before delay=9000 times=ever")
        self.news()
        told, = self.told()
        self.assertIn("Printer 1", told["Subject"])
        self.house.journal_run("UPDATE news_wait SET since_s = since_s - 600")
        self.news()
        told, = self.told()
        self.assertIn("See the plan.", text_of(told))
        self.assertIn("could not be fetched", text_of(told))

    def test_two_runs_at_once_tell_once(self):
        number = self.open_ticket()
        self.house.desk.run("hold", number, "--message", QUESTION)
        command = [TICKETGATE, "news", "--config", self.house.config]
        runs = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
        for one in runs:
            self.assertEqual(one.wait(60), 0, one.stderr.read())
            one.stderr.close()
        self.assertEqual(len(self.told()), 1)


@unittest.skipIf(DIALECT == "incident", "it reports no attachments; test_kill.py kills news without")
@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class NewsKillTest(unittest.TestCase):
    def test_a_file_goes_along_once_whatever_dies(self):
        tried = test_kill.run_matrix(self, test_kill.NewsFile, None if test_kill.IS_SOAK else injection.CALLS, [test_kill.KILL])
        died = sum(1 for point in tried.values() if point[3] != 0)
        print(f"news with a file: {len(tried)} kill points, {died} of them died")
        self.assertGreater(died, len(tried) * 3 // 4)


@unittest.skipIf(why_not(), why_not())
class NewsConversationTest(unittest.TestCase):
    def setUp(self):
        self.house = PostfixHouse()
        self.addCleanup(self.house.close)
        init(self.house.program, self.house.config)

    def news(self):
        done = subprocess.run([self.house.program, "news", "--config", self.house.config], user=USER, stderr=subprocess.PIPE,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def send(self, message, recipient=SUPPORT):
        before = self.house.postfix.statuses(recipient)
        self.house.send(message, [recipient])
        wanted = before + ["sent"]
        self.assertEqual(self.house.postfix.wait_for(recipient, wanted), wanted, self.house.postfix.log_text())

    def mails(self, count):
        self.assertTrue(wait_until(lambda: len(self.house.sink.mails) >= count), self.house.postfix.log_text())
        self.assertEqual(len(self.house.sink.mails), count)
        return self.house.sink.messages()

    def ticket(self):
        return self.house.desk.tickets()[0]

    def test_from_question_to_solution_and_on(self):
        self.news()
        self.send(mail(subject="Printer on fire", body="It burns."))
        created, = self.mails(1)
        number = self.ticket()["ticket_number"]
        self.news()

        # the desk waits -> the question, in the thread of the first mail
        self.house.desk.run("hold", number, "--message", QUESTION)
        self.news()
        asked = self.mails(2)[1]
        self.assertEqual(asked["Subject"], created["Subject"])
        self.assertEqual(asked["References"], "<one@mail.customer.example>")
        self.assertEqual(asked["Reply-To"], created["Reply-To"])
        self.assertIn(QUESTION, text_of(asked))

        # an answer -> a comment, without what we told
        answer, to = answer_to(asked, "Room 2.14, and Anna has it.", 1)
        self.send(answer, to)
        self.assertTrue(wait_until(lambda: any(comment["action"] == "Comment" for comment in self.ticket()["comments"])))
        self.assertEqual(self.ticket()["comments"][-1]["text"].strip(), "Room 2.14, and Anna has it.")
        self.assertEqual(self.ticket()["attachments"], [])

        # resolved -> the solution; an answer reopens it (where that can be), and nobody is told twice
        self.house.desk.run("resolve", number, "--message", SOLUTION)
        self.news()
        solved = self.mails(3)[2]
        self.assertIn(SOLUTION, text_of(solved))
        answer, to = answer_to(solved, "It burns again.", 2)
        self.send(answer, to)
        self.assertTrue(wait_until(lambda: self.ticket()["comments"][-1]["text"].strip() == "It burns again."))
        if DIALECT == "connect":
            self.news()
            self.mails(3)
            return
        reopened = self.mails(4)[3]
        self.assertEqual(self.ticket()["state"], "In Progress")
        self.assertEqual(reopened["Auto-Submitted"], "auto-replied")
        self.news()
        self.mails(4)

        # the answer to the news of its end is a new ticket
        self.house.desk.run("resolve", number)
        self.house.desk.run("close", number)
        self.news()
        closed = self.mails(5)[4]
        answer, to = answer_to(closed, "Once more.", 3)
        self.send(answer, to)
        self.assertIn(number, self.house.desk.tickets()[1]["description"])


if __name__ == "__main__":
    unittest.main()
