/* Ticks: in every way in which people make them, to the option to which a reader of Chinese would give them. */
#include "form/marks.h"
#include "formkit.h"

struct mark_case {
    const char *typed;
    const char *want; /* option's value; "!" both, "-" none */
    bool sure;        /* confidence 1.0 */
};

static const struct mark_case yes_no[] = {
    {"☑是 □否", "true", true},
    {"□是 ☑否", "false", true},
    {"□是√ □否", "true", true},
    {"□是 √否", "false", true},
    {"√是 □否", "true", true},
    {"□是 □否√", "false", true},
    {"□√是 □否", "true", true},
    {"□是 □√否", "false", true},
    {"√□是 □否", "true", true},
    {"□是 √□否", "false", true},
    {"□是√□否", "true", true},
    {"■是 □否", "true", true},
    {"●是 ○否", "true", true},
    {"☒是 ☐否", "true", true},
    {"☐是 ☒否", "false", true},
    {"是√", "true", true},
    {"是√ 否", "true", true},
    {"是 否√", "false", true},
    {"是（√） 否（  ）", "true", true},
    {"是（  ） 否（√）", "false", true},
    {"(√)是 ( )否", "true", true},
    {"( )是 (√)否", "false", true},
    {"[x]是 [ ]否", "true", true},
    {"是□ 否☑", "false", true},
    {"是☑否□", "true", true},
    {"□ 是 ☑ 否", "false", true},
    {"□  是  ☑  否", "false", true},
    {"□是\\n☑否", "false", true},
    {"是", "true", true},
    {"否", "false", true},
    {"（是）", "true", true},
    {"是。", "true", true},
    {"yes", "true", true},
    {"同意", "true", true},
    {"不同意", "false", true},
    {"V是 □否", "true", true},
    {"□是 v否", "false", true},
    {"是v 否", "true", true},
    {"√", "true", false},
    {"对", "true", false},
    {"×", "false", false},
    {"□是", "true", false},
    {"{u:是} / 否", "true", false},
    {"□是 {b:否}", "false", false},
    {"□{h:是} □否", "true", false},
    {"□是 □{s:否}", "true", false},
    {"□{s:是} □{u:否}", "false", false},
    {"{f:√}□是 □否", "-", false},
    {"□是 □否", "-", true},
    {"□是 □否   是", "true", false},
    {"□是 □否 否", "false", false},
    {"□是 □否（否）", "false", false},
    {"□是（否）", "-", false},
    {"是 否", "-", true},
    {"是否", "-", false},
    {"", "-", true},
    {"☑是 ☑否", "!", true},
    {"√是 √否", "!", true},
    {"☑是 ☑{s:否}", "true", false},
    {"□是 ×否", "-", false},
    {"□是  √  □否", "-", false},
    {"{u:□是} {u:□否}", "-", true},
    {"待定", "-", false},
    {"我单位同意", "true", false},
    {"√是 ×否", "true", true},
    {"✗是 √否", "false", true},
    {"□√是 □×否", "true", true},
    {"☑是 ☒否", "true", true},
    {"☒是 ☒否", "!", true},
    {"□是 □否 √", "false", false},
    {"是{s:否}", "-", false},
    {"□是 否", "-", false},
};

static const struct mark_case categories[] = {
    {"☑最美抗疫瞬间（摄影图片）  □医学科普作品（文字、图片、视频、）", "photo", true},
    {"□最美抗疫瞬间（摄影图片）  √医学科普作品（文字、图片、视频、）", "science", true},
    {"□最美抗疫瞬间（摄影图片）√  □医学科普作品（文字、图片、视频、）", "photo", true},
    {"最美抗疫瞬间（√）  医学科普作品（  ）", "photo", true},
    {"□最美抗疫瞬间（摄影图片）\\n■医学科普作品（文字、图片、视频、）", "science", true},
    {"摄影图片", "photo", true},
    {"医学科普作品（视频）", "science", true},
    {"最美抗疫瞬间（摄影图片）", "photo", true},
    {"□最美抗疫瞬间（摄影图片）  {h:□医学科普作品}（文字、图片、视频、）", "science", false},
    {"☑最美抗疫瞬间（摄影图片）  ☑医学科普作品（文字、图片、视频、）", "!", true},
    {"□最美抗疫瞬间（摄影图片）  □医学科普作品（文字、图片、视频、）", "-", true},
    {"漫画", "-", false},
};

static void check(const struct field_rule *rule, const struct mark_case *cases, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autoptr(Flat) flat = flat_create();
        struct table *table = table_create(1);
        struct block *owner = block_table(table);
        struct cell *cell = table_add(table, 1, 1, 1, 1);
        kit_cell(cell, cases[i].typed);
        flat_add_cell(flat, cell);
        block_free(owner);
        struct choice choice;
        marks_choose(flat, 0, flat_length(flat), rule->options, &choice);
        const char *value = choice.conflict     ? "!"
                            : choice.option < 0 ? "-"
                                                : ((struct option_rule *)rule->options->pdata[choice.option])->value;
        bool sure = choice.confidence >= 1.0;
        bool good = !strcmp(value, cases[i].want) && (choice.option < 0 || sure == cases[i].sure);
        if (!tap_ok(good, *cases[i].typed ? cases[i].typed : "nothing"))
            printf("#   got %s %.2f (%s), want %s\n", value, choice.confidence, choice.note ? choice.note : "",
                   cases[i].want);
    }
}

int main(void)
{
    g_autoptr(Ruleset) ruleset = kit_rules();
    if (!ruleset)
        return 1;
    const struct campaign *campaign = ruleset_campaign(ruleset, "2020-nixingzhe");
    check(form_field(campaign_form(campaign, "receipt"), "join_media"), yes_no, G_N_ELEMENTS(yes_no));
    check(form_field(campaign_form(campaign, "work"), "category"), categories, G_N_ELEMENTS(categories));
    return tap_done();
}
