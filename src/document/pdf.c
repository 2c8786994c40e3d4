/* PDF: pages as they look, since most files say no more than where each character stands.
 *
 * A page's characters are put into the cells that its ruling lines enclose; a table that goes on at the top of the
 * next page with the same edges is one table. Values of form fields (AcroForm) stand where their boxes are and come
 * as fields besides. The first pages with text are read; a file without any text is a scan. A file that holds no table
 * on its first pages is hardly a form: its further pages are read as text only.
 */
#include "document/pdf_place.h"

#include <math.h>
#include <string.h>

#define MAX_BARREN 4 /* pages without a table before drawing stops */
#define MAX_MICROSECONDS (4 * G_USEC_PER_SEC)
#define SAME_EDGE 6
#define MARGIN 0.08 /* of the page's height: heads and feet */
#define TAIL 8192   /* "%%EOF" stands in the last bytes of a whole file */

/* The table that the last page ended with, while it may go on. */
struct open_table {
    struct table *table;
    GArray *columns; /* double */
    int rows;
};

struct pdf {
    struct document *document;
    struct counts counts;
    struct open_table open;
    struct pdf_tree *tree;
    int barren;
};

static void put_place(struct pdf *pdf, const struct pdf_page *page, struct pdf_place *place, const struct pdf_box *box,
                      GPtrArray *blocks);

/* Tables --------------------------------------------------------------------------------------------------- */

static double edge_at(const GArray *edges, guint index)
{
    return g_array_index(edges, double, index);
}

/* The index of an edge, -1 when there is none near. */
static int find_edge(const GArray *edges, double at)
{
    for (guint i = 0; i < edges->len; i++)
        if (fabs(edge_at(edges, i) - at) <= SAME_EDGE)
            return (int)i;
    return -1;
}

/* Cells of a grid as rows below the first `above` of a table whose columns have these edges. */
static void put_cells(struct pdf *pdf, const struct pdf_page *page, const struct pdf_grid *grid, struct table *table,
                      const GArray *columns, int above)
{
    for (guint i = 0; i < grid->cells->len; i++) {
        struct pdf_cell *from = grid->cells->pdata[i];
        int left = MAX(find_edge(columns, from->box.x1), 0), right = find_edge(columns, from->box.x2);
        struct cell *cell = count_cell(pdf->document, &pdf->counts, table, above + from->row + 1, left + 1, from->rows,
                                       MAX(right - left, 1));
        if (!cell)
            return;
        pdf->counts.depth++;
        put_place(pdf, page, &from->content, &from->box, cell->blocks);
        pdf->counts.depth--;
    }
}

static struct table *put_grid(struct pdf *pdf, const struct pdf_page *page, const struct pdf_grid *grid,
                              GPtrArray *blocks)
{
    struct table *table = count_table(pdf->document, &pdf->counts);
    if (!table)
        return NULL;
    table->page = page->number;
    put_cells(pdf, page, grid, table, grid->columns, 0);
    g_ptr_array_add(blocks, block_table(table));
    return table;
}

static void close_table(struct pdf *pdf)
{
    g_clear_pointer(&pdf->open.columns, g_array_unref);
    pdf->open.table = NULL;
}

static void open_table(struct pdf *pdf, struct table *table, const struct pdf_grid *grid)
{
    close_table(pdf);
    pdf->open.table = table;
    pdf->open.columns = g_array_copy(grid->columns);
    pdf->open.rows = grid->rows;
}

static bool is_same(double a, double b)
{
    return fabs(a - b) <= SAME_EDGE;
}

static struct pdf_cell *first_cell(const struct pdf_grid *grid)
{
    return grid->cells->len > 0 ? grid->cells->pdata[0] : NULL;
}

static void append_visible(GString *to, const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        if (!g_unichar_isspace(g_utf8_get_char(text)))
            g_string_append_unichar(to, g_utf8_get_char(text));
}

/* True when a table begins with the label that the open one began with: another copy of the form. Three cells and more
 * in that row are a list's header, printed again. */
static bool starts_again(const struct pdf *pdf, const struct pdf_grid *grid)
{
    const struct pdf_cell *now = first_cell(grid);
    const GPtrArray *cells = pdf->open.table->cells;
    guint row = 0;
    for (guint i = 0; i < grid->cells->len; i++)
        row += ((const struct pdf_cell *)grid->cells->pdata[i])->row == 0;
    if (!now || cells->len == 0 || row != 2)
        return false;
    g_autofree char *before = cell_text(cells->pdata[0]);
    g_autoptr(GString) label = g_string_new(NULL), again = g_string_new(NULL);
    append_visible(label, before);
    for (guint i = 0; i < now->content.items->len; i++)
        append_visible(again, ((const struct pdf_item *)now->content.items->pdata[i])->text);
    return label->len > 0 && strcmp(label->str, again->str) == 0;
}

