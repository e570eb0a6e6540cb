/* config_keys.h - every key of the configuration file, in one table.
 *
 * The reader, the check, and the tests that hold the manual page and the sample file to it work
 * from this table. A key that is not here does not exist.
 */
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
    CONFIG_TYPE_SIZE,     /* octets; k, M, G */
    CONFIG_TYPE_SECONDS,  /* s, m, h, d; kept in seconds */
    CONFIG_TYPE_MSECS,    /* ms, s, m; kept in milliseconds */
    CONFIG_TYPE_CHOICE,   /* one of `choices` */
} ConfigType;

typedef struct {
    const char *group; /* "route" stands for every [route NAME] */
    const char *key;
    ConfigType type;
    gboolean is_required;
    const char *fallback; /* as it would stand in the file; NULL: unset, or made by config.c */
    gsize offset;         /* of the member in Config, or in ConfigRoute */
    const char *const
        *choices; /* of CONFIG_TYPE_CHOICE: NULL-terminated, in the order of the enum */
} ConfigKey;

/* All keys, ended by one whose group is NULL. */
const ConfigKey *config_keys(void);

/* The key of this name, or NULL. `group` is as it stands in the file ("route noc"). */
const ConfigKey *config_keys_find(const char *group, const char *key);

/* The known key of the group that is nearest in spelling to `key`, or NULL if none is near. */
const char *config_keys_suggest(const char *group, const char *key);

/* "route" for "route noc", else the group itself. (static strings and `group` itself) */
const char *config_keys_group(const char *group);
