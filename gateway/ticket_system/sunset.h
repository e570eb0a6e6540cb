/* sunset.h - tells the operator once a day that the provider will switch an API off. */
#pragma once

#include "config/config.h"

/* Logs `value`, the field Sunset (RFC 8594) of a response, unless a process of this host logged one
 * within the last day. A file beside the token cache remembers that; if it cannot be written, this
 * is logged each time. Returns whether it was logged. */
gboolean sunset_note(const Config *config, const char *value);
