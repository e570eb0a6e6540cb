/* decision.c - see decision.h. The order of the rules below is the policy;
 * tests/unit/gateway/policy/test_decision.c shows every combination. */
#include "gateway/policy/decision.h"

#include "gateway/policy/confirmation_recipient.h"
#include "gateway/policy/requester.h"

void
decision_free(Decision *decision)
{
    if (decision == NULL)
        return;
    g_free(decision->reason);
    g_free(decision->ticket_number);
    g_free(decision->named_ticket);
    g_free(decision->reply_reason);
    g_free(decision);
}

const char *
decision_kind_name(DecisionKind kind)
{
    static const char *const names[] = {
        [DECISION_CREATE] = "create", [DECISION_COMMENT] = "comment", [DECISION_CLOSE] = "close",
        [DECISION_REOPEN] = "reopen", [DECISION_IGNORE] = "ignore",   [DECISION_REJECT] = "reject",
    };
    return names[kind];
}

static const char *const asking_actions[] = {
    [ASKED_CLOSE] = "comment, close asked",
    [ASKED_REOPEN] = "comment, reopen asked",
};

#define RETURNED_ACTION "comment, mail returned"

const char *
decision_action_name(const Decision *decision)
{
    if (decision->is_returned)
        return RETURNED_ACTION;
    return decision->asked != ASKED_NOTHING ? asking_actions[decision->asked]
                                            : decision_kind_name(decision->kind);
}

gboolean
decision_read_action(const char *name, Decision *decision)
{
    decision->is_returned = g_strcmp0(name, RETURNED_ACTION) == 0;
    decision->asked = ASKED_NOTHING;
    decision->kind = DECISION_COMMENT;
    if (decision->is_returned)
        return TRUE;
    for (guint asked = ASKED_CLOSE; asked <= ASKED_REOPEN; asked++)
        if (g_strcmp0(asking_actions[asked], name) == 0) {
            decision->asked = asked;
            return TRUE;
        }
    for (guint kind = DECISION_CREATE; kind <= DECISION_REJECT; kind++)
        if (g_strcmp0(decision_kind_name(kind), name) == 0) {
            decision->kind = kind;
            return TRUE;
        }
    return FALSE;
}

const char *
decision_evidence_name(TicketEvidence evidence)
{
    static const char *const names[] = {
        [EVIDENCE_NONE] = "none",       [EVIDENCE_SIGNED] = "signed",
        [EVIDENCE_THREAD] = "thread",   [EVIDENCE_SUBJECT] = "subject",
        [EVIDENCE_MENTION] = "mention", [EVIDENCE_RETURNED] = "returned",
    };
    return names[evidence];
}

static gboolean
has_word(char *const *words, const char *word)
{
    for (guint i = 0; words != NULL && words[i] != NULL; i++)
        if (g_ascii_strcasecmp(words[i], word) == 0)
            return TRUE;
    return FALSE;
}

TicketState
decision_ticket_state(const Config *config, const char *state)
{
    if (state == NULL)
        return TICKET_OPEN;
    if (has_word(config->closed_states, state))
        return TICKET_CLOSED;
    if (has_word(config->resolved_states, state))
        return TICKET_RESOLVED;
    return TICKET_OPEN;
}

static Decision *
make_decision(DecisionKind kind, const char *ticket_number, char *reason)
{
    Decision *decision = g_new0(Decision, 1);
    decision->kind = kind;
    decision->reason = reason;
    if (kind == DECISION_CREATE)
        decision->named_ticket = g_strdup(ticket_number);
    else if (kind != DECISION_IGNORE && kind != DECISION_REJECT)
        decision->ticket_number = g_strdup(ticket_number);
    return decision;
}

static const char *
evidence_phrase(TicketEvidence evidence)
{
    static const char *const phrases[] = {
        [EVIDENCE_NONE] = "nothing",
        [EVIDENCE_SIGNED] = "a reference that we signed for this sender",
        [EVIDENCE_THREAD] = "the mail that it answers",
        [EVIDENCE_SUBJECT] = "the number in the subject",
        [EVIDENCE_MENTION] = "the subject that is forwarded",
        [EVIDENCE_RETURNED] = "the mail of ours that it returns",
    };
    return phrases[evidence];
}

