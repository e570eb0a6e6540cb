#!/usr/bin/env python3
"""Only gateway/journal/store/ uses an SQL engine, only the journal uses the store, and its SQL works with several
engines."""
import pathlib
import re
import sys

STORE = "gateway/journal/store/"
JOURNAL = "gateway/journal/"
# Where it is allowed, and what it is.
RULES = [
    (STORE, r'#include\s+[<"](?:sqlite3|libpq-fe)\.h|\b(?:sqlite3_|SQLITE_|PQ[a-z])\w*', "an SQL engine"),
    (STORE, r'#include\s+"gateway/journal/store/(?!(?:store(?:_tables)?|shared_mark)\.h")[^"]+"', "an engine's own header"),
    (JOURNAL, r'#include\s+"gateway/journal/(?:journal_internal\.h|store/[^"]+)"', "a header of the journal's inside"),
]
# SQL that is not allowed above the store: only SQLite accepts it, or PostgreSQL interprets it in another way.
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
                # Joins a literal that continues on the next line.
                for literal in re.findall(r'"([^"\n]*)"', re.sub(r'"\s*\\?\n\s*"', "", text)):
                    if found := re.search(NOT_PORTABLE, literal):
                        yield f"{path}: SQL of one engine: {found[0]}"


found = list(problems(pathlib.Path(sys.argv[1])))
print(f"{len(found)} of an SQL engine where none is known")
for line in found:
    print(line)
sys.exit(1 if found else 0)
