/* conservation.h - whether text and attachments together say all that a mail says. Internal to
 * parsers/. */
#pragma once

#include "parsers/body/body_state.h"

/* So many bytes of a mail may be explained by nothing before it is attached whole. Lines that tell
 * readers without MIME what to do, and what gateways write below the last part, are shorter: of
 * 1,083 mails of tests/corpus and of other projects 12 have more (long prologues, a second mail
 * behind the first). */
#define CONSERVATION_MAX_LOST_BYTES 250

/* The content of `part` is accounted for: read as text, attached, or left out on purpose. Counted
 * once for each part, and not inside of parts that were opened. */
void conservation_explain_part(Body *body, GMimePart *part);

/* So many bytes of a content that is no GMimePart are accounted for. */
void conservation_explain(Body *body, guint64 n_bytes);

/* The lines of `text`, whose line ends may have been longer in the mail, are accounted for. */
void conservation_explain_lines(Body *body, const char *text);

/* So many bytes of what was read are shown nowhere. */
void conservation_lose(Body *body, guint64 n_bytes);

/* When all parts were walked: where more than CONSERVATION_MAX_LOST_BYTES of the mail are explained
 * by nothing, the mail itself is to be attached, and a note says so. */
void conservation_check(Body *body);
