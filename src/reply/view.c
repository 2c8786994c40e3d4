/* The view of a reply. No words are chosen here: a template says “照片” or “老师”, the view only counts, groups and
 * dates. Who is addressed follows from the names of the fields, which all campaigns share: contact, unit_contact
 * or author_name is a person; media_name, unit_name or journal is whose submission it is.
 */
#include "reply/view.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "mail/message.h"
#include "reply/faults.h"
#include "reply/needs.h"
#include "reply/sheet.h"

#define NAME_LIMIT 20
#define FILE_LIMIT 60
#define TEXT_LIMIT 120
#define MAX_ITEMS 60
#define SHEET_ITEMS 10 /* where the sheet has them all */
#define MAX_NOTES 3    /* of the checks */
#define MAX_TOLD 20    /* of the readers: each says how something was understood */
#define MAX_EXAMPLES 3
#define MAX_FILL 40 /* lines */

/* ── putting values ─────────────────────────────────────────────────────────────────────────────────────── */

static void put_text(GVariantDict *dict, const char *name, const char *text)
{
    g_variant_dict_insert(dict, name, "s", text ? text : "");
}

static void put_line(GVariantDict *dict, const char *name, const char *text, glong limit)
{
    g_autofree char *line = faults_line(text, limit);
    put_text(dict, name, line);
}

static void take_text(GVariantDict *dict, const char *name, char *text)
{
    put_text(dict, name, text);
    g_free(text);
}

static void put_flag(GVariantDict *dict, const char *name, bool flag)
{
    g_variant_dict_insert(dict, name, "b", (gboolean)flag);
}

/* None is false in a template, where 0 would be true. */
static void put_count(GVariantDict *dict, const char *name, guint count)
{
    if (count)
        g_variant_dict_insert(dict, name, "u", count);
    else
        put_flag(dict, name, false);
}

static void put_list(GVariantDict *dict, const char *name, GVariantBuilder *list)
{
    g_variant_dict_insert_value(dict, name, g_variant_builder_end(list));
}

static void add_map(GVariantBuilder *list, GVariantDict *item)
{
    g_variant_builder_add_value(list, g_variant_dict_end(item));
}

/* A list of maps with one text each. */
static void put_texts(GVariantDict *dict, const char *name, const char *key, const GPtrArray *texts, guint limit)
{
    GVariantBuilder list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < texts->len && i < limit; i++) {
        GVariantDict item = G_VARIANT_DICT_INIT(NULL);
        put_text(&item, key, texts->pdata[i]);
        put_flag(&item, "first", i == 0);
        put_flag(&item, "last", i + 1 == texts->len || i + 1 == limit);
        add_map(&list, &item);
    }
    put_list(dict, name, &list);
}

static void put_kind(GVariantDict *dict, enum work_kind kind)
{
    static const char *const flags[] = {
        [WORK_PHOTO] = "is_photo", [WORK_DOCUMENT] = "is_document", [WORK_VIDEO] = "is_video",
        [WORK_AUDIO] = "is_audio", [WORK_TEXT] = "is_text",         [WORK_OTHER] = "is_other",
    };
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++)
        put_flag(dict, flags[i], i == (guint)kind);
}

/* ── who and when ───────────────────────────────────────────────────────────────────────────────────────── */

static const struct field *find_field(const struct submission *submission, const char *name)
{
    for (guint i = 0; i < submission->fields->len; i++) {
        const struct field *field = submission->fields->pdata[i];
        if (g_strcmp0(field->name, name) == 0)
            return field;
    }
    return NULL;
}

static const char *first_value(const struct submission *submission, const char *const *names)
{
    for (; *names; names++) {
        const struct field *field = find_field(submission, *names);
        if (field && !text_blank(field->value))
            return field->value;
    }
    return NULL;
}

