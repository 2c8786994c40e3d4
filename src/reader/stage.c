/* The stages of a reading, printed. */
#include "reader/stage.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/magic.h"
#include "document/document.h"
#include "document/dump.h"
#include "reader/cells.h"

static const struct {
    const char *name, *prefix; /* of the dossier's lines; NULL: the documents themselves */
} stages[] = {{"message", "message"}, {"document", NULL}, {"form", "forms"}, {"works", "works"}, {"table", NULL}};

bool stage_known(const char *name)
{
    for (gsize i = 0; name && i < G_N_ELEMENTS(stages); i++)
        if (!strcmp(stages[i].name, name))
            return true;
    return false;
}

static GBytes *whole(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    if (size < 0 || size > DOCUMENT_MAX_BYTES)
        return NULL;
    g_autofree char *bytes = g_malloc((gsize)size + 1);
    ssize_t got = pread(fd, bytes, (gsize)size, 0);
    lseek(fd, 0, SEEK_SET);
    return got >= 0 ? g_bytes_new_take(g_steal_pointer(&bytes), (gsize)got) : NULL;
}

static void print_document(GString *out, GBytes *bytes, const char *type, const char *name)
{
    g_autoptr(Document) document = document_read(bytes, type, name, NULL);
    g_autofree char *text = document ? document_dump(document) : NULL;
    g_string_append_printf(out, "==== %s (%s)\n%s", name, type, text ? text : "没有能读这种文件的程序\n");
}

static void print_parts(GString *out, const struct message *message, struct staging *staging)
{
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        if (part->text) {
            g_autoptr(GBytes) bytes = g_bytes_new(part->text, strlen(part->text));
            print_document(out, bytes, part->hint == PART_BODY_HTML ? "text/html" : "text/plain", part->path);
        } else if (part->file && document_readable(part->type)) {
            g_autoptr(GBytes) bytes = staging_bytes(staging, part->file, NULL);
            if (bytes)
                print_document(out, bytes, part->type, part->name);
        }
    }
}

static void print_fields(GString *out, const struct form *form)
{
    g_string_append_printf(out, "==== %s %s (%.2f)%s\n", form->campaign, form->id, form->score,
                           form->blank ? " 空白表" : "");
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        g_string_append_printf(out, "%s\t%s\t%.2f\t%s%s%s", field->name, field->value ? field->value : "—",
                               field->confidence, field->from ? field->from : "", field->note ? "\t" : "",
                               field->note ? field->note : "");
        if (field->suggestion)
            g_string_append_printf(out, "\t识别参考：%s", field->suggestion);
        g_string_append_c(out, '\n');
    }
}

/* A bare document, no mail. */
static bool print_bare(GString *out, int fd, const struct stage *stage)
{
    g_autoptr(GBytes) bytes = whole(fd);
    if (!bytes)
        return false;
    gsize length = 0;
    const void *start = g_bytes_get_data(bytes, &length);
    g_autofree char *type = magic_type(stage->data->magic, start ? start : "", length, NULL);
    if (!strcmp(type, "text/plain") || g_str_has_prefix(type, "message/") || !document_readable(type))
        return false;
    if (!strcmp(stage->name, "document")) {
        print_document(out, bytes, type, "文件");
        return true;
    }
    g_autoptr(Document) document = document_read(bytes, type, "文件", NULL);
    g_autoptr(GPtrArray) forms = document ? form_find(document, stage->data->forms, "1", "文件") : g_ptr_array_new();
    for (guint i = 0; i < forms->len; i++)
        print_fields(out, forms->pdata[i]);
    if (forms->len == 0)
        g_string_append(out, "没有找到表格\n");
    return true;
}

/* Lines of the dossier that begin with the stage's prefix. */
static bool print_dossier(GString *out, int raw_fd, int staging_fd, const struct stage *stage, const char *prefix,
                          GError **error)
{
    g_autoptr(Dossier) dossier = read_mail(raw_fd, staging_fd, stage->data, error);
    if (!dossier)
        return false;
    g_autofree char *text = dossier_print(dossier);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        if (g_str_has_prefix(*line, prefix))
            g_string_append_printf(out, "%s\n", *line);
    return true;
}

/* A spreadsheet's cells. What nothing knows is text with separators: a CSV file has no signature. */
static GBytes *print_cells(int fd, const struct stage *stage, GError **error)
{
    g_autoptr(GBytes) bytes = whole(fd);
    gsize length = 0;
    const void *start = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    g_autofree char *type = length ? magic_type(stage->data->magic, start, length, NULL) : NULL;
    if (!type) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, bytes ? "文件是空的" : "文件太大或不能读");
        return NULL;
    }
    bool text = g_str_has_prefix(type, "text/") && strcmp(type, "text/html") != 0;
    bool wide = length >= 2 && (!memcmp(start, "\xFF\xFE", 2) || !memcmp(start, "\xFE\xFF", 2));
    g_autoptr(Document) document =
        document_read(bytes, text || wide || !document_readable(type) ? "text/csv" : type, "文件", error);
    if (!document)
        return NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    cells_print(out, document);
    return g_string_free_to_bytes(g_steal_pointer(&out));
}

GBytes *stage_print(int raw_fd, int staging_fd, gconstpointer data, GError **error)
{
    const struct stage *stage = data;
    if (!strcmp(stage->name, "table"))
        return print_cells(raw_fd, stage, error);
    g_autoptr(GString) out = g_string_new(NULL);
    const char *prefix = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(stages); i++)
        if (!strcmp(stages[i].name, stage->name))
            prefix = stages[i].prefix;
    bool may_be_bare = !prefix || !strcmp(prefix, "forms");
    if (!may_be_bare || !print_bare(out, raw_fd, stage)) {
        if (prefix) {
            if (!print_dossier(out, raw_fd, staging_fd, stage, prefix, error))
                return NULL;
        } else {
            g_autoptr(Staging) staging = staging_open(staging_fd);
            g_autoptr(Message) message = message_read(raw_fd, staging, stage->data->magic, error);
            if (!message)
                return NULL;
            print_parts(out, message, staging);
        }
    }
    return g_string_free_to_bytes(g_steal_pointer(&out));
}