/* Authentication alone gives no right to a ticket; being a participant does. */
static gboolean
is_permitted(ConfigWho who, const PolicyFacts *facts)
{
    switch (who) {
    case CONFIG_WHO_ANYONE:
        return TRUE;
    case CONFIG_WHO_PARTICIPANTS:
        return facts->is_participant;
    case CONFIG_WHO_VERIFIED:
        return facts->is_participant && facts->is_verified;
    }
    return FALSE;
}

/* People who have read a mail that we sent to a participant may comment, even if the journal no
 * longer knows them. Only people in the journal may close and reopen. */
static gboolean
may_comment(const Config *config, const PolicyFacts *facts)
{
    return (facts->evidence == EVIDENCE_SIGNED && !facts->is_forged) ||
           is_permitted(config->policy_comment, facts);
}

/* A sender without permission for the ticket that the mail names. The result is the same for a
 * ticket of others, a closed ticket and one that does not exist, so the sender does not learn which
 * it is. */
static Decision *
decide_unpermitted(const Config *config, const PolicyFacts *facts)
{
    const char *number = facts->ticket_number;
    static const DecisionKind kinds[] = {
        [CONFIG_UNPERMITTED_NEW] = DECISION_CREATE,
        [CONFIG_UNPERMITTED_IGNORE] = DECISION_IGNORE,
        [CONFIG_UNPERMITTED_REJECT] = DECISION_REJECT,
    };
    DecisionKind kind = facts->is_wanted ? DECISION_CREATE : kinds[config->policy_unpermitted];
    return make_decision(
        kind, number,
        g_strdup_printf("the sender may not comment on %s ([policy] comment)%s", number,
                        kind == DECISION_CREATE ? ", so a new ticket names it" : ""));
}

/* [policy] forged decides; otherwise such a mail is treated as from a stranger. */
static Decision *
decide_forged(const Config *config)
{
    static const char reason[] = "fails DMARC by the word of a trusted server ([policy] forged)";
    if (config->policy_forged == CONFIG_FORGED_TICKET)
        return NULL;
    return make_decision(config->policy_forged == CONFIG_FORGED_IGNORE ? DECISION_IGNORE
                                                                       : DECISION_REJECT,
                         NULL, g_strdup(reason));
}

static Decision *
decide_denied(const Config *config, const PolicyFacts *facts)
{
    return make_decision(
        config->policy_denied == CONFIG_DENIED_IGNORE ? DECISION_IGNORE : DECISION_REJECT, NULL,
        g_strdup(facts->denied_reason != NULL ? facts->denied_reason
                                              : "the sender is refused by [policy]"));
}

/* Whether the mail counts as from a person, and may change a state. */
static gboolean
is_person(const Config *config, const Letter *letter)
{
    return requester_strength(config, letter) == LETTER_STRENGTH_NOTHING;
}

/* Whether the class of the mail is proven: only then may the mail be ignored. */
static gboolean
is_proven(const Letter *letter, const PolicyFacts *facts, LetterClass mail_class)
{
    return !facts->is_wanted && letter->mail_class == mail_class &&
           letter->class_strength == LETTER_STRENGTH_PROOF;
}

/* A proven automatic reply becomes at most a comment, and changes no state. */
static Decision *
decide_for_auto_reply(const Config *config, const Letter *letter, const PolicyFacts *facts)
{
    gboolean has_ticket = facts->state == TICKET_OPEN || facts->state == TICKET_RESOLVED;
    if (has_ticket && config->policy_auto_reply == CONFIG_AUTO_REPLY_COMMENT &&
        may_comment(config, facts))
        return make_decision(DECISION_COMMENT, facts->ticket_number,
                             g_strdup_printf("an automatic reply (%s) to %s, which keeps its state",
                                             letter->class_reason, facts->ticket_number));
    return make_decision(DECISION_IGNORE, NULL,
                         g_strdup_printf("an automatic reply (%s)", letter->class_reason));
}

