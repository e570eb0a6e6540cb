/* parsers_fixture.h - mails in memory, for the tests of parsers/. Include before cmocka.h. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/gmime_autoptr.h"
#include "parsers/parse.h"
#include "parsers/parse_run.h"

#include <cmocka.h>

/* A file without a name with a mail of `length` octets. */
static inline int
fixture_file(const char *mail, gsize length)
{
    int fd = memfd_create("mail", MFD_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, mail, length), length);
    return fd;
}

/* The Letter of a mail, with its attachments in `attachments_fd` (-1: in a file that the test does
 * not need). */
static inline Letter *
fixture_read(const char *mail, gsize length, const ParseOptions *options, int attachments_fd)
{
    const ParseOptions usual = {.ticket_pattern = "INC[0-9]{4,20}"};
    int own_fd = attachments_fd < 0 ? memfd_create("attachments", MFD_CLOEXEC) : attachments_fd;
    int fd = fixture_file(mail, length);
    GError *error = NULL;
    Letter *letter = parse_message(fd, own_fd, options == NULL ? &usual : options, &error);

    assert_null(error);
    assert_non_null(letter);
    (void)close(fd);
    if (attachments_fd < 0)
        (void)close(own_fd);
    return letter;
}

static inline Letter *
fixture_letter(const char *mail)
{
    return fixture_read(mail, strlen(mail), NULL, -1);
}

/* The decoded content of an attachment. */
static inline GString *
fixture_content(const LetterAttachment *attachment, int attachments_fd)
{
    g_autofree char *base64 = g_malloc0(attachment->length + 1);
    gsize size = 0;

    assert_int_equal(pread(attachments_fd, base64, attachment->length, (off_t)attachment->offset),
                     attachment->length);
    GString *content = g_string_new(NULL);
    if (attachment->length > 0) {
        g_autofree guchar *bytes = g_base64_decode(base64, &size);
        g_string_append_len(content, (const char *)bytes, (gssize)size);
    }
    assert_int_equal(size, attachment->size);
    return content;
}

static inline GMimeMessage *
fixture_message(const char *mail)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(mail, strlen(mail));
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);

    return g_mime_parser_construct_message(parser, NULL);
}

/* A run for reading fields and parts: options, a Letter, GMime's options. */
typedef struct {
    ParseRun run;
    ParseOptions options;
} FixtureRun;

static inline FixtureRun *
fixture_run_new(void)
{
    FixtureRun *fixture = g_new0(FixtureRun, 1);

    fixture->run.options = parse_run_options(&fixture->options);
    fixture->run.gmime_options = g_mime_parser_options_new();
    fixture->run.letter = letter_new();
    return fixture;
}

static inline void
fixture_run_free(FixtureRun *fixture)
{
    g_mime_parser_options_free(fixture->run.gmime_options);
    letter_free(fixture->run.letter);
    g_free(fixture);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FixtureRun, fixture_run_free)

static inline int
fixture_setup(void **state)
{
    (void)state;
    parse_init();
    return 0;
}
