/* Tokens. */
#include "store/token.h"

#include <string.h>
#include <sys/random.h>

#include <sqlite3.h>

#include "base/hash.h"
#include "store/db.h"

static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; /* 32 */

char *token_create(void)
{
    guint8 chance[TOKEN_LENGTH];
    gsize done = 0;
    while (done < sizeof chance) {
        ssize_t got = getrandom(chance + done, sizeof chance - done, 0);
        if (got > 0)
            done += (gsize)got;
    }
    char *secret = g_malloc0(TOKEN_LENGTH + 1);
    for (gsize i = 0; i < TOKEN_LENGTH; i++)
        secret[i] = alphabet[chance[i] % 32];
    return secret;
}

/* Behind “确认码”: mailers that fold a long subject may leave spaces within. */
static char *find_broken(const char *text, const char **place)
{
    static const char lead[] = "确认码";
    for (const char *at = text; at && (at = strstr(at, lead)); at += strlen(lead)) {
        g_autoptr(GString) secret = g_string_new(NULL);
        for (const char *p = at + strlen(lead); *p && secret->len < TOKEN_LENGTH; p++) {
            if (strchr(alphabet, *p))
                g_string_append_c(secret, *p);
            else if (!strchr(" \t\r\n>", *p))
                break;
        }
        if (secret->len == TOKEN_LENGTH) {
            *place = at;
            return g_strdup(secret->str);
        }
    }
    return NULL;
}

char *token_find(const char *text)
{
    const char *place = NULL;
    g_autofree char *broken = text ? find_broken(text, &place) : NULL;
    while (text && *text && (!place || text < place)) {
        gsize length = strspn(text, alphabet);
        bool whole = !g_ascii_isalnum(text[length]);
        if (length == TOKEN_LENGTH && whole)
            return g_strndup(text, length);
        text += MAX(length, 1);
        while (length && g_ascii_isalnum(*text))
            text++;
    }
    return g_steal_pointer(&broken);
}

void token_free(struct token *token)
{
    if (!token)
        return;
    g_free(token->hash);
    g_free(token);
}

static char *hash_of(const char *secret, const char *purpose, gint64 submission, int work)
{
    g_autofree char *whole = g_strdup_printf("%s\n%s\n%" G_GINT64_FORMAT "\n%d", purpose, secret, submission, work);
    return hash_bytes(whole, strlen(whole));
}

bool token_issue(struct store *store, const char *secret, const char *purpose, const char *address, gint64 submission,
                 int work, gint64 mail, gint64 now, gint64 expires, GError **error)
{
    g_autofree char *hash = hash_of(secret, purpose, submission, work);
    return db_run(store, error,
                  "INSERT INTO token(hash,purpose,address,submission,work,issued,expires,mail) VALUES(?,?,?,?,?,?,?,?)",
                  "sssiniin", hash, purpose, address, submission, (gint64)work, now, expires, mail);
}

static void take(gpointer into, sqlite3_stmt *stmt)
{
    struct token *token = g_new0(struct token, 1);
    token->hash = db_column(stmt, 0);
    token->submission = sqlite3_column_int64(stmt, 1);
    token->work = sqlite3_column_int(stmt, 2);
    token->issued = sqlite3_column_int64(stmt, 3);
    token->expires = sqlite3_column_int64(stmt, 4);
    token->used = sqlite3_column_int64(stmt, 5);
    g_ptr_array_add(into, token);
}

static GPtrArray *of_address(struct store *store, const char *purpose, const char *address, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT hash,submission,work,issued,expires,used FROM token WHERE purpose=? AND"
                                    " address=? ORDER BY issued DESC, hash LIMIT 500",
                                    error);
    if (stmt)
        db_bind(stmt, "ss", purpose, address);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)token_free);
    return db_each(store, stmt, take, all, error) ? g_steal_pointer(&all) : NULL;
}

GPtrArray *token_list(struct store *store, const char *secret, const char *message_id, const char *purpose,
                      const char *address, GError **error)
{
    g_autoptr(GPtrArray) all = of_address(store, purpose, address, error);
    g_autoptr(GError) failure = NULL;
    for (guint i = all ? all->len : 0; i-- > 0 && !failure;) {
        const struct token *token = all->pdata[i];
        g_autofree char *hash = secret ? hash_of(secret, purpose, token->submission, token->work) : NULL;
        bool meant = hash && !strcmp(hash, token->hash);
        if (!meant && message_id)
            meant = db_number(store, &failure,
                              "SELECT count(*) FROM outbox o JOIN token t ON t.mail=o.mail WHERE o.message_id=? AND"
                              " t.hash=?",
                              "ss", message_id, token->hash) > 0;
        if (!meant)
            g_ptr_array_remove_index(all, i);
    }
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return g_steal_pointer(&all);
}

bool token_use(struct store *store, const struct token *token, const char *use, gint64 now, GError **error)
{
    return db_run(store, error, "UPDATE token SET used=?, use=? WHERE hash=? AND used=0", "iss", now, use, token->hash);
}
