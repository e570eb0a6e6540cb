/* letter.h - the Letter: the content of one mail in the terms of the gateway.
 *
 * The Letter is the contract between parsers/ and gateway/. The parser fills it in a sandboxed
 * child and writes it as one JSON object (letter_write). The parent reads that object as untrusted
 * input (letter_read): it checks every length, offset and encoding again. `ticketgate parse` prints
 * the same object.
 *
 * In JSON each member has the name of the field below. Absent values are left out. Strings are
 * valid UTF-8 without NUL and without control characters other than line feed and tab. Lists are
 * arrays. Enumerations are the words of the functions letter_..._name().
 *
 * Nothing here depends on the state of a ticket, the configuration or the network. */
#pragma once

#include <glib.h>

/* The kind of mail (RFC 3834, RFC 3464, RFC 2919, and other header fields in use). */
typedef enum {
    LETTER_CLASS_HUMAN,          /* "human": no sign that it was not written by a person */
    LETTER_CLASS_AUTO_REPLY,     /* "auto-reply": out of office, vacation */
    LETTER_CLASS_AUTO_GENERATED, /* "auto-generated": monitoring, cron */
    LETTER_CLASS_BOUNCE,         /* "bounce": a delivery report */
    LETTER_CLASS_LIST,           /* "list": came through a mailing list */
    LETTER_CLASS_LOOP,           /* "loop": our own mail coming back */
} LetterClass;

/* What the sign that decided the class may do (parsers/mail_class/sign_table.h). */
typedef enum {
    LETTER_STRENGTH_NOTHING, /* "nothing": treated as mail from a person */
    LETTER_STRENGTH_DOUBT,   /* "doubt": no automatic reply, no change of a state; never ignored */
    LETTER_STRENGTH_PROOF,   /* "proof": it may be ignored */
} LetterStrength;

/* What a doubt is based on. */
typedef enum {
    LETTER_DOUBT_MACHINE, /* "machine": a program says so, or the words are like those of a program
                           */
    LETTER_DOUBT_NAME,    /* "name": only the name in From */
    LETTER_DOUBT_LIST,    /* "list": the mail came through a mailing list or group */
} LetterDoubt;

/* What an attachment is for. */
typedef enum {
    LETTER_ROLE_PART,      /* "part": a part of the mail; always attached */
    LETTER_ROLE_QUOTED,    /* "quoted": text that a comment leaves out; added by the gateway */
    LETTER_ROLE_FULL_TEXT, /* "full-text": the whole text, if `text` was cut at its limit */
} LetterRole;

typedef struct {
    char *name;    /* decoded display name, or NULL */
    char *address; /* addr-spec, domain in lower case, UTF-8 (RFC 6531); never NULL */
} LetterAddress;

typedef struct {
    char *name;         /* file name with extension, never empty, no path, unique in the Letter */
    char *content_type; /* "type/subtype", lower case */
    LetterRole role;
    gboolean is_inline; /* shown inside the text (Content-Disposition inline, or cid: reference) */
    guint64 offset;     /* of the content in the attachments file, in bytes */
    guint64 length;     /* of the content there: Base64 without line breaks, in bytes */
    guint64 stored_length; /* not 0: the content is in the message, at `offset`, with so many bytes
                            * including line breaks; `length` is without them */
    guint64 size;          /* of the decoded content, in bytes */
    gboolean is_withheld; /* must not be attached; set by the reader of the Letter, never in JSON */
} LetterAttachment;

/* What a delivery report says of one recipient (RFC 3464 section 2.3). Members that it does not
 * give are NULL, except the address. */
typedef struct {
    char *address;          /* addr-spec of the Final-Recipient, or else as below; never NULL */
    char *original_address; /* of the Original-Recipient, if it is another one */
    char *action;           /* "failed", "delayed", "delivered", "relayed" or "expanded" */
    char *status;           /* RFC 3463, e.g. "5.1.1" */
    char *diagnostic;       /* Diagnostic-Code without its type; one line */
} LetterReportRecipient;

