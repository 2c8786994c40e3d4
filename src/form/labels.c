/* Looking labels up. A Chinese compound has its head at the end, so 作者手机号码 is read as 手机号码 of the author; the
 * words in front decide the part when the form names it, and cost confidence when they are unknown.
 */
#include "form/labels.h"

#include <string.h>

#include "base/text.h"

static void entry_free(gpointer data)
{
    struct label_entry *entry = data;
    g_free(entry->fold);
    g_free(entry);
}

static bool says_prose(const char *fold)
{
    static const char *const words[] = {"简介", "说明", "内容", "介绍", "摘要", "意见", "概述", "描述", "其他", "备注"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(fold, words[i]))
            return true;
    return false;
}

static struct label_entry *entry_for(struct label_index *index, const char *fold)
{
    struct label_entry *entry = g_hash_table_lookup(index->entries, fold);
    if (entry)
        return entry;
    entry = g_new0(struct label_entry, 1);
    entry->fold = g_strdup(fold);
    entry->begins = -1;
    entry->long_text = says_prose(fold);
    g_hash_table_insert(index->entries, entry->fold, entry);
    return entry;
}

static void add_fields(struct label_index *index)
{
    for (guint i = 0; i < index->rule->fields->len; i++) {
        const struct field_rule *field = index->rule->fields->pdata[i];
        for (guint j = 0; field->labels && field->labels[j]; j++) {
            struct label_entry *entry = entry_for(index, field->labels[j]);
            bool known = false;
            for (int k = 0; k < entry->count; k++)
                known = known || entry->fields[k] == (int)i;
            if (!known && entry->count < LABEL_MAX_FIELDS)
                entry->fields[entry->count++] = (int)i;
        }
    }
}

/* A part begins at its own labels, and at every other label of the same field that no other field shares. */
static void add_begins(struct label_index *index, int part, const struct part_rule *rule)
{
    for (guint i = 0; rule->begins && rule->begins[i]; i++) {
        struct label_entry *entry = entry_for(index, rule->begins[i]);
        entry->begins = part;
        if (entry->count != 1)
            continue;
        const struct field_rule *field = labels_field(index, entry->fields[0]);
        for (guint j = 0; field->labels[j]; j++) {
            struct label_entry *other = entry_for(index, field->labels[j]);
            bool works = strstr(other->fold, "工作") || strstr(other->fold, "所在");
            if (other->count == 1 && !works)
                other->begins = part;
        }
    }
}

/* Labels of no field here that stand beside values on real forms: they end a value and are never one. */
static void add_others(struct label_index *index, const struct ruleset *ruleset)
{
    char **others = g_hash_table_lookup(ruleset->labels, "other");
    char **people = g_hash_table_lookup(ruleset->labels, "other_person");
    for (gsize i = 0; others && others[i]; i++)
        entry_for(index, others[i]);
    for (gsize i = 0; people && people[i]; i++) {
        struct label_entry *entry = entry_for(index, people[i]);
        entry->person = !entry->count && entry->begins < 0;
    }
}

static void add_forms(struct label_index *index, const struct ruleset *ruleset)
{
    for (guint c = 0; c < ruleset->campaigns->len; c++) {
        const struct campaign *campaign = ruleset->campaigns->pdata[c];
        for (guint f = 0; f < campaign->forms->len; f++) {
            const struct form_rule *form = campaign->forms->pdata[f];
            for (guint i = 0; i < form->fields->len; i++) {
                const struct field_rule *field = form->fields->pdata[i];
                for (guint j = 0; field->labels && field->labels[j]; j++)
                    entry_for(index, field->labels[j]);
            }
        }
    }
}

struct label_index *labels_create(const struct form_rule *rule, const struct ruleset *ruleset, bool forms)
{
    struct label_index *index = g_new0(struct label_index, 1);
    index->rule = rule;
    index->english = g_hash_table_lookup(ruleset->labels, "english");
    index->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
    add_fields(index);
    for (guint i = 0; rule->parts && i < rule->parts->len; i++)
        add_begins(index, (int)i, rule->parts->pdata[i]);
    for (guint i = 0; rule->anchors && rule->anchors[i]; i++)
        entry_for(index, rule->anchors[i])->anchor = true;
    add_others(index, ruleset);
    if (forms)
        add_forms(index, ruleset);
    return index;
}

