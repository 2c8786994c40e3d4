/* Pairs in running text. A colon makes a label nearly anywhere; without one a label must open a line or follow a
 * wide gap, since 联系人 and 邮箱 are also plain words. A value ends at the next label or, unless it is prose such as
 * a synopsis, at the end of its line.
 */
#include "form/lines.h"

#include <string.h>

#include "base/text.h"

enum separator { SEP_NONE, SEP_SPACE, SEP_GAP, SEP_END, SEP_VERB, SEP_COLON };
enum border { BORDER_NONE, BORDER_PUNCT, BORDER_SPACE, BORDER_GAP, BORDER_LINE };

struct match {
    struct label label;
    enum separator separator;
    int label_end, value_from, kept;
};

struct scan {
    const struct label_index *index;
    const struct flat *flat;
    int begin, end;
    enum pairs_mode mode;
    GArray *pairs;
};

static bool space_at(const struct flat *flat, int i, int end)
{
    return i < end && flat_at(flat, i)->c != '\n' && atom_is_space(flat_at(flat, i));
}

static bool atom_is_dash(const struct atom *atom)
{
    return atom->c == '-' || atom->c == 0x2013 || atom->c == 0x2014 || atom->c == 0x2015 || atom->c == 0x2500;
}

/* Words of a correction between the label and the new value. */
static int verb_at(const struct flat *flat, int i, int end)
{
    static const char *const verbs[] = {"应更正为", "更正为", "应该为", "应改为", "修改为", "变更为",
                                        "更换为",   "更新为", "请改为", "改为",   "改成",   "换成",
                                        "应为",     "应该是", "应是",   "是"};
    g_autofree char *text = flat_text(flat, i, MIN(end, i + 8));
    const char *bare = text;
    while (*bare && strchr(" ,", *bare))
        bare++;
    for (gsize k = 0; k < G_N_ELEMENTS(verbs); k++)
        if (g_str_has_prefix(bare, verbs[k]))
            return i + (int)(bare - text) + (int)g_utf8_strlen(verbs[k], -1);
    return -1;
}

static enum separator separator_at(const struct scan *scan, int i, int *value_from)
{
    const struct flat *flat = scan->flat;
    int p = i;
    while (p - i < 200 && space_at(flat, p, scan->end))
        p++;
    *value_from = p;
    if (p < scan->end && atom_is_colon(flat_at(flat, p))) {
        while (p < scan->end && atom_is_colon(flat_at(flat, p)))
            p++;
        *value_from = p;
        return SEP_COLON;
    }
    int dash = p;
    while (dash < scan->end && dash - p < 20 && atom_is_dash(flat_at(flat, dash)))
        dash++;
    if (dash > p + 1 || (dash > p && flat_at(flat, p)->c != '-')) {
        *value_from = dash;
        return SEP_GAP;
    }
    int verb = scan->mode == PAIRS_MAIL ? verb_at(flat, i, scan->end) : -1;
    if (verb > 0) {
        while (verb < scan->end && atom_is_colon(flat_at(flat, verb)))
            verb++;
        *value_from = verb;
        return SEP_VERB;
    }
    if (p >= scan->end || flat_at(flat, p)->c == '\n')
        return SEP_END;
    if (flat_at(flat, p)->kind != ATOM_TEXT)
        return SEP_GAP;
    bool tab = false;
    for (int k = i; k < p; k++)
        tab = tab || flat_at(flat, k)->c == '\t';
    return tab || p - i >= 2 ? SEP_GAP : p > i ? SEP_SPACE : SEP_NONE;
}

/* In running text a label is one word: what a gap divides may be a value and the label behind it. */
static bool fits_text(const struct scan *scan, const struct label *label, enum separator separator, bool gaps)
{
    if (label->exact)
        return true;
    if (label->guess && scan->mode != PAIRS_CELL)
        return false;
    return !gaps && (separator == SEP_COLON || separator == SEP_GAP || (separator == SEP_VERB && label->part >= 0));
}

