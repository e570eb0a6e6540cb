/* fuzz_authentication.c - what Authentication-Results prove. The lines of the input are the address
 * in From, then the fields, topmost first. */
#include <string.h>

#include "gateway/policy/authentication.h"
#include "tests/fuzz/fuzz.h"

#define TRUSTED "mx.desk.example"

static Letter *
letter_from(const char *address)
{
    Letter *letter = letter_new();
    LetterAddress *from = g_new0(LetterAddress, 1);

    from->address = g_strdup(address);
    g_ptr_array_add(letter->from, from);
    return letter;
}

static gboolean
is_passed(const Letter *letter)
{
    static char trusted[] = TRUSTED, *ids[] = {trusted, NULL};
    const Config config = {.authserv_ids = ids};
    g_autofree char *reason = NULL;
    gboolean result = authentication_is_passed(&config, letter, &reason);

    g_assert(reason != NULL);
    fuzz_check_text(reason);
    return result;
}

/* Whether a field may decide: our server's name is in it, whole or interrupted by a comment or
 * quotation marks. */
static gboolean
can_be_trusted(const char *field)
{
    return strcasestr(field, TRUSTED) != NULL || strpbrk(field, "(\"") != NULL;
}

/* Fields that do not name our server must change nothing. */
static void
check_strangers(const Letter *letter, const char *address)
{
    g_autoptr(Letter) other = letter_from(address);

    for (guint i = 0; i < letter->authentication_results->len; i++) {
        const char *field = g_ptr_array_index(letter->authentication_results, i);
        if (can_be_trusted(field))
            g_ptr_array_add(other->authentication_results, g_strdup(field));
    }
    g_assert(is_passed(letter) == is_passed(other));
}

/* Text of a sender that our server repeats in its field, quoted or in a comment as it must be. */
static char *
escaped(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p++) {
        if (strchr("\"\\()", *p) != NULL)
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

/* Text of a sender inside our server's own field must prove nothing. */
static void
check_repeated(const char *address, const char *words)
{
    static const char *const forms[] = {
        TRUSTED "; spf=fail smtp.mailfrom=\"%s\"@elsewhere.example",
        TRUSTED "; spf=fail (%s) smtp.mailfrom=elsewhere.example; dkim=none",
        TRUSTED "; dkim=fail reason=\"%s\" header.d=elsewhere.example"};
    g_autofree char *quoted = escaped(words);

    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autoptr(Letter) letter = letter_from(address);
        const char *place = strstr(forms[i], "%s");
        g_ptr_array_add(
            letter->authentication_results,
            g_strdup_printf("%.*s%s%s", (int)(place - forms[i]), forms[i], quoted, place + 2));
        g_assert(!is_passed(letter));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = fuzz_text(data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 12);

    if (lines[0] == NULL)
        return 0;
    g_autoptr(Letter) letter = letter_from(lines[0]);
    for (guint i = 1; lines[i] != NULL; i++) {
        g_ptr_array_add(letter->authentication_results, g_strdup(lines[i]));
        check_repeated(lines[0], lines[i]);
    }
    check_strangers(letter, lines[0]);
    return 0;
}
