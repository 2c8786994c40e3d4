/* Scans: pictures of pages, and PDFs that hold nothing else.
 *
 * A page is looked at small first: most pictures in mail are photographs, and show it. What looks like a page is laid
 * flat, turned until it reads best, freed of its rules and recognised as a whole (cell by cell reads worse); the
 * characters then go into the cells that the rules enclose. Nothing of it is certain.
 */
#include <math.h>
#include <string.h>

#include "document/scan.h"

#define MAX_BLOBS 15000 /* on a page of 2,000 characters stand some 6,000 */
#define LOOK_SIDE 900
#define MIN_SIDE 300    /* pixels: nothing smaller can be read */
#define MAX_LOOKED 40   /* pages of a file that are looked at */
#define ERASED 3        /* pixels to both sides of a rule's middle */
#define MOST_CELLS 1000 /* pages full of them are tiles, fences, facades */
#define LEGIBLE 0.6     /* one that reads worse holds no text */
#define SURE 0.93       /* a page that reads as well lies right */
#define TALL_LINE 64    /* a line of text higher than this is several */

/* Looks ----------------------------------------------------------------------------------------------------------- */

static bool is_page(const struct picture *picture)
{
    if (MIN(picture->width, picture->height) < MIN_SIDE)
        return false;
    g_autoptr(Picture) small = picture_shrink(picture, LOOK_SIDE);
    struct plane_look look = plane_look(small);
    bool ruled =
        look.cells >= 5 && look.cells <= MOST_CELLS && look.letters >= 70 && look.letters <= 3000 && look.grain < 0.03;
    return ruled || (look.letters >= 100 && look.letters <= 2500 && look.grain < 0.02);
}

/* Rules ----------------------------------------------------------------------------------------------------------- */

static void erase(struct picture *page, const GArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const struct pdf_line *line = &g_array_index(lines, struct pdf_line, i);
        int from = (int)line->from - ERASED, to = (int)line->to + ERASED, at = (int)(line->at + 0.5);
        for (int along = from; along <= to; along++)
            for (int across = at - ERASED; across <= at + ERASED; across++) {
                int x = line->upright ? across : along, y = line->upright ? along : across;
                if (x >= 0 && y >= 0 && x < page->width && y < page->height)
                    page->grey[(gsize)y * (gsize)page->width + (gsize)x] = 255;
            }
    }
}

/* Blocks ---------------------------------------------------------------------------------------------------------- */

struct scan {
    struct document *document;
    struct scan_engine *engine;
    struct counts counts;
    int number; /* of the page */
};

static void put_place(struct scan *scan, struct pdf_place *place, const struct pdf_box *box, GPtrArray *blocks);

static guint edge_near(const GArray *edges, double at)
{
    guint best = 0;
    for (guint i = 1; i < edges->len; i++)
        if (fabs(g_array_index(edges, double, i) - at) < fabs(g_array_index(edges, double, best) - at))
            best = i;
    return best;
}

static void put_grid(struct scan *scan, const struct pdf_grid *grid, GPtrArray *blocks)
{
    struct table *table = count_table(scan->document, &scan->counts);
    if (!table)
        return;
    table->page = scan->number;
    g_ptr_array_add(blocks, block_table(table));
    for (guint i = 0; i < grid->cells->len; i++) {
        struct pdf_cell *from = grid->cells->pdata[i];
        const struct pdf_box *box = &from->box;
        int left = (int)edge_near(grid->columns, box->x1), right = (int)edge_near(grid->columns, box->x2);
        struct cell *cell =
            count_cell(scan->document, &scan->counts, table, from->row + 1, left + 1, from->rows, MAX(right - left, 1));
        if (!cell)
            return;
        cell->area =
            (struct area){scan->number, (int)box->x1, (int)box->y1, (int)(box->x2 - box->x1), (int)(box->y2 - box->y1)};
        scan->counts.depth++;
        put_place(scan, &from->content, box, cell->blocks);
        scan->counts.depth--;
    }
}

