/* The whole policy.
 *
 * The first table shows what happens with the default settings. Each further table shows what one
 * setting changes; everything else stays as in the first table. Every possible combination is
 * tested: each must be in exactly one row.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/policy/decision.h"

/* ---- columns: sets of values ---- */

enum { /* class of the mail */
       HUMAN = 1 << 0,
       MAYBE = 1 << 1,   /* doubt: words like those of an automatic reply */
       REPLY = 1 << 2,   /* an automatic reply, proven */
       AUTO = 1 << 3,    /* doubt: from a machine */
       LIST = 1 << 4,    /* doubt */
       BOUNCE = 1 << 5,  /* proven */
       LOOP = 1 << 6,    /* doubt: From is our own address */
       OWN = 1 << 7,     /* proven: it has our signature */
       PERHAPS = 1 << 8, /* doubt: words like those of a delivery report */
       QUIET = 1 << 9,   /* doubt: from a person, with X-Auto-Response-Suppress */
       N_CLASSES = 10,
       DOUBTED = MAYBE | AUTO | LIST | LOOP | PERHAPS | QUIET,
       ANY_CLASS = (1 << 10) - 1,
};
enum { /* how it names the ticket */
       NONE = 1 << EVIDENCE_NONE,
       SIGNED = 1 << EVIDENCE_SIGNED,
       THREAD = 1 << EVIDENCE_THREAD,
       SUBJECT = 1 << EVIDENCE_SUBJECT,
       MENTION = 1 << EVIDENCE_MENTION,
       RETURNS = 1 << EVIDENCE_RETURNED, /* only a proven delivery report does */
       N_EVIDENCES = 6,
       REFERS = SIGNED | THREAD | SUBJECT,
       NAMES_IT = REFERS | RETURNS,
       OTHER_EVIDENCE = NONE | MENTION | REFERS,
       ANY_EVIDENCE = (1 << 6) - 1,
};
enum { /* the sender */
       DENIED = 1 << 0,
       STRANGER = 1 << 1,
       VERIFIED = 1 << 2, /* proven, but not a participant */
       PARTICIPANT = 1 << 3,
       PROVEN = 1 << 4, /* a proven participant */
       N_STANDINGS = 5,
       OUTSIDE = STRANGER | VERIFIED,
       INSIDE = PARTICIPANT | PROVEN,
       ANYONE = OUTSIDE | INSIDE,
       ANY_STANDING = DENIED | ANYONE,
};
enum { /* the ticket */
       NO_TICKET = 1 << TICKET_NONE,
       UNKNOWN = 1 << TICKET_NOT_FOUND,
       OPEN = 1 << TICKET_OPEN,
       RESOLVED = 1 << TICKET_RESOLVED,
       CLOSED = 1 << TICKET_CLOSED,
       N_STATES = 5,
       LOST = UNKNOWN | CLOSED,
       ANY_STATE = (1 << 5) - 1,
};
enum { /* first line of the mail */
       PLAIN = 1 << COMMAND_NONE,
       CLOSE = 1 << COMMAND_CLOSE,
       REOPEN = 1 << COMMAND_REOPEN,
       N_COMMANDS = 3,
       ANY_COMMAND = (1 << 3) - 1,
};

typedef enum { SILENT, REPLIED } Answered;
typedef enum {
    NAMES_NOTHING,
    NAMES_OLD, /* the new ticket names the number */
    TELLS_OLD, /* ... and the sender is told so */
} Naming;

typedef struct {
    guint classes, evidences, standings, states, commands;
    DecisionKind kind;
    Answered answered;
    Naming naming;
} Row;

#define END                                                                                        \
    {                                                                                              \
        0, 0, 0, 0, 0, DECISION_IGNORE, SILENT, NAMES_NOTHING                                      \
    }

