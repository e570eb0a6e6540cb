/* letter.c - makes, frees and names Letters.
 *
 * Creates and frees Letters, and has the words of their enumerations. Does not fill or write a
 * Letter. */
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

static const char *const strength_names[] = {
    [LETTER_STRENGTH_NOTHING] = "nothing",
    [LETTER_STRENGTH_DOUBT] = "doubt",
    [LETTER_STRENGTH_PROOF] = "proof",
};

static const char *const doubt_names[] = {
    [LETTER_DOUBT_MACHINE] = "machine",
    [LETTER_DOUBT_NAME] = "name",
    [LETTER_DOUBT_LIST] = "list",
};

static const char *const role_names[] = {
    [LETTER_ROLE_PART] = "part",
    [LETTER_ROLE_QUOTED] = "quoted",
    [LETTER_ROLE_FULL_TEXT] = "full-text",
};

static const char *const segment_kind_names[] = {
    [LETTER_SEGMENT_NEW] = "new",
    [LETTER_SEGMENT_QUOTATION] = "quotation",
    [LETTER_SEGMENT_SIGNATURE] = "signature",
    [LETTER_SEGMENT_MARKER] = "marker",
    [LETTER_SEGMENT_DISCLAIMER] = "disclaimer",
};

static const char *const sureness_names[] = {
    [LETTER_SURE_GUESS] = "guess",
    [LETTER_SURE_LIKELY] = "likely",
    [LETTER_SURE_CERTAIN] = "certain",
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

static void
segment_destroy(gpointer data)
{
    letter_segment_free(data);
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
    letter->original_from = g_ptr_array_new_with_free_func(address_destroy);
    letter->lists = g_ptr_array_new_with_free_func(g_free);
    letter->subject = g_strdup("");
    letter->thread_topic = g_strdup("");
    letter->date_s = -1;
    letter->ticket_numbers = g_ptr_array_new_with_free_func(g_free);
    letter->mail_class = LETTER_CLASS_HUMAN;
    letter->class_reason = g_strdup("");
    letter->text = g_strdup("");
    letter->segments = g_ptr_array_new_with_free_func(segment_destroy);
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
    g_ptr_array_unref(letter->original_from);
    g_ptr_array_unref(letter->lists);
    g_free(letter->subject);
    g_free(letter->thread_topic);
    g_free(letter->language);
    g_ptr_array_unref(letter->ticket_numbers);
    g_free(letter->class_reason);
    g_free(letter->spam_mark);
    g_free(letter->priority);
    g_free(letter->text);
    g_ptr_array_unref(letter->segments);
    g_free(letter->marked_text);
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
letter_report_recipient_free(LetterReportRecipient *recipient)
{
    if (recipient == NULL)
        return;
    g_free(recipient->address);
    g_free(recipient->original_address);
    g_free(recipient->action);
    g_free(recipient->status);
    g_free(recipient->diagnostic);
    g_free(recipient);
}

LetterReport *
letter_report_new(void)
{
    LetterReport *report = g_new0(LetterReport, 1);

    report->recipients =
        g_ptr_array_new_with_free_func((GDestroyNotify)letter_report_recipient_free);
    return report;
}

void
letter_report_free(LetterReport *report)
{
    if (report == NULL)
        return;
    g_ptr_array_unref(report->recipients);
    g_free(report->original_message_id);
    g_free(report->recipient);
    g_free(report->status);
    g_free(report);
}

void
letter_segment_free(LetterSegment *segment)
{
    if (segment == NULL)
        return;
    g_free(segment->sign);
    g_free(segment);
}

/* ---- segments ---- */

LetterSegment *
letter_segment_new(LetterSegmentKind kind, LetterSureness sureness, const char *sign,
                   guint64 length)
{
    LetterSegment *segment = g_new0(LetterSegment, 1);

    *segment = (LetterSegment){kind, sureness, g_strdup(sign), length};
    return segment;
}

static void
make_new(LetterSegment *segment)
{
    segment->kind = LETTER_SEGMENT_NEW;
    segment->sureness = LETTER_SURE_CERTAIN;
    g_clear_pointer(&segment->sign, g_free);
}

void
letter_add_segment(Letter *letter, LetterSegment *segment)
{
    g_autoptr(LetterSegment) added = segment;
    guint n = letter->segments->len;
    LetterSegment *last = n == 0 ? NULL : g_ptr_array_index(letter->segments, n - 1);

    if (added->length == 0)
        return;
    if (last != NULL && n >= LETTER_MAX_SEGMENTS) {
        make_new(last);
        last->length += added->length;
    } else if (last != NULL && last->kind == added->kind && last->sureness == added->sureness &&
               g_strcmp0(last->sign, added->sign) == 0) {
        last->length += added->length;
    } else {
        g_ptr_array_add(letter->segments, g_steal_pointer(&added));
    }
}

void
letter_set_new_text(Letter *letter, const char *text)
{
    char *new_text = g_strdup(text); /* `text` may be a part of what is freed */

    g_free(letter->text);
    g_free(letter->reply_text);
    letter->text = new_text;
    letter->reply_text = g_strdup(new_text);
    g_ptr_array_set_size(letter->segments, 0);
    letter_add_segment(letter, letter_segment_new(LETTER_SEGMENT_NEW, LETTER_SURE_CERTAIN, NULL,
                                                  strlen(new_text)));
}

/* ---- words ---- */

static gboolean
find_name(const char *name, const char *const *names, gsize n, gsize *ret_index)
{
    for (gsize i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0) {
            *ret_index = i;
            return TRUE;
        }
    }
    return FALSE;
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
    gsize index = 0;

    if (!find_name(name, class_names, G_N_ELEMENTS(class_names), &index))
        return FALSE;
    *ret_class = (LetterClass)index;
    return TRUE;
}

const char *
letter_strength_name(LetterStrength strength)
{
    g_assert((gsize)strength < G_N_ELEMENTS(strength_names));
    return strength_names[strength];
}

gboolean
letter_strength_from_name(const char *name, LetterStrength *ret_strength)
{
    gsize index = 0;

    if (!find_name(name, strength_names, G_N_ELEMENTS(strength_names), &index))
        return FALSE;
    *ret_strength = (LetterStrength)index;
    return TRUE;
}

const char *
letter_doubt_name(LetterDoubt doubt)
{
    g_assert((gsize)doubt < G_N_ELEMENTS(doubt_names));
    return doubt_names[doubt];
}

gboolean
letter_doubt_from_name(const char *name, LetterDoubt *ret_doubt)
{
    gsize index = 0;

    if (!find_name(name, doubt_names, G_N_ELEMENTS(doubt_names), &index))
        return FALSE;
    *ret_doubt = (LetterDoubt)index;
    return TRUE;
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
    gsize index = 0;

    if (!find_name(name, role_names, G_N_ELEMENTS(role_names), &index))
        return FALSE;
    *ret_role = (LetterRole)index;
    return TRUE;
}

gboolean
letter_is_report_action(const char *action)
{
    static const char *const actions[] = {"failed", "delayed", "delivered", "relayed", "expanded"};
    gsize index;

    return find_name(action, actions, G_N_ELEMENTS(actions), &index);
}

gboolean
letter_is_report_status(const char *status)
{
    if (strchr("245", *status) == NULL || *status == '\0')
        return FALSE;
    for (guint i = 0; i < 2; i++) {
        status += i == 0 ? 1 : 0;
        gsize n = *status == '.' ? strspn(status + 1, "0123456789") : 0;
        if (n < 1 || n > 3)
            return FALSE;
        status += n + 1;
    }
    return *status == '\0';
}

const char *
letter_segment_kind_name(LetterSegmentKind kind)
{
    g_assert((gsize)kind < G_N_ELEMENTS(segment_kind_names));
    return segment_kind_names[kind];
}

gboolean
letter_segment_kind_from_name(const char *name, LetterSegmentKind *ret_kind)
{
    gsize index = 0;

    if (!find_name(name, segment_kind_names, G_N_ELEMENTS(segment_kind_names), &index))
        return FALSE;
    *ret_kind = (LetterSegmentKind)index;
    return TRUE;
}

const char *
letter_sureness_name(LetterSureness sureness)
{
    g_assert((gsize)sureness < G_N_ELEMENTS(sureness_names));
    return sureness_names[sureness];
}

gboolean
letter_sureness_from_name(const char *name, LetterSureness *ret_sureness)
{
    gsize index = 0;

    if (!find_name(name, sureness_names, G_N_ELEMENTS(sureness_names), &index))
        return FALSE;
    *ret_sureness = (LetterSureness)index;
    return TRUE;
}
