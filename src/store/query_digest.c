/* The digest's questions. Each statement names its parameters ?1 since, ?2 until, ?3 limit, and uses those it needs.
 *
 * The reconciliation counts two sides that nothing but the pipe holds together: what the servers listed (sighting),
 * and where the mails ended (mail, and the contributions that prove a filing).
 */
#include "store/query_digest.h"

#include <sqlite3.h>

#include "store/db.h"
#include "store/sighting.h"

#define IN_PERIOD(column) column ">?1 AND " column "<=?2"
/* A mail belongs to the period in which it was first listed. */
#define FIRST_LISTED "(SELECT min(f.listed_at) FROM sighting f WHERE f.mail=m.id)"
#define CONTRIBUTED "EXISTS (SELECT 1 FROM contribution c WHERE c.mail=m.id)"
/* Works without a form bear the name of who sent them. */
#define NAMED                                                                                                          \
    "coalesce(s.title,(SELECT m.from_name FROM contribution c JOIN mail m ON m.id=c.mail WHERE c.submission=s.id"      \
    " ORDER BY c.received, c.id LIMIT 1))"
#define PEOPLE "m.kind IN ('enquiry','other','amendment','command','submission')"

static const char *const texts[] = {
    [DIGEST_MAILS] = "WITH seen AS (SELECT * FROM sighting WHERE " IN_PERIOD(
        "listed_at") "), ended AS (SELECT m.disposition AS place, " CONTRIBUTED
                     " AS proved FROM mail m WHERE " IN_PERIOD(
                         FIRST_LISTED) ")"
                                       " SELECT (SELECT count(*) FROM seen),"
                                       "(SELECT count(*) FROM seen s WHERE s.mail IS NOT NULL AND EXISTS (SELECT 1 "
                                       "FROM sighting e WHERE"
                                       " e.mail=s.mail AND (e.listed_at,e.id)<(s.listed_at,s.id))),"
                                       "(SELECT count(*) FROM seen WHERE mail IS NULL AND state IN "
                                       "('listed','unfetchable','gone','too_large')),"
                                       "(SELECT count(*) FROM seen WHERE mail IS NULL AND state='ignored'),"
                                       "(SELECT count(*) FROM ended WHERE place='filed' AND proved),"
                                       "(SELECT count(*) FROM ended WHERE place='joined' AND proved),"
                                       "(SELECT count(*) FROM ended WHERE place='aside'),"
                                       "(SELECT count(*) FROM ended WHERE place='waiting'),"
                                       "(SELECT count(*) FROM ended WHERE place='pending')",
    [DIGEST_ARRIVALS] =
        "SELECT s.number,s.campaign,s.form," NAMED ",s.state,s.filed_at>?1,"
        "(SELECT max(c.received) FROM contribution c WHERE c.submission=s.id),"
        "(SELECT count(*) FROM work w WHERE w.submission=s.id),"
        "(SELECT group_concat(t,char(10)) FROM (SELECT f.text AS t FROM finding f WHERE f.submission=s.id AND"
        " f.severity<>'note' ORDER BY f.position LIMIT 30)), count(*) OVER ()"
        " FROM submission s WHERE " IN_PERIOD("s.updated_at") " ORDER BY s.received, s.id LIMIT ?3",
    [DIGEST_WORKS] =
        "SELECT w.number,s.campaign,s.form," NAMED
        ",s.state,coalesce(w.author,(SELECT value FROM field f WHERE f.submission=s.id AND f.name='author_name')),"
        "(SELECT value FROM field f WHERE f.submission=s.id AND f.name='category'),w.name,w.kind,w.thumbnail,w.caption,"
        "w.bytes,(SELECT group_concat(t,char(10)) FROM (SELECT f.text AS t FROM finding f WHERE f.submission=s.id AND"
        " f.work=w.number AND f.severity<>'note' ORDER BY f.position LIMIT 10)),coalesce(s.held,w.held), count(*) OVER "
        "()"
        " FROM work w JOIN submission s ON s.id=w.submission WHERE " IN_PERIOD(
            "s.updated_at") " AND EXISTS (SELECT 1"
                            " FROM contribution c JOIN contribution_work a ON a.contribution=c.id LEFT JOIN mail m ON "
                            "m.id=c.mail WHERE"
                            " c.submission=s.id AND a.sha256=w.sha256 AND " IN_PERIOD(
                                "coalesce(m.handled_at,c.received)") ")"
                                                                     " ORDER BY s.received, s.id, w.seq LIMIT ?3",
    [DIGEST_MESSAGES] =
        "SELECT m.received,m.from_addr,m.from_name,m.subject,m.words,m.kind,m.numbers,m.target,m.reply,count(*) OVER ()"
        " FROM mail_row m WHERE " IN_PERIOD("m.handled_at") " AND m.resend_of IS NULL AND trim(coalesce(m.words,''),' "
                                                            "'||char(9,10,13))<>'' AND (m.disposition IN"
                                                            " ('aside','waiting') AND " PEOPLE
                                                            " OR m.disposition='joined' AND m.kind='amendment')"
                                                            " ORDER BY m.kind='other', m.received, m.id LIMIT ?3",
    [DIGEST_ASIDE] =
        "SELECT m.received,m.from_addr,m.from_name,m.subject,m.kind,m.reason,m.folder,m.reader IS NOT NULL,m.sha256,"
        "count(*) OVER () FROM mail m WHERE " IN_PERIOD(
            "m.handled_at") " AND m.disposition IN ('aside','waiting') AND (" PEOPLE " OR m.reader IS NULL)"
                            " ORDER BY m.reader IS NOT NULL, m.received, m.id LIMIT ?3",
    [DIGEST_ROBOTS] = "SELECT m.kind,m.reason,count(*) FROM mail m WHERE " IN_PERIOD(
        "m.handled_at") " AND m.disposition='aside' AND m.reader IS NOT NULL AND NOT " PEOPLE
                        " GROUP BY 1,2 ORDER BY 3 DESC,1,2 LIMIT ?3",
    [DIGEST_UNREADABLE] =
        "SELECT s.number,s.campaign,s.form," NAMED ",s.form_name,s.received,count(*) OVER () FROM submission s"
        " WHERE s.unreadable AND s.state<>'rejected' ORDER BY s.received, s.id LIMIT ?3",
    [DIGEST_DUPLICATES] =
        "SELECT w.number," NAMED ",w.name,w.duplicate_of,count(*) OVER () FROM work w JOIN submission s ON"
        " s.id=w.submission WHERE w.duplicate_of IS NOT NULL AND s.state<>'rejected' ORDER BY w.number LIMIT ?3",
    /* As the fold settles links: by a later file of that name, one without a name by any later file. */
    [DIGEST_LINKS] =
        "SELECT s.number," NAMED ",l.provider,l.host,l.name,l.bytes,l.expires,c.received,count(*) OVER () FROM"
        " contribution_link l JOIN contribution c ON c.id=l.contribution JOIN submission s ON s.id=c.submission"
        " WHERE s.state<>'rejected' AND NOT EXISTS (SELECT 1 FROM link_forgotten g WHERE g.submission=s.id AND"
        " g.url=coalesce(l.url,l.host) AND g.name=coalesce(l.name,'')) AND NOT EXISTS (SELECT 1 FROM contribution d "
        "JOIN contribution_work w ON"
        " w.contribution=d.id WHERE d.submission=c.submission AND (d.received,coalesce(d.mail,0))>"
        "(c.received,coalesce(c.mail,0)) AND (l.name IS NULL OR w.name=l.name))"
        " ORDER BY l.expires<=0, l.expires, c.received LIMIT ?3",
    [DIGEST_LETTERS] =
        "WITH shown AS (SELECT o.* FROM outbox o WHERE o.state='unsure' OR o.state='withheld' AND NOT EXISTS (SELECT 1"
        " FROM outbox l WHERE l.to_addr=o.to_addr AND l.id>o.id AND +l.state='withheld' AND l.response IS o.response)"
        " OR o.state='refused' AND NOT EXISTS (SELECT 1 FROM outbox l WHERE l.submission=o.submission AND l.id>o.id AND"
        " +l.state='sent')) SELECT state,to_addr,subject,response,queued_at,"
        "(SELECT count(*) FROM outbox l WHERE l.to_addr=s.to_addr AND l.state=s.state AND l.state='withheld' AND"
        " l.response IS s.response),EXISTS (SELECT 1 FROM undelivered u WHERE u.address=s.to_addr),count(*) OVER ()"
        " FROM (SELECT id,state,to_addr,subject,response,queued_at FROM shown UNION ALL SELECT 0,'undelivered',address,"
        "NULL,why,since FROM undelivered WHERE address NOT IN (SELECT to_addr FROM shown)) s ORDER BY id DESC LIMIT ?3",
    [DIGEST_HELD] =
        "SELECT (SELECT group_concat(s.number,'、') FROM outbox_about a JOIN submission s ON s.id=a.submission WHERE"
        " a.outbox=o.id),o.to_addr,o.subject,o.queued_at,count(*) OVER () FROM outbox o WHERE o.state='held'"
        " ORDER BY o.id LIMIT ?3",
    [DIGEST_UNFETCHED] = "SELECT mailbox,folder,uid,state,why,count(*) OVER () FROM sighting WHERE mail IS NULL AND"
                         " state IN ('unfetchable','too_large') ORDER BY id LIMIT ?3",
    [DIGEST_PROPOSALS] =
        "SELECT CASE WHEN p.work THEN s.number||'-'||printf('%02d',p.work) ELSE s.number END," NAMED
        ",p.why,m.received,m.from_addr,m.from_name,m.words,count(*) OVER () FROM proposal p JOIN mail m ON m.id=p.mail"
        " LEFT JOIN submission s ON s.id=p.submission WHERE p.settled=0 ORDER BY p.why<>'complaint',"
        " p.why<>'withdraw', p.id DESC LIMIT ?3",
    [DIGEST_BY_HAND] =
        "SELECT s.number," NAMED ",replace(n.recipients,char(10),'、'),n.subject,n.at,count(*) OVER () FROM"
        " sent n JOIN submission s ON s.id=n.submission WHERE n.ours=0 AND " IN_PERIOD(
            "n.joined_at") " ORDER BY n.at, n.id LIMIT ?3",
    [DIGEST_TRASHED] = "SELECT from_addr,subject,folder,received,count(*) OVER () FROM sighting WHERE state='ignored'"
                       " AND why='" SIGHTING_TRASHED "' AND " IN_PERIOD("listed_at") " ORDER BY received, id LIMIT ?3",
    [DIGEST_TOTALS] =
        "SELECT campaign,count(*),count(*) FILTER (WHERE state='complete'),count(*) FILTER (WHERE state='incomplete'),"
        "count(*) FILTER (WHERE state='review'),count(*) FILTER (WHERE state='late'),count(*) FILTER (WHERE"
        " state='rejected') FROM submission GROUP BY campaign ORDER BY campaign",
    [DIGEST_FORMS] = "SELECT campaign,form,count(*),count(*) FILTER (WHERE state='incomplete') FROM submission"
                     " WHERE form IS NOT NULL GROUP BY 1,2",
    [DIGEST_UNSENT] = "SELECT count(*) FILTER (WHERE state='held'),count(*) FILTER (WHERE state IN"
                      " ('queued','sending')),count(*) FILTER (WHERE state='unsure'),count(*) FILTER (WHERE"
                      " state='refused') FROM outbox",
    /* What came in the period is new when its first mail was filed then. */
    [DIGEST_FLOW] =
        "SELECT count(*) FILTER (WHERE s.filed_at>?1),count(*) FILTER (WHERE s.filed_at<=?1),count(*) FILTER (WHERE"
        " s.state='complete' AND s.revision>1),sum(s.filed_at>?1 AND EXISTS (SELECT 1 FROM work w WHERE"
        " w.submission=s.id)) FROM submission s WHERE s.merged IS NULL AND " IN_PERIOD("s.updated_at"),
    [DIGEST_BY_FORM] = "SELECT campaign,form,count(*) FILTER (WHERE " IN_PERIOD(
        "filed_at") "),count(*) FROM submission WHERE merged IS NULL GROUP BY 1,2 ORDER BY campaign,4 DESC",
    [DIGEST_BY_CATEGORY] = "SELECT s.campaign,s.form,f.value,count(*) FILTER (WHERE " IN_PERIOD(
        "s.filed_at") "),count(*) FROM submission s JOIN field f ON f.submission=s.id AND f.name='category'"
                      " WHERE s.merged IS NULL GROUP BY 1,2,3 ORDER BY s.campaign,5 DESC",
    [DIGEST_BY_UNIT] = "SELECT title,count(*) FILTER (WHERE " IN_PERIOD(
        "filed_at") "),count(*) FROM submission WHERE merged IS NULL AND title IS NOT NULL"
                    " GROUP BY 1 ORDER BY 2 DESC,3 DESC,1 LIMIT ?3",
    /* The word before of the same group by somebody else, about the same thing. */
    [DIGEST_OVERRULED] =
        "WITH word AS (SELECT r.*,CASE WHEN action IN ('hold','restore') THEN 'held' WHEN action IN ('accept','return',"
        "'reject','reopen') THEN 'decided' ELSE action END AS topic FROM ruling r WHERE action NOT IN ('note',"
        "'assign')), pair AS (SELECT w.*,(SELECT max(e.id) FROM word e WHERE e.submission=w.submission AND e.id<w.id "
        "AND"
        " e.work IS w.work AND e.topic=w.topic) AS before FROM word w WHERE " IN_PERIOD(
            "w.at") ") SELECT CASE WHEN p.work THEN printf('%s-%02d',s.number,p.work) ELSE s.number END," NAMED
                    ",p.action,p.actor,p.at,p.why,e.action,e.actor,e.at,e.why,count(*) OVER () FROM pair p JOIN word e"
                    " ON e.id=p.before JOIN submission s ON s.id=p.submission WHERE e.actor<>p.actor AND"
                    " (e.action<>p.action OR e.value IS NOT p.value) ORDER BY p.id DESC LIMIT ?3",
};

struct rows *query_digest(struct store *store, enum digest_query query, gint64 since, gint64 until, guint limit,
                          GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, texts[query], error);
    if (!stmt)
        return NULL;
    const gint64 values[] = {since, until, (gint64)limit};
    for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++)
        sqlite3_bind_int64(stmt, i, values[i - 1]);
    return db_rows(store, stmt, error);
}
