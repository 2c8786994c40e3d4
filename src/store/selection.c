/* Each statement takes the selection as ?1 to ?12 and what one submission or field it is about as ?20 and ?21; those
 * that it does not name are not bound. The conditions are written so that one statement serves every selection.
 */
#include "store/selection.h"

#include <sqlite3.h>

#include "store/db.h"
#include "store/query.h"

enum { ABOUT = 20, NAMED = 21 };

struct cursor {
    struct store *store;
    sqlite3_stmt *stmt;
};

#define WORKS "(SELECT count(*) FROM work w WHERE w.submission=s.id)"
#define FAULTS "(SELECT count(*) FROM finding f WHERE f.submission=s.id AND f.severity='fix')"
#define DUE "max(s.deadline,s.fix_by)"
#define SELECTED                                                                                                       \
    " (?1 IS NULL OR s.campaign=?1) AND (?2 IS NULL OR s.form=?2 OR ?12 AND s.form IS NULL)"                           \
    " AND (?3 IS NULL OR s.state=?3) AND (?4 IS NULL OR s.sender=?4) AND (?5 IS NULL OR s.assigned=?5)"                \
    " AND (?6 IS NULL OR instr(lower(coalesce(s.title,'')),lower(?6))>0) AND s.received>=?7"                           \
    " AND (?8=0 OR s.received<=?8) AND (?9=0 OR s.state IN ('incomplete','review') AND " DUE " BETWEEN 1 AND ?9)"      \
    " AND (NOT ?10 OR s.held IS NOT NULL OR EXISTS (SELECT 1 FROM work h WHERE h.submission=s.id AND h.held IS NOT"    \
    " NULL)) AND (?11 OR s.merged IS NULL)"
#define SUBMISSION                                                                                                     \
    "s.id,s.number,s.form,s.title,s.state,s.sender,s.received,s.updated_at,s.revision,s.held,s.assigned," DUE          \
    "," WORKS "," FAULTS

static const char *const texts[] = {
    [CURSOR_LIST] = "SELECT s.number,s.campaign,s.form,s.title,s.state," WORKS " AS works," FAULTS
                    " AS faults,s.sender,s.received,s.revision,s.held,s.assigned,nullif(s.deadline,0) AS deadline,"
                    "nullif(s.fix_by,0) AS fix_by,(SELECT m.number FROM submission m WHERE m.id=s.merged) AS merged"
                    " FROM submission s WHERE" SELECTED " ORDER BY s.received, s.id",
    [CURSOR_SUBMISSIONS] = "SELECT " SUBMISSION " FROM submission s WHERE" SELECTED " ORDER BY s.id",
    [CURSOR_WORKS] =
        "SELECT " SUBMISSION ",w.seq,w.number,w.kind,w.name,w.type,w.bytes,w.width,w.height,w.seconds,w.pages,"
        "w.caption,w.title,w.author,w.thumbnail,w.duplicate_of,w.held,"
        "(SELECT group_concat(t,char(10)) FROM (SELECT f.text AS t FROM finding f WHERE f.submission=s.id AND"
        " f.work=w.number AND f.severity<>'note' ORDER BY f.position LIMIT 20))"
        " FROM submission s JOIN work w ON w.submission=s.id WHERE" SELECTED " ORDER BY s.id, w.seq",
    [CURSOR_PICTURES] = "SELECT count(w.thumbnail) FROM submission s JOIN work w ON w.submission=s.id WHERE" SELECTED,
    [CURSOR_FIELDS] = "SELECT name,value FROM field WHERE submission=?20",
    [CURSOR_FINDINGS] =
        "SELECT s.number,f.work,s.title,s.campaign,s.form,f.severity,f.rule,f.subject,f.text,f.clause," DUE
        ",s.assigned,s.sender,s.received FROM submission s JOIN finding f ON f.submission=s.id WHERE" SELECTED
        " AND f.severity<>'note' AND s.state<>'rejected' ORDER BY s.id, f.position",
    [CURSOR_PROPOSALS] =
        "SELECT s.number,NULL,s.title,s.campaign,s.form,'proposal',p.why,m.subject,m.words,NULL,0,s.assigned,"
        "m.from_addr,p.at FROM submission s JOIN proposal p ON p.submission=s.id JOIN mail m ON m.id=p.mail"
        " WHERE" SELECTED " AND p.settled=0 ORDER BY p.id",
    [CURSOR_WAITING] =
        "SELECT target,NULL,from_name,NULL,NULL,'waiting',NULL,subject,coalesce(words,reason),NULL,0,NULL,from_addr,"
        "received FROM mail WHERE disposition='waiting' ORDER BY received, id",
    [CURSOR_BY_STATE] =
        "SELECT s.state,count(*),sum(" WORKS ") FROM submission s WHERE" SELECTED " GROUP BY 1 ORDER BY 1",
    [CURSOR_BY_FORM] = "SELECT s.campaign,s.form,count(*),sum(" WORKS ") FROM submission s WHERE" SELECTED
                       " GROUP BY 1,2 ORDER BY 1,2",
    [CURSOR_BY_UNIT] = "SELECT s.title,count(*),sum(" WORKS ") FROM submission s WHERE" SELECTED
                       " AND s.title IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1",
    [CURSOR_BY_VALUE] = "SELECT f.value,count(*),sum(" WORKS ") FROM submission s JOIN field f ON f.submission=s.id AND"
                        " f.name=?21 AND f.value IS NOT NULL WHERE" SELECTED " GROUP BY 1 ORDER BY 1",
    [CURSOR_RECEIVED] = "SELECT s.received," WORKS " FROM submission s WHERE" SELECTED " ORDER BY s.received",
    [CURSOR_PLACES] =
        "SELECT s.id,s.filed_at,f.name,f.value FROM submission s LEFT JOIN field f ON f.submission=s.id"
        " AND f.name IN (SELECT value FROM json_each(?21)) AND f.value IS NOT NULL WHERE" SELECTED " ORDER BY s.id",
};

