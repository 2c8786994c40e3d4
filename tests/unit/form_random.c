/* Forms that nobody drew: tables and texts thrown together from labels, values, marks and rubbish, seeded. What is read
 * must be whole (every field once, valid UTF-8, confidence between 0 and 1), and it must end.
 */
#include "formkit.h"

#define ROUNDS 2500

static const char *const pieces[] = {
    "媒体单位名称",
    "推荐单位名称",
    "个人作者姓名",
    "联系人",
    "联系人：",
    "手机号码：13800001234",
    "手机\\n号码",
    "邮箱",
    "a@126.com",
    "通讯地址及邮编",
    "作品类别：",
    "□是 □否",
    "☑是 ☑否",
    "□是√□否",
    "（√）",
    "{u:是} 否",
    "{s:是} {h:否}",
    "作品简介",
    "信息来源：",
    "媒体征集宣传",
    "☑媒体征集宣传 □网站征集宣传",
    "回执表",
    "推荐报送作品登记表",
    "13800001234",
    "010-60000001",
    "225009",
    "<",
    "^",
    "",
    "　　",
    "____",
    "（请填写",
    "）",
    "[contact=王]",
    "[mobile=]",
    "是",
    "否",
    "√",
    "×",
    "2",
    "是否自愿无偿",
    "特别声明：推荐作品是否自愿无偿提供本次公益活动 □是 □否",
    "\xEF\xBB\xBF\xE2\x80\x8B",
    "((((((((",
    "：：：：",
    "1、",
    "单位联系人电话及邮箱",
};

static char *drawing(GRand *random)
{
    GString *text = g_string_new(NULL);
    int rows = g_rand_int_range(random, 1, 14);
    for (int r = 0; r < rows; r++) {
        if (g_rand_int_range(random, 0, 8) == 0)
            g_string_append(text, g_rand_boolean(random) ? "\n" : "> ");
        int cells = g_rand_int_range(random, 1, 8);
        for (int c = 0; c < cells; c++) {
            g_string_append_printf(text, "%s%s", c ? " | " : "",
                                   pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
            if (g_rand_int_range(random, 0, 4) == 0)
                g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        }
        g_string_append_c(text, '\n');
    }
    /* Some bytes are spoilt; readers hand over valid UTF-8, so it is made valid again. */
    for (int k = g_rand_int_range(random, 0, 4); k > 0 && text->len; k--)
        text->str[g_rand_int_range(random, 0, (gint32)text->len)] = (char)g_rand_int_range(random, 1, 255);
    g_autofree char *raw = g_string_free(text, FALSE);
    return g_utf8_make_valid(raw, -1);
}

static bool whole(const struct form *form, const struct ruleset *ruleset)
{
    const struct form_rule *rule = campaign_form(ruleset_campaign(ruleset, form->campaign), form->id);
    bool good = rule && form->fields->len == rule->fields->len && form->score > 0;
    for (guint i = 0; good && i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        const struct field_rule *field_rule = rule->fields->pdata[i];
        const char *texts[] = {field->value, field->raw, field->from, field->note};
        for (gsize k = 0; k < G_N_ELEMENTS(texts); k++)
            good = good && (!texts[k] || g_utf8_validate(texts[k], -1, NULL));
        bool choice = field_rule->type == FIELD_YESNO || field_rule->type == FIELD_CHOICE,
             known = !field->value || !choice;
        for (guint k = 0; choice && k < field_rule->options->len; k++)
            known = known || !strcmp(field->value, ((const struct option_rule *)field_rule->options->pdata[k])->value);
        good = good && known && !strcmp(field->name, field_rule->name) && field->confidence >= 0 &&
               field->confidence <= 1 && !(field->conflict && field->value) &&
               !(field->value && !field->from && !(field->note));
    }
    return good;
}

static void check_random(const struct ruleset *ruleset)
{
    GRand *random = g_rand_new_with_seed(2020);
    g_autoptr(FormIndex) index = form_index_create(ruleset);
    int good = 0, found = 0;
    const struct form_rule *rule = campaign_form(ruleset_campaign(ruleset, "2020-nixingzhe"), "work");
    for (int i = 0; i < ROUNDS; i++) {
        g_autofree char *text = drawing(random);
        g_autoptr(Document) document = kit_document(text);
        g_autoptr(GPtrArray) forms = form_find(document, index, "1", "表.docx");
        bool round = true;
        for (guint k = 0; k < forms->len; k++)
            round = whole(forms->pdata[k], ruleset) && round;
        g_autoptr(GPtrArray) lines = form_lines(text, index, rule, "正文");
        round = round && lines->len <= rule->fields->len;
        good += round;
        found += forms->len > 0;
        if (!round)
            printf("# round %d:\n%s\n", i, text);
    }
    g_rand_free(random);
    printf("# %d of %d held a form\n", found, ROUNDS);
    tap_ok(good == ROUNDS, "every random form is whole");
    tap_ok(found > ROUNDS / 20, "some of them are forms");
}

/* The same cell a hundred thousand times, spans over everything, a line without end: bounded time. */
static void check_large(const struct ruleset *ruleset)
{
    gint64 start = g_get_monotonic_time();
    g_autoptr(Document) document = document_create(DOCUMENT_XLSX, "大.xlsx");
    struct table *table = table_create(1);
    for (int row = 1; row <= 5000; row++)
        for (int column = 1; column <= 20; column++)
            kit_cell(table_add(table, row, column, column == 7 ? 4000 : 1, column == 9 ? 12 : 1),
                     pieces[(row * 7 + column) % 46]);
    g_ptr_array_add(document->blocks, block_table(table));
    struct block *block = block_paragraph();
    GString *line = g_string_new(NULL);
    for (int i = 0; i < 30000; i++)
        g_string_append(line, i % 3 ? "联系人　　　" : i % 2 ? "（" : "\n");
    paragraph_append(block->paragraph, line->str, 0);
    g_string_free(line, TRUE);
    g_ptr_array_add(document->blocks, block);
    g_autoptr(FormIndex) index = form_index_create(ruleset);
    g_autoptr(GPtrArray) forms = form_find(document, index, "1", "大.xlsx");
    double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    printf("# %u forms in %.1f s\n", forms->len, seconds);
    tap_ok(seconds < 60, "a hundred thousand cells end");
}

int main(void)
{
    g_autoptr(Ruleset) ruleset = kit_rules();
    if (!ruleset)
        return 1;
    check_random(ruleset);
    check_large(ruleset);
    return tap_done();
}
