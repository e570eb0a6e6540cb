/* mail_digest.c - see mail_digest.h. Does not depend on the journal that keeps the digests. */
#include "gateway/intake/mail_digest.h"

#include <string.h>

#include "gateway/descriptor_io.h"
#include "gateway/intake/octet_digest.h"
#include "gateway/intake/raw_header.h"
#include "gateway/intake/text_end.h"

#define CHUNK_BYTES ((gsize)64 * 1024)
/* The body digest leaves out the middle of a longer body; the digests of text and files cover it.
 */
#define BODY_END_BYTES ((guint64)512 * 1024)

/* The words of a digest, with one space between them; the marks of text_end.h follow. */
enum {
    WORD_VERSION,
    WORD_HEAD,   /* From, Date and Subject */
    WORD_COMMON, /* the same, without the tag of a list in Subject */
    WORD_BODY,   /* all that follows the header */
    WORD_KIND,   /* two letters: the whole body or its ends; sent by a list or directly */
    WORD_FILES,  /* NONE if text and files were not read, or are incomplete */
    N_WORDS
};
#define VERSION "1"
#define NONE "-"

/* Header fields of mailing lists; they differ between two copies that came through two lists (RFC
 * 2369, RFC 2919). */
static const char *const list_fields[] = {"List-Id",       "List-Post",    "List-Unsubscribe",
                                          "List-Help",     "Mailing-List", "X-BeenThere",
                                          "X-Mailing-List"};

/* Returns the header; *ret_body is where the body begins. (transfer full) */
static char *
read_head(int fd, guint64 length, guint64 *ret_body)
{
    gsize wanted = (gsize)MIN(length, RAW_HEADER_MAX_BYTES);
    g_autofree char *head = g_malloc(wanted + 1);
    gssize count = descriptor_read_at(fd, head, wanted, 0);
    if (count < 0)
        return NULL;
    gboolean is_whole = raw_header_cut(head, (gsize)count);
    *ret_body = is_whole ? MIN((guint64)count, (guint64)strlen(head) + 1) : (guint64)count;
    return g_steal_pointer(&head);
}

gboolean
mail_digest_message_id(int fd, guint64 length, char **ret_message_id)
{
    guint64 body;
    g_autofree char *head = read_head(fd, length, &body);
    if (head == NULL)
        return FALSE;
    g_autofree char *value = raw_header_value(head, "Message-ID");
    gsize size = value != NULL ? strlen(value) : 0;
    if (size >= 2 && value[0] == '<' && strcspn(value + 1, "<>") == size - 2) {
        value[size - 1] = '\0';
        memmove(value, value + 1, size - 1);
    }
    *ret_message_id = value != NULL && *value != '\0' ? g_steal_pointer(&value) : NULL;
    return TRUE;
}

/* Adds a field's value, each run of white space as one space, since relays fold lines differently.
 */
static void
add_words(OctetDigest *digest, const char *value)
{
    g_auto(GStrv) words = g_strsplit_set(value != NULL ? value : "", " \t", -1);
    for (guint i = 0; words[i] != NULL; i++) {
        if (*words[i] == '\0')
            continue;
        octet_digest_add(digest, words[i], strlen(words[i]));
        octet_digest_add(digest, " ", 1);
    }
    octet_digest_add(digest, "", 1);
}

/* The subject without tags of lists and words for reply and forward at its beginning. */
static const char *
skip_tags(const char *subject)
{
    for (;;) {
        gsize blanks = strspn(subject, " ");
        const char *word = subject + blanks;
        gsize letters = 0;
        while (g_ascii_isalpha(word[letters]))
            letters++;
        const char *end = *word == '[' ? strchr(word, ']') : NULL;
        if (end != NULL)
            subject = end + 1;
        else if (letters >= 2 && letters <= 3 && word[letters] == ':')
            subject = word + letters + 1;
        else
            return word;
    }
}

static void
put_head(GString *line, const char *head)
{
    g_autofree char *from = raw_header_value(head, "From");
    g_autofree char *date = raw_header_value(head, "Date");
    g_autofree char *subject = raw_header_text(head, "Subject");
    const char *const subjects[] = {subject, subject != NULL ? skip_tags(subject) : NULL};
    for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_auto(OctetDigest) digest;
        octet_digest_init(&digest);
        add_words(&digest, from);
        add_words(&digest, date);
        add_words(&digest, subjects[i]);
        g_autofree char *text = octet_digest_text(&digest);
        g_string_append_printf(line, " %s", text);
    }
}

static gboolean
add_range(OctetDigest *digest, int fd, guint64 start, guint64 end)
{
    g_autofree char *chunk = g_malloc(CHUNK_BYTES);
    while (start < end) {
        gssize count =
            descriptor_read_at(fd, chunk, (gsize)MIN(end - start, (guint64)CHUNK_BYTES), start);
        if (count <= 0)
            return count == 0;
        octet_digest_add(digest, chunk, (gsize)count);
        start += (guint64)count;
    }
    return TRUE;
}

