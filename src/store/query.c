/* Named queries. The columns' order is what query.h promises. */
#include "store/query.h"

#include <sqlite3.h>

#include "store/db.h"
#include "submission/submission.h"

static const char *const texts[] = {
    [QUERY_SUBMISSION] = "SELECT number,campaign,form,title,state,works,faults,sender,received,revision,"
                         "nullif(deadline,0) AS deadline_at,held,assigned FROM submission_row WHERE number=?1",
    [QUERY_OF_SENDER] = "SELECT number,title,state,faults,held FROM submission_row WHERE merged IS NULL AND (sender=?1"
                        " OR id IN (SELECT f.submission FROM field f WHERE lower(f.value)=?1 AND coalesce(f.place,'')"
                        " NOT LIKE '" WEB_PLACE "%'))"
                        " ORDER BY received, id LIMIT 200",
    [QUERY_FIELDS] = "SELECT f.name,f.value,f.raw,f.place,f.confidence,f.note,f.suggestion AS \"识别参考\" FROM field "
                     "f JOIN submission s ON"
                     " s.id=f.submission WHERE s.number=?1 ORDER BY f.position",
    [QUERY_WORKS] =
        "SELECT w.number,w.kind,w.name,w.type,w.bytes,w.caption,w.caption_from,w.sha256,w.duplicate_of,w.width,"
        "w.height,w.held FROM work w JOIN submission s ON s.id=w.submission WHERE s.number=?1 ORDER BY w.seq",
    [QUERY_FINDINGS] = "SELECT f.rule,f.severity,f.subject,f.work,f.text,f.clause FROM finding f JOIN submission s ON"
                       " s.id=f.submission WHERE s.number=?1 ORDER BY f.position",
    [QUERY_MAILS_OF] =
        "SELECT DISTINCT m.id,m.received,m.from_addr,m.subject,m.kind,m.disposition,m.reply,m.sha256 FROM"
        " mail_row m JOIN contribution c ON c.mail=m.id JOIN submission s ON s.id=c.submission"
        " WHERE s.number=?1 ORDER BY m.received, m.id",
    [QUERY_RULINGS_OF] =
        "SELECT r.id,CASE WHEN r.work THEN printf('%s-%02d',s.number,r.work) ELSE s.number END AS "
        "number,r.action,r.why,CASE r.action WHEN"
        " 'extend' THEN r.value END AS until_at,CASE r.action WHEN 'assign' THEN r.value END AS person,r.actor,"
        "r.at AS ruled_at FROM ruling r JOIN submission s ON s.id=r.submission WHERE s.number=?1 ORDER BY r.id",
    [QUERY_LETTERS_OF] =
        "SELECT * FROM (SELECT o.id,o.template,o.state,o.to_addr,o.subject,o.queued_at,o.sent_at,o.response,o.text FROM"
        " outbox o JOIN outbox_about a ON a.outbox=o.id JOIN submission s ON s.id=a.submission"
        " WHERE s.number=?1 UNION ALL SELECT NULL,'人工答复','sent',replace(n.recipients,char(10),' '),n.subject,NULL,"
        "min(n.at),NULL,NULL FROM sent n JOIN submission s ON s.id=n.submission WHERE s.number=?1 AND n.ours=0"
        " GROUP BY coalesce(n.message_id,n.id)) ORDER BY coalesce(queued_at,sent_at), id",
    [QUERY_OUTBOX_UNSENT] = "SELECT id,state,template,to_addr,subject,text,(SELECT group_concat(coalesce(f.name,"
                            "f.path),'、') FROM outbox_file f WHERE f.outbox=outbox.id AND (f.path<>'' OR f.name IS "
                            "NOT NULL)) FROM outbox WHERE state IN ('held','queued',"
                            "'withheld') ORDER BY priority, id",
    [QUERY_MAILS_ASIDE] =
        "SELECT id,received,from_addr,from_name,subject,kind,reason,words FROM mail WHERE disposition IN"
        " ('aside','waiting') ORDER BY received, id",
    [QUERY_OUTBOX_TROUBLE] = "SELECT id,state,to_addr,subject,response FROM outbox WHERE state IN ('refused','unsure',"
                             "'withheld') ORDER BY id",
    [QUERY_COUNTS] =
        "SELECT count(*),count(*) FILTER (WHERE state='complete'),count(*) FILTER (WHERE state='incomplete'),"
        "count(*) FILTER (WHERE state='review'),count(*) FILTER (WHERE state='late'),(SELECT count(*) FROM mail),"
        "(SELECT count(*) FROM mail WHERE disposition='pending'),(SELECT count(*) FROM mail WHERE"
        " disposition='waiting'),(SELECT count(*) FROM outbox WHERE state IN ('held','queued')) FROM submission",
    [QUERY_CONTENT] = "SELECT sha256,max(bytes) FROM (SELECT sha256,bytes FROM file UNION ALL SELECT sha256,bytes FROM"
                      " picture) WHERE sha256 IS NOT NULL GROUP BY sha256 ORDER BY sha256",
    [QUERY_MADE] = "SELECT DISTINCT sha256 FROM outbox_file WHERE path='' ORDER BY sha256",
    [QUERY_SPOOL] = "SELECT sha256,bytes,disposition,id FROM mail ORDER BY id",
    [QUERY_UNFILED] = "SELECT sha256 FROM mail WHERE disposition IN ('filed','joined') AND NOT EXISTS (SELECT 1 FROM"
                      " contribution c WHERE c.mail=mail.id) ORDER BY id",
    [QUERY_UNFETCHED] = "SELECT mailbox,folder,uid,state,why FROM sighting WHERE state IN ('unfetchable','gone')"
                        " ORDER BY id",
    [QUERY_SIGHTINGS] = "SELECT state,count(*) FROM sighting GROUP BY state ORDER BY state",
};

