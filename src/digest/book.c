/* The register: which sheets there are, and how a row is put together. */
#include "digest/book.h"

#include <string.h>

#include "digest/book_inside.h"
#include "digest/digest.h"

/* Excel's limit for a sheet's name. */
#define TITLE 31

static void column_free(gpointer data)
{
    struct book_column *column = data;
    g_free(column->name);
    g_free(column->title);
    g_free(column);
}

struct book_sheet *book_sheet_create(const char *title, GTimeZone *zone)
{
    struct book_sheet *sheet = g_new0(struct book_sheet, 1);
    sheet->title = g_strdup(title);
    sheet->columns = g_ptr_array_new_with_free_func(column_free);
    sheet->zone = g_time_zone_ref(zone);
    return sheet;
}

void book_sheet_add(struct book_sheet *sheet, const char *name, const char *title, enum book_kind kind)
{
    struct book_column *column = g_new0(struct book_column, 1);
    column->name = g_strdup(name);
    column->title = g_strdup(title);
    column->kind = kind;
    g_ptr_array_add(sheet->columns, column);
}

void book_sheet_free(struct book_sheet *sheet)
{
    if (!sheet)
        return;
    g_free(sheet->title);
    g_ptr_array_unref(sheet->columns);
    g_time_zone_unref(sheet->zone);
    g_free(sheet);
}

/* What Excel refuses in a sheet's name, and "/" for a file's. */
static char *fitting(const char *title, const char *suffix)
{
    g_autofree char *clean = g_strdelimit(g_strdup(title), "[]:*?/\\'", ' ');
    glong room = TITLE - g_utf8_strlen(suffix, -1);
    g_autofree char *cut = g_utf8_substring(clean, 0, MIN(g_utf8_strlen(clean, -1), MAX(room, 0)));
    return g_strconcat(cut, suffix, NULL);
}

static bool claim(struct book *book, const char *title)
{
    return g_hash_table_add(book->titles, g_utf8_casefold(title, -1));
}

struct book_sheet *book_sheet_begin(struct book *book, const char *title, const struct campaign *campaign)
{
    g_autofree char *name = fitting(title, "");
    for (int n = 1; !claim(book, name); n++) {
        g_autofree char *suffix =
            n == 1 && campaign ? g_strdup_printf(" %s", campaign->prefix) : g_strdup_printf(" %d", n);
        g_free(name);
        name = fitting(title, suffix);
    }
    return book_sheet_create(name, campaign ? campaign->zone : book->zone);
}

struct book_row *book_row_create(struct book *book, const struct book_sheet *sheet)
{
    struct book_row *row = g_new0(struct book_row, 1);
    row->book = book;
    row->sheet = sheet;
    row->cells = g_new0(struct book_cell, sheet->columns->len);
    return row;
}

static void row_clear(struct book_row *row)
{
    for (guint i = 0; i < row->sheet->columns->len; i++) {
        g_free(row->cells[i].text);
        g_free(row->cells[i].target);
    }
    memset(row->cells, 0, sizeof *row->cells * row->sheet->columns->len);
    row->at = 0;
}

void book_row_free(struct book_row *row)
{
    if (!row)
        return;
    row_clear(row);
    g_free(row->cells);
    g_free(row);
}

static struct book_cell *next(struct book_row *row)
{
    g_assert(row->at < row->sheet->columns->len);
    return &row->cells[row->at++];
}

void row_text(struct book_row *row, const char *text)
{
    next(row)->text = text && *text ? g_strdup(text) : NULL;
}

void row_number(struct book_row *row, gint64 number)
{
    struct book_cell *cell = next(row);
    cell->number = number;
    cell->text = g_strdup_printf("%" G_GINT64_FORMAT, number);
}

void row_known(struct book_row *row, gint64 number)
{
    if (number > 0)
        row_number(row, number);
    else
        row_text(row, NULL);
}

void row_file(struct book_row *row, const char *name, char *target)
{
    struct book_cell *cell = next(row);
    cell->text = g_strdup(name);
    cell->target = target;
}

bool row_done(struct book_row *row, GError **error)
{
    g_assert(row->at == row->sheet->columns->len);
    bool good = row->book->sink->row(row->book->sink, row->cells, error);
    row_clear(row);
    return good;
}

