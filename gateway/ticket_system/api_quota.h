/* api_quota.h - what the API says of its quota (quota-limit, quota-used, quota-reset-UTC), and how
 * long to rest so that what is left lasts until it begins again. Pure. */
#pragma once

#include <glib.h>

/* -1: not told. */
typedef struct {
    gint64 limit;   /* requests that are allowed, */
    gint64 used;    /* and those that were made, by everybody with this client_id */
    gint64 reset_s; /* seconds until it begins again, when the response came */
} ApiQuota;

#define API_QUOTA_UNKNOWN ((ApiQuota){-1, -1, -1})

/* Nobody rests longer: a mail server waits for its next reply meanwhile. */
#define API_QUOTA_REST_MAX_MS 30000

/* The value of quota-limit or quota-used. -1: NULL, or not a whole number. */
gint64 api_quota_read_count(const char *value);

/* How long each of `n_workers` rests after a mail: 0 while more than a tenth of the quota is left,
 * or if something is not told. `age_ms` is the time since the response. */
guint api_quota_rest_ms(const ApiQuota *quota, gint64 age_ms, guint n_workers);
