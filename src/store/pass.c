/* Tokens of digests. */
#include "store/pass.h"

#include <string.h>

#include <sqlite3.h>

#include "base/hash.h"
#include "store/db.h"
#include "store/token.h"

void pass_free(struct pass *pass)
{
    if (!pass)
        return;
    g_free(pass->hash);
    g_free(pass->purpose);
    g_free(pass->address);
    g_free(pass);
}

static char *hash_of(const char *purpose, const char *secret)
{
    g_autofree char *whole = g_strdup_printf("%s\n%s", purpose, secret);
    return hash_bytes(whole, strlen(whole));
}

char *pass_issue(struct store *store, const char *purpose, const char *address, const char *letter, gint64 now,
                 GError **error)
{
    g_autofree char *secret = token_create(), *hash = hash_of(purpose, secret);
    if (!db_run(store, error,
                "INSERT INTO token(hash,purpose,address,issued,expires,letter,newest)"
                " SELECT ?,?,?,?,?,?,coalesce(max(id),0) FROM submission",
                "sssiis", hash, purpose, address, now, now + PASS_SECONDS, letter))
        return NULL;
    return g_steal_pointer(&secret);
}

static void take(gpointer into, sqlite3_stmt *stmt)
{
    struct pass *pass = into;
    pass->hash = db_column(stmt, 0);
    pass->purpose = db_column(stmt, 1);
    pass->address = db_column(stmt, 2);
    pass->expires = sqlite3_column_int64(stmt, 3);
    pass->newest = sqlite3_column_int64(stmt, 4);
}

struct pass *pass_find(struct store *store, const char *purpose, const char *secret, GError **error)
{
    g_autofree char *hash = hash_of(purpose, secret);
    sqlite3_stmt *stmt = db_prepare(
        store, "SELECT hash,purpose,address,expires,newest FROM token WHERE hash=? AND newest IS NOT NULL", error);
    if (stmt)
        db_bind(stmt, "s", hash);
    g_autoptr(Pass) pass = g_new0(struct pass, 1);
    return db_each(store, stmt, take, pass, error) && pass->hash ? g_steal_pointer(&pass) : NULL;
}

gint64 pass_letter(struct store *store, const char *message_id, GError **error)
{
    return db_number(store, error, "SELECT count(*)>0 FROM token WHERE letter=?", "s", message_id);
}

/* 1: another mail decided about this thing with the token; 0; -1. */
static gint64 spent(struct store *store, const struct pass *pass, const struct pass_topic *topic, gint64 mail,
                    GError **error)
{
    if (!topic->decision)
        return 0;
    return db_number(store, error,
                     "SELECT count(*)>0 FROM token_use WHERE token=? AND submission=? AND work=? AND mail<>? AND topic"
                     " IN ('decided','held','extended','late','assigned')",
                     "siii", pass->hash, topic->submission, (gint64)topic->work, mail);
}

bool pass_use(struct store *store, const struct pass *pass, const struct pass_topic *topic, gint64 mail, gint64 now,
              enum pass_use *use, GError **error)
{
    g_autofree char *hash = hash_bytes(topic->words, strlen(topic->words));
    g_autoptr(GError) failure = NULL;
    g_autofree char *before =
        db_text(store, &failure, "SELECT use FROM token_use WHERE token=? AND submission=? AND work=? AND topic=?",
                "siis", pass->hash, topic->submission, (gint64)topic->work, topic->topic);
    gint64 other = failure ? -1 : spent(store, pass, topic, mail, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *use = before ? (strcmp(before, hash) ? PASS_OTHER : PASS_SAME) : other ? PASS_OTHER : PASS_FRESH;
    return *use != PASS_FRESH ||
           (db_run(store, error, "INSERT INTO token_use VALUES(?,?,?,?,?,?,?)", "siissii", pass->hash,
                   topic->submission, (gint64)topic->work, topic->topic, hash, now, mail) &&
            db_run(store, error, "UPDATE token SET used=?, mail=? WHERE hash=? AND used=0", "iis", now, mail,
                   pass->hash));
}
