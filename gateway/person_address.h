/* person_address.h - one person's address, and whether a text is it or contains it. Pure.
 *
 * Addresses are the same if they differ in the case of letters only, or have the same domain in its
 * two forms (RFC 5890): "user@b\u00fccher.example" is "user@xn--bcher-kva.example". A longer
 * address that has this one in it is another one. */
#pragma once

#include <glib.h>

typedef struct PersonAddress PersonAddress;

/* Reads "user@example.org", "<user@example.org>" or "Name <user@example.org>". NULL if it is not
 * one address. (transfer full) (nullable) */
PersonAddress *person_address_new(const char *text);
void person_address_free(PersonAddress *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PersonAddress, person_address_free)

/* The address as it was given, without name and <>. */
const char *person_address_text(const PersonAddress *person);

/* The same person's address without its tag (RFC 5233): "user@example.org" for
 * "user+tag@example.org"; NULL: it has none. (transfer full) (nullable) */
PersonAddress *person_address_without_tag(const PersonAddress *person);

/* Whether `address` (NULL: no) is this one. */
gboolean person_address_is(const PersonAddress *person, const char *address);

/* Whether `address` (NULL: no) is this one with a tag behind a '+'. */
gboolean person_address_is_tagged(const PersonAddress *person, const char *address);

/* Whether `text` (of any bytes; NULL: no) contains the address. */
gboolean person_address_is_in(const PersonAddress *person, const char *text, gsize length);

/* Whether a Message-ID (NULL: no) was made from the address, as "2026.user@example.org" is. */
gboolean person_address_is_in_id(const PersonAddress *person, const char *message_id);

/* `text` with PERSON_ADDRESS_ERASED in each place of the address; NULL: it does not contain it.
 * (transfer full) (nullable) */
char *person_address_erase(const PersonAddress *person, const char *text);

#define PERSON_ADDRESS_ERASED "(erased)"
