/* mail_class.c - puts the signs of a mail's class in order: the table of mail_class.h.
 *
 * Refuses to know the signs themselves (bounce_sign, machine_sign, out_of_office) and what the
 * gateway does with a class.
 */
#include "parsers/mail_class/mail_class.h"

#include "parsers/mail_class/bounce_sign.h"
#include "parsers/mail_class/machine_sign.h"
#include "parsers/mail_class/out_of_office.h"
#include "parsers/mail_class/spam_mark.h"

#include <string.h>

typedef struct {
    char *auto_reply;
    char *generated;
    char *sender;
    char *list;
    char *suppress;
} Found;

static void
found_clear(Found *found)
{
    g_free(found->auto_reply);
    g_free(found->generated);
    g_free(found->sender);
    g_free(found->list);
    g_free(found->suppress);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

static void
decide(Letter *letter, LetterClass mail_class, gboolean is_weak, const char *reason)
{
    g_free(letter->class_reason);
    letter->class_reason = g_strdup(reason);
    letter->mail_class = mail_class;
    letter->class_is_weak = is_weak;
}

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
is_loop(const MailSigns *signs)
{
    for (guint i = 0; i < signs->letter->from->len; i++) {
        const LetterAddress *from = g_ptr_array_index(signs->letter->from, i);
        if (is_own_address(from->address, signs->options->own_address))
            return TRUE;
    }
    return FALSE;
}

/* A subject that reads like an automatic answer: certain beside another sign of a machine. */
static void
decide_by_subject(const Found *found, Letter *letter)
{
    const char *sign = found->generated != NULL  ? found->generated
                       : found->suppress != NULL ? found->suppress
                                                 : found->sender;
    g_autofree char *reason =
        sign == NULL ? g_strdup("the subject reads like an automatic answer")
                     : g_strdup_printf("the subject reads like an automatic answer; %s", sign);

    decide(letter, LETTER_CLASS_AUTO_REPLY, sign == NULL, reason);
}

static void
decide_by_signs(const MailSigns *signs, const Found *found, Letter *letter)
{
    gboolean is_bulk = found->generated != NULL && found->list != NULL &&
                       g_str_has_prefix(found->generated, "Precedence");

    if (found->auto_reply != NULL)
        decide(letter, LETTER_CLASS_AUTO_REPLY, FALSE, found->auto_reply);
    else if (out_of_office_is_subject(signs->letter->subject))
        decide_by_subject(found, letter);
    else if ((found->generated != NULL || found->suppress != NULL) && signs->letter->is_reply &&
             out_of_office_is_text(signs->letter->reply_text))
        decide(letter, LETTER_CLASS_AUTO_REPLY, FALSE, "a machine's answer that speaks of absence");
    else if (found->generated != NULL && !is_bulk)
        decide(letter, LETTER_CLASS_AUTO_GENERATED, FALSE, found->generated);
    else if (found->list != NULL)
        decide(letter, LETTER_CLASS_LIST, FALSE, found->list);
    else if (found->sender != NULL)
        decide(letter, LETTER_CLASS_AUTO_GENERATED, found->suppress == NULL, found->sender);
    else if (found->suppress != NULL)
        decide(letter, LETTER_CLASS_HUMAN, TRUE, found->suppress);
    else
        decide(letter, LETTER_CLASS_HUMAN, FALSE, "no sign of a machine");
}

void
mail_class_decide(GMimeMessage *message, const ParseOptions *options, Letter *letter)
{
    const MailSigns signs = {.message = message, .options = options, .letter = letter};
    g_auto(Found) found = {
        .auto_reply = machine_sign_auto_reply(&signs),
        .generated = machine_sign_generated(&signs),
        .sender = machine_sign_sender(&signs),
        .list = machine_sign_list(&signs),
        .suppress = machine_sign_suppress(&signs),
    };
    gboolean is_auto_reply =
        found.auto_reply != NULL || out_of_office_is_subject(signs.letter->subject);

    letter->spam_mark = spam_mark_find(&signs);
    if (is_loop(&signs)) {
        decide(letter, LETTER_CLASS_LOOP, FALSE, "From is our own address");
        return;
    }
    g_autofree char *bounce = bounce_sign_find(&signs, is_auto_reply);
    if (bounce != NULL)
        decide(letter, LETTER_CLASS_BOUNCE, FALSE, bounce);
    else
        decide_by_signs(&signs, &found, letter);
}
