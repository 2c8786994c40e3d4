/* Walking a document once. Nested tables follow the table that holds them: a form inside an outer frame reads as if
 * the frame were not there. The sum of all text is bounded, whatever the reader lets through.
 */
#include "form/layout.h"

#include <string.h>

#define MAX_ATOMS (3 * 1000 * 1000)

struct walk {
    struct layout *layout;
    struct flat *text; /* lines that no region has yet */
    int line;          /* lines before them */
    gint64 budget;
};

static void region_free(gpointer data)
{
    struct region *region = data;
    grid_free(region->grid);
    flat_free(region->text);
    g_free(region);
}

static void tag_free(gpointer data)
{
    struct tag *tag = data;
    g_free(tag->name);
    g_free(tag->value);
    g_free(tag->place);
    g_free(tag);
}

void layout_free(struct layout *layout)
{
    if (!layout)
        return;
    g_ptr_array_unref(layout->regions);
    g_ptr_array_unref(layout->tags);
    g_free(layout->name);
    g_free(layout);
}

static struct region *add_region(struct layout *layout, struct grid *grid, struct flat *text, int rows, int line)
{
    struct region *region = g_new0(struct region, 1);
    region->grid = grid;
    region->text = text;
    region->first = layout->rows;
    region->rows = rows;
    region->line = line;
    layout->rows += rows;
    g_ptr_array_add(layout->regions, region);
    return region;
}

static int tabs_between(const struct flat *text, int from, int to)
{
    int tabs = 0;
    for (int i = from + 1; i < to; i++)
        tabs += flat_at(text, i)->c == '\t' && flat_at(text, i - 1)->c != '\t';
    return tabs;
}

static void add_lines(struct layout *layout, const struct flat *text, int from, int to, int lines, int line,
                      bool tabbed)
{
    if (to < from || !lines)
        return;
    struct grid *grid = tabbed ? grid_from_lines(text, from, to, line) : NULL;
    struct region *region = add_region(layout, grid, grid ? NULL : flat_slice(text, from, to), lines, line);
    region->tabbed = tabbed;
}

/* Two lines or more with two tabs or more each are a table that lost its rules. */
static void add_text(struct layout *layout, const struct flat *text, int line)
{
    int length = flat_length(text), from = 0, start = 0, lines = 0;
    bool tabbed = false;
    for (int at = 0; at <= length;) {
        int end = flat_line_end(text, at, length);
        bool wide = tabs_between(text, at, end) >= 2;
        if (wide && !tabbed && end < length)
            wide = tabs_between(text, end + 1, flat_line_end(text, end + 1, length)) >= 2;
        if (wide != tabbed && lines) {
            add_lines(layout, text, from, at - 1, lines, line + start, tabbed);
            from = at;
            start += lines;
            lines = 0;
        }
        tabbed = wide;
        lines++;
        at = end + 1;
    }
    add_lines(layout, text, from, length, lines, line + start, tabbed);
}

static void flush(struct walk *walk)
{
    struct flat *text = walk->text;
    if (flat_length(text)) {
        add_text(walk->layout, text, walk->line + 1);
        for (int i = 0; i < flat_length(text); i++)
            walk->line += flat_at(text, i)->c == '\n';
        walk->line++;
    }
    flat_free(text);
    walk->text = flat_create();
}

static void add_tag(struct walk *walk, const struct block *block, int row)
{
    if (!block->field_name || walk->layout->tags->len > 5000)
        return;
    struct tag *tag = g_new0(struct tag, 1);
    tag->row = row;
    tag->name = g_utf8_make_valid(block->field_name, -1);
    tag->value = block->field_value ? g_utf8_make_valid(block->field_value, -1) : NULL;
    tag->place = g_strdup_printf("field %s", tag->name);
    g_ptr_array_add(walk->layout->tags, tag);
}

static void walk_blocks(struct walk *walk, const GPtrArray *blocks, int depth);

static const struct cell *only_cell(const struct table *table)
{
    return table->cells->len == 1 ? table->cells->pdata[0] : NULL;
}

static void walk_cell(struct walk *walk, const struct cell *cell, int row, int depth)
{
    for (guint i = 0; i < cell->blocks->len; i++) {
        const struct block *block = cell->blocks->pdata[i];
        if (block->kind == BLOCK_FIELD)
            add_tag(walk, block, row);
    }
    for (guint i = 0; i < cell->blocks->len; i++) {
        const struct block *block = cell->blocks->pdata[i];
        if (block->kind == BLOCK_TABLE) {
            g_autoptr(GPtrArray) one = g_ptr_array_new();
            g_ptr_array_add(one, cell->blocks->pdata[i]);
            walk_blocks(walk, one, depth + 1);
        }
    }
}

static void walk_table(struct walk *walk, const struct table *table, int depth)
{
    /* A frame around a letter is text. */
    if (only_cell(table)) {
        walk_blocks(walk, only_cell(table)->blocks, depth + 1);
        return;
    }
    flush(walk);
    struct grid *grid = grid_from_table(table, &walk->budget);
    struct region *region = add_region(walk->layout, grid, NULL, grid->rows, 0);
    int first = region->first, previous = -1, row = -1;
    for (guint i = 0; i < table->cells->len; i++) {
        const struct cell *cell = table->cells->pdata[i];
        row += cell->row > previous;
        previous = MAX(previous, cell->row);
        walk_cell(walk, cell, first + MIN(MAX(row, 0), MAX(grid->rows - 1, 0)), depth);
    }
}

static void walk_blocks(struct walk *walk, const GPtrArray *blocks, int depth)
{
    if (depth > DOCUMENT_MAX_DEPTH)
        return;
    for (guint i = 0; i < blocks->len && walk->budget > 0; i++) {
        const struct block *block = blocks->pdata[i];
        if (block->kind == BLOCK_TABLE) {
            walk_table(walk, block->table, depth);
        } else if (block->kind == BLOCK_FIELD) {
            flush(walk);
            add_tag(walk, block, MAX(walk->layout->rows - 1, 0));
        } else {
            int before = flat_length(walk->text);
            if (before > FLAT_MAX / 2)
                flush(walk);
            else if (before)
                flat_add_text(walk->text, "\n", 0);
            flat_add_paragraph(walk->text, block->paragraph);
            walk->budget -= MAX(flat_length(walk->text) - before, 0) + 1;
        }
    }
}

struct layout *layout_create(const struct document *document, const char *name)
{
    struct layout *layout = g_new0(struct layout, 1);
    layout->regions = g_ptr_array_new_with_free_func(region_free);
    layout->tags = g_ptr_array_new_with_free_func(tag_free);
    layout->name = g_strdup(name ? name : document->name);
    layout->scanned = document->kind == DOCUMENT_SCAN;
    struct walk walk = {layout, flat_create(), 0, MAX_ATOMS};
    walk_blocks(&walk, document->blocks, 0);
    flush(&walk);
    flat_free(walk.text);
    layout->cut = walk.budget <= 0;
    return layout;
}

struct layout *layout_from_text(const char *text, const char *name)
{
    struct layout *layout = g_new0(struct layout, 1);
    layout->regions = g_ptr_array_new_with_free_func(region_free);
    layout->tags = g_ptr_array_new_with_free_func(tag_free);
    layout->name = g_strdup(name);
    struct flat *flat = flat_create();
    flat_add_text(flat, text, 0);
    int lines = 1;
    for (int i = 0; i < flat_length(flat); i++)
        lines += flat_at(flat, i)->c == '\n';
    add_region(layout, NULL, flat, lines, 1);
    return layout;
}