static bool goes_on(const struct pdf *pdf, const struct pdf_grid *grid)
{
    const GArray *before = pdf->open.columns, *now = grid->columns;
    if (!pdf->open.table || !is_same(edge_at(before, 0), edge_at(now, 0)) ||
        !is_same(edge_at(before, before->len - 1), edge_at(now, now->len - 1)))
        return false;
    /* One of the two has all edges of the other: rows of one table may use few of its columns. */
    const GArray *few = before->len < now->len ? before : now, *many = few == before ? now : before;
    for (guint i = 0; i < few->len; i++)
        if (find_edge(many, edge_at(few, i)) < 0)
            return false;
    return true;
}

/* Columns of the open table by finer edges. */
static void refine(struct open_table *open, const GArray *columns)
{
    for (guint i = 0; i < open->table->cells->len; i++) {
        struct cell *cell = open->table->cells->pdata[i];
        int left = MAX(find_edge(columns, edge_at(open->columns, (guint)cell->column - 1)), 0);
        guint end = MIN((guint)(cell->column + cell->colspan - 1), open->columns->len - 1);
        int right = find_edge(columns, edge_at(open->columns, end));
        cell->column = left + 1;
        cell->colspan = MAX(right - left, 1);
    }
    open->table->columns = (int)columns->len - 1;
    g_array_unref(open->columns);
    open->columns = g_array_copy((GArray *)columns);
}

static void continue_table(struct pdf *pdf, const struct pdf_page *page, const struct pdf_grid *grid)
{
    if (grid->columns->len > pdf->open.columns->len)
        refine(&pdf->open, grid->columns);
    put_cells(pdf, page, grid, pdf->open.table, pdf->open.columns, pdf->open.rows);
    pdf->open.rows += grid->rows - pdf_join_rows(pdf->open.table, pdf->open.rows);
}

/* Places --------------------------------------------------------------------------------------------------- */

static double middle(const struct pdf_item *item)
{
    return (item->box.y1 + item->box.y2) / 2;
}

static bool is_text(const struct pdf_item *item)
{
    return item->field || !g_unichar_isspace(g_utf8_get_char(item->text));
}

/* Moves the items above a height into their paragraphs. */
static void put_items(struct pdf *pdf, GPtrArray *items, double above, const struct pdf_box *box, GPtrArray *blocks)
{
    g_autoptr(GPtrArray) here = g_ptr_array_new();
    guint kept = 0;
    for (guint i = 0; i < items->len; i++) {
        if (middle(items->pdata[i]) < above)
            g_ptr_array_add(here, items->pdata[i]);
        else
            items->pdata[kept++] = items->pdata[i];
    }
    g_ptr_array_set_size(items, (gint)kept);
    if (here->len > 0)
        pdf_paragraphs(pdf->document, &pdf->counts, here, box, blocks);
}

static void put_place(struct pdf *pdf, const struct pdf_page *page, struct pdf_place *place, const struct pdf_box *box,
                      GPtrArray *blocks)
{
    for (guint i = 0; i < place->grids->len; i++) {
        const struct pdf_grid *grid = place->grids->pdata[i];
        put_items(pdf, place->items, grid->box.y1, box, blocks);
        put_grid(pdf, page, grid, blocks);
    }
    put_items(pdf, place->items, G_MAXDOUBLE, box, blocks);
}

/* True when there is text between these heights, heads and feet of the page left out. */
static bool has_text(const struct pdf_page *page, const struct pdf_place *place, double from, double to)
{
    double top = MAX(from, page->height * MARGIN), bottom = MIN(to, page->height * (1 - MARGIN));
    for (guint i = 0; i < place->items->len; i++) {
        const struct pdf_item *item = place->items->pdata[i];
        if (is_text(item) && middle(item) > top && middle(item) < bottom)
            return true;
    }
    return false;
}

static void put_page(struct pdf *pdf, const struct pdf_page *page, struct pdf_place *place)
{
    GPtrArray *blocks = pdf->document->blocks, *grids = place->grids;
    const struct pdf_grid *first = grids->len ? grids->pdata[0] : NULL;
    const struct pdf_grid *last = grids->len ? grids->pdata[grids->len - 1] : NULL;
    bool ends_open = last && !has_text(page, place, last->box.y2, page->height);
    if (first && goes_on(pdf, first) && !starts_again(pdf, first) && !has_text(page, place, 0, first->box.y1)) {
        continue_table(pdf, page, first);
        g_ptr_array_remove_index(grids, 0);
        if (grids->len == 0) {
            put_items(pdf, place->items, G_MAXDOUBLE, NULL, blocks);
            if (!ends_open)
                close_table(pdf);
            return;
        }
    }
    close_table(pdf);
    struct table *table = NULL;
    for (guint i = 0; i < grids->len; i++) {
        last = grids->pdata[i];
        put_items(pdf, place->items, last->box.y1, NULL, blocks);
        table = put_grid(pdf, page, last, blocks);
    }
    put_items(pdf, place->items, G_MAXDOUBLE, NULL, blocks);
    if (table && ends_open)
        open_table(pdf, table, last);
}

