/* One reader a type, behind one table. A value that is not well-formed stays as it was typed, with `valid` false
 * and a note that tells the participant what is wrong with it.
 */
#include "form/value.h"

#include <string.h>

#include "base/text.h"
#include "form/value-parts.h"

/* Bytes; nobody writes more into a form, and what follows has limits of its own. */
#define MAX_VALUE 60000

void field_note(struct field *field, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *note = g_strdup_vprintf(format, args);
    va_end(args);
    if (field->note && strstr(field->note, note))
        return;
    g_autofree char *old = g_steal_pointer(&field->note);
    field->note = old ? g_strconcat(old, "；", note, NULL) : g_steal_pointer(&note);
}

bool value_is_placeholder(const char *text, bool text_field)
{
    static const char *const words[] = {"无", "空",   "暂无", "没有", "暂缺", "不详", "略",  "none",
                                        "na", "null", "nil",  "x",    "xx",   "xxx",  "xxxx"};
    g_autofree char *nfkc = text_nfkc(text);
    GString *kept = g_string_new(NULL);
    for (const char *p = nfkc; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(kept, g_unichar_tolower(c));
    }
    g_autofree char *bare = g_string_free(kept, FALSE);
    if (!*bare)
        return true;
    if (text_field)
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (!strcmp(bare, words[i]))
            return true;
    return false;
}

static void keep_typed(struct field *field, const char *typed)
{
    field->value = text_tidy(typed);
    field->valid = false;
}

static void read_text(struct field *field, const char *typed)
{
    field->value = text_tidy(typed);
}

static bool is_surname(gunichar c)
{
    static const char common[] =
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
        "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";
    return g_utf8_strchr(common, -1, c) != NULL;
}

/* "王　小　明" is one padded name, "王小明 李四" are two people: then each part begins with a surname and has two
 * characters or more. */
static bool several_people(char **words)
{
    guint count = 0;
    for (; words[count]; count++) {
        glong length = g_utf8_strlen(words[count], -1);
        if (length < 2 || length > 3 || !is_surname(g_utf8_get_char(words[count])))
            return false;
    }
    return count > 1;
}

static void read_name(struct field *field, const char *typed)
{
    g_autofree char *rest = NULL;
    g_autoptr(GPtrArray) phones = phone_scan(typed, &rest);
    g_autofree char *tidy = NULL;
    if (phones->len && !text_blank(rest) && !value_is_placeholder(rest, false)) {
        g_autoptr(GStrvBuilder) list = g_strv_builder_new();
        for (guint i = 0; i < phones->len; i++)
            g_strv_builder_add(list, ((struct phone *)phones->pdata[i])->number);
        field->also = g_strv_builder_end(list);
        tidy = text_tidy(rest);
    } else {
        tidy = text_tidy(typed);
    }
    g_autofree char *spaced = value_flatten(typed);
    g_auto(GStrv) words = g_strsplit_set(g_strstrip(spaced), " \n", 64);
    if (several_people(words)) {
        g_free(tidy);
        tidy = g_strjoinv(" ", words);
    }
    /* Padding against the end of an underlined blank, and a colon left over from the label. */
    char *begin = tidy, *end = tidy + strlen(tidy);
    while (*begin && strchr("_:,.;-/ ", *begin))
        begin++;
    while (end > begin && strchr("_:,;-/ ", end[-1]))
        end--;
    field->value = g_strndup(begin, (gsize)(end - begin));
    if (value_is_placeholder(field->value, false)) {
        g_clear_pointer(&field->value, g_free);
        return;
    }
    bool letter = false;
    for (const char *p = field->value; *p; p = g_utf8_next_char(p))
        letter = letter || g_unichar_isalpha(g_utf8_get_char(p));
    if (!letter) {
        field->valid = false;
        field_note(field, "不像名称");
    }
}

static void read_email(struct field *field, const char *typed)
{
    g_autofree char *note = NULL;
    g_auto(GStrv) list = email_scan(typed, NULL, &note);
    if (!list[0]) {
        g_autofree char *flat = value_flatten(typed);
        field->value = text_tidy(flat);
        field->valid = false;
        field_note(field, "%s", note ? note : "邮箱有误");
        return;
    }
    field->value = g_strdup(list[0]);
    if (list[1])
        field->also = g_strdupv(list + 1);
}

static int long_digit_runs(const char *text)
{
    int runs = 0, run = 0;
    for (const char *p = text;; p++) {
        if (g_ascii_isdigit(*p)) {
            run++;
            continue;
        }
        runs += run >= 7;
        run = 0;
        if (!*p)
            return runs;
    }
}

