/* Annexes: the papers that a form asks for besides its fields (a plan, a schedule), which come as files of their own,
 * as chapters of one document, or inside the form's own document.
 *
 * A paper is a field of the campaign's form (type: paper). A file is it when its name says so, or when a heading in it
 * does and enough text follows; a list of enclosures in a letter names papers too, but nothing stands behind its lines.
 */
#include <string.h>

#include "base/text.h"
#include "reader/reading.h"

#define MAX_HEADING 24  /* characters of a line that can be a heading */
#define MAX_LINES 20000 /* of a document that are looked at */
#define TITLE_LINES 3   /* a document's title stands in one of its first lines with text */

struct paper {
    const struct field_rule *rule;
    bool found;
    bool named; /* by the file's name */
};

/* The papers of one form, and what one file turned out to be. */
struct look {
    GArray *papers; /* struct paper */
    bool any;
};

static struct paper *paper_at(const struct look *look, guint index)
{
    return &g_array_index(look->papers, struct paper, index);
}

static struct look look_begin(const struct form_rule *rule)
{
    struct look look = {.papers = g_array_new(FALSE, TRUE, sizeof(struct paper))};
    for (guint i = 0; i < rule->fields->len; i++) {
        struct paper paper = {.rule = rule->fields->pdata[i]};
        if (paper.rule->type == FIELD_PAPER)
            g_array_append_val(look.papers, paper);
    }
    return look;
}

static void mark(struct look *look, struct paper *paper, bool named)
{
    paper->found = true;
    paper->named = paper->named || named;
    look->any = true;
}

/* Where in a text the last of the words ends, the longest at one place; 0 when none stands in it. */
static gsize last_end(const char *text, GStrv words, gsize *begin)
{
    gsize best = 0;
    for (char **word = words; word && *word; word++) {
        const char *at = g_strrstr(text, *word);
        gsize from = at ? (gsize)(at - text) : 0, to = at ? from + strlen(*word) : 0;
        if (at && (to > best || (to == best && from < *begin))) {
            best = to;
            *begin = from;
        }
    }
    return best;
}

/* By name ------------------------------------------------------------------------------------------------- */

static char *folded_stem(const char *name)
{
    const char *dot = strrchr(name, '.');
    g_autofree char *stem = g_strndup(name, dot ? (gsize)(dot - name) : strlen(name));
    char *fold = text_fold(stem);
    if (*fold)
        return fold;
    /* 【活动方案】.docx: all of it stands in brackets. */
    g_free(fold);
    for (char *p = stem; *p; p++)
        *p = strchr("()[]{}<>", *p) ? ' ' : *p;
    g_auto(GStrv) pieces = g_regex_split_simple("[（）【】〔〕［］《》「」]", stem, 0, 0);
    g_autofree char *open = g_strjoinv(" ", pieces);
    return text_fold(open);
}

/* 活动方案申请表.docx is a form about a plan: what comes last says what a file is. */
static bool find_by_name(struct look *look, const struct form_rule *form, const char *name)
{
    g_autofree char *fold = folded_stem(name);
    gsize begin = 0, title = last_end(fold, form->titles, &begin), latest = 0;
    struct paper *loose = NULL;
    bool strict = false;
    for (guint i = 0; i < look->papers->len; i++) {
        struct paper *paper = paper_at(look, i);
        gsize from = 0, end = last_end(fold, paper->rule->labels, &from);
        if (end > title && end > 0) {
            mark(look, paper, true);
            strict = true;
        }
        end = last_end(fold, paper->rule->names, &from);
        if (end > title && end > latest) {
            latest = end;
            loose = paper;
        }
    }
    if (!strict && loose)
        mark(look, loose, true);
    return strict;
}

/* By headings --------------------------------------------------------------------------------------------- */

struct heading {
    guint paper;
    gsize at; /* characters of text before the end of its line */
};

static bool ends_in(const char *fold, GStrv words)
{
    for (char **word = words; word && *word; word++)
        if (g_str_has_suffix(fold, *word))
            return true;
    return false;
}

