/* A photograph is looked at in this order: header, metadata, then one decoding that tells damage, and from the small
 * picture that remains the fingerprint and the thumbnail.
 */
#include "work/photo.h"

#include <string.h>

#include "base/text.h"
#include "work/fingerprint.h"
#include "work/photo_decode.h"
#include "work/photo_exif.h"

enum { THUMBNAIL_SIDE = 320, THUMBNAIL_BYTES = 40 * 1024, DESCRIPTION_BYTES = 6000 };

struct stretch_text {
    const struct stretch *place;
    char *(*read)(const guint8 *bytes, gsize length);
};

static void describe(struct work *work, char *said, const struct photo_rules *rules)
{
    g_autofree char *text = said;
    if (!work->described && text && photo_rules_says(rules, text))
        work->described = text_truncate(text, DESCRIPTION_BYTES);
}

static void take_exif(struct work *work, struct exif *exif, const struct photo_rules *rules)
{
    if (work->orientation < 0)
        work->orientation = exif->orientation;
    work->taken = g_steal_pointer(&exif->taken);
    work->camera = g_steal_pointer(&exif->camera);
    work->position = g_steal_pointer(&exif->position);
    for (gsize i = 0; i < G_N_ELEMENTS(exif->descriptions); i++)
        describe(work, g_steal_pointer(&exif->descriptions[i]), rules);
}

/* The preview that cameras put into EXIF, for a picture that itself is damaged: *preview is within `bytes`. */
static void read_exif(struct work *work, const guint8 *bytes, gsize length, const struct photo_rules *rules,
                      struct stretch *preview)
{
    static const char before[] = "Exif\0";
    if (length > sizeof before && !memcmp(bytes, before, sizeof before)) {
        bytes += sizeof before;
        length -= sizeof before;
    }
    struct exif exif;
    exif_read(bytes, length, &exif);
    *preview = (struct stretch){exif.thumbnail, exif.thumbnail_length};
    take_exif(work, &exif, rules);
    exif_clear(&exif);
}

static GBytes *read_metadata(struct work *work, GBytes *bytes, const struct photo_header *header,
                             const struct photo_rules *rules)
{
    gsize length = 0;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    struct stretch exif = header->tiff ? (struct stretch){0, length} : header->exif, preview = {0};
    if (exif.length)
        read_exif(work, data + exif.at, exif.length, rules, &preview);
    describe(work, exif_iptc_caption(data + header->photoshop.at, header->photoshop.length), rules);
    describe(work, exif_xmp_description(data + header->xmp.at, header->xmp.length), rules);
    return preview.length ? g_bytes_new_from_bytes(bytes, exif.at + preview.at, preview.length) : NULL;
}

static void read_heif(struct work *work, const struct photo_seen *seen, const struct photo_rules *rules)
{
    if (seen->width <= 0)
        return;
    struct stretch preview;
    gsize length = 0;
    work->width = seen->width;
    work->height = seen->height;
    work->orientation = 1; /* whatever EXIF says: the file holds its own turning, and that is done */
    const guint8 *data = seen->exif ? g_bytes_get_data(seen->exif, &length) : NULL;
    if (data)
        read_exif(work, data, length, rules, &preview);
    data = seen->xmp ? g_bytes_get_data(seen->xmp, &length) : NULL;
    if (data)
        describe(work, exif_xmp_description(data, length), rules);
}

static GBytes *thumbnail_of(const struct canvas *upright)
{
    int longest = MAX(upright->width, upright->height);
    if (longest <= THUMBNAIL_SIDE)
        return canvas_jpeg(upright, THUMBNAIL_BYTES);
    struct canvas small = canvas_scaled(upright, MAX(1, upright->width * THUMBNAIL_SIDE / longest),
                                        MAX(1, upright->height * THUMBNAIL_SIDE / longest));
    GBytes *made = canvas_jpeg(&small, THUMBNAIL_BYTES);
    canvas_clear(&small);
    return made;
}

/* Rec. 601 luma. */
static char *fingerprint_of(const struct canvas *upright)
{
    double grey[FINGERPRINT_WIDTH * FINGERPRINT_HEIGHT];
    struct canvas small = canvas_scaled(upright, FINGERPRINT_WIDTH, FINGERPRINT_HEIGHT);
    for (gsize i = 0; i < G_N_ELEMENTS(grey); i++)
        grey[i] = 0.299 * small.rgb[3 * i] + 0.587 * small.rgb[3 * i + 1] + 0.114 * small.rgb[3 * i + 2];
    canvas_clear(&small);
    return fingerprint_make(grey);
}

static void use_canvas(struct work *work, const struct canvas *canvas, struct measured *measured)
{
    struct canvas upright = canvas_upright(canvas, work->orientation);
    work->fingerprint = fingerprint_of(&upright);
    measured->thumbnail = thumbnail_of(&upright);
    canvas_clear(&upright);
}

/* What cannot be seen itself may have a preview that can. */
static void use_preview(struct work *work, GBytes *preview, struct measured *measured)
{
    struct photo_header header;
    struct photo_seen seen;
    gsize length = 0;
    const guint8 *data = g_bytes_get_data(preview, &length);
    if (!photo_header_read("image/jpeg", data, length, &header) || header.damaged)
        return;
    photo_decode("image/jpeg", preview, &header, &seen);
    if (seen.end == PHOTO_WHOLE)
        use_canvas(work, &seen.canvas, measured);
    photo_seen_clear(&seen);
}

static void look(struct work *work, GBytes *bytes, const struct photo_header *header, const struct photo_rules *rules,
                 GBytes *preview, struct measured *measured)
{
    struct photo_seen seen;
    photo_decode(work->type, bytes, header, &seen);
    read_heif(work, &seen, rules);
    work->damaged = work->damaged || seen.end == PHOTO_DAMAGED;
    if (seen.end == PHOTO_TOO_LARGE)
        measured->note = g_strdup("图片过大，没有解码，只读了文件头");
    if (seen.canvas.rgb && !work->damaged)
        use_canvas(work, &seen.canvas, measured);
    else if (preview)
        use_preview(work, preview, measured);
    if (seen.canvas.rgb && !measured->thumbnail)
        use_canvas(work, &seen.canvas, measured);
    if (seen.end == PHOTO_DAMAGED && !preview)
        g_clear_pointer(&work->fingerprint, g_free); /* of half a picture */
    photo_seen_clear(&seen);
}

void photo_measure(struct work *work, GBytes *bytes, const struct photo_rules *rules, struct measured *measured)
{
    struct photo_header header;
    gsize length = 0;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    if (!data || !photo_header_read(work->type, data, length, &header))
        return;
    bool sized = header.width > 0 && header.height > 0;
    work->width = sized ? header.width : -1;
    work->height = sized ? header.height : -1;
    work->surplus = header.surplus;
    work->quality = header.quality;
    work->damaged = header.damaged;
    g_autoptr(GBytes) preview = read_metadata(work, bytes, &header, rules);
    look(work, bytes, &header, rules, preview, measured);
    if (work->width > 0)
        work->resaved = photo_rules_copy(rules, work);
}
