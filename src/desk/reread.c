/* Reading again. A mail that one submission alone has, by one contribution, is replaced there; what went elsewhere by
 * people's words or by several forms is left to people.
 */
#include "desk/reread.h"

#include <string.h>

#include "desk/decision.h"
#include "store/filing.h"

/* The only contribution of that mail among all; NULL: none, or several. */
static struct contribution *only_of(const GPtrArray *all, gint64 mail)
{
    struct contribution *found = NULL;
    for (guint i = 0; i < all->len; i++) {
        struct contribution *one = all->pdata[i];
        if (one->mail != mail)
            continue;
        if (found)
            return NULL;
        found = one;
    }
    return found;
}

static const struct numbered *same_file(const struct contribution *old, const char *sha256)
{
    for (guint i = 0; i < old->works->len; i++) {
        const struct numbered *numbered = old->works->pdata[i];
        if (!strcmp(numbered->work->sha256, sha256))
            return numbered;
    }
    return NULL;
}

static int highest(const GPtrArray *all)
{
    int most = 0;
    for (guint i = 0; i < all->len; i++) {
        const struct contribution *one = all->pdata[i];
        most = MAX(most, one->reserved);
        for (guint k = 0; k < one->works->len; k++)
            most = MAX(most, ((const struct numbered *)one->works->pdata[k])->seq);
    }
    return most;
}

/* A number that was given stays with its file; a file that is found only now gets one that nothing ever had. */
static void keep_numbers(struct contribution *next, const struct contribution *old, const GPtrArray *all)
{
    int most = highest(all);
    for (guint i = 0; i < next->works->len; i++) {
        struct numbered *numbered = next->works->pdata[i];
        const struct numbered *before = same_file(old, numbered->work->sha256);
        numbered->seq = before ? before->seq : ++most;
        numbered->replaces = before ? before->replaces : 0;
        g_free(numbered->duplicate_of);
        numbered->duplicate_of = before ? g_strdup(before->duplicate_of) : NULL;
    }
}

/* What was found out when the mail was joined: by whom, when, and what its lines corrected. */
static void keep_joined(struct contribution *next, struct contribution *old)
{
    next->mail = old->mail;
    next->received = old->received;
    next->came = old->came;
    next->reserved = old->reserved;
    g_free(next->actor);
    next->actor = g_strdup(old->actor);
    g_free(next->campaign);
    next->campaign = g_strdup(old->campaign);
    next->claim = next->claim || old->claim;
    if (!next->web)
        next->web = g_strdup(old->web);
    while (!next->captions->len && old->captions->len)
        g_ptr_array_add(next->captions, g_ptr_array_steal_index(old->captions, 0));
    bool lines = !next->form && !old->form;
    while (lines && old->fields->len)
        g_ptr_array_add(next->fields, g_ptr_array_steal_index(old->fields, 0));
}

static bool brought_files(const struct contribution *old)
{
    return old->form || old->works->len || old->links->len || old->failures->len || old->rows->len;
}

/* What the submission comes to, for telling whether it has changed. */
static char *standing(const struct submission *submission)
{
    GString *text = g_string_new(submission->form);
    for (guint i = 0; i < submission->fields->len; i++) {
        const struct field *field = submission->fields->pdata[i];
        g_string_append_printf(text, "\n%s=%s", field->name, field->value ? field->value : "");
    }
    for (guint i = 0; i < submission->works->len; i++) {
        const struct numbered *numbered = submission->works->pdata[i];
        g_string_append_printf(text, "\n%d %s %s", numbered->seq, numbered->work->sha256,
                               numbered->work->caption ? numbered->work->caption : "");
    }
    return g_string_free(text, FALSE);
}

static bool replace(struct intake *intake, gint64 id, const GPtrArray *all, struct contribution *next,
                    const struct mail *mail, enum reread *outcome, char **number, GError **error)
{
    struct store *store = intake->store;
    g_autoptr(Submission) before = submission_fold(all);
    g_autoptr(GPtrArray) now = g_ptr_array_new(), none = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        if (((const struct contribution *)all->pdata[i])->mail != mail->id)
            g_ptr_array_add(now, all->pdata[i]);
    g_ptr_array_add(now, next);
    g_autoptr(Submission) after = submission_fold(now);
    g_autofree char *was = standing(before), *is = standing(after), *state = filing_state(store, id, error);
    if (!state || !filing_identity(store, id, after, error) || !filing_forget_mail(store, mail->id, error) ||
        !filing_contribute(store, after, next, error))
        return false;
    g_autoptr(Decision) decision = decision_take(intake, id, none, true, error);
    if (!decision)
        return false;
    bool same = !strcmp(was, is) && !strcmp(state, verdict_name(decision->refiled->verdict->state));
    *outcome = same ? REREAD_SAME : REREAD_CHANGED;
    *number = filing_number_of(store, id, error);
    return *number != NULL;
}

bool reread_mail(struct intake *intake, const struct mail *mail, const struct dossier *dossier, enum reread *outcome,
                 char **number, GError **error)
{
    struct store *store = intake->store;
    *outcome = REREAD_LEFT;
    g_autoptr(GArray) targets = filing_of_mail(store, mail->id, error);
    if (!targets)
        return false;
    if (targets->len != 1)
        return true;
    gint64 id = g_array_index(targets, gint64, 0);
    g_autoptr(GPtrArray) all = filing_contributions(store, id, error);
    if (!all)
        return false;
    struct contribution *old = only_of(all, mail->id);
    g_autoptr(GPtrArray) brought = submission_split(dossier, intake->ruleset, old ? old->received : 0);
    if (!old || !brought_files(old) || brought->len != 1)
        return true;
    struct contribution *next = brought->pdata[0];
    keep_joined(next, old);
    keep_numbers(next, old, all);
    return replace(intake, id, all, next, mail, outcome, number, error) &&
           mail_read_again(store, mail->id, dossier, error);
}
