/* lmtp_command.c - see lmtp_command.h. Checks the syntax, not the order of commands. */
#include "gateway/lmtp/lmtp_command.h"

#include <string.h>

#include "gateway/lmtp/lmtp_queue_id.h"

#define ADDRESS_MAX_BYTES 1000 /* RFC 5321 asks for 64 + 1 + 255, counted without UTF-8 */

static const char unknown_command[] = "500 5.5.2 Unknown command";
static const char no_parameters[] = "501 5.5.4 This command takes no parameters";
static const char bad_path[] = "501 5.1.3 The address cannot be read";
static const char bad_parameter[] = "555 5.5.4 Unknown parameter";

void
lmtp_command_clear(LmtpCommand *command)
{
    g_clear_pointer(&command->address, g_free);
    g_clear_pointer(&command->name, g_free);
}

/* If *text begins with `word` (in any case), moves it to the text after the word. */
static gboolean
take_word(const char **text, const char *word)
{
    gsize length = strlen(word);

    if (g_ascii_strncasecmp(*text, word, length) != 0)
        return FALSE;
    *text += length;
    return TRUE;
}

static void
skip_spaces(const char **text)
{
    *text += strspn(*text, " ");
}

/* The length of a path up to its '>'; a quoted string may contain '>'. -1: there is no '>'. */
static gssize
find_path_end(const char *text)
{
    gboolean is_quoted = FALSE;

    for (gsize i = 0; text[i] != '\0'; i++) {
        if (is_quoted && text[i] == '\\' && text[i + 1] != '\0')
            i++;
        else if (text[i] == '"')
            is_quoted = !is_quoted;
        else if (text[i] == '>' && !is_quoted)
            return (gssize)i;
    }
    return -1;
}

static gboolean
is_address(const char *address)
{
    if (strlen(address) > ADDRESS_MAX_BYTES || !g_utf8_validate(address, -1, NULL))
        return FALSE;
    for (const char *p = address; *p != '\0'; p++)
        if (g_ascii_iscntrl(*p))
            return FALSE;
    return TRUE;
}

/* Removes quotation marks and backslashes from a local part; they are not part of the name. */
static char *
unquote(const char *text, gsize length)
{
    GString *address = g_string_sized_new(length);

    for (gsize i = 0; i < length; i++) {
        if (text[i] == '"')
            continue;
        if (text[i] == '\\' && i + 1 < length)
            i++;
        g_string_append_c(address, text[i]);
    }
    return g_string_free(address, FALSE);
}

/* "<a@b>", "<@relay,@other:a@b>" (RFC 5321, appendix C: the route is ignored) or "<>". */
static gboolean
take_path(const char **text, LmtpCommand *command)
{
    skip_spaces(text);
    if (**text != '<')
        return FALSE;
    const char *start = *text + 1;
    gssize length = find_path_end(start);
    if (length < 0)
        return FALSE;
    const char *end = start + length;
    if (*start == '@') {
        const char *colon = memchr(start, ':', (gsize)length);
        if (colon == NULL)
            return FALSE;
        start = colon + 1;
    }
    command->address = unquote(start, (gsize)(end - start));
    *text = end + 1;
    return is_address(command->address);
}

static gboolean
read_number(const char *text, gsize length, guint64 *ret_number)
{
    g_autofree char *digits = g_strndup(text, length);

    return g_ascii_string_to_unsigned(digits, 10, 0, G_MAXINT64, ret_number, NULL);
}

/* Reads the parameters after the path of MAIL. BODY changes nothing: 8-bit octets are always
 * accepted. */
static const char *
read_mail_parameters(const char *text, LmtpCommand *command)
{
    for (skip_spaces(&text); *text != '\0'; skip_spaces(&text)) {
        const char *value = text;
        gsize length = strcspn(text, " ");
        gboolean is_known = FALSE;

        if (take_word(&value, "SIZE="))
            is_known = read_number(value, length - 5, &command->size);
        else if (take_word(&value, "BODY="))
            is_known = (length == 9 && take_word(&value, "7BIT")) ||
                       (length == 13 && take_word(&value, "8BITMIME"));
        else
            is_known = length == 8 && take_word(&value, "SMTPUTF8");
        if (!is_known)
            return bad_parameter;
        text += length;
    }
    return NULL;
}

