/* delivery_fixture.c - see delivery_fixture.h. */
#include "tests/unit/delivery_fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/delivery/delivery.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "parsers/parse.h"
#include "tests/unit/postgres_fixture.h"

DeliveryFixture *
delivery_fixture_new(const char *base_url)
{
    DeliveryFixture *fixture = g_new0(DeliveryFixture, 1);
    (void)umask(
        022); /* whatever the caller has set: a configuration that the group can write is refused */
    fixture->directory = g_dir_make_tmp("delivery-XXXXXX", NULL);
    fixture->config_path = g_build_filename(fixture->directory, "ticketgate.conf", NULL);
    g_autofree char *secret = g_build_filename(fixture->directory, "secret", NULL);
    g_file_set_contents(secret, "unit-test-secret\n", -1, NULL);
    g_chmod(secret, 0600);
    fixture->journal = postgres_fixture_is_used()
                           ? postgres_fixture_new()
                           : g_build_filename(fixture->directory, "journal.db", NULL);
    g_autofree char *url = g_strdup_printf("url = %s\n", fixture->journal);
    g_autofree char *text =
        g_strdup_printf("[api]\nbase_url = %s\ntoken_url = %s/token\nclient_id = unit\n"
                        "client_secret_file = %s\n"
                        "[ticket]\nci = PRINTERS\nservice = Office\n"
                        "[journal]\npath = %s/journal.db\n%s"
                        "[mail]\nfrom = Support <support@desk.example>\n"
                        "submission = smtp://127.0.0.1:1\n[spool]\npath = %s\n",
                        base_url, base_url, secret, fixture->directory,
                        postgres_fixture_is_used() ? url : "", fixture->directory);
    g_file_set_contents(fixture->config_path, text, -1, NULL);
    g_autoptr(GError) problem = NULL;
    fixture->config = ticket_dialect_load_config(fixture->config_path, NULL, &problem);
    if (fixture->config == NULL)
        g_error("%s", problem->message);
    return fixture;
}

void
delivery_fixture_free(DeliveryFixture *fixture)
{
    char *argv[] = {(char *)"rm", (char *)"-rf", fixture->directory, NULL};
    g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
    config_free(fixture->config);
    if (postgres_fixture_is_used())
        postgres_fixture_drop(fixture->journal);
    g_free(fixture->journal);
    g_free(fixture->config_path);
    g_free(fixture->directory);
    g_free(fixture);
}

void
delivery_fixture_lose_journal(const DeliveryFixture *fixture)
{
    Config *config = fixture->config;

    g_free(config->journal_path);
    config->journal_path = g_strdup("/proc/nonexistent/journal.db");
    if (config->journal_url == NULL)
        return;
    g_free(config->journal_url);
    config->journal_url = g_strdup("postgresql://ticketgate@/journal?host=/proc/nonexistent");
}

int
delivery_fixture_setup(void **state)
{
    *state = delivery_fixture_new("http://127.0.0.1:1");
    return 0;
}

int
delivery_fixture_teardown(void **state)
{
    delivery_fixture_free(*state);
    return 0;
}

void
delivery_fixture_edit(const DeliveryFixture *fixture, const char *from, const char *to)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(fixture->config_path, &text, NULL, NULL))
        g_error("the configuration cannot be read");
    GString *edited = g_string_new(text);
    if (g_string_replace(edited, from, to, 1) != 1 ||
        !g_file_set_contents(fixture->config_path, edited->str, -1, NULL))
        g_error("the configuration cannot be changed");
    g_string_free(edited, TRUE);
}

void
delivery_fixture_add_route(DeliveryFixture *fixture, const char *name, const char *recipients)
{
    ConfigRoute *route = g_new0(ConfigRoute, 1);
    route->name = g_strdup(name);
    route->recipients = g_strsplit(recipients, ";", 0);
    route->ci = g_strdup("NETWORK");
    g_ptr_array_add(fixture->config->routes, route);
}

guint
delivery_fixture_threads(void)
{
    guint count = 0;
    g_autoptr(GDir) threads = g_dir_open("/proc/self/task", 0, NULL);
    while (threads != NULL && g_dir_read_name(threads) != NULL)
        count++;
    return count;
}

void
delivery_fixture_settle(guint count)
{
    for (guint i = 0; i < 200 && delivery_fixture_threads() > count; i++)
        g_usleep(5000);
}

/* Whether every other thread of this process sleeps. */
static gboolean
do_others_sleep(void)
{
    g_autofree char *own = g_strdup_printf("%d", gettid());
    g_autoptr(GDir) threads = g_dir_open("/proc/self/task", 0, NULL);
    const char *name;
    while (threads != NULL && (name = g_dir_read_name(threads)) != NULL) {
        g_autofree char *path = g_build_filename("/proc/self/task", name, "stat", NULL);
        g_autofree char *stat = NULL;
        const char *end = g_file_get_contents(path, &stat, NULL, NULL) ? strrchr(stat, ')') : NULL;
        if (strcmp(name, own) != 0 && end != NULL && !g_str_has_prefix(end, ") S"))
            return FALSE;
    }
    return TRUE;
}

void
delivery_fixture_await_sleep(void)
{
    for (guint i = 0, looks = 0; i < 500 && looks < 2; i++) {
        looks = do_others_sleep() ? looks + 1 : 0;
        g_usleep(500);
    }
}

gboolean
delivery_fixture_run(const DeliveryFixture *fixture, const char *text, const Envelope *envelope,
                     GError **error)
{
    guint threads = delivery_fixture_threads();
    parse_init();
    int fd = delivery_fixture_message(text);
    delivery_fixture_await_sleep();
    gboolean is_done = delivery_run(fixture->config, fd, envelope, NULL, error);
    close(fd);
    delivery_fixture_settle(threads);
    return is_done;
}

gboolean
delivery_fixture_deliver(const DeliveryFixture *fixture, const char *text, const char *recipient,
                         GError **error)
{
    const char *const recipients[] = {recipient, NULL};
    const Envelope envelope = {.sender = "user@customer.example", .recipients = recipients};
    return delivery_fixture_run(fixture, text, &envelope, error);
}

int
delivery_fixture_message(const char *text)
{
    int fd = memfd_create("message", MFD_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
        lseek(fd, 0, SEEK_SET) != 0)
        g_error("no file in memory");
    return fd;
}

char *
delivery_fixture_contents(int fd)
{
    GString *text = g_string_new(NULL);
    char buffer[4096];
    ssize_t count;
    for (off_t offset = 0; (count = pread(fd, buffer, sizeof buffer, offset)) > 0; offset += count)
        g_string_append_len(text, buffer, count);
    return g_string_free(text, FALSE);
}
