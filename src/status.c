/* 查询: how the submissions of one address stand, for the template `status`. */
#include <string.h>

#include "intake.h"
#include "store/filing.h"
#include "store/query.h"
#include "talk/talk.h"

static const struct {
    const char *state, *word;
} words[] = {{"complete", "已收齐"},
             {"incomplete", "待补正"},
             {"review", "已收到，由工作人员核对"},
             {"late", "已收到，列为逾期来件"},
             {"rejected", "不采用"}};

static const char *word_for(const char *state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (!strcmp(words[i].state, state))
            return words[i].word;
    return state;
}

/* What is held is neither awaited nor used, however whole it is; the office's own reasons are not for letters. */
static const char *word_held(const char *held)
{
    if (!strcmp(held, WHY_CONFIRMED))
        return "已按您的要求撤回，不再展示和使用";
    return strcmp(held, WHY_ASKED) ? "暂停展示和使用，由工作人员核对" : "您已来信撤回，暂停展示和使用，等待您确认";
}

/* number, title, state, faults, held */
static GVariant *item_of(char **row)
{
    GVariantDict item;
    g_variant_dict_init(&item, NULL);
    g_variant_dict_insert(&item, "number", "s", row[0]);
    if (row[1])
        g_variant_dict_insert(&item, "title", "s", row[1]);
    g_variant_dict_insert(&item, "state", "s", row[4] ? word_held(row[4]) : word_for(row[2]));
    gint64 faults = row[3] && !row[4] ? g_ascii_strtoll(row[3], NULL, 10) : 0;
    if (faults > 0) {
        g_autofree char *todo = g_strdup_printf("还有%d处要补，见我们的回执", (int)faults);
        g_variant_dict_insert(&item, "todo", "s", todo);
    }
    return g_variant_dict_end(&item);
}

GVariant *status_items(struct store *store, const GArray *submissions, GError **error)
{
    GVariantBuilder items;
    g_variant_builder_init(&items, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < submissions->len && i < TALK_MOST; i++) {
        g_autofree char *number = filing_number_of(store, g_array_index(submissions, gint64, i), error);
        g_autoptr(Rows) rows = number ? query_rows(store, QUERY_SUBMISSION, number, error) : NULL;
        if (!rows) {
            g_variant_builder_clear(&items);
            return NULL;
        }
        enum { NUMBER, TITLE = 3, STATE = 4, FAULTS = 6, HELD = 11 };
        char **row = rows->cells->len ? rows->cells->pdata[0] : NULL;
        char *shown[] = {number, row ? row[TITLE] : NULL, row ? row[STATE] : NULL, row ? row[FAULTS] : NULL,
                         row ? row[HELD] : NULL};
        if (row)
            g_variant_builder_add_value(&items, item_of(shown));
    }
    return g_variant_builder_end(&items);
}

GVariant *status_view(struct store *store, const struct campaign *campaign, const char *address, gint64 now,
                      GError **error)
{
    g_autoptr(Rows) rows = query_rows(store, QUERY_OF_SENDER, address, error);
    if (!rows)
        return NULL;
    GVariantBuilder items;
    g_variant_builder_init(&items, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < rows->cells->len; i++)
        g_variant_builder_add_value(&items, item_of(rows->cells->pdata[i]));
    g_autofree char *shown = clock_chinese(now, campaign->zone, false);
    GVariantDict view;
    g_variant_dict_init(&view, NULL);
    g_variant_dict_insert(&view, "now", "s", shown);
    if (rows->cells->len)
        g_variant_dict_insert(&view, "count", "x", (gint64)rows->cells->len);
    g_variant_dict_insert_value(&view, "items", g_variant_builder_end(&items));
    return g_variant_ref_sink(g_variant_dict_end(&view));
}
