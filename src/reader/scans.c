/* Scans: forms that came as pictures. What was recognised becomes suggestions, each with a picture of its cell, so that
 * the person who types the form in need not look for the place. Pages of one form that came as files of their own are
 * one form.
 *
 * Recognition costs a second a page: a mail gets a few pages, and no more than a part of the processor time that its
 * child has.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "reader/reading.h"

#define MAX_SECONDS 12   /* of the processor, after which no further page is begun */
#define MAX_CELLS 40     /* pictures a form */
#define MAX_PICTURES 200 /* a mail */
#define MAX_PICTURE_BYTES (60 * 1024)
#define MARGIN 3 /* pixels around a cell */

static int pages_left(const struct reading *reading)
{
    return clock() / CLOCKS_PER_SEC >= MAX_SECONDS ? 0 : MAX(SCAN_MAX_PAGES - reading->scanned, 0);
}

struct document *scans_read(struct reading *reading, const struct entry *entry, GBytes *bytes)
{
    const struct file *file = entry->file;
    if (pages_left(reading) == 0 || !document_page_like(bytes, file->type))
        return NULL;
    struct document *document = document_read(bytes, file->type, file->name, NULL);
    if (document && document->pages && document->pages->len > 0) {
        reading->scanned += (int)document->pages->len;
        return document;
    }
    document_free(document);
    return NULL;
}

void scans_recognise(struct reading *reading, struct document *document, GBytes *bytes)
{
    if (document->kind == DOCUMENT_SCAN)
        reading->scanned += document_scan(document, bytes, pages_left(reading));
}

/* Cells ---------------------------------------------------------------------------------------------------------- */

static const struct cell *find_cell(const GPtrArray *blocks, int table, int row, int column)
{
    for (guint i = 0; i < blocks->len; i++) {
        const struct block *block = blocks->pdata[i];
        if (block->kind != BLOCK_TABLE)
            continue;
        for (guint k = 0; k < block->table->cells->len; k++) {
            const struct cell *cell = block->table->cells->pdata[k];
            if (block->table->id == table && cell->row == row && cell->column == column)
                return cell;
            const struct cell *inner = find_cell(cell->blocks, table, row, column);
            if (inner)
                return inner;
        }
    }
    return NULL;
}

/* The cell that "回执表.jpg table 1 row 2 column 3" names. */
static const struct cell *cell_of(const struct document *document, const char *from)
{
    int table, row, column;
    const char *at = from ? g_strrstr(from, "table ") : NULL;
    if (!at || sscanf(at, "table %d row %d column %d", &table, &row, &column) != 3)
        return NULL;
    return find_cell(document->blocks, table, row, column);
}

/* Stages the picture of a cell; the hash, or NULL. */
static char *stage_picture(struct reading *reading, const struct picture *page, struct area area)
{
    area.x -= MARGIN;
    area.y -= MARGIN;
    area.width += 2 * MARGIN;
    area.height += 2 * MARGIN;
    if (reading->dossier->pictures->len >= MAX_PICTURES)
        return NULL;
    g_autoptr(GBytes) png = picture_png(page, &area);
    gsize size = png ? g_bytes_get_size(png) : 0;
    if (size == 0 || size > MAX_PICTURE_BYTES)
        return NULL;
    g_autoptr(Staged) staged = staging_add(reading->staging, g_bytes_get_data(png, NULL), size, NULL);
    if (!staged)
        return NULL;
    char *sha256 = g_strdup(staged->sha256);
    for (guint i = 0; i < reading->dossier->pictures->len; i++)
        if (g_str_equal(((struct staged *)reading->dossier->pictures->pdata[i])->sha256, sha256))
            return sha256;
    g_ptr_array_add(reading->dossier->pictures, g_steal_pointer(&staged));
    return sha256;
}

void scans_show(struct reading *reading, struct form *form, const struct document *document)
{
    for (guint i = 0, shown = 0; document->pages && i < form->fields->len && shown < MAX_CELLS; i++) {
        struct field *field = form->fields->pdata[i];
        const struct cell *cell = cell_of(document, field->from);
        if (!cell || cell->area.page < 1 || (guint)cell->area.page > document->pages->len)
            continue;
        const int place[] = {cell->area.page, cell->area.x, cell->area.y, cell->area.width, cell->area.height};
        memcpy(field->place, place, sizeof place);
        field->picture = stage_picture(reading, document->pages->pdata[cell->area.page - 1], cell->area);
        shown += field->picture != NULL;
    }
}

