/* The workbook of entries.h. Every cell is a string; pictures are PNGs that our reader cut out of a stranger's scan:
 * they are hashed again, and what is no small PNG by its first bytes is left out.
 */
#include "digest/entries.h"

#include <glib/gstdio.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/error.h"
#include "base/file.h"
#include "digest/inside.h"
#include "form/answers.h"
#include "reply/needs.h"
#include "spool/spool.h"
#include "store/query.h"
#include "store/query_entry.h"

enum { MOST_ROWS = 1900, MOST_FIELDS = 20000, MOST_BYTES = 5 * 1024 * 1024 };
enum { PICTURE_BYTES = 256 * 1024, PICTURES_BYTES = 3500 * 1000, PICTURE_SIDE = 8000 };
enum { WIDE = 330, HIGH = 90 }; /* pixels of a picture's cell */
enum { COLUMN_NUMBER, COLUMN_LABEL, COLUMN_PICTURE, COLUMN_HINT, COLUMN_VALUE, COLUMNS };

struct sheet {
    const struct config *config;
    lxw_worksheet *page;
    lxw_format *text, *open, *head, *block, *note;
    lxw_row_t row;
    gsize pictures; /* bytes so far */
};

static lxw_format *cell_format(lxw_workbook *book, lxw_color_t fill, bool bold)
{
    lxw_format *format = workbook_add_format(book);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xbbbbbb);
    format_set_num_format(format, "@"); /* a phone typed there stays as typed */
    if (fill)
        format_set_bg_color(format, fill);
    if (bold)
        format_set_bold(format);
    return format;
}

static void put(struct sheet *sheet, lxw_col_t column, const char *text, lxw_format *format)
{
    g_autofree char *line = text ? show_line(text, 500) : NULL;
    worksheet_write_string(sheet->page, sheet->row, column, line ? line : "", format);
}

static void put_head(struct sheet *sheet, const char *token)
{
    static const char *const heads[COLUMNS] = {ANSWERS_NUMBER, ENTRIES_LABEL, "图片", "识别参考", ANSWERS_VALUE};
    static const double widths[COLUMNS] = {14, 26, 46, 28, 40};
    g_autofree char *mark = g_strdup_printf(ENTRIES_TOKEN " %s（请勿改动这一行，也不要转发本表）", token);
    worksheet_merge_range(sheet->page, 0, 0, 0, COLUMNS - 1,
                          "请对照图片，在黄色的“" ANSWERS_VALUE "”一栏录入；“识别参考”只供参考，不会自动采用。可以只填"
                          "一部分，不填的保持不变。保存后把本表作为附件回复日报即可；编号和栏目请勿改动。",
                          sheet->note);
    worksheet_set_row(sheet->page, 0, 34, NULL);
    worksheet_merge_range(sheet->page, 1, 0, 1, COLUMNS - 1, mark, sheet->note);
    sheet->row = 2;
    for (lxw_col_t i = 0; i < COLUMNS; i++) {
        worksheet_set_column(sheet->page, i, i, widths[i], NULL);
        put(sheet, i, heads[i], sheet->head);
    }
    sheet->row = 3;
    worksheet_freeze_panes(sheet->page, 3, 0);
    worksheet_set_landscape(sheet->page);
    worksheet_set_paper(sheet->page, 9); /* A4 */
    worksheet_fit_to_pages(sheet->page, 1, 0);
    worksheet_repeat_rows(sheet->page, 2, 2);
}

static guint32 big_endian(const guint8 *at)
{
    return (guint32)at[0] << 24 | (guint32)at[1] << 16 | (guint32)at[2] << 8 | at[3];
}

/* PNG, 5.2 and 11.2.2: the signature, then IHDR with width and height. */
static bool png_size(GBytes *bytes, guint32 *width, guint32 *height)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    if (size < 33 || memcmp(data, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) != 0)
        return false;
    *width = big_endian(data + 16);
    *height = big_endian(data + 20);
    return *width > 0 && *height > 0 && *width <= PICTURE_SIDE && *height <= PICTURE_SIDE;
}

static void put_picture(struct sheet *sheet, const char *sha256)
{
    put(sheet, COLUMN_PICTURE, NULL, sheet->text);
    g_autoptr(GBytes) bytes = sha256 ? content_read(sheet->config->state, sha256, PICTURE_BYTES, NULL) : NULL;
    guint32 width, height;
    if (!bytes || !png_size(bytes, &width, &height) ||
        sheet->pictures + g_bytes_get_size(bytes) > (gsize)PICTURES_BYTES)
        return;
    double scale = MIN(1.0, MIN((double)(WIDE - 10) / width, (double)HIGH / height));
    lxw_image_options options = {
        .x_offset = 3, .y_offset = 3, .x_scale = scale, .y_scale = scale, .object_position = LXW_OBJECT_MOVE_DONT_SIZE};
    worksheet_set_row(sheet->page, sheet->row, MAX(20, (height * scale + 8) * 0.75), NULL);
    if (worksheet_insert_image_buffer_opt(sheet->page, sheet->row, COLUMN_PICTURE, g_bytes_get_data(bytes, NULL),
                                          g_bytes_get_size(bytes), &options) == LXW_NO_ERROR)
        sheet->pictures += g_bytes_get_size(bytes);
}

