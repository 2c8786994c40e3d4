/* Whose rows they are. Each statement adds to one of the temporary tables; some are run again until they add nothing:
 * a submission may go because its mails go, and a mail because its submissions do.
 */
#include <sqlite3.h>

#include "store/db.h"
#include "store/erase.h"

/* Deleted terms must not stay in free pages; nothing of it is to be written to a temporary file. */
static const char *const fresh[] = {
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "CREATE TEMP TABLE IF NOT EXISTS gone_address (address TEXT PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS gone_submission (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS gone_mail (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS gone_contribution (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS gone_letter (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS gone_words (id INTEGER PRIMARY KEY)", /* letters that lose their text */
    "CREATE TEMP TABLE IF NOT EXISTS gone_content (sha256 TEXT PRIMARY KEY, name TEXT, type TEXT)",
    "CREATE TEMP TABLE IF NOT EXISTS gone_term (term TEXT PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS gone_entry (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS kept_submission (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS touched (id INTEGER PRIMARY KEY)",
    "DELETE FROM gone_address",
    "DELETE FROM gone_submission",
    "DELETE FROM gone_mail",
    "DELETE FROM gone_contribution",
    "DELETE FROM gone_letter",
    "DELETE FROM gone_words",
    "DELETE FROM gone_content",
    "DELETE FROM gone_term",
    "DELETE FROM gone_entry",
    "DELETE FROM kept_submission",
    "DELETE FROM touched",
};

#define ALSO "char(10)||coalesce(also,'')||char(10)"
#define DIGITS(column) "replace(replace(" column ",'-',''),' ','')"
static const char *const begins[][4] = {
    [ERASE_ADDRESS] = {"INSERT OR IGNORE INTO gone_address SELECT ?1",
                       "INSERT OR IGNORE INTO gone_submission SELECT id FROM submission WHERE lower(sender)=?1 UNION"
                       " SELECT submission FROM field WHERE lower(value)=?1",
                       "INSERT OR IGNORE INTO gone_submission SELECT c.submission FROM contribution_field f JOIN"
                       " contribution c ON c.id=f.contribution WHERE lower(f.value)=?1 OR"
                       " instr(lower(" ALSO "),char(10)||?1||char(10))"},
    [ERASE_PHONE] = {"INSERT OR IGNORE INTO gone_submission SELECT submission FROM field WHERE " DIGITS("value") "=?1",
                     "INSERT OR IGNORE INTO gone_submission SELECT c.submission FROM contribution_field f JOIN"
                     " contribution c ON c.id=f.contribution WHERE " DIGITS(
                         "f.value") "=?1 OR"
                                    " instr(" DIGITS(
                                        ALSO) ",char(10)||?1||char(10)) UNION SELECT submission FROM contribution"
                                              " WHERE " DIGITS("web") "=?1"},
    [ERASE_NUMBER] = {"INSERT OR IGNORE INTO gone_submission SELECT id FROM submission WHERE number=?1"},
    [ERASE_BEFORE] = {"INSERT OR IGNORE INTO gone_submission SELECT s.id FROM submission s WHERE s.received<?1 AND NOT"
                      " EXISTS (SELECT 1 FROM contribution c WHERE c.submission=s.id AND c.received>=?1)",
                      "INSERT OR IGNORE INTO gone_mail SELECT id FROM mail m WHERE received<?1 AND disposition IN"
                      " ('aside','waiting') AND NOT EXISTS (SELECT 1 FROM contribution c WHERE c.mail=m.id)"
                      ""},
    [ERASE_CAMPAIGN] = {"INSERT OR IGNORE INTO gone_submission SELECT id FROM submission WHERE campaign=?1"},
};

/* Numbers that are only another name of a submission go with it. */
static const char *const merged =
    "INSERT OR IGNORE INTO gone_submission SELECT id FROM submission WHERE merged IN (SELECT id FROM gone_submission)"
    " AND id NOT IN (SELECT id FROM kept_submission)";

