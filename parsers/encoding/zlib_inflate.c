/* zlib_inflate.c - see zlib_inflate.h. Uses zlib through GIO, which is loaded anyway. */
#include "parsers/encoding/zlib_inflate.h"

#include <gio/gio.h>

#define PIECE_BYTES ((gsize)64 * 1024)

ZlibResult
zlib_inflate(const void *data, gsize length, gsize max_bytes, GBytes **ret_content)
{
    g_autoptr(GZlibDecompressor) zlib = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
    g_autoptr(GByteArray) content = g_byte_array_new();
    g_autofree guint8 *piece = g_malloc(PIECE_BYTES);
    const guint8 *p = data;
    GConverterResult result = G_CONVERTER_CONVERTED;

    *ret_content = NULL;
    while (result != G_CONVERTER_FINISHED) {
        gsize n_read = 0, n_written = 0;
        result = g_converter_convert(G_CONVERTER(zlib), p, length, piece, PIECE_BYTES,
                                     G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
        if (result == G_CONVERTER_ERROR)
            return ZLIB_BROKEN;
        if (n_written > max_bytes - content->len)
            return ZLIB_TOO_LARGE;
        g_byte_array_append(content, piece, (guint)n_written);
        p += n_read;
        length -= n_read;
    }
    *ret_content = g_byte_array_free_to_bytes(g_steal_pointer(&content));
    return ZLIB_INFLATED;
}
