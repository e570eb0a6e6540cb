/* import_rehearsal.c - see import_rehearsal.h. */
#include "gateway/import/import_rehearsal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "gateway/delivery/mail_claim.h"
#include "gateway/delivery/quarantine_copy.h"
#include "gateway/delivery/ticket_content.h"
#include "gateway/delivery_error.h"
#include "gateway/intake/mail_digest.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/policy/authentication.h"
#include "gateway/policy/reference_search.h"
#include "gateway/policy/requester.h"
#include "gateway/policy/ticket_route.h"
#include "gateway/quarantine/quarantine_kind.h"

#define MAX_PEOPLE 100 /* of each field of a mail */

struct ImportRehearsal {
    const Config *config;
    ParseZygote *zygote;
    int message_fd;   /* the zygote's */
    Journal *journal; /* NULL: not made yet */
    GHashTable *seen; /* hashes of what links later mails to tickets that would be there by now */
    GHashTable *done; /* hashes of the names of mails that were rehearsed */
};

ImportRehearsal *
import_rehearsal_new(const Config *config, GError **error)
{
    g_autoptr(ImportRehearsal) rehearsal = g_new0(ImportRehearsal, 1);
    rehearsal->config = config;
    rehearsal->seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    rehearsal->done = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    rehearsal->zygote = intake_start_zygote(config, error);
    if (rehearsal->zygote == NULL)
        return NULL;
    if (journal_is_there(config)) {
        rehearsal->journal = journal_open_configured(config, error);
        if (rehearsal->journal == NULL)
            return NULL;
    }
    return g_steal_pointer(&rehearsal);
}

void
import_rehearsal_free(ImportRehearsal *rehearsal)
{
    if (rehearsal == NULL)
        return;
    g_clear_pointer(&rehearsal->zygote, parse_zygote_free);
    g_clear_pointer(&rehearsal->journal, journal_close);
    g_hash_table_unref(rehearsal->seen);
    g_hash_table_unref(rehearsal->done);
    g_free(rehearsal);
}

int
import_rehearsal_begin(ImportRehearsal *rehearsal, GError **error)
{
    rehearsal->message_fd = parse_zygote_begin(rehearsal->zygote, error);
    return rehearsal->message_fd;
}

/* Eight octets for each text, however long it is. (transfer full) */
static gint64 *
hash_of(const char *text)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize length = sizeof digest;
    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, digest, &length);
    gint64 *hash = g_new(gint64, 1);
    memcpy(hash, digest, sizeof *hash);
    return hash;
}

static gboolean
has(GHashTable *table, const char *text)
{
    g_autofree gint64 *hash = hash_of(text);
    return g_hash_table_contains(table, hash);
}

/* What links a mail to the tickets of mails rehearsed before. `who` is an organisation or an
 * address; NULL is nobody. */
typedef struct {
    const char *kind; /* "mail": it was on a ticket; "referral": a mail on a ticket refers to it */
    const char *message_id;
    const char *who;
    gboolean is_proven; /* by authenticated mails only */
} Link;

/* (transfer full) */
static char *
link_name(const Link *link)
{
    g_autofree char *who = g_ascii_strdown(link->who, -1);
    return g_strdup_printf("%s %s %s %d", link->kind, link->message_id, who, link->is_proven);
}

static gboolean
has_link(const ImportRehearsal *rehearsal, const Link *link)
{
    if (link->message_id == NULL || link->who == NULL)
        return FALSE;
    g_autofree char *name = link_name(link);
    return has(rehearsal->seen, name);
}

/* A link by an authenticated mail counts for every mail. */
static void
add_link(ImportRehearsal *rehearsal, Link link)
{
    if (link.message_id == NULL || link.who == NULL)
        return;
    for (gboolean is_all_done = FALSE; !is_all_done; link.is_proven = FALSE) {
        g_autofree char *name = link_name(&link);
        is_all_done = !link.is_proven;
        g_hash_table_add(rehearsal->seen, hash_of(name));
    }
}

/* Whether it belongs to the ticket of a mail rehearsed before, as journal_thread_find() and
 * journal_referral_find() say. */