/* A form's name cell can hold anything; whatever does not look like a name is not repeated in a greeting. */
static bool plausible_name(const char *name)
{
    return !strpbrk(name, "@:/<>0123456789") && g_utf8_strlen(name, -1) <= NAME_LIMIT;
}

static void put_person(GVariantDict *dict, const struct submission *submission)
{
    static const char *const persons[] = {"contact", "unit_contact", "author_name", NULL};
    static const char *const titles[] = {"主任", "主编", "编辑", "教授", "医生",   "医师", "护士长",
                                         "先生", "女士", "同志", "院长", "部长",   "处长", "科长",
                                         "社长", "会长", "书记", "经理", "秘书长", NULL};
    g_autofree char *name = faults_line(first_value(submission, persons), NAME_LIMIT + 1);
    if (g_str_has_suffix(name, "老师"))
        name[strlen(name) - strlen("老师")] = '\0';
    if (!plausible_name(name))
        name[0] = '\0';
    bool titled = false;
    for (const char *const *title = titles; *title && !titled; title++)
        titled = g_str_has_suffix(name, *title);
    put_text(dict, "name", name);
    put_flag(dict, "titled", titled);
}

static void put_unit(GVariantDict *dict, const struct submission *submission)
{
    static const char *const units[] = {"media_name", "unit_name", "journal", NULL};
    static const char *const authors[] = {"author_name", NULL};
    put_line(dict, "unit", first_value(submission, units), FILE_LIMIT);
    put_line(dict, "author", first_value(submission, authors), NAME_LIMIT);
}

static void put_times(GVariantDict *dict, const struct judged *judged, gint64 now)
{
    const struct campaign *campaign = judged->campaign;
    const struct submission *submission = judged->submission;
    gint64 deadline = submission_deadline(submission, campaign);
    gint64 answer_by = calendar_after(campaign->calendar, now, campaign->fix_days, campaign->zone);
    gint64 fix_by = judged->due ? judged->due : reply_fix_by(judged, now);
    gint64 left = calendar_distance(now, fix_by, campaign->zone);
    take_text(dict, "received", clock_chinese(submission->received, campaign->zone, false));
    take_text(dict, "deadline", deadline ? clock_chinese_day(deadline, campaign->zone) : NULL);
    take_text(dict, "answer_by", clock_chinese_day(answer_by, campaign->zone));
    take_text(dict, "fix_by", clock_chinese_day(fix_by, campaign->zone));
    put_count(dict, "days_left", (guint)MAX(left, 0));
    put_flag(dict, "fix_over", submission->latest > fix_by && submission->fix_by > 0 && !judged->due);
}

/* ── what arrived ───────────────────────────────────────────────────────────────────────────────────────── */

static int number_of(const struct submission *submission, guint index)
{
    const struct numbered *numbered = submission->works->pdata[index];
    return numbered->seq > 0 ? numbered->seq : (int)index + 1;
}

/* Titles of the papers that have arrived and can be read. */
static void put_papers(GVariantDict *dict, const struct submission *submission, const struct form_rule *form)
{
    g_autoptr(GString) titles = g_string_new(NULL);
    for (guint i = 0; form && i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        const struct field *field = rule->type == FIELD_PAPER ? find_field(submission, rule->name) : NULL;
        if (field && field->value && field->valid)
            g_string_append_printf(titles, "%s%s", titles->len ? "、" : "", rule->title);
    }
    put_text(dict, "papers", titles->str);
}

static void put_form(GVariantDict *dict, const struct campaign *campaign, const struct submission *submission)
{
    const struct form_rule *form = needs_form_rule(campaign, submission);
    put_text(dict, "form", submission->form && form ? form->title : NULL);
    put_flag(dict, "takes_works", form && form->takes_works);
    g_autoptr(GString) yes = g_string_new(NULL);
    for (guint i = 0; submission->form && form && i < form->fields->len; i++) {
        const struct field_rule *rule = form->fields->pdata[i];
        const struct field *field = rule->type == FIELD_YESNO ? find_field(submission, rule->name) : NULL;
        if (field && g_strcmp0(field->value, "true") == 0)
            g_string_append_printf(yes, "%s%s", yes->len ? "、" : "", rule->title);
    }
    put_text(dict, "join_list", yes->str);
    put_papers(dict, submission, submission->form ? form : NULL);
}

