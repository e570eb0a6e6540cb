/* raw_letter.c - makes a Letter of a mail that the parser could not read.
 *
 * Reads a few header lines with caution, and has the whole message as Base64. Knows no MIME: what
 * is not plain is left out. In doubt the mail counts as a machine's, so that no machine gets a
 * confirmation by mistake. Runs outside the sandbox, so it stays small and only copies text of
 * limited length.
 */
#include "gateway/intake/raw_letter.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/intake/raw_header.h"
#include "parsers/mail_class/spam_mark.h"
#include "parsers/text/text_clean.h"

#define CHUNK_BYTES ((gsize)57 * 1024) /* a multiple of three: no padding inside the Base64 */

#define FIELD_MAX_BYTES 2000

#define NOTE                                                                                       \
    "The gateway could not read this mail. The mail is attached as it came, as message.eml."

/* Header lines that show that a machine wrote the mail (RFC 3834, RFC 2919 and common use). */
static const struct {
    const char *field;
    const char *value; /* NULL: any value except `except` */
    const char *except;
} machine_signs[] = {
    {"Auto-Submitted", NULL, "no"},
    {"Precedence", NULL, NULL},
    {"List-Id", NULL, NULL},
    {"List-Unsubscribe", NULL, NULL},
    {"X-Auto-Response-Suppress", NULL, NULL},
    {"X-Autoreply", NULL, NULL},
    {"X-Autorespond", NULL, NULL},
    {"X-Loop", NULL, NULL},
    {"Return-Path", "<>", NULL},
};

static const char *const machine_names[] = {"mailer-daemon@", "postmaster@", "noreply@",
                                            "no-reply@",      "donotreply@", "do-not-reply@"};

static gboolean
set_io_error(GError **error, const char *what)
{
    int saved_errno = errno;

    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "%s: %s", what,
                g_strerror(saved_errno));
    return FALSE;
}

/* Appends the Base64 of the whole message to `attachments_fd`, a chunk at a time. */
static gboolean
encode_message(int message_fd, int attachments_fd, LetterAttachment *attachment, GError **error)
{
    g_autofree char *chunk = g_malloc(CHUNK_BYTES);
    g_autofree char *encoded = g_malloc((CHUNK_BYTES / 3 + 1) * 4 + 4);
    off_t start = lseek(attachments_fd, 0, SEEK_END);

    if (start < 0)
        return set_io_error(error, "cannot seek in the attachments");
    attachment->offset = (guint64)start;
    for (;;) {
        gssize count = descriptor_read_at(message_fd, chunk, CHUNK_BYTES, attachment->size);
        gint state = 0, save = 0;
        gsize length = 0;

        if (count < 0)
            return set_io_error(error, "cannot read the spool file");
        if (count == 0)
            return TRUE;
        length = g_base64_encode_step((const guchar *)chunk, (gsize)count, FALSE, encoded, &state,
                                      &save);
        length += g_base64_encode_close(FALSE, encoded + length, &state, &save);
        if (!descriptor_write_all(attachments_fd, encoded, length))
            return set_io_error(error, "cannot write the attachments");
        attachment->size += (guint64)count;
        attachment->length += length;
    }
}

/* The first header field that shows that a machine wrote the mail, or NULL. */
static const char *
find_machine_sign(const char *head)
{
    for (size_t i = 0; i < G_N_ELEMENTS(machine_signs); i++) {
        g_autofree char *value = raw_header_value(head, machine_signs[i].field);
        const char *except = machine_signs[i].except;

        if (value == NULL || (except != NULL && g_ascii_strcasecmp(value, except) == 0))
            continue;
        if (machine_signs[i].value == NULL || strcmp(value, machine_signs[i].value) == 0)
            return machine_signs[i].field;
    }
    return NULL;
}

static gboolean
is_machine_address(const char *address)
{
    for (size_t i = 0; i < G_N_ELEMENTS(machine_names); i++) {
        if (g_ascii_strncasecmp(address, machine_names[i], strlen(machine_names[i])) == 0)
            return TRUE;
    }
    return FALSE;
}

