/* Gathering: one reading transaction over the store, so that the two sides of the reconciliation belong together
 * while the intake works on.
 */
#include "digest/digest.h"

#include "digest/inside.h"

static void section_free(gpointer data)
{
    struct section *section = data;
    g_ptr_array_unref(section->items);
    g_free(section);
}

void digest_free(struct digest *digest)
{
    if (!digest)
        return;
    g_free(digest->office);
    g_free(digest->duty);
    g_free(digest->contact);
    g_time_zone_unref(digest->zone);
    g_free(digest->headline);
    g_ptr_array_unref(digest->urgent);
    g_ptr_array_unref(digest->decide);
    g_ptr_array_unref(digest->machine);
    g_clear_pointer(&digest->totals, g_ptr_array_unref);
    g_clear_pointer(&digest->deadlines, g_ptr_array_unref);
    g_ptr_array_unref(digest->tallies);
    g_ptr_array_unref(digest->sections);
    g_free(digest);
}

GTimeZone *digest_zone(const struct ruleset *ruleset)
{
    if (ruleset->campaigns->len > 0)
        return g_time_zone_ref(((const struct campaign *)ruleset->campaigns->pdata[0])->zone);
    return g_time_zone_new_offset(8 * 60 * 60);
}

static bool reconcile(const struct sources *sources, GError **error)
{
    struct digest *digest = sources->digest;
    g_autoptr(Rows) rows = query_digest(sources->store, DIGEST_MAILS, digest->since, digest->until, 0, error);
    if (!rows)
        return false;
    struct reconciliation *mails = &digest->mails;
    gint64 *const counts[] = {&mails->listed, &mails->copies, &mails->unfetched, &mails->ignored, &mails->filed,
                              &mails->joined, &mails->aside,  &mails->waiting,   &mails->pending};
    char **row = rows->cells->pdata[0];
    gint64 ended = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
        *counts[i] = show_number(row[i]);
        ended += i > 0 ? *counts[i] : 0;
    }
    mails->sound = mails->listed == ended;
    return true;
}

static struct digest *digest_create(const struct config *config, const struct ruleset *ruleset, enum digest_kind kind,
                                    gint64 since, gint64 until)
{
    struct digest *digest = g_new0(struct digest, 1);
    digest->zone = digest_zone(ruleset);
    digest->kind = kind;
    digest->since = since;
    digest->until = until;
    digest->next = digest_next(config, ruleset, until);
    digest->mailed = config->digest_to && config->digest_to[0];
    g_autofree char *duty = config->digest_duty ? g_strjoinv("、", config->digest_duty) : NULL;
    digest->duty = duty && *duty ? g_steal_pointer(&duty) : NULL;
    digest->contact = g_strdup(config->digest_contact);
    digest->tallies = tallies_create();
    digest->urgent = g_ptr_array_new_with_free_func(g_free);
    digest->decide = g_ptr_array_new_with_free_func(g_free);
    digest->machine = g_ptr_array_new_with_free_func(g_free);
    digest->sections = g_ptr_array_new_with_free_func(section_free);
    return digest;
}

struct digest *digest_gather(const struct config *config, const struct ruleset *ruleset, struct store *store,
                             enum digest_kind kind, gint64 since, gint64 until, GError **error)
{
    g_autoptr(Digest) digest = digest_create(config, ruleset, kind, since, until);
    struct sources sources = {config, ruleset, store, digest};
    if (!store_begin_reading(store, error))
        return NULL;
    bool good = reconcile(&sources, error) && machine_gather(&sources, error) && sections_gather(&sources, error) &&
                tally_gather(&sources, error);
    store_rollback(store);
    if (!good)
        return NULL;
    todo_gather(digest);
    pictures_choose(digest);
    return g_steal_pointer(&digest);
}