/* The paper that a line is the heading of, or -1: 二、计划书; 附件1：活动方案. */
static int heading_of(const struct look *look, const char *line, bool title)
{
    if (g_utf8_strlen(line, -1) > 2 * MAX_HEADING)
        return -1;
    g_autofree char *fold = text_fold(line);
    if (!*fold || g_utf8_strlen(fold, -1) > MAX_HEADING)
        return -1;
    for (guint i = 0; i < look->papers->len; i++) {
        const struct field_rule *rule = paper_at(look, i)->rule;
        if (ends_in(fold, rule->labels) || (title && ends_in(fold, rule->names)))
            return (int)i;
    }
    return -1;
}

/* *title: the first of the document's lines is one. */
static bool find_by_headings(struct look *look, const struct document *document)
{
    g_autofree char *text = document_text(document);
    g_auto(GStrv) lines = g_strsplit_set(text, "\n\t", MAX_LINES);
    g_autoptr(GArray) headings = g_array_new(FALSE, TRUE, sizeof(struct heading));
    gsize count = 0;
    guint filled = 0;
    bool titled = false;
    for (char **line = lines; *line; line++) {
        if (text_blank(*line))
            continue;
        bool title = filled++ < TITLE_LINES;
        int paper = heading_of(look, *line, title);
        count += text_count(*line);
        struct heading heading = {.paper = (guint)MAX(paper, 0), .at = count};
        const struct heading *last = &g_array_index(headings, struct heading, headings->len - 1);
        /* 一、活动方案, and below it the plan's own title. */
        if (paper >= 0 && headings->len && last->paper == heading.paper && count - last->at < PAPER_CHARACTERS)
            g_array_set_size(headings, headings->len - 1);
        if (paper >= 0)
            g_array_append_val(headings, heading);
        titled = titled || (title && paper >= 0);
    }
    /* What follows must be text, and more of it behind the last of several headings in a row: those are a list, be it
     * of contents or of enclosures, and after it comes perhaps only the signature. */
    for (guint i = 0; i < headings->len; i++) {
        const struct heading *heading = &g_array_index(headings, struct heading, i);
        gsize next = i + 1 < headings->len ? heading[1].at : count;
        bool listed = i > 0 && heading->at - heading[-1].at < PAPER_CHARACTERS;
        if (next - heading->at >= (listed ? 3 : 1) * PAPER_CHARACTERS)
            mark(look, paper_at(look, heading->paper), false);
    }
    return titled && look->any;
}

/* Settling ------------------------------------------------------------------------------------------------ */

static bool can_be_paper(const struct entry *entry)
{
    enum file_role role = entry->file->role;
    if (entry->settled && role != ROLE_FORM && role != ROLE_CAPTION && role != ROLE_BLANK)
        return false;
    enum work_kind kind = work_kind_of(entry->file->type);
    return entry->document || kind == WORK_DOCUMENT || kind == WORK_TEXT || kind == WORK_PHOTO ||
           g_str_equal(entry->file->type, "application/octet-stream") || strstr(entry->file->type, "ole") ||
           strstr(entry->file->type, "excel");
}

/* `plan` and `schedule` are roles; a paper of any other name is a file like others, told by its note. */
static enum file_role role_of(const struct field_rule *rule)
{
    return !strcmp(rule->name, role_name(ROLE_PLAN))       ? ROLE_PLAN
           : !strcmp(rule->name, role_name(ROLE_SCHEDULE)) ? ROLE_SCHEDULE
                                                           : ROLE_OTHER;
}

static void fill(struct form *form, const struct field_rule *rule, const struct file *file, bool named)
{
    struct field *field = form_get(form, rule->name);
    bool sound = !file->encrypted && !file->damaged && file->bytes > 0;
    if (!field || field->value || (!sound && field->raw && !field->valid))
        return;
    g_free(field->raw);
    g_free(field->from);
    g_free(field->note);
    field->raw = g_strdup(file->name);
    field->from = g_strdup(file->name);
    field->value = sound ? g_strdup(file->name) : NULL;
    field->valid = sound;
    field->confidence = named ? 1.0 : 0.9;
    field->note = sound ? NULL : g_strdup(file->encrypted ? "需要密码" : "文件不完整");
}

