/* letter_json.h - a Letter as one JSON object, written by the child and read by the parent. */
#pragma once

#include "parsers/letter.h"

/* Why the gateway does not accept a document as a Letter. */
#define LETTER_ERROR (letter_error_quark())
GQuark letter_error_quark(void);
typedef enum {
    LETTER_ERROR_TOO_LARGE, /* longer or nested deeper than any Letter that we write */
    LETTER_ERROR_INVALID,   /* not JSON, wrong type, bad UTF-8, an offset outside the file */
} LetterError;

/* The largest document that letter_read() accepts, in bytes. */
#define LETTER_MAX_JSON_BYTES (16 * 1024 * 1024)

/* The JSON text of `letter`, UTF-8, one line or indented for people. (transfer full) */
GBytes *letter_write(const Letter *letter, gboolean is_pretty);

/* Reads what a child wrote. `json` may be any bytes. `message_length` and `attachments_length` are
 * the lengths of the message and of the attachments file in bytes; every attachment must be inside
 * one of them, and no two may overlap. Size and depth are checked before json-glib sees the text
 * (version 1.6.6 recurses without limit). Returns a Letter (transfer full), or NULL with
 * LETTER_ERROR_*. */
Letter *letter_read(GBytes *json, guint64 message_length, guint64 attachments_length,
                    GError **error);
