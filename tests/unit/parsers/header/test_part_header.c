/* test_part_header.c - where headers of parts end, and what has to be repaired in them. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/header/part_header.h"

typedef struct {
    PartHeaderKind kind;
    const char *text;   /* header and the text after it */
    const char *header; /* the repaired header */
    const char *rest;   /* the text after it */
} Case;

/* The boundary of the enclosing multipart is "b". */
static const Case cases[] = {
    {PART_HEADER_PART, "\ntext\n", "\n", "text\n"},
    {PART_HEADER_PART, "Content-Type: a/b\n\ntext\n", "Content-Type: a/b\n\n", "text\n"},
    {PART_HEADER_PART, "Content-Type: a/b\r\n\r\ntext\r\n", "Content-Type: a/b\r\n\r\n",
     "text\r\n"},
    {PART_HEADER_PART, "Content-Type: a/b\n c\n\ntext\n", "Content-Type: a/b\n c\n\n", "text\n"},
    /* no empty line */
    {PART_HEADER_PART, "Content-Type: a/b\nThe text: here\nmore\n", "Content-Type: a/b\n\n",
     "The text: here\nmore\n"},
    {PART_HEADER_PART, "Content-Type: a/b\r\nThe text, here\r\n", "Content-Type: a/b\r\n\n",
     "The text, here\r\n"},
    {PART_HEADER_PART, "Content-Type: a/b\nNote: text\nmore text\n", "Content-Type: a/b\n\n",
     "Note: text\nmore text\n"},
    {PART_HEADER_PART, "The text\nmore\n", "\n", "The text\nmore\n"},
    {PART_HEADER_PART, "The text", "\n", "The text"},
    {PART_HEADER_PART, "Content-Type: a/b\nNote: text\n--b--\n", "Content-Type: a/b\n\n",
     "Note: text\n--b--\n"},
    {PART_HEADER_PART, "Content-Type: a/b\n--b\n", "Content-Type: a/b\n\n", "--b\n"},
    {PART_HEADER_PART, "--b--", "\n", "--b--"},
    /* blanks */
    {PART_HEADER_PART, "Content-Type: a/b\n \t\ntext\n", "Content-Type: a/b\n\n", "text\n"},
    {PART_HEADER_PART, " \ntext\n", "\n", "text\n"},
    {PART_HEADER_PART, "Content-Type: a/b\n \nContent-ID: x\n\ntext\n",
     "Content-Type: a/b\n \nContent-ID: x\n\n", "text\n"},
    {PART_HEADER_MAIL, "From: a\n \ntext\n\nx", "From: a\n \ntext\n\n", "x"},
    /* fields in other forms */
    {PART_HEADER_PART, "Content-Type : a/b\n\nx", "Content-Type: a/b\n\n", "x"},
    {PART_HEADER_MAIL, "From : a\nTo\t: b\n\nx", "From: a\nTo: b\n\n", "x"},
    {PART_HEADER_PART, "Content-Type: a/b;\nname=x\n\nx", "Content-Type: a/b;\n\tname=x\n\n", "x"},
    {PART_HEADER_PART, "Content-Type: a/b;\nlost\nContent-ID: x\n\nx",
     "Content-Type: a/b;\n\tlost\nContent-ID: x\n\n", "x"},
    {PART_HEADER_NESTED, "Subject: x\nno field\n\ntext\n", "Subject: x\nno field\n\n", "text\n"},
    {PART_HEADER_NESTED, "Subject: x\nNote: y\n--b\n", "Subject: x\nNote: y\n\n", "--b\n"},
};

static char *
mended(const PartHeader *header, const char *text)
{
    GString *result = g_string_new(NULL);
    gsize at = 0;

    for (guint i = 0; i < header->mends->len; i++) {
        const PartHeaderMend *mend = &g_array_index(header->mends, PartHeaderMend, i);
        assert_true(mend->at >= at && mend->at + mend->n_removed <= header->length);
        g_string_append_len(result, text + at, (gssize)(mend->at - at));
        g_string_append(result, mend->text);
        at = mend->at + mend->n_removed;
    }
    g_string_append_len(result, text + at, (gssize)(header->length - at));
    return g_string_free(result, FALSE);
}

static GPtrArray *
boundaries_new(void)
{
    GPtrArray *boundaries = g_ptr_array_new();

    g_ptr_array_add(boundaries, (char *)(gpointer) "b");
    return boundaries;
}

