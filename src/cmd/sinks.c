/* CSV files and JSON lines. */
#include "cmd/sinks.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "cmd/csv.h"

struct csv {
    struct book_sink sink;
    const struct book_sheet *sheet;
    char *folder, *path, *temporary;
    FILE *out;
};

static bool close_file(struct csv *csv, GError **error)
{
    if (!csv->out)
        return true;
    bool good = fflush(csv->out) == 0 && !ferror(csv->out) && fsync(fileno(csv->out)) == 0;
    good = fclose(g_steal_pointer(&csv->out)) == 0 && good && rename(csv->temporary, csv->path) == 0;
    if (!good)
        error_set_errno(error, errno, _("cannot write %s"), csv->path);
    return good;
}

static bool csv_sheet(struct book_sink *sink, const struct book_sheet *sheet, GError **error)
{
    struct csv *csv = (struct csv *)sink;
    if (!close_file(csv, error))
        return false;
    g_free(csv->path);
    g_free(csv->temporary);
    csv->path = g_strdup_printf("%s/%s.csv", csv->folder, sheet->title);
    csv->temporary = g_strdup_printf("%s.%d.part", csv->path, (int)getpid());
    csv->sheet = sheet;
    int fd = open(csv->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
    csv->out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!csv->out) {
        error_set_errno(error, errno, _("cannot write %s"), csv->path);
        return false;
    }
    csv_begin(csv->out);
    for (guint i = 0; i < sheet->columns->len; i++)
        csv_cell(csv->out, ((const struct book_column *)sheet->columns->pdata[i])->title, i == 0);
    csv_end_line(csv->out);
    return true;
}

static char *csv_text(const struct csv *csv, const struct book_column *column, const struct book_cell *cell)
{
    if (!cell->text || column->kind == BOOK_PICTURE)
        return NULL;
    if (column->kind == BOOK_YESNO)
        return g_strdup(strcmp(cell->text, "true") == 0 ? "是" : "否");
    if (column->kind == BOOK_TIME)
        return clock_rfc3339(cell->number, csv->sheet->zone);
    return g_strdup(cell->text);
}

static bool csv_row(struct book_sink *sink, const struct book_cell *cells, GError **error)
{
    struct csv *csv = (struct csv *)sink;
    for (guint i = 0; i < csv->sheet->columns->len; i++) {
        g_autofree char *text = csv_text(csv, csv->sheet->columns->pdata[i], &cells[i]);
        csv_cell(csv->out, text, i == 0);
    }
    csv_end_line(csv->out);
    if (!ferror(csv->out))
        return true;
    error_set_errno(error, errno, _("cannot write %s"), csv->path);
    return false;
}

struct book_sink *sink_csv(const char *folder, GError **error)
{
    if (!file_make_dirs(folder, error))
        return NULL;
    struct csv *csv = g_new0(struct csv, 1);
    csv->sink = (struct book_sink){csv_sheet, csv_row};
    csv->folder = g_strdup(folder);
    return &csv->sink;
}

bool sink_csv_finish(struct book_sink *sink, GError **error)
{
    return close_file((struct csv *)sink, error);
}

void sink_csv_free(struct book_sink *sink)
{
    struct csv *csv = (struct csv *)sink;
    if (!csv)
        return;
    if (csv->out) {
        fclose(csv->out);
        g_unlink(csv->temporary);
    }
    g_free(csv->folder);
    g_free(csv->path);
    g_free(csv->temporary);
    g_free(csv);
}

struct json {
    struct book_sink sink;
    const struct book_sheet *sheet;
};

static bool json_sheet(struct book_sink *sink, const struct book_sheet *sheet, GError **error)
{
    (void)error;
    ((struct json *)sink)->sheet = sheet;
    return true;
}

static void json_cell(JsonBuilder *builder, const struct json *json, const struct book_column *column,
                      const struct book_cell *cell)
{
    json_builder_set_member_name(builder, column->name);
    if (!cell->text) {
        json_builder_add_null_value(builder);
    } else if (column->kind == BOOK_NUMBER || column->kind == BOOK_BYTES) {
        json_builder_add_int_value(builder, cell->number);
    } else if (column->kind == BOOK_YESNO) {
        json_builder_add_boolean_value(builder, strcmp(cell->text, "true") == 0);
    } else if (column->kind == BOOK_TIME) {
        g_autofree char *time = clock_rfc3339(cell->number, json->sheet->zone);
        json_builder_add_string_value(builder, time);
    } else {
        json_builder_add_string_value(builder, cell->text);
    }
}

static bool json_row(struct book_sink *sink, const struct book_cell *cells, GError **error)
{
    const struct json *json = (const struct json *)sink;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "sheet");
    json_builder_add_string_value(builder, json->sheet->title);
    for (guint i = 0; i < json->sheet->columns->len; i++)
        json_cell(builder, json, json->sheet->columns->pdata[i], &cells[i]);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *line = json_to_string(root, FALSE);
    if (puts(line) >= 0)
        return true;
    error_set_errno(error, errno, _("standard output"));
    return false;
}

struct book_sink *sink_json(void)
{
    struct json *json = g_new0(struct json, 1);
    json->sink = (struct book_sink){json_sheet, json_row};
    return &json->sink;
}
