/* merge, forget-link, requeue: what is one submission after all, what is not awaited any more, what is to be handled
 * once more. Each in one transaction, with who did it.
 */
#include <stdio.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/desk.h"
#include "desk/decision.h"
#include "desk/web.h"
#include "store/merge.h"

struct order {
    char *actor;
    gboolean all;
};

/* Judged again; letters that wait say how it stands now. */
static bool settle(const struct desk *desk, gint64 id, const char *verb, const char *subject, const char *detail,
                   GError **error)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(Decision) decision = decision_take(desk->intake, id, none, true, error);
    if (!decision || !store_audit(desk->intake->store, desk->now, desk->actor, verb, subject, detail, error))
        return false;
    printf("%s：%s\n", decision->refiled->submission->number, desk_state(decision->refiled));
    return true;
}

static bool whole(const struct target *target, GError **error)
{
    if (!target->work)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("%s is a single work"), target->number);
    return false;
}

static bool merge(const struct desk *desk, char **words, GError **error)
{
    g_autoptr(GPtrArray) both = desk_targets(desk, words, 2, error);
    if (!both || both->len != 2) {
        if (both)
            g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("%s and %s are the same submission"), words[0], words[1]);
        return false;
    }
    const struct target *into = both->pdata[0], *from = both->pdata[1];
    return whole(into, error) && whole(from, error) &&
           merge_submissions(desk->intake->store, into->submission, from->submission, error) &&
           web_apply(desk->intake, into->submission, desk->actor, error) &&
           settle(desk, into->submission, "merge", from->number, into->number, error);
}

static bool forget_link(const struct desk *desk, char **words, const struct order *order, GError **error)
{
    g_autoptr(GPtrArray) targets = desk_targets(desk, words, g_strv_length(words), error);
    for (guint i = 0; targets && i < targets->len; i++) {
        const struct target *target = targets->pdata[i];
        gint64 count = whole(target, error) ? merge_forget_links(desk->intake->store, target->submission,
                                                                 order->all ? 0 : desk->now, error)
                                            : -1;
        if (count == 0)
            g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("%s awaits no link that has expired (--all: any)"),
                        target->number);
        if (count <= 0 || !settle(desk, target->submission, "forget-link", target->number, NULL, error))
            return false;
    }
    return targets != NULL;
}

static bool requeue(const struct desk *desk, char **words, GError **error)
{
    for (; *words; words++) {
        g_autofree char *sha256 = merge_requeue(desk->intake->store, *words, error);
        if (!sha256 || !store_audit(desk->intake->store, desk->now, desk->actor, "requeue", sha256, NULL, error))
            return false;
        printf("%.12s：下次收信时重新处理\n", sha256);
    }
    return true;
}

static int run(const struct session *session, char verb, const struct order *order, char **words)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Desk) desk = desk_open(session, order->actor, &failure);
    if (!desk || !store_begin(desk->intake->store, &failure))
        return cmd_fail(failure);
    bool good = verb == 'm'   ? merge(desk, words, &failure)
                : verb == 'f' ? forget_link(desk, words, order, &failure)
                              : requeue(desk, words, &failure);
    if (!good || !store_commit(desk->intake->store, &failure)) {
        store_rollback(desk->intake->store);
        return cmd_fail(failure);
    }
    desk_shelve(desk);
    return 0;
}

static int parse(const struct session *session, const struct verb *verb, guint least, guint most, int argc, char **argv)
{
    struct order order = {0};
    const GOptionEntry entries[] = {
        {"actor", 0, 0, G_OPTION_ARG_STRING, &order.actor, N_("who says so; default: the user"), "NAME"},
        {"all", 0, verb->name[0] == 'f' ? 0 : G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &order.all,
         N_("links that have not expired, too"), NULL},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options(verb->name, verb->arguments, verb->summary, entries, argc, argv, &words, &code)) {
        guint count = g_strv_length(words);
        if (count < least || count > most) {
            fprintf(stderr, _("huizhi %s: it takes %s (huizhi %s --help)\n"), verb->name, verb->arguments, verb->name);
            code = ERROR_USAGE;
        } else {
            code = run(session, verb->name[0], &order, words);
        }
    }
    g_free(order.actor);
    return code;
}

int cmd_merge(const struct session *session, int argc, char **argv)
{
    static const struct verb verb = {"merge", "A B", N_("What came for B belongs to A; B's numbers stay known."), NULL};
    return parse(session, &verb, 2, 2, argc, argv);
}

int cmd_forget_link(const struct session *session, int argc, char **argv)
{
    static const struct verb verb = {"forget-link", "N…",
                                     N_("Download links that have expired are not awaited any more."), NULL};
    return parse(session, &verb, 1, 1000, argc, argv);
}

int cmd_requeue(const struct session *session, int argc, char **argv)
{
    static const struct verb verb = {"requeue", "MAIL…", N_("Mails that were set aside are handled once more."), NULL};
    return parse(session, &verb, 1, 1000, argc, argv);
}
