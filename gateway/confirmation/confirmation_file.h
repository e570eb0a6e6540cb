/* confirmation_file.h - a file of the desk as a part of a mail of ours. */
#pragma once

#include <gmime/gmime.h>

#include "gateway/confirmation/confirmation.h"

/* The part: Base64, an attachment (RFC 2183) whatever its type, with the name in RFC 2231's form
 * where it needs that. A type that is no type/subtype (RFC 2045 section 5.1), or one that says how
 * parts are put together (multipart, message), becomes application/octet-stream. (transfer full) */
GMimeObject *confirmation_file_make_part(const ConfirmationFile *file);
