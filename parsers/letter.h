/* letter.h - the Letter: what one mail says, in the gateway's words.
 *
 * The Letter is the contract between parsers/ and gateway/. The parser fills it in a sandboxed
 * child and writes it as one JSON object (letter_write); the parent reads that object as it would
 * read a stranger's (letter_read): every length, offset and encoding is checked again.
 * `ticketgate parse` prints the same object.
 *
 * In JSON each member has the name of the field below. Absent values are left out; strings are
 * valid UTF-8 without NUL and without control characters other than line feed and tab; lists are
 * arrays; enumerations are the words given by the functions letter_..._name().
 *
 * Nothing here knows about tickets' states, configuration or the network.
 */
#pragma once

#include <glib.h>

/* The kind of mail (RFC 3834, RFC 3464, RFC 2919, and the header fields in use beside them). */
typedef enum {
    LETTER_CLASS_HUMAN,          /* "human": a person wrote it, as far as can be seen */
    LETTER_CLASS_AUTO_REPLY,     /* "auto-reply": out of office, vacation */
    LETTER_CLASS_AUTO_GENERATED, /* "auto-generated": monitoring, cron */
    LETTER_CLASS_BOUNCE,         /* "bounce": a delivery report */
    LETTER_CLASS_LIST,           /* "list": came through a mailing list */
    LETTER_CLASS_LOOP,           /* "loop": our own mail coming back */
} LetterClass;

/* What the sign that decided on the class may do (parsers/mail_class/sign_table.h). */
typedef enum {
    LETTER_STRENGTH_NOTHING, /* "nothing": as a person's mail */
    LETTER_STRENGTH_DOUBT,   /* "doubt": no automatic reply, no change of a state; never ignored */
    LETTER_STRENGTH_PROOF,   /* "proof": it may be ignored */
} LetterStrength;

/* What a doubt rests on. */
typedef enum {
    LETTER_DOUBT_MACHINE, /* "machine": a program says that it is one, or its words are like one's
                           */
    LETTER_DOUBT_NAME,    /* "name": the name in From, and nothing else */
    LETTER_DOUBT_LIST,    /* "list": the mail came through a mailing list or group */
} LetterDoubt;

/* What an attachment is for. */
typedef enum {
    LETTER_ROLE_PART,      /* "part": a part of the mail; always is attached */
    LETTER_ROLE_QUOTED,    /* "quoted": text that a comment leaves out; the gateway adds it */
    LETTER_ROLE_FULL_TEXT, /* "full-text": the whole text, where `text` was cut at its limit */
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
    guint64 offset;     /* of the content in the attachments file, in octets */
    guint64 length;     /* of the content there: Base64 without line breaks, in octets */
    guint64 stored_length; /* not 0: the content lies in the message itself, at `offset`, in so many
                            * octets with its line breaks, and `length` is that without them */
    guint64 size;          /* of the decoded content, in octets */
    gboolean is_withheld;  /* must not be attached; set by the Letter's reader, never in JSON */
} LetterAttachment;

/* What a delivery report says (RFC 3464), as far as it says it. Members may be NULL. */
typedef struct {
    char *original_message_id; /* of the mail that could not be delivered, without <> */
    char *recipient;           /* addr-spec of the Final-Recipient */
    char *status;              /* RFC 3463, e.g. "5.1.1" */
} LetterReport;

/* What a passage of `text` is. Marked, never deleted: the gateway decides what a ticket needs. */
typedef enum {
    LETTER_SEGMENT_NEW,        /* "new": what the sender wrote, as far as can be seen */
    LETTER_SEGMENT_QUOTATION,  /* "quotation": an older mail, with the lines that introduce it */
    LETTER_SEGMENT_SIGNATURE,  /* "signature": a card, or the line of a mail program */
    LETTER_SEGMENT_MARKER,     /* "marker": the line of our mails above which answers are written */
    LETTER_SEGMENT_DISCLAIMER, /* "disclaimer": what a server or a list put below */
} LetterSegmentKind;

/* How sure the kind of a segment is. New text is always certain. */
typedef enum {
    LETTER_SURE_GUESS,   /* "guess": people may have written in there, too */
    LETTER_SURE_LIKELY,  /* "likely": a program marked it, but not line by line */
    LETTER_SURE_CERTAIN, /* "certain": each line carries its mark */
} LetterSureness;

typedef struct {
    LetterSegmentKind kind;
    LetterSureness sureness;
    char *sign;     /* one line for people: which sign told; NULL for new text */
    guint64 length; /* octets of `text`, at least 1; ends at the end of a character */
} LetterSegment;

