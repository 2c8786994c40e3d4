/* Counting, showing and deleting what erase_select.c found. */
#include "store/erase.h"

#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "store/db.h"
#include "store/search.h"

struct part {
    const char *table, *count, *show, *erase;
};
#define PART(table, where)                                                                                             \
    {                                                                                                                  \
#table, "SELECT count(*) FROM " #table " WHERE " where, "SELECT * FROM " #table " WHERE " where,               \
            "DELETE FROM " #table " WHERE " where                                                                      \
    }
#define BROUGHT "contribution IN (SELECT id FROM gone_contribution)"
#define SUBMISSIONS "(SELECT id FROM gone_submission)"
#define MAILS "(SELECT id FROM gone_mail)"
#define LETTERS "(SELECT id FROM gone_letter)"
#define ADDRESSES "(SELECT address FROM gone_address)"
#define RULINGS "(SELECT id FROM ruling WHERE submission IN " SUBMISSIONS ")"
#define ENTRIES "(SELECT id FROM gone_entry)"

/* Children before their parents: what was left out would keep its parent from being deleted. */
static const struct part parts[] = {
    PART(contribution_field, BROUGHT),
    PART(contribution_work, BROUGHT),
    PART(contribution_link, BROUGHT),
    PART(contribution_failure, BROUGHT),
    PART(contribution_caption, BROUGHT),
    PART(contribution_note, BROUGHT),
    PART(contribution_row, BROUGHT),
    PART(contribution, "id IN (SELECT id FROM gone_contribution)"),
    PART(outbox_file, "outbox IN " LETTERS " OR (path='' AND outbox IN (SELECT id FROM gone_words))"),
    PART(outbox_ruling, "outbox IN " LETTERS " OR ruling IN " RULINGS),
    PART(outbox_about, "outbox IN " LETTERS " OR submission IN " SUBMISSIONS),
    PART(reminder, "submission IN " SUBMISSIONS),
    PART(token_use, "submission IN " SUBMISSIONS " OR mail IN " MAILS
                    " OR token IN (SELECT hash FROM token WHERE lower(address) IN " ADDRESSES ")"),
    PART(token, "submission IN " SUBMISSIONS " OR mail IN " MAILS " OR lower(address) IN " ADDRESSES),
    PART(proposal, "submission IN " SUBMISSIONS " OR mail IN " MAILS),
    PART(web_key, "submission IN " SUBMISSIONS " OR entry IN " ENTRIES),
    PART(web_value, "entry IN " ENTRIES),
    PART(web_entry, "id IN " ENTRIES),
    PART(outbox, "id IN " LETTERS),
    PART(ruling, "submission IN " SUBMISSIONS),
    PART(field, "submission IN " SUBMISSIONS),
    PART(work, "submission IN " SUBMISSIONS),
    PART(finding, "submission IN " SUBMISSIONS),
    PART(work_alias, "submission IN " SUBMISSIONS),
    PART(link_forgotten, "submission IN " SUBMISSIONS),
    PART(shelf, "submission IN " SUBMISSIONS),
    PART(undelivered, "lower(address) IN " ADDRESSES),
    PART(search_text, "submission IN " SUBMISSIONS " OR mail IN " MAILS),
    PART(file, "mail IN " MAILS),
    PART(picture, "mail IN " MAILS),
    PART(submission, "id IN " SUBMISSIONS),
    PART(mail, "id IN " MAILS),
};

/* Rows that stay and lose what is personal; before the deletion. A sight of a mail stays so that the mail is not
 * fetched again; `ours` of the Sent folder's rows stays 0 and their thread unknown, which settles nothing. */
