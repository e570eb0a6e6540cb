"""`ticketgate deliver` is killed, or its disk fails, at every system call that matters; then it is tried again as by
an MTA.

strace lists every call of one delivery; nothing is sampled. Each call that leaves something behind, or follows one
that did, is a kill point; of the writes of one transaction of the journal, the first and the one that ends it. For
other kinds of mail only what differs from a new mail is tried: injection.kill_points() says why the rest is the
same. After the kill the same mail is delivered again until it is done. Then there must be exactly one ticket with
all its attachments, and one confirmation. (After a kill between the MTA's acceptance and its record, the same
confirmation may be sent again, with the same Message-ID.)

TICKETGATE_SOAK=1 takes every system call of all kinds, and also kills every second try.
"""

import collections
import concurrent.futures
import hashlib
import os
import queue
import shutil
import sqlite3
import subprocess
import unittest
from email.message import EmailMessage

import injection
import postgres
from harness import IS_CONNECT, IS_POSTGRES, TICKETGATE, House, mail, sqlite_only

IS_SOAK = bool(os.environ.get("TICKETGATE_SOAK"))
MOST = 3 if IS_SOAK else 2  # comments or confirmations: one for each process that died after sending it
WORKERS = 3
CONTENT = b"\x00\x01 some octets \xff" * 2000
KILL = "signal=SIGKILL"


class Scenario:
    """One kind of mail at its own site, where one delivery runs at a time."""

    name, desk_options, config, faults, files = "new", (), "", (), ["0.bin"]
    content = CONTENT
    refused = ()  # the files that the desk refuses
    is_brief, is_first_try = True, True  # kill_points()

    def __init__(self):
        self.house = self.make_house()
        self.house.write_config(extra=self.config)
        self.begin()

    def make_house(self):
        return House(*self.desk_options)

    def begin(self):
        if self.faults:
            self.house.desk.run("fault", *self.faults)

    def command(self):
        return [TICKETGATE, "deliver", "--config", self.house.config, "--sender", "user@customer.example",
                "--recipient", "support@desk.example"]

    def message_id(self, index):
        return f"{self.name}.{index}@kill.example"

    def mail(self, index):
        message = EmailMessage()
        message["From"], message["To"] = "user@customer.example", "support@desk.example"
        message["Subject"], message["Message-ID"] = f"kill {index}", f"<{self.message_id(index)}>"
        message.set_content("See the files.")
        for name in self.files:
            message.add_attachment(self.content + name.encode(), maintype="application", subtype="octet-stream", filename=name)
        return message.as_bytes()

    def prepare(self, index):
        """What happens to the mail before the kill."""

    def deliver(self, message):
        return subprocess.run(self.command(), input=message, stderr=subprocess.PIPE, check=False, timeout=60)

    def read(self):
        """What the desk and the mail server have now."""
        self.tickets = collections.defaultdict(list)
        for ticket in self.house.desk.tickets():
            self.tickets[ticket["short_description"]].append(ticket)
        self.replies = collections.defaultdict(list)
        for message in self.house.sink.messages():
            self.replies[message["In-Reply-To"]].append(message["Message-ID"])

    def check(self, test, index):
        ticket, = self.tickets[f"kill {index}"] or [None]
        test.assertIsNotNone(ticket, "no ticket")
        wanted = {name: hashlib.sha256(self.content + name.encode()).hexdigest() for name in self.files if name not in self.refused}
        test.assertEqual({file["name"]: file["sha256"] for file in ticket["attachments"]}, wanted)
        self.check_ticket(test, ticket)
        self.check_reply(test, index)

    def check_ticket(self, test, ticket):
        test.assertEqual(len(ticket["attachments"]), len(self.files))
        test.assertEqual(ticket["comments"], [])

    def check_reply(self, test, index):
        ids = self.replies[f"<{self.message_id(index)}>"]
        test.assertEqual(len(set(ids)), 1, ids)
        test.assertLessEqual(len(ids), MOST)


class New(Scenario):
    is_brief = False


class First(Scenario):
    """The first mail of all: there is no journal and no token yet."""

    name, is_first_try = "first", False  # its journal begins in another way

    def prepare(self, index):
        for name in os.listdir(self.house.state):
            os.unlink(os.path.join(self.house.state, name))
        if IS_POSTGRES:
            self.house.database_server().empty(self.house.database)


