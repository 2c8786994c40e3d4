/* One mail may bring several things: a reply slip, registration forms, works. Here they are told apart. */
#include <string.h>

#include "submission/inside.h"

static struct contribution *from_form(const struct form *form, gint64 received, const char *actor)
{
    struct contribution *contribution = contribution_create();
    contribution->received = received;
    contribution->actor = g_strdup(actor);
    contribution->campaign = g_strdup(form->campaign);
    contribution->form = g_strdup(form->id);
    contribution->form_name = g_strdup(form->name);
    contribution->unreadable = form->unreadable;
    for (guint i = 0; i < form->fields->len; i++)
        g_ptr_array_add(contribution->fields, field_copy(form->fields->pdata[i]));
    for (guint i = 0; i < form->notes->len; i++)
        g_ptr_array_add(contribution->notes, g_strdup(form->notes->pdata[i]));
    return contribution;
}

static bool takes_works(const struct contribution *contribution, const struct ruleset *ruleset)
{
    const struct campaign *campaign = ruleset_campaign(ruleset, contribution->campaign);
    const struct form_rule *form = campaign ? campaign_form(campaign, contribution->form) : NULL;
    return form && form->takes_works;
}

/* A plan that came as a link, or in an archive that does not open, is its form's business. */
static bool asks_for_papers(const struct contribution *contribution, const struct ruleset *ruleset)
{
    const struct campaign *campaign = ruleset_campaign(ruleset, contribution->campaign);
    const struct form_rule *form = campaign ? campaign_form(campaign, contribution->form) : NULL;
    return form && form_rule_papers(form);
}

/* How many of the form's names stand in a file's path or name: "孙建国-喂饭.jpg", or a folder an author in an archive.
 */
static int named_in(const struct contribution *contribution, const char *path)
{
    int hits = 0;
    for (guint i = 0; i < contribution->fields->len; i++) {
        const struct field *field = contribution->fields->pdata[i];
        bool name = g_str_has_suffix(field->name, "_name") || !strcmp(field->name, "title");
        hits += name && field->value && strlen(field->value) >= 6 && strstr(path, field->value) != NULL;
    }
    return hits;
}

static struct contribution *best_named(GPtrArray *takers, const char *path)
{
    struct contribution *best = NULL;
    int most = 0;
    for (guint i = 0; i < takers->len; i++) {
        int hits = named_in(takers->pdata[i], path);
        if (hits > most) {
            best = takers->pdata[i];
            most = hits;
        }
    }
    return best;
}

/* What no form of the mail takes is a contribution of its own. */
static void ensure_taker(GPtrArray *all, GPtrArray *takers, gint64 received, const char *actor)
{
    if (takers->len > 0)
        return;
    struct contribution *own = contribution_create();
    own->received = received;
    own->actor = g_strdup(actor);
    g_ptr_array_add(all, own);
    g_ptr_array_add(takers, own);
}

/* Whose a work is: named by its path; else by order when there are as many works as forms; else the first form's. */
static void add_works(GPtrArray *takers, const struct dossier *dossier)
{
    bool in_turn = takers->len == dossier->works->len;
    for (guint i = 0; i < dossier->works->len && in_turn; i++) {
        const struct work *work = dossier->works->pdata[i];
        in_turn = !best_named(takers, work->path) && !best_named(takers, work->name);
    }
    for (guint i = 0; i < dossier->works->len; i++) {
        const struct work *work = dossier->works->pdata[i];
        g_autofree char *where = g_strconcat(work->path, "/", work->name, NULL);
        struct contribution *home = in_turn ? takers->pdata[i] : best_named(takers, where);
        struct numbered *numbered = g_new0(struct numbered, 1);
        numbered->work = work_copy(work);
        g_ptr_array_add((home ? home : (struct contribution *)takers->pdata[0])->works, numbered);
    }
}

static bool unopened(const struct file *file)
{
    return file->role == ROLE_ARCHIVE && (file->encrypted || file->damaged);
}

static void add_files(GPtrArray *all, GPtrArray *takers, const struct dossier *dossier, gint64 received,
                      const char *actor)
{
    bool failures = false;
    for (guint i = 0; i < dossier->files->len; i++)
        failures = failures || unopened(dossier->files->pdata[i]);
    if (!dossier->works->len && !dossier->links->len && !failures)
        return;
    ensure_taker(all, takers, received, actor);
    add_works(takers, dossier);
    struct contribution *first = takers->pdata[0];
    for (guint i = 0; i < dossier->links->len; i++) {
        const struct link *item = dossier->links->pdata[i];
        struct contribution *home = item->name ? best_named(takers, item->name) : NULL;
        g_ptr_array_add((home ? home : first)->links, link_copy(item));
    }
    for (guint i = 0; i < dossier->files->len; i++) {
        const struct file *file = dossier->files->pdata[i];
        if (unopened(file))
            g_ptr_array_add(first->failures, file_copy(file));
    }
}

/* A form's own file, or a list of captions, into which pictures were pasted. A PDF's pictures are its scanned pages,
 * and a document that is a work may have as many as it likes. */
static void add_pictures(GPtrArray *takers, const struct file *file)
{
    bool form = file->role == ROLE_FORM;
    if (file->pictures <= 0 || !takers->len || (!form && file->role != ROLE_CAPTION && file->role != ROLE_OTHER) ||
        !strcmp(file->type, "application/pdf"))
        return;
    for (guint i = 0; i < takers->len && form; i++) {
        struct contribution *taker = takers->pdata[i];
        if (!g_strcmp0(taker->form_name, file->name)) {
            taker->embedded += file->pictures;
            return;
        }
    }
    struct contribution *home = form ? NULL : best_named(takers, file->path);
    if (!form)
        (home ? home : (struct contribution *)takers->pdata[0])->embedded += file->pictures;
}

GPtrArray *submission_split(const struct dossier *dossier, const struct ruleset *ruleset, gint64 received)
{
    const char *actor = dossier->message->from.addr;
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)contribution_free);
    g_autoptr(GPtrArray) takers = g_ptr_array_new(), askers = g_ptr_array_new();
    for (guint i = 0; i < dossier->forms->len; i++) {
        const struct form *form = dossier->forms->pdata[i];
        if (form->blank)
            continue;
        struct contribution *contribution = from_form(form, received, actor);
        g_ptr_array_add(all, contribution);
        if (takes_works(contribution, ruleset))
            g_ptr_array_add(takers, contribution);
        else if (asks_for_papers(contribution, ruleset))
            g_ptr_array_add(askers, contribution);
    }
    for (guint i = 0; i < askers->len && (i > 0 || !takers->len); i++)
        g_ptr_array_add(takers, askers->pdata[i]);
    add_files(all, takers, dossier, received, actor);
    for (guint i = 0; i < all->len; i++)
        ((struct contribution *)all->pdata[i])->claim = dossier->claim;
    for (guint i = 0; i < dossier->files->len; i++)
        add_pictures(takers, dossier->files->pdata[i]);
    return all;
}
