/* confirmation_file.c - see confirmation_file.h. */
#include "gateway/confirmation/confirmation_file.h"

#include "gateway/confirmation/confirmation_clean.h"
#include "parsers/gmime_autoptr.h"

#include <string.h>

#define TOKEN "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-"
#define NAME_MAX_CHARS 255
#define TOKEN_MAX_BYTES 64

void
confirmation_file_free(ConfirmationFile *file)
{
    if (file == NULL)
        return;
    g_free(file->name);
    g_free(file->content_type);
    g_clear_pointer(&file->content, g_bytes_unref);
    g_free(file);
}

static gboolean
is_plain_type(const char *type)
{
    gsize main_bytes = type != NULL ? strspn(type, TOKEN) : 0;

    if (main_bytes == 0 || main_bytes > TOKEN_MAX_BYTES || type[main_bytes] != '/')
        return FALSE;
    const char *subtype = type + main_bytes + 1;
    gsize sub_bytes = strspn(subtype, TOKEN);
    return sub_bytes > 0 && sub_bytes <= TOKEN_MAX_BYTES && subtype[sub_bytes] == '\0' &&
           !g_str_has_prefix(type, "multipart/") && !g_str_has_prefix(type, "message/");
}

/* GMime would choose the smallest charset. */
static void
use_utf8(GMimeParamList *list, const char *name)
{
    GMimeParam *param = g_mime_param_list_get_parameter(list, name);

    if (param != NULL)
        g_mime_param_set_charset(param, "utf-8");
}

GMimeObject *
confirmation_file_make_part(const ConfirmationFile *file)
{
    const char *type =
        is_plain_type(file->content_type) ? file->content_type : "application/octet-stream";
    const char *slash = strchr(type, '/');
    g_autofree char *main_type = g_strndup(type, (gsize)(slash - type));
    GMimePart *part = g_mime_part_new_with_type(main_type, slash + 1);
    /* GMime puts line ends into the field as they are. */
    g_autofree char *name = confirmation_clean_line(file->name, NAME_MAX_CHARS);
    gsize length = 0;
    const char *bytes = g_bytes_get_data(file->content, &length);
    g_autoptr(GMimeStream) stream =
        g_mime_stream_mem_new_with_buffer(bytes != NULL ? bytes : "", length);
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
    g_mime_part_set_filename(part, name);
    use_utf8(g_mime_content_disposition_get_parameters(
                 g_mime_object_get_content_disposition(GMIME_OBJECT(part))),
             "filename");
    use_utf8(g_mime_content_type_get_parameters(g_mime_object_get_content_type(GMIME_OBJECT(part))),
             "name");
    g_object_unref(content);
    return GMIME_OBJECT(part);
}
