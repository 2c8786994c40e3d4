/* The door to poppler: pages as characters with boxes, and a drawing for the ruling lines.
 *
 * The drawing keeps no characters: once their styles and ticks are read from it, each box is painted over with what is
 * behind it, so that only rules, boxes and pictures remain.
 */
#include <cairo.h>
#include <math.h>
#include <poppler.h>
#include <string.h>

#include "document/glyph.h"
#include "document/pdf.h"

#define MAX_SIDE 1300   /* points: a little over A3; what is larger is a poster */
#define MAX_PICTURE 0.6 /* of the page; with little text beside it the page is no form */
#define FEW_CHARACTERS 200
#define PAST 4   /* pixels that a rule goes on past a character */
#define RULE 170 /* the lightest grey of a rule */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

struct pdf_source {
    PopplerDocument *document;
    GBytes *bytes;
};

static void quiet(const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)data;
}

struct pdf_source *pdf_open(GBytes *bytes, enum pdf_state *state)
{
    g_autoptr(GError) error = NULL;
    g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, quiet, NULL);
    PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, &error);
    *state = PDF_OPEN;
    if (!document) {
        bool locked = g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
        *state = locked ? PDF_ENCRYPTED : PDF_DAMAGED;
        return NULL;
    }
    struct pdf_source *source = g_new0(struct pdf_source, 1);
    source->document = document;
    source->bytes = g_bytes_ref(bytes);
    return source;
}

void pdf_close(struct pdf_source *source)
{
    if (!source)
        return;
    g_object_unref(source->document);
    g_bytes_unref(source->bytes);
    g_free(source);
}

int pdf_pages(const struct pdf_source *source)
{
    return poppler_document_get_n_pages(source->document);
}

gpointer pdf_source_document(const struct pdf_source *source)
{
    return source->document;
}

void pdf_field_free(struct pdf_field *field)
{
    g_free(field->name);
    g_free(field->value);
    g_free(field);
}

void pdf_page_free(struct pdf_page *page)
{
    if (!page)
        return;
    g_array_unref(page->items);
    g_array_unref(page->overlays);
    g_array_unref(page->strokes);
    g_string_chunk_free(page->texts);
    g_free(page->grey);
    g_free(page);
}

/* Characters ----------------------------------------------------------------------------------------------- */

/* "ABCDEF+Wingdings-Regular" → "Wingdings"; NULL for a font of letters. */
static const char *symbols_of(struct pdf_page *page, const char *font)
{
    const char *plus = font ? strchr(font, '+') : NULL;
    g_autofree char *name = g_strdup(plus && plus - font == 6 ? plus + 1 : font ? font : "");
    char *regular = strstr(name, "Regular");
    if (regular)
        *regular = 0;
    return symbol_font(name) ? g_string_chunk_insert_const(page->texts, name) : NULL;
}

/* Programs that draw a symbol with a font of their own keep its code: nearly always Wingdings, else Wingdings 2. */
static const char *lost_font(struct pdf_page *page, gunichar code)
{
    enum mark_state state;
    bool tick;
    const char *glyph;
    if (code < 0xF020 || code > 0xF0FF || symbol_mark("Wingdings", code, &state, &tick, &glyph) ||
        !symbol_mark("Wingdings 2", code, &state, &tick, &glyph))
        return NULL;
    return g_string_chunk_insert_const(page->texts, "Wingdings 2");
}

/* LibreOffice draws signs of Wingdings with its own font and keeps their codes: no letters come from it. */
static const char *office_font(struct pdf_page *page, const char *font, const char *text)
{
    gunichar code = g_utf8_get_char(text);
    enum mark_state state;
    bool tick;
    const char *glyph;
    if (!font || !strstr(font, "OpenSymbol") || code < 0x21 || code > 0xFF)
        return NULL;
    const char *lost = lost_font(page, 0xF000 + code);
    return lost || !symbol_mark("Wingdings", code, &state, &tick, &glyph)
               ? lost
               : g_string_chunk_insert_const(page->texts, "Wingdings");
}

static unsigned style_of(const PopplerTextAttributes *attributes)
{
    const char *font = attributes->font_name ? attributes->font_name : "";
    bool bold = strstr(font, "Bold") || strstr(font, "Black") || strstr(font, "Heavy");
    return (bold ? STYLE_BOLD : 0u) | (attributes->is_underlined ? STYLE_UNDERLINE : 0u);
}

static guint face_of(GHashTable *faces, const char *font)
{
    const char *name = font ? font : "";
    gpointer known = g_hash_table_lookup(faces, name);
    if (known)
        return GPOINTER_TO_UINT(known);
    guint made = MIN(g_hash_table_size(faces) + 1, PDF_MAX_FACES);
    g_hash_table_insert(faces, g_strdup(name), GUINT_TO_POINTER(made));
    return made;
}

