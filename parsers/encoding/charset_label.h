/* charset_label.h - the names that mail gives to charsets. */
#pragma once

#include <glib.h>

/* The name under which iconv knows the charset that `label` most likely means, in upper case:
 * "UTF-8", "WINDOWS-1252" (also for ISO-8859-1, as every reader of mail does), ...; NULL if the
 * label is absent or says nothing ("unknown-8bit", "us-ascii" and similar). An unknown name is
 * returned in a clean form, for iconv to try. (transfer full) */
char *charset_label_resolve(const char *label);