/* Whether a mail of ours came back for good, and its ticket may be told. */
static gboolean
is_returned(const Config *config, const Letter *letter, const PolicyFacts *facts)
{
    return facts->returned_to != NULL && config->policy_bounce == CONFIG_BOUNCE_COMMENT &&
           is_proven(letter, facts, LETTER_CLASS_BOUNCE);
}

/* A mail of ours came back for good: the ticket is told, once for each person. The signature proves
 * it, so it does not matter which mail server reports it. */
static Decision *
decide_for_returned(const PolicyFacts *facts)
{
    const char *number = facts->ticket_number;
    gboolean is_there = facts->state == TICKET_OPEN || facts->state == TICKET_RESOLVED;
    if (!is_there || facts->is_return_told)
        return make_decision(
            DECISION_IGNORE, NULL,
            g_strdup_printf("a delivery report: our mail to %s came back; but %s %s",
                            facts->returned_to, number,
                            is_there ? "was told so before" : "is closed, or does not exist"));
    Decision *decision = make_decision(
        DECISION_COMMENT, number,
        g_strdup_printf("a delivery report: our mail to %s about %s came back ([policy] bounce)",
                        facts->returned_to, number));
    decision->is_returned = TRUE;
    return decision;
}

static Decision *
decide_for_command(const Config *config, const PolicyFacts *facts)
{
    const char *number = facts->ticket_number;
    gboolean is_close = facts->command == COMMAND_CLOSE;
    ConfigWho who = is_close ? config->policy_close : config->policy_reopen;
    const char *word = is_close ? "close" : "reopen";
    if (is_close ? facts->cannot_close : facts->cannot_reopen) {
        Decision *decision = make_decision(
            DECISION_COMMENT, number,
            g_strdup_printf("asks to %s %s, which this ticket system does not let a gateway do",
                            word, number));
        if (config->is_reply_on_comment || is_permitted(who, facts))
            decision->asked = is_close ? ASKED_CLOSE : ASKED_REOPEN;
        return decision;
    }
    if (facts->state != TICKET_RESOLVED)
        return make_decision(DECISION_COMMENT, number,
                             g_strdup_printf("asks to %s %s, which is not resolved", word, number));
    if (!is_permitted(who, facts))
        return make_decision(
            DECISION_COMMENT, number,
            g_strdup_printf("asks to %s %s, which the sender may not ([policy] %s)", word, number,
                            word));
    return make_decision(is_close ? DECISION_CLOSE : DECISION_REOPEN, number,
                         g_strdup_printf("asks to %s %s, which is resolved", word, number));
}

static Decision *
decide_for_resolved(const Config *config, const Letter *letter, const PolicyFacts *facts)
{
    const char *number = facts->ticket_number;
    if (!is_person(config, letter))
        return make_decision(
            DECISION_COMMENT, number,
            g_strdup_printf("%s is resolved; mail of class %s (%s) does not reopen "
                            "it",
                            number, letter_class_name(letter->mail_class), letter->class_reason));
    if (config->policy_resolved == CONFIG_RESOLVED_NEW) {
        Decision *decision =
            make_decision(DECISION_CREATE, number,
                          g_strdup_printf("%s is resolved ([policy] resolved = new)", number));
        decision->is_follow_up = facts->is_participant;
        return decision;
    }
    if (config->policy_resolved == CONFIG_RESOLVED_COMMENT)
        return make_decision(
            DECISION_COMMENT, number,
            g_strdup_printf("%s is resolved ([policy] resolved = comment)", number));
    if (facts->cannot_reopen)
        return make_decision(
            DECISION_COMMENT, number,
            g_strdup_printf("%s is resolved, and this ticket system lets no gateway reopen it",
                            number));
    if (!is_permitted(config->policy_reopen, facts))
        return make_decision(
            DECISION_COMMENT, number,
            g_strdup_printf("%s is resolved, and the sender may not reopen it ([policy] reopen)",
                            number));
    return make_decision(DECISION_REOPEN, number,
                         g_strdup_printf("an answer to %s, which is resolved", number));
}

