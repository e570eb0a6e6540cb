/* config_keys.h - every key of the configuration file, in one table.
 *
 * The reader and the check use this table, and tests compare the manual page and the sample file
 * with it. A key that is not here does not exist. */
#pragma once

#include "config/config.h"

typedef enum {
    CONFIG_TYPE_STRING,
    CONFIG_TYPE_PATH,     /* absolute */
    CONFIG_TYPE_URL,      /* https, or http to a loopback address */
    CONFIG_TYPE_SMTP_URL, /* smtp://, smtp+starttls:// or smtps://, host:port */
    CONFIG_TYPE_CLAMD,    /* absolute path, or tcp://127.x.x.x:port */
    CONFIG_TYPE_MAILBOX,  /* addr-spec or "Name <addr-spec>" */
    CONFIG_TYPE_LIST,     /* of strings, ';' between them */
    CONFIG_TYPE_BOOLEAN,  /* yes or no */
    CONFIG_TYPE_COUNT,    /* a plain number */
    CONFIG_TYPE_SIZE,     /* bytes; k, M, G */
    CONFIG_TYPE_SECONDS,  /* s, m, h, d; kept in seconds */
    CONFIG_TYPE_MSECS,    /* ms, s, m; kept in milliseconds */
    CONFIG_TYPE_CHOICE,   /* one of `choices` */
} ConfigType;

typedef struct {
    const char *group; /* "route" stands for every [route NAME] */
    const char *key;
    ConfigType type;
    gboolean is_required;
    const char *fallback; /* the default, as written in the file; NULL: unset, or set by config.c */
    gsize offset;         /* of the member in Config or ConfigRoute */
    const char *const *choices; /* for a choice: NULL-terminated, in enum order */
} ConfigKey;

/* All keys; the last entry has the group NULL. */
const ConfigKey *config_keys(void);

/* The key of this name, or NULL. `group` is as written in the file ("route noc"). */
const ConfigKey *config_keys_find(const char *group, const char *key);

/* The key of the group with the spelling closest to `key`, or NULL if none is close. */
const char *config_keys_suggest(const char *group, const char *key);

/* "route" for "route noc", else the group itself. (static strings and `group` itself) */
const char *config_keys_group(const char *group);