/* Fonts and styles by ranges of characters, both ends included. */
static void apply_attributes(struct pdf_page *page, PopplerPage *source, const GArray *index)
{
    g_autoptr(GHashTable) faces = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GList *all = poppler_page_get_text_attributes(source);
    for (const GList *at = all; at; at = at->next) {
        const PopplerTextAttributes *attributes = at->data;
        const char *font = symbols_of(page, attributes->font_name);
        unsigned style = style_of(attributes);
        guint face = face_of(faces, attributes->font_name);
        for (gint64 i = MAX(attributes->start_index, 0); i <= attributes->end_index && i < (gint64)index->len; i++) {
            int at_item = g_array_index(index, int, i);
            if (at_item < 0)
                continue;
            struct pdf_item *item = &g_array_index(page->items, struct pdf_item, at_item);
            const char *office = office_font(page, attributes->font_name, item->text);
            item->font = font ? font : office ? office : item->font;
            item->style = style;
            item->face = face;
            item->size = attributes->font_size * PDF_SCALE;
        }
    }
    page->faces = MIN(g_hash_table_size(faces), PDF_MAX_FACES);
    poppler_page_free_text_attributes(all);
}

static void read_characters(struct pdf_page *page, PopplerPage *source)
{
    PopplerRectangle *boxes = NULL;
    guint count = 0;
    g_autofree char *text = poppler_page_get_text(source);
    g_autoptr(GArray) index = g_array_new(FALSE, FALSE, sizeof(int)); /* character → item */
    if (!text || !g_utf8_validate(text, -1, NULL) || !poppler_page_get_text_layout(source, &boxes, &count))
        return;
    const char *at = text;
    for (guint i = 0; i < count && *at && page->items->len < PDF_MAX_ITEMS; i++) {
        const char *next = g_utf8_next_char(at);
        gunichar code = g_utf8_get_char(at);
        struct pdf_box box = {boxes[i].x1 * PDF_SCALE, boxes[i].y1 * PDF_SCALE, boxes[i].x2 * PDF_SCALE,
                              boxes[i].y2 * PDF_SCALE};
        bool there = code != '\n' && code != '\f' && isfinite(box.x1) && isfinite(box.x2) && isfinite(box.y1) &&
                     isfinite(box.y2) && box.x2 > -10 && box.y2 > -10 && box.x1 < page->width + 10 &&
                     box.y1 < page->height + 10;
        int item = there ? (int)page->items->len : -1;
        g_array_append_val(index, item);
        if (there) {
            char one[8] = "";
            memcpy(one, at, (gsize)(next - at));
            struct pdf_item made = {
                .box = box, .text = g_string_chunk_insert_const(page->texts, one), .font = lost_font(page, code)};
            g_array_append_val(page->items, made);
            page->visible += !g_unichar_isspace(code);
        }
        at = next;
    }
    g_free(boxes);
    apply_attributes(page, source, index);
}

/* Pages ---------------------------------------------------------------------------------------------------- */

struct pdf_page *pdf_page_read(const struct pdf_source *source, int number, GPtrArray *fields)
{
    g_autoptr(PopplerPage) from = poppler_document_get_page(source->document, number - 1);
    if (!from)
        return NULL;
    double width, height;
    poppler_page_get_size(from, &width, &height);
    struct pdf_page *page = g_new0(struct pdf_page, 1);
    page->number = number;
    page->width = (int)CLAMP(width * PDF_SCALE, 1, 100000);
    page->height = (int)CLAMP(height * PDF_SCALE, 1, 100000);
    page->items = g_array_new(FALSE, FALSE, sizeof(struct pdf_item));
    page->overlays = g_array_new(FALSE, FALSE, sizeof(struct pdf_box));
    page->strokes = g_array_new(FALSE, FALSE, sizeof(struct pdf_box));
    page->texts = g_string_chunk_new(4096);
    read_characters(page, from);
    pdf_fields(page, from, fields);
    return page;
}

/* Drawing -------------------------------------------------------------------------------------------------- */

/* A photograph with a few words on it. */
static bool is_picture(const struct pdf_page *page, PopplerPage *source)
{
    double covered = 0, all = page->width / PDF_SCALE * page->height / PDF_SCALE;
    if (page->visible >= FEW_CHARACTERS)
        return false;
    GList *images = poppler_page_get_image_mapping(source);
    for (const GList *at = images; at; at = at->next) {
        const PopplerRectangle *area = &((const PopplerImageMapping *)at->data)->area;
        covered += fabs((area->x2 - area->x1) * (area->y2 - area->y1));
    }
    poppler_page_free_image_mapping(images);
    return covered > MAX_PICTURE * all;
}

static int inside(double value, int end)
{
    return (int)CLAMP(value, 0, end - 1);
}

/* True when a row or a column of pixels is dark past both ends of a box and all through it: a rule that a character
 * stands on, since what is too large for its cell is written across its border. */
