/* answerable.c - see answerable.h. Says who may be answered; whether an answer is wanted is
 * decision.c's business. */
#include "gateway/policy/answerable.h"

#include <string.h>

#include "gateway/policy/authentication.h"
#include "gateway/policy/organisation.h"
#include "gateway/policy/route.h"

/* Local parts that no person reads (RFC 2142, RFC 5321 4.5.5 and usage). */
static const char *const answerable_machine_names[] = {
    "mailer-daemon", "postmaster",   "noreply",      "no-reply",       "no_reply",
    "donotreply",    "do-not-reply", "do_not_reply", "nobody",         "bounce",
    "bounces",       "listserv",     "majordomo",    "owner-listserv",
};

static gboolean
answerable_is_machine(const char *address)
{
    const char *at = strrchr(address, '@');
    g_autofree char *local =
        at != NULL ? g_strndup(address, (gsize)(at - address)) : g_strdup(address);
    for (guint i = 0; i < G_N_ELEMENTS(answerable_machine_names); i++)
        if (g_ascii_strcasecmp(local, answerable_machine_names[i]) == 0)
            return TRUE;
    return g_str_has_prefix(local, "owner-") || g_str_has_suffix(local, "-request") ||
           g_str_has_suffix(local, "-bounces");
}

static const char *
answerable_address(const Letter *letter)
{
    if (letter->from->len == 0)
        return NULL;
    const LetterAddress *from = g_ptr_array_index(letter->from, 0);
    if (letter->reply_to->len == 1) {
        const LetterAddress *reply_to = g_ptr_array_index(letter->reply_to, 0);
        if (organisation_is_same(organisation_domain(from->address),
                                 organisation_domain(reply_to->address)))
            return reply_to->address;
    }
    return from->address;
}

/* An address that a RCPT TO can hold without surprises (RFC 5321 4.1.2). */
static gboolean
answerable_is_usable(const char *address)
{
    const char *at = strrchr(address, '@');
    if (at == NULL || at == address || at[1] == '\0' || strlen(address) > 254)
        return FALSE;
    for (const char *p = address; *p != '\0'; p++)
        if ((guchar)*p <= ' ' || *p == 0x7f || strchr("<>,;:\\\"()[]", *p) != NULL)
            return FALSE;
    return TRUE;
}

gboolean
answerable_is_person(const Config *config, const char *address, char **ret_reason)
{
    if (address == NULL || !answerable_is_usable(address)) {
        *ret_reason = g_strdup("the mail has no sender address that can be answered");
        return FALSE;
    }
    if (answerable_is_machine(address)) {
        *ret_reason = g_strdup_printf("nobody reads mail to %s", address);
        return FALSE;
    }
    if (route_is_ours(config, address)) {
        *ret_reason = g_strdup_printf("%s is our own address", address);
        return FALSE;
    }
    *ret_reason = g_strdup("a person wrote it");
    return TRUE;
}

const char *
answerable_sender(const Config *config, const Letter *letter, char **ret_reason)
{
    if (letter->mail_class != LETTER_CLASS_HUMAN || letter->class_is_weak) {
        *ret_reason = g_strdup_printf(
            "mail of class %s is not answered (%s)", letter_class_name(letter->mail_class),
            letter->class_reason != NULL ? letter->class_reason : "no reason");
        return NULL;
    }
    if (letter->spam_mark != NULL) {
        *ret_reason =
            g_strdup_printf("mail that is marked as spam is not answered (%s)", letter->spam_mark);
        return NULL;
    }
    if (authentication_is_forged(config, letter)) {
        *ret_reason = g_strdup("mail that fails DMARC is not answered");
        return NULL;
    }
    const char *address = answerable_address(letter);
    return answerable_is_person(config, address, ret_reason) ? address : NULL;
}
