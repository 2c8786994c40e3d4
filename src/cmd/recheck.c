/* recheck: judge again what is there, after rules have changed. No mail is read and nobody is written to. */
#include <stdio.h>

#include "base/error.h"
#include "base/progress.h"
#include "base/words.h"
#include "cmd/desk.h"
#include "store/filing.h"

/* A submission in a transaction of its own: the daemon can work in between. */
static bool recheck(const struct desk *desk, gint64 id, struct progress *progress, bool *changed, GError **error)
{
    struct store *store = desk->intake->store;
    g_autoptr(Refiled) refiled = NULL;
    g_autofree char *before = NULL;
    bool good = store_begin(store, error) && (before = filing_state(store, id, error)) &&
                (refiled = refile_submission(store, desk->intake->judge, desk->intake->ruleset, id, desk->now, error));
    const char *after = good ? verdict_name(refiled->verdict->state) : NULL;
    *changed = good && g_strcmp0(before, after) != 0;
    g_autofree char *detail = g_strdup_printf("%s -> %s", before, after);
    good = good && (!*changed ||
                    store_audit(store, desk->now, desk->actor, "recheck", refiled->submission->number, detail, error));
    if (!good || !store_commit(store, error)) {
        store_rollback(store);
        return false;
    }
    if (!*changed)
        return true;
    progress_end(progress);
    printf("%s：%s → %s\n", refiled->submission->number, before, after);
    return true;
}

static GArray *named(const struct desk *desk, char **words, GError **error)
{
    g_autoptr(GPtrArray) targets = desk_targets(desk, words, g_strv_length(words), error);
    GArray *ids = targets ? g_array_new(FALSE, FALSE, sizeof(gint64)) : NULL;
    for (guint i = 0; targets && i < targets->len; i++)
        g_array_append_val(ids, ((const struct target *)targets->pdata[i])->submission);
    return ids;
}

/* One that cannot be judged (its campaign has left the rules) stays as it is and is named; the others go on. */
static int recheck_all(const struct session *session, const char *actor, char **words)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Desk) desk = desk_open(session, actor, &failure);
    g_autoptr(GArray) ids = !desk      ? NULL
                            : words[0] ? named(desk, words, &failure)
                                       : filing_all(desk->intake->store, &failure);
    if (!ids)
        return cmd_fail(failure);
    guint count = 0;
    int code = 0;
    struct progress progress;
    progress_begin(&progress, _("judging"), ids->len);
    for (guint i = 0; i < ids->len; i++) {
        bool changed = false;
        g_autoptr(GError) trouble = NULL;
        if (!recheck(desk, g_array_index(ids, gint64, i), &progress, &changed, &trouble)) {
            progress_end(&progress);
            code = cmd_fail(trouble);
            if (error_blast(trouble) == BLAST_FATAL && code != ERROR_CONFIG)
                return code;
        }
        count += changed;
        progress_at(&progress, i + 1, ids->len);
    }
    progress_end(&progress);
    printf("重新审核%u件，%u件结论有变\n", ids->len, count);
    return code;
}

int cmd_recheck(const struct session *session, int argc, char **argv)
{
    char *actor = NULL;
    gboolean all = FALSE;
    const GOptionEntry entries[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &all, N_("every submission"), NULL},
        {"actor", 0, 0, G_OPTION_ARG_STRING, &actor, N_("who asks for it; default: the user"), "NAME"},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("recheck", "[N… | --all]", N_("Judges again what is there, after rules have changed."), entries,
                    argc, argv, &words, &code)) {
        if (!words[0] == !all) {
            fprintf(stderr, _("huizhi recheck: name numbers, or --all\n"));
            code = ERROR_USAGE;
        } else {
            code = recheck_all(session, actor, words);
        }
    }
    g_free(actor);
    return code;
}
