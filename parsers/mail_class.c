/* mail_class.c - see mail_class.h. Owns the signs of each class and their order; refuses to know
 * what the gateway does with a class. */
#include "parsers/mail_class.h"

#include <string.h>

typedef struct {
    GMimeMessage *message;
    const ParseOptions *options;
    Letter *letter;
} MailClassRun;

static const char *
mail_class_field(const MailClassRun *run, const char *name)
{
    return g_mime_object_get_header(GMIME_OBJECT(run->message), name);
}

/* Does the field hold `word` (any case) as a whole value or in front of a ';', ',' or blank? */
static gboolean
mail_class_field_is(const MailClassRun *run, const char *name, const char *word)
{
    const char *value = mail_class_field(run, name);
    if (value == NULL)
        return FALSE;
    value += strspn(value, " \t\r\n");
    gsize length = strlen(word);
    return g_ascii_strncasecmp(value, word, length) == 0 &&
           (value[length] == '\0' || strchr(" \t\r\n;,(", value[length]) != NULL);
}

static gboolean
mail_class_contains(const char *text, const char *part)
{
    if (text == NULL)
        return FALSE;
    gsize length = strlen(part);
    for (; *text != '\0'; text++)
        if (g_ascii_strncasecmp(text, part, length) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
mail_class_set(const MailClassRun *run, LetterClass mail_class, const char *reason)
{
    run->letter->mail_class = mail_class;
    g_free(run->letter->class_reason);
    run->letter->class_reason = g_strdup(reason);
    return TRUE;
}

static const char *
mail_class_sender(const MailClassRun *run)
{
    const Letter *letter = run->letter;
    return letter->from->len > 0
               ? ((const LetterAddress *)g_ptr_array_index(letter->from, 0))->address
               : "";
}

static gboolean
mail_class_is_loop(const MailClassRun *run)
{
    if (run->options->own_address != NULL &&
        g_ascii_strcasecmp(run->options->own_address, mail_class_sender(run)) == 0)
        return mail_class_set(run, LETTER_CLASS_LOOP, "From is our own address");
    return FALSE;
}

static gboolean
mail_class_is_null_sender(const MailClassRun *run)
{
    if (run->options->envelope_sender != NULL)
        return *run->options->envelope_sender == '\0';
    const char *path = mail_class_field(run, "Return-Path");
    return path != NULL && strncmp(path + strspn(path, " \t"), "<>", 2) == 0;
}

static gboolean
mail_class_is_system_sender(const MailClassRun *run)
{
    static const char *const names[] = {"mailer-daemon", "postmaster",  "maildelivery",
                                        "mail-daemon",   "mdaemon",     "bounce",
                                        "mmdf",          "mailerdaemon"};
    const char *address = mail_class_sender(run);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strncasecmp(address, names[i], strlen(names[i])) == 0)
            return TRUE;
    return FALSE;
}

/* How reports of servers without RFC 3464 begin, in subject or text. */
static gboolean
mail_class_has_bounce_words(const MailClassRun *run)
{
    static const char *const words[] = {
        "undeliver",
        "delivery status notification",
        "delivery failure",
        "failure notice",
        "returned mail",
        "delivery report",
        "mail delivery fail",
        "delivery notification",
        "returned to sender",
        "non-delivery",
        "unzustellbar",
        "onbestelbaar",
        "could not be delivered",
        "wasn't able to deliver",
        "unable to deliver",
        "mail system error",
        "user unknown",
        "warning: could not send",
        "delivery has failed",
        "not delivered",
        "nondeliverable",
        "delivery error",
        "delivery problem",
        "message delayed",
    };
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (mail_class_contains(run->letter->subject, words[i]) ||
            mail_class_contains(run->letter->text, words[i]))
            return TRUE;
    return FALSE;
}

static gboolean
mail_class_is_report(const MailClassRun *run, const char *report_type)
{
    GMimeObject *part = g_mime_message_get_mime_part(run->message);
    GMimeContentType *type = part != NULL ? g_mime_object_get_content_type(part) : NULL;
    if (type == NULL || !g_mime_content_type_is_type(type, "multipart", "report"))
        return FALSE;
    const char *kind = g_mime_content_type_get_parameter(type, "report-type");
    return kind == NULL ? strcmp(report_type, "delivery-status") == 0
                        : g_ascii_strcasecmp(kind, report_type) == 0;
}

static gboolean
mail_class_is_bounce(const MailClassRun *run)
{
    if (mail_class_is_report(run, "delivery-status"))
        return mail_class_set(run, LETTER_CLASS_BOUNCE, "a delivery report (RFC 3464)");
    if (mail_class_field(run, "X-Failed-Recipients") != NULL)
        return mail_class_set(run, LETTER_CLASS_BOUNCE, "X-Failed-Recipients");
    gboolean is_system = mail_class_is_system_sender(run);
    gboolean is_null = mail_class_is_null_sender(run);
    if (is_system && (is_null || mail_class_has_bounce_words(run)))
        return mail_class_set(run, LETTER_CLASS_BOUNCE,
                              "a mail system is the sender, and it reports a failure");
    if (is_null && mail_class_has_bounce_words(run) &&
        !mail_class_field_is(run, "Auto-Submitted", "auto-generated"))
        return mail_class_set(run, LETTER_CLASS_BOUNCE,
                              "the null sender, and words of a delivery report");
    return FALSE;
}

static gboolean
mail_class_is_auto_reply(const MailClassRun *run)
{
    static const char *const fields[] = {"X-Autoreply", "X-Autorespond", "X-Auto-Reply",
                                         "X-Autoreply-From", "X-Mail-Autoreply"};
    if (mail_class_field_is(run, "Auto-Submitted", "auto-replied"))
        return mail_class_set(run, LETTER_CLASS_AUTO_REPLY,
                              "Auto-Submitted: auto-replied (RFC 3834)");
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (mail_class_field(run, fields[i]) != NULL && !mail_class_field_is(run, fields[i], "no"))
            return mail_class_set(run, LETTER_CLASS_AUTO_REPLY, fields[i]);
    }
    if (mail_class_field_is(run, "Precedence", "auto_reply"))
        return mail_class_set(run, LETTER_CLASS_AUTO_REPLY, "Precedence: auto_reply");
    if (mail_class_is_report(run, "disposition-notification"))
        return mail_class_set(run, LETTER_CLASS_AUTO_REPLY, "a receipt (RFC 8098)");
    return FALSE;
}

