/* authentication.c - see authentication.h. Reads the fields of trusted servers, and no others. */
#include "gateway/policy/authentication.h"

#include <string.h>

#include "gateway/policy/organisation.h"

/* What the topmost results say of one method; strings are NULL where there is none. */
typedef struct {
    char *result; /* "pass", "fail", ... */
    char *domain; /* that the result is about */
} MethodResult;

typedef struct {
    MethodResult dmarc, dkim, spf;
    gboolean is_dkim_settled; /* by a field above the one that is read */
} Results;

static void
results_clear(Results *results)
{
    MethodResult *const all[] = {&results->dmarc, &results->dkim, &results->spf};
    for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
        g_free(all[i]->result);
        g_free(all[i]->domain);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Results, results_clear)

/* Copies one character of a quoted string, or a pair after a backslash. Returns what was read. */
static gsize
copy_quoted(GString *plain, const char *text)
{
    gsize length = *text == '\\' && text[1] != '\0' ? 2 : 1;
    char c = text[length - 1];
    /* What separates outside of quotes must not do so from inside them. */
    g_string_append_c(plain, strchr(";= \t", c) != NULL ? '?' : c);
    return length;
}

/* `field` without comments (RFC 5322 3.2.2), quotes taken off. (transfer full) */
static char *
without_comments(const char *field)
{
    GString *plain = g_string_new(NULL);
    guint depth = 0;
    gboolean is_quoted = FALSE;

    for (gsize i = 0; field[i] != '\0';) {
        if (is_quoted && field[i] != '"') {
            i += copy_quoted(plain, field + i);
            continue;
        }
        if (field[i] == '"' && depth == 0)
            is_quoted = !is_quoted;
        else if (field[i] == '(')
            depth++;
        else if (field[i] == ')' && depth > 0)
            depth--;
        else if (depth == 0)
            g_string_append_c(plain, field[i]);
        i += field[i] == '\\' && depth > 0 && field[i + 1] != '\0' ? 2 : 1;
    }
    return g_string_free(plain, FALSE);
}

/* The value of "name=value" among the words of one result, or NULL. */
static const char *
find_property(char *const *words, const char *name)
{
    gsize length = strlen(name);
    for (guint i = 0; words[i] != NULL; i++)
        if (g_ascii_strncasecmp(words[i], name, length) == 0 && words[i][length] == '=')
            return words[i] + length + 1;
    return NULL;
}

/* An address or a domain, as a domain. */
static char *
property_domain(const char *value)
{
    const char *at = value != NULL ? strrchr(value, '@') : NULL;
    return g_strdup(at != NULL ? at + 1 : value);
}

/* The first result of a method counts; of dkim, where every signature has one in the same field,
 * the one that passes for `from_domain`'s organisation. */
static void
take_result(MethodResult *method, const char *result, char *domain, gboolean is_replaced)
{
    if (method->result != NULL && !is_replaced) {
        g_free(domain);
        return;
    }
    g_free(method->result);
    g_free(method->domain);
    method->result = g_ascii_strdown(result, -1);
    method->domain = domain;
}

/* One "method=result property=value ...". */
static void
read_result(Results *results, const char *text, const char *from_domain)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    const char *dmarc = find_property(words, "dmarc");
    const char *dkim = find_property(words, "dkim");
    const char *spf = find_property(words, "spf");
    if (dmarc != NULL) {
        take_result(&results->dmarc, dmarc, property_domain(find_property(words, "header.from")),
                    FALSE);
    } else if (dkim != NULL) {
        const char *signer = find_property(words, "header.d");
        if (signer == NULL)
            signer = find_property(words, "header.i");
        char *domain = property_domain(signer);
        gboolean is_better = !results->is_dkim_settled && g_ascii_strcasecmp(dkim, "pass") == 0 &&
                             domain != NULL && organisation_is_same(domain, from_domain);
        take_result(&results->dkim, dkim, domain, is_better);
    } else if (spf != NULL) {
        take_result(&results->spf, spf, property_domain(find_property(words, "smtp.mailfrom")),
                    FALSE);
    }
}

/* Whether the field is of a server that we trust; *ret_rest is what follows its name. */
static gboolean
is_trusted(const Config *config, const char *field, const char **ret_rest)
{
    gsize length = strcspn(field, ";");
    g_autofree char *head = g_strstrip(g_strndup(field, length));
    head[strcspn(head, " \t")] = '\0'; /* a version may follow the authserv-id */
    *ret_rest = field + length;
    for (guint i = 0; config->authserv_ids != NULL && config->authserv_ids[i] != NULL; i++)
        if (g_ascii_strcasecmp(config->authserv_ids[i], head) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
read_fields(const Config *config, const Letter *letter, const char *from_domain, Results *results)
{
    gboolean has_trusted = FALSE;
    for (guint i = 0; i < letter->authentication_results->len; i++) {
        g_autofree char *plain =
            without_comments(g_ptr_array_index(letter->authentication_results, i));
        const char *rest;
        if (!is_trusted(config, plain, &rest))
            continue;
        has_trusted = TRUE;
        g_auto(GStrv) pieces = g_strsplit(rest, ";", -1);
        for (guint j = 0; pieces[j] != NULL; j++)
            read_result(results, pieces[j], from_domain);
        results->is_dkim_settled = results->dkim.result != NULL;
    }
    return has_trusted;
}

static gboolean
is_passed_for(const MethodResult *method, const char *from_domain)
{
    return g_strcmp0(method->result, "pass") == 0 && method->domain != NULL &&
           organisation_is_same(method->domain, from_domain);
}

static gboolean
judge(const Results *results, const char *domain, char **ret_reason)
{
    const char *dmarc = results->dmarc.result;
    if (is_passed_for(&results->dmarc, domain)) {
        *ret_reason = g_strdup_printf("dmarc=pass for %s", domain);
        return TRUE;
    }
    if (dmarc != NULL && strcmp(dmarc, "none") != 0) {
        *ret_reason = g_strdup_printf("dmarc=%s", dmarc);
        return FALSE;
    }
    if (is_passed_for(&results->dkim, domain) || is_passed_for(&results->spf, domain)) {
        gboolean is_dkim = is_passed_for(&results->dkim, domain);
        *ret_reason = g_strdup_printf("%s=pass for %s", is_dkim ? "dkim" : "spf",
                                      is_dkim ? results->dkim.domain : results->spf.domain);
        return TRUE;
    }
    *ret_reason = g_strdup_printf("no result that passes for %s", domain);
    return FALSE;
}

gboolean
authentication_is_passed(const Config *config, const Letter *letter, char **ret_reason)
{
    if (letter->from->len != 1) {
        *ret_reason = g_strdup_printf("%u addresses in From", letter->from->len);
        return FALSE;
    }
    const LetterAddress *from = g_ptr_array_index(letter->from, 0);
    const char *domain = organisation_domain(from->address);
    g_auto(Results) results = {0};
    if (!read_fields(config, letter, domain, &results)) {
        *ret_reason = g_strdup("no Authentication-Results of a trusted server");
        return FALSE;
    }
    return judge(&results, domain, ret_reason);
}
