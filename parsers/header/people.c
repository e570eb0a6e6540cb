/* people.c - turns address fields into lists of LetterAddress.
 *
 * Decodes names and makes the canonical form of addresses. gateway/policy/ decides which of them is
 * the requester. */
#include "parsers/header/people.h"

#include "parsers/header/encoded_word.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_NAME_BYTES 500
#define MAX_ADDRESS_BYTES 500
#define BYTE_ORDER_MARK 0xFEFF
#define REPLACEMENT_CHARACTER 0xFFFD

/* `text` with a sign in place of each character that text_clean_line() would remove. Otherwise one
 * address could turn into the address of somebody else. */
static char *
without_hidden(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *shown = g_string_new(NULL);

    for (const char *p = valid; *p != '\0'; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean is_hidden =
            c == BYTE_ORDER_MARK || (g_unichar_iscntrl(c) && !g_unichar_isspace(c));
        g_string_append_unichar(shown, is_hidden ? REPLACEMENT_CHARACTER : c);
    }
    return g_string_free(shown, FALSE);
}

/* In lower case by the rules of DNS: a letter that is not ASCII never becomes an ASCII letter, as
 * the Kelvin sign would. */
static char *
lower_domain(const char *domain)
{
    GString *lower = g_string_new(NULL);

    for (const char *p = domain; *p != '\0'; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gunichar small = g_unichar_tolower(c);
        g_string_append_unichar(lower, c < 0x80 || small >= 0x80 ? small : c);
    }
    return g_string_free(lower, FALSE);
}

/* Decodes IDN (RFC 5890) only if the text leads back to the same name. So two DNS names never
 * become one. */
static char *
decode_domain(const char *domain)
{
    g_autofree char *decoded =
        strstr(domain, "xn--") != NULL ? g_hostname_to_unicode(domain) : NULL;
    g_autofree char *again = decoded != NULL ? g_hostname_to_ascii(decoded) : NULL;

    return again != NULL && strcmp(again, domain) == 0 ? g_steal_pointer(&decoded)
                                                       : g_strdup(domain);
}

/* The addr-spec with its domain in lower case and IDN decoded, or NULL. */
static char *
canonical_address(const char *address)
{
    g_autofree char *shown = without_hidden(address);
    g_autofree char *clean = text_clean_line(shown, MAX_ADDRESS_BYTES);
    char *at = strrchr(clean, '@');

    if (*clean == '\0')
        return NULL;
    if (at == NULL)
        return g_steal_pointer(&clean);
    g_autofree char *lower = lower_domain(at + 1);
    g_autofree char *domain = decode_domain(lower);
    return g_strdup_printf("%.*s@%s", (int)(at - clean), clean, domain);
}

static void
add_mailbox(ParseRun *run, GPtrArray *list, InternetAddress *mailbox)
{
    const char *name = internet_address_get_name(mailbox);
    const char *address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(mailbox));
    g_autofree char *canonical = address == NULL ? NULL : canonical_address(address);

    if (canonical == NULL)
        return;
    if (list->len >= run->options.max_recipients) {
        parse_run_note(run, "only the first %u addresses of a field were read",
                       run->options.max_recipients);
        return;
    }
    LetterAddress *entry = g_new0(LetterAddress, 1);
    entry->address = g_steal_pointer(&canonical);
    if (name != NULL)
        entry->name = text_clean_line(name, MAX_NAME_BYTES);
    if (entry->name != NULL && *entry->name == '\0')
        g_clear_pointer(&entry->name, g_free);
    g_ptr_array_add(list, entry);
}

static void
add_list(ParseRun *run, GPtrArray *list, InternetAddressList *addresses)
{
    if (addresses == NULL)
        return;
    for (int i = 0; i < internet_address_list_length(addresses); i++) {
        InternetAddress *address = internet_address_list_get_address(addresses, i);
        if (INTERNET_ADDRESS_IS_GROUP(address))
            add_list(run, list,
                     internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)));
        else
            add_mailbox(run, list, address);
    }
}

/* The address in a field with broken syntax ("Anna Smit anna@example.org"); the text before it is
 * the name. */
static void
add_lone_address(ParseRun *run, GPtrArray *list, const char *unified)
{
    g_autofree char *decoded = encoded_word_decode(unified, run->options.default_charset);
    g_autofree char *line = text_clean_line(decoded, MAX_NAME_BYTES + MAX_ADDRESS_BYTES);
    const char *at = strchr(line, '@');
    const char *begin = at;

    if (at == NULL)
        return;
    while (begin > line && strchr(" <>()[],;:\"'", begin[-1]) == NULL)
        begin--;
    g_autofree char *address = g_strndup(begin, strcspn(begin, " <>()[],;:\"'"));
    if (begin == at || address[strlen(address) - 1] == '@')
        return;
    g_autofree char *name = g_strndup(line, (gsize)(begin - line));
    g_strdelimit(name, "<>()[]\"", ' ');
    InternetAddress *mailbox = internet_address_mailbox_new(g_strstrip(name), address);
    add_mailbox(run, list, mailbox);
    g_object_unref(mailbox);
}

