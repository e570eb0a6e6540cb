"""Every fault of the API, before and after the work, in every pair of consecutive requests.

After each pair the mail is tried again as an MTA would: exactly one ticket, all attachments, one reply.
"""

import collections
import hashlib
import itertools
import unittest
from email.message import EmailMessage

from harness import House, mail

KINDS = ["status=500", "status=502", "status=503", "drop", "torn", "nonsense", "status=418"]
WHENS = ["before", "after"]
CONTENT = b"attachment \x00\xff" * 1000


def faults(*operations):
    return [f"{operation} {when} {kind}" for operation in operations for when in WHENS for kind in KINDS]


class FaultsTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def deliver_until_done(self, message, schedule):
        self.house.desk.run("fault", "--clear", *schedule)
        for tries in range(1, 8):
            done = self.house.deliver(message)
            if done.returncode == 0:
                return tries
            self.assertEqual(done.returncode, 75, (schedule, done))
        self.fail(f"{schedule}: never done")

    def new_mail(self, index):
        message = EmailMessage()
        message["From"], message["Subject"], message["Message-ID"] = "user@customer.example", f"fault {index}", f"<{index}@f.example>"
        message.set_content("See the file.")
        message.add_attachment(CONTENT, maintype="application", subtype="octet-stream", filename="a.bin")
        return message.as_bytes()

    def check_created(self, schedules):
        tickets = collections.Counter(ticket["short_description"] for ticket in self.house.desk.tickets())
        files = {ticket["short_description"]: [file["sha256"] for file in ticket["attachments"]] for ticket in self.house.desk.tickets()}
        replies = collections.Counter(message["In-Reply-To"] for message in self.house.sink.messages())
        for index, schedule in enumerate(schedules):
            with self.subTest(schedule=schedule):
                self.assertEqual(tickets[f"fault {index}"], 1)
                self.assertEqual(files[f"fault {index}"], [hashlib.sha256(CONTENT).hexdigest()])
                self.assertEqual(replies[f"<{index}@f.example>"], 1)

    def test_pairs_on_new_mail(self):
        first = faults("create") + ["create after 202-without-number"]
        second = faults("create", "list")
        schedules = list(itertools.product(first, second))
        for index, schedule in enumerate(schedules):
            self.deliver_until_done(self.new_mail(index), schedule)
        self.house.desk.run("fault", "--clear")
        self.check_created(schedules)
        print(f"new mail: {len(schedules)} pairs of faults")

    def test_pairs_on_tokens(self):
        schedules = list(itertools.product(faults("token"), faults("create")[:8]))
        for index, schedule in enumerate(schedules):
            self.house.desk.run("revoke-tokens")
            self.deliver_until_done(self.new_mail(index), schedule)
        self.check_created(schedules)
        print(f"tokens: {len(schedules)} pairs of faults")

    def test_pairs_on_comments(self):
        self.house.deliver(mail())
        number = self.house.desk.tickets()[0]["ticket_number"]
        schedules = list(itertools.product(faults("get") + faults("update"), faults("update")))
        for index, schedule in enumerate(schedules):
            self.deliver_until_done(mail(subject=f"Re: {number}", body=f"Words {index}.", message_id=f"c{index}@f.example"),
                                    schedule)
        ticket, = self.house.desk.tickets()
        texts = collections.defaultdict(list)
        for comment in ticket["comments"]:
            texts[comment["text"].split("\n")[0]].append(comment["text"])
        for index, schedule in enumerate(schedules):
            with self.subTest(schedule=schedule):
                same = texts[f"Words {index}."]
                self.assertGreaterEqual(len(same), 1)
                for text in same[1:]:
                    self.assertIn("[mail ", text)
        print(f"comments: {len(schedules)} pairs of faults")


if __name__ == "__main__":
    unittest.main()
