/* Making room in a mailbox: mails leave the server only when their raw file and its backup were both hashed just now.
 * Cut off anywhere, it is begun again: what is gone from the server is skipped.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "care/backup.h"
#include "care/room.h"
#include "spool/spool.h"
#include "store/clearable.h"

#define BATCH 250

struct sweep {
    const struct config *config;
    const struct clearing *clearing;
    struct source *source;
    struct store *store;
    struct spool *spool;
    GHashTable *kept;  /* hashes of the raw mails that the backup holds */
    char *backups;     /* its folder's folder, with the pool */
    GPtrArray *mails;  /* struct clearable */
    GHashTable *there; /* UIDs of the selected folder */
    gint64 now;
    struct cleared *cleared;
};

static GHashTable *read_backup(const char *folder, GError **error)
{
    g_autoptr(Manifest) manifest = manifest_read(folder, error);
    if (!manifest)
        return NULL;
    GHashTable *kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < manifest->entries->len; i++) {
        const struct manifest_entry *entry = manifest->entries->pdata[i];
        if (!entry->missing && g_str_has_prefix(entry->path, "spool/"))
            g_hash_table_add(kept, g_strdup(entry->sha256));
    }
    return kept;
}

static bool is_sound(const char *path, const struct clearable *mail)
{
    guint64 bytes = 0;
    FILE *file = fopen(path, "rbe");
    g_autofree char *found = file ? hash_fd(fileno(file), &bytes, NULL) : NULL;
    if (file)
        fclose(file);
    return found && bytes == mail->bytes && !strcmp(found, mail->sha256);
}

static bool is_safe(const struct sweep *sweep, const struct clearable *mail)
{
    if (!g_hash_table_contains(sweep->kept, mail->sha256))
        return false;
    g_autofree char *ours = spool_path(sweep->spool, mail->sha256);
    g_autofree char *copy = pool_store_path(sweep->backups, mail->sha256);
    return is_sound(ours, mail) && is_sound(copy, mail);
}

static bool write_down(struct sweep *sweep, const GPtrArray *batch, GError **error)
{
    bool good = store_begin(sweep->store, error);
    for (guint i = 0; good && i < batch->len; i++)
        good = clearable_done(sweep->store, batch->pdata[i], sweep->now, g_get_user_name(), error);
    if (good && store_commit(sweep->store, error))
        return true;
    store_rollback(sweep->store);
    return false;
}

static bool remove_batch(struct sweep *sweep, GPtrArray *batch, GError **error)
{
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint64));
    guint64 bytes = 0;
    for (guint i = 0; i < batch->len; i++) {
        const struct clearable *mail = batch->pdata[i];
        g_array_append_val(uids, mail->uid);
        bytes += mail->bytes;
    }
    if (sweep->clearing->remove && (!source_remove(sweep->source, uids, error) || !write_down(sweep, batch, error)))
        return false;
    sweep->cleared->count += batch->len;
    sweep->cleared->bytes += bytes;
    g_ptr_array_set_size(batch, 0);
    return true;
}

/* The mails that are there now; false with *error. *same is false when the folder has new numbers. */
static bool look(struct sweep *sweep, const struct clearable *first, bool *same, GError **error)
{
    guint64 validity = 0;
    g_autoptr(GError) failure = NULL;
    g_hash_table_remove_all(sweep->there);
    if (!source_select(sweep->source, first->folder, &validity, &failure)) {
        *same = false; /* a folder that is gone keeps nothing */
        if (failure->code == ERROR_SERVER || failure->code == ERROR_CONFIG)
            return true;
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *same = validity == first->uidvalidity;
    g_autoptr(GArray) listings = *same ? source_list(sweep->source, 0, error) : NULL;
    for (guint i = 0; listings && i < listings->len; i++) {
        guint64 uid = g_array_index(listings, struct listing, i).uid;
        g_hash_table_add(sweep->there, g_memdup2(&uid, sizeof uid));
    }
    return !*same || listings;
}

/* The mails of one folder under one UIDVALIDITY, from `next` on. */
static bool clear_folder(struct sweep *sweep, guint *next, GError **error)
{
    const struct clearable *first = sweep->mails->pdata[*next];
    g_autoptr(GPtrArray) batch = g_ptr_array_new();
    bool same = false;
    if (!look(sweep, first, &same, error))
        return false;
    for (; *next < sweep->mails->len; (*next)++) {
        struct clearable *mail = sweep->mails->pdata[*next];
        if (strcmp(mail->folder, first->folder) != 0 || mail->uidvalidity != first->uidvalidity)
            break;
        if (sweep->clearing->progress && *next % 50 == 0)
            fprintf(stderr, "\r核对 %u／%u", *next, sweep->mails->len);
        if (!same || !g_hash_table_contains(sweep->there, &mail->uid))
            sweep->cleared->absent++;
        else if (!is_safe(sweep, mail))
            sweep->cleared->unsafe++;
        else
            g_ptr_array_add(batch, mail);
        if (batch->len >= BATCH && !remove_batch(sweep, batch, error))
            return false;
    }
    return batch->len == 0 || remove_batch(sweep, batch, error);
}

bool room_clear(const struct config *config, const struct mailbox *mailbox, struct store *store,
                const struct clearing *clearing, gint64 now, struct cleared *cleared, GError **error)
{
    g_autoptr(GHashTable) kept = read_backup(clearing->backup, error);
    g_autoptr(Spool) spool = kept ? spool_open(config->state, error) : NULL;
    g_autoptr(GPtrArray) mails =
        spool ? clearable_mails(store, mailbox->address, clearing->folder, clearing->before, error) : NULL;
    g_autoptr(Source) source = mails ? source_open(mailbox, error) : NULL;
    if (!source)
        return false;
    /* Names are learnt from the list. */
    g_auto(GStrv) folders = source_folders(source, FOLDER_ALL, error);
    if (!folders)
        return false;
    g_autoptr(GHashTable) there = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autofree char *real = g_canonicalize_filename(clearing->backup, NULL), *backups = g_path_get_dirname(real);
    struct sweep sweep = {config, clearing, source, store, spool, kept, backups, mails, there, now, cleared};
    bool good = true;
    for (guint next = 0; good && next < mails->len;)
        good = clear_folder(&sweep, &next, error);
    if (clearing->progress)
        fputs("\r                    \r", stderr);
    if (good && clearing->remove && cleared->count)
        good = room_measure(mailbox, source, store, now, true, error);
    return good;
}
