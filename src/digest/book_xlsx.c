/* The workbook, by libxlsxwriter in its mode of constant memory: each row goes to a temporary file when the next one
 * begins, so a register of 50,000 rows costs no more than one of 50.
 *
 * Every text is written as a string cell; there is not a single formula. In that mode the library places pictures by
 * the sheet's default height and forgets the heights of rows, so a sheet with pictures makes their height the default
 * one and states that of every other row.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "digest/book_inside.h"
#include "digest/inside.h"
#include "work/jpeg.h"

/* Widths in characters of the default font: a Han character counts two. */
enum { NARROWEST = 8, WIDEST = 28, WIDE_LONG = 50, WIDE_PICTURE = 17, WIDE_PAGE = 190 };
/* Heights in points; a pixel is 0.75. */
enum {
    HEIGHT_HEAD = 32,
    HEIGHT_LINE = 15,
    HEIGHT_PICTURE = 66,
    HEIGHT_MOST = 210,
    SIDE_PIXELS = 80,
    WIDE_PIXELS = 116
};
/* Excel's limits: characters in a cell, links in a sheet. */
enum { MAX_TEXT = 32000, MAX_LINKS = 65000 };
#define MAX_PICTURES (24 * 1000 * 1000) /* bytes of all pictures */

struct book_xlsx {
    struct book_sink sink;
    char *path, *temporary, *folder, *state;
    lxw_workbook *workbook;
    lxw_format *head, *text, *wrapped, *number, *bytes, *time, *file;
    const struct book_sheet *sheet; /* the present one, whose row is the next */
    lxw_worksheet *present;
    lxw_row_t row;
    guint columns, links;
    double *widths;
    bool pictured;
    gsize shown; /* bytes of pictures so far */
};

static struct book_xlsx *of(struct book_sink *sink)
{
    return (struct book_xlsx *)sink;
}

static bool refuse(const struct book_xlsx *book, lxw_error code, GError **error)
{
    g_set_error(error, HUIZHI_ERROR, ERROR_IO, "cannot write %s: %s", book->path, lxw_strerror(code));
    return false;
}

/* What XML cannot hold and what would turn or hide words goes; a literal "_x0041_" is what Excel writes for a character
 * (ECMA-376 part 1, 22.9.2.19, ST_Xstring), so its underscore is written in that way. */