/* The most segments of a Letter; what follows is new text. */
#define LETTER_MAX_SEGMENTS 1000

typedef struct {
    char *message_id; /* msg-id without <>, or NULL if absent or unusable; as it stands, also where
                         it is not by the book; may hold blanks */
    GPtrArray *in_reply_to; /* of char *: msg-ids without <> */
    GPtrArray *references;  /* of char *: msg-ids without <>, oldest first */
    GPtrArray *from;        /* these and original_from: of LetterAddress * */
    GPtrArray *sender;
    GPtrArray *reply_to;
    GPtrArray *to;
    GPtrArray *cc;
    GPtrArray *delivered_to;   /* X-Original-To, Delivered-To, Envelope-To, Resent-To, Resent-Cc, in
                                * this order */
    GPtrArray *original_from;  /* X-Original-From, X-Original-Sender: whom a mailing group says that
                                * it had the mail from */
    GPtrArray *lists;          /* of char *: what names the list: the id in List-Id, the addresses
                                * in List-Post, Mailing-List, X-Mailing-List and X-BeenThere */
    char *subject;             /* decoded (RFC 2047), white space folded to one space; may be "" */
    char *thread_topic;        /* subject without Re:, Fwd: and ticket references; may be "" */
    gint64 date_s;             /* Date, seconds since the epoch; -1 if absent or unreadable */
    char *language;            /* first tag of Content-Language (RFC 3282), or NULL */
    GPtrArray *ticket_numbers; /* of char *: references found in the subject, in their order */
    gboolean is_reply;         /* In-Reply-To, References or a Re: prefix */
    gboolean is_forward;       /* the outermost subject prefix is Fwd:, FW:, WG:, Doorst:, ... */
    LetterClass mail_class;    /* JSON "class" */
    char *class_reason;        /* one line for people: which sign decided */
    char *spam_mark;           /* the field by which a spam filter marks the mail, or NULL */
    LetterStrength class_strength; /* JSON "class_strength" */
    LetterDoubt class_doubt;       /* JSON "class_doubt"; of a doubt only */
    char *text;                    /* the whole readable text, LF line ends; may be ""; what an
                                    * invitation says stands below */
    char *marked_text;             /* `text` as another mail may quote it, where that is not the
                                    * same: with "*" around what its HTML sets off (bold, red); or
                                    * NULL */
    gboolean
        text_is_truncated; /* `text` was cut at its limit; the rest is in a full-text attachment */
    GPtrArray *segments;   /* of LetterSegment *, in order: one behind the other they are `text` */
    char *reply_text;      /* the new text alone, without quote and signature; may be "" */
    GPtrArray
        *authentication_results; /* of char *: field values (RFC 8601), topmost first, unfolded */
    LetterReport *report;        /* of a bounce, or NULL */
    GPtrArray *attachments;      /* of LetterAttachment *, in the order of the mail; behind them
                                  * the mail itself as message.eml where parts of it
                                  * could not be read (encrypted, too many, torn) */
    GPtrArray *notes;            /* of char *: one line each for people: what was odd or left out */
} Letter;

/* How the note ends that says that more of the mail is lost than may be; message.eml is attached.
 */
#define LETTER_NOTE_LOST "bytes of the mail could not be shown"

/* A Letter with empty lists and strings, date_s -1, class human. (transfer full) */
Letter *letter_new(void);
void letter_free(Letter *letter);
void letter_address_free(LetterAddress *address);
void letter_attachment_free(LetterAttachment *attachment);
void letter_report_free(LetterReport *report);
void letter_segment_free(LetterSegment *segment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letter, letter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterAddress, letter_address_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterAttachment, letter_attachment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterReport, letter_report_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterSegment, letter_segment_free)

/* Puts `segment` (transfer full) behind those that are there; one of no length is dropped, one like
 * the last is added to that, and one beyond LETTER_MAX_SEGMENTS becomes new text. */
void letter_add_segment(Letter *letter, LetterSegment *segment);

/* A segment of `length` octets; `sign` stays the caller's, NULL for new text. (transfer full) */
LetterSegment *letter_segment_new(LetterSegmentKind kind, LetterSureness sureness, const char *sign,
                                  guint64 length);

/* Makes `text` (UTF-8, stays the caller's) the text and the new text of the Letter. */
void letter_set_new_text(Letter *letter, const char *text);

/* The words used in JSON. `from` return FALSE for any other word and leave *ret alone. */
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