/* A doubt counts as a sign of a machine: the part of a header that was not read may have one. */
static void
set_class(Letter *letter, const char *head, gboolean is_whole_head, const char *envelope_sender)
{
    const char *sign = find_machine_sign(head);
    const LetterAddress *from = letter->from->len > 0 ? letter->from->pdata[0] : NULL;

    g_clear_pointer(&letter->class_reason, g_free);
    letter->mail_class = LETTER_CLASS_AUTO_GENERATED;
    letter->class_strength = LETTER_STRENGTH_DOUBT; /* what cannot be parsed proves nothing */
    if (envelope_sender != NULL && *envelope_sender == '\0') {
        letter->mail_class = LETTER_CLASS_BOUNCE;
        letter->class_reason = g_strdup("null envelope sender");
    } else if (sign != NULL) {
        letter->class_reason = g_strdup_printf("has a %s line", sign);
    } else if (envelope_sender != NULL && is_machine_address(envelope_sender)) {
        letter->class_reason = g_strdup("the envelope sender is a machine's name");
    } else if (from != NULL && is_machine_address(from->address)) {
        letter->class_reason = g_strdup("From is a machine's name");
    } else if (!is_whole_head) {
        letter->class_reason = g_strdup("the header is too long to be looked at as a whole");
    } else {
        letter->mail_class = LETTER_CLASS_HUMAN;
        letter->class_strength = LETTER_STRENGTH_NOTHING;
        letter->class_reason = g_strdup("no sign of a machine in the raw header");
    }
}

/* Takes the first mailbox of each field: enough for routes, references and participants. */
static void
take_people(Letter *letter, const char *head)
{
    const struct {
        const char *field;
        GPtrArray *people;
    } fields[] = {
        {"From", letter->from},
        {"Reply-To", letter->reply_to},
        {"To", letter->to},
        {"Cc", letter->cc},
        {"X-Original-To", letter->delivered_to},
        {"Delivered-To", letter->delivered_to},
        {"Envelope-To", letter->delivered_to},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        LetterAddress *address = raw_header_address(head, fields[i].field);
        if (address != NULL)
            g_ptr_array_add(fields[i].people, address);
    }
}

/* Takes what filters and servers on the way said about the mail. */
static void
take_verdicts(Letter *letter, const char *head)
{
    g_autoptr(GPtrArray) results = raw_header_values(head, "Authentication-Results");

    for (guint i = 0; letter->spam_mark == NULL && spam_mark_field(i) != NULL; i++) {
        g_autofree char *value = raw_header_text(head, spam_mark_field(i));
        if (value != NULL)
            letter->spam_mark = spam_mark_describe(spam_mark_field(i), value);
    }
    for (guint i = 0; i < results->len; i++)
        g_ptr_array_add(letter->authentication_results,
                        text_clean_line(g_ptr_array_index(results, i), FIELD_MAX_BYTES));
}

static void
take_fields(Letter *letter, const char *head)
{
    g_autofree char *subject = raw_header_text(head, "Subject");

    take_people(letter, head);
    take_verdicts(letter, head);
    if (subject != NULL) {
        g_free(letter->subject);
        g_free(letter->thread_topic);
        letter->thread_topic = g_strdup(subject);
        letter->subject = g_steal_pointer(&subject);
    }
    raw_header_add_msg_ids(head, "In-Reply-To", letter->in_reply_to);
    raw_header_add_msg_ids(head, "References", letter->references);
    letter->is_reply = letter->in_reply_to->len > 0 || letter->references->len > 0;
    g_free(letter->message_id);
    letter->message_id = raw_header_msg_id(head, "Message-ID");
}

static LetterAttachment *
new_attachment(void)
{
    LetterAttachment *attachment = g_new0(LetterAttachment, 1);

    attachment->name = g_strdup("message.eml");
    attachment->content_type = g_strdup("message/rfc822");
    attachment->role = LETTER_ROLE_PART;
    return attachment;
}

Letter *
raw_letter_read(int message_fd, guint64 message_length, const char *envelope_sender,
                int attachments_fd, GError **error)
{
    g_autoptr(Letter) letter = letter_new();
    g_autoptr(LetterAttachment) attachment = new_attachment();
    g_autofree char *head = g_malloc(RAW_HEADER_MAX_BYTES + 1);
    gsize wanted = (gsize)MIN(message_length, RAW_HEADER_MAX_BYTES);
    gssize count = descriptor_read_at(message_fd, head, wanted, 0);
    gboolean is_whole_head = FALSE;

    if (count < 0) {
        (void)set_io_error(error, "cannot read the spool file");
        return NULL;
    }
    is_whole_head = raw_header_cut(head, (gsize)count) || message_length <= RAW_HEADER_MAX_BYTES;
    take_fields(letter, head);
    set_class(letter, head, is_whole_head, envelope_sender);
    if (!encode_message(message_fd, attachments_fd, attachment, error))
        return NULL;
    g_ptr_array_add(letter->attachments, g_steal_pointer(&attachment));
    letter_set_new_text(letter, NOTE);
    g_ptr_array_add(letter->notes,
                    g_strdup("the mail could not be read; only raw lines were used"));
    return g_steal_pointer(&letter);
}