static void put_kinds(GVariantDict *dict, const struct submission *submission)
{
    guint counts[WORK_OTHER + 1] = {0}, left = submission->works->len;
    for (guint i = 0; i < submission->works->len; i++) {
        const struct numbered *numbered = submission->works->pdata[i];
        counts[MIN(numbered->work->kind, WORK_OTHER)]++;
    }
    GVariantBuilder list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
    for (guint kind = 0; kind <= WORK_OTHER; kind++) {
        if (!counts[kind])
            continue;
        left -= counts[kind];
        GVariantDict item = G_VARIANT_DICT_INIT(NULL);
        put_kind(&item, kind);
        put_count(&item, "count", counts[kind]);
        put_flag(&item, "last", left == 0);
        add_map(&list, &item);
    }
    put_list(dict, "kinds", &list);
    put_count(dict, "count", submission->works->len);
}

static void put_links(GVariantDict *dict, const struct campaign *campaign, const struct submission *submission)
{
    GVariantBuilder list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < submission->links->len && i < MAX_ITEMS; i++) {
        const struct link *link = submission->links->pdata[i];
        GVariantDict item = G_VARIANT_DICT_INIT(NULL);
        put_line(&item, "file", link->name, FILE_LIMIT);
        put_line(&item, "provider", link->provider ? link->provider : link->host, FILE_LIMIT);
        take_text(&item, "size", link->bytes > 0 ? text_size((guint64)link->bytes) : NULL);
        take_text(&item, "expires", link->expires ? clock_chinese(link->expires, campaign->zone, true) : NULL);
        add_map(&list, &item);
    }
    put_list(dict, "links", &list);
}

/* ── what is wrong ──────────────────────────────────────────────────────────────────────────────────────── */

static void put_item(GVariantBuilder *list, const struct submission *submission, guint index, const GPtrArray *faults)
{
    const struct numbered *numbered = submission->works->pdata[index];
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    for (guint i = 0; i < faults->len; i++) {
        const struct fault *fault = faults->pdata[i];
        if (fault->work == (int)index && !fault->shared)
            g_ptr_array_add(texts, fault->text);
    }
    GVariantDict item = G_VARIANT_DICT_INIT(NULL);
    put_count(&item, "no", (guint)number_of(submission, index));
    put_line(&item, "file", numbered->work->name, FILE_LIMIT);
    take_text(&item, "size", text_size(numbered->work->bytes));
    put_kind(&item, numbered->work->kind);
    put_texts(&item, "faults", "text", texts, texts->len);
    add_map(list, &item);
}

static bool has_fault(const GPtrArray *faults, guint work, bool own)
{
    for (guint i = 0; i < faults->len; i++) {
        const struct fault *fault = faults->pdata[i];
        if (fault->work == (int)work && !(own && fault->shared))
            return true;
    }
    return false;
}

/* The numbers of the works without a fault, one entry a kind. */
static void put_good(GVariantDict *dict, const struct submission *submission, const GPtrArray *faults)
{
    GVariantBuilder list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
    guint count = 0;
    for (guint kind = 0; kind <= WORK_OTHER; kind++) {
        g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int));
        for (guint i = 0; i < submission->works->len; i++) {
            const struct numbered *numbered = submission->works->pdata[i];
            int number = number_of(submission, i);
            if (numbered->work->kind == kind && !has_fault(faults, i, false))
                g_array_append_val(numbers, number);
        }
        if (!numbers->len)
            continue;
        count += numbers->len;
        GVariantDict item = G_VARIANT_DICT_INIT(NULL);
        put_kind(&item, kind);
        take_text(&item, "numbers", faults_numbers(numbers));
        add_map(&list, &item);
    }
    put_list(dict, "ok_works", &list);
    put_count(dict, "ok_count", count);
}

