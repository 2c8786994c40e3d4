/* Where a mail stops being new. Mailers mark what they quote in five ways, each of which is looked for:
 *   a divider              "------------------ 原始邮件 ------------------" (QQ), "-----Original Message-----"
 *   an attribution         "在 2020-05-09 10:00:00，张三 写道：" (163, iPhone), "On … wrote:" (Gmail)
 *   a block of header lines "发件人: … 发送时间: … 收件人: … 主题: …" (Outlook, Foxmail, QQ)
 *   marks                  lines that begin with ">"
 *   a rule                 Outlook's line of underscores before its header lines
 * After the first three everything is old, but for answers set between marked lines.
 */
#include "mail/quote.h"

#include <string.h>

#include "base/text.h"
#include "mail/address.h"

#define MAX_LINE 600 /* bytes of a line that are looked at */

struct line {
    const char *start; /* without quote marks and leading space */
    gsize length;      /* without trailing space */
    const char *raw;   /* the whole line */
    gsize raw_length;
    bool marked; /* begins with ">" */
};

enum mark { MARK_NONE, MARK_REPLY, MARK_FORWARD, MARK_EITHER };

void quote_free(struct quote *quote)
{
    if (!quote)
        return;
    g_free(quote->fresh);
    g_free(quote->old);
    g_free(quote->sender);
    g_free(quote);
}

static gsize blank_at(const char *p, const char *end)
{
    if (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
        return 1;
    if (end - p >= 3 && !memcmp(p, "\xe3\x80\x80", 3))
        return 3;
    return end - p >= 2 && !memcmp(p, "\xc2\xa0", 2) ? 2 : 0;
}

static GArray *split_lines(const char *text)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    for (const char *p = text; *p;) {
        gsize length = strcspn(p, "\n");
        struct line line = {.start = p, .raw = p, .raw_length = length};
        const char *end = p + length;
        for (gsize blank; line.start < end; line.start += blank) {
            blank = blank_at(line.start, end);
            if (*line.start == '>') {
                line.marked = true;
                blank = 1;
            }
            if (!blank)
                break;
        }
        while (end > line.start && g_ascii_isspace(end[-1]))
            end--;
        line.length = (gsize)(end - line.start);
        g_array_append_val(lines, line);
        p += length + (p[length] == '\n');
    }
    return lines;
}

static const struct line *line_at(const GArray *lines, guint index)
{
    return index < lines->len ? &g_array_index(lines, struct line, index) : NULL;
}

static bool contains(const struct line *line, const char *part)
{
    return g_strstr_len(line->start, (gssize)MIN(line->length, MAX_LINE), part) != NULL;
}

static bool ends_with(const struct line *line, const char *end)
{
    gsize length = strlen(end);
    return line->length >= length && !memcmp(line->start + line->length - length, end, length);
}

/* "---- words ----": what stands between the dashes, trimmed; NULL when the line is no divider. */
static char *divider(const struct line *line)
{
    gsize dashes = strspn(line->start, "-_=*");
    if (dashes < 2 || line->length > 120 || dashes >= line->length || !ends_with(line, "--"))
        return NULL;
    /* QQ writes its text part with the entities of its HTML. */
    g_autoptr(GString) words = g_string_new_len(line->start + dashes, (gssize)(line->length - dashes));
    g_string_replace(words, "&nbsp;", " ", 0);
    g_strdelimit(words->str, "-_=*", ' ');
    return g_ascii_strdown(g_strstrip(words->str), -1);
}

static enum mark words_mark(const char *words)
{
    static const struct {
        const char *words;
        enum mark mark;
    } known[] = {
        {"原始邮件", MARK_EITHER},         {"原始信件", MARK_EITHER},
        {"原始信息", MARK_EITHER},         {"原邮件", MARK_EITHER},
        {"邮件原件", MARK_EITHER},         {"原始郵件", MARK_EITHER},
        {"回复的原邮件", MARK_REPLY},      {"回复的邮件", MARK_REPLY},
        {"转发的原邮件", MARK_FORWARD},    {"转发的邮件", MARK_FORWARD},
        {"转发邮件信息", MARK_FORWARD},    {"转发邮件", MARK_FORWARD},
        {"已转发的邮件", MARK_FORWARD},    {"轉寄的郵件", MARK_FORWARD},
        {"原始消息", MARK_EITHER},         {"转发的消息", MARK_FORWARD},
        {"转发消息", MARK_FORWARD},        {"original", MARK_EITHER},
        {"original message", MARK_EITHER}, {"original mail", MARK_EITHER},
        {"original email", MARK_EITHER},   {"reply message", MARK_REPLY},
        {"replied message", MARK_REPLY},   {"forwarded message", MARK_FORWARD},
        {"forwarded mail", MARK_FORWARD},  {"forwarding messages", MARK_FORWARD},
    };
    for (gsize i = 0; words && i < G_N_ELEMENTS(known); i++)
        if (!strcmp(words, known[i].words))
            return known[i].mark;
    return MARK_NONE;
}

