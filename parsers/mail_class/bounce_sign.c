/* bounce_sign.c - recognises the many forms of delivery reports, from before RFC 1894 until today.
 *
 * Has the forms and the words of mail systems. Proof needs a form that is the whole mail, and a
 * sender that only a mail system uses. People quote the words of reports when they ask for help, so
 * words only give a doubt, and only with a machine's name or the null sender. */
#include "parsers/mail_class/bounce_sign.h"

#include "parsers/mail_class/machine_name.h"

#include <string.h>

#define MAX_LOOK_BYTES 6000

/* How reports begin that do not follow RFC 3464; case-folded. */
static const char *const openings[] = {
    "hi. this is the qmail-send program at",
    "hi. this is the ",
    "this message was created automatically by mail delivery software",
    "a message that you sent could not be delivered",
    "a message that you have sent could not be delivered",
    "this is the postfix program at",
    "this is the mail system at",
    "this is the mail delivery",
    "this is a delivery status notification",
    "this is an automatically generated delivery status notification",
    "this report relates to a message you sent",
    "the original message was received at",
    "   ----- the following addresses",
    "----- the following addresses",
    "   ----- transcript of session follows",
    "----- transcript of session follows",
    "your message did not reach some or all of the intended recipients",
    "your message was not delivered",
    "your message could not be delivered",
    "your message cannot be delivered",
    "delivery has failed to these recipients",
    "delivery to the following recipient",
    "the following message could not be delivered",
    "the following recipient",
    "the following address",
    "sorry, we were unable to deliver your message",
    "i'm afraid i wasn't able to deliver your message",
    "unable to deliver message to",
    NULL,
};

