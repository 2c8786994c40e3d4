/* What has been filed is laid out for people: outside of the transaction that filed it, and again when that was
 * interrupted. A shelf that cannot be written costs nobody a receipt: it stays due.
 */
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "intake.h"
#include "store/shelving.h"

enum { AT_ONCE = 200 };

static bool lay_some(struct intake *intake, const char *root, guint *laid, GError **error)
{
    g_autoptr(GPtrArray) due = shelving_due(intake->store, AT_ONCE, error);
    if (!due)
        return false;
    *laid = due->len;
    for (guint i = 0; i < due->len; i++) {
        const struct shelving *shelving = due->pdata[i];
        if (!shelf_lay(intake->spool, root, shelving->number, shelving->title, shelving->items, error) ||
            !shelving_done(intake->store, shelving, error)) {
            g_prefix_error(error, "%s: ", shelving->number);
            return false;
        }
    }
    return true;
}

static void shelve(struct intake *intake)
{
    g_autofree char *root = intake->config->works_folder ? g_strdup(intake->config->works_folder)
                                                         : g_build_filename(intake->config->state, "works", NULL);
    g_autoptr(GError) failure = NULL;
    guint laid = 0;
    if (!g_file_test(root, G_FILE_TEST_IS_DIR) && !shelving_forget(intake->store, &failure)) {
        log_line(LOG_ERROR, "works are not laid out: %s", failure->message);
        return;
    }
    do {
        if (!lay_some(intake, root, &laid, &failure)) {
            log_line(LOG_ERROR, "works are not laid out: %s", failure->message);
            return;
        }
    } while (laid == AT_ONCE && !(intake->stop && *intake->stop));
}

/* Whoever lays out works at this moment leaves what comes meanwhile for the next time: the row stays due. */
void shelve_works(struct intake *intake)
{
    g_autoptr(GError) failure = NULL;
    int lock = store_lock(intake->config->state, "shelf", &failure);
    if (lock >= 0) {
        shelve(intake);
        close(lock);
    } else if (failure->code != ERROR_AGAIN) {
        log_line(LOG_ERROR, "works are not laid out: %s", failure->message);
    }
}
