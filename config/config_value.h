/* config_value.h - reads one value of the configuration file by its type. Pure. */
#pragma once

#include "config/config_keys.h"

/* Each reads `text` (UTF-8, without surrounding white space). If it is not of this type or too
 * large, returns FALSE and leaves the result unchanged. */

/* A size in bytes: a number, optionally followed by k, M or G (1024, 1024^2, 1024^3), e.g. "25M".
 */
gboolean config_value_size(const char *text, guint64 *ret_octets);

/* A time: a number followed by ms, s, m, h or d; a plain number is seconds. */
gboolean config_value_msecs(const char *text, guint64 *ret_msecs);

gboolean config_value_count(const char *text, guint *ret_count);
gboolean config_value_boolean(const char *text, gboolean *ret_value);

/* https://, or http:// to a loopback address; with a host, without a query. */
gboolean config_value_is_url(const char *text);
/* A loopback address, or localhost. */
gboolean config_value_is_loopback(const char *host);
/* smtp://, smtp+starttls:// or smtps://, followed by host or host:port and nothing else. */
gboolean config_value_is_smtp_url(const char *text);
/* An absolute path, or tcp:// with an IPv4 loopback address and a port. */
gboolean config_value_is_clamd(const char *text);
/* addr-spec, or "Name <addr-spec>", on one line. */
gboolean config_value_is_mailbox(const char *text);

/* Stores `text` in the member of `target` (Config or ConfigRoute) that `key` names and frees the
 * old value. FALSE: `text` is not of the key's type; nothing changed. */
gboolean config_value_store(const ConfigKey *key, const char *text, gpointer target);

/* What a value of the key's type looks like, for error messages. (transfer full) */
char *config_value_expectation(const ConfigKey *key);
