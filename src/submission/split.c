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

static void add_works(GPtrArray *takers, const GPtrArray *sources, const struct dossier *dossier)
{
    g_autofree struct contribution **homes = home_find(takers, sources, dossier);
    for (guint i = 0; i < dossier->works->len; i++) {
        struct numbered *numbered = g_new0(struct numbered, 1);
        numbered->work = work_copy(dossier->works->pdata[i]);
        g_ptr_array_add(homes[i]->works, numbered);
    }
}

static bool has_row(const GPtrArray *rows, const struct roster_row *row)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct roster_row *other = rows->pdata[i];
        if (other->table == row->table && other->line == row->line && !strcmp(other->source, row->source))
            return true;
    }
    return false;
}

/* A list's lines go with the form that was read from it, else with the only form, else with the one that they name. */
static void add_rows(GPtrArray *takers, const GPtrArray *sources, const struct dossier *dossier)
{
    for (guint i = 0; i < dossier->roster->len && takers->len; i++) {
        const struct roster_row *row = dossier->roster->pdata[i];
        struct contribution *home = takers->len == 1 ? takers->pdata[0] : NULL;
        for (guint k = 0; k < sources->len && !home; k++)
            home = !strcmp(sources->pdata[k], row->source) ? takers->pdata[k] : NULL;
        g_autofree char *words = g_strjoin(" ", row->title ? row->title : "", row->author ? row->author : "", NULL);
        home = home ? home : home_named(takers, words);
        if (home && !has_row(home->rows, row))
            g_ptr_array_add(home->rows, roster_row_copy(row));
    }
}

static bool unopened(const struct file *file)
{
    return file->role == ROLE_ARCHIVE && (file->encrypted || file->damaged);
}

/* A list of works with their authors is sent ahead of them. */
static bool lists_works(const struct dossier *dossier)
{
    for (guint i = 0; i < dossier->roster->len; i++) {
        const struct roster_row *row = dossier->roster->pdata[i];
        if (row->title && row->author)
            return dossier->about;
    }
    return false;
}

static void add_files(GPtrArray *all, GPtrArray *takers, const GPtrArray *sources, const struct dossier *dossier,
                      gint64 received, const char *actor)
{
    bool failures = false;
    for (guint i = 0; i < dossier->files->len; i++)
        failures = failures || unopened(dossier->files->pdata[i]);
    if (!dossier->works->len && !dossier->links->len && !failures && !lists_works(dossier))
        return;
    ensure_taker(all, takers, received, actor);
    if (!sources->len)
        add_rows(takers, sources, dossier);
    add_works(takers, sources, dossier);
    struct contribution *first = takers->pdata[0];
    for (guint i = 0; i < dossier->links->len; i++) {
        const struct link *item = dossier->links->pdata[i];
        struct contribution *home = item->name ? home_named(takers, item->name) : NULL;
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
    struct contribution *home = form ? NULL : home_named(takers, file->path);
    if (!form)
        (home ? home : (struct contribution *)takers->pdata[0])->embedded += file->pictures;
}

GPtrArray *submission_split(const struct dossier *dossier, const struct ruleset *ruleset, gint64 received)
{
    const char *actor = dossier->message->from.addr;
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)contribution_free);
    g_autoptr(GPtrArray) takers = g_ptr_array_new(), sources = g_ptr_array_new();
    g_autoptr(GPtrArray) askers = g_ptr_array_new(), asking = g_ptr_array_new();
    for (guint i = 0; i < dossier->forms->len; i++) {
        const struct form *form = dossier->forms->pdata[i];
        if (form->blank)
            continue;
        struct contribution *contribution = from_form(form, received, actor);
        g_ptr_array_add(all, contribution);
        if (takes_works(contribution, ruleset)) {
            g_ptr_array_add(takers, contribution);
            g_ptr_array_add(sources, form->source);
        } else if (asks_for_papers(contribution, ruleset)) {
            g_ptr_array_add(askers, contribution);
            g_ptr_array_add(asking, form->source);
        }
    }
    if (takers->len == 0) {
        g_ptr_array_extend(takers, askers, NULL, NULL);
        g_ptr_array_extend(sources, asking, NULL, NULL);
    }
    add_rows(takers, sources, dossier);
    add_files(all, takers, sources, dossier, received, actor);
    for (guint i = 0; i < all->len; i++) {
        struct contribution *contribution = all->pdata[i];
        contribution->claim = dossier->claim;
        contribution->web = g_strdup(dossier->web);
    }
    for (guint i = 0; i < dossier->files->len; i++)
        add_pictures(takers, dossier->files->pdata[i]);
    return all;
}
