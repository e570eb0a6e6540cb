/* kept_mail_fixture.h - a mail with two files that is going to be quarantined. */
#pragma once

#include "gateway/delivery/quarantine_copy.h"
#include "tests/unit/delivery_fixture.h"

#define KEPT_MAIL "Subject: kept\n\nHello\n"
#define KEPT_FILES "QUJDaGVsbG8=" /* ABC, hello */

typedef struct {
    DeliveryFixture *delivery;
    Spool spool;
    Intake intake;
    Route route;
    const char *recipients[2];
    Envelope envelope;
    DeliveryContext context;
    MailKey key; /* "abc" */
    Decision decision;
    RouteMail mail;
} KeptMailFixture;

/* For cmocka: *state is a KeptMailFixture. */
int kept_mail_fixture_setup(void **state);
int kept_mail_fixture_teardown(void **state);
