/* Excel 97-2003 workbooks and WPS .et: a stream of records (BIFF8), first those of the workbook, then each sheet's.
 *
 * Hidden sheets hold lists and helpers, and are left out; so are charts and macros. Layout: [MS-XLS] 2.3, 2.4.
 */
#include "document/xls.h"

#include <string.h>

#include "document/glyph.h"

#define BIFF8 0x0600
#define MAX_SHEETS 256
#define MAX_TABLES 65536 /* of fonts, formats */
#define MAX_TEXT (64 * 1024 * 1024)

struct bound {
    gsize at;
    char *name;
};

static void unreadable(struct document *document, const char *warning)
{
    document->damaged = true;
    document_warn(document, "%s", warning);
}

bool xls_record(struct bytes book, gsize at, struct record *record)
{
    if (!bytes_hold(book, at, 4))
        return false;
    record->type = bytes_16(book, at);
    record->at = at + 4;
    record->body = bytes_part(book, at + 4, bytes_16(book, at + 2));
    record->end = record->at + record->body.length;
    return true;
}

static void read_font(struct xls *xls, const struct record *record)
{
    struct xls_font font = {0};
    guint flags = bytes_16(record->body, 2);
    font.style |= bytes_16(record->body, 6) >= 600 ? STYLE_BOLD : 0;
    font.style |= flags & 8 ? STYLE_STRIKE : 0;
    font.style |= bytes_8(record->body, 10) ? STYLE_UNDERLINE : 0;
    struct xls_text *name = xls_read_text(xls->book, record, 15, bytes_8(record->body, 14));
    if (symbol_font(name->text->str))
        g_strlcpy(font.symbol, name->text->str, sizeof font.symbol);
    xls_text_free(name);
    g_array_append_val(xls->fonts, font);
}

static void read_format(struct xls *xls, const struct record *record)
{
    /* Borders: four nibbles of line styles. */
    struct xls_format format = {bytes_16(record->body, 0), bytes_16(record->body, 2), bytes_16(record->body, 10) != 0};
    g_array_append_val(xls->formats, format);
}

static void read_code(struct xls *xls, const struct record *record)
{
    struct xls_text *code = xls_read_text(xls->book, record, 4, bytes_16(record->body, 2));
    g_hash_table_replace(xls->codes, GUINT_TO_POINTER(bytes_16(record->body, 0)), g_strdup(code->text->str));
    xls_text_free(code);
}

/* A visible worksheet. */
static void read_bound(struct xls *xls, const struct record *record, GArray *sheets)
{
    if (bytes_8(record->body, 4) & 3 || bytes_8(record->body, 5) != 0 || sheets->len >= MAX_SHEETS)
        return;
    struct xls_text *name = xls_read_text(xls->book, record, 7, bytes_8(record->body, 6));
    struct bound bound = {bytes_32(record->body, 0), g_strdup(name->text->str)};
    xls_text_free(name);
    g_array_append_val(sheets, bound);
}

/* The workbook's own records; false when it needs a password. */
static bool read_globals(struct xls *xls, GArray *sheets)
{
    struct record record;
    for (gsize at = 0; xls_record(xls->book, at, &record); at = record.end) {
        switch (record.type) {
        case RECORD_FILEPASS:
            return false;
        case RECORD_EOF:
            return true;
        case RECORD_DATEMODE:
            xls->epoch_1904 = bytes_16(record.body, 0) == 1;
            break;
        case RECORD_FONT:
            if (xls->fonts->len < MAX_TABLES)
                read_font(xls, &record);
            break;
        case RECORD_XF:
            if (xls->formats->len < MAX_TABLES)
                read_format(xls, &record);
            break;
        case RECORD_FORMAT:
            if (g_hash_table_size(xls->codes) < MAX_TABLES)
                read_code(xls, &record);
            break;
        case RECORD_BOUNDSHEET:
            read_bound(xls, &record, sheets);
            break;
        case RECORD_SST:
            if (xls->strings->len == 0)
                xls_read_shared(xls, &record);
            break;
        default:
            break;
        }
    }
    return true;
}

static void put_text(struct xls_page *page, int row, int column, guint format, struct xls_text *text)
{
    struct paragraph *paragraph = text && text->text->len ? sheet_cell(page->sheet, row, column) : NULL;
    if (paragraph)
        xls_append(page->xls, paragraph, text, format);
}

