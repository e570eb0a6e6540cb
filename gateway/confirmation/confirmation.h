/* confirmation.h - composes the mail that confirms to the sender what happened. Sends nothing. */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* The template: config/templates/LANGUAGE/KIND.txt (first line "Subject: ...", empty line, text)
 * and, if it exists, KIND.html. */
typedef enum {
    CONFIRMATION_KIND_CREATED,   /* created.txt */
    CONFIRMATION_KIND_COMMENTED, /* commented.txt */
    CONFIRMATION_KIND_CLOSED,
    CONFIRMATION_KIND_REOPENED,
    CONFIRMATION_KIND_REFUSED,
    CONFIRMATION_KIND_OVERSIZE,    /* oversize.txt: only says which files were left out */
    CONFIRMATION_KIND_FOLLOW_UP,   /* followup.txt: a new ticket, because the old one is closed */
    CONFIRMATION_KIND_CLOSE_ASKED, /* close-asked.txt: a comment that asks the desk to close */
    CONFIRMATION_KIND_REOPEN_ASKED,
    /* News of the ticket system, which answer no mail: */
    CONFIRMATION_KIND_NEWS_WAITING, /* news-waiting.txt: the desk needs an answer */
    CONFIRMATION_KIND_NEWS_RESOLVED,
    CONFIRMATION_KIND_NEWS_CLOSED,
    CONFIRMATION_KIND_NEWS_REOPENED,
    CONFIRMATION_KIND_NEWS_COMMENT,
    CONFIRMATION_KIND_NEWS_STATE, /* any other state */
    CONFIRMATION_KINDS,           /* their number */
} ConfirmationKind;

/* News answers no mail (RFC 3834 section 5). */
gboolean confirmation_kind_is_news(ConfirmationKind kind);

/* A file that goes along with news. */
typedef struct {
    char *name;         /* as attachment_name.h makes it */
    char *content_type; /* type/subtype, in lower case; NULL: unknown */
    GBytes *content;
} ConfirmationFile;

void confirmation_file_free(ConfirmationFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfirmationFile, confirmation_file_free)

/* What the desk says of a ticket, in its own words; NULL: nothing. */
typedef struct {
    const char *state;
    const char *question;       /* what it needs to know */
    const char *pending_reason; /* why it waits */
    const char *solution;
    const char *close_code;
    const char *comment; /* all of its comments */
    gboolean has_files;  /* it sent files */
} ConfirmationNews;

typedef struct {
    ConfirmationKind kind;
    const char *recipient;         /* addr-spec */
    const char *reply_to;          /* addr-spec, or NULL: replies go to mail.from */
    const char *ticket_number;     /* NULL in a dry run of a create: shown as "INC..." */
    const char *old_ticket_number; /* {old_ticket_number}: for a follow-up; or NULL */
    const char *original_subject;  /* decoded */
    const char *sender_name;       /* decoded display name of the recipient, or NULL */
    gint64 sent_s;                 /* Date of the mail that is answered; -1: it has none */
    gboolean
        is_untrusted; /* no server confirms the sender: quotes little of the mail, and no links */
    const char *message_id;       /* of the mail that is answered, without <>; or NULL */
    GPtrArray *references;        /* of char *, or NULL */
    const char *const *languages; /* RFC 5646 tags, best first, NULL-terminated */
    const char *own_message_id;   /* without <>; the same at every try */
    gint64 date_s;
    const char
        *files; /* {files}: files left out because of their size, one on each line; or NULL */
    ConfirmationNews news;
    const GPtrArray *attachments; /* of ConfirmationFile; or NULL */
} ConfirmationRequest;

typedef struct {
    char *recipient;  /* addr-spec: RCPT TO */
    char *subject;    /* decoded, for the dry run */
    char *body;       /* text part, decoded, for the dry run */
    char *message_id; /* without <> */
    char *fault;      /* why the built-in text replaced the operator's template, or NULL */
    GBytes *message;  /* RFC 5322 with CRLF, ready to send */
} Confirmation;

void confirmation_free(Confirmation *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Confirmation, confirmation_free)

/* Composes a confirmation with GMime. Reads the templates in the first language that has one, then
 * in English. If the English one is missing, or if a template cannot be used, the built-in text
 * replaces it (`fault` says why): people get their number even if a template is broken. {note} is
 * the text of the template "oversize" (of news: "news-note") if files were left out, else it is
 * empty. Nothing from the
 * mail can become a header field or a placeholder. If a reply is welcome, the text has a line "##-
 * ... -##", and the reply is to be written above it. DELIVERY_ERROR_CONFIGURATION: mail.from cannot
 * be used. DELIVERY_ERROR_TEMPORARY: a template cannot be read just now. DELIVERY_ERROR_MESSAGE:
 * the recipient's address is not allowed in a header field or in an SMTP command. (transfer full)
 */
Confirmation *confirmation_compose(const Config *config, const ConfirmationRequest *request,
                                   GError **error);
