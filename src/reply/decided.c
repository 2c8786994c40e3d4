/* A decision's letter: each ruling in a line of its own, under the view that every reply has. */
#include "reply/decided.h"

#include "base/clock.h"
#include "reply/faults.h"
#include "reply/sheet.h"
#include "reply/view.h"

#define WHY_LIMIT 500
#define NAME_LIMIT 60

bool reply_tells(enum ruling_action action)
{
    static const bool told[RULING_COUNT] = {[RULING_ACCEPT] = true,
                                            [RULING_RETURN] = true,
                                            [RULING_REJECT] = true,
                                            [RULING_EXTEND] = true,
                                            [RULING_ACCEPT_LATE] = true};
    return told[action];
}

static void put_about(GVariantDict *item, const struct submission *submission, int seq)
{
    const struct numbered *work = NULL;
    for (guint i = 0; seq && i < submission->works->len; i++) {
        const struct numbered *numbered = submission->works->pdata[i];
        work = numbered->seq == seq ? numbered : work;
    }
    g_autofree char *file = faults_line(work ? work->work->name : NULL, NAME_LIMIT);
    g_variant_dict_insert(item, "file", "s", file);
    g_variant_dict_insert(item, "is_photo", "b", (gboolean)(work && work->work->kind == WORK_PHOTO));
    if (seq)
        g_variant_dict_insert(item, "no", "u", (guint)seq);
    else
        g_variant_dict_insert(item, "no", "b", FALSE);
}

static GVariant *item_of(const struct judged *judged, const struct ruling *ruling)
{
    static const char *const flags[RULING_COUNT] = {[RULING_ACCEPT] = "accepted",
                                                    [RULING_RETURN] = "returned",
                                                    [RULING_REJECT] = "refused",
                                                    [RULING_EXTEND] = "extended",
                                                    [RULING_ACCEPT_LATE] = "late_accepted"};
    GVariantDict item = G_VARIANT_DICT_INIT(NULL);
    for (guint i = 0; i < RULING_COUNT; i++)
        if (flags[i])
            g_variant_dict_insert(&item, flags[i], "b", (gboolean)(i == ruling->action));
    put_about(&item, judged->submission, ruling->work);
    /* Why something is taken, or taken late, is the office's own matter. */
    bool says = ruling->action == RULING_RETURN || ruling->action == RULING_REJECT;
    g_autofree char *why = faults_line(says ? ruling->why : NULL, WHY_LIMIT);
    g_variant_dict_insert(&item, "why", "s", why);
    gint64 until = ruling->action == RULING_EXTEND && ruling->value ? g_ascii_strtoll(ruling->value, NULL, 10) : 0;
    g_autofree char *deadline = until ? clock_chinese_day(until, judged->campaign->zone) : g_strdup("");
    g_variant_dict_insert(&item, "deadline", "s", deadline);
    return g_variant_dict_end(&item);
}

struct reply *reply_decided(const struct judged *judged, const GPtrArray *rulings, const struct message *message,
                            gint64 now, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_ptr_array_add(all, (gpointer)judged);
    g_autoptr(GVariant) common = view_judged(all, message, now, false);
    g_autoptr(GVariantDict) dict = g_variant_dict_new(common);
    GVariantBuilder list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < rulings->len; i++)
        g_variant_builder_add_value(&list, item_of(judged, rulings->pdata[i]));
    g_variant_dict_insert_value(dict, "decisions", g_variant_builder_end(&list));
    g_autoptr(Reply) reply = reply_plain(judged->campaign, "decided", message, g_variant_dict_end(dict), error);
    return reply && sheet_add(reply, all, error) ? g_steal_pointer(&reply) : NULL;
}
