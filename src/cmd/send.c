/* send: the outbox by hand: look, release, send. */
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "intake.h"
#include "store/outbox.h"
#include "store/query.h"

static int preview(struct store *store)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Rows) rows = query_rows(store, QUERY_OUTBOX_UNSENT, NULL, &failure);
    if (!rows)
        return cmd_fail(failure);
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        printf("──── %s  %s  %s\n收件人：%s\n主题：%s\n\n%s\n", row[0], row[1], row[2] ? row[2] : "", row[3], row[4],
               row[5]);
        if (row[6])
            printf("附件：%s\n\n", row[6]);
    }
    printf("共%u封待发\n", rows->cells->len);
    return 0;
}

/* The first release ends the caution of a new installation: from then on `reply.mode: send` sends by itself. */
static bool release(struct store *store, const struct clock *clock, const char *number, GError **error)
{
    gint64 now = clock_now(clock);
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, now);
    gint64 count = -1;
    bool good = store_begin(store, error) && (count = outbox_release(store, number, error)) >= 0 &&
                store_set_meta(store, "released", text, error) &&
                store_set_meta(store, "outbox.paused_until", "0", error) &&
                store_audit(store, now, g_get_user_name(), "release", number ? number : "outbox", NULL, error) &&
                store_commit(store, error);
    if (!good)
        store_rollback(store);
    else
        printf("已放行%d封\n", (int)count);
    return good;
}

int cmd_send(const struct session *session, int argc, char **argv)
{
    gboolean show = FALSE, free_them = FALSE;
    const GOptionEntry entries[] = {
        {"preview", 0, 0, G_OPTION_ARG_NONE, &show, N_("print what would be sent, send nothing"), NULL},
        {"release", 0, 0, G_OPTION_ARG_NONE, &free_them, N_("release held replies (all, or those about NUMBER…)"),
         NULL},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("send", "[--preview | --release [NUMBER…]]", N_("Sends what is due in the outbox."), entries, argc,
                     argv, &words, &code))
        return code;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    g_autoptr(Ruleset) ruleset = config ? ruleset_load(config->rules, &failure) : NULL;
    g_autoptr(Store) store = ruleset ? store_open(config->state, &failure) : NULL;
    if (!store)
        return cmd_fail(failure);
    if (show)
        return preview(store);
    if (free_them && !words[0] && !release(store, &session->clock, NULL, &failure))
        return cmd_fail(failure);
    for (char **word = words; free_them && *word; word++)
        if (!release(store, &session->clock, *word, &failure))
            return cmd_fail(failure);
    struct drained drained = {0};
    if (!drain_outbox(config, ruleset, store, &session->clock, NULL, &drained, &failure))
        return cmd_fail(failure);
    printf("已发%u封；待重试%u，退回%u，去向不明%u，暂扣%u\n", drained.sent, drained.later, drained.refused,
           drained.unsure, drained.withheld);
    return 0;
}
