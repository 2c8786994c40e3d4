/* From stretches to values. Sure evidence is taken first: content controls, then labels that mean one field, then
 * those that may mean either (电话). A second, different value is kept beside the first and lowers the confidence:
 * a wrong certain value is worse than none.
 */
#include "form/extract.h"

#include <string.h>

#include "base/text.h"
#include "form/clean.h"
#include "form/marks.h"
#include "form/value-parts.h"

struct job {
    struct form *form;
    const struct form_rule *rule;
    const char *name, *mailbox;
};

static bool same_text(const char *a, const char *b)
{
    g_autofree char *x = text_fold(a), *y = text_fold(b);
    return !strcmp(*x ? x : a, *y ? y : b);
}

static void add_also(struct field *field, const char *value)
{
    g_autoptr(GStrvBuilder) list = g_strv_builder_new();
    if (field->also && g_strv_length(field->also) >= 50)
        return;
    for (guint i = 0; field->also && field->also[i]; i++) {
        if (!strcmp(field->also[i], value))
            return;
        g_strv_builder_add(list, field->also[i]);
    }
    g_strv_builder_add(list, value);
    g_strfreev(field->also);
    field->also = g_strv_builder_end(list);
}

static void move_into(struct field *to, struct field *from)
{
    g_autofree char *name = g_steal_pointer(&to->name), *note = g_steal_pointer(&to->note);
    g_free(to->value);
    g_free(to->raw);
    g_free(to->from);
    g_strfreev(to->also);
    *to = *from;
    to->name = g_steal_pointer(&name);
    if (note && !to->note)
        to->note = g_steal_pointer(&note);
    *from = (struct field){0};
}

/* Brings a reading of a field together with what is known of it. */
static void settle(struct job *job, struct field *field, struct field *read)
{
    bool filled = field->value || field->conflict, fresh = read->value || read->conflict;
    if (!field->from || (!filled && (fresh || (read->raw && !field->raw)))) {
        move_into(field, read);
        return;
    }
    if (!fresh || !filled)
        return;
    if (field->value && read->value && same_text(field->value, read->value)) {
        field->confidence = MAX(field->confidence, read->confidence);
        return;
    }
    if (read->conflict || field->conflict) {
        field->confidence = MIN(field->confidence, 0.6);
        return;
    }
    g_autofree char *other = NULL;
    bool better =
        (read->valid && !field->valid) || (read->valid == field->valid && read->confidence > field->confidence);
    if (better) {
        other = g_strdup(field->value);
        move_into(field, read);
    } else {
        other = g_strdup(read->value);
    }
    g_autofree char *first = text_truncate(field->value, 300), *second = text_truncate(other, 300);
    add_also(field, second);
    field->confidence = MIN(field->confidence, 0.6);
    if (job->form->notes->len >= 50)
        return;
    field_note(field, "另一处填写为“%s”", second);
    g_ptr_array_add(job->form->notes, g_strdup_printf("%s有两种填写：“%s”和“%s”", field->name, first, second));
}

static struct field *field_at(const struct job *job, int index)
{
    return job->form->fields->pdata[index];
}

static const struct field_rule *rule_at(const struct job *job, int index)
{
    return job->rule->fields->pdata[index];
}

/* 无 is an answer among remarks; an address or a synopsis that says 无 is none. */
static bool may_say_none(const struct field_rule *rule)
{
    return rule->title && (strstr(rule->title, "其他") || strstr(rule->title, "备注"));
}

static struct field *reading(const struct job *job, const struct hit *hit)
{
    struct field *field = g_new0(struct field, 1);
    field->from = g_strdup_printf("%s %s", job->name, hit->place);
    field->confidence = hit->confidence;
    field->valid = true;
    if (hit->note)
        field->note = g_strdup(hit->note);
    return field;
}

static bool is_phone(enum field_type type)
{
    return type == FIELD_MOBILE || type == FIELD_LANDLINE || type == FIELD_PHONE;
}

