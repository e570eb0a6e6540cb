#!/usr/bin/env python3
"""Prints the tickets of `ticketgate-desk dump` (on standard input) for people."""
import json
import sys

for ticket in json.load(sys.stdin)["tickets"]:
    print(f"{ticket['ticket_number']}  {ticket['state']}  {ticket['short_description']}")
    for file in ticket["attachments"]:
        print(f"    file     {file['name']} ({file['size']} bytes)")
    for comment in ticket["comments"]:
        print(f"    {comment['action'].lower():8} {' '.join(comment['text'].split())}")
