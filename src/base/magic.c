/* What a file is, by its bytes.
 *
 * Order: signatures that libmagic 5.44 misses or names vaguely, then packages (ZIP, OLE) by what they hold, then
 * text, then libmagic on the first 64 KB (as exact as on the whole file and up to four times faster). Answers
 * that other stages ask for by name are made uniform: image/heic, image/bmp, video/quicktime, audio/mpeg,
 * application/x-msdownload for Windows programs, application/x-rar, application/x-7z-compressed,
 * application/gzip, application/x-tar, application/zip, application/vnd.ms-tnef, application/octet-stream.
 */
#include "base/magic.h"

#include <errno.h>
#include <magic.h>
#include <string.h>

#include "base/error.h"
#include "base/magic_look.h"

#define HEAD_BYTES 65536
#define PDF_HEAD 1024 /* readers accept junk before %PDF- within the first KB (ISO 32000-1, annex H, note 13) */

struct magic {
    magic_t cookie;
};

struct magic *magic_create(GError **error)
{
    magic_t cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_CDF);
    if (!cookie || magic_load(cookie, NULL) != 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "libmagic: %s",
                    cookie ? magic_error(cookie) : g_strerror(errno));
        if (cookie)
            magic_close(cookie);
        return NULL;
    }
    struct magic *magic = g_new0(struct magic, 1);
    magic->cookie = cookie;
    return magic;
}

void magic_free(struct magic *magic)
{
    if (!magic)
        return;
    magic_close(magic->cookie);
    g_free(magic);
}

static bool begins(const guint8 *bytes, gsize length, const char *with, gsize count)
{
    return length >= count && memcmp(bytes, with, count) == 0;
}

/* ISO base media: a box's size, then its type. HEIC is told by its brands; a QuickTime file of an old camera has
 * no ftyp box at all. */