void labels_free(struct label_index *index)
{
    if (!index)
        return;
    g_hash_table_unref(index->entries);
    g_free(index);
}

const struct field_rule *labels_field(const struct label_index *index, int field)
{
    return index->rule->fields->pdata[field];
}

bool label_has_fields(const struct label *label)
{
    for (int i = 0; i < label->count; i++)
        if (label->entries[i]->count)
            return true;
    return false;
}

bool label_is_choice(const struct label_index *index, const struct label *label)
{
    if (!label_has_fields(label))
        return false;
    for (int i = 0; i < label->count; i++)
        for (int j = 0; j < label->entries[i]->count; j++) {
            enum field_type type = labels_field(index, label->entries[i]->fields[j])->type;
            if (type != FIELD_YESNO && type != FIELD_CHOICE)
                return false;
        }
    return true;
}

int labels_part_id(const struct label_index *index, const char *id)
{
    for (guint i = 0; id && index->rule->parts && i < index->rule->parts->len; i++)
        if (!g_strcmp0(((const struct part_rule *)index->rule->parts->pdata[i])->id, id))
            return (int)i;
    return -1;
}

/* Characters of the longest stretch that two short texts share. */
static int common(const char *a, const char *b)
{
    int best = 0;
    for (const char *p = a; *p; p = g_utf8_next_char(p))
        for (const char *q = b; *q; q = g_utf8_next_char(q)) {
            const char *x = p, *y = q;
            int run = 0;
            while (*x && g_utf8_get_char(x) == g_utf8_get_char(y)) {
                x = g_utf8_next_char(x);
                y = g_utf8_next_char(y);
                run++;
            }
            best = MAX(best, run);
        }
    return best;
}

int labels_part(const struct label_index *index, const char *fold)
{
    static const char *const heads[] = {"名称", "姓名"};
    int best = -1, most = 1;
    bool tie = false;
    if (g_utf8_strlen(fold, -1) > 16)
        return -1;
    for (guint i = 0; index->rule->parts && i < index->rule->parts->len; i++) {
        const struct part_rule *part = index->rule->parts->pdata[i];
        int shared = 0;
        for (guint j = 0; part->begins && part->begins[j]; j++) {
            g_autofree char *begin = g_strdup(part->begins[j]);
            for (gsize k = 0; k < G_N_ELEMENTS(heads); k++)
                if (g_str_has_suffix(begin, heads[k]))
                    begin[strlen(begin) - strlen(heads[k])] = '\0';
            shared = MAX(shared, common(begin, fold));
        }
        if (shared > most) {
            most = shared;
            best = (int)i;
            tie = false;
        } else if (shared == most && best >= 0) {
            tie = true;
        }
    }
    return tie ? -1 : best;
}

static const struct label_entry *lookup(const struct label_index *index, const char *fold)
{
    return *fold ? g_hash_table_lookup(index->entries, fold) : NULL;
}

