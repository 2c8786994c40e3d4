/* search: where a name, a phone, a file or a word stands. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "cmd/table.h"
#include "ruleset/ruleset.h"
#include "store/search.h"

enum { LIMIT = 200, MOST = 100000 };
/* The columns of search_find. */
enum {
    NUMBER,
    TITLE,
    STATE,
    WHERE,
    SNIPPET,
    FROM,
    RECEIVED,
    MAIL,
    KIND,
    NAME,
    CAMPAIGN,
    FORM,
    SHOWN = KIND,
    TOLD = CAMPAIGN
};

static const struct {
    const char *kind, *shown;
} kinds[] = {{"number", "编号"},      {"title", "单位或作者"}, {"sender", "发件邮箱"},  {"file", "文件名"},
             {"caption", "文字说明"}, {"work", "作品名称"},    {"author", "作者"},      {"list", "作品清单"},
             {"link", "下载链接"},    {"from", "来信人"},      {"subject", "来信主题"}, {"words", "来信"}};

/* "推荐单位联系人", "文字说明 NXZ-0001-02", "来信主题" */
static char *where(const struct ruleset *ruleset, char *const *row)
{
    if (!g_strcmp0(row[KIND], "field")) {
        const struct campaign *campaign = row[CAMPAIGN] ? ruleset_campaign(ruleset, row[CAMPAIGN]) : NULL;
        const struct form_rule *form = campaign && row[FORM] ? campaign_form(campaign, row[FORM]) : NULL;
        const struct field_rule *field = form && row[NAME] ? form_field(form, row[NAME]) : NULL;
        return g_strdup(field ? field->title : row[NAME]);
    }
    const char *shown = row[KIND];
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (!g_strcmp0(kinds[i].kind, row[KIND]))
            shown = kinds[i].shown;
    return row[NAME] ? g_strdup_printf("%s %s", shown, row[NAME]) : g_strdup(shown);
}

static void say_where(struct rows *rows, const struct ruleset *ruleset)
{
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        g_free(row[WHERE]);
        row[WHERE] = where(ruleset, row);
    }
}

static int answer(const struct session *session, char *const *texts, guint limit, const struct table_choice *choice)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    g_autoptr(Ruleset) ruleset = config ? ruleset_load(config->rules, &failure) : NULL;
    g_autoptr(Store) store = ruleset ? store_open(config->state, &failure) : NULL;
    if (!store || !search_prepare(store, &failure))
        return cmd_fail(failure);
    g_autoptr(Rows) rows = search_find(store, texts, limit, &failure);
    if (!rows)
        return cmd_fail(failure);
    say_where(rows, ruleset);
    rows_cut(rows, choice->json ? TOLD : SHOWN);
    GTimeZone *zone = ((const struct campaign *)ruleset->campaigns->pdata[0])->zone;
    if (rows->cells->len == limit)
        fprintf(stderr, _("huizhi search: the first %u are shown; see --limit\n"), limit);
    return table_deliver(rows, "搜索", zone, choice, &failure) ? 0 : cmd_fail(failure);
}

int cmd_search(const struct session *session, int argc, char **argv)
{
    struct table_choice choice = {0};
    int limit = LIMIT, code = 0;
    const GOptionEntry entries[] = {
        TABLE_OPTIONS(&choice),
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("show so many at most (200)"), "NUMBER"},
        {0}};
    g_auto(GStrv) words = NULL;
    if (cmd_options("search", "TEXT… " TABLE_USAGE " [--limit NUMBER]",
                    N_("Finds names, phones, file names, captions and words of mails; several texts: all of them."),
                    entries, argc, argv, &words, &code)) {
        if (words[0] && limit > 0) {
            code = answer(session, words, (guint)MIN(limit, MOST), &choice);
        } else {
            fprintf(stderr, _("huizhi search: name what to search for (huizhi search --help)\n"));
            code = ERROR_USAGE;
        }
    }
    g_free(choice.xlsx);
    return code;
}
