/* A Maildir or an mbox as a list, in the order of dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/import/mailbox.h"

#define LINE "From user@example.org Mon Jan  1 00:00:0%u 2024\n"

static int
make_folder(void **state)
{
    *state = g_dir_make_tmp(NULL, NULL);
    return *state == NULL;
}

static int
delete_folder(void **state)
{
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", (char *)*state);
    g_free(*state);
    return g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL) ? 0 : 1;
}

/* (transfer full) */
static char *
put(const char *folder, const char *name, const char *text)
{
    char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

/* "<SENDER>" and the text of a mail. (transfer full) */
static char *
copy_of(Mailbox *mailbox, guint index)
{
    MailCopy copy = {.fd = memfd_create("mail", MFD_CLOEXEC), .max_bytes = 1024 * 1024};
    g_autofree char *sender = NULL;
    assert_true(mailbox_copy(mailbox, mailbox_entry(mailbox, index), &copy, &sender, NULL));
    g_autofree char *text = g_malloc0(copy.length + 1);
    assert_int_equal(descriptor_read_at(copy.fd, text, copy.length + 1, 0), copy.length);
    close(copy.fd);
    return g_strdup_printf("<%s>%s", sender != NULL ? sender : "?", text);
}

static void
an_mbox_is_read_in_the_order_of_its_dates(void **state)
{
    static const char *const subjects[] = {"Subject: a", "Subject: b", "Subject: c"};
    g_autofree char *text = g_strdup_printf(
        LINE "Subject: c\nDate: Wed, 03 Jan 2024 00:00:00 +0000\n\n\n" LINE
             "Subject: a\nDate: Mon, 01 Jan 2024 09:00:00 +0900\n\n\n" LINE "Subject: b\n\n\n",
        1, 2, 3);
    g_autofree char *path = put(*state, "box", text);
    g_autoptr(Mailbox) mailbox = mailbox_open(path, NULL);
    assert_int_equal(mailbox_count(mailbox), 3);
    assert_string_equal(mailbox_kind(mailbox), "mbox");
    for (guint i = 0; i < 3; i++) {
        g_autofree char *copy = copy_of(mailbox, i);
        assert_non_null(strstr(copy, subjects[i]));
        assert_true(g_str_has_prefix(copy, "<user@example.org>"));
    }
    g_autofree char *place = mailbox_place(mailbox, mailbox_entry(mailbox, 2));
    g_autofree char *wanted = g_strdup_printf("%s, mail 1 at byte 0", path);
    assert_string_equal(place, wanted);
}

static void
a_maildir_has_its_mails_in_new_and_cur(void **state)
{
    const char *folder = *state;
    g_free(put(folder, "new/1700000002.a.host", "Subject: b\nReturn-Path: <x@example.org>\n\n"));
    g_free(put(folder, "cur/1700000001.b.host:2,S", "Return-Path: <>\nSubject: a\n\n"));
    g_free(put(folder, "cur/.hidden", "Subject: x\n\n"));
    g_free(put(folder, "tmp/1700000000.c.host", "Subject: y\n\n"));
    g_autoptr(Mailbox) mailbox = mailbox_open(folder, NULL);
    assert_int_equal(mailbox_count(mailbox), 2);
    assert_string_equal(mailbox_kind(mailbox), "Maildir");
    g_autofree char *first = copy_of(mailbox, 0);
    assert_string_equal(first, "<>Return-Path: <>\nSubject: a\n\n");
    g_autofree char *place = mailbox_place(mailbox, mailbox_entry(mailbox, 0));
    assert_true(g_str_has_suffix(place, "/cur/1700000001.b.host:2,S"));
    /* Somebody reads it meanwhile. */
    g_autofree char *from = g_build_filename(folder, "new/1700000002.a.host", NULL);
    g_autofree char *to = g_build_filename(folder, "cur/1700000002.a.host:2,RS", NULL);
    assert_int_equal(g_rename(from, to), 0);
    g_autofree char *second = copy_of(mailbox, 1);
    assert_true(g_str_has_prefix(second, "<x@example.org>Subject: b"));
    assert_int_equal(g_unlink(to), 0);
    MailCopy copy = {.fd = -1, .max_bytes = 1000};
    g_autofree char *sender = NULL;
    g_autoptr(GError) error = NULL;
    assert_false(mailbox_copy(mailbox, mailbox_entry(mailbox, 1), &copy, &sender, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE));
}

static void
a_link_in_a_maildir_is_not_followed(void **state)
{
    const char *folder = *state;
    g_autofree char *secret = put(folder, "secret", "Subject: secret\n\n");
    g_free(put(folder, "new/1.a.host", "Subject: a\n\n"));
    g_autofree char *link = g_build_filename(folder, "new/2.b.host", NULL);
    assert_int_equal(symlink(secret, link), 0);
    g_autoptr(Mailbox) mailbox = mailbox_open(folder, NULL);
    assert_int_equal(mailbox_count(mailbox), 2);
    MailCopy copy = {.fd = -1, .max_bytes = 1000};
    g_autofree char *sender = NULL;
    g_autoptr(GError) error = NULL;
    assert_false(mailbox_copy(mailbox, mailbox_entry(mailbox, 1), &copy, &sender, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE));
    assert_non_null(strstr(error->message, "a symbolic link"));
}

static void
what_is_no_mailbox_is_told(void **state)
{
    const char *folder = *state;
    g_autofree char *mail = put(folder, "mail", "Subject: a\n\nHello\n");
    const char *const paths[] = {folder, mail, "/nonexistent/box"};
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(mailbox_open(paths[i], &error));
        assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE));
        assert_non_null(strstr(error->message, paths[i]));
    }
}

#define in_folder(name) cmocka_unit_test_setup_teardown(name, make_folder, delete_folder)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        in_folder(an_mbox_is_read_in_the_order_of_its_dates),
        in_folder(a_maildir_has_its_mails_in_new_and_cur),
        in_folder(a_link_in_a_maildir_is_not_followed),
        in_folder(what_is_no_mailbox_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
