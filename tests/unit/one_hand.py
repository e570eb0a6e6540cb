#!/usr/bin/env python3
"""The rules of CONTRIBUTING.md for names: a static function bears no prefix of its module, and the test of a module has sentences for
names. What is not renamed yet is counted, and may only become less."""
import pathlib
import re
import sys

LEFT = {"static": 244, "test": 47}

root = pathlib.Path(sys.argv[1])


def sources(*folders):
    for folder in folders:
        yield from sorted((root / folder).rglob("*.c"))


def prefixed():
    """Static functions that begin with their module's name; those of G_DEFINE_TYPE have to."""
    for path in sources("parsers", "config", "gateway", "contrib/desk"):
        text = path.read_text()
        for found in re.finditer(r"^static [^;={]*?\n?(\w+)\(", text, re.MULTILINE):
            name = found[1]
            is_of_a_type = "G_DEFINE_" in text and re.search(r"_(?:init|class_init)$", name)
            if name.startswith(path.stem + "_") and not is_of_a_type:
                yield f"{path.relative_to(root)}: {name}()"


def unsaid():
    """Tests whose names say nothing of what holds: "test_x", or fewer than three words."""
    for path in sources("tests/unit"):
        for found in re.finditer(r"^(?:static )?void\n(\w+)\(void \*\*state\)", path.read_text(), re.MULTILINE):
            name = found[1]
            if name.startswith("test_") or name.count("_") < 2:
                yield f"{path.relative_to(root)}: {name}"


failed = False
for what, found in (("static", list(prefixed())), ("test", list(unsaid()))):
    print(f"{what}: {len(found)} against the rule, {LEFT[what]} known")
    if len(found) > LEFT[what]:
        failed = True
        print("\n".join(found))
sys.exit(failed)
