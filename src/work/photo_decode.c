/* The door to libvips. A picture is opened by the loader of its own type, never by guessing, and its rows are taken one
 * strip after the other on this one thread: a 12-megapixel JPEG at an eighth of its size (the decoder still reads all
 * of its data), other formats averaged into boxes while they pass. Truncation shows only in a full read with fail_on.
 *
 * Memory is bounded before the decoder starts: libraries abort when a small allocation fails, so a picture that would
 * come near the limit is not decoded at all. The module for HEIF is loaded when the first such picture comes; the
 * others (ImageMagick, OpenSlide, PDF) never.
 */
#include "work/photo_decode.h"

#include <dlfcn.h>
#include <gmodule.h>
#include <string.h>
#include <sys/mman.h>
#include <vips/vips.h>

enum { ROWS = 16, LONGEST = 640, MARGIN = 40 << 20, PREVIEW_PIXELS = 4 << 20 };

static void silent(G_GNUC_UNUSED const char *domain, G_GNUC_UNUSED GLogLevelFlags level,
                   G_GNUC_UNUSED const char *message, G_GNUC_UNUSED gpointer data)
{
}

/* Where libvips looks for modules, and whether it makes code at run time (which the sandbox forbids), it takes from the
 * environment only. */
void photo_start(void)
{
    g_autofree char *before = g_strdup(g_getenv("VIPSHOME"));
    g_setenv("VIPSHOME", "/nonexistent", TRUE);
    g_setenv("VIPS_NOVECTOR", "1", TRUE);
    if (VIPS_INIT("huizhi-reader") != 0)
        vips_error_clear(); /* then nothing is decoded */
    if (before)
        g_setenv("VIPSHOME", before, TRUE);
    else
        g_unsetenv("VIPSHOME");
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_block_untrusted_set(TRUE);
    g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, silent, NULL);
}

void photo_stop(void)
{
    vips_shutdown();
}

/* Whether this process may have so much more, asked of the kernel: the limit counts address space. */
static bool has_room(guint64 bytes)
{
    if (bytes > G_MAXSSIZE / 2)
        return false;
    /* cppcheck-suppress invalidFunctionArg; an anonymous mapping has no descriptor */
    void *place = mmap(NULL, bytes + MARGIN, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED)
        return false;
    munmap(place, bytes + MARGIN);
    return true;
}

/* The module beside the library that is loaded. */
static bool load_heif(void)
{
    if (vips_type_find("VipsForeignLoad", "heifload_buffer"))
        return true;
    Dl_info library;
    if (!dladdr(G_STRUCT_MEMBER_P(vips_version, 0), &library))
        return false;
    g_autofree char *folder = g_path_get_dirname(library.dli_fname);
    g_autofree char *path =
        g_strdup_printf("%s/vips-modules-%d.%d/vips-heif.so", folder, vips_version(0), vips_version(1));
    bool loaded = g_module_open(path, 0) != NULL;
    vips_block_untrusted_set(TRUE);
    return loaded;
}

/* Loaders -------------------------------------------------------------------------------------------------- */

#define READING "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR

static VipsImage *load_jpeg(void *data, gsize length, const struct photo_header *header)
{
    VipsImage *image = NULL;
    vips_jpegload_buffer(data, length, &image, READING, "shrink", header->shrink, NULL);
    return image;
}

static VipsImage *load_png(void *data, gsize length, G_GNUC_UNUSED const struct photo_header *header)
{
    VipsImage *image = NULL;
    vips_pngload_buffer(data, length, &image, READING, NULL);
    return image;
}

static VipsImage *load_webp(void *data, gsize length, const struct photo_header *header)
{
    VipsImage *image = NULL;
    double longest = (double)MAX(header->width, header->height);
    vips_webpload_buffer(data, length, &image, READING, "scale", longest > LONGEST ? LONGEST / longest : 1.0, NULL);
    return image;
}

static VipsImage *load_tiff(void *data, gsize length, G_GNUC_UNUSED const struct photo_header *header)
{
    VipsImage *image = NULL;
    vips_tiffload_buffer(data, length, &image, READING, NULL);
    return image;
}

static VipsImage *load_gif(void *data, gsize length, G_GNUC_UNUSED const struct photo_header *header)
{
    VipsImage *image = NULL;
    vips_gifload_buffer(data, length, &image, READING, NULL);
    return image;
}

