/* ticket_text.c - see ticket_text.h. Writes text for people; request_plan.c decides what is sent.
 */
#include "gateway/policy/ticket_text.h"

#include <string.h>

#include "gateway/policy/route.h"
#include "gateway/policy/subject_pointer.h"
#include "parsers/text/text_clean.h"

#define TICKET_TEXT_MAX_CC 50
#define TICKET_TEXT_MAX_FILES 20
#define TICKET_TEXT_MAX_DIAGNOSTIC 400

static gboolean
is_too_long(const Config *config, const char *subject)
{
    glong max_chars = (glong)config->short_description_max_chars;
    return max_chars > 0 && g_utf8_strlen(subject, -1) > max_chars;
}

char *
ticket_text_short_description(const Config *config, const Letter *letter)
{
    g_autofree char *plain = text_without_tricks(letter->subject != NULL ? letter->subject : "");
    const char *subject = *plain != '\0' ? plain : config->default_subject;
    glong max_chars = (glong)config->short_description_max_chars;
    if (!is_too_long(config, subject))
        return g_strdup(subject);
    const char *end = g_utf8_offset_to_pointer(subject, max_chars - 1);
    g_autofree char *head = g_strndup(subject, (gsize)(end - subject));
    return g_strconcat(g_strchomp(head), "\xe2\x80\xa6", NULL);
}

static void
add_address(GString *text, const LetterAddress *address)
{
    g_autofree char *name = text_without_tricks(address->name != NULL ? address->name : "");
    g_autofree char *spec = text_without_tricks(address->address);
    if (*name != '\0')
        g_string_append_printf(text, "%s <%s>", name, spec);
    else
        g_string_append(text, spec);
}

static void
add_people(GString *text, const char *label, const GPtrArray *people)
{
    if (people->len == 0)
        return;
    g_string_append_printf(text, "%s: ", label);
    for (guint i = 0; i < people->len && i < TICKET_TEXT_MAX_CC; i++) {
        if (i > 0)
            g_string_append(text, ", ");
        add_address(text, g_ptr_array_index(people, i));
    }
    if (people->len > TICKET_TEXT_MAX_CC)
        g_string_append_printf(text, " and %u more", people->len - TICKET_TEXT_MAX_CC);
    g_string_append_c(text, '\n');
}

static gboolean
has_address(const GPtrArray *people, const char *address)
{
    for (guint i = 0; i < people->len; i++)
        if (g_ascii_strcasecmp(((const LetterAddress *)g_ptr_array_index(people, i))->address,
                               address) == 0)
            return TRUE;
    return FALSE;
}

/* The `people` who are neither in `others` nor our own addresses, each once. (transfer container)
 */
static GPtrArray *
list_others(const Config *config, const GPtrArray *people, const GPtrArray *others)
{
    GPtrArray *result = g_ptr_array_new();
    for (guint i = 0; i < people->len; i++) {
        LetterAddress *entry = g_ptr_array_index(people, i);
        if (!has_address(others, entry->address) && !has_address(result, entry->address) &&
            !route_is_ours(config, entry->address))
            g_ptr_array_add(result, entry);
    }
    return result;
}

/* The sender as the mail says: From, or else the envelope sender. */
static void
add_authors(GString *text, const TicketTextInput *input)
{
    const Letter *letter = input->letter;
    const char *sender = input->envelope_sender;
    g_autoptr(GPtrArray) reply_to = list_others(input->config, letter->reply_to, letter->from);
    add_people(text, "From", letter->from);
    if (letter->from->len == 0)
        add_people(text, "Sender", letter->sender);
    add_people(text, "Reply-To", reply_to);
    if (letter->from->len == 0 && sender != NULL && *sender != '\0' &&
        !has_address(letter->sender, sender) && g_utf8_validate(sender, -1, NULL)) {
        g_autofree char *plain = text_without_tricks(sender);
        g_string_append_printf(text, "Envelope sender: %s\n", plain);
    }
}

/* The other recipients of the mail. */
static void
add_recipients(GString *text, const TicketTextInput *input)
{
    const Letter *letter = input->letter;
    g_autoptr(GPtrArray) to = list_others(input->config, letter->to, letter->cc);
    add_people(text, "To", to);
    add_people(text, "Cc", letter->cc);
}

