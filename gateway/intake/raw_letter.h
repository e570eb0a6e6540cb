/* raw_letter.h - makes a plain Letter if the parser failed, so that no mail is lost. */
#pragma once

#include "parsers/letter.h"

/* Reads a few header fields in the first 64 KiB of the message: Subject, the addresses, Message-ID
 * and references, signs of machines, spam marks and Authentication-Results. Takes only values that
 * are printable UTF-8 or plain encoded words. Encodes the whole message to `attachments_fd` as
 * `message.eml`. No MIME is read: `text` is a note that says so. The class is auto-generated if
 * there is any sign of a machine, so that no confirmation goes to one; a null envelope sender makes
 * it a bounce. DELIVERY_ERROR_TEMPORARY, only for I/O faults. (transfer full) */
Letter *raw_letter_read(int message_fd, guint64 message_length, const char *envelope_sender,
                        int attachments_fd, GError **error);
