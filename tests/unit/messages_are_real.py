#!/usr/bin/env python3
"""The log lines that README and ticketgate(1) explain are lines that the code writes."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
literals = ""
for file in sorted((root / "gateway").rglob("*.c")):
    # Joins a literal that continues on the next line.
    literals += re.sub(r'"\s*\n\s*"', "", file.read_text()) + "\n"

manual = (root / "gateway/ticketgate.1.scd").read_text()
diagnostics = manual[manual.index("# DIAGNOSTICS"):manual.index("# FILES")]
messages = [part for line in re.findall(r"^\*.*$", diagnostics, re.MULTILINE) for part in re.findall(r"\*([^*]+)\*", line)]
readme = (root / "README.md").read_text()
table = readme[readme.index("## When something is wrong"):readme.index("## Package it")]
for row in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE):
    messages += [part.strip() for quoted in re.findall(r'"([^"]+)"', row) for part in quoted.split("...") if part.strip()]

missing = [message for message in messages if message not in literals]
print(f"{len(messages)} messages, {len(missing)} that nothing writes")
for message in missing:
    print(message)
sys.exit(1 if missing or len(messages) < 20 else 0)
