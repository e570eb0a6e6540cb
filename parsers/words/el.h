/* el.h - Greek: words that mail programs and people write. Only data; see words.h. */
#pragma once

#include "parsers/words/words.h"

static const LanguageWords words_el = {
    .language = "el",
    .lists =
        {
            [WORDS_DATE_NAME] = WORDS("δευτέρα", "τρίτη", "τετάρτη", "πέμπτη", "παρασκευή",
                                      "σάββατο", "κυριακή", "ιανουαρίου", "φεβρουαρίου", "μαρτίου",
                                      "απριλίου", "μαΐου", "ιουνίου", "ιουλίου", "αυγούστου",
                                      "σεπτεμβρίου", "οκτωβρίου", "νοεμβρίου", "δεκεμβρίου"),
            [WORDS_DATE_FILLER] = WORDS("στισ", "πμ", "μμ"),
            [WORDS_ATTRIBUTION_OPENING] = WORDS("στισ "),
            [WORDS_ATTRIBUTION_VERB] = WORDS("έγραψε"),
            [WORDS_ORIGINAL_LINE] = WORDS("αρχικό μήνυμα"),
            [WORDS_HEADER_FROM] = WORDS("από"),
            [WORDS_HEADER_DATE] = WORDS("στάλθηκε", "ημερομηνία"),
            [WORDS_HEADER_TO] = WORDS("προσ"),
            [WORDS_HEADER_CC] = WORDS("κοιν."),
            [WORDS_HEADER_SUBJECT] = WORDS("θέμα"),
            [WORDS_PROGRAM_SENT] = WORDS("στάλθηκε"),
            [WORDS_PROGRAM_FILLER] = WORDS("από", "το", "μου"),
            [WORDS_SUBJECT_REPLY] = WORDS("απ", "σχετ"),
            [WORDS_SUBJECT_FORWARD] = WORDS("πρθ"),
            [WORDS_ABSENCE_SUBJECT] = WORDS("αυτόματη απάντηση"),
        },
};
