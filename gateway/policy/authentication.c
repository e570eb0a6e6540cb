/* authentication.c - see authentication.h. Only reads the fields of trusted servers. */
#include "gateway/policy/authentication.h"

#include <string.h>

#include "gateway/policy/authentication_field.h"
#include "gateway/policy/organisation.h"

/* The topmost results of one method; strings are NULL if no field has a result. */
typedef struct {
    char *result; /* "pass", "fail", ... */
    char *domain; /* the domain of the result */
} MethodResult;

typedef struct {
    MethodResult dmarc, dkim, spf;
    gboolean is_dkim_settled; /* set by a field above the current one */
    gboolean is_dmarc_settled;
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

/* The first result of a method counts. For dkim, a field has a result for each signature: the one
 * that passes for the organisation of `from_domain` counts. For dmarc, a failure in the same field
 * counts. */
static void
take_result(MethodResult *method, const char *result, const char *domain, gboolean is_replaced)
{
    if (method->result != NULL && !is_replaced)
        return;
    g_free(method->result);
    g_free(method->domain);
    method->result = g_strdup(result);
    method->domain = g_strdup(domain);
}

static void
read_dkim(Results *results, const AuthenticationResult *result, const char *from_domain)
{
    const char *signer = authentication_result_domain(result, "header.d");
    if (signer == NULL)
        signer = authentication_result_domain(result, "header.i");
    gboolean is_better = !results->is_dkim_settled && strcmp(result->result, "pass") == 0 &&
                         signer != NULL && organisation_is_same(signer, from_domain);
    take_result(&results->dkim, result->result, signer, is_better);
}

static void
read_result(Results *results, const AuthenticationResult *result, const char *from_domain)
{
    if (strcmp(result->method, "dmarc") == 0)
        take_result(&results->dmarc, result->result,
                    authentication_result_domain(result, "header.from"),
                    !results->is_dmarc_settled && strcmp(result->result, "fail") == 0);
    else if (strcmp(result->method, "dkim") == 0)
        read_dkim(results, result, from_domain);
    else if (strcmp(result->method, "spf") == 0)
        take_result(&results->spf, result->result,
                    authentication_result_domain(result, "smtp.mailfrom"), FALSE);
}

static gboolean
is_trusted(const Config *config, const char *server)
{
    for (guint i = 0; config->authserv_ids != NULL && config->authserv_ids[i] != NULL; i++)
        if (g_ascii_strcasecmp(config->authserv_ids[i], server) == 0)
            return TRUE;
    return FALSE;
}

/* FALSE: there is no field of a trusted server. */
static gboolean
read_fields(const Config *config, const Letter *letter, const char *from_domain, Results *results)
{
    gboolean has_trusted = FALSE;
    for (guint i = 0; i < letter->authentication_results->len; i++) {
        g_autoptr(AuthenticationField) field =
            authentication_field_read(g_ptr_array_index(letter->authentication_results, i));
        if (field == NULL || !is_trusted(config, field->server))
            continue;
        has_trusted = TRUE;
        for (guint j = 0; j < field->results->len; j++)
            read_result(results, g_ptr_array_index(field->results, j), from_domain);
        results->is_dkim_settled = results->dkim.result != NULL;
        results->is_dmarc_settled = results->dmarc.result != NULL;
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

gboolean
authentication_is_forged(const Config *config, const Letter *letter)
{
    g_auto(Results) results = {0};
    if (!read_fields(config, letter, "", &results) || g_strcmp0(results.dmarc.result, "fail") != 0)
        return FALSE;
    for (guint i = 0; i < letter->from->len; i++) {
        const LetterAddress *from = g_ptr_array_index(letter->from, i);
        if (results.dmarc.domain == NULL ||
            organisation_is_same(results.dmarc.domain, organisation_domain(from->address)))
            return TRUE;
    }
    return FALSE;
}

gboolean
authentication_is_missing(const Config *config, const Letter *letter)
{
    g_autofree char *reason = NULL;
    return config->authserv_ids != NULL && config->authserv_ids[0] != NULL &&
           !authentication_is_passed(config, letter, &reason);
}
