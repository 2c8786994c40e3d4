/* Erasing: everything that is held about a person, or that is older than it may be kept.
 *
 * erase_select finds out whose rows they are and keeps the answer in temporary tables of this connection; the other
 * calls count, show or delete just these rows. Nothing is written before erase_delete, which runs in the caller's
 * transaction and leaves, in the table `erasure`, what must leave the disk after its commit: whatever kills the program
 * in between, the next call goes on from there.
 *
 * Whose: the submissions that an address sent, or that bear the address or phone in a field; the mails from an address
 * that has no other submission, and those that brought nothing but these submissions; bounces of and answers to letters
 * about them; letters to it. A mail that brought other people's submissions, too, stays and is listed as shared.
 */
#ifndef HUIZHI_STORE_ERASE_H
#define HUIZHI_STORE_ERASE_H

#include "store/query.h"

enum erase_by {
    ERASE_ADDRESS,  /* key: lower case */
    ERASE_PHONE,    /* key: digits alone */
    ERASE_NUMBER,   /* key: NXZ-0012; the submission alone, not its sender's other mails */
    ERASE_BEFORE,   /* received before that time, and mails of no submission likewise */
    ERASE_CAMPAIGN, /* key: its id */
};
struct erase_wish {
    enum erase_by by;
    const char *key;
    gint64 before;
    char *const *spare; /* addresses of the office, which are nobody's; may be NULL */
    char *const *keep;  /* numbers that stay although they belong to it; may be NULL */
};

/* `mails`: further mails of no submission that are about it (their ids), found outside of the database; may be NULL.
 * Temporary tables are kept in memory. */
bool erase_select(struct store *store, const struct erase_wish *wish, const GArray *mails, GError **error);

enum erase_list {
    ERASE_SUBMISSIONS, /* number title state sender received works */
    ERASE_MAILS,       /* id received from subject kind sha256 numbers(of the submissions) */
    ERASE_LETTERS,     /* id template state to subject text message_id */
    ERASE_WORDS,       /* id state: letters to others that lose their text */
    ERASE_WRITTEN,     /* message_id of each letter that goes or loses its text */
    ERASE_SHARED,      /* mails that stay: id received from others(numbers of other people's submissions) */
    ERASE_TOUCHED,     /* id and number of other submissions that lose something */
    ERASE_CONTENT,     /* sha256 name type: files that nothing else needs */
    ERASE_FILES,       /* sha256 name type: what came with it, whoever else has the same */
    ERASE_TERMS,       /* what a page that shows the person contains: numbers, addresses, names, words */
    ERASE_RETURNED,    /* mails of no submission that robots and we ourselves sent: id sha256 */
    ERASE_REMAINS,     /* mailbox folder mails uids: what the server still has */
    ERASE_NAMED,       /* numbers of other submissions whose fields or lists hold a phone or address of these */
};
struct rows *erase_rows(struct store *store, enum erase_list list, GError **error);

/* The tables that hold rows of it, in the order of deletion: the name of the n-th, NULL behind the last. */
const char *erase_table(guint n);
gint64 erase_count(struct store *store, guint n, GError **error);
struct rows *erase_table_rows(struct store *store, guint n, GError **error);

/* Deletes; the submissions of ERASE_TOUCHED are then to be judged again. */
bool erase_delete(struct store *store, gint64 now, GError **error);

/* The words' remains leave the index and the file: FTS5's optimize, VACUUM, and a checkpoint that empties the log.
 * Outside of a transaction. ERROR_AGAIN when others keep the log from being emptied. */
bool erase_scour(struct store *store, GError **error);

/* ---- what must leave the disk */

/* kind: mail, content, work, path, database. */
bool erasure_add(struct store *store, const char *kind, const char *value, gint64 now, GError **error);
bool erasure_done(struct store *store, const char *id, GError **error);
/* Open ones, files first: id kind value needed("1": by now something else needs it). */
struct rows *erasure_open(struct store *store, GError **error);

/* ---- what must not come back */

bool forgotten_add(struct store *store, const char *hash, gint64 now, GError **error);
/* By a mail's SHA-256; false also on an error. */
bool forgotten_mail(struct store *store, const char *sha256);
/* By a Message-ID, which may be NULL. */
bool forgotten_message(struct store *store, const char *message_id);

#endif
