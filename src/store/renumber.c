/* Old numbers in a mail, before anything is decided by them: otherwise 撤下 of one work would be read as of all. */
#include "store/renumber.h"

#include <string.h>

#include "store/filing.h"
#include "store/join.h"
#include "store/merge.h"

/* The present submission's number and *seq of the work; NULL, with or without *error: it never moved. */
static char *present(struct store *store, const char *whole, int *seq, GError **error)
{
    g_autofree char *old = number_format_work(whole, *seq);
    gint64 submission = 0;
    return merge_alias(store, old, &submission, seq, error) ? filing_number_of(store, submission, error) : NULL;
}

static char *whole_of(const char *text, int *seq)
{
    g_autofree char *prefix = NULL;
    int number;
    return number_parse(text, &prefix, &number, seq) ? number_format(prefix, number) : NULL;
}

/* The one submission that a mail speaks of, as it says it; NULL: none, or several. */
static char *only_one(struct store *store, const struct dossier *dossier, GError **error)
{
    g_autofree char *only = NULL;
    for (char **text = dossier->numbers; text && *text; text++) {
        int seq;
        g_autofree char *whole = whole_of(*text, &seq);
        if (whole && only && strcmp(whole, only) != 0)
            return NULL;
        if (whole && !only)
            only = g_steal_pointer(&whole);
    }
    if (only)
        return g_steal_pointer(&only);
    g_autoptr(GArray) named = join_named(store, dossier, error);
    return named && named->len == 1 ? filing_number_of(store, g_array_index(named, gint64, 0), error) : NULL;
}

static bool rename_numbers(struct store *store, struct dossier *dossier, GError **error)
{
    for (char **text = dossier->numbers; text && *text; text++) {
        int seq = 0;
        g_autoptr(GError) failure = NULL;
        g_autofree char *whole = whole_of(*text, &seq);
        g_autofree char *now = whole && seq ? present(store, whole, &seq, &failure) : NULL;
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        if (now) {
            g_free(*text);
            *text = number_format_work(now, seq);
        }
    }
    return true;
}

static void mention(struct dossier *dossier, const char *number)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (char **text = dossier->numbers; text && *text; text++) {
        if (g_str_has_prefix(*text, number) && strchr("-", (*text)[strlen(number)]))
            return;
        g_strv_builder_add(builder, *text);
    }
    g_strv_builder_add(builder, number);
    g_strfreev(dossier->numbers);
    dossier->numbers = g_strv_builder_end(builder);
}

/* 照片3说明 in an answer about NXZ-0012 is of NXZ-0012-03, wherever that is; once one of them has moved, the others say
 * too whose they are. */
static bool rename_captions(struct store *store, struct dossier *dossier, const char *only, GError **error)
{
    bool any = false;
    for (guint i = 0; i < dossier->captions->len; i++) {
        struct caption *caption = dossier->captions->pdata[i];
        const char *whole = caption->of ? caption->of : only;
        g_autoptr(GError) failure = NULL;
        g_autofree char *now = whole && caption->number ? present(store, whole, &caption->number, &failure) : NULL;
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        if (!now)
            continue;
        mention(dossier, now);
        g_free(caption->of);
        caption->of = g_steal_pointer(&now);
        any = true;
    }
    for (guint i = 0; any && only && i < dossier->captions->len; i++) {
        struct caption *caption = dossier->captions->pdata[i];
        if (!caption->number || caption->of)
            continue;
        caption->of = g_strdup(only);
        mention(dossier, only);
    }
    return true;
}

bool renumber_dossier(struct store *store, struct dossier *dossier, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *only = dossier->captions->len ? only_one(store, dossier, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return rename_numbers(store, dossier, error) && rename_captions(store, dossier, only, error);
}
