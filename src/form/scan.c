/* Hits from text and from content controls; tables are in scan-grid.c. The part of a form (unit, author) is carried
 * along in reading order: it is the part whose beginning was seen last, unless the place says otherwise.
 */
#include "form/scan.h"

#include <string.h>

#include "base/text.h"
#include "form/marks.h"
#include "form/scan-part.h"

static void hit_free(gpointer data)
{
    struct hit *hit = data;
    flat_free(hit->value);
    g_free(hit->place);
    g_free(hit);
}

static struct hit *hit_new(struct scanner *scanner, int row, struct flat *value, const char *place)
{
    struct hit *hit = g_new0(struct hit, 1);
    hit->row = row;
    hit->option = -1;
    hit->confidence = 1.0;
    hit->value = value ? value : flat_create();
    hit->place = g_strdup(place);
    g_ptr_array_add(scanner->hits, hit);
    return hit;
}

void scan_begin(struct scanner *scanner, const struct label *label)
{
    for (int i = 0; i < label->count; i++)
        if (label->entries[i]->begins >= 0)
            scanner->part = label->entries[i]->begins;
}

static void add_candidate(struct hit *hit, int field, int slot)
{
    if (hit->count >= HIT_FIELDS)
        return;
    hit->fields[hit->count] = field;
    hit->slots[hit->count++] = slot;
}

static int part_of(const struct label_index *index, int field)
{
    return labels_part_id(index, labels_field(index, field)->part);
}

/* The field that opens a part (推荐单位名称), under another of its names (工作单位): in the author's part, or before
 * any, that is where the author works, not who recommends. */
static bool names_part(const struct label_index *index, const struct label_entry *entry)
{
    const struct field_rule *field = labels_field(index, entry->fields[0]);
    for (guint i = 0; entry->begins < 0 && entry->count == 1 && field->labels && field->labels[i]; i++) {
        const struct label_entry *other = g_hash_table_lookup(index->entries, field->labels[i]);
        if (other && other->begins >= 0)
            return true;
    }
    return false;
}

/* Of the fields that share a label, those of the part that it stands in. */
static void add_entry(struct scanner *scanner, struct hit *hit, const struct label_entry *entry, int part, int slot)
{
    const struct label_index *index = scanner->index;
    int before = hit->count, foreign = 0, first = -1;
    for (int i = 0; i < entry->count; i++) {
        int own = part_of(index, entry->fields[i]);
        if (own < 0 || own == part)
            add_candidate(hit, entry->fields[i], slot);
        foreign += own >= 0 && own != part;
        first = first < 0 && own >= 0 ? own : first;
    }
    if (hit->count > before || !foreign)
        return;
    bool head = names_part(index, entry);
    if (head && part >= 0)
        return;
    /* No part has begun yet, or the label has no business in this one. */
    for (int i = 0; i < entry->count; i++)
        if (part_of(index, entry->fields[i]) == first)
            add_candidate(hit, entry->fields[i], slot);
    bool several = false;
    for (int i = 0; i < entry->count; i++)
        several = several || part_of(index, entry->fields[i]) != first;
    if (part >= 0) {
        hit->misplaced = true;
        hit->confidence = MIN(hit->confidence, 0.5);
        hit->note = "标签所在部分与字段不符";
    } else if (several || head) {
        hit->misplaced = true;
        hit->confidence = MIN(hit->confidence, 0.6);
        hit->note = "未写明属于哪一部分";
    }
}

struct hit *scan_add(struct scanner *scanner, const struct label *label, int part, int row, struct flat *value,
                     const char *place, double confidence)
{
    struct hit *hit = hit_new(scanner, row, value, place);
    hit->confidence = MIN(confidence, label->confidence);
    hit->text = !scanner->region || !scanner->region->grid;
    scan_begin(scanner, label);
    int first = -1;
    for (int i = 0; i < label->count; i++) {
        const struct label_entry *entry = label->entries[i];
        int where = label->part >= 0 ? label->part : first >= 0 ? first : part >= 0 ? part : scanner->part;
        if (entry->begins >= 0)
            where = entry->begins;
        add_entry(scanner, hit, entry, where, i);
        hit->anchor = hit->anchor || entry->anchor;
        if (i == 0 && entry->count == 1)
            first = part_of(scanner->index, entry->fields[0]);
    }
    hit->paper = hit->count && labels_field(scanner->index, hit->fields[0])->type == FIELD_PAPER;
    return hit;
}

