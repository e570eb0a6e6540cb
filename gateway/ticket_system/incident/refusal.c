/* refusal.c - see refusal.h. The API's words are not documented, so names of members and the usual
 * words around them are looked for, in English, in which it writes. */
#include "gateway/ticket_system/incident/refusal.h"

/* "ci", "cmdb_ci" and "configuration item" by themselves; "service" is a usual word, and counts
 * with what says that its value is the fault. */
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
