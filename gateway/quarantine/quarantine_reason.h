/* quarantine_reason.h - the text file that says why a message is in the quarantine: lines for
 * programs, an empty line, text for people. Pure.
 *
 *     Kind: refused
 *     Kept: 2026-11-24T10:00:00Z
 *     Sender: user@customer.example
 *     Recipient: support@desk.example
 *     Message-ID: one@customer.example
 *     Subject: Printer on fire
 *     File: SHA-256 OCTETS NAME
 *
 *     The ticket system refuses the message: ... */
#pragma once

#include <glib.h>

typedef struct {
    char *kind;       /* "unparsed", "oversize", "infected", "refused", "refused-files", ... */
    gint64 kept_s;    /* seconds since the epoch */
    char *sender;     /* envelope, without <>, "" for the null sender; NULL: not known */
    char *recipient;  /* envelope; NULL: not known */
    char *message_id; /* without <>, or NULL */
    char *subject;    /* decoded, or NULL */
    GPtrArray *files; /* of char *: "SHA-256 OCTETS NAME" */
    char *text;       /* for people */
} QuarantineReason;

/* An empty one, with an empty list of files. (transfer full) */
QuarantineReason *quarantine_reason_new(void);
void quarantine_reason_free(QuarantineReason *reason);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QuarantineReason, quarantine_reason_free)

/* The text of the file, UTF-8. Text from the mail is cleaned. (transfer full) */
char *quarantine_reason_write(const QuarantineReason *reason);

/* Reads such a text; unknown lines are skipped. (transfer full) */
QuarantineReason *quarantine_reason_read(const char *text);
