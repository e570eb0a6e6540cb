"""What a comment shows of a reply, and what is attached: depending on the text on the ticket."""

import hashlib
import re
import textwrap
import unittest

from harness import IS_POSTGRES, House, mail

OUTLOOK = ("From: Support Desk <support@desk.example>\r\nSent: Monday, November 23, 2026 5:07 PM\r\n"
           "To: User <user@customer.example>\r\nSubject: {subject}\r\n\r\n")
CARD = "\r\n\r\n-- \r\nUser of Example Ltd\r\nMain Street 1, Anytown, room for visitors 12\r\n"


def text_of(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def marked(text, width=72):
    """Quoted like mail programs do: wrapped again, each line with its mark."""
    lines = [part for line in text.splitlines() for part in (textwrap.wrap(line, width) or [""])]
    return "".join("> " + line + "\r\n" for line in lines)


class PassagesTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        self.count = 0

    def deliver(self, body, subject, **more):
        self.count += 1
        done = self.house.deliver(mail(subject=subject, body=body, message_id=f"m{self.count}@mail.customer.example",
                                       **more))
        self.assertEqual(done.returncode, 0, done.stderr)

    def ticket(self):
        return self.house.desk.tickets()[0]

    def comment(self):
        """The last comment, and the text of quoted.txt among the attachments."""
        ticket = self.ticket()
        files = [file for file in ticket["attachments"] if file["name"] == "quoted.txt"]
        return ticket["comments"][-1]["text"].strip().replace("\r\n", "\n"), files

    def open(self, body="The printer on the third floor is dead since Monday morning." + CARD, **config):
        if config:
            self.house.write_config("[reply]\n" + "".join(f"{key} = {value}\n" for key, value in config.items()))
        self.deliver(body, "Printer dead")
        confirmation, = self.house.sink.messages()
        return self.ticket()["ticket_number"], text_of(confirmation)

    def answer(self, body, subject="Printer dead"):
        self.deliver(body, f"Re: [{self.ticket()['ticket_number']}] {subject}")
        return self.comment()

    def test_a_conversation_from_confirmation_to_the_other_way(self):
        number, confirmation = self.open()
        intro = "On Mon, 23 Nov 2026 at 17:07, Support Desk <support@desk.example> wrote:\r\n"

        # The whole confirmation is quoted, with marks or below a block of header fields: only the new words are
        # shown.
        self.assertEqual(self.answer("It still burns.\r\n\r\n" + intro + marked(confirmation, 50)),
                         ("It still burns.", []))
        block = OUTLOOK.format(subject=f"[{number}] Printer dead")
        self.assertEqual(self.answer("And it smokes." + CARD + "\r\n" + block + confirmation), ("And it smokes.", []))

        # A reply inside the quotation, between lines without marks: shown with the line that it answers.
        lines = [line for line in confirmation.splitlines() if len(line.split()) > 3]
        inside = confirmation.replace(lines[2], lines[2] + "\r\nPlease call room 312 first.")
        text, files = self.answer("See below.\r\n\r\n" + block + inside)
        self.assertEqual(files, [])
        self.assertRegex(text, r"^See below\.\n\n> .*\nPlease call room 312 first\.$")

        # A mail of the desk that was sent in another way: attached, once.
        other = "Could you tell us the serial number of the device, and who can let us in on Friday?\r\n\r\nBob\r\n"
        text, files = self.answer("4711-22, and me.\r\n\r\n" + intro + marked(other))
        self.assertEqual((text, len(files)), ("4711-22, and me.", 1))
        self.assertEqual(files[0]["sha256"], hashlib.sha256(
            (intro + marked(other)).replace("\r\n", "\n").encode()).hexdigest())
        self.assertEqual(self.answer("Did you get it?\r\n\r\n" + intro + marked(other, 40))[0], "Did you get it?")
        self.assertEqual(len(self.comment()[1]), 1)

    def test_answers_in_words_of_the_question(self):
        question = ("When may our engineer come, on Monday or on Tuesday?\r\n"
                    "He needs access to the basement and to the roof of the main building, and somebody should be\r\n"
                    "there who knows the alarm and who has the keys of the cabinet.\r\n"
                    "Is the lift in use, yes or no?\r\n"
                    "Please also tell us whether he can park his van in front of the door, since the tools are\r\n"
                    "heavy and he is alone that day.\r\n")
        number, _ = self.open(question)
        block = OUTLOOK.format(subject=f"Re: [{number}] Printer dead")
        for old, new in (("on Tuesday?\r\n", "on Tuesday?\r\non Tuesday\r\n"), ("or no?\r\n", "or no?\r\nno\r\n"),
                         ("or no?\r\n", "or no? yes or no?\r\n"), ("van", "-van"),
                         ("on Monday or on Tuesday?", "on Tuesday?"), ("use, yes or", "use, YES or")):
            edited = question.replace(old, new)
            line = next(one for one in edited.split("\r\n")
                        if one not in question.split("\r\n"))
            self.assertIn("\n" + line, self.answer("See below.\r\n\r\n" + block + edited)[0].replace("\n> ", "\n"))

    def test_an_edit_made_again_after_another(self):
        question = "Which of these shall you do on Monday?\r\n[ ] repair it\r\n[ ] replace it\r\nI shall tick one.\r\n"
        self.open(question)
        confirmation, = self.house.sink.messages()
        subject, thread = "Re: " + confirmation["Subject"], f"In-Reply-To: {confirmation['Message-ID']}"
        form = "See below.\r\n\r\n" + OUTLOOK.format(subject="Printer dead") + question
        ticked = form.replace("[ ] replace it", "[x] replace it")
        for body, shown in ((ticked, "[x] replace it"), ("No, do not replace it.", "No, do not"),
                            (ticked, "[x] replace it"), (form, "See below."), (ticked, "[x] replace it")):
            self.deliver(body, subject, headers=thread)
            self.assertIn(shown, self.comment()[0])
            self.assertNotIn("repair it\n[ ] replace", self.comment()[0])

    def test_what_somebody_set_off_in_a_quotation(self):
        question = "<p>Which lamp is on?<br>A: the green one<br>B: the red one</p><p>Is it <b>dark</b>, yes / no</p>"
        answer = '<div>See below.</div><div class="gmail_quote"><div class="gmail_attr">On Tue, {} wrote:<br></div>' \
                 '<blockquote class="gmail_quote">{}</blockquote></div>'
        self.deliver(question, "Printer dead", content_type="text/html")
        self.assertNotIn("*", self.ticket()["description"])

        def show(edited):
            self.deliver(answer.format("User", edited), f"Re: [{self.ticket()['ticket_number']}] Printer dead",
                         content_type="text/html")
            return self.comment()
        # Quoted unchanged, with the emphasis of its own writer: known.
        self.assertEqual(show(question), ("See below.", []))
        # ... and with emphasis that the other person added.
        for old, new, line in (("B: the red one", "<b>B: the red one</b>", "*B: the red one*"),
                               ("yes /", "<font color=red>yes</font> /", "*yes* / no"),
                               ("A: the green", "A: the <u>green</u>", "A: the *green* one")):
            text, files = show(question.replace(old, new))
            self.assertIn(line, text)
            self.assertEqual(text.count("*"), 4 if "dark" in text else 2)
            self.assertEqual(files, [])

    def test_a_quotation_of_our_html_and_later_mails_of_the_desk(self):
        number, _ = self.open()
        confirmation, = self.house.sink.messages()
        html = confirmation.get_body(("html",)).get_content()
        answer = '<div>{}</div><div class="gmail_quote"><div class="gmail_attr">On {}, {} wrote:<br></div>' \
                 '<blockquote class="gmail_quote">{}</blockquote></div>'
        subject = f"Re: [{number}] Printer dead"
        self.deliver(answer.format("It is urgent.", "Tue, 24 Nov 2026 at 10:00", "Support Desk &lt;support@desk.example&gt;",
                                   html), subject, content_type="text/html")
        self.assertEqual(self.comment(), ("It is urgent.", []))
        for minute, text in ((10, "Thank you for the report of today, we will look into it tomorrow."),
                             (20, "We replaced the roller of the printer in room 2.14 today and tested it.")):
            self.deliver(f"<p>{text}</p><p>Smith</p>", subject, content_type="text/html", sender="Agent Smith <agent@desk.example>")
            self.deliver(answer.format("Thanks.", f"Wed, 25 Nov 2026 at 10:{minute}", "Agent Smith &lt;agent@desk.example&gt;",
                                       f"<p>{text}</p><p>Smith</p>"), subject, content_type="text/html")
            self.assertEqual(self.comment(), ("Thanks.", []))

    def test_the_journal_holds_no_word(self):
        self.open()
        # Both engines write a blob in this way as text.
        rows = self.house.journal_rows(f"SELECT {'encode(fingerprint, $$hex$$)' if IS_POSTGRES else 'hex(fingerprint)'} AS h FROM passage")
        self.assertEqual(len(rows), 3)  # the mail, its subject, the confirmation
        for text, in rows:
            row = bytes.fromhex(text)
            self.assertLessEqual(len(row), 2048)
            self.assertNotRegex(row, re.compile(rb"printer|Monday|floor", re.IGNORECASE))

    def test_quotations_are_kept_or_dropped_where_the_operator_says_so(self):
        unknown = "Yes.\r\n\r\n" + OUTLOOK.format(subject="x") + "Shall we close it for you tomorrow?\r\n"
        self.open(quoted="keep")
        self.assertIn("Shall we close it", self.answer(unknown)[0])
        self.house.write_config("[reply]\nkeep_quoted = yes\n")
        self.assertIn("Shall we close it", self.answer(unknown)[0])
        self.house.write_config("[reply]\nquoted = drop\n")
        other = unknown.replace("Shall we close it for you tomorrow?", "Somebody comes along on Friday.")
        self.assertEqual(self.answer(other), ("Yes.", []))
        # Dropped text is not known: it is attached if that is configured now.
        self.house.write_config()
        self.assertEqual(len(self.answer(other)[1]), 1)

    def test_a_subject_that_says_more_than_the_text(self):
        self.open()
        self.assertRegex(self.answer("", "Printer works again, thanks")[0], r"^Subject: .*works again, thanks$")
        self.assertRegex(self.answer("See subject.", "Printer in room 312")[0], r"(?s)^Subject: .*312\n\nSee subject\.$")
        self.assertRegex(self.answer("It is dead.", "Scanner")[0], r"(?s)^Subject: .*Scanner\n\nIt is dead\.$")
        self.assertEqual(self.answer("It is still dead.", "Scanner")[0], "It is still dead.")
        self.assertEqual(self.answer("All well.", "PRINTER DEAD")[0], "All well.")

    def test_a_later_try_attaches_the_same(self):
        self.open()
        intro = "On Mon, 23 Nov 2026 at 17:07, Bob <bob@desk.example> wrote:\r\n"
        body = "Yes.\r\n\r\n" + intro + marked("Could you tell us the serial number of the device?")
        subject = f"Re: [{self.ticket()['ticket_number']}] Printer dead"
        self.deliver(body, subject)
        row, = self.house.journal_rows("SELECT quoted FROM mail WHERE quoted IS NOT NULL")
        # As if the process had crashed right after its comment, before anything else was recorded.
        self.house.journal_run("UPDATE mail SET step = 1, files_done = 0, owner = NULL WHERE quoted IS NOT NULL")
        self.count -= 1
        self.deliver(body, subject)
        ticket = self.ticket()
        files = [file["sha256"] for file in ticket["attachments"] if file["name"] == "quoted.txt"]
        self.assertEqual(len(files), 2)
        self.assertEqual(files[0], files[1])
        self.assertRegex(row[0], r"^\d+-\d+$")


if __name__ == "__main__":
    unittest.main()
