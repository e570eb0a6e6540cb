#!/usr/bin/env python3
"""Prints how many tests of a JUnit log passed, failed and were skipped; on standard error, which were and why.

A program of Python's unittest is one test to Meson: its own last lines say how many it ran.
"""
import re
import sys
import xml.etree.ElementTree as tree


def count_unittest(text):
    """(passed, failed, skipped) of what unittest printed, or None where it did not."""
    ran = re.search(r"^Ran (\d+) tests? in ", text, re.M)
    if ran is None:
        return None
    numbers = {name: int(number) for name, number in re.findall(r"\b(failures|errors|skipped)=(\d+)", text[ran.end():])}
    failed, skipped = numbers.get("failures", 0) + numbers.get("errors", 0), numbers.get("skipped", 0)
    return max(0, int(ran[1]) - failed - skipped), failed, skipped


def count_case(case):
    is_failed = case.find("failure") is not None or case.find("error") is not None
    text = case.findtext("system-err") or ""
    counts = count_unittest(text)
    for reason in sorted(set(re.findall(r"\.\.\. skipped ['\"](.*)['\"]$", text, re.M))):
        print(f"skipped: {text.count(reason)} of {case.get('name').split(' / ')[-1]}: {reason}", file=sys.stderr)
    if counts is not None and (counts[1] > 0) == is_failed:
        return counts
    if is_failed:
        return 0, 1, 0
    return (1, 0, 0) if case.find("skipped") is None else (0, 0, 1)


def main(path):
    counts = [count_case(case) for suite in tree.parse(path).getroot().iter("testsuite") for case in suite.iter("testcase")]
    print(*(sum(count[i] for count in counts) for i in range(3)))


if __name__ == "__main__":
    main(sys.argv[1])
