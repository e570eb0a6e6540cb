/* answerable.h - may this mail be answered, and to whom (RFC 3834 section 2). Pure. */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* The address that a reply goes to (From; Reply-To only where it is of the same domain), or NULL
 * where the mail must not be answered. *ret_reason says why, in one line ((transfer full)). The
 * result stays the Letter's. */
const char *answerable_sender(const Config *config, const Letter *letter, char **ret_reason);

/* The addr-spec of [mail] from ("Name <address>" or a bare address). (transfer full) */
char *answerable_own_address(const Config *config);