/* Works with faults of their own; what several share stands in put_shared. */
static void put_items(GVariantDict *dict, const struct submission *submission, const GPtrArray *faults, guint limit)
{
    GVariantBuilder list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
    guint listed = 0, more = 0, faulty = 0;
    for (guint i = 0; i < submission->works->len; i++) {
        faulty += has_fault(faults, i, false);
        if (!has_fault(faults, i, true))
            continue;
        if (listed++ < limit)
            put_item(&list, submission, i, faults);
        else
            more++;
    }
    put_list(dict, "items", &list);
    put_count(dict, "more", more);
    put_count(dict, "faulty", faulty);
}

/* The works that have the very same fault. */
static char *sharers(const struct submission *submission, const GPtrArray *faults, const struct fault *fault)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < faults->len; i++) {
        const struct fault *other = faults->pdata[i];
        if (!other->shared || strcmp(other->finding->rule, fault->finding->rule) != 0 ||
            strcmp(other->text, fault->text) != 0)
            continue;
        int number = number_of(submission, (guint)other->work);
        g_array_append_val(numbers, number);
    }
    return faults_numbers(numbers);
}

/* The same faults of several works, once; under one heading what the same works share. */
static void put_shared(GVariantDict *dict, const struct submission *submission, const GPtrArray *faults)
{
    g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) texts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GPtrArray) order = g_ptr_array_new(), works = g_ptr_array_new();
    for (guint i = 0; i < faults->len; i++) {
        const struct fault *first = faults->pdata[i];
        if (!first->shared || !g_hash_table_add(done, g_strdup_printf("%s\n%s", first->finding->rule, first->text)))
            continue;
        g_autofree char *numbers = sharers(submission, faults, first);
        GPtrArray *lines = g_hash_table_lookup(texts, numbers);
        if (!lines) {
            lines = g_ptr_array_new();
            g_ptr_array_add(order, numbers);
            g_ptr_array_add(works, submission->works->pdata[first->work]);
            g_hash_table_insert(texts, g_steal_pointer(&numbers), lines);
        }
        g_ptr_array_add(lines, first->text);
    }
    GVariantBuilder list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < order->len; i++) {
        const struct numbered *numbered = works->pdata[i];
        const GPtrArray *lines = g_hash_table_lookup(texts, order->pdata[i]);
        GVariantDict item = G_VARIANT_DICT_INIT(NULL);
        put_kind(&item, numbered->work->kind);
        put_text(&item, "numbers", order->pdata[i]);
        put_texts(&item, "faults", "text", lines, lines->len);
        add_map(&list, &item);
    }
    put_list(dict, "shared", &list);
}

static bool has_papers(const struct submission *submission, const struct form_rule *form)
{
    for (guint i = 0; i < submission->fields->len; i++) {
        const struct field *field = submission->fields->pdata[i];
        const struct field_rule *rule = form ? form_field(form, field->name) : NULL;
        if (rule && rule->type == FIELD_PAPER && field->value && field->valid)
            return true;
    }
    return false;
}

static void put_needs(GVariantDict *dict, const struct campaign *campaign, const struct submission *submission,
                      const GPtrArray *faults)
{
    static const char *const needs[] = {"needs_form",   "needs_files",  "needs_captions",
                                        "needs_fields", "needs_papers", "needs_revision"};
    const struct form_rule *form = needs_form_rule(campaign, submission);
    for (guint i = 0; i < G_N_ELEMENTS(needs); i++)
        put_flag(dict, needs[i], needs_any(form, faults, needs[i]));
    bool form_ok = submission->form && !submission->unreadable && !needs_any(form, faults, "needs_form") &&
                   !needs_any(form, faults, "needs_fields");
    bool kept = form_ok || has_papers(submission, form);
    for (guint work = 0; work < submission->works->len && !kept; work++)
        kept = !has_fault(faults, work, false);
    put_flag(dict, "form_ok", form_ok);
    put_flag(dict, "kept", kept);
}

