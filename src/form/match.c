/* Which forms a document holds, and where each begins and ends. Titles and the labels that only one form has
 * cut the document into stretches; each stretch goes to the form of which it shows most; within it, the form's first
 * label coming again begins another copy. A title alone is no form, nor are an office's name and telephone.
 */
#include <string.h>

#include "base/text.h"
#include "form/extract.h"
#include "form/form.h"
#include "form/scan.h"

#define MAX_RULES 32
#define MAX_FORMS 500

struct form_index {
    guint count;
    struct rule_labels {
        const struct campaign *campaign;
        const struct form_rule *rule;
        struct label_index *all;   /* those of other forms end a value */
        struct label_index *alone; /* for corrections, which name no other form */
    } rules[MAX_RULES];
};

struct title {
    int row;   /* running */
    bool weak; /* 参会回执: other words before one of two characters */
};

struct view { /* a document as one form's rule sees it */
    const struct campaign *campaign;
    const struct form_rule *rule;
    const struct label_index *index;
    GPtrArray *hits;
    GArray *titles; /* struct title */
};

struct find {
    const struct layout *layout;
    const char *source, *name;
    struct view views[MAX_RULES];
    guint count;
    GPtrArray *forms;
    const struct document *document;
};

/* A title stands alone, with perhaps a campaign's name before it: "参与征集公益推广宣传系列活动 回执表". */
static bool is_title(const struct form_rule *rule, const char *fold, struct title *title)
{
    glong length = g_utf8_strlen(fold, -1);
    for (guint i = 0; rule->titles && rule->titles[i]; i++) {
        glong own = g_utf8_strlen(rule->titles[i], -1);
        if (!g_str_has_suffix(fold, rule->titles[i]) || length > own + (own > 3 ? 24 : 8))
            continue;
        title->weak = own <= 2 && length > own;
        return true;
    }
    return false;
}

static void note_title(struct find *find, const struct flat *flat, int from, int to, int row)
{
    if (to - from < 3 || to - from > 80)
        return;
    g_autofree char *text = flat_text(flat, from, to), *fold = text_fold(text);
    struct title title = {.row = row};
    for (guint v = 0; v < find->count; v++)
        if (is_title(find->views[v].rule, fold, &title))
            g_array_append_val(find->views[v].titles, title);
}

static void find_titles(struct find *find)
{
    for (guint i = 0; i < find->layout->regions->len; i++) {
        const struct region *region = find->layout->regions->pdata[i];
        if (region->grid) {
            for (guint k = 0; k < region->grid->cells->len; k++) {
                const struct grid_cell *cell = region->grid->cells->pdata[k];
                note_title(find, cell->flat, 0, flat_length(cell->flat), region->first + cell->row);
            }
            continue;
        }
        int length = flat_length(region->text), row = region->first;
        for (int at = 0; at <= length; row++) {
            int end = flat_line_end(region->text, at, length);
            note_title(find, region->text, at, end, row);
            at = end + 1;
        }
    }
}

static guint distinct_fields(const GPtrArray *hits, guint from, guint to)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = from; i < to && i < hits->len; i++) {
        const struct hit *hit = hits->pdata[i];
        /* Alternatives of one label count once. */
        for (int k = 0; k < hit->count && !hit->paper; k++)
            if (k == 0 || hit->slots[k] != hit->slots[k - 1])
                g_hash_table_add(seen, GINT_TO_POINTER(hit->fields[k] + 1));
    }
    return g_hash_table_size(seen);
}