/* A sender who has nothing else here. */
static const char *const senders =
    "INSERT OR IGNORE INTO gone_address SELECT DISTINCT lower(s.sender) FROM submission s WHERE s.sender IS NOT NULL"
    " AND s.id IN (SELECT id FROM gone_submission) AND NOT EXISTS (SELECT 1 FROM submission o WHERE"
    " lower(o.sender)=lower(s.sender) AND o.id NOT IN (SELECT id FROM gone_submission)) AND NOT EXISTS (SELECT 1 FROM"
    " mail m JOIN contribution c ON c.mail=m.id WHERE lower(m.from_addr)=lower(s.sender) AND c.submission NOT IN"
    " (SELECT id FROM gone_submission))";
/* The same after its time: mails that stay show that the address is still in use. */
static const char *const unused =
    "DELETE FROM gone_address WHERE EXISTS (SELECT 1 FROM mail m WHERE lower(m.from_addr)=address AND m.id NOT IN"
    " (SELECT id FROM gone_mail))";

static const char *const of_senders =
    "INSERT OR IGNORE INTO gone_mail SELECT id FROM mail WHERE lower(from_addr) IN (SELECT address FROM gone_address)";
static const char *const mails[] = {
    "INSERT OR IGNORE INTO gone_mail SELECT c.mail FROM contribution c WHERE c.mail IS NOT NULL AND c.submission IN"
    " (SELECT id FROM gone_submission) AND NOT EXISTS (SELECT 1 FROM contribution o WHERE o.mail=c.mail AND"
    " o.submission NOT IN (SELECT id FROM gone_submission))",
    "INSERT OR IGNORE INTO gone_mail SELECT p.mail FROM proposal p WHERE p.submission IN (SELECT id FROM"
    " gone_submission) AND NOT EXISTS (SELECT 1 FROM contribution o WHERE o.mail=p.mail) AND NOT EXISTS (SELECT 1 FROM"
    " proposal o WHERE o.mail=p.mail AND coalesce(o.submission,0) NOT IN (SELECT id FROM gone_submission))",
    /* Answers to letters that go, bounces of them, digests that came back quoted. */
    "INSERT OR IGNORE INTO gone_mail SELECT m.id FROM mail m WHERE m.in_reply_to IN (SELECT message_id FROM outbox"
    " WHERE id IN (SELECT id FROM gone_letter UNION SELECT id FROM gone_words)) AND NOT EXISTS (SELECT 1 FROM"
    " contribution o WHERE o.mail=m.id)",
    /* What the office decided or typed in. */
    "INSERT OR IGNORE INTO gone_mail SELECT mail FROM token_use WHERE submission IN (SELECT id FROM gone_submission)",
    "INSERT OR IGNORE INTO gone_mail SELECT m.id FROM mail m JOIN gone_address a ON instr(lower(coalesce(m.words,'')||"
    "coalesce(m.subject,'')),a.address) WHERE m.kind IN ('bounce','robot','own') AND NOT EXISTS (SELECT 1 FROM"
    " contribution o WHERE o.mail=m.id)",
    /* What stays keeps the mails that it consists of. */
    "DELETE FROM gone_mail WHERE id IN (SELECT mail FROM contribution WHERE mail IS NOT NULL AND submission IN (SELECT"
    " id FROM kept_submission))",
    /* What came in such mails alone. */
    "INSERT OR IGNORE INTO gone_submission SELECT c.submission FROM contribution c WHERE c.mail IN (SELECT id FROM"
    " gone_mail) AND c.submission NOT IN (SELECT id FROM kept_submission) AND NOT EXISTS (SELECT 1 FROM contribution o"
    " WHERE o.submission=c.submission AND o.mail IS NOT NULL AND o.mail NOT IN (SELECT id FROM gone_mail))",
};

static const char *const terms[] = {
    "INSERT OR IGNORE INTO gone_term SELECT number FROM submission WHERE id IN (SELECT id FROM gone_submission)",
    "INSERT OR IGNORE INTO gone_term SELECT address FROM gone_address",
    "INSERT OR IGNORE INTO gone_term SELECT from_name FROM mail WHERE id IN (SELECT id FROM gone_mail) AND"
    " length(from_name)>=2",
    "INSERT OR IGNORE INTO gone_term SELECT substr(words,1,12) FROM mail WHERE id IN (SELECT id FROM gone_mail) AND"
    " length(words)>=8 AND disposition IN ('aside','waiting') AND instr(substr(words,1,12),char(10))=0",
};

