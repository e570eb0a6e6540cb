/* confirmation_clean.c - see confirmation_clean.h. Depends on no mail library and no template. */
#include "gateway/confirmation/confirmation_clean.h"

#include <string.h>

#include "parsers/text/text_clean.h"

#define ADDRESS_MAX_BYTES 254 /* RFC 5321 4.5.3.1.3, without the brackets */
#define LINE_MAX_CHARS 200
#define NAME_MAX_CHARS 40
#define NAME_MAX_WORDS 5
#define MESSAGE_ID_MAX_BYTES 900 /* fits a line of 998 octets with its field name and brackets */

static gboolean
is_break(gunichar character)
{
    return g_unichar_iscntrl(character) || g_unichar_isspace(character) || character == 0x2028 ||
           character == 0x2029;
}

char *
confirmation_clean_line(const char *text, gsize max_chars)
{
    g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
    GString *line = g_string_new(NULL);
    gboolean is_space_due = FALSE;
    gsize chars = 0;

    for (const char *p = valid; *p != '\0' && chars < max_chars; p += g_utf8_skip[(guchar)*p]) {
        gunichar character = g_utf8_get_char(p);
        if (text_is_trick(character))
            continue;
        if (is_break(character)) {
            is_space_due = line->len > 0;
            continue;
        }
        if (is_space_due) {
            g_string_append_c(line, ' ');
            chars++;
        }
        is_space_due = FALSE;
        if (chars < max_chars)
            g_string_append_unichar(line, character);
        chars++;
    }
    return g_strchomp(g_string_free(line, FALSE));
}

char *
confirmation_clean_text(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
    GString *clean = g_string_new(NULL);

    for (const char *p = valid; *p != '\0'; p += g_utf8_skip[(guchar)*p]) {
        gunichar character = g_utf8_get_char(p);
        if (character == 0x2028 || character == 0x2029)
            character = '\n';
        if (character == '\r' && p[1] != '\n')
            character = '\n';
        if (character == '\n' || character == '\t' || !g_unichar_iscntrl(character))
            g_string_append_unichar(clean, character);
    }
    return g_string_free(clean, FALSE);
}

/* The name without what programs and companies add; "Vries, Anna de" becomes "Anna de Vries". */
static char *
person_of(const char *name)
{
    static const char *const ends[] = {"(", "[", "|", " via ", " - "};
    g_autofree char *line = confirmation_clean_line(name, LINE_MAX_CHARS);
    gsize length = strlen(line);

    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        const char *end = strstr(line, ends[i]);
        if (end != NULL)
            length = MIN(length, (gsize)(end - line));
    }
    g_autofree char *person = g_strstrip(g_strndup(line, length));
    length = strlen(person);
    if (length > 2 && strchr("'\"", *person) != NULL && person[length - 1] == *person) {
        person[length - 1] = ' ';
        person[0] = ' ';
    }
    g_auto(GStrv) parts = g_strsplit(person, ",", 3);
    if (g_strv_length(parts) != 2)
        return g_strdup(g_strstrip(person));
    g_autofree char *whole = g_strconcat(g_strstrip(parts[1]), " ", g_strstrip(parts[0]), NULL);
    return g_strdup(g_strstrip(whole));
}

/* Whether the point ends an initial: "J." of "J. Smith", "J.P.". */
static gboolean
is_initial(const char *name, const char *point)
{
    const char *letter = point > name ? g_utf8_find_prev_char(name, point) : NULL;
    const char *before = letter != NULL && letter > name ? letter - 1 : NULL;

    return letter != NULL && g_unichar_isalpha(g_utf8_get_char(letter)) &&
           (before == NULL || *before == ' ' || *before == '.') &&
           (point[1] == ' ' || point[1] == '\0' ||
            g_utf8_find_next_char(point + 1, NULL)[0] == '.');
}

char *
confirmation_clean_name(const char *name)
{
    g_autofree char *person = person_of(name);
    gsize n_blanks = 0;

    for (const char *p = person; *p != '\0'; p = text_next_char(p)) {
        gunichar character = g_utf8_get_char(p);
        gboolean is_fine = g_unichar_isalpha(character) || g_unichar_ismark(character) ||
                           character == ' ' || character == '-' || character == '\'' ||
                           character == 0x2019 || (character == '.' && is_initial(person, p));
        n_blanks += character == ' ' ? 1 : 0;
        if (!is_fine)
            return g_strdup("");
    }
    if (n_blanks >= NAME_MAX_WORDS || g_utf8_strlen(person, -1) > NAME_MAX_CHARS ||
        !g_unichar_isalpha(g_utf8_get_char(person)))
        return g_strdup("");
    return g_steal_pointer(&person);
}

gboolean
confirmation_clean_is_address(const char *address)
{
    gsize length = strlen(address);
    const char *at = strrchr(address, '@');

    if (length > ADDRESS_MAX_BYTES || at == NULL || at == address || at[1] == '\0' ||
        strchr(address, '@') != at || address[0] == '-' || !g_utf8_validate(address, -1, NULL))
        return FALSE;
    for (const char *p = address; *p != '\0'; p += g_utf8_skip[(guchar)*p]) {
        gunichar character = g_utf8_get_char(p);
        if (is_break(character) || !g_unichar_isprint(character) ||
            (character < 0x80 && strchr("<>()[]\",;:\\", (int)character) != NULL))
            return FALSE;
    }
    return TRUE;
}

gboolean
confirmation_clean_is_message_id(const char *message_id)
{
    gsize length = strlen(message_id);

    if (length == 0 || length > MESSAGE_ID_MAX_BYTES)
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isgraph(message_id[i]) || message_id[i] == '<' || message_id[i] == '>')
            return FALSE;
    }
    return TRUE;
}

char *
confirmation_clean_links(const char *text)
{
    GString *harmless = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p++) {
        gboolean is_inside =
            p > text && !g_ascii_isspace(p[-1]) && p[1] != '\0' && !g_ascii_isspace(p[1]);
        if (*p == '.' && is_inside && !g_ascii_isdigit(p[1]))
            g_string_append(harmless, "[.]");
        else if (*p == ':' && is_inside && p[1] == '/')
            g_string_append(harmless, "[:]");
        else if (*p == '@' && is_inside)
            g_string_append(harmless, "[at]");
        else
            g_string_append_c(harmless, *p);
    }
    return g_string_free(harmless, FALSE);
}