/* The maximum number of recipients of a report; the rest is left out. */
#define LETTER_MAX_REPORT_RECIPIENTS 100

/* What a delivery report says (RFC 3464). Members that it does not give are NULL. */
typedef struct {
    char *original_message_id; /* of the mail that could not be delivered, without <> */
    char *recipient;           /* addr-spec of the Final-Recipient; of several, the first */
    char *status;              /* RFC 3463, e.g. "5.1.1" */
    GPtrArray *recipients; /* of LetterReportRecipient *, in the order of the report; empty if it
                            * has no fields that a program can read */
} LetterReport;

/* Whether `action` is one of the words of an action, in lower case. */
gboolean letter_is_report_action(const char *action);

/* Whether `status` has the form of RFC 3463 section 2: "5.1.1". */
gboolean letter_is_report_status(const char *status);

/* The kind of a passage of `text`. The parser marks passages and deletes nothing; the gateway
 * decides what goes into the ticket. */
typedef enum {
    LETTER_SEGMENT_NEW,        /* "new": written by the sender, as far as we know */
    LETTER_SEGMENT_QUOTATION,  /* "quotation": an older mail, with the lines that introduce it */
    LETTER_SEGMENT_SIGNATURE,  /* "signature": contact details, or the line of a mail program */
    LETTER_SEGMENT_MARKER,     /* "marker": the line in our mails above which people reply */
    LETTER_SEGMENT_DISCLAIMER, /* "disclaimer": added at the end by a server or a list */
} LetterSegmentKind;

/* How certain the kind of a segment is. New text is always certain. */
typedef enum {
    LETTER_SURE_GUESS,   /* "guess": it may contain new text */
    LETTER_SURE_LIKELY,  /* "likely": marked by a program, but not line by line */
    LETTER_SURE_CERTAIN, /* "certain": each line has its mark */
} LetterSureness;

typedef struct {
    LetterSegmentKind kind;
    LetterSureness sureness;
    char *sign;     /* one line for people: the sign that decided; NULL for new text */
    guint64 length; /* bytes of `text`, at least 1; ends at the end of a character */
} LetterSegment;

/* The maximum number of segments of a Letter; the rest is new text. */
#define LETTER_MAX_SEGMENTS 1000

typedef struct {
    char *message_id; /* msg-id without <>, or NULL if absent or unusable; unchanged, even if it is
                       * not valid; may have blanks */
    GPtrArray *in_reply_to; /* of char *: msg-ids without <> */
    GPtrArray *references;  /* of char *: msg-ids without <>, oldest first */
    GPtrArray *from;        /* these and original_from: of LetterAddress * */
    GPtrArray *sender;
    GPtrArray *reply_to;
    GPtrArray *to;
    GPtrArray *cc;
    GPtrArray *delivered_to;   /* X-Original-To, Delivered-To, Envelope-To, Resent-To, Resent-Cc, in
                                * this order */
    GPtrArray *original_from;  /* X-Original-From, X-Original-Sender: the real sender, as a mailing
                                * group says */
    GPtrArray *lists;          /* of char *: names of the list: the id in List-Id, the addresses in
                                * List-Post, Mailing-List, X-Mailing-List and X-BeenThere */
    char *subject;             /* decoded (RFC 2047), white space folded to one space; may be "" */
    char *thread_topic;        /* subject without Re:, Fwd: and ticket references; may be "" */
    gint64 date_s;             /* Date, seconds since the epoch; -1 if absent or unreadable */
    char *language;            /* first tag of Content-Language (RFC 3282), or NULL */
    char *priority;            /* "highest", "high", "normal", "low" or "lowest" (mail_priority.h);
                                * NULL: the mail does not say it */
    GPtrArray *ticket_numbers; /* of char *: numbers found in the subject, in order */
    gboolean is_reply;         /* In-Reply-To, References or a Re: prefix */
    gboolean is_forward;       /* the outermost subject prefix is Fwd:, FW:, WG:, Doorst:, ... */
    LetterClass mail_class;    /* JSON "class" */
    char *class_reason;        /* one line for people: the sign that decided */
    char *spam_mark;           /* the field by which a spam filter marks the mail, or NULL */
    LetterStrength class_strength; /* JSON "class_strength" */
    LetterDoubt class_doubt;       /* JSON "class_doubt"; only for a doubt */
    char *text; /* the whole readable text, LF line ends; may be ""; the text of an invitation comes
                 * last */
    char *marked_text; /* `text` in the form that another mail may quote, with "*" around what its
                        * HTML highlights (bold, red); NULL if that is the same */
    gboolean text_is_truncated; /* `text` was cut; a full-text attachment has all of it */
    GPtrArray *segments;        /* of LetterSegment *, in order; together they are `text` */
    char *reply_text;           /* only the new text, without quotation and signature; may be "" */
    GPtrArray *authentication_results; /* of char *: values (RFC 8601), topmost first */
    LetterReport *report;              /* for a bounce, or NULL */
    GPtrArray *attachments; /* of LetterAttachment *, in the order of the mail; then the mail itself
                             * as message.eml if parts of it could not be read (encrypted, too many,
                             * cut off) */
    GPtrArray *notes;       /* of char *: one line each for people: what was unusual or left out */
} Letter;