static gboolean
is_linked(const ImportRehearsal *rehearsal, const GPtrArray *ids, const JournalAsker *asker)
{
    const gboolean is_proven = asker->needs_proof;
    for (guint i = 0; i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        if (has_link(rehearsal, &(Link){"mail", id, asker->organisation, is_proven}) ||
            has_link(rehearsal, &(Link){"mail", id, asker->address, is_proven}) ||
            has_link(rehearsal, &(Link){"referral", id, asker->address, is_proven}))
            return TRUE;
    }
    return has_link(rehearsal, &(Link){"referral", asker->own_id, asker->address, is_proven});
}

/* `person` takes part in the ticket of the mail. */
static void
add_person(ImportRehearsal *rehearsal, const Letter *letter, const char *person, gboolean is_proven)
{
    add_link(rehearsal, (Link){"mail", letter->message_id, person, is_proven});
    g_autoptr(GPtrArray) ids = reference_search_message_ids(letter);
    for (guint i = 0; i < ids->len; i++)
        add_link(rehearsal, (Link){"referral", g_ptr_array_index(ids, i), person, is_proven});
}

/* What a delivery would remember of a mail on a ticket. */
static void
add_links(ImportRehearsal *rehearsal, const RouteMail *mail)
{
    const Config *config = rehearsal->config;
    const Letter *letter = mail->context->intake->letter;
    const GPtrArray *const people[] = {letter->to, letter->cc};
    gboolean is_proven = !authentication_is_missing(config, letter);
    if (authentication_is_forged(config, letter))
        return;
    g_autofree char *organisation = requester_organisation(config, letter);
    add_link(rehearsal, (Link){"mail", letter->message_id, organisation, is_proven});
    add_person(rehearsal, letter, requester_address(config, letter), is_proven);
    if (mail->decision->kind != DECISION_CREATE && !mail->is_proven)
        return; /* it brings nobody else */
    for (guint i = 0; i < G_N_ELEMENTS(people); i++)
        for (guint j = 0; j < people[i]->len && j < MAX_PEOPLE; j++) {
            const LetterAddress *person = g_ptr_array_index(people[i], j);
            add_person(rehearsal, letter, person->address, is_proven);
        }
}

/* The ticket of a mail that this one answers; NULL without an error: it answers none. (transfer
 * full)
 */
static char *
find_thread(const ImportRehearsal *rehearsal, const RouteMail *mail, GError **error)
{
    const Config *config = rehearsal->config;
    const Letter *letter = mail->context->intake->letter;
    g_autoptr(GPtrArray) ids = reference_search_message_ids(letter);
    gboolean is_forged = authentication_is_forged(config, letter);
    g_autofree char *organisation = requester_organisation(config, letter);
    const JournalAsker asker = {.address = is_forged ? NULL : requester_address(config, letter),
                                .organisation = is_forged ? NULL : organisation,
                                .own_id = letter->message_id,
                                .needs_proof =
                                    mail->is_proven && !requester_is_named(config, letter)};
    if (is_linked(rehearsal, ids, &asker))
        return g_strdup(ticket_dialect_of(config)->number_example);
    return rehearsal->journal != NULL && ids->len > 0
               ? journal_thread_find(rehearsal->journal, ids, &asker, error)
               : NULL;
}

/* What a delivery would keep in the quarantine. */
static void
tell_quarantined(const RouteMail *mail)
{
    const Envelope *envelope = mail->context->envelope;
    const Decision *decision = mail->decision;
    if (envelope->on_quarantine == NULL)
        return;
    if (decision->kind == DECISION_IGNORE && !decision->is_duplicate &&
        mail->context->config->ignored_max > 0)
        envelope->on_quarantine(envelope->data, QUARANTINE_IGNORED);
    if (decision->kind == DECISION_IGNORE || decision->kind == DECISION_REJECT)
        return;
    if (mail->context->intake->failure != NULL)
        envelope->on_quarantine(envelope->data, QUARANTINE_COPY_UNPARSED);
    if (mail->plan->oversize->len > 0)
        envelope->on_quarantine(envelope->data, QUARANTINE_COPY_OVERSIZE);
}

