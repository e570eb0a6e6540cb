/* Extracting files of a quarantined mail: which files, under which names, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/quarantine_extract.h"
#include "gateway/quarantine/quarantine.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/command_fixture.h"

#define NAME "0123456789abcdef0123456789abcdef.oversize"
#define MAIL                                                                                       \
    "From: user@customer.example\nSubject: Plans\nMIME-Version: 1.0\n"                             \
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the plans.\n"                         \
    "--b\nContent-Type: application/pdf; name=plan.pdf\n"                                          \
    "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=plan.pdf\n\n"    \
    "Zmlyc3Q=\n"                                                                                   \
    "--b\nContent-Type: text/csv; name=list.csv\n"                                                 \
    "Content-Disposition: attachment; filename=list.csv\n\na;b\n--b--\n"

/* Puts MAIL into the quarantine and changes to a new directory. (transfer full) */
static char *
begin(const ApiFixture *fixture)
{
    int fd = delivery_fixture_message(MAIL);
    assert_true(quarantine_keep(fixture->delivery->config->quarantine_path, NAME, fd,
                                "Kind: oversize\n\nToo large", NULL));
    close(fd);
    char *folder = g_dir_make_tmp(NULL, NULL);
    assert_int_equal(chdir(folder), 0);
    return folder;
}

static void
end(char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    assert_int_equal(chdir("/"), 0);
    g_rmdir(folder);
    g_free(folder);
}

static CommandResult *
extract(const ApiFixture *fixture, const char *words)
{
    g_autofree char *line = g_strconcat("extract ", words, NULL);
    return command_fixture_run(command_quarantine, fixture->delivery, line, "");
}

static void
assert_file(const char *path, const char *wanted)
{
    g_autofree char *content = NULL;
    assert_true(g_file_get_contents(path, &content, NULL, NULL));
    assert_string_equal(content, wanted);
}

static void
all_files_come_out_and_none_is_overwritten(void **state)
{
    char *folder = begin(*state);
    assert_true(g_file_set_contents("plan.pdf", "mine", -1, NULL));
    g_autoptr(CommandResult) result = extract(*state, "01234567");
    assert_string_equal(result->errors, "");
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output, "plan-2.pdf\nlist.csv\n");
    assert_file("plan.pdf", "mine");
    assert_file("plan-2.pdf", "first");
    assert_file("list.csv", "a;b");
    GStatBuf info;
    assert_int_equal(g_stat("list.csv", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    end(folder);
}

static void
the_file_that_is_named_comes_out(void **state)
{
    char *folder = begin(*state);
    g_autoptr(CommandResult) result = extract(*state, NAME " list.csv");
    assert_string_equal(result->output, "list.csv\n");
    assert_false(g_file_test("plan.pdf", G_FILE_TEST_EXISTS));
    g_autoptr(CommandResult) output = extract(*state, NAME " plan.pdf -");
    assert_string_equal(output->output, "first");
    g_autoptr(CommandResult) missing = extract(*state, NAME " plan.doc");
    assert_int_not_equal(missing->status, 0);
    assert_non_null(strstr(missing->errors, "'plan.doc'; it has plan.pdf, list.csv"));
    end(folder);
}

static void
the_mail_itself_comes_out_as_it_came(void **state)
{
    char *folder = begin(*state);
    g_autoptr(CommandResult) result = extract(*state, "--whole 01234567");
    assert_string_equal(result->output, NAME ".eml\n");
    assert_file(NAME ".eml", MAIL);
    g_autoptr(CommandResult) output = extract(*state, NAME " -");
    assert_string_equal(output->output, MAIL);
    end(folder);
}

static void
what_cannot_be_meant_is_a_mistake(void **state)
{
    static const char *const lines[] = {"nobody", NAME " plan.pdf list.csv -",
                                        "--whole " NAME " plan.pdf"};
    char *folder = begin(*state);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = extract(*state, lines[i]);
        if (result->status == 0 || *result->errors == '\0' || *result->output != '\0')
            fail_msg("%s: status %d, \"%s\"", lines[i], result->status, result->output);
    }
    end(folder);
}

static void
names_of_strangers_stay_in_the_folder(void **state)
{
    static const struct {
        const char *name, *wanted;
    } rows[] = {
        {"a.pdf", "a.pdf"},
        {"../../etc/passwd", "_.._etc_passwd"},
        {"/etc/passwd", "_etc_passwd"},
        {"..\\a", "_a"},
        {".bashrc", "bashrc"},
        {"-rf", "rf"},
        {"..", "file"},
        {"", "file"},
        {"a\nb\033[1m\xe2\x80\xae"
         "fdp.exe",
         "a b?[1m?fdp.exe"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = quarantine_extract_file_name(rows[i].name);
        assert_string_equal(name, rows[i].wanted);
    }
    g_autofree char *letters = g_strnfill(300, 'e');
    g_autofree char *dotted = g_strconcat(letters, "\xc3\xa9.pdf", NULL);
    g_autofree char *name = quarantine_extract_file_name(dotted);
    assert_int_equal(strlen(name), 200);
    assert_true(g_str_has_suffix(name, "e.pdf"));
    assert_true(g_utf8_validate(name, -1, NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(all_files_come_out_and_none_is_overwritten),
        api_fixture_test(the_file_that_is_named_comes_out),
        api_fixture_test(the_mail_itself_comes_out_as_it_came),
        api_fixture_test(what_cannot_be_meant_is_a_mistake),
        cmocka_unit_test(names_of_strangers_stay_in_the_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
