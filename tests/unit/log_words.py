#!/usr/bin/env python3
"""ticketgate(1), LOG, has every member, event and outcome that the code writes, and no other."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
manual = (root / "gateway/ticketgate.1.scd").read_text()
section = manual[manual.index("\n# LOG\n"):manual.index("\n# EXAMPLES\n")]
first, others = section.split("Their events:")
terms = {part: {word for line in re.findall(r"^\*.*$", part, re.MULTILINE) for word in re.findall(r"\*([^*]+)\*", line)}
         for part in (first, others)}
outcomes = set(re.findall(r"_([a-z]+)_", re.search(r"\*outcome\*\n(.*?)\n\n", first, re.DOTALL)[1]))

sources = {file: file.read_text() for file in sorted((root / "gateway").rglob("*.c"))}
text = "\n".join(sources.values())
events = set(re.findall(r'log_(?:info|warning|error)\(\s*"([a-z-]*)"', text))
events |= set(re.findall(r'write_message\([^;]*?, "([a-z-]+)"', text))
members = set(re.findall(r'add_member\(&line, "([a-z-]+)"', text)) - {"queue_id"}
for table in re.findall(r"const LogMember members\[\] = \{(.*?)\};", text, re.DOTALL):
    members |= set(re.findall(r'\{"([a-z-]+)"', table))
decisions = re.search(r"decision_kind_name\(DecisionKind kind\)\n\{(.*?)\n\}", text, re.DOTALL)[1]
endings = "".join((root / "gateway/delivery" / name).read_text() for name in ("delivery_trace.h", "envelope.h"))
written = set(re.findall(r'"([a-z]+)"', decisions)) | set(re.findall(r'#define DELIVERY_\w+ "([a-z]+)"', endings))

bad = 0
for what, documented, real in (("member", terms[first] | {"msg"}, members), ("event", terms[others] | {"mail"}, events | {"mail"}),
                               ("outcome", outcomes, written)):
    print(f"{len(real)} {what}s")
    for word in sorted(documented ^ real):
        bad += 1
        print(f"{what} {word}: {'only in the manual' if word in documented else 'not in the manual'}")
sys.exit(1 if bad or len(events) < 10 or len(members) < 10 else 0)
