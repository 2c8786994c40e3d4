/* Excel's .xlsx: a table a sheet, each cell as the sheet shows it.
 *
 * Sheets come in the order of the workbook, through its relations; hidden ones are left out, and so are hidden rows
 * and columns, which nobody saw who filled it in. Of cells without content those are kept that lie above the last row
 * with content (an empty answer has its place too), unless there are very many. Values of formulas are those that the
 * file keeps. Layout: ECMA-376 part 1, 18.
 */
#include "document/xlsx.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

#define MAX_SHEETS 256
#define MAX_ROW 1048576
#define MAX_COLUMN 16384
#define MAX_MERGES 20000
#define MAX_COVERED 500000           /* cells under merges, of one sheet */
#define MAX_EMPTY 20000              /* cells of a sheet with more lose the empty ones */
#define MAX_TEXT (64u * 1024 * 1024) /* of all cells together: a shared string may stand in each */

struct merge {
    int row, column, rows, columns;
};

struct xlsx {
    struct document *document;
    struct counts counts;
    const struct package *package;
    GArray *styles;
    GPtrArray *strings; /* struct xml_node <si>, borrowed */
    bool from_1904;
    gsize text;
};

/* A sheet while it is read. */
struct sheet {
    struct xlsx *xlsx;
    struct table *table;
    GHashTable *merges;  /* place → struct merge */
    GHashTable *covered; /* places under a merge */
    GHashTable *columns; /* hidden columns */
    GPtrArray *controls;
    guint seen;   /* cells of the file */
    int last_row; /* with content */
    bool keep_empty, hid;
};

static bool wanted(const char *path, gpointer data)
{
    (void)data;
    return !strstr(path, "theme") &&
           (g_str_has_suffix(path, ".xml") || g_str_has_suffix(path, ".rels") || g_str_has_suffix(path, ".vml"));
}

static gpointer place(int row, int column)
{
    return GSIZE_TO_POINTER((gsize)row * (MAX_COLUMN + 1) + (gsize)column);
}

/* "BC23"; the end of the reference, NULL when it is none. */
static const char *read_reference(const char *text, int *row, int *column)
{
    *row = *column = 0;
    while (*text == '$')
        text++;
    for (; g_ascii_isalpha(*text) && *column <= MAX_COLUMN; text++)
        *column = *column * 26 + g_ascii_toupper(*text) - 'A' + 1;
    while (*text == '$')
        text++;
    for (; g_ascii_isdigit(*text) && *row <= MAX_ROW; text++)
        *row = *row * 10 + (*text - '0');
    return *row >= 1 && *row <= MAX_ROW && *column >= 1 && *column <= MAX_COLUMN ? text : NULL;
}

/* Text ----------------------------------------------------------------------------------------------------- */

/* "_x000D_" is how a string holds what XML cannot (18.4.12 ST_Xstring). Carriage returns go. */
static char *unescape(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));
    for (const char *at = text; *at;) {
        bool escaped = at[0] == '_' && at[1] == 'x' && g_ascii_isxdigit(at[2]) && g_ascii_isxdigit(at[3]) &&
                       g_ascii_isxdigit(at[4]) && g_ascii_isxdigit(at[5]) && at[6] == '_';
        gunichar code = escaped ? (gunichar)strtoul(at + 2, NULL, 16) : 0;
        if (escaped && code != 0 && g_unichar_validate(code)) {
            if (code != '\r')
                g_string_append_unichar(out, code);
            at += 7;
        } else if (*at == '\r') {
            at++;
        } else {
            g_string_append_c(out, *at++);
        }
    }
    return g_string_free(out, FALSE);
}

static void put(struct xlsx *xlsx, struct paragraph *paragraph, const char *text, const struct xlsx_look *look)
{
    if (xlsx->text + strlen(text) > MAX_TEXT) {
        if (!xlsx->counts.full)
            count_warn(xlsx->document, &xlsx->counts, "表格文字过多，其余未读");
        return;
    }
    xlsx->text += strlen(text);
    g_autofree char *plain = unescape(text);
    if (look->symbol)
        paragraph_symbols(paragraph, look->font, plain, look->style);
    else
        paragraph_append(paragraph, plain, look->style);
}

