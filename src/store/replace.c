/* Files that take the place of faulty ones. */
#include "store/replace.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "store/db.h"

struct faulty {
    int seq;
    char *number, *name;
    guint64 bytes;
    gint64 width, height;
};

static void faulty_clear(gpointer data)
{
    struct faulty *faulty = data;
    g_free(faulty->number);
    g_free(faulty->name);
}

static GArray *faulty_works(struct store *store, gint64 target, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store,
                   "SELECT DISTINCT w.seq,w.number,w.name,w.bytes,w.width,w.height FROM work w JOIN finding f"
                   " ON f.work=w.number AND f.submission=w.submission WHERE w.submission=? AND f.resend"
                   " ORDER BY w.seq",
                   error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "i", target);
    GArray *all = g_array_new(FALSE, TRUE, sizeof(struct faulty));
    g_array_set_clear_func(all, faulty_clear);
    while (db_row(store, stmt, error)) {
        struct faulty faulty = {.seq = sqlite3_column_int(stmt, 0),
                                .number = db_column(stmt, 1),
                                .name = db_column(stmt, 2),
                                .bytes = (guint64)sqlite3_column_int64(stmt, 3),
                                .width = sqlite3_column_int64(stmt, 4),
                                .height = sqlite3_column_int64(stmt, 5)};
        g_array_append_val(all, faulty);
    }
    return all;
}

/* "照片2", "图2", "作品02" as our receipts number them; 0: none, or more than one. */
static int named_seq(const char *text)
{
    g_autoptr(GRegex) pattern = g_regex_new("(?:照片|图片|作品|图)\\s*0*([1-9][0-9]{0,2})(?![0-9])", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    int seq = 0;
    for (gboolean more = g_regex_match(pattern, text, 0, &match); more; more = g_match_info_next(match, NULL)) {
        g_autofree char *digits = g_match_info_fetch(match, 1);
        int found = atoi(digits);
        if (seq && seq != found)
            return 0;
        seq = found;
    }
    return seq;
}

static bool same_shape(const struct faulty *old, const struct work *work)
{
    if (old->width <= 0 || old->height <= 0 || work->width <= 0 || work->height <= 0)
        return false;
    double before = (double)MAX(old->width, old->height) / (double)MIN(old->width, old->height);
    double after = (double)MAX(work->width, work->height) / (double)MIN(work->width, work->height);
    return before / after < 1.02 && after / before < 1.02;
}

static bool names_number(const struct dossier *dossier, const char *number)
{
    for (char **named = dossier->numbers; named && *named; named++)
        if (!strcmp(*named, number))
            return true;
    return false;
}

static bool takes_place(const struct faulty *old, const struct work *work, const struct dossier *dossier, bool alone)
{
    if (strstr(work->name, old->number) || named_seq(work->name) == old->seq)
        return true;
    if (alone && (names_number(dossier, old->number) || named_seq(dossier->message->fresh) == old->seq))
        return true;
    return !strcmp(work->name, old->name) && work->bytes > old->bytes && same_shape(old, work);
}

bool replace_mark(struct store *store, gint64 target, const struct dossier *dossier, struct contribution *contribution,
                  GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GArray) faulty = faulty_works(store, target, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    for (guint i = 0; i < contribution->works->len; i++) {
        struct numbered *numbered = contribution->works->pdata[i];
        for (guint n = 0; n < faulty->len && !numbered->replaces; n++) {
            const struct faulty *old = &g_array_index(faulty, struct faulty, n);
            if (takes_place(old, numbered->work, dossier, contribution->works->len == 1))
                numbered->replaces = old->seq;
        }
    }
    return true;
}
