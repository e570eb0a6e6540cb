/* api_quota.c - see api_quota.h. */
#include "gateway/ticket_system/api_quota.h"

#define ENOUGH_PART 10 /* a tenth */

gint64
api_quota_read_count(const char *value)
{
    g_autofree char *text = g_strstrip(g_strdup(value != NULL ? value : ""));
    guint64 count = 0;

    return g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT32, &count, NULL) ? (gint64)count : -1;
}

guint
api_quota_rest_ms(const ApiQuota *quota, gint64 age_ms, guint n_workers)
{
    if (quota->limit < 1 || quota->used < 0 || quota->reset_s < 0)
        return 0;
    gint64 left = MAX(quota->limit - quota->used, 0);
    gint64 until_ms = MAX(quota->reset_s * 1000 - age_ms, 0);
    if (left > quota->limit / ENOUGH_PART)
        return 0;
    gint64 share_ms = left > 0 ? until_ms * n_workers / left : until_ms;
    return (guint)MIN(MIN(share_ms, until_ms), API_QUOTA_REST_MAX_MS);
}
