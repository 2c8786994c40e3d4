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

static const char *title_of(const struct reading *reading, const struct form *form, const struct field *field)
{
    const struct campaign *campaign = ruleset_campaign(reading->data->ruleset, form->campaign);
    const struct form_rule *rule = campaign ? campaign_form(campaign, form->id) : NULL;
    const struct field_rule *found = rule ? form_field(rule, field->name) : NULL;
    return found && found->title ? found->title : field->name;
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

/* How many values of a form stand among what was recognised of a scan. */
static guint said_by(const struct form *scan, const struct form *form)
{
    guint count = 0;
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        bool telling = field->value && strlen(field->value) >= 6; /* no "true", no tick */
        for (guint k = 0; telling && k < scan->fields->len; k++) {
            const struct field *seen = scan->fields->pdata[k];
            if (seen->suggestion && strstr(seen->suggestion, field->value)) {
                count++;
                break;
            }
        }
    }
    return count;
}

/* The electronic form that a scan shows: the one whose values were recognised on it, else the first that is left. */
static const struct form *electronic_of(const GPtrArray *forms, const struct form *scan, GHashTable *used)
{
    const struct form *best = NULL;
    guint most = 0;
    for (guint i = 0; i < forms->len; i++) {
        const struct form *form = forms->pdata[i];
        if (!readable(form) || !same_kind(form, scan) || g_hash_table_contains(used, form))
            continue;
        guint said = said_by(scan, form);
        if (best && said <= most)
            continue;
        best = form;
        most = said;
    }
    return best;
}

/* A scan beside the electronic form is its stamped copy: as many as there are electronic ones. */
static void settle_stamped(struct reading *reading)
{
    GPtrArray *forms = reading->dossier->forms;
    g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < forms->len; i++) {
        const struct form *scan = forms->pdata[i];
        const struct form *form = scan->unreadable ? electronic_of(forms, scan, used) : NULL;
        if (!form)
            continue;
        g_hash_table_add(used, (gpointer)form);
        drop(reading, i, form->name);
        i--;
    }
}

void reading_copies(struct reading *reading)
{
    drop_twins(reading);
    place_bodies(reading);
    drop_twins(reading);
    settle_stamped(reading);
}