static bool has_text(const GPtrArray *texts, const char *text)
{
    for (guint i = 0; i < texts->len; i++)
        if (!strcmp(texts->pdata[i], text))
            return true;
    return false;
}

/* The first few things to write into the answer, as examples: “照片1说明：……”, “手机号码：……”. */
static void put_examples(GVariantDict *dict, const struct campaign *campaign, const struct submission *submission,
                         const GPtrArray *faults)
{
    const struct form_rule *form = needs_form_rule(campaign, submission);
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) papers = g_ptr_array_new();
    bool unnamed = false;
    for (guint work = 0; work < submission->works->len; work++)
        if (needs_caption(faults, work))
            g_ptr_array_add(numbers, g_strdup_printf("%d", number_of(submission, work)));
    for (guint i = 0; i < faults->len; i++) {
        const struct fault *fault = faults->pdata[i];
        const struct field_rule *rule =
            fault->work < 0 && form && fault->finding->subject ? form_field(form, fault->finding->subject) : NULL;
        if (rule && rule->type == FIELD_PAPER && !has_text(papers, rule->title))
            g_ptr_array_add(papers, rule->title);
        else if (rule && rule->type != FIELD_PAPER && !has_text(titles, rule->title))
            g_ptr_array_add(titles, g_strdup(rule->title));
        unnamed |= !rule && g_strcmp0(needs_of(fault->finding->rule), "needs_fields") == 0;
    }
    put_texts(dict, "caption_items", "no", numbers, MAX_EXAMPLES);
    put_texts(dict, "field_titles", "title", titles, MAX_EXAMPLES);
    put_texts(dict, "paper_titles", "title", papers, papers->len);
    put_flag(dict, "more_captions", numbers->len > MAX_EXAMPLES);
    put_flag(dict, "more_fields", unnamed || titles->len > MAX_EXAMPLES);
}

/* Lines to copy, fill in and send back: what the readers take for corrections (form_lines, captions). */
static void put_fill(GVariantDict *dict, const struct campaign *campaign, const struct submission *submission,
                     const GPtrArray *faults, guint captions)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) rules = needs_fields(campaign, submission, faults);
    for (guint i = 0; i < rules->len; i++)
        g_ptr_array_add(labels, needs_label(rules->pdata[i]));
    for (guint work = 0; work < submission->works->len; work++)
        if (needs_caption(faults, work))
            g_ptr_array_add(numbers, g_strdup_printf("%d", number_of(submission, work)));
    put_texts(dict, "fill_fields", "title", labels, MAX_FILL);
    put_texts(dict, "fill_captions", "no", numbers, captions);
    put_flag(dict, "fill", labels->len || numbers->len);
}

/* What the readers say of this mail; a field's name becomes its title. */
static void add_told(GPtrArray *texts, const struct form_rule *form, const struct submission *submission)
{
    for (guint i = submission->told; i < submission->notes->len && i < submission->told + MAX_TOLD; i++) {
        const char *note = submission->notes->pdata[i];
        gsize length = strspn(note, "abcdefghijklmnopqrstuvwxyz_");
        g_autofree char *name = g_strndup(note, length);
        const struct field_rule *rule = form && length ? form_field(form, name) : NULL;
        g_autofree char *told = rule ? g_strconcat(rule->title, note + length, NULL) : g_strdup(note);
        g_ptr_array_add(texts, faults_line(told, FILE_LIMIT * 5));
    }
}

