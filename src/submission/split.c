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

/* How many of the form's names stand in the path: an archive with a folder an author is the usual shape. */
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

/* The contribution that a file belongs to; created when no form of the mail takes works. */
static struct contribution *home_of(GPtrArray *all, GPtrArray *takers, const char *path, gint64 received,
                                    const char *actor)
{
    if (takers->len == 0) {
        struct contribution *own = contribution_create();
        own->received = received;
        own->actor = g_strdup(actor);
        g_ptr_array_add(all, own);
        g_ptr_array_add(takers, own);
    }
    struct contribution *best = takers->pdata[0];
    int most = named_in(best, path);
    for (guint i = 1; i < takers->len; i++) {
        int hits = named_in(takers->pdata[i], path);
        if (hits > most) {
            best = takers->pdata[i];
            most = hits;
        }
    }
    return best;
}

static void add_files(GPtrArray *all, GPtrArray *takers, const struct dossier *dossier, gint64 received,
                      const char *actor)
{
    for (guint i = 0; i < dossier->works->len; i++) {
        const struct work *work = dossier->works->pdata[i];
        struct numbered *numbered = g_new0(struct numbered, 1);
        numbered->work = work_copy(work);
        g_ptr_array_add(home_of(all, takers, work->path, received, actor)->works, numbered);
    }
    for (guint i = 0; i < dossier->links->len; i++)
        g_ptr_array_add(home_of(all, takers, "", received, actor)->links, link_copy(dossier->links->pdata[i]));
    for (guint i = 0; i < dossier->files->len; i++) {
        const struct file *file = dossier->files->pdata[i];
        if (file->role == ROLE_ARCHIVE && (file->encrypted || file->damaged))
            g_ptr_array_add(home_of(all, takers, file->path, received, actor)->failures, file_copy(file));
    }
}

GPtrArray *submission_split(const struct dossier *dossier, const struct ruleset *ruleset, gint64 received)
{
    const char *actor = dossier->message->from.addr;
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)contribution_free);
    g_autoptr(GPtrArray) takers = g_ptr_array_new();
    for (guint i = 0; i < dossier->forms->len; i++) {
        const struct form *form = dossier->forms->pdata[i];
        if (form->blank)
            continue;
        struct contribution *contribution = from_form(form, received, actor);
        g_ptr_array_add(all, contribution);
        if (takes_works(contribution, ruleset))
            g_ptr_array_add(takers, contribution);
    }
    add_files(all, takers, dossier, received, actor);
    return all;
}
