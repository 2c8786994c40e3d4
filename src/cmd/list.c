/* list, show, explain: the database for people and programs. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "cmd/filter.h"
#include "cmd/table.h"
#include "ruleset/ruleset.h"
#include "store/merge.h"

struct view {
    struct config *config;
    struct ruleset *ruleset;
    struct store *store;
};
typedef struct view View;

static void view_close(View *view)
{
    store_close(view->store);
    ruleset_free(view->ruleset);
    config_free(view->config);
    g_free(view);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(View, view_close)

static View *view_open(const struct session *session, GError **error)
{
    g_autoptr(View) view = g_new0(View, 1);
    view->config = cmd_config_load(session, error);
    view->ruleset = view->config ? ruleset_load(view->config->rules, error) : NULL;
    view->store = view->ruleset ? store_open(view->config->state, error) : NULL;
    return view->store ? g_steal_pointer(&view) : NULL;
}

static GTimeZone *zone_of(const View *view, const char *campaign)
{
    const struct campaign *found = campaign ? ruleset_campaign(view->ruleset, campaign) : NULL;
    return found ? found->zone : ((const struct campaign *)view->ruleset->campaigns->pdata[0])->zone;
}

static int list(const struct session *session, struct filter *filter, const struct table_choice *choice)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(View) view = view_open(session, &failure);
    struct selection selection;
    if (!view || !filter_select(filter, view->ruleset, clock_now(&session->clock), &selection, &failure))
        return cmd_fail(failure);
    selection.merged = true;
    g_autoptr(Rows) rows = selection_rows(view->store, CURSOR_LIST, &selection, &failure);
    if (!rows || !table_deliver(rows, "登记", zone_of(view, filter->campaign), choice, &failure))
        return cmd_fail(failure);
    return 0;
}

int cmd_list(const struct session *session, int argc, char **argv)
{
    struct table_choice choice = {0};
    const GOptionEntry more[] = {TABLE_OPTIONS(&choice), {0}};
    g_autoptr(Filter) filter = filter_create();
    g_autofree GOptionEntry *entries = filter_entries(filter, more);
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("list", TABLE_USAGE " " FILTER_USAGE, N_("Lists the submissions."), entries, argc, argv, &words,
                    &code))
        code = list(session, filter, &choice);
    g_free(choice.xlsx);
    return code;
}

struct section {
    const char *title;
    enum query query;
};

static int print_sections(const struct session *session, const char *verb, const char *summary,
                          const struct section *sections, int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_("one JSON object a line and row"), NULL}, {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options(verb, "NUMBER…", summary, entries, argc, argv, &words, &code))
        return code;
    if (!words[0]) {
        fprintf(stderr, _("huizhi %s: name a number, as NXZ-0012\n"), verb);
        return ERROR_USAGE;
    }
    g_autoptr(GError) failure = NULL;
    g_autoptr(View) view = view_open(session, &failure);
    if (!view)
        return cmd_fail(failure);
    for (char **word = words; *word; word++) {
        int seq = 0;
        g_autofree char *typed = cmd_number(view->ruleset, *word, &seq, &failure);
        g_autofree char *number = typed ? merge_number(view->store, typed, seq, &failure) : NULL;
        if (!number)
            return cmd_fail(failure);
        for (const struct section *section = sections; section->title; section++) {
            g_autoptr(Rows) rows = query_rows(view->store, section->query, number, &failure);
            if (!rows)
                return cmd_fail(failure);
            if (section == sections && rows->cells->len == 0) {
                fprintf(stderr, _("huizhi: there is no submission %s\n"), number);
                code = ERROR_NO_INPUT;
                break;
            }
            table_times(rows, zone_of(view, NULL));
            if (!json)
                printf("%s%s\n", section == sections ? "" : "\n", section->title);
            table_print(rows, json ? TABLE_JSON : TABLE_TEXT);
        }
    }
    return code;
}

int cmd_show(const struct session *session, int argc, char **argv)
{
    static const struct section sections[] = {
        {"登记", QUERY_SUBMISSION}, {"表格", QUERY_FIELDS},   {"作品", QUERY_WORKS},      {"待处理", QUERY_FINDINGS},
        {"裁定", QUERY_RULINGS_OF}, {"来信", QUERY_MAILS_OF}, {"答复", QUERY_LETTERS_OF}, {NULL, 0}};
    return print_sections(session, "show", N_("One submission: fields, works, findings, mails, replies."), sections,
                          argc, argv);
}

int cmd_explain(const struct session *session, int argc, char **argv)
{
    static const struct section sections[] = {{"结论", QUERY_SUBMISSION},
                                              {"各项取自何处（place）、把握程度（confidence）", QUERY_FIELDS},
                                              {"作品的数据", QUERY_WORKS},
                                              {"各条规则（rule）、依据（clause）", QUERY_FINDINGS},
                                              {NULL, 0}};
    return print_sections(session, "explain",
                          N_("Why this verdict: each field with its place, each rule with its numbers."), sections,
                          argc, argv);
}
