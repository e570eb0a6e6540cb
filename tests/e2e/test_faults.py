"""Every fault of the API, before and after the work, in every pair of consecutive requests.

After each pair the mail is tried again as an MTA would: there must be exactly one ticket with all attachments, and
one confirmation; a comment at least once, and then marked as the same mail. A mail that is denied (403) while
other requests pass becomes a plain ticket or comment, and a copy is kept. TICKETGATE_SOAK=1 takes more kinds of
faults, which are handled like others.

With Customer Connect each kind is by default only paired with itself: a dialect says what a response means, and what
happens then is the same code in both.
"""

import collections
import concurrent.futures
import email
import hashlib
import itertools
import os
import queue
import unittest
from email.message import EmailMessage

from harness import IS_CONNECT, House, mail

WORKERS = 3
KINDS = ["status=500", "status=503 retry-after=0", "status=401", "status=403", "unwrapped"]
# Each is handled like one of those above, and by default only paired with itself.
MORE = ["drop", "status=429 retry-after=0", "status=405", "redirect=http://127.0.0.1:1/", "torn", "nonsense", "slow=0"]
IS_SOAK = bool(os.environ.get("TICKETGATE_SOAK"))
KINDS += MORE
if IS_SOAK:
    KINDS += ["status=502", "status=503", "status=418", "status=413", "status=504", "delay=20 status=500"]
WHENS = ["before", "after"]
# What says that the API does not take this mail; after a 413 before the work it is sent in fewer words in any case (a 403 only
# says so if other requests pass).
TOO_LARGE = "status=413"
DONE = ["unwrapped", "slow=0"]  # the mail is done in spite of them
PLAIN = "Mail that the ticket system does not take"
CONTENT = b"attachment \x00\xff" * 1000
NEW_FAULTS = ["create after 202-without-number", "create before status=400", "create after status=400"]


def faults(operation, whens=WHENS):
    return [f"{operation} {when} {kind}" for when in whens for kind in KINDS]


def place_of(fault):
    operation, when, kind = fault.split(maxsplit=2)
    return (KINDS + [fault.split(maxsplit=2)[2] for fault in NEW_FAULTS]).index(kind) + WHENS.index(when)


def is_wanted(first, second):
    kinds = {fault.split(maxsplit=2)[2] for fault in (first, second)}
    if IS_CONNECT and not IS_SOAK:
        return len(kinds) == 1 and not kinds & set(MORE)
    if IS_SOAK or len(kinds) == 1:
        return True
    # Of the pairs of different faults every other one, like the white fields of a chessboard: each meets half of the others.
    return not kinds & set(MORE) and (place_of(first) + place_of(second)) % 2 == 0


class Scene:
    """One kind of mail at its own site."""

    config, files, content = "", ["a.bin"], CONTENT

    def __init__(self):
        self.house = House()
        self.house.write_config(extra=self.config)
        self.begin()

    def begin(self):
        pass

    def mail(self, index):
        message = EmailMessage()
        message["From"], message["Subject"] = "user@customer.example", f"fault {index}"
        message["Message-ID"] = f"<{index}@f.example>"
        message.set_content("See the file.")
        for name in self.files:
            message.add_attachment(self.content + name.encode(), maintype="application", subtype="octet-stream", filename=name)
        return message.as_bytes()

    def prepare(self):
        """Called before each schedule."""

    def run(self, index, schedule):
        self.prepare()
        self.house.desk.run("fault", "--clear", *schedule)
        for _ in range(8):
            done = self.house.deliver(self.mail(index))
            if done.returncode != 75:
                return done.returncode
        raise AssertionError((schedule, done))

    def read(self):
        self.tickets = collections.defaultdict(list)
        for ticket in self.house.desk.tickets():
            self.tickets[ticket["short_description"]].append(ticket)
        self.replies = collections.Counter(message["In-Reply-To"] for message in self.house.sink.messages())
        self.kept = {}  # index of the mail: name of its copy, if the text was refused
        for name in self.quarantine(".refused-text"):
            with open(f"{self.house.state}/quarantine/new/{name}", "rb") as file:
                self.kept[int(email.message_from_binary_file(file)["Message-ID"].strip("<c>").split("@")[0])] = name

    def is_too_large(self, fault):
        return fault == f"create before {TOO_LARGE}"

    def must_be_kept(self, schedule):
        """Its text is refused after its attachment was."""
        return all(self.is_too_large(fault) for fault in schedule)

    def quarantine(self, kind):
        folder = f"{self.house.state}/quarantine/new"
        return [name for name in os.listdir(folder) if name.endswith(kind)] if os.path.isdir(folder) else []

    def check(self, test, index):
        ticket, = self.find(index) or [None]
        test.assertIsNotNone(ticket, "no ticket")
        found = {file["name"]: file["sha256"] for file in ticket["attachments"]}
        named = " ".join(comment["text"] for comment in ticket["comments"] if "Not attached" in comment["text"])
        for name in self.files:  # with the ticket, or refused alone: then quarantined and named
            digest = hashlib.sha256(self.content + name.encode()).hexdigest()
            test.assertEqual(found.get(name, digest if name in named else None), digest, name)
        self.check_attachments(test, ticket)
        test.assertEqual(self.replies[f"<{index}@f.example>"], 1)

    def find(self, index):
        """The tickets of a mail: found by its subject or, if that was refused, by the name of the copy."""
        plain = [ticket for ticket in self.tickets[PLAIN] if index in self.kept and self.kept[index] in ticket["description"]]
        return self.tickets[f"fault {index}"] + plain

    def check_attachments(self, test, ticket):
        test.assertEqual(len(ticket["attachments"]), len(self.files))

    def check_refused(self, test, index):
        """Refused with and without its attachments: no ticket, no confirmation, and a copy."""
        test.assertEqual(self.tickets[f"fault {index}"], [])
        test.assertEqual(self.replies[f"<{index}@f.example>"], 0)


