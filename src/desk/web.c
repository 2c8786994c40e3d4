/* Rows of the web page and submissions. A pair once found stays as long as it shares anything; what one of them says
 * later is told as a difference, not taken for somebody else.
 */
#include "desk/web.h"

#include <string.h>

#include "desk/decision.h"
#include "form/columns.h"
#include "store/filing.h"

static bool keep_entry(struct store *store, const struct form_rule *rule, const struct web_entry *entry, GError **error)
{
    g_autoptr(Party) party = party_create(entry->id);
    party_identify(party, rule, entry->fields, NULL, NULL, NULL);
    return web_keep_entry(store, party, error);
}

static bool drop_others(struct store *store, const struct campaign *campaign, const char *form, GHashTable *present,
                        struct web_tally *tally, GError **error)
{
    g_autoptr(GArray) all = web_ids(store, campaign->id, form, error);
    for (guint i = 0; all && i < all->len; i++) {
        gint64 id = g_array_index(all, gint64, i);
        if (g_hash_table_contains(present, &id))
            continue;
        if (!web_remove(store, id, error))
            return false;
        tally->removed++;
    }
    return all != NULL;
}

static bool put_all(struct store *store, const struct form_rule *rule, GPtrArray *entries, GHashTable *present,
                    struct web_tally *tally, GError **error)
{
    for (guint i = 0; i < entries->len; i++) {
        struct web_entry *entry = entries->pdata[i];
        enum web_change change;
        if (!web_put(store, entry, &change, error) || !keep_entry(store, rule, entry, error))
            return false;
        g_hash_table_add(present, &entry->id);
        tally->rows++;
        tally->fresh += change == WEB_NEW;
        tally->changed += change == WEB_CHANGED;
        tally->same += change == WEB_SAME;
    }
    return true;
}

static bool keep_submissions(struct store *store, const struct campaign *campaign, const char *form, GError **error)
{
    g_autoptr(GArray) all = web_submissions(store, campaign, form, error);
    for (guint i = 0; all && i < all->len; i++) {
        g_autoptr(Party) party = web_party(store, campaign, g_array_index(all, gint64, i), NULL, error);
        if (!party || !web_keep_submission(store, party, error))
            return false;
    }
    return all != NULL;
}

static bool pair_all(struct store *store, const struct campaign *campaign, const char *form, struct web_tally *tally,
                     GError **error)
{
    g_autoptr(GPtrArray) entries = web_free_entries(store, campaign->id, form, NULL, error);
    g_autoptr(GPtrArray) mails = entries ? web_free_submissions(store, campaign, form, NULL, error) : NULL;
    g_autoptr(GArray) pairs = mails ? pairing_find(entries, mails) : NULL;
    for (guint i = 0; pairs && i < pairs->len; i++) {
        const struct pair *pair = &g_array_index(pairs, struct pair, i);
        g_autofree char *by = pairing_words(pair->by);
        if (!(pair->certain ? web_join(store, pair->entry, pair->submission, by, error)
                            : web_doubt(store, pair->entry, pair->submission, error)))
            return false;
        tally->matched += pair->certain;
        tally->doubtful += !pair->certain;
    }
    return pairs != NULL;
}

bool web_take(struct intake *intake, const struct campaign *campaign, const char *form, GPtrArray *entries, bool whole,
              struct web_tally *tally, GError **error)
{
    struct store *store = intake->store;
    const struct form_rule *rule = campaign_form(campaign, form);
    g_autoptr(GHashTable) present = g_hash_table_new(g_int64_hash, g_int64_equal);
    if (!put_all(store, rule, entries, present, tally, error) ||
        (whole && !drop_others(store, campaign, form, present, tally, error)) ||
        !keep_submissions(store, campaign, form, error))
        return false;
    gint64 parted = web_part(store, campaign->id, form, error);
    tally->parted = (guint)MAX(parted, 0);
    return parted >= 0 && web_clear_doubts(store, campaign->id, form, error) &&
           pair_all(store, campaign, form, tally, error);
}