class Checkpoint(Scenario):
    """The journal's log is full: the delivery moves it into the database."""

    name, is_first_try = "checkpoint", False  # or the checkpoint of the first commit would be left out

    def prepare(self, index):
        self.deliver(self.mail(f"before {index}"))
        path = f"{self.house.state}/journal.db"
        with sqlite3.connect(path, isolation_level=None, timeout=30) as journal:
            journal.execute("PRAGMA wal_autocheckpoint=0")
            journal.execute("PRAGMA synchronous=OFF")
            journal.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            # Up to just below the 256 pages at which the next commit moves the log; a frame has 24 octets more than
            # its page.
            for i in range(256):
                if os.path.getsize(f"{path}-wal") >= 253 * (4096 + 24):
                    break
                journal.execute("INSERT OR REPLACE INTO thread (message_id, ticket_number, added_s)"
                                " VALUES ('filler', ?, 2000000000)", (str(i),))
        # Never closed, because the last process to close would move the log itself.
        self.journals.append(journal)

    def begin(self):
        self.journals = []


class InDoubt(Scenario):
    """The second try of a mail whose ticket was made, but whose response was lost."""

    name, is_first_try = "in-doubt", False

    def prepare(self, index):
        self.deliver(mail(message_id=f"good.{self.message_id(index)}"))  # so that nothing is paused
        self.house.desk.run("fault", "create after drop", "list before drop")
        done = self.deliver(self.mail(index))
        assert done.returncode == 75, done


class Accepted(Scenario):
    """The API accepts the ticket but names no number."""

    name, faults = "accepted", ("create after 202-without-number times=ever",)


class Overflow(Scenario):
    """Three files, one for each request."""

    name, config, files = "overflow", "[limits]\nattachments_per_request = 64k\n", ["0.bin", "1.bin", "2.bin"]

    def check_ticket(self, test, ticket):
        for comment in ticket["comments"]:
            test.assertIn("[mail ", comment["text"])


class Cut(Overflow):
    """The power of the host is cut, and that of its database's host: the latter loses what was not synced."""

    is_brief = False

    def make_house(self):
        # It leaves in memory what it may leave there, for 10 s.
        return House(*self.desk_options, server=postgres.Postgres(settings={"wal_writer_delay": "10s"}) if IS_POSTGRES else None)

    def begin(self):
        self.lost = 0

    def prepare(self, index):
        if IS_POSTGRES:  # mails before this one are on disk, or the cut would have their confirmations sent again, too
            self.house.server.run("CHECKPOINT", "template1")

    def cut_power(self, log):
        self.lost += injection.cut_power(log, self.house.state)
        if IS_POSTGRES:
            self.lost += self.house.server.cut_power()


class Refused(Scenario):
    """Three files, of which the API refuses one: tried without files, then one by one, then named."""

    name, desk_options = "refused-files", ("--refuse-file", "*.exe")
    files, refused = ["0.bin", "1.exe", "2.bin"], ("1.exe",)

    def check_ticket(self, test, ticket):
        test.assertTrue([comment for comment in ticket["comments"] if "1.exe" in comment["text"]])

    def read(self):
        super().read()
        kept = os.listdir(f"{self.house.state}/quarantine/new")
        self.kept = collections.Counter(name.split(".")[-1] for name in kept)


class Oversize(Scenario):
    """A file that exceeds the limit alone: quarantined, and named."""

    name, config, refused = "oversize", "[limits]\nattachments_per_request = 64k\n", ("0.bin",)
    content = CONTENT * 2

    def check_ticket(self, test, ticket):
        test.assertIn("0.bin (", ticket["description"])


class Comment(Scenario):
    name = "comment"

    def begin(self):
        self.house.deliver(mail())
        self.number = self.house.desk.tickets()[0]["ticket_number"]

    def mail(self, index):
        return mail(subject=f"Re: [{self.number}] kill", body=f"New words {index}.", message_id=self.message_id(index))

    def read(self):
        super().read()
        ticket, = self.house.desk.tickets()
        self.texts = collections.defaultdict(list)
        for comment in ticket["comments"]:
            self.texts[comment["text"].split("\n")[0]].append(comment["text"])

    def check(self, test, index):
        self.check_texts(test, self.texts[f"New words {index}."])

    @staticmethod
    def check_texts(test, texts):
        """The same comment once, or marked as a repeat."""
        test.assertIn(len(texts), range(1, MOST + 1))
        for text in texts[1:]:
            test.assertIn("[mail ", text)


class Close(Comment):
    """The sender asks to close a resolved ticket: it is closed once, and there is no other ticket. Customer Connect closes
    nothing, so the desk is asked by a comment."""

    name, config = "close", "[policy]\nclose = anyone\n"

    def begin(self):
        self.numbers = {}

    def prepare(self, index):
        self.house.deliver(mail(subject=f"kill {index}", message_id=f"before.{self.message_id(index)}"))
        self.numbers[index] = self.house.desk.tickets()[-1]["ticket_number"]
        self.house.desk.run("resolve", self.numbers[index])

    def mail(self, index):
        return mail(subject=f"Re: [{self.numbers[index]}] kill", body="#close", message_id=self.message_id(index))

    def read(self):
        Scenario.read(self)

    def check(self, test, index):
        ticket, = self.tickets[f"kill {index}"]
        if IS_CONNECT:
            self.check_texts(test, [comment["text"] for comment in ticket["comments"]])
        else:
            test.assertEqual(ticket["state"], "Closed")
        test.assertEqual(len(self.house.desk.tickets()), len(self.numbers))


