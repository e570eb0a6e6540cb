#include "desk_fault.h"

#include <string.h>

#define DEFAULT_PAUSE_MS 100
#define MAX_MS 3600000

void
desk_fault_free(DeskFault *fault)
{
    if (fault == NULL)
        return;
    g_free(fault->line);
    g_free(fault->operation);
    g_free(fault->retry_after);
    g_free(fault->location);
    g_free(fault->member);
    g_clear_pointer(&fault->headers, g_ptr_array_unref);
    g_free(fault);
}

static gboolean
read_number(const char *text, guint64 min, guint64 max, guint *ret_number)
{
    guint64 number = 0;
    if (!g_ascii_string_to_unsigned(text, 10, min, max, &number, NULL))
        return FALSE;
    *ret_number = (guint)number;
    return TRUE;
}

static gboolean
set_kind(DeskFault *fault, DeskFaultKind kind)
{
    if (fault->kind != DESK_FAULT_NONE)
        return FALSE;
    fault->kind = kind;
    return TRUE;
}

static gboolean
read_plain_word(DeskFault *fault, const char *word)
{
    if (strcmp(word, "before") == 0)
        return TRUE;
    if (strcmp(word, "after") == 0)
        return fault->is_after = TRUE;
    if (strcmp(word, "drop") == 0)
        return set_kind(fault, DESK_FAULT_DROP);
    if (strcmp(word, "torn") == 0)
        return set_kind(fault, DESK_FAULT_TORN);
    if (strcmp(word, "slow") == 0)
        return set_kind(fault, DESK_FAULT_SLOW);
    if (strcmp(word, "nonsense") == 0)
        return set_kind(fault, DESK_FAULT_NONSENSE);
    if (strcmp(word, "202-without-number") == 0)
        return set_kind(fault, DESK_FAULT_WITHOUT_NUMBER);
    if (strcmp(word, "unwrapped") == 0)
        return set_kind(fault, DESK_FAULT_UNWRAPPED);
    if (strcmp(word, "repeat") == 0)
        return set_kind(fault, DESK_FAULT_REPEAT);
    return FALSE;
}

/* Reads the words with a number: status, slow, delay, skip, times. */
static gboolean
read_number_word(DeskFault *fault, const char *name, const char *value)
{
    guint number = 0;
    if (strcmp(name, "status") == 0)
        return set_kind(fault, DESK_FAULT_STATUS) && read_number(value, 200, 599, &fault->status);
    if (strcmp(name, "slow") == 0)
        return set_kind(fault, DESK_FAULT_SLOW) && read_number(value, 0, MAX_MS, &fault->pause_ms);
    if (strcmp(name, "delay") == 0)
        return read_number(value, 0, MAX_MS, &fault->delay_ms);
    if (strcmp(name, "skip") == 0) {
        gboolean is_good = read_number(value, 0, G_MAXINT, &number);
        fault->skip = number;
        return is_good;
    }
    if (strcmp(name, "times") != 0)
        return FALSE;
    if (strcmp(value, "ever") == 0) {
        fault->times = -1;
        return TRUE;
    }
    gboolean is_good = read_number(value, 1, G_MAXINT, &number);
    fault->times = number;
    return is_good;
}

/* `Name:value`, its spaces written as _, as a header field. */
static gboolean
read_header(DeskFault *fault, const char *value)
{
    const char *colon = strchr(value, ':');
    if (colon == NULL || colon == value || colon[1] == '\0')
        return FALSE;
    g_autofree char *text = g_strdelimit(g_strdup(colon + 1), "_", ' ');
    g_ptr_array_add(fault->headers, g_strdup_printf("%.*s: %s", (int)(colon - value), value, text));
    return TRUE;
}

/* The words with a text: retry-after, header, redirect, shape, without. */
static gboolean
read_text_word(DeskFault *fault, const char *name, const char *value)
{
    if (*value == '\0')
        return FALSE;
    if (strcmp(name, "retry-after") == 0) {
        g_free(fault->retry_after);
        fault->retry_after = g_strdelimit(g_strdup(value), "_", ' ');
        return TRUE;
    }
    if (strcmp(name, "header") == 0)
        return read_header(fault, value);
    if (strcmp(name, "shape") == 0)
        return (fault->shape = desk_shape_find(value)) != DESK_SHAPE_NONE;
    if (strcmp(name, "without") == 0) {
        g_free(fault->member);
        fault->member = g_strdup(value);
        return set_kind(fault, DESK_FAULT_WITHOUT);
    }
    if (strcmp(name, "redirect") != 0)
        return FALSE;
    g_free(fault->location);
    fault->location = g_strdup(value);
    fault->status = 302;
    return set_kind(fault, DESK_FAULT_STATUS);
}

static gboolean
read_word(DeskFault *fault, const char *word)
{
    const char *equals = strchr(word, '=');
    if (equals == NULL)
        return read_plain_word(fault, word);
    g_autofree char *name = g_strndup(word, (gsize)(equals - word));
    const char *value = equals + 1;
    static const char *const numbers[] = {"status", "slow", "delay", "skip", "times", NULL};
    if (!g_strv_contains(numbers, name))
        return read_text_word(fault, name, value);
    return read_number_word(fault, name, value);
}

