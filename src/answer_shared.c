/* One mailbox may serve several campaigns. Who asks there for forms, or how to take part, without a word that tells
 * which one, gets one answer that speaks of each that is open.
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
        if (!all) {
            all = g_steal_pointer(&reply);
            continue;
        }
        char *text = g_strconcat(all->text, "\n", reply->text, NULL);
        g_free(all->text);
        all->text = text;
        g_ptr_array_extend(all->blanks, reply->blanks, NULL, NULL);
    }
    if (all)
        reply_dress(all);
    return g_steal_pointer(&all);
}
