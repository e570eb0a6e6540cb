/* confirmation.h - the mail that answers the sender: composed from a template, nothing sent here.
 */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* Which template: config/templates/LANGUAGE/KIND.txt (first line "Subject: ...", empty line, text)
 * and, where it exists, KIND.html. */
typedef enum {
    CONFIRMATION_KIND_CREATED,   /* created.txt */
    CONFIRMATION_KIND_COMMENTED, /* commented.txt */
    CONFIRMATION_KIND_CLOSED,
    CONFIRMATION_KIND_REOPENED,
    CONFIRMATION_KIND_REFUSED,
    CONFIRMATION_KIND_OVERSIZE,  /* oversize.txt: only says which files were left out */
    CONFIRMATION_KIND_FOLLOW_UP, /* followup.txt: a new ticket, since the old one is over */
} ConfirmationKind;

typedef struct {
    ConfirmationKind kind;
    const char *recipient;         /* addr-spec */
    const char *reply_to;          /* addr-spec, or NULL: answers go to mail.from */
    const char *ticket_number;     /* NULL in a dry run of a create: shown as "INC..." */
    const char *old_ticket_number; /* {old_ticket_number}: of a follow-up; or NULL */
    const char *original_subject;  /* decoded */
    const char *sender_name;       /* decoded display name of the recipient, or NULL */
    gint64 sent_s;                 /* the Date of the mail answered; -1: it has none */
    gboolean
        is_untrusted; /* nobody vouches for the mail: what is quoted of it is short and no link */
    const char *message_id;       /* of the mail answered, without <>; or NULL */
    GPtrArray *references;        /* of char *, or NULL */
    const char *const *languages; /* RFC 5646 tags, best first, NULL-terminated */
    const char *own_message_id;   /* without <>; the same at every try */
    gint64 date_s;
    const char *files; /* {files}: those left out for their size, one a line; or NULL */
} ConfirmationRequest;

typedef struct {
    char *recipient;  /* addr-spec: RCPT TO */
    char *subject;    /* decoded, for the dry run */
    char *body;       /* text part, decoded, for the dry run */
    char *message_id; /* without <> */
    char *fault; /* NULL, or why the built-in text had to be taken for the operator's template */
    GBytes *message; /* RFC 5322 with CRLF, ready to send */
} Confirmation;

void confirmation_free(Confirmation *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Confirmation, confirmation_free)

/* Composes with GMime. Templates are read here, in the first language that has one, then in
 * English; a missing English one becomes a built-in text, and so does one that cannot be used as it
 * is, which `fault` tells: people get their number whatever was written into a template. {note}
 * holds the text of the template "oversize" where files were left out, and is empty else. Nothing
 * from the mail can become a header or a placeholder. Where an answer is wanted, the text has a
 * line
 * "##- ... -##" above which it is to be written. DELIVERY_ERROR_CONFIGURATION: mail.from cannot be
 * used. DELIVERY_ERROR_TEMPORARY: a template cannot be read just now. DELIVERY_ERROR_MESSAGE: the
 * recipient is no address that can stand in a header field and in an SMTP command. (transfer full)
 */
Confirmation *confirmation_compose(const Config *config, const ConfirmationRequest *request,
                                   GError **error);
