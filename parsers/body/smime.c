/* smime.c - see smime.h. Uses OpenSSL's CMS for its reader of ASN.1 alone: no keys, no
 * certificates, no files. */
#include "parsers/body/smime.h"

#include "build-config.h"

#if HAVE_SMIME
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#endif

#define MAX_BYTES ((gsize)64 * 1024 * 1024)

gboolean
smime_is_supported(void)
{
    return HAVE_SMIME;
}

#if HAVE_SMIME

static GBytes *
content_of(CMS_ContentInfo *cms)
{
    ASN1_OCTET_STRING **content = CMS_get0_content(cms);

    if (content == NULL || *content == NULL || ASN1_STRING_length(*content) <= 0)
        return NULL;
    return g_bytes_new(ASN1_STRING_get0_data(*content), (gsize)ASN1_STRING_length(*content));
}

SmimeKind
smime_open(const char *data, gsize length, GBytes **ret_content)
{
    SmimeKind kind = SMIME_UNKNOWN;

    *ret_content = NULL;
    if (length == 0 || length > MAX_BYTES)
        return SMIME_UNKNOWN;
    const unsigned char *p = (const unsigned char *)data;
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)length);
    if (cms != NULL) {
        int type = OBJ_obj2nid(CMS_get0_type(cms));
        if (type == NID_pkcs7_enveloped || type == NID_id_smime_ct_authEnvelopedData)
            kind = SMIME_ENCRYPTED;
        else if (type == NID_pkcs7_signed && (*ret_content = content_of(cms)) != NULL)
            kind = SMIME_SIGNED;
        CMS_ContentInfo_free(cms);
    }
    ERR_clear_error();
    return kind;
}

#else

SmimeKind
smime_open(const char *data, gsize length, GBytes **ret_content)
{
    (void)data;
    (void)length;
    *ret_content = NULL;
    return SMIME_UNKNOWN;
}

#endif