/* ---- an @ in an unquoted display name ---- */

/* The character after the quoted string or comment that begins at `text`. */
static const char *
skip_enclosed(const char *text)
{
    char end = *text;
    guint depth = 1;

    if (end == '(')
        end = ')';
    for (text++; *text != '\0' && depth > 0; text++) {
        if (*text == '\\' && text[1] != '\0')
            text++;
        else if (*text == end)
            depth--;
        else if (*text == '(' && end == ')')
            depth++;
    }
    return text;
}

/* Appends the display name (of a person or group) from `begin` to `end`, in quotation marks if it
 * has an unquoted @. */
static void
append_name(GString *field, const char *begin, const char *end)
{
    gboolean has_at = FALSE, has_enclosed = FALSE;

    while (begin < end && g_ascii_isspace(*begin))
        g_string_append_c(field, *begin++);
    for (const char *p = begin; p < end; p++) {
        has_at = has_at || *p == '@';
        has_enclosed = has_enclosed || strchr("\"(", *p) != NULL;
    }
    if (!has_at || has_enclosed) {
        g_string_append_len(field, begin, end - begin);
        return;
    }
    while (end > begin && g_ascii_isspace(end[-1]))
        end--;
    g_string_append_c(field, '"');
    for (const char *p = begin; p < end; p++) {
        if (*p == '\\')
            g_string_append_c(field, '\\');
        g_string_append_c(field, *p);
    }
    g_string_append(field, "\" ");
}

/* The field, with quotation marks around display names that have an @ and would be read as an
 * address ("Klaus @ Home <klaus@x.example>"). (transfer full) */
static char *
quote_names(const char *field)
{
    g_autoptr(GString) quoted = g_string_new(NULL);
    const char *begin = field, *p = field;

    while (*p != '\0') {
        if (*p == '"' || *p == '(') {
            p = skip_enclosed(p);
        } else if (*p == '<') {
            append_name(quoted, begin, p);
            begin = p;
            p += strcspn(p, ">");
        } else if (*p == ':') {
            append_name(quoted, begin, p);
            begin = p++;
            g_string_append_c(quoted, *begin++);
        } else if (*p == ',' || *p == ';') {
            g_string_append_len(quoted, begin, p + 1 - begin);
            begin = ++p;
        } else {
            p++;
        }
    }
    g_string_append_len(quoted, begin, p - begin);
    return g_strdup(quoted->str);
}

/* All fields of this name, in the order of the mail. */
static void
add_fields(ParseRun *run, GPtrArray *list, GMimeHeaderList *headers, const char *name)
{
    for (int i = 0; i < g_mime_header_list_get_count(headers); i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        const char *value = g_mime_header_get_raw_value(header);
        if (g_ascii_strcasecmp(g_mime_header_get_name(header), name) != 0 || value == NULL)
            continue;
        g_autofree char *unified = encoded_word_unify(value, run->options.default_charset);
        g_autofree char *quoted = strchr(unified, '@') != strrchr(unified, '@')
                                      ? quote_names(unified)
                                      : g_strdup(unified);
        g_autoptr(InternetAddressList) addresses =
            internet_address_list_parse(run->gmime_options, quoted);
        guint n_before = list->len;
        add_list(run, list, addresses);
        if (list->len == n_before && list->len < run->options.max_recipients)
            add_lone_address(run, list, unified);
    }
}

void
people_read(ParseRun *run, GMimeMessage *message)
{
    static const char *const delivered[] = {"X-Original-To", "Delivered-To", "Envelope-To",
                                            "Resent-To", "Resent-Cc"};
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    Letter *letter = run->letter;

    add_fields(run, letter->from, headers, "From");
    add_fields(run, letter->sender, headers, "Sender");
    add_fields(run, letter->reply_to, headers, "Reply-To");
    add_fields(run, letter->to, headers, "To");
    add_fields(run, letter->cc, headers, "Cc");
    for (gsize i = 0; i < G_N_ELEMENTS(delivered); i++)
        add_fields(run, letter->delivered_to, headers, delivered[i]);
    add_fields(run, letter->original_from, headers, "X-Original-From");
    add_fields(run, letter->original_from, headers, "X-Original-Sender");
}
