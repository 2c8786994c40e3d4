/* Values that a person read: of a line (“0112 改 手机=13800001234”), or of the workbook that came back. */
#include <string.h>

#include "base/text.h"
#include "desk/entry.h"
#include "desk/obey.h"
#include "store/pass.h"

#define SHOWN 60 /* characters of what was typed */

static const char *wanted(const struct field_rule *rule)
{
    static const char *const wants[] = {[FIELD_TEXT] = "文字",
                                        [FIELD_NAME] = "名称",
                                        [FIELD_EMAIL] = "邮箱地址",
                                        [FIELD_MOBILE] = "11位手机号码",
                                        [FIELD_LANDLINE] = "座机号码，如 010-60000001",
                                        [FIELD_PHONE] = "手机或座机号码",
                                        [FIELD_POSTCODE] = "六位邮编",
                                        [FIELD_YESNO] = "是 或 否",
                                        [FIELD_CHOICE] = "表上的一个选项",
                                        [FIELD_PAPER] = "文件名"};
    return wants[rule->type];
}

/* What is entered for one submission, and what of it not. */
struct values {
    struct obey *obey;
    const struct pass *pass;
    struct entry *entry;
    GPtrArray *taken; /* struct entered */
    GPtrArray *wrong; /* char *: why, a value each */
    guint same;       /* entered already, or as it is */
};

static void G_GNUC_PRINTF(2, 3) refuse(struct values *values, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_ptr_array_add(values->wrong, g_strdup_vprintf(format, args));
    va_end(args);
}

static char *shown(const char *text)
{
    return g_utf8_strlen(text, -1) > SHOWN ? g_utf8_substring(text, 0, SHOWN) : g_strdup(text);
}

/* The field and whether the token may serve for it. */
static bool add_value(struct values *values, const char *label, const char *typed, GError **error)
{
    bool several = false;
    const struct field_rule *rule = entry_field(values->entry, label, &several);
    g_autofree char *called = shown(label), *text = shown(typed);
    if (!rule) {
        refuse(values, several ? "“%s”有几栏，请写全栏目名" : "表上没有“%s”这一栏", called);
        return true;
    }
    g_autofree char *value = entry_read(rule, typed), *now = entry_now(values->entry, rule);
    if (!value) {
        refuse(values, "%s“%s”不合要求，应为%s", rule->title, text, wanted(rule));
        return true;
    }
    if (!g_strcmp0(value, now)) {
        values->same++;
        return true;
    }
    struct pass_topic about = {values->entry->id, 0, rule->name, false, value};
    enum pass_use use;
    gint64 at = clock_now(&values->obey->intake->clock);
    if (!pass_use(values->obey->intake->store, values->pass, &about, values->obey->mail, at, &use, error))
        return false;
    if (use == PASS_OTHER)
        refuse(values, "%s已用这期日报的口令填过别的内容，要改请用新的日报", rule->title);
    if (use == PASS_SAME)
        values->same++;
    if (use != PASS_FRESH)
        return true;
    struct entered *entered = g_new0(struct entered, 1);
    entered->rule = rule;
    entered->typed = typed;
    g_ptr_array_add(values->taken, entered);
    return true;
}

static void values_clear(struct values *values)
{
    entry_free(values->entry);
    g_ptr_array_unref(values->taken);
    g_ptr_array_unref(values->wrong);
}

static bool values_open(struct values *values, struct obey *obey, const struct pass *pass, gint64 submission,
                        GError **error)
{
    *values = (struct values){.obey = obey, .pass = pass};
    values->taken = g_ptr_array_new_with_free_func(g_free);
    values->wrong = g_ptr_array_new_with_free_func(g_free);
    values->entry = entry_open(obey->intake, submission, error);
    return values->entry != NULL;
}

/* Enters them, and says for which fields; nothing to enter is no error. */
static bool enter(struct values *values, const char *line, GError **error)
{
    g_autoptr(GString) titles = g_string_new(NULL);
    for (guint i = 0; i < values->taken->len; i++)
        g_string_append_printf(titles, "%s%s", i ? "、" : "",
                               ((const struct entered *)values->taken->pdata[i])->rule->title);
    if (values->taken->len) {
        g_autoptr(Decision) decision =
            entry_take(values->obey->intake, values->entry, values->obey->actor, values->taken, error);
        if (!decision)
            return false;
        obey_say(values->obey, true, "%s：%s 已录入%s%s", line, values->entry->state->number, titles->str,
                 decision->letter == LETTER_QUEUED ? "，待发的答复已更新" : "");
    } else if (values->same && !values->wrong->len) {
        obey_say(values->obey, true, "%s：%s 已是所写的内容", line, values->entry->state->number);
    }
    return true;
}

