"""Our mails in a real browser, as phones and desktops show them: headless Chromium.

Skipped if Debian's packages chromium and chromium-driver are not installed. Standard library only.
"""

import collections
import os
import unittest

from browser import CONTRAST, WHY_NOT, Browser
from harness import House, mail
from test_news import make_first_run_old

WIDTHS = {"narrow": 320, "phone": 375, "desktop": 1024}
DESK = """[mail]
desk_name = Support Desk
desk_hours = Monday to Friday, 8:00 to 18:00
desk_phone = +31 20 555 0100
ticket_url = https://desk.example/tickets/{ticket}
"""
HEBREW = "\u05d4\u05de\u05d3\u05e4\u05e1\u05ea INK-7 \u05dc\u05d0 \u05e2\u05d5\u05d1\u05d3\u05ea (\u05e7\u05d5\u05de\u05d4 2)"
DUTCH = "Goedemiddag,\n\nde printer op de tweede verdieping drukt alleen nog lege bladen af. Kunt u ons helpen?\n"
# What a customer writes and the desk says, by language.
Said = collections.namedtuple("Said", "subject question solution comment")
NEWS = {
    "en": Said("Printer on the second floor prints blank pages",
               "Which room is it?\n\nAnd can you send us:\n- a photo of the display\n- the page that the printer prints at its start",
               "We put in new toner and cleaned the drum.\nPlease print a page to try.",
               "Anna comes by tomorrow at 10:00 and brings toner."),
    "de": Said("Drucker im zweiten Stock druckt leere Seiten",
               "In welchem Raum steht er?\n\nUnd schicken Sie uns bitte:\n- ein Foto der Anzeige\n- die Druckerstatusseite",
               "Wir haben neuen Toner eingesetzt und die Trommel gereinigt.\nBitte drucken Sie zur Probe eine Seite.",
               "Anna kommt morgen um 10 Uhr und bringt Toner mit."),
    "fr": Said("L’imprimante du deuxième étage imprime des pages blanches",
               "Dans quelle salle est-elle ?\n\nEnvoyez-nous aussi :\n- une photo de l’écran\n- la page de démarrage",
               "Nous avons changé le toner et nettoyé le tambour.\nMerci d’imprimer une page pour essayer.",
               "Anna passera demain à 10 heures avec du toner."),
    "nl": Said("Printer op de tweede verdieping drukt lege bladen af",
               "In welke kamer staat hij?\n\nEn kunt u ons sturen:\n- een foto van het scherm\n- de testpagina",
               "Wij hebben nieuwe toner geplaatst en de trommel schoongemaakt.\nDruk ter controle een pagina af.",
               "Anna komt morgen om 10.00 uur langs met toner."),
}


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

    def check_news(self, name, house, words):
        """One run of news tells each writer of NEWS, in that language, what stands in `words` for the language."""
        before = len(house.sink.mails)
        done = house.run("news")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = {message["Content-Language"]: message for message in house.sink.messages()[before:]}
        self.assertEqual(sorted(told), sorted(words))
        for language, message in told.items():
            self.check(f"news-{name}-{language}", message)
            self.assertEqual(self.browser.script("return document.documentElement.lang"), language)
            for line in words[language].split("\n"):
                self.assertIn(line, self.seen())

    def open_tickets(self, house):
        """A ticket in each language, after the first run of news, which tells nothing. Returns their numbers by language."""
        self.assertEqual(house.run("news").returncode, 0)
        make_first_run_old(house)
        for language, said in NEWS.items():
            done = house.deliver(mail(said.subject, "1", f"{language}@customer.example", headers=f"Content-Language: {language}"))
            self.assertEqual(done.returncode, 0, done.stderr)
        return dict(zip(NEWS, (ticket["ticket_number"] for ticket in house.desk.tickets())))

    def test_news_of_what_becomes_of_a_ticket_in_each_language(self):
        numbers = self.open_tickets(self.house)
        subjects = {language: said.subject for language, said in NEWS.items()}
        for language, number in numbers.items():
            self.house.desk.run("hold", number, "--message", NEWS[language].question)
        self.check_news("waiting", self.house, {language: said.question for language, said in NEWS.items()})
        for language, number in numbers.items():
            self.house.desk.run("resolve", number, "--message", NEWS[language].solution)
        self.check_news("resolved", self.house, {language: said.solution for language, said in NEWS.items()})
        self.house.desk.run("progress", *numbers.values())
        self.check_news("reopened", self.house, subjects)
        self.house.desk.run("close", *numbers.values())
        self.check_news("closed", self.house, subjects)

    def test_news_of_a_comment_in_each_language(self):
        house = House("--dialect", "connect")
        self.addCleanup(house.close)
        house.write_config(DESK + "[api]\ndialect = connect\n",
                           base_url=f"http://127.0.0.1:{house.desk.port}/network/kpn/servicenow")
        for language, number in self.open_tickets(house).items():
            house.desk.run("comment", number, "--message", NEWS[language].comment)
        self.check_news("comment", house, {language: said.comment for language, said in NEWS.items()})


if __name__ == "__main__":
    unittest.main()
