/* The streams of a compound file (OLE2: .doc, .wps, .xls, .et) in memory, and little-endian numbers in them.
 *
 * Bounded: 2,048 directory entries; a stream is never longer than the file.
 */
#ifndef HUIZHI_DOCUMENT_OLE_H
#define HUIZHI_DOCUMENT_OLE_H

#include <glib.h>
#include <stdbool.h>

/* Bytes with a length; numbers beyond the end read as 0, which no structure of these formats means harm with. */
struct bytes {
    const guint8 *data;
    gsize length;
};

static inline guint bytes_8(struct bytes bytes, gsize at)
{
    return at < bytes.length ? bytes.data[at] : 0;
}

static inline guint bytes_16(struct bytes bytes, gsize at)
{
    return at < bytes.length && bytes.length - at >= 2 ? bytes.data[at] | (guint)bytes.data[at + 1] << 8 : 0;
}

static inline guint32 bytes_32(struct bytes bytes, gsize at)
{
    return bytes_16(bytes, at) | (guint32)bytes_16(bytes, at + 2) << 16;
}

/* True when `length` bytes stand at `at`. */
static inline bool bytes_hold(struct bytes bytes, gsize at, gsize length)
{
    return at <= bytes.length && bytes.length - at >= length;
}

/* A part of them, cut to what is there. */
static inline struct bytes bytes_part(struct bytes bytes, gsize at, gsize length)
{
    at = MIN(at, bytes.length);
    return (struct bytes){bytes.data ? bytes.data + at : NULL, MIN(length, bytes.length - at)};
}

struct ole;
typedef struct ole Ole;

/* NULL when the bytes are no compound file; borrows them. */
struct ole *ole_open(GBytes *bytes);
void ole_close(struct ole *ole);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ole, ole_close)

/* A stream directly under the root, by its name in any case: as much of it as can be read, no data when it is not
 * there. Borrowed until the file is closed. */
struct bytes ole_stream(struct ole *ole, const char *name);

/* True when a stream that was asked for is shorter than the directory says: the file was cut off or is damaged. */
bool ole_torn(const struct ole *ole);

/* UTF-16LE of `units` code units to UTF-8; lone surrogates become U+FFFD, NULs spaces. Owned. */
char *ole_utf16(struct bytes bytes, gsize at, gsize units);

/* A byte of Windows-1252. */
gunichar ole_cp1252(guint8 byte);

#endif
