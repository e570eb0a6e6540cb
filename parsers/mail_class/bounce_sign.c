/* bounce_sign.c - the many forms of delivery reports since before RFC 1894.
 *
 * Owns the names and the words of mail systems. People quote such words when they ask for help, so
 * the words count only together with a machine's name or the null sender.
 */
#include "parsers/mail_class/bounce_sign.h"

#include <string.h>

#define MAX_LOOK_BYTES 6000

/* Names that only mail systems use, anywhere in From. */
static const char *const system_names[] = {
    "mailer-daemon",         "mailer_daemon",
    "mailerdaemon",          "mail delivery s",
    "mail.delivery.sys",     "mail-delivery-system",
    "mail_delivery_system",  "maildelivery@",
    "microsoftexchange329e", NULL,
};

/* Local parts of mail systems that people use, too. */
static const char *const postmaster_names[] = {
    "postmaster",   "post_master", "post-master", "mail-daemon", "mdaemon",
    "maildaemon",   "mmdf",        "bounce",      "sysadmin",    "microsoftexchange",
    "mail-service", "mailservice", "smtp",        "dsn",         NULL,
};

/* Local parts of machines that send all kinds of mail. */
static const char *const machine_names[] = {
    "no-reply", "noreply",   "no_reply", "donotreply", "do-not-reply", "root",
    "daemon",   "majordomo", "listserv", "mailman",    "owner-",       NULL,
};

/* How a report says that a mail was not delivered; case-folded. */
static const char *const failure_words[] = {
    "undeliver",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "delivery failed",
    "delivery to the following",
    "delevery to the following",
    "delivery notification",
    "delivery report",
    "delivery error",
    "delivery problem",
    "delivery is delayed",
    "failed delivery",
    "failure notice",
    "failure notification",
    "mail delivery fail",
    "mail failure",
    "mail system error",
    "mail error",
    "message delayed",
    "message not sent",
    "returned mail",
    "returned to sender",
    "returning message to sender",
    "non-delivery",
    "nondeliver",
    "not delivered",
    "not been delivered",
    "delivery unsuccessful",
    "could not be sent",
    "message you sent blocked",
    "message was blocked",
    "message rejected",
    "unable to relay",
    "impossible de remettre",
    "pas été remis",
    "non è stato recapitato",
    "no ha sido entregado",
    "nie została dostarczona",
    "not be delivered",
    "not able to deliver",
    "wasn't able to deliver",
    "unable to deliver",
    "could not deliver",
    "couldn't be delivered",
    "cannot be delivered",
    "could not send",
    "not deliverable",
    "permanent error",
    "permanent fatal errors",
    "recipient rejected",
    "recipient address rejected",
    "recipients were affected",
    "user unknown",
    "unknown user",
    "no such user",
    "mailbox is full",
    "mailbox full",
    "mailbox unavailable",
    "over quota",
    "loop detected",
    "unzustellbar",
    "nicht zugestellt",
    "unzustellbare",
    "nachricht konnte nicht",
    "onbestelbaar",
    "niet bezorgd",
    "niet worden bezorgd",
    "niet worden afgeleverd",
    "non remis",
    "échec de la remise",
    "non distribu",
    "n'a pas pu être",
    "no se puede entregar",
    "no se pudo entregar",
    "no se ha podido entregar",
    "mancato recapito",
    "impossibile recapitare",
    "non recapitabile",
    "não entregue",
    "não pôde ser entregue",
    "falha na entrega",
    "kunne ikke leveres",
    "kan ikke leveres",
    "kunde inte levereras",
    "går inte att leverera",
    "nie można dostarczyć",
    "nie dostarczono",
    "niedostarczalna",
    "nedoručitelná",
    "nelze doručit",
    "не доставлено",
    "не может быть доставлено",
    "не удалось доставить",
    "送信できません",
    "配信できません",
    "配信不能",
    "配送できません",
    "届けられません",
    "无法投递",
    "退信",
    NULL,
};

