/* part_text.h - decodes the text of one part: transfer encoding and charset. */
#pragma once

#include "parsers/parse_run.h"

/* The text of `part` as valid UTF-8, at most `max_bytes` octets of it; *ret_is_cut: there was more.
 * Undecodable octets are U+FFFD. (transfer full) */
GString *part_text_read(ParseRun *run, GMimePart *part, gsize max_bytes, gboolean *ret_is_cut);

/* Writes the whole text of `part` as UTF-8 into the attachments, piece by piece. */
void part_text_attach(ParseRun *run, GMimePart *part, LetterAttachment *attachment);