#define ERASED "'已按要求删除'"
static const char *const blanks[] = {
    "UPDATE sighting SET mail=NULL, state='ignored', why=" ERASED ", from_addr=NULL, subject=NULL WHERE mail IN " MAILS,
    "UPDATE sighting SET from_addr=NULL, subject=NULL, why=" ERASED " WHERE lower(from_addr) IN " ADDRESSES,
    "UPDATE sent SET message_id=NULL, in_reply_to=NULL, refs=NULL, recipients=NULL, subject=NULL, submission=NULL,"
    " joined_at=max(joined_at,1) WHERE submission IN " SUBMISSIONS
    " OR in_reply_to IN (SELECT message_id FROM mail WHERE id IN " MAILS " AND message_id IS NOT NULL)"
    " OR message_id IN (SELECT message_id FROM outbox WHERE id IN (SELECT id FROM gone_letter UNION SELECT id FROM"
    " gone_words)) OR EXISTS (SELECT 1 FROM gone_address WHERE"
    " instr(char(10)||lower(recipients)||char(10),char(10)||address||char(10)))",
    "UPDATE outbox SET subject=" ERASED ", text='', html=NULL, to_name=NULL, cc=NULL, state=CASE WHEN state IN"
    " ('held','queued','withheld') THEN 'superseded' ELSE state END WHERE id IN (SELECT id FROM gone_words)",
    "UPDATE outbox SET ruling=NULL WHERE ruling IN " RULINGS,
    "UPDATE outbox SET submission=NULL WHERE submission IN " SUBMISSIONS " AND id NOT IN " LETTERS,
    "UPDATE reminder SET outbox=NULL WHERE outbox IN " LETTERS,
    "UPDATE ruling SET mail=NULL WHERE mail IN " MAILS,
    "UPDATE token SET mail=NULL WHERE submission IS NULL AND mail IN " MAILS,
    "UPDATE mail SET resend_of=NULL WHERE resend_of IN " MAILS,
    "UPDATE work SET duplicate_of=NULL WHERE submission IN (SELECT id FROM touched) AND EXISTS (SELECT 1 FROM"
    " submission g WHERE g.id IN " SUBMISSIONS " AND (duplicate_of=g.number OR"
    " substr(duplicate_of,1,length(g.number)+1)=g.number||'-'))",
    "UPDATE contribution_work SET duplicate_of=NULL WHERE contribution IN (SELECT id FROM contribution WHERE submission"
    " IN (SELECT id FROM touched)) AND EXISTS (SELECT 1 FROM submission g WHERE g.id IN " SUBMISSIONS
    " AND (duplicate_of=g.number OR substr(duplicate_of,1,length(g.number)+1)=g.number||'-'))",
};

static const char *const lists[] = {
    [ERASE_SUBMISSIONS] =
        "SELECT number,title,state,sender,received,works FROM submission_row WHERE id IN " SUBMISSIONS " ORDER BY id",
    [ERASE_MAILS] =
        "SELECT m.id,m.received,m.from_addr,m.subject,m.kind,m.sha256,m.numbers,m.message_id FROM mail_row m"
        " WHERE m.id IN " MAILS " ORDER BY m.received, m.id",
    [ERASE_LETTERS] = "SELECT id,template,state,to_addr,subject,text,message_id,queued_at FROM outbox WHERE id IN"
                      " " LETTERS " ORDER BY id",
    [ERASE_WORDS] = "SELECT id,state FROM outbox WHERE id IN (SELECT id FROM gone_words) ORDER BY id",
    [ERASE_WRITTEN] = "SELECT message_id FROM outbox WHERE id IN (SELECT id FROM gone_letter UNION SELECT id FROM"
                      " gone_words) UNION SELECT message_id FROM sent WHERE message_id IS NOT NULL AND (submission IN"
                      " " SUBMISSIONS " OR EXISTS (SELECT 1 FROM gone_address WHERE"
                      " instr(char(10)||lower(recipients)||char(10),char(10)||address||char(10))))",
    [ERASE_SHARED] =
        "SELECT m.id,m.received,m.from_addr,group_concat(DISTINCT s.number) FROM mail m JOIN contribution c"
        " ON c.mail=m.id JOIN submission s ON s.id=c.submission WHERE m.id NOT IN " MAILS
        " AND s.id NOT IN " SUBMISSIONS " AND EXISTS (SELECT 1 FROM contribution g WHERE g.mail=m.id AND"
        " g.submission IN " SUBMISSIONS ") GROUP BY m.id ORDER BY m.id",
    [ERASE_TOUCHED] = "SELECT id,number FROM submission WHERE id IN (SELECT id FROM touched) ORDER BY id",
    [ERASE_CONTENT] = "SELECT sha256,name,type FROM gone_content ORDER BY sha256",
    [ERASE_FILES] = "SELECT sha256,max(name),max(type) FROM (SELECT sha256,name,type FROM file WHERE mail IN " MAILS
                    " UNION ALL SELECT sha256,name,type FROM contribution_work WHERE " BROUGHT
                    " UNION ALL SELECT sha256,NULL,NULL FROM picture WHERE mail IN " MAILS
                    " UNION ALL SELECT sha256,name,type FROM outbox_file WHERE path='' AND outbox IN " LETTERS
                    ") WHERE sha256 IS NOT NULL GROUP BY sha256 ORDER BY min(name), sha256",
    [ERASE_TERMS] = "SELECT term FROM gone_term ORDER BY term",
    [ERASE_RETURNED] = "SELECT id,sha256 FROM mail m WHERE kind IN ('bounce','robot','own','command') AND NOT EXISTS"
                       " (SELECT 1 FROM contribution c WHERE c.mail=m.id) AND id NOT IN " MAILS " ORDER BY id",
    [ERASE_REMAINS] = "SELECT mailbox,folder,count(*),group_concat(uid) FROM sighting WHERE mail IN " MAILS
                      " AND state<>'gone' GROUP BY mailbox,folder,uidvalidity ORDER BY mailbox,folder",
    [ERASE_NAMED] =
        "SELECT DISTINCT s.number FROM submission s JOIN contribution c ON c.submission=s.id WHERE s.id NOT IN"
        " " SUBMISSIONS " AND (EXISTS (SELECT 1 FROM contribution_field f JOIN field g ON f.value=g.value WHERE"
        " f.contribution=c.id AND g.submission IN " SUBMISSIONS " AND (g.value LIKE '%@%' OR (length(g.value)>=7 AND"
        " g.value NOT GLOB '*[^0-9-]*'))) OR EXISTS (SELECT 1 FROM contribution_row r JOIN field g ON"
        " replace(r.phone,' ','')=g.value WHERE r.contribution=c.id AND g.submission IN " SUBMISSIONS
        " AND length(g.value)>=7)) ORDER BY s.number",
};