/* clang-format off */
static const Row as_it_comes[] = {
    /* class             evidence      sender        ticket         first line     decision          sender   new ticket */
    /* mail that never becomes a ticket; a comment if a mail of ours came back for good */
    {OWN,                ANY_EVIDENCE, ANY_STANDING, ANY_STATE,     ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    {BOUNCE,             RETURNS,      ANY_STANDING, OPEN|RESOLVED, ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {BOUNCE,             RETURNS,      ANY_STANDING, LOST,          ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    {BOUNCE,             OTHER_EVIDENCE,
                                       ANY_STANDING, ANY_STATE,     ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    {HUMAN | REPLY | DOUBTED,
                         ANY_EVIDENCE, DENIED,       ANY_STATE,     ANY_COMMAND,   DECISION_REJECT,  SILENT,  NAMES_NOTHING},
    /* automatic replies change no state and get no confirmation */
    {REPLY,              REFERS,       ANYONE,       OPEN|RESOLVED, ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {REPLY,              ANY_EVIDENCE, ANYONE,       NO_TICKET|LOST,ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    /* new requests */
    {HUMAN,              NONE,         ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_NOTHING},
    {HUMAN,              MENTION,      ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_OLD},
    {DOUBTED,            NONE,         ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_NOTHING},
    {DOUBTED,            MENTION,      ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    /* tickets that are closed for good, or do not exist: only a participant is told so */
    {HUMAN,              REFERS,       OUTSIDE,      LOST,          ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_OLD},
    {HUMAN,              REFERS,       INSIDE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  REPLIED, TELLS_OLD},
    {DOUBTED,            REFERS,       OUTSIDE,      LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {DOUBTED,            REFERS,       INSIDE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  TELLS_OLD},
    /* open tickets: only a resolved ticket can be closed or reopened */
    {HUMAN,              REFERS,       ANYONE,       OPEN,          ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {DOUBTED,            REFERS,       ANYONE,       OPEN|RESOLVED, ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    /* resolved tickets: a proven participant decides, others comment */
    {HUMAN,              REFERS,       OUTSIDE | PARTICIPANT,
                                                     RESOLVED,      ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {HUMAN,              REFERS,       PROVEN,       RESOLVED,      PLAIN | REOPEN,DECISION_REOPEN,  REPLIED, NAMES_NOTHING},
    {HUMAN,              REFERS,       PROVEN,       RESOLVED,      CLOSE,         DECISION_CLOSE,   REPLIED, NAMES_NOTHING},
    END,
};

/* comment = participants: what is not permitted looks the same for every ticket, even for one that
 * does not exist */
static const Row comment_participants[] = {
    {REPLY,              THREAD | SUBJECT, OUTSIDE,  OPEN|RESOLVED, ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    {HUMAN,              THREAD | SUBJECT, OUTSIDE,  OPEN|RESOLVED, ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_OLD},
    {DOUBTED,            THREAD | SUBJECT, OUTSIDE,  OPEN|RESOLVED, ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    END,
};
static const Row comment_participants_ignore[] = {
    {REPLY,              THREAD | SUBJECT, OUTSIDE,  OPEN|RESOLVED, ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    {HUMAN | DOUBTED,    THREAD | SUBJECT, OUTSIDE,  ANY_STATE,     ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    END,
};
static const Row comment_participants_reject[] = {
    {REPLY,              THREAD | SUBJECT, OUTSIDE,  OPEN|RESOLVED, ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    {HUMAN | DOUBTED,    THREAD | SUBJECT, OUTSIDE,  ANY_STATE,     ANY_COMMAND,   DECISION_REJECT,  SILENT,  NAMES_NOTHING},
    END,
};
/* comment = verified: a participant must be proven, too */
static const Row comment_verified_reject[] = {
    {REPLY,              THREAD | SUBJECT, OUTSIDE | PARTICIPANT,
                                                     OPEN|RESOLVED, ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    {HUMAN | DOUBTED,    THREAD | SUBJECT, OUTSIDE | PARTICIPANT,
                                                     ANY_STATE,     ANY_COMMAND,   DECISION_REJECT,  SILENT,  NAMES_NOTHING},
    END,
};
static const Row close_participants[] = {
    {HUMAN,              REFERS,       PARTICIPANT,  RESOLVED,      CLOSE,         DECISION_CLOSE,   REPLIED, NAMES_NOTHING},
    END,
};
static const Row close_anyone[] = {
    {HUMAN,              REFERS,       OUTSIDE | PARTICIPANT,
                                                     RESOLVED,      CLOSE,         DECISION_CLOSE,   REPLIED, NAMES_NOTHING},
    END,
};
static const Row reopen_participants[] = {
    {HUMAN,              REFERS,       PARTICIPANT,  RESOLVED,      PLAIN | REOPEN,DECISION_REOPEN,  REPLIED, NAMES_NOTHING},
    END,
};
static const Row reopen_anyone[] = {
    {HUMAN,              REFERS,       OUTSIDE | PARTICIPANT,
                                                     RESOLVED,      PLAIN | REOPEN,DECISION_REOPEN,  REPLIED, NAMES_NOTHING},
    END,
};
/* resolved = comment, new: the command still reopens */
static const Row resolved_comment[] = {
    {HUMAN,              REFERS,       PROVEN,       RESOLVED,      PLAIN,         DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    END,
};
static const Row resolved_new[] = {
    {HUMAN,              REFERS,       OUTSIDE,      RESOLVED,      PLAIN,         DECISION_CREATE,  REPLIED, NAMES_OLD},
    {HUMAN,              REFERS,       INSIDE,       RESOLVED,      PLAIN,         DECISION_CREATE,  REPLIED, TELLS_OLD},
    END,
};
static const Row auto_reply_ignore[] = {
    {REPLY,              REFERS,       ANYONE,       OPEN|RESOLVED, ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    END,
};
/* bounce = ignore, and a ticket that was told before that mail to this person comes back */
static const Row bounce_ignore[] = {
    {BOUNCE,             RETURNS,      ANY_STANDING, OPEN|RESOLVED, ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    END,
};
/* bounce = create: a report is treated like other mail from a machine */
static const Row bounce_create[] = {
    {BOUNCE,             ANY_EVIDENCE, DENIED,       ANY_STATE,     ANY_COMMAND,   DECISION_REJECT,  SILENT,  NAMES_NOTHING},
    {BOUNCE,             NONE,         ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_NOTHING},
    {BOUNCE,             MENTION,      ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {BOUNCE,             NAMES_IT,      OUTSIDE,      LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {BOUNCE,             NAMES_IT,      INSIDE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  TELLS_OLD},
    {BOUNCE,             NAMES_IT,      ANYONE,       OPEN|RESOLVED, ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    END,
};
static const Row denied_ignore[] = {
    {HUMAN | REPLY | DOUBTED,
                         ANY_EVIDENCE, DENIED,       ANY_STATE,     ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    END,
};
static const Row on_comment[] = {
    {HUMAN,              REFERS,       ANYONE,       OPEN,          ANY_COMMAND,   DECISION_COMMENT, REPLIED, NAMES_NOTHING},
    {HUMAN,              REFERS,       OUTSIDE | PARTICIPANT,
                                                     RESOLVED,      ANY_COMMAND,   DECISION_COMMENT, REPLIED, NAMES_NOTHING},
    END,
};
static const Row on_refusal[] = {
    {HUMAN,              ANY_EVIDENCE, DENIED,       ANY_STATE,     ANY_COMMAND,   DECISION_REJECT,  REPLIED, NAMES_NOTHING},
    END,
};
static const Row reply_off[] = {
    {HUMAN,              NONE,         ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_NOTHING},
    {HUMAN,              MENTION,      ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {HUMAN,              REFERS,       OUTSIDE,      LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {HUMAN,              REFERS,       INSIDE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  TELLS_OLD},
    {HUMAN,              REFERS,       PROVEN,       RESOLVED,      PLAIN | REOPEN,DECISION_REOPEN,  SILENT,  NAMES_NOTHING},
    {HUMAN,              REFERS,       PROVEN,       RESOLVED,      CLOSE,         DECISION_CLOSE,   SILENT,  NAMES_NOTHING},
    END,
};
/* the budgets, with a ticket that takes a storm: nothing is lost, and nobody is told */
static const Row tickets_spent[] = {
    {HUMAN | DOUBTED,    NONE|MENTION, ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {HUMAN | DOUBTED,    REFERS,       ANYONE,       LOST,          ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    END,
};
static const Row reopenings_spent[] = {
    {HUMAN,              REFERS,       PROVEN,       RESOLVED,      PLAIN | REOPEN,DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    END,
};
/* a ticket system without operations to close or reopen */
static const Row no_close[] = {
    {HUMAN,              REFERS,       PROVEN,       OPEN|RESOLVED, CLOSE,         DECISION_COMMENT, REPLIED, NAMES_NOTHING},
    END,
};
static const Row no_reopen[] = {
    {HUMAN,              REFERS,       PROVEN,       RESOLVED,      PLAIN,         DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {HUMAN,              REFERS,       PROVEN,       OPEN|RESOLVED, REOPEN,        DECISION_COMMENT, REPLIED, NAMES_NOTHING},
    END,
};
/* a mail to two addresses that both lead to the same ticket */
static const Row on_ticket[] = {
    {HUMAN | DOUBTED,    REFERS,       ANYONE,       ANY_STATE,     ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    END,
};
/* the operator delivers ignored mail: no sign and no refusal ignores it again */
static const Row wanted[] = {
    {REPLY | BOUNCE,     NONE,         ANY_STANDING, NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_NOTHING},
    {REPLY | BOUNCE,     MENTION,      ANY_STANDING, NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {REPLY | BOUNCE,     NAMES_IT,     DENIED | OUTSIDE,
                                                     LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {REPLY | BOUNCE,     NAMES_IT,     INSIDE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  TELLS_OLD},
    {REPLY | BOUNCE,     NAMES_IT,     ANY_STANDING, OPEN|RESOLVED, ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {DOUBTED,            NONE,         DENIED,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_NOTHING},
    {DOUBTED,            MENTION,      DENIED,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {DOUBTED,            REFERS,       DENIED,       LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {DOUBTED,            REFERS,       DENIED,       OPEN|RESOLVED, ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {HUMAN,              NONE,         DENIED,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_NOTHING},
    {HUMAN,              MENTION,      DENIED,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_OLD},
    {HUMAN,              REFERS,       DENIED,       LOST,          ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_OLD},
    {HUMAN,              REFERS,       DENIED,       OPEN|RESOLVED, ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {OWN,                NONE,         ANY_STANDING, NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_NOTHING},
    {OWN,                MENTION,      ANY_STANDING, NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_OLD},
    {OWN,                REFERS,       DENIED | OUTSIDE,
                                                     LOST,          ANY_COMMAND,   DECISION_CREATE,  REPLIED, NAMES_OLD},
    {OWN,                REFERS,       INSIDE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  REPLIED, TELLS_OLD},
    {OWN,                REFERS,       ANY_STANDING, OPEN,          ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {OWN,                REFERS,       DENIED | OUTSIDE | PARTICIPANT,
                                                     RESOLVED,      ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    {OWN,                REFERS,       PROVEN,       RESOLVED,      PLAIN | REOPEN,DECISION_REOPEN,  REPLIED, NAMES_NOTHING},
    {OWN,                REFERS,       PROVEN,       RESOLVED,      CLOSE,         DECISION_CLOSE,   REPLIED, NAMES_NOTHING},
    END,
};
/* a mail that fails DMARC: nobody is told anything, and it gives no rights */
static const Row forged_ticket[] = {
    {HUMAN,              NONE,         ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_NOTHING},
    {HUMAN,              MENTION,      ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {HUMAN,              REFERS,       ANYONE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {DOUBTED,            REFERS,       INSIDE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {HUMAN,              REFERS,       PROVEN,       RESOLVED,      ANY_COMMAND,   DECISION_COMMENT, SILENT,  NAMES_NOTHING},
    END,
};
static const Row forged_ignore[] = {
    {HUMAN | REPLY | DOUBTED,
                         ANY_EVIDENCE, ANY_STANDING, ANY_STATE,     ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    END,
};
static const Row forged_reject[] = {
    {HUMAN | REPLY | DOUBTED,
                         ANY_EVIDENCE, ANY_STANDING, ANY_STATE,     ANY_COMMAND,   DECISION_REJECT,  SILENT,  NAMES_NOTHING},
    END,
};
static const Row forged_comment_participants[] = {
    {REPLY,              REFERS,       ANYONE,       OPEN|RESOLVED, ANY_COMMAND,   DECISION_IGNORE,  SILENT,  NAMES_NOTHING},
    {HUMAN,              NONE,         ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_NOTHING},
    {HUMAN,              MENTION,      ANYONE,       NO_TICKET,     ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {HUMAN | DOUBTED,    REFERS,       ANYONE,       OPEN|RESOLVED, ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {HUMAN,              REFERS,       ANYONE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    {DOUBTED,            REFERS,       INSIDE,       LOST,          ANY_COMMAND,   DECISION_CREATE,  SILENT,  NAMES_OLD},
    END,
};
/* clang-format on */

/* ---- settings ---- */

static char *resolved_words[] = {(char *)"Resolved", NULL};
static char *closed_words[] = {(char *)"Closed", (char *)"Finished", NULL};

static char *trusted_servers[] = {(char *)"mx.desk.example", NULL};

static const Config default_config = {
    .authserv_ids = trusted_servers,
    .mail_from = (char *)"support@desk.example",
    .is_reply_on = TRUE,
    .resolved_states = resolved_words,
    .closed_states = closed_words,
    .policy_comment = CONFIG_WHO_ANYONE,
    .policy_close = CONFIG_WHO_VERIFIED,
    .policy_reopen = CONFIG_WHO_VERIFIED,
    .policy_resolved = CONFIG_RESOLVED_REOPEN,
    .policy_unpermitted = CONFIG_UNPERMITTED_NEW,
    .policy_auto_reply = CONFIG_AUTO_REPLY_COMMENT,
    .policy_bounce = CONFIG_BOUNCE_COMMENT,
    .policy_denied = CONFIG_DENIED_REJECT,
};

typedef struct {
    const char *name;
    const Row *changes;
    int who[3];      /* comment, close, reopen: 1 + ConfigWho; 0: default */
    int resolved;    /* 1 + ConfigResolved */
    int unpermitted; /* 1 + ConfigUnpermitted */
    gboolean auto_reply_ignore, denied_ignore;
    int bounce; /* 1 + ConfigBounce */
    gboolean on_comment, on_refusal, reply_off;
    ConfigForged forged;
    PolicyFacts spent;
} Setting;

static const Setting settings[] = {
    {.name = "comment = participants",
     .changes = comment_participants,
     .who = {1 + CONFIG_WHO_PARTICIPANTS}},
    {.name = "comment = participants, unpermitted = ignore",
     .changes = comment_participants_ignore,
     .who = {1 + CONFIG_WHO_PARTICIPANTS},
     .unpermitted = 1 + CONFIG_UNPERMITTED_IGNORE},
    {.name = "comment = participants, unpermitted = reject",
     .changes = comment_participants_reject,
     .who = {1 + CONFIG_WHO_PARTICIPANTS},
     .unpermitted = 1 + CONFIG_UNPERMITTED_REJECT},
    {.name = "comment = verified, unpermitted = reject",
     .changes = comment_verified_reject,
     .who = {1 + CONFIG_WHO_VERIFIED},
     .unpermitted = 1 + CONFIG_UNPERMITTED_REJECT},
    {.name = "close = participants",
     .changes = close_participants,
     .who = {0, 1 + CONFIG_WHO_PARTICIPANTS}},
    {.name = "close = anyone", .changes = close_anyone, .who = {0, 1 + CONFIG_WHO_ANYONE}},
    {.name = "reopen = participants",
     .changes = reopen_participants,
     .who = {0, 0, 1 + CONFIG_WHO_PARTICIPANTS}},
    {.name = "reopen = anyone", .changes = reopen_anyone, .who = {0, 0, 1 + CONFIG_WHO_ANYONE}},
    {.name = "resolved = comment",
     .changes = resolved_comment,
     .resolved = 1 + CONFIG_RESOLVED_COMMENT},
    {.name = "resolved = new", .changes = resolved_new, .resolved = 1 + CONFIG_RESOLVED_NEW},
    {.name = "auto_reply = ignore", .changes = auto_reply_ignore, .auto_reply_ignore = TRUE},
    {.name = "bounce = create", .changes = bounce_create, .bounce = 1 + CONFIG_BOUNCE_CREATE},
    {.name = "bounce = ignore", .changes = bounce_ignore, .bounce = 1 + CONFIG_BOUNCE_IGNORE},
    {.name = "a mail that came back, told before",
     .changes = bounce_ignore,
     .spent = {.is_return_told = TRUE}},
    {.name = "denied = ignore", .changes = denied_ignore, .denied_ignore = TRUE},
    {.name = "on_comment = yes", .changes = on_comment, .on_comment = TRUE},
    {.name = "on_refusal = yes", .changes = on_refusal, .on_refusal = TRUE},
    {.name = "reply = no", .changes = reply_off, .reply_off = TRUE},
    {.name = "tickets spent",
     .changes = tickets_spent,
     .spent = {.is_create_spent = TRUE, .storm_ticket = "INC0000009"}},
    {.name = "reopenings spent", .changes = reopenings_spent, .spent = {.is_reopen_spent = TRUE}},
    {.name = "cannot close", .changes = no_close, .spent = {.cannot_close = TRUE}},
    {.name = "cannot reopen", .changes = no_reopen, .spent = {.cannot_reopen = TRUE}},
    {.name = "fails DMARC", .changes = forged_ticket, .spent = {.is_forged = TRUE}},
    {.name = "fails DMARC, forged = ignore",
     .changes = forged_ignore,
     .forged = CONFIG_FORGED_IGNORE,
     .spent = {.is_forged = TRUE}},
    {.name = "fails DMARC, forged = reject, on_refusal = yes",
     .changes = forged_reject,
     .forged = CONFIG_FORGED_REJECT,
     .on_refusal = TRUE,
     .spent = {.is_forged = TRUE}},
    {.name = "fails DMARC, comment = participants",
     .changes = forged_comment_participants,
     .who = {1 + CONFIG_WHO_PARTICIPANTS},
     .spent = {.is_forged = TRUE}},
    {.name = "on the ticket by another route",
     .changes = on_ticket,
     .spent = {.is_on_ticket = TRUE}},
    {.name = "wanted by the operator", .changes = wanted, .spent = {.is_wanted = TRUE}},
};

static Config
config_for(const Setting *setting)
{
    Config config = default_config;
    if (setting->who[0] > 0)
        config.policy_comment = (ConfigWho)(setting->who[0] - 1);
    if (setting->who[1] > 0)
        config.policy_close = (ConfigWho)(setting->who[1] - 1);
    if (setting->who[2] > 0)
        config.policy_reopen = (ConfigWho)(setting->who[2] - 1);
    if (setting->resolved > 0)
        config.policy_resolved = (ConfigResolved)(setting->resolved - 1);
    if (setting->unpermitted > 0)
        config.policy_unpermitted = (ConfigUnpermitted)(setting->unpermitted - 1);
    if (setting->auto_reply_ignore)
        config.policy_auto_reply = CONFIG_AUTO_REPLY_IGNORE;
    if (setting->bounce > 0)
        config.policy_bounce = (ConfigBounce)(setting->bounce - 1);
    if (setting->denied_ignore)
        config.policy_denied = CONFIG_DENIED_IGNORE;
    config.is_reply_on_comment = setting->on_comment;
    config.is_reply_on_refusal = setting->on_refusal;
    config.is_reply_on = !setting->reply_off;
    config.policy_forged = setting->forged;
    return config;
}

/* ---- combinations ---- */

typedef struct {
    guint mail_class, evidence, standing, state, command; /* one bit each */
} Combination;

static gboolean
is_in_row(const Row *row, const Combination *one)
{
    return (row->classes & one->mail_class) && (row->evidences & one->evidence) &&
           (row->standings & one->standing) && (row->states & one->state) &&
           (row->commands & one->command);
}

/* What is impossible: a ticket without a reference, and so on. */
static gboolean
is_possible(const Combination *one)
{
    gboolean refers = (one->evidence & NAMES_IT) != 0;
    if (one->evidence == RETURNS && one->mail_class != BOUNCE)
        return FALSE;
    if (refers == (one->state == NO_TICKET))
        return FALSE;
    if (!refers && (one->standing & INSIDE))
        return FALSE;
    /* A signature proves who the sender is. */
    return one->evidence != SIGNED || (one->standing & (DENIED | VERIFIED | PROVEN));
}

/* The next possible combination; FALSE after the last. `number` starts at 0. */
static gboolean
next_combination(guint *number, Combination *one)
{
    const guint total = N_CLASSES * N_EVIDENCES * N_STANDINGS * N_STATES * N_COMMANDS;
    while (*number < total) {
        guint rest = (*number)++;
        one->mail_class = 1U << rest % N_CLASSES;
        rest /= N_CLASSES;
        one->evidence = 1U << rest % N_EVIDENCES;
        rest /= N_EVIDENCES;
        one->standing = 1U << rest % N_STANDINGS;
        rest /= N_STANDINGS;
        one->state = 1U << rest % N_STATES;
        rest /= N_STATES;
        one->command = 1U << rest;
        if (is_possible(one))
            return TRUE;
    }
    return FALSE;
}

static guint
bit_number(guint bit)
{
    guint number = 0;
    while (bit >> number != 1)
        number++;
    return number;
}

static Letter *
letter_for(const Combination *one)
{
    static const struct {
        LetterClass mail_class;
        LetterStrength strength;
    } classes[N_CLASSES] = {
        {LETTER_CLASS_HUMAN, LETTER_STRENGTH_NOTHING},
        {LETTER_CLASS_AUTO_REPLY, LETTER_STRENGTH_DOUBT},
        {LETTER_CLASS_AUTO_REPLY, LETTER_STRENGTH_PROOF},
        {LETTER_CLASS_AUTO_GENERATED, LETTER_STRENGTH_DOUBT},
        {LETTER_CLASS_LIST, LETTER_STRENGTH_DOUBT},
        {LETTER_CLASS_BOUNCE, LETTER_STRENGTH_PROOF},
        {LETTER_CLASS_LOOP, LETTER_STRENGTH_DOUBT},
        {LETTER_CLASS_HUMAN, LETTER_STRENGTH_NOTHING},
        {LETTER_CLASS_BOUNCE, LETTER_STRENGTH_DOUBT},
        {LETTER_CLASS_HUMAN, LETTER_STRENGTH_DOUBT},
    };
    Letter *letter = letter_new();
    LetterAddress *from = g_new0(LetterAddress, 1);
    from->address = g_strdup("user@customer.example");
    g_ptr_array_add(letter->from, from);
    letter->mail_class = classes[bit_number(one->mail_class)].mail_class;
    letter->class_strength = classes[bit_number(one->mail_class)].strength;
    g_free(letter->class_reason);
    letter->class_reason = g_strdup("a sign");
    return letter;
}

static Decision *
decide(const Config *config, const Combination *one, const PolicyFacts *spent)
{
    g_autoptr(Letter) letter = letter_for(one);
    PolicyFacts facts = *spent;
    if (facts.is_forged)
        g_ptr_array_add(letter->authentication_results, g_strdup("mx.desk.example; dmarc=fail"));
    facts.evidence = bit_number(one->evidence);
    facts.state = bit_number(one->state);
    facts.ticket_number = one->evidence == NONE ? NULL : "INC0000007";
    facts.command = bit_number(one->command);
    facts.returned_to = one->evidence == RETURNS ? "user@customer.example" : NULL;
    facts.is_own_mail = one->mail_class == OWN;
    facts.is_denied = one->standing == DENIED;
    facts.is_participant = !facts.is_forged && (one->standing & INSIDE) != 0;
    facts.is_verified = !facts.is_forged && (one->standing & (VERIFIED | PROVEN)) != 0;
    return decision_make(config, letter, &facts);
}

static const Row *
find_row(const Row *rows, const Combination *one, const char *table)
{
    const Row *found = NULL;
    for (const Row *row = rows; row->classes != 0; row++) {
        if (!is_in_row(row, one))
            continue;
        if (found != NULL)
            fail_msg("%s: rows %td and %td overlap", table, found - rows, row - rows);
        found = row;
    }
    return found;
}

static gboolean
is_as_in_row(const Decision *decision, const Row *row)
{
    Naming naming = decision->named_ticket == NULL ? NAMES_NOTHING
                    : decision->is_follow_up       ? TELLS_OLD
                                                   : NAMES_OLD;
    return decision->kind == row->kind && decision->is_reply_due == (row->answered == REPLIED) &&
           naming == row->naming;
}

static void
assert_row(const Decision *decision, const Row *row, const char *table, const Combination *one)
{
    if (!is_as_in_row(decision, row))
        fail_msg(
            "%s: class 1<<%u evidence %s standing 1<<%u state %u command %u: %s, reply %d (%s), "
            "names %s%s (%s)",
            table, bit_number(one->mail_class), decision_evidence_name(bit_number(one->evidence)),
            bit_number(one->standing), bit_number(one->state), bit_number(one->command),
            decision_kind_name(decision->kind), decision->is_reply_due, decision->reply_reason,
            decision->named_ticket, decision->is_follow_up ? ", told" : "", decision->reason);
    assert_true(decision->reason != NULL && *decision->reason != '\0');
    assert_true(decision->reply_reason != NULL && *decision->reply_reason != '\0');
}

static void
the_policy_as_it_comes(void **state)
{
    (void)state;
    Combination one;
    guint hits[G_N_ELEMENTS(as_it_comes)] = {0};
    for (guint number = 0; next_combination(&number, &one);) {
        const Row *row = find_row(as_it_comes, &one, "as it comes");
        if (row == NULL)
            fail_msg("no row for class 1<<%u evidence %u standing 1<<%u state %u command %u",
                     bit_number(one.mail_class), bit_number(one.evidence), bit_number(one.standing),
                     bit_number(one.state), bit_number(one.command));
        hits[row - as_it_comes]++;
        g_autoptr(Decision) decision = decide(&default_config, &one, &(PolicyFacts){0});
        assert_row(decision, row, "as it comes", &one);
        gboolean is_update = decision->kind == DECISION_COMMENT ||
                             decision->kind == DECISION_CLOSE || decision->kind == DECISION_REOPEN;
        assert_int_equal(g_strcmp0(decision->ticket_number, is_update ? "INC0000007" : NULL), 0);
    }
    for (guint i = 0; i + 1 < G_N_ELEMENTS(as_it_comes); i++)
        if (hits[i] == 0)
            fail_msg("row %u is never used", i);
}

/* The most rows that a setting may have. */
#define MOST_ROWS 64

static guint
row_index(const Setting *setting, const Row *row)
{
    guint index = (guint)(row - setting->changes);
    assert_true(index < MOST_ROWS);
    return index;
}

static void
what_each_setting_changes(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
        const Setting *setting = &settings[i];
        Config config = config_for(setting);
        guint changes[MOST_ROWS] = {0};
        Combination one;
        for (guint number = 0; next_combination(&number, &one);) {
            const Row *usual = find_row(as_it_comes, &one, "as it comes");
            const Row *row = find_row(setting->changes, &one, setting->name);
            g_autoptr(Decision) decision = decide(&config, &one, &setting->spent);
            assert_row(decision, row != NULL ? row : usual, setting->name, &one);
            if (row != NULL && !is_as_in_row(decision, usual))
                changes[row_index(setting, row)]++;
        }
        for (guint j = 0; setting->changes[j].classes != 0; j++)
            if (changes[j] == 0)
                fail_msg("%s: row %u changes nothing", setting->name, j);
    }
}

static void
a_storm_without_a_ticket_to_take_it_loses_nothing(void **state)
{
    (void)state;
    const Combination one = {HUMAN, NONE, STRANGER, NO_TICKET, PLAIN};
    g_autoptr(Decision) none =
        decide(&default_config, &one, &(PolicyFacts){.is_create_spent = TRUE});
    assert_int_equal(none->kind, DECISION_CREATE);
    g_autoptr(Decision) some =
        decide(&default_config, &one,
               &(PolicyFacts){.is_create_spent = TRUE, .storm_ticket = "INC0000009"});
    assert_true(some->is_storm);
    assert_string_equal(some->ticket_number, "INC0000009");
}

static void
a_storm_is_not_confirmed_one_by_one(void **state)
{
    (void)state;
    Config config = default_config;
    config.is_reply_on_comment = TRUE;
    const Combination one = {HUMAN, NONE, STRANGER, NO_TICKET, PLAIN};
    g_autoptr(Decision) storm = decide(
        &config, &one, &(PolicyFacts){.is_create_spent = TRUE, .storm_ticket = "INC0000009"});
    assert_int_equal(storm->kind, DECISION_COMMENT);
    assert_false(storm->is_reply_due);
}

/* This also limits what the ticket of a storm takes, so a loop that names no ticket ends. */
static void
a_comment_too_many_is_a_flood(void **state)
{
    (void)state;
    const Combination answer = {HUMAN, SUBJECT, STRANGER, OPEN, PLAIN};
    const Combination matter = {HUMAN, NONE, STRANGER, NO_TICKET, PLAIN};
    g_autoptr(Decision) flood =
        decide(&default_config, &answer, &(PolicyFacts){.is_comment_spent = TRUE});
    assert_int_equal(flood->kind, DECISION_IGNORE);
    assert_true(flood->is_flood);
    assert_non_null(flood->ticket_number);
    assert_false(flood->is_reply_due);
    g_autoptr(Decision) storm = decide(&default_config, &matter,
                                       &(PolicyFacts){.is_create_spent = TRUE,
                                                      .storm_ticket = "INC0000009",
                                                      .is_comment_spent = TRUE});
    assert_true(storm->is_flood);
    g_autoptr(Decision) create =
        decide(&default_config, &matter, &(PolicyFacts){.is_comment_spent = TRUE});
    assert_int_equal(create->kind, DECISION_CREATE);
}

static void
the_ticket_system_itself_is_ignored(void **state)
{
    (void)state;
    const Combination one = {HUMAN, SUBJECT, STRANGER, OPEN, PLAIN};
    g_autoptr(Decision) decision =
        decide(&default_config, &one, &(PolicyFacts){.is_ticket_system = TRUE});
    assert_int_equal(decision->kind, DECISION_IGNORE);
    assert_false(decision->is_flood);
}

static void
states_are_the_providers_words(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        TicketState state;
    } rows[] = {{"Resolved", TICKET_RESOLVED},
                {"resolved", TICKET_RESOLVED},
                {"Finished", TICKET_CLOSED},
                {"CLOSED", TICKET_CLOSED},
                {"New", TICKET_OPEN},
                {"anything", TICKET_OPEN},
                {"", TICKET_OPEN},
                {NULL, TICKET_OPEN}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(decision_ticket_state(&default_config, rows[i].word), rows[i].state);
}

/* A mail with our own signature does not count as spam, whatever a filter says. */
static void
spam_is_taken_or_ignored(void **state)
{
    static const struct {
        ConfigSpam policy;
        TicketEvidence evidence;
        DecisionKind kind;
    } rows[] = {
        {CONFIG_SPAM_CREATE, EVIDENCE_NONE, DECISION_CREATE},
        {CONFIG_SPAM_IGNORE, EVIDENCE_NONE, DECISION_IGNORE},
        {CONFIG_SPAM_IGNORE, EVIDENCE_SUBJECT, DECISION_IGNORE},
        {CONFIG_SPAM_IGNORE, EVIDENCE_THREAD, DECISION_IGNORE},
        {CONFIG_SPAM_IGNORE, EVIDENCE_SIGNED, DECISION_COMMENT},
    };
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Config config = default_config;
        config.policy_spam = rows[i].policy;
        config.routes = routes;
        gboolean has_ticket = rows[i].evidence != EVIDENCE_NONE;
        const PolicyFacts facts = {.evidence = rows[i].evidence,
                                   .state = has_ticket ? TICKET_OPEN : TICKET_NONE,
                                   .ticket_number = has_ticket ? "INC0000001" : NULL};
        g_autoptr(Letter) letter = letter_new();
        letter->spam_mark = g_strdup("X-Spam-Flag: YES");
        g_autoptr(Decision) decision = decision_make(&config, letter, &facts);
        assert_int_equal(decision->kind, rows[i].kind);
        assert_false(decision->is_reply_due);
        if (decision->kind == DECISION_IGNORE)
            assert_string_equal(decision->reason, "marked as spam (X-Spam-Flag: YES)");
    }
}

/* ---- the manual ---- */

/* A set of values of a column, in the words of the manual. */
typedef struct {
    guint set;
    const char *words;
} Phrase;

static const Phrase class_phrases[] = {
    {OWN, "a mail of ours (proof)"},
    {BOUNCE, "a delivery report (proof)"},
    {REPLY, "an automatic reply (proof)"},
    {HUMAN, "a person's"},
    {DOUBTED, "one in doubt"},
    {HUMAN | REPLY | DOUBTED, "any other"},
};
static const Phrase evidence_phrases[] = {
    {ANY_EVIDENCE, "-"},
    {OTHER_EVIDENCE, "-"},
    {RETURNS, "a mail of ours that came back for good"},
    {NONE, "no ticket"},
    {MENTION, "no ticket, but forwards a subject with one"},
    {REFERS, "a ticket"},
};
static const Phrase standing_phrases[] = {
    {ANY_STANDING, "-"},
    {ANYONE, "-"},
    {DENIED, "is refused by *allow* or *deny*"},
    {OUTSIDE, "takes no part in it"},
    {INSIDE, "takes part in it"},
    {OUTSIDE | PARTICIPANT, "takes no part in it, or is not proven"},
    {PROVEN, "takes part in it, proven"},
};
static const Phrase state_phrases[] = {
    {ANY_STATE, "-"},
    {NO_TICKET, "-"},
    {OPEN, "open"},
    {RESOLVED, "resolved"},
    {OPEN | RESOLVED, "open or resolved"},
    {LOST, "closed, or does not exist"},
    {NO_TICKET | LOST, "none, closed, or does not exist"},
};
static const Phrase command_phrases[] = {
    {ANY_COMMAND, "-"},
    {PLAIN | REOPEN, "anything but *close_words*"},
    {CLOSE, "of *close_words*"},
};

#define PHRASE(set, phrases) phrase_of(set, phrases, G_N_ELEMENTS(phrases))

static const char *
phrase_of(guint set, const Phrase *phrases, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (phrases[i].set == set)
            return phrases[i].words;
    fail_msg("the manual has no words for the set %x", set);
    return "";
}

static const char *
outcome_of(const Row *row)
{
    static const char *const outcomes[] = {
        [DECISION_CREATE] = "a new ticket",
        [DECISION_COMMENT] = "a comment",
        [DECISION_CLOSE] = "a comment that closes it",
        [DECISION_REOPEN] = "a comment that reopens it",
        [DECISION_IGNORE] = "ignored",
        [DECISION_REJECT] = "sent back",
    };
    if (row->naming == NAMES_NOTHING)
        return outcomes[row->kind];
    return row->naming == NAMES_OLD ? "a new ticket that names the number"
                                    : "a new ticket that names the number, as the sender is told";
}

static char *
manual_rows(void)
{
    GString *text = g_string_new(NULL);
    for (const Row *row = as_it_comes; row->classes != 0; row++)
        g_string_append_printf(
            text, "|  %s\n:  %s\n:  %s\n:  %s\n:  %s\n:  %s\n:  %s\n",
            PHRASE(row->classes, class_phrases), PHRASE(row->evidences, evidence_phrases),
            PHRASE(row->standings, standing_phrases), PHRASE(row->states, state_phrases),
            PHRASE(row->commands, command_phrases), outcome_of(row),
            row->answered == REPLIED ? "yes" : "no");
    return g_string_free(text, FALSE);
}

static void
the_manual_shows_the_policy_as_it_comes(void **state)
{
    (void)state;
    g_autofree char *rows = manual_rows();
    g_autofree char *manual = NULL;
    g_auto(GStrv) lines = g_strsplit(rows, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        print_message("# %s\n", *line);
    assert_true(g_file_get_contents(TEMPLATES "/../ticketgate.conf.5.scd", &manual, NULL, NULL));
    if (strstr(manual, rows) == NULL)
        fail_msg("ticketgate.conf.5.scd has to hold, under WHAT BECOMES OF A MAIL:\n%s", rows);
}

/* The ticket system lets no gateway close or reopen. Who could otherwise, is told that the desk was
 * asked; others hear nothing, as of every comment. */
static void
the_desk_is_asked_to_do_what_a_gateway_cannot(void **state)
{
    static const struct {
        MailCommand command;
        gboolean is_verified, is_on_comment;
        AskedOfDesk asked;
        const char *action;
    } rows[] = {
        {COMMAND_CLOSE, TRUE, FALSE, ASKED_CLOSE, "comment, close asked"},
        {COMMAND_REOPEN, TRUE, FALSE, ASKED_REOPEN, "comment, reopen asked"},
        {COMMAND_CLOSE, FALSE, FALSE, ASKED_NOTHING, "comment"},
        {COMMAND_CLOSE, FALSE, TRUE, ASKED_CLOSE, "comment, close asked"},
        {COMMAND_NONE, TRUE, FALSE, ASKED_NOTHING, "comment"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Config config = default_config;
        g_autoptr(Letter) letter = letter_new();
        LetterAddress *from = g_new0(LetterAddress, 1);
        const PolicyFacts facts = {.evidence = EVIDENCE_SUBJECT,
                                   .state = TICKET_OPEN,
                                   .ticket_number = "INC#34567890",
                                   .command = rows[i].command,
                                   .cannot_close = TRUE,
                                   .cannot_reopen = TRUE,
                                   .is_participant = TRUE,
                                   .is_verified = rows[i].is_verified};
        from->address = g_strdup("user@customer.example");
        g_ptr_array_add(letter->from, from);
        config.is_reply_on_comment = rows[i].is_on_comment;
        g_autoptr(Decision) decision = decision_make(&config, letter, &facts);
        Decision again = {.kind = DECISION_REJECT};
        assert_int_equal(decision->kind, DECISION_COMMENT);
        assert_int_equal(decision->asked, rows[i].asked);
        assert_int_equal(decision->is_reply_due, rows[i].asked != ASKED_NOTHING);
        assert_string_equal(decision_action_name(decision), rows[i].action);
        assert_true(decision_read_action(rows[i].action, &again));
        assert_int_equal(again.kind, DECISION_COMMENT);
        assert_int_equal(again.asked, rows[i].asked);
        assert_false(again.is_returned);
    }
    Decision none = {0};
    assert_false(decision_read_action("comment, something asked", &none));
    assert_false(decision_read_action(NULL, &none));
}

/* Within the budget of comments, and never confirmed. */
static void
a_mail_that_came_back_is_a_comment_of_its_own_kind(void **state)
{
    (void)state;
    Config config = default_config;
    config.is_reply_on_comment = TRUE;
    const Combination one = {BOUNCE, RETURNS, STRANGER, OPEN, PLAIN};
    g_autoptr(Decision) decision = decide(&config, &one, &(PolicyFacts){0});
    Decision again = {0};
    assert_int_equal(decision->kind, DECISION_COMMENT);
    assert_true(decision->is_returned);
    assert_false(decision->is_reply_due);
    assert_string_equal(decision_action_name(decision), "comment, mail returned");
    assert_true(decision_read_action("comment, mail returned", &again));
    assert_true(again.is_returned);
    assert_int_equal(again.kind, DECISION_COMMENT);
    assert_string_equal(decision->reason,
                        "a delivery report: our mail to user@customer.example about "
                        "INC0000007 came back ([policy] bounce)");
    g_autoptr(Decision) flood = decide(&config, &one, &(PolicyFacts){.is_comment_spent = TRUE});
    assert_true(flood->is_flood);
    assert_false(flood->is_returned);
    g_autoptr(Decision) told = decide(&config, &one, &(PolicyFacts){.is_return_told = TRUE});
    assert_int_equal(told->kind, DECISION_IGNORE);
    assert_false(told->is_flood);
    assert_false(told->is_returned);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manual_shows_the_policy_as_it_comes),
        cmocka_unit_test(spam_is_taken_or_ignored),
        cmocka_unit_test(the_desk_is_asked_to_do_what_a_gateway_cannot),
        cmocka_unit_test(a_mail_that_came_back_is_a_comment_of_its_own_kind),
        cmocka_unit_test(the_policy_as_it_comes),
        cmocka_unit_test(what_each_setting_changes),
        cmocka_unit_test(a_storm_without_a_ticket_to_take_it_loses_nothing),
        cmocka_unit_test(a_storm_is_not_confirmed_one_by_one),
        cmocka_unit_test(a_comment_too_many_is_a_flood),
        cmocka_unit_test(the_ticket_system_itself_is_ignored),
        cmocka_unit_test(states_are_the_providers_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
