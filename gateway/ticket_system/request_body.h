/* request_body.h - a JSON request body in pieces: text in memory, attachments read from their file.
 *
 * The length is known before the first octet is sent. Memory use does not depend on the
 * attachments. */
#pragma once

#include "gateway/attachment_content.h"

typedef struct RequestBody RequestBody;

/* An empty object. (transfer full) */
RequestBody *request_body_new(void);
void request_body_free(RequestBody *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RequestBody, request_body_free)

/* Adds a member; call it before the first attachment. `value`: UTF-8; NULL: the member is left out.
 */
void request_body_add_member(RequestBody *body, const char *name, const char *value);

/* What stands beside the content of an attachment, in UTF-8. */
typedef struct {
    const char *name;
    const char *content_type; /* "type/subtype"; NULL: left out */
} RequestFile;

/* Adds an attachment from a file. The descriptor still belongs to the caller and must stay open as
 * long as the body lives. */
void request_body_add_file(RequestBody *body, const RequestFile *file,
                           const AttachmentContent *content);
/* Adds an attachment from memory and encodes it. */
void request_body_add_bytes(RequestBody *body, const RequestFile *file, GBytes *content);

/* Length of the JSON document in octets. No attachment can be added after the first call. */
guint64 request_body_length(RequestBody *body);

/* Copies up to `size` octets from the reading position into `buffer`. Returns their number, 0 at
 * the end, -1 with errno if a file could not be read or does not have the expected content. */
gssize request_body_read(RequestBody *body, void *buffer, gsize size);
void request_body_rewind(RequestBody *body);