static gboolean
is_operation(const char *word)
{
    static const char *const names[] = {"token", "create", "update", "acknowledge",
                                        "get",   "list",   "news",   "attachment",
                                        "api",   "any",    NULL};
    return g_strv_contains(names, word);
}

DeskFault *
desk_fault_parse(const char *line, GError **error)
{
    g_autoptr(DeskFault) fault = g_new0(DeskFault, 1);
    fault->line = g_strstrip(g_strdup(line));
    fault->headers = g_ptr_array_new_with_free_func(g_free);
    fault->times = 1;
    fault->pause_ms = DEFAULT_PAUSE_MS;
    g_auto(GStrv) words = g_strsplit_set(fault->line, " \t", -1);
    for (char **word = words; *word != NULL; word++) {
        if (**word == '\0')
            continue;
        gboolean is_first = fault->operation == NULL;
        if (is_first)
            fault->operation = g_strdup(*word);
        if (is_first ? !is_operation(*word) : !read_word(fault, *word)) {
            g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE, "fault '%s': wrong word '%s'",
                        fault->line, *word);
            return NULL;
        }
    }
    gboolean is_idle = fault->kind == DESK_FAULT_NONE && fault->delay_ms == 0 &&
                       fault->retry_after == NULL && fault->headers->len == 0;
    if (fault->operation == NULL || is_idle) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE, "fault '%s': it does not say what to do",
                    fault->line);
        return NULL;
    }
    return g_steal_pointer(&fault);
}

static gboolean
insert_fault(DeskStore *store, const DeskFault *fault, GError **error)
{
    g_autoptr(DeskStatement) insert = desk_store_prepare(
        store, "INSERT INTO faults (operation, line, skip, remaining) VALUES (?, ?, ?, ?)", error);
    if (insert == NULL)
        return FALSE;
    desk_statement_bind_text(insert, 1, fault->operation);
    desk_statement_bind_text(insert, 2, fault->line);
    desk_statement_bind_int(insert, 3, fault->skip);
    desk_statement_bind_int(insert, 4, fault->times);
    return desk_statement_step(insert, NULL, error);
}

static gboolean
add_lines(DeskStore *store, char **lines, GError **error)
{
    for (char **line = lines; *line != NULL; line++) {
        char *comment = strchr(*line, '#');
        if (comment != NULL)
            *comment = '\0';
        if (*g_strstrip(*line) == '\0')
            continue;
        g_autoptr(DeskFault) fault = desk_fault_parse(*line, error);
        if (fault == NULL || !insert_fault(store, fault, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
desk_fault_add(DeskStore *store, const char *text, GError **error)
{
    g_auto(GStrv) lines = g_strsplit_set(text, "\n;", -1);
    if (!desk_store_begin(store, error))
        return FALSE;
    gboolean is_good = add_lines(store, lines, error);
    return desk_store_finish(store, is_good, is_good ? error : NULL) && is_good;
}

gboolean
desk_fault_clear(DeskStore *store, GError **error)
{
    g_autoptr(DeskStatement) clear = desk_store_prepare(store, "DELETE FROM faults", error);
    return clear != NULL && desk_statement_step(clear, NULL, error);
}

/* Counts a fault down: first its skip, then its remaining times. It stays in the list at 0. */
static gboolean
count_down(DeskStore *store, gint64 id, GError **error)
{
    g_autoptr(DeskStatement) update = desk_store_prepare(
        store,
        "UPDATE faults SET skip = max(skip - 1, 0),"
        " remaining = CASE WHEN skip > 0 OR remaining < 0 THEN remaining ELSE remaining - 1 END"
        " WHERE id = ?",
        error);
    if (update == NULL)
        return FALSE;
    desk_statement_bind_int(update, 1, id);
    return desk_statement_step(update, NULL, error);
}

gboolean
desk_fault_take(DeskStore *store, const char *operation, DeskFault **ret_fault, GError **error)
{
    gboolean has_row = FALSE;
    g_autoptr(DeskStatement) find = desk_store_prepare(
        store,
        "SELECT id, line, skip FROM faults WHERE remaining <> 0 AND"
        " (operation IN (?1, 'any') OR (operation = 'api' AND ?1 <> 'token')) ORDER BY id LIMIT 1",
        error);
    if (find == NULL)
        return FALSE;
    desk_statement_bind_text(find, 1, operation);
    if (!desk_statement_step(find, &has_row, error))
        return FALSE;
    g_autoptr(DeskFault) fault = NULL;
    if (has_row) {
        fault = desk_fault_parse(desk_statement_text(find, 1), error);
        if (fault == NULL || !count_down(store, sqlite3_column_int64(find, 0), error))
            return FALSE;
        if (sqlite3_column_int64(find, 2) > 0)
            g_clear_pointer(&fault, desk_fault_free);
    }
    *ret_fault = g_steal_pointer(&fault);
    return TRUE;
}
