/* confirmation_recipient.c - see confirmation_recipient.h. Says who may get a confirmation;
 * decision.c decides whether one is sent. */
#include "gateway/policy/confirmation_recipient.h"

#include <string.h>

#include "gateway/policy/authentication.h"
#include "gateway/policy/organisation.h"
#include "gateway/policy/requester.h"
#include "gateway/policy/route.h"
#include "parsers/mail_class/machine_name.h"

static char *
local_part(const char *address)
{
    const char *at = strrchr(address, '@');
    return g_strndup(address, at != NULL ? (gsize)(at - address) : strlen(address));
}

/* Local parts of addresses that no person reads (RFC 2142, RFC 5321 4.5.5 and usage). */
static gboolean
is_machine(const char *address)
{
    static const char *const names[] = {"postmaster", "nobody",    "bounce",         "bounces",
                                        "listserv",   "majordomo", "owner-listserv", NULL};
    g_autofree char *local = local_part(address);
    g_autofree char *lower = g_ascii_strdown(local, -1);
    return g_strv_contains(names, lower) || machine_name_is_daemon(local) ||
           machine_name_is_unread(local);
}

/* An address of list software (RFC 2142 section 6), if the mail came through a list. Otherwise a
 * name such as service-request belongs to a person. */
static gboolean
is_list_role(const Letter *letter, const char *address)
{
    g_autofree char *local = local_part(address);
    g_autofree char *lower = g_ascii_strdown(local, -1);
    if (letter->mail_class != LETTER_CLASS_LIST && letter->lists->len == 0)
        return FALSE;
    return g_str_has_prefix(lower, "owner-") || g_str_has_suffix(lower, "-request") ||
           g_str_has_suffix(lower, "-bounces");
}

static const char *
find_address(const Config *config, const Letter *letter)
{
    if (requester_is_named(config, letter) || letter->from->len == 0)
        return requester_address(config, letter);
    const LetterAddress *from = g_ptr_array_index(letter->from, 0);
    if (letter->reply_to->len == 1) {
        const LetterAddress *reply_to = g_ptr_array_index(letter->reply_to, 0);
        if (organisation_is_same(organisation_domain(from->address),
                                 organisation_domain(reply_to->address)))
            return reply_to->address;
    }
    return from->address;
}

/* An address that is safe in RCPT TO (RFC 5321 4.1.2). */
static gboolean
is_usable(const char *address)
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
confirmation_recipient_is_person(const Config *config, const char *address, char **ret_reason)
{
    if (address == NULL || !is_usable(address)) {
        *ret_reason = g_strdup("the mail has no sender address that can be answered");
        return FALSE;
    }
    if (is_machine(address)) {
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
confirmation_recipient_sender(const Config *config, const Letter *letter, char **ret_reason)
{
    if (requester_strength(config, letter) != LETTER_STRENGTH_NOTHING) {
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
    const char *address = find_address(config, letter);
    if (address != NULL && is_list_role(letter, address)) {
        *ret_reason = g_strdup_printf("%s is an address of a list's software", address);
        return NULL;
    }
    return confirmation_recipient_is_person(config, address, ret_reason) ? address : NULL;
}