/* All values of the line, or none. */
static bool take_line(struct obey *obey, const struct order *order, gint64 submission, char **why, GError **error)
{
    g_autoptr(GPtrArray) pairs = orders_values(order->text);
    struct values values;
    bool good = values_open(&values, obey, obey->decide, submission, error);
    for (guint i = 0; good && i < pairs->len; i++) {
        const struct order_value *pair = pairs->pdata[i];
        good = add_value(&values, pair->label, pair->value, error);
    }
    if (good && (values.wrong->len || !pairs->len))
        *why = g_strdup(values.wrong->len ? values.wrong->pdata[0] : "没有看懂，请写成：编号 改 栏目=内容");
    else if (good)
        good = enter(&values, order->line, error);
    values_clear(&values);
    return good;
}

bool obey_values(struct obey *obey, const struct order *order, const struct order_item *item, GError **error)
{
    struct obeyed found = {0};
    g_autoptr(GError) failure = NULL;
    g_autofree char *why = NULL;
    if (!obey_find(obey, item, obey->decide, &found, &why, error))
        return false;
    g_free(found.number);
    if (!why && item->work)
        why = g_strdup("栏目是整件的，请只写整件的编号");
    if (why) {
        obey_say(obey, false, "%s：%s", order->line, why);
        return true;
    }
    if (!store_savepoint(obey->intake->store, error))
        return false;
    if (take_line(obey, order, found.submission, &why, &failure) && !why)
        return store_release(obey->intake->store, error);
    if (!obey_undo(obey, failure, &why, error))
        return false;
    obey_say(obey, false, "%s：%s", order->line, why);
    return true;
}

/* ---- the workbook */

/* "NXZ-0012", perhaps with spaces or in small letters. */
static bool item_of(const char *number, struct order_item *item)
{
    g_autofree char *plain = text_nfkc(number), *upper = g_ascii_strup(g_strstrip(plain), -1), *prefix = NULL;
    *item = (struct order_item){.number = 0};
    if (!number_parse(upper, &prefix, &item->number, &item->work) || item->work)
        return false;
    g_strlcpy(item->prefix, prefix, sizeof item->prefix);
    return true;
}

/* The rows of one submission: what fits is entered, the rest is told. */
static bool take_rows(struct obey *obey, const GPtrArray *rows, gint64 submission, GError **error)
{
    struct values values;
    const char *line = ((const struct answer *)rows->pdata[0])->number;
    bool good = values_open(&values, obey, obey->enter, submission, error);
    for (guint i = 0; good && i < rows->len; i++) {
        const struct answer *row = rows->pdata[i];
        good = add_value(&values, row->label, row->value, error);
    }
    good = good && enter(&values, "待录入表", error);
    for (guint i = 0; good && i < values.wrong->len; i++)
        obey_say(obey, false, "待录入表 %s：%s", line, (const char *)values.wrong->pdata[i]);
    values_clear(&values);
    return good;
}

static bool take_block(struct obey *obey, const GPtrArray *rows, GError **error)
{
    const char *number = ((const struct answer *)rows->pdata[0])->number;
    g_autofree char *called = shown(number), *why = NULL;
    struct order_item item;
    struct obeyed found = {0};
    if (!item_of(number, &item)) {
        obey_say(obey, false, "待录入表 %s：没有这个编号", called);
        return true;
    }
    if (!obey_find(obey, &item, obey->enter, &found, &why, error))
        return false;
    g_free(found.number);
    if (why) {
        obey_say(obey, false, "待录入表 %s：%s", called, why);
        return true;
    }
    guint said = obey->said->len, well = obey->good, ill = obey->bad;
    g_autoptr(GError) failure = NULL;
    if (!store_savepoint(obey->intake->store, error))
        return false;
    if (take_rows(obey, rows, found.submission, &failure))
        return store_release(obey->intake->store, error);
    g_ptr_array_set_size(obey->said, (int)said);
    obey->good = well;
    obey->bad = ill;
    if (!obey_undo(obey, failure, &why, error))
        return false;
    obey_say(obey, false, "待录入表 %s：%s", called, why);
    return true;
}

bool obey_entries(struct obey *obey, const GPtrArray *entries, GError **error)
{
    g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < entries->len; i++) {
        const struct answer *first = entries->pdata[i];
        if (!g_hash_table_add(done, first->number))
            continue;
        g_autoptr(GPtrArray) rows = g_ptr_array_new();
        for (guint k = i; k < entries->len; k++)
            if (!strcmp(((const struct answer *)entries->pdata[k])->number, first->number))
                g_ptr_array_add(rows, entries->pdata[k]);
        if (!take_block(obey, rows, error))
            return false;
    }
    return true;
}
