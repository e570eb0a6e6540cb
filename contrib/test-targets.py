#!/usr/bin/env python3
"""Prints what ninja has to build for the tests of some suites: test-targets.py DIRECTORY SUITE..."""
import json
import os
import subprocess
import sys


def introspect(directory, what):
    return json.loads(subprocess.run(["meson", "introspect", directory, "--" + what], check=True, stdout=subprocess.PIPE).stdout)


def main(directory, *suites):
    needed = {target for test in introspect(directory, "tests") for target in test["depends"]
              if any(suite.split(":")[-1] in suites for suite in test["suite"])}
    if not needed:
        sys.exit("test-targets: no test of these suites needs anything: " + " ".join(suites))
    for target in introspect(directory, "targets"):
        if target["id"] in needed:
            print(*(os.path.relpath(file, os.path.abspath(directory)) for file in target["filename"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
