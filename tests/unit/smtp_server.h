/* smtp_server.h - a loopback SMTP server for tests: one client at a time, and every line it said.
 */
#pragma once

#include <glib.h>

#define SMTP_SERVER_DROP "" /* as an answer: close the connection instead */

/* What the server answers, and what it was told. */
typedef struct {
    const char *greeting; /* these: without CRLF, NULL: as a willing server would */
    const char *mail;
    const char *rcpt;
    const char *data;
    const char *end;
    const char *ehlo; /* several lines of it */
    const char *auth; /* to what follows AUTH and 334 */
    gboolean has_smtputf8;
    gboolean is_quit_ignored; /* it waits for the client to go */
    gboolean is_waited_out;   /* what it says is no answer: the deadline ends the wait */
    guint n_quits;            /* so many were ignored */
    int listener;
    char url[64];
    GThread *thread;
    GString *heard; /* every line, with LF; until it is stopped */
    guint messages; /* how many were begun; once it is stopped */
} SmtpServer;

/* Listens on 127.0.0.1, at a port that the kernel chose and that `url` names. */
void smtp_server_start(SmtpServer *server);
void smtp_server_stop(SmtpServer *server);
