"""If the program cannot start, no mail may be lost: the mail waits, whatever is missing."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

import harness
from harness import mail

LINE = b"4.3.5 The ticket gateway cannot start; the message waits\n"


class StartTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ticketgate-e2e-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.program = harness.copy_program(self.folder)
        self.library = self.program + ".so"

    def assert_deferred(self):
        done = subprocess.run([self.program, "deliver", "--recipient", "support@desk.example"], input=mail(), env={},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (75, b"", LINE))

    def change(self, old, new):
        with open(self.library, "rb") as file:
            data = file.read()
        self.assertTrue(old in data)
        with open(self.library, "wb") as file:
            file.write(data.replace(old, new))

    def test_program_itself_needs_the_c_library_alone(self):
        """... and what a sanitizer adds."""
        said = subprocess.run(["readelf", "-d", self.program], check=True, stdout=subprocess.PIPE, text=True).stdout
        needed = [name for name in re.findall(r"NEEDED.*\[(.*)\]", said) if not re.match("lib(asan|ubsan)", name)]
        self.assertEqual(needed, ["libc.so.6"])

    def test_missing_library(self):
        self.change(b"libgmime-3.0.so", b"libgmime-9.9.so")
        self.assert_deferred()

    def test_library_without_what_is_needed(self):
        self.change(b"\0g_mime_parser_construct_part\0", b"\0g_mime_parser_construct_parT\0")
        self.assert_deferred()

    def test_no_program(self):
        with open(self.library, "wb"):
            pass
        self.assert_deferred()
        os.unlink(self.library)
        self.assert_deferred()


if __name__ == "__main__":
    unittest.main()
