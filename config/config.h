/* config.h - reads and checks the configuration file. Passive: it decides nothing about mail.
 *
 * GKeyFile format. One table (config_keys) holds every key. The reader, the check, and the tests of
 * the manual page and the sample file all use this table. */
#pragma once

#include <glib.h>

#define CONFIG_ERROR (config_error_quark())
GQuark config_error_quark(void);
typedef enum {
    CONFIG_ERROR_READ,    /* the file cannot be read */
    CONFIG_ERROR_SYNTAX,  /* not a key file */
    CONFIG_ERROR_MISTAKE, /* at least one key is wrong, missing or unknown */
} ConfigError;

/* [api] dialect: which API the ticket system has. */
typedef enum {
    CONFIG_DIALECT_INCIDENT,
    CONFIG_DIALECT_CONNECT,
} ConfigDialect;

/* What a dialect may say of a new ticket besides ci and service. Each may be NULL. */
typedef struct {
    char *ticket_type; /* "Incident", "Request for Information" or "Change Request" */
    char *priority;    /* "1 - Critical" ... "5 - Planning" */
    char *contact;     /* "sender", "none", an address or an id: who reports */
    char *user;        /* the same: who is affected */
} ConfigDetails;

/* [route NAME]: which mail gets which ci and service. */
typedef struct {
    char *name;            /* NAME of the group */
    char **recipients;     /* glob patterns for the address, in lower case, e.g. "noc@*" */
    char *ci;              /* or NULL: [ticket] ci */
    char *service;         /* or NULL: [ticket] service */
    ConfigDetails details; /* what is NULL comes from [ticket] */
    char *language;        /* of replies, or NULL: [mail] language */
} ConfigRoute;

/* [policy]: closed vocabularies, in the order of config_choices of config_keys.c. */
typedef enum {
    CONFIG_WHO_ANYONE,
    CONFIG_WHO_PARTICIPANTS, /* who opened the ticket, was in Cc, or commented */
    CONFIG_WHO_VERIFIED,     /* a participant, if the address in From is authenticated */
} ConfigWho;

typedef enum {
    CONFIG_RESOLVED_REOPEN,
    CONFIG_RESOLVED_COMMENT,
    CONFIG_RESOLVED_NEW,
} ConfigResolved;

typedef enum {
    CONFIG_UNPERMITTED_NEW,
    CONFIG_UNPERMITTED_IGNORE,
    CONFIG_UNPERMITTED_REJECT,
} ConfigUnpermitted;

typedef enum {
    CONFIG_AUTO_REPLY_COMMENT, /* a comment on the ticket that it answers; otherwise ignored */
    CONFIG_AUTO_REPLY_IGNORE,
} ConfigAutoReply;

typedef enum {
    CONFIG_BOUNCE_IGNORE,
    CONFIG_BOUNCE_CREATE,
    CONFIG_BOUNCE_COMMENT, /* if it returns a mail of ours; otherwise ignored */
} ConfigBounce;

typedef enum {
    CONFIG_SPAM_CREATE, /* a ticket as for other mail, but no confirmation */
    CONFIG_SPAM_IGNORE, /* unless it has a reference that we signed for its sender */
} ConfigSpam;

typedef enum {
    CONFIG_SCAN_TEMPFAIL, /* the mail waits until the scanner can be asked */
    CONFIG_SCAN_PASS,     /* it becomes a ticket, with a note that it was not scanned */
} ConfigScanFailure;

typedef enum {
    CONFIG_DENIED_REJECT,
    CONFIG_DENIED_IGNORE,
} ConfigDenied;

/* [news] to: who is told what becomes of a ticket. */
typedef enum {
    CONFIG_NEWS_REQUESTER,
    CONFIG_NEWS_PARTICIPANTS,
    CONFIG_NEWS_NONE,
} ConfigNewsTo;

/* [reply] quoted: what to do with a quotation that is not yet in the ticket. */
typedef enum {
    CONFIG_QUOTED_ATTACH, /* as quoted.txt */
    CONFIG_QUOTED_KEEP,   /* the comment has the whole text of the mail */
    CONFIG_QUOTED_DROP,
} ConfigQuoted;

/* Mail that fails DMARC, as a trusted server says. It is never confirmed and gives no rights. */
typedef enum {
    CONFIG_FORGED_TICKET, /* a ticket or a comment, as from an unknown sender */
    CONFIG_FORGED_IGNORE,
    CONFIG_FORGED_REJECT,
} ConfigForged;

/* [mail] recipient_delimiter: the character before a sub-address (RFC 5233). */
typedef enum {
    CONFIG_DELIMITER_NONE,
    CONFIG_DELIMITER_PLUS,
    CONFIG_DELIMITER_MINUS,
    CONFIG_DELIMITER_EQUALS,
} ConfigDelimiter;