/* The items above a height leave the place. */
static void put_items(struct scan *scan, GPtrArray *items, double above, const struct pdf_box *box, GPtrArray *blocks)
{
    g_autoptr(GPtrArray) here = g_ptr_array_new();
    guint kept = 0;
    for (guint i = 0; i < items->len; i++) {
        const struct pdf_item *item = items->pdata[i];
        if ((item->box.y1 + item->box.y2) / 2 < above)
            g_ptr_array_add(here, items->pdata[i]);
        else
            items->pdata[kept++] = items->pdata[i];
    }
    g_ptr_array_set_size(items, (gint)kept);
    if (here->len > 0)
        pdf_paragraphs(scan->document, &scan->counts, here, box, blocks);
}

static void put_place(struct scan *scan, struct pdf_place *place, const struct pdf_box *box, GPtrArray *blocks)
{
    for (guint i = 0; i < place->grids->len; i++) {
        const struct pdf_grid *grid = place->grids->pdata[i];
        put_items(scan, place->items, grid->box.y1, box, blocks);
        put_grid(scan, grid, blocks);
    }
    put_items(scan, place->items, G_MAXDOUBLE, box, blocks);
}

/* Every mark on a scan is the recogniser's guess. */
static void mark_origins(const GPtrArray *blocks)
{
    for (guint i = 0; i < blocks->len; i++) {
        const struct block *block = blocks->pdata[i];
        for (guint k = 0; block->kind == BLOCK_PARAGRAPH && k < block->paragraph->runs->len; k++)
            ((struct run *)block->paragraph->runs->pdata[k])->origin = MARK_OCR;
        for (guint k = 0; block->kind == BLOCK_TABLE && k < block->table->cells->len; k++)
            mark_origins(((struct cell *)block->table->cells->pdata[k])->blocks);
    }
}

/* Pages ----------------------------------------------------------------------------------------------------------- */

static struct pdf_page *make_page(const struct picture *picture, const GArray *symbols, int number)
{
    struct pdf_page *page = g_new0(struct pdf_page, 1);
    page->number = number;
    page->width = picture->width;
    page->height = picture->height;
    page->items = g_array_new(FALSE, FALSE, sizeof(struct pdf_item));
    page->overlays = g_array_new(FALSE, FALSE, sizeof(struct pdf_box));
    page->strokes = g_array_new(FALSE, FALSE, sizeof(struct pdf_box));
    page->texts = g_string_chunk_new(4096);
    page->grey = g_memdup2(picture->grey, (gsize)picture->width * (gsize)picture->height);
    for (guint i = 0; i < symbols->len; i++) {
        const struct scan_symbol *symbol = &g_array_index(symbols, struct scan_symbol, i);
        struct pdf_item item = {.box = symbol->box, .text = g_string_chunk_insert_const(page->texts, symbol->text)};
        /* A comma stands in the line that it belongs to. */
        if (symbol->bottom - symbol->top < TALL_LINE) {
            item.box.y1 = symbol->top;
            item.box.y2 = symbol->bottom;
        }
        g_array_append_val(page->items, item);
    }
    return page;
}

static void put_page(struct scan *scan, const struct picture *picture, GArray *symbols, GArray *lines)
{
    struct pdf_page *page = make_page(picture, symbols, scan->number);
    struct pdf_place *place = pdf_place(page, lines, NULL);
    guint before = scan->document->blocks->len;
    put_place(scan, place, NULL, scan->document->blocks);
    g_autoptr(GPtrArray) made = g_ptr_array_new();
    for (guint i = before; i < scan->document->blocks->len; i++)
        g_ptr_array_add(made, scan->document->blocks->pdata[i]);
    mark_origins(made);
    pdf_place_free(place);
    pdf_page_free(page);
}

/* The page as it reads best: as it lies, on its head, or turned aside; NULL when it reads no way. */
static struct picture *turn_right(struct scan *scan, const struct picture *flat)
{
    static const int turns[] = {0, 2, 1, 3};
    g_autoptr(Picture) bare = picture_copy(flat);
    g_autoptr(GArray) lines = scan_lines(bare);
    erase(bare, lines);
    int best = 0;
    double most = 0;
    for (guint i = 0; i < G_N_ELEMENTS(turns) && most < SURE; i++) {
        g_autoptr(Picture) turned = picture_turn(bare, turns[i]);
        double sure = scan_try(scan->engine, turned);
        if (sure > most) {
            most = sure;
            best = turns[i];
        }
    }
    return most > LEGIBLE ? picture_turn(flat, best) : NULL;
}

