/* Works and the facts that a file's bytes give without decoding: the size of a picture from its header, whether its end
 * is there. Each format's header is one function behind one table.
 */
#include "work/work.h"

#include <string.h>

#include "work/jpeg.h"

static const char *const kind_names[] = {
    [WORK_PHOTO] = "photo", [WORK_DOCUMENT] = "document", [WORK_VIDEO] = "video",
    [WORK_AUDIO] = "audio", [WORK_TEXT] = "text",         [WORK_OTHER] = "other",
};

/* The first line that fits decides; a type ending in '/' or '.' stands for all that begin so. */
static const struct {
    const char *type;
    enum work_kind kind;
} kinds[] = {
    {"image/svg", WORK_DOCUMENT},
    {"image/vnd.adobe.photoshop", WORK_DOCUMENT},
    {"image/vnd.djvu", WORK_DOCUMENT},
    {"image/x-icon", WORK_OTHER},
    {"image/vnd.microsoft.icon", WORK_OTHER},
    {"image/", WORK_PHOTO},
    {"video/", WORK_VIDEO},
    {"audio/", WORK_AUDIO},
    {"application/vnd.rn-realmedia", WORK_VIDEO},
    {"application/ogg", WORK_AUDIO},
    {"application/pdf", WORK_DOCUMENT},
    {"application/ofd", WORK_DOCUMENT},
    {"application/msword", WORK_DOCUMENT},
    {"application/rtf", WORK_DOCUMENT},
    {"text/rtf", WORK_DOCUMENT},
    {"text/html", WORK_DOCUMENT},
    {"application/postscript", WORK_DOCUMENT},
    {"application/epub+zip", WORK_DOCUMENT},
    {"application/vnd.ms-tnef", WORK_OTHER},
    {"application/vnd.ms-outlook", WORK_OTHER},
    {"application/vnd.ms-cab", WORK_OTHER},
    {"application/vnd.ms-", WORK_DOCUMENT},
    {"application/vnd.openxmlformats-officedocument.", WORK_DOCUMENT},
    {"application/vnd.oasis.opendocument.", WORK_DOCUMENT},
    {"application/vnd.visio", WORK_DOCUMENT},
    {"application/vnd.apple.pages", WORK_DOCUMENT},
    {"application/vnd.apple.numbers", WORK_DOCUMENT},
    {"application/vnd.apple.keynote", WORK_DOCUMENT},
    {"application/x-hwp", WORK_DOCUMENT},
    {"text/csv", WORK_DOCUMENT},
    {"text/plain", WORK_TEXT},
    {"text/markdown", WORK_TEXT},
};

enum work_kind work_kind_of(const char *type)
{
    g_autofree char *lower = g_ascii_strdown(type ? type : "", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(lower, kinds[i].type))
            return kinds[i].kind;
    return WORK_OTHER;
}

const char *work_kind_name(enum work_kind kind)
{
    return kind_names[kind];
}

bool work_kind_parse(const char *name, enum work_kind *kind)
{
    for (gsize i = 0; name && i < G_N_ELEMENTS(kind_names); i++)
        if (!strcmp(kind_names[i], name)) {
            *kind = (enum work_kind)i;
            return true;
        }
    return false;
}

#define NUMBER(member)                                                                                                 \
    {                                                                                                                  \
        .name = #member, .kind = FACT_NUMBER, .offset = offsetof(struct work, member)                                  \
    }
#define TEXT(member)                                                                                                   \
    {                                                                                                                  \
        .name = #member, .kind = FACT_TEXT, .offset = offsetof(struct work, member)                                    \
    }
const struct fact work_facts[] = {
    NUMBER(width),       NUMBER(height),  NUMBER(seconds), NUMBER(pages),     NUMBER(surplus),
    NUMBER(orientation), NUMBER(quality), NUMBER(resaved), NUMBER(dpi),       NUMBER(stretch),
    TEXT(taken),         TEXT(camera),    TEXT(position),  TEXT(fingerprint), TEXT(thumbnail),
    TEXT(codecs),        TEXT(fonts),     TEXT(colour),    TEXT(title),       TEXT(author),
};
const guint work_fact_count = G_N_ELEMENTS(work_facts);

static gint64 *number_of(const struct work *work, const struct fact *fact)
{
    return (gint64 *)((char *)work + fact->offset);
}

