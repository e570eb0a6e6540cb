/* test_calendar_text.c - the text of invitations; calendars are cut anywhere. */
#include "parsers/text/calendar_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define EVENT(lines) "BEGIN:VCALENDAR\r\n" lines "END:VEVENT\r\nEND:VCALENDAR\r\n"
#define METHOD(word) "METHOD:" word "\r\nBEGIN:VEVENT\r\n"

typedef struct {
    const char *calendar;
    const char *text; /* NULL: no event */
} Case;

static const Case cases[] = {
    {EVENT(METHOD(
         "REQUEST") "SUMMARY:Visit\r\nDTSTART:20260310T090000Z\r\nDTEND:20260310T100000Z\r\n"),
     "Invitation: Visit\nWhen: 2026-03-10 09:00 - 10:00 UTC\n"},
    {EVENT(METHOD("CANCEL") "SUMMARY:Visit\r\n"), "Cancelled: Visit\n"},
    {EVENT(METHOD("COUNTER") "SUMMARY:Visit\r\n"), "Another time proposed: Visit\n"},
    {EVENT(METHOD("REPLY") "SUMMARY:Visit\r\nATTENDEE;PARTSTAT=DECLINED:mailto:b@x.example\r\n"),
     "Declined: Visit\nAttendee: b@x.example\n"},
    {EVENT(METHOD(
         "REPLY") "SUMMARY:Visit\r\nATTENDEE;PARTSTAT=TENTATIVE;CN=Bob:MAILTO:b@x.example\r\n"),
     "Accepted tentatively: Visit\nAttendee: Bob <b@x.example>\n"},
    {EVENT(METHOD("REPLY") "ATTENDEE:mailto:b@x.example\r\nCOMMENT:I am ill\r\n"),
     "Answer to an invitation: \nAttendee: b@x.example\nComment: I am ill\n"},
    {EVENT(METHOD("REPLY") "ATTENDEE:mailto:b@x.example\r\n"),
     "Answer to an invitation: \nAttendee: b@x.example\n"},
    {EVENT("BEGIN:VEVENT\r\nSUMMARY:a\\, b\\; c\\\\d\\ne\r\nSUMMARY:second\r\n"),
     "Event: a, b; c\\d e\n"},
    {EVENT("BEGIN:VEVENT\r\nSUMMARY:fol\r\n ded\r\nLOCATION:here\r\nRRULE:FREQ=DAILY\r\n"),
     "Event: folded\nRepeats: FREQ=DAILY\nWhere: here\n"},
    {EVENT("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260312\n"),
     "Event: \nWhen: 2026-03-10 - 2026-03-12\n"},
    {EVENT("BEGIN:VEVENT\nDTSTART;TZID=\"Europe/"
           "Paris\":20260310T0900\nDTEND;TZID=UTC:20260310T1000\n"),
     "Event: \nWhen: 2026-03-10 09:00 Europe/Paris - 2026-03-10 10:00 UTC\n"},
    {EVENT("BEGIN:VEVENT\nDTSTART:20260310T090000\nDTEND:20260310T090000\n"),
     "Event: \nWhen: 2026-03-10 09:00\n"},
    {EVENT("BEGIN:VEVENT\nDTSTART:soon\n"), "Event: \nWhen: soon\n"},
    {EVENT("BEGIN:VEVENT\nORGANIZER;CN=b@x.example:mailto:b@x.example\n"),
     "Event: \nOrganizer: b@x.example\n"},
    {EVENT("BEGIN:VEVENT\nORGANIZER;X=\"a:b;c\";CN=\"Smit; Anna\":mailto:a@x.example\n"),
     "Event: \nOrganizer: Smit; Anna <a@x.example>\n"},
    {EVENT("BEGIN:VTIMEZONE\nSUMMARY:no\nEND:VTIMEZONE\nBEGIN:VTODO\nSUMMARY:task\nBEGIN:VALARM\n"
           "LOCATION:no\nEND:VALARM\n"),
     "Event: task\n"},
    {"BEGIN:VCALENDAR\nEND:VCALENDAR\n", NULL},
    {"no calendar at all", NULL},
    {"", NULL},
};

static void
each_calendar_becomes_its_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = calendar_text_new(cases[i].calendar);
        assert_int_equal(text == NULL, cases[i].text == NULL);
        if (text != NULL)
            assert_string_equal(text, cases[i].text);
    }
}

static void
a_calendar_cut_anywhere_does_no_harm(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize length = 0; length < strlen(cases[i].calendar); length++) {
            g_autofree char *calendar = g_strndup(cases[i].calendar, length);
            g_autofree char *text = calendar_text_new(calendar);
            assert_true(text == NULL || g_str_has_suffix(text, "\n"));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_calendar_becomes_its_text),
        cmocka_unit_test(a_calendar_cut_anywhere_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