/* The longest label that begins here; one with a colon wins. */
static bool match_at(const struct scan *scan, int from, struct match *best)
{
    g_autoptr(GString) fold = g_string_new(NULL);
    int kept = 0, breaks = 0, last_kept = from;
    bool gaps = false;
    *best = (struct match){.separator = SEP_NONE};
    for (int i = from; i <= scan->end && kept <= 24 && i - from < 80; i++) {
        int value_from;
        enum separator separator = kept ? separator_at(scan, i, &value_from) : SEP_NONE;
        struct label label;
        bool more = kept > best->kept || separator > best->separator;
        if (separator != SEP_NONE && more && labels_find(scan->index, fold->str, &label) && (!breaks || label.exact) &&
            fits_text(scan, &label, separator, gaps))

            *best = (struct match){label, separator, last_kept + 1, value_from, kept};
        if (i == scan->end || (separator == SEP_COLON && i < scan->end && atom_is_colon(flat_at(scan->flat, i))))
            break;
        const struct atom *atom = flat_at(scan->flat, i);
        bool wraps = atom->c == '\n' && kept && !breaks && (!best->kept || scan->mode == PAIRS_CELL);
        breaks += wraps;
        if (atom->kind != ATOM_TEXT || (atom->c == '\n' && !wraps))

            break;
        int close = atom_bracket(atom) > 0 ? flat_close(scan->flat, i, scan->end) : -1;
        if (close > 0) {
            i = close;
            continue;
        }
        gunichar c = atom_fold(atom);
        if (c) {
            g_string_append_unichar(fold, c);
            /* 电话/传真 is one word; "张三 电话" are two. */
            for (int k = last_kept + 1; kept && k < i; k++)
                gaps = gaps || atom_is_space(flat_at(scan->flat, k));
            kept++;

            last_kept = i;
        } else if (!atom_is_space(atom) && !strchr("-*./&()_", atom->c < 0x80 ? (int)atom->c : '!') &&
                   atom->c != 0x3001 && atom->c != 0x00B7) {
            break;
        }
    }
    return best->separator != SEP_NONE;
}

static enum border border_at(const struct scan *scan, int i)
{
    const struct flat *flat = scan->flat;
    int spaces = 0, p = i - 1;
    bool tab = false;
    while (p >= scan->begin && spaces < 200 && space_at(flat, p, scan->end)) {
        tab = tab || flat_at(flat, p)->c == '\t';
        spaces++;
        p--;
    }
    if (p < scan->begin || flat_at(flat, p)->c == '\n')
        return BORDER_LINE;
    if (spaces)
        return tab || spaces > 1 ? BORDER_GAP : BORDER_SPACE;
    const struct atom *atom = flat_at(flat, p);
    bool punct = atom->kind != ATOM_TEXT || (!atom_fold(atom) && !strchr("-.@_/", atom->c < 0x80 ? (int)atom->c : '!'));
    if (!punct)
        return BORDER_NONE;
    /* Bullets and numbers at the beginning of a line are no words. */
    for (int back = 0; back < 12 && p >= scan->begin && flat_at(flat, p)->c != '\n' &&
                       (!atom_fold(flat_at(flat, p)) || g_unichar_isdigit(flat_at(flat, p)->c));
         back++)
        p--;
    return p < scan->begin || flat_at(flat, p)->c == '\n' ? BORDER_LINE : BORDER_PUNCT;
}

static const struct pair *last_pair(const struct scan *scan)
{
    return scan->pairs->len ? &g_array_index(scan->pairs, struct pair, scan->pairs->len - 1) : NULL;
}

static bool on_line_of_pair(const struct scan *scan, int i)
{
    const struct pair *last = last_pair(scan);
    return last && flat_line_end(scan->flat, last->from, i) == i;
}

/* "通讯地址      邮箱" of an empty form: the second label is no value of the first, unless it says the same. */
static bool is_other_label(const struct scan *scan, const struct match *match, int at)
{
    const struct pair *last = last_pair(scan);
    if (!on_line_of_pair(scan, at) || !match->label.exact || !label_has_fields(&match->label))
        return false;
    const struct label_entry *a = last->label.entries[0], *b = match->label.entries[0];
    return !a->count || a->fields[0] != b->fields[0];
}

