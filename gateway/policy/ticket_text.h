/* ticket_text.h - writes the text that a support agent reads on the ticket. Pure.
 *
 * Every result is valid UTF-8 and (transfer full). */
#pragma once

#include "config/config.h"
#include "gateway/passages/reply_passages.h"
#include "gateway/policy/attachment_plan.h"
#include "gateway/policy/decision.h"
#include "gateway/policy/mail_key.h"
#include "gateway/policy/returned_mail.h"
#include "gateway/policy/sibling.h"

typedef struct {
    const Config *config;
    const Letter *letter;
    const Decision *decision;
    const AttachmentPlan *plan;
    const MailKey *key;
    const char *scan_note; /* the result of the virus scan, or that there was none; or NULL */
    const ReplyPassages *passages; /* the part of the mail that a comment shows; NULL: all of it */
    const char *envelope_sender;   /* NULL: not given by the mail server */
    gboolean has_command;          /* the first line of the new text is a command */
    gboolean is_other_subject;     /* the subject is not that of the ticket */
    const GPtrArray *siblings;     /* of Sibling *, or NULL: the other routes of the same mail */
    const ReturnedMail *returned;  /* for a decision that is_returned; else NULL */
    const char *copy_ticket;       /* the ticket of an unproven copy of the mail; or NULL */
    gboolean is_author_known; /* the sender opened the ticket, so a comment does not name them */
    gboolean is_repeat;       /* an earlier attempt may have added the same comment */
} TicketTextInput;

/* The subject without deceptive characters (text_clean.h), or [ticket] default_subject if nothing
 * is left. At most short_description_max_chars characters; a longer subject ends in an ellipsis. */
char *ticket_text_short_description(const Config *config, const Letter *letter);

/* Who wrote to whom, the text of the mail, and notes. The head has From, and Reply-To if it
 * differs; without From, it has Sender, Reply-To and the envelope sender. Then it has the others in
 * To, and Cc; a ticket that was named but not used; and the subject if the short description does
 * not have all of it. */
char *ticket_text_description(const TicketTextInput *input);

/* The new text of a reply, or the whole text of a new request that is added to the ticket of a
 * storm. Also who wrote it, if that person did not open the ticket; the subject, if the mail has no
 * text or its subject is not that of the ticket; notes as above; and "[mail 7F3K] ..." if the
 * comment may already be there. If a mail of ours came back, it has only to whom, and why. */
char *ticket_text_comment(const TicketTextInput *input);

/* The comment for a further request with attachments (of LetterAttachment *). */
char *ticket_text_overflow(const TicketTextInput *input, const GPtrArray *files);

/* The comment about files that could not be attached: `note` says which, and why. */
char *ticket_text_left_out(const TicketTextInput *input, const char *note);

/* The files (of LetterAttachment *) for the confirmation: a name and a size on each line. NULL if
 * no file is listed. */
char *ticket_text_file_list(const GPtrArray *files);

/* Files that could not be attached, one line each. NULL if all could be attached. */
char *ticket_text_oversize_note(const Config *config, const AttachmentPlan *plan);
