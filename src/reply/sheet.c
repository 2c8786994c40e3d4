/* The sheet as an Excel file. Every cell is a string: what a participant called a file is never a formula. It is the
 * same for the same submission, so that composing it twice stores it once.
 */
#include "reply/sheet.h"

#include <glib/gstdio.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/error.h"
#include "base/file.h"
#include "form/answers.h"
#include "reply/needs.h"

#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define MAX_BYTES (5 * 1024 * 1024)
#define MAX_ROWS 1000
#define CELL_LIMIT 500 /* characters */

enum { COLUMN_NUMBER, COLUMN_FILE, COLUMN_FAULT, COLUMN_LABEL, COLUMN_VALUE, COLUMNS };

struct page {
    lxw_worksheet *sheet;
    lxw_format *text, *open, *closed;
    lxw_row_t row;
};

void reply_file_free(struct reply_file *file)
{
    if (!file)
        return;
    g_free(file->name);
    g_free(file->type);
    g_bytes_unref(file->bytes);
    g_free(file);
}

static void put(struct page *page, lxw_col_t column, const char *text, lxw_format *format)
{
    g_autofree char *line = faults_line(text, CELL_LIMIT);
    /* No XML may hold these two. */
    g_autoptr(GString) safe = g_string_new(NULL);
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c != 0xfffe && c != 0xffff)
            g_string_append_unichar(safe, c);
    }
    worksheet_write_string(page->sheet, page->row, column, safe->str, format);
}

/* `label` NULL: words do not mend it. */
static void put_row(struct page *page, const char *number, const char *file, const char *fault, const char *label)
{
    put(page, COLUMN_NUMBER, number, page->text);
    put(page, COLUMN_FILE, file ? file : "", page->text);
    put(page, COLUMN_FAULT, fault, page->text);
    put(page, COLUMN_LABEL, label ? label : "附上文件", label ? page->text : page->closed);
    put(page, COLUMN_VALUE, "", label ? page->open : page->closed);
    page->row++;
}

static lxw_format *cell_format(lxw_workbook *book, lxw_color_t fill)
{
    lxw_format *format = workbook_add_format(book);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_num_format(format, "@"); /* a phone typed there stays as typed */
    if (fill)
        format_set_bg_color(format, fill);
    return format;
}

static void put_head(struct page *page, lxw_workbook *book)
{
    static const char *const heads[COLUMNS] = {ANSWERS_NUMBER, ANSWERS_FILE, ANSWERS_FAULT, ANSWERS_LABEL,
                                               ANSWERS_VALUE};
    static const double widths[COLUMNS] = {15, 24, 44, 22, 60};
    lxw_format *bold = cell_format(book, 0xdde8f7);
    format_set_bold(bold);
    lxw_format *note = workbook_add_format(book);
    format_set_text_wrap(note);
    worksheet_merge_range(page->sheet, 0, 0, 0, COLUMNS - 1,
                          "请在黄色的“" ANSWERS_VALUE
                          "”一栏填写，保存后作为附件回复原邮件；灰色的不用填写，请在回信中附上"
                          "文件。各行的编号请勿改动。",
                          note);
    worksheet_set_row(page->sheet, 0, 32, NULL);
    page->row = 1;
    for (lxw_col_t i = 0; i < COLUMNS; i++) {
        worksheet_set_column(page->sheet, i, i, widths[i], NULL);
        put(page, i, heads[i], bold);
    }
    page->row = 2;
    worksheet_freeze_panes(page->sheet, 2, 0);
    worksheet_set_landscape(page->sheet);
    worksheet_set_paper(page->sheet, 9); /* A4 */
    worksheet_fit_to_pages(page->sheet, 1, 0);
    worksheet_repeat_rows(page->sheet, 1, 1);
}

