/* reference_search.c - see reference_search.h. Has the order of evidence; signed_reference.c checks
 * the codes. */
#include "gateway/policy/reference_search.h"

#include <string.h>

#include "gateway/policy/requester.h"
#include "gateway/policy/signed_reference.h"
#include "parsers/header/subject_prefix.h"

/* The most addresses to check for a signature. The sender chooses them, so they are limited. */
#define MAX_ADDRESSES 100
#define MAX_REPLY_TO 5 /* the same for To: our mail has one of each */

typedef struct {
    const Config *config;
    const Letter *letter;
    const SigningKeys *keys;
    const char *person; /* From, or "" if the address there belongs to a form or a group */
    ReferenceSearch *search;
} Run;

static void
reference_free(gpointer data)
{
    TicketReference *reference = data;
    g_free(reference->ticket_number);
    g_free(reference);
}

void
reference_search_free(ReferenceSearch *search)
{
    if (search == NULL)
        return;
    g_ptr_array_unref(search->references);
    g_ptr_array_unref(search->steps);
    g_free(search);
}

static void G_GNUC_PRINTF(2, 3) add_step(const Run *run, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(run->search->steps, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* The first evidence for a number is the strongest, so it stays. */
static void
add_reference(const Run *run, const char *ticket_number, TicketEvidence evidence,
              gboolean is_sub_address)
{
    GPtrArray *references = run->search->references;
    for (guint i = 0; i < references->len; i++) {
        const TicketReference *known = g_ptr_array_index(references, i);
        if (strcmp(known->ticket_number, ticket_number) == 0)
            return;
    }
    TicketReference *reference = g_new0(TicketReference, 1);
    reference->ticket_number = g_strdup(ticket_number);
    reference->evidence = evidence;
    reference->is_sub_address = is_sub_address;
    g_ptr_array_add(references, reference);
}

GPtrArray *
reference_search_message_ids(const Letter *letter)
{
    GPtrArray *ids = g_ptr_array_new();
    for (guint i = 0; i < letter->in_reply_to->len; i++)
        g_ptr_array_add(ids, g_ptr_array_index(letter->in_reply_to, i));
    for (guint i = letter->references->len; i > 0; i--)
        g_ptr_array_add(ids, g_ptr_array_index(letter->references, i - 1));
    return ids;
}

static void
look_at_address(const Run *run, const char *address)
{
    g_autofree char *number = NULL;
    char delimiter = config_delimiter(run->config);
    if (delimiter == '\0')
        return;
    switch (signed_reference_read_address(run->keys, address, delimiter, run->person, &number)) {
    case SIGNED_REFERENCE_VALID:
        add_step(run, "signed reference: the address %s was made for this sender: %s", address,
                 number);
        add_reference(run, number, EVIDENCE_SIGNED, TRUE);
        break;
    case SIGNED_REFERENCE_FORGED:
        add_step(run, "signed reference: the address %s was not made by us for this sender",
                 address);
        break;
    case SIGNED_REFERENCE_OTHERS:
    case SIGNED_REFERENCE_NONE:
        break;
    }
}

static void
look_at_addresses(const Run *run, const Route *route)
{
    const Letter *letter = run->letter;
    GPtrArray *const lists[] = {letter->delivered_to, letter->to, letter->cc};
    if (route != NULL && route->recipient != NULL)
        look_at_address(run, route->recipient);
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; j < lists[i]->len && j < MAX_ADDRESSES; j++) {
            const LetterAddress *entry = g_ptr_array_index(lists[i], j);
            if (route == NULL || g_strcmp0(entry->address, route->recipient) != 0)
                look_at_address(run, entry->address);
        }
}

/* With `is_for_others`, only references signed for other people count, as part of a thread. */
static void
look_at_message_ids(const Run *run, gboolean is_for_others)
{
    g_autoptr(GPtrArray) ids = reference_search_message_ids(run->letter);
    for (guint i = 0; i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        g_autofree char *number = NULL;
        SignedReference found =
            signed_reference_read_message_id(run->keys, id, run->person, &number);
        if (found == SIGNED_REFERENCE_VALID && !is_for_others) {
            add_step(run, "signed reference: answers our mail <%s> to this sender: %s", id, number);
            add_reference(run, number, EVIDENCE_SIGNED, FALSE);
        } else if (found == SIGNED_REFERENCE_OTHERS && is_for_others) {
            add_step(run, "thread: answers our mail <%s> to somebody else: %s", id, number);
            add_reference(run, number, EVIDENCE_THREAD, FALSE);
        } else if (found == SIGNED_REFERENCE_FORGED && !is_for_others) {
            add_step(run, "signed reference: <%s> looks like a mail of ours, but is not", id);
        }
    }
}

/* A forward with a new request: it is not a reply, and the numbers are after "Fwd:" (in any
 * language), in the forwarded subject, not before it. */
static gboolean
is_new_forward(const Letter *letter)
{
    const char *subject = letter->subject;
    gsize length;
    SubjectPrefix prefix;
    while ((prefix = subject_prefix_match(subject, &length)) == SUBJECT_PREFIX_TAG)
        subject += length;
    return prefix == SUBJECT_PREFIX_FORWARD && letter->in_reply_to->len == 0 &&
           letter->references->len == 0;
}

static void
look_at_subject(const Run *run)
{
    const GPtrArray *numbers = run->letter->ticket_numbers;
    gboolean is_mention = run->search->references->len == 0 && is_new_forward(run->letter);
    for (guint i = 0; i < numbers->len; i++) {
        const char *number = g_ptr_array_index(numbers, i);
        add_step(run,
                 is_mention ? "subject: %s is in the subject that is forwarded: a mention"
                            : "subject: names %s",
                 number);
        add_reference(run, number, is_mention ? EVIDENCE_MENTION : EVIDENCE_SUBJECT, FALSE);
    }
}

static gboolean
has_own_message_id(const Run *run)
{
    g_autofree char *number = NULL;
    if (run->letter->message_id == NULL)
        return FALSE;
    SignedReference found =
        signed_reference_read_message_id(run->keys, run->letter->message_id, run->person, &number);
    if (found != SIGNED_REFERENCE_VALID && found != SIGNED_REFERENCE_OTHERS)
        return FALSE;
    add_step(run, "own mail: the Message-ID bears our signature (%s)", number);
    return TRUE;
}

/* Systems that change the Message-ID do not change Reply-To. A reply is sent *to* such an address.
 * In Reply-To, only our own mail has one, and then the mail goes to the person for whom it was
 * signed. */
static gboolean
has_own_reply_to(const Run *run)
{
    const GPtrArray *reply_to = run->letter->reply_to;
    const GPtrArray *to = run->letter->to;
    char delimiter = config_delimiter(run->config);
    for (guint i = 0; delimiter != '\0' && i < reply_to->len && i < MAX_REPLY_TO; i++)
        for (guint j = 0; j < to->len && j < MAX_REPLY_TO; j++) {
            const LetterAddress *address = g_ptr_array_index(reply_to, i);
            const LetterAddress *person = g_ptr_array_index(to, j);
            g_autofree char *number = NULL;
            if (signed_reference_read_address(run->keys, address->address, delimiter,
                                              person->address, &number) != SIGNED_REFERENCE_VALID)
                continue;
            add_step(run, "own mail: Reply-To is %s, made for %s", address->address,
                     person->address);
            return TRUE;
        }
    return FALSE;
}

/* The person is the one to whom the mail was sent. From does not count here, because anybody can
 * write it. */
static void
look_for_own_mail(const Run *run)
{
    run->search->is_own_mail = has_own_message_id(run) || has_own_reply_to(run);
}

ReferenceSearch *
reference_search_new(const Config *config, const Letter *letter, const Route *route,
                     const SigningKeys *keys, const char *thread_ticket)
{
    ReferenceSearch *search = g_new0(ReferenceSearch, 1);
    search->references = g_ptr_array_new_with_free_func(reference_free);
    search->steps = g_ptr_array_new_with_free_func(g_free);
    Run run = {.config = config, .letter = letter, .keys = keys, .person = "", .search = search};
    if (letter->from->len > 0 && !requester_is_named(config, letter))
        run.person = ((const LetterAddress *)g_ptr_array_index(letter->from, 0))->address;
    look_for_own_mail(&run);
    if (keys == NULL)
        add_step(&run,
                 "signed reference: without a [mail] key_file that can be read, nothing is signed");
    if (*run.person != '\0') {
        look_at_addresses(&run, route);
        look_at_message_ids(&run, FALSE);
    }
    look_at_message_ids(&run, TRUE);
    if (thread_ticket != NULL) {
        add_step(&run, "thread: answers a mail of %s", thread_ticket);
        add_reference(&run, thread_ticket, EVIDENCE_THREAD, FALSE);
    }
    look_at_subject(&run);
    if (search->references->len == 0)
        add_step(&run, "reference: none");
    return search;
}