/* The end of the note that too much of the mail is lost; message.eml is then attached. */
#define LETTER_NOTE_LOST "bytes of the mail could not be shown"

/* A Letter with empty lists and strings, date_s -1, class human. (transfer full) */
Letter *letter_new(void);
void letter_free(Letter *letter);
void letter_address_free(LetterAddress *address);
void letter_attachment_free(LetterAttachment *attachment);
/* A report with an empty list. (transfer full) */
LetterReport *letter_report_new(void);
void letter_report_free(LetterReport *report);
void letter_report_recipient_free(LetterReportRecipient *recipient);
void letter_segment_free(LetterSegment *segment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letter, letter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterAddress, letter_address_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterAttachment, letter_attachment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterReport, letter_report_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterReportRecipient, letter_report_recipient_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterSegment, letter_segment_free)

/* Appends `segment` (transfer full). An empty segment is dropped, one of the same kind as the last
 * is merged with it, and one beyond LETTER_MAX_SEGMENTS becomes new text. */
void letter_add_segment(Letter *letter, LetterSegment *segment);

/* A segment of `length` bytes; `sign` is not copied; NULL for new text. (transfer full) */
LetterSegment *letter_segment_new(LetterSegmentKind kind, LetterSureness sureness, const char *sign,
                                  guint64 length);

/* Sets text and new text of the Letter to a copy of `text` (UTF-8). */
void letter_set_new_text(Letter *letter, const char *text);

/* The words used in JSON. The functions ..._from_name() return FALSE for any other word and leave
 * *ret unchanged. */
const char *letter_class_name(LetterClass mail_class);
gboolean letter_class_from_name(const char *name, LetterClass *ret_class);
const char *letter_strength_name(LetterStrength strength);
gboolean letter_strength_from_name(const char *name, LetterStrength *ret_strength);
const char *letter_doubt_name(LetterDoubt doubt);
gboolean letter_doubt_from_name(const char *name, LetterDoubt *ret_doubt);
const char *letter_role_name(LetterRole role);
gboolean letter_role_from_name(const char *name, LetterRole *ret_role);
const char *letter_segment_kind_name(LetterSegmentKind kind);
gboolean letter_segment_kind_from_name(const char *name, LetterSegmentKind *ret_kind);
const char *letter_sureness_name(LetterSureness sureness);
gboolean letter_sureness_from_name(const char *name, LetterSureness *ret_sureness);
