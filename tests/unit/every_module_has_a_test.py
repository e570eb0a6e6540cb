#!/usr/bin/env python3
"""Every module of parsers/, config/ and gateway/ has tests/unit/test_MODULE.c, which meson.build runs."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
build = (root / "tests/unit/meson.build").read_text()
modules = sorted(file.stem for folder in ("parsers", "config", "gateway") for file in (root / folder).rglob("*.c"))
missing = [
    module
    for module in modules
    if module != "main"
    and not ((root / "tests/unit" / f"test_{module}.c").exists() and re.search(rf"'{module}'", build))
]
print(f"{len(modules)} modules, {len(missing)} without a test")
for module in missing:
    print(f"tests/unit/test_{module}.c is missing, or not in tests/unit/meson.build")
sys.exit(1 if missing or len(modules) < 100 else 0)
