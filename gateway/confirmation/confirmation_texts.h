/* confirmation_texts.h - makes the texts of a confirmation: fills in its template. */
#pragma once

#include "gateway/confirmation/confirmation.h"

typedef struct {
    char *subject;
    char *text;
    char *html;     /* or NULL */
    char *language; /* RFC 5646 tag */
    char *fault;    /* see Confirmation */
} ConfirmationTexts;

void confirmation_texts_clear(ConfirmationTexts *texts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConfirmationTexts, confirmation_texts_clear)

/* Fills `texts`, which must be empty. Errors: those of confirmation_compose() about templates. */
gboolean confirmation_texts_fill(const Config *config, const ConfirmationRequest *request,
                                 ConfirmationTexts *texts, GError **error);