/* A telephone or an address in a name, a box, or the name of the next field at its end: two cells ran into one. */
static bool runs_together(const struct job *job, int index, const char *value)
{
    int digits = 0;
    bool name = rule_at(job, index)->type == FIELD_NAME;
    for (const char *p = value; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        digits += g_unichar_isdigit(c);
        if (g_utf8_strchr("□☐☑☒■", -1, c) || (name && c == '@'))
            return true;
    }
    if (name && digits >= 7)
        return true;
    g_autofree char *fold = text_fold(value);
    for (guint i = 0; i < job->rule->fields->len; i++) {
        const struct field_rule *rule = rule_at(job, (int)i);
        bool typed = is_phone(rule->type) || rule->type == FIELD_EMAIL || rule->type == FIELD_POSTCODE;
        for (guint k = 0; (int)i != index && rule->labels && rule->labels[k]; k++)
            if ((typed || g_str_has_suffix(rule->labels[k], "地址")) && strlen(rule->labels[k]) >= 5 &&
                strlen(fold) > strlen(rule->labels[k]) && g_str_has_suffix(fold, rule->labels[k]))
                return true;
    }
    return false;
}

/* `text` is what of `typed` belongs to the field. */
static void settle_part(struct job *job, int index, const struct hit *hit, const char *text, const char *typed)
{
    struct field *field = reading(job, hit);
    value_read(field, rule_at(job, index)->type, text);
    if (field->value && rule_at(job, index)->type == FIELD_TEXT && !may_say_none(rule_at(job, index)) &&
        value_is_placeholder(field->value, false))
        g_clear_pointer(&field->value, g_free);
    enum field_type type = rule_at(job, index)->type;
    if (field->value && (type == FIELD_NAME || type == FIELD_TEXT) && text_count(field->value) <= 60 &&
        runs_together(job, index, field->value))
        field->confidence = MIN(field->confidence, 0.7);
    if (field->raw && typed && text_count(typed) <= 200) {
        g_free(field->raw);
        field->raw = g_strdup(typed);
    }
    if (job->mailbox && field->value && !g_ascii_strcasecmp(field->value, job->mailbox)) {
        g_clear_pointer(&field->value, g_free);
        field_note(field, "这是活动邮箱，不是填写内容");
    }
    settle(job, field_at(job, index), field);
    field_free(field);
}

static void settle_text(struct job *job, int index, const struct hit *hit, const char *text)
{
    settle_part(job, index, hit, text, NULL);
}

static const char *option_value(const struct field_rule *rule, int option)
{
    return ((const struct option_rule *)rule->options->pdata[option])->value;
}

static void settle_choice(struct job *job, int index, const struct hit *hit)
{
    const struct field_rule *rule = rule_at(job, index);
    struct field *field = reading(job, hit);
    struct choice choice;
    int length = flat_length(hit->value);
    marks_choose(hit->value, 0, length, rule->options, &choice);
    g_autofree char *whole = flat_text(hit->value, 0, MIN(length, 2000));
    char *typed = g_strstrip(whole);
    for (gsize colon; (colon = g_str_has_prefix(typed, "：") ? strlen("：") : *typed == ':');)
        typed = g_strchug(typed + colon);
    if (choice.touched && *typed)
        field->raw = g_strdup(typed);
    if (choice.option >= 0)
        field->value = g_strdup(option_value(rule, choice.option));
    else if (!choice.conflict && choice.touched && rule->type == FIELD_YESNO) {
        /* Words that no option prints: 愿意, 同意提供, yes. */
        struct field words = {0};
        value_read(&words, FIELD_YESNO, typed);
        if (words.valid && words.value)
            field->value = g_strdup(words.value);
        g_free(words.value);
        g_free(words.raw);
        g_free(words.note);
    }
    field->conflict = choice.conflict;
    field->confidence = MIN(field->confidence, choice.confidence);
    if (choice.note && (!field->value || choice.option >= 0))
        field_note(field, "%s", choice.note);
    settle(job, field_at(job, index), field);
    field_free(field);
}