static char *harmless(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) out = g_string_new(NULL);
    glong count = 0;
    for (const char *p = valid; *p && count < MAX_TEXT; p = g_utf8_next_char(p), count++) {
        gunichar c = g_utf8_get_char(p);
        bool control = g_unichar_iscntrl(c) && c != '\n' && c != '\t' && c != '\r';
        if (control || g_unichar_type(c) == G_UNICODE_FORMAT || (c & 0xFFFE) == 0xFFFE)
            continue;
        if (c == '\r' && p[1] == '\n')
            continue;
        bool escape = c == '_' && p[1] == 'x' && g_ascii_isxdigit(p[2]) && g_ascii_isxdigit(p[3]) &&
                      g_ascii_isxdigit(p[4]) && g_ascii_isxdigit(p[5]) && p[6] == '_';
        g_string_append(out, escape ? "_x005F" : "");
        g_string_append_unichar(out, c == '\r' ? '\n' : c);
        count += escape ? 6 : 0;
        count += c > 0xFFFF;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- formats */

static lxw_format *format(lxw_workbook *workbook, const char *number, bool wrapped)
{
    lxw_format *made = workbook_add_format(workbook);
    format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
    if (number)
        format_set_num_format(made, number);
    if (wrapped)
        format_set_text_wrap(made);
    return made;
}

static void make_formats(struct book_xlsx *book)
{
    lxw_workbook *workbook = book->workbook;
    book->text = format(workbook, "@", false);
    book->wrapped = format(workbook, "@", true);
    book->number = format(workbook, "0", false);
    book->bytes = format(workbook, "[>=1000000]0.0,,\"M\";[>=1000]0,\"K\";0\"B\"", false);
    book->time = format(workbook, "yyyy-mm-dd hh:mm", false);
    book->file = format(workbook, "@", false);
    format_set_font_color(book->file, 0x0B5394);
    format_set_underline(book->file, LXW_UNDERLINE_SINGLE);
    book->head = workbook_add_format(workbook);
    format_set_bold(book->head);
    format_set_bg_color(book->head, 0xDDE7F0);
    format_set_bottom(book->head, LXW_BORDER_THIN);
    format_set_text_wrap(book->head);
    format_set_align(book->head, LXW_ALIGN_VERTICAL_CENTER);
}

/* ---- a sheet's begin and end */

static double width_of(const char *text)
{
    double widest = 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", 50);
    for (char **line = lines; *line; line++)
        widest = MAX(widest, (double)text_width(*line));
    return widest;
}

static const struct book_column *column_at(const struct book_xlsx *book, guint i)
{
    return book->sheet->columns->pdata[i];
}

static void widen(struct book_xlsx *book, guint i, double width)
{
    enum book_kind kind = column_at(book, i)->kind;
    double most = kind == BOOK_LONG ? WIDE_LONG : kind == BOOK_PICTURE ? WIDE_PICTURE : WIDEST;
    book->widths[i] = MIN(MAX(book->widths[i], width + 2), most);
}

/* Pages as the office prints them: lying, the header and the numbers on each, as many side by side as stay readable. */
static void lay_pages(const struct book_xlsx *book)
{
    double width = 0;
    for (guint i = 0; i < book->columns; i++)
        width += book->widths[i];
    worksheet_set_landscape(book->present);
    worksheet_set_paper(book->present, 9); /* A4 */
    worksheet_fit_to_pages(book->present, (uint16_t)(1 + width / WIDE_PAGE), 0);
    worksheet_repeat_rows(book->present, 0, 0);
    worksheet_repeat_columns(book->present, 0, 0);
    worksheet_set_margins(book->present, 0.4, 0.4, 0.5, 0.5);
    worksheet_set_footer(book->present, "&C&A　&P/&N");
}

static void end_sheet(struct book_xlsx *book)
{
    if (!book->present)
        return;
    for (guint i = 0; i < book->columns; i++)
        worksheet_set_column(book->present, (lxw_col_t)i, (lxw_col_t)i, book->widths[i], NULL);
    worksheet_autofilter(book->present, 0, 0, MAX(book->row, 1) - 1, (lxw_col_t)(book->columns - 1));
    lay_pages(book);
    g_clear_pointer(&book->widths, g_free);
    book->present = NULL;
    book->sheet = NULL;
}

static void put_head(struct book_xlsx *book)
{
    worksheet_set_row(book->present, 0, HEIGHT_HEAD, NULL);
    for (guint i = 0; i < book->columns; i++) {
        const struct book_column *column = column_at(book, i);
        worksheet_write_string(book->present, 0, (lxw_col_t)i, column->title, book->head);
        /* Room for the filter's button; a long title takes two lines. */
        double width = width_of(column->title);
        widen(book, i, MAX(NARROWEST - 2, width > 14 ? width / 2 + 3 : width + 2));
        if (column->kind == BOOK_TIME)
            widen(book, i, strlen("2020-05-31 23:59"));
        if (column->kind == BOOK_PICTURE)
            widen(book, i, WIDE_PICTURE);
        book->pictured = book->pictured || column->kind == BOOK_PICTURE;
    }
}

static bool begin_sheet(struct book_sink *sink, const struct book_sheet *sheet, GError **error)
{
    struct book_xlsx *book = of(sink);
    end_sheet(book);
    book->present = workbook_add_worksheet(book->workbook, sheet->title);
    if (!book->present) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "%s: no sheet can be named %s", book->path, sheet->title);
        return false;
    }
    book->sheet = sheet;
    book->columns = sheet->columns->len;
    book->widths = g_new0(double, book->columns);
    book->row = 1;
    book->links = 0;
    book->pictured = false;
    put_head(book);
    if (book->pictured)
        worksheet_set_default_row(book->present, HEIGHT_PICTURE, LXW_FALSE);
    worksheet_freeze_panes(book->present, 1, 1);
    return true;
}

/* ---- cells */

static lxw_error put_text(struct book_xlsx *book, guint i, const char *text, lxw_format *as)
{
    g_autofree char *clean = harmless(text);
    widen(book, i, width_of(clean));
    return worksheet_write_string(book->present, book->row, (lxw_col_t)i, clean, as);
}

