/* Text into the index, and questions to it, in the same spelling. */
#include "store/search.h"

#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/db.h"

enum { AT_ONCE = 300, OWNERS = 200000, LEAST_DIGITS = 7, MOST_DIGITS = 20, TYPED_DIGITS = 4 };
#define TEXT_BYTES 16384

/* ---- spelling */

static char *simplified(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        g_string_append_unichar(out, text_simplified(g_utf8_get_char(p)));
    return g_string_free(out, FALSE);
}

/* "张小明 a.jpg" → "张 小 明 a.jpg" */
static char *spell(const char *text)
{
    g_autofree char *cut = text_truncate(text, TEXT_BYTES), *valid = g_utf8_make_valid(cut, -1);
    g_autofree char *folded = text_tidy(valid), *simple = simplified(folded);
    g_autofree char *spaced = text_space_han(simple);
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *p = spaced; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isspace(c) && !g_unichar_iscntrl(c))
            g_string_append_unichar(out, c);
        else if (out->len && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
    }
    return g_strchomp(g_string_free(g_steal_pointer(&out), FALSE));
}

/* The other way, for showing: no space beside a Han character. */
static char *unspell(const char *text)
{
    GString *out = g_string_new(NULL);
    bool han = true;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool is_han = text_is_han(c);
        if (*p == ' ' && (han || text_is_han(g_utf8_get_char(p + 1))))
            continue;
        g_string_append_unichar(out, c);
        han = is_han;
    }
    return g_string_free(out, FALSE);
}

/* The digits of a phone that begins here, over single separators; *end is behind it. */
static char *phone_at(const char *p, const char **end)
{
    GString *out = g_string_new(NULL);
    for (bool gap = false; g_ascii_isdigit(*p) || (!gap && *p && strchr("- ()", *p)); p++) {
        gap = !g_ascii_isdigit(*p) && *p != ')' && *p != '(';
        if (g_ascii_isdigit(*p))
            g_string_append_c(out, *p);
    }
    *end = p;
    return g_string_free(out, FALSE);
}

/* Without the country's code before a mobile. */
static const char *domestic(const char *digits)
{
    return strlen(digits) == 13 && g_str_has_prefix(digits, "861") ? digits + 2 : digits;
}

/* "13800001234 1234"; NULL when the text has no phone. */
static char *phones(const char *spelled)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *p = spelled; *p;) {
        if (!g_ascii_isdigit(*p)) {
            p = g_utf8_next_char(p);
            continue;
        }
        g_autofree char *digits = phone_at(p, &p);
        gsize length = strlen(digits);
        if (length < LEAST_DIGITS || length > MOST_DIGITS)
            continue;
        g_string_append_printf(out, "%s%s %s", out->len ? " " : "", domestic(digits), digits + length - 4);
    }
    return out->len ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

/* ---- writing */

struct entry {
    gint64 submission, mail; /* 0: none */
    const char *kind, *name;
};

static bool add(struct store *store, const struct entry *entry, const char *text, GError **error)
{
    g_autofree char *spelled = spell(text), *digits = phones(spelled);
    return !*spelled ||
           (db_run(store, error, "INSERT INTO search_text(submission,mail,kind,name,text,digits) VALUES(?,?,?,?,?,?)",
                   "nnssss", entry->submission, entry->mail, entry->kind, entry->name, spelled, digits) &&
            db_run(store, error, "INSERT INTO search(rowid,text,digits) VALUES(last_insert_rowid(),?,?)", "ss", spelled,
                   digits));
}

