/* The typed rows that checks speak of, as tables of the private database: what rows.c fills and checks read.
 * Each campaign has a database of its own, since `submission` has a column for each of its forms' fields.
 */
#ifndef HUIZHI_JUDGE_ROWS_H
#define HUIZHI_JUDGE_ROWS_H

#include <glib.h>
#include <stdbool.h>

struct sqlite3;
struct campaign;
struct cues;
struct submission;

struct rows; /* the prepared inserts of one database */

/* Creates the tables in an empty database; campaign and cues are borrowed. ERROR_CONFIG when a field's name cannot be
 * a column. */
struct rows *rows_create(struct sqlite3 *db, const struct campaign *campaign, const struct cues *cues, GError **error);
void rows_free(struct rows *rows);

/* Empties the tables and fills them from a submission. */
bool rows_fill(struct rows *rows, const struct submission *submission, GError **error);

/* True for a table that a rule may be `on`. */
bool rows_table(const char *name);

#endif