/* A plan names its own organiser and telephone: beside a form of the same kind that is no second one. */
static void drop_form_in(struct reading *reading, const struct entry *entry, const struct form *keep)
{
    GPtrArray *forms = reading->dossier->forms;
    for (guint i = forms->len; i-- > 0;) {
        struct form *form = forms->pdata[i];
        if (form != keep && g_str_equal(form->source, entry->file->path) && g_str_equal(form->id, keep->id) &&
            g_str_equal(form->campaign, keep->campaign))
            g_ptr_array_remove_index(forms, i);
    }
}

static void settle_entry(struct reading *reading, struct entry *entry, const struct look *look, struct form *form)
{
    bool own = g_str_equal(form->source, entry->file->path), named = false;
    const struct field_rule *first = NULL;
    for (guint i = 0; i < look->papers->len; i++) {
        const struct paper *paper = paper_at(look, i);
        if (!paper->found)
            continue;
        fill(form, paper->rule, entry->file, paper->named);
        named = named || paper->named;
        if (first || (own && !paper->named))
            entry_note(entry, "含%s", paper->rule->title);
        first = first ? first : paper->rule;
    }
    if (own && !named)
        return; /* the form itself, with the paper inside */
    entry_settle(entry, role_of(first));
    if (!own)
        drop_form_in(reading, entry, form);
}

/* Looks at one file for a form's papers; *strictly is true when nothing else could be meant. */
static struct look look_at(const struct entry *entry, const struct form_rule *rule, bool *strictly)
{
    struct look look = look_begin(rule);
    bool named = find_by_name(&look, rule, entry->file->name), titled = false;
    if (entry->document && !entry->document->encrypted)
        titled = find_by_headings(&look, entry->document);
    *strictly = named || titled;
    return look;
}

/* The form that a file belongs to: that of its own document, one whose unit its path names, else the first. */
static struct form *form_for(const struct entry *entry, const GPtrArray *forms)
{
    struct form *best = forms->pdata[0];
    int most = 0;
    for (guint i = 0; i < forms->len; i++) {
        struct form *form = forms->pdata[i];
        int score = g_str_equal(form->source, entry->file->path) ? 100 : 0;
        for (guint k = 0; k < form->fields->len; k++) {
            const struct field *field = form->fields->pdata[k];
            bool name = g_str_has_suffix(field->name, "_name") && field->value && strlen(field->value) >= 6;
            score += name && (strstr(entry->file->path, field->value) || strstr(entry->file->name, field->value));
        }
        if (score > most) {
            most = score;
            best = form;
        }
    }
    return best;
}

static const struct form_rule *rule_of(const struct reading *reading, const struct form *form)
{
    const struct campaign *campaign = ruleset_campaign(reading->data->ruleset, form->campaign);
    return campaign ? campaign_form(campaign, form->id) : NULL;
}

/* The filled forms of the first kind that asks for papers. */
static GPtrArray *asking_forms(const struct reading *reading)
{
    GPtrArray *forms = g_ptr_array_new();
    const struct form_rule *first = NULL;
    for (guint i = 0; i < reading->dossier->forms->len; i++) {
        struct form *form = reading->dossier->forms->pdata[i];
        const struct form_rule *rule = rule_of(reading, form);
        if (form->blank || !rule || !form_rule_papers(rule) || (first && rule != first))
            continue;
        first = rule;
        g_ptr_array_add(forms, form);
    }
    return forms;
}

static bool in_paper(const struct reading *reading, const struct form *form)
{
    bool strictly = false;
    for (guint i = 0; i < reading->entries->len && !strictly; i++) {
        const struct entry *entry = reading->entries->pdata[i];
        if (!g_str_equal(entry->file->path, form->source))
            continue;
        struct look look = look_at(entry, rule_of(reading, form), &strictly);
        strictly = look.any;
        g_array_unref(look.papers);
    }
    return strictly;
}

