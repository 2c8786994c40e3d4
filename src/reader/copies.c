/* Copies: people send the same form as Word file and as stamped scan, twice by mistake, or pasted in the body as
 * well. Each form that was filled in counts once.
 */
#include <string.h>

#include "base/text.h"
#include "reader/reading.h"

static bool same_kind(const struct form *a, const struct form *b)
{
    return g_str_equal(a->id, b->id) && g_str_equal(a->campaign, b->campaign);
}

static bool readable(const struct form *form)
{
    return !form->blank && !form->unreadable;
}

/* How many fields of two forms agree, differ, and stand in one of them only. */
struct likeness {
    guint same, different, only_first, only_second;
};

static struct likeness compare(const struct form *a, const struct form *b)
{
    struct likeness result = {0};
    for (guint i = 0; i < a->fields->len; i++) {
        const struct field *mine = a->fields->pdata[i], *other = form_get(b, mine->name);
        const char *value = other ? other->value : NULL;
        if (mine->value && value)
            *(g_str_equal(mine->value, value) ? &result.same : &result.different) += 1;
        else if (mine->value)
            result.only_first++;
        else if (value)
            result.only_second++;
    }
    return result;
}

static struct entry *entry_of(const struct reading *reading, const struct form *form)
{
    for (guint i = 0; i < reading->entries->len; i++) {
        struct entry *entry = reading->entries->pdata[i];
        if (g_str_equal(entry->file->path, form->source))
            return entry;
    }
    return NULL;
}

static bool file_has_forms(const struct reading *reading, const struct entry *entry)
{
    for (guint i = 0; i < reading->dossier->forms->len; i++)
        if (g_str_equal(((struct form *)reading->dossier->forms->pdata[i])->source, entry->file->path))
            return true;
    return false;
}

/* Takes a form out of the dossier; its file is a copy of another's. */
static void drop(struct reading *reading, guint index, const char *other)
{
    g_autoptr(Form) form = g_ptr_array_steal_index(reading->dossier->forms, index);
    struct entry *entry = entry_of(reading, form);
    if (!entry)
        return;
    bool scan = form->unreadable || g_str_has_prefix(entry->file->type, "image/") ||
                g_str_equal(entry->file->type, "application/pdf");
    if (scan && !file_has_forms(reading, entry))
        entry_settle(entry, ROLE_STAMPED);
    g_clear_pointer(&entry->file->note, g_free);
    entry_note(entry, "与“%s”是同一份表格", other);
}

static const char *title_of(const struct reading *reading, const struct form *form, const struct field *field)
{
    const struct campaign *campaign = ruleset_campaign(reading->data->ruleset, form->campaign);
    const struct form_rule *rule = campaign ? campaign_form(campaign, form->id) : NULL;
    const struct field_rule *found = rule ? form_field(rule, field->name) : NULL;
    return found && found->title ? found->title : field->name;
}

/* Near copies ------------------------------------------------------------------------------------------------- */

#define SYNOPSIS "synopsis" /* the field that tells two works of one author apart */

static bool differs(const struct form *a, const struct form *b, const char *ending)
{
    for (guint i = 0; i < a->fields->len; i++) {
        const struct field *mine = a->fields->pdata[i], *other = form_get(b, mine->name);
        if (g_str_has_suffix(mine->name, ending) && mine->value && other && other->value &&
            !g_str_equal(mine->value, other->value))
            return true;
    }
    return false;
}

static const char *const newer[] = {"修改", "更正", "修订", "最新", "新版", "最终", "定稿", "更新", "改"};
static const char *const copied[] = {"盖章", "扫描", "副本", "电子", "复印", "原件",
                                     "版",   "件",   "稿",   "已",   "的",   "后"};

static bool says_newer(const struct form *form)
{
    for (guint i = 0; i < G_N_ELEMENTS(newer); i++)
        if (strstr(form->name, newer[i]))
            return true;
    return false;
}

static void cut_words(GString *text, const char *const *words, guint count)
{
    for (guint i = 0; i < count; i++)
        g_string_replace(text, words[i], "", 0);
}

