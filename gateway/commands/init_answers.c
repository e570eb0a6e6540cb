/* init_answers.c - see init_answers.h. */
#include "gateway/commands/init_answers.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* One question each. The secret is the last, so that text typed ahead is not shown. */
static const struct {
    const char *option;
    const char *value;
    const char *question;
    gsize offset;
} questions[] = {
    {"address", "ADDRESSES", "Support addresses, the main one first",
     G_STRUCT_OFFSET(InitAnswers, addresses)},
    {"base-url", "URL", "Base address of the Incident API", G_STRUCT_OFFSET(InitAnswers, base_url)},
    {"token-url", "URL", "Address that gives tokens", G_STRUCT_OFFSET(InitAnswers, token_url)},
    {"client-id", "ID", "Client ID", G_STRUCT_OFFSET(InitAnswers, client_id)},
    {"ci-list", "LIST", "Agreed configuration items, ';' between them, the usual one first",
     G_STRUCT_OFFSET(InitAnswers, ci_list)},
    {"service", "SERVICE", "Service of new tickets", G_STRUCT_OFFSET(InitAnswers, service)},
};

static char **
answer_at(InitAnswers *answers, guint i)
{
    return &G_STRUCT_MEMBER(char *, answers, questions[i].offset);
}

void
init_answers_clear(InitAnswers *answers)
{
    for (guint i = 0; i < G_N_ELEMENTS(questions); i++)
        g_clear_pointer(answer_at(answers, i), g_free);
    g_clear_pointer(&answers->secret_file, g_free);
    g_clear_pointer(&answers->dialect, g_free);
    if (answers->secret != NULL)
        explicit_bzero(answers->secret, strlen(answers->secret));
    g_clear_pointer(&answers->secret, g_free);
}

void
init_answers_options(InitAnswers *answers, GOptionEntry options[INIT_ANSWERS_OPTIONS])
{
    G_STATIC_ASSERT(INIT_ANSWERS_OPTIONS == G_N_ELEMENTS(questions) + 2);
    for (guint i = 0; i < G_N_ELEMENTS(questions); i++)
        options[i] = (GOptionEntry){.long_name = questions[i].option,
                                    .arg = G_OPTION_ARG_STRING,
                                    .arg_data = answer_at(answers, i),
                                    .description = questions[i].question,
                                    .arg_description = questions[i].value};
    options[G_N_ELEMENTS(questions)] =
        (GOptionEntry){.long_name = "client-secret-file",
                       .arg = G_OPTION_ARG_FILENAME,
                       .arg_data = &answers->secret_file,
                       .description = "File that holds the client secret",
                       .arg_description = "FILE"};
    options[G_N_ELEMENTS(questions) + 1] =
        (GOptionEntry){.long_name = "dialect",
                       .arg = G_OPTION_ARG_STRING,
                       .arg_data = &answers->dialect,
                       .description = "The API: incident (the default) or connect",
                       .arg_description = "DIALECT"};
}

gboolean
init_answers_has_any(InitAnswers *answers)
{
    for (guint i = 0; i < G_N_ELEMENTS(questions); i++)
        if (*answer_at(answers, i) != NULL)
            return TRUE;
    return answers->secret_file != NULL || answers->dialect != NULL;
}

/* One line of standard input; NULL: end of input. The caller wipes it. (transfer full) */
static char *
read_line(void)
{
    char buffer[4096];
    gboolean is_read = fgets(buffer, sizeof buffer, stdin) != NULL;
    char *line = is_read ? g_strstrip(g_strdup(buffer)) : NULL;
    explicit_bzero(buffer, sizeof buffer);
    return line;
}

static char *
ask(const char *question)
{
    fprintf(stderr, "%s: ", question);
    fflush(stderr);
    return read_line();
}

static char *
ask_secret(gboolean is_terminal)
{
    struct termios usual;
    if (!is_terminal || tcgetattr(STDIN_FILENO, &usual) != 0)
        return read_line();
    struct termios silent = usual;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0)
        return NULL;
    char *secret = ask("Client secret (is not shown)");
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual);
    fputc('\n', stderr);
    return secret;
}

static gboolean
is_given(const char *answer, const char *what)
{
    if (answer != NULL && *answer != '\0')
        return TRUE;
    fprintf(stderr, "ticketgate init: no %s was given\n", what);
    return FALSE;
}

/* Customer Connect needs no configuration item. */
static gboolean
is_optional(const InitAnswers *answers, guint i)
{
    return g_strcmp0(answers->dialect, "connect") == 0 &&
           strcmp(questions[i].option, "ci-list") == 0;
}

gboolean
init_answers_complete(InitAnswers *answers)
{
    gboolean is_terminal = isatty(STDIN_FILENO) == 1;
    for (guint i = 0; i < G_N_ELEMENTS(questions); i++) {
        char **answer = answer_at(answers, i);
        if (*answer == NULL && is_optional(answers, i))
            continue;
        if (*answer == NULL && is_terminal)
            *answer = ask(questions[i].question);
        g_autofree char *option = g_strconcat("--", questions[i].option, NULL);
        if (!is_given(*answer, option))
            return FALSE;
    }
    if (answers->secret_file != NULL)
        return TRUE;
    answers->secret = ask_secret(is_terminal);
    return is_given(answers->secret, "client secret");
}

char **
init_answers_addresses(const InitAnswers *answers)
{
    g_auto(GStrv) words = g_strsplit_set(answers->addresses, " \t,;", -1);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (char **word = words; *word != NULL; word++) {
        g_autofree char *lower = g_ascii_strdown(*word, -1);
        if (*lower != '\0')
            g_strv_builder_add(builder, lower);
    }
    return g_strv_builder_end(builder);
}