/* [budget]: how many of each kind are allowed in one time window; 0 means no limit. A pair is one
 * sender on one ticket. */
typedef enum {
    CONFIG_BUDGET_REPLY,
    CONFIG_BUDGET_CREATE,
    CONFIG_BUDGET_REOPEN,
    CONFIG_BUDGET_COMMENT,
    CONFIG_N_BUDGETS,
} ConfigBudgetKind;

typedef struct {
    guint per_sender;
    guint per_ticket;
    guint per_pair;
    guint per_domain; /* these two only */
    guint total;      /* limit confirmations */
} ConfigBudgetLimits;

typedef struct {
    guint window_s;       /* 1 h */
    guint storm_window_s; /* 10 m; for new tickets from one sender */
    ConfigBudgetLimits limits[CONFIG_N_BUDGETS];
} ConfigBudget;

typedef struct ConfigLists ConfigLists;

/* Times are in milliseconds or seconds, as the names say; sizes are in bytes. Strings are UTF-8. */
typedef struct {
    char *path; /* the file that was read */

    /* [api] */
    ConfigDialect dialect;
    char *base_url; /* without trailing slash */
    char *token_url;
    char *client_id;
    char *client_secret_file; /* path; a bare name is looked up in $CREDENTIALS_DIRECTORY */
    char *token_cache;        /* path; default: "token" beside the journal */
    char *ca_path;            /* hashed directory; default /etc/ssl/certs */
    char *ca_file;            /* or NULL; one more CA, e.g. your own */
    gboolean is_insecure;     /* the server's certificate is not verified; logged at each start */
    char *proxy;              /* URL, or NULL: none; environment variables are ignored */
    guint connect_timeout_ms; /* 10 s */
    guint stall_timeout_ms;   /* 30 s without receiving a byte */
    guint backoff_s; /* 10 s: pause of requests to the API after several failures; doubles up to */
    guint backoff_max_s; /* 5 min */

    /* [ticket] */
    char *ci;
    char *service;
    char **ci_list;        /* agreed values; each ci above and in the routes must be one of them */
    char *default_subject; /* "(no subject)" */
    char *number_pattern;  /* PCRE, or NULL: the dialect's */
    ConfigDetails details;
    gboolean is_priority_from_mail;
    guint short_description_max_chars; /* 160 */
    char **resolved_states;
    char **closed_states;
    char **waiting_states; /* the ticket waits for somebody */

    GPtrArray *routes; /* of ConfigRoute *, in the order of the file: the first match wins */

    /* [journal] */
    char *journal_path;
    guint keep_threads_s;         /* 400 days */
    guint keep_trace_s;           /* 90 days; 0: nothing is traced */
    guint keep_replies_s;         /* 30 days */
    char *journal_url;            /* postgresql://..., instead of the path; or NULL */
    char *journal_password_file;  /* like client_secret_file; or NULL */
    gboolean is_journal_insecure; /* the database may be reached without verified TLS */

    /* [mail] */
    char *mail_from;                /* addr-spec or "Name <addr-spec>" */
    char *submission;               /* smtp://host:port, or smtp+starttls:// or smtps:// */
    char *submission_user;          /* or NULL: no login */
    char *submission_password_file; /* like client_secret_file; NULL: [oauth], if there is a user */
    char *envelope_sender;          /* addr-spec, or NULL: the null sender */
    gboolean is_reply_on;           /* reply = yes | no */
    char *language;                 /* en */
    char *template_dir;             /* default: the installed one */
    char *desk_name;                /* NULL: the name in mail_from */
    char *desk_hours;               /* or NULL */
    char *desk_phone;               /* or NULL */
    char *ticket_url;               /* https://.../{ticket}; or NULL */
    char *key_file; /* see signing_keys.h; default: "reference-key" beside the journal */
    ConfigDelimiter recipient_delimiter;

    /* [oauth]: the provider of the mailbox. NULL if the group is not used. */
    char *oauth_token_url;
    char *oauth_client_id;
    char *oauth_client_secret_file; /* like client_secret_file; or NULL: a public client */
    char *oauth_scope;
    char *oauth_refresh_token_file; /* or NULL: client credentials */
    char *oauth_token_cache;        /* path; default: "oauth-token" beside the journal */

    /* [reply] */
    ConfigQuoted quoted;
    gboolean keep_quoted; /* the old key: yes means quoted = keep if that is not set */
    gboolean is_reply_on_comment;
    gboolean is_reply_on_refusal; /* send a mail of our own instead of letting the MTA bounce */
    gboolean is_reply_to_cc;      /* confirmations also go to the people in Cc */

    /* [news] */
    ConfigNewsTo news_to;
    char **news_states;      /* words, or states of the ticket system; see news_change.h */
    guint news_max_requests; /* of one run, 100 */
    guint64 news_attachments_per_mail; /* encoded bytes */

    /* [attachments] */
    gboolean drop_signatures;  /* smime.p7s, signature.asc */
    guint64 drop_images_below; /* smaller inline images are dropped; bytes, 0: none */

    /* [policy] */
    ConfigLists *lists; /* where the following lists come from (config_lists.h) */
    char **allow;       /* sender patterns, including those from files; empty: everyone */
    char **deny;
    char **ticket_system_senders; /* patterns; mail from them is ignored */
    ConfigDenied policy_denied;
    char **authserv_ids; /* servers to trust for Authentication-Results (RFC 8601); empty: none */
    ConfigForged policy_forged;
    char **requester_from_reply_to; /* patterns of senders, as in allow */
    char **own_lists;               /* List-Ids and addresses */
    ConfigWho policy_comment;
    ConfigWho policy_close;
    ConfigWho policy_reopen;
    ConfigResolved policy_resolved;
    ConfigUnpermitted policy_unpermitted;
    ConfigAutoReply policy_auto_reply;
    ConfigBounce policy_bounce;
    ConfigSpam policy_spam;
    char **close_words; /* first lines that close a ticket, with their '#' */
    char **reopen_words;

    /* [limits] */
    guint64 max_message_size;        /* 25 M */
    guint64 attachments_per_request; /* encoded bytes; 0: the dialect's limit */
    guint64 max_text_bytes;          /* 256 K */
    guint64 max_header_bytes;        /* 1 M */
    guint max_headers;               /* 2,000 */
    guint max_parts;                 /* 1,000 */
    guint max_depth;                 /* 64 */
    guint max_attachments;           /* 500 */
    guint max_name_bytes;            /* 200 */
    guint max_recipients;            /* 1,000 */
    guint max_references;            /* 100 */
    guint deadline_s;                /* 300 */
    guint parse_time_s;              /* wall clock time of the parsing child, 8 */
    guint64 parse_memory;            /* RLIMIT_AS of the parsing child, 256 M */

    ConfigBudget budget;

    /* [scan] */
    char *clamd; /* path of its socket, or tcp://127.x.x.x:port; NULL: no scan */
    ConfigScanFailure scan_on_failure;
    guint scan_timeout_ms; /* for each step of a scan, 60 s */

    /* [lmtp] */
    char *lmtp_listen;              /* unix:/PATH, 127.0.0.1:PORT or [::1]:PORT */
    char *lmtp_socket_group;        /* for a Unix socket, or NULL: the group of the process */
    guint lmtp_workers;             /* connections served at once; 0: lmtp_capacity.h */
    guint lmtp_messages_per_worker; /* after that a worker is replaced, 1000 */
    guint lmtp_idle_timeout_s;      /* 60 */
    guint lmtp_max_recipients;      /* of one message, 100 */

    /* [metrics] */
    char *metrics_textfile; /* a path, or NULL: none is written */
    char *metrics_listen;   /* as lmtp_listen, or NULL: nobody is answered */

    /* [quarantine], [spool] */
    char *quarantine_path;
    guint keep_ignored_s;        /* 30 days; ignored mail is kept for this time */
    guint64 ignored_max;         /* 200 M; and while its total is not larger, in bytes */
    guint64 quarantine_max;      /* 1 G; for everything in the quarantine, in bytes */
    guint64 quarantine_min_free; /* 100 M; disk space to leave free, in bytes */
    char *spool_path; /* folder of unlinked temporary files; default $TMPDIR or /var/tmp */
} Config;

/* Reads the file. On mistakes: NULL and CONFIG_ERROR_*. `ret_mistakes`, if not NULL, then gets all
 * mistakes in the file, one line each, with group, key, and what would be right ((transfer full)
 * GPtrArray of char *). Does not read the secrets. */
Config *config_load(const char *path, GPtrArray **ret_mistakes, GError **error);
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* Reads client_secret_file: one line, without its line end. It is an error if the group or others
 * can read the file. (transfer full; wipe with config_secret_free) */
char *config_read_secret(const Config *config, GError **error);
/* The same for the `file` of another key: a path, or a bare name, which is looked up in
 * $CREDENTIALS_DIRECTORY or else beside the configuration file. `key` is for messages: "[mail]
 * x_file". */
char *config_secret_read(const Config *config, const char *key, const char *file, GError **error);
void config_secret_free(char *secret);

/* The character of [mail] recipient_delimiter; '\0': none. */
char config_delimiter(const Config *config);

/* Whether a new ticket can have these values: the Incident API needs a ci, Customer Connect a
 * service. */
gboolean config_is_route(const Config *config, const char *ci, const char *service);

/* The path of the installed configuration. */
const char *config_default_path(void);
