/* machine_name.h - names that machines have: local parts of addresses, compared whole. Pure.
 *
 * A name is a habit, never proof by itself: `bounce-team` and `rootsman` are people's. All take a
 * local part (what stands before the last '@'); neither case nor a sub-address behind '+' matters.
 */
#pragma once

#include <glib.h>

/* A mail system, and never a person: mailer-daemon and kin. */
gboolean machine_name_is_daemon(const char *local_part);

/* What mail systems write from and people do, too: postmaster, bounce and kin. */
gboolean machine_name_is_postmaster(const char *local_part);

/* Machines that send all kinds of mail: root, daemon, majordomo and kin, and those below. */
gboolean machine_name_is_sender(const char *local_part);

/* Nobody reads what is sent there: no-reply and kin, also as words of a longer name
 * (jira-noreply). */
gboolean machine_name_is_unread(const char *local_part);

/* Programs that watch: nagios, cron, alerts and kin. */
gboolean machine_name_is_program(const char *local_part);
