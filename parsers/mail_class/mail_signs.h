/* mail_signs.h - reads fields and parts for the modules that look for signs of a mail's class.
 * Internal. */
#pragma once

#include "parsers/gmime_autoptr.h"
#include "parsers/letter.h"
#include "parsers/parse.h"

typedef struct {
    GMimeMessage *message;
    const ParseOptions *options;
    const Letter *letter; /* people, subject and text are filled */
} MailSigns;

/* The raw value of a header field without leading white space; "" if the mail does not have it. */
const char *mail_signs_header(const MailSigns *signs, const char *name);

/* Whether the first word of a header field is `word` (ASCII, any case), ignoring comments. White
 * space, a comment, a parameter or the end must follow it. */
gboolean mail_signs_header_is(const MailSigns *signs, const char *name, const char *word);

/* Whether a header field has more than white space and comments. */
gboolean mail_signs_has_word(const MailSigns *signs, const char *name);

/* Whether each word of each header field of this name is one of `words` (NULL-terminated), up to
 * the first comment or parameter after a word. TRUE if there is no such field. */
gboolean mail_signs_headers_are(const MailSigns *signs, const char *name, const char *const *words);

/* "Name: value" on one line and not too long, for class_reason. (transfer full) */
char *mail_signs_describe(const MailSigns *signs, const char *name);

/* The address of the first From without its domain, in lower case. If there is no address, the
 * name; if there is no name either, "". (transfer full) */
char *mail_signs_local_part(const MailSigns *signs);

/* Whether the envelope sender is null (RFC 5321 section 4.5.5), as the caller says, or else as
 * Return-Path says. */
gboolean mail_signs_is_null_sender(const MailSigns *signs);

/* The envelope sender, as above, without its domain, in lower case. (transfer full) */
char *mail_signs_envelope_local_part(const MailSigns *signs);

/* Whether the mail is a multipart/report (RFC 6522) of `report_type`; NULL: one without a type. */
gboolean mail_signs_is_report(const MailSigns *signs, const char *report_type);

/* Whether one of the mail's outermost parts is of this type. */
gboolean mail_signs_has_part(const MailSigns *signs, const char *type, const char *subtype);

/* Whether the first `max_bytes` octets of `text` contain one of the `words` (NULL-terminated, lower
 * case ASCII or case-folded). */
gboolean mail_signs_text_has(const char *text, gsize max_bytes, const char *const *words);
