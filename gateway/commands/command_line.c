/* command_line.c - see command_line.h. */
#include "gateway/commands/command_line.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "config/config.h"
#include "config/near_word.h"
#include "gateway/commands/terminal.h"

void
command_line_clear(CommandLine *line)
{
    g_clear_pointer(&line->config_path, g_free);
    g_clear_pointer(&line->arguments, g_strfreev);
}

int
command_line_mistake(const char *command, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    g_autofree char *clean = terminal_clean(text);
    fprintf(stderr, "ticketgate %s: %s%s ticketgate %s --help\n", command, clean,
            g_str_has_suffix(clean, "?") ? " See" : "; see", command);
    return EX_USAGE;
}

char *
command_line_hint(const char *word, const char *const *words)
{
    const char *near = near_word_find(word, words);
    return near != NULL ? g_strdup_printf("; did you mean %s?", near) : g_strdup("");
}

/* What the options of every command fill. */
typedef struct {
    gboolean is_help, is_complete;
} Shared;

static GArray *
all_options(CommandLine *line, const CommandUsage *usage, Shared *shared)
{
    const GOptionEntry always[] = {
        {"help", 'h', 0, G_OPTION_ARG_NONE, &shared->is_help, "This help", NULL},
        {"complete", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &shared->is_complete, NULL, NULL},
    };
    const GOptionEntry config = {
        "config", 'c', 0, G_OPTION_ARG_FILENAME, &line->config_path, "Configuration file", "FILE"};
    GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    for (const GOptionEntry *entry = usage->options;
         entry != NULL && (entry->long_name != NULL || entry->arg_data != NULL); entry++)
        g_array_append_vals(entries, entry, 1);
    if (!usage->is_without_config)
        g_array_append_vals(entries, &config, 1);
    g_array_append_vals(entries, always, G_N_ELEMENTS(always));
    return entries;
}

/* "Unknown option --jsn": which one was meant. (transfer full) */
static char *
option_hint(const char *problem, const GArray *entries)
{
    const char *begin = strstr(problem, "--");
    if (begin == NULL)
        return g_strdup("");
    g_autofree char *word = g_strndup(begin + 2, strcspn(begin + 2, "= "));
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < entries->len; i++) {
        const GOptionEntry *entry = &g_array_index(entries, GOptionEntry, i);
        if ((entry->flags & G_OPTION_FLAG_HIDDEN) == 0)
            g_ptr_array_add(names, (gpointer)(uintptr_t)entry->long_name);
    }
    g_ptr_array_add(names, NULL);
    const char *near = near_word_find(word, (const char *const *)names->pdata);
    return near != NULL ? g_strdup_printf("; did you mean --%s?", near) : g_strdup("");
}

/* GLib's words begin with a capital letter; ours follow a colon. */
static void
explain_option(GError *problem, const GArray *entries)
{
    gboolean is_unknown = g_error_matches(problem, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION);
    g_autofree char *hint = is_unknown ? option_hint(problem->message, entries) : g_strdup("");
    char *text = g_strconcat(problem->message, hint, NULL);
    text[0] = g_ascii_tolower(text[0]);
    g_free(problem->message);
    problem->message = text;
}

static gboolean
check_verb(const char *word, const char *verbs, GError **error)
{
    g_auto(GStrv) words = g_strsplit(verbs, "|", -1);
    if (g_strv_contains((const char *const *)words, word))
        return TRUE;
    g_autofree char *hint = command_line_hint(word, (const char *const *)words);
    g_autofree char *known = g_strjoinv(", ", words);
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "'%s' is none of %s%s", word,
                known, hint);
    return FALSE;
}

static gboolean
check_arguments(const CommandLine *line, const CommandUsage *usage, GError **error)
{
    guint count = g_strv_length(line->arguments);
    if (usage->verbs != NULL && count > 0 && !check_verb(line->arguments[0], usage->verbs, error))
        return FALSE;
    if (count > usage->most) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "'%s' is one word too many%s",
                    line->arguments[usage->most],
                    usage->most == 0 ? ": it takes options only" : "");
        return FALSE;
    }
    if (count < usage->least) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s is missing",
                    usage->arguments);
        return FALSE;
    }
    return TRUE;
}

static void
print_help(GOptionContext *context, const CommandUsage *usage)
{
    g_option_context_set_summary(context, usage->summary);
    g_autofree char *examples =
        usage->examples != NULL ? g_strconcat("Examples:\n", usage->examples, NULL) : NULL;
    g_option_context_set_description(context, examples);
    g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
    fputs(help, stdout);
}

/* For the completion of shells: each word, its value, and what it is, with tabs between them. The
 * last line has no word; its value is what other words are. */