static bool acceptable(const struct scan *scan, enum border border, const struct match *match, int at,
                       double *confidence)
{
    *confidence = match->label.confidence;
    bool cell = scan->mode == PAIRS_CELL;
    switch (match->separator) {
    case SEP_COLON:
        if (border != BORDER_NONE)
            return true;
        /* "联系人：张三联系电话：138…": glued to the value before. */
        *confidence = 0.8;
        return match->kept >= 3 && match->label.exact && (cell || on_line_of_pair(scan, at));
    case SEP_VERB:
        *confidence = MIN(*confidence, 0.95);
        return border != BORDER_NONE;
    case SEP_GAP:
        return border == BORDER_LINE || (!cell && border == BORDER_GAP && on_line_of_pair(scan, at));
    case SEP_SPACE:
        *confidence = 0.9;
        if (border >= BORDER_SPACE && match->kept >= 4 && match->label.exact && match->label.entries[0]->anchor)
            return true; /* "作品登记表 个人作者姓名 孙建国 手机 136…" */
        return match->kept >= 2 && (border == BORDER_LINE || (border >= BORDER_SPACE && on_line_of_pair(scan, at)));
    case SEP_END:
        return border == BORDER_LINE || (!cell && border == BORDER_GAP && is_other_label(scan, match, at));
    case SEP_NONE:
        return false;
    }
    return false;
}

/* A declaration often ends in its boxes with its label somewhere in the sentence: 推荐作品是否自愿无偿提供…□是 □否. */
static bool embedded_choice(const struct scan *scan, int from, int to, struct pair *pair)
{
    glong longest = 3;
    for (guint i = 0; i < scan->index->rule->fields->len; i++) {
        const struct field_rule *field = scan->index->rule->fields->pdata[i];
        if (field->type != FIELD_YESNO && field->type != FIELD_CHOICE)
            continue;
        for (guint j = 0; field->labels && field->labels[j]; j++) {
            glong length = g_utf8_strlen(field->labels[j], -1);
            int start, end = length > longest ? flat_find(scan->flat, from, to, field->labels[j], &start) : -1;
            if (end < 0)
                continue;
            longest = length;
            *pair = (struct pair){.from = start, .value_from = end, .value_to = to, .confidence = 1.0};
            pair->label = (struct label){.count = 1, .part = -1, .exact = true, .confidence = 1.0};
            pair->label.entries[0] = g_hash_table_lookup(scan->index->entries, field->labels[j]);
        }
    }
    return longest > 3;
}

static bool stops_prose(const char *line)
{
    static const char *const words[] = {"此致", "敬礼", "祝好", "顺祝",   "谢谢",     "感谢",     "附件",
                                        "发自", "--",   "——",   "___",    "特别声明", "特别提示", "备注",
                                        "注：", "注:",  "填表", "发件人", "以上"};
    while (*line == ' ' || *line == '\t')
        line++;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(line, words[i]))
            return true;
    return false;
}

/* Prose goes on over lines; over an empty one only into another full sentence. */
static int prose_end(const struct scan *scan, int from, int to)
{
    int end = flat_line_end(scan->flat, from, to);
    bool started = !flat_blank(scan->flat, from, end), gap = false;
    while (end < to) {
        int next = flat_line_end(scan->flat, end + 1, to);
        g_autofree char *line = flat_text(scan->flat, end + 1, next);
        if (text_blank(line)) {
            gap = started;
        } else {
            bool address = strchr(line, '@') && !strpbrk(line, " ,;") && strlen(line) < 60;
            if (stops_prose(line) || address || (gap && text_count(line) < 15))
                break;
            started = true;
            gap = false;
        }
        end = next;
    }
    return end;
}

