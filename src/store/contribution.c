/* Contributions as rows, both ways. */
#include <stdio.h>
#include <string.h>

#include "store/db.h"
#include "store/facts.h"
#include "store/filing.h"
#include "store/search.h"
#include <sqlite3.h>

#define WORK_COLUMNS "seq,replaces,kind,name,path,type,sha256,bytes,caption,caption_from,damaged,encrypted,duplicate_of"

static const char *const child_tables[] = {
    "DELETE FROM contribution_field WHERE contribution=?",   "DELETE FROM contribution_work WHERE contribution=?",
    "DELETE FROM contribution_link WHERE contribution=?",    "DELETE FROM contribution_failure WHERE contribution=?",
    "DELETE FROM contribution_caption WHERE contribution=?", "DELETE FROM contribution_note WHERE contribution=?",
    "DELETE FROM contribution_row WHERE contribution=?",
};

bool filing_forget_mail(struct store *store, gint64 mail, GError **error)
{
    for (;;) {
        gint64 id = db_number(store, error, "SELECT id FROM contribution WHERE mail=? LIMIT 1", "i", mail);
        if (id < 0)
            return !error || !*error;
        for (gsize i = 0; i < G_N_ELEMENTS(child_tables); i++)
            if (!db_run(store, error, child_tables[i], "i", id))
                return false;
        if (!db_run(store, error, "DELETE FROM contribution WHERE id=?", "i", id))
            return false;
    }
}

static bool add_fields(struct store *store, gint64 id, const GPtrArray *fields, GError **error)
{
    for (guint i = 0; i < fields->len; i++) {
        const struct field *field = fields->pdata[i];
        g_autofree char *also = field->also ? g_strjoinv("\n", field->also) : NULL, *area = field_area(field);
        if (!db_run(store, error, "INSERT INTO contribution_field VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    "iissssdsiissss", id, (gint64)i, field->name, field->value, field->raw, field->from,
                    field->confidence, also, (gint64)field->valid, (gint64)field->conflict, field->note,
                    field->suggestion, field->picture, area))
            return false;
    }
    return true;
}

/* The number that the fold gave to a file. */
static int seq_of(const struct submission *submission, const struct numbered *numbered)
{
    for (guint i = 0; i < submission->works->len; i++) {
        const struct numbered *folded = submission->works->pdata[i];
        if (!strcmp(folded->work->sha256, numbered->work->sha256))
            return folded->seq;
    }
    return numbered->seq;
}

static bool add_works(struct store *store, const struct submission *submission, gint64 id, const GPtrArray *works,
                      GError **error)
{
    for (guint i = 0; i < works->len; i++) {
        struct numbered *numbered = works->pdata[i];
        const struct work *work = numbered->work;
        numbered->seq = seq_of(submission, numbered);
        sqlite3_stmt *stmt = db_prepare(store, facts_insert("contribution_work", "contribution," WORK_COLUMNS), error);
        if (!stmt)
            return false;
        db_bind(stmt, "iiisssssissiis", id, (gint64)numbered->seq, (gint64)numbered->replaces,
                work_kind_name(work->kind), work->name, work->path, work->type, work->sha256, (gint64)work->bytes,
                work->caption, work->caption_from, (gint64)work->damaged, (gint64)work->encrypted,
                numbered->duplicate_of);
        facts_bind(stmt, 14, work);
        if (!db_step(store, stmt, error))
            return false;
    }
    return true;
}

static bool add_rows(struct store *store, gint64 id, const GPtrArray *rows, GError **error)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct roster_row *row = rows->pdata[i];
        if (!db_run(store, error, "INSERT INTO contribution_row VALUES(?,?,?,?,?,?,?,?,?,?,?)", "iisssssssii", id,
                    (gint64)row->number, row->title, row->author, row->phone, row->file, row->caption, row->source,
                    row->list, (gint64)row->table, (gint64)row->line))
            return false;
    }
    return true;
}

static bool add_rest(struct store *store, gint64 id, const struct contribution *contribution, GError **error)
{
    bool good = true;
    for (guint i = 0; good && i < contribution->links->len; i++) {
        const struct link *item = contribution->links->pdata[i];
        good = db_run(store, error, "INSERT INTO contribution_link VALUES(?,?,?,?,?,?,?,?)", "issssiis", id, item->host,
                      item->provider, item->url, item->name, item->bytes, item->expires, item->code);
    }
    for (guint i = 0; good && i < contribution->failures->len; i++) {
        const struct file *file = contribution->failures->pdata[i];
        good = db_run(store, error, "INSERT INTO contribution_failure VALUES(?,?,?,?,?,?,?)", "isssiis", id, file->name,
                      file->type, file->path, (gint64)file->encrypted, (gint64)file->damaged, file->note);
    }
    for (guint i = 0; good && i < contribution->captions->len; i++) {
        const struct caption *caption = contribution->captions->pdata[i];
        good = db_run(store, error, "INSERT INTO contribution_caption VALUES(?,?,?,?)", "iiss", id,
                      (gint64)caption->number, caption->name, caption->text);
    }
    for (guint i = 0; good && i < contribution->notes->len; i++)
        good = db_run(store, error, "INSERT INTO contribution_note VALUES(?,?)", "is", id,
                      (const char *)contribution->notes->pdata[i]);
    return good;
}

