/* How the web page and the mails differ. */
#include <sqlite3.h>
#include <string.h>

#include "base/text.h"
#include "store/db.h"
#include "store/web.h"
#include "submission/submission.h"

enum { WHAT, NUMBER, ROW, BY, FIELD, WEB, MAIL };

/* ?1 campaign, ?2 form or NULL, ?3 the form of what has none. */
static const char differences[] =
    "SELECT 'conflict' what, s.number number, e.source row, e.matched_by by, v.name field, v.value web, f.value mail"
    " FROM web_entry e JOIN submission s ON s.id=e.submission JOIN web_value v ON v.entry=e.id"
    " JOIN field f ON f.submission=s.id AND f.name=v.name WHERE e.campaign=?1 AND (?2 IS NULL OR e.form=?2)"
    " AND f.value<>v.value AND coalesce(f.place,'') NOT LIKE '" WEB_PLACE "%'"
    " UNION ALL SELECT 'doubt', e.doubt, e.source, NULL, NULL, "
    "(SELECT group_concat(v.value,' ') FROM web_value v WHERE v.entry=e.id AND (v.name LIKE '%\\_name' ESCAPE '\\' OR"
    " v.name IN ('title','journal'))), NULL FROM web_entry e WHERE e.campaign=?1 AND (?2 IS NULL OR e.form=?2)"
    " AND e.submission IS NULL AND e.doubt IS NOT NULL"
    " UNION ALL SELECT 'web', NULL, e.source, NULL, NULL, "
    "(SELECT group_concat(v.value,' ') FROM web_value v WHERE v.entry=e.id AND (v.name LIKE '%\\_name' ESCAPE '\\' OR"
    " v.name IN ('title','journal'))), NULL FROM web_entry e WHERE e.campaign=?1 AND (?2 IS NULL OR e.form=?2)"
    " AND e.submission IS NULL AND e.doubt IS NULL"
    " UNION ALL SELECT 'mail', s.number, NULL, NULL, NULL, NULL, s.title FROM submission s WHERE s.campaign=?1"
    " AND s.merged IS NULL AND coalesce(s.form,?3) IN (SELECT form FROM web_entry WHERE campaign=?1 AND"
    " (?2 IS NULL OR form=?2)) AND NOT EXISTS (SELECT 1 FROM web_entry e WHERE e.submission=s.id)";

/* Punctuation and spaces are no difference; who stands in doubt is not missing. */
static bool matters(char **row, const GHashTable *doubtful)
{
    if (!strcmp(row[WHAT], "mail"))
        return !g_hash_table_contains((GHashTable *)doubtful, row[NUMBER]);
    if (strcmp(row[WHAT], "conflict") != 0)
        return true;
    g_autofree char *web = text_fold(row[WEB]), *mail = text_fold(row[MAIL]);
    return strcmp(web, mail) != 0;
}

static void note_doubts(const struct rows *rows, GHashTable *doubtful)
{
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        g_auto(GStrv) numbers = !strcmp(row[WHAT], "doubt") ? g_strsplit(row[NUMBER], " ", -1) : NULL;
        for (char **number = numbers; number && *number; number++)
            g_hash_table_add(doubtful, g_strdup(*number));
    }
}

struct rows *web_differences(struct store *store, const struct campaign *campaign, const char *form, GError **error)
{
    const struct form_rule *works = campaign_works_form(campaign);
    sqlite3_stmt *stmt = db_prepare(store, differences, error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "sss", campaign->id, form, works ? works->id : "");
    struct rows *rows = db_rows(store, stmt, error);
    g_autoptr(GHashTable) doubtful = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (rows)
        note_doubts(rows, doubtful);
    for (guint i = rows ? rows->cells->len : 0; i-- > 0;)
        if (!matters(rows->cells->pdata[i], doubtful))
            g_ptr_array_remove_index(rows->cells, i);
    return rows;
}
