#pragma once

/* Finds who asked for a ticket: the API has no member for it, so it is read from the description.
 */

/*
 * The person that the first line of a description names as `From: NAME <ADDRESS>` (or `Sender:`,
 * `Envelope sender:`), as the gateway writes it. description: UTF-8, may be cut.
 *
 * Returns: (transfer full): the person as written there, or "" if the first line names nobody.
 */
char *desk_requester_of(const char *description);
