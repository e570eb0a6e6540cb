/* dry_run.h - shows what a delivery would do, as one JSON object; sends nothing, asks nobody, keeps
 * nothing. */
#pragma once

#include "config/config.h"
#include "gateway/delivery/envelope.h"

/* Reads the message from `input_fd` and writes to `output_fd`:
 *
 *   {"class", "decision", "reason", "requests": [{"method", "path", "body"}],
 *    "reply": {"to", "subject", "body"} | null, "steps": [line, ...], "evidence", ...}
 *
 * `body` is exactly what would be sent. With several routes the object describes the first one, and
 * "other_routes" has one such object for each of the others. No connection is opened, no file is
 * left, no secret is read. A ticket that the mail names is taken as existing and open; `reason`
 * says so. Errors: as delivery_run(), including those of the mail itself (65, 67, 77).
 */
gboolean dry_run_print(const Config *config, int input_fd, const Envelope *envelope, int output_fd,
                       GError **error);