static guint first_hit(const GPtrArray *hits, int row)
{
    guint low = 0, high = hits->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (((const struct hit *)hits->pdata[middle])->row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The title that the greater part of the form stands behind; a mention below it is none. */
static const struct title *title_in(const struct view *view, int from, int to)
{
    guint begin = first_hit(view->hits, from), end = first_hit(view->hits, to);
    for (guint i = 0; i < view->titles->len && i < 40; i++) {
        const struct title *title = &g_array_index(view->titles, struct title, i);
        if (title->row < from || title->row >= to)
            continue;
        guint at = first_hit(view->hits, title->row), behind = distinct_fields(view->hits, at, end);
        if (behind >= 2 && behind >= distinct_fields(view->hits, begin, at))
            return title;
    }
    return NULL;
}

/* How surely the rows [from, to) are this form; 0 when they are not. */
static double score(const struct view *view, int from, int to)
{
    guint begin = first_hit(view->hits, from), end = first_hit(view->hits, to), anchors = 0, tags = 0;
    guint fields = distinct_fields(view->hits, begin, end);
    for (guint i = begin; i < end; i++) {
        const struct hit *hit = view->hits->pdata[i];
        anchors += hit->anchor;
        tags += hit->tag;
    }
    const struct title *title = title_in(view, from, to);
    double share = (double)fields / MAX(view->rule->fields->len, 1);
    guint need = MIN(3, MAX(2, view->rule->fields->len / 2));
    /* Many offices send a 回执: a title of two characters needs more. */
    bool plainly = title && (!title->weak || anchors > 0 || fields >= 5);
    bool named = (plainly || anchors > 0) && fields >= need && (plainly || fields >= 4 || share >= 0.3);
    bool plain = share >= 0.5 && fields >= 6;
    bool tagged = tags >= 3 && share >= 0.5;
    if (!named && !plain && !tagged)
        return 0;
    return share + (title ? 0.5 : 0) + 0.2 * MIN(anchors, 3);
}

/* Rows at which another form begins: its title, or a label that only it has. */
static GArray *cut_rows(struct find *find)
{
    g_autofree guint32 *votes = g_new0(guint32, (gsize)find->layout->rows + 1);
    for (guint v = 0; v < find->count; v++) {
        const struct view *view = &find->views[v];
        for (guint i = 0; i < view->hits->len; i++) {
            const struct hit *hit = view->hits->pdata[i];
            if (hit->anchor && hit->row < find->layout->rows)
                votes[hit->row] |= 1u << v;
        }
        for (guint i = 0; i < view->titles->len; i++)
            votes[g_array_index(view->titles, struct title, i).row] |= 1u << v;
    }
    GArray *cuts = g_array_new(FALSE, FALSE, sizeof(int));
    int zero = 0;
    guint32 current = 0;
    g_array_append_val(cuts, zero);
    for (int row = 0; row < find->layout->rows; row++) {
        if (!votes[row] || (votes[row] & current)) {
            current = votes[row] ? (votes[row] & current) : current;
            continue;
        }
        if (current)
            g_array_append_val(cuts, row);
        current = votes[row];
    }
    g_array_append_val(cuts, find->layout->rows);
    return cuts;
}

/* A line under the form that tells where to send it, 备注：…返回至邮箱…, is the form's own. */
static bool is_direction(const struct view *view, const struct hit *hit)
{
    g_autofree char *text = flat_text(hit->value, 0, MIN(flat_length(hit->value), 300));
    const char *mailbox = view->campaign->mailbox;
    return (mailbox && (strstr(text, mailbox) && (hit->text || strstr(text, "返回")))) || strstr(text, "填写清楚") ||
           strstr(text, "返回至") || strstr(text, "发送至");
}

static bool is_text(const struct view *view, const struct hit *hit)
{
    return ((const struct field_rule *)view->rule->fields->pdata[hit->fields[0]])->type == FIELD_TEXT;
}

/* Text with the organiser's own address above the form's first anchor is a notice, whose contacts are nobody's values:
 * the anchor's row, or -1. */
static int notice_end(const struct view *view, guint begin, guint end)
{
    bool own = false;
    for (guint i = begin; i < end; i++) {
        const struct hit *hit = view->hits->pdata[i];
        if (hit->anchor || !hit->text)
            return own && hit->anchor ? hit->row : -1;
        g_autofree char *text = flat_text(hit->value, 0, MIN(flat_length(hit->value), 300));
        own = own || (view->campaign->mailbox && strstr(text, view->campaign->mailbox));
    }
    return -1;
}

/* Where text and table say the same field, the table is the form and the text only speaks about it. */
static GPtrArray *without_prose(const struct view *view, guint begin, guint end, int title)
{
    guint in_tables = 0;
    g_autoptr(GHashTable) tabled = g_hash_table_new(NULL, NULL);
    int first_table = G_MAXINT;
    for (guint i = begin; i < end; i++) {
        const struct hit *hit = view->hits->pdata[i];
        if (hit->text || hit->tag || hit->tabbed)
            continue;
        in_tables++;
        first_table = MIN(first_table, hit->row);
        for (int k = 0; k < hit->count; k++)
            g_hash_table_add(tabled, GINT_TO_POINTER(hit->fields[k] + 1));
    }
    int notice = notice_end(view, begin, end);
    GPtrArray *kept = g_ptr_array_new();
    for (guint i = begin; i < end; i++) {
        struct hit *hit = view->hits->pdata[i];
        bool before_title = title >= 0 && hit->row < title;
        bool prose = !hit->text && !hit->tag && hit->count && is_text(view, hit) && is_direction(view, hit);
        if (hit->text && in_tables >= 3) {
            prose = before_title || (title < 0 && hit->row < first_table) || is_direction(view, hit);
            for (int k = 0; k < hit->count; k++)
                prose = prose || g_hash_table_contains(tabled, GINT_TO_POINTER(hit->fields[k] + 1));
            hit->confidence = MIN(hit->confidence, 0.9);
        } else if (hit->text) {
            prose = before_title || is_direction(view, hit) || hit->row < notice;
        }
        if (!prose)
            g_ptr_array_add(kept, hit);
    }
    return kept;
}

/* What a scan seems to say is shown to the person who types it in; it is never a value. */
static void suggest(struct form *form)
{
    for (guint i = 0; i < form->fields->len; i++) {
        struct field *field = form->fields->pdata[i];
        /* What was derived from other words, or from a box that was not seen ticked, would mislead. */
        if (!field->note)
            field->suggestion = g_steal_pointer(&field->value);
        g_clear_pointer(&field->value, g_free);
        field->confidence = MIN(field->confidence, 0.5);
        field->valid = true;
        field->conflict = false;
        g_clear_pointer(&field->raw, g_free);
        g_clear_pointer(&field->also, g_strfreev);
        g_clear_pointer(&field->note, g_free);
    }
    form->unreadable = true;
    form->blank = false; /* what was written by hand may not have been seen */
}

static void add_form(struct find *find, const struct view *view, const GPtrArray *hits, double surely)
{
    if (!hits->len || find->forms->len >= MAX_FORMS)
        return;
    struct form *form = form_create(view->campaign->id, view->rule, find->source, find->name);
    extract_fields(form, view->rule, hits, find->layout->name, view->campaign->mailbox);
    form->score = surely;
    if (find->layout->scanned)
        suggest(form);
    if (find->layout->cut)
        g_ptr_array_add(form->notes, g_strdup("文件过长，其余部分未读"));
    if (find->document->damaged)
        g_ptr_array_add(form->notes, g_strdup("文件有损坏，读到的内容可能不完整"));
    g_ptr_array_add(find->forms, form);
}

static bool has_first(const struct hit *hit, int field)
{
    return hit->count && hit->fields[0] == field && !hit->tag;
}

/* Another copy begins where the first field comes again with a good part of the form behind it. */
static bool begins_copy(const GPtrArray *hits, guint start, guint at, int first)
{
    if (!has_first(hits->pdata[at], first) ||
        ((const struct hit *)hits->pdata[at])->row == ((const struct hit *)hits->pdata[start])->row)
        return false;
    guint next = at + 1;
    while (next < hits->len && !has_first(hits->pdata[next], first))
        next++;
    guint before = distinct_fields(hits, start, at), after = distinct_fields(hits, at, next);
    return before >= 3 && after >= MAX(3, before / 2);
}

static void add_copies(struct find *find, const struct view *view, const GPtrArray *hits, double surely)
{
    int first = -1;
    guint start = 0;
    /* 联系方式 may be either phone: coming again it may mean the other one. */
    for (int either = 0; either < 2 && first < 0; either++)
        for (guint i = 0; i < hits->len && first < 0; i++) {
            const struct hit *hit = hits->pdata[i];
            first = hit->count && !hit->tag && (hit->count == 1 || either) ? hit->fields[0] : -1;
        }
    for (guint i = 1; i <= hits->len; i++) {
        if (i < hits->len && !begins_copy(hits, start, i, first))
            continue;
        g_autoptr(GPtrArray) copy = g_ptr_array_new();
        for (guint k = start; k < i; k++)
            g_ptr_array_add(copy, hits->pdata[k]);
        add_form(find, view, copy, surely);
        start = i;
    }
}

/* A list: each of its lines is a form, and what stands above it holds for all. */
static bool add_records(struct find *find, const struct view *view, const GPtrArray *hits, double surely)
{
    g_autoptr(GPtrArray) shared = g_ptr_array_new();
    g_autoptr(GHashTable) listed = g_hash_table_new(NULL, NULL);
    bool any = false;
    for (guint i = 0; i < hits->len; i++) {
        struct hit *hit = hits->pdata[i];
        any = any || hit->record;
        for (int k = 0; hit->record && k < hit->count; k++)
            g_hash_table_add(listed, GINT_TO_POINTER(hit->fields[k] + 1));
    }
    for (guint i = 0; any && i < hits->len; i++) {
        struct hit *hit = hits->pdata[i];
        if (shared->len < 200 && !hit->record && hit->count &&
            !g_hash_table_contains(listed, GINT_TO_POINTER(hit->fields[0] + 1)))
            g_ptr_array_add(shared, hit);
    }
    for (guint i = 0; i < hits->len;) {
        const struct hit *hit = hits->pdata[i];
        if (!hit->record) {
            i++;
            continue;
        }
        g_autoptr(GPtrArray) line = g_ptr_array_new();
        int record = hit->record;
        for (; i < hits->len && ((const struct hit *)hits->pdata[i])->record == record; i++)
            g_ptr_array_add(line, hits->pdata[i]);
        for (guint k = 0; k < shared->len; k++)
            g_ptr_array_add(line, shared->pdata[k]);
        add_form(find, view, line, surely);
    }
    return any;
}

static void read_stretch(struct find *find, int from, int to)
{
    const struct view *best = NULL;
    double most = 0;
    for (guint v = 0; v < find->count; v++) {
        double surely = score(&find->views[v], from, to);
        if (surely > most) {
            most = surely;
            best = &find->views[v];
        }
    }
    if (!best)
        return;
    guint begin = first_hit(best->hits, from), end = first_hit(best->hits, to);
    const struct title *title = title_in(best, from, to);
    g_autoptr(GPtrArray) hits = without_prose(best, begin, end, title ? title->row : -1);
    if (!add_records(find, best, hits, most))
        add_copies(find, best, hits, most);
}

struct form_index *form_index_create(const struct ruleset *ruleset)
{
    struct form_index *index = g_new0(struct form_index, 1);
    for (guint c = 0; c < ruleset->campaigns->len; c++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[c];
        for (guint f = 0; f < campaign->forms->len && index->count < MAX_RULES; f++) {
            struct rule_labels *labels = &index->rules[index->count++];
            *labels = (struct rule_labels){.campaign = campaign, .rule = campaign->forms->pdata[f]};
            labels->all = labels_create(labels->rule, ruleset, true);
            labels->alone = labels_create(labels->rule, ruleset, false);
        }
    }
    return index;
}

void form_index_free(struct form_index *index)
{
    for (guint i = 0; index && i < index->count; i++) {
        labels_free(index->rules[i].all);
        labels_free(index->rules[i].alone);
    }
    g_free(index);
}

GPtrArray *form_find(const struct document *document, const struct form_index *index, const char *source,
                     const char *name)
{
    struct find find = {.source = source, .name = name, .document = document};
    find.forms = g_ptr_array_new_with_free_func((GDestroyNotify)form_free);
    if (document->encrypted || !document->blocks || !document->blocks->len)
        return find.forms;
    g_autoptr(Layout) layout = layout_create(document, name);
    find.layout = layout;
    for (; find.count < index->count; find.count++) {
        const struct rule_labels *labels = &index->rules[find.count];
        struct view *view = &find.views[find.count];
        *view = (struct view){.campaign = labels->campaign, .rule = labels->rule, .index = labels->all};
        view->hits = scan_layout(layout, view->index, document->kind, false);
        view->titles = g_array_new(FALSE, FALSE, sizeof(struct title));
    }
    find_titles(&find);
    g_autoptr(GArray) cuts = cut_rows(&find);
    for (guint i = 0; i + 1 < cuts->len; i++)
        read_stretch(&find, g_array_index(cuts, int, i), g_array_index(cuts, int, i + 1));
    for (guint v = 0; v < find.count; v++) {
        g_ptr_array_unref(find.views[v].hits);
        g_array_unref(find.views[v].titles);
    }
    return find.forms;
}

GPtrArray *form_lines(const char *text, const struct form_index *index, const struct form_rule *rule, const char *from)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    guint at = 0;
    while (at < index->count && index->rules[at].rule != rule)
        at++;
    if (at == index->count)
        return fields;
    g_autoptr(Layout) layout = layout_from_text(text, from);
    g_autoptr(GPtrArray) hits = scan_layout(layout, index->rules[at].alone, DOCUMENT_TEXT, true);
    g_autoptr(Form) form = form_create("", rule, "body", from);
    g_autofree char *part_field = g_strdup(rule->part_field);
    extract_fields(form, rule, hits, from, NULL);
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        /* What was derived or taken from another field's words is no correction. */
        bool said = (field->value || field->conflict) && field->from;
        if (said && !(part_field && !strcmp(field->name, part_field) && !field->raw))
            g_ptr_array_add(fields, field_copy(field));
    }
    return fields;
}

