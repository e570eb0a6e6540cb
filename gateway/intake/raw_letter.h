/* raw_letter.h - a plain Letter where the parser failed: degrade, never drop. */
#pragma once

#include "parsers/letter.h"

/* Looks at the first 64 KiB of the message for unfolded Subject, From, Message-ID, In-Reply-To,
 * Auto-Submitted, Precedence and List-Id lines, takes them as far as they are printable UTF-8 or
 * plain ASCII encoded words, and encodes the whole message to `attachments_fd` as `message.eml`.
 * No MIME is read. `text` is a plain note that says so. class is auto-generated wherever any sign
 * of a machine is seen, so that no reply goes to one; a null envelope sender makes it a bounce.
 * DELIVERY_ERROR_TEMPORARY on I/O faults only. (transfer full) */
Letter *raw_letter_read(int message_fd, guint64 message_length, const char *envelope_sender,
                        int attachments_fd, GError **error);