/* A list to tick: what is ticked is meant; what is not was left open. */
static void settle_tick(struct job *job, int index, const struct hit *hit)
{
    struct field *field = reading(job, hit);
    if (hit->on) {
        field->value = g_strdup("true");
        field->raw = flat_text(hit->value, 0, MIN(flat_length(hit->value), 400));
    }
    settle(job, field_at(job, index), field);
    field_free(field);
}

static bool is_choice(const struct field_rule *rule)
{
    return rule->type == FIELD_YESNO || rule->type == FIELD_CHOICE;
}

static char *hit_text(const struct job *job, const struct hit *hit)
{
    g_autofree char *text = flat_text(hit->value, 0, flat_length(hit->value));
    return clean_value(text, rule_at(job, hit->fields[0])->type == FIELD_TEXT);
}

static char *join_numbers(const GPtrArray *phones, bool mobile)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < phones->len; i++) {
        const struct phone *phone = phones->pdata[i];
        if (phone->mobile == mobile)
            g_string_append_printf(list, "%s%s", list->len ? " " : "", phone->number);
    }
    return g_string_free(list, FALSE);
}

static int candidate(const struct job *job, const struct hit *hit, enum field_type type)
{
    for (int i = 0; i < hit->count; i++)
        if (rule_at(job, hit->fields[i])->type == type)
            return hit->fields[i];
    return -1;
}

/* 电话, 联系方式: the number says which field it is. */
static void settle_either(struct job *job, const struct hit *hit, const char *text)
{
    g_autoptr(GPtrArray) phones = phone_scan(text, NULL);
    int mobile = candidate(job, hit, FIELD_MOBILE), landline = candidate(job, hit, FIELD_LANDLINE);
    g_autofree char *mobiles = join_numbers(phones, true), *landlines = join_numbers(phones, false);
    if (!phones->len) {
        settle_text(job, mobile >= 0 ? mobile : hit->fields[0], hit, text);
        if (landline >= 0 && text_blank(text))
            settle_text(job, landline, hit, "");
        return;
    }
    /* A second mobile under 电话 beside a 手机 of its own is one more number, not a contradiction. */
    struct field *own = mobile >= 0 ? field_at(job, mobile) : NULL;
    if (*mobiles && own && own->value && own->valid) {
        g_auto(GStrv) numbers = g_strsplit(mobiles, " ", -1);
        for (guint i = 0; numbers[i]; i++)
            if (strcmp(numbers[i], own->value) != 0)
                add_also(own, numbers[i]);
    } else if (*mobiles && mobile >= 0) {
        settle_part(job, mobile, hit, mobiles, text);
    }
    if (*landlines && landline >= 0)
        settle_part(job, landline, hit, landlines, text);
}

static int slot_count(const struct hit *hit)
{
    int most = 0;
    for (int i = 0; i < hit->count; i++)
        most = MAX(most, hit->slots[i] + 1);
    return most;
}

