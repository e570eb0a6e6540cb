#!/usr/bin/env python3
"""The job of `ticketgate deliver` as a short script with Python's standard library: what a user would otherwise
write. It has no journal, no sandbox and no confirmation: it reads the mail, creates the ticket, and attaches the
files.

usage: mail_to_ticket.py BASE_URL TOKEN CA_FILE < MAIL
"""

import base64
import email
import email.policy
import json
import ssl
import sys
import urllib.request


def main():
    base_url, token, ca_file = sys.argv[1:]
    mail = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
    body = mail.get_body(preferencelist=("plain", "html"))
    attachments = []
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True) or b""
        attachments.append({"name": part.get_filename() or "attachment",
                            "content": base64.b64encode(content).decode("ascii")})
    ticket = {"reference_number": mail["Message-ID"], "short_description": mail["Subject"],
              "description": body.get_content() if body else "", "ci": "PRINTERS", "service": "Office",
              "attachments": attachments}
    context = ssl.create_default_context()
    context.load_verify_locations(ca_file)
    request = urllib.request.Request(f"{base_url}/NewIncident", data=json.dumps(ticket).encode("utf-8"),
                                     headers={"Content-Type": "application/json",
                                              "Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, context=context) as answer:
        json.load(answer)["result"]["ticket_number"]


main()
