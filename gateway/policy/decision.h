/* decision.h - decides what happens to a mail: the policy, as one pure function.
 *
 * The input is the Letter, the configuration, and facts from journal and API; the result is one
 * Decision with its reason. Asks, sends and records nothing. */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

typedef enum {
    DECISION_CREATE,
    DECISION_COMMENT,
    DECISION_CLOSE,
    DECISION_REOPEN,
    DECISION_IGNORE,
    DECISION_REJECT,
} DecisionKind;

/* How the mail refers to a ticket, strongest first. */
typedef enum {
    EVIDENCE_NONE,
    EVIDENCE_SIGNED,  /* a reference that we signed for this sender */
    EVIDENCE_THREAD,  /* In-Reply-To or References that the journal has */
    EVIDENCE_SUBJECT, /* a ticket number in the subject */
    EVIDENCE_MENTION, /* a number in the subject of a forwarded mail; it need not be about this mail
                       */
    EVIDENCE_RETURNED, /* the mail of ours that a delivery report returns */
} TicketEvidence;

/* The word for it in the log and the dry run: "signed", "thread", ... */
const char *decision_evidence_name(TicketEvidence evidence);

typedef enum {
    TICKET_NONE,      /* the mail refers to no ticket */
    TICKET_NOT_FOUND, /* it refers to a ticket that the API does not know */
    TICKET_OPEN,
    TICKET_RESOLVED,
    TICKET_CLOSED, /* for good */
} TicketState;

/* The command in the first line of the mail. */
typedef enum {
    COMMAND_NONE,
    COMMAND_CLOSE,
    COMMAND_REOPEN,
} MailCommand;

typedef struct {
    TicketEvidence evidence;
    TicketState state;
    const char *ticket_number; /* NULL with EVIDENCE_NONE */
    MailCommand command;
    gboolean cannot_close;         /* the ticket system has no operation to close ... */
    gboolean cannot_reopen;        /* ... or to reopen */
    gboolean is_wanted;            /* the operator delivers ignored mail: it is not ignored again */
    gboolean is_own_mail;          /* our own mail: Message-ID or Reply-To has our signature */
    gboolean is_denied;            /* the sender is refused by [policy] allow or deny ... */
    const char *denied_reason;     /* ... because of this; one line */
    gboolean is_forged;            /* a trusted server says that From is forged */
    gboolean is_participant;       /* the sender takes part in the ticket */
    gboolean is_verified;          /* the sender in From is authenticated */
    gboolean is_on_ticket;         /* another route already put this mail on the ticket */
    gboolean is_assumed;           /* a dry run: assume an open ticket and a participant */
    gboolean is_create_spent;      /* [budget]: no more new tickets for this sender now ... */
    const char *storm_ticket;      /* ... but a comment on this ticket; NULL: no such ticket */
    gboolean is_storm_ticket_lost; /* ... and that ticket cannot take it */
    gboolean is_reopen_spent;      /* [budget]: no more reopening now */
    gboolean is_comment_spent;     /* [budget]: no more comments on this ticket now */
    gboolean is_ticket_system;     /* the sender is one of [policy] ticket_system_senders */
    const char *returned_to; /* a delivery report proves that our mail to this address came back for
                              * good, and [policy] bounce = comment; NULL: not so */
    gboolean is_return_told; /* ... and the ticket was told so before */
} PolicyFacts;

/* What the sender asks for in the first line, and the ticket system lets no gateway do: the desk
 * has to. */
typedef enum {
    ASKED_NOTHING,
    ASKED_CLOSE,
    ASKED_REOPEN,
} AskedOfDesk;

typedef struct {
    DecisionKind kind;
    char *reason;          /* one line for people */
    char *ticket_number;   /* for comment, close, reopen; for ignore only for a flood */
    char *named_ticket;    /* for create: a number in the mail that was not used */
    gboolean is_follow_up; /* for create: the named ticket is closed; the sender may be told */
    gboolean is_storm;     /* for comment: a new request during a storm */
    gboolean is_returned;  /* for comment: a mail of ours came back */
    AskedOfDesk asked;     /* for comment: the sender is told that the desk was asked */
    gboolean is_flood; /* for ignore: one comment too many on this ticket; quarantined as flood */
    gboolean is_duplicate; /* for ignore: the mail is already on a ticket; no copy is kept */
    gboolean is_reply_due;
    gboolean is_reply_for_files; /* for comment: only because files were left out */
    char *reply_reason;          /* why a confirmation is due or not, one line for people */
} Decision;

void decision_free(Decision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decision, decision_free)

/* The word for `kind` in the dry run and the log: "create", "comment", ... */
const char *decision_kind_name(DecisionKind kind);

/* What a decision does, for the journal: its kind, what is asked of the desk, and whether a mail of
 * ours came back; and back, into these members. FALSE: there is no such action. */
const char *decision_action_name(const Decision *decision);
gboolean decision_read_action(const char *name, Decision *decision);

/* The state for the word `state` of a ticket, by the lists in the configuration; unknown words mean
 * open. */
TicketState decision_ticket_state(const Config *config, const char *state);

/* Fills is_reply_due and reply_reason of a decision; its kind must be set. */
void decision_add_reply(const Config *config, const Letter *letter, Decision *decision);

/* For a mail with files that were too large: a comment, which otherwise gets no confirmation, gets
 * one that says so. */
void decision_add_oversize_reply(const Config *config, const Letter *letter, Decision *decision);

/* Whether the policy needs the state of the ticket that the mail refers to; if not, nobody has to
 * be asked. `facts` has no state and standing yet. */
gboolean decision_needs_ticket(const Config *config, const Letter *letter,
                               const PolicyFacts *facts);

/* The policy. (transfer full) */
Decision *decision_make(const Config *config, const Letter *letter, const PolicyFacts *facts);
