/* metrics_text.h - a StatusReport as Prometheus reads it (text format 0.0.4). Pure. */
#pragma once

#include "gateway/status/status_report.h"

#define METRICS_TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* All metrics, with help and type. Labels are of small sets of words; no address, number or text of
 * a mail is in it. (transfer full) */
char *metrics_text_new(const StatusReport *report);