static char **text_of(const struct work *work, const struct fact *fact)
{
    return (char **)((char *)work + fact->offset);
}

gint64 work_number(const struct work *work, const struct fact *fact)
{
    return *number_of(work, fact);
}

const char *work_text(const struct work *work, const struct fact *fact)
{
    return *text_of(work, fact);
}

void work_set_number(struct work *work, const struct fact *fact, gint64 value)
{
    *number_of(work, fact) = value;
}

void work_set_text(struct work *work, const struct fact *fact, const char *value)
{
    char **text = text_of(work, fact);
    if (*text == value)
        return;
    g_free(*text);
    *text = g_strdup(value);
}

struct work *work_create(enum work_kind kind, const char *name, const char *path, const char *type, const char *sha256,
                         guint64 bytes)
{
    struct work *work = g_new0(struct work, 1);
    work->kind = kind;
    work->name = g_strdup(name);
    work->path = g_strdup(path);
    work->type = g_strdup(type);
    work->sha256 = g_strdup(sha256);
    work->bytes = bytes;
    for (guint i = 0; i < work_fact_count; i++)
        if (work_facts[i].kind == FACT_NUMBER)
            work_set_number(work, &work_facts[i], -1);
    return work;
}

struct work *work_copy(const struct work *work)
{
    if (!work)
        return NULL;
    struct work *copy = g_new0(struct work, 1);
    *copy = *work;
    copy->name = g_strdup(work->name);
    copy->path = g_strdup(work->path);
    copy->type = g_strdup(work->type);
    copy->sha256 = g_strdup(work->sha256);
    copy->caption = g_strdup(work->caption);
    copy->caption_from = g_strdup(work->caption_from);
    for (guint i = 0; i < work_fact_count; i++)
        if (work_facts[i].kind == FACT_TEXT)
            *text_of(copy, &work_facts[i]) = g_strdup(work_text(work, &work_facts[i]));
    return copy;
}

void work_free(struct work *work)
{
    if (!work)
        return;
    g_free(work->name);
    g_free(work->path);
    g_free(work->type);
    g_free(work->sha256);
    g_free(work->caption);
    g_free(work->caption_from);
    for (guint i = 0; i < work_fact_count; i++)
        if (work_facts[i].kind == FACT_TEXT)
            g_free(*text_of(work, &work_facts[i]));
    g_free(work);
}

static guint64 number(const guint8 *bytes, int count, bool little)
{
    guint64 value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[little ? count - 1 - i : i];
    return value;
}

static void measure_jpeg(struct work *work, const guint8 *bytes, gsize length)
{
    struct jpeg jpeg;
    if (!jpeg_walk(bytes, length, &jpeg)) {
        work->damaged = true;
        return;
    }
    work->width = jpeg.width;
    work->height = jpeg.height;
    work->surplus = jpeg.complete ? (gint64)(jpeg.after + jpeg.comments) : -1;
    work->damaged = !jpeg.complete || jpeg.width <= 0 || !jpeg.scan;
}

/* PNG specification, 5: IHDR comes first, IEND last. */
static void measure_png(struct work *work, const guint8 *bytes, gsize length)
{
    static const guint8 signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    if (length < 33 || memcmp(bytes, signature, sizeof signature) != 0 || memcmp(bytes + 12, "IHDR", 4) != 0) {
        work->damaged = true;
        return;
    }
    work->width = (gint64)number(bytes + 16, 4, false);
    work->height = (gint64)number(bytes + 20, 4, false);
    gsize at = 8;
    bool data = false;
    while (at + 12 <= length) {
        gsize size = (gsize)number(bytes + at, 4, false);
        if (size > length - at - 12)
            break;
        data = data || !memcmp(bytes + at + 4, "IDAT", 4);
        if (!memcmp(bytes + at + 4, "IEND", 4)) {
            work->surplus = (gint64)(length - at - 12 - size);
            work->damaged = !data;
            return;
        }
        at += 12 + size;
    }
    work->damaged = true;
}

static void measure_gif(struct work *work, const guint8 *bytes, gsize length)
{
    if (length < 14 || memcmp(bytes, "GIF8", 4) != 0) {
        work->damaged = true;
        return;
    }
    work->width = (gint64)number(bytes + 6, 2, true);
    work->height = (gint64)number(bytes + 8, 2, true);
}

