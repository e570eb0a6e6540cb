/* conservation.h - checks that text and attachments together have everything that is in the mail.
 * Internal to parsers/. */
#pragma once

#include "parsers/body/body_state.h"

/* If more bytes of a mail than this are unaccounted for, the whole mail is attached. Lines for
 * programs without MIME, and footers that gateways add below the last part, are shorter: of 1,083
 * mails of tests/corpus and of other projects, 12 have more (long prologues, a second mail after
 * the first). */
#define CONSERVATION_MAX_LOST_BYTES 250

/* The content of `part` is accounted for: read as text, attached, or left out on purpose. Each part
 * counts once; parts inside an opened part do not count. */
void conservation_explain_part(Body *body, GMimePart *part);

/* This many bytes of content outside a GMimePart are accounted for. */
void conservation_explain(Body *body, guint64 n_bytes);

/* The lines of `text` are accounted for. Their line ends may have been longer in the mail. */
void conservation_explain_lines(Body *body, const char *text);

/* This many of the bytes that were read are not shown anywhere. */
void conservation_lose(Body *body, guint64 n_bytes);

/* Call it after all parts. If more than CONSERVATION_MAX_LOST_BYTES of the mail are unaccounted
 * for, has the whole mail attached and adds a note. */
void conservation_check(Body *body);