bool filing_contribute(struct store *store, const struct submission *submission, struct contribution *contribution,
                       GError **error)
{
    if (!db_run(
            store, error,
            "INSERT INTO contribution(submission,mail,actor,received,campaign,form,form_name,unreadable,claim,embedded,"
            "web,reserved) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
            "insisssiiisi", submission->id, contribution->mail, contribution->actor, contribution->received,
            submission->campaign, contribution->form, contribution->form_name, (gint64)contribution->unreadable,
            (gint64)contribution->claim, (gint64)contribution->embedded, contribution->web,
            (gint64)contribution->reserved))
        return false;
    gint64 id = sqlite3_last_insert_rowid(store->db);
    contribution->id = id;
    return add_fields(store, id, contribution->fields, error) &&
           add_works(store, submission, id, contribution->works, error) &&
           add_rows(store, id, contribution->rows, error) && add_rest(store, id, contribution, error) &&
           (contribution->rows->len + contribution->links->len == 0 || search_submission(store, submission->id, error));
}

static bool each(struct store *store, const char *sql, struct contribution *into, db_taker take, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store, sql, error);
    if (stmt)
        db_bind(stmt, "i", into->id);
    return db_each(store, stmt, take, into, error);
}

static void take_field(gpointer to, sqlite3_stmt *stmt)
{
    struct contribution *into = to;
    struct field *field = g_new0(struct field, 1);
    field->name = db_column(stmt, 0);
    field->value = db_column(stmt, 1);
    field->raw = db_column(stmt, 2);
    field->from = db_column(stmt, 3);
    field->confidence = sqlite3_column_double(stmt, 4);
    const char *also = (const char *)sqlite3_column_text(stmt, 5);
    field->also = also ? g_strsplit(also, "\n", -1) : NULL;
    field->valid = sqlite3_column_int(stmt, 6) != 0;
    field->conflict = sqlite3_column_int(stmt, 7) != 0;
    field->note = db_column(stmt, 8);
    field->suggestion = db_column(stmt, 9);
    field->picture = db_column(stmt, 10);
    const char *area = (const char *)sqlite3_column_text(stmt, 11);
    int *place = field->place;
    if (area && sscanf(area, "%d %d %d %d %d", place, place + 1, place + 2, place + 3, place + 4) != 5)
        memset(field->place, 0, sizeof field->place);
    g_ptr_array_add(into->fields, field);
}

static void take_work(gpointer to, sqlite3_stmt *stmt)
{
    struct contribution *into = to;
    struct numbered *numbered = g_new0(struct numbered, 1);
    enum work_kind kind = WORK_OTHER;
    g_autofree char *kind_name = db_column(stmt, 2), *name = db_column(stmt, 3), *path = db_column(stmt, 4),
                    *type = db_column(stmt, 5), *sha256 = db_column(stmt, 6);
    work_kind_parse(kind_name, &kind);
    numbered->seq = sqlite3_column_int(stmt, 0);
    numbered->replaces = sqlite3_column_int(stmt, 1);
    struct work *work = work_create(kind, name, path, type, sha256, (guint64)sqlite3_column_int64(stmt, 7));
    work->caption = db_column(stmt, 8);
    work->caption_from = db_column(stmt, 9);
    work->damaged = sqlite3_column_int(stmt, 10) != 0;
    work->encrypted = sqlite3_column_int(stmt, 11) != 0;
    facts_take(stmt, 13, work);
    numbered->work = work;
    numbered->duplicate_of = db_column(stmt, 12);
    g_ptr_array_add(into->works, numbered);
}

static void take_link(gpointer to, sqlite3_stmt *stmt)
{
    struct contribution *into = to;
    struct link *item = g_new0(struct link, 1);
    item->host = db_column(stmt, 0);
    item->provider = db_column(stmt, 1);
    item->url = db_column(stmt, 2);
    item->name = db_column(stmt, 3);
    item->bytes = sqlite3_column_int64(stmt, 4);
    item->expires = sqlite3_column_int64(stmt, 5);
    item->code = db_column(stmt, 6);
    g_ptr_array_add(into->links, item);
}