/* The subject on its own line. */
static void
add_subject(GString *text, const Letter *letter)
{
    g_autofree char *plain = text_without_tricks(letter->subject != NULL ? letter->subject : "");
    if (*plain != '\0')
        g_string_append_printf(text, "Subject: %s\n", plain);
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
            " bytes, encoded): %s (%" G_GUINT64_FORMAT " bytes). A copy is in the quarantine.",
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

/* The reference number is known before the ticket exists, so each ticket can be found from the
 * other. */
static void
add_siblings(GString *text, const GPtrArray *siblings)
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
add_notes(GString *text, const TicketTextInput *input)
{
    g_autofree char *oversize = ticket_text_oversize_note(input->config, input->plan);
    if (oversize != NULL)
        g_string_append_printf(text, "\n\n%s", oversize);
    if (input->scan_note != NULL)
        g_string_append_printf(text, "\n\n%s", input->scan_note);
    if (input->letter->text_is_truncated)
        g_string_append(text, "\n\nThe text was cut here; the whole of it is attached.");
}

/* The text of the mail, without empty lines around it. */
static void
add_body(GString *text, const char *body)
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
    add_authors(text, input);
    add_recipients(text, input);
    if (is_too_long(input->config, letter->subject))
        add_subject(text, letter);
    if (input->decision->named_ticket != NULL)
        g_string_append_printf(text, "About: the mail names %s (%s)\n",
                               input->decision->named_ticket, input->decision->reason);
    add_siblings(text, input->siblings);
    if (input->copy_ticket != NULL)
        g_string_append_printf(text,
                               "See also: %s has a mail that says the same and came first, whose "
                               "sender was not proven\n",
                               input->copy_ticket);
    if (letter->spam_mark != NULL) {
        g_autofree char *mark = text_without_tricks(letter->spam_mark);
        g_string_append_printf(text, "Marked as spam: %s\n", mark);
    }
    if (text->len > 0)
        g_string_append_c(text, '\n');
    add_body(text, letter->text);
    add_notes(text, input);
    return g_string_free(text, FALSE);
}

/* A new request, which gets no separate ticket during a storm of its sender. */
static void
add_storm(GString *text, const TicketTextInput *input)
{
    add_authors(text, input);
    add_recipients(text, input);
    add_subject(text, input->letter);
    g_string_append_printf(text, "About: %s\n\n", input->decision->reason);
}

/* `words` without their first line, if that is the first line of the mail's new text. */
static const char *
skip_command(const Letter *letter, const char *words)
{
    const char *command = letter->reply_text + strspn(letter->reply_text, " \t\n");
    const char *start = words + strspn(words, " \t\n");
    gsize length = strcspn(command, "\n");
    if (strcspn(start, "\n") != length || strncmp(start, command, length) != 0)
        return words;
    return start + length + strspn(start + length, "\n");
}

/* The new text, without the line with the command. */
static const char *
own_words(const TicketTextInput *input)
{
    DecisionKind kind = input->decision->kind;
    const char *words = input->passages != NULL ? input->passages->words : input->letter->text;
    if (input->has_command && (kind == DECISION_CLOSE || kind == DECISION_REOPEN)) {
        words = skip_command(input->letter, words);
        if (words[strspn(words, " \t\n")] == '\0')
            return kind == DECISION_CLOSE ? "(Closed by mail.)" : "(Reopened by mail.)";
    }
    return words;
}

/* A reply that is only in the subject, or that has another subject. */
static void
add_answer(GString *text, const TicketTextInput *input)
{
    const char *words = own_words(input);
    gboolean has_words = input->passages == NULL || input->passages->has_own_words;
    gboolean is_pointer = subject_pointer_is_in(words);
    if (!has_words || is_pointer || input->is_other_subject)
        add_subject(text, input->letter);
    if (!has_words && words[strspn(words, " \t\n")] == '\0' && text->len > 0) {
        g_string_truncate(text, text->len - 1);
        return;
    }
    if (text->len > 0 && !g_str_has_suffix(text->str, "\n\n"))
        g_string_append_c(text, '\n');
    add_body(text, words);
}

/* Why a mail of ours came back: the status, and what the other mail server said. */
static void
add_returned_reason(GString *text, const ReturnedMail *returned)
{
    g_autofree char *plain =
        text_without_tricks(returned->diagnostic != NULL ? returned->diagnostic : "");
    g_autofree char *line = text_clean_line(plain, TICKET_TEXT_MAX_DIAGNOSTIC);
    gboolean has_status = strstr(line, returned->status) != NULL;
    g_string_append_printf(text, "\nReason: %s%s%s", has_status ? "" : returned->status,
                           has_status || *line == '\0' ? "" : ", ", line);
}

/* The text of a delivery report is left out: it is written for people who know mail servers. */
static void
add_returned(GString *text, const TicketTextInput *input)
{
    const ReturnedMail *returned = input->returned;
    g_autofree char *person = text_without_tricks(returned->person);
    g_string_append_printf(
        text, "Our mail about this ticket to %s came back: it was not delivered.", person);
    add_returned_reason(text, returned);
    g_string_append(text, "\nThe person may not know what it said.");
    if (returned->is_lasting)
        g_string_append(text, " No more news is sent to this address until a mail comes from it.");
}

char *
ticket_text_comment(const TicketTextInput *input)
{
    const Letter *letter = input->letter;
    gboolean is_storm = input->decision->is_storm;
    GString *text = g_string_new(NULL);
    if (input->decision->is_returned && input->returned != NULL) {
        add_returned(text, input);
    } else if (is_storm) {
        add_storm(text, input);
        add_body(text, letter->text);
    } else {
        if (!input->is_author_known)
            add_people(text, "From", letter->from);
        add_answer(text, input);
    }
    if (!input->decision->is_returned)
        add_notes(text, input);
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
