/* charset_label.h - the names that mail gives to charsets. */
#pragma once

#include <glib.h>

/* The name under which iconv knows the charset that `label` most likely means, in upper case:
 * "UTF-8", "WINDOWS-1252" (also for ISO-8859-1, as every reader of mail does), ...; NULL if the
 * label says nothing: absent, "unknown-8bit", "us-ascii" and the like. Names that are not known
 * here come back cleaned, for iconv to try. (transfer full) */
char *charset_label_resolve(const char *label);
