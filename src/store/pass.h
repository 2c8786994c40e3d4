/* The token of a digest: it goes to one person, and a decision by mail is obeyed only with it. One for the letter
 * (TOKEN_DECIDE), one for the workbook of forms that a person types in (TOKEN_ENTER). Only hashes are kept.
 */
#ifndef HUIZHI_STORE_PASS_H
#define HUIZHI_STORE_PASS_H

#include "store/store.h"

#define TOKEN_DECIDE "decide"
#define TOKEN_ENTER "enter"
#define PASS_SECONDS ((gint64)14 * 24 * 60 * 60)

struct pass {
    char *hash, *purpose, *address;
    gint64 expires, newest; /* the last submission (id) that it is good for */
};
typedef struct pass Pass;
void pass_free(struct pass *pass);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pass, pass_free)

/* Writes down a new token for a person and everything that is registered by now; what stands in the letter, free with
 * g_free. `letter`: the Message-ID. Inside the caller's transaction. */
char *pass_issue(struct store *store, const char *purpose, const char *address, const char *letter, gint64 now,
                 GError **error);

/* NULL without an error when there is none of that purpose. Expired ones, too. */
struct pass *pass_find(struct store *store, const char *purpose, const char *secret, GError **error);
/* 1: such a letter of ours went to somebody with a token; 0: none did; -1: an error. */
gint64 pass_letter(struct store *store, const char *message_id, GError **error);

/* What a token was used for before. */
enum pass_use { PASS_FRESH, PASS_SAME, PASS_OTHER };
struct pass_topic {
    gint64 submission;
    int work;
    const char *topic; /* a decision's group, or a field's name */
    bool decision;     /* of all decisions about one thing the token serves one mail only */
    const char *words; /* that decide; compared by their hash */
};
/* PASS_FRESH ones are written down as used. */
bool pass_use(struct store *store, const struct pass *pass, const struct pass_topic *topic, gint64 mail, gint64 now,
              enum pass_use *use, GError **error);

#endif
