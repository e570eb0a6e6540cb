/* news_mail.h - tells the people of a ticket what became of it, and records both together. */
#pragma once

#include "gateway/confirmation/confirmation.h"
#include "gateway/delivery/delivery_context.h"
#include "gateway/journal/journal_ticket.h"
#include "gateway/news/news_files.h"

typedef struct {
    JournalTicket *ticket; /* as it is to be recorded; n_mails is counted here */
    const char *subject;   /* of the ticket, or NULL */
    ConfirmationKind kind;
    ConfirmationNews says;
    const NewsFiles *files; /* or NULL */
} NewsMail;

/* The people who may be told of ticket `number`. Each address comes once.
 * (transfer full) (element-type JournalReader) */
GPtrArray *news_mail_people(const DeliveryContext *context, const char *number, GError **error);

/* Work that has to be recorded in the same transaction. */
typedef gboolean (*NewsMailRecord)(const DeliveryContext *context, gpointer data, GError **error);

/* Writes a mail to each person who is to be told, and records in one transaction, which is on disk
 * then: the ticket, the mails in the outbox, and what `also` (or NULL) records. Then hands the
 * mails to the mail server; what it does not take now stays in the outbox. A person whose budget is
 * spent gets none, which is logged. Errors: the journal's, confirmation_compose()'s about the
 * configuration; then nothing was recorded. */
gboolean news_mail_tell(const DeliveryContext *context, const NewsMail *mail, NewsMailRecord also,
                        gpointer data, GError **error);
