/* ticket_text.h - the words that a support agent reads on the ticket. Pure.
 *
 * Every result is valid UTF-8 and (transfer full).
 */
#pragma once

#include "config/config.h"
#include "gateway/passages/reply_passages.h"
#include "gateway/policy/attachment_plan.h"
#include "gateway/policy/decision.h"
#include "gateway/policy/mail_key.h"
#include "gateway/policy/sibling.h"

typedef struct {
    const Config *config;
    const Letter *letter;
    const Decision *decision;
    const AttachmentPlan *plan;
    const MailKey *key;
    const char *scan_note;         /* what a virus scanner found, or that none was asked; or NULL */
    const ReplyPassages *passages; /* what a comment shows of the mail; NULL: all of it */
    const char *envelope_sender;   /* NULL: the mail server did not say */
    gboolean has_command;          /* the first line of the new text asks for the action */
    gboolean is_other_subject;     /* than the ticket is known by */
    const GPtrArray *siblings;     /* of Sibling *, or NULL: the other routes of the same mail */
    const char *copy_ticket;       /* has an unproven copy of the mail; or NULL */
    gboolean is_author_known; /* the sender opened the ticket, so a comment need not name them */
    gboolean is_repeat;       /* an earlier try may have put the same comment on the ticket */
} TicketTextInput;

/* The subject without characters that only deceive (text_clean.h), or [ticket] default_subject
 * where nothing is left; at most short_description_max_chars characters, the last then an ellipsis.
 */
char *ticket_text_short_description(const Config *config, const Letter *letter);

/* Who wrote to whom, the text of the mail, and notes. The head has From, and Reply-To where that is
 * another; without From, Sender, Reply-To and the envelope's sender; the others in To, and Cc; a
 * ticket that was named but not used; the subject where it does not stand whole in the short
 * description. */
char *ticket_text_description(const TicketTextInput *input);

/* The new text of an answer, or all of a new matter that a storm's ticket takes; who wrote it where
 * that is not the one who opened the ticket; the subject where the mail has no text of its own, or
 * another subject than the ticket; notes as above; and "[mail 7F3K] ..." where the comment may
 * already be there. */
char *ticket_text_comment(const TicketTextInput *input);

/* The comment that goes with a further request of attachments (of LetterAttachment *). */
char *ticket_text_overflow(const TicketTextInput *input, const GPtrArray *files);

/* The comment that names files which could not be attached: `note` says which, and why. */
char *ticket_text_left_out(const TicketTextInput *input, const char *note);

/* Files (of LetterAttachment *) for the reply: a name and a size on each line; NULL if there are
 * none. */
char *ticket_text_file_list(const GPtrArray *files);

/* Files that could not be attached, one line each, or NULL if there are none. */
char *ticket_text_oversize_note(const Config *config, const AttachmentPlan *plan);
