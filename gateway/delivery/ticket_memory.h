/* ticket_memory.h - what the journal knows of the texts on a ticket: read before a comment is made,
 * written once it is there. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/passages/known_text.h"

/* The keys of fingerprints, made of those that references are signed with, so that there is nothing
 * more to administer: after a change of key the older one still reads. Without any (`keys` NULL)
 * one that everybody knows stands in. */
PassageKeys ticket_memory_keys(const SigningKeys *keys);

/* What ticket `number` holds, as far as the journal knows; `keys` have to live as long. Errors: the
 * journal's. (transfer full) */
KnownText *ticket_memory_recall(const DeliveryContext *context, const PassageKeys *keys,
                                const char *number, GError **error);

/* What it held when the mail that `letter` answers came to it, which is all that a quotation of
 * that mail can hold; of nothing where that is not known, or nothing came since. (transfer full) */
KnownText *ticket_memory_recall_answered(const DeliveryContext *context, const PassageKeys *keys,
                                         const char *number, const Letter *letter, GError **error);

/* A text that went to ticket `number`. */
typedef struct {
    const char *number;
    const char *source;  /* the mail's key, or the outbox's for a mail of ours */
    const char *subject; /* of the matter, without prefixes; NULL: none */
    const char *text;
    const char *marked; /* the same as other mails may quote it (Letter); NULL: it is no other */
} TicketMemoryText;

/* Remembers a text, without what is known already (`known`, or NULL). Inside of a transaction it
 * costs no sync. Errors: the journal's. */
gboolean ticket_memory_note(const DeliveryContext *context, const TicketMemoryText *text,
                            KnownText *known, GError **error);

/* Whether `subject` is another than those that the ticket is known by; FALSE where it is known by
 * none. */
gboolean ticket_memory_is_other_subject(KnownText *known, const char *subject);
