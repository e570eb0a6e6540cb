/* postgres_library.c - see postgres_library.h. Loads the library; knows nothing of connections. */
#include "gateway/journal/store/postgres_library.h"

#include <dlfcn.h>

#include "gateway/journal/store/store.h"

/* The name of its binary interface, the same since 2006; pipelines came with version 14. */
#define POSTGRES_LIBRARY_NAME "libpq.so.5"

#define FUNCTION(name)                                                                             \
    {                                                                                              \
        "PQ" #name, G_STRUCT_OFFSET(PostgresLibrary, name)                                         \
    }

static const struct {
    const char *name;
    gsize offset;
} functions[] = {
    FUNCTION(conninfoParse),
    FUNCTION(conninfo),
    FUNCTION(conninfoFree),
    FUNCTION(freemem),
    FUNCTION(libVersion),
    FUNCTION(connectStartParams),
    FUNCTION(connectPoll),
    FUNCTION(finish),
    FUNCTION(status),
    FUNCTION(socket),
    FUNCTION(errorMessage),
    FUNCTION(parameterStatus),
    FUNCTION(setErrorVerbosity),
    FUNCTION(setNoticeReceiver),
    FUNCTION(setnonblocking),
    FUNCTION(enterPipelineMode),
    FUNCTION(exitPipelineMode),
    FUNCTION(putCopyData),
    FUNCTION(putCopyEnd),
    FUNCTION(pipelineSync),
    FUNCTION(sendQueryParams),
    FUNCTION(flush),
    FUNCTION(consumeInput),
    FUNCTION(isBusy),
    FUNCTION(getResult),
    FUNCTION(clear),
    FUNCTION(resultStatus),
    FUNCTION(resultErrorField),
    FUNCTION(cmdStatus),
    FUNCTION(cmdTuples),
    FUNCTION(ntuples),
    FUNCTION(getisnull),
    FUNCTION(getlength),
    FUNCTION(getvalue),
};

typedef struct {
    PostgresLibrary library;
    gboolean is_usable;
    char *problem; /* why it is not; NULL: the loader does not say */
} Loaded;

static gpointer
load_once(gpointer unused)
{
    Loaded *loaded = g_new0(Loaded, 1);
    void *library = dlopen(POSTGRES_LIBRARY_NAME, RTLD_LAZY | RTLD_LOCAL);

    (void)unused;
    for (gsize i = 0; library != NULL && i < G_N_ELEMENTS(functions); i++) {
        void *symbol = dlsym(library, functions[i].name);
        if (symbol == NULL)
            library = NULL;
        G_STRUCT_MEMBER(void *, &loaded->library, functions[i].offset) = symbol;
    }
    loaded->is_usable = library != NULL;
    if (library == NULL)
        loaded->problem = g_strdup(dlerror());
    return loaded;
}

const PostgresLibrary *
postgres_library(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    const Loaded *loaded = g_once(&once, load_once, NULL);

    if (loaded->is_usable)
        return &loaded->library;
    g_set_error(error, STORE_ERROR, STORE_ERROR_OTHER,
                "libpq, which [journal] url needs, cannot be loaded (%s); install the package "
                "libpq5, version 14 or later",
                loaded->problem != NULL ? loaded->problem : "the loader does not say why");
    return NULL;
}
