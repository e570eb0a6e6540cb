#!/usr/bin/env python3
"""Every module of parsers/, config/ and gateway/ has a test_MODULE.c at the same path below tests/unit/, and
meson.build runs it."""
import pathlib
import re
import sys

FOLDERS = ("parsers", "config", "gateway")
root = pathlib.Path(sys.argv[1])
build = (root / "tests/unit/meson.build").read_text()
missing = []
count = 0
for folder in FOLDERS:
    found = re.search(rf"^{folder}_tests = \[\n(.*?)^\]", build, re.MULTILINE | re.DOTALL)
    run = re.findall(r"^  '([\w/]+)',$", found[1], re.MULTILINE) if found else []
    for file in sorted((root / folder).rglob("*.c")):
        if file.stem == "main":
            continue
        count += 1
        path = file.relative_to(root)
        test = pathlib.Path("tests/unit", path.parent, f"test_{file.stem}.c")
        name = str(path.relative_to(folder).with_suffix(""))
        if not (root / test).exists():
            missing.append(f"{test} is missing")
        elif name not in run:
            missing.append(f"'{name}' is missing in {folder}_tests of tests/unit/meson.build")
print(f"{count} modules, {len(missing)} without a test")
for line in missing:
    print(line)
sys.exit(1 if missing or count < 100 else 0)
