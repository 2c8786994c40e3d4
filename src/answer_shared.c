/* One mailbox may serve several campaigns. Who asks there for forms, or how to take part, without a word that tells
 * which one, gets one answer that speaks of each that is open; so does who sends something for each in one mail.
 */
#include "answer_shared.h"

/* Which of them this is: `follows`, `goes_on`. */
static GVariant *place_of(guint at, guint count)
{
    GVariantDict dict;
    g_variant_dict_init(&dict, NULL);
    if (count > 1)
        g_variant_dict_insert(&dict, "served", "b", TRUE);
    if (at > 0)
        g_variant_dict_insert(&dict, "follows", "b", TRUE);
    if (at + 1 < count)
        g_variant_dict_insert(&dict, "goes_on", "b", TRUE);
    return g_variant_ref_sink(g_variant_dict_end(&dict));
}

/* Puts what another campaign says under what is there; takes its numbers and files. */
static void append(struct reply *all, struct reply *next)
{
    char *text = g_strconcat(all->text, "\n", next->text, NULL);
    g_free(all->text);
    all->text = text;
    g_ptr_array_extend(all->blanks, next->blanks, NULL, NULL);
    while (next->sheets->len)
        g_ptr_array_add(all->sheets, g_ptr_array_steal_index(next->sheets, 0));
    g_autoptr(GStrvBuilder) numbers = g_strv_builder_new();
    for (char **number = all->numbers; number && *number; number++)
        g_strv_builder_add(numbers, *number);
    for (char **number = next->numbers; number && *number; number++)
        g_strv_builder_add(numbers, *number);
    g_strfreev(all->numbers);
    all->numbers = g_strv_builder_end(numbers);
}

struct reply *answer_shared(const GPtrArray *campaigns, const char *template, const struct message *message,
                            GError **error)
{
    g_autoptr(Reply) all = NULL;
    g_autoptr(GPtrArray) worded = g_ptr_array_new();
    for (guint i = 0; i < campaigns->len; i++) {
        struct campaign *campaign = campaigns->pdata[i];
        if (i == 0 || g_hash_table_contains(campaign->replies, template))
            g_ptr_array_add(worded, campaign);
    }
    for (guint i = 0; i < worded->len; i++) {
        g_autoptr(GVariant) place = place_of(i, worded->len);
        g_autoptr(Reply) reply = reply_plain(worded->pdata[i], template, message, place, error);
        if (!reply)
            return NULL;
        if (all)
            append(all, reply);
        else
            all = g_steal_pointer(&reply);
    }
    if (all)
        reply_dress(all);
    return g_steal_pointer(&all);
}

/* Those of one campaign, in their order; the campaign is then done. */
static GPtrArray *group_of(const GPtrArray *judged, guint first, GHashTable *done)
{
    const struct judged *head = judged->pdata[first];
    GPtrArray *group = g_ptr_array_new();
    for (guint i = first; i < judged->len && !g_hash_table_contains(done, head->campaign); i++)
        if (((const struct judged *)judged->pdata[i])->campaign == head->campaign)
            g_ptr_array_add(group, judged->pdata[i]);
    g_hash_table_add(done, (gpointer)head->campaign);
    return group;
}

static void put_heading(struct reply *reply, const struct campaign *campaign)
{
    char *text = g_strdup_printf("【%s】\n%s", campaign->name, reply->text);
    g_free(reply->text);
    reply->text = text;
}

/* Each part keeps its greeting and its office: they are letters of different offices in one cover. */
struct reply *answer_judged(const GPtrArray *judged, const struct message *message, gint64 now, bool delayed,
                            GError **error)
{
    g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);
    g_autoptr(Reply) all = NULL;
    for (guint i = 0; i < judged->len; i++) {
        g_autoptr(GPtrArray) group = group_of(judged, i, done);
        if (group->len == judged->len)
            return reply_compose(judged, message, now, delayed, error);
        if (group->len == 0)
            continue;
        g_autoptr(Reply) reply = reply_compose(group, message, now, delayed, error);
        if (!reply)
            return NULL;
        put_heading(reply, ((const struct judged *)group->pdata[0])->campaign);
        if (!all) {
            all = g_steal_pointer(&reply);
            continue;
        }
        append(all, reply);
        char *subject = g_strconcat(all->subject, "；", reply->subject, NULL);
        g_free(all->subject);
        all->subject = subject;
    }
    if (all)
        reply_dress(all);
    return g_steal_pointer(&all);
}