/* Adds each row (kind, name, text) of a bound statement. */
static bool add_all(struct store *store, sqlite3_stmt *stmt, gint64 submission, gint64 mail, GError **error)
{
    g_autoptr(GError) failure = NULL;
    bool good = stmt != NULL;
    while (good && db_row(store, stmt, &failure)) {
        struct entry entry = {submission, mail, (const char *)sqlite3_column_text(stmt, 0),
                              (const char *)sqlite3_column_text(stmt, 1)};
        const char *text = (const char *)sqlite3_column_text(stmt, 2);
        good = !text || add(store, &entry, text, error);
    }
    if (stmt)
        sqlite3_reset(stmt);
    if (!failure)
        return good;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool search_forget_submission(struct store *store, gint64 submission, GError **error)
{
    return db_run(store, error,
                  "INSERT INTO search(search,rowid,text,digits) SELECT 'delete',id,text,digits FROM search_text WHERE"
                  " submission=?",
                  "i", submission) &&
           db_run(store, error, "DELETE FROM search_text WHERE submission=?", "i", submission);
}

bool search_forget_mail(struct store *store, gint64 mail, GError **error)
{
    return db_run(store, error,
                  "INSERT INTO search(search,rowid,text,digits) SELECT 'delete',id,text,digits FROM search_text WHERE"
                  " mail=?",
                  "i", mail) &&
           db_run(store, error, "DELETE FROM search_text WHERE mail=?", "i", mail);
}

bool search_submission(struct store *store, gint64 submission, GError **error)
{
    if (!search_forget_submission(store, submission, error))
        return false;
    sqlite3_stmt *stmt = db_prepare(
        store,
        "SELECT 'number',NULL,number FROM submission WHERE id=?1"
        " UNION ALL SELECT 'title',NULL,title FROM submission s WHERE id=?1 AND NOT EXISTS (SELECT 1 FROM field f"
        " WHERE f.submission=s.id AND f.value=s.title)"
        " UNION ALL SELECT 'sender',NULL,sender FROM submission s WHERE id=?1 AND NOT EXISTS (SELECT 1 FROM field f"
        " WHERE f.submission=s.id AND lower(f.value)=s.sender)"
        " UNION ALL SELECT 'field',name,value FROM field WHERE submission=?1 AND value NOT IN ('true','false')"
        " UNION ALL SELECT 'file',number,name FROM work WHERE submission=?1"
        " UNION ALL SELECT 'work',number,title FROM work WHERE submission=?1"
        " UNION ALL SELECT 'author',number,author FROM work WHERE submission=?1"
        " UNION ALL SELECT 'caption',number,caption FROM work WHERE submission=?1"
        " UNION ALL SELECT 'list',r.list,coalesce(r.title,'')||' '||coalesce(r.author,'')||' '||coalesce(r.phone,'')||"
        "' '||coalesce(r.file,'')||' '||coalesce(r.caption,'') FROM contribution_row r JOIN contribution c ON"
        " c.id=r.contribution WHERE c.submission=?1"
        " UNION ALL SELECT 'link',l.provider,l.name FROM contribution_link l JOIN contribution c ON c.id=l.contribution"
        " WHERE c.submission=?1",
        error);
    if (stmt)
        db_bind(stmt, "i", submission);
    return add_all(store, stmt, submission, 0, error);
}

bool search_mail(struct store *store, gint64 mail, GError **error)
{
    if (!search_forget_mail(store, mail, error))
        return false;
    /* The works of a filed mail are found under their submission. */
    sqlite3_stmt *stmt = db_prepare(
        store,
        "SELECT 'from',NULL,coalesce(from_name,'')||' '||coalesce(from_addr,'') FROM mail WHERE id=?1"
        " UNION ALL SELECT 'subject',NULL,subject FROM mail WHERE id=?1"
        " UNION ALL SELECT 'words',NULL,words FROM mail WHERE id=?1"
        " UNION ALL SELECT 'file',NULL,name FROM file WHERE mail=?1 AND role<>'message' AND (role<>'work' OR NOT EXISTS"
        " (SELECT 1 FROM contribution c WHERE c.mail=?1))",
        error);
    if (stmt)
        db_bind(stmt, "i", mail);
    return add_all(store, stmt, 0, mail, error);
}

/* ---- a database that was never indexed */

typedef bool (*indexer)(struct store *store, gint64 id, GError **error);

/* The next ids of a table; *last moves on, *more tells whether there were any. */
static bool some(struct store *store, const char *ids, indexer index, gint64 *last, bool *more, GError **error)
{
    gint64 present[AT_ONCE];
    guint count = 0;
    sqlite3_stmt *stmt = db_prepare(store, ids, error);
    if (!stmt)
        return false;
    db_bind(stmt, "ii", *last, (gint64)AT_ONCE);
    g_autoptr(GError) failure = NULL;
    while (count < AT_ONCE && db_row(store, stmt, &failure))
        present[count++] = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    *more = count > 0;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    for (guint i = 0; i < count; i++)
        if (!index(store, *last = present[i], error))
            return false;
    return true;
}

static bool every(struct store *store, const char *ids, indexer index, GError **error)
{
    gint64 last = 0;
    for (bool more = true; more;) {
        if (!store_begin(store, error))
            return false;
        if (!some(store, ids, index, &last, &more, error) || !store_commit(store, error)) {
            store_rollback(store);
            return false;
        }
    }
    return true;
}

bool search_prepare(struct store *store, GError **error)
{
    g_autofree char *done = store_meta(store, "search.indexed");
    return done || (every(store,
                          "SELECT id FROM submission s WHERE id>?1 AND NOT EXISTS (SELECT 1 FROM search_text t WHERE"
                          " t.submission=s.id) ORDER BY id LIMIT ?2",
                          search_submission, error) &&
                    every(store,
                          "SELECT id FROM mail m WHERE id>?1 AND disposition<>'pending' AND NOT EXISTS (SELECT 1 FROM"
                          " search_text t WHERE t.mail=m.id) ORDER BY id LIMIT ?2",
                          search_mail, error) &&
                    store_set_meta(store, "search.indexed", "1", error));
}

/* ---- asking */

/* "138-0000 1234" → "13800001234"; NULL unless it is digits and separators alone, four digits or more. */
static char *typed_digits(const char *spelled)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *p = spelled; *p; p++) {
        if (g_ascii_isdigit(*p))
            g_string_append_c(out, *p);
        else if (!strchr("+-() ", *p))
            return NULL;
    }
    return out->len >= TYPED_DIGITS ? g_strdup(domestic(out->str)) : NULL;
}

