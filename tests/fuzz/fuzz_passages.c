/* fuzz_passages.c - a reply and the text on its ticket, which the process with the keys reads. The
 * input is two texts with a NUL between them: that of the ticket, and the quotation in the reply.
 */
#include <string.h>

#include "gateway/passages/reply_passages.h"
#include "parsers/text/text_clean.h"
#include "tests/fuzz/fuzz.h"

/* If nothing is on the ticket, all text must be shown or attached. */
static void
check_all_is_there(const Letter *letter)
{
    g_autoptr(ReplyPassages) passages =
        reply_passages_new(letter, CONFIG_QUOTED_ATTACH, NULL, NULL);
    g_autofree char *quoted =
        reply_passages_quoted(letter->text, passages->ranges != NULL ? passages->ranges : "");
    gsize n_letters = 0, n_found = 0;
    fuzz_check_text(passages->words);
    fuzz_check_text(quoted);
    if (strstr(letter->text, "##-") != NULL)
        return;
    for (const char *at = letter->text; *at != '\0'; at++)
        n_letters += g_ascii_isalnum(*at);
    for (const char *at = passages->words; *at != '\0'; at++)
        n_found += g_ascii_isalnum(*at);
    for (const char *at = quoted; *at != '\0'; at++)
        n_found += g_ascii_isalnum(*at);
    g_assert_cmpuint(n_found, >=, n_letters);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const PassageKeys keys = {.keys = {{1, 2}}, .n_keys = 1};
    const char *octets = (const char *)data;
    const char *middle = size > 0 ? memchr(octets, '\0', size) : NULL;
    gsize first = middle != NULL ? (gsize)(middle - octets) : size;
    g_autofree char *ticket = text_clean(octets, first);
    g_autoptr(KnownText) known = known_text_new(&keys);
    g_autoptr(WordList) list = word_list_new(&keys.keys[0], ticket, strlen(ticket));
    g_autoptr(GBytes) fingerprint = fingerprint_new(&keys.keys[0], list, NULL);
    g_autoptr(Letter) letter = letter_new();

    g_assert(fingerprint == NULL || g_bytes_get_size(fingerprint) <= FINGERPRINT_MAX_BYTES);
    if (fingerprint != NULL)
        known_text_add(known, fingerprint);
    g_free(letter->text);
    letter->text = middle != NULL ? text_clean(middle + 1, size - first - 1) : g_strdup(ticket);
    letter_add_segment(letter, letter_segment_new(LETTER_SEGMENT_QUOTATION, LETTER_SURE_GUESS,
                                                  "fuzz", strlen(letter->text)));
    g_autoptr(ReplyPassages) passages =
        reply_passages_new(letter, CONFIG_QUOTED_ATTACH, known, NULL);
    fuzz_check_text(passages->words);
    check_all_is_there(letter);
    return 0;
}
