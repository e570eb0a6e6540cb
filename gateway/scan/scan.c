/* scan.c - see scan.h. Decides what is not attached; clamd.c talks to the scanner. */
#include "gateway/scan/scan.h"

#include "gateway/log.h"
#include "gateway/scan/clamd.h"

void
scan_result_free(ScanResult *result)
{
    if (result == NULL)
        return;
    g_free(result->infected_note);
    g_free(result->pass_note);
    g_free(result);
}

static void
add_line(char **note, char *line)
{
    char *joined = *note != NULL ? g_strjoin("\n", *note, line, NULL) : g_strdup(line);

    g_free(*note);
    g_free(line);
    *note = joined;
}

static gboolean
check_each(const Config *config, const ScanInput *input, ScanResult *result, GError **error)
{
    for (guint i = 0; i < input->letter->attachments->len; i++) {
        LetterAttachment *attachment = g_ptr_array_index(input->letter->attachments, i);
        const AttachmentContent content = attachment_content_of(attachment, &input->files);
        const ClamdStream stream = {.attachment = &content};
        g_autofree char *signature = NULL;
        if (!clamd_scan(config->clamd, config->scan_timeout_ms, &stream, &signature, error))
            return FALSE;
        if (signature == NULL)
            continue;
        attachment->is_withheld = TRUE;
        add_line(
            &result->infected_note,
            g_strdup_printf(
                "Not attached, because the virus scanner found %s in it: %s (%" G_GUINT64_FORMAT
                " bytes). A copy is in the quarantine.",
                signature, attachment->name, attachment->size));
    }
    return TRUE;
}

/* The scanner may find in the whole message what it does not find in our parts. */
static gboolean
check_whole(const Config *config, const ScanInput *input, ScanResult *result, GError **error)
{
    const ClamdStream stream = {.fd = input->files.message_fd, .length = input->message_length};
    g_autofree char *signature = NULL;

    if (!clamd_scan(config->clamd, config->scan_timeout_ms, &stream, &signature, error))
        return FALSE;
    if (signature == NULL || result->infected_note != NULL)
        return TRUE;
    for (guint i = 0; i < input->letter->attachments->len; i++) {
        LetterAttachment *attachment = g_ptr_array_index(input->letter->attachments, i);
        attachment->is_withheld = TRUE;
    }
    add_line(&result->infected_note,
             g_strdup_printf("The virus scanner found %s in the mail as a whole: none of its files "
                             "is attached. A copy is in the quarantine.",
                             signature));
    return TRUE;
}

ScanResult *
scan_run(const Config *config, const ScanInput *input, GError **error)
{
    g_autoptr(ScanResult) result = g_new0(ScanResult, 1);
    g_autoptr(GError) problem = NULL;

    if (check_each(config, input, result, &problem) && check_whole(config, input, result, &problem))
        return g_steal_pointer(&result);
    if (config->scan_on_failure == CONFIG_SCAN_TEMPFAIL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    log_warning("scan", "%s; the mail passes unscanned", problem->message);
    result->pass_note =
        g_strdup("The mail was not scanned for viruses: the scanner could not be asked.");
    return g_steal_pointer(&result);
}
