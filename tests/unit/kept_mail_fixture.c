/* kept_mail_fixture.c - see kept_mail_fixture.h. */
#include "tests/unit/kept_mail_fixture.h"

#include <unistd.h>

int
kept_mail_fixture_setup(void **state)
{
    KeptMailFixture *fixture = g_new0(KeptMailFixture, 1);
    fixture->delivery = delivery_fixture_new("http://127.0.0.1:1");
    fixture->spool.fd = delivery_fixture_message(KEPT_MAIL);
    fixture->intake.spool = &fixture->spool;
    fixture->intake.letter = letter_new();
    g_free(fixture->intake.letter->subject);
    fixture->intake.letter->subject = g_strdup("kept");
    fixture->intake.attachments_fd = delivery_fixture_message(KEPT_FILES);
    fixture->route.recipient = "support@desk.example";
    fixture->envelope.sender = "user@customer.example";
    fixture->context = (DeliveryContext){.config = fixture->delivery->config,
                                         .envelope = &fixture->envelope,
                                         .intake = &fixture->intake};
    fixture->key.key = (char *)"abc";
    fixture->mail = (RouteMail){.context = &fixture->context,
                                .route = &fixture->route,
                                .key = &fixture->key,
                                .decision = &fixture->decision};
    *state = fixture;
    return 0;
}

int
kept_mail_fixture_teardown(void **state)
{
    KeptMailFixture *fixture = *state;
    close(fixture->spool.fd);
    close(fixture->intake.attachments_fd);
    letter_free(fixture->intake.letter);
    delivery_fixture_free(fixture->delivery);
    g_free(fixture);
    return 0;
}
