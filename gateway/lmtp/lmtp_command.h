/* lmtp_command.h - reads one command line of LMTP. Pure.
 *
 * RFC 2033, with SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531) and BDAT (RFC 3030);
 * XFORWARD with IDENT (Postfix, XFORWARD_README). */
#pragma once

#include <glib.h>

typedef enum {
    LMTP_VERB_LHLO,
    LMTP_VERB_MAIL,
    LMTP_VERB_RCPT,
    LMTP_VERB_DATA,
    LMTP_VERB_BDAT,
    LMTP_VERB_RSET,
    LMTP_VERB_NOOP,
    LMTP_VERB_VRFY,
    LMTP_VERB_QUIT,
    LMTP_VERB_XFORWARD,
} LmtpVerb;

typedef struct {
    LmtpVerb verb;
    char *address;    /* MAIL, RCPT: without <>, UTF-8, "" for the null sender; else NULL */
    char *name;       /* LHLO: the client's; XFORWARD: the queue id, or NULL; else NULL */
    guint64 size;     /* MAIL: octets announced by SIZE, or 0; BDAT: octets that follow */
    gboolean is_last; /* BDAT: LAST */
} LmtpCommand;

void lmtp_command_clear(LmtpCommand *command);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LmtpCommand, lmtp_command_clear)

/* Reads a line without its line end (any octets). Returns NULL and fills *ret_command, or returns
 * the error reply, such as "501 5.5.4 ..." (transfer none). */
const char *lmtp_command_read(const char *line, LmtpCommand *ret_command);