static enum mark divider_mark(const struct line *line)
{
    g_autofree char *words = divider(line);
    enum mark mark = words_mark(words);
    if (mark != MARK_NONE)
        return mark;
    static const char *const begins[] = {"开始转发的邮件：",  "开始转发的邮件:",          "开始转发邮件：",
                                         "开始转发邮件:",     "Begin forwarded message:", "下面是被转发的邮件：",
                                         "以下是转发的邮件："};
    for (gsize i = 0; i < G_N_ELEMENTS(begins); i++)
        if (line->length == strlen(begins[i]) && ends_with(line, begins[i]))
            return MARK_FORWARD;
    return MARK_NONE;
}

/* "在…写道：" over at most three lines: how many lines it takes, 0 when there is none. */
static guint attribution(const GArray *lines, guint at)
{
    static const char *const ends[] = {"写道：", "写道:", "寫道：", "寫道:", "wrote:", "wrote：", "写到：", "写到:"};
    bool person = false, dated = false;
    for (guint n = 0; n < 3; n++) {
        const struct line *line = line_at(lines, at + n);
        if (!line || !line->length || line->length > MAX_LINE)
            return 0;
        if (n == 0) {
            static const char *const starts[] = {"在", "On ", "At ", "於", "于"};
            bool opens = contains(line, "@") || contains(line, "于") || contains(line, "於");
            for (gsize i = 0; i < G_N_ELEMENTS(starts); i++)
                opens |= g_str_has_prefix(line->start, starts[i]);
            if (!opens)
                return 0;
        }
        person |= contains(line, "@") || contains(line, "<") || contains(line, "\"");
        for (gsize i = 0; i + 1 < line->length; i++)
            dated |= g_ascii_isdigit(line->start[i]) && g_ascii_isdigit(line->start[i + 1]);
        for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
            if (ends_with(line, ends[i]))
                return dated || person ? n + 1 : 0;
    }
    return 0;
}

enum label { LABEL_FROM = 1, LABEL_SENT = 2, LABEL_TO = 4, LABEL_SUBJECT = 8, LABEL_CC = 16 };

/* "发件人：", "*From:*", "收 件 人:" at a line's start. */
static guint header_label(const struct line *line)
{
    static const struct {
        const char *word;
        guint label;
    } known[] = {
        {"发件人", LABEL_FROM},     {"寄件人", LABEL_FROM},   {"寄件者", LABEL_FROM},   {"发信人", LABEL_FROM},
        {"from", LABEL_FROM},       {"发送时间", LABEL_SENT}, {"发送日期", LABEL_SENT}, {"发件时间", LABEL_SENT},
        {"日期", LABEL_SENT},       {"时间", LABEL_SENT},     {"sent", LABEL_SENT},     {"date", LABEL_SENT},
        {"傳送時間", LABEL_SENT},   {"收件人", LABEL_TO},     {"收信人", LABEL_TO},     {"收件者", LABEL_TO},
        {"to", LABEL_TO},           {"主题", LABEL_SUBJECT},  {"主旨", LABEL_SUBJECT},  {"标题", LABEL_SUBJECT},
        {"subject", LABEL_SUBJECT}, {"抄送", LABEL_CC},       {"cc", LABEL_CC},         {"抄送人", LABEL_CC},
        {"寄件日期", LABEL_SENT},   {"副本", LABEL_CC},       {"回复时间", LABEL_SENT}, {"发信时间", LABEL_SENT},
    };
    char word[40];
    gsize length = 0, at = 0;
    for (; at < line->length && at < 60 && length < sizeof word - 1; at++) {
        const char *p = line->start + at;
        if (*p == ':' || !strncmp(p, "：", 3))
            break;
        gsize blank = blank_at(p, line->start + line->length);
        if (blank || *p == '*' || *p == '|')
            at += blank ? blank - 1 : 0;
        else
            word[length++] = g_ascii_tolower(*p);
    }
    word[length] = '\0';
    if (at >= line->length || (line->start[at] != ':' && strncmp(line->start + at, "：", 3)))
        return 0;
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (!strcmp(word, known[i].word))
            return known[i].label;
    return 0;
}

/* A block of header lines: it begins with the sender (or in QQ's newer shape with the date), and within the next
 * lines stand two more. */
static bool header_block(const GArray *lines, guint at)
{
    guint first = header_label(line_at(lines, at));
    if (!(first & (LABEL_FROM | LABEL_SENT)))
        return false;
    guint seen = first, blank = 0;
    for (guint n = 1; n <= 8 && blank < 3; n++) {
        const struct line *line = line_at(lines, at + n);
        if (!line)
            break;
        blank += line->length == 0;
        seen |= header_label(line);
    }
    return (seen & LABEL_FROM) && (seen & (LABEL_SENT | LABEL_TO)) && (seen & (LABEL_SUBJECT | LABEL_TO)) &&
           __builtin_popcount(seen & ~LABEL_CC) >= 3;
}

