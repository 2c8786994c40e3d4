/* SQLite as store/'s files use it: cached statements, typed binding, errors told apart. Inside store/ only. */
#ifndef HUIZHI_STORE_DB_H
#define HUIZHI_STORE_DB_H

#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

struct store {
    struct sqlite3 *db;
    GHashTable *statements; /* SQL text (a literal) → struct sqlite3_stmt */
};

/* A statement for a literal, reset and ready; owned by the store. */
struct sqlite3_stmt *db_prepare(struct store *store, const char *sql, GError **error);

/* Binds by letters: s text or NULL, i gint64 (pass gint64), d double, n gint64 that is NULL when 0. */
void db_bind(struct sqlite3_stmt *stmt, const char *types, ...);

/* SQLITE_ROW → true; SQLITE_DONE → false; an error → false with *error. */
bool db_row(struct store *store, struct sqlite3_stmt *stmt, GError **error);

/* Hands every row of a bound statement (NULL: it could not be prepared, *error is set) to `take`; false with *error. */
typedef void (*db_taker)(gpointer into, struct sqlite3_stmt *stmt);
bool db_each(struct store *store, struct sqlite3_stmt *stmt, db_taker take, gpointer into, GError **error);

/* Prepares, binds and runs a statement without rows. */
bool db_run(struct store *store, GError **error, const char *sql, const char *types, ...);

/* Runs a bound statement without rows. */
bool db_step(struct store *store, struct sqlite3_stmt *stmt, GError **error);

/* The first column of the first row; -1 when there is no row or it is NULL. */
gint64 db_number(struct store *store, GError **error, const char *sql, const char *types, ...);
char *db_text(struct store *store, GError **error, const char *sql, const char *types, ...);

/* A copy of a column's text, NULL for NULL. */
char *db_column(struct sqlite3_stmt *stmt, int column);

/* All rows of a bound statement, as query.h hands them out. */
struct rows;
struct rows *db_rows(struct store *store, struct sqlite3_stmt *stmt, GError **error);

void db_error(struct store *store, GError **error, const char *what);

#endif
