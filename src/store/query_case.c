/* The questions of the case pages: each by the number of one submission, so that a page costs a few look-ups however
 * many submissions there are.
 */
#include "store/query_case.h"

#include <sqlite3.h>

#include "store/db.h"

#define THIS "(SELECT id FROM submission WHERE number=?1)"

static const char *const texts[] = {
    [CASE_FIELDS] = "SELECT name,value,raw,place,confidence,note,suggestion,picture FROM field WHERE submission=" THIS
                    " ORDER BY position",
    [CASE_WORKS] =
        "SELECT number,kind,name,type,bytes,caption,caption_from,thumbnail,duplicate_of,width,height,seconds,"
        "pages,held,title,author FROM work WHERE submission=" THIS " ORDER BY seq",
    [CASE_MAILS] =
        "SELECT m.received,m.from_addr,m.from_name,m.subject,m.kind,(SELECT o.state FROM outbox o WHERE o.mail=m.id),"
        "m.words FROM mail m WHERE m.id IN (SELECT mail FROM contribution WHERE submission=" THIS
        ") ORDER BY m.received, m.id",
    [CASE_PROPOSALS] =
        "SELECT CASE WHEN p.work THEN printf('%s-%02d',?1,p.work) ELSE ?1 END,p.why,m.received,m.from_addr,"
        "m.from_name,m.words FROM proposal p JOIN mail m ON m.id=p.mail WHERE p.submission=" THIS
        " AND p.settled=0 ORDER BY p.id",
    [CASE_HISTORY] = "SELECT at,actor,action,subject,detail FROM audit WHERE subject BETWEEN ?1 AND ?1||'-~'"
                     " ORDER BY at, id",
    [CASE_MERGED] = "SELECT t.number FROM submission s JOIN submission t ON t.id=s.merged WHERE s.number=?1",
};

struct rows *query_case(struct store *store, enum case_query query, const char *number, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, texts[query], error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "s", number);
    return db_rows(store, stmt, error);
}

struct rows *query_cases(struct store *store, gint64 since, gint64 until, gint64 limit, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(
        store,
        "SELECT number FROM (SELECT s.id,s.number,max(s.updated_at,coalesce((SELECT max(r.at) FROM ruling r WHERE"
        " r.submission=s.id),0),coalesce((SELECT max(max(o.queued_at,coalesce(o.sent_at,0))) FROM outbox_about a JOIN"
        " outbox o ON o.id=a.outbox WHERE a.submission=s.id),0),coalesce((SELECT max(n.joined_at) FROM sent n WHERE"
        " n.submission=s.id),0)) AS changed FROM submission s) WHERE changed>?1 AND changed<=?2"
        " ORDER BY changed DESC, id DESC LIMIT ?3",
        error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "iii", since, until, limit);
    return db_rows(store, stmt, error);
}

struct rows *query_sheet(struct store *store, const char *campaign, gint64 limit, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(
        store,
        "SELECT w.number,s.number,coalesce(w.title,s.title),coalesce(w.author,(SELECT f.value FROM field f WHERE"
        " f.submission=s.id AND f.name='author_name')),w.name,w.kind,w.caption,w.thumbnail,coalesce(s.held,w.held),"
        "(SELECT f.value FROM field f WHERE f.submission=s.id AND f.name='category') FROM submission s JOIN work w ON"
        " w.submission=s.id WHERE s.campaign=?1 AND s.merged IS NULL AND s.state<>'rejected'"
        " ORDER BY s.id DESC, w.seq LIMIT ?2",
        error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "si", campaign, limit);
    return db_rows(store, stmt, error);
}
