/* command.h - one function for each sub-command; program.c chooses by argv[1].
 *
 * Each gets its arguments like main() (argv[0] is the sub-command) and returns the exit status.
 * `deliver` only prints delivery_error_line(). The others are for people at a terminal and print
 * errors in plain words to standard error. */
#pragma once

int command_deliver(int argc, char **argv);      /* deliver.c */
int command_lmtpd(int argc, char **argv);        /* lmtpd.c */
int command_parse(int argc, char **argv);        /* parse_command.c */
int command_list(int argc, char **argv);         /* ticket_query.c */
int command_show(int argc, char **argv);         /* ticket_query.c */
int command_comment(int argc, char **argv);      /* ticket_update.c */
int command_close(int argc, char **argv);        /* ticket_update.c */
int command_reopen(int argc, char **argv);       /* ticket_update.c */
int command_check_config(int argc, char **argv); /* check_config.c */
int command_quarantine(int argc, char **argv);   /* quarantine_command.c */
int command_redeliver(int argc, char **argv);    /* redeliver.c */
int command_import(int argc, char **argv);       /* import.c */
int command_migrate(int argc, char **argv);      /* migrate.c */
int command_prune(int argc, char **argv);        /* prune.c */
int command_outbox(int argc, char **argv);       /* outbox.c */
int command_news(int argc, char **argv);         /* news.c */
int command_init(int argc, char **argv);         /* init.c */
int command_mail_token(int argc, char **argv);   /* mail_token.c */
int command_ping(int argc, char **argv);         /* ping.c */
int command_trace(int argc, char **argv);        /* trace.c */
int command_forget(int argc, char **argv);       /* forget.c */
int command_metrics(int argc, char **argv);      /* metrics.c */
int command_status(int argc, char **argv);       /* status.c */