/* Google's WebP container: VP8 , VP8L or VP8X is the first chunk. */
static void measure_webp(struct work *work, const guint8 *bytes, gsize length)
{
    if (length < 30 || memcmp(bytes, "RIFF", 4) != 0 || memcmp(bytes + 8, "WEBP", 4) != 0) {
        work->damaged = true;
        return;
    }
    work->damaged = number(bytes + 4, 4, true) > length - 8;
    if (!memcmp(bytes + 12, "VP8X", 4)) {
        work->width = 1 + (gint64)number(bytes + 24, 3, true);
        work->height = 1 + (gint64)number(bytes + 27, 3, true);
    } else if (!memcmp(bytes + 12, "VP8L", 4)) {
        guint64 packed = number(bytes + 21, 4, true);
        work->width = 1 + (gint64)(packed & 0x3FFF);
        work->height = 1 + (gint64)(packed >> 14 & 0x3FFF);
    } else if (!memcmp(bytes + 12, "VP8 ", 4)) {
        work->width = (gint64)number(bytes + 26, 2, true) & 0x3FFF;
        work->height = (gint64)number(bytes + 28, 2, true) & 0x3FFF;
    }
}

/* TIFF 6.0, section 2: tags 256 and 257 of the first directory. */
static void measure_tiff(struct work *work, const guint8 *bytes, gsize length)
{
    bool little = length > 1 && bytes[0] == 'I';
    guint64 at = length >= 8 ? number(bytes + 4, 4, little) : 0;
    if (at < 8 || at + 2 > length) {
        work->damaged = true;
        return;
    }
    guint64 count = number(bytes + at, 2, little);
    for (guint64 i = 0; i < count; i++) {
        guint64 entry = at + 2 + 12 * i;
        if (entry + 12 > length) {
            work->damaged = true;
            return;
        }
        guint64 tag = number(bytes + entry, 2, little), type = number(bytes + entry + 2, 2, little);
        guint64 value = number(bytes + entry + 8, type == 3 ? 2 : 4, little);
        if (tag == 256)
            work->width = (gint64)value;
        else if (tag == 257)
            work->height = (gint64)value;
    }
}

static void measure_bmp(struct work *work, const guint8 *bytes, gsize length)
{
    if (length < 26 || memcmp(bytes, "BM", 2) != 0) {
        work->damaged = true;
        return;
    }
    work->width = (gint64)number(bytes + 18, 4, true);
    gint32 height = (gint32)number(bytes + 22, 4, true);
    work->height = height < 0 ? -(gint64)height : height;
    work->damaged = number(bytes + 2, 4, true) > length;
}

static bool holds(const guint8 *bytes, gsize length, gsize from, const char *word)
{
    return from < length && memmem(bytes + from, length - from, word, strlen(word)) != NULL;
}

/* Only what the frame of the file tells: a header near the beginning, the end-of-file mark near the end. */
static void measure_pdf(struct work *work, const guint8 *bytes, gsize length)
{
    bool header = holds(bytes, MIN(length, 1024), 0, "%PDF-");
    bool end = holds(bytes, length, length > 2048 ? length - 2048 : 0, "%%EOF");
    work->damaged = !header || !end;
    work->encrypted = !work->damaged && holds(bytes, length, length > 4096 ? length - 4096 : 0, "/Encrypt");
}

void work_measure(struct work *work, GBytes *bytes)
{
    static const struct {
        const char *type;
        void (*measure)(struct work *, const guint8 *, gsize);
    } formats[] = {
        {"image/jpeg", measure_jpeg},    {"image/png", measure_png},       {"image/gif", measure_gif},
        {"image/webp", measure_webp},    {"image/tiff", measure_tiff},     {"image/bmp", measure_bmp},
        {"image/x-ms-bmp", measure_bmp}, {"application/pdf", measure_pdf},
    };
    gsize length = 0;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    for (gsize i = 0; data && i < G_N_ELEMENTS(formats); i++)
        if (!g_strcmp0(work->type, formats[i].type))
            formats[i].measure(work, data, length);
    if (work->width <= 0 || work->height <= 0)
        work->width = work->height = -1;
}
