/* EXIF 2.32 and TIFF 6.0 directories, read where they lie. Chinese programs write descriptions in GBK as often as in
 * UTF-8; Windows writes its own (XP…) in UTF-16.
 */
#include "work/photo_exif.h"

#include <string.h>

#include "base/text.h"

enum { MAX_TAGS = 512, MAX_TEXT = 8192, MAX_NAME = 60 };

enum directory { FIRST, EXIF, GPS, SECOND };

struct reader {
    const guint8 *bytes;
    gsize length;
    bool little;
    struct exif *exif;
    guint64 below[4]; /* places of the directories; 0: none */
    guint64 rows, bits, samples, tile_width, tile_height;
    double degrees[2];
    bool south, west, located[2];
};

struct tag {
    guint id, type;
    guint64 count;
    gsize at; /* of the value, within the bytes */
};

static guint64 number(const struct reader *reader, gsize at, gsize count)
{
    guint64 value = 0;
    for (gsize i = 0; i < count; i++)
        value = value << 8 | reader->bytes[reader->little ? at + count - 1 - i : at + i];
    return value;
}

/* The i-th number of a tag; 0 for what is none. */
static guint64 value(const struct reader *reader, const struct tag *tag, guint64 i)
{
    gsize size = tag->type == 3 ? 2 : tag->type == 4 ? 4 : 1;
    return i < tag->count ? number(reader, tag->at + size * i, size) : 0;
}

static char *text(const struct reader *reader, const struct tag *tag, const char *charset)
{
    gsize most = MIN(tag->count, MAX_TEXT), length = 0;
    const char *begin = (const char *)reader->bytes + tag->at;
    gsize unit = charset ? 2 : 1; /* up to a NUL of the charset's size */
    while (length + unit <= most && (begin[length] || begin[length + unit - 1]))
        length += unit;
    g_autofree char *raw = text_from_bytes(begin, length, charset);
    char *tidy = text_tidy(raw);
    if (!text_blank(tidy))
        return tidy;
    g_free(tidy);
    return NULL;
}

static void keep(char **place, char *made)
{
    if (!*place)
        *place = made;
    else
        g_free(made);
}

/* "NIKON CORPORATION" and "NIKON D750" are one camera's names, "Canon" stands in "Canon EOS 5D". */
static void name_camera(struct exif *exif, char *make, char *model)
{
    g_autofree char *maker = make, *named = model;
    if (!maker && !named)
        return;
    g_autofree char *word = g_strdup(maker ? maker : "");
    word[strcspn(word, " ,")] = '\0';
    bool told = !maker || (named && g_ascii_strncasecmp(named, word, strlen(word)) == 0);
    g_autofree char *both = told    ? g_strdup(named ? named : "")
                            : named ? g_strconcat(maker, " ", named, NULL)
                                    : g_strdup(maker);
    g_free(exif->camera);
    exif->camera = text_truncate(both, 2 * MAX_NAME);
}

/* "2020:02:03 10:20:00"; a camera whose clock was never set writes zeros. */
static char *time_of(const struct reader *reader, const struct tag *tag)
{
    if (tag->count < 19)
        return NULL;
    g_autofree char *said = g_strndup((const char *)reader->bytes + tag->at, 19);
    if (!g_regex_match_simple("^(19|20)[0-9]{2}[:/-](0[1-9]|1[0-2])[:/-](0[1-9]|[12][0-9]|3[01])[ T]"
                              "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
                              said, 0, 0))
        return NULL;
    said[4] = said[7] = '-';
    said[10] = 'T';
    return g_steal_pointer(&said);
}

static void read_degrees(struct reader *reader, const struct tag *tag, int axis)
{
    if (tag->type != 5 || tag->count < 3)
        return;
    double degrees = 0, unit = 1;
    for (gsize i = 0; i < 3; i++, unit *= 60) {
        double above = (double)number(reader, tag->at + 8 * i, 4),
               below = (double)number(reader, tag->at + 8 * i + 4, 4);
        if (below <= 0 && above > 0)
            return;
        degrees += below > 0 ? above / below / unit : 0;
    }
    reader->degrees[axis] = degrees;
    reader->located[axis] = degrees <= (axis ? 180 : 90);
}

static void read_gps(struct reader *reader, const struct tag *tag)
{
    switch (tag->id) {
    case 1:
        reader->south = reader->bytes[tag->at] == 'S';
        break;
    case 2:
        read_degrees(reader, tag, 0);
        break;
    case 3:
        reader->west = reader->bytes[tag->at] == 'W';
        break;
    case 4:
        read_degrees(reader, tag, 1);
        break;
    default:
        break;
    }
}

static void read_shape(struct reader *reader, const struct tag *tag)
{
    const struct {
        guint id;
        guint64 *place;
    } shapes[] = {{258, &reader->bits},
                  {277, &reader->samples},
                  {278, &reader->rows},
                  {322, &reader->tile_width},
                  {323, &reader->tile_height}};
    for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++)
        if (tag->id == shapes[i].id)
            *shapes[i].place = value(reader, tag, 0);
}

static void read_description(struct reader *reader, const struct tag *tag)
{
    static const struct {
        guint id;
        const char *charset;
    } tags[] = {{270, NULL}, {0x9C9B, "utf-16le"}, {0x9C9C, "utf-16le"}, {0x9C9F, "utf-16le"}};
    for (gsize i = 0; i < G_N_ELEMENTS(tags); i++)
        if (tag->id == tags[i].id)
            keep(&reader->exif->descriptions[i], text(reader, tag, tags[i].charset));
}

