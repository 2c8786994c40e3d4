/* qpdf opens the file and hands out objects; content.c tells where a page paints which picture. A picture's effective
 * resolution is its pixels over the inches that they cover, whatever way it is turned; poppler's bounding boxes would
 * mislead for rotated ones.
 */
#include "work/preflight.h"

#include <math.h>
#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "work/content.h"

enum { PAGES = 100, PICTURES = 2000, DEPTH = 6, FONTS = 200, NAMES_BYTES = 300 };

#define CONTENT_BYTES (64 * 1024 * 1024) /* of all streams together */
#define SMALL_PIXELS 16                  /* lines, dots, gradients of one pixel's width: no pictures */
#define SMALL_SHARE 0.02                 /* of the page; smaller ones are logos and ornaments */
#define POINTS 72.0                      /* an inch */

struct preflight {
    qpdf_data pdf;
    struct work *work;
    double page_area; /* square points */
    guint pictures;   /* looked at */
    gsize bytes_left; /* of content streams */
    gboolean managed; /* the document or the page says what its device colours mean */
    GHashTable *fonts, *colours, *seen;
};

static void damage(struct preflight *flight)
{
    flight->work->damaged = true;
}

/* qpdf keeps one error; reading it makes room for the next. */
static bool failed(const struct preflight *flight)
{
    bool error = qpdf_has_error(flight->pdf);
    if (error)
        qpdf_get_error(flight->pdf);
    return error;
}

static qpdf_oh get(const struct preflight *flight, qpdf_oh dict, const char *key)
{
    return qpdf_oh_get_key_if_dict(flight->pdf, dict, key);
}

static double number(const struct preflight *flight, qpdf_oh object)
{
    return qpdf_oh_is_number(flight->pdf, object) ? qpdf_oh_get_numeric_value(flight->pdf, object) : 0;
}

static bool is_name(const struct preflight *flight, qpdf_oh object, const char *name)
{
    return qpdf_oh_is_name(flight->pdf, object) && !strcmp(qpdf_oh_get_name(flight->pdf, object), name);
}

/* Every indirect object once: forms may paint each other, fonts are shared by all pages. */
static bool first_time(struct preflight *flight, qpdf_oh object)
{
    int id = qpdf_oh_get_object_id(flight->pdf, object);
    return id == 0 || g_hash_table_add(flight->seen, GINT_TO_POINTER(id));
}

/* Fonts ------------------------------------------------------------------------------------------------- */

/* Every reader has the standard 14 or their like (PDF 32000-1, 9.6.2.2). */
static bool is_standard(const char *name)
{
    static const char *const begins[] = {"Helvetica", "Times-", "Courier", "Symbol", "ZapfDingbats"};
    for (gsize i = 0; i < G_N_ELEMENTS(begins); i++)
        if (g_str_has_prefix(name, begins[i]))
            return true;
    return false;
}

