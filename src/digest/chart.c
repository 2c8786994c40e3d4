/* The charts: drawn here, so that a page from disk needs nothing but pictures. Twice the size at which they are shown,
 * for sharp print.
 */
#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/error.h"
#include "digest/inside.h"
#include "digest/site.h"

#define FONTS "Noto Sans CJK SC,Source Han Sans SC,WenQuanYi Micro Hei,SimSun,sans-serif"

enum { SCALE = 2, WIDTH = 480, MARGIN = 10, HEADING = 36, ROW = 26, LABEL = 170, MOST_ROWS = 16, DAYS_HEIGHT = 220 };

struct chart {
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoLayout *layout;
};

struct colour {
    double red, green, blue;
};

static const struct colour ink = {0.12, 0.16, 0.20}, soft = {0.37, 0.42, 0.48}, bar = {0.45, 0.62, 0.78},
                           good = {0.25, 0.62, 0.42}, warn = {0.90, 0.67, 0.22}, look = {0.72, 0.55, 0.80},
                           bad = {0.80, 0.33, 0.28}, line = {0.88, 0.90, 0.92};

static void chart_begin(struct chart *chart, int height)
{
    chart->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH * SCALE, height * SCALE);
    chart->cairo = cairo_create(chart->surface);
    cairo_scale(chart->cairo, SCALE, SCALE);
    cairo_set_source_rgb(chart->cairo, 1, 1, 1);
    cairo_paint(chart->cairo);
    chart->layout = pango_cairo_create_layout(chart->cairo);
}

static void chart_end(struct chart *chart)
{
    g_object_unref(chart->layout);
    cairo_destroy(chart->cairo);
    cairo_surface_destroy(chart->surface);
}

static void fill(struct chart *chart, const struct colour *colour, double x, double y, double width, double height)
{
    cairo_set_source_rgb(chart->cairo, colour->red, colour->green, colour->blue);
    cairo_rectangle(chart->cairo, x, y, width, height);
    cairo_fill(chart->cairo);
}

/* `room`: the text is cut to that many units, 0: as long as it is; `align` 0 left, 1 right, 0.5 about `x`. Its width.
 */