static void read_first(struct reader *reader, const struct tag *tag, char **make, char **model)
{
    struct exif *exif = reader->exif;
    switch (tag->id) {
    case 256:
        exif->width = (gint64)value(reader, tag, 0);
        break;
    case 257:
        exif->height = (gint64)value(reader, tag, 0);
        break;
    case 271:
        keep(make, text(reader, tag, NULL));
        break;
    case 272:
        keep(model, text(reader, tag, NULL));
        break;
    case 274: {
        guint64 said = value(reader, tag, 0);
        exif->orientation = said >= 1 && said <= 8 ? (gint64)said : -1;
        break;
    }
    case 0x8769:
        reader->below[EXIF] = value(reader, tag, 0);
        break;
    case 0x8825:
        reader->below[GPS] = value(reader, tag, 0);
        break;
    default:
        read_shape(reader, tag);
        read_description(reader, tag);
    }
}

/* DateTimeOriginal; the file's own date (306) is when a program wrote it. */
static void read_details(struct reader *reader, const struct tag *tag)
{
    if (tag->id == 0x9003)
        keep(&reader->exif->taken, time_of(reader, tag));
}

static void read_second(struct reader *reader, const struct tag *tag)
{
    if (tag->id == 0x0201)
        reader->exif->thumbnail = value(reader, tag, 0);
    else if (tag->id == 0x0202)
        reader->exif->thumbnail_length = value(reader, tag, 0);
}

static bool read_tag(const struct reader *reader, gsize at, struct tag *tag)
{
    static const gsize sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
    *tag = (struct tag){.id = (guint)number(reader, at, 2), .type = (guint)number(reader, at + 2, 2)};
    tag->count = number(reader, at + 4, 4);
    guint64 size = tag->type < G_N_ELEMENTS(sizes) ? sizes[tag->type] * tag->count : 0;
    tag->at = size <= 4 ? at + 8 : number(reader, at + 8, 4);
    return size > 0 && size <= reader->length && tag->at <= reader->length - size;
}

/* False when the directory itself does not fit. */
static bool read_directory(struct reader *reader, enum directory directory)
{
    guint64 at = reader->below[directory];
    if (at < 8 || at > reader->length - 2)
        return false;
    guint64 count = MIN(number(reader, at, 2), MAX_TAGS);
    g_autofree char *make = NULL, *model = NULL;
    bool whole = at + 2 + 12 * count <= reader->length;
    for (guint64 i = 0; i < count && at + 14 + 12 * i <= reader->length; i++) {
        struct tag tag;
        if (!read_tag(reader, at + 2 + 12 * i, &tag))
            continue;
        if (directory == FIRST)
            read_first(reader, &tag, &make, &model);
        else if (directory == EXIF)
            read_details(reader, &tag);
        else if (directory == GPS)
            read_gps(reader, &tag);
        else
            read_second(reader, &tag);
    }
    if (directory == FIRST) {
        name_camera(reader->exif, g_steal_pointer(&make), g_steal_pointer(&model));
        reader->below[SECOND] = at + 6 + 12 * count <= reader->length ? number(reader, at + 2 + 12 * count, 4) : 0;
    }
    return whole;
}

static void conclude(struct reader *reader)
{
    struct exif *exif = reader->exif;
    if (reader->located[0] && reader->located[1] && (reader->degrees[0] > 0 || reader->degrees[1] > 0)) {
        char north[G_ASCII_DTOSTR_BUF_SIZE], east[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_formatd(north, sizeof north, "%.4f", reader->south ? -reader->degrees[0] : reader->degrees[0]);
        g_ascii_formatd(east, sizeof east, "%.4f", reader->west ? -reader->degrees[1] : reader->degrees[1]);
        exif->position = g_strconcat(north, ",", east, NULL);
    }
    guint64 pixels = reader->tile_width ? reader->tile_width * reader->tile_height
                     : exif->width > 0  ? (guint64)exif->width * MIN(reader->rows, (guint64)MAX(exif->height, 0))
                                        : 0;
    guint64 bits = MIN(reader->bits, 64) * MIN(reader->samples, 64);
    exif->strip = pixels < G_MAXINT64 / 4096 ? (gint64)(pixels * bits / 8) : G_MAXINT64;
    if (exif->thumbnail < 8 || exif->thumbnail > reader->length ||
        exif->thumbnail_length > reader->length - exif->thumbnail)
        exif->thumbnail = exif->thumbnail_length = 0;
}

bool exif_read(const guint8 *bytes, gsize length, struct exif *exif)
{
    *exif = (struct exif){.width = -1, .height = -1, .orientation = -1, .strip = -1};
    if (length < 14 || (memcmp(bytes, "II", 2) != 0 && memcmp(bytes, "MM", 2) != 0))
        return false;
    struct reader reader = {.bytes = bytes, .length = length, .little = *bytes == 'I', .exif = exif};
    reader.rows = G_MAXUINT32;
    reader.bits = 1;
    reader.samples = 1;
    reader.below[FIRST] = number(&reader, 4, 4);
    bool whole = read_directory(&reader, FIRST);
    for (enum directory next = EXIF; next <= SECOND; next++)
        read_directory(&reader, next);
    conclude(&reader);
    return whole;
}

void exif_clear(struct exif *exif)
{
    g_clear_pointer(&exif->taken, g_free);
    g_clear_pointer(&exif->camera, g_free);
    g_clear_pointer(&exif->position, g_free);
    for (gsize i = 0; i < G_N_ELEMENTS(exif->descriptions); i++)
        g_clear_pointer(&exif->descriptions[i], g_free);
}
