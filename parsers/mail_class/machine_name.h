/* machine_name.h - names of machines: local parts of addresses, compared as a whole. Pure.
 *
 * A name alone is never proof: `bounce-team` and `rootsman` are names of people. All functions take
 * a local part (the text before the last '@') and ignore case and a sub-address after '+'. */
#pragma once

#include <glib.h>

/* A mail system, never a person: mailer-daemon and similar names. */
gboolean machine_name_is_daemon(const char *local_part);

/* Names used by mail systems and by people: postmaster, bounce and similar names. */
gboolean machine_name_is_postmaster(const char *local_part);

/* Machines that send all kinds of mail: root, daemon, majordomo and similar names, and those of the
 * next two functions. */
gboolean machine_name_is_sender(const char *local_part);

/* Mail to the address is not read: no-reply and similar names, also as words of a longer name
 * (jira-noreply). */
gboolean machine_name_is_unread(const char *local_part);

/* Monitoring programs: nagios, cron, alerts and similar names. */
gboolean machine_name_is_program(const char *local_part);
