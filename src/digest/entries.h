/* 待录入.xlsx: the forms that no program could read, for a person to type in over tea. A block a scan, a row a field:
 * its number, its label, the picture of its cell, what the scan seems to say, and an empty cell. It comes back by mail;
 * form/answers.h reads it by its head, its numbers and labels, and the token in its second row.
 */
#ifndef HUIZHI_DIGEST_ENTRIES_H
#define HUIZHI_DIGEST_ENTRIES_H

#include "config/config.h"
#include "ruleset/ruleset.h"
#include "store/store.h"

#define ENTRIES_NAME "待录入.xlsx"
#define ENTRIES_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* 1: some form waits; 0: none does; -1: an error. */
gint64 entries_count(struct store *store, GError **error);

/* The workbook, with the token of the person who gets it; pictures as long as it stays below 4 MB. ERROR_IO. */
GBytes *entries_make(const struct config *config, const struct ruleset *ruleset, struct store *store, const char *token,
                     GError **error);

#endif