static bool is_rule(const guint8 *at, gsize step, int count)
{
    for (int i = 0; i < count; i++)
        if (at[(gsize)i * step] > RULE)
            return false;
    return true;
}

/* Paints over a character with the lightest of its corners. The edges stay: a box may reach over a rule. */
static void paint_over(struct pdf_page *page, const struct pdf_box *box)
{
    double margin = (box->y2 - box->y1) * 0.1;
    int left = inside(box->x1, page->width), right = inside(box->x2, page->width);
    int top = inside(box->y1 + margin, page->height), bottom = inside(box->y2 - margin, page->height);
    gsize width = (gsize)page->width;
    const guint8 *first = page->grey + (gsize)top * width, *last = page->grey + (gsize)bottom * width;
    guint8 behind = MAX(MAX(first[left], first[right]), MAX(last[left], last[right]));
    bool apart = left >= PAST && top >= PAST && right + PAST < page->width && bottom + PAST < page->height;
    g_autofree bool *upright = g_new0(bool, (gsize)MAX(right - left, 0) + 1);
    for (int x = left; x < right && apart; x++)
        upright[x - left] = is_rule(first - PAST * width + x, width, bottom - top + 1 + 2 * PAST);
    for (int y = top; y <= bottom; y++) {
        guint8 *row = page->grey + (gsize)y * width;
        if (apart && is_rule(row + left - PAST, 1, right - left + 2 * PAST))
            continue;
        for (int x = left; x < right; x++)
            row[x] = upright[x - left] ? row[x] : behind;
    }
}

static void take_grey(struct pdf_page *page, cairo_surface_t *surface)
{
    cairo_surface_flush(surface);
    const guint8 *pixels = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    gsize width = (gsize)page->width;
    pdf_styles(page, pixels, (gsize)stride);
    page->grey = g_malloc(width * (gsize)page->height);
    for (int y = 0; y < page->height; y++)
        for (gsize x = 0; x < width; x++)
            page->grey[(gsize)y * width + x] = pixels[(gsize)y * (gsize)stride + x * 4 + 1];
    for (guint i = 0; i < page->items->len; i++) {
        const struct pdf_item *item = &g_array_index(page->items, struct pdf_item, i);
        if (!(item->mark && item->origin == MARK_ACROFORM) && !item->field &&
            !g_unichar_isspace(g_utf8_get_char(item->text)))
            paint_over(page, &item->box);
    }
}

bool pdf_page_draw(const struct pdf_source *source, struct pdf_page *page)
{
    g_autoptr(PopplerPage) from = poppler_document_get_page(source->document, page->number - 1);
    if (!from || page->width > MAX_SIDE * PDF_SCALE || page->height > MAX_SIDE * PDF_SCALE || is_picture(page, from))
        return false;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, page->width, page->height);
    bool done = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    if (done) {
        cairo_t *canvas = cairo_create(surface);
        cairo_set_source_rgb(canvas, 1, 1, 1);
        cairo_paint(canvas);
        cairo_scale(canvas, PDF_SCALE, PDF_SCALE);
        poppler_page_render(from, canvas);
        cairo_destroy(canvas);
        take_grey(page, surface);
    }
    cairo_surface_destroy(surface);
    return done;
}

struct picture *pdf_picture(const struct pdf_source *source, int number, int side)
{
    g_autoptr(PopplerPage) from = poppler_document_get_page(source->document, number - 1);
    double width = 0, height = 0;
    if (from)
        poppler_page_get_size(from, &width, &height);
    double scale = side / MAX(MAX(width, height), 1);
    if (!(width >= 1 && height >= 1 && isfinite(scale)))
        return NULL;
    int across = MAX((int)(width * scale), 1), down = MAX((int)(height * scale), 1);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, across, down);
    struct picture *picture = NULL;
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        cairo_t *canvas = cairo_create(surface);
        cairo_set_source_rgb(canvas, 1, 1, 1);
        cairo_paint(canvas);
        cairo_scale(canvas, scale, scale);
        poppler_page_render(from, canvas);
        cairo_destroy(canvas);
        cairo_surface_flush(surface);
        picture = g_new0(struct picture, 1);
        *picture = (struct picture){across, down, g_malloc((gsize)across * (gsize)down)};
        const guint8 *pixels = cairo_image_surface_get_data(surface);
        gsize stride = (gsize)cairo_image_surface_get_stride(surface);
        for (int y = 0; y < down; y++)
            for (int x = 0; x < across; x++) /* of blue, green, red */
                picture->grey[(gsize)y * (gsize)across + (gsize)x] =
                    (guint8)((pixels[(gsize)y * stride + (gsize)x * 4] +
                              2 * pixels[(gsize)y * stride + (gsize)x * 4 + 1] +
                              pixels[(gsize)y * stride + (gsize)x * 4 + 2]) /
                             4);
    }
    cairo_surface_destroy(surface);
    return picture;
}
