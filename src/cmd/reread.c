/* reread: filed mails read again, after the readers have learned something. */
#include <stdio.h>

#include "base/error.h"
#include "base/progress.h"
#include "base/words.h"
#include "cmd/desk.h"
#include "desk/reread.h"
#include "store/mail.h"

#define AT_ONCE 50

struct order {
    char *actor, *since;
    gboolean all;
};

struct counts {
    guint read, changed, left;
};

static bool take(const struct desk *desk, const struct mail *mail, const struct dossier *dossier, const char *why,
                 struct counts *counts, GError **error)
{
    struct store *store = desk->intake->store;
    enum reread outcome = REREAD_LEFT;
    g_autofree char *number = NULL;
    counts->read++;
    bool good =
        store_begin(store, error) && (!dossier || reread_mail(desk->intake, mail, dossier, &outcome, &number, error)) &&
        (outcome == REREAD_LEFT || store_audit(store, desk->now, desk->actor, "reread", number, mail->sha256, error));
    if (!good || !store_commit(store, error)) {
        store_rollback(store);
        return false;
    }
    counts->changed += outcome == REREAD_CHANGED;
    counts->left += outcome == REREAD_LEFT;
    if (outcome == REREAD_CHANGED)
        printf("%s：重读后有变\n", number);
    if (outcome == REREAD_LEFT)
        printf("来信%d（%.12s）：%s\n", (int)mail->id, mail->sha256,
               dossier ? "属于几件登记，或只是更正，保持原样"
               : why   ? why
                       : "读不出，保持原样");
    return true;
}

static bool batch(const struct desk *desk, const GPtrArray *mails, struct counts *counts, GError **error)
{
    g_autoptr(GPtrArray) dossiers = g_ptr_array_new_with_free_func((GDestroyNotify)dossier_free);
    g_autoptr(GPtrArray) whys = g_ptr_array_new_with_free_func(g_free);
    if (!read_batch(desk->intake, mails, dossiers, whys, error))
        return false;
    for (guint i = 0; i < mails->len; i++)
        if (!take(desk, mails->pdata[i], dossiers->pdata[i], whys->pdata[i], counts, error))
            return false;
    return true;
}

static bool read_all(const struct desk *desk, gint64 since, char **words, struct counts *counts, GError **error)
{
    struct store *store = desk->intake->store;
    gint64 total = mail_filed_count(store, since, error), last = 0;
    if (*words) {
        for (; *words; words++) {
            g_autoptr(GPtrArray) one = mail_filed(store, *words, 0, 0, 1, error);
            if (one && !one->len)
                g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, _("%s is the number of no filed mail"), *words);
            if (!one || !one->len || !batch(desk, one, counts, error))
                return false;
        }
        return true;
    }
    struct progress progress;
    progress_begin(&progress, _("reading mails"), (guint64)MAX(total, 0));
    for (;;) {
        g_autoptr(GPtrArray) mails = total < 0 ? NULL : mail_filed(store, NULL, since, last, AT_ONCE, error);
        if (!mails || !mails->len) {
            progress_end(&progress);
            return mails != NULL;
        }
        last = ((const struct mail *)mails->pdata[mails->len - 1])->id;
        bool good = batch(desk, mails, counts, error);
        progress_end(&progress);
        if (!good)
            return false;
        progress_at(&progress, counts->read, (guint64)total);
    }
}

static int reread(const struct session *session, const struct order *order, char **words)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Desk) desk = desk_open_reading(session, order->actor, &failure);
    struct counts counts = {0};
    gint64 since = 0;
    const struct campaign *first = desk ? desk->intake->ruleset->campaigns->pdata[0] : NULL;
    if (!desk || (order->since && !clock_parse(order->since, first->zone, &since, &failure)) ||
        !read_all(desk, since, words, &counts, &failure))
        return cmd_fail(failure);
    printf("重读%u封，%u件有变，%u封保持原样\n", counts.read, counts.changed, counts.left);
    desk_shelve(desk);
    return 0;
}

int cmd_reread(const struct session *session, int argc, char **argv)
{
    struct order order = {0};
    const GOptionEntry entries[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &order.all, N_("every filed mail"), NULL},
        {"since", 0, 0, G_OPTION_ARG_STRING, &order.since, N_("those that came since"), "TIME"},
        {"actor", 0, 0, G_OPTION_ARG_STRING, &order.actor, N_("who asks for it; default: the user"), "NAME"},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("reread", "[MAIL… | --all | --since TIME]",
                    N_("Filed mails (by the number of their row) read again with the present readers."), entries, argc,
                    argv, &words, &code)) {
        if ((words[0] != NULL) + (order.all || order.since) != 1) {
            fprintf(stderr, _("huizhi reread: name mails, or --all, or --since TIME\n"));
            code = ERROR_USAGE;
        } else {
            code = reread(session, &order, words);
        }
    }
    g_free(order.actor);
    g_free(order.since);
    return code;
}