bool book_select(const struct book *book, const struct campaign *campaign, const struct form_rule *form, bool formless,
                 struct selection *selection)
{
    static const struct selection everything = {0};
    *selection = book->request->selection ? *book->request->selection : everything;
    selection->merged = false;
    if (!campaign)
        return true;
    if (selection->campaign && strcmp(selection->campaign, campaign->id) != 0)
        return false;
    if (form && selection->form && strcmp(selection->form, form->id) != 0)
        return false;
    selection->formless = form && formless && !selection->form;
    selection->campaign = campaign->id;
    selection->form = form ? form->id : selection->form;
    return true;
}

/* A campaign stands in the register when it is open or when something of it is selected. */
static bool stands(const struct book *book, const struct campaign *campaign, bool *standing, GError **error)
{
    struct selection selection;
    *standing = false;
    if (!book_select(book, campaign, NULL, false, &selection))
        return true;
    gint64 now = book->request->now;
    if (now >= campaign->opens && (!campaign->closes || now <= campaign->closes)) {
        *standing = true;
        return true;
    }
    g_autoptr(Cursor) cursor = cursor_open(book->request->store, CURSOR_RECEIVED, &selection, error);
    g_autoptr(GError) failure = NULL;
    *standing = cursor && cursor_next(cursor, &failure);
    if (!failure)
        return cursor != NULL;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool write_campaign(struct book *book, const struct campaign *campaign, GError **error)
{
    bool standing;
    if (!stands(book, campaign, &standing, error))
        return false;
    /* What takes no works first, so that the works stand beside the form that they belong to. */
    for (guint i = 0; standing && i < campaign->forms->len; i++) {
        const struct form_rule *form = campaign->forms->pdata[i];
        if (!form->takes_works && !book_forms(book, campaign, form, error))
            return false;
    }
    if (standing && !book_works(book, campaign, error))
        return false;
    for (guint i = 0; standing && i < campaign->forms->len; i++) {
        const struct form_rule *form = campaign->forms->pdata[i];
        if (form->takes_works && !book_forms(book, campaign, form, error))
            return false;
    }
    return true;
}

bool book_write(const struct book_request *request, struct book_sink *sink, GError **error)
{
    g_autoptr(GHashTable) titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *works = request->config->works_folder ? g_strdup(request->config->works_folder)
                                                           : g_build_filename(request->config->state, "works", NULL);
    g_autofree char *folder = g_canonicalize_filename(works, NULL);
    g_autoptr(GTimeZone) zone = digest_zone(request->ruleset);
    struct book book = {request, sink, titles, folder, zone};
    if (!store_begin_reading(request->store, error))
        return false;
    bool good = true;
    for (guint i = 0; good && i < request->ruleset->campaigns->len; i++)
        good = write_campaign(&book, request->ruleset->campaigns->pdata[i], error);
    good = good && book_todo(&book, error) && book_counts(&book, error);
    store_rollback(request->store);
    return good;
}

bool book_write_xlsx(const struct book_request *request, const char *path, GError **error)
{
    struct book_sink *sink = book_xlsx_create(path, request->config->state, error);
    bool good = sink && book_write(request, sink, error) && book_xlsx_finish(sink, error);
    book_xlsx_free(sink);
    return good;
}

bool book_rows(const struct book_sheet *sheet, const struct rows *rows, struct book_sink *sink, GError **error)
{
    struct book book = {.sink = sink};
    g_autoptr(BookRow) row = book_row_create(&book, sheet);
    if (!sink->sheet(sink, sheet, error))
        return false;
    for (guint i = 0; i < rows->cells->len; i++) {
        char **cells = rows->cells->pdata[i];
        for (guint n = 0; n < sheet->columns->len; n++) {
            const struct book_column *column = sheet->columns->pdata[n];
            bool counted = column->kind == BOOK_NUMBER || column->kind == BOOK_BYTES || column->kind == BOOK_TIME;
            if (counted && cells[n])
                row_number(row, g_ascii_strtoll(cells[n], NULL, 10));
            else
                row_text(row, cells[n]);
        }
        if (!row_done(row, error))
            return false;
    }
    return true;
}