struct rows *erase_rows(struct store *store, enum erase_list list, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, lists[list], error);
    return stmt ? db_rows(store, stmt, error) : NULL;
}

const char *erase_table(guint n)
{
    return n < G_N_ELEMENTS(parts) ? parts[n].table : NULL;
}

gint64 erase_count(struct store *store, guint n, GError **error)
{
    return db_number(store, error, parts[n].count, "");
}

struct rows *erase_table_rows(struct store *store, guint n, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, parts[n].show, error);
    return stmt ? db_rows(store, stmt, error) : NULL;
}

static GArray *ids_of(struct store *store, const char *sql, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, sql, error);
    g_autoptr(Rows) rows = stmt ? db_rows(store, stmt, error) : NULL;
    if (!rows)
        return NULL;
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < rows->cells->len; i++) {
        gint64 id = g_ascii_strtoll(((char **)rows->cells->pdata[i])[0], NULL, 10);
        g_array_append_val(ids, id);
    }
    return ids;
}

/* The words leave the index before their rows do: without the text, FTS5 does not know what to take out. */
static bool forget_words(struct store *store, GError **error)
{
    g_autoptr(GArray) submissions = ids_of(store, "SELECT id FROM gone_submission", error);
    g_autoptr(GArray) mails = submissions ? ids_of(store, "SELECT id FROM gone_mail", error) : NULL;
    bool good = mails != NULL;
    for (guint i = 0; good && i < submissions->len; i++)
        good = search_forget_submission(store, g_array_index(submissions, gint64, i), error);
    for (guint i = 0; good && i < mails->len; i++)
        good = search_forget_mail(store, g_array_index(mails, gint64, i), error);
    return good;
}

static bool remember(struct store *store, const char *text, gint64 now, GError **error)
{
    g_autofree char *hash = text ? hash_bytes(text, strlen(text)) : NULL;
    return !hash || forgotten_add(store, hash, now, error);
}

/* What must not come back, and what must leave the disk. */
static bool intend(struct store *store, gint64 now, GError **error)
{
    enum { MAIL_SHA256 = 5, MAIL_MESSAGE = 7 };
    g_autoptr(Rows) mails = erase_rows(store, ERASE_MAILS, error);
    g_autoptr(Rows) letters = mails ? erase_rows(store, ERASE_WRITTEN, error) : NULL;
    bool good = letters != NULL;
    for (guint i = 0; good && i < mails->cells->len; i++) {
        char **row = mails->cells->pdata[i];
        good = forgotten_add(store, row[MAIL_SHA256], now, error) && remember(store, row[MAIL_MESSAGE], now, error) &&
               erasure_add(store, "mail", row[MAIL_SHA256], now, error);
    }
    for (guint i = 0; good && i < letters->cells->len; i++)
        good = remember(store, ((char **)letters->cells->pdata[i])[0], now, error);
    return good &&
           db_run(store, error,
                  "INSERT OR IGNORE INTO erasure(kind,value,at) SELECT 'content',sha256,?1 FROM gone_content", "i",
                  now) &&
           db_run(store, error,
                  "INSERT OR IGNORE INTO erasure(kind,value,at) SELECT 'work',number,?1 FROM submission WHERE id IN"
                  " " SUBMISSIONS,
                  "i", now) &&
           erasure_add(store, "database", "", now, error);
}

bool erase_delete(struct store *store, gint64 now, GError **error)
{
    if (!intend(store, now, error) || !forget_words(store, error))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(blanks); i++)
        if (!db_run(store, error, blanks[i], ""))
            return false;
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!db_run(store, error, parts[i].erase, ""))
            return false;
    return true;
}

bool erase_scour(struct store *store, GError **error)
{
    if (!db_run(store, error, "PRAGMA secure_delete=ON", "") ||
        !db_run(store, error, "INSERT INTO search(search) VALUES('optimize')", ""))
        return false;
    /* Statements that stand in the middle of a row would keep VACUUM from beginning. */
    g_hash_table_remove_all(store->statements);
    if (!db_run(store, error, "VACUUM", ""))
        return false;
    gint64 busy = db_number(store, error, "PRAGMA wal_checkpoint(TRUNCATE)", "");
    if (busy == 0)
        return true;
    if (busy > 0)
        g_set_error(error, HUIZHI_ERROR, ERROR_AGAIN,
                    "another huizhi is reading the database: what was deleted stays in its log until the next call");
    return false;
}
