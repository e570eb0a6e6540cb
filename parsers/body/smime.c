/* smime.c - see smime.h. Uses only the ASN.1 reader of OpenSSL's CMS: no keys, no certificates, no
 * files. Few mails need it, and loading it takes a fifth of this program's start time, so it is
 * loaded on first use. */
#include "parsers/body/smime.h"

#include "build-config.h"

#if HAVE_SMIME
#include <dlfcn.h>

#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/opensslv.h>

#include "parsers/c_library.h"
#endif

#define MAX_BYTES ((gsize)64 * 1024 * 1024)

gboolean
smime_is_supported(void)
{
    return HAVE_SMIME;
}

#if HAVE_SMIME

#define LIBRARY_NAME "libcrypto.so." G_STRINGIFY(OPENSSL_SHLIB_VERSION)

typedef struct {
    CMS_ContentInfo *(*read)(CMS_ContentInfo **cms, const unsigned char **in, long length);
    void (*free)(CMS_ContentInfo *cms);
    const ASN1_OBJECT *(*get_type)(const CMS_ContentInfo *cms);
    ASN1_OCTET_STRING **(*get_content)(CMS_ContentInfo *cms);
    int (*type_number)(const ASN1_OBJECT *object);
    const unsigned char *(*string_data)(const ASN1_STRING *string);
    int (*string_length)(const ASN1_STRING *string);
    void (*clear_errors)(void);
} CmsFunctions;

static const struct {
    const char *name;
    gsize offset;
} names[] = {
    {"d2i_CMS_ContentInfo", G_STRUCT_OFFSET(CmsFunctions, read)},
    {"CMS_ContentInfo_free", G_STRUCT_OFFSET(CmsFunctions, free)},
    {"CMS_get0_type", G_STRUCT_OFFSET(CmsFunctions, get_type)},
    {"CMS_get0_content", G_STRUCT_OFFSET(CmsFunctions, get_content)},
    {"OBJ_obj2nid", G_STRUCT_OFFSET(CmsFunctions, type_number)},
    {"ASN1_STRING_get0_data", G_STRUCT_OFFSET(CmsFunctions, string_data)},
    {"ASN1_STRING_length", G_STRUCT_OFFSET(CmsFunctions, string_length)},
    {"ERR_clear_error", G_STRUCT_OFFSET(CmsFunctions, clear_errors)},
};

char *
smime_find_library(void)
{
    char *path = c_library_find_beside(LIBRARY_NAME);

    if (path == NULL)
        (void)dlopen(LIBRARY_NAME, RTLD_LAZY); /* later it cannot be searched for elsewhere */
    return path;
}

/* NULL if it cannot be loaded. It is never unloaded. */
static gpointer
load_once(gpointer unused)
{
    (void)unused;
    g_autofree char *path = c_library_find_beside(LIBRARY_NAME);
    g_autofree CmsFunctions *functions = g_new0(CmsFunctions, 1);
    void *library = dlopen(path != NULL ? path : LIBRARY_NAME, RTLD_LAZY);

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        void *symbol = library != NULL ? dlsym(library, names[i].name) : NULL;
        if (symbol == NULL)
            return NULL;
        G_STRUCT_MEMBER(void *, functions, names[i].offset) = symbol;
    }
    return g_steal_pointer(&functions);
}

static const CmsFunctions *
cms_functions(void)
{
    static GOnce once = G_ONCE_INIT;

    return g_once(&once, load_once, NULL);
}

gboolean
smime_is_usable(void)
{
    return cms_functions() != NULL;
}

static GBytes *
content_of(const CmsFunctions *openssl, CMS_ContentInfo *cms)
{
    ASN1_OCTET_STRING **content = openssl->get_content(cms);

    if (content == NULL || *content == NULL || openssl->string_length(*content) <= 0)
        return NULL;
    return g_bytes_new(openssl->string_data(*content), (gsize)openssl->string_length(*content));
}

SmimeKind
smime_open(const char *data, gsize length, GBytes **ret_content)
{
    SmimeKind kind = SMIME_UNKNOWN;
    const CmsFunctions *openssl = NULL;
    const unsigned char *p = (const unsigned char *)data;

    *ret_content = NULL;
    if (length == 0 || length > MAX_BYTES || (openssl = cms_functions()) == NULL)
        return SMIME_UNKNOWN;
    CMS_ContentInfo *cms = openssl->read(NULL, &p, (long)length);
    if (cms != NULL) {
        int type = openssl->type_number(openssl->get_type(cms));
        if (type == NID_pkcs7_enveloped || type == NID_id_smime_ct_authEnvelopedData)
            kind = SMIME_ENCRYPTED;
        else if (type == NID_pkcs7_signed && (*ret_content = content_of(openssl, cms)) != NULL)
            kind = SMIME_SIGNED;
        else if (type == NID_id_smime_ct_compressedData &&
                 (*ret_content = content_of(openssl, cms)) != NULL)
            kind = SMIME_COMPRESSED;
        openssl->free(cms);
    }
    openssl->clear_errors();
    return kind;
}

#else

gboolean
smime_is_usable(void)
{
    return FALSE;
}

char *
smime_find_library(void)
{
    return NULL;
}

SmimeKind
smime_open(const char *data, gsize length, GBytes **ret_content)
{
    (void)data;
    (void)length;
    *ret_content = NULL;
    return SMIME_UNKNOWN;
}

#endif
