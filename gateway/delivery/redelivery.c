/* redelivery.c - see redelivery.h. */
#include "gateway/delivery/redelivery.h"

#include "gateway/delivery/mail_names.h"
#include "gateway/delivery_error.h"
#include "gateway/policy/authentication.h"
#include "gateway/policy/route.h"

#define MAX_COPIES 1000

static gboolean
find_step(const DeliveryContext *context, const Route *route, gboolean *ret_is_done, GError **error)
{
    GError *problem = NULL;
    g_auto(MailNames) names;
    mail_names_init(&names, &context->intake->identity, route->name);
    names.wanted.is_unproven = authentication_is_missing(context->config, context->intake->letter);
    g_autoptr(JournalMail) mail =
        journal_mail_find_same(context->journal, &names.wanted, NULL, &problem);
    *ret_is_done = mail != NULL && mail->step == JOURNAL_STEP_DONE;
    if (problem == NULL)
        return TRUE;
    g_propagate_error(error, problem);
    return FALSE;
}

gboolean
redelivery_choose(DeliveryContext *context, const GPtrArray *routes, GError **error)
{
    MailIdentity *identity = &context->intake->identity;
    for (identity->copy = 1; identity->copy <= MAX_COPIES; identity->copy++) {
        gboolean is_done = TRUE;
        for (guint i = 0; i < routes->len && is_done; i++)
            if (!find_step(context, g_ptr_array_index(routes, i), &is_done, error))
                return FALSE;
        if (!is_done)
            return TRUE;
    }
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE,
                "the mail was delivered again %d times already", MAX_COPIES);
    return FALSE;
}
