/* Merging. A number that was mailed keeps its meaning: the second submission's row stays as another name of the first,
 * and each of its works' numbers is kept in work_alias.
 */
#include "store/merge.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/db.h"
#include "store/search.h"
#include "store/shelving.h"
#include "submission/submission.h"

static bool refuse(GError **error, int code, const char *subject, const char *why)
{
    g_set_error(error, HUIZHI_ERROR, code, "%s %s", subject, why);
    return false;
}

static bool may_merge(struct store *store, gint64 into, gint64 from, GError **error)
{
    g_autofree char *number = db_text(store, error, "SELECT number FROM submission WHERE id=?", "i", from);
    if (!number)
        return false;
    if (into == from)
        return refuse(error, ERROR_USAGE, number, "is that submission already");
    if (db_number(store, error,
                  "SELECT count(*) FROM submission a JOIN submission b ON a.campaign=b.campaign AND"
                  " (a.form IS NULL OR b.form IS NULL OR a.form=b.form) WHERE a.id=? AND b.id=?",
                  "ii", into, from) != 1)
        return refuse(error, ERROR_USAGE, number, "is of another campaign or another form");
    if (db_number(store, error, "SELECT held IS NOT NULL FROM submission WHERE id=?", "i", from) != 0)
        return refuse(error, ERROR_USAGE, number, "is held; restore it first");
    return true;
}

struct moved {
    char *number, *sha256;
};

static void moved_free(gpointer data)
{
    struct moved *moved = data;
    g_free(moved->number);
    g_free(moved->sha256);
    g_free(moved);
}

static void take_moved(gpointer into, sqlite3_stmt *stmt)
{
    struct moved *moved = g_new0(struct moved, 1);
    moved->number = db_column(stmt, 0);
    moved->sha256 = db_column(stmt, 1);
    g_ptr_array_add(into, moved);
}

/* Every work of `from` gets its number in `into`. */
static bool name_works(struct store *store, gint64 into, gint64 from, GError **error)
{
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func(moved_free);
    sqlite3_stmt *stmt = db_prepare(store, "SELECT number,sha256 FROM work WHERE submission=? ORDER BY seq", error);
    if (stmt)
        db_bind(stmt, "i", from);
    if (!db_each(store, stmt, take_moved, works, error))
        return false;
    gint64 next =
        1 + db_number(store, NULL,
                      "SELECT coalesce(max(max(coalesce(w.seq,0),c.reserved)),0) FROM contribution c LEFT JOIN"
                      " contribution_work w ON w.contribution=c.id WHERE c.submission=?",
                      "i", into);
    for (guint i = 0; i < works->len; i++) {
        const struct moved *work = works->pdata[i];
        gint64 same =
            db_number(store, NULL, "SELECT seq FROM work WHERE submission=? AND sha256=?", "is", into, work->sha256);
        if (!db_run(store, error, "INSERT INTO work_alias(number,submission,seq) VALUES(?,?,?)", "sii", work->number,
                    into, same > 0 ? same : next))
            return false;
        next += same <= 0;
    }
    return true;
}

/* The present number of what was `COLUMN` in submission ?2. */
#define NOW(column)                                                                                                    \
    "(SELECT a.seq FROM work w JOIN work_alias a ON a.number=w.number WHERE w.submission=?2 AND w.seq=" column ")"
#define OF_FROM " WHERE contribution IN (SELECT id FROM contribution WHERE submission=?2) AND ?1>0"