/* What is wrong with a field stands in the row of that field, other things of the submission in a row of their own. */
static void put_whole(struct page *page, const struct judged *judged, const GPtrArray *faults)
{
    const struct submission *submission = judged->submission;
    g_autoptr(GPtrArray) rules = needs_fields(judged->campaign, submission, faults);
    g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < rules->len && page->row < MAX_ROWS; i++) {
        const struct field_rule *rule = rules->pdata[i];
        const struct fault *about = NULL;
        for (guint k = 0; k < faults->len && !about; k++) {
            const struct fault *fault = faults->pdata[k];
            const char *subject = fault->work < 0 ? fault->finding->subject : NULL;
            gsize length = subject ? strlen(subject) : 0;
            if (subject && g_str_has_prefix(rule->name, subject) && strchr("_", rule->name[length]))
                about = fault;
        }
        g_autofree char *label = needs_label(rule);
        put_row(page, submission->number, NULL, about ? about->text : "", label);
        if (about)
            g_hash_table_add(told, (gpointer)about);
    }
    for (guint i = 0; i < faults->len && page->row < MAX_ROWS; i++) {
        const struct fault *fault = faults->pdata[i];
        if (fault->work < 0 && !g_hash_table_contains(told, fault))
            put_row(page, submission->number, NULL, fault->text, NULL);
    }
}

static void put_works(struct page *page, const struct submission *submission, const GPtrArray *faults)
{
    for (guint work = 0; work < submission->works->len; work++) {
        const struct numbered *numbered = submission->works->pdata[work];
        int seq = numbered->seq > 0 ? numbered->seq : (int)work + 1;
        g_autofree char *number = number_format_work(submission->number, seq);
        for (guint i = 0; i < faults->len && page->row < MAX_ROWS; i++) {
            const struct fault *fault = faults->pdata[i];
            if (fault->work != (int)work)
                continue;
            bool words = g_strcmp0(needs_of(fault->finding->rule), "needs_captions") == 0;
            put_row(page, number, numbered->work->name, fault->text, words ? ANSWERS_CAPTION : NULL);
        }
    }
}

static bool write_book(const char *path, const struct judged *judged, const GPtrArray *faults)
{
    lxw_workbook *book = workbook_new(path);
    if (!book)
        return false;
    lxw_doc_properties properties = {.title = judged->submission->number, .created = judged->submission->received};
    workbook_set_properties(book, &properties);
    struct page page = {.sheet = workbook_add_worksheet(book, "补正清单"),
                        .text = cell_format(book, 0),
                        .open = cell_format(book, 0xfff8dc),
                        .closed = cell_format(book, 0xe6e6e6)};
    if (page.sheet) {
        put_head(&page, book);
        put_whole(&page, judged, faults);
        put_works(&page, judged->submission, faults);
    }
    return workbook_close(book) == LXW_NO_ERROR && page.sheet;
}

static GBytes *book_bytes(const struct judged *judged, const GPtrArray *faults, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("huizhi-sheet-XXXXXX", error);
    if (!folder)
        return NULL;
    g_autofree char *path = g_build_filename(folder, "sheet.xlsx", NULL);
    GBytes *bytes = NULL;
    if (write_book(path, judged, faults))
        bytes = file_read(path, MAX_BYTES, error);
    else
        g_set_error(error, HUIZHI_ERROR, ERROR_IO, "cannot write the list of faults in %s", folder);
    g_unlink(path);
    g_rmdir(folder);
    return bytes;
}

bool sheet_wanted(const struct judged *judged, guint faults)
{
    return judged->verdict->state == VERDICT_INCOMPLETE && judged->submission->number && faults > SHEET_FAULTS;
}

/* NULL without an error when none is wanted. */
static struct reply_file *sheet_make(const struct judged *judged, GError **error)
{
    g_autoptr(GPtrArray) faults = faults_find(judged->verdict, judged->submission, SEVERITY_FIX);
    if (!sheet_wanted(judged, faults->len))
        return NULL;
    GBytes *bytes = book_bytes(judged, faults, error);
    if (!bytes)
        return NULL;
    struct reply_file *file = g_new0(struct reply_file, 1);
    file->name = g_strdup_printf("补正清单 %s.xlsx", judged->submission->number);
    file->type = g_strdup(XLSX);
    file->bytes = bytes;
    return file;
}

bool sheet_add(struct reply *reply, const GPtrArray *judged, GError **error)
{
    for (guint i = 0; i < judged->len; i++) {
        g_autoptr(GError) failure = NULL;
        struct reply_file *sheet = sheet_make(judged->pdata[i], &failure);
        if (sheet)
            g_ptr_array_add(reply->sheets, sheet);
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
    }
    return true;
}