/* The whole form, as the page has it; empty where it says nothing. */
static struct contribution *contribution_of(const struct web_entry *entry, const struct form_rule *rule)
{
    struct contribution *contribution = contribution_create();
    contribution->actor = g_strdup(CONTRIBUTION_BY_WEB);
    contribution->received = contribution->came = entry->at;
    contribution->campaign = g_strdup(entry->campaign);
    contribution->form = g_strdup(entry->form);
    contribution->form_name = g_strdup("网上登记");
    g_autoptr(Form) blank = form_create(entry->campaign, rule, "", NULL);
    for (guint i = 0; i < blank->fields->len; i++) {
        struct field *field = field_copy(blank->fields->pdata[i]);
        for (guint k = 0; k < entry->fields->len; k++) {
            const struct field *said = entry->fields->pdata[k];
            if (strcmp(said->name, field->name) != 0 || !said->raw)
                continue;
            columns_value(field, rule->fields->pdata[i], said->raw);
            g_free(field->from);
            field->from = g_strdup_printf(WEB_PLACE "%d", entry->row);
            field->confidence = 1.0;
        }
        g_ptr_array_add(contribution->fields, field);
    }
    return contribution;
}

/* In place of what the page said before. */
static bool renew(struct intake *intake, gint64 submission, GError **error)
{
    struct store *store = intake->store;
    g_autoptr(GError) failure = NULL;
    if (!web_withdraw(store, submission, error))
        return false;
    g_autoptr(WebEntry) entry = web_of(store, submission, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    const struct campaign *campaign = entry ? ruleset_campaign(intake->ruleset, entry->campaign) : NULL;
    const struct form_rule *rule = campaign ? campaign_form(campaign, entry->form) : NULL;
    if (!rule)
        return true;
    g_autoptr(Contribution) contribution = contribution_of(entry, rule);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(Submission) known = submission_fold(none);
    return filing_identity(store, submission, known, error) && filing_contribute(store, known, contribution, error) &&
           web_applied(store, submission, error) &&
           store_audit(store, clock_now(&intake->clock), CONTRIBUTION_BY_WEB, "web", known->number, entry->key, error);
}

bool web_apply(struct intake *intake, gint64 submission, const char *actor, GError **error)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    if (!renew(intake, submission, error))
        return false;
    g_autoptr(Decision) decision = decision_take(intake, submission, none, true, error);
    return decision && store_audit(intake->store, clock_now(&intake->clock), actor, "import",
                                   decision->refiled->submission->number, NULL, error);
}

/* The row that the submission alone fits, among those of one form. */
static bool join_one(struct intake *intake, const struct campaign *campaign, const struct form_rule *rule,
                     const struct party *party, bool *joined, GError **error)
{
    struct store *store = intake->store;
    g_autoptr(GPtrArray) entries = web_free_entries(store, campaign->id, rule->id, party, error);
    g_autoptr(Party) near = party_create(0);
    for (guint e = 0; entries && e < entries->len; e++) {
        const GPtrArray *keys = ((const struct party *)entries->pdata[e])->keys;
        for (guint k = 0; k < keys->len; k++)
            g_ptr_array_add(near->keys, g_strdup(keys->pdata[k]));
    }
    g_autoptr(GPtrArray) mails = entries ? web_free_submissions(store, campaign, rule->id, near, error) : NULL;
    g_autoptr(GArray) pairs = mails ? pairing_find(entries, mails) : NULL;
    for (guint p = 0; pairs && p < pairs->len; p++) {
        const struct pair *pair = &g_array_index(pairs, struct pair, p);
        g_autofree char *by = pairing_words(pair->by);
        if (!pair->certain || pair->submission != party->id)
            continue;
        *joined = true;
        return web_join(store, pair->entry, party->id, by, error) && renew(intake, party->id, error);
    }
    return pairs != NULL;
}

bool web_filed(struct intake *intake, const struct campaign *campaign, gint64 submission, const struct message *message,
               bool *joined, GError **error)
{
    struct store *store = intake->store;
    *joined = false;
    g_autoptr(GError) failure = NULL;
    if (!web_used(store, campaign->id, &failure)) {
        if (failure)
            g_propagate_error(error, g_steal_pointer(&failure));
        return !failure;
    }
    g_autoptr(Party) party = web_party(store, campaign, submission, message, error);
    if (!party || !web_keep_submission(store, party, error))
        return false;
    for (guint i = 0; i < campaign->forms->len && !*joined; i++)
        if (!join_one(intake, campaign, campaign->forms->pdata[i], party, joined, error))
            return false;
    return true;
}
