#include "desk_dialect.h"

#include <string.h>

#include "desk_oauth.h"

static const DeskDialect *const dialects[] = {&desk_incident, &desk_connect};

const DeskDialect *
desk_dialect_find(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(dialects); i++) {
        if (strcmp(dialects[i]->name, name) == 0)
            return dialects[i];
    }
    return NULL;
}

const DeskDialect *
desk_dialect_of(DeskStore *store)
{
    const DeskDialect *dialect = desk_dialect_find(desk_store_dialect(store));
    return dialect != NULL ? dialect : &desk_incident;
}

static gboolean
is_path_of(const DeskRoute *route, const char *path, const char **ret_argument)
{
    gsize length = strlen(route->path);
    gboolean has_argument = route->path[length - 1] == '/';
    if (strncmp(path, route->path, length) != 0 ||
        (has_argument ? path[length] == '\0' : path[length] != '\0'))
        return FALSE;
    *ret_argument = has_argument ? path + length : NULL;
    return TRUE;
}

DeskOperation
desk_dialect_route(const DeskDialect *dialect, const char *method, const char *path,
                   const char **ret_argument, char **ret_allow)
{
    DeskOperation first = DESK_OPERATION_OTHER;
    g_autoptr(GString) allow = g_string_new(NULL);
    *ret_argument = NULL;
    *ret_allow = NULL;
    for (const DeskRoute *route = dialect->routes; route->path != NULL; route++) {
        if (!is_path_of(route, path, ret_argument))
            continue;
        if (strcmp(route->method, method) == 0)
            return route->operation;
        if (first == DESK_OPERATION_OTHER)
            first = route->operation;
        g_string_append_printf(allow, allow->len > 0 ? ", %s" : "%s", route->method);
    }
    if (first != DESK_OPERATION_OTHER)
        *ret_allow = g_string_free(g_steal_pointer(&allow), FALSE);
    return first;
}

const char *
desk_dialect_operation_name(DeskOperation operation)
{
    static const char *const names[] = {
        [DESK_OPERATION_TOKEN] = "token",   [DESK_OPERATION_CREATE] = "create",
        [DESK_OPERATION_UPDATE] = "update", [DESK_OPERATION_ACKNOWLEDGE] = "acknowledge",
        [DESK_OPERATION_LIST] = "list",     [DESK_OPERATION_GET] = "get",
        [DESK_OPERATION_NEWS] = "news",     [DESK_OPERATION_ATTACHMENT] = "attachment",
        [DESK_OPERATION_OTHER] = "other",
    };
    return names[operation];
}

DeskAnswer *
desk_dialect_run(DeskStore *store, const DeskApiSettings *settings, DeskOperation operation,
                 const DeskApiRequest *request, GError **error)
{
    if (operation == DESK_OPERATION_TOKEN)
        return desk_oauth_run(store, settings, request, error);
    if (operation != DESK_OPERATION_OTHER)
        return desk_dialect_of(store)->run(store, settings, operation, request, error);
    g_set_error_literal(error, DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such path");
    return NULL;
}

DeskAnswer *
desk_dialect_answer(const DeskDialect *dialect, DeskOperation operation, guint status,
                    const char *message)
{
    DeskShape shape = operation == DESK_OPERATION_TOKEN ? dialect->token_shape : dialect->shape;
    return desk_shape_answer(shape, status, message);
}

DeskAnswer *
desk_dialect_answer_error(const DeskDialect *dialect, DeskOperation operation, const GError *error)
{
    guint status = desk_answer_status(error);
    if (status == 412 && !dialect->has_precondition_status)
        status = 400;
    return desk_dialect_answer(dialect, operation, status, error->message);
}
