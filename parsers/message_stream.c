/* message_stream.c - see message_stream.h. Keeps the window on the file; does not know about mail.
 */
#include "parsers/message_stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define WINDOW_BYTES ((gsize)64 * 1024)

/* What was read last; shared by a stream and all streams of its parts. */
typedef struct {
    int fd;
    gint64 begin;
    gsize length;
    char octets[WINDOW_BYTES];
} Window;

struct _MessageStream {
    GMimeStream parent;
    Window *window; /* g_rc_box */
};

G_DEFINE_FINAL_TYPE(MessageStream, message_stream, GMIME_TYPE_STREAM)

/* FALSE with errno. */
static gboolean
move_window(Window *window, gint64 begin)
{
    gssize n = 0;

    do
        n = pread(window->fd, window->octets, WINDOW_BYTES, begin);
    while (n < 0 && errno == EINTR);
    window->begin = begin;
    window->length = n > 0 ? (gsize)n : 0;
    return n >= 0;
}

static ssize_t
read_octets(GMimeStream *stream, char *octets, size_t length)
{
    Window *window = MESSAGE_STREAM(stream)->window;
    gint64 skipped = stream->position - window->begin;

    length = (gsize)MIN((gint64)MIN(length, G_MAXSSIZE), stream->bound_end - stream->position);
    if (stream->position >= stream->bound_end || length == 0)
        return 0;
    if (skipped < 0 || skipped >= (gint64)window->length) {
        if (!move_window(window, stream->position))
            return -1;
        skipped = 0;
    }
    length = MIN(length, window->length - (gsize)skipped);
    memcpy(octets, window->octets + skipped, length);
    stream->position = length > 0 ? stream->position + (gint64)length : stream->bound_end;
    return (ssize_t)length;
}

static ssize_t
write_octets(GMimeStream *stream, const char *octets, size_t length)
{
    (void)stream;
    (void)octets;
    (void)length;
    errno = EBADF;
    return -1;
}

static int
do_nothing(GMimeStream *stream)
{
    (void)stream;
    return 0;
}

static gboolean
is_at_end(GMimeStream *stream)
{
    return stream->position >= stream->bound_end;
}

static int
reset(GMimeStream *stream)
{
    stream->position = stream->bound_start;
    return 0;
}

static gint64
seek(GMimeStream *stream, gint64 offset, GMimeSeekWhence whence)
{
    gint64 from = whence == GMIME_STREAM_SEEK_CUR   ? stream->position
                  : whence == GMIME_STREAM_SEEK_END ? stream->bound_end
                                                    : 0;

    if (offset < stream->bound_start - from || offset > stream->bound_end - from) {
        errno = EINVAL;
        return -1;
    }
    return stream->position = from + offset;
}

static gint64
tell(GMimeStream *stream)
{
    return stream->position;
}

static gint64
length_of(GMimeStream *stream)
{
    return stream->bound_end - stream->bound_start;
}

/* (transfer full) */
static GMimeStream *
open_part(Window *window, gint64 start, gint64 end)
{
    MessageStream *part = g_object_new(MESSAGE_TYPE_STREAM, NULL);

    part->window = window;
    g_mime_stream_construct(&part->parent, start, end);
    return &part->parent;
}

static GMimeStream *
substream(GMimeStream *stream, gint64 start, gint64 end)
{
    gint64 last = end < 0 ? stream->bound_end : MIN(end, stream->bound_end);

    start = CLAMP(start, stream->bound_start, last);
    return open_part(g_rc_box_acquire(MESSAGE_STREAM(stream)->window), start, last);
}

static void
finalize_stream(GObject *object)
{
    g_rc_box_release(MESSAGE_STREAM(object)->window);
    G_OBJECT_CLASS(message_stream_parent_class)->finalize(object);
}

static void
message_stream_class_init(MessageStreamClass *class)
{
    GMimeStreamClass *stream_class = GMIME_STREAM_CLASS(class);

    G_OBJECT_CLASS(class)->finalize = finalize_stream;
    stream_class->read = read_octets;
    stream_class->write = write_octets;
    stream_class->flush = do_nothing;
    stream_class->close = do_nothing;
    stream_class->eos = is_at_end;
    stream_class->reset = reset;
    stream_class->seek = seek;
    stream_class->tell = tell;
    stream_class->length = length_of;
    stream_class->substream = substream;
}

static void
message_stream_init(MessageStream *stream)
{
    (void)stream;
}

GMimeStream *
message_stream_new(int fd, gint64 length)
{
    Window *window = g_rc_box_new(Window); /* uses memory only when it is read into */

    window->fd = fd;
    window->begin = 0;
    window->length = 0;
    return open_part(window, 0, length);
}