static void put_string(struct xls_page *page, int row, int column, guint format, const char *string)
{
    struct xls_text *text = g_new0(struct xls_text, 1);
    text->text = g_string_new(string);
    put_text(page, row, column, format, text);
    xls_text_free(text);
}

static void put_number(struct xls_page *page, int row, int column, guint format, double value)
{
    const struct xls *xls = page->xls;
    guint number = format < xls->formats->len ? g_array_index(xls->formats, struct xls_format, format).number : 0;
    const char *code = g_hash_table_lookup(xls->codes, GUINT_TO_POINTER(number));
    g_autofree char *shown = sheet_number(value, number, code, xls->epoch_1904);
    put_string(page, row, column, format, shown);
}

static void put_error(struct xls_page *page, int row, int column, guint format, guint error)
{
    static const struct {
        guint8 code;
        const char *shown;
    } errors[] = {{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
                  {0x1D, "#NAME?"}, {0x24, "#NUM!"},   {0x2A, "#N/A"}};
    for (gsize i = 0; i < G_N_ELEMENTS(errors); i++)
        if (errors[i].code == error)
            put_string(page, row, column, format, errors[i].shown);
}

static double real(struct bytes body, gsize at)
{
    guint64 bits = bytes_32(body, at) | (guint64)bytes_32(body, at + 4) << 32;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A number packed into 30 bits (2.5.217 RkNumber). */
static double packed(guint32 rk)
{
    double value;
    guint64 bits = (guint64)(rk & ~3u) << 32;
    if (rk & 2)
        value = (gint32)rk >> 2;
    else
        memcpy(&value, &bits, sizeof value);
    return rk & 1 ? value / 100 : value;
}

/* A formula's last result; a text follows in a record of its own. */
static void read_formula(struct xls_page *page, const struct record *record, int row, int column, guint format)
{
    if (bytes_16(record->body, 12) != 0xFFFF) {
        put_number(page, row, column, format, real(record->body, 6));
        return;
    }
    guint kind = bytes_8(record->body, 6), value = bytes_8(record->body, 8);
    if (kind == 0) {
        page->formula_row = row;
        page->formula_column = column;
        page->formula_format = format;
    } else if (kind == 1) {
        put_string(page, row, column, format, value ? "TRUE" : "FALSE");
    } else if (kind == 2) {
        put_error(page, row, column, format, value);
    }
}

static void blank(struct xls_page *page, int row, int column, guint format)
{
    const GArray *formats = page->xls->formats;
    if (format < formats->len && g_array_index(formats, struct xls_format, format).bordered)
        sheet_border(page->sheet, row, column);
}

static void read_cell(struct xls_page *page, const struct record *record)
{
    struct bytes body = record->body;
    int row = (int)bytes_16(body, 0) + 1, column = (int)bytes_16(body, 2) + 1;
    guint format = bytes_16(body, 4);
    const GPtrArray *strings = page->xls->strings;
    struct xls_text *text = NULL;
    switch (record->type) {
    case RECORD_LABELSST:
        if (bytes_32(body, 6) < strings->len)
            put_text(page, row, column, format, strings->pdata[bytes_32(body, 6)]);
        break;
    case RECORD_LABEL:
    case RECORD_RSTRING:
        text = xls_read_text(page->xls->book, record, 8, bytes_16(body, 6));
        put_text(page, row, column, format, text);
        break;
    case RECORD_NUMBER:
        put_number(page, row, column, format, real(body, 6));
        break;
    case RECORD_RK:
        put_number(page, row, column, format, packed(bytes_32(body, 6)));
        break;
    case RECORD_MULRK:
        for (int i = 0; 4 + 6 * ((gsize)i + 1) + 2 <= body.length; i++)
            put_number(page, row, column + i, bytes_16(body, 4 + 6 * (gsize)i),
                       packed(bytes_32(body, 6 + 6 * (gsize)i)));
        break;
    case RECORD_MULBLANK:
        for (int i = 0; 4 + 2 * ((gsize)i + 1) + 2 <= body.length; i++)
            blank(page, row, column + i, bytes_16(body, 4 + 2 * (gsize)i));
        break;
    case RECORD_BLANK:
        blank(page, row, column, format);
        break;
    case RECORD_BOOLERR:
        if (bytes_8(body, 7))
            put_error(page, row, column, format, bytes_8(body, 6));
        else
            put_string(page, row, column, format, bytes_8(body, 6) ? "TRUE" : "FALSE");
        break;
    case RECORD_FORMULA:
        read_formula(page, record, row, column, format);
        break;
    default:
        break;
    }
    xls_text_free(text);
}

static void read_merges(struct xls_page *page, struct bytes body)
{
    guint count = bytes_16(body, 0);
    for (guint i = 0; i < count && bytes_hold(body, 2 + 8 * (gsize)i, 8); i++) {
        gsize at = 2 + 8 * (gsize)i;
        sheet_merge(page->sheet, (int)bytes_16(body, at) + 1, (int)bytes_16(body, at + 4) + 1,
                    (int)bytes_16(body, at + 2) + 1, (int)bytes_16(body, at + 6) + 1);
    }
}

static void read_record(struct xls_page *page, const struct record *record)
{
    switch (record->type) {
    case RECORD_MERGECELLS:
        read_merges(page, record->body);
        break;
    case RECORD_MSODRAWING:
        xls_drawing(page, record);
        break;
    case RECORD_OBJ:
        xls_object(page, record);
        break;
    case RECORD_TXO:
        xls_object_text(page, record);
        break;
    case RECORD_STRING: {
        struct xls_text *text =
            page->formula_row ? xls_read_text(page->xls->book, record, 2, bytes_16(record->body, 0)) : NULL;
        put_text(page, page->formula_row, page->formula_column, page->formula_format, text);
        xls_text_free(text);
        page->formula_row = 0;
        break;
    }
    default:
        read_cell(page, record);
    }
}

static void read_sheet(struct xls *xls, const struct bound *bound, int number)
{
    g_autoptr(Sheet) sheet = sheet_create(xls->document, &xls->counts, bound->name);
    struct xls_page page = {.xls = xls, .sheet = sheet};
    struct record record;
    int depth = 0; /* a chart in the sheet has a stream of its own inside it */
    gsize at = bound->at;
    bool ended = false;
    for (; !ended && !xls->counts.full && xls->records && xls_record(xls->book, at, &record); at = record.end) {
        xls->records--;
        if (record.type == RECORD_BOF)
            depth++;
        else if (record.type == RECORD_EOF)
            ended = --depth <= 0;
        else if (depth == 1)
            read_record(&page, &record);
    }
    if (!ended && !xls->counts.full)
        unreadable(xls->document, "文件不完整，内容可能缺失");
    xls_end_object(&page);
    sheet_finish(sheet, number);
}

static void clear_bound(gpointer bound)
{
    g_free(((struct bound *)bound)->name);
}

static void read_book(struct xls *xls)
{
    g_autoptr(GArray) sheets = g_array_new(FALSE, FALSE, sizeof(struct bound));
    g_array_set_clear_func(sheets, clear_bound);
    if (!read_globals(xls, sheets)) {
        xls->document->encrypted = true;
        return;
    }
    if (sheets->len == 0)
        unreadable(xls->document, "文件已损坏，未读");
    for (guint i = 0; i < sheets->len && !xls->counts.full; i++)
        read_sheet(xls, &g_array_index(sheets, struct bound, i), (int)i + 1);
}

void xls_read(struct document *document, GBytes *bytes)
{
    g_autoptr(Ole) ole = ole_open(bytes);
    struct bytes book = {NULL, 0};
    if (ole)
        book = ole_stream(ole, "Workbook");
    bool old = ole && book.length == 0 && ole_stream(ole, "Book").length > 0;
    if (old || (book.length && (bytes_16(book, 0) != RECORD_BOF || bytes_16(book, 4) != BIFF8))) {
        unreadable(document, "是Excel 95或更早版本的文件，或已损坏，未读；请另存为.xlsx");
        return;
    }
    if (book.length == 0) {
        unreadable(document, "文件已损坏，未读");
        return;
    }
    struct xls xls = {.document = document, .book = book, .records = book.length / 4 + 1, .room = MAX_TEXT};
    xls.strings = g_ptr_array_new_with_free_func((GDestroyNotify)xls_text_free);
    xls.fonts = g_array_new(FALSE, FALSE, sizeof(struct xls_font));
    xls.formats = g_array_new(FALSE, FALSE, sizeof(struct xls_format));
    xls.codes = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    read_book(&xls);
    if (ole_torn(ole))
        unreadable(document, "文件不完整，内容可能缺失");
    g_ptr_array_unref(xls.strings);
    g_array_unref(xls.fonts);
    g_array_unref(xls.formats);
    g_hash_table_unref(xls.codes);
}