static void put_faults(GVariantDict *dict, const struct campaign *campaign, const struct judged *judged)
{
    const struct submission *submission = judged->submission;
    g_autoptr(GPtrArray) fixes = faults_find(judged->verdict, submission, SEVERITY_FIX);
    g_autoptr(GPtrArray) reviews = faults_find(judged->verdict, submission, SEVERITY_REVIEW);
    g_autoptr(GPtrArray) notes = faults_find(judged->verdict, submission, SEVERITY_NOTE);
    g_autoptr(GPtrArray) whole = faults_whole(fixes);
    g_autoptr(GPtrArray) review_texts = faults_texts(reviews);
    g_autoptr(GPtrArray) note_texts = faults_texts(notes);
    put_count(dict, "faults", fixes->len);
    put_texts(dict, "form_faults", "text", whole, whole->len);
    put_texts(dict, "reviews", "text", review_texts, review_texts->len);
    put_count(dict, "review_count", review_texts->len);
    if (note_texts->len > MAX_NOTES)
        g_ptr_array_set_size(note_texts, MAX_NOTES);
    add_told(note_texts, needs_form_rule(campaign, submission), submission);
    put_texts(dict, "notes", "text", note_texts, note_texts->len);
    put_good(dict, submission, fixes);
    bool sheet = sheet_wanted(judged, fixes->len);
    put_items(dict, submission, fixes, sheet ? SHEET_ITEMS : MAX_ITEMS);
    put_shared(dict, submission, fixes);
    put_needs(dict, campaign, submission, fixes);
    put_examples(dict, campaign, submission, fixes);
    put_fill(dict, campaign, submission, fixes, sheet ? SHEET_ITEMS : MAX_FILL);
    put_flag(dict, "sheet", sheet);
}

/* ── whole views ────────────────────────────────────────────────────────────────────────────────────────── */

static void put_state(GVariantDict *dict, enum verdict_state state)
{
    for (int i = VERDICT_COMPLETE; i <= VERDICT_REJECTED; i++)
        put_flag(dict, verdict_name(i), i == (int)state);
}

static void put_submission(GVariantDict *dict, const struct judged *judged, gint64 now)
{
    const struct campaign *campaign = judged->campaign;
    const struct submission *submission = judged->submission;
    put_text(dict, "number", submission->number);
    put_flag(dict, "again", judged->again);
    put_text(dict, "changed", judged->again ? judged->changed : NULL);
    put_flag(dict, "passed", judged->passed);
    put_state(dict, judged->verdict->state);
    put_form(dict, campaign, submission);
    put_person(dict, submission);
    put_unit(dict, submission);
    put_times(dict, judged, now);
    put_kinds(dict, submission);
    put_links(dict, campaign, submission);
    put_faults(dict, campaign, judged);
}

static void put_common(GVariantDict *dict, const struct campaign *campaign, const struct message *message)
{
    put_text(dict, "campaign", campaign->name);
    put_text(dict, "office", campaign->office);
    put_text(dict, "contacts", campaign->contacts);
    put_text(dict, "mailbox", campaign->mailbox);
    put_text(dict, "max_mail", campaign->max_mail);
    gint64 came = message ? message->received : 0;
    take_text(dict, "came", came > 0 ? clock_chinese(came, campaign->zone, false) : NULL);
    put_line(dict, "subject", message ? message->subject : NULL, TEXT_LIMIT);
    put_flag(dict, "submission_count", false);
    put_flag(dict, "corrections", false);
}

/* Who is addressed when one mail brought several submissions: nobody by name, when their forms name different people.
 */
static void put_common_person(GVariantDict *dict, const GPtrArray *judged)
{
    g_autofree char *common = NULL;
    for (guint i = 0; i < judged->len; i++) {
        GVariantDict own = G_VARIANT_DICT_INIT(NULL);
        put_person(&own, ((const struct judged *)judged->pdata[i])->submission);
        g_autoptr(GVariant) map = g_variant_ref_sink(g_variant_dict_end(&own));
        const char *name = "";
        g_variant_lookup(map, "name", "&s", &name);
        if (common && strcmp(common, name) != 0) {
            put_text(dict, "name", NULL);
            return;
        }
        g_free(common);
        common = g_strdup(name);
    }
}

