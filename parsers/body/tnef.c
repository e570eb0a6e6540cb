/* tnef.c - see tnef.h.
 *
 * libytnef reads the format; this module asks it for the few properties that a reader needs. Runs
 * inside the sandbox, like all of parsers/. */
#include "parsers/body/tnef.h"

#include "build-config.h"

#include <string.h>

#if HAVE_TNEF
#include <stdio.h> /* tnef-types.h needs it */
#include <stdlib.h>
#include <ytnef.h>
#endif

#define MAX_BYTES ((gsize)64 * 1024 * 1024)
#define MAX_EMBEDDED_DEPTH 3
#define MAX_FILES 500
/* An embedded message has an identifier of 16 octets before it. */
#define OBJECT_PREFIX_BYTES 16

static void
file_free(gpointer data)
{
    TnefFile *file = data;

    g_free(file->name);
    g_free(file->type);
    g_bytes_unref(file->content);
    g_free(file);
}

void
tnef_content_free(TnefContent *content)
{
    if (content == NULL)
        return;
    g_ptr_array_unref(content->files);
    if (content->text != NULL)
        g_string_free(content->text, TRUE);
    if (content->html != NULL)
        g_string_free(content->html, TRUE);
    g_free(content->charset);
    g_free(content);
}

gboolean
tnef_is_supported(void)
{
    return HAVE_TNEF;
}

#if HAVE_TNEF

static void read_message(TNEFStruct *tnef, TnefContent *content, guint depth);

/* A property that may have one of two types, or NULL. (transfer none) */
static const variableLength *
find_property(MAPIProps *properties, DWORD type, DWORD other_type, DWORD id)
{
    variableLength *found = MAPIFindProperty(properties, PROP_TAG(type, id));

    if (found == MAPI_UNDEFINED)
        found = MAPIFindProperty(properties, PROP_TAG(other_type, id));
    return found == MAPI_UNDEFINED || found->data == NULL || found->size <= 0 ? NULL : found;
}

/* The octets of a value up to the first NUL. */
static GString *
string_of(const variableLength *value)
{
    return g_string_new_len((const char *)value->data,
                            (gssize)strnlen((const char *)value->data, (gsize)value->size));
}

/* "Code page 1252" is the label cp1252 (attOemCodepage, four octets, little endian). */
static void
read_code_page(const TNEFStruct *tnef, TnefContent *content)
{
    if (tnef->CodePage.data == NULL || tnef->CodePage.size < 4)
        return;
    const BYTE *d = tnef->CodePage.data;
    guint page = (guint)d[0] | (guint)d[1] << 8 | (guint)d[2] << 16 | (guint)d[3] << 24;
    if (page > 0 && page < 65536)
        content->charset = page == 65001 ? g_strdup("utf-8") : g_strdup_printf("cp%u", page);
}

static void
add_file(TnefContent *content, char *name, char *type, const void *data, gsize length)
{
    TnefFile *file = g_new0(TnefFile, 1);

    file->name = name;
    file->type = type;
    file->content = g_bytes_new(data, length);
    g_ptr_array_add(content->files, file);
}

static void
read_rtf(TNEFStruct *tnef, TnefContent *content)
{
    variableLength *packed =
        MAPIFindProperty(&tnef->MapiProperties, PROP_TAG(PT_BINARY, PR_RTF_COMPRESSED));
    int size = 0;

    if (packed == MAPI_UNDEFINED || packed->size < 16)
        return;
    if (memcmp(packed->data + 8, "MELA", 4) == 0) { /* unchanged; libytnef only knows "LZFu" */
        add_file(content, g_strdup("message.rtf"), g_strdup("application/rtf"), packed->data + 16,
                 (gsize)packed->size - 16);
        return;
    }
    BYTE *rtf = DecompressRTF(packed, &size);
    if (rtf == NULL)
        return;
    if (size > 0)
        add_file(content, g_strdup("message.rtf"), g_strdup("application/rtf"), rtf, (gsize)size);
    free(rtf);
}

static void
read_bodies(TNEFStruct *tnef, TnefContent *content)
{
    const variableLength *html =
        find_property(&tnef->MapiProperties, PT_BINARY, PT_STRING8, PR_BODY_HTML);
    const variableLength *text =
        find_property(&tnef->MapiProperties, PT_UNICODE, PT_STRING8, PR_BODY);

    if (text == NULL && tnef->body.data != NULL && tnef->body.size > 0)
        text = &tnef->body;
    if (html != NULL)
        content->html = string_of(html);
    if (text != NULL)
        content->text = string_of(text);
    if (html == NULL && text == NULL)
        read_rtf(tnef, content);
}

static char *
name_of(Attachment *attachment)
{
    static const DWORD ids[] = {PR_ATTACH_LONG_FILENAME, PR_DISPLAY_NAME, PR_ATTACH_FILENAME};

    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        const variableLength *name =
            find_property(&attachment->MAPI, PT_UNICODE, PT_STRING8, ids[i]);
        if (name != NULL && *name->data != '\0')
            return g_string_free(string_of(name), FALSE);
        if (i == 0 && attachment->Title.data != NULL && attachment->Title.size > 1 &&
            *attachment->Title.data != '\0')
            return g_string_free(string_of(&attachment->Title), FALSE);
    }
    return NULL;
}