/* Names of mail systems in From, for addresses that do not show it. */
static const char *const display_names[] = {
    "mail delivery system", "mail delivery subsystem", "mail delivery service",
    "mailer-daemon",        "system administrator",    NULL,
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

/* Words of reports that list servers send to people who may not post. */
static const char *const list_server_words[] = {
    "you are not a member of this mailing list",
    "are not member (",
    "loop alert",
    "duplicated message-id",
    NULL,
};

/* Whether `text` has an SMTP reply or an enhanced status (RFC 3463) that reports a failure. */
static gboolean
has_status(const char *text)
{
    static const char pattern[] =
        "(?:^|[^0-9.])(?:[45]\\.[0-9]{1,3}\\.[0-9]{1,3}(?![0-9.]*[0-9])|55[0-9][ -])";

    return g_regex_match_simple(pattern, text, G_REGEX_RAW, 0);
}

static gboolean
has_words(const MailSigns *signs, const char *const *words)
{
    return mail_signs_text_has(signs->letter->subject, MAX_LOOK_BYTES, words) ||
           mail_signs_text_has(signs->letter->text, MAX_LOOK_BYTES, words);
}

/* A returned mail, whole or in part. */
static gboolean
has_returned_mail(const MailSigns *signs)
{
    return mail_signs_has_part(signs, "message", "rfc822") ||
           mail_signs_has_part(signs, "text", "rfc822-headers");
}

static gboolean
has_status_part(const MailSigns *signs)
{
    return mail_signs_has_part(signs, "message", "delivery-status") ||
           mail_signs_has_part(signs, "message", "global-delivery-status");
}

/* A multipart/report about a delivery (RFC 6522; RFC 6533 section 6 for other characters). */
static gboolean
is_delivery_report(const MailSigns *signs)
{
    return mail_signs_is_report(signs, "delivery-status") ||
           mail_signs_is_report(signs, "global-delivery-status");
}

/* For a mail that a person may have sent, the type is not enough: a report needs the
 * machine-readable part (RFC 3464 section 2.1). */
static gboolean
is_status_report(const MailSigns *signs)
{
    return is_delivery_report(signs) && has_status_part(signs);
}

/* A person who forwards a report writes something above it. */
static gboolean
has_opening(const MailSigns *signs)
{
    const char *text = signs->letter->text;
    g_autofree char *begin = NULL;

    text += strspn(text, " \t\n");
    begin = g_utf8_substring(text, 0, MIN(100, g_utf8_strlen(text, -1)));
    g_autofree char *folded = g_utf8_casefold(begin, -1);
    for (gsize i = 0; openings[i] != NULL; i++) {
        if (g_str_has_prefix(folded, openings[i] + strspn(openings[i], " ")))
            return TRUE;
    }
    return FALSE;
}

/* The header of the returned mail, below the report. */
static gboolean
has_returned_header(const MailSigns *signs)
{
    static const char pattern[] = "^[> \t]*(?:message-id:|received: (?:from|by|\\()|return-path:)";

    return g_regex_match_simple(pattern, signs->letter->text,
                                G_REGEX_RAW | G_REGEX_CASELESS | G_REGEX_MULTILINE, 0);
}

static gboolean
has_display_name(const MailSigns *signs)
{
    const GPtrArray *list = signs->letter->from;
    const LetterAddress *from = list->len > 0 ? g_ptr_array_index(list, 0) : NULL;
    g_autofree char *name =
        from != NULL && from->name != NULL ? g_ascii_strdown(from->name, -1) : NULL;

    return name != NULL && g_strv_contains(display_names, name);
}

/* A person resent the report (RFC 5322 section 3.6.6): then it is a mail of that person. */
static gboolean
is_resent(const MailSigns *signs)
{
    return *mail_signs_header(signs, "Resent-From") != '\0';
}

/* The envelope sender is null, or a mail system. */
static gboolean
is_null_or_daemon(const MailSigns *signs)
{
    g_autofree char *envelope = mail_signs_envelope_local_part(signs);

    return mail_signs_is_null_sender(signs) || machine_name_is_daemon(envelope);
}

/* From is a mail system, or both From and the envelope sender are empty. */
static gboolean
is_from_daemon(const MailSigns *signs)
{
    g_autofree char *local = mail_signs_local_part(signs);

    return machine_name_is_daemon(local) || (*local == '\0' && is_null_or_daemon(signs));
}

char *
bounce_sign_report(const MailSigns *signs)
{
    g_autofree char *local = mail_signs_local_part(signs);
    gboolean is_report =
        is_null_or_daemon(signs) || is_from_daemon(signs)
            ? is_delivery_report(signs)
            : g_ascii_strcasecmp(local, "postmaster") == 0 && is_status_report(signs);

    return is_report && !is_resent(signs) ? g_strdup("a delivery report (RFC 3464)") : NULL;
}

/* Exchange 5.5 and 2000: "Your message", its To and Subject, "did not reach the following". */
static gboolean
is_exchange_report(const MailSigns *signs)
{
    static const char *const words[] = {"did not reach the following recipient", NULL};
    const char *text = signs->letter->text + strspn(signs->letter->text, " \t\n");

    return g_ascii_strncasecmp(text, "your message\n", 13) == 0 &&
           mail_signs_text_has(text, 1000, words);
}

/* The returned mail, whole or in part. */
static gboolean
has_returned(const MailSigns *signs)
{
    return has_status_part(signs) || has_returned_mail(signs) ||
           (has_returned_header(signs) && has_words(signs, failure_words));
}

/* From the null sender, only a field or the beginning of the text counts: a person may have
 * attached the rest. */
char *
bounce_sign_old_report(const MailSigns *signs)
{
    g_autofree char *local = mail_signs_local_part(signs);
    gboolean is_daemon = is_from_daemon(signs);

    if ((!is_daemon && !is_null_or_daemon(signs)) || is_resent(signs))
        return NULL;
    if (*mail_signs_header(signs, "X-Failed-Recipients") != '\0')
        return g_strdup("a delivery report with an X-Failed-Recipients field");
    if (has_opening(signs) || is_exchange_report(signs))
        return g_strdup("a delivery report by its opening words, from a mail system");
    if (is_daemon && mail_signs_header_is(signs, "Auto-Submitted", "auto-replied"))
        return g_strdup("Auto-Submitted: auto-replied (RFC 3834), from a mail system");
    if ((is_daemon || machine_name_is_postmaster(local)) && has_returned(signs))
        return g_strdup("a delivery report with the mail that it returns, from a mail system");
    return NULL;
}

/* This costs more than all other signs together, so it comes last. */
static gboolean
has_report_details(const MailSigns *signs)
{
    return has_returned_mail(signs) || has_status(signs->letter->text) ||
           has_returned_header(signs);
}

/* Only form and names. */
static char *
find_form(const MailSigns *signs)
{
    g_autofree char *local = mail_signs_local_part(signs);

    if (is_status_report(signs))
        return g_strdup("the form of a delivery report, but not from a mail system");
    if (*mail_signs_header(signs, "X-Failed-Recipients") != '\0')
        return g_strdup("it has an X-Failed-Recipients field");
    if (machine_name_is_daemon(local))
        return g_strdup("From is a mail system");
    return NULL;
}

/* Words of reports. The more common the sender's name is, the more words are needed. */
static char *
find_by_words(const MailSigns *signs)
{
    g_autofree char *local = mail_signs_local_part(signs);

    if (mail_signs_is_null_sender(signs) &&
        (has_returned_mail(signs) || has_words(signs, failure_words)))
        return g_strdup("the null sender, and the words of a delivery report");
    if (machine_name_is_postmaster(local) &&
        (has_returned_mail(signs) || has_words(signs, failure_words)))
        return g_strdup("From is a postmaster, with the words of a delivery report");
    if (mail_signs_is_report(signs, NULL) && has_words(signs, failure_words))
        return g_strdup("a report with the words of a delivery report");
    if ((machine_name_is_sender(local) || has_display_name(signs)) &&
        has_words(signs, failure_words) && has_report_details(signs))
        return g_strdup("From is a machine, with the words and details of a report");
    if (g_str_has_suffix(local, "-admin") && has_words(signs, list_server_words))
        return g_strdup("a list server refuses a mail");
    return NULL;
}

char *
bounce_sign_words(const MailSigns *signs, gboolean is_auto_reply)
{
    char *reason = find_form(signs);

    return reason != NULL || is_auto_reply ? reason : find_by_words(signs);
}