static const char *const letters[] = {
    "INSERT OR IGNORE INTO gone_letter SELECT id FROM outbox o WHERE submission IN (SELECT id FROM gone_submission) OR"
    " mail IN (SELECT id FROM gone_mail) OR lower(to_addr) IN (SELECT address FROM gone_address) OR (EXISTS (SELECT 1"
    " FROM outbox_about a WHERE a.outbox=o.id) AND NOT EXISTS (SELECT 1 FROM outbox_about a WHERE a.outbox=o.id AND"
    " a.submission NOT IN (SELECT id FROM gone_submission)))",
    "INSERT OR IGNORE INTO gone_words SELECT a.outbox FROM outbox_about a WHERE a.submission IN (SELECT id FROM"
    " gone_submission) AND a.outbox NOT IN (SELECT id FROM gone_letter)",
    "INSERT OR IGNORE INTO gone_words SELECT o.id FROM outbox o JOIN gone_address g ON"
    " instr(lower(coalesce(o.cc,'')),g.address) WHERE o.id NOT IN (SELECT id FROM gone_letter)",
    /* The register as it was then, in a workbook. */
    "INSERT OR IGNORE INTO gone_words SELECT o.id FROM outbox o WHERE o.submission IS NULL AND o.mail IS NULL AND "
    "EXISTS"
    " (SELECT 1 FROM outbox_file f WHERE f.outbox=o.id AND f.path='' AND f.type LIKE '%sheet%') AND o.queued_at>="
    "(SELECT min(received) FROM submission WHERE id IN (SELECT id FROM gone_submission))",
    /* Digests and other letters to the office. */
    /* Digests with a workbook, which cannot be looked into. */
    "INSERT OR IGNORE INTO gone_words SELECT o.id FROM outbox o JOIN outbox_file f ON f.outbox=o.id WHERE"
    " o.template='digest' AND f.path='' AND f.name IS NOT NULL AND EXISTS (SELECT 1 FROM gone_submission)",
    "INSERT OR IGNORE INTO gone_words SELECT o.id FROM outbox o WHERE o.submission IS NULL AND o.mail IS NULL AND o.id"
    " NOT IN (SELECT id FROM gone_letter) AND EXISTS (SELECT 1 FROM gone_term t WHERE"
    " instr(lower(o.subject||o.text||coalesce(o.html,'')),lower(t.term)))",
};

static const char *const ends[] = {
    /* Rows of the web page: also those that matched nothing and bear the address or phone. */
    "INSERT OR IGNORE INTO gone_entry SELECT id FROM web_entry WHERE submission IN (SELECT id FROM gone_submission) OR"
    " (submission IS NULL AND id IN (SELECT v.entry FROM web_value v JOIN gone_term t ON lower(v.value)=t.term WHERE"
    " t.term LIKE '%@%' OR t.term NOT GLOB '*[^0-9]*'))",
    "INSERT OR IGNORE INTO gone_contribution SELECT id FROM contribution WHERE submission IN (SELECT id FROM"
    " gone_submission) OR mail IN (SELECT id FROM gone_mail)",
    "INSERT OR IGNORE INTO touched SELECT submission FROM contribution WHERE id IN (SELECT id FROM gone_contribution)"
    " AND submission NOT IN (SELECT id FROM gone_submission)",
    "INSERT OR IGNORE INTO touched SELECT w.submission FROM work w JOIN submission g ON g.id IN (SELECT id FROM"
    " gone_submission) AND (w.duplicate_of=g.number OR substr(w.duplicate_of,1,length(g.number)+1)=g.number||'-')"
    " WHERE w.submission NOT IN (SELECT id FROM gone_submission)",
    /* Files that the rows name, and that nothing else needs. */
    "INSERT OR IGNORE INTO gone_content SELECT sha256,name,type FROM file WHERE mail IN (SELECT id FROM gone_mail) AND"
    " sha256 IS NOT NULL",
    "INSERT OR IGNORE INTO gone_content SELECT sha256,NULL,NULL FROM picture WHERE mail IN (SELECT id FROM gone_mail)",
    "INSERT OR IGNORE INTO gone_content SELECT sha256,name,type FROM contribution_work WHERE contribution IN (SELECT"
    " id FROM gone_contribution)",
    "INSERT OR IGNORE INTO gone_content SELECT thumbnail,NULL,NULL FROM contribution_work WHERE contribution IN (SELECT"
    " id FROM gone_contribution) AND thumbnail IS NOT NULL",
    "INSERT OR IGNORE INTO gone_content SELECT picture,NULL,NULL FROM contribution_field WHERE contribution IN (SELECT"
    " id FROM gone_contribution) AND picture IS NOT NULL",
    "INSERT OR IGNORE INTO gone_content SELECT sha256,name,type FROM outbox_file WHERE path='' AND outbox IN (SELECT id"
    " FROM gone_letter UNION SELECT id FROM gone_words)",
    "DELETE FROM gone_content WHERE sha256 IN (SELECT sha256 FROM file WHERE mail NOT IN (SELECT id FROM gone_mail)"
    " AND sha256 IS NOT NULL)",
    "DELETE FROM gone_content WHERE sha256 IN (SELECT sha256 FROM picture WHERE mail NOT IN (SELECT id FROM"
    " gone_mail))",
    "DELETE FROM gone_content WHERE sha256 IN (SELECT sha256 FROM outbox_file WHERE path='' AND outbox NOT IN (SELECT"
    " id FROM gone_letter UNION SELECT id FROM gone_words))",
};

