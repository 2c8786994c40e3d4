/* split: some works of a submission are one of their own. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/desk.h"
#include "desk/decision.h"
#include "store/split.h"

struct order {
    char *actor;
    gboolean silent;
};

/* 03 is a work of the submission that is named first. */
static GStrv whole_words(char **words)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add(builder, words[0]);
    for (char **word = words + 1; *word; word++) {
        bool bare = strspn(*word, "0123456789") == strlen(*word);
        g_autofree char *full = bare ? g_strdup_printf("%s-%s", words[0], *word) : g_strdup(*word);
        g_strv_builder_add(builder, full);
    }
    return g_strv_builder_end(builder);
}

static gint by_seq(gconstpointer a, gconstpointer b)
{
    return *(const int *)a - *(const int *)b;
}

/* In their order; NULL when one is no work of it. */
static GArray *works_of(const GPtrArray *targets, GError **error)
{
    const struct target *first = targets->pdata[0];
    g_autoptr(GArray) works = g_array_new(FALSE, FALSE, sizeof(int));
    if (first->work) {
        g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("%s is a single work"), first->number);
        return NULL;
    }
    for (guint i = 1; i < targets->len; i++) {
        const struct target *target = targets->pdata[i];
        if (!target->work || target->submission != first->submission) {
            g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("%s is no work of %s"), target->number, first->number);
            return NULL;
        }
        g_array_append_val(works, target->work);
    }
    if (!works->len) {
        g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, _("%s is no single work"), first->number);
        return NULL;
    }
    g_array_sort(works, by_seq);
    return g_steal_pointer(&works);
}

static void report(const struct decision *decision)
{
    const struct submission *submission = decision->refiled->submission;
    printf("%s：%s，作品%u件", submission->number, desk_state(decision->refiled), submission->works->len);
    if (decision->letter == LETTER_QUEUED)
        printf("，答复待发");
    else if (decision->letter == LETTER_WITHHELD)
        printf("，不答复：%s", decision->withheld);
    putchar('\n');
}

static bool divide(const struct desk *desk, const struct target *target, const GArray *works, bool silent,
                   GError **error)
{
    g_autofree char *prefix = NULL;
    int number, seq;
    if (!number_parse(target->number, &prefix, &number, &seq))
        return false;
    const struct split split = {target->submission, works, prefix, desk->actor, desk->now};
    gint64 id = split_submission(desk->intake->store, &split, error);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(Decision) rest = id ? decision_take(desk->intake, target->submission, none, true, error) : NULL;
    g_autoptr(Decision) first = rest ? decision_first(desk->intake, id, silent, error) : NULL;
    if (!first || !store_audit(desk->intake->store, desk->now, desk->actor, "split", target->number,
                               first->refiled->submission->number, error))
        return false;
    report(rest);
    report(first);
    return true;
}

static int run(const struct session *session, const struct order *order, char **words)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Desk) desk = desk_open(session, order->actor, &failure);
    g_auto(GStrv) full = whole_words(words);
    if (!desk || !store_begin(desk->intake->store, &failure))
        return cmd_fail(failure);
    g_autoptr(GPtrArray) targets = desk_targets(desk, full, g_strv_length(full), &failure);
    g_autoptr(GArray) works = targets ? works_of(targets, &failure) : NULL;
    if (!works || !divide(desk, targets->pdata[0], works, order->silent, &failure) ||
        !store_commit(desk->intake->store, &failure)) {
        store_rollback(desk->intake->store);
        return cmd_fail(failure);
    }
    desk_shelve(desk);
    return 0;
}

int cmd_split(const struct session *session, int argc, char **argv)
{
    struct order order = {0};
    const GOptionEntry entries[] = {
        {"actor", 0, 0, G_OPTION_ARG_STRING, &order.actor, N_("who says so; default: the user"), "NAME"},
        {"silent", 0, 0, G_OPTION_ARG_NONE, &order.silent, N_("queue no letter to the participant"), NULL},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("split", "N WORK…", N_("Works of N (03, or 0012-03) become a submission of their own."), entries,
                    argc, argv, &words, &code)) {
        if (g_strv_length(words) >= 2) {
            code = run(session, &order, words);
        } else {
            fprintf(stderr, _("huizhi %s: it takes %s (huizhi %s --help)\n"), "split", "N WORK…", "split");
            code = ERROR_USAGE;
        }
    }
    g_free(order.actor);
    return code;
}
