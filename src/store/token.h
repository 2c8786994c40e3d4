/* Secrets that we mailed to one address, to be sent back from there. Only hashes are kept. */
#ifndef HUIZHI_STORE_TOKEN_H
#define HUIZHI_STORE_TOKEN_H

#include "store/store.h"

#define TOKEN_WITHDRAW "withdraw"
#define TOKEN_LENGTH 24 /* characters, from an alphabet of 32: 120 bits */

/* A new secret: digits and capital letters that are not easily mistaken for each other. Free with g_free. */
char *token_create(void);

/* The first word of a text that has the shape of one (24 such characters, behind “确认码” also with spaces within);
 * NULL: none. Free with g_free. */
char *token_find(const char *text);

struct token {
    char *hash;
    gint64 submission;
    int work; /* seq; 0: the submission as a whole */
    gint64 issued, expires, used;
};
void token_free(struct token *token);

/* One secret may stand for several submissions: a row each. `mail`: that asked for it. */
bool token_issue(struct store *store, const char *secret, const char *purpose, const char *address, gint64 submission,
                 int work, gint64 mail, gint64 now, gint64 expires, GError **error);

/* What a secret, or our letter of which the mail has `message_id` quoted as answered, stands for: those that were
 * mailed to this very address, used and expired ones too. Array of struct token, perhaps empty. Either may be NULL. */
GPtrArray *token_list(struct store *store, const char *secret, const char *message_id, const char *purpose,
                      const char *address, GError **error);

bool token_use(struct store *store, const struct token *token, const char *use, gint64 now, GError **error);

#endif
