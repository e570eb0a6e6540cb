/* ticket_text.c - see ticket_text.h. Writes for people; what is sent where is request_plan.c's. */
#include "gateway/policy/ticket_text.h"

#include <string.h>

#include "parsers/text/text_clean.h"

#define TICKET_TEXT_MAX_CC 50
#define TICKET_TEXT_MAX_FILES 20

char *
ticket_text_short_description(const Config *config, const Letter *letter)
{
    g_autofree char *plain = text_without_tricks(letter->subject != NULL ? letter->subject : "");
    const char *subject = *plain != '\0' ? plain : config->default_subject;
    glong max_chars = (glong)config->short_description_max_chars;
    if (max_chars <= 0 || g_utf8_strlen(subject, -1) <= max_chars)
        return g_strdup(subject);
    const char *end = g_utf8_offset_to_pointer(subject, max_chars - 1);
    g_autofree char *head = g_strndup(subject, (gsize)(end - subject));
    return g_strconcat(g_strchomp(head), "\xe2\x80\xa6", NULL);
}

static void
ticket_text_add_address(GString *text, const LetterAddress *address)
{
    g_autofree char *name = text_without_tricks(address->name != NULL ? address->name : "");
    g_autofree char *spec = text_without_tricks(address->address);
    if (*name != '\0')
        g_string_append_printf(text, "%s <%s>", name, spec);
    else
        g_string_append(text, spec);
}

static void
ticket_text_add_people(GString *text, const char *label, const GPtrArray *people)
{
    if (people->len == 0)
        return;
    g_string_append_printf(text, "%s: ", label);
    for (guint i = 0; i < people->len && i < TICKET_TEXT_MAX_CC; i++) {
        if (i > 0)
            g_string_append(text, ", ");
        ticket_text_add_address(text, g_ptr_array_index(people, i));
    }
    if (people->len > TICKET_TEXT_MAX_CC)
        g_string_append_printf(text, " and %u more", people->len - TICKET_TEXT_MAX_CC);
    g_string_append_c(text, '\n');
}

char *
ticket_text_oversize_note(const Config *config, const AttachmentPlan *plan)
{
    if (plan->oversize->len == 0)
        return NULL;
    GString *note = g_string_new(NULL);
    for (guint i = 0; i < plan->oversize->len; i++) {
        const LetterAttachment *attachment = g_ptr_array_index(plan->oversize, i);
        g_string_append_printf(
            note,
            "%sNot attached, because it is too large for a ticket (at most %" G_GUINT64_FORMAT
            " octets, encoded): %s (%" G_GUINT64_FORMAT " octets). A copy is kept aside.",
            i > 0 ? "\n" : "", config->attachments_per_request, attachment->name, attachment->size);
    }
    return g_string_free(note, FALSE);
}

char *
ticket_text_file_list(const GPtrArray *files)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < files->len; i++) {
        const LetterAttachment *attachment = g_ptr_array_index(files, i);
        g_autofree char *size = g_format_size(attachment->size);
        g_string_append_printf(text, "%s%s (%s)", i > 0 ? "\n" : "", attachment->name, size);
    }
    return g_string_free(text, text->len == 0);
}

/* The reference number is known before the ticket is, so each of them can be found from the other.
 */
static void
ticket_text_add_siblings(GString *text, const GPtrArray *siblings)
{
    for (guint i = 0; siblings != NULL && i < siblings->len; i++) {
        const Sibling *sibling = g_ptr_array_index(siblings, i);
        g_string_append_printf(
            text, "Also sent to: %s (ticket %s%sreference %s)\n", sibling->recipient,
            sibling->ticket_number != NULL ? sibling->ticket_number : "",
            sibling->ticket_number != NULL ? ", " : "with ", sibling->key->reference_number);
    }
}

static void
ticket_text_add_notes(GString *text, const TicketTextInput *input)
{
    g_autofree char *oversize = ticket_text_oversize_note(input->config, input->plan);
    if (oversize != NULL)
        g_string_append_printf(text, "\n\n%s", oversize);
    if (input->scan_note != NULL)
        g_string_append_printf(text, "\n\n%s", input->scan_note);
    if (input->letter->text_is_truncated)
        g_string_append(text, "\n\nThe text was cut here; the whole of it is attached.");
}