/* "职务：" after a gap is a label that nobody told us; the value ends before it. */
static int cut_unknown(const struct flat *flat, int from, int to)
{
    for (int i = from + 1; i < to; i++) {
        bool gap =
            flat_at(flat, i - 1)->c == '\t' || (i > from + 1 && space_at(flat, i - 1, to) && space_at(flat, i - 2, to));
        if (!gap || !text_is_han(flat_at(flat, i)->c))
            continue;
        int p = i;
        while (p < to && p - i < 9 && text_is_han(flat_at(flat, p)->c))
            p++;
        if (p < to && p - i >= 2 && atom_is_colon(flat_at(flat, p)))
            return i;
    }
    return to;
}

/* A number alone on the line below is one more: "座机：0514-6279…⏎0514-6979…". */
static bool is_number_line(const char *line)
{
    int digits = 0;
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        digits += g_unichar_isdigit(c);
        if (!g_unichar_isdigit(c) && !g_unichar_isspace(c) && !g_utf8_strchr("+-－—–()（）转/、，,；;_＿", -1, c))
            return false;
    }
    return digits >= 7;
}

/* An address that wrapped: the line below says a place and no more. */
static bool is_address_line(const char *line)
{
    static const char places[] = "路街道号楼室区县镇村巷弄座院厦园层栋幢";
    bool place = false;
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == ':' || c == 0xFF1A || c == 0x3002 || c == '@' || c == 0xFF01)
            return false;
        place = place || g_utf8_strchr(places, -1, c);
    }
    return place && text_count(line) <= 40;
}

/* "手机号码：⏎参与方式 …": what stands below an empty label must look like its value. */
static bool may_stand_below(const struct scan *scan, const struct pair *pair, int from, int to)
{
    const struct label_entry *entry = pair->label.entries[0];
    g_autofree char *line = flat_text(scan->flat, from, to);
    int digits = 0;
    for (const char *p = line; *p; p = g_utf8_next_char(p))
        digits += g_unichar_isdigit(g_utf8_get_char(p));
    enum field_type type = entry->count ? labels_field(scan->index, entry->fields[0])->type : FIELD_TEXT;
    switch (type) {
    case FIELD_EMAIL:
        return text_blank(line) || strchr(line, '@') || strstr(line, "＠");
    case FIELD_MOBILE:
    case FIELD_LANDLINE:
    case FIELD_PHONE:
        return text_blank(line) || digits >= 7;
    case FIELD_POSTCODE:
        return text_blank(line) || digits >= 5;
    case FIELD_NAME:
    case FIELD_TEXT:
    case FIELD_YESNO:
    case FIELD_CHOICE:
    case FIELD_PAPER:
        return !flat_has_marks(scan->flat, from, to) && !stops_prose(line);
    }
    return true;
}

/* Where a short value that goes on below ends; `end` itself when it does not. */
static int wrapped_end(const struct scan *scan, const struct pair *pair, int end, int limit)
{
    const struct label_entry *entry = pair->label.entries[0];
    if (!entry->count)
        return end;
    enum field_type type = labels_field(scan->index, entry->fields[0])->type;
    bool phone = type == FIELD_MOBILE || type == FIELD_LANDLINE || type == FIELD_PHONE;
    bool address = type == FIELD_TEXT && strstr(entry->fold, "址");
    for (int lines = 0; lines < 3 && end < limit && (phone || address); lines++) {
        int next = flat_line_end(scan->flat, end + 1, limit);
        g_autofree char *line = flat_text(scan->flat, end + 1, next);
        if (!(phone ? is_number_line(line) : lines == 0 && is_address_line(line) && !stops_prose(line)))
            break;
        end = next;
    }
    return end;
}

/* A line with the words of an option: "v个人作者直报". */
static bool says_option(const struct scan *scan, const struct pair *pair, int from, int to)
{
    for (int i = 0; i < pair->label.count; i++) {
        if (!pair->label.entries[i]->count)
            continue;
        const struct field_rule *field = labels_field(scan->index, pair->label.entries[i]->fields[0]);
        for (guint k = 0; field->options && k < field->options->len; k++) {
            const struct option_rule *option = field->options->pdata[k];
            for (guint j = 0; option->labels && option->labels[j]; j++) {
                int start;
                if (g_utf8_strlen(option->labels[j], -1) >= 4 &&
                    flat_find(scan->flat, from, to, option->labels[j], &start) > 0)
                    return true;
            }
        }
    }
    return false;
}

