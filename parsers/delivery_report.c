/* delivery_report.c - reads the machine's part of a delivery report. */
#include "parsers/delivery_report.h"

void
delivery_report_read(GMimeMessage *message, Letter *letter)
{
    (void)message;
    if (letter->mail_class != LETTER_CLASS_BOUNCE || letter->report != NULL)
        return;
    letter->report = g_new0(LetterReport, 1);
}