static gboolean
mail_class_is_generated(const MailClassRun *run)
{
    const char *submitted = mail_class_field(run, "Auto-Submitted");
    if (submitted != NULL && !mail_class_field_is(run, "Auto-Submitted", "no"))
        return mail_class_set(run, LETTER_CLASS_AUTO_GENERATED, "Auto-Submitted (RFC 3834)");
    if (mail_class_field(run, "X-ServiceNow-Generated") != NULL)
        return mail_class_set(run, LETTER_CLASS_AUTO_GENERATED, "X-ServiceNow-Generated");
    if (mail_class_field(run, "X-FC-MachineGenerated") != NULL)
        return mail_class_set(run, LETTER_CLASS_AUTO_GENERATED, "X-FC-MachineGenerated");
    if (mail_class_is_null_sender(run))
        return mail_class_set(run, LETTER_CLASS_AUTO_GENERATED, "the null sender");
    if (mail_class_is_system_sender(run))
        return mail_class_set(run, LETTER_CLASS_AUTO_GENERATED, "a mail system is the sender");
    return FALSE;
}

static gboolean
mail_class_is_list(const MailClassRun *run)
{
    static const char *const fields[] = {"List-Id",   "List-Post",    "List-Unsubscribe",
                                         "List-Help", "Mailing-List", "X-Mailing-List"};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        if (mail_class_field(run, fields[i]) != NULL)
            return mail_class_set(run, LETTER_CLASS_LIST, fields[i]);
    if (mail_class_field_is(run, "Precedence", "list"))
        return mail_class_set(run, LETTER_CLASS_LIST, "Precedence: list");
    if (mail_class_field_is(run, "Precedence", "bulk") ||
        mail_class_field_is(run, "Precedence", "junk"))
        return mail_class_set(run, LETTER_CLASS_AUTO_GENERATED, "Precedence: bulk or junk");
    return FALSE;
}

/* The last sign, and a weak one: how programs in many languages begin an out-of-office subject. */
static void
mail_class_look_at_subject(const MailClassRun *run)
{
    static const char *const words[] = {
        "out of office",
        "automatic reply",
        "auto reply",
        "autoreply",
        "auto-reply",
        "automatisch antwoord",
        "afwezig",
        "abwesenheit",
        "automatische antwort",
        "absence du bureau",
        "réponse automatique",
        "respuesta automática",
        "fuera de la oficina",
        "risposta automatica",
        "fuori ufficio",
        "resposta automática",
        "automatisk svar",
        "autosvar",
        "odpowiedź automatyczna",
        "automatická odpověď",
        "自動応答",
        "不在",
    };
    g_autofree char *subject = g_utf8_casefold(run->letter->subject, -1);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!g_str_has_prefix(subject, words[i]))
            continue;
        mail_class_set(run, LETTER_CLASS_AUTO_REPLY,
                       "the subject begins like an out-of-office answer");
        run->letter->class_is_weak = mail_class_field(run, "X-Auto-Response-Suppress") == NULL;
        return;
    }
}

void
mail_class_decide(GMimeMessage *message, const ParseOptions *options, Letter *letter)
{
    const MailClassRun run = {.message = message, .options = options, .letter = letter};
    letter->class_is_weak = FALSE;
    mail_class_set(&run, LETTER_CLASS_HUMAN, "no sign of a machine");
    if (mail_class_is_loop(&run) || mail_class_is_bounce(&run) || mail_class_is_auto_reply(&run) ||
        mail_class_is_generated(&run) || mail_class_is_list(&run))
        return;
    mail_class_look_at_subject(&run);
}