static void bind(sqlite3_stmt *stmt, const struct selection *selection)
{
    if (sqlite3_bind_parameter_count(stmt) < 12)
        return;
    db_bind(stmt, "ssssssiiiiii", selection->campaign, selection->form, selection->state, selection->sender,
            selection->assigned, selection->unit, selection->since, selection->until, selection->due,
            (gint64)selection->held, (gint64)selection->merged, (gint64)selection->formless);
}

struct cursor *cursor_open(struct store *store, enum cursor_query query, const struct selection *selection,
                           GError **error)
{
    static const struct selection everything = {0};
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(store->db, texts[query], -1, &stmt, NULL) != SQLITE_OK) {
        db_error(store, error, texts[query]);
        return NULL;
    }
    bind(stmt, selection ? selection : &everything);
    struct cursor *cursor = g_new0(struct cursor, 1);
    cursor->store = store;
    cursor->stmt = stmt;
    return cursor;
}

void cursor_close(struct cursor *cursor)
{
    if (!cursor)
        return;
    sqlite3_finalize(cursor->stmt);
    g_free(cursor);
}

void cursor_about(struct cursor *cursor, gint64 submission)
{
    sqlite3_reset(cursor->stmt);
    sqlite3_bind_int64(cursor->stmt, ABOUT, submission);
}

void cursor_named(struct cursor *cursor, const char *name)
{
    sqlite3_reset(cursor->stmt);
    sqlite3_bind_text(cursor->stmt, NAMED, name, -1, SQLITE_TRANSIENT);
}

bool cursor_next(struct cursor *cursor, GError **error)
{
    return db_row(cursor->store, cursor->stmt, error);
}

const char *cursor_text(const struct cursor *cursor, int column)
{
    return (const char *)sqlite3_column_text(cursor->stmt, column);
}

gint64 cursor_number(const struct cursor *cursor, int column)
{
    return sqlite3_column_int64(cursor->stmt, column);
}

struct rows *selection_rows(struct store *store, enum cursor_query query, const struct selection *selection,
                            GError **error)
{
    g_autoptr(Cursor) cursor = cursor_open(store, query, selection, error);
    return cursor ? db_rows(store, cursor->stmt, error) : NULL;
}