/* A form found in a plan is the plan's own word for who organises; a real one beside it comes first. */
static void prefer_real(const struct reading *reading, GPtrArray *forms)
{
    for (guint i = forms->len; i-- > 0 && forms->len > 1;)
        if (in_paper(reading, forms->pdata[i]))
            g_ptr_array_remove_index(forms, i);
}

static void settle_all(struct reading *reading, GPtrArray *forms)
{
    const struct form_rule *rule = rule_of(reading, forms->pdata[0]);
    for (guint i = 0; i < reading->entries->len; i++) {
        struct entry *entry = reading->entries->pdata[i];
        bool strictly = false;
        if (!can_be_paper(entry))
            continue;
        struct look look = look_at(entry, rule, &strictly);
        if (look.any)
            settle_entry(reading, entry, &look, form_for(entry, forms));
        g_array_unref(look.papers);
    }
}

/* Papers alone -------------------------------------------------------------------------------------------- */

static bool sent_to(const struct message *message, const struct campaign *campaign)
{
    if (message->delivered_to && !g_ascii_strcasecmp(message->delivered_to, campaign->mailbox))
        return true;
    for (guint i = 0; i < message->to->len; i++) {
        const char *addr = ((const struct address *)message->to->pdata[i])->addr;
        if (addr && !g_ascii_strcasecmp(addr, campaign->mailbox))
            return true;
    }
    return false;
}

/* The mail went to another campaign's mailbox, and not to this one's. */
static bool is_elsewhere(const struct reading *reading, const struct campaign *campaign)
{
    const struct message *message = reading->dossier->message;
    const GPtrArray *all = reading->data->ruleset->campaigns;
    bool elsewhere = false;
    for (guint i = 0; i < all->len; i++)
        elsewhere = elsewhere || sent_to(message, all->pdata[i]);
    return elsewhere && !sent_to(message, campaign);
}

static bool has_paper(const struct reading *reading, const struct form_rule *rule)
{
    bool found = false;
    for (guint i = 0; i < reading->entries->len && !found; i++) {
        const struct entry *entry = reading->entries->pdata[i];
        if (!can_be_paper(entry))
            continue;
        struct look look = look_at(entry, rule, &found);
        found = found && look.any;
        g_array_unref(look.papers);
    }
    return found;
}

/* Papers without a form begin one; what the body's lines say is all that is known of it. */
static struct form *begin_form(struct reading *reading, const struct campaign *campaign, const struct form_rule *rule)
{
    struct form *form = form_create(campaign->id, rule, BODY_SOURCE, BODY_NAME);
    g_autoptr(GPtrArray) said = form_lines(reading->dossier->message->fresh, reading->data->forms, rule, BODY_NAME);
    for (guint i = 0; i < said->len; i++) {
        const struct field *field = said->pdata[i];
        struct field *own = form_get(form, field->name), *copy = field_copy(field), swap = *own;
        *own = *copy;
        *copy = swap;
        field_free(copy);
    }
    form->blank = false;
    form->score = 0.5;
    g_ptr_array_add(reading->dossier->forms, form);
    return form;
}

static bool any_filled(const struct reading *reading)
{
    for (guint i = 0; i < reading->dossier->forms->len; i++)
        if (!((const struct form *)reading->dossier->forms->pdata[i])->blank)
            return true;
    return false;
}

static void take_alone(struct reading *reading, GPtrArray *forms)
{
    const GPtrArray *all = reading->data->ruleset->campaigns;
    for (guint c = 0; c < all->len && !forms->len; c++) {
        const struct campaign *campaign = all->pdata[c];
        for (guint f = 0; f < campaign->forms->len && !forms->len; f++) {
            const struct form_rule *rule = campaign->forms->pdata[f];
            if (form_rule_papers(rule) && !is_elsewhere(reading, campaign) && has_paper(reading, rule))
                g_ptr_array_add(forms, begin_form(reading, campaign, rule));
        }
    }
}

void reading_annexes(struct reading *reading)
{
    g_autoptr(GPtrArray) forms = asking_forms(reading);
    prefer_real(reading, forms);
    if (!forms->len && !any_filled(reading))
        take_alone(reading, forms);
    if (forms->len)
        settle_all(reading, forms);
}