static double text_at(struct chart *chart, const struct colour *colour, int size, const char *text, double x, double y,
                      int room, double align)
{
    g_autofree char *font = g_strdup_printf(FONTS " %dpx", size);
    PangoFontDescription *description = pango_font_description_from_string(font);
    pango_layout_set_font_description(chart->layout, description);
    pango_font_description_free(description);
    pango_layout_set_width(chart->layout, room ? room * PANGO_SCALE : -1);
    pango_layout_set_ellipsize(chart->layout, room ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_single_paragraph_mode(chart->layout, TRUE);
    pango_layout_set_text(chart->layout, text, -1);
    int width, height;
    pango_layout_get_pixel_size(chart->layout, &width, &height);
    cairo_set_source_rgb(chart->cairo, colour->red, colour->green, colour->blue);
    cairo_move_to(chart->cairo, x - align * width, y);
    pango_cairo_show_layout(chart->cairo, chart->layout);
    return width;
}

static cairo_status_t collect(void *closure, const unsigned char *bytes, unsigned length)
{
    g_byte_array_append(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static bool chart_save(struct chart *chart, const struct site *site, const char *name, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_status_t status = cairo_surface_write_to_png_stream(chart->surface, collect, bytes);
    if (status == CAIRO_STATUS_SUCCESS)
        return site_put(site, name, bytes->data, bytes->len, error);
    g_set_error(error, HUIZHI_ERROR, ERROR_IO, "%s: %s", name, cairo_status_to_string(status));
    return false;
}

static gint64 most_of(const struct breakdown *tally)
{
    gint64 most = 1;
    for (guint i = 0; tally && i < tally->rows->len; i++)
        most = MAX(most, ((const struct breakdown_row *)tally->rows->pdata[i])->all);
    return most;
}

/* Bars to the right, a row each; what is beyond the last row is one more. */
static bool draw_rows(const struct site *site, const struct breakdown *tally, const char *title, const char *name,
                      GError **error)
{
    guint all = tally ? tally->rows->len : 0, rows = MIN(all, MOST_ROWS);
    gint64 most = most_of(tally), left = 0;
    for (guint i = rows; i < all; i++)
        left += ((const struct breakdown_row *)tally->rows->pdata[i])->all;
    struct chart chart;
    chart_begin(&chart, HEADING + (int)MAX(rows + (left > 0), 1) * ROW + MARGIN);
    text_at(&chart, &ink, 16, title, MARGIN, 8, 0, 0);
    if (rows == 0)
        text_at(&chart, &soft, 14, "还没有来件", MARGIN, HEADING, 0, 0);
    for (guint i = 0; i < rows + (left > 0); i++) {
        const struct breakdown_row *row = i < rows ? tally->rows->pdata[i] : NULL;
        gint64 count = row ? row->all : left;
        double y = HEADING + (double)i * ROW,
               width = (WIDTH - LABEL - 3 * MARGIN - 50.0) * (double)MIN(count, most) / (double)most;
        g_autofree char *number = g_strdup_printf("%d", (int)count);
        text_at(&chart, &ink, 14, row ? row->name : "其他", MARGIN, y + 1, LABEL, 0);
        fill(&chart, &bar, LABEL + 2 * MARGIN, y + 3, MAX(width, 1), ROW - 8);
        text_at(&chart, &soft, 14, number, LABEL + 2 * MARGIN + MAX(width, 1) + 6, y + 1, 0, 0);
    }
    bool good_file = chart_save(&chart, site, name, error);
    chart_end(&chart);
    return good_file;
}

/* A column a day, with the number on top when there is room, and some of the dates. */
static bool draw_days(const struct site *site, GError **error)
{
    const struct breakdown *days = tally_find(site->digest, tally_days);
    guint count = days ? days->rows->len : 0;
    gint64 most = most_of(days);
    double room = count ? (WIDTH - 2.0 * MARGIN) / count : 0, wide = MIN(room, 48.0), base = DAYS_HEIGHT - 30;
    guint every = count > 0 ? (guint)(62 / wide) + 1 : 1;
    struct chart chart;
    chart_begin(&chart, DAYS_HEIGHT);
    text_at(&chart, &ink, 16, "每日来件（件）", MARGIN, 8, 0, 0);
    for (guint i = 0; i < count; i++) {
        const struct breakdown_row *row = days->rows->pdata[i];
        double height = (base - HEADING - 18) * (double)row->all / (double)most, x = MARGIN + i * wide;
        g_autofree char *number = g_strdup_printf("%d", (int)row->all);
        if (row->all > 0)
            fill(&chart, &bar, x + 1, base - height, MAX(wide - 3, 1), height);
        if (row->all > 0 && (wide > 20 || row->all == most))
            text_at(&chart, &soft, 12, number, x + wide / 2, base - height - 16, 0, 0.5);
        if (i % every == 0 && (i + every <= count || count <= every))
            text_at(&chart, &soft, 12, row->name, x, base + 6, 0, 0);
    }
    fill(&chart, &line, MARGIN, base, WIDTH - 2 * MARGIN, 1);
    bool good_file = chart_save(&chart, site, "charts/days.png", error);
    chart_end(&chart);
    return good_file;
}

/* A bar a campaign, in parts. */
static bool draw_states(const struct site *site, GError **error)
{
    const GPtrArray *all = site->digest->totals;
    struct chart chart;
    enum { BLOCK = 62 };
    chart_begin(&chart, HEADING + (int)MAX(all->len, 1) * BLOCK + MARGIN);
    text_at(&chart, &ink, 16, "收齐情况", MARGIN, 8, 0, 0);
    if (all->len == 0)
        text_at(&chart, &soft, 14, "还没有来件", MARGIN, HEADING, 0, 0);
    for (guint i = 0; i < all->len; i++) {
        const struct totals *totals = all->pdata[i];
        const struct {
            const char *name;
            gint64 count;
            const struct colour *colour;
        } parts[] = {{"收齐", totals->complete, &good},
                     {"待补", totals->incomplete, &warn},
                     {"待核", totals->review, &look},
                     {"逾期", totals->late, &bad},
                     {"不采用", totals->rejected, &soft}};
        double y = HEADING + (double)i * BLOCK, x = MARGIN, at = MARGIN;
        text_at(&chart, &ink, 14, totals->name, MARGIN, y, WIDTH - 2 * MARGIN, 0);
        for (gsize n = 0; n < G_N_ELEMENTS(parts); n++) {
            double width = (WIDTH - 2.0 * MARGIN) * (double)parts[n].count / (double)MAX(totals->all, 1);
            if (parts[n].count <= 0)
                continue;
            fill(&chart, parts[n].colour, x, y + 20, MAX(width - 1, 1), 14);
            x += width;
            g_autofree char *text = g_strdup_printf("%s %d", parts[n].name, (int)parts[n].count);
            fill(&chart, parts[n].colour, at, y + 41, 10, 10);
            at += text_at(&chart, &soft, 13, text, at + 14, y + 37, 0, 0) + 32;
        }
    }
    bool good_file = chart_save(&chart, site, "charts/states.png", error);
    chart_end(&chart);
    return good_file;
}

bool chart_write(const struct site *site, GError **error)
{
    const struct digest *digest = site->digest;
    return draw_days(site, error) && draw_states(site, error) &&
           draw_rows(site, tally_find(digest, tally_categories), "作品类别（件）", "charts/categories.png", error) &&
           draw_rows(site, tally_find(digest, tally_regions), "地区（件）", "charts/regions.png", error);
}