/* What is wrong with a number that has no known shape. */
static void explain_phone(struct field *field, const char *typed, enum field_type type)
{
    g_autofree char *flat = value_flatten(typed);
    int digits = 0;
    for (const char *p = flat; *p; p++)
        digits += g_ascii_isdigit(*p) != 0;
    if (type == FIELD_MOBILE)
        field_note(field, digits ? "手机号码应为11位，现为%d位或格式有误" : "没有手机号码", digits);
    else if (digits == 7 || digits == 8)
        field_note(field, "缺少区号");
    else
        field_note(field, "号码有误");
}

static void read_phone(struct field *field, enum field_type type, const char *typed)
{
    g_autofree char *rest = NULL;
    g_autoptr(GPtrArray) phones = phone_scan(typed, &rest);
    guint first = phones->len;
    for (guint i = 0; i < phones->len && first == phones->len; i++) {
        const struct phone *phone = phones->pdata[i];
        if (type == FIELD_PHONE || phone->mobile == (type == FIELD_MOBILE))
            first = i;
    }
    /* A mobile number in the landline's cell still reaches the office; the other way round no message arrives. */
    if (first == phones->len && phones->len && type == FIELD_LANDLINE) {
        first = 0;
        field_note(field, "座机栏填的是手机号码");
    }
    if (first == phones->len) {
        g_autofree char *flat = value_flatten(typed);
        keep_typed(field, flat);
        if (phones->len)
            field_note(field, "不是手机号码");
        else
            explain_phone(field, typed, type);
        return;
    }
    g_autoptr(GStrvBuilder) others = g_strv_builder_new();
    guint count = 0;
    for (guint i = 0; i < phones->len; i++) {
        const char *number = ((struct phone *)phones->pdata[i])->number;
        if (i == first)
            field->value = g_strdup(number);
        else {
            g_strv_builder_add(others, number);
            count++;
        }
    }
    if (count)
        field->also = g_strv_builder_end(others);
    if (long_digit_runs(rest))
        field_note(field, "另有号码有误");
}

static void read_postcode(struct field *field, const char *typed)
{
    field->value = postcode_scan(typed, NULL);
    if (field->value)
        return;
    g_autofree char *flat = value_flatten(typed);
    keep_typed(field, flat);
    field_note(field, "邮编应为6位数字");
}

static void read_yesno(struct field *field, const char *typed)
{
    static const struct {
        const char *word, *value;
    } words[] = {
        {"是", "true"},      {"同意", "true"},    {"愿意", "true"},    {"自愿", "true"},  {"参加", "true"},
        {"参与", "true"},    {"有", "true"},      {"对", "true"},      {"yes", "true"},   {"y", "true"},
        {"true", "true"},    {"√", "true"},       {"否", "false"},     {"不是", "false"}, {"不同意", "false"},
        {"不愿意", "false"}, {"不参加", "false"}, {"不参与", "false"}, {"没有", "false"}, {"no", "false"},
        {"n", "false"},      {"false", "false"},
    };
    g_autofree char *fold = text_fold(typed), *tidy = text_tidy(typed);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (!strcmp(*fold ? fold : tidy, words[i].word)) {
            field->value = g_strdup(words[i].value);
            return;
        }
    keep_typed(field, typed);
    field_note(field, "看不出是或否");
}

void value_read(struct field *field, enum field_type type, const char *typed)
{
    g_clear_pointer(&field->value, g_free);
    g_clear_pointer(&field->raw, g_free);
    g_clear_pointer(&field->also, g_strfreev);
    field->valid = true;
    if (text_blank(typed))
        return;
    g_autofree char *valid = g_utf8_make_valid(typed, -1), *copy = text_truncate(valid, MAX_VALUE);
    field->raw = g_strdup(g_strstrip(copy));
    if (type != FIELD_YESNO && value_is_placeholder(field->raw, type == FIELD_TEXT || type == FIELD_CHOICE))
        return;
    switch (type) {
    case FIELD_NAME:
        read_name(field, field->raw);
        return;
    case FIELD_EMAIL:
        read_email(field, field->raw);
        return;
    case FIELD_MOBILE:
    case FIELD_LANDLINE:
    case FIELD_PHONE:
        read_phone(field, type, field->raw);
        return;
    case FIELD_POSTCODE:
        read_postcode(field, field->raw);
        return;
    case FIELD_YESNO:
        read_yesno(field, field->raw);
        return;
    case FIELD_TEXT:
    case FIELD_CHOICE:
        read_text(field, field->raw);
        return;
    case FIELD_PAPER:
        /* "见附件" is no plan; a whole page in the form's own box is one. */
        if (text_count(field->raw) >= PAPER_CHARACTERS)
            read_text(field, field->raw);
        return;
    }
}