static const char *skip_number(const char *fold)
{
    static const char han[] = "一二三四五六七八九十";
    const char *p = fold;
    while (g_ascii_isdigit(*p) && p < fold + 2)
        p++;
    if (p == fold && *p && g_utf8_strchr(han, -1, g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return p;
}

static const struct label_entry *lookup_numbered(const struct label_index *index, const char *fold)
{
    static const char *const tails[] = {"加盖公章", "盖公章", "盖章", "公章", "必填", "选填", "签字", "签名"};
    const struct label_entry *entry = lookup(index, fold);
    if (!entry)
        entry = lookup(index, skip_number(fold));
    for (gsize i = 0; !entry && i < G_N_ELEMENTS(tails); i++)
        if (g_str_has_suffix(fold, tails[i])) {
            g_autofree char *head = g_strndup(fold, strlen(fold) - strlen(tails[i]));
            entry = lookup(index, skip_number(head));
        }
    return entry;
}

static char *trim_joint(const char *text, gsize length, bool *joined)
{
    static const char *const joints[] = {"以及", "及", "和", "与", "或", "并"};
    g_autofree char *head = g_strndup(text, length);
    for (gsize i = 0; i < G_N_ELEMENTS(joints); i++)
        if (g_str_has_suffix(head, joints[i])) {
            head[strlen(head) - strlen(joints[i])] = '\0';
            *joined = true;
            break;
        }
    return g_steal_pointer(&head);
}

static bool is_prose(const struct label_index *index, const struct label_entry *entry)
{
    if (!entry->count)
        return false;
    enum field_type type = labels_field(index, entry->fields[0])->type;
    return type == FIELD_TEXT || type == FIELD_NAME || type == FIELD_PAPER;
}

/* Two or three labels in a row, joined by 及, 和, / or nothing. Unless they are joined in words, at most one of them
 * may take free text: nothing could divide the value of 单位地址. */
static bool find_compound(const struct label_index *index, const char *fold, bool *joined, struct label *label)
{
    for (const char *cut = g_utf8_next_char(fold); *cut; cut = g_utf8_next_char(cut)) {
        bool here = false;
        g_autofree char *head = trim_joint(fold, (gsize)(cut - fold), &here);
        const struct label_entry *first = lookup_numbered(index, head);
        if (!first)
            continue;
        const struct label_entry *second = lookup(index, cut);
        if (second && (here || !is_prose(index, first) || !is_prose(index, second))) {
            label->entries[label->count++] = first;
            label->entries[label->count++] = second;
            *joined = *joined || here;
            return true;
        }
        struct label rest = {.part = -1};
        if (strlen(cut) < 40 && find_compound(index, cut, joined, &rest) && rest.count == 2) {
            label->entries[0] = first;
            label->entries[1] = rest.entries[0];
            label->entries[2] = rest.entries[1];
            label->count = 3;
            *joined = *joined || here;
            return true;
        }
    }
    return false;
}

/* Words before a label that say nothing new. */
static bool says_nothing(const char *head)
{
    static const char *const words[] = {"单位", "媒体", "期刊",   "本刊", "贵刊",   "本社", "本人",
                                        "您的", "报名", "项目",   "主要", "第一",   "备用", "常用",
                                        "工作", "办公", "联系人", "个人", "编辑部", "杂志", "详细"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (!strcmp(head, words[i]))
            return true;
    return false;
}

/* Words before a label that name a part: its own words, with one character more at most. */
static int part_named(const struct label_index *index, const char *head)
{
    int part = labels_part(index, head);
    if (part < 0)
        return -1;
    const struct part_rule *rule = index->rule->parts->pdata[part];
    for (guint i = 0; rule->begins[i]; i++)
        if (common(rule->begins[i], head) + 1 >= g_utf8_strlen(head, -1))
            return part;
    return -1;
}

/* 杂志社 may be a label, but 青禾杂志社 is a name: only labels that end as labels do take unknown words in front. */
static bool takes_words(const struct label_index *index, const struct label_entry *entry)
{
    static const char *const ends[] = {"名称", "姓名", "全称", "联系人", "刊名"};
    if (!is_prose(index, entry) || labels_field(index, entry->fields[0])->type == FIELD_TEXT)
        return true;
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(entry->fold, ends[i]))
            return true;
    return false;
}

/* A known label with words in front: 作者手机号码, 本刊通讯地址. */
static bool find_suffix(const struct label_index *index, const char *fold, struct label *label)
{
    for (const char *tail = g_utf8_next_char(fold); *tail; tail = g_utf8_next_char(tail)) {
        const struct label_entry *entry = lookup(index, tail);
        glong length = g_utf8_strlen(tail, -1), before = g_utf8_pointer_to_offset(fold, tail);
        if (!entry || length < 2 || before > 8)
            continue;
        g_autofree char *numbered = g_strndup(fold, (gsize)(tail - fold));
        const char *head = skip_number(numbered);
        int part = part_named(index, head);
        bool known = part >= 0 || says_nothing(head);
        /* 联系人杂志社 is a name made of two labels. */
        bool made = part < 0 && lookup(index, head) && is_prose(index, entry) && !takes_words(index, entry);
        if (made || (!known && !(length >= 4 && before <= 6 && takes_words(index, entry))))
            continue;
        label->entries[0] = entry;
        label->count = 1;
        label->part = part;
        label->guess = !known;
        label->confidence = known ? 1.0 : 0.9;
        return true;
    }
    return false;
}

static bool is_english(const struct label_index *index, const char *word)
{
    for (gsize i = 0; index->english && index->english[i]; i++)
        if (!strcmp(index->english[i], word))
            return true;
    return false;
}

/* 单位名称 Organization: the label in two languages, without its English words; NULL when it is in one. Only words
 * that are known: the name in "联系人 Anna Keller" is a value. `word` is what was left out. */
static char *without_english(const struct label_index *index, const char *fold, char **word)
{
    gsize length = strlen(fold), head = 0, tail = length;
    while (g_ascii_isalpha(fold[head]))
        head++;
    while (tail > head && g_ascii_isalpha(fold[tail - 1]))
        tail--;
    if (tail == head)
        return NULL;
    *word = tail < length ? g_strdup(fold + tail) : g_strndup(fold, head);
    if (!**word || !is_english(index, *word))
        return NULL;
    return tail < length ? g_strndup(fold, tail) : g_strdup(fold + head);
}

/* 个人作者 E-mail is the address of the author, not the author in two languages: a word that is a label by itself must
 * mean the same. */
static bool says_same(const struct label_index *index, const char *word, const struct label *label)
{
    const struct label_entry *entry = lookup(index, word);
    for (int i = 0; entry && entry->count && i < label->count; i++)
        for (int k = 0; k < label->entries[i]->count; k++)
            for (int j = 0; j < entry->count; j++)
                if (entry->fields[j] == label->entries[i]->fields[k])
                    return true;
    return !entry || !entry->count;
}

/* A label in one language. */
static bool find_plain(const struct label_index *index, const char *fold, struct label *label)
{
    *label = (struct label){.part = -1, .confidence = 1.0};
    glong length = g_utf8_strlen(fold, -1);
    if (length < 1 || length > 40)
        return false;
    label->entries[0] = lookup_numbered(index, fold);
    if (label->entries[0]) {
        label->count = 1;
        label->exact = true;
        return true;
    }
    if (length < 3 || length > 20)
        return false;
    bool joined = false;
    struct label both = {.part = -1, .confidence = 1.0};
    bool compound = find_compound(index, fold, &joined, &both);
    /* 传真电话, 负责人电话: somebody else's number. */
    if (compound && !joined && !both.entries[0]->count && both.entries[0]->begins < 0 && !both.entries[0]->anchor) {
        label->entries[0] = both.entries[0];
        label->count = 1;
        return true;
    }
    /* "联系人电话" may hold a name as well; 作者 in "作者手机" only says whose it is. */
    bool named = compound && both.entries[0]->begins < 0 && both.entries[0]->count && both.entries[1]->count;
    if (!(compound && (joined || named)) && find_suffix(index, fold, label))
        return true;
    if (compound)
        *label = both;
    return compound;
}

bool labels_find(const struct label_index *index, const char *fold, struct label *label)
{
    glong length = g_utf8_strlen(fold, -1);
    g_autofree char *word = NULL, *han = NULL;
    if (length <= 40 && !lookup(index, fold))
        han = without_english(index, fold, &word);
    if (!han || !find_plain(index, han, label) || !says_same(index, word, label))
        return find_plain(index, fold, label);
    label->exact = label->exact || !label->guess;
    return true;
}

bool labels_person(const struct label_index *index, const char *fold)
{
    static const char *const ends[] = {"基本信息", "基本情况", "信息", "情况", "资料", "姓名"};
    const char *bare = skip_number(fold);
    const struct label_entry *entry = lookup(index, bare);
    for (gsize i = 0; !entry && i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(bare, ends[i])) {
            g_autofree char *head = g_strndup(bare, strlen(bare) - strlen(ends[i]));
            entry = lookup(index, head);
        }
    return entry && entry->person;
}
