/* verify: independent sources compared. The server's UIDs ↔ sightings ↔ spool files hashed again ↔ dispositions ↔
 * content files ↔ filings. It says what is missing and changes nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/progress.h"
#include "base/words.h"
#include "care/backup.h"
#include "cmd/cmd.h"
#include "desk/office.h"
#include "source/source.h"
#include "spool/spool.h"
#include "store/erase.h"
#include "store/query.h"
#include "store/sighting.h"

struct audit {
    const struct config *config;
    struct store *store;
    struct spool *spool;
    guint faults, checked;
};

G_GNUC_PRINTF(2, 3) static void fault(struct audit *audit, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    printf("✗ %s\n", text);
    audit->faults++;
}

/* The file is there, has that length and, hashed again, that name. */
static void check_file(struct audit *audit, const char *what, const char *path, const char *sha256, guint64 bytes)
{
    audit->checked++;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        fault(audit, "%s %s: %s", what, sha256, strerror(errno));
        return;
    }
    guint64 length = 0;
    g_autoptr(GError) failure = NULL;
    g_autofree char *hash = hash_fd(fd, &length, &failure);
    close(fd);
    if (!hash)
        fault(audit, "%s %s: %s", what, sha256, failure->message);
    else if (strcmp(hash, sha256) != 0 || length != bytes)
        fault(audit, _("%s %s: changed on disk (%llu bytes, should be %llu)"), what, sha256, (unsigned long long)length,
              (unsigned long long)bytes);
}

static bool check_files(struct audit *audit, enum query query, const char *what,
                        char *(*path_of)(const struct spool *, const char *), GError **error)
{
    g_autoptr(Rows) rows = query_rows(audit->store, query, NULL, error);
    if (!rows)
        return false;
    struct progress progress;
    progress_begin(&progress, what, rows->cells->len);
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        progress_at(&progress, i, rows->cells->len);
        g_autofree char *path = path_of(audit->spool, row[0]);
        check_file(audit, what, path, row[0], g_ascii_strtoull(row[1], NULL, 10));
        if (query == QUERY_SPOOL && !strcmp(row[2], "pending"))
            printf(_("· mail %s is spooled and waits for the next run\n"), row[0]);
    }
    progress_end(&progress);
    printf("%s: %u\n", what, rows->cells->len);
    return true;
}

static bool check_rows(struct audit *audit, GError **error)
{
    g_autofree char *broken = store_check(audit->store);
    if (broken)
        fault(audit, _("database: %s"), broken);
    g_autoptr(Rows) unfiled = query_rows(audit->store, QUERY_UNFILED, NULL, error);
    g_autoptr(Rows) unfetched = unfiled ? query_rows(audit->store, QUERY_UNFETCHED, NULL, error) : NULL;
    g_autoptr(Rows) states = unfetched ? query_rows(audit->store, QUERY_SIGHTINGS, NULL, error) : NULL;
    if (!states)
        return false;
    for (guint i = 0; i < unfiled->cells->len; i++)
        fault(audit, _("mail %s is marked as filed and brought nothing"), ((char **)unfiled->cells->pdata[i])[0]);
    for (guint i = 0; i < unfetched->cells->len; i++) {
        char **row = unfetched->cells->pdata[i];
        const char *why = row[4] ? row[4] : "";
        g_autofree char *text = g_strdup_printf("%s %s/%s: %s (%s)", row[0], row[1], row[2], row[3], why);
        if (!strcmp(row[3], "gone")) /* somebody took it away before we came */
            printf("· %s\n", text);
        else
            fault(audit, "%s", text);
    }
    g_autoptr(Rows) left = erasure_open(audit->store, error);
    if (!left)
        return false;
    if (left->cells->len)
        fault(audit, _("an erasure was interrupted, %u things are left: call huizhi forget … --yes again"),
              left->cells->len);
    for (guint i = 0; i < states->cells->len; i++) {
        char **row = states->cells->pdata[i];
        printf(_("sightings %s: %s\n"), row[0], row[1]);
    }
    return true;
}

static bool check_folder(struct audit *audit, const struct mailbox *mailbox, struct source *source, const char *folder,
                         GError **error)
{
    struct shelf shelf = {mailbox->address, folder, 0};
    if (!source_select(source, folder, &shelf.uidvalidity, error))
        return false;
    g_autoptr(GArray) listings = source_list(source, 0, error);
    if (!listings)
        return false;
    guint unknown = 0, late = 0;
    guint64 watermark = sighting_watermark(audit->store, &shelf);
    for (guint i = 0; i < listings->len; i++) {
        guint64 uid = g_array_index(listings, struct listing, i).uid;
        if (sighting_known(audit->store, &shelf, uid))
            continue;
        /* Where UIDs are hashes, a mail that is not known has come since the last poll. */
        if (!source_ordered(source) || uid > watermark) {
            late++;
            continue;
        }
        unknown++;
        fault(audit, _("%s/%s: UID %llu is on the server and was never recorded"), mailbox->address, folder,
              (unsigned long long)uid);
    }
    printf(_("%s/%s: %u on the server, %u new since the last poll, %u unknown\n"), mailbox->address, folder,
           listings->len, late, unknown);
    return true;
}