class NewMail(Scene):
    pass


class DeadToken(Scene):
    def prepare(self):
        self.house.desk.run("revoke-tokens")


class Overflow(Scene):
    config, files = "[limits]\nattachments_per_request = 64k\n", ["a.bin", "b.bin", "c.bin"]
    content = CONTENT * 3

    def check_attachments(self, test, ticket):
        test.assertGreaterEqual(len(ticket["attachments"]), 1)
        for comment in ticket["comments"]:
            test.assertTrue(comment["text"].startswith("[mail "))


class Comment(Scene):
    def begin(self):
        self.house.deliver(mail())
        self.number = self.house.desk.tickets()[0]["ticket_number"]

    def mail(self, index):
        return mail(subject=f"Re: {self.number}", body=f"Words {index}.", message_id=f"c{index}@f.example")

    def read(self):
        super().read()
        ticket, = self.house.desk.tickets()
        self.texts = collections.defaultdict(list)
        names = {name: index for index, name in self.kept.items()}
        for comment in ticket["comments"]:
            plain = [index for name, index in names.items() if name in comment["text"]]
            first = f"Words {plain[0]}." if plain else comment["text"].split("\n")[0]
            self.texts[first].append(comment["text"])

    def is_too_large(self, fault):
        """No list tells whether a comment is there, so a refusal after the work counts as well."""
        return fault in (f"update before {TOO_LARGE}", f"update after {TOO_LARGE}")

    def must_be_kept(self, schedule):
        """It has no attachments. The second fault only comes if the mail has to wait after the first."""
        first, second = schedule
        return self.is_too_large(first) or (self.is_too_large(second) and not (
            first.startswith("update ") and first.split(maxsplit=2)[2] in DONE))

    def check(self, test, index):
        texts = self.texts[f"Words {index}."]
        test.assertIn(len(texts), (1, 2, 3))
        for text in texts[1:]:
            test.assertIn("[mail ", text)

    def check_refused(self, test, index):
        test.assertEqual(self.texts[f"Words {index}."], [])


class FaultsTest(unittest.TestCase):
    def run_pairs(self, kind, *operations):
        """`operations`: pairs of lists of faults; each of the first is combined with each of the second."""
        schedules = [pair for first, second in operations for pair in itertools.product(first, second) if is_wanted(*pair)]
        scenes = [kind() for _ in range(WORKERS)]
        waiting, owners = queue.SimpleQueue(), {}
        for point in enumerate(schedules):
            waiting.put(point)
        for scene in scenes:
            self.addCleanup(scene.house.close)

        def work(scene):
            while True:
                try:
                    index, schedule = waiting.get_nowait()
                except queue.Empty:
                    return
                owners[index] = (scene, scene.run(index, schedule))

        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(work, scenes))
        for scene in scenes:
            scene.read()
        refused = 0
        for index, schedule in enumerate(schedules):
            scene, status = owners[index]
            with self.subTest(scene=kind.__name__, schedule=schedule):
                # The text is only held back if the API denied a request before the work.
                self.assertTrue(index not in scene.kept or any(
                    fault.endswith("before status=403") or fault == "update after status=403" or scene.is_too_large(fault)
                    for fault in schedule))
                if scene.must_be_kept(schedule):
                    self.assertIn(index, scene.kept)
                if status == 65:  # only if both tries, with and without attachments, were refused before the work
                    self.assertTrue(all("before status=40" in fault or fault == f"create before {TOO_LARGE}" for fault in schedule))
                    self.assertIn("before status=400", schedule[-1])
                    scene.check_refused(self, index)
                    refused += 1
                else:
                    self.assertEqual(status, 0)
                    scene.check(self, index)
        print(f"{kind.__name__}: {len(schedules)} pairs of faults, {refused} mails sent back")
        self.assertEqual(sum(len(scene.quarantine(".refused")) for scene in scenes), refused)
        for scene in scenes:
            self.assertTrue(all(owners[index][0] is scene for index in scene.kept))

    def test_new_mail(self):
        create = faults("create") + NEW_FAULTS
        self.run_pairs(NewMail, (create, create), (create, faults("list", ["before"])))

    def test_tokens(self):
        self.run_pairs(DeadToken, (faults("token", ["before"]), faults("create")), (["create before status=401"], faults("token")))

    def test_overflow(self):
        update = faults("update") + ["update before status=400", "update after status=400"]
        self.run_pairs(Overflow, (faults("create")[::2], faults("update")[1::2]), (update, update))

    def test_comment(self):
        self.run_pairs(Comment, (faults("get", ["before"]), faults("update")), (faults("update"), faults("update")))


if __name__ == "__main__":
    unittest.main()
