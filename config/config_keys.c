/* config_keys.c - see config_keys.h. */
#include "config/config_keys.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "config/near_word.h"

#define AT(member) offsetof(Config, member)
#define ROUTE_AT(member) offsetof(ConfigRoute, member)

static const char *const config_who[] = {"anyone", "participants", "verified", NULL};
static const char *const config_resolved[] = {"reopen", "comment", "new", NULL};
static const char *const config_unpermitted[] = {"new", "ignore", "reject", NULL};
static const char *const config_auto_reply[] = {"comment", "ignore", NULL};
static const char *const config_bounce[] = {"ignore", "create", "comment", NULL};
static const char *const config_spam[] = {"create", "ignore", NULL};
static const char *const config_denied[] = {"reject", "ignore", NULL};
static const char *const config_news_to[] = {"requester", "participants", "none", NULL};
static const char *const config_quoted[] = {"attach", "keep", "drop", NULL};
static const char *const config_forged[] = {"ticket", "ignore", "reject", NULL};
static const char *const config_delimiters[] = {"none", "+", "-", "=", NULL};

static const char *const config_dialects[] = {"incident", "connect", NULL};
static const char *const config_scan_failure[] = {"tempfail", "pass", NULL};

static const ConfigKey config_table[] = {
    {"api", "dialect", CONFIG_TYPE_CHOICE, FALSE, "incident", AT(dialect), config_dialects},
    {"api", "base_url", CONFIG_TYPE_URL, TRUE, NULL, AT(base_url), NULL},
    {"api", "token_url", CONFIG_TYPE_URL, TRUE, NULL, AT(token_url), NULL},
    {"api", "client_id", CONFIG_TYPE_STRING, TRUE, NULL, AT(client_id), NULL},
    {"api", "client_secret_file", CONFIG_TYPE_STRING, TRUE, NULL, AT(client_secret_file), NULL},
    {"api", "token_cache", CONFIG_TYPE_PATH, FALSE, NULL, AT(token_cache), NULL},
    {"api", "ca_path", CONFIG_TYPE_PATH, FALSE, "/etc/ssl/certs", AT(ca_path), NULL},
    {"api", "ca_file", CONFIG_TYPE_PATH, FALSE, NULL, AT(ca_file), NULL},
    {"api", "insecure", CONFIG_TYPE_BOOLEAN, FALSE, "no", AT(is_insecure), NULL},
    {"api", "proxy", CONFIG_TYPE_STRING, FALSE, NULL, AT(proxy), NULL},
    {"api", "connect_timeout", CONFIG_TYPE_MSECS, FALSE, "10s", AT(connect_timeout_ms), NULL},
    {"api", "stall_timeout", CONFIG_TYPE_MSECS, FALSE, "30s", AT(stall_timeout_ms), NULL},
    {"api", "backoff", CONFIG_TYPE_SECONDS, FALSE, "10s", AT(backoff_s), NULL},
    {"api", "backoff_max", CONFIG_TYPE_SECONDS, FALSE, "5m", AT(backoff_max_s), NULL},

    {"ticket", "ci", CONFIG_TYPE_STRING, FALSE, NULL, AT(ci), NULL},
    {"ticket", "service", CONFIG_TYPE_STRING, FALSE, NULL, AT(service), NULL},
    {"ticket", "ci_list", CONFIG_TYPE_LIST, FALSE, NULL, AT(ci_list), NULL},
    {"ticket", "ticket_type", CONFIG_TYPE_STRING, FALSE, NULL, AT(details.ticket_type), NULL},
    {"ticket", "priority", CONFIG_TYPE_STRING, FALSE, NULL, AT(details.priority), NULL},
    {"ticket", "priority_from_mail", CONFIG_TYPE_BOOLEAN, FALSE, "no", AT(is_priority_from_mail),
     NULL},
    {"ticket", "contact", CONFIG_TYPE_STRING, FALSE, NULL, AT(details.contact), NULL},
    {"ticket", "user", CONFIG_TYPE_STRING, FALSE, NULL, AT(details.user), NULL},
    {"ticket", "default_subject", CONFIG_TYPE_STRING, FALSE, "(no subject)", AT(default_subject),
     NULL},
    {"ticket", "number_pattern", CONFIG_TYPE_STRING, FALSE, NULL, AT(number_pattern), NULL},
    {"ticket", "short_description_max", CONFIG_TYPE_COUNT, FALSE, "160",
     AT(short_description_max_chars), NULL},
    {"ticket", "resolved_states", CONFIG_TYPE_LIST, FALSE, "Resolved", AT(resolved_states), NULL},
    {"ticket", "closed_states", CONFIG_TYPE_LIST, FALSE, "Closed;Canceled;Cancelled;Finished",
     AT(closed_states), NULL},
    {"ticket", "waiting_states", CONFIG_TYPE_LIST, FALSE, "On Hold;Pending;Awaiting User Info",
     AT(waiting_states), NULL},

    {"route", "recipient", CONFIG_TYPE_LIST, TRUE, NULL, ROUTE_AT(recipients), NULL},
    {"route", "ci", CONFIG_TYPE_STRING, FALSE, NULL, ROUTE_AT(ci), NULL},
    {"route", "service", CONFIG_TYPE_STRING, FALSE, NULL, ROUTE_AT(service), NULL},
    {"route", "ticket_type", CONFIG_TYPE_STRING, FALSE, NULL, ROUTE_AT(details.ticket_type), NULL},
    {"route", "priority", CONFIG_TYPE_STRING, FALSE, NULL, ROUTE_AT(details.priority), NULL},
    {"route", "contact", CONFIG_TYPE_STRING, FALSE, NULL, ROUTE_AT(details.contact), NULL},
    {"route", "user", CONFIG_TYPE_STRING, FALSE, NULL, ROUTE_AT(details.user), NULL},
    {"route", "language", CONFIG_TYPE_STRING, FALSE, NULL, ROUTE_AT(language), NULL},

    {"journal", "path", CONFIG_TYPE_PATH, FALSE, "/var/lib/ticketgate/journal.db", AT(journal_path),
     NULL},
    {"journal", "url", CONFIG_TYPE_STRING, FALSE, NULL, AT(journal_url), NULL},
    {"journal", "password_file", CONFIG_TYPE_STRING, FALSE, NULL, AT(journal_password_file), NULL},
    {"journal", "insecure", CONFIG_TYPE_BOOLEAN, FALSE, "no", AT(is_journal_insecure), NULL},
    {"journal", "keep_threads", CONFIG_TYPE_SECONDS, FALSE, "400d", AT(keep_threads_s), NULL},
    {"journal", "keep_trace", CONFIG_TYPE_SECONDS, FALSE, "90d", AT(keep_trace_s), NULL},
    {"journal", "keep_replies", CONFIG_TYPE_SECONDS, FALSE, "30d", AT(keep_replies_s), NULL},

    {"mail", "from", CONFIG_TYPE_MAILBOX, TRUE, NULL, AT(mail_from), NULL},
    {"mail", "submission", CONFIG_TYPE_SMTP_URL, FALSE, "smtp://127.0.0.1:25", AT(submission),
     NULL},
    {"mail", "submission_user", CONFIG_TYPE_STRING, FALSE, NULL, AT(submission_user), NULL},
    {"mail", "submission_password_file", CONFIG_TYPE_STRING, FALSE, NULL,
     AT(submission_password_file), NULL},
    {"mail", "envelope_sender", CONFIG_TYPE_STRING, FALSE, NULL, AT(envelope_sender), NULL},
    {"mail", "reply", CONFIG_TYPE_BOOLEAN, FALSE, "yes", AT(is_reply_on), NULL},
    {"mail", "language", CONFIG_TYPE_STRING, FALSE, "en", AT(language), NULL},
    {"mail", "templates", CONFIG_TYPE_PATH, FALSE, NULL, AT(template_dir), NULL},
    {"mail", "desk_name", CONFIG_TYPE_STRING, FALSE, NULL, AT(desk_name), NULL},
    {"mail", "desk_hours", CONFIG_TYPE_STRING, FALSE, NULL, AT(desk_hours), NULL},
    {"mail", "desk_phone", CONFIG_TYPE_STRING, FALSE, NULL, AT(desk_phone), NULL},
    {"mail", "ticket_url", CONFIG_TYPE_STRING, FALSE, NULL, AT(ticket_url), NULL},
    {"mail", "key_file", CONFIG_TYPE_PATH, FALSE, NULL, AT(key_file), NULL},
    {"mail", "recipient_delimiter", CONFIG_TYPE_CHOICE, FALSE, "+", AT(recipient_delimiter),
     config_delimiters},

    {"oauth", "token_url", CONFIG_TYPE_URL, FALSE, NULL, AT(oauth_token_url), NULL},
    {"oauth", "client_id", CONFIG_TYPE_STRING, FALSE, NULL, AT(oauth_client_id), NULL},
    {"oauth", "client_secret_file", CONFIG_TYPE_STRING, FALSE, NULL, AT(oauth_client_secret_file),
     NULL},
    {"oauth", "scope", CONFIG_TYPE_STRING, FALSE, NULL, AT(oauth_scope), NULL},
    {"oauth", "refresh_token_file", CONFIG_TYPE_PATH, FALSE, NULL, AT(oauth_refresh_token_file),
     NULL},
    {"oauth", "token_cache", CONFIG_TYPE_PATH, FALSE, NULL, AT(oauth_token_cache), NULL},

    {"reply", "quoted", CONFIG_TYPE_CHOICE, FALSE, "attach", AT(quoted), config_quoted},
    {"reply", "keep_quoted", CONFIG_TYPE_BOOLEAN, FALSE, "no", AT(keep_quoted), NULL},
    {"reply", "on_comment", CONFIG_TYPE_BOOLEAN, FALSE, "no", AT(is_reply_on_comment), NULL},
    {"reply", "on_refusal", CONFIG_TYPE_BOOLEAN, FALSE, "no", AT(is_reply_on_refusal), NULL},
    {"reply", "to_cc", CONFIG_TYPE_BOOLEAN, FALSE, "no", AT(is_reply_to_cc), NULL},

    {"news", "to", CONFIG_TYPE_CHOICE, FALSE, "requester", AT(news_to), config_news_to},
    {"news", "states", CONFIG_TYPE_LIST, FALSE, "waiting;resolved;closed;reopened;comment",
     AT(news_states), NULL},
    {"news", "max_requests", CONFIG_TYPE_COUNT, FALSE, "100", AT(news_max_requests), NULL},
    {"news", "attachments_per_mail", CONFIG_TYPE_SIZE, FALSE, "7M", AT(news_attachments_per_mail),
     NULL},

    {"attachments", "drop_signatures", CONFIG_TYPE_BOOLEAN, FALSE, "no", AT(drop_signatures), NULL},
    {"attachments", "drop_images_below", CONFIG_TYPE_SIZE, FALSE, "0", AT(drop_images_below), NULL},

    {"policy", "allow", CONFIG_TYPE_LIST, FALSE, NULL, AT(allow), NULL},
    {"policy", "deny", CONFIG_TYPE_LIST, FALSE, NULL, AT(deny), NULL},
    {"policy", "ticket_system_senders", CONFIG_TYPE_LIST, FALSE, NULL, AT(ticket_system_senders),
     NULL},
    {"policy", "denied", CONFIG_TYPE_CHOICE, FALSE, "reject", AT(policy_denied), config_denied},
    {"policy", "authserv_ids", CONFIG_TYPE_LIST, FALSE, NULL, AT(authserv_ids), NULL},
    {"policy", "forged", CONFIG_TYPE_CHOICE, FALSE, "ticket", AT(policy_forged), config_forged},
    {"policy", "requester_from_reply_to", CONFIG_TYPE_LIST, FALSE, NULL,
     AT(requester_from_reply_to), NULL},
    {"policy", "own_lists", CONFIG_TYPE_LIST, FALSE, NULL, AT(own_lists), NULL},
    {"policy", "comment", CONFIG_TYPE_CHOICE, FALSE, "anyone", AT(policy_comment), config_who},
    {"policy", "close", CONFIG_TYPE_CHOICE, FALSE, "verified", AT(policy_close), config_who},
    {"policy", "reopen", CONFIG_TYPE_CHOICE, FALSE, "verified", AT(policy_reopen), config_who},
    {"policy", "resolved", CONFIG_TYPE_CHOICE, FALSE, "reopen", AT(policy_resolved),
     config_resolved},
    {"policy", "unpermitted", CONFIG_TYPE_CHOICE, FALSE, "new", AT(policy_unpermitted),
     config_unpermitted},
    {"policy", "auto_reply", CONFIG_TYPE_CHOICE, FALSE, "comment", AT(policy_auto_reply),
     config_auto_reply},
    {"policy", "bounce", CONFIG_TYPE_CHOICE, FALSE, "comment", AT(policy_bounce), config_bounce},
    {"policy", "spam", CONFIG_TYPE_CHOICE, FALSE, "create", AT(policy_spam), config_spam},
    {"policy", "close_words", CONFIG_TYPE_LIST, FALSE, "#close;#sluiten", AT(close_words), NULL},
    {"policy", "reopen_words", CONFIG_TYPE_LIST, FALSE, "#reopen;#heropenen", AT(reopen_words),
     NULL},

    {"limits", "max_message_size", CONFIG_TYPE_SIZE, FALSE, "25M", AT(max_message_size), NULL},
    {"limits", "attachments_per_request", CONFIG_TYPE_SIZE, FALSE, NULL,
     AT(attachments_per_request), NULL},
    {"limits", "max_text_size", CONFIG_TYPE_SIZE, FALSE, "256k", AT(max_text_bytes), NULL},
    {"limits", "max_header_size", CONFIG_TYPE_SIZE, FALSE, "1M", AT(max_header_bytes), NULL},
    {"limits", "max_headers", CONFIG_TYPE_COUNT, FALSE, "2000", AT(max_headers), NULL},
    {"limits", "max_parts", CONFIG_TYPE_COUNT, FALSE, "1000", AT(max_parts), NULL},
    {"limits", "max_depth", CONFIG_TYPE_COUNT, FALSE, "64", AT(max_depth), NULL},
    {"limits", "max_attachments", CONFIG_TYPE_COUNT, FALSE, "500", AT(max_attachments), NULL},
    {"limits", "max_name_length", CONFIG_TYPE_COUNT, FALSE, "200", AT(max_name_bytes), NULL},
    {"limits", "max_recipients", CONFIG_TYPE_COUNT, FALSE, "1000", AT(max_recipients), NULL},
    {"limits", "max_references", CONFIG_TYPE_COUNT, FALSE, "100", AT(max_references), NULL},
    {"limits", "deadline", CONFIG_TYPE_SECONDS, FALSE, "5m", AT(deadline_s), NULL},
    {"limits", "parse_time", CONFIG_TYPE_SECONDS, FALSE, "8s", AT(parse_time_s), NULL},
    {"limits", "parse_memory", CONFIG_TYPE_SIZE, FALSE, "256M", AT(parse_memory), NULL},

    {"scan", "clamd", CONFIG_TYPE_CLAMD, FALSE, NULL, AT(clamd), NULL},
    {"scan", "on_failure", CONFIG_TYPE_CHOICE, FALSE, "tempfail", AT(scan_on_failure),
     config_scan_failure},
    {"scan", "timeout", CONFIG_TYPE_MSECS, FALSE, "60s", AT(scan_timeout_ms), NULL},

    {"lmtp", "listen", CONFIG_TYPE_STRING, FALSE, "unix:/run/ticketgate/lmtp.sock", AT(lmtp_listen),
     NULL},
    {"lmtp", "socket_group", CONFIG_TYPE_STRING, FALSE, NULL, AT(lmtp_socket_group), NULL},
    {"lmtp", "workers", CONFIG_TYPE_COUNT, FALSE, NULL, AT(lmtp_workers), NULL},
    {"lmtp", "messages_per_worker", CONFIG_TYPE_COUNT, FALSE, "1000", AT(lmtp_messages_per_worker),
     NULL},
    {"lmtp", "idle_timeout", CONFIG_TYPE_SECONDS, FALSE, "60s", AT(lmtp_idle_timeout_s), NULL},
    {"lmtp", "max_recipients", CONFIG_TYPE_COUNT, FALSE, "100", AT(lmtp_max_recipients), NULL},

    {"metrics", "textfile", CONFIG_TYPE_PATH, FALSE, NULL, AT(metrics_textfile), NULL},
    {"metrics", "listen", CONFIG_TYPE_STRING, FALSE, NULL, AT(metrics_listen), NULL},

    {"budget", "window", CONFIG_TYPE_SECONDS, FALSE, "1h", AT(budget.window_s), NULL},
    {"budget", "replies_per_sender", CONFIG_TYPE_COUNT, FALSE, "20",
     AT(budget.limits[CONFIG_BUDGET_REPLY].per_sender), NULL},
    {"budget", "replies_per_ticket", CONFIG_TYPE_COUNT, FALSE, "20",
     AT(budget.limits[CONFIG_BUDGET_REPLY].per_ticket), NULL},
    {"budget", "replies_per_pair", CONFIG_TYPE_COUNT, FALSE, "10",
     AT(budget.limits[CONFIG_BUDGET_REPLY].per_pair), NULL},
    {"budget", "replies_per_domain", CONFIG_TYPE_COUNT, FALSE, "500",
     AT(budget.limits[CONFIG_BUDGET_REPLY].per_domain), NULL},
    {"budget", "replies_total", CONFIG_TYPE_COUNT, FALSE, "2000",
     AT(budget.limits[CONFIG_BUDGET_REPLY].total), NULL},
    {"budget", "comments_per_ticket", CONFIG_TYPE_COUNT, FALSE, "200",
     AT(budget.limits[CONFIG_BUDGET_COMMENT].per_ticket), NULL},
    {"budget", "comments_per_pair", CONFIG_TYPE_COUNT, FALSE, "40",
     AT(budget.limits[CONFIG_BUDGET_COMMENT].per_pair), NULL},
    {"budget", "reopenings_per_sender", CONFIG_TYPE_COUNT, FALSE, "20",
     AT(budget.limits[CONFIG_BUDGET_REOPEN].per_sender), NULL},
    {"budget", "reopenings_per_ticket", CONFIG_TYPE_COUNT, FALSE, "5",
     AT(budget.limits[CONFIG_BUDGET_REOPEN].per_ticket), NULL},
    {"budget", "reopenings_per_pair", CONFIG_TYPE_COUNT, FALSE, "3",
     AT(budget.limits[CONFIG_BUDGET_REOPEN].per_pair), NULL},
    {"budget", "storm_window", CONFIG_TYPE_SECONDS, FALSE, "10m", AT(budget.storm_window_s), NULL},
    {"budget", "tickets_per_sender", CONFIG_TYPE_COUNT, FALSE, "50",
     AT(budget.limits[CONFIG_BUDGET_CREATE].per_sender), NULL},
    {"budget", "tickets_per_ticket", CONFIG_TYPE_COUNT, FALSE, "10",
     AT(budget.limits[CONFIG_BUDGET_CREATE].per_ticket), NULL},
    {"budget", "tickets_per_pair", CONFIG_TYPE_COUNT, FALSE, "5",
     AT(budget.limits[CONFIG_BUDGET_CREATE].per_pair), NULL},

    {"quarantine", "path", CONFIG_TYPE_PATH, FALSE, NULL, AT(quarantine_path), NULL},
    {"quarantine", "keep_ignored", CONFIG_TYPE_SECONDS, FALSE, "30d", AT(keep_ignored_s), NULL},
    {"quarantine", "ignored_max", CONFIG_TYPE_SIZE, FALSE, "200M", AT(ignored_max), NULL},
    {"quarantine", "max_size", CONFIG_TYPE_SIZE, FALSE, "1G", AT(quarantine_max), NULL},
    {"quarantine", "min_free", CONFIG_TYPE_SIZE, FALSE, "100M", AT(quarantine_min_free), NULL},
    {"spool", "path", CONFIG_TYPE_PATH, FALSE, NULL, AT(spool_path), NULL},
    {NULL, NULL, CONFIG_TYPE_STRING, FALSE, NULL, 0, NULL},
};

const ConfigKey *
config_keys(void)
{
    return config_table;
}

const char *
config_keys_group(const char *group)
{
    return g_str_has_prefix(group, "route ") ? "route" : group;
}

const ConfigKey *
config_keys_find(const char *group, const char *key)
{
    const char *wanted = config_keys_group(group);
    for (const ConfigKey *entry = config_table; entry->group != NULL; entry++)
        if (strcmp(entry->group, wanted) == 0 && strcmp(entry->key, key) == 0)
            return entry;
    return NULL;
}

const char *
config_keys_suggest(const char *group, const char *key)
{
    const char *wanted = config_keys_group(group);
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (const ConfigKey *entry = config_table; entry->group != NULL; entry++)
        if (strcmp(entry->group, wanted) == 0)
            g_ptr_array_add(keys, (gpointer)(uintptr_t)entry->key);
    g_ptr_array_add(keys, NULL);
    return near_word_find(key, (const char *const *)keys->pdata);
}
