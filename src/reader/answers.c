/* Our own list of faults, filled in and sent back: its captions and values are corrections, as if they stood in the
 * mail as “照片2说明：…” and “标签：值”. Each row names the submission that it is for.
 */
#include <string.h>

#include "form/answers.h"
#include "reader/reading.h"

#define MAX_CAPTIONS 500
#define MAX_FORMS 100
#define MAX_FIELDS 100

/* Adds fields of one submission's form to what other rows said of it. */
static void add_fields(struct reading *reading, const struct campaign *campaign, const struct form_rule *rule,
                       const struct entry *entry, const char *number, GPtrArray *fields)
{
    GPtrArray *lines = reading->dossier->lines;
    struct form *form = NULL;
    for (guint i = 0; i < lines->len && !form; i++) {
        struct form *other = lines->pdata[i];
        if (!g_strcmp0(other->of, number) && !strcmp(other->campaign, campaign->id) && !strcmp(other->id, rule->id))
            form = other;
    }
    if (!form && lines->len >= MAX_FORMS)
        return;
    if (!form) {
        form = form_create(campaign->id, rule, entry->file->path, entry->file->name);
        g_ptr_array_set_size(form->fields, 0);
        form->blank = false;
        form->of = g_strdup(number);
        g_ptr_array_add(lines, form);
    }
    while (fields->len && form->fields->len < MAX_FIELDS)
        g_ptr_array_add(form->fields, g_ptr_array_steal_index(fields, 0));
}

/* A row at a time: one value never runs on into the next label. */
static bool take_field(struct reading *reading, const struct campaign *campaign, const struct entry *entry,
                       const char *number, const struct answer *answer)
{
    g_autofree char *line = g_strdup_printf("%s：%s", answer->label, answer->value);
    bool taken = false;
    for (guint i = 0; i < campaign->forms->len; i++) {
        const struct form_rule *rule = campaign->forms->pdata[i];
        g_autoptr(GPtrArray) fields = form_lines(line, reading->data->forms, rule, entry->file->name);
        taken = taken || fields->len;
        if (fields->len)
            add_fields(reading, campaign, rule, entry, number, fields);
    }
    return taken;
}

static bool take_caption(struct reading *reading, const char *number, int seq, const struct answer *answer)
{
    if (seq <= 0 || strcmp(answer->label, ANSWERS_CAPTION) != 0 || reading->dossier->captions->len >= MAX_CAPTIONS)
        return false;
    struct caption *caption = g_new0(struct caption, 1);
    caption->number = seq;
    caption->text = g_strdup(answer->value);
    caption->of = g_strdup(number);
    g_ptr_array_add(reading->dossier->captions, caption);
    return true;
}

static bool take(struct reading *reading, const struct entry *entry, const struct answer *answer)
{
    g_autofree char *number = NULL;
    int seq = 0;
    const struct campaign *campaign = reading_number(reading->data->ruleset, answer->number, &number, &seq);
    if (seq > 0)
        return take_caption(reading, number, seq, answer);
    return campaign && take_field(reading, campaign, entry, number, answer);
}

/* The office's workbook: who may fill it in is not for the reader to say. */
static bool take_entries(struct reading *reading, struct entry *entry)
{
    g_autofree char *token = NULL;
    g_autoptr(GPtrArray) entries = answers_find_entries(entry->document, &token);
    if (!entries)
        return false;
    struct dossier *dossier = reading->dossier;
    if (!dossier->entry_token) {
        dossier->entry_token = token ? g_steal_pointer(&token) : g_strdup("");
        while (entries->len)
            g_ptr_array_add(dossier->entries, g_ptr_array_steal_index(entries, 0));
    }
    entry_settle(entry, ROLE_CAPTION);
    entry_note(entry, "待录入表，填写%u项", dossier->entries->len);
    return true;
}

bool reading_answers(struct reading *reading, struct entry *entry)
{
    if (take_entries(reading, entry))
        return true;
    g_autoptr(GPtrArray) answers = answers_find(entry->document);
    if (!answers)
        return false;
    guint taken = 0;
    for (guint i = 0; i < answers->len; i++)
        taken += take(reading, entry, answers->pdata[i]);
    entry_settle(entry, ROLE_CAPTION);
    entry_note(entry, "补正清单，读到%u项", taken);
    return true;
}