/* <si> or <is>: a text, or runs each with its look; phonetic readings (rPh) are left out. */
static void put_string(struct xlsx *xlsx, struct paragraph *paragraph, const struct xml_node *string,
                       const struct xlsx_look *look)
{
    for (const struct xml_node *node = xml_children(string); node; node = xml_next(node)) {
        if (xml_is(node, "t")) {
            g_autofree char *text = xml_text(node);
            put(xlsx, paragraph, text, look);
        } else if (xml_is(node, "r")) {
            const struct xml_node *properties = xml_child(node, "rPr");
            struct xlsx_look own = properties ? xlsx_look(properties) : *look;
            g_autofree char *text = xml_text(xml_child(node, "t"));
            put(xlsx, paragraph, text, &own);
        }
    }
}

/* A value by its type (18.18.11 ST_CellType). */
static void put_value(struct xlsx *xlsx, struct paragraph *paragraph, const char *type, const char *value,
                      const struct xlsx_cell_style *style)
{
    static const struct xlsx_look plain = {0};
    const struct xlsx_look *look = style ? &style->look : &plain;
    char *end;
    if (strcmp(type, "s") == 0) {
        gint64 index = g_ascii_strtoll(value, &end, 10);
        if (end != value && index >= 0 && index < (gint64)xlsx->strings->len)
            put_string(xlsx, paragraph, xlsx->strings->pdata[index], look);
        else
            xlsx->document->damaged = true;
        return;
    }
    g_autofree char *shown = NULL;
    if (strcmp(type, "b") == 0)
        shown = g_strdup(*value == '1' ? "TRUE" : "FALSE");
    else if (strcmp(type, "n") == 0) {
        double number = g_ascii_strtod(value, &end);
        shown = end != value && isfinite(number) ? xlsx_number(number, style, xlsx->from_1904) : g_strdup(value);
    } else if (strcmp(type, "d") == 0)
        shown = g_strndup(value, strcspn(value, "T"));
    put(xlsx, paragraph, shown ? shown : value, look);
}

static const struct xlsx_cell_style *style_of(const struct xlsx *xlsx, const struct xml_node *c)
{
    int index = xml_number(c, "s", 0, 0, G_MAXINT);
    return (guint)index < xlsx->styles->len ? &g_array_index(xlsx->styles, struct xlsx_cell_style, index) : NULL;
}

static bool has_content(const struct xml_node *c)
{
    return xml_children(xml_child(c, "v")) || xml_children(xml_child(c, "is"));
}

static void fill_cell(struct xlsx *xlsx, const struct xml_node *c, struct cell *cell)
{
    const char *type = xml_attribute(c, "t");
    const struct xlsx_cell_style *style = style_of(xlsx, c);
    static const struct xlsx_look plain = {0};
    struct block *block = block_paragraph();
    g_autofree char *value = xml_text(xml_child(c, "v"));
    if (xml_child(c, "is"))
        put_string(xlsx, block->paragraph, xml_child(c, "is"), style ? &style->look : &plain);
    else if (*value)
        put_value(xlsx, block->paragraph, type && *type ? type : "n", value, style);
    count_paragraph(xlsx->document, &xlsx->counts, cell->blocks, block);
}

/* Check boxes ---------------------------------------------------------------------------------------------- */

/* A box with a caption says itself what it means. One without belongs to the text below it only when it is alone
 * there: then it stands before that text. */
