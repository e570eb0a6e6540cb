/* decision.h - what happens to a mail: the policy, as one pure function.
 *
 * Letter, configuration and the facts gathered from journal and API go in; one Decision with its
 * reason comes out. Nothing is asked, sent or remembered here.
 */
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

/* How the mail says which ticket it is about, strongest first. */
typedef enum {
    EVIDENCE_NONE,
    EVIDENCE_SIGNED,  /* a reference that we signed for this sender */
    EVIDENCE_THREAD,  /* In-Reply-To or References that the journal knows */
    EVIDENCE_SUBJECT, /* a ticket number in the subject */
    EVIDENCE_MENTION, /* a number in the subject that a forward quotes: says nothing of this mail */
} TicketEvidence;

/* The word for the log and the dry run: "signed", "thread", ... */
const char *decision_evidence_name(TicketEvidence evidence);

typedef enum {
    TICKET_NONE,      /* the mail refers to none */
    TICKET_NOT_FOUND, /* it refers to one that the API does not know */
    TICKET_OPEN,
    TICKET_RESOLVED,
    TICKET_CLOSED, /* for good */
} TicketState;

/* What the first line of the mail asks for. */
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
    gboolean cannot_close;     /* the ticket system has no such operation ... */
    gboolean cannot_reopen;    /* ... or not this one */
    gboolean is_wanted;        /* the operator delivers what was ignored: no sign ignores it */
    gboolean is_own_mail;      /* a mail of ours, by the signature in its Message-ID or Reply-To */
    gboolean is_denied;        /* the sender is refused by [policy] allow or deny ... */
    const char *denied_reason; /* ... by this; one line */
    gboolean is_forged;        /* a trusted server says that From is not who wrote it */
    gboolean is_participant;   /* the sender takes part in the ticket */
    gboolean is_verified;      /* the sender is proven to be who From says */
    gboolean is_on_ticket;     /* another route put this very mail on the ticket */
    gboolean is_assumed;       /* a dry run: state and standing are taken as open and participant */
    gboolean is_create_spent;  /* [budget]: no new ticket for this sender now ... */
    const char *storm_ticket;  /* ... but a comment on this one; NULL: there is none to take it */
    gboolean is_storm_ticket_lost; /* ... and that one cannot take it */
    gboolean is_reopen_spent;      /* [budget]: no reopening now */
    gboolean is_comment_spent;     /* [budget]: no comment on that ticket now */
    gboolean is_ticket_system;     /* the sender is one of [policy] ticket_system_senders */
} PolicyFacts;

typedef struct {
    DecisionKind kind;
    char *reason;          /* one line for people */
    char *ticket_number;   /* of comment, close, reopen; of ignore NULL, but for a flood */
    char *named_ticket;    /* of create: a number that the mail named and that was not used */
    gboolean is_follow_up; /* of create: the sender may be told that the named ticket is over */
    gboolean is_storm;     /* of comment: a new matter, on the ticket that takes a storm */
    gboolean is_flood;     /* of ignore: a comment too many on this ticket; kept as such */
    gboolean is_duplicate; /* of ignore: the very mail is on a ticket, so that no copy is kept */
    gboolean is_reply_due;
    gboolean is_reply_for_files; /* of comment: only since files were left out */
    char *reply_reason;          /* why a reply is due or not, one line for people */
} Decision;

void decision_free(Decision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decision, decision_free)

/* The word for `kind` in the dry run and the log: "create", "comment", ... */
const char *decision_kind_name(DecisionKind kind);

/* Which state of the configuration's vocabulary a ticket's `state` is; unknown words are open. */
TicketState decision_ticket_state(const Config *config, const char *state);

/* Fills is_reply_due and reply_reason of a decision whose kind is known. */
void decision_add_reply(const Config *config, const Letter *letter, Decision *decision);

/* Files were left out for their size: a comment, which else needs no reply, gets one that says so.
 */
void decision_add_oversize_reply(const Config *config, const Letter *letter, Decision *decision);

/* Whether the policy has to know how the ticket stands that the mail names; else nobody need be
 * asked. `facts` without state and standing. */
gboolean decision_needs_ticket(const Config *config, const Letter *letter,
                               const PolicyFacts *facts);

/* The policy. (transfer full) */
Decision *decision_make(const Config *config, const Letter *letter, const PolicyFacts *facts);