/* The Trash: each mail up to the watermark that counts was recorded by its header. */
static bool check_trash(struct audit *audit, const struct mailbox *mailbox, struct source *source, const char *folder,
                        GError **error)
{
    struct shelf shelf = {mailbox->address, folder, 0};
    struct office_mark mark;
    if (!source_select(source, folder, &shelf.uidvalidity, error))
        return false;
    g_autoptr(GArray) listings = source_list(source, 0, error);
    if (!listings)
        return false;
    bool looked = office_mark(audit->store, &shelf, &mark) && source_ordered(source);
    guint recorded = 0, late = 0, old = 0;
    for (guint i = 0; i < listings->len; i++) {
        const struct listing *one = &g_array_index(listings, struct listing, i);
        if (sighting_known(audit->store, &shelf, one->uid))
            recorded++;
        else if (!looked || one->uid > mark.uid)
            late++;
        else if (one->received > 0 && one->received < mark.since)
            old++;
        else
            fault(audit, _("%s/%s: UID %llu was thrown away and was never recorded"), mailbox->address, folder,
                  (unsigned long long)one->uid);
    }
    printf(
        _("%s/%s (thrown away): %u on the server, %u recorded, %u new since the last poll, %u from before the start\n"),
        mailbox->address, folder, listings->len, recorded, late, old);
    return true;
}

static bool check_online(struct audit *audit, GError **error)
{
    for (guint i = 0; i < audit->config->mailboxes->len; i++) {
        const struct mailbox *mailbox = audit->config->mailboxes->pdata[i];
        g_autoptr(Source) source = source_open(mailbox, error);
        g_auto(GStrv) folders = source ? source_folders(source, FOLDER_MAIL, error) : NULL;
        if (!folders)
            return false;
        for (char **folder = folders; *folder; folder++)
            if (!check_folder(audit, mailbox, source, *folder, error))
                return false;
        g_auto(GStrv) thrown = source_folders(source, FOLDER_TRASH, error);
        for (char **folder = thrown; folder && *folder; folder++)
            if (!check_trash(audit, mailbox, source, *folder, error))
                return false;
        if (!thrown)
            return false;
    }
    return true;
}

/* The newest backup in a folder, or the backup itself. */
static bool check_backup(struct audit *audit, const char *where, GError **error)
{
    g_autofree char *folder = backup_find(where, error);
    g_autoptr(GPtrArray) faults = folder ? backup_check(folder, isatty(STDERR_FILENO), error) : NULL;
    for (guint i = 0; faults && i < faults->len; i++)
        fault(audit, _("backup: %s"), (char *)faults->pdata[i]);
    if (faults)
        printf(_("backup %s: %s\n"), folder, faults->len ? "not sound" : "sound");
    return faults != NULL;
}

int cmd_verify(const struct session *session, int argc, char **argv)
{
    gboolean online = FALSE;
    g_autofree char *backup = NULL;
    const GOptionEntry entries[] = {
        {"backup", 0, 0, G_OPTION_ARG_FILENAME, &backup, N_("check the newest backup in DIR too"), "DIR"},
        {"online", 0, 0, G_OPTION_ARG_NONE, &online, N_("compare with the servers' UIDs too"), NULL},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("verify", "[--online] [--backup DIR]",
                     N_("Proves that nothing is missing; changes nothing. Exit code 65 when something is."), entries,
                     argc, argv, &words, &code))
        return code;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    g_autoptr(Store) store = config ? store_open(config->state, &failure) : NULL;
    g_autoptr(Spool) spool = store ? spool_open(config->state, &failure) : NULL;
    if (!spool)
        return cmd_fail(failure);
    struct audit audit = {.config = config, .store = store, .spool = spool};
    if (!check_rows(&audit, &failure) || !check_files(&audit, QUERY_SPOOL, _("raw mails"), spool_path, &failure) ||
        !check_files(&audit, QUERY_CONTENT, _("content files"), content_path, &failure) ||
        (online && !check_online(&audit, &failure)) || (backup && !check_backup(&audit, backup, &failure)))
        return cmd_fail(failure);
    printf(_("%s: %u files hashed, %u faults\n"), audit.faults ? _("✗ not sound") : _("✓ sound"), audit.checked,
           audit.faults);
    return audit.faults ? ERROR_INPUT : 0;
}
