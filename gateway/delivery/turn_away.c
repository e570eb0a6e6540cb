/* turn_away.c - see turn_away.h. */
#include "gateway/delivery/turn_away.h"

#include "gateway/delivery/confirm.h"
#include "gateway/delivery/quarantine_choice.h"
#include "gateway/delivery/returned_memory.h"
#include "gateway/delivery_error.h"

gboolean
turn_away_run(RouteMail *mail, GError **error)
{
    const Decision *decision = mail->decision;
    gboolean is_refused = decision->kind == DECISION_REJECT;
    if (is_refused && !decision->is_reply_due) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_REFUSED,
                            "The sender is not accepted here");
        return FALSE;
    }
    if (!(is_refused ? confirm_run(mail, error) : quarantine_choice_of_ignored(mail, error)))
        return FALSE;
    if (!returned_memory_note(mail, error))
        return FALSE;
    g_free(mail->record->action);
    mail->record->action = g_strdup(decision_kind_name(decision->kind));
    return TRUE;
}
