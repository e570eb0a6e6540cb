/* refusal.c - see refusal.h. The texts of the API are not documented, so this searches for names of
 * members and usual English words around them. */
#include "gateway/ticket_system/refusal.h"

/* "ci", "cmdb_ci" and "configuration item" count alone; "service" is a common word and only counts
 * with words that say that its value is wrong. */
#define VALUE "[\"'`]?(?: '[^']*'| \"[^\"]*\")?"
#define PATTERN                                                                                    \
    "\\b(?:cmdb_)?ci\\b|\\bconfiguration item\\b|"                                                 \
    "\\b(?:invalid|unknown|missing|wrong|no such|value for|field) "                                \
    "[\"'`]?(?:business_)?service\\b|"                                                             \
    "\\b(?:business_)?service" VALUE "(?::|=| (?:must|does|has|field|value)\\b|"                   \
    " (?:is|was) (?!(?:temporarily |currently |not )*(?:un)?available))"

gboolean
refusal_is_about_configuration(const char *reason)
{
    return reason != NULL && g_regex_match_simple(PATTERN, reason, G_REGEX_CASELESS, 0);
}
