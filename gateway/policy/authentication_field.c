/* authentication_field.c - see authentication_field.h. Knows the syntax, not which servers are
 * trusted. */
#include "gateway/policy/authentication_field.h"

#include <string.h>

#define SPACE " \t\r\n"

typedef struct {
    const char *at;
    gboolean is_broken; /* a comment or a quoted string has no end */
} Scanner;

static void
result_free(gpointer data)
{
    AuthenticationResult *result = data;
    g_free(result->method);
    g_free(result->result);
    g_hash_table_unref(result->properties);
    g_free(result);
}

void
authentication_field_free(AuthenticationField *field)
{
    if (field == NULL)
        return;
    g_free(field->server);
    g_ptr_array_unref(field->results);
    g_free(field);
}

static void
break_off(Scanner *scanner)
{
    scanner->is_broken = TRUE;
    scanner->at += strlen(scanner->at);
}

/* A comment, which may contain others (RFC 5322 section 3.2.2). */
static void
skip_comment(Scanner *scanner)
{
    guint depth = 0;
    for (const char *p = scanner->at; *p != '\0'; p++) {
        if (*p == '\\' && p[1] != '\0')
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0) {
            scanner->at = p + 1;
            return;
        }
    }
    break_off(scanner);
}

/* Skips white space and comments, which only separate. */
static void
skip_space(Scanner *scanner)
{
    for (;;) {
        scanner->at += strspn(scanner->at, SPACE);
        if (*scanner->at != '(')
            return;
        skip_comment(scanner);
    }
}

static void
read_quoted(Scanner *scanner, GString *value)
{
    for (const char *p = scanner->at + 1; *p != '\0'; p++) {
        if (*p == '"') {
            scanner->at = p + 1;
            return;
        }
        if (*p == '\\' && p[1] != '\0')
            p++;
        g_string_append_c(value, *p);
    }
    break_off(scanner);
}

static gsize
run_length(const Scanner *scanner)
{
    return strcspn(scanner->at, SPACE "()\";=");
}

/* A value: text without white space and comments, quoted or not ("a b"@x.org). NULL if there is no
 * value. (transfer full) (nullable) */
static char *
read_value(Scanner *scanner)
{
    GString *value = g_string_new(NULL);
    const char *start = scanner->at;
    for (;;) {
        gsize length = run_length(scanner);
        g_string_append_len(value, scanner->at, (gssize)length);
        scanner->at += length;
        if (*scanner->at == '"')
            read_quoted(scanner, value);
        else if (length == 0)
            break;
    }
    gboolean is_there = scanner->at > start && !scanner->is_broken;
    char *text = g_string_free(value, FALSE);
    if (!is_there)
        g_clear_pointer(&text, g_free);
    return text;
}

static gboolean
joins(char c)
{
    return c == '.' || c == '/';
}

/* A name with its parts ("header.from", "dmarc/1"); there may be white space and comments around
 * its dots and slashes. If there are several words in a row, the last one. (transfer full) */
static char *
read_name(Scanner *scanner)
{
    GString *name = g_string_new(NULL);
    for (gsize length; (length = run_length(scanner)) > 0;) {
        if (name->len > 0 && !joins(name->str[name->len - 1]) && !joins(*scanner->at))
            g_string_truncate(name, 0);
        g_string_append_len(name, scanner->at, (gssize)length);
        scanner->at += length;
        skip_space(scanner);
    }
    char *lower = g_ascii_strdown(name->str, -1);
    g_string_free(name, TRUE);
    return lower;
}

static gboolean
is_end(const Scanner *scanner)
{
    return *scanner->at == ';' || *scanner->at == '\0';
}

static void
skip_to_end(Scanner *scanner)
{
    g_autoptr(GString) ignored = g_string_new(NULL);
    for (skip_space(scanner); !is_end(scanner); skip_space(scanner)) {
        if (*scanner->at == '"')
            read_quoted(scanner, ignored);
        else
            scanner->at++;
    }
}

/* If a value contradicts an earlier one, neither is kept. */
static void
add_property(AuthenticationResult *result, char *name, char *value)
{
    const char *earlier = g_hash_table_lookup(result->properties, name);
    if (earlier != NULL && strcmp(earlier, value) != 0)
        *value = '\0';
    g_hash_table_replace(result->properties, name, value);
}

/* Reads the reason and the properties up to the end of the result. FALSE: they are not valid. */
static gboolean
read_properties(Scanner *scanner, AuthenticationResult *result)
{
    for (skip_space(scanner); !is_end(scanner); skip_space(scanner)) {
        gboolean is_torn = *scanner->at == '@'; /* from its local part, by a comment */
        g_autofree char *name = read_name(scanner);
        if (is_torn || *name == '\0' || *scanner->at == '"' || *scanner->at == ')')
            return FALSE;
        if (*scanner->at != '=')
            continue;
        scanner->at++;
        skip_space(scanner);
        char *value = read_value(scanner);
        if (value != NULL)
            add_property(result, g_steal_pointer(&name), value);
    }
    return !scanner->is_broken;
}

/* "method", or "method/version": (transfer full) (nullable) */
static char *
read_method(Scanner *scanner)
{
    if (*scanner->at == '"')
        return NULL;
    g_autofree char *method = read_name(scanner);
    method[strcspn(method, "/")] = '\0';
    if (*method == '\0' || *scanner->at != '=')
        return NULL;
    scanner->at++;
    skip_space(scanner);
    return g_steal_pointer(&method);
}

/* One resinfo, without its ';'. NULL: it is not valid. (transfer full) (nullable) */
static AuthenticationResult *
read_result(Scanner *scanner)
{
    AuthenticationResult *result = g_new0(AuthenticationResult, 1);
    result->properties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    skip_space(scanner);
    result->method = read_method(scanner);
    g_autofree char *word = result->method != NULL ? read_value(scanner) : NULL;
    if (word != NULL)
        result->result = g_ascii_strdown(word, -1);
    if (word == NULL || !read_properties(scanner, result))
        g_clear_pointer(&result, result_free);
    return result;
}

/* authserv-id and version; only version 1 is known (RFC 8601 section 2.2). */
static char *
read_server(Scanner *scanner)
{
    skip_space(scanner);
    g_autofree char *server = read_value(scanner);
    skip_space(scanner);
    if (g_str_has_prefix(scanner->at, "1")) {
        scanner->at++;
        skip_space(scanner);
    }
    return server != NULL && is_end(scanner) && !scanner->is_broken ? g_steal_pointer(&server)
                                                                    : NULL;
}

AuthenticationField *
authentication_field_read(const char *text)
{
    Scanner scanner = {.at = text};
    char *server = read_server(&scanner);
    if (server == NULL)
        return NULL;
    AuthenticationField *field = g_new0(AuthenticationField, 1);
    field->server = server;
    field->results = g_ptr_array_new_with_free_func(result_free);
    while (*scanner.at == ';') {
        scanner.at++;
        AuthenticationResult *result = read_result(&scanner);
        if (result != NULL)
            g_ptr_array_add(field->results, result);
        skip_to_end(&scanner);
    }
    return field;
}

const char *
authentication_result_domain(const AuthenticationResult *result, const char *property)
{
    const char *value = g_hash_table_lookup(result->properties, property);
    const char *at = value != NULL ? strrchr(value, '@') : NULL;
    const char *domain = at != NULL ? at + 1 : value;
    return domain != NULL && *domain != '\0' ? domain : NULL;
}
