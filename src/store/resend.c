/* Resends. The words and every file must be the same: a corrected form under the old subject, or a Message-ID that a
 * broken mailer gives twice, is a mail of its own.
 */
#include "store/resend.h"

#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "store/db.h"

#define DAY (24 * 60 * 60)
#define MIN_CHARACTERS 20 /* of a text without files */

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char *resend_content(const struct dossier *dossier)
{
    const struct message *message = dossier->message;
    g_autoptr(GPtrArray) hashes = g_ptr_array_new();
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        if (part->sha256 && !part->cid_used)
            g_ptr_array_add(hashes, part->sha256);
    }
    g_autofree char *words = text_tidy(message->fresh);
    if (hashes->len == 0 && text_count(words) < MIN_CHARACTERS)
        return NULL;
    g_ptr_array_sort(hashes, by_text);
    g_autoptr(GString) all = g_string_new(words);
    for (guint i = 0; i < hashes->len; i++)
        g_string_append_printf(all, "\n%s", (const char *)hashes->pdata[i]);
    /* A list in the text, or a link's code, is part of the words; numbers in the subject say what the mail is for. */
    for (char **number = dossier->numbers; number && *number; number++)
        g_string_append_printf(all, "\n%s", *number);
    return hash_bytes(all->str, all->len);
}

bool resend_find(struct store *store, const struct dossier *dossier, const char *content, gint64 mail, gint64 received,
                 gint64 window, struct resend *resend, GError **error)
{
    *resend = (struct resend){0};
    const struct message *message = dossier->message;
    if (!content || !message->from.addr)
        return true;
    g_autoptr(GError) failure = NULL;
    gint64 found = db_number(store, &failure,
                             "SELECT min(id) FROM mail WHERE content=?1 AND from_addr=?2 AND id<>?3 AND resend_of IS"
                             " NULL AND disposition IN ('filed','joined') AND received<=?4 AND (received>=?5 OR"
                             " message_id=?6)",
                             "ssiiis", content, message->from.addr, mail, received, received - window, message->id);
    if (found > 0) {
        resend->mail = found;
        resend->received = db_number(store, &failure, "SELECT received FROM mail WHERE id=?", "i", found);
        resend->before = (guint)MAX(db_number(store, &failure,
                                              "SELECT count(*) FROM mail WHERE resend_of=? AND id<>? AND received>?",
                                              "iii", found, mail, received - DAY),
                                    0);
        resend->copy =
            message->id && received - resend->received < DAY &&
            db_number(store, &failure, "SELECT message_id=? FROM mail WHERE id=?", "si", message->id, found) > 0;
    }
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return !failure;
}

bool resend_note(struct store *store, gint64 mail, const char *content, gint64 of, GError **error)
{
    return db_run(store, error, "UPDATE mail SET content=?, resend_of=? WHERE id=?", "sni", content, of, mail);
}
