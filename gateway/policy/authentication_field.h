/* authentication_field.h - one field Authentication-Results (RFC 8601 section 2.2), read. Pure. */
#pragma once

#include <glib.h>

/* One resinfo: what one method found. */
typedef struct {
    char *method;           /* lower case: "dmarc", "dkim", ... */
    char *result;           /* lower case: "pass", "fail", ... */
    GHashTable *properties; /* "header.from", lower case -> its value */
} AuthenticationResult;

typedef struct {
    char *server;       /* authserv-id, as it is quoted or not */
    GPtrArray *results; /* of AuthenticationResult *, in the order of the field */
} AuthenticationField;

void authentication_field_free(AuthenticationField *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuthenticationField, authentication_field_free)

/* Reads the body of a field, UTF-8. NULL if it begins with no authserv-id, or with one of an
 * unknown version: then nothing in it counts. Results that break the grammar are left out, as is
 * all that follows a comment or a quoted string without an end. (transfer full) (nullable) */
AuthenticationField *authentication_field_read(const char *text);

/* A property as a domain: what follows the last '@' of its value. NULL if there is none, or where
 * it stands twice with different values. Stays the result's. (nullable) */
const char *authentication_result_domain(const AuthenticationResult *result, const char *property);
