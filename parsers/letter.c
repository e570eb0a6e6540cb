/* letter.c - makes, frees and names Letters.
 *
 * Owns the life of a Letter and the words of its enumerations. Refuses to know how a Letter is
 * filled or written.
 */
#include "parsers/letter.h"

#include <string.h>

static const char *const class_names[] = {
    [LETTER_CLASS_HUMAN] = "human",
    [LETTER_CLASS_AUTO_REPLY] = "auto-reply",
    [LETTER_CLASS_AUTO_GENERATED] = "auto-generated",
    [LETTER_CLASS_BOUNCE] = "bounce",
    [LETTER_CLASS_LIST] = "list",
    [LETTER_CLASS_LOOP] = "loop",
};

static const char *const role_names[] = {
    [LETTER_ROLE_PART] = "part",
    [LETTER_ROLE_QUOTED] = "quoted",
    [LETTER_ROLE_FULL_TEXT] = "full-text",
};

static void
address_destroy(gpointer data)
{
    letter_address_free(data);
}

static void
attachment_destroy(gpointer data)
{
    letter_attachment_free(data);
}

Letter *
letter_new(void)
{
    Letter *letter = g_new0(Letter, 1);

    letter->in_reply_to = g_ptr_array_new_with_free_func(g_free);
    letter->references = g_ptr_array_new_with_free_func(g_free);
    letter->from = g_ptr_array_new_with_free_func(address_destroy);
    letter->sender = g_ptr_array_new_with_free_func(address_destroy);
    letter->reply_to = g_ptr_array_new_with_free_func(address_destroy);
    letter->to = g_ptr_array_new_with_free_func(address_destroy);
    letter->cc = g_ptr_array_new_with_free_func(address_destroy);
    letter->delivered_to = g_ptr_array_new_with_free_func(address_destroy);
    letter->subject = g_strdup("");
    letter->thread_topic = g_strdup("");
    letter->date_s = -1;
    letter->ticket_numbers = g_ptr_array_new_with_free_func(g_free);
    letter->mail_class = LETTER_CLASS_HUMAN;
    letter->class_reason = g_strdup("");
    letter->text = g_strdup("");
    letter->reply_text = g_strdup("");
    letter->authentication_results = g_ptr_array_new_with_free_func(g_free);
    letter->attachments = g_ptr_array_new_with_free_func(attachment_destroy);
    letter->notes = g_ptr_array_new_with_free_func(g_free);
    return letter;
}

void
letter_free(Letter *letter)
{
    if (letter == NULL)
        return;
    g_free(letter->message_id);
    g_ptr_array_unref(letter->in_reply_to);
    g_ptr_array_unref(letter->references);
    g_ptr_array_unref(letter->from);
    g_ptr_array_unref(letter->sender);
    g_ptr_array_unref(letter->reply_to);
    g_ptr_array_unref(letter->to);
    g_ptr_array_unref(letter->cc);
    g_ptr_array_unref(letter->delivered_to);
    g_free(letter->subject);
    g_free(letter->thread_topic);
    g_free(letter->language);
    g_ptr_array_unref(letter->ticket_numbers);
    g_free(letter->class_reason);
    g_free(letter->spam_mark);
    g_free(letter->text);
    g_free(letter->reply_text);
    g_ptr_array_unref(letter->authentication_results);
    letter_report_free(letter->report);
    g_ptr_array_unref(letter->attachments);
    g_ptr_array_unref(letter->notes);
    g_free(letter);
}

void
letter_address_free(LetterAddress *address)
{
    if (address == NULL)
        return;
    g_free(address->name);
    g_free(address->address);
    g_free(address);
}

void
letter_attachment_free(LetterAttachment *attachment)
{
    if (attachment == NULL)
        return;
    g_free(attachment->name);
    g_free(attachment->content_type);
    g_free(attachment);
}

void
letter_report_free(LetterReport *report)
{
    if (report == NULL)
        return;
    g_free(report->original_message_id);
    g_free(report->recipient);
    g_free(report->status);
    g_free(report);
}

const char *
letter_class_name(LetterClass mail_class)
{
    g_assert((gsize)mail_class < G_N_ELEMENTS(class_names));
    return class_names[mail_class];
}

gboolean
letter_class_from_name(const char *name, LetterClass *ret_class)
{
    for (gsize i = 0; i < G_N_ELEMENTS(class_names); i++) {
        if (strcmp(class_names[i], name) == 0) {
            *ret_class = (LetterClass)i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *
letter_role_name(LetterRole role)
{
    g_assert((gsize)role < G_N_ELEMENTS(role_names));
    return role_names[role];
}

gboolean
letter_role_from_name(const char *name, LetterRole *ret_role)
{
    for (gsize i = 0; i < G_N_ELEMENTS(role_names); i++) {
        if (strcmp(role_names[i], name) == 0) {
            *ret_role = (LetterRole)i;
            return TRUE;
        }
    }
    return FALSE;
}
