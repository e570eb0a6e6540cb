/* returned_memory.c - see returned_memory.h. returned_mail.c proves it, journal_return.c has the
 * tables. */
#include "gateway/delivery/returned_memory.h"

#include "gateway/journal/journal_return.h"
#include "gateway/policy/authentication.h"

gboolean
returned_memory_claim(const RouteMail *mail, GError **error)
{
    PolicyFacts *facts = &mail->finding->facts;
    gboolean is_ours = TRUE;

    if (facts->returned_to == NULL ||
        (facts->state != TICKET_OPEN && facts->state != TICKET_RESOLVED))
        return TRUE;
    const JournalReturn claim = {facts->ticket_number, facts->returned_to, mail->key->key};
    if (!journal_return_claim(mail->context->journal, &claim, &is_ours, error))
        return FALSE;
    facts->is_return_told = !is_ours;
    return TRUE;
}

/* A mail of long ago, or one that an operator delivers once more, does not say how it is now. */
static gboolean
is_of_now(const Envelope *envelope)
{
    return envelope == NULL || (!envelope->is_wanted && !envelope->is_unconfirmed);
}

gboolean
returned_memory_note(const RouteMail *mail, GError **error)
{
    const DeliveryContext *context = mail->context;
    const Letter *letter = context->intake->letter;
    g_autoptr(ReturnedMail) returned = returned_mail_find(letter, context->keys);

    if (returned == NULL || authentication_is_forged(context->config, letter))
        return TRUE;
    const JournalReturn claim = {returned->ticket_number, returned->person, mail->key->key};
    if (!mail->decision->is_returned && !journal_return_release(context->journal, &claim, error))
        return FALSE;
    return !returned->is_lasting || !is_of_now(context->envelope) ||
           journal_return_note(context->journal, returned->person, error);
}
