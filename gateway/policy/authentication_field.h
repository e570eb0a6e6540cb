/* authentication_field.h - reads one field Authentication-Results (RFC 8601 section 2.2). Pure. */
#pragma once

#include <glib.h>

/* One resinfo: the result of one method. */
typedef struct {
    char *method;           /* lower case: "dmarc", "dkim", ... */
    char *result;           /* lower case: "pass", "fail", ... */
    GHashTable *properties; /* "header.from", lower case -> its value */
} AuthenticationResult;

typedef struct {
    char *server;       /* authserv-id, without quotation marks */
    GPtrArray *results; /* of AuthenticationResult *, in the order of the field */
} AuthenticationField;

void authentication_field_free(AuthenticationField *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuthenticationField, authentication_field_free)

/* Reads the body of a field, UTF-8. NULL if it does not begin with an authserv-id, or has an
 * unknown version: then nothing in it counts. Results with wrong syntax are skipped, and so is
 * everything after an unclosed comment or quoted string. (transfer full) (nullable) */
AuthenticationField *authentication_field_read(const char *text);

/* A property as a domain: the text after the last '@' of its value. NULL if the property is absent,
 * or if it occurs twice with different values. It belongs to the result. (nullable) */
const char *authentication_result_domain(const AuthenticationResult *result, const char *property);
