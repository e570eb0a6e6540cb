/* curl_library.c - see curl_library.h. Loads the library; HTTP itself is in ticket_system/http.c
 * and confirmation/. */
#include "gateway/curl_library.h"

#include <dlfcn.h>
#include <stdarg.h>

#include "gateway/log.h"
#include "gateway/sanitizer.h"

/* The name of its binary interface, the same since 2006. */
#define CURL_LIBRARY_NAME "libcurl.so.4"
/* What Debian's libcurl.so.4 uses for TLS. */
#define TLS_LIBRARY_NAME "libssl.so.3"

/* Searches each symbol of libcurl and its libraries in these libraries first, and functions only
 * when they are first called. This is a third less work than the usual way, which first searches
 * our two dozen libraries. It does not work with the sanitizers' runtime. */
#if SANITIZER_IS_ON || defined(__SANITIZE_THREAD__)
#define LOAD_FLAGS (RTLD_LAZY | RTLD_LOCAL)
#else
#define LOAD_FLAGS (RTLD_LAZY | RTLD_LOCAL | RTLD_DEEPBIND)
#endif

typedef struct {
    CURLcode (*global_init)(long flags);
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *handle, CURLoption option, ...);
    CURLcode (*easy_perform)(CURL *handle);
    CURLcode (*easy_getinfo)(CURL *handle, CURLINFO info, ...);
    void (*easy_reset)(CURL *handle);
    void (*easy_cleanup)(CURL *handle);
    const char *(*easy_strerror)(CURLcode code);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
    time_t (*getdate)(const char *text, const time_t *unused);
} CurlFunctions;

static const struct {
    const char *name;
    gsize offset;
} names[] = {
    {"curl_global_init", G_STRUCT_OFFSET(CurlFunctions, global_init)},
    {"curl_easy_init", G_STRUCT_OFFSET(CurlFunctions, easy_init)},
    {"curl_easy_setopt", G_STRUCT_OFFSET(CurlFunctions, easy_setopt)},
    {"curl_easy_perform", G_STRUCT_OFFSET(CurlFunctions, easy_perform)},
    {"curl_easy_getinfo", G_STRUCT_OFFSET(CurlFunctions, easy_getinfo)},
    {"curl_easy_reset", G_STRUCT_OFFSET(CurlFunctions, easy_reset)},
    {"curl_easy_cleanup", G_STRUCT_OFFSET(CurlFunctions, easy_cleanup)},
    {"curl_easy_strerror", G_STRUCT_OFFSET(CurlFunctions, easy_strerror)},
    {"curl_slist_append", G_STRUCT_OFFSET(CurlFunctions, slist_append)},
    {"curl_slist_free_all", G_STRUCT_OFFSET(CurlFunctions, slist_free_all)},
    {"curl_getdate", G_STRUCT_OFFSET(CurlFunctions, getdate)},
};

/* Why it could not be loaded; written once, before it is read. */
static char *problem;

/* NULL if the library is missing, or too old to have one of them. It is never unloaded. */
static gpointer
load_once(gpointer unused)
{
    (void)unused;
    void *library = dlopen(CURL_LIBRARY_NAME, LOAD_FLAGS);
    g_autofree CurlFunctions *functions = g_new0(CurlFunctions, 1);

    for (gsize i = 0; library != NULL && i < G_N_ELEMENTS(names); i++) {
        void *symbol = dlsym(library, names[i].name);
        if (symbol == NULL)
            library = NULL;
        G_STRUCT_MEMBER(void *, functions, names[i].offset) = symbol;
    }
    if (library == NULL) {
        problem = g_strdup_printf("libcurl cannot be loaded (%s); install the package libcurl4",
                                  dlerror());
    } else if (functions->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        problem = g_strdup("libcurl cannot be started; is there enough memory?");
    }
    if (problem == NULL)
        return g_steal_pointer(&functions);
    log_error("library", "%s", problem);
    return NULL;
}

static GOnce once = G_ONCE_INIT;
static GThread *loader;

static gpointer
load(gpointer unused)
{
    return g_once(&once, load_once, unused);
}

static const CurlFunctions *
curl_functions(void)
{
    return load(NULL);
}

const char *
curl_library_problem(void)
{
    return curl_functions() != NULL ? NULL : problem;
}

void
curl_library_share(void)
{
    (void)dlopen(TLS_LIBRARY_NAME, LOAD_FLAGS);
}

/* Without a thread, the first request loads it. */
void
curl_library_load_beside(void)
{
    if (once.status == G_ONCE_STATUS_NOTCALLED && loader == NULL)
        loader = g_thread_try_new("libcurl", load, NULL, NULL);
}

void
curl_library_await(void)
{
    if (loader != NULL)
        (void)g_thread_join(g_steal_pointer(&loader));
}

CURL *
curl_library_new_handle(void)
{
    const CurlFunctions *functions = curl_functions();

    return functions != NULL ? functions->easy_init() : NULL;
}

/* The number of the option tells the type of its value. */
CURLcode(curl_library_set_option)(CURL *handle, CURLoption option, ...)
{
    const CurlFunctions *functions = curl_functions();
    CURLcode code = CURLE_FAILED_INIT;
    va_list values;

    va_start(values, option);
    /* They look alike, but each takes a value of another type. */
    if ((int)option < CURLOPTTYPE_OBJECTPOINT) /* NOLINTNEXTLINE(bugprone-branch-clone) */
        code = functions->easy_setopt(handle, option, va_arg(values, long));
    else if ((int)option >= CURLOPTTYPE_OFF_T && (int)option < CURLOPTTYPE_BLOB)
        code = functions->easy_setopt(handle, option, va_arg(values, curl_off_t));
    else
        code = functions->easy_setopt(handle, option, va_arg(values, void *));
    va_end(values);
    return code;
}

CURLcode
curl_library_perform(CURL *handle)
{
    return curl_functions()->easy_perform(handle);
}

CURLcode
curl_library_get_info(CURL *handle, CURLINFO info, ...)
{
    va_list values;

    va_start(values, info);
    CURLcode code = curl_functions()->easy_getinfo(handle, info, va_arg(values, void *));
    va_end(values);
    return code;
}

void
curl_library_reset_handle(CURL *handle)
{
    curl_functions()->easy_reset(handle);
}

void
curl_library_free_handle(CURL *handle)
{
    if (handle != NULL)
        curl_functions()->easy_cleanup(handle);
}

const char *
curl_library_error_text(CURLcode code)
{
    const CurlFunctions *functions = curl_functions();

    return functions != NULL ? functions->easy_strerror(code) : problem;
}

struct curl_slist *
curl_library_append(struct curl_slist *list, const char *text)
{
    const CurlFunctions *functions = curl_functions();

    return functions != NULL ? functions->slist_append(list, text) : NULL;
}

void
curl_library_free_list(struct curl_slist *list)
{
    if (list != NULL)
        curl_functions()->slist_free_all(list);
}

time_t
curl_library_read_date(const char *text)
{
    const CurlFunctions *functions = curl_functions();

    return functions != NULL ? functions->getdate(text, NULL) : -1;
}