/* The ticket is closed, or never existed. Only participants are told so. */
static Decision *
decide_for_lost_ticket(const PolicyFacts *facts)
{
    const char *number = facts->ticket_number;
    char *reason = facts->state == TICKET_CLOSED
                       ? g_strdup_printf("%s is closed for good, so a new ticket names it", number)
                       : g_strdup_printf("%s names %s, which does not exist",
                                         evidence_phrase(facts->evidence), number);
    Decision *decision = make_decision(DECISION_CREATE, number, reason);
    decision->is_follow_up = facts->is_participant;
    return decision;
}

/* The mail refers to a ticket. */
static Decision *
decide_for_ticket(const Config *config, const Letter *letter, const PolicyFacts *facts)
{
    const char *number = facts->ticket_number;
    if (facts->is_on_ticket) {
        Decision *decision = make_decision(
            DECISION_IGNORE, number,
            g_strdup_printf("the same mail is on %s already, by another route", number));
        decision->is_duplicate = TRUE;
        return decision;
    }
    if (!may_comment(config, facts))
        return decide_unpermitted(config, facts);
    if (facts->state == TICKET_CLOSED || facts->state == TICKET_NOT_FOUND)
        return decide_for_lost_ticket(facts);
    if (facts->command != COMMAND_NONE && is_person(config, letter))
        return decide_for_command(config, facts);
    if (facts->state == TICKET_RESOLVED)
        return decide_for_resolved(config, letter, facts);
    return make_decision(DECISION_COMMENT, number,
                         g_strdup_printf("%s names %s%s", evidence_phrase(facts->evidence), number,
                                         facts->is_assumed
                                             ? ", taken here as existing, open and the sender's own"
                                             : ", which is open"));
}

/* A decision that does not depend on the ticket; NULL: the ticket matters. */
static Decision *
decide_without_ticket(const Config *config, const Letter *letter, const PolicyFacts *facts)
{
    if (facts->is_wanted)
        return NULL;
    if (facts->is_own_mail || is_proven(letter, facts, LETTER_CLASS_LOOP))
        return make_decision(
            DECISION_IGNORE, NULL,
            g_strdup_printf("our own mail coming back (%s)",
                            facts->is_own_mail ? "it bears our signature" : letter->class_reason));
    if (facts->is_ticket_system)
        return make_decision(DECISION_IGNORE, NULL,
                             g_strdup("a mail of the ticket system itself ([policy] "
                                      "ticket_system_senders)"));
    if (is_returned(config, letter, facts))
        return NULL;
    if (is_proven(letter, facts, LETTER_CLASS_BOUNCE) &&
        config->policy_bounce != CONFIG_BOUNCE_CREATE)
        return make_decision(DECISION_IGNORE, NULL,
                             g_strdup_printf("a delivery report (%s)", letter->class_reason));
    if (letter->spam_mark != NULL && config->policy_spam == CONFIG_SPAM_IGNORE &&
        facts->evidence != EVIDENCE_SIGNED)
        return make_decision(DECISION_IGNORE, NULL,
                             g_strdup_printf("marked as spam (%s)", letter->spam_mark));
    Decision *forged = facts->is_forged ? decide_forged(config) : NULL;
    if (forged != NULL)
        return forged;
    return facts->is_denied ? decide_denied(config, facts) : NULL;
}

void
decision_add_oversize_reply(const Config *config, const Letter *letter, Decision *decision)
{
    if (!config->is_reply_on || decision->kind != DECISION_COMMENT || decision->is_reply_due)
        return;
    g_free(decision->reply_reason);
    decision->is_reply_due =
        confirmation_recipient_sender(config, letter, &decision->reply_reason) != NULL;
    decision->is_reply_for_files = decision->is_reply_due;
}