class FollowUp(Close):
    """A reply to a closed ticket: one new ticket, and every try tells the sender that it follows the old one."""

    name, config = "follow-up", ""

    def prepare(self, index):
        super().prepare(index)
        self.house.desk.run("close", self.numbers[index])

    def read(self):
        super().read()
        self.texts = collections.defaultdict(str)
        for message in self.house.sink.messages():
            self.texts[message["In-Reply-To"]] = message.get_body(("plain",)).get_content()

    def subject(self, index):
        return f"Re: [{self.numbers[index]}] follows {index}"

    def mail(self, index):
        return mail(subject=self.subject(index), body="Once more.", message_id=self.message_id(index))

    def check(self, test, index):
        ticket, = self.tickets[self.subject(index)]
        test.assertIn(self.numbers[index], ticket["description"])
        self.check_reply(test, index)
        test.assertIn(f"{self.numbers[index]} is finished", self.texts[f"<{self.message_id(index)}>"])


class News(Scenario):
    """The desk asks: the person is told once, whatever dies (behind the mail server's acceptance the same mail again)."""

    name, is_brief, is_first_try = "news", False, False

    def begin(self):
        self.house.run("news")  # the first run tells nothing, nor of this second
        self.house.journal_run("UPDATE news_run SET begun_s = 1")

    def command(self):
        return [TICKETGATE, "news", "--config", self.house.config]

    def prepare(self, index):
        done = self.house.deliver(mail(subject=f"kill {index}", message_id=self.message_id(index)))
        assert done.returncode == 0, done
        self.house.desk.run("hold", self.house.desk.tickets()[-1]["ticket_number"], "--message", f"Which room, {index}?")

    def read(self):
        self.told = collections.defaultdict(list)
        for message in self.house.sink.messages():
            if message["Auto-Submitted"] == "auto-generated":
                self.told[message["In-Reply-To"]].append(message)

    def check(self, test, index):
        told = self.told[f"<{self.message_id(index)}>"]
        test.assertEqual(len({message["Message-ID"] for message in told}), 1, told)
        test.assertLessEqual(len(told), MOST)
        test.assertIn(f"Which room, {index}?", told[0].get_body(("plain",)).get_content())
        test.assertEqual([update for update in self.house.desk.dump().get("updates", []) if update["acknowledged"] != "Success"],
                         [])


class NewsFile(News):
    """The desk sends a file: the mail is told once, with all of the file (in Customer Connect)."""

    name = "news-file"

    def prepare(self, index):
        done = self.house.deliver(mail(subject=f"kill {index}", message_id=self.message_id(index)))
        assert done.returncode == 0, done
        path = f"{self.house.folder}/plan-{index}.bin"
        with open(path, "wb") as file:
            file.write(self.content + str(index).encode())
        self.house.desk.run("comment", self.house.desk.tickets()[-1]["ticket_number"], "--message", f"Which room, {index}?",
                            "--attach", path)

    def check(self, test, index):
        super().check(test, index)
        for message in self.told[f"<{self.message_id(index)}>"]:
            file, = message.iter_attachments()
            test.assertEqual(file.get_content(), self.content + str(index).encode())


def list_calls(scenario, calls, children):
    """Every call of a delivery, as the shortest of three lists has it. The filter's two threads load libraries, and who
    loads those that both need differs; if it is the one that strace lists, no other run makes these calls."""
    lists = []
    for index in ("probe", "probe 2", "probe 3"):
        if index != "probe":
            scenario.prepare(index)
        lists.append(injection.enumerate_calls(scenario.command(), scenario.mail(index), scenario.house.folder, calls, children))
    return min(lists, key=len)