/* 登记表.docx, 登记表（盖章）.pdf and 登记表修改版.doc have one name; 登记表(1).docx may be about another work. */
static char *bare_name(const struct form *form)
{
    const char *dot = strrchr(form->name, '.');
    g_autofree char *stem = g_strndup(form->name, dot ? (gsize)(dot - form->name) : strlen(form->name));
    g_autofree char *nfkc = text_nfkc(stem);
    g_autoptr(GString) text = g_string_new(NULL);
    for (const char *p = nfkc; *p; p = g_utf8_next_char(p))
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            g_string_append_unichar(text, g_unichar_tolower(g_utf8_get_char(p)));
    cut_words(text, newer, G_N_ELEMENTS(newer));
    cut_words(text, copied, G_N_ELEMENTS(copied));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool is_page(const struct reading *reading, const struct form *form)
{
    const struct entry *entry = entry_of(reading, form);
    return entry &&
           (g_str_equal(entry->file->type, "application/pdf") || g_str_has_prefix(entry->file->type, "image/"));
}

static bool same_name(const struct form *a, const struct form *b)
{
    g_autofree char *one = bare_name(a), *other = bare_name(b);
    return *one && g_str_equal(one, other) && !g_str_equal(a->name, b->name);
}

/* One form in two files that do not quite agree: an export, a stamped copy, a corrected version. Two forms of one
 * author for two works differ in what they say of the work. */
static bool near_copies(const struct reading *reading, const struct form *a, const struct form *b)
{
    if (!same_kind(a, b) || !readable(a) || !readable(b) || g_str_equal(a->source, b->source))
        return false;
    struct likeness likeness = compare(a, b);
    /* A page's cells are told apart by their place alone: more of them may be misread. */
    bool page = is_page(reading, a) != is_page(reading, b) && same_name(a, b);
    if (likeness.same < 3 || differs(a, b, "_name") || likeness.same < (page ? 1 : 2) * likeness.different)
        return false;
    const struct campaign *campaign = ruleset_campaign(reading->data->ruleset, a->campaign);
    const struct form_rule *rule = campaign ? campaign_form(campaign, a->id) : NULL;
    return same_name(a, b) || !rule || !rule->takes_works || !differs(a, b, SYNOPSIS);
}

/* Which of two copies is meant: the corrected one, else the one that is no page, else the first. */
static bool better(const struct reading *reading, const struct form *a, const struct form *b)
{
    if (says_newer(a) != says_newer(b))
        return says_newer(a);
    return !is_page(reading, a) || is_page(reading, b);
}

static void note_copies(const struct reading *reading, struct form *kept, const struct form *other)
{
    for (guint i = 0; i < kept->fields->len; i++) {
        const struct field *mine = kept->fields->pdata[i], *its = form_get(other, mine->name);
        if (!its || !its->value || g_strcmp0(mine->value, its->value) == 0)
            continue;
        g_ptr_array_add(kept->notes,
                        g_strdup_printf("%s：“%s”为“%s”，“%s”为“%s”，以前者为准", title_of(reading, kept, mine),
                                        kept->name, mine->raw ? mine->raw : "", other->name,
                                        its->raw ? its->raw : its->value));
    }
}

static void drop_near_copies(struct reading *reading)
{
    GPtrArray *forms = reading->dossier->forms;
    for (guint i = 0; i < forms->len; i++)
        for (guint k = i + 1; k < forms->len; k++) {
            struct form *first = forms->pdata[i], *second = forms->pdata[k];
            if (!near_copies(reading, first, second))
                continue;
            bool keep = better(reading, first, second);
            note_copies(reading, keep ? first : second, keep ? second : first);
            const char *name = keep ? first->name : second->name;
            drop(reading, keep ? k : i, name);
            k = i;
        }
}

/* The same content: nothing differs, and something is said by both. The one that says more stays. */
static void drop_twins(struct reading *reading)
{
    GPtrArray *forms = reading->dossier->forms;
    for (guint i = 0; i < forms->len; i++)
        for (guint k = i + 1; k < forms->len; k++) {
            const struct form *first = forms->pdata[i], *second = forms->pdata[k];
            if (!same_kind(first, second) || !readable(first) || !readable(second))
                continue;
            struct likeness likeness = compare(first, second);
            if (likeness.same == 0 || likeness.different > 0 || (likeness.only_first && likeness.only_second))
                continue;
            if (likeness.only_second > 0) {
                drop(reading, i, second->name);
                i--;
                break;
            }
            drop(reading, k, first->name);
            k--;
        }
}

/* Adds what the body says otherwise to the notes of the attached form, which wins. */
static void note_differences(const struct reading *reading, struct form *attached, const struct form *body)
{
    for (guint i = 0; i < attached->fields->len; i++) {
        const struct field *mine = attached->fields->pdata[i], *other = form_get(body, mine->name);
        if (!other || !other->value || g_strcmp0(mine->value, other->value) == 0)
            continue;
        g_ptr_array_add(attached->notes,
                        g_strdup_printf("%s：附件为“%s”，正文为“%s”，以附件为准", title_of(reading, attached, mine),
                                        mine->raw ? mine->raw : "", other->raw ? other->raw : other->value));
    }
}

/* The attached form that the body's repeats: of several the likest. */
static struct form *attached_for(const struct reading *reading, const struct form *body)
{
    struct form *best = NULL;
    int most = G_MININT;
    for (guint i = 0; i < reading->dossier->forms->len; i++) {
        struct form *form = reading->dossier->forms->pdata[i];
        if (!readable(form) || !same_kind(form, body))
            continue;
        struct likeness likeness = compare(form, body);
        int score = (int)likeness.same - (int)likeness.different;
        if (score > most) {
            most = score;
            best = form;
        }
    }
    return best;
}

static void place_bodies(struct reading *reading)
{
    guint attached = reading->dossier->forms->len;
    for (guint i = 0; i < reading->bodies->len; i++) {
        struct form *body = reading->bodies->pdata[i];
        struct form *form = attached > 0 ? attached_for(reading, body) : NULL;
        if (form && !g_str_equal(form->source, BODY_SOURCE)) {
            note_differences(reading, form, body);
            continue;
        }
        g_ptr_array_add(reading->dossier->forms, body);
        reading->bodies->pdata[i] = NULL;
    }
}

/* A scan beside the electronic form is its stamped copy: as many as there are electronic ones. */
static void settle_stamped(struct reading *reading)
{
    GPtrArray *forms = reading->dossier->forms;
    g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < forms->len; i++) {
        struct form *scan = forms->pdata[i];
        for (guint k = 0; scan->unreadable && k < forms->len; k++) {
            struct form *form = forms->pdata[k];
            if (!readable(form) || !same_kind(form, scan) || g_hash_table_contains(used, form))
                continue;
            g_hash_table_add(used, form);
            drop(reading, i, form->name);
            i--;
            break;
        }
    }
}

void reading_copies(struct reading *reading)
{
    drop_twins(reading);
    drop_near_copies(reading);
    place_bodies(reading);
    drop_twins(reading);
    settle_stamped(reading);
}