static void close_pair(const struct scan *scan, struct pair *pair, int limit)
{
    const struct flat *flat = scan->flat;
    bool prose = false;
    for (int i = 0; i < pair->label.count; i++)
        prose = prose || pair->label.entries[i]->long_text;
    pair->value_to = limit;
    if (label_is_choice(scan->index, &pair->label) && scan->mode != PAIRS_CELL) {
        /* Options may go on over lines, as long as each has its box. */
        int end = flat_line_end(flat, pair->value_from, limit);
        for (int lines = 0; lines < 6 && end < limit; lines++) {
            int next = flat_line_end(flat, end + 1, limit);
            g_autofree char *said = flat_fold(flat, pair->value_from, end);
            bool nothing = !*said && !flat_has_marks(flat, pair->value_from, end);
            if (!nothing && !flat_has_marks(flat, end + 1, next) && !says_option(scan, pair, end + 1, next))
                break;
            end = next;
        }

        pair->value_to = end;
        return;
    }
    if (label_is_choice(scan->index, &pair->label))
        return;
    if (prose) {
        pair->value_to = prose_end(scan, pair->value_from, limit);
        return;
    }
    int end = flat_line_end(flat, pair->value_from, limit);
    for (int lines = 0; lines < 2 && end < limit && flat_blank(flat, pair->value_from, end); lines++) {
        int next = flat_line_end(flat, end + 1, limit);
        bool cell = end > scan->begin && flat_at(flat, end - 1)->c == '\t'; /* left empty in its column */
        if (cell || !may_stand_below(scan, pair, end + 1, next))
            break;
        end = next;
    }
    end = wrapped_end(scan, pair, end, limit);
    pair->value_to = cut_unknown(flat, pair->value_from, scan->mode == PAIRS_CELL ? limit : end);
    /* "联系人：王小明，手机：…", "联系人：王小明；": what parts the two is no value. */
    static const char commas[] = "，,；;、|/";
    bool joined = pair->value_to == limit && limit < scan->end;
    for (int last = pair->value_to - 1; last > pair->value_from; last = pair->value_to - 1) {
        gunichar c = flat_at(flat, last)->c;
        if (!space_at(flat, last, last + 1) && !g_utf8_strchr(joined ? commas : "；;", -1, c))
            break;
        pair->value_to = last;
    }
}

static void add_pair(struct scan *scan, const struct match *match, int from, double confidence)
{
    struct pair pair = {match->label, from, match->value_from, scan->end, confidence};
    /* A tick in the remark behind a yes/no label is its answer: 媒体征集宣传（√）. */
    if (label_is_choice(scan->index, &match->label) && flat_has_marks(scan->flat, match->label_end, match->value_from))
        pair.value_from = match->label_end;
    g_array_append_val(scan->pairs, pair);
}

/* "【联系人】李小红": a label alone in brackets. */
static bool match_bracketed(const struct scan *scan, int i, enum border border, struct match *match)
{
    gunichar c = flat_at(scan->flat, i)->c;
    bool opens = c == 0x3010 || c == '[' || c == 0xFF3B || c == 0x300C;
    int close = opens && border >= BORDER_SPACE ? flat_close(scan->flat, i, MIN(scan->end, i + 30)) : -1;
    if (close < 0)
        return false;
    g_autofree char *fold = flat_fold(scan->flat, i + 1, close);
    struct label label;
    int value_from = close + 1;
    if (!labels_find(scan->index, fold, &label) || !label.exact)
        return false;
    while (value_from < scan->end && atom_is_colon(flat_at(scan->flat, value_from)))
        value_from++;
    *match = (struct match){label, SEP_COLON, value_from, value_from, (int)g_utf8_strlen(fold, -1)};
    return true;
}

