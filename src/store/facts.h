/* The facts of works as columns: one list (work_facts) makes the statements, binds and takes. Inside store/ only. */
#ifndef HUIZHI_STORE_FACTS_H
#define HUIZHI_STORE_FACTS_H

#include "store/db.h"
#include "work/work.h"

/* "INSERT INTO table(columns,facts…) VALUES(?,…)" and "SELECT columns,facts… rest": texts that live as long as the
 * process, as db_prepare wants them. */
const char *facts_insert(const char *table, const char *columns);
const char *facts_select(const char *columns, const char *rest);

/* Binds the facts behind the first `bound` parameters; takes them from the columns behind the first `taken`. */
void facts_bind(struct sqlite3_stmt *stmt, int bound, const struct work *work);
void facts_take(struct sqlite3_stmt *stmt, int taken, struct work *work);

#endif
