/* address_tricks.h - addresses that look or fold like address_tricks_person, but belong to somebody
 * else for every mail system. */
#pragma once

#include <glib.h>

static const char address_tricks_person[] = "kim.jonas@bank.example";

/* The same person: mail systems ignore the case of ASCII letters. */
static const char *const address_tricks_same[] = {
    "kim.jonas@bank.example",
    "Kim.Jonas@Bank.Example",
    "KIM.JONAS@BANK.EXAMPLE",
};

static const char *const address_tricks_others[] = {
    "\xe2\x84\xaa"
    "im.jonas@bank.example", /* KELVIN SIGN, which Unicode folds to k */
    "kim.jonas@ban\xe2\x84\xaa.example",
    "k\xc4\xb0m.jonas@bank.example", /* I WITH DOT ABOVE */
    "k\xc4\xb1m.jonas@bank.example", /* DOTLESS I */
    "kim.jona\xc5\xbf@bank.example", /* LONG S, which Unicode folds to s */
    "kim.jona\xc3\x9f@bank.example", /* SHARP S */
    "kim.jonass@bank.example",       /* ... and what it folds to */
    "kim.jonas\xef\xbc\xa0"
    "bank.example",                      /* FULLWIDTH COMMERCIAL AT */
    "kim\xef\xbc\x8ejonas@bank.example", /* FULLWIDTH FULL STOP */
    "kim.jonas@bank\xe3\x80\x82"
    "example",                           /* IDEOGRAPHIC FULL STOP */
    "\xef\xbd\x8bim.jonas@bank.example", /* FULLWIDTH K */
    "k\xd1\x96m.jonas@bank.example",     /* CYRILLIC I */
    "kim.jonas@bank.example.",           /* SMTP does not allow a dot at the end */
    "kim.jonas@bank.example ",
    " kim.jonas@bank.example",
    "kim.jonas@xn--bank-.example", /* punycode of ASCII */
    "\"kim.jonas\"@bank.example",
    "kim.jonas+x@bank.example",
    "kim.jonas@mail.bank.example",
    "kim\xc2\xad.jonas@bank.example",     /* SOFT HYPHEN */
    "kim\xe2\x80\x8b.jonas@bank.example", /* ZERO WIDTH SPACE */
    "kim\xef\xbb\xbf.jonas@bank.example", /* BYTE ORDER MARK */
    "kim.jonas@bank.exampl\xc3\xa9",
};
