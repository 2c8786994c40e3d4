/* The fold: contributions in their order become the submission's present state. */
#include <string.h>

#include "submission/inside.h"

static gint by_arrival(gconstpointer a, gconstpointer b)
{
    const struct contribution *x = *(struct contribution *const *)a, *y = *(struct contribution *const *)b;
    bool late = contribution_by_web(x), later = contribution_by_web(y);
    if (late != later)
        return late ? 1 : -1;
    if (x->received != y->received)
        return x->received < y->received ? -1 : 1;
    if (x->mail != y->mail)
        return x->mail < y->mail ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

bool contribution_by_web(const struct contribution *contribution)
{
    return !contribution->mail && !g_strcmp0(contribution->actor, CONTRIBUTION_BY_WEB);
}

static struct field *find_field(GPtrArray *fields, const char *name)
{
    for (guint i = 0; i < fields->len; i++) {
        struct field *field = fields->pdata[i];
        if (!strcmp(field->name, name))
            return field;
    }
    return NULL;
}

/* What a later form leaves empty stays: a sender who corrects a phone does not mean to erase the rest. The web page
 * speaks only where nobody else did. */
static void fold_fields(struct submission *state, const struct contribution *next)
{
    bool yields = contribution_by_web(next);
    for (guint i = 0; i < next->fields->len; i++) {
        const struct field *field = next->fields->pdata[i];
        struct field *old = find_field(state->fields, field->name);
        if (!old) {
            g_ptr_array_add(state->fields, field_copy(field));
        } else if ((field->value || field->conflict) && !(yields && (old->value || old->conflict))) {
            struct field *copy = field_copy(field);
            struct field swap = *old;
            *old = *copy;
            *copy = swap;
            field_free(copy);
        }
    }
}

static struct numbered *find_work(const struct submission *state, const char *sha256, int seq)
{
    for (guint i = 0; i < state->works->len; i++) {
        struct numbered *numbered = state->works->pdata[i];
        if (seq ? numbered->seq == seq : !strcmp(numbered->work->sha256, sha256 ? sha256 : ""))
            return numbered;
    }
    return NULL;
}

static int next_seq(const struct submission *state)
{
    int highest = state->reserved;
    for (guint i = 0; i < state->works->len; i++)
        highest = MAX(highest, ((const struct numbered *)state->works->pdata[i])->seq);
    return highest + 1;
}

static gint64 came(const struct contribution *contribution)
{
    return MAX(contribution->came, contribution->received);
}

static void take_over(struct numbered *old, const struct numbered *next, gint64 when)
{
    struct work *work = work_copy(next->work);
    if (!work->caption && old->work->caption) {
        work->caption = g_strdup(old->work->caption);
        work->caption_from = g_strdup(old->work->caption_from);
    }
    work_free(old->work);
    old->work = work;
    old->arrived = old->touched = when;
    g_free(old->duplicate_of);
    old->duplicate_of = g_strdup(next->duplicate_of);
}

static void fold_works(struct submission *state, const struct contribution *next)
{
    for (guint i = 0; i < next->works->len; i++) {
        const struct numbered *numbered = next->works->pdata[i];
        struct numbered *same = find_work(state, numbered->work->sha256, 0);
        struct numbered *old = numbered->replaces ? find_work(state, NULL, numbered->replaces) : NULL;
        if (same && numbered->work->caption) {
            g_free(same->work->caption);
            g_free(same->work->caption_from);
            same->work->caption = g_strdup(numbered->work->caption);
            same->work->caption_from = g_strdup(numbered->work->caption_from);
            same->touched = came(next);
        } else if (same) {
            continue;
        } else if (old) {
            take_over(old, numbered, came(next));
        } else {
            struct numbered *added = numbered_copy(numbered);
            if (!added->seq || find_work(state, NULL, added->seq))
                added->seq = next_seq(state);
            added->arrived = added->touched = came(next);
            g_ptr_array_add(state->works, added);
        }
    }
}

/* A caption without a number or a name belongs to the only photograph that lacks one. */
static struct numbered *captioned(const struct submission *state, const struct caption *caption)
{
    struct numbered *only = NULL;
    guint lacking = 0;
    for (guint i = 0; i < state->works->len; i++) {
        struct numbered *numbered = state->works->pdata[i];
        if (caption->number && numbered->seq == caption->number)
            return numbered;
        if (caption->name && !g_strcmp0(caption->name, numbered->work->name))
            return numbered;
        if (numbered->work->kind == WORK_PHOTO && !numbered->work->caption) {
            only = numbered;
            lacking++;
        }
    }
    return !caption->number && !caption->name && lacking == 1 ? only : NULL;
}

static void fold_captions(struct submission *state, const struct contribution *next)
{
    for (guint i = 0; i < next->captions->len; i++) {
        const struct caption *caption = next->captions->pdata[i];
        struct numbered *numbered = captioned(state, caption);
        if (!numbered)
            continue;
        g_free(numbered->work->caption);
        g_free(numbered->work->caption_from);
        numbered->work->caption = g_strdup(caption->text);
        numbered->work->caption_from = g_strdup("来信更正");
        numbered->touched = came(next);
    }
}

static bool arrived(const struct contribution *next, const char *name)
{
    for (guint i = 0; i < next->works->len; i++) {
        const struct numbered *numbered = next->works->pdata[i];
        if (!name || !g_strcmp0(name, numbered->work->name))
            return true;
    }
    return false;
}

/* A file that was only a link, or could not be opened, is settled when it comes as a file; one whose name the
 * mail did not show is settled by any work that comes later. */
static void settle(struct submission *state, const struct contribution *next)
{
    for (guint i = state->links->len; i-- > 0;) {
        const struct link *link = state->links->pdata[i];
        if (arrived(next, link->name))
            g_ptr_array_remove_index(state->links, i);
    }
    if (arrived(next, NULL))
        g_ptr_array_set_size(state->failures, 0);
    for (guint i = 0; i < next->links->len; i++)
        g_ptr_array_add(state->links, link_copy(next->links->pdata[i]));
    for (guint i = 0; i < next->failures->len; i++)
        g_ptr_array_add(state->failures, file_copy(next->failures->pdata[i]));
}

static void fold_form(struct submission *state, const struct contribution *next)
{
    if (!next->form || (state->form && contribution_by_web(next)))
        return;
    /* An electronic form makes an earlier unreadable one readable; the other way round nothing is lost. */
    bool first = !state->form;
    if (first || !next->unreadable)
        state->unreadable = next->unreadable;
    if (first || !next->unreadable) {
        g_free(state->form_name);
        state->form_name = g_strdup(next->form_name);
    }
    if (first)
        state->form = g_strdup(next->form);
}

static gint by_seq(gconstpointer a, gconstpointer b)
{
    return (*(struct numbered *const *)a)->seq - (*(struct numbered *const *)b)->seq;
}

struct submission *submission_fold(const GPtrArray *contributions)
{
    struct submission *state = g_new0(struct submission, 1);
    state->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    state->works = g_ptr_array_new_with_free_func((GDestroyNotify)numbered_free);
    state->links = g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
    state->failures = g_ptr_array_new_with_free_func((GDestroyNotify)file_free);
    state->rows = g_ptr_array_new_with_free_func((GDestroyNotify)roster_row_free);
    state->notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) ordered = g_ptr_array_new();
    for (guint i = 0; i < contributions->len; i++)
        g_ptr_array_add(ordered, contributions->pdata[i]);
    g_ptr_array_sort(ordered, by_arrival);
    for (guint i = 0; i < ordered->len; i++) {
        const struct contribution *next = ordered->pdata[i];
        if (i == 0) {
            state->sender = g_strdup(next->actor);
            state->received = next->received;
            state->campaign = g_strdup(next->campaign);
        }
        state->revision += !contribution_by_web(next);
        if (next->mail) {
            state->came = MAX(state->came, came(next));
            state->latest = next->received;
        }
        state->claim = state->claim || next->claim;
        state->reserved = MAX(state->reserved, next->reserved);
        if (next->web) {
            g_free(state->web);
            state->web = g_strdup(next->web);
        }
        if (next->embedded)
            state->embedded = next->embedded;
        settle(state, next);
        fold_form(state, next);
        fold_fields(state, next);
        fold_works(state, next);
        roster_fold(state->rows, next->rows);
        fold_captions(state, next);
        state->told = state->notes->len;
        for (guint n = 0; n < next->notes->len; n++)
            g_ptr_array_add(state->notes, g_strdup(next->notes->pdata[n]));
    }
    g_ptr_array_sort(state->works, by_seq);
    roster_apply(state);
    return state;
}
