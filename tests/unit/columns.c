/* Columns of a web page's export: which field each is, and how a line is read; and who is who. */
#include "form/columns.h"

#include "reader/cells.h"
#include "submission/pairing.h"
#include "tap.h"

static GPtrArray *texts(const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, "|", -1);
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    for (char **part = parts; *part; part++)
        g_ptr_array_add(all, **part ? g_strdup(*part) : NULL);
    return all;
}

/* "unit_name=…;" of a line under a head. */
static char *read_line(const struct form_rule *rule, const struct ruleset *ruleset, const char *head, const char *line)
{
    g_autoptr(GPtrArray) heads = texts(head), cells = texts(line);
    g_autoptr(Columns) columns = columns_match(rule, ruleset, heads);
    g_autoptr(GPtrArray) fields = columns_read(columns, cells);
    g_autofree char *number = columns_number(columns, cells);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < fields->len; i++) {
        const struct field *field = fields->pdata[i];
        g_string_append_printf(out, "%s=%s;", field->name, field->value ? field->value : "?");
    }
    g_string_append_printf(out, "%s%s", number ? "#" : "", number ? number : "");
    return g_string_free(out, FALSE);
}

#define LINE(head, line, want)                                                                                         \
    do {                                                                                                               \
        g_autofree char *got = read_line(rule, ruleset, head, line);                                                   \
        tap_str(got, want, head);                                                                                      \
    } while (0)

static void lines(const struct ruleset *ruleset, const struct form_rule *rule)
{
    LINE("单位|联系人|手机|作者|手机|邮箱", "甲医院|张三|13800000001|李四|13800000002|L@B.example",
         "unit_name=甲医院;unit_contact=张三;unit_mobile=13800000001;author_name=李四;author_email=L@B.example;"
         "author_mobile=13800000002;");
    LINE("作者姓名|手机号码|推荐单位|联系人|手机号码", "李四|13800000002|甲医院|张三|13800000001",
         "unit_name=甲医院;unit_contact=张三;unit_mobile=13800000001;author_name=李四;author_mobile=13800000002;");
    LINE("unit_name|author_mobile|id", "甲医院|+86 138 0000 0002|７", "unit_name=甲医院;author_mobile=13800000002;#7");
    LINE("推荐单位名称（必填）|联系电话", "甲医院|（010）60000001", "unit_name=甲医院;unit_landline=010-60000001;");
    LINE("推荐单位名称|联系电话", "甲医院|13800000001", "unit_name=甲医院;unit_mobile=13800000001;");
    LINE("作品名称|作品类别|是否自愿无偿", "守夜|摄影作品|愿意", "category=photo;free_of_charge=true;title=守夜;");
    LINE("作品类别|作品类别|提交时间||IP", "雕塑|照片|2020||1", "category=?;");
    LINE("序号|推荐单位名称", "1|甲医院|多出|来的", "unit_name=甲医院;");
}

static struct party *party(gint64 id, const char *keys)
{
    struct party *made = party_create(id);
    g_auto(GStrv) words = g_strsplit(keys, " ", -1);
    for (char **word = words; *word; word++)
        g_ptr_array_add(made->keys, g_strdup(*word));
    return made;
}

static char *pairs_of(const char *const *entries, const char *const *mails)
{
    g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func((GDestroyNotify)party_free);
    g_autoptr(GPtrArray) right = g_ptr_array_new_with_free_func((GDestroyNotify)party_free);
    for (gint64 i = 0; entries[i]; i++)
        g_ptr_array_add(left, party(i + 1, entries[i]));
    for (gint64 i = 0; mails[i]; i++)
        g_ptr_array_add(right, party(i + 1, mails[i]));
    g_autoptr(GArray) pairs = pairing_find(left, right);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = &g_array_index(pairs, struct pair, i);
        g_autofree char *by = pairing_words(pair->by);
        g_string_append_printf(out, "%d%s%d:%s ", (int)pair->entry, pair->certain ? "=" : "?", (int)pair->submission,
                               by);
    }
    return g_string_free(out, FALSE);
}

#define PAIRS(name, left, right, want)                                                                                 \
    do {                                                                                                               \
        static const char *const a[] = left, *const b[] = right;                                                       \
        g_autofree char *got = pairs_of(a, b);                                                                         \
        tap_str(got, want, name);                                                                                      \
    } while (0)
#define ALL(...)                                                                                                       \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

static void pairs(void)
{
    PAIRS("one phone", ALL("p1"), ALL("p1", "p2"), "1=1:phone ");
    PAIRS("the phone before all else", ALL("p1 e1"), ALL("p1", "u1 t1 e1"), "1=1:phone ");
    PAIRS("more evidence decides", ALL("p1 u1"), ALL("p1", "p1 u1"), "1=2:phone,unit ");
    PAIRS("nothing decides", ALL("p1"), ALL("p1", "p1"), "1?1:phone 1?2:phone ");
    PAIRS("two rows, one mail", ALL("p1", "p1"), ALL("p1"), "1?1:phone 2?1:phone ");
    PAIRS("who is found leaves the rest alone", ALL("p1 t1", "p1"), ALL("p1 t1", "p1"), "1=1:phone,title 2=2:phone ");
    PAIRS("in doubt by phone is not decided by less", ALL("p1 e1"), ALL("p1", "p1", "e1"), "1?1:phone 1?2:phone ");
    PAIRS("nothing shared", ALL("p1"), ALL("p2"), "");
}

static char *cells_said(const char *text)
{
    g_autoptr(Cells) cells = cells_parse(text);
    if (!cells)
        return g_strdup("nonsense");
    const struct cells_table *table = cells->tables->pdata[0];
    const struct cells_row *row = table->rows->pdata[table->rows->len - 1];
    return g_strdup_printf("%s %u rows, the last %d: %s", table->sheet, table->rows->len, row->number,
                           (const char *)row->texts->pdata[row->texts->len - 1]);
}

static void wire(void)
{
    static const struct {
        const char *text, *want;
    } cases[] = {{"T\t甲\nC\t1\t1\ta\nC\t7\t3\tb\\nc\\\\n\n", "甲 2 rows, the last 7: b\nc\\n"},
                 {"C\t1\t1\ta\n", "nonsense"},
                 {"T\t\nC\t2\t1\ta\nC\t1\t1\ta\n", "nonsense"},
                 {"T\t\nC\t1\t2\ta\nC\t1\t2\ta\n", "nonsense"},
                 {"T\t\nC\t1\t99999\ta\n", "nonsense"},
                 {"T\t\nC\t0\t1\ta\n", "nonsense"},
                 {"T\t\nC\t1\t1\t\xff\n", "nonsense"},
                 {"T\t\nX\n", "nonsense"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = cells_said(cases[i].text);
        tap_str(got, cases[i].want, "what the reader says of a table");
    }
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Ruleset) ruleset = ruleset_load("rules", &error);
    tap_ok(ruleset != NULL, "the rules");
    lines(ruleset, campaign_form(ruleset_campaign(ruleset, "2020-nixingzhe"), "work"));
    pairs();
    wire();
    return tap_done();
}
