#!/usr/bin/env python3
"""gateway/journal/store/ alone knows an SQL engine, the journal alone its store, and its SQL is not of one engine."""
import pathlib
import re
import sys

STORE = "gateway/journal/store/"
JOURNAL = "gateway/journal/"
# Where it may stand, and what it is.
RULES = [
    (STORE, r'#include\s+[<"](?:sqlite3|libpq-fe)\.h|\b(?:sqlite3_|SQLITE_|PQ[a-z])\w*', "an SQL engine"),
    (STORE, r'#include\s+"gateway/journal/store/(?!store\.h")[^"]+"', "an engine's own header"),
    (JOURNAL, r'#include\s+"gateway/journal/(?:journal_internal\.h|store/[^"]+)"', "a header of the journal's inside"),
]
# In the SQL above the store: what only SQLite takes, or what PostgreSQL takes for something else.
NOT_PORTABLE = (r"\bOR (?:REPLACE|IGNORE|ROLLBACK|ABORT|FAIL)\b|\bREPLACE INTO\b|\bPRAGMA\b|\bifnull\b|\b_?rowid\b|\bGLOB\b"
                r"|\bAUTOINCREMENT\b|\bON CONFLICT DO UPDATE\b|\bBEGIN\b|\bsqlite_|\b(?:MAX|MIN|max|min)\([^()]*,"
                r"|\b(?:AND|OR|WHERE|NOT) \(?(?:NOT )?(?:\w+\.)?is_\w+(?=[ )]*(?:AND|OR|$))")


def problems(root):
    for folder in ("gateway", "parsers", "config"):
        for file in sorted((root / folder).rglob("*.[ch]")):
            path = str(file.relative_to(root))
            text = file.read_text()
            for home, pattern, what in RULES:
                if not path.startswith(home):
                    for found in re.finditer(pattern, text):
                        yield f"{path}: {what}: {found[0]}"
            if path.startswith(JOURNAL) and not path.startswith(STORE):
                # A literal that goes on in the next line is one.
                for literal in re.findall(r'"([^"\n]*)"', re.sub(r'"\s*\\?\n\s*"', "", text)):
                    if found := re.search(NOT_PORTABLE, literal):
                        yield f"{path}: SQL of one engine: {found[0]}"


found = list(problems(pathlib.Path(sys.argv[1])))
print(f"{len(found)} of an SQL engine where none is known")
for line in found:
    print(line)
sys.exit(1 if found else 0)
