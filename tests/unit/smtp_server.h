/* smtp_server.h - a loopback SMTP server for tests: one client at a time; keeps every line that the
 * client sends. */
#pragma once

#include <glib.h>

#define SMTP_SERVER_DROP "" /* as a response: close the connection instead */

/* The responses of the server, and what it received. */
typedef struct {
    const char *greeting; /* these: without CRLF; NULL: accept */
    const char *mail;
    const char *rcpt;
    const char *data;
    const char *end;
    const char *ehlo; /* several lines */
    const char *auth; /* to the lines after AUTH and 334 */
    gboolean has_smtputf8;
    gboolean is_quit_ignored; /* wait for the client to close the connection */
    gboolean is_waited_out;   /* what it says is no response: the deadline ends the wait */
    guint n_quits;            /* number of QUITs that were ignored */
    int listener;
    char url[64];
    GThread *thread;
    GString *heard; /* every line, with LF; set when the server is stopped */
    guint messages; /* number of messages begun; set when the server is stopped */
} SmtpServer;

/* Listens on 127.0.0.1, on a port that the kernel chooses; `url` has it. */
void smtp_server_start(SmtpServer *server);
void smtp_server_stop(SmtpServer *server);