static void read_page(struct pdf *pdf, const struct pdf_source *source, struct pdf_page *page)
{
    bool drawn = pdf->barren < MAX_BARREN && pdf_page_draw(source, page);
    g_autoptr(GArray) lines = drawn ? pdf_lines(page) : NULL;
    struct pdf_place *place = pdf_place(page, lines, pdf->tree);
    pdf->barren = place->grids->len > 0 ? 0 : pdf->barren + 1;
    put_page(pdf, page, place);
    pdf_place_free(place);
}

/* Fields --------------------------------------------------------------------------------------------------- */

/* Option buttons share a name, and which of them is on only their places tell: they come as marks only. */
static void put_fields(struct pdf *pdf, const GPtrArray *fields)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < fields->len; i++) {
        const struct pdf_field *field = fields->pdata[i];
        gpointer seen = g_hash_table_lookup(names, field->name);
        g_hash_table_insert(names, field->name, GINT_TO_POINTER(GPOINTER_TO_INT(seen) + 1));
    }
    for (guint i = 0; i < fields->len; i++) {
        const struct pdf_field *field = fields->pdata[i];
        int count = GPOINTER_TO_INT(g_hash_table_lookup(names, field->name));
        if (count == 1 || (!field->button && count > 0))
            g_ptr_array_add(pdf->document->blocks, block_field(field->name, field->value));
        g_hash_table_insert(names, field->name, GINT_TO_POINTER(field->button ? count : 0));
    }
}

static bool is_whole(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    gsize tail = MIN(length, TAIL);
    return memmem(data + length - tail, tail, "%%EOF", 5) != NULL;
}

/* The one page of a form that only Adobe's reader can build (dynamic XFA). */
static bool only_waits(const struct pdf_page *page)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < page->items->len && text->len < 4096; i++) {
        const struct pdf_item *item = &g_array_index(page->items, struct pdf_item, i);
        if (!g_unichar_isspace(g_utf8_get_char(item->text)))
            g_string_append(text, item->text);
    }
    bool waits = strstr(text->str, "Pleasewait") || strstr(text->str, "请稍候") || strstr(text->str, "請稍候");
    return waits && page->typed == 0 && (strstr(text->str, "Adobe") || strstr(text->str, "PDFviewer"));
}

/* What the pages were. */
struct tally {
    int read, garbled;
    bool waits;
};

static void take_page(struct pdf *pdf, const struct pdf_source *source, int number, GPtrArray *fields,
                      struct tally *tally)
{
    struct pdf_page *page = pdf_page_read(source, number, fields);
    if (page && pdf_ungarble(page))
        tally->garbled++;
    if (page && number == 1 && pdf_pages(source) == 1 && only_waits(page))
        tally->waits = true;
    else if (page && page->visible + page->typed > 0) {
        tally->read++;
        read_page(pdf, source, page);
    }
    pdf_page_free(page);
}

/* Says what was not read, so that nobody takes it for all there is. */
static void judge_pages(struct document *document, int count, const struct tally *tally)
{
    if (count < 1) {
        document->damaged = true;
    } else if (tally->waits) {
        document->damaged = true;
        document_warn(document, "PDF是只能用Adobe Reader打开的动态表单（XFA），里面没有可读的内容");
    } else if (tally->read == 0) {
        document->kind = DOCUMENT_SCAN;
        document_warn(document, "%s",
                      tally->garbled ? "PDF的文字没有可用的编码，只能当作图片" : "PDF里没有文字，是扫描件或图片");
    } else if (tally->garbled) {
        document->damaged = true;
        document_warn(document, "PDF有%d页的部分文字没有可用的编码，未读", tally->garbled);
    }
}

static void read_pages(struct pdf *pdf, const struct pdf_source *source)
{
    int count = pdf_pages(source);
    struct tally tally = {0};
    gint64 start = g_get_monotonic_time();
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func((GDestroyNotify)pdf_field_free);
    for (int number = 1; number <= count && !pdf->counts.full; number++) {
        if (tally.read == PDF_MAX_READ || number > PDF_MAX_PAGES || g_get_monotonic_time() - start > MAX_MICROSECONDS) {
            document_warn(pdf->document, "PDF共%d页，只读了前%d页", count, number - 1);
            break;
        }
        take_page(pdf, source, number, fields, &tally);
    }
    close_table(pdf);
    put_fields(pdf, fields);
    judge_pages(pdf->document, count, &tally);
}

void pdf_read(struct document *document, GBytes *bytes)
{
    enum pdf_state state;
    struct pdf_source *source = pdf_open(bytes, &state);
    document->encrypted = state == PDF_ENCRYPTED;
    document->damaged = state == PDF_DAMAGED || (state == PDF_OPEN && !is_whole(bytes));
    if (!source)
        return;
    struct pdf pdf = {.document = document, .tree = pdf_tree_read(source)};
    read_pages(&pdf, source);
    pdf_tree_free(pdf.tree);
    pdf_close(source);
}