static void place_control(const struct xlsx_control *control, struct cell *cell, bool alone)
{
    struct block *block = block_paragraph();
    unsigned style = text_blank(control->caption) && !alone ? STYLE_FLOATING : 0;
    paragraph_mark(block->paragraph, control->on ? MARK_ON : MARK_OFF, MARK_CONTROL, false, control->on ? "☑" : "□",
                   style);
    if (control->caption)
        paragraph_append(block->paragraph, control->caption, style);
    struct block *first = cell->blocks->len ? cell->blocks->pdata[0] : NULL;
    if (!alone || !text_blank(control->caption) || !first || first->kind != BLOCK_PARAGRAPH) {
        g_ptr_array_add(cell->blocks, block);
        return;
    }
    g_ptr_array_insert(first->paragraph->runs, 0, g_ptr_array_steal_index(block->paragraph->runs, 0));
    block_free(block);
}

/* The controls over a cell; the list is in the order of rows and columns as the cells are. */
static void place_controls(struct sheet *sheet, struct cell *cell)
{
    GPtrArray *over = g_ptr_array_new();
    for (guint i = 0; i < sheet->controls->len; i++) {
        const struct xlsx_control *control = sheet->controls->pdata[i];
        if (control->row >= cell->row && control->row < cell->row + cell->rowspan && control->column >= cell->column &&
            control->column < cell->column + cell->colspan)
            g_ptr_array_add(over, sheet->controls->pdata[i]);
    }
    for (guint i = 0; i < over->len; i++)
        place_control(over->pdata[i], cell, over->len == 1);
    for (guint i = 0; i < over->len; i++)
        g_ptr_array_remove(sheet->controls, over->pdata[i]);
    g_ptr_array_unref(over);
}

/* Sheets --------------------------------------------------------------------------------------------------- */

static bool is_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static void read_merges(struct sheet *sheet, const struct xml_node *root)
{
    guint covered = 0;
    for (const struct xml_node *node = xml_children(xml_child(root, "mergeCells")); node; node = xml_next(node)) {
        const char *reference = xml_attribute(node, "ref");
        int row, column, last_row, last_column;
        const char *rest = reference ? read_reference(reference, &row, &column) : NULL;
        if (!rest || *rest != ':' || !read_reference(rest + 1, &last_row, &last_column))
            continue;
        if (last_row < row || last_column < column || g_hash_table_size(sheet->merges) >= MAX_MERGES)
            continue;
        struct merge *merge = g_new(struct merge, 1);
        *merge = (struct merge){row, column, last_row - row + 1, last_column - column + 1};
        g_hash_table_replace(sheet->merges, place(row, column), merge);
        for (int r = row; r <= last_row && r <= sheet->last_row; r++)
            for (int c = column; c <= last_column && covered < MAX_COVERED; c++, covered++)
                if (r != row || c != column)
                    g_hash_table_add(sheet->covered, place(r, c));
    }
    if (covered >= MAX_COVERED) {
        sheet->xlsx->document->damaged = true;
        document_warn(sheet->xlsx->document, "合并的单元格过多");
    }
}

static void read_hidden_columns(struct sheet *sheet, const struct xml_node *root)
{
    for (const struct xml_node *col = xml_children(xml_child(root, "cols")); col; col = xml_next(col)) {
        int first = xml_number(col, "min", 1, 1, MAX_COLUMN), last = xml_number(col, "max", first, first, MAX_COLUMN);
        if (!is_true(xml_attribute(col, "hidden")))
            continue;
        for (int i = first; i <= last; i++)
            g_hash_table_add(sheet->columns, GINT_TO_POINTER(i));
    }
}

/* The cells of a row, each with its place; a cell or a row without one follows the last. */
static void read_cell(struct sheet *sheet, const struct xml_node *c, int row, int column, bool hidden)
{
    struct xlsx *xlsx = sheet->xlsx;
    bool content = has_content(c);
    if ((!content && (!sheet->keep_empty || row > sheet->last_row)) ||
        g_hash_table_contains(sheet->covered, place(row, column)))
        return;
    const struct merge *merge = g_hash_table_lookup(sheet->merges, place(row, column));
    bool unseen = (hidden && !(merge && merge->rows > 1)) ||
                  (g_hash_table_contains(sheet->columns, GINT_TO_POINTER(column)) && !(merge && merge->columns > 1));
    if (unseen) {
        sheet->hid |= content;
        return;
    }
    struct cell *cell = count_cell(xlsx->document, &xlsx->counts, sheet->table, row, column, merge ? merge->rows : 1,
                                   merge ? merge->columns : 1);
    if (!cell)
        return;
    fill_cell(xlsx, c, cell);
    if (sheet->controls->len > 0)
        place_controls(sheet, cell);
}