static bool all_again(const GPtrArray *judged)
{
    for (guint i = 0; i < judged->len; i++)
        if (!((const struct judged *)judged->pdata[i])->again)
            return false;
    return true;
}

static bool any_incomplete(const GPtrArray *judged)
{
    for (guint i = 0; i < judged->len; i++)
        if (((const struct judged *)judged->pdata[i])->verdict->state == VERDICT_INCOMPLETE)
            return true;
    return false;
}

GVariant *view_judged(const GPtrArray *judged, const struct message *message, gint64 now, bool delayed)
{
    const struct judged *first = judged->pdata[0];
    GVariantDict dict = G_VARIANT_DICT_INIT(NULL);
    put_common(&dict, first->campaign, message);
    put_submission(&dict, first, now);
    put_flag(&dict, "delayed", delayed);
    take_text(&dict, "now", clock_chinese(now, first->campaign->zone, false));
    GVariantBuilder list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
    g_autoptr(GString) numbers = g_string_new(NULL);
    for (guint i = 0; judged->len > 1 && i < judged->len; i++) {
        const struct judged *each = judged->pdata[i];
        GVariantDict item = G_VARIANT_DICT_INIT(NULL);
        put_submission(&item, each, now);
        put_count(&item, "no", i + 1);
        add_map(&list, &item);
        if (each->submission->number)
            g_string_append_printf(numbers, "%s%s", numbers->len ? "、" : "", each->submission->number);
    }
    put_list(&dict, "submissions", &list);
    put_text(&dict, "numbers", numbers->str);
    if (judged->len > 1) {
        put_count(&dict, "submission_count", judged->len);
        put_common_person(&dict, judged);
    }
    put_flag(&dict, "corrections", any_incomplete(judged));
    put_flag(&dict, "again", all_again(judged));
    return g_variant_ref_sink(g_variant_dict_end(&dict));
}

/* The campaign's forms, and of each whether its deadline had passed when the mail came. */
static void put_forms(GVariantDict *dict, const struct campaign *campaign, const struct message *message)
{
    gint64 came = !message ? 0 : message->received > 0 ? message->received : message->date;
    GVariantBuilder list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < campaign->forms->len; i++) {
        const struct form_rule *form = campaign->forms->pdata[i];
        GVariantDict item = G_VARIANT_DICT_INIT(NULL);
        put_text(&item, "form", form->title);
        put_flag(&item, "takes_works", form->takes_works);
        take_text(&item, "deadline", form->deadline ? clock_chinese_day(form->deadline, campaign->zone) : NULL);
        put_flag(&item, "over", form->deadline && came > form->deadline);
        put_flag(&item, "blank", form->blank != NULL);
        add_map(&list, &item);
    }
    put_list(dict, "forms", &list);
}

GVariant *view_plain(const struct campaign *campaign, const struct message *message, GVariant *extra)
{
    GVariantDict dict = G_VARIANT_DICT_INIT(NULL);
    put_common(&dict, campaign, message);
    put_forms(&dict, campaign, message);
    put_flag(&dict, "delayed", false);
    put_text(&dict, "received", NULL);
    if (message && message->received > 0)
        take_text(&dict, "received", clock_chinese(message->received, campaign->zone, false));
    g_autoptr(GVariant) held = extra ? g_variant_ref_sink(extra) : NULL;
    for (gsize i = 0; held && i < g_variant_n_children(held); i++) {
        const char *name;
        g_autoptr(GVariant) value = NULL;
        g_variant_get_child(held, i, "{&sv}", &name, &value);
        g_variant_dict_insert_value(&dict, name, value);
    }
    return g_variant_ref_sink(g_variant_dict_end(&dict));
}
