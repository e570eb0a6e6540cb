/* machine_name.c - see machine_name.h. Has the names. */
#include "parsers/mail_class/machine_name.h"

#include "parsers/words/words.h"

#include <string.h>

#define EXCHANGE_MIN_DIGITS 4 /* some programs shorten it */

static const char *const daemons[] = {
    "mailer-daemon",
    "mailer_daemon",
    "mailerdaemon",
    "mail-daemon",
    "maildaemon",
    "mdaemon",
    "mail-delivery-system",
    "mail_delivery_system",
    "mail.delivery.system",
    "maildeliverysystem",
    "mail-delivery-subsystem",
    /* from an address that is a name and "<>" */
    "mail delivery system",
    "mail delivery subsystem",
    NULL,
};

static const char *const postmasters[] = {
    "postmaster",   "post_master", "post-master", "mmdf", "bounce", "bounces",
    "mail-service", "mailservice", "smtp",        "dsn",  NULL,
};

static const char *const senders[] = {
    "root", "daemon", "majordomo", "listserv", "mailman", "owner-listserv", NULL,
};

static const char *const programs[] = {
    "notification", "notifications", "alert",           "alerts", "nagios", "icinga", "icinga2",
    "zabbix",       "prometheus",    "alertmanager",    "cron",   "daemon", "nobody", "bounce",
    "bounces",      "mailman",       "mailman-bounces", NULL,
};

/* In lower case and without its sub-address. (transfer full) */
static char *
plain(const char *local_part)
{
    const char *plus = strchr(local_part, '+');
    gssize length = plus == NULL || plus == local_part ? -1 : plus - local_part;

    return g_ascii_strdown(local_part, length);
}

static gboolean
is_one_of(const char *local_part, const char *const *names)
{
    g_autofree char *name = plain(local_part);

    return g_strv_contains(names, name);
}

/* Exchange: microsoftexchange and the hexadecimal digits of the organisation, 32 of them. */
static gboolean
is_exchange(const char *local_part)
{
    static const char prefix[] = "microsoftexchange";
    g_autofree char *name = plain(local_part);
    const char *digits = name + strlen(prefix);

    return g_str_has_prefix(name, prefix) && strlen(digits) >= EXCHANGE_MIN_DIGITS &&
           digits[strspn(digits, "0123456789abcdef")] == '\0';
}

gboolean
machine_name_is_daemon(const char *local_part)
{
    return is_one_of(local_part, daemons) || is_exchange(local_part);
}

gboolean
machine_name_is_postmaster(const char *local_part)
{
    return is_one_of(local_part, postmasters);
}

gboolean
machine_name_is_sender(const char *local_part)
{
    return is_one_of(local_part, senders) || machine_name_is_unread(local_part);
}

gboolean
machine_name_is_unread(const char *local_part)
{
    g_autofree char *name = plain(local_part);
    g_autofree char *words = g_strconcat("-", g_strdelimit(name, "_.", '-'), "-", NULL);
    return words_are_in(WORDS_UNREAD_LOCAL_PART, words);
}

gboolean
machine_name_is_program(const char *local_part)
{
    return is_one_of(local_part, programs);
}
