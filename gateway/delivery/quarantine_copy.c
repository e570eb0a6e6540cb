/* quarantine_copy.c - see quarantine_copy.h. quarantine.c knows the files of the quarantine. */
#include "gateway/delivery/quarantine_copy.h"

#include <errno.h>

#include "gateway/delivery_error.h"
#include "gateway/log.h"
#include "gateway/policy/authentication.h"
#include "gateway/quarantine/quarantine.h"
#include "gateway/quarantine/quarantine_quota.h"
#include "gateway/quarantine/quarantine_reason.h"

#define QUARANTINE_COPY_CHUNK ((gsize)64 * 1024)

/* The SHA-256 of an attachment's decoded content as hexadecimal digits. NULL with errno if it
 * cannot be read. (transfer full) */
static char *
digest_of(const AttachmentContent *content)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *base64 = g_malloc(QUARANTINE_COPY_CHUNK);
    g_autofree guchar *decoded = g_malloc(QUARANTINE_COPY_CHUNK);
    AttachmentReader reader = {.content = *content};
    gint state = 0;
    guint save = 0;
    gssize count = 0;
    while ((count = attachment_reader_read(&reader, base64, QUARANTINE_COPY_CHUNK)) > 0) {
        gsize size = g_base64_decode_step(base64, (gsize)count, decoded, &state, &save);
        g_checksum_update(checksum, decoded, (gssize)size);
    }
    return count < 0 ? NULL : g_strdup(g_checksum_get_string(checksum));
}

static gboolean
add_files(QuarantineReason *reason, const Intake *intake, const GPtrArray *files, GError **error)
{
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const LetterAttachment *file = g_ptr_array_index(files, i);
        const LetterFiles places = intake_files(intake);
        const AttachmentContent content = attachment_content_of(file, &places);
        g_autofree char *digest = digest_of(&content);
        if (digest == NULL) {
            g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                        "cannot read the attachments back: %s", g_strerror(errno));
            return FALSE;
        }
        g_ptr_array_add(reason->files, g_strdup_printf("%s %" G_GUINT64_FORMAT " %s", digest,
                                                       file->size, file->name));
    }
    return TRUE;
}

/* The text of the reason file. NULL with an error if a file cannot be read back. (transfer full) */
static char *
reason_text(const RouteMail *mail, const char *name, const char *text, const GPtrArray *files,
            GError **error)
{
    const DeliveryContext *context = mail->context;
    const Intake *intake = context->intake;
    g_autoptr(QuarantineReason) reason = quarantine_reason_new();
    reason->kind = g_strdup(quarantine_kind_of(name)->name);
    reason->kept_s = g_get_real_time() / G_USEC_PER_SEC;
    reason->sender = g_strdup(context->envelope->sender);
    reason->recipient = g_strdup(mail->route->recipient);
    reason->message_id = g_strdup(intake->letter->message_id);
    reason->subject = g_strdup(intake->letter->subject);
    reason->text = g_strdup(text);
    return add_files(reason, intake, files, error) ? quarantine_reason_write(reason) : NULL;
}

/* *ret_fits is FALSE if there is no room for this kind, and the mail is then not quarantined. The
 * log warns the operator before the quarantine is so full that mail has to wait. */
static gboolean
make_room(const DeliveryContext *context, const char *name, gboolean *ret_fits, GError **error)
{
    const Config *config = context->config;
    const QuarantineQuota quota = {.quarantine = config->quarantine_path,
                                   .max_bytes = config->quarantine_max,
                                   .min_free = config->quarantine_min_free,
                                   .ignored_bytes = config->ignored_max};
    QuarantineRoom room;
    if (!quarantine_make_directories(config->quarantine_path, error) ||
        !quarantine_quota_make_room(&quota, quarantine_kind_of(name),
                                    context->intake->spool->length, &room, error))
        return FALSE;
    *ret_fits = room != QUARANTINE_ROOM_NONE;
    if (!*ret_fits)
        log_warning("quarantine",
                    "not kept, for there is no room ([quarantine] ignored_max, max_size, "
                    "min_free): %s",
                    name);
    if (room == QUARANTINE_ROOM_TAKEN)
        log_warning("quarantine",
                    "the oldest copies of unproven mail in the quarantine, which tickets or "
                    "senders know of, were deleted to make room ([quarantine] max_size, min_free)");
    if (room == QUARANTINE_ROOM_NEARLY_FULL)
        log_error("quarantine",
                  "the quarantine is four fifths full ([quarantine] max_size): drop what is done "
                  "with, before mail has to wait for room");
    return TRUE;
}

char *
quarantine_copy_name(const RouteMail *mail, const char *kind)
{
    const DeliveryContext *context = mail->context;
    const char *name = authentication_is_missing(context->config, context->intake->letter)
                           ? quarantine_kind_unproven(kind)->name
                           : kind;
    return g_strdup_printf("%s.%s", mail->key->key, name);
}

gboolean
quarantine_copy(const RouteMail *mail, const char *kind, const char *text, const GPtrArray *files,
                GError **error)
{
    const DeliveryContext *context = mail->context;
    g_autofree char *name = quarantine_copy_name(mail, kind);
    g_autofree char *reason = reason_text(mail, name, text, files, error);
    gboolean is_fitting;
    if (reason == NULL || !make_room(context, name, &is_fitting, error))
        return FALSE;
    if (!is_fitting)
        return TRUE;
    if (context->envelope != NULL && context->envelope->on_quarantine != NULL)
        context->envelope->on_quarantine(context->envelope->data, quarantine_kind_of(name)->name);
    if (quarantine_kind_of(kind)->is_bounded)
        log_info("quarantine", "mail kept in the quarantine as %s: %s", name, text);
    else
        log_error("quarantine", "mail kept in the quarantine as %s: %s", name, text);
    return quarantine_keep(context->config->quarantine_path, name, context->intake->spool->fd,
                           reason, error);
}
