/* json_print.h - what commands print for programs: the same types and forms for all. */
#pragma once

#include <json-glib/json-glib.h>

/* One member of the object that is open. Text may be NULL: null; octets that
 * are no UTF-8 are replaced. */
void json_print_text(JsonBuilder *builder, const char *name, const char *value);
void json_print_number(JsonBuilder *builder, const char *name, gint64 value);
void json_print_truth(JsonBuilder *builder, const char *name, gboolean value);
/* Seconds since the epoch as RFC 3339 in UTC ("2026-11-28T19:00:00Z"); 0: null. */
void json_print_time(JsonBuilder *builder, const char *name, gint64 when_s);

/* Prints the list that was built, or its only element where it has one: what a command that takes
 * several numbers or names says of them. */
void json_print_one_or_all(JsonBuilder *builder);

/* Prints the whole, with a line end. */
void json_print(JsonBuilder *builder);
