/* Comma-separated values (RFC 4180) as spreadsheet programs write them: with commas, semicolons or tabs, in UTF-8,
 * UTF-16 or GB18030, perhaps behind a byte order mark or the line "sep=;" of Excel. One table.
 *
 * A quote that is never closed would swallow the rest: after 1,000 lines it counts as text.
 */
#include <string.h>

#include "base/text.h"
#include "document/build.h"
#include "document/reader.h"

#define MAX_COLUMNS 16384
#define SAMPLE 20       /* records that decide what separates */
#define MAX_QUOTED 1000 /* lines in one quoted value */
#define BOM "\xEF\xBB\xBF"

static char *decode(GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    const char *charset = NULL;
    if (length >= 2 && data[0] == 0xFF && data[1] == 0xFE)
        charset = "UTF-16LE";
    else if (length >= 2 && data[0] == 0xFE && data[1] == 0xFF)
        charset = "UTF-16BE";
    return text_from_bytes(data, length, charset);
}

/* The end of a quoted value: behind its closing quote. NULL when there is none. */
static const char *skip_quoted(const char *at)
{
    int lines = 0;
    for (at++; *at; at++) {
        if (*at == '\n' && ++lines > MAX_QUOTED)
            return NULL;
        if (*at != '"')
            continue;
        if (at[1] != '"')
            return at + 1;
        at++;
    }
    return NULL;
}

/* The separator that the first records use most; a comma when there is none. */
static char find_separator(const char *text)
{
    static const char candidates[] = {',', ';', '\t'};
    guint counts[G_N_ELEMENTS(candidates)] = {0}, best = 0;
    int records = 0;
    bool start = true;
    for (const char *at = text; *at && records < SAMPLE;) {
        const char *behind = start && *at == '"' ? skip_quoted(at) : NULL;
        if (behind) {
            at = behind;
            start = false;
            continue;
        }
        start = *at == '\n';
        records += start;
        for (guint i = 0; i < G_N_ELEMENTS(candidates); i++)
            if (*at == candidates[i]) {
                counts[i]++;
                start = true;
            }
        at++;
    }
    for (guint i = 1; i < G_N_ELEMENTS(candidates); i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

/* A value without its quotes; *end is where the separator or the end of the line stands. */
static char *read_value(const char *at, char separator, const char **end)
{
    GString *out = g_string_new(NULL);
    const char *behind = *at == '"' ? skip_quoted(at) : NULL;
    if (behind) {
        for (const char *in = at + 1; in < behind - 1; in++) {
            if (*in == '"')
                in++;
            if (*in != '\r')
                g_string_append_c(out, *in);
        }
        at = behind;
    }
    /* Text behind a closing quote is no CSV, but somebody's words. */
    const char stops[] = {separator, '\r', '\n', 0};
    gsize rest = strcspn(at, stops);
    g_string_append_len(out, at, (gssize)rest);
    *end = at + rest;
    return g_string_free(out, FALSE);
}

static const char *read_record(struct document *document, struct counts *counts, struct table *table, int row,
                               const char *at, char separator)
{
    for (int column = 1;; column++) {
        const char *end;
        g_autofree char *value = read_value(at, separator, &end);
        struct cell *cell = column <= MAX_COLUMNS ? count_cell(document, counts, table, row, column, 1, 1) : NULL;
        if (!cell) {
            if (!counts->full)
                count_warn(document, counts, "表格过宽，其余未读");
            return NULL;
        }
        struct block *block = block_paragraph();
        paragraph_append(block->paragraph, value, 0);
        count_paragraph(document, counts, cell->blocks, block);
        at = end;
        if (*at != separator)
            break;
        at++;
    }
    at += *at == '\r';
    return at + (*at == '\n');
}

void csv_read(struct document *document, GBytes *bytes)
{
    g_autofree char *text = decode(bytes);
    const char *at = g_str_has_prefix(text, BOM) ? text + strlen(BOM) : text;
    char separator = find_separator(at);
    if (g_ascii_strncasecmp(at, "sep=", 4) == 0 && at[4] && strcspn(at + 5, "\r\n") == 0) {
        separator = at[4];
        at += 5;
        at += *at == '\r';
        at += *at == '\n';
    }
    struct counts counts = {0};
    struct table *table = count_table(document, &counts);
    if (!table)
        return;
    for (int row = 1; at && *at && !counts.full; row++)
        at = read_record(document, &counts, table, row, at, separator);
    g_ptr_array_add(document->blocks, block_table(table));
}