/* Grain and damage leave more blobs than any writing does, and the recogniser loses its way among them. */
static bool is_grainy(const struct picture *page)
{
    g_autoptr(Picture) ink = plane_ink(page);
    guint32 *made;
    g_autoptr(GArray) blobs = plane_blobs(ink, &made);
    g_free(made);
    return blobs->len > MAX_BLOBS;
}

static bool read_page(struct scan *scan, const struct picture *picture)
{
    g_autoptr(Picture) flat = scan_flatten(picture);
    g_autoptr(Picture) upright = flat && !is_grainy(flat) ? turn_right(scan, flat) : NULL;
    if (!upright)
        return false;
    g_autoptr(GArray) lines = scan_lines(upright);
    g_autoptr(Picture) bare = picture_copy(upright);
    erase(bare, lines);
    g_autoptr(GArray) symbols = scan_recognise(scan->engine, bare);
    if (!symbols)
        return false;
    scan_marks(bare, symbols);
    scan->number++;
    put_page(scan, bare, symbols, lines);
    g_ptr_array_add(scan->document->pages, g_steal_pointer(&upright));
    return true;
}

bool document_scannable(const char *type)
{
    static const char *const types[] = {"image/jpeg",     "image/png",  "image/tiff",     "image/bmp",
                                        "image/x-ms-bmp", "image/webp", "application/pdf"};
    for (gsize i = 0; type && i < G_N_ELEMENTS(types); i++)
        if (strcmp(types[i], type) == 0)
            return true;
    return false;
}

bool document_page_like(GBytes *bytes, const char *type)
{
    if (!g_str_has_prefix(type, "image/") || !document_scannable(type))
        return false;
    g_autoptr(Picture) picture = picture_decode(bytes, 0, LOOK_SIDE * 2 / 3);
    return picture && is_page(picture);
}

static struct picture *take_page(GBytes *bytes, struct pdf_source *source, int page, int side)
{
    return source ? pdf_picture(source, page + 1, side) : picture_decode(bytes, page, side);
}

static int scan_pages(struct scan *scan, GBytes *bytes, struct pdf_source *source, int limit)
{
    int count = MIN(source ? pdf_pages(source) : picture_pages(bytes), MAX_LOOKED), left = 0;
    for (int page = 0; page < count; page++) {
        g_autoptr(Picture) small = take_page(bytes, source, page, LOOK_SIDE * 2 / 3);
        if (!small || !is_page(small))
            continue;
        if (scan->number >= limit) {
            left++;
            continue;
        }
        g_autoptr(Picture) picture = take_page(bytes, source, page, SCAN_SIDE);
        if (!scan->engine)
            scan->engine = scan_engine_start();
        if (!scan->engine || !picture || !read_page(scan, picture))
            left++;
    }
    return left;
}

int document_scan(struct document *document, GBytes *bytes, int limit)
{
    struct scan scan = {.document = document};
    bool pdf = document->kind == DOCUMENT_SCAN && g_bytes_get_size(bytes) > 4 &&
               memcmp(g_bytes_get_data(bytes, NULL), "%PDF", 4) == 0;
    enum pdf_state state;
    struct pdf_source *source = pdf ? pdf_open(bytes, &state) : NULL;
    if (pdf && !source)
        return 0;
    if (!document->pages)
        document->pages = g_ptr_array_new_with_free_func((GDestroyNotify)picture_free);
    int left = scan_pages(&scan, bytes, source, limit);
    if (left > 0 && !scan.engine && limit > 0)
        document_warn(document, "没有文字识别程序或其中文数据，未识别");
    else if (left > 0)
        document_warn(document, "另有%d页像表格，未识别", left);
    if (scan.engine)
        scan_engine_stop(scan.engine);
    if (source)
        pdf_close(source);
    return scan.number;
}

void scan_read(struct document *document, GBytes *bytes)
{
    document->damaged = picture_pages(bytes) == 0;
    if (!document->damaged)
        document_scan(document, bytes, SCAN_MAX_PAGES);
}