/* 体温登记表使用手册, 填写回执表的瞬间: a title that other words go on from is none. */
static bool goes_on(const char *behind)
{
    static const char *const words[] = {"的", "使用", "手册", "指南", "管理", "制度", "模板", "样本", "填写说明"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(behind, words[i]))
            return true;
    return false;
}

static bool bears_title(const char *text, const char *title)
{
    const char *at = strstr(text, title);
    if (!at)
        return false;
    const char *behind = at + strlen(title);
    return !goes_on(g_str_has_prefix(behind, "表") ? behind + strlen("表") : behind);
}

bool form_named(const char *name, const struct ruleset *ruleset, const struct campaign **campaign,
                const struct form_rule **form)
{
    glong longest = 0;
    g_autofree char *fold = text_fold(name);
    /* "【回执表】某某杂志": the title itself may stand in brackets. */
    g_autofree char *open = g_strdup(name);
    GString *bare = g_string_new(NULL);
    for (const char *p = open; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(bare, g_unichar_tolower(c));
    }
    g_autofree char *whole = g_string_free(bare, FALSE);
    for (guint c = 0; c < ruleset->campaigns->len; c++) {
        const struct campaign *each = ruleset->campaigns->pdata[c];
        for (guint f = 0; f < each->forms->len; f++) {
            const struct form_rule *rule = each->forms->pdata[f];
            for (guint i = 0; rule->titles && rule->titles[i]; i++) {
                glong length = g_utf8_strlen(rule->titles[i], -1);
                if (length <= longest || (!bears_title(fold, rule->titles[i]) && !bears_title(whole, rule->titles[i])))
                    continue;
                longest = length;
                *campaign = each;
                *form = rule;
            }
        }
    }
    return longest > 0;
}
