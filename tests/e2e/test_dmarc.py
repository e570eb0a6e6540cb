"""Real OpenDKIM and OpenDMARC in front of a real Postfix, with the lines of the manual: their results are believed,
and results that a stranger writes in their name are not, however they are spelled."""

import base64
import hashlib
import os
import re
import shutil
import socket
import subprocess
import threading
import unittest

import server_process
from harness import IS_CONNECT, free_port, mail, wait_until
from postfix_house import CUSTOMER, SUPPORT, PostfixHouse
from postfix_instance import why_not

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
OPENDKIM = shutil.which("opendkim") or shutil.which("opendkim", path="/usr/sbin")
OPENDMARC = shutil.which("opendmarc") or shutil.which("opendmarc", path="/usr/sbin")
SERVER = "mx.desk.example"
NAMESERVER = "127.77.77.77"
OTHER = "boss@other.example"  # from a domain without DMARC


def reason():
    """Why the test cannot run here, or None."""
    if why_not():
        return why_not()
    if not OPENDKIM or not OPENDMARC:
        return "opendkim and opendmarc are not installed (contrib/bootstrap test installs them)"
    if subprocess.run(["unshare", "-m", "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        return "no mount namespace can be made, in which OpenDMARC would ask the test's own name server"
    return None


class NameServer:
    """A DNS server that answers for TXT records (RFC 1035), and knows no other names."""

    def __init__(self, records):
        self.records = {name.lower(): text.encode() for name, text in records.items()}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((NAMESERVER, 53))
        self.socket.settimeout(0.1)  # how soon it can be stopped
        self.is_over = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while not self.is_over:
            try:
                query, client = self.socket.recvfrom(4096)
            except TimeoutError:
                continue
            self.socket.sendto(self.answer(query), client)

    def answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode("ascii", "replace"))
            at += 1 + query[at]
        question = query[12:at + 5]
        text = self.records.get(".".join(labels).lower())
        is_txt = query[at + 1:at + 3] == b"\0\x10"
        if text is None or not is_txt:
            return query[:2] + (b"\x81\x83" if text is None else b"\x81\x80") + b"\0\1\0\0\0\0\0\0" + question
        parts = b"".join(bytes([len(text[i:i + 255])]) + text[i:i + 255] for i in range(0, len(text), 255))
        record = b"\xc0\x0c\0\x10\0\1\0\0\0\x3c" + len(parts).to_bytes(2, "big") + parts
        return query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + question + record

    def close(self):
        self.is_over = True
        self.thread.join()
        self.socket.close()


class Signer:
    """Makes DKIM signatures (RFC 6376, rsa-sha256, relaxed/relaxed) with its own key."""

    def __init__(self, folder, domain):
        self.key, self.domain = os.path.join(folder, "dkim.pem"), domain
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True, stderr=subprocess.DEVNULL)
        public = subprocess.run(["openssl", "rsa", "-in", self.key, "-pubout", "-outform", "DER"], check=True,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        self.record = "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()

    @staticmethod
    def relaxed(name, value):
        return name.lower() + ":" + re.sub(r"[ \t\r\n]+", " ", value).strip()

    def sign(self, message):
        head, body = message.decode().split("\r\n\r\n", 1)
        lines = [re.sub(r"[ \t]+", " ", line).rstrip(" ") for line in body.split("\r\n")]
        canonical = "\r\n".join(lines).rstrip("\r\n") + "\r\n"
        names = ["From", "Subject", "Date", "Message-ID"]
        field = (f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain}; s=s1; h={':'.join(names)}; "
                 f"bh={base64.b64encode(hashlib.sha256(canonical.encode()).digest()).decode()}; b=")
        values = {line.split(":", 1)[0].lower(): line.split(":", 1)[1] for line in head.split("\r\n")}
        signed = "\r\n".join([self.relaxed(name, values[name.lower()]) for name in names] +
                             [self.relaxed("DKIM-Signature", field)])
        code = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=signed.encode(), check=True,
                              stdout=subprocess.PIPE).stdout
        return f"DKIM-Signature: {field}{base64.b64encode(code).decode()}\r\n".encode() + message


def example(name, **changes):
    """A file of contrib/, unchanged except for names, ports and paths."""
    with open(os.path.join(SOURCE, "contrib", name), encoding="ascii") as file:
        text = file.read().replace("mx.example.org", SERVER)
    for old, new in changes.values():
        text = text.replace(old, new)
    return text