static void put_field(struct sheet *sheet, const char *number, const struct field_rule *rule, char **row)
{
    if (row && row[ENTRY_VALUE])
        return;
    g_autofree char *label = needs_label(rule);
    put_picture(sheet, row ? row[ENTRY_PICTURE] : NULL);
    put(sheet, COLUMN_NUMBER, number, sheet->text);
    put(sheet, COLUMN_LABEL, label, sheet->text);
    put(sheet, COLUMN_HINT, row ? row[ENTRY_SUGGESTION] : NULL, sheet->text);
    put(sheet, COLUMN_VALUE, NULL, sheet->open);
    sheet->row++;
}

static void put_block(struct sheet *sheet, const struct ruleset *ruleset, const GPtrArray *rows, guint from, guint to)
{
    char **first = rows->pdata[from];
    const struct campaign *campaign = ruleset_campaign(ruleset, first[ENTRY_CAMPAIGN]);
    const struct form_rule *form = campaign && first[ENTRY_FORM] ? campaign_form(campaign, first[ENTRY_FORM]) : NULL;
    form = form || !campaign ? form : campaign_works_form(campaign);
    if (!form || sheet->row + form->fields->len + 1 > MOST_ROWS)
        return;
    g_autofree char *title =
        g_strdup_printf("%s  %s“%s”", first[ENTRY_NUMBER], form->title, first[ENTRY_FILE] ? first[ENTRY_FILE] : "");
    g_autofree char *line = show_line(title, 120);
    worksheet_merge_range(sheet->page, sheet->row, 0, sheet->row, COLUMNS - 1, line, sheet->block);
    sheet->row++;
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        char **row = NULL;
        for (guint k = from; k < to && !row; k++)
            if (!g_strcmp0(((char **)rows->pdata[k])[ENTRY_FIELD], rule->name))
                row = rows->pdata[k];
        put_field(sheet, first[ENTRY_NUMBER], rule, row);
    }
}

static bool write_book(const char *path, const struct config *config, const struct ruleset *ruleset,
                       const GPtrArray *rows, const char *token)
{
    lxw_workbook *book = workbook_new(path);
    if (!book)
        return false;
    struct sheet sheet = {.config = config,
                          .page = workbook_add_worksheet(book, "待录入"),
                          .text = cell_format(book, 0, false),
                          .open = cell_format(book, 0xfff8dc, false),
                          .head = cell_format(book, 0xdde8f7, true),
                          .block = cell_format(book, 0xeeeeee, true),
                          .note = workbook_add_format(book)};
    format_set_text_wrap(sheet.note);
    if (sheet.page) {
        put_head(&sheet, token);
        for (guint from = 0, to; from < rows->len; from = to) {
            const char *number = ((char **)rows->pdata[from])[ENTRY_NUMBER];
            for (to = from; to < rows->len && !g_strcmp0(((char **)rows->pdata[to])[ENTRY_NUMBER], number);)
                to++;
            put_block(&sheet, ruleset, rows, from, to);
        }
    }
    return workbook_close(book) == LXW_NO_ERROR && sheet.page;
}

gint64 entries_count(struct store *store, GError **error)
{
    g_autoptr(Rows) rows = query_entries(store, 1, error);
    return rows ? (gint64)rows->cells->len : -1;
}

GBytes *entries_make(const struct config *config, const struct ruleset *ruleset, struct store *store, const char *token,
                     GError **error)
{
    g_autoptr(Rows) rows = query_entries(store, MOST_FIELDS, error);
    g_autofree char *folder = rows ? g_dir_make_tmp("huizhi-entries-XXXXXX", error) : NULL;
    if (!folder)
        return NULL;
    g_autofree char *path = g_build_filename(folder, "entries.xlsx", NULL);
    GBytes *bytes = NULL;
    if (write_book(path, config, ruleset, rows->cells, token))
        bytes = file_read(path, MOST_BYTES, error);
    else
        g_set_error(error, HUIZHI_ERROR, ERROR_IO, "cannot write the forms to be typed in into %s", folder);
    g_unlink(path);
    g_rmdir(folder);
    return bytes;
}