static gboolean
put_body(GString *line, const MailDigestInput *input, guint64 start, gboolean *ret_is_whole)
{
    guint64 end = input->length, length = end - start;
    g_auto(OctetDigest) digest;
    octet_digest_init(&digest);
    *ret_is_whole = length <= 2 * BODY_END_BYTES;
    octet_digest_add(&digest, &length, sizeof length);
    if (*ret_is_whole ? !add_range(&digest, input->fd, start, end)
                      : !add_range(&digest, input->fd, start, start + BODY_END_BYTES) ||
                            !add_range(&digest, input->fd, end - BODY_END_BYTES, end))
        return FALSE;
    g_autofree char *text = octet_digest_text(&digest);
    g_string_append_printf(line, " %s", text);
    return TRUE;
}

static gboolean
add_file(OctetDigest *digest, const LetterAttachment *file, const LetterFiles *files)
{
    g_autofree char *chunk = g_malloc(CHUNK_BYTES);
    AttachmentReader reader = {.content = attachment_content_of(file, files)};
    gssize count;
    octet_digest_add(digest, file->name, strlen(file->name) + 1);
    while ((count = attachment_reader_read(&reader, chunk, CHUNK_BYTES)) > 0)
        octet_digest_add(digest, chunk, (gsize)count);
    return count == 0;
}

/* A digest of the files that somebody attached, not of those that the parser made from the text.
 * NULL if they cannot be read, or are not the whole content: then the mail itself is attached, with
 * trace fields that differ in each copy. (transfer full) */
static char *
files_digest(const MailDigestInput *input, guint64 body)
{
    const GPtrArray *files = input->letter->attachments;
    g_auto(OctetDigest) digest;
    octet_digest_init(&digest);
    for (guint i = 0; i < files->len; i++) {
        const LetterAttachment *file = g_ptr_array_index(files, i);
        if (file->role == LETTER_ROLE_QUOTED)
            continue;
        octet_digest_add(&digest, &file->size, sizeof file->size);
        if (file->size > input->length - body || !add_file(&digest, file, &input->files))
            return NULL;
    }
    return octet_digest_text(&digest);
}

char *
mail_digest_new(const MailDigestInput *input)
{
    guint64 body = 0;
    gboolean is_whole = FALSE, is_list = FALSE;
    g_autofree char *head = read_head(input->fd, input->length, &body);
    g_autoptr(GString) line = g_string_new(VERSION);
    if (head == NULL)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(list_fields) && !is_list; i++) {
        g_autofree char *value = raw_header_value(head, list_fields[i]);
        is_list = value != NULL;
    }
    put_head(line, head);
    if (!put_body(line, input, body, &is_whole))
        return NULL;
    g_string_append_printf(line, " %c%c", is_whole ? 'w' : 'e', is_list ? 'l' : 'd');
    g_autofree char *files = input->is_parsed ? files_digest(input, body) : NULL;
    g_string_append_printf(line, " %s", files != NULL ? files : NONE);
    if (files != NULL)
        text_end_put_marks(line, input->letter->text, is_list);
    return g_string_free(g_steal_pointer(&line), FALSE);
}

/* The words of a digest; NULL if it is no valid digest. (transfer full) */
static char **
split(const char *digest)
{
    g_auto(GStrv) words = g_strsplit(digest != NULL ? digest : "", " ", -1);
    if (g_strv_length(words) < N_WORDS || strcmp(words[WORD_VERSION], VERSION) != 0 ||
        strlen(words[WORD_KIND]) != 2)
        return NULL;
    return g_steal_pointer(&words);
}

static gboolean
has_content(char *const *words)
{
    return strcmp(words[WORD_FILES], NONE) != 0 && words[N_WORDS] != NULL;
}

gboolean
mail_digest_is_same(const char *recorded, const char *digest)
{
    g_auto(GStrv) one = split(recorded);
    g_auto(GStrv) other = split(digest);
    if (one == NULL || other == NULL)
        return TRUE;
    gboolean is_list = one[WORD_KIND][1] == 'l' || other[WORD_KIND][1] == 'l';
    gboolean has_contents = has_content(one) && has_content(other);
    gboolean is_head = strcmp(one[WORD_HEAD], other[WORD_HEAD]) == 0;
    gboolean is_body = strcmp(one[WORD_BODY], other[WORD_BODY]) == 0;
    if (!is_head && !(is_list && strcmp(one[WORD_COMMON], other[WORD_COMMON]) == 0))
        return FALSE;
    if (is_body && (one[WORD_KIND][0] == 'w' || !has_contents))
        return TRUE;
    return has_contents && strcmp(one[WORD_FILES], other[WORD_FILES]) == 0 &&
           text_end_is_same((const char *const *)one + N_WORDS,
                            (const char *const *)other + N_WORDS);
}

static char *
part(const char *digest, gboolean is_exact)
{
    g_auto(GStrv) words = split(digest);
    if (words == NULL)
        return g_strdup("");
    return is_exact ? g_strconcat(words[WORD_HEAD], words[WORD_BODY], NULL)
                    : g_strdup(words[WORD_COMMON]);
}

char *
mail_digest_common(const char *digest)
{
    return part(digest, FALSE);
}

char *
mail_digest_exact(const char *digest)
{
    return part(digest, TRUE);
}
