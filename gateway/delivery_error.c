/* delivery_error.c - turns an error into an exit status and a public line.
 *
 * The MTA may send the line to the sender of the mail. So only errors about the message itself show
 * their own text. All others show a fixed sentence, and their text goes to syslog. */
#include "gateway/delivery_error.h"

#include "gateway/public_words.h"

#include <string.h>
#include <sysexits.h>

#define LINE_MAX_CHARS 200

G_DEFINE_QUARK(ticketgate - delivery - error - quark, delivery_error)

typedef struct {
    DeliveryError code;
    int exit_status;
    const char *status;      /* RFC 3463 */
    const char *sentence;    /* a text that everybody may read */
    gboolean is_text_public; /* the text of the error is shown instead */
} ErrorClass;

#define NOT_SET_UP "The ticket gateway is not set up correctly; the message waits"

#define NOT_TAKEN "The ticket system does not take what the gateway sends; the message waits"

static const ErrorClass error_classes[] = {
    {DELIVERY_ERROR_TEMPORARY, EX_TEMPFAIL, "4.3.0",
     "The ticket gateway has a temporary fault; the message waits", FALSE},
    {DELIVERY_ERROR_CONFIGURATION, EX_TEMPFAIL, "4.3.5", NOT_SET_UP, FALSE},
    {DELIVERY_ERROR_USAGE, EX_TEMPFAIL, "4.3.5", NOT_SET_UP, FALSE},
    {DELIVERY_ERROR_BUSY, EX_TEMPFAIL, "4.3.2", "The message is being worked on already", FALSE},
    {DELIVERY_ERROR_MESSAGE, EX_DATAERR, "5.6.0", "The message cannot become a ticket", TRUE},
    {DELIVERY_ERROR_TOO_LARGE, EX_DATAERR, "5.3.4", "The message is too large", TRUE},
    {DELIVERY_ERROR_NO_ROUTE, EX_NOUSER, "5.1.1", "No tickets are taken at this address", TRUE},
    {DELIVERY_ERROR_REFUSED, EX_NOPERM, "5.7.1", "The sender is not accepted here", TRUE},
    {DELIVERY_ERROR_API_REFUSED, EX_DATAERR, "5.6.0", "The ticket system refuses the message",
     TRUE},
    {DELIVERY_ERROR_API_CONTENT, EX_TEMPFAIL, "4.3.0", NOT_TAKEN, FALSE},
    {DELIVERY_ERROR_API_DENIED, EX_TEMPFAIL, "4.3.0", NOT_TAKEN, FALSE},
    {DELIVERY_ERROR_API_UNAUTHORISED, EX_TEMPFAIL, "4.3.5", NOT_SET_UP, FALSE},
    {DELIVERY_ERROR_API_NOT_FOUND, EX_TEMPFAIL, "4.3.0",
     "The ticket system does not know the ticket; the message waits", FALSE},
    {DELIVERY_ERROR_API_STATE, EX_TEMPFAIL, "4.3.0",
     "The state of the ticket forbids this now; the message waits", FALSE},
    {DELIVERY_ERROR_API_BUSY, EX_TEMPFAIL, "4.4.5", "The ticket system is busy; the message waits",
     FALSE},
    {DELIVERY_ERROR_API_DOWN, EX_TEMPFAIL, "4.4.1",
     "The ticket system cannot be reached; the message waits", FALSE},
    {DELIVERY_ERROR_API_DOUBT, EX_TEMPFAIL, "4.4.2",
     "The ticket system did not answer clearly; the message waits", FALSE},
};

/* An error that is not in the table is temporary: no mail bounces because of an unforeseen error.
 */
static const ErrorClass *
find_class(const GError *error)
{
    if (error->domain == DELIVERY_ERROR) {
        for (size_t i = 0; i < G_N_ELEMENTS(error_classes); i++) {
            if ((int)error_classes[i].code == error->code)
                return &error_classes[i];
        }
    }
    return &error_classes[0];
}

int
delivery_error_exit_status(const GError *error)
{
    return error == NULL ? EX_OK : find_class(error)->exit_status;
}

/* Appends printable ASCII; white space is folded, each other character is one '?'. */
static void
append_printable(GString *line, const char *text)
{
    gboolean is_space_due = FALSE;

    for (const char *p = text; *p != '\0' && line->len < LINE_MAX_CHARS; p++) {
        if (g_ascii_isspace(*p)) {
            is_space_due = TRUE;
            continue;
        }
        if (((guchar)*p & 0xC0) == 0x80)
            continue; /* the rest of a character that already has its '?' */
        if (is_space_due)
            g_string_append_c(line, ' ');
        is_space_due = FALSE;
        g_string_append_c(line, g_ascii_isprint(*p) ? *p : '?');
    }
    g_string_truncate(line, MIN(line->len, LINE_MAX_CHARS));
}

char *
delivery_error_line(const GError *error)
{
    const ErrorClass *class = find_class(error);
    gboolean has_text = class->is_text_public && error->message != NULL;
    g_autofree char *text = has_text ? public_words_of(error->message) : g_strdup(class->sentence);
    GString *line = g_string_new(class->status);

    g_strstrip(text);
    g_string_append_c(line, ' ');
    append_printable(line, *text != '\0' ? text : class->sentence);
    return g_string_free(line, FALSE);
}