static const char *
read_mail(const char *text, LmtpCommand *command)
{
    if (!take_word(&text, "FROM:"))
        return "501 5.5.4 MAIL FROM:<address> is expected";
    return take_path(&text, command) ? read_mail_parameters(text, command) : bad_path;
}

static const char *
read_rcpt(const char *text, LmtpCommand *command)
{
    if (!take_word(&text, "TO:"))
        return "501 5.5.4 RCPT TO:<address> is expected";
    if (!take_path(&text, command) || *command->address == '\0')
        return bad_path;
    skip_spaces(&text);
    return *text == '\0' ? NULL : bad_parameter;
}

static const char *
read_bdat(const char *text, LmtpCommand *command)
{
    gsize length = strcspn(text, " ");

    if (length == 0 || !read_number(text, length, &command->size))
        return "501 5.5.4 BDAT needs the number of octets";
    text += length;
    skip_spaces(&text);
    command->is_last = take_word(&text, "LAST");
    return *text == '\0' ? NULL : bad_parameter;
}

static const char *
read_nothing(const char *text, LmtpCommand *command)
{
    (void)command;
    return *text == '\0' ? NULL : no_parameters;
}

static const char *
read_anything(const char *text, LmtpCommand *command)
{
    (void)text;
    (void)command;
    return NULL;
}

static const char *
read_name(const char *text, LmtpCommand *command)
{
    command->name = g_strdup(text);
    return *text != '\0' ? NULL : "501 5.5.4 LHLO needs a name";
}

/* "NAME=value ..."; only IDENT is offered, and what is not known is passed over. A value that is
 * not a queue id, such as "[UNAVAILABLE]", is none. */
static const char *
read_xforward(const char *text, LmtpCommand *command)
{
    g_auto(GStrv) attributes = g_strsplit(text, " ", -1);

    for (guint i = 0; attributes[i] != NULL; i++) {
        const char *value = attributes[i];
        if (take_word(&value, "IDENT=")) {
            g_free(command->name);
            command->name = lmtp_queue_id_new(value);
        } else if (*value != '\0' && strchr(value, '=') == NULL) {
            return "501 5.5.4 XFORWARD needs attributes with their values";
        }
    }
    return NULL;
}

static const struct {
    const char *name;
    LmtpVerb verb;
    const char *(*read)(const char *text, LmtpCommand *command);
} verbs[] = {
    {"LHLO", LMTP_VERB_LHLO, read_name},     {"MAIL", LMTP_VERB_MAIL, read_mail},
    {"RCPT", LMTP_VERB_RCPT, read_rcpt},     {"DATA", LMTP_VERB_DATA, read_nothing},
    {"BDAT", LMTP_VERB_BDAT, read_bdat},     {"RSET", LMTP_VERB_RSET, read_nothing},
    {"NOOP", LMTP_VERB_NOOP, read_anything}, {"VRFY", LMTP_VERB_VRFY, read_anything},
    {"QUIT", LMTP_VERB_QUIT, read_nothing},  {"XFORWARD", LMTP_VERB_XFORWARD, read_xforward},
};

const char *
lmtp_command_read(const char *line, LmtpCommand *ret_command)
{
    *ret_command = (LmtpCommand){0};
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        const char *text = line;

        if (!take_word(&text, verbs[i].name) || (*text != '\0' && *text != ' '))
            continue;
        skip_spaces(&text);
        g_autofree char *rest = g_strchomp(g_strdup(text));
        g_auto(LmtpCommand) command = {.verb = verbs[i].verb};
        const char *problem = verbs[i].read(rest, &command);
        if (problem == NULL) {
            *ret_command = command;
            command.address = command.name = NULL;
        }
        return problem;
    }
    return unknown_command; /* HELO and EHLO too: RFC 2033, section 4.1 */
}
