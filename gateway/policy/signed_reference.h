/* signed_reference.h - signed references, each for one ticket and one person.
 *
 * Our mails have two: in the Message-ID, which a reply repeats in In-Reply-To and References, and
 * in the sub-address (RFC 5233) of Reply-To, to which a reply is sent. Both contain a message
 * authentication code (HMAC-SHA-256, RFC 2104, cut to 80 bits) of the ticket number and the address
 * of the person that we wrote to. They prove nothing for a reply from another address, so they are
 * not secret. Pure; compares in constant time.
 *
 *   Message-ID   ticketgate.INC0012345.UNIQUE.PERSON.CODE@desk.example
 *   Reply-To     support+inc0012345.CODE@desk.example
 *
 * A full stop in place of each '#' of the number: INC#34567890 is support+inc.34567890.CODE.
 * Numbers have no full stop of their own, and mail systems leave it as it is.
 *
 * PERSON and CODE are 16 characters of a-z, 2-7 (RFC 4648 section 6, lower case). Ticket numbers
 * are read in upper case, since mail systems may change the case of an address. */
#pragma once

#include "config/signing_keys.h"

typedef enum {
    SIGNED_REFERENCE_NONE,   /* not of our form */
    SIGNED_REFERENCE_FORGED, /* of our form, but not made by us, or not for this person */
    SIGNED_REFERENCE_OTHERS, /* made by us, for another person */
    SIGNED_REFERENCE_VALID,  /* made by us for this person */
} SignedReference;

/* Whether `ticket_number` can be used in a reference: 1 to 30 letters, digits, '-', '_', upper case
 * only, and '#' between two of these. */
gboolean signed_reference_is_usable_number(const char *ticket_number);

/* A Message-ID without <>. `unique` (letters, digits, '-') makes it unique. NULL if the number
 * cannot be used. (transfer full) (nullable) */
char *signed_reference_message_id(const SigningKeys *keys, const char *ticket_number,
                                  const char *person, const char *unique, const char *domain);

/* `own_address` with the sub-address. NULL if the number cannot be used, or the local part would be
 * longer than 64 octets (RFC 5321 4.5.3.1.1). (transfer full) (nullable) */
char *signed_reference_address(const SigningKeys *keys, const char *ticket_number,
                               const char *person, const char *own_address, char delimiter);

/* Reads a Message-ID (without <>) of In-Reply-To or References, or of a returned mail.
 * *ret_ticket_number ((transfer full)) is set for VALID and OTHERS. `keys` NULL: NONE. */
SignedReference signed_reference_read_message_id(const SigningKeys *keys, const char *message_id,
                                                 const char *person, char **ret_ticket_number);

/* Reads an address that a mail was sent to. A code for another person is FORGED here.
 * *ret_ticket_number is set for VALID. */
SignedReference signed_reference_read_address(const SigningKeys *keys, const char *address,
                                              char delimiter, const char *person,
                                              char **ret_ticket_number);