static VipsImage *load_heic(void *data, gsize length, G_GNUC_UNUSED const struct photo_header *header)
{
    VipsImage *image = NULL;
    vips_heifload_buffer(data, length, &image, READING, NULL);
    return image;
}

static VipsImage *load_preview(void *data, gsize length)
{
    VipsImage *image = NULL;
    vips_heifload_buffer(data, length, &image, READING, "thumbnail", TRUE, NULL);
    return image;
}

static const struct loader {
    const char *type;
    VipsImage *(*load)(void *data, gsize length, const struct photo_header *header);
} loaders[] = {
    {"image/jpeg", load_jpeg}, {"image/png", load_png},   {"image/webp", load_webp}, {"image/tiff", load_tiff},
    {"image/gif", load_gif},   {"image/heic", load_heic}, {"image/heif", load_heic}, {"image/avif", load_heic},
};

/* Takes an image, gives the next one; NULL stays NULL. */
static VipsImage *passed(VipsImage *before, int failed, VipsImage *const *after)
{
    g_object_unref(before);
    return failed ? NULL : *after;
}

/* Eight bits a sample, grey or RGB, nothing transparent. */
static VipsImage *plain(VipsImage *image)
{
    VipsImage *next = NULL;
    VipsInterpretation space = image ? vips_image_guess_interpretation(image) : VIPS_INTERPRETATION_ERROR;
    bool easy = image && image->BandFmt == VIPS_FORMAT_UCHAR &&
                (space == VIPS_INTERPRETATION_sRGB || space == VIPS_INTERPRETATION_B_W);
    if (image && !easy)
        image = passed(image, vips_colourspace(image, &next, VIPS_INTERPRETATION_sRGB, NULL), &next);
    if (image && vips_image_hasalpha(image)) {
        VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
        image = passed(image, vips_flatten(image, &next, "background", white, NULL), &next);
        vips_area_unref(VIPS_AREA(white));
    }
    if (image && image->BandFmt != VIPS_FORMAT_UCHAR)
        image = passed(image, vips_cast_uchar(image, &next, NULL), &next);
    return image;
}

/* Taking the rows ------------------------------------------------------------------------------------------- */

struct boxes {
    struct canvas *canvas;
    int factor;
    guint32 *sums, *counts; /* of the row of boxes that is being filled */
};

static void close_row(struct boxes *boxes, int row)
{
    guint8 *to = boxes->canvas->rgb + (gsize)row * (gsize)boxes->canvas->width * 3;
    for (int i = 0; i < boxes->canvas->width * 3; i++)
        to[i] = (guint8)(boxes->counts[i / 3] ? boxes->sums[i] / boxes->counts[i / 3] : 0);
    memset(boxes->sums, 0, (gsize)boxes->canvas->width * 3 * sizeof *boxes->sums);
    memset(boxes->counts, 0, (gsize)boxes->canvas->width * sizeof *boxes->counts);
}

static void take_row(struct boxes *boxes, const guint8 *pixels, int width, int bands)
{
    int green = bands >= 3 ? 1 : 0, blue = bands >= 3 ? 2 : 0;
    for (int x = 0, box = 0, inside = 0; x < width; x++, pixels += bands) {
        guint32 *sum = boxes->sums + 3 * box;
        sum[0] += pixels[0];
        sum[1] += pixels[green];
        sum[2] += pixels[blue];
        boxes->counts[box]++;
        if (++inside == boxes->factor) {
            inside = 0;
            box++;
        }
    }
}

static bool take_rows(VipsImage *image, struct boxes *boxes)
{
    VipsRegion *region = vips_region_new(image);
    bool good = true;
    for (int y = 0; y < image->Ysize && good; y += ROWS) {
        VipsRect strip = {0, y, image->Xsize, MIN(ROWS, image->Ysize - y)};
        good = vips_region_prepare(region, &strip) == 0;
        for (int row = y; good && row < y + strip.height; row++) {
            take_row(boxes, VIPS_REGION_ADDR(region, 0, row), image->Xsize, image->Bands);
            if ((row + 1) % boxes->factor == 0 || row + 1 == image->Ysize)
                close_row(boxes, row / boxes->factor);
        }
    }
    g_object_unref(region);
    return good;
}