static void
a_header_ends_where_its_text_begins(void **state)
{
    g_autoptr(GPtrArray) boundaries = boundaries_new();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *text = cases[i].text;
        g_autoptr(PartHeader) header =
            part_header_read(text, strlen(text), TRUE, cases[i].kind, boundaries);
        assert_non_null(header);
        g_autofree char *result = mended(header, text);
        assert_string_equal(result, cases[i].header);
        assert_string_equal(text + header->length, cases[i].rest);
    }
}

static void
a_header_cut_anywhere_is_read(void **state)
{
    g_autoptr(GPtrArray) boundaries = boundaries_new();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize n = 0; n < strlen(cases[i].text); n++) {
            g_autoptr(PartHeader) all =
                part_header_read(cases[i].text, n, TRUE, cases[i].kind, boundaries);
            g_autoptr(PartHeader) torn =
                part_header_read(cases[i].text, n, FALSE, cases[i].kind, boundaries);
            assert_non_null(all);
            assert_true(all->length <= n);
            g_autofree char *result = mended(all, cases[i].text);
            if (torn != NULL)
                assert_true(torn->length <= n);
        }
    }
}

static void
all_types_and_encodings_are_seen(void **state)
{
    static const char text[] = "Content-Type: text/plain\nContent-Transfer-Encoding: 7bit\n"
                               "Content-Type: multipart/mixed;\n boundary=\"x y\"\n"
                               "Content-Transfer-Encoding: BASE64\n"
                               "Content-Type : Message/RFC822; name=a\n\n";
    g_autoptr(GPtrArray) boundaries = boundaries_new();
    g_autoptr(PartHeader) header =
        part_header_read(text, strlen(text), TRUE, PART_HEADER_PART, boundaries);

    (void)state;
    assert_int_equal(header->types->len, 3);
    const PartHeaderType *plain = header->types->pdata[0], *multipart = header->types->pdata[1];
    const PartHeaderType *message = header->types->pdata[2];
    assert_int_equal(plain->content, PART_HEADER_LEAF);
    assert_int_equal(multipart->content, PART_HEADER_MULTIPART);
    assert_string_equal(multipart->boundary, "x y");
    assert_int_equal(message->content, PART_HEADER_MESSAGE);
    assert_memory_equal(text + message->name_at, "Message/RFC822;", message->name_length + 1);
    assert_int_equal(header->encodings->len, 2);
    assert_int_equal(g_array_index(header->encodings, PartHeaderEncoding, 0).rank, 0);
    assert_int_equal(g_array_index(header->encodings, PartHeaderEncoding, 1).rank, 2);
}

static void
fields_that_mean_nothing_in_a_part_are_counted(void **state)
{
    static const char text[] = "Content-Type: a/b\nNote: 1234\nX-Any: x\n\n";
    g_autoptr(GPtrArray) boundaries = boundaries_new();
    g_autoptr(PartHeader) header =
        part_header_read(text, strlen(text), TRUE, PART_HEADER_PART, boundaries);

    (void)state;
    assert_int_equal(header->n_foreign, strlen("Note: 1234\n"));
    assert_int_equal(header->mends->len, 0);
}

static void
a_boundary_is_a_whole_line(void **state)
{
    static const struct {
        const char *line;
        gboolean is_boundary;
        gboolean is_end;
    } lines[] = {{"--b", TRUE, FALSE},   {"--b \t", TRUE, FALSE}, {"--b--", TRUE, TRUE},
                 {"--b-- ", TRUE, TRUE}, {"--bb", FALSE, FALSE},  {"--b-", FALSE, FALSE},
                 {"-b", FALSE, FALSE},   {"--", FALSE, FALSE}};

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        gboolean is_end = FALSE;
        assert_int_equal(
            part_header_is_boundary(lines[i].line, strlen(lines[i].line), "b", &is_end),
            lines[i].is_boundary);
        assert_int_equal(is_end, lines[i].is_end);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_ends_where_its_text_begins),
        cmocka_unit_test(a_header_cut_anywhere_is_read),
        cmocka_unit_test(all_types_and_encodings_are_seen),
        cmocka_unit_test(fields_that_mean_nothing_in_a_part_are_counted),
        cmocka_unit_test(a_boundary_is_a_whole_line),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
