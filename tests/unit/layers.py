#!/usr/bin/env python3
"""Dependencies point down: a file of parsers/, config/ or gateway/ only includes headers of its own folder and of
folders below it."""
import pathlib
import re
import sys

# The folders of gateway/ from top to bottom. Files in gateway/ itself are below all of them, except those of the
# program.
LAYERS = ("commands", "lmtp", "import", "status", "news", "delivery", "policy", "confirmation", "ticket_system", "journal", "quarantine", "passages", "intake",
          "sandbox", "scan")
BELOW = ("store", "incident", "connect")  # folders inside a folder of LAYERS, which only that folder includes
ROOF = ("gateway/main.c", "gateway/program.c", "gateway/program.h")
GROUND = len(LAYERS)


def level(path):
    parts = path.split("/")
    if path in ROOF:
        return -1
    if len(parts) == 2:
        return GROUND
    if parts[1] not in LAYERS:
        return None
    return LAYERS.index(parts[1])


def fault(path, included):
    """Why `path` must not include `included` (both relative to the root); None if it may."""
    top, other = path.split("/")[0], included.split("/")[0]
    if top != "gateway":
        return None if other == top else f"{top}/ knows nothing of {other}/"
    if other != "gateway":
        return None
    upper, lower = level(path), level(included)
    if upper is None or lower is None:
        return "a folder that LAYERS does not have"
    if upper > lower:
        return "points up"
    inner = included.split("/")[2:-1]
    if upper != lower and any(folder in BELOW for folder in inner):
        return f"{'/'.join(included.split('/')[:-1])}/ is for the folder above it alone"
    return None


def includes(root, path):
    for found in re.finditer(r'^ *# *include "((?:parsers|config|gateway)/[^"]+)"', (root / path).read_text(), re.MULTILINE):
        yield found[1]


def self_test():
    """Checks that each rule finds what it is for."""
    wrong = (("parsers/parse.c", "config/config.h"), ("parsers/parse.c", "gateway/log.h"), ("config/config.c", "parsers/letter.h"),
             ("gateway/intake/intake.c", "gateway/policy/route.h"), ("gateway/log.c", "gateway/scan/scan.h"),
             ("gateway/journal/journal.c", "gateway/delivery/delivery.h"), ("gateway/policy/route.c", "gateway/journal/store/store.h"),
             ("gateway/novel/x.c", "gateway/log.h"))
    right = (("gateway/delivery/delivery.c", "gateway/policy/route.h"), ("gateway/policy/route.c", "gateway/log.h"),
             ("gateway/journal/journal.c", "gateway/journal/store/store.h"), ("gateway/main.c", "gateway/program.h"),
             ("gateway/scan/scan.c", "parsers/letter.h"))
    return [f"{a} -> {b} is let through" for a, b in wrong if fault(a, b) is None] + \
        [f"{a} -> {b} is refused" for a, b in right if fault(a, b) is not None]


root = pathlib.Path(sys.argv[1])
faults = self_test()
count = 0
for top in ("parsers", "config", "gateway"):
    for file in sorted((root / top).rglob("*.[ch]")):
        path = str(file.relative_to(root))
        for included in includes(root, path):
            count += 1
            why = fault(path, included)
            if why is not None:
                faults.append(f"{path} includes {included}: {why}")
print(f"{count} includes, {len(faults)} faults")
print("\n".join(faults))
sys.exit(1 if faults or count < 1000 else 0)