typedef void (*cell_visitor)(struct sheet *sheet, const struct xml_node *c, int row, int column, bool hidden);

static void visit_cells(struct sheet *sheet, const struct xml_node *data, cell_visitor visit)
{
    int row = 0;
    for (const struct xml_node *r = xml_children(data); r && !sheet->xlsx->counts.full; r = xml_next(r)) {
        if (!xml_is(r, "row"))
            continue;
        row = xml_number(r, "r", row + 1, 1, MAX_ROW);
        bool hidden = is_true(xml_attribute(r, "hidden"));
        int column = 0;
        for (const struct xml_node *c = xml_children(r); c; c = xml_next(c)) {
            if (!xml_is(c, "c"))
                continue;
            const char *reference = xml_attribute(c, "r");
            int own_row, own_column;
            if (reference && read_reference(reference, &own_row, &own_column))
                column = own_column;
            else
                column++;
            if (column <= MAX_COLUMN)
                visit(sheet, c, row, column, hidden);
        }
    }
}

static void survey(struct sheet *sheet, const struct xml_node *c, int row, int column, bool hidden)
{
    (void)column;
    (void)hidden;
    sheet->seen++;
    if (has_content(c))
        sheet->last_row = MAX(sheet->last_row, row);
}

/* Boxes over cells that the file does not mention. */
static void add_left_controls(struct sheet *sheet)
{
    while (sheet->controls->len > 0) {
        const struct xlsx_control *first = sheet->controls->pdata[0];
        struct cell *cell =
            count_cell(sheet->xlsx->document, &sheet->xlsx->counts, sheet->table, first->row, first->column, 1, 1);
        if (!cell)
            return;
        guint before = sheet->controls->len;
        place_controls(sheet, cell);
        if (sheet->controls->len == before)
            return;
    }
}

static int by_row(gconstpointer a, gconstpointer b)
{
    const struct cell *left = *(struct cell *const *)a, *right = *(struct cell *const *)b;
    return left->row != right->row ? left->row - right->row : left->column - right->column;
}

static void fill_table(struct sheet *sheet, const struct xml_node *root)
{
    const struct xml_node *data = xml_child(root, "sheetData");
    visit_cells(sheet, data, survey);
    for (guint i = 0; i < sheet->controls->len; i++)
        sheet->last_row = MAX(sheet->last_row, ((struct xlsx_control *)sheet->controls->pdata[i])->row);
    sheet->keep_empty = sheet->seen <= MAX_EMPTY;
    read_merges(sheet, root);
    read_hidden_columns(sheet, root);
    visit_cells(sheet, data, read_cell);
    add_left_controls(sheet);
    g_ptr_array_sort(sheet->table->cells, by_row);
    if (sheet->hid)
        document_warn(sheet->xlsx->document, "工作表“%s”有隐藏的行或列，其内容未读", sheet->table->sheet);
}

