#!/usr/bin/env python3
"""Rules of CONTRIBUTING.md: a static function has no prefix of its module, the name of a test is a sentence, and
there are no mutable globals."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])


def sources(*folders):
    for folder in folders:
        yield from sorted((root / folder).rglob("*.c"))


def prefixed():
    """Static functions that begin with their module's name, except those that G_DEFINE_TYPE requires."""
    for path in sources("parsers", "config", "gateway", "contrib/desk"):
        text = path.read_text()
        for found in re.finditer(r"^static [^;={]*?\n?(\w+)\(", text, re.MULTILINE):
            name = found[1]
            is_of_a_type = "G_DEFINE_" in text and re.search(r"_(?:init|class_init)$", name)
            if name.startswith(path.stem + "_") and not is_of_a_type:
                yield f"{path.relative_to(root)}: {name}()"


def unsaid():
    """Tests whose names do not say what holds: "test_x", or fewer than three words."""
    for path in sources("tests/unit"):
        for found in re.finditer(r"^(?:static )?void\n(\w+)\(void \*\*state\)", path.read_text(), re.MULTILINE):
            name = found[1]
            if name.startswith("test_") or name.count("_") < 2:
                yield f"{path.relative_to(root)}: {name}"


# The log; libcurl, which is loaded once; a number that tells the handles of one process apart, and which are open.
MAY_HAVE_GLOBALS = {"gateway/log.c", "gateway/curl_library.c", "gateway/journal/journal_owner_process.c",
                    "gateway/journal/journal_owner_lease.c"}


def globals_that_change():
    """Variables of a file or a function that live as long as the process; GOnce keeps what is made once."""
    for path in sources("parsers", "config", "gateway"):
        name = str(path.relative_to(root))
        for found in re.finditer(r"^ *static ([\w *]+?\b)(\w+)(?:\[[^]]*\])*(?: = [^;{]*)?;", path.read_text(), re.MULTILINE):
            is_constant = found[1].endswith("*const ") if "*" in found[1] else "const " in found[1]
            if name not in MAY_HAVE_GLOBALS and not is_constant and not found[1].startswith("GOnce"):
                yield f"{name}: {found[2]}"


failed = False
for what, found in (("static", list(prefixed())), ("test", list(unsaid())), ("global", list(globals_that_change()))):
    print(f"{what}: {len(found)} against the rule")
    if found:
        failed = True
        print("\n".join(found))
sys.exit(failed)