static bool run_all(struct store *store, const char *const *sql, gsize count, GError **error)
{
    for (gsize i = 0; i < count; i++)
        if (!db_run(store, error, sql[i], ""))
            return false;
    return true;
}

static bool begin(struct store *store, const struct erase_wish *wish, GError **error)
{
    for (char *const *number = wish->keep; number && *number; number++)
        if (!db_run(store, error, "INSERT OR IGNORE INTO kept_submission SELECT id FROM submission WHERE number=?", "s",
                    *number))
            return false;
    const char *const *sql = begins[wish->by];
    for (gsize i = 0; i < G_N_ELEMENTS(begins[0]) && sql[i]; i++)
        if (!(wish->by == ERASE_BEFORE ? db_run(store, error, sql[i], "i", wish->before)
                                       : db_run(store, error, sql[i], "s", wish->key)))
            return false;
    return db_run(store, error, "DELETE FROM gone_submission WHERE id IN (SELECT id FROM kept_submission)", "");
}

static bool spare_office(struct store *store, const struct erase_wish *wish, GError **error)
{
    for (char *const *address = wish->spare; address && *address; address++)
        if (!db_run(store, error, "DELETE FROM gone_address WHERE address=lower(?)", "s", *address))
            return false;
    return true;
}

static bool spread(struct store *store, const struct erase_wish *wish, bool person, GError **error)
{
    return db_run(store, error, merged, "") && (wish->by == ERASE_ADDRESS || db_run(store, error, senders, "")) &&
           spare_office(store, wish, error) && (!person || db_run(store, error, of_senders, "")) &&
           run_all(store, mails, G_N_ELEMENTS(mails), error) && run_all(store, terms, G_N_ELEMENTS(terms), error) &&
           run_all(store, letters, G_N_ELEMENTS(letters), error);
}

enum { ROUNDS = 3 }; /* submission, its mails, letters about them, answers to those */

bool erase_select(struct store *store, const struct erase_wish *wish, const GArray *further, GError **error)
{
    bool person = wish->by == ERASE_ADDRESS || wish->by == ERASE_PHONE;
    if (!run_all(store, fresh, G_N_ELEMENTS(fresh), error) || !begin(store, wish, error))
        return false;
    if (wish->by == ERASE_PHONE && !db_run(store, error, "INSERT OR IGNORE INTO gone_term VALUES(?)", "s", wish->key))
        return false;
    for (guint i = 0; further && i < further->len; i++)
        if (!db_run(store, error, "INSERT OR IGNORE INTO gone_mail VALUES(?)", "i", g_array_index(further, gint64, i)))
            return false;
    for (int i = 0; i < ROUNDS; i++)
        if (!spread(store, wish, person, error))
            return false;
    return (person || db_run(store, error, unused, "")) && run_all(store, ends, G_N_ELEMENTS(ends), error);
}