/* What libjpeg warns of (jerror.h) when picture data are lost; bytes too many before a marker lose nothing. */
static bool lost_data(const char *warnings)
{
    static const char *const words[] = {"premature end", "Premature end", "bad Huffman code", "bad arithmetic code",
                                        "instead of RST"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(warnings, words[i]))
            return true;
    return false;
}

static bool fill(VipsImage *image, struct canvas *canvas)
{
    struct boxes boxes = {.canvas = canvas, .factor = MAX(1, MAX(image->Xsize, image->Ysize) / LONGEST)};
    canvas->width = (image->Xsize - 1) / boxes.factor + 1;
    canvas->height = (image->Ysize - 1) / boxes.factor + 1;
    canvas->rgb = g_malloc0((gsize)canvas->width * (gsize)canvas->height * 3);
    g_autofree guint32 *sums = g_new0(guint32, (gsize)canvas->width * 3),
                       *counts = g_new0(guint32, (gsize)canvas->width);
    boxes.sums = sums;
    boxes.counts = counts;
    return take_rows(image, &boxes) && !lost_data(vips_error_buffer());
}

static GBytes *blob_of(VipsImage *image, const char *name)
{
    const void *data = NULL;
    size_t length = 0;
    if (!vips_image_get_typeof(image, name) || vips_image_get_blob(image, name, &data, &length) != 0)
        return NULL;
    return g_bytes_new(data, length);
}

static bool is_heif(const struct loader *loader)
{
    return loader->load == load_heic;
}

/* libheif turns the picture upright by itself. */
static void look_at_heif(VipsImage *image, struct photo_seen *seen)
{
    seen->width = image->Xsize;
    seen->height = image->Ysize;
    seen->exif = blob_of(image, VIPS_META_EXIF_NAME);
    seen->xmp = blob_of(image, VIPS_META_XMP_NAME);
}

static void see_preview(void *data, gsize length, struct photo_seen *seen)
{
    VipsImage *image = plain(load_preview(data, length));
    if (image && (guint64)image->Xsize * (guint64)image->Ysize <= PREVIEW_PIXELS && !fill(image, &seen->canvas))
        canvas_clear(&seen->canvas);
    g_clear_object(&image);
}

void photo_decode(const char *type, GBytes *bytes, const struct photo_header *header, struct photo_seen *seen)
{
    *seen = (struct photo_seen){.end = PHOTO_OTHER, .width = -1, .height = -1};
    const struct loader *loader = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(loaders); i++)
        if (!g_strcmp0(type, loaders[i].type))
            loader = &loaders[i];
    gsize length = 0;
    void *data = (void *)g_bytes_get_data(bytes, &length);
    if (!loader || !length || (is_heif(loader) && !load_heif()))
        return;
    bool room = has_room(header->memory);
    VipsImage *image = room || is_heif(loader) ? loader->load(data, length, header) : NULL;
    if (image && is_heif(loader))
        look_at_heif(image, seen);
    seen->end = !room ? PHOTO_TOO_LARGE : PHOTO_DAMAGED;
    if (image && room && (image = plain(image)) && fill(image, &seen->canvas))
        seen->end = PHOTO_WHOLE;
    g_clear_object(&image);
    if (!room && is_heif(loader) && has_room(PREVIEW_PIXELS * 8))
        see_preview(data, length, seen);
    vips_error_clear();
}

void photo_seen_clear(struct photo_seen *seen)
{
    canvas_clear(&seen->canvas);
    g_clear_pointer(&seen->exif, g_bytes_unref);
    g_clear_pointer(&seen->xmp, g_bytes_unref);
}

GBytes *canvas_jpeg(const struct canvas *canvas, gsize most)
{
    gsize size = (gsize)canvas->width * (gsize)canvas->height * 3;
    VipsImage *image =
        vips_image_new_from_memory(canvas->rgb, size, canvas->width, canvas->height, 3, VIPS_FORMAT_UCHAR);
    GBytes *made = NULL;
    for (int quality = 75; image && !made && quality > 0; quality -= 25) {
        void *data = NULL;
        size_t length = 0;
        if (vips_jpegsave_buffer(image, &data, &length, "Q", quality, "strip", TRUE, NULL) != 0)
            break;
        if (length <= most)
            made = g_bytes_new_take(data, length);
        else
            g_free(data);
    }
    g_clear_object(&image);
    vips_error_clear();
    return made;
}