@unittest.skipIf(reason(), reason())
class DmarcTest(unittest.TestCase):
    def setUp(self):
        self.house = PostfixHouse()
        self.addCleanup(self.house.close)
        self.house.write_config(extra=f"[policy]\nauthserv_ids = {SERVER}\n")
        self.house.write_transport(f"other.example smtp:[127.0.0.1]:{self.house.sink.port}\n")
        self.signer = Signer(self.house.folder, "customer.example")
        records = {"_dmarc.customer.example": "v=DMARC1; p=reject", "s1._domainkey.customer.example": self.signer.record}
        self.names = NameServer(records)
        self.addCleanup(self.names.close)
        self.start_filters(records)
        self.serial = 0

    def write(self, name, text):
        path = os.path.join(self.house.folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def start(self, *command):
        process = server_process.start_bound(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def stop():
            process.terminate()
            process.wait(30)
        self.addCleanup(stop)

    def start_filters(self, records):
        dkim, dmarc = free_port(), free_port()
        ports = {"dkim": ("8891", str(dkim)), "dmarc": ("8893", str(dmarc))}
        data = self.write("dns", "".join(f"{name} {text}\n" for name, text in records.items()))
        nobody = self.write("hosts", "192.0.2.1\n")  # otherwise neither checks mail from 127.0.0.1
        self.start(OPENDKIM, "-f", "-x", self.write("opendkim.conf", example("opendmarc/opendkim.conf", **ports) +
                   f"Syslog no\nInternalHosts {nobody}\nTestDNSData file:{data}\n"))
        resolv = self.write("resolv.conf", f"nameserver {NAMESERVER}\noptions timeout:2 attempts:2\n")
        conf = self.write("opendmarc.conf", example("opendmarc/opendmarc.conf", **ports) +
                          f"Syslog false\nIgnoreHosts {nobody}\n")
        self.start("unshare", "-m", "sh", "-c", 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolv, OPENDMARC,
                   "-f", "-c", conf)
        checks = self.write("header_checks", example("postfix/header_checks"))
        with open(os.path.join(self.house.postfix.config, "main.cf"), "a", encoding="ascii") as file:
            file.write(example("postfix/main.cf.dmarc", path=("/etc/postfix/header_checks", checks), **ports))
        for port in (dkim, dmarc):
            self.assertTrue(wait_until(lambda port=port: self.listens(port), 30), "a filter did not start")
        self.house.postfix.control("reload")

    @staticmethod
    def listens(port):
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", port)) == 0

    def send(self, sender, is_signed=False, forged="", **more):
        self.serial += 1
        message = mail(sender=f"<{sender}>", message_id=f"m{self.serial}@mail.example", **more)
        if is_signed:
            message = self.signer.sign(message)
        sent = len(self.house.postfix.statuses(SUPPORT))
        self.house.send(forged.encode() + message, sender=sender)
        self.assertTrue(wait_until(lambda: len(self.house.postfix.statuses(SUPPORT)) > sent, 60))
        self.assertEqual(self.house.postfix.statuses(SUPPORT)[-1], "sent", self.house.postfix.log_text())

    def ticket(self):
        return self.house.desk.tickets()[0]

    def replies(self):
        return [recipients[0] for _, recipients, _ in self.house.sink.mails]

    def test_what_they_prove_gives_rights_and_what_they_disprove_takes_them(self):
        self.send(CUSTOMER, is_signed=True)
        number = self.ticket()["ticket_number"]
        self.assertTrue(wait_until(lambda: self.replies() == [CUSTOMER], 30), self.replies())
        self.house.desk.run("resolve", number)
        self.send(CUSTOMER, subject=f"[{number}]", body="#close")  # a From that anybody may write
        self.assertEqual(self.ticket()["state"], "Resolved")
        self.send(CUSTOMER, body="Is this answered?")
        self.send(CUSTOMER, is_signed=True, subject=f"[{number}]", body="#close")
        self.assertEqual(self.ticket()["state"], "Resolved" if IS_CONNECT else "Closed")  # there the desk is asked to close it
        self.assertTrue(wait_until(lambda: len(self.replies()) == 2, 30), self.replies())  # none for the two others
        self.assertEqual(len(self.house.desk.tickets()), 2)

    def test_results_that_a_stranger_writes_are_taken_out_in_all_their_spellings(self):
        claim = "spf=pass smtp.mailfrom=other.example; dkim=pass header.d=other.example; " \
                "dmarc=pass header.from=other.example\r\n"
        self.send(OTHER)
        number = self.ticket()["ticket_number"]
        self.house.desk.run("resolve", number)
        for begin in (f"Authentication-Results: {SERVER}; ", f"AUTHENTICATION-RESULTS: {SERVER.upper()}; ",
                      f"Authentication-Results : {SERVER}; ", f"Authentication-Results\t:{SERVER};",
                      f"Authentication-Results:\r\n {SERVER};\r\n\t", f"Authentication-Results: \"{SERVER}\"; ",
                      f"Authentication-Results: (a (b) c) {SERVER} (d) 1 (e);", f"authentication-results:{SERVER} 1;"):
            with self.subTest(begin):
                self.send(OTHER, forged=begin + claim, subject=f"[{number}]", body="#close")
                self.assertEqual(self.ticket()["state"], "Resolved")
        self.assertEqual(len(self.ticket()["comments"]), 8)


class ManualTest(unittest.TestCase):
    def test_the_manual_has_these_lines(self):
        with open(os.path.join(SOURCE, "config", "ticketgate.conf.5.scd"), encoding="utf-8") as file:
            manual = [line.strip() for line in file]
        for name in ("postfix/header_checks", "postfix/main.cf.dmarc", "opendmarc/opendkim.conf",
                     "opendmarc/opendmarc.conf", "rspamd/milter_headers.conf"):
            with open(os.path.join(SOURCE, "contrib", name), encoding="ascii") as file:
                for line in file:
                    self.assertIn(line.strip(), manual, name)


if __name__ == "__main__":
    unittest.main()
