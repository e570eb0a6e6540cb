/* fuzz_reference.c - which tickets a mail refers to: signed Message-IDs and addresses, the thread,
 * the subject. Lines of the input: From, Message-ID, In-Reply-To, an address in To, the ticket of
 * the thread, a number of the subject, the subject. The keys are those of the seeds. */
#include <string.h>

#include "gateway/policy/reference_search.h"
#include "gateway/policy/signed_reference.h"
#include "tests/fuzz/fuzz.h"

#define N_LINES 7
#define DELIMITER '+'

enum { FROM, MESSAGE_ID, IN_REPLY_TO, TO, THREAD, NUMBER, SUBJECT };

static const SigningKeys keys = {.keys = {{7}, {9}}, .n_keys = 2};
static const SigningKeys old_key = {.keys = {{9}}, .n_keys = 1};

/* If a reference is accepted, it must be the one that we make for this person and ticket. */
static void
check_message_id(const char *id, const char *person)
{
    g_autofree char *number = NULL;
    SignedReference found = signed_reference_read_message_id(&keys, id, person, &number);

    g_assert((number != NULL) ==
             (found == SIGNED_REFERENCE_VALID || found == SIGNED_REFERENCE_OTHERS));
    if (found != SIGNED_REFERENCE_VALID)
        return;
    g_auto(GStrv) parts = g_strsplit(id, ".", 4);
    const char *domain = strrchr(id, '@') + 1;
    g_autofree char *ours = signed_reference_message_id(&keys, number, person, parts[2], domain);
    g_autofree char *older =
        signed_reference_message_id(&old_key, number, person, parts[2], domain);
    g_assert(g_strcmp0(ours, id) == 0 || g_strcmp0(older, id) == 0);
}

static void
check_address(const char *address, const char *person)
{
    g_autofree char *number = NULL;
    SignedReference found =
        signed_reference_read_address(&keys, address, DELIMITER, person, &number);

    g_assert(found != SIGNED_REFERENCE_OTHERS);
    g_assert((number != NULL) == (found == SIGNED_REFERENCE_VALID));
    if (number == NULL)
        return;
    g_assert(signed_reference_is_usable_number(number));
    const char *at = strrchr(address, '@');
    g_autofree char *local = g_strndup(address, (gsize)(at - address));
    const char *code = strrchr(local, '.') + 1;
    g_autofree char *ours = signed_reference_address(&keys, number, person, "u@x", DELIMITER);
    g_autofree char *older = signed_reference_address(&old_key, number, person, "u@x", DELIMITER);
    gsize length = strlen(code);
    g_assert(g_ascii_strncasecmp(strrchr(ours, '.') + 1, code, length) == 0 ||
             g_ascii_strncasecmp(strrchr(older, '.') + 1, code, length) == 0);
}

/* A reference that we make must be accepted, but only for that person. */
static void
check_round_trip(const char *person, const char *number)
{
    g_autofree char *id = signed_reference_message_id(&keys, number, person, "1-a", "desk.example");
    g_autofree char *address =
        signed_reference_address(&keys, number, person, "s@desk.example", DELIMITER);
    g_autofree char *other = g_strconcat(person, "x", NULL);

    g_assert((id != NULL) == signed_reference_is_usable_number(number));
    if (id == NULL)
        return;
    g_autofree char *one = NULL, *two = NULL, *three = NULL, *four = NULL;
    g_assert(signed_reference_read_message_id(&keys, id, person, &one) == SIGNED_REFERENCE_VALID);
    g_assert(signed_reference_read_message_id(&keys, id, other, &two) == SIGNED_REFERENCE_OTHERS);
    g_assert(address != NULL);
    g_assert(signed_reference_read_address(&keys, address, DELIMITER, person, &three) ==
             SIGNED_REFERENCE_VALID);
    g_assert(signed_reference_read_address(&keys, address, DELIMITER, other, &four) ==
             SIGNED_REFERENCE_FORGED);
    g_assert(strcmp(one, number) == 0 && strcmp(two, number) == 0 && strcmp(three, number) == 0);
}

static void
add_address(GPtrArray *list, const char *address)
{
    LetterAddress *entry = g_new0(LetterAddress, 1);

    entry->address = g_strdup(address);
    g_ptr_array_add(list, entry);
}

static Letter *
letter_of(char *const *lines)
{
    Letter *letter = letter_new();

    add_address(letter->from, lines[FROM]);
    letter->message_id = g_strdup(lines[MESSAGE_ID]);
    g_ptr_array_add(letter->in_reply_to, g_strdup(lines[IN_REPLY_TO]));
    g_ptr_array_add(letter->references, g_strdup(lines[MESSAGE_ID]));
    add_address(letter->to, lines[TO]);
    add_address(letter->delivered_to, lines[IN_REPLY_TO]);
    g_ptr_array_add(letter->ticket_numbers, g_strdup(lines[NUMBER]));
    g_free(letter->subject);
    letter->subject = g_strdup(lines[SUBJECT]);
    return letter;
}

/* Each number must occur once, with the strongest evidence first; without keys no reference is
 * ours. */
static void
check_search(const Letter *letter, const char *thread_ticket, const SigningKeys *used_keys)
{
    static const Config config = {.recipient_delimiter = CONFIG_DELIMITER_PLUS};
    const Route route = {.recipient = "s@desk.example"};
    g_autoptr(ReferenceSearch) search =
        reference_search_new(&config, letter, &route, used_keys, thread_ticket);
    TicketEvidence last = EVIDENCE_SIGNED;

    g_assert(search->steps->len > 0);
    for (guint i = 0; i < search->steps->len; i++)
        fuzz_check_text(g_ptr_array_index(search->steps, i));
    for (guint i = 0; i < search->references->len; i++) {
        const TicketReference *reference = g_ptr_array_index(search->references, i);
        g_assert(reference->evidence >= last);
        last = reference->evidence;
        g_assert(used_keys != NULL || !reference->is_sub_address);
        for (guint j = 0; j < i; j++) {
            const TicketReference *before = g_ptr_array_index(search->references, j);
            g_assert(strcmp(before->ticket_number, reference->ticket_number) != 0);
        }
    }
    g_assert(used_keys != NULL || (last != EVIDENCE_SIGNED || search->references->len == 0));
    g_assert(used_keys != NULL || !search->is_own_mail);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = fuzz_text(data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", N_LINES);

    if (g_strv_length(lines) < N_LINES)
        return 0;
    check_message_id(lines[MESSAGE_ID], lines[FROM]);
    check_message_id(lines[IN_REPLY_TO], lines[FROM]);
    check_address(lines[TO], lines[FROM]);
    check_round_trip(lines[FROM], lines[NUMBER]);
    g_autoptr(Letter) letter = letter_of(lines);
    check_search(letter, *lines[THREAD] != '\0' ? lines[THREAD] : NULL, &keys);
    check_search(letter, NULL, NULL);
    return 0;
}