/* Pages of one form ------------------------------------------------------------------------------------------------ */

struct likeness {
    guint both, first, second, agree; /* labels found on both, on the first, on the second; values that agree */
};

static struct likeness compare(const struct form *a, const struct form *b)
{
    struct likeness likeness = {0};
    for (guint i = 0; i < a->fields->len; i++) {
        const struct field *mine = a->fields->pdata[i], *other = form_get(b, mine->name);
        bool here = mine->from != NULL, there = other && other->from;
        likeness.first += here;
        likeness.second += there;
        likeness.both += here && there;
        likeness.agree += here && there && mine->suggestion && g_strcmp0(mine->suggestion, other->suggestion) == 0;
    }
    return likeness;
}

/* Front and back share hardly a label; two photographs of one page say the same. */
static bool is_same_form(const struct form *a, const struct form *b)
{
    if (!a->unreadable || !b->unreadable || a->score <= 0.5 || b->score <= 0.5 || strcmp(a->id, b->id) != 0 ||
        strcmp(a->campaign, b->campaign) != 0 || g_str_equal(a->source, b->source))
        return false;
    struct likeness likeness = compare(a, b);
    return 3 * likeness.both <= MIN(likeness.first, likeness.second) ||
           (likeness.agree >= 3 && 2 * likeness.agree >= likeness.both);
}

static void take_suggestions(struct form *form, struct form *from)
{
    for (guint i = 0; i < form->fields->len; i++) {
        struct field *mine = form->fields->pdata[i], *other = form_get(from, mine->name);
        if (mine->suggestion || !other || !other->from || (mine->from && !other->suggestion))
            continue;
        struct field *taken = field_copy(other);
        field_free(mine);
        form->fields->pdata[i] = taken;
    }
}

static struct entry *entry_at(const struct reading *reading, const char *path)
{
    for (guint i = 0; i < reading->entries->len; i++)
        if (g_str_equal(((struct entry *)reading->entries->pdata[i])->file->path, path))
            return reading->entries->pdata[i];
    return NULL;
}

static void join_forms(struct reading *reading)
{
    GPtrArray *forms = reading->dossier->forms;
    for (guint i = 0; i < forms->len; i++)
        for (guint k = i + 1; k < forms->len; k++) {
            struct form *form = forms->pdata[i], *other = forms->pdata[k];
            if (!is_same_form(form, other))
                continue;
            struct entry *entry = entry_at(reading, other->source);
            if (entry)
                entry_note(entry, "与“%s”是同一份表格", form->name);
            take_suggestions(form, other);
            g_ptr_array_remove_index(forms, k--);
        }
}

/* A page on which no form was found alone, but of which one that was found is the beginning or the end. */
static void join_page(struct reading *reading, struct entry *page)
{
    for (guint i = 0; i < reading->dossier->forms->len; i++) {
        struct form *form = reading->dossier->forms->pdata[i];
        struct entry *entry = form->unreadable ? entry_at(reading, form->source) : NULL;
        if (!entry || !entry->document || entry->document->kind != DOCUMENT_SCAN || entry == page)
            continue;
        struct document both = *entry->document;
        both.blocks = g_ptr_array_new();
        g_ptr_array_extend(both.blocks, entry->document->blocks, NULL, NULL);
        g_ptr_array_extend(both.blocks, page->scan->blocks, NULL, NULL);
        g_autoptr(GPtrArray) found = form_find(&both, reading->data->forms, form->source, form->name);
        g_ptr_array_unref(both.blocks);
        struct form *whole = found->len == 1 ? found->pdata[0] : NULL;
        struct likeness likeness = whole ? compare(form, whole) : (struct likeness){0};
        if (!whole || strcmp(whole->id, form->id) != 0 || likeness.second < likeness.first + 2)
            continue;
        take_suggestions(form, whole);
        entry_settle(page, ROLE_FORM);
        entry_note(page, "与“%s”是同一份表格", form->name);
        return;
    }
}

void scans_join(struct reading *reading)
{
    join_forms(reading);
    for (guint i = 0; i < reading->entries->len; i++) {
        struct entry *entry = reading->entries->pdata[i];
        if (!entry->settled && entry->scan)
            join_page(reading, entry);
    }
}
