/* body.c - walks the parts of a message. */
#include "parsers/body.h"

#include "parsers/text_clean.h"

#include <string.h>

static void
attach(ParseRun *run, GMimePart *part)
{
    LetterAttachment *attachment = g_new0(LetterAttachment, 1);
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const char *name = g_mime_part_get_filename(part);
    g_autofree char *full_type = g_mime_content_type_get_mime_type(type);
    g_autofree char *clean = name == NULL ? NULL : text_clean_line(name, 200);
    GMimeDataWrapper *content = g_mime_part_get_content(part);

    if (clean != NULL)
        g_strdelimit(clean, "/\\", '_');
    attachment->name = g_strdup_printf("%u-%s", run->letter->attachments->len + 1,
                                       clean == NULL || *clean == '\0' ? "part.bin" : clean);
    attachment->content_type = g_ascii_strdown(full_type, -1);
    if (content != NULL)
        attachment_writer_copy(run->writer, g_mime_data_wrapper_get_stream(content),
                               g_mime_part_get_content_encoding(part), attachment);
    else {
        attachment_writer_begin(run->writer);
        attachment_writer_end(run->writer, attachment);
    }
    g_ptr_array_add(run->letter->attachments, attachment);
}

static void
add_text(ParseRun *run, GMimeTextPart *part)
{
    g_autofree char *text = g_mime_text_part_get_text(part);

    if (text == NULL || *run->letter->text != '\0')
        return;
    g_free(run->letter->text);
    run->letter->text = text_clean(text, strlen(text));
}

static void
visit(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    ParseRun *run = data;

    (void)parent;
    if (GMIME_IS_TEXT_PART(part) && !g_mime_object_get_disposition(part))
        add_text(run, GMIME_TEXT_PART(part));
    else if (GMIME_IS_PART(part))
        attach(run, GMIME_PART(part));
}

void
body_read(ParseRun *run, GMimeMessage *message)
{
    g_mime_message_foreach(message, visit, run);
}