static void
tell_result(const RouteMail *mail, const char *outcome, const char *reason)
{
    const Envelope *envelope = mail->context->envelope;
    const DeliveryResult result = {.outcome = outcome, .reason = reason};
    if (envelope->on_result != NULL)
        envelope->on_result(envelope->data, &result);
}

/* In the journal, or twice in the mailbox. */
static gboolean
find_done(ImportRehearsal *rehearsal, RouteMail *mail, gboolean *ret_is_done, GError **error)
{
    const MailIdentity *identity = &mail->context->intake->identity;
    g_autofree char *exact = mail_digest_exact(identity->digest);
    g_autofree char *name = g_strdup_printf(
        "%s %s %s", identity->message_id != NULL ? identity->message_id : identity->content_id,
        mail->route->name != NULL ? mail->route->name : "", exact);
    *ret_is_done = has(rehearsal->done, name);
    if (*ret_is_done)
        return TRUE;
    g_hash_table_add(rehearsal->done, hash_of(name));
    return rehearsal->journal == NULL ||
           mail_claim_find_done(mail, rehearsal->journal, ret_is_done, error);
}

static gboolean
rehearse_route(ImportRehearsal *rehearsal, const DeliveryContext *context, const Route *route,
               GError **error)
{
    GError *problem = NULL;
    gboolean is_done;
    g_auto(RouteMail) mail;
    route_mail_init(&mail, context, route);
    if (!find_done(rehearsal, &mail, &is_done, error))
        return FALSE;
    if (is_done) {
        tell_result(&mail, DELIVERY_DUPLICATE, "delivered before");
        return TRUE;
    }
    mail_claim_assume(&mail);
    g_autofree char *thread = find_thread(rehearsal, &mail, &problem);
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    mail.finding = ticket_finder_assume(context, route, thread);
    if (!ticket_content_set(
            &mail, decision_make(context->config, context->intake->letter, &mail.finding->facts),
            error))
        return FALSE;
    gboolean is_on_ticket =
        mail.decision->kind != DECISION_IGNORE && mail.decision->kind != DECISION_REJECT;
    if (is_on_ticket)
        add_links(rehearsal, &mail);
    tell_quarantined(&mail);
    tell_result(&mail, decision_kind_name(mail.decision->kind), mail.decision->reason);
    return TRUE;
}

/* Reads the mail in the sandbox. */
static Intake *
take_in(const ImportRehearsal *rehearsal, const Envelope *envelope, guint64 length, GError **error)
{
    Spool *spool = g_new0(Spool, 1);
    spool->fd = fcntl(rehearsal->message_fd, F_DUPFD_CLOEXEC, 0);
    spool->length = length;
    g_auto(IntakeSource)
        source = {.spool = spool, .envelope_sender = envelope->sender, .zygote = rehearsal->zygote};
    g_autoptr(Intake) intake = intake_take(rehearsal->config, &source, error);
    if (intake == NULL)
        return NULL;
    const MailDigestInput input = {.fd = intake->spool->fd,
                                   .length = intake->spool->length,
                                   .letter = intake->letter,
                                   .files = intake_files(intake),
                                   .is_parsed = intake->failure == NULL};
    intake->identity.digest = mail_digest_new(&input);
    if (intake->identity.digest == NULL) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "cannot read the mail: %s",
                    g_strerror(errno));
        return NULL;
    }
    return g_steal_pointer(&intake);
}

gboolean
import_rehearsal_run(ImportRehearsal *rehearsal, const Envelope *envelope, guint64 length,
                     GError **error)
{
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, rehearsal->config);
    delivery_context_begin(&context, envelope);
    Intake *intake = take_in(rehearsal, envelope, length, error);
    if (intake == NULL)
        return FALSE;
    (void)delivery_context_take(&context, intake, NULL);
    g_autoptr(GPtrArray) routes =
        ticket_route_select(rehearsal->config, envelope->recipients, context.keys, intake->letter);
    if (routes->len == 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE,
                    "no route for this recipient is configured");
        return FALSE;
    }
    for (guint i = 0; i < routes->len; i++)
        if (!rehearse_route(rehearsal, &context, g_ptr_array_index(routes, i), error))
            return FALSE;
    return TRUE;
}