static bool has_file(const struct preflight *flight, qpdf_oh descriptor)
{
    static const char *const keys[] = {"/FontFile", "/FontFile2", "/FontFile3"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (qpdf_oh_is_stream(flight->pdf, get(flight, descriptor, keys[i])))
            return true;
    return false;
}

static void look_at_font(struct preflight *flight, qpdf_oh font)
{
    if (g_hash_table_size(flight->fonts) >= FONTS || is_name(flight, get(flight, font, "/Subtype"), "/Type3"))
        return;
    qpdf_oh inner = font;
    if (is_name(flight, get(flight, font, "/Subtype"), "/Type0")) {
        qpdf_oh descendants = get(flight, font, "/DescendantFonts");
        if (qpdf_oh_is_array(flight->pdf, descendants))
            inner = qpdf_oh_get_array_item(flight->pdf, descendants, 0);
    }
    qpdf_oh base = get(flight, font, "/BaseFont");
    const char *name = qpdf_oh_is_name(flight->pdf, base) ? qpdf_oh_get_name(flight->pdf, base) + 1 : "";
    if (strlen(name) > 7 && name[6] == '+')
        name += 7;
    if (!*name || is_standard(name) || has_file(flight, get(flight, inner, "/FontDescriptor")))
        return;
    g_autofree char *text = text_from_bytes(name, strlen(name), NULL);
    g_hash_table_add(flight->fonts, text_tidy(text));
}

static void look_at_fonts(struct preflight *flight, qpdf_oh resources)
{
    qpdf_oh fonts = get(flight, resources, "/Font");
    if (!qpdf_oh_is_dictionary(flight->pdf, fonts) || !first_time(flight, fonts))
        return;
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    qpdf_oh_begin_dict_key_iter(flight->pdf, fonts);
    while (qpdf_oh_dict_more_keys(flight->pdf) && keys->len < FONTS)
        g_ptr_array_add(keys, g_strdup(qpdf_oh_dict_next_key(flight->pdf)));
    for (guint i = 0; i < keys->len; i++)
        look_at_font(flight, get(flight, fonts, keys->pdata[i]));
}

/* Pictures ---------------------------------------------------------------------------------------------- */

/* A device colour without any profile: what it looks like is the printer's guess. */
static void look_at_colour(struct preflight *flight, qpdf_oh picture)
{
    qpdf_oh space = get(flight, picture, "/ColorSpace");
    if (qpdf_oh_is_array(flight->pdf, space) &&
        is_name(flight, qpdf_oh_get_array_item(flight->pdf, space, 0), "/Indexed"))
        space = qpdf_oh_get_array_item(flight->pdf, space, 1);
    if (flight->managed || !qpdf_oh_is_name(flight->pdf, space))
        return;
    const char *name = qpdf_oh_get_name(flight->pdf, space);
    if (!strcmp(name, "/DeviceRGB") || !strcmp(name, "/DeviceCMYK"))
        g_hash_table_add(flight->colours, g_strdup(name + 1));
}

static void look_at_picture(struct preflight *flight, qpdf_oh picture, const struct matrix *matrix)
{
    double pixels_wide = number(flight, get(flight, picture, "/Width"));
    double pixels_high = number(flight, get(flight, picture, "/Height"));
    double wide = hypot(matrix->a, matrix->b), high = hypot(matrix->c, matrix->d); /* points */
    flight->pictures++;
    if (qpdf_oh_get_bool_value(flight->pdf, get(flight, picture, "/ImageMask")) || pixels_wide < SMALL_PIXELS ||
        pixels_high < SMALL_PIXELS || wide * high < SMALL_SHARE * flight->page_area || !isfinite(wide * high))
        return;
    double across = pixels_wide * POINTS / wide, down = pixels_high * POINTS / high;
    gint64 dpi = (gint64)MIN(floor(MIN(across, down)), 1000000);
    gint64 stretch = (gint64)MIN(round(100 * (MAX(across, down) / MIN(across, down) - 1)), 1000000);
    struct work *work = flight->work;
    work->dpi = work->dpi < 0 ? dpi : MIN(work->dpi, dpi);
    work->stretch = MAX(work->stretch, stretch);
    look_at_colour(flight, picture);
}

static void look_at_content(struct preflight *flight, qpdf_oh resources, const char *bytes, gsize length,
                            const struct matrix *matrix, int depth);

static void look_at_form(struct preflight *flight, qpdf_oh form, qpdf_oh dict, const struct matrix *matrix, int depth)
{
    unsigned char *bytes = NULL;
    size_t length = 0;
    struct matrix inner = {1, 0, 0, 1};
    qpdf_oh given = get(flight, dict, "/Matrix");
    if (qpdf_oh_is_array(flight->pdf, given) && qpdf_oh_get_array_n_items(flight->pdf, given) == 6) {
        double *const values[] = {&inner.a, &inner.b, &inner.c, &inner.d};
        for (int i = 0; i < 4; i++)
            *values[i] = number(flight, qpdf_oh_get_array_item(flight->pdf, given, i));
    }
    struct matrix placed = matrix_multiply(&inner, matrix);
    QPDF_ERROR_CODE code = qpdf_oh_get_stream_data(flight->pdf, form, qpdf_dl_generalized, NULL, &bytes, &length);
    if (!(code & QPDF_ERRORS) && bytes)
        look_at_content(flight, get(flight, dict, "/Resources"), (const char *)bytes, length, &placed, depth + 1);
    failed(flight);
    free(bytes);
}

static void look_at_content(struct preflight *flight, qpdf_oh resources, const char *bytes, gsize length,
                            const struct matrix *matrix, int depth)
{
    look_at_fonts(flight, resources);
    gsize readable = MIN(length, flight->bytes_left);
    if (depth >= DEPTH)
        return;
    flight->bytes_left -= readable;
    g_autoptr(GArray) painted = content_painted(bytes, readable, matrix, PICTURES);
    qpdf_oh objects = get(flight, resources, "/XObject");
    for (guint i = 0; i < painted->len && flight->pictures < PICTURES; i++) {
        const struct painted *one = &g_array_index(painted, struct painted, i);
        qpdf_oh object = get(flight, objects, one->name);
        if (!qpdf_oh_is_stream(flight->pdf, object))
            continue;
        qpdf_oh dict = qpdf_oh_get_dict(flight->pdf, object);
        if (is_name(flight, get(flight, dict, "/Subtype"), "/Image")) {
            look_at_picture(flight, dict, &one->matrix);
        } else if (is_name(flight, get(flight, dict, "/Subtype"), "/Form")) {
            flight->pictures++;
            look_at_form(flight, object, dict, &one->matrix, depth);
        }
    }
}

/* Pages ------------------------------------------------------------------------------------------------- */

static double area_of(const struct preflight *flight, qpdf_oh page, const char *key)
{
    double corners[4];
    qpdf_oh box = get(flight, page, key);
    if (!qpdf_oh_is_array(flight->pdf, box) || qpdf_oh_get_array_n_items(flight->pdf, box) != 4)
        return 0;
    for (int i = 0; i < 4; i++)
        corners[i] = number(flight, qpdf_oh_get_array_item(flight->pdf, box, i));
    return fabs((corners[2] - corners[0]) * (corners[3] - corners[1]));
}

static void look_at_page(struct preflight *flight, size_t index)
{
    qpdf_oh page = qpdf_get_page_n(flight->pdf, index);
    unsigned char *bytes = NULL;
    size_t length = 0;
    double crop = area_of(flight, page, "/CropBox"), unit = number(flight, get(flight, page, "/UserUnit"));
    flight->page_area = crop > 0 ? crop : area_of(flight, page, "/MediaBox");
    struct matrix matrix = unit > 0 ? (struct matrix){unit, 0, 0, unit} : (struct matrix){1, 0, 0, 1};
    flight->page_area *= matrix.a * matrix.a;
    if (failed(flight) || qpdf_oh_get_page_content_data(flight->pdf, page, &bytes, &length) & QPDF_ERRORS || !bytes)
        damage(flight);
    else
        look_at_content(flight, get(flight, page, "/Resources"), (const char *)bytes, length, &matrix, 0);
    failed(flight);
    qpdf_oh_release_all(flight->pdf);
    free(bytes);
}

/* PDF/X and PDF/A carry what their device colours mean. */
static bool has_intent(const struct preflight *flight)
{
    qpdf_oh intents = get(flight, qpdf_get_root(flight->pdf), "/OutputIntents");
    return qpdf_oh_is_array(flight->pdf, intents) && qpdf_oh_get_array_n_items(flight->pdf, intents) > 0;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *joined(GHashTable *names)
{
    if (g_hash_table_size(names) == 0)
        return NULL;
    guint count;
    g_autofree gpointer *all = g_hash_table_get_keys_as_array(names, &count);
    qsort(all, count, sizeof *all, by_text);
    g_autofree char *text = g_strjoinv("、", (char **)all);
    return text_truncate(text, NAMES_BYTES);
}

static void look_at_pages(struct preflight *flight)
{
    int pages = qpdf_get_num_pages(flight->pdf);
    if (failed(flight) || pages <= 0) {
        damage(flight);
        return;
    }
    flight->work->pages = pages;
    qpdf_push_inherited_attributes_to_page(flight->pdf);
    flight->managed = has_intent(flight);
    failed(flight);
    for (int i = 0; i < MIN(pages, PAGES); i++)
        look_at_page(flight, (size_t)i);
    flight->work->fonts = joined(flight->fonts);
    flight->work->colour = joined(flight->colours);
}

void preflight_measure(struct work *work, GBytes *bytes)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    struct preflight flight = {.pdf = qpdf_init(), .work = work, .bytes_left = CONTENT_BYTES};
    flight.fonts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    flight.colours = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    flight.seen = g_hash_table_new(NULL, NULL);
    qpdf_set_suppress_warnings(flight.pdf, QPDF_TRUE);
    qpdf_silence_errors(flight.pdf);
    if (qpdf_read_memory(flight.pdf, work->name, data ? data : "", length, NULL) & QPDF_ERRORS) {
        qpdf_error error = qpdf_get_error(flight.pdf);
        if (error && qpdf_get_error_code(flight.pdf, error) == qpdf_e_password)
            work->encrypted = true;
        else
            damage(&flight);
    } else {
        look_at_pages(&flight);
    }
    g_hash_table_unref(flight.fonts);
    g_hash_table_unref(flight.colours);
    g_hash_table_unref(flight.seen);
    qpdf_cleanup(&flight.pdf);
}