/* Yes/no fields as if they were the options of one choice. */
static GPtrArray *ticks_of(const struct label_index *index, GArray *fields)
{
    GPtrArray *options = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < index->rule->fields->len && options->len < 32; i++) {
        const struct field_rule *field = index->rule->fields->pdata[i];
        if (field->type != FIELD_YESNO)
            continue;
        struct option_rule *option = g_new0(struct option_rule, 1);
        option->value = field->name;
        option->labels = field->labels;
        int number = (int)i;
        g_array_append_val(fields, number);
        g_ptr_array_add(options, option);
    }
    return options;
}

bool scan_is_ticks(const struct label_index *index, const struct flat *flat, int from, int to)
{
    if (!flat_has_marks(flat, from, to))
        return false;
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GPtrArray) options = ticks_of(index, fields);
    enum tick_state states[32] = {TICK_ABSENT}, answers[32] = {TICK_ABSENT};
    if (!options->len)
        return false;
    const struct field_rule *first = labels_field(index, g_array_index(fields, int, 0));
    marks_list(flat, from, to, options, states);
    if (first->options->len <= 32)
        marks_list(flat, from, to, first->options, answers);
    bool boxed = false, answered = false;
    for (guint i = 0; i < options->len; i++)
        boxed = boxed || states[i] == TICK_ON || states[i] == TICK_OFF;
    for (guint i = 0; i < first->options->len && i < 32; i++)
        answered = answered || answers[i] != TICK_ABSENT;
    /* A mark at the very end answers for the label before it: "媒体征集宣传 √". */
    while (to > from && atom_is_space(flat_at(flat, to - 1)))
        to--;
    const struct atom *last = to > from ? flat_at(flat, to - 1) : NULL;
    return boxed && !answered && last && last->kind == ATOM_TEXT && atom_bracket(last) >= 0;
}

bool scan_ticks(struct scanner *scanner, const struct flat *flat, int from, int to, int row, const char *place)
{
    if (!scan_is_ticks(scanner->index, flat, from, to))
        return false;
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GPtrArray) options = ticks_of(scanner->index, fields);
    enum tick_state states[32] = {TICK_ABSENT};
    if (!options->len)
        return false;
    marks_list(flat, from, to, options, states);
    bool found = false;
    for (guint i = 0; i < options->len; i++) {
        if (states[i] != TICK_ON && states[i] != TICK_OFF)
            continue;
        struct hit *hit = hit_new(scanner, row, flat_slice(flat, from, to), place);
        add_candidate(hit, g_array_index(fields, int, i), 0);
        hit->confidence = 0.95;
        hit->option = 0;
        hit->on = states[i] == TICK_ON;
        hit->text = !scanner->region->grid;
        found = true;
    }
    return found;
}

static void scan_text(struct scanner *scanner)
{
    const struct region *region = scanner->region;
    const struct flat *text = region->text;
    int length = flat_length(text), line = 0;
    g_autoptr(GArray) pairs = pairs_find(scanner->index, text, 0, length, scanner->mail ? PAIRS_MAIL : PAIRS_LINES);
    guint next = 0;
    for (int at = 0; at <= length;) {
        int end = flat_line_end(text, at, length);
        g_autofree char *place = g_strdup_printf("line %d", region->line + line);
        bool paired = false, ticked = scan_ticks(scanner, text, at, end, region->first + line, place);
        /* Headings such as "二、作者信息" begin a part; they are looked at in step with the pairs. */
        for (; next < pairs->len && g_array_index(pairs, struct pair, next).from < end; next++) {
            const struct pair *pair = &g_array_index(pairs, struct pair, next);
            paired = true;
            if (ticked && label_is_choice(scanner->index, &pair->label))
                continue;
            scan_add(scanner, &pair->label, -1, region->first + line,
                     flat_slice(text, pair->value_from, pair->value_to), place, pair->confidence);
        }
        if (!paired && end > at && end - at < 60) {
            g_autofree char *fold = flat_fold(text, at, end);
            struct label label;
            int part = g_utf8_strlen(fold, -1) <= 12 ? labels_part(scanner->index, fold) : -1;
            bool ends =
                g_str_has_suffix(fold, "信息") || g_str_has_suffix(fold, "情况") || g_str_has_suffix(fold, "资料");
            if (labels_find(scanner->index, fold, &label))
                scan_begin(scanner, &label);
            else if (part >= 0 && ends)
                scanner->part = part;
        }

        line++;
        at = end + 1;
    }
}

