/* en.h - English: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_en =
    {
        .language = "en",
        .lists =
            {
                [WORDS_DATE_NAME] = WORDS("monday", "tuesday", "wednesday", "thursday", "friday",
                                          "saturday", "sunday", "january", "february", "march",
                                          "april", "may", "june", "july", "august", "september",
                                          "sept", "october", "november", "december", "thurs"),
                [WORDS_DATE_FILLER] = WORDS("at", "on", "the", "of", "nd", "rd", "th", "central",
                                            "european", "europe", "eastern", "western", "pacific",
                                            "mountain", "greenwich", "standard", "daylight",
                                            "summer", "time", "mean", "coordinated", "universal"),
                [WORDS_ATTRIBUTION_OPENING] = WORDS("on ", "quoting ", "at "),
                [WORDS_ATTRIBUTION_DATELESS] = WORDS("quoting "),
                [WORDS_ATTRIBUTION_VERB] =
                    WORDS("wrote", "writes", "written:", "said:", "replied:", "quoting "),
                [WORDS_ATTRIBUTION_PARTICLE] = WORDS("an", "at", "by", "of", "on"),
                [WORDS_ORIGINAL_LINE] = WORDS(
                    "original message", "original", "original email", "original mail",
                    "original appointment", "replied message", "reply message", "primary message"),
                [WORDS_FORWARD_LINE] =
                    WORDS("forwarded message", "forwarded by", "begin forwarded message",
                          "start of forwarded message"),
                [WORDS_MARKER] =
                    WORDS("above this line|reply", "above this line|type", "above this line|write",
                          "above this line|respond", "above the line|reply"),
                [WORDS_HEADER_FROM] = WORDS("from"),
                [WORDS_HEADER_DATE] = WORDS("sent", "date", "sent at", "sent on", "date sent"),
                [WORDS_HEADER_TO] = WORDS("to"),
                [WORDS_HEADER_SUBJECT] = WORDS("subject"),
                [WORDS_HEADER_PERSON] =
                    WORDS("reply-to", "reply to", "sent by", "organization", "organisation",
                          "resent-from", "mailed-by", "signed-by"),
                [WORDS_HEADER_RATING] = WORDS("importance", "priority", "sensitivity"),
                [WORDS_HEADER_FILES] = WORDS("attachments", "attachment"),
                [WORDS_PROGRAM_SENT] = WORDS("sent", "get", "download"),
                [WORDS_PROGRAM_MY] = WORDS("my"),
                [WORDS_PROGRAM_FILLER] =
                    WORDS("from", "for", "the", "a", "an", "with", "via", "using",
                          "on", "by", "app", "go", "program", "new", "application", "sorry",
                          "please", "excuse", "pardon", "any", "and", "typos", "brevity",
                          "errors", "mistakes"),
                [WORDS_PROGRAM_LINE] =
                    WORDS("sent on the go", "this email has been checked for viruses by |",
                          "this e-mail has been checked for viruses by |",
                          "this email was sent from a mobile device", "virus-free. |"),
                [WORDS_SUBJECT_TAG] =
                    WORDS("external", "external email", "external mail",
                          "ext", "suspicious", "spam", "bulk", "caution", "external sender"),
                [WORDS_SUBJECT_POINTER] =
                    WORDS("see subject", "see subject line", "see the subject",
                          "see the subject line", "see title", "see above", "please see subject",
                          "please see the subject", "as in subject", "as per subject",
                          "as in the subject", "subject says it all", "subject"),
                [WORDS_ABSENCE_SUBJECT] =
                    WORDS(
                        "automatic reply", "automatic response", "auto reply", "auto-reply",
                        "autoreply", "auto response", "auto-response", "autoresponse",
                        "autoresponder", "automated reply", "automated response",
                        "auto", "out of office", "out of the office", "out-of-office", "ooo",
                        "out of office autoreply", "out of office reply",
                        "out of office notification", "vacation", "vacation reply",
                        "vacation response", "on vacation", "away from my mail", "away"),
                [WORDS_ABSENCE_SENTENCE] =
                    WORDS("is out of the office", "is out of office", "i am out of the office",
                          "i am out of office", "i'm out of the office", "out of office autoreply",
                          "out of office auto-reply", "(out of office)", "is away from the office",
                          "is on vacation"),
                [WORDS_ABSENCE_UNTIL] = WORDS("until ", "till ", "from ", "to ",
                                              "since ", "returning ", "and will ", "today"),
                [WORDS_ABSENCE_TEXT] =
                    WORDS("out of the office", "out of office", "i am currently away", "i am away",
                          "i'm away", "on annual leave", "on vacation",
                          "on holiday", "on maternity leave", "on parental leave"),
                [WORDS_DISCLAIMER_TITLE] =
                    WORDS("disclaimer", "confidentiality notice", "confidentiality note",
                          "legal disclaimer", "legal notice", "privileged and confidential"),
                [WORDS_DISCLAIMER_SECRECY] = WORDS("confidential", "privileged"),
                [WORDS_DISCLAIMER_RECIPIENT] =
                    WORDS("intended recipient", "intended for", "intended solely", "intended only",
                          "meant only for", "solely for the", "person to whom it is addressed",
                          "addressee", "to whom they are addressed", "to whom it is addressed"),
                [WORDS_DISCLAIMER_FOOTER] =
                    WORDS("mailing list", "/listinfo/", "unsubscribe",
                          "subscribed to the google groups", "intended recipient"),
                [WORDS_UNREAD_LOCAL_PART] =
                    WORDS("-noreply-", "-no-reply-", "-donotreply-", "-do-not-reply-",
                          "-dontreply-", "-dont-reply-", "-autoreply-", "-auto-reply-",
                          "-autoresponder-", "-auto-responder-", "-automailer-", "-bounces-"),
                [WORDS_STUB_WORD] = WORDS("html", "plain", "email", "part", "mail", "message",
                                          "mime", "format", "view", "online", "browser", "client",
                                          "viewer", "read", "display", "support", "supports",
                                          "newsletter"),
            },
};