static char *
type_of(Attachment *attachment)
{
    const variableLength *tag =
        find_property(&attachment->MAPI, PT_UNICODE, PT_STRING8, PR_ATTACH_MIME_TAG);
    g_autoptr(GString) type = tag == NULL ? NULL : string_of(tag);

    if (type == NULL ||
        strspn(type->str, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                          "0123456789.+-/") < type->len ||
        strchr(type->str, '/') == NULL)
        return g_strdup("application/octet-stream");
    return g_ascii_strdown(type->str, -1);
}

/* The text of an attached message, as a file. */
static void
add_inner_text(TnefContent *content, const TnefContent *inner)
{
    const GString *text = inner->text != NULL ? inner->text : inner->html;

    if (text == NULL)
        return;
    add_file(content, g_strdup(inner->text != NULL ? "message.txt" : "message.html"),
             g_strdup(inner->text != NULL ? "text/plain" : "text/html"), text->str, text->len);
}

static void
clear_inner(TnefContent *inner)
{
    if (inner->text != NULL)
        g_string_free(inner->text, TRUE);
    if (inner->html != NULL)
        g_string_free(inner->html, TRUE);
    g_free(inner->charset);
}

/* An attached message: its content is attached as if it were in the mail itself. */
static gboolean
read_embedded(const variableLength *object, TnefContent *content, guint depth)
{
    TNEFStruct tnef = {0}; /* TNEFInitialize() leaves Debug as it was */
    DWORD signature;

    if (depth >= MAX_EMBEDDED_DEPTH || object->size <= OBJECT_PREFIX_BYTES + 6)
        return FALSE;
    memcpy(&signature, object->data + OBJECT_PREFIX_BYTES, sizeof signature);
    if (TNEFCheckForSignature(GUINT32_FROM_LE(signature)) != 0)
        return FALSE;
    TNEFInitialize(&tnef);
    gboolean is_read = TNEFParseMemory(object->data + OBJECT_PREFIX_BYTES,
                                       object->size - OBJECT_PREFIX_BYTES, &tnef) >= 0;
    if (is_read) {
        TnefContent inner = {.files = content->files};
        read_message(&tnef, &inner, depth + 1);
        add_inner_text(content, &inner);
        clear_inner(&inner);
    }
    TNEFFree(&tnef);
    return is_read;
}

static void
read_attachment(Attachment *attachment, TnefContent *content, guint depth)
{
    const variableLength *object =
        find_property(&attachment->MAPI, PT_OBJECT, PT_BINARY, PR_ATTACH_DATA_OBJ);

    if (object != NULL && read_embedded(object, content, depth))
        return;
    if (attachment->FileData.data != NULL && attachment->FileData.size > 0)
        add_file(content, name_of(attachment), type_of(attachment), attachment->FileData.data,
                 (gsize)attachment->FileData.size);
    else if (object != NULL)
        add_file(content, name_of(attachment), type_of(attachment), object->data,
                 (gsize)object->size);
}

static void
read_message(TNEFStruct *tnef, TnefContent *content, guint depth)
{
    read_code_page(tnef, content);
    read_bodies(tnef, content);
    for (Attachment *attachment = tnef->starting_attach.next;
         attachment != NULL && content->files->len < MAX_FILES; attachment = attachment->next)
        read_attachment(attachment, content, depth);
}

/* libytnef reports broken files on standard output. Discards standard output from here on; returns
 * the old one. */
static FILE *
silence(void)
{
    FILE *before = stdout;
    FILE *nowhere = fopencookie(NULL, "w", (cookie_io_functions_t){0});

    if (nowhere != NULL)
        stdout = nowhere;
    return before;
}

static void
end_silence(FILE *before)
{
    if (stdout == before)
        return;
    (void)fclose(stdout);
    stdout = before;
}

TnefContent *
tnef_open(const char *data, gsize length)
{
    TNEFStruct tnef = {0}; /* TNEFInitialize() leaves Debug as it was */

    if (length < 6 || length > MAX_BYTES || memcmp(data, "\x78\x9f\x3e\x22", 4) != 0)
        return NULL;
    g_autofree BYTE *copy = g_memdup2(data, length);
    g_autoptr(TnefContent) content = g_new0(TnefContent, 1);
    content->files = g_ptr_array_new_with_free_func(file_free);
    FILE *before = silence();
    TNEFInitialize(&tnef);
    gboolean is_read = TNEFParseMemory(copy, (long)length, &tnef) >= 0;
    if (is_read)
        read_message(&tnef, content, 0);
    TNEFFree(&tnef);
    end_silence(before);
    if (!is_read || (content->files->len == 0 && content->text == NULL && content->html == NULL))
        return NULL;
    return g_steal_pointer(&content);
}

#else

TnefContent *
tnef_open(const char *data, gsize length)
{
    (void)data;
    (void)length;
    (void)file_free;
    return NULL;
}

#endif