gboolean
decision_needs_ticket(const Config *config, const Letter *letter, const PolicyFacts *facts)
{
    g_autoptr(Decision) decision = decide_without_ticket(config, letter, facts);
    return decision == NULL && facts->evidence != EVIDENCE_MENTION;
}

static Decision *
choose(const Config *config, const Letter *letter, const PolicyFacts *facts)
{
    Decision *decision = decide_without_ticket(config, letter, facts);
    if (decision != NULL)
        return decision;
    if (is_returned(config, letter, facts))
        return decide_for_returned(facts);
    if (is_proven(letter, facts, LETTER_CLASS_AUTO_REPLY))
        return decide_for_auto_reply(config, letter, facts);
    if (facts->evidence == EVIDENCE_MENTION)
        return make_decision(DECISION_CREATE, facts->ticket_number,
                             g_strdup_printf("a forward with no thread: %s in the subject that it "
                                             "quotes is a mention",
                                             facts->ticket_number));
    if (facts->state == TICKET_NONE)
        return make_decision(DECISION_CREATE, NULL, g_strdup("the mail refers to no ticket"));
    return decide_for_ticket(config, letter, facts);
}

/* One comment too many: quarantined, which ends a loop. */
static Decision *
make_flood(Decision *comment)
{
    Decision *flood =
        make_decision(DECISION_IGNORE, NULL,
                      g_strdup_printf("%s; but the [budget] of comments on %s is spent",
                                      comment->reason, comment->ticket_number));
    flood->is_flood = TRUE;
    flood->ticket_number = g_steal_pointer(&comment->ticket_number);
    decision_free(comment);
    return flood;
}

/* Applies the budgets ([budget]) to a decision. A mail is never lost by them. */
static Decision *
keep_within_budget(Decision *decision, const PolicyFacts *facts)
{
    Decision *less = NULL;
    if (decision->kind == DECISION_REOPEN && facts->is_reopen_spent)
        less = make_decision(
            DECISION_COMMENT, decision->ticket_number,
            g_strdup_printf("%s; but the [budget] of reopenings is spent", decision->reason));
    if (decision->kind == DECISION_CREATE && facts->is_create_spent &&
        facts->storm_ticket != NULL && !facts->is_storm_ticket_lost) {
        less = make_decision(DECISION_COMMENT, facts->storm_ticket,
                             g_strdup_printf("%s; but the [budget] of new tickets is spent, so %s "
                                             "takes it",
                                             decision->reason, facts->storm_ticket));
        less->is_storm = TRUE;
    }
    if (less != NULL) {
        decision_free(decision);
        decision = less;
    }
    return decision->kind == DECISION_COMMENT && facts->is_comment_spent ? make_flood(decision)
                                                                         : decision;
}

/* The decisions for which a confirmation is sent, if confirmation_recipient_sender() allows one. */
static gboolean
deserves_reply(const Config *config, const Decision *decision)
{
    switch (decision->kind) {
    case DECISION_CREATE:
    case DECISION_CLOSE:
    case DECISION_REOPEN:
        return TRUE;
    case DECISION_COMMENT:
        return (config->is_reply_on_comment || decision->asked != ASKED_NOTHING) &&
               !decision->is_storm && !decision->is_returned;
    case DECISION_REJECT:
        return config->is_reply_on_refusal;
    case DECISION_IGNORE:
        return FALSE;
    }
    return FALSE;
}

void
decision_add_reply(const Config *config, const Letter *letter, Decision *decision)
{
    if (!config->is_reply_on)
        decision->reply_reason = g_strdup("[mail] reply = no");
    else if (!deserves_reply(config, decision))
        decision->reply_reason =
            g_strdup_printf("no reply is sent for %s", decision_kind_name(decision->kind));
    else
        decision->is_reply_due =
            confirmation_recipient_sender(config, letter, &decision->reply_reason) != NULL;
}

Decision *
decision_make(const Config *config, const Letter *letter, const PolicyFacts *facts)
{
    Decision *decision = keep_within_budget(choose(config, letter, facts), facts);
    decision_add_reply(config, letter, decision);
    return decision;
}