def run_matrix(test, kind, calls, harms, children=False, is_cut=False):
    """Harms a delivery at every point; returns {index: (harm, call, when, status)} after all retries."""
    scenarios = [kind() for _ in range(WORKERS)]
    for scenario in scenarios:
        test.addCleanup(scenario.house.close)
        for index in ("warm", "probe"):  # so that the probe is not the first mail of its site
            scenario.prepare(index)
            if index == "warm":
                assert scenario.deliver(scenario.mail(index)).returncode == 0
    probe = scenarios[0].command(), scenarios[0].mail("probe"), scenarios[0].house.folder
    if IS_SOAK:
        found = list_calls(scenarios[0], calls, children)
    else:
        found = injection.kill_points(*probe, kind.is_brief, kind.is_first_try) if harms == [KILL] else injection.disk_points(*probe)
    if kind is Checkpoint:  # its first commit is synced, then the log, then the database
        test.assertGreaterEqual(injection.syncs_before_sending(scenarios[0].house.folder), 3)
    points = [(harm, call, when) for harm in harms for call, when in found]
    test.assertGreater(len(points), 0)
    waiting, tried, owners = queue.SimpleQueue(), {}, {}
    for point in enumerate(points):
        waiting.put(point)

    def work(scenario):
        while True:
            try:
                index, (harm, call, when) = waiting.get_nowait()
            except queue.Empty:
                return
            owners[index] = scenario
            scenario.prepare(index)
            message = scenario.mail(index)
            log = f"{scenario.house.folder}/harm.log" if is_cut else "/dev/null"
            harmed = injection.run_harmed(scenario.command(), message, call, when, harm, children, log)
            if is_cut and harmed.returncode != 0:
                scenario.cut_power(log)
            if IS_SOAK and harm == KILL and harmed.returncode != 0:
                injection.run_harmed(scenario.command(), message, call, when, harm, children)
            tried[index] = (harm, call, when, harmed.returncode)
            for _ in range(4):
                done = scenario.deliver(message)
                if done.returncode == 0:
                    break
                assert done.returncode == 75, (tried[index], done)
            assert done.returncode == 0, (tried[index], done)

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, scenarios))
    for scenario in scenarios:
        scenario.read()
    for index, point in tried.items():
        with test.subTest(scenario=kind.name, point=point):
            owners[index].check(test, index)
    test.assertEqual(len(tried), len(points))
    if is_cut:
        test.assertGreater(sum(scenario.lost for scenario in scenarios), 0)
    return tried


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class KillTest(unittest.TestCase):
    def kill_everywhere(self, kind, is_cut=False):
        tried = run_matrix(self, kind, None if IS_SOAK else injection.CALLS, [KILL], is_cut=is_cut)
        died = sum(1 for point in tried.values() if point[3] != 0)
        print(f"{kind.name}: {len(tried)} {'power cuts' if is_cut else 'kill points'}, {died} of them died")
        alive = [point[1:] for point in tried.values() if point[3] == 0]
        self.assertGreaterEqual(died, len(tried) * 3 // 4, alive)  # the number of calls differs a little in each run

    def test_new_mail(self):
        self.kill_everywhere(New)

    def test_first_mail(self):
        self.kill_everywhere(First)

    @sqlite_only("its log is moved into the file")
    def test_checkpoint(self):
        self.kill_everywhere(Checkpoint)

    def test_retry_of_new_mail(self):
        self.kill_everywhere(InDoubt)

    def test_accepted_without_number(self):
        self.kill_everywhere(Accepted)

    def test_overflow(self):
        self.kill_everywhere(Overflow)

    def test_refused_files(self):
        self.kill_everywhere(Refused)

    def test_oversize(self):
        self.kill_everywhere(Oversize)

    def test_comment(self):
        self.kill_everywhere(Comment)

    def test_close(self):
        self.kill_everywhere(Close)

    def test_follow_up(self):
        self.kill_everywhere(FollowUp)

    def test_news(self):
        self.kill_everywhere(News)

    def test_power_cut(self):
        self.kill_everywhere(Cut, is_cut=True)


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class DiskTest(unittest.TestCase):
    """ENOSPC and EIO at every write of spool, journal, token and quarantine, also in the parsing child: the mail is
    done or it waits, and in the end it is complete."""

    def harm_disk(self, kind):
        # By default EIO is only tried with the first journal: SQLite and the syncs handle it in another way than ENOSPC,
        # everything else in the same way.
        harms = ["error=ENOSPC", "error=EIO"] if IS_SOAK or kind is First else ["error=ENOSPC"]
        tried = run_matrix(self, kind, injection.DISK_CALLS, harms, children=True)
        for point in tried.values():
            self.assertIn(point[3], (0, 75), point)
            if point[1] == "fsync" and kind is not First:  # that of the quarantine: what is not on disk is not kept
                self.assertEqual(point[3], 75, point)
        waited = sum(1 for point in tried.values() if point[3] == 75)
        print(f"{kind.name}: {len(tried)} disk faults, {waited} of them made the mail wait")
        self.assertGreater(waited, len(tried) // 4)

    def test_spool_and_journal(self):
        self.harm_disk(Overflow)

    def test_first_journal(self):
        self.harm_disk(First)

    @sqlite_only("its log is moved into the file")
    def test_checkpoint(self):
        self.harm_disk(Checkpoint)

    def test_quarantine(self):
        self.harm_disk(Oversize)

    def test_quarantine_of_refused_files(self):
        self.harm_disk(Refused)


if __name__ == "__main__":
    unittest.main()