static const char *media_box(const guint8 *bytes, gsize length)
{
    static const char *const heic[] = {"heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"};
    static const char *const bare[] = {"moov", "mdat", "wide", "pnot", "skip", "free"};
    if (length < 16)
        return NULL;
    if (memcmp(bytes + 4, "ftyp", 4) == 0) {
        if (memcmp(bytes + 8, "avif", 4) == 0 || memcmp(bytes + 8, "avis", 4) == 0)
            return "image/avif";
        if (memcmp(bytes + 8, "qt  ", 4) == 0)
            return "video/quicktime";
        for (gsize i = 0; i < G_N_ELEMENTS(heic); i++)
            if (memcmp(bytes + 8, heic[i], 4) == 0)
                return "image/heic";
        return NULL;
    }
    guint32 size = (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
    for (gsize i = 0; i < G_N_ELEMENTS(bare); i++) {
        if (memcmp(bytes + 4, bare[i], 4) != 0)
            continue;
        /* Small boxes must be followed by another; size 1 announces 64 bits. */
        if (size == 1 || size > HEAD_BYTES || i == 0)
            return size >= 8 || size == 1 ? "video/quicktime" : NULL;
        if (size >= 8 && (gsize)size + 8 <= length)
            for (gsize k = 0; k < G_N_ELEMENTS(bare); k++)
                if (memcmp(bytes + size + 4, bare[k], 4) == 0)
                    return "video/quicktime";
    }
    return NULL;
}

static const char *signature(const guint8 *bytes, gsize length, const char *name)
{
    static const struct {
        const char *bytes;
        gsize count;
        const char *type;
    } known[] = {
        {"\xFF\xD8\xFF", 3, "image/jpeg"},
        {"\x89PNG\r\n\x1A\n", 8, "image/png"},
        {"{\\rtf", 5, "text/rtf"},
        {"%PDF-", 5, "application/pdf"},
        {"\x78\x9F\x3E\x22", 4, "application/vnd.ms-tnef"},
        {"Rar!\x1A\x07", 6, "application/x-rar"},
        {"7z\xBC\xAF\x27\x1C", 6, "application/x-7z-compressed"},
        {"\x1F\x8B\x08", 3, "application/gzip"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (begins(bytes, length, known[i].bytes, known[i].count))
            return known[i].type;
    if (begins(bytes, length, "PK\3\4", 4) || begins(bytes, length, "PK\5\6", 4))
        return magic_zip(bytes, length, name);
    if (begins(bytes, length, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)) {
        const char *type = magic_ole(bytes, length, name);
        return type ? type : "application/x-ole-storage";
    }
    if (memmem(bytes, MIN(length, PDF_HEAD), "%PDF-", 5))
        return "application/pdf";
    return media_box(bytes, length);
}

/* libmagic's names where it has several, or not ours. */
static const char *uniform(const char *type)
{
    static const struct {
        const char *theirs, *ours;
    } names[] = {
        {"application/x-dosexec", "application/x-msdownload"},
        {"application/vnd.microsoft.portable-executable", "application/x-msdownload"},
        {"image/x-ms-bmp", "image/bmp"},
        {"image/heif", "image/heic"},
        {"application/x-gzip", "application/gzip"},
        {"application/x-zip-compressed", "application/zip"},
        {"audio/x-wav", "audio/wav"},
        {"audio/x-m4a", "audio/mp4"},
        {"application/rtf", "text/rtf"},
        {"inode/x-empty", "application/x-empty"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(type, names[i].theirs) == 0)
            return names[i].ours;
    return type;
}

static char *ask_libmagic(struct magic *magic, const guint8 *bytes, gsize length)
{
    const char *type = magic_buffer(magic->cookie, bytes, MIN(length, HEAD_BYTES));
    if (!type || !strchr(type, '/') || strchr(type, ' '))
        return g_strdup("application/octet-stream");
    return g_ascii_strdown(uniform(type), -1);
}

/* Text is ours to name, but for the few kinds that only libmagic knows; it takes milliseconds over Chinese text,
 * so it is asked only where one of them can be. */
static char *name_text(struct magic *magic, const guint8 *bytes, gsize length, const char *name)
{
    static const char *const kept[] = {"text/xml",      "image/svg+xml", "application/postscript",
                                       "text/calendar", "text/vcard",    "text/x-vcard"};
    const char *ours = magic_text(bytes, length, name);
    if (ours)
        return g_strdup(ours);
    if (memchr("<%B\xEF", bytes[0], 4)) {
        g_autofree char *theirs = ask_libmagic(magic, bytes, length);
        for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
            if (strcmp(theirs, kept[i]) == 0)
                return g_steal_pointer(&theirs);
    }
    return g_strdup("text/plain");
}

/* By what the bytes look like, where no signature stands. */
static char *guess_type(struct magic *magic, const guint8 *bytes, gsize length, const char *name)
{
    gsize head = MIN(length, HEAD_BYTES);
    if (magic_is_text(bytes, head))
        return name_text(magic, bytes, head, name);
    if (magic_is_page(bytes, head))
        return g_strdup("text/html");
    char *type = ask_libmagic(magic, bytes, length);
    /* Bytes that are no text must not be called so: a reader of text would take them. Text in an odd charset and a
     * page with stray control characters are what they are. */
    bool text = strcmp(type, "text/html") == 0 || strcmp(type, "text/plain") == 0;
    if (!text && (g_str_has_prefix(type, "text/") || g_str_has_prefix(type, "message/"))) {
        g_free(type);
        return g_strdup("application/octet-stream");
    }
    return type;
}

char *magic_type(struct magic *magic, const void *data, gsize length, const char *name)
{
    if (length == 0)
        return g_strdup("application/x-empty");
    const char *known = signature(data, length, name);
    if (magic_is_volume(data, length, known, name))
        return g_strdup(MAGIC_VOLUME);
    return known ? g_strdup(known) : guess_type(magic, data, length, name);
}