/* "2020-nixingzhe/receipt/media_name", "join_media.true": the field and, behind it, an option. */
static bool read_tag(const struct label_index *index, const struct tag *tag, int *field, int *option)
{
    g_auto(GStrv) words = g_strsplit_set(tag->name, ".:/= ", 8);
    *field = *option = -1;
    for (guint w = 0; words[w]; w++)
        for (guint i = 0; i < index->rule->fields->len; i++) {
            const struct field_rule *rule = index->rule->fields->pdata[i];
            if (strcmp(rule->name, words[w]) != 0)
                continue;
            *field = (int)i;
            for (guint k = 0; words[w + 1] && rule->options && k < rule->options->len; k++) {
                const struct option_rule *choice = rule->options->pdata[k];
                bool yes = !strcmp(choice->value, "true") && !g_ascii_strcasecmp(words[w + 1], "yes");
                bool no = !strcmp(choice->value, "false") && !g_ascii_strcasecmp(words[w + 1], "no");
                if (!g_ascii_strcasecmp(choice->value, words[w + 1]) || yes || no)
                    *option = (int)k;
            }
            return true;
        }
    g_autofree char *fold = text_fold(tag->name);
    struct label label;
    if (!labels_find(index, fold, &label) || label.count != 1 || label.entries[0]->count != 1)
        return false;
    *field = label.entries[0]->fields[0];
    return true;
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    const struct hit *x = *(struct hit *const *)a, *y = *(struct hit *const *)b;
    return x->row - y->row;
}

static void scan_tags(struct scanner *scanner)
{
    for (guint i = 0; i < scanner->layout->tags->len; i++) {
        const struct tag *tag = scanner->layout->tags->pdata[i];
        int field, option;
        if (!read_tag(scanner->index, tag, &field, &option))
            continue;
        struct flat *value = flat_create();
        if (tag->value)
            flat_add_text(value, tag->value, 0);
        struct hit *hit = hit_new(scanner, tag->row, value, tag->place);
        add_candidate(hit, field, 0);
        hit->tag = true;
        hit->option = option;
        hit->on = tag->value && !g_ascii_strcasecmp(tag->value, "true");
    }
}

GPtrArray *scan_layout(const struct layout *layout, const struct label_index *index, enum document_kind kind, bool mail)
{
    struct scanner scanner = {.layout = layout, .index = index, .part = -1, .mail = mail};
    scanner.hits = g_ptr_array_new_with_free_func(hit_free);
    for (guint i = 0; i < layout->regions->len && scanner.hits->len < 200000; i++) {
        scanner.region = layout->regions->pdata[i];
        if (scanner.region->grid)
            scan_grid(&scanner);
        else
            scan_text(&scanner);
    }
    scan_tags(&scanner);
    /* A stable order: what is found in one row keeps its sequence. */
    for (guint i = 1; i < scanner.hits->len; i++)
        if (compare_rows(&scanner.hits->pdata[i - 1], &scanner.hits->pdata[i]) > 0) {
            g_ptr_array_sort(scanner.hits, compare_rows);
            break;
        }
    for (guint i = 0; kind == DOCUMENT_SCAN && i < scanner.hits->len; i++) {
        struct hit *hit = scanner.hits->pdata[i];
        hit->confidence = MIN(hit->confidence, 0.5);
    }
    return scanner.hits;
}
