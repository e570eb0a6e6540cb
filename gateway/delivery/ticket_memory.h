/* ticket_memory.h - what the journal knows of the texts on a ticket: read before a comment is made,
 * written afterwards. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/passages/known_text.h"

/* Makes the keys for fingerprints from the keys that sign references, so the operator has no more
 * keys to manage. After a key change the older key is still read. If no keys are configured (`keys`
 * is NULL), a fixed key is used. */
PassageKeys ticket_memory_keys(const SigningKeys *keys);

/* What ticket `number` has, as far as the journal knows. `keys` must outlive the result. Errors:
 * the journal's. (transfer full) */
KnownText *ticket_memory_recall(const DeliveryContext *context, const PassageKeys *keys,
                                const char *number, GError **error);

/* What the ticket had when it got the mail that `letter` answers; a quotation of that mail can
 * contain nothing else. The result is empty if that is not known, or if nothing came after that
 * mail. (transfer full) */
KnownText *ticket_memory_recall_answered(const DeliveryContext *context, const PassageKeys *keys,
                                         const char *number, const Letter *letter, GError **error);

/* A text that went to ticket `number`. */
typedef struct {
    const char *number;
    const char *source;  /* the key of the mail, or that of the outbox for our own mail */
    const char *subject; /* without prefixes; NULL: no subject */
    const char *text;
    const char *marked; /* as other mails may quote it (Letter); NULL: the same as `text` */
} TicketMemoryText;

/* Remembers a text, without what is known already (`known`, or NULL). Inside a transaction it needs
 * no sync of its own. Errors: the journal's. */
gboolean ticket_memory_note(const DeliveryContext *context, const TicketMemoryText *text,
                            KnownText *known, GError **error);

/* Whether the ticket has subjects, and `subject` is not one of them. */
gboolean ticket_memory_is_other_subject(KnownText *known, const char *subject);
