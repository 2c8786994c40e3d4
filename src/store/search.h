/* Search: every name, phone, file name, caption and sentence, by words of any length.
 *
 * What is searched is a row a value in search_text, beside its words in the full-text index `search`. A submission's
 * rows are written anew whenever it is saved, a mail's when it ends. Inside the caller's transaction unless told
 * otherwise.
 */
#ifndef HUIZHI_STORE_SEARCH_H
#define HUIZHI_STORE_SEARCH_H

#include "store/query.h"

/* From the rows that stand in the database now. */
bool search_submission(struct store *store, gint64 submission, GError **error);
bool search_mail(struct store *store, gint64 mail, GError **error);

/* Before a submission or a mail is deleted; their words leave the file with FTS5's optimize and a checkpoint. */
bool search_forget_submission(struct store *store, gint64 submission, GError **error);
bool search_forget_mail(struct store *store, gint64 mail, GError **error);

/* A database of an earlier version is indexed once, some hundred rows a transaction of its own; what was done already
 * is not done again. Takes about a minute for 50,000 submissions. */
bool search_prepare(struct store *store, GError **error);

/* Values that hold the first text, of submissions (or mails of none) that hold all of them; by submission, at most
 * `limit`. Texts are phrases without regard to width, case, traditional or simplified characters, accents and
 * punctuation; a last word of letters or digits may go on; digits (with or without separators) also find phones by
 * their beginning or by their last four. Columns: number title state where(as kind) snippet from received mail kind
 * name campaign form. ERROR_USAGE for a text without a letter, digit or character. */
struct rows *search_find(struct store *store, char *const *texts, guint limit, GError **error);

#endif