/* Punctuation as it was typed: the rest was made half-width on the way. */
static char *widen(const char *rest, const char *typed)
{
    static const struct {
        char narrow;
        const char *wide;
    } pairs[] = {{'(', "（"}, {')', "）"}, {',', "，"}, {';', "；"}, {':', "："}};
    GString *out = g_string_new(NULL);
    for (const char *p = rest; *p; p++) {
        const char *wide = NULL;
        for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
            if (*p == pairs[i].narrow && !strchr(typed, *p) && strstr(typed, pairs[i].wide))
                wide = pairs[i].wide;
        if (wide)
            g_string_append(out, wide);
        else
            g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

/* What is left of a compound value when its numbers are out: without the labels' separators. */
static char *trim_rest(const char *rest, const char *typed)
{
    static const char *const ends[] = {"邮政编码", "邮编", "电话", "手机", "：", "，", "；", "/", "、"};
    g_autofree char *wide = widen(rest, typed);
    /* "（邮编：）" is all that its number left behind. */
    g_autoptr(GRegex) hollow = g_regex_new("[（(]\\s*(邮政编码|邮编|电话|手机)?\\s*[：:]?\\s*[）)]", 0, 0, NULL);
    /* （微信同号）, （常用） speak of a number that is out as well. */
    g_autoptr(GRegex) about =
        g_regex_new("[（(][^（）()]{0,8}(微信|同号|常用|备用|办公室?电话|转接|分机)[^（）()]{0,8}[）)]", 0, 0, NULL);
    g_autofree char *bare = g_regex_replace_literal(about, wide, -1, 0, " ", 0, NULL);
    g_autofree char *copy = g_regex_replace_literal(hollow, bare, -1, 0, " ", 0, NULL);
    for (bool again = true; again;) {
        again = false;
        g_strstrip(copy);
        for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
            gsize length = strlen(copy), word = strlen(ends[i]);
            if (length && g_str_has_suffix(copy, ends[i])) {
                copy[length - word] = '\0';
                again = true;
            } else if (length && g_str_has_prefix(copy, ends[i])) {
                memmove(copy, copy + word, length - word + 1);
                again = true;
            }
        }
        /* A bracket that held nothing but the number. */
        if (g_str_has_suffix(copy, "（")) {
            copy[strlen(copy) - strlen("（")] = '\0';
            again = true;
        } else if (*copy && strchr(",;:(", copy[strlen(copy) - 1])) {
            copy[strlen(copy) - 1] = '\0';
            again = true;
        } else if (*copy && strchr(",;:", *copy)) {
            memmove(copy, copy + 1, strlen(copy));
            again = true;
        }
    }
    return g_steal_pointer(&copy);
}

/* 通讯地址及邮编, 联系人/电话: numbers and addresses by their shape, the rest to the field that takes words. */
static void settle_compound(struct job *job, const struct hit *hit, const char *text)
{
    g_autofree char *rest = g_strdup(text);
    for (int pass = 0; pass < 4; pass++)
        for (int i = 0; i < hit->count; i++) {
            enum field_type type = rule_at(job, hit->fields[i])->type;
            g_autofree char *left = NULL, *found = NULL;
            if (pass == 0 && type == FIELD_EMAIL) {
                g_auto(GStrv) list = email_scan(rest, &left, NULL);
                found = list[0] ? g_strjoinv(" ", list) : NULL;
            } else if (pass == 1 && is_phone(type)) {
                g_autofree char *unused = NULL;
                g_autoptr(GPtrArray) phones = phone_scan(text, &unused);
                g_autoptr(GPtrArray) others = phone_scan(rest, &left);
                found = type == FIELD_PHONE ? g_strdup(phones->len ? text : "")
                                            : join_numbers(phones, type == FIELD_MOBILE);
            } else if (pass == 2 && type == FIELD_POSTCODE) {
                found = postcode_scan(rest, &left);
            } else if (pass == 3 && (type == FIELD_NAME || type == FIELD_TEXT)) {
                g_autofree char *words = trim_rest(rest, text);
                settle_text(job, hit->fields[i], hit, words);
                g_free(rest);
                rest = g_strdup("");
                continue;
            } else {
                continue;
            }
            settle_part(job, hit->fields[i], hit, found ? found : "", text);
            if (left) {
                g_free(rest);
                rest = g_steal_pointer(&left);
            }
        }
}

static void settle_hit(struct job *job, const struct hit *hit)
{
    if (!hit->count)
        return;
    g_autofree char *text = hit_text(job, hit);
    if (hit->option >= 0 && !hit->tag)
        settle_tick(job, hit->fields[0], hit);
    else if (is_choice(rule_at(job, hit->fields[0])))
        settle_choice(job, hit->fields[0], hit);
    else if (hit->count == 1)
        settle_text(job, hit->fields[0], hit, text);
    else if (slot_count(hit) > 1)
        settle_compound(job, hit, text);
    else if (candidate(job, hit, FIELD_MOBILE) >= 0 || candidate(job, hit, FIELD_LANDLINE) >= 0)
        settle_either(job, hit, text);
    else
        settle_text(job, hit->fields[0], hit, text);
}

/* Content controls of one field: a text, or a box for each option, by tag or in their order. */
static void settle_tags(struct job *job, int index, const GPtrArray *hits)
{
    const struct field_rule *rule = rule_at(job, index);
    int seen = 0, on = 0, chosen = -1;
    const struct hit *first = NULL;
    for (guint i = 0; i < hits->len; i++) {
        const struct hit *hit = hits->pdata[i];
        if (!hit->tag || hit->fields[0] != index)
            continue;
        first = first ? first : hit;
        g_autofree char *text = flat_text(hit->value, 0, flat_length(hit->value));
        bool box = !g_ascii_strcasecmp(text, "true") || !g_ascii_strcasecmp(text, "false");
        if (!is_choice(rule)) {
            if (!text_blank(text))
                settle_text(job, index, hit, text);
        } else if (box) {
            if (hit->on) {
                on++;
                chosen = hit->option >= 0 ? hit->option : seen;
            }
            seen++;
        } else if (!text_blank(text)) {
            for (guint k = 0; k < rule->options->len; k++)
                if (!strcmp(option_value(rule, (int)k), text)) {
                    on++;
                    chosen = (int)k;
                }
            if (chosen < 0)
                settle_choice(job, index, hit);
        }
    }
    if (!first || !on || chosen >= (int)rule->options->len)
        return;
    struct field *field = reading(job, first);
    field->conflict = on > 1;
    field->value = on > 1 ? NULL : g_strdup(option_value(rule, chosen));
    field->raw = g_strdup(on > 1 ? "true true" : "true");
    settle(job, field_at(job, index), field);
    field_free(field);
}

/* 1: one field, 2: several of one part, 3: out of place. The surest first. */
static int rank_of(const struct hit *hit)
{
    return hit->misplaced ? 3 : hit->count > 1 && slot_count(hit) == 1 ? 2 : 1;
}

/* An address that stands in a phone's cell, a number in a name's: used where the field has nothing of its own. */
static void fill_gaps(struct job *job)
{
    for (guint i = 0; i < job->rule->fields->len; i++) {
        const struct field_rule *rule = rule_at(job, (int)i);
        struct field *field = field_at(job, (int)i);
        bool phone = is_phone(rule->type);
        if (field->value || field->raw || (rule->type != FIELD_EMAIL && !phone))
            continue;
        for (guint k = 0; k < job->rule->fields->len && !field->value; k++) {
            const struct field_rule *other = rule_at(job, (int)k);
            const struct field *from = field_at(job, (int)k);
            bool source = rule->type == FIELD_EMAIL ? is_phone(other->type) : other->type == FIELD_NAME;
            if (!source || !from->raw || g_strcmp0(other->part, rule->part) != 0 || from->confidence < 0.7)
                continue;
            g_autofree char *found = NULL;
            if (rule->type == FIELD_EMAIL) {
                g_auto(GStrv) list = email_scan(from->raw, NULL, NULL);
                found = g_strdup(list[0]);
            } else {
                g_autoptr(GPtrArray) phones = phone_scan(from->raw, NULL);
                found = join_numbers(phones, rule->type != FIELD_LANDLINE);
            }
            if (text_blank(found))
                continue;
            g_autofree char *place = g_strdup(from->from);
            value_read(field, rule->type, found);
            g_free(field->from);
            field->from = g_steal_pointer(&place);
            field->confidence = 0.7;
            field_note(field, "取自%s的单元格", from->name);
        }
    }
}

/* Who sends in, when no box was ticked: the part that alone was filled in. */
static void derive_part(struct job *job)
{
    struct field *field = job->rule->part_field ? form_get(job->form, job->rule->part_field) : NULL;
    int filled = 0;
    const char *value = NULL;
    if (!field || field->value || field->conflict || field->raw)
        return;
    for (guint i = 0; i < job->rule->parts->len; i++) {
        const struct part_rule *part = job->rule->parts->pdata[i];
        bool any = false;
        for (guint k = 0; k < job->rule->fields->len; k++) {
            const struct field_rule *rule = rule_at(job, (int)k);
            const struct field *own = field_at(job, (int)k);
            any = any || (!g_strcmp0(rule->part, part->id) && own->value && own->confidence > 0.5);
        }
        filled += any;
        value = any ? part->value : value;
    }
    if (filled != 1 || !value)
        return;
    field->value = g_strdup(value);
    field->confidence = 0.8;
    field_note(field, "由填写部分推断");
}

/* A value that asks, or that tells what to write: 媒体单位名称：请写全称. */
static bool is_odd(const struct field_rule *rule, const struct field *field)
{
    const char *raw = field->raw ? field->raw : field->value;
    bool number = is_phone(rule->type) || rule->type == FIELD_EMAIL || rule->type == FIELD_POSTCODE;
    if (number)
        return !strpbrk(field->value, "0123456789@");
    if (is_choice(rule)) {
        g_autofree char *said = clean_value(raw, true);
        return clean_instructs(said);
    }
    if (g_str_has_suffix(raw, "？") || g_str_has_suffix(raw, "?") || (rule->type == FIELD_NAME && strstr(raw, "吗")))
        return true;
    return rule->type != FIELD_TEXT && clean_instructs(raw);
}

static void clear_value(struct field *field)
{
    g_clear_pointer(&field->value, g_free);
    g_clear_pointer(&field->raw, g_free);
    g_clear_pointer(&field->also, g_strfreev);
    field->valid = true;
}

/* Nothing but placeholders, or mostly questions and instructions: a form to fill, or talk about one. */
static bool is_blank(const struct job *job)
{
    guint good = 0, odd = 0, filled = 0;
    for (guint i = 0; i < job->form->fields->len; i++) {
        const struct field *field = field_at(job, (int)i);
        const struct field_rule *rule = rule_at(job, (int)i);
        bool said = field->conflict || (field->value && !value_is_placeholder(field->value, false));
        bool wrong = said && field->value && is_odd(rule, field);
        filled += said;
        odd += wrong;
        good += said && !wrong && field->valid && rule->type != FIELD_TEXT;
    }
    return !filled || odd > good || (odd > 1 && odd == good);
}

static char *without_space(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (!g_unichar_isspace(g_utf8_get_char(p)))
            g_string_append_unichar(out, g_utf8_get_char(p));
    return g_string_free(out, FALSE);
}

/* The cell shows the control's text and more: somebody typed on behind it, and what is shown counts. */
static bool goes_on(const struct job *job, int index, const GPtrArray *hits)
{
    const struct field *field = field_at(job, index);
    g_autofree char *own = field->raw ? without_space(field->raw) : NULL;
    for (guint i = 0; own && *own && !is_choice(rule_at(job, index)) && i < hits->len; i++) {
        const struct hit *hit = hits->pdata[i];
        if (hit->tag || hit->text || hit->misplaced || hit->count != 1 || hit->fields[0] != index)
            continue;
        g_autofree char *text = hit_text(job, hit), *shown = without_space(text);
        if (strlen(shown) > strlen(own) && strstr(shown, own))
            return true;
    }
    return false;
}

void extract_fields(struct form *form, const struct form_rule *rule, const GPtrArray *hits, const char *name,
                    const char *mailbox)
{
    struct job job = {form, rule, name, mailbox};
    g_autofree bool *exact = g_new0(bool, rule->fields->len + 1);
    for (guint i = 0; i < rule->fields->len; i++) {
        settle_tags(&job, (int)i, hits);
        if (goes_on(&job, (int)i, hits))
            clear_value(field_at(&job, (int)i));
        exact[i] = field_at(&job, (int)i)->value || field_at(&job, (int)i)->conflict;
    }
    for (int rank = 1; rank <= 3; rank++)
        for (guint i = 0; i < hits->len; i++) {
            const struct hit *hit = hits->pdata[i];
            /* What stands in another part is at best a stopgap. */
            bool stopgap = rank == 3 && hit->count && field_at(&job, hit->fields[0])->value;
            if (!hit->tag && rank_of(hit) == rank && !stopgap && !(hit->count == 1 && exact[hit->fields[0]]))
                settle_hit(&job, hit);
        }
    fill_gaps(&job);
    form->blank = is_blank(&job);
    for (guint i = 0; form->blank && i < form->fields->len; i++)
        clear_value(form->fields->pdata[i]);
    if (!form->blank)
        derive_part(&job);
}
