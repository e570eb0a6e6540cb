"""contrib/count-results.py: what contrib/check counts in a run."""

import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "contrib", "count-results.py")
SKIPPED = """test_a (__main__.T.test_a) ... ok
test_b (__main__.T.test_b) ... skipped 'needs root, for Postfix'
test_c (__main__.T.test_c) ... skipped 'needs root, for Postfix'

Ran 3 tests in 0.1s

OK (skipped=2)"""


class CountResultsTest(unittest.TestCase):
    def count(self, cases):
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
            file.flush()
            done = subprocess.run([sys.executable, PROGRAM, file.name], capture_output=True, text=True, check=True)
        return done.stdout.strip(), done.stderr.strip()

    def test_cases_of_cmocka_are_counted_one_by_one(self):
        cases = '<testcase name="1"/><testcase name="2"><failure/></testcase><testcase name="3"><skipped/></testcase>'
        self.assertEqual(self.count(cases), ("1 1 1", ""))

    def test_what_unittest_skipped_is_counted_and_said(self):
        case = f'<testcase name="ticketgate:e2e / e2e x"><system-err>{SKIPPED}</system-err></testcase>'
        self.assertEqual(self.count(case), ("1 0 2", "skipped: 2 of e2e x: needs root, for Postfix"))

    def test_what_unittest_failed_is_counted(self):
        text = "Ran 5 tests in 1s\n\nFAILED (failures=1, errors=1, skipped=1)"
        self.assertEqual(self.count(f'<testcase name="x"><failure/><system-err>{text}</system-err></testcase>')[0], "2 2 1")

    def test_a_program_that_ends_badly_behind_its_tests_failed(self):
        text = "Ran 5 tests in 1s\n\nOK"
        self.assertEqual(self.count(f'<testcase name="x"><failure/><system-err>{text}</system-err></testcase>')[0], "0 1 0")


if __name__ == "__main__":
    unittest.main()
