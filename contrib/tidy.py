#!/usr/bin/env python3
"""Runs clang-tidy over C files, many at a time: tidy.py BUILD-DIRECTORY CONFIGURATION FILE...

GLib's headers cost clang-tidy far more time than a file of ours. So up to SIZE files with the same flags are included by
one, and that one is checked. Files that define the same name are never together; a group that nevertheless cannot be
compiled is divided. Prints what clang-tidy finds; then the exit status is 1.
"""
import collections
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys

SIZE = 24
# What a C file in our style defines at its top level.
DEFINED = re.compile(r"""^(?:
    (?!G_)([A-Za-z]\w*)\( |                      # a function: its type is on the line before
    static\b[^\n=;{]*\s(\w+)\( |                 # ... or on the same line
    \#\s*define\s+(\w+) |
    \}\s*(\w+)\s*[;=\[] |                        # the type or variable of an unnamed struct
    typedef\b[^;{]*\b(\w+); |
    (?:typedef\s+)?(?:struct|enum|union)\s+(\w+)\s*\{ |
    (?:static|const)\b[^(=;]*?(\w+)\s*(?:\[[^=;]*)?[=;] |
    \s+([A-Z][A-Z0-9_]+)(?:,|\s*=) |             # a constant of an enum
    G_DEFINE_\w+\((\w+))""", re.M | re.X)
# Every fuzz target defines it.
RENAMED = "LLVMFuzzerTestOneInput"
# Of a compiler's command: what clang does not know (gcc's precompiled headers are among it), what concerns one object, and
# what makes an error of a warning in a header of the system.
LEFT_OUT = re.compile(r"-Werror|-include|-fpch-preprocess|-Winvalid-pch|-fanalyzer|-W(no-|error=)?analyzer-.*|-M[DQF]|-o|-c|-I.*\.p")


def names_of(path):
    with open(path, encoding="utf-8") as file:
        return {name for match in DEFINED.finditer(file.read()) for name in match.groups() if name} - {RENAMED}


def flags_of(command):
    return tuple(word for word in shlex.split(command) if word.startswith("-") and not LEFT_OUT.fullmatch(word))


def groups_of(commands):
    """Divides the files, given with their compiler's commands, into (flags, files)."""
    groups = collections.defaultdict(list)  # for each set of flags: (names, files)
    for path, command in sorted(commands.items()):
        names, suitable = names_of(path), groups[flags_of(command)]
        for group_names, files in suitable:
            if len(files) < SIZE and not names & group_names:
                group_names |= names
                files.append(path)
                break
        else:
            suitable.append((names, [path]))
    return [(flags, files) for flags, suitable in groups.items() for _, files in suitable]


def write_group(folder, files):
    name = os.path.join(folder, files[0].replace("/", "-"))
    with open(name, "w", encoding="utf-8") as file:
        file.write("#include <stddef.h>\n#include <stdint.h>\n")
        for number, path in enumerate(files):
            file.write("#undef %s\n#define %s %s%d\n" % (RENAMED, RENAMED, RENAMED, number))
            file.write("int %s(const uint8_t *data, size_t size);\n" % RENAMED)  # as their header does for the first
            file.write('#include "%s" // NOLINT(bugprone-suspicious-include)\n' % os.path.abspath(path))
    return name


def main(build, configuration, *paths):
    build = os.path.abspath(build)
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = {os.path.realpath(os.path.join(build, entry["file"])): entry["command"] for entry in json.load(file)}
    groups = groups_of({path: commands[os.path.realpath(path)] for path in paths})
    folder = os.path.join(build, "tidy")
    os.makedirs(folder, exist_ok=True)

    def tidy(flags, files):
        run = subprocess.run(["clang-tidy", "--quiet", "--config=" + configuration,
                              r"--header-filter=(gateway|parsers|config|contrib|tests)/.*\.[ch]$",
                              write_group(folder, files), "--", *flags, "-w"],
                             cwd=build, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if "clang-diagnostic-error" in run.stdout and len(files) > 1:
            half = len(files) // 2
            return tidy(flags, files[:half]) + tidy(flags, files[half:])
        return (run.stdout or "clang-tidy failed on %s\n" % files[0]) if run.returncode else ""

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = "".join(pool.map(tidy, *zip(*groups)))
    print(found, end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
