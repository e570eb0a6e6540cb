/* mail_class.c - looks for the signs in the order of sign_table.h.
 *
 * The signs themselves are in bounce_sign.c, machine_sign.c and out_of_office.c. Does not know what
 * the gateway does with a class. */
#include "parsers/mail_class/mail_class.h"

#include "parsers/mail_class/bounce_sign.h"
#include "parsers/mail_class/machine_sign.h"
#include "parsers/mail_class/out_of_office.h"
#include "parsers/mail_class/sign_table.h"
#include "parsers/mail_class/spam_mark.h"

#include <string.h>

/* Whether `address` is ours, with or without a sub-address (support+x@example.org). */
static gboolean
is_own_address(const char *address, const char *own)
{
    const char *own_at = own == NULL ? NULL : strrchr(own, '@');
    const char *at = strrchr(address, '@');

    if (own_at == NULL || at == NULL || g_ascii_strcasecmp(own_at, at) != 0)
        return FALSE;
    gsize length = (gsize)(own_at - own);
    return g_ascii_strncasecmp(address, own, length) == 0 &&
           (address[length] == '@' || address[length] == '+');
}

static gboolean
is_foreign(const GPtrArray *list, const char *own)
{
    for (guint i = 0; i < list->len; i++) {
        const LetterAddress *entry = g_ptr_array_index(list, i);
        if (!is_own_address(entry->address, own))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_from_us(const MailSigns *signs)
{
    const GPtrArray *from = signs->letter->from;

    for (guint i = 0; i < from->len; i++) {
        const LetterAddress *entry = g_ptr_array_index(from, i);
        if (is_own_address(entry->address, signs->options->own_address))
            return TRUE;
    }
    return FALSE;
}

/* "Anna via Support": the way mailing groups write the sender of a mail. */
static gboolean
is_via(const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++) {
        const LetterAddress *entry = g_ptr_array_index(from, i);
        g_autofree char *name =
            entry->name != NULL ? g_ascii_strdown(entry->name, -1) : g_strdup("");
        const char *via = strstr(name, " via ");
        if (via != NULL && via > name && via[strlen(" via ")] != '\0')
            return TRUE;
    }
    return FALSE;
}

/* Our own address in From, but from a mailing group that names the real sender; NULL: no. */
static char *
find_group_from(const MailSigns *signs)
{
    const Letter *letter = signs->letter;
    const char *own = signs->options->own_address;

    if (!is_from_us(signs))
        return NULL;
    if (is_foreign(letter->original_from, own))
        return g_strdup("From is our own address; X-Original-From or -Sender names another");
    if (is_foreign(letter->reply_to, own))
        return g_strdup("From is our own address, but replies go to another");
    return is_via(letter->from) ? g_strdup("From is our own address, \"via\" a group") : NULL;
}

static char *
find_own_address(const MailSigns *signs)
{
    g_autofree char *group = find_group_from(signs);

    return is_from_us(signs) && group == NULL ? g_strdup("From is our own address") : NULL;
}

/* A subject, or the text of an automatic reply, that tells of an absence. */
static char *
find_absence(const MailSigns *signs)
{
    const Letter *letter = signs->letter;
    g_autofree char *machine = machine_sign_generated(signs);

    if (machine == NULL)
        machine = machine_sign_suppress(signs);
    if (out_of_office_is_subject(letter->subject))
        return g_strdup("the subject reads like an automatic reply");
    if (machine != NULL && letter->is_reply && out_of_office_is_text(letter->reply_text))
        return g_strdup("a machine's answer that speaks of absence");
    return NULL;
}

static char *
find_report_words(const MailSigns *signs)
{
    return bounce_sign_words(signs, out_of_office_is_subject(signs->letter->subject));
}

/* Lists also put Precedence: bulk on mail from people. */
static char *
find_generated(const MailSigns *signs)
{
    g_autofree char *reason = machine_sign_generated(signs);
    g_autofree char *list = machine_sign_list(signs);

    if (reason != NULL && list != NULL && g_str_has_prefix(reason, "Precedence"))
        return NULL;
    return g_steal_pointer(&reason);
}

static char *
find_forwarded(const MailSigns *signs)
{
    return mail_signs_has_word(signs, "Auto-Submitted")
               ? mail_signs_describe(signs, "Auto-Submitted")
               : NULL;
}

/* In the order of the table. Signs that are not here are found by gateway/. */
static const struct {
    SignId id;
    char *(*find)(const MailSigns *signs);
} finders[] = {
    {SIGN_REPORT, bounce_sign_report},
    {SIGN_OLD_REPORT, bounce_sign_old_report},
    {SIGN_AUTO_REPLIED, machine_sign_auto_replied},
    {SIGN_ANSWER_FIELD, machine_sign_answer_field},
    {SIGN_RECEIPT, machine_sign_receipt},
    {SIGN_OWN_ADDRESS, find_own_address},
    {SIGN_REPORT_WORDS, find_report_words},
    {SIGN_ABSENCE_WORDS, find_absence},
    {SIGN_GENERATED, find_generated},
    {SIGN_MACHINE_NAME, machine_sign_sender},
    {SIGN_LIST_FIELD, machine_sign_list},
    {SIGN_GROUP_FROM, find_group_from},
    {SIGN_SUPPRESS, machine_sign_suppress},
    {SIGN_FORWARDED, find_forwarded},
};

/* Our confirmations are automatic replies. One that comes back without a signature is certainly an
 * automatic reply, and From says from whom. */
static void
name_own_answer(const MailSigns *signs, Letter *letter)
{
    g_autofree char *own = find_own_address(signs);

    if (letter->mail_class == LETTER_CLASS_AUTO_REPLY && own != NULL)
        letter->mail_class = LETTER_CLASS_LOOP;
}

void
mail_class_decide(GMimeMessage *message, const ParseOptions *options, Letter *letter)
{
    const MailSigns signs = {.message = message, .options = options, .letter = letter};
    g_autofree char *reason = NULL;
    gsize i = 0;

    letter->spam_mark = spam_mark_find(&signs);
    while (i < G_N_ELEMENTS(finders) && (reason = finders[i].find(&signs)) == NULL)
        i++;
    if (reason == NULL)
        sign_table_apply(SIGN_NONE, "no sign of a machine", letter);
    else
        sign_table_apply(finders[i].id, reason, letter);
    if (letter->class_strength == LETTER_STRENGTH_PROOF)
        name_own_answer(&signs, letter);
}
