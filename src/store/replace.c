/* Files that take the place of faulty ones. */
#include "store/replace.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/db.h"
#include "work/fingerprint.h"

/* A work of the submission as it stands. */
struct earlier {
    int seq;
    char *number, *fingerprint, *name;
    GStrv before; /* its numbers before submissions were merged; NULL: none */
    bool photo;
    bool faulty; /* a new file would settle an open finding */
    bool taken;  /* one of the files takes its place */
};

static void earlier_clear(gpointer data)
{
    struct earlier *earlier = data;
    g_free(earlier->number);
    g_free(earlier->fingerprint);
    g_strfreev(earlier->before);
    g_free(earlier->name);
}

static GArray *earlier_works(struct store *store, gint64 target, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store,
                   "SELECT w.seq,w.number,w.fingerprint,EXISTS (SELECT 1 FROM finding f WHERE f.work=w.number"
                   " AND f.submission=w.submission AND f.resend),(SELECT group_concat(a.number,' ') FROM work_alias a"
                   " WHERE a.submission=w.submission AND a.seq=w.seq),w.name,w.kind='photo' FROM work w WHERE "
                   "w.submission=? ORDER BY w.seq",
                   error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "i", target);
    GArray *all = g_array_new(FALSE, TRUE, sizeof(struct earlier));
    g_array_set_clear_func(all, earlier_clear);
    while (db_row(store, stmt, error)) {
        struct earlier earlier = {.seq = sqlite3_column_int(stmt, 0),
                                  .number = db_column(stmt, 1),
                                  .fingerprint = db_column(stmt, 2),
                                  .faulty = sqlite3_column_int(stmt, 3) != 0,
                                  .name = db_column(stmt, 5),
                                  .photo = sqlite3_column_int(stmt, 6) != 0};
        const char *before = (const char *)sqlite3_column_text(stmt, 4);
        earlier.before = before ? g_strsplit(before, " ", -1) : NULL;
        g_array_append_val(all, earlier);
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

static bool names_number(const struct dossier *dossier, const char *number)
{
    for (char **named = dossier->numbers; named && *named; named++)
        if (!strcmp(*named, number))
            return true;
    return false;
}

/* Whether the file's name, or for a file that came alone the text, has the work's number. 照片2 may also be the second
 * picture of a new series: alone it counts where the mail is a correction, or that work has a fault. */
static bool is_named(const struct earlier *old, const struct work *work, const struct dossier *dossier, bool alone,
                     bool corrects)
{
    for (char **before = old->before; before && *before; before++)
        if (strstr(work->name, *before) || (alone && names_number(dossier, *before)))
            return true;
    if (strstr(work->name, old->number) || (alone && names_number(dossier, old->number)))
        return true;
    if (!corrects && !old->faulty)
        return false;
    return named_seq(work->name) == old->seq || (alone && named_seq(dossier->message->fresh) == old->seq);
}

/* The faulty work that shows nearly the same picture; NULL when there is none. */
static struct earlier *nearest(GArray *all, const struct work *work)
{
    struct earlier *found = NULL;
    int least = FINGERPRINT_NEAR + 1;
    for (guint i = 0; i < all->len; i++) {
        struct earlier *old = &g_array_index(all, struct earlier, i);
        int distance = fingerprint_distance(old->fingerprint, work->fingerprint);
        if (old->faulty && !old->taken && distance < least) {
            least = distance;
            found = old;
        }
    }
    return found;
}

static struct earlier *named(GArray *all, const struct work *work, const struct dossier *dossier, bool alone,
                             bool corrects)
{
    for (guint i = 0; i < all->len; i++) {
        struct earlier *old = &g_array_index(all, struct earlier, i);
        if (!old->taken && is_named(old, work, dossier, alone, corrects))
            return old;
    }
    return NULL;
}

/* The name without its ending, and without what people add to a better version's. */
static char *stem(const char *name)
{
    const char *dot = strrchr(name, '.');
    g_autofree char *bare = g_strndup(name, dot && dot > name ? (gsize)(dot - name) : strlen(name));
    g_autofree char *folded = text_fold(bare);
    g_autoptr(GRegex) added = g_regex_new("(?:修改版?|修订版?|更正版?|新版?|改|最终版?|定稿)+$", 0, 0, NULL);
    return g_regex_replace_literal(added, folded, -1, 0, "", 0, NULL);
}

/* 海报.pdf for the faulty 海报.docx; and the only file of an answer for the only faulty one. Photographs are told by
 * what they show. */
static struct earlier *same_paper(GArray *all, const struct work *work, bool alone)
{
    g_autofree char *own = stem(work->name);
    struct earlier *only = NULL, *named = NULL;
    guint faulty = 0, namesakes = 0;
    for (guint i = 0; i < all->len && work->kind != WORK_PHOTO; i++) {
        struct earlier *old = &g_array_index(all, struct earlier, i);
        if (!old->faulty || old->taken || old->photo)
            continue;
        g_autofree char *theirs = stem(old->name ? old->name : "");
        faulty++;
        only = old;
        if (*own && !g_strcmp0(own, theirs)) {
            namesakes++;
            named = old;
        }
    }
    return namesakes == 1 ? named : alone && faulty == 1 ? only : NULL;
}

static void take(struct numbered *numbered, struct earlier *old)
{
    if (!old)
        return;
    old->taken = true;
    numbered->replaces = old->seq;
}

bool replace_mark(struct store *store, gint64 target, const struct dossier *dossier, bool corrects,
                  struct contribution *contribution, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GArray) all = earlier_works(store, target, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    GPtrArray *works = contribution->works;
    for (guint i = 0; all && i < works->len; i++) {
        struct numbered *numbered = works->pdata[i];
        take(numbered, named(all, numbered->work, dossier, works->len == 1, corrects));
    }
    for (guint i = 0; all && i < works->len; i++) {
        struct numbered *numbered = works->pdata[i];
        if (!numbered->replaces)
            take(numbered, nearest(all, numbered->work));
        if (!numbered->replaces)
            take(numbered, same_paper(all, numbered->work, corrects && works->len == 1));
    }
    return true;
}