static lxw_error put_time(struct book_xlsx *book, guint i, gint64 when)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(when);
    g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, book->sheet->zone) : NULL;
    if (!local)
        return LXW_NO_ERROR;
    lxw_datetime time = {.year = g_date_time_get_year(local),
                         .month = g_date_time_get_month(local),
                         .day = g_date_time_get_day_of_month(local),
                         .hour = g_date_time_get_hour(local),
                         .min = g_date_time_get_minute(local),
                         .sec = g_date_time_get_second(local)};
    return worksheet_write_datetime(book->present, book->row, (lxw_col_t)i, &time, book->time);
}

/* "../works/NXZ-0001 江城医院/01 a.jpg" from the workbook's folder, each part as a URL has it. */
static char *relative(const char *folder, const char *target)
{
    g_auto(GStrv) from = g_strsplit(folder, "/", -1), to = g_strsplit(target, "/", -1);
    guint same = 0;
    while (from[same] && to[same] && !strcmp(from[same], to[same]))
        same++;
    g_autoptr(GString) out = g_string_new("external:");
    for (char **part = from + same; *part; part++)
        if (**part)
            g_string_append(out, "../");
    for (char **part = to + same; *part; part++) {
        g_string_append_uri_escaped(out, *part, "!$&'()+,;=@ ", TRUE);
        if (part[1])
            g_string_append_c(out, '/');
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* A link that Excel would refuse leaves the name alone. */
static lxw_error put_file(struct book_xlsx *book, guint i, const struct book_cell *cell)
{
    if (!cell->target || book->links >= MAX_LINKS)
        return put_text(book, i, cell->text, book->text);
    g_autofree char *link = relative(book->folder, cell->target), *clean = harmless(cell->text);
    widen(book, i, width_of(clean));
    if (worksheet_write_url_opt(book->present, book->row, (lxw_col_t)i, link, book->file, clean, NULL) != LXW_NO_ERROR)
        return put_text(book, i, cell->text, book->text);
    book->links++;
    return LXW_NO_ERROR;
}

/* The library would scale by the density that the JFIF header states (units at byte 13); pixels are meant here. */
static void forget_density(unsigned char *bytes, gsize length)
{
    if (length > 13 && bytes[2] == 0xFF && bytes[3] == 0xE0 && !memcmp(bytes + 6, "JFIF", 5))
        bytes[13] = 0;
}

/* Small, moved and hidden with its row. */
static void put_picture(struct book_xlsx *book, guint i, const char *sha256)
{
    struct thumb *thumb = book->shown < MAX_PICTURES ? thumb_load(book->state, sha256) : NULL;
    if (!thumb)
        return;
    gsize length = 0;
    const void *bytes = g_bytes_get_data(thumb->bytes, &length);
    g_autofree unsigned char *copy = g_memdup2(bytes, length);
    thumb_free(thumb);
    struct jpeg jpeg;
    if (!jpeg_walk(copy, length, &jpeg))
        return;
    forget_density(copy, length);
    double scale = MIN(MIN(SIDE_PIXELS / (double)jpeg.height, WIDE_PIXELS / (double)jpeg.width), 1);
    lxw_image_options options = {.x_offset = 2,
                                 .y_offset = 2,
                                 .x_scale = scale,
                                 .y_scale = scale,
                                 .object_position = LXW_OBJECT_MOVE_AND_SIZE,
                                 .decorative = LXW_TRUE};
    worksheet_insert_image_buffer_opt(book->present, book->row, (lxw_col_t)i, copy, length, &options);
    book->shown += length;
}

static lxw_error put_cell(struct book_xlsx *book, guint i, const struct book_cell *cell)
{
    switch (column_at(book, i)->kind) {
    case BOOK_TEXT:
        return put_text(book, i, cell->text, book->text);
    case BOOK_LONG:
        return put_text(book, i, cell->text, book->wrapped);
    case BOOK_NUMBER:
        return worksheet_write_number(book->present, book->row, (lxw_col_t)i, (double)cell->number, book->number);
    case BOOK_BYTES:
        return worksheet_write_number(book->present, book->row, (lxw_col_t)i, (double)cell->number, book->bytes);
    case BOOK_TIME:
        return put_time(book, i, cell->number);
    case BOOK_YESNO:
        return put_text(book, i, strcmp(cell->text, "true") == 0 ? "是" : "否", book->text);
    case BOOK_FILE:
        return put_file(book, i, cell);
    case BOOK_PICTURE:
        put_picture(book, i, cell->text);
        return LXW_NO_ERROR;
    }
    return LXW_NO_ERROR;
}

/* Lines that a wrapped text takes in the widest column. */
static int lines_of(const struct book_xlsx *book, const struct book_cell *cells)
{
    int most = 1;
    for (guint i = 0; i < book->columns; i++) {
        if (column_at(book, i)->kind != BOOK_LONG || !cells[i].text)
            continue;
        int lines = 0;
        g_auto(GStrv) parts = g_strsplit(cells[i].text, "\n", 50);
        for (char **part = parts; *part; part++)
            lines += 1 + (int)text_width(*part) / (WIDE_LONG - 4);
        most = MAX(most, lines);
    }
    return most;
}

/* A row of one line keeps the sheet's height, but where that is the pictures'. */
static void set_height(struct book_xlsx *book, const struct book_cell *cells)
{
    int lines = lines_of(book, cells), height = lines * HEIGHT_LINE;
    for (guint i = 0; i < book->columns; i++)
        if (column_at(book, i)->kind == BOOK_PICTURE && cells[i].text)
            height = MAX(height, HEIGHT_PICTURE);
    if (book->pictured || lines > 1)
        worksheet_set_row(book->present, book->row, MIN(height, HEIGHT_MOST), NULL);
}

static bool put_row(struct book_sink *sink, const struct book_cell *cells, GError **error)
{
    struct book_xlsx *book = of(sink);
    if (book->row >= LXW_ROW_MAX)
        return refuse(book, LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE, error);
    set_height(book, cells);
    for (guint i = 0; i < book->columns; i++) {
        lxw_error code = cells[i].text ? put_cell(book, i, &cells[i]) : LXW_NO_ERROR;
        if (code != LXW_NO_ERROR)
            return refuse(book, code, error);
    }
    book->row++;
    return true;
}

/* ---- the whole */

struct book_sink *book_xlsx_create(const char *path, const char *state_folder, GError **error)
{
    struct book_xlsx *book = g_new0(struct book_xlsx, 1);
    book->sink = (struct book_sink){begin_sheet, put_row};
    book->path = g_canonicalize_filename(path, NULL);
    book->folder = g_path_get_dirname(book->path);
    book->state = g_strdup(state_folder);
    book->temporary = g_strdup_printf("%s.%d.part", book->path, (int)getpid());
    if (!file_make_dirs(book->folder, error)) {
        book_xlsx_free(&book->sink);
        return NULL;
    }
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = book->folder};
    book->workbook = workbook_new_opt(book->temporary, &options);
    make_formats(book);
    return &book->sink;
}

/* Durable, then in its place. */
static bool place(const struct book_xlsx *book, GError **error)
{
    int fd = open(book->temporary, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool good = fd >= 0 && fchmod(fd, 0640) == 0 && fsync(fd) == 0 && rename(book->temporary, book->path) == 0;
    if (!good)
        error_set_errno(error, errno, "cannot write %s", book->path);
    if (fd >= 0)
        close(fd);
    return good;
}

bool book_xlsx_finish(struct book_sink *sink, GError **error)
{
    struct book_xlsx *book = of(sink);
    end_sheet(book);
    mode_t old = umask(0027);
    lxw_error code = workbook_close(g_steal_pointer(&book->workbook));
    umask(old);
    if (code != LXW_NO_ERROR)
        return refuse(book, code, error);
    return place(book, error);
}

void book_xlsx_free(struct book_sink *sink)
{
    struct book_xlsx *book = of(sink);
    if (!book)
        return;
    g_free(book->widths);
    if (book->workbook)
        lxw_workbook_free(book->workbook);
    g_unlink(book->temporary);
    g_free(book->path);
    g_free(book->temporary);
    g_free(book->folder);
    g_free(book->state);
    g_free(book);
}