static void
print_words(const GArray *entries, const CommandUsage *usage)
{
    g_auto(GStrv) verbs = g_strsplit(usage->verbs != NULL ? usage->verbs : "", "|", -1);
    for (char **verb = verbs; *verb != NULL; verb++)
        printf("%s\t\t\n", *verb);
    for (guint i = 0; i < entries->len; i++) {
        const GOptionEntry *entry = &g_array_index(entries, GOptionEntry, i);
        const char *value = entry->arg_description != NULL ? entry->arg_description : "";
        if ((entry->flags & G_OPTION_FLAG_HIDDEN) != 0)
            continue;
        printf("--%s\t%s\t%s\n", entry->long_name, value, entry->description);
        if (entry->short_name != 0)
            printf("-%c\t%s\t%s\n", entry->short_name, value, entry->description);
    }
    printf("\t%s\t\n", usage->arguments != NULL ? usage->arguments : "");
}

/* --config is best; an empty variable counts as none. A program that runs with more rights than its
 * caller has does not read the caller's variable. */
static void
complete_config_path(CommandLine *line)
{
    const char *variable = secure_getenv("TICKETGATE_CONFIG");
    if (line->config_path == NULL)
        line->config_path =
            g_strdup(variable != NULL && *variable != '\0' ? variable : config_default_path());
}

/* The option of `word`: --NAME, or the first of the short options in "-abc" that takes a value, or
 * else the last. NULL: none, or "--NAME=VALUE". `ret_rest`: what follows a short option's letter.
 */
static const GOptionEntry *
option_of(const char *word, const GArray *entries, const char **ret_rest)
{
    *ret_rest = "";
    for (guint i = 0; g_str_has_prefix(word, "--") && i < entries->len; i++)
        if (strcmp(word + 2, g_array_index(entries, GOptionEntry, i).long_name) == 0)
            return &g_array_index(entries, GOptionEntry, i);
    const GOptionEntry *found = NULL;
    for (const char *letter = word + 1; word[0] == '-' && word[1] != '-' && *letter != '\0';
         letter++)
        for (guint i = 0; i < entries->len; i++) {
            const GOptionEntry *entry = &g_array_index(entries, GOptionEntry, i);
            if (entry->short_name != *letter)
                continue;
            found = entry;
            *ret_rest = letter + 1;
            if (entry->arg != G_OPTION_ARG_NONE)
                return entry;
        }
    return found;
}

/* GLib wants "-n 3"; people write "-n3", too. (transfer full) (element-type char *) */
static GPtrArray *
split_short_options(int argc, char **argv, const GArray *entries)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    gboolean is_value = FALSE, is_end = FALSE;
    for (int i = 0; i < argc; i++) {
        const char *rest = "";
        const GOptionEntry *entry =
            i > 0 && !is_value && !is_end ? option_of(argv[i], entries, &rest) : NULL;
        gboolean takes_value = entry != NULL && entry->arg != G_OPTION_ARG_NONE;
        gsize length = takes_value ? strlen(argv[i]) - strlen(rest) : strlen(argv[i]);
        is_end = is_end || (i > 0 && !is_value && strcmp(argv[i], "--") == 0);
        is_value = takes_value && *rest == '\0';
        g_ptr_array_add(words, g_strndup(argv[i], length));
        if (takes_value && *rest != '\0')
            g_ptr_array_add(words, g_strdup(rest));
    }
    return words;
}

gboolean
command_line_parse(CommandLine *line, int argc, char **argv, const CommandUsage *usage,
                   GError **error)
{
    Shared shared = {FALSE, FALSE};
    g_autoptr(GArray) entries = all_options(line, usage, &shared);
    const GOptionEntry rest[] = {
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &line->arguments, "",
         usage->arguments},
        {0},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, (const GOptionEntry *)entries->data, NULL);
    g_option_context_add_main_entries(context, rest, NULL);
    g_autoptr(GPtrArray) words = split_short_options(argc, argv, entries);
    int count = (int)words->len;
    g_autofree char **copy = g_new0(char *, words->len + 1);
    memcpy(copy, words->pdata, words->len * sizeof(char *));
    char **left = copy;
    GError *problem = NULL;
    if (!g_option_context_parse(context, &count, &left, &problem)) {
        explain_option(problem, entries);
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (shared.is_help)
        print_help(context, usage);
    else if (shared.is_complete)
        print_words(entries, usage);
    if (shared.is_help || shared.is_complete)
        return FALSE;
    complete_config_path(line);
    if (line->arguments == NULL)
        line->arguments = g_new0(char *, 1);
    return check_arguments(line, usage, error);
}

gboolean
command_line_read(CommandLine *line, int argc, char **argv, const CommandUsage *usage,
                  int *ret_status)
{
    g_autoptr(GError) problem = NULL;
    const char *command = argv[0];
    if (command_line_parse(line, argc, argv, usage, &problem))
        return TRUE;
    *ret_status = problem != NULL ? command_line_mistake(command, "%s", problem->message) : EX_OK;
    return FALSE;
}
