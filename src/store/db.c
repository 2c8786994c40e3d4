/* SQLite with typed binding and one place for its errors. */
#include "store/db.h"

#include <sqlite3.h>

#include "base/error.h"

void db_error(struct store *store, GError **error, const char *what)
{
    int code = store->db ? sqlite3_errcode(store->db) : SQLITE_NOMEM;
    int kind = ERROR_SOFTWARE;
    switch (code & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_READONLY:
        kind = ERROR_IO;
        break;
    case SQLITE_CANTOPEN:
        kind = ERROR_CREATE;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        kind = ERROR_AGAIN;
        break;
    default:
        break;
    }
    g_set_error(error, HUIZHI_ERROR, kind, "database: %s (%s)", store->db ? sqlite3_errmsg(store->db) : "no memory",
                what);
}

sqlite3_stmt *db_prepare(struct store *store, const char *sql, GError **error)
{
    sqlite3_stmt *stmt = g_hash_table_lookup(store->statements, sql);
    if (stmt) {
        sqlite3_reset(stmt);
        sqlite3_clear_bindings(stmt);
        return stmt;
    }
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
        db_error(store, error, sql);
        return NULL;
    }
    g_hash_table_insert(store->statements, (gpointer)sql, stmt);
    return stmt;
}

static void bind(sqlite3_stmt *stmt, const char *types, va_list args)
{
    for (int i = 1; *types; types++, i++) {
        if (*types == 's') {
            const char *text = va_arg(args, const char *);
            sqlite3_bind_text(stmt, i, text, -1, SQLITE_TRANSIENT);
        } else if (*types == 'd') {
            sqlite3_bind_double(stmt, i, va_arg(args, double));
        } else {
            gint64 number = va_arg(args, gint64);
            if (*types == 'n' && number == 0)
                sqlite3_bind_null(stmt, i);
            else
                sqlite3_bind_int64(stmt, i, number);
        }
    }
}

void db_bind(sqlite3_stmt *stmt, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    bind(stmt, types, args);
    va_end(args);
}

bool db_row(struct store *store, sqlite3_stmt *stmt, GError **error)
{
    int result = sqlite3_step(stmt);
    if (result == SQLITE_ROW)
        return true;
    if (result != SQLITE_DONE)
        db_error(store, error, sqlite3_sql(stmt));
    sqlite3_reset(stmt);
    return false;
}

bool db_each(struct store *store, sqlite3_stmt *stmt, db_taker take, gpointer into, GError **error)
{
    g_autoptr(GError) failure = NULL;
    while (stmt && db_row(store, stmt, &failure))
        take(into, stmt);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (stmt)
        return true;
    return false;
}

bool db_step(struct store *store, sqlite3_stmt *stmt, GError **error)
{
    int result = sqlite3_step(stmt);
    if (result != SQLITE_DONE && result != SQLITE_ROW)
        db_error(store, error, sqlite3_sql(stmt));
    sqlite3_reset(stmt);
    return result == SQLITE_DONE || result == SQLITE_ROW;
}

bool db_run(struct store *store, GError **error, const char *sql, const char *types, ...)
{
    sqlite3_stmt *stmt = db_prepare(store, sql, error);
    if (!stmt)
        return false;
    va_list args;
    va_start(args, types);
    bind(stmt, types, args);
    va_end(args);
    return db_step(store, stmt, error);
}

static sqlite3_stmt *first_row(struct store *store, GError **error, const char *sql, const char *types, va_list args)
{
    sqlite3_stmt *stmt = db_prepare(store, sql, error);
    if (!stmt)
        return NULL;
    bind(stmt, types, args);
    return db_row(store, stmt, error) ? stmt : NULL;
}

gint64 db_number(struct store *store, GError **error, const char *sql, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    sqlite3_stmt *stmt = first_row(store, error, sql, types, args);
    va_end(args);
    if (!stmt)
        return -1;
    gint64 number = sqlite3_column_type(stmt, 0) == SQLITE_NULL ? -1 : sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return number;
}

char *db_text(struct store *store, GError **error, const char *sql, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    sqlite3_stmt *stmt = first_row(store, error, sql, types, args);
    va_end(args);
    char *text = stmt ? db_column(stmt, 0) : NULL;
    if (stmt)
        sqlite3_reset(stmt);
    return text;
}

char *db_column(sqlite3_stmt *stmt, int column)
{
    return g_strdup((const char *)sqlite3_column_text(stmt, column));
}