/* What the mail says, without the empty lines around it. */
static void
ticket_text_add_body(GString *text, const char *body)
{
    for (gsize line; body[line = strspn(body, " \t")] == '\n';)
        body += line + 1;
    gsize length = strlen(body);
    while (length > 0 && g_ascii_isspace(body[length - 1]))
        length--;
    if (length > 0)
        g_string_append_len(text, body, (gssize)length);
    else
        g_string_append(text, "(The mail has no text.)");
}

char *
ticket_text_description(const TicketTextInput *input)
{
    const Letter *letter = input->letter;
    GString *text = g_string_new(NULL);
    ticket_text_add_people(text, "From", letter->from);
    ticket_text_add_people(text, "Cc", letter->cc);
    if (input->decision->named_ticket != NULL)
        g_string_append_printf(text, "About: the mail names %s (%s)\n",
                               input->decision->named_ticket, input->decision->reason);
    ticket_text_add_siblings(text, input->siblings);
    if (letter->spam_mark != NULL) {
        g_autofree char *mark = text_without_tricks(letter->spam_mark);
        g_string_append_printf(text, "Marked as spam: %s\n", mark);
    }
    if (text->len > 0)
        g_string_append_c(text, '\n');
    ticket_text_add_body(text, letter->text);
    ticket_text_add_notes(text, input);
    return g_string_free(text, FALSE);
}

/* A new matter, which has no ticket of its own while its sender's storm lasts. */
static void
ticket_text_add_storm(GString *text, const TicketTextInput *input)
{
    ticket_text_add_people(text, "From", input->letter->from);
    g_string_append_printf(text, "Subject: %s\nAbout: %s\n\n", input->letter->subject,
                           input->decision->reason);
}

/* What the sender wrote, without the line that asked for what is done with it. */
static const char *
ticket_text_words(const TicketTextInput *input)
{
    DecisionKind kind = input->decision->kind;
    const char *words = input->decision->is_storm ? input->letter->text : input->letter->reply_text;
    if (input->command_rest != NULL && (kind == DECISION_CLOSE || kind == DECISION_REOPEN)) {
        words = input->command_rest;
        if (words[strspn(words, " \t\n")] == '\0')
            return kind == DECISION_CLOSE ? "(Closed by mail.)" : "(Reopened by mail.)";
    }
    return words;
}

char *
ticket_text_comment(const TicketTextInput *input)
{
    const Letter *letter = input->letter;
    gboolean is_storm = input->decision->is_storm;
    GString *text = g_string_new(NULL);
    if (is_storm) {
        ticket_text_add_storm(text, input);
    } else if (!input->is_author_known) {
        ticket_text_add_people(text, "From", letter->from);
        g_string_append_c(text, '\n');
    }
    ticket_text_add_body(text, ticket_text_words(input));
    ticket_text_add_notes(text, input);
    if (input->is_repeat)
        g_string_append_printf(
            text,
            "\n\n[mail %s] This comment may have been sent before; if it stands above already, "
            "it is the same mail.",
            input->key->short_reference);
    return g_string_free(text, FALSE);
}

char *
ticket_text_overflow(const TicketTextInput *input, const GPtrArray *files)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(
        text, "[mail %s] More attachments of the same mail: ", input->key->short_reference);
    for (guint i = 0; i < files->len && i < TICKET_TEXT_MAX_FILES; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               ((const LetterAttachment *)g_ptr_array_index(files, i))->name);
    if (files->len > TICKET_TEXT_MAX_FILES)
        g_string_append_printf(text, " and %u more", files->len - TICKET_TEXT_MAX_FILES);
    return g_string_free(text, FALSE);
}

char *
ticket_text_left_out(const TicketTextInput *input, const char *note)
{
    return g_strdup_printf("[mail %s] %s", input->key->short_reference, note);
}