/* Words of reports that list servers send to those who may not post. */
static const char *const list_server_words[] = {
    "you are not a member of this mailing list",
    "are not member (",
    "loop alert",
    "duplicated message-id",
    NULL,
};

/* Whether `text` has an SMTP reply or an enhanced status (RFC 3463) of a failure. */
static gboolean
has_status(const char *text)
{
    static const char pattern[] =
        "(?:^|[^0-9.])(?:[45]\\.[0-9]{1,3}\\.[0-9]{1,3}(?![0-9.]*[0-9])|55[0-9][ -])";

    return g_regex_match_simple(pattern, text, G_REGEX_RAW, 0);
}

static gboolean
begins_with_one(const char *text, const char *const *words)
{
    for (gsize i = 0; words[i] != NULL; i++) {
        if (g_str_has_prefix(text, words[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_words(const MailSigns *signs, const char *const *words)
{
    return mail_signs_text_has(signs->letter->subject, MAX_LOOK_BYTES, words) ||
           mail_signs_text_has(signs->letter->text, MAX_LOOK_BYTES, words);
}

/* A mail that comes back whole or in part. */
static gboolean
has_returned_mail(const MailSigns *signs)
{
    return mail_signs_has_part(signs, "message", "rfc822") ||
           mail_signs_has_part(signs, "text", "rfc822-headers");
}

static gboolean
is_mail_system(const MailSigns *signs)
{
    g_autofree char *from = g_ascii_strdown(mail_signs_header(signs, "From"), -1);

    for (gsize i = 0; system_names[i] != NULL; i++) {
        if (strstr(from, system_names[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Form and names alone. */
static char *
find_certain(const MailSigns *signs)
{
    if (mail_signs_is_report(signs, "delivery-status") ||
        mail_signs_has_part(signs, "message", "delivery-status") ||
        mail_signs_has_part(signs, "message", "global-delivery-status"))
        return g_strdup("a delivery report (RFC 3464)");
    if (*mail_signs_header(signs, "X-Failed-Recipients") != '\0')
        return g_strdup("it has an X-Failed-Recipients field");
    if (is_mail_system(signs))
        return g_strdup("From is a mail system");
    return NULL;
}

/* Costs more than all other signs together: asked last. */
static gboolean
has_proof(const MailSigns *signs)
{
    return has_returned_mail(signs) || has_status(signs->letter->text) ||
           mail_signs_text_has(signs->letter->text, G_MAXSIZE - 1,
                               (const char *[]){"message-id:", NULL});
}

/* Words, each the weaker the more machines and people use the name that sent them. */
static char *
find_by_words(const MailSigns *signs)
{
    g_autofree char *local = mail_signs_local_part(signs);
    gboolean is_null = mail_signs_is_null_sender(signs);

    if (is_null && (has_returned_mail(signs) || has_words(signs, failure_words)))
        return g_strdup("the null sender, and the words of a delivery report");
    if (begins_with_one(local, postmaster_names) &&
        (has_returned_mail(signs) || has_words(signs, failure_words)))
        return g_strdup("From is a postmaster, with the words of a delivery report");
    if (mail_signs_is_report(signs, NULL) && has_words(signs, failure_words))
        return g_strdup("a report with the words of a delivery report");
    if (begins_with_one(local, machine_names) && has_words(signs, failure_words) &&
        has_proof(signs))
        return g_strdup("From is a machine, with a returned mail and the words of a report");
    if (g_str_has_suffix(local, "-admin") && has_words(signs, list_server_words))
        return g_strdup("a list server refuses a mail");
    return NULL;
}

char *
bounce_sign_find(const MailSigns *signs, gboolean is_auto_reply)
{
    char *reason = find_certain(signs);

    if (reason != NULL || is_auto_reply)
        return reason;
    return find_by_words(signs);
}