/* 三 in "张 三  座机号码" is no number of a list: a number has a point behind it, or opens its line. */
static bool is_loose_number(const struct scan *scan, int i, enum border border)
{
    gunichar c = flat_at(scan->flat, i)->c;
    const struct atom *next = i + 1 < scan->end ? flat_at(scan->flat, i + 1) : NULL;
    bool han = g_utf8_strchr("一二三四五六七八九十", -1, c) != NULL;
    if (!han && !(g_unichar_isdigit(c) && border != BORDER_LINE))
        return false;
    return !next || atom_is_space(next) || next->c == '_' || atom_fold(next) || next->kind != ATOM_TEXT;
}

static void scan_lines(struct scan *scan)
{
    int line_end = -1;
    for (int i = scan->begin; i < scan->end; i++) {
        const struct atom *atom = flat_at(scan->flat, i);
        enum border border = border_at(scan, i);
        struct match match;
        double confidence;
        if (i > line_end) {
            struct pair pair;
            line_end = scan->mode == PAIRS_CELL ? scan->end : flat_line_end(scan->flat, i, scan->end);
            bool plain = match_at(scan, i, &match) && label_has_fields(&match.label) &&
                         acceptable(scan, border, &match, i, &confidence);
            if (!plain && embedded_choice(scan, i, line_end, &pair)) {
                g_array_append_val(scan->pairs, pair);
                i = pair.value_from - 1;
                continue;
            }
        }
        if (atom_is_space(atom) || atom->kind != ATOM_TEXT)
            continue;
        if (match_bracketed(scan, i, border, &match)) {
            add_pair(scan, &match, i, 1.0);
            i = match.value_from - 1;
            continue;
        }
        if ((border == BORDER_NONE && !text_is_han(atom->c)) || is_loose_number(scan, i, border))
            continue;
        if (!match_at(scan, i, &match) || !acceptable(scan, border, &match, i, &confidence))
            continue;
        add_pair(scan, &match, i, confidence);
        i = MAX(i, match.value_from - 1);
    }
}

/* Where the value before a label ends at the latest: the number of a list before the label is the label's. */
static int before_number(const struct flat *flat, int begin, int label)
{
    int digits = 0, p = label - 1;
    for (; p >= begin && flat_at(flat, p)->c != '\n' && label - p < 8; p--) {
        const struct atom *atom = flat_at(flat, p);
        digits += g_unichar_isdigit(atom->c);
        bool han = g_utf8_strchr("一二三四五六七八九十", -1, atom->c) != NULL;
        bool point = g_utf8_strchr(".．、，,()（） \t　*※★●○■◆·•", -1, atom->c) != NULL;
        if (atom->kind != ATOM_TEXT || digits > 2 || !(han || point || g_unichar_isdigit(atom->c)))
            return label;
    }
    return p >= begin && flat_at(flat, p)->c == '\n' ? p + 1 : label;
}

GArray *pairs_find(const struct label_index *index, const struct flat *flat, int begin, int end, enum pairs_mode mode)
{
    struct scan scan = {index, flat, begin, end, mode, g_array_new(FALSE, FALSE, sizeof(struct pair))};
    scan_lines(&scan);
    GArray *own = g_array_new(FALSE, FALSE, sizeof(struct pair));
    for (guint i = 0; i < scan.pairs->len; i++) {
        struct pair *pair = &g_array_index(scan.pairs, struct pair, i);
        bool last = i + 1 == scan.pairs->len;
        int next = last ? end : g_array_index(scan.pairs, struct pair, i + 1).from;
        int limit = last ? end : before_number(flat, pair->value_from, next);
        close_pair(&scan, pair, MAX(limit, pair->value_from));
        bool heading =
            pair->label.count == 1 && (pair->label.entries[0]->anchor || pair->label.entries[0]->begins >= 0);
        if (label_has_fields(&pair->label) || heading)
            g_array_append_val(own, *pair);
    }
    g_array_unref(scan.pairs);
    return own;
}
