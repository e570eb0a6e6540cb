"""Our mails in a real browser, as phones and desktops show them: headless Chromium.

Skipped if Debian's packages chromium and chromium-driver are not installed. Standard library only.
"""

import os
import unittest

from browser import CONTRAST, WHY_NOT, Browser
from harness import House, mail

WIDTHS = {"narrow": 320, "phone": 375, "desktop": 1024}
DESK = """[mail]
desk_name = Support Desk
desk_hours = Monday to Friday, 8:00 to 18:00
desk_phone = +31 20 555 0100
ticket_url = https://desk.example/tickets/{ticket}
"""
HEBREW = "\u05d4\u05de\u05d3\u05e4\u05e1\u05ea INK-7 \u05dc\u05d0 \u05e2\u05d5\u05d1\u05d3\u05ea (\u05e7\u05d5\u05de\u05d4 2)"
DUTCH = "Goedemiddag,\n\nde printer op de tweede verdieping drukt alleen nog lege bladen af. Kunt u ons helpen?\n"


@unittest.skipIf(WHY_NOT, WHY_NOT)
class MailBrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)
        key_file = os.path.join(self.house.state, "reference-key")
        with open(key_file, "w", encoding="ascii") as file:
            file.write("9f" * 32 + "\n")
        os.chmod(key_file, 0o600)
        self.house.write_config(DESK + f"key_file = {key_file}\n")
        self.browser.set_scheme("light")
        self.browser.forget_complaints()
        self.count = 0

    def confirmation(self, subject, body, headers="", sender="Office Manager <manager@customer.example>", **more):
        """Returns our answer to a mail."""
        self.count += 1
        done = self.house.deliver(mail(subject, body, f"mail-{self.count}@customer.example", sender=sender, headers=headers),
                                  sender="manager@customer.example", **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.house.sink.mails), self.count)
        return self.house.sink.messages()[-1]

    def show(self, message):
        path = os.path.join(self.house.folder, "mail.html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(message.get_body(("html",)).get_content())
        self.browser.open("file://" + path)

    def check(self, name, message):
        """The mail fits each width, is readable in light and dark, and loads nothing from the network."""
        self.show(message)
        for scheme in ["light", "dark"]:
            self.browser.set_scheme(scheme)
            for width_name, width in WIDTHS.items():
                self.browser.resize(width, 720)
                self.assertLessEqual(self.browser.script("return document.documentElement.scrollWidth"), width, (name, width))
                self.browser.keep_picture(f"{name}-{width_name}-{scheme}")
            self.assertEqual(self.browser.script(CONTRAST), [], (name, scheme))
        self.assertEqual(self.browser.script("return performance.getEntriesByType('resource').length"), 0, name)
        self.assertEqual(self.browser.complaints(), [], name)

    def seen(self):
        return self.browser.script("return document.body.innerText")

    def test_each_mail_of_a_conversation(self):
        created = self.confirmation("Printer on the second floor prints blank pages", "Since this morning, room 2.14.")
        number = self.house.desk.tickets()[0]["ticket_number"]
        self.check("created", created)
        for words in [f"Ticket {number}", "Hello Office Manager", "Support Desk", "8:00 to 18:00", "+31 20 555 0100",
                      f"https://desk.example/tickets/{number}"]:
            self.assertIn(words, self.seen())
        self.assertTrue(self.seen().startswith(f"Ticket {number}"), "what a phone shows first is what became of the mail")
        self.house.desk.run("resolve", number)
        self.check("reopened", self.confirmation("Re: " + created["Subject"], "It does it again.",
                                                 recipient=created["Reply-To"].addresses[0].addr_spec))

    def test_a_dutch_mail(self):
        message = self.confirmation("Printer drukt lege bladen af", DUTCH, "Content-Language: nl")
        self.check("dutch", message)
        self.assertEqual(self.browser.script("return document.documentElement.lang"), "nl")
        self.assertIn("dinsdag 24 november 2026", self.seen())
        self.assertNotIn("Please", self.seen())

    def test_a_subject_that_reads_from_the_right(self):
        message = self.confirmation(HEBREW, "Since this morning.", sender="\u05e0\u05d5\u05e2\u05d4 \u05dc\u05d5\u05d9 "
                                    "<manager@customer.example>")
        self.check("hebrew", message)
        self.assertEqual(self.browser.script("return getComputedStyle(document.querySelector('.set')).direction"), "rtl")
        self.assertEqual(self.browser.script("return getComputedStyle(document.querySelector('.headline')).direction"), "ltr")

    def test_words_without_a_blank_do_not_widen_it(self):
        self.check("long", self.confirmation("W" * 180, "x", sender=f"{'n' * 80} <manager@customer.example>"))


if __name__ == "__main__":
    unittest.main()