/* FTS5's query language: strings in double quotes, "*" for a word that may go on. */
static char *expression(const char *text, GError **error)
{
    g_autofree char *spelled = spell(text);
    bool word = false;
    gunichar last = 0;
    for (char *p = spelled; *p; p = g_utf8_next_char(p)) {
        if (*p == '"')
            *p = ' ';
        last = g_utf8_get_char(p);
        word = word || g_unichar_isalnum(last);
    }
    if (!word) {
        g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, "there is nothing to search for in \"%s\"", text);
        return NULL;
    }
    const char *open = g_unichar_isalnum(last) && !text_is_han(last) ? "*" : "";
    g_autofree char *digits = typed_digits(spelled);
    if (digits)
        return g_strdup_printf("text : \"%s\"%s OR digits : \"%s\"*", spelled, open, digits);
    return g_strdup_printf("text : \"%s\"%s", spelled, open);
}

/* Whose a value is: a submission, or, below zero, a mail of none. */
#define OWNER "coalesce(t.submission,(SELECT min(c.submission) FROM contribution c WHERE c.mail=t.mail),-t.mail)"

static GHashTable *owners(struct store *store, const char *match, GError **error)
{
    g_autoptr(GHashTable) all = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT " OWNER " FROM search JOIN search_text t ON t.id=search.rowid"
                                    " WHERE search MATCH ?1 LIMIT ?2",
                                    error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "si", match, (gint64)OWNERS);
    g_autoptr(GError) failure = NULL;
    while (db_row(store, stmt, &failure)) {
        gint64 owner = sqlite3_column_int64(stmt, 0);
        g_hash_table_add(all, g_memdup2(&owner, sizeof owner));
    }
    if (!failure)
        return g_steal_pointer(&all);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

enum { FOUND_WHERE = 3, FOUND_SNIPPET = 4, FOUND_OWNER = 12 };

static struct rows *values(struct store *store, const char *match, guint limit, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(
        store,
        "WITH hit AS MATERIALIZED (SELECT " OWNER " AS owner,t.id,t.mail,t.kind,t.name,snippet(search,0,'','','…',40)"
        " AS snippet FROM search JOIN search_text t ON t.id=search.rowid WHERE search MATCH ?1 LIMIT ?2)"
        "SELECT s.number,s.title,s.state,h.kind AS \"where\",h.snippet,coalesce(m.from_addr,s.sender) AS \"from\","
        "coalesce(m.received,s.received) AS received,h.mail,h.kind,h.name,s.campaign,s.form,h.owner FROM hit h"
        " LEFT JOIN submission s ON s.id=h.owner LEFT JOIN mail m ON m.id=h.mail"
        " ORDER BY h.owner<0, abs(h.owner), h.mail IS NOT NULL, h.id",
        error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "si", match, (gint64)limit);
    return db_rows(store, stmt, error);
}

static bool keep_owned(struct store *store, struct rows *rows, const char *text, GError **error)
{
    g_autofree char *match = expression(text, error);
    g_autoptr(GHashTable) others = match ? owners(store, match, error) : NULL;
    if (!others)
        return false;
    for (guint i = rows->cells->len; i > 0; i--) {
        char **row = rows->cells->pdata[i - 1];
        gint64 owner = g_ascii_strtoll(row[FOUND_OWNER], NULL, 10);
        if (!g_hash_table_contains(others, &owner))
            g_ptr_array_remove_index(rows->cells, i - 1);
    }
    return true;
}

struct rows *search_find(struct store *store, char *const *texts, guint limit, GError **error)
{
    bool several = texts[0] && texts[1];
    g_autofree char *match = expression(texts[0] ? texts[0] : "", error);
    g_autoptr(Rows) rows = match ? values(store, match, several ? OWNERS : limit, error) : NULL;
    for (char *const *text = texts + 1; rows && several && *text; text++)
        if (!keep_owned(store, rows, *text, error))
            return NULL;
    if (!rows)
        return NULL;
    if (rows->cells->len > limit)
        g_ptr_array_set_size(rows->cells, (int)limit);
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        char *shown = row[FOUND_SNIPPET] ? unspell(row[FOUND_SNIPPET]) : NULL;
        g_free(row[FOUND_SNIPPET]);
        row[FOUND_SNIPPET] = shown;
    }
    rows_cut(rows, FOUND_OWNER);
    return g_steal_pointer(&rows);
}