static void take_failure(gpointer to, sqlite3_stmt *stmt)
{
    struct contribution *into = to;
    struct file *file = g_new0(struct file, 1);
    file->name = db_column(stmt, 0);
    file->type = db_column(stmt, 1);
    file->path = db_column(stmt, 2);
    file->encrypted = sqlite3_column_int(stmt, 3) != 0;
    file->damaged = sqlite3_column_int(stmt, 4) != 0;
    file->note = db_column(stmt, 5);
    file->role = ROLE_ARCHIVE;
    g_ptr_array_add(into->failures, file);
}

static void take_caption(gpointer to, sqlite3_stmt *stmt)
{
    struct contribution *into = to;
    struct caption *caption = g_new0(struct caption, 1);
    caption->number = sqlite3_column_int(stmt, 0);
    caption->name = db_column(stmt, 1);
    caption->text = db_column(stmt, 2);
    g_ptr_array_add(into->captions, caption);
}

static void take_note(gpointer to, sqlite3_stmt *stmt)
{
    struct contribution *into = to;
    g_ptr_array_add(into->notes, db_column(stmt, 0));
}

static void take_row(gpointer to, sqlite3_stmt *stmt)
{
    struct contribution *into = to;
    struct roster_row *row = g_new0(struct roster_row, 1);
    char **texts[] = {&row->title, &row->author, &row->phone, &row->file, &row->caption, &row->source, &row->list};
    row->number = sqlite3_column_int(stmt, 0);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = db_column(stmt, (int)i + 1);
    row->table = sqlite3_column_int(stmt, 8);
    row->line = sqlite3_column_int(stmt, 9);
    g_ptr_array_add(into->rows, row);
}

static bool fill(struct store *store, struct contribution *into, GError **error)
{
    return each(store,
                "SELECT name,value,raw,place,confidence,also,valid,conflict,note,suggestion,picture,area FROM"
                " contribution_field"
                " WHERE contribution=? ORDER BY position",
                into, take_field, error) &&
           each(store, facts_select(WORK_COLUMNS, "FROM contribution_work WHERE contribution=? ORDER BY rowid"), into,
                take_work, error) &&
           each(store,
                "SELECT host,provider,url,name,bytes,expires,code FROM contribution_link l WHERE contribution=?1"
                " AND NOT EXISTS (SELECT 1 FROM link_forgotten g JOIN contribution c ON c.id=?1 WHERE"
                " g.submission=c.submission AND g.url=coalesce(l.url,l.host) AND g.name=coalesce(l.name,''))"
                " ORDER BY rowid",
                into, take_link, error) &&
           each(store,
                "SELECT name,type,path,encrypted,damaged,note FROM contribution_failure WHERE contribution=?"
                " ORDER BY rowid",
                into, take_failure, error) &&
           each(store, "SELECT number,name,text FROM contribution_caption WHERE contribution=? ORDER BY rowid", into,
                take_caption, error) &&
           each(store,
                "SELECT number,title,author,phone,file,caption,source,list,sheet,line FROM contribution_row"
                " WHERE contribution=? ORDER BY rowid",
                into, take_row, error) &&
           each(store, "SELECT text FROM contribution_note WHERE contribution=? ORDER BY rowid", into, take_note,
                error);
}

static void take_contribution(gpointer into, sqlite3_stmt *stmt)
{
    struct contribution *contribution = contribution_create();
    contribution->id = sqlite3_column_int64(stmt, 0);
    contribution->mail = sqlite3_column_int64(stmt, 1);
    contribution->actor = db_column(stmt, 2);
    contribution->received = sqlite3_column_int64(stmt, 3);
    contribution->campaign = db_column(stmt, 4);
    contribution->form = db_column(stmt, 5);
    contribution->form_name = db_column(stmt, 6);
    contribution->unreadable = sqlite3_column_int(stmt, 7) != 0;
    contribution->claim = sqlite3_column_int(stmt, 8) != 0;
    contribution->embedded = sqlite3_column_int(stmt, 9);
    contribution->came = sqlite3_column_int64(stmt, 10);
    contribution->web = db_column(stmt, 11);
    contribution->reserved = sqlite3_column_int(stmt, 12);
    g_ptr_array_add(into, contribution);
}

GPtrArray *filing_contributions(struct store *store, gint64 submission, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store,
                   "SELECT id,mail,actor,received,campaign,form,form_name,unreadable,claim,embedded,"
                   "(SELECT first_at FROM mail m WHERE m.id=contribution.mail),web,reserved FROM contribution"
                   " WHERE submission=? ORDER BY received, mail, id",
                   error);
    if (stmt)
        db_bind(stmt, "i", submission);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)contribution_free);
    bool good = db_each(store, stmt, take_contribution, all, error);
    for (guint i = 0; good && i < all->len; i++)
        good = fill(store, all->pdata[i], error);
    return good ? g_steal_pointer(&all) : NULL;
}