/* In this order: what still needs the old numbers comes first. ?1 into, ?2 from. */
static const char *const steps[] = {
    "UPDATE contribution_work SET seq=coalesce(" NOW("contribution_work.seq") ",seq), replaces=coalesce(" NOW(
        "contribution_work.replaces") ",replaces)" OF_FROM,
    "UPDATE contribution_caption SET number=coalesce(" NOW("contribution_caption.number") ",number)" OF_FROM,
    "UPDATE work_alias SET submission=?1, seq=coalesce((SELECT a.seq FROM work w JOIN work_alias a ON a.number=w.number"
    " WHERE w.submission=?2 AND w.seq=work_alias.seq),seq) WHERE submission=?2",
    "INSERT INTO ruling(submission,work,actor,at,action,value,why,mail) SELECT ?1," NOW(
        "r.work") ",actor,at,action,value,why,mail FROM ruling r WHERE submission=?2 AND (work IS NOT NULL OR"
                  " action='note') ORDER BY id",
    "DELETE FROM contribution_field WHERE contribution IN (SELECT id FROM contribution WHERE submission=?2 AND mail IS"
    " NULL AND actor='" CONTRIBUTION_BY_WEB "') AND ?1>0",
    "DELETE FROM contribution WHERE submission=?2 AND mail IS NULL AND actor='" CONTRIBUTION_BY_WEB "' AND ?1>0",
    "UPDATE contribution SET submission=?1 WHERE submission=?2",
    "UPDATE web_entry SET applied=0, submission=CASE WHEN EXISTS (SELECT 1 FROM web_entry e WHERE e.submission=?1)"
    " THEN NULL ELSE ?1 END WHERE submission=?2",
    "DELETE FROM web_key WHERE submission=?2 AND ?1>0",
    "UPDATE OR IGNORE proposal SET submission=?1 WHERE submission=?2",
    "UPDATE token SET submission=?1 WHERE submission=?2 AND work IS NULL",
    "UPDATE sent SET submission=?1 WHERE submission=?2",
    "UPDATE link_forgotten SET submission=?1 WHERE submission=?2",
    "UPDATE outbox SET state='superseded' WHERE submission=?2 AND state IN ('held','queued') AND ?1>0",
    "DELETE FROM field WHERE submission=?2 AND ?1>0",
    "DELETE FROM work WHERE submission=?2 AND ?1>0",
    "DELETE FROM finding WHERE submission=?2 AND ?1>0",
    "UPDATE submission SET merged=?1 WHERE id=?2 OR merged=?2",
};

bool merge_submissions(struct store *store, gint64 into, gint64 from, GError **error)
{
    if (!may_merge(store, into, from, error) || !name_works(store, into, from, error))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (!db_run(store, error, steps[i], "ii", into, from))
            return false;
    return search_submission(store, from, error) && shelving_again(store, from, error);
}

bool merge_alias(struct store *store, const char *work_number, gint64 *submission, int *seq, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, "SELECT submission,seq FROM work_alias WHERE number=?", error);
    if (!stmt)
        return false;
    db_bind(stmt, "s", work_number);
    if (!db_row(store, stmt, error))
        return false;
    *submission = sqlite3_column_int64(stmt, 0);
    *seq = sqlite3_column_int(stmt, 1);
    sqlite3_reset(stmt);
    return true;
}

char *merge_number(struct store *store, const char *number, int seq, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *work = seq ? number_format_work(number, seq) : NULL;
    char *now = db_text(store, &failure,
                        "SELECT coalesce((SELECT o.number FROM work_alias a JOIN submission o ON o.id=a.submission"
                        " WHERE a.number=?2),(SELECT m.number FROM submission m WHERE m.id=s.merged),s.number)"
                        " FROM submission s WHERE s.number=?1",
                        "ss", number, work);
    if (!failure)
        return now ? now : g_strdup(number);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

gint64 merge_forget_links(struct store *store, gint64 submission, gint64 expired, GError **error)
{
    if (!db_run(store, error,
                "INSERT INTO link_forgotten(submission,url,name) SELECT DISTINCT c.submission,coalesce(l.url,l.host),"
                "coalesce(l.name,'') FROM contribution_link l JOIN contribution c ON c.id=l.contribution WHERE"
                " c.submission=?1 AND (?2=0 OR (l.expires>0 AND l.expires<=?2)) ON CONFLICT DO NOTHING",
                "ii", submission, expired))
        return -1;
    return sqlite3_changes(store->db);
}

char *merge_requeue(struct store *store, const char *mail, GError **error)
{
    bool hash = strlen(mail) >= 8 && strspn(mail, "0123456789abcdef") == strlen(mail);
    g_autofree char *prefix = g_strconcat(hash ? mail : "", "*", NULL);
    gint64 row = strlen(mail) <= 9 && strspn(mail, "0123456789") == strlen(mail) ? atoll(mail) : 0;
    gint64 id = db_number(store, NULL, "SELECT id FROM mail WHERE id=?1", "i", row);
    if (id <= 0 && hash && db_number(store, NULL, "SELECT count(*) FROM mail WHERE sha256 GLOB ?", "s", prefix) == 1)
        id = db_number(store, error, "SELECT id FROM mail WHERE sha256 GLOB ?", "s", prefix);
    if (id <= 0) {
        refuse(error, ERROR_NO_INPUT, mail, "is no mail's number and begins no single mail's SHA-256");
        return NULL;
    }
    if (db_number(store, error, "SELECT disposition IN ('aside','waiting') FROM mail WHERE id=?", "i", id) != 1) {
        refuse(error, ERROR_USAGE, mail, "was not set aside: what it brought is filed");
        return NULL;
    }
    if (!db_run(store, error, "UPDATE mail SET disposition='pending', attempts=0, reason=NULL, target=NULL WHERE id=?",
                "i", id))
        return NULL;
    return db_text(store, error, "SELECT sha256 FROM mail WHERE id=?", "i", id);
}
