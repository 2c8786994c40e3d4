/* A form prints words where the values go: what to write, an example, "（盖章）", "年 月 日", an editor's
 * "单击此处输入文字". None of them is an answer. What is left of a line without them is the participant's.
 */
#include "form/clean.h"

#include <string.h>

#include "base/text.h"

static bool contains(const char *text, const char *const *words, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

static bool begins(const char *text, const char *const *words, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_has_prefix(text, words[i]))
            return true;
    return false;
}

bool clean_instructs(const char *text)
{
    static const char *const words[] = {
        "请写", "请填",   "填写",   "注明",   "写明", "不用填",   "无需",     "必填",   "选填",   "可多选",
        "单选", "不超过", "字以内", "字左右", "例如", "格式",     "打√",      "划√",    "打“√",   "打\"√",
        "打‘√", "内打",   "勾选",   "点击",   "单击", "此处输入", "盖章",     "如有",   "请用",   "请附",
        "请简", "请说明", "请提供", "请选择", "公章", "签字处",   "此处填写", "如无可", "可不填", "可另附"};
    return contains(text, words, G_N_ELEMENTS(words));
}

static bool opens(gunichar c)
{
    return c == '(' || c == 0xFF08 || c == 0x3010 || c == '[' || c == 0x3014;
}

static bool closes(gunichar c)
{
    return c == ')' || c == 0xFF09 || c == 0x3011 || c == ']' || c == 0x3015;
}

static bool is_remark(const char *inside)
{
    static const char *const words[] = {"签字", "签名", "签章", "印章", "如：", "例：", "示例"};
    return clean_instructs(inside) || contains(inside, words, G_N_ELEMENTS(words));
}

/* The remark in brackets that begins at `open`, if it instructs: the place behind it. */
static const char *skip_remark(const char *open)
{
    int depth = 0;
    for (const char *p = open; *p && p - open < 400; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        depth += opens(c) ? 1 : closes(c) ? -1 : 0;
        if (depth)
            continue;
        g_autofree char *inside = g_strndup(open, (gsize)(p - open));
        return is_remark(inside) ? g_utf8_next_char(p) : NULL;
    }
    return NULL;
}

static char *without_remarks(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p;) {
        const char *behind = opens(g_utf8_get_char(p)) ? skip_remark(p) : NULL;
        const char *next = behind ? behind : g_utf8_next_char(p);
        if (!behind)
            g_string_append_len(out, p, next - p);
        p = next;
    }
    return g_string_free(out, FALSE);
}

/* "年 月 日", "2020年  月  日": a date that nobody completed. */
static bool is_open_date(const char *fold)
{
    const char *p = fold;
    while (g_ascii_isdigit(*p))
        p++;
    if (!g_str_has_prefix(p, "年"))
        return false;
    p += strlen("年");
    bool month = g_ascii_isdigit(*p);
    while (g_ascii_isdigit(*p))
        p++;
    if (!g_str_has_prefix(p, "月"))
        return false;
    p += strlen("月");
    bool day = g_ascii_isdigit(*p);
    while (g_ascii_isdigit(*p))
        p++;
    return (!strcmp(p, "日") && !(month && day)) || (!*p && !month);
}

static bool is_seal(const char *fold)
{
    static const char *const words[] = {"盖章",       "公章",     "加盖公章",   "单位盖章",      "单位公章",
                                        "单位盖公章", "签章",     "单位签章",   "盖公章",        "签字",
                                        "签名",       "签字盖章", "盖章处",     "印章",          "单位印章",
                                        "签字处",     "本人签字", "负责人签字", "单位负责人签字"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (!strcmp(fold, words[i]))
            return true;
    return false;
}

/* What Word, WPS and their like show in an empty content control. */
static bool is_prompt(const char *text)
{
    static const char *const heads[] = {"单击", "点击", "点按", "选择一项", "Click ", "click ", "Choose an item"};
    static const char *const acts[] = {"输入", "键入", "填写", "选择", "enter", "Choose", "插入"};
    return text_count(text) <= 40 && begins(text, heads, G_N_ELEMENTS(heads)) &&
           contains(text, acts, G_N_ELEMENTS(acts));
}

static bool is_example(const char *line, bool prose)
{
    static const char *const heads[] = {"例：",  "例:",  "如：", "如:",  "示例", "例如：",
                                        "例如:", "样例", "举例", "（例", "(例"};
    return begins(line, heads, G_N_ELEMENTS(heads)) && (!prose || text_count(line) <= 40);
}

/* A short text that only tells what to write is the form's, not the participant's. */
static bool is_order(const char *text)
{
    static const char *const fills[] = {"请填写",   "请写明",   "请注明", "请输入",   "请简要",     "请简述", "请在此",
                                        "请选择",   "请提供",   "单击",   "点击此处", "单击或点击", "限",     "不超过",
                                        "此处填写", "在此填写", "请填",   "请写",     "如：",       "例：",   "例如"};
    return begins(text, fills, G_N_ELEMENTS(fills)) && text_count(text) <= 30 && !strchr(text, '@') &&
           (clean_instructs(text) || g_str_has_prefix(text, "请") || g_str_has_prefix(text, "限"));
}

/* "xxx@xx.com", "1××××××××××" */
static bool is_dummy(const char *text)
{
    g_autofree char *nfkc = text_nfkc(text);
    glong crosses = 0, others = 0;
    for (const char *p = nfkc; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_unichar_tolower(g_utf8_get_char(p));
        crosses += c == 'x' || c == 0xD7 || c == '*';
        others += g_unichar_isalnum(c) && c != 'x';
    }
    bool at = strchr(nfkc, '@') != NULL;
    return crosses >= 4 && (others <= 1 || (at && others <= 3 && !g_ascii_isdigit(*nfkc)));
}

/* What is left of a blank that was written into: "___同上_____". A single one may be typed. */
static void trim_rules(char *text)
{
    gsize length = strlen(text), from = strspn(text, "_");
    while (length > from && text[length - 1] == '_')
        length--;
    gsize behind = strlen(text) - length;
    length = behind >= 2 ? length : strlen(text);
    from = from >= 2 ? from : 0;
    memmove(text, text + from, length - from);
    text[length - from] = '\0';
    g_strstrip(text);
}

char *clean_value(const char *text, bool prose)
{
    g_autofree char *bare = without_remarks(text);
    g_auto(GStrv) lines = g_strsplit(bare, "\n", -1);
    GString *out = g_string_new(NULL);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *copy = g_strdup(lines[i]), *fold = text_count(copy) <= 40 ? text_fold(copy) : g_strdup("");
        const char *line = g_strstrip(copy);
        if (is_open_date(fold) || is_seal(fold) || is_prompt(line) || is_example(line, prose))
            continue;
        g_string_append_printf(out, "%s%s", out->len ? "\n" : "", lines[i]);
    }
    g_autofree char *kept = g_string_free(out, FALSE);
    trim_rules(g_strstrip(kept));
    if (is_order(kept) || (!prose && is_dummy(kept)))
        return g_strdup("");
    return g_steal_pointer(&kept);
}
