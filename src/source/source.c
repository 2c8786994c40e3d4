/* The table of sources, and what holds for all of them: one result for each mail that was asked for. */
#include "source/source.h"

#include "base/error.h"
#include "config/config.h"
#include "source/local.h"

static const struct source_ops *const kinds[] = {
    [SOURCE_IMAP] = &source_imap,
    [SOURCE_MAILDIR] = &source_maildir,
    [SOURCE_MBOX] = &source_mbox,
    [SOURCE_EML] = &source_eml,
};

struct source {
    const struct source_ops *ops;
    gpointer state;
    char *folder; /* the selected one; NULL: none */
};

struct source *source_open(const struct mailbox *mailbox, GError **error)
{
    g_return_val_if_fail((gsize)mailbox->source < G_N_ELEMENTS(kinds), NULL);
    const struct source_ops *ops = kinds[mailbox->source];
    gpointer state = ops->open(mailbox, error);
    if (!state)
        return NULL;
    struct source *source = g_new0(struct source, 1);
    source->ops = ops;
    source->state = state;
    return source;
}

void source_close(struct source *source)
{
    if (!source)
        return;
    source->ops->close(source->state);
    g_free(source->folder);
    g_free(source);
}

bool source_ordered(const struct source *source)
{
    return source->ops->ordered;
}

GStrv source_folders(struct source *source, enum folder_role role, GError **error)
{
    return source->ops->folders(source->state, role, error);
}

static void prefix_folder(const struct source *source, GError **error)
{
    g_prefix_error(error, "%s: ", source->folder);
}

bool source_select(struct source *source, const char *folder, guint64 *uidvalidity, GError **error)
{
    g_free(source->folder);
    source->folder = g_strdup(folder);
    bool good = source->ops->select(source->state, folder, uidvalidity, error);
    if (!good) {
        prefix_folder(source, error);
        g_clear_pointer(&source->folder, g_free);
    }
    return good;
}

static bool is_selected(const struct source *source, GError **error)
{
    if (!source->folder)
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "no folder is selected");
    return source->folder != NULL;
}

GArray *source_list(struct source *source, guint64 from, GError **error)
{
    if (!is_selected(source, error))
        return NULL;
    GArray *listings = source->ops->list(source->state, from, error);
    if (!listings)
        prefix_folder(source, error);
    return listings;
}

/* A mail that the source said nothing about is not there any more. */
static void fill_gaps(const GArray *uids, GPtrArray *fetched)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < fetched->len; i++)
        g_hash_table_add(known, &((struct fetched *)fetched->pdata[i])->uid);
    for (guint i = 0; i < uids->len; i++) {
        if (g_hash_table_contains(known, &g_array_index(uids, guint64, i)))
            continue;
        struct fetched *gone = fetched_without(g_array_index(uids, guint64, i), "gone");
        g_ptr_array_add(fetched, gone);
        g_hash_table_add(known, &gone->uid);
    }
}

bool source_fetch(struct source *source, const GArray *uids, struct spool *spool, GPtrArray *fetched, GError **error)
{
    return source_fetch_head(source, uids, 0, spool, fetched, error);
}

bool source_fetch_head(struct source *source, const GArray *uids, guint head, struct spool *spool, GPtrArray *fetched,
                       GError **error)
{
    if (!is_selected(source, error))
        return false;
    if (!source->ops->fetch(source->state, uids, head, spool, fetched, error)) {
        prefix_folder(source, error);
        return false;
    }
    fill_gaps(uids, fetched);
    return true;
}

void head_free(struct head *head)
{
    if (!head)
        return;
    g_clear_pointer(&head->bytes, g_bytes_unref);
    g_free(head);
}

bool source_heads(struct source *source, const GArray *uids, bool whole, GPtrArray *heads, GError **error)
{
    if (!is_selected(source, error))
        return false;
    if (!source->ops->heads || uids->len == 0 || source->ops->heads(source->state, uids, whole, heads, error))
        return true;
    prefix_folder(source, error);
    return false;
}

bool source_acknowledge(struct source *source, const GArray *uids, GError **error)
{
    if (!is_selected(source, error))
        return false;
    if (uids->len == 0 || source->ops->acknowledge(source->state, uids, error))
        return true;
    prefix_folder(source, error);
    return false;
}

bool source_remove(struct source *source, const GArray *uids, GError **error)
{
    if (!is_selected(source, error))
        return false;
    if (!source->ops->remove) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "single mails cannot be removed from a source of kind %s",
                    source->ops->name);
        return false;
    }
    if (uids->len == 0 || source->ops->remove(source->state, uids, error))
        return true;
    prefix_folder(source, error);
    return false;
}

bool source_quota(struct source *source, guint64 *used, guint64 *limit, GError **error)
{
    *used = *limit = 0;
    return !source->ops->quota || source->ops->quota(source->state, used, limit, error);
}