static void row_free(gpointer data)
{
    char **row = data;
    /* Cells may be NULL in the middle: the row ends at its own sentinel, kept in front. */
    gsize columns = (gsize)GPOINTER_TO_SIZE(row[-1]);
    for (gsize i = 0; i < columns; i++)
        g_free(row[i]);
    g_free(row - 1);
}

static char **take(sqlite3_stmt *stmt, int columns)
{
    char **row = g_new0(char *, columns + 2);
    row[0] = GSIZE_TO_POINTER((gsize)columns);
    row++;
    for (int i = 0; i < columns; i++)
        row[i] = db_column(stmt, i);
    return row;
}

struct rows *db_rows(struct store *store, sqlite3_stmt *stmt, GError **error)
{
    int columns = sqlite3_column_count(stmt);
    g_autoptr(Rows) rows = g_new0(struct rows, 1);
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    for (int i = 0; i < columns; i++)
        g_strv_builder_add(names, sqlite3_column_name(stmt, i));
    rows->columns = g_strv_builder_end(names);
    rows->cells = g_ptr_array_new_with_free_func(row_free);
    g_autoptr(GError) failure = NULL;
    while (db_row(store, stmt, &failure))
        g_ptr_array_add(rows->cells, take(stmt, columns));
    if (!failure)
        return g_steal_pointer(&rows);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

struct rows *query_rows(struct store *store, enum query query, const char *key, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, texts[query], error);
    if (!stmt)
        return NULL;
    if (sqlite3_bind_parameter_count(stmt) > 0)
        db_bind(stmt, "s", key);
    return db_rows(store, stmt, error);
}

void rows_cut(struct rows *rows, guint columns)
{
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        for (gsize n = columns; n < GPOINTER_TO_SIZE(row[-1]); n++)
            g_clear_pointer(&row[n], g_free);
        row[-1] = GSIZE_TO_POINTER(MIN(GPOINTER_TO_SIZE(row[-1]), columns));
    }
    for (guint n = g_strv_length(rows->columns); n > columns; n--)
        g_clear_pointer(&rows->columns[n - 1], g_free);
}

void rows_free_all(struct rows *rows)
{
    if (!rows)
        return;
    g_strfreev(rows->columns);
    g_clear_pointer(&rows->cells, g_ptr_array_unref);
    g_free(rows);
}