static bool is_rule(const struct line *line)
{
    return line->length >= 5 && (strspn(line->start, "_") == line->length || strspn(line->start, "-") == line->length ||
                                 strspn(line->start, "=") == line->length);
}

/* Where a block of header lines really begins: with the rule above it, or 企业微信's bare "原始邮件". */
static guint block_start(const GArray *lines, guint at, enum mark *mark)
{
    guint before = at;
    while (before > 0 && at - before < 2 && !line_at(lines, before - 1)->length)
        before--;
    const struct line *line = before > 0 ? line_at(lines, before - 1) : NULL;
    if (!line || line->marked)
        return at;
    g_autofree char *words = line->length < 60 ? g_ascii_strdown(line->start, (gssize)line->length) : NULL;
    if (words_mark(words) != MARK_NONE)
        *mark = words_mark(words);
    else if (!is_rule(line) || before != at)
        return at;
    return before - 1;
}

/* The first line of what is quoted, and how it is marked; lines->len when all is new. */
static guint find_old(const GArray *lines, enum mark *mark, bool *attributed)
{
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = line_at(lines, i);
        if (!line->length || line->marked)
            continue; /* a marked line is old by itself, and what follows it may be the answer */
        *mark = divider_mark(line);
        *attributed = false;
        if (*mark != MARK_NONE)
            return i;
        if (attribution(lines, i)) {
            *mark = MARK_REPLY;
            *attributed = true;
            return i;
        }
        if (header_block(lines, i)) {
            *mark = MARK_EITHER;
            return block_start(lines, i, mark);
        }
    }
    *mark = MARK_NONE;
    return lines->len;
}

static void append_line(GString *out, const char *start, gsize length)
{
    g_string_append_len(out, start, (gssize)length);
    g_string_append_c(out, '\n');
}

/* An attribution followed by marked lines quotes just these: answers stand between them. */
static bool marks_follow(const GArray *lines, guint from)
{
    for (guint i = from; i < lines->len && i < from + 6; i++)
        if (line_at(lines, i)->marked)
            return true;
    return false;
}

static char *trimmed(GString *text)
{
    char *start = text->str;
    for (char *p = start; *p && g_ascii_isspace(*p); p++)
        if (*p == '\n')
            start = p + 1;
    char *result = g_strchomp(g_strdup(start));
    g_string_free(text, TRUE);
    return result;
}

bool quote_forwards(const char *subject)
{
    static const char *const prefixes[] = {"转发", "轉寄", "轉發", "fw", "fwd", "wg", "tr"};
    subject += strspn(subject, " \t[【");
    for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        gsize length = strlen(prefixes[i]);
        if (g_ascii_strncasecmp(subject, prefixes[i], length))
            continue;
        const char *after = subject + length + strspn(subject + length, " ");
        if (*after == ':' || !strncmp(after, "：", 3))
            return true;
    }
    return false;
}

/* The address behind 发件人 or in the attribution, within the first lines of what is quoted. */
static char *find_sender(const GArray *lines, guint old, bool attributed)
{
    for (guint i = old; i < lines->len && i < old + 10; i++) {
        const struct line *line = line_at(lines, i);
        bool named = (attributed && i < old + 3) || header_label(line) == LABEL_FROM || contains(line, "发件人");
        if (!named || !contains(line, "@"))
            continue;
        g_autoptr(GString) text = g_string_new_len(line->start, (gssize)MIN(line->length, MAX_LINE));
        g_string_replace(text, "&gt;", ">", 0);
        const char *at = strchr(text->str, '@'), *start = at, *end = at + 1;
        while (start > text->str && (g_ascii_isalnum(start[-1]) || strchr(".+-_", start[-1])))
            start--;
        while (g_ascii_isalnum(*end) || (*end && strchr(".-", *end)))
            end++;
        g_autofree char *found = g_strndup(start, (gsize)(end - start));
        return address_only(found);
    }
    return NULL;
}

struct quote *quote_split(const char *text, const char *subject)
{
    g_autoptr(GArray) lines = split_lines(text);
    enum mark mark;
    bool attributed = false;
    guint old = find_old(lines, &mark, &attributed);
    guint marks_from = attributed ? old + attribution(lines, old) : old;
    bool between = attributed && marks_follow(lines, marks_from);
    GString *fresh = g_string_new(NULL), *rest = g_string_new(NULL);
    bool any_marked = false;
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = line_at(lines, i);
        bool is_old = line->marked || (i >= old && (!between || i < marks_from));
        any_marked |= line->marked && line->length;
        if (is_old)
            append_line(rest, line->marked ? line->start : line->raw, line->marked ? line->length : line->raw_length);
        else
            append_line(fresh, line->raw, line->raw_length);
    }
    struct quote *quote = g_new0(struct quote, 1);
    quote->fresh = trimmed(fresh);
    quote->old = trimmed(rest);
    quote->sender = find_sender(lines, old, attributed);
    quote->forwarded =
        mark == MARK_FORWARD || ((mark != MARK_NONE || any_marked) && quote_forwards(subject ? subject : ""));
    return quote;
}