static void read_sheet(struct xlsx *xlsx, const char *path, const char *name)
{
    g_autoptr(Xml) tree = xlsx_tree(xlsx->package, path, &xlsx->document->damaged);
    struct table *table = tree ? count_table(xlsx->document, &xlsx->counts) : NULL;
    if (!tree)
        xlsx->document->damaged = true;
    if (!table)
        return;
    table->sheet = g_strdup(name);
    g_autoptr(GPtrArray) floating = g_ptr_array_new();
    struct sheet sheet = {
        .xlsx = xlsx,
        .table = table,
        .merges = g_hash_table_new_full(NULL, NULL, NULL, g_free),
        .covered = g_hash_table_new(NULL, NULL),
        .columns = g_hash_table_new(NULL, NULL),
        .controls = xlsx_controls(xlsx->document, xlsx->package, path, tree, floating),
    };
    fill_table(&sheet, xml_root(tree));
    g_hash_table_unref(sheet.merges);
    g_hash_table_unref(sheet.covered);
    g_hash_table_unref(sheet.columns);
    g_ptr_array_unref(sheet.controls);
    struct block *block = block_table(table);
    if (table->cells->len > 0)
        g_ptr_array_add(xlsx->document->blocks, block);
    else
        block_free(block); /* programs add empty sheets */
    for (guint i = 0; i < floating->len; i++)
        count_paragraph(xlsx->document, &xlsx->counts, xlsx->document->blocks, floating->pdata[i]);
}

static bool is_shown(const struct xml_node *sheet)
{
    const char *state = xml_attribute(sheet, "state");
    return !state || strcmp(state, "visible") == 0;
}

static void read_sheets(struct xlsx *xlsx, const char *path, const struct xml_node *workbook)
{
    int sheets = 0;
    xlsx->from_1904 = is_true(xml_attribute(xml_child(workbook, "workbookPr"), "date1904"));
    for (const struct xml_node *node = xml_children(xml_child(workbook, "sheets")); node; node = xml_next(node)) {
        const char *id = xml_attribute(node, "id"), *name = xml_attribute(node, "name");
        if (!xml_is(node, "sheet") || !id || !is_shown(node))
            continue;
        if (sheets++ == MAX_SHEETS) {
            xlsx->document->damaged = true;
            document_warn(xlsx->document, "工作表超过%d张，其余未读", MAX_SHEETS);
            return;
        }
        g_autofree char *target = xlsx_related(xlsx->package, path, id, NULL);
        if (target && strstr(target, "worksheets/"))
            read_sheet(xlsx, target, name ? name : "");
        else if (!target)
            xlsx->document->damaged = true;
    }
}

static void read_workbook(struct document *document, const struct package *package, const char *path,
                          const struct xml *workbook)
{
    g_autofree char *styles_path = xlsx_related(package, path, NULL, "/styles");
    g_autofree char *strings_path = xlsx_related(package, path, NULL, "/sharedStrings");
    bool harmless = false;
    g_autoptr(Xml) styles = xlsx_tree(package, styles_path, &harmless);
    g_autoptr(Xml) strings = xlsx_tree(package, strings_path, &document->damaged);
    struct xlsx xlsx = {.document = document, .package = package};
    xlsx.styles = xlsx_styles(styles);
    xlsx.strings = g_ptr_array_new();
    for (struct xml_node *si = strings ? xml_children(xml_root(strings)) : NULL; si; si = xml_next(si))
        if (xml_is(si, "si"))
            g_ptr_array_add(xlsx.strings, si);
    read_sheets(&xlsx, path, xml_root(workbook));
    g_array_unref(xlsx.styles);
    g_ptr_array_unref(xlsx.strings);
}

void xlsx_read(struct document *document, GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    if (length >= 8 && memcmp(data, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0) {
        /* A package behind a password is wrapped in a compound file. */
        document->encrypted = true;
        return;
    }
    g_autoptr(Package) package = package_read(bytes, wanted, NULL);
    document->damaged |= package->damaged || package->bomb;
    if (package->bomb)
        document_warn(document, "压缩包展开后过大，其余未读");
    g_autofree char *main_path = xlsx_related(package, "", NULL, "/officeDocument");
    const char *path = main_path && package_part(package, main_path) ? main_path : "xl/workbook.xml";
    g_autoptr(Xml) workbook = xlsx_tree(package, path, &document->damaged);
    if (workbook) {
        read_workbook(document, package, path, workbook);
    } else {
        document->encrypted = package->encrypted;
        document->damaged |= !package->encrypted;
    }
    if (!workbook && !document->encrypted)
        document_warn(document, "没有读到工作表");
}
