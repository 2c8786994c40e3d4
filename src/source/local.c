/* Sources on our own disk: stable numbers for files, copying into the spool, what a folder is read for. */
#include "source/local.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"
#include "config/config.h"
#include "source/source.h"
#include "spool/spool.h"

guint64 local_uid(const char *name)
{
    g_autofree char *hex = hash_bytes(name, strlen(name));
    hex[16] = '\0';
    guint64 uid = g_ascii_strtoull(hex, NULL, 16) >> 1;
    return uid ? uid : 1;
}

static gint by_uid(gconstpointer a, gconstpointer b)
{
    guint64 x = ((const struct listing *)a)->uid, y = ((const struct listing *)b)->uid;
    return x < y ? -1 : x > y;
}

void listings_sort(GArray *listings)
{
    g_array_sort(listings, by_uid);
}

GDir *local_folder(const char *path, GError **error)
{
    g_autoptr(GError) fault = NULL;
    GDir *folder = g_dir_open(path, 0, &fault);
    if (!folder)
        g_set_error(error, HUIZHI_ERROR, ERROR_IO, "%s", fault->message);
    return folder;
}

struct fetched *fetched_without(guint64 uid, const char *why)
{
    struct fetched *fetched = g_new0(struct fetched, 1);
    fetched->uid = uid;
    fetched->why = g_strdup(why);
    return fetched;
}

struct fetched *fetched_with(guint64 uid, char *temporary, char *sha256, guint64 bytes)
{
    struct fetched *fetched = g_new0(struct fetched, 1);
    fetched->uid = uid;
    fetched->temporary = temporary;
    fetched->sha256 = sha256;
    fetched->bytes = bytes;
    return fetched;
}

void fetched_free(struct fetched *fetched)
{
    if (!fetched)
        return;
    g_free(fetched->temporary);
    g_free(fetched->sha256);
    g_free(fetched->why);
    g_free(fetched);
}

/* Copies what the descriptor holds; a read error is told in *why, a write error in *error. */
static bool copy_bytes(int fd, guint64 limit, struct spool *spool, char **why, GError **error)
{
    g_autofree char *buffer = g_malloc(256 * 1024);
    if (!spool_begin(spool, error))
        return false;
    for (;;) {
        ssize_t got = read(fd, buffer, (gsize)MIN(limit, 256 * 1024));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            *why = g_strdup(strerror(errno));
        if (got <= 0)
            break;
        if (!spool_write(spool, buffer, (gsize)got, error)) {
            spool_abandon(spool);
            return false;
        }
        limit -= (guint64)got;
    }
    if (*why)
        spool_abandon(spool);
    return true;
}

struct fetched *local_copy(const char *path, guint64 uid, guint head, struct spool *spool, GError **error)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat info;
    if (fd < 0)
        return fetched_without(uid, errno == ENOENT ? "gone" : strerror(errno));
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        close(fd);
        return fetched_without(uid, "not a regular file");
    }
    g_autofree char *why = NULL, *temporary = NULL, *sha256 = NULL;
    guint64 bytes = 0;
    bool good = copy_bytes(fd, head ? head : G_MAXUINT64, spool, &why, error);
    close(fd);
    if (good && why)
        return fetched_without(uid, why);
    if (!good || !spool_end(spool, &temporary, &sha256, &bytes, error))
        return NULL;
    return fetched_with(uid, g_steal_pointer(&temporary), g_steal_pointer(&sha256), bytes);
}

/* The folder itself or one below it. */
static bool within(const char *folder, const char *above, char delimiter)
{
    if (g_ascii_strcasecmp(above, "INBOX") == 0) /* folders below INBOX are not INBOX */
        return g_ascii_strcasecmp(folder, above) == 0;
    gsize length = strlen(above);
    return length > 0 && strncmp(folder, above, length) == 0 &&
           (folder[length] == '\0' || (delimiter && folder[length] == delimiter));
}

static const char *const usual[] = {"已发送", "草稿箱", "已删除", NULL};

/* The usual names stand for the folders that the server itself calls \\Sent, \\Drafts and \\Trash, whatever their
 * names, and for what other programs call them. */
static bool covers_usual(const char *const *list)
{
    for (gsize i = 0; usual[i]; i++)
        if (!g_strv_contains(list, usual[i]))
            return false;
    return true;
}

static const char *const usual_sent[] = {"已发送", "已发送邮件", "Sent", "Sent Messages", "Sent Items", NULL};
static const char *const usual_trash[] = {"已删除", "已删除邮件", "Trash", "Deleted Messages", "Deleted Items", NULL};

static const char *const *list_or(GStrv list, const char *const *otherwise)
{
    return list ? (const char *const *)list : otherwise;
}

/* On the list, or marked by the server while the list is in use. "INBOX.Sent" is where some servers keep Sent. */
static bool is_kept(const char *folder, char delimiter, const char *const *list, bool marked)
{
    if (marked && list[0])
        return true;
    if (delimiter && g_ascii_strncasecmp(folder, "INBOX", 5) == 0 && folder[5] == delimiter)
        folder += 6;
    for (; *list; list++)
        if (within(folder, *list, delimiter))
            return true;
    return false;
}

static bool is_excluded(const struct mailbox *mailbox, const char *folder, char delimiter, bool special)
{
    const char *const *list = list_or(mailbox->folders_exclude, usual);
    if (mailbox->after == AFTER_MOVE && mailbox->move_to && within(folder, mailbox->move_to, delimiter))
        return true;
    if (special && covers_usual(list))
        return true;
    for (; *list; list++)
        if (within(folder, *list, delimiter))
            return true;
    return false;
}

bool folder_serves(const struct mailbox *mailbox, const char *folder, char delimiter, enum folder_mark mark,
                   enum folder_role role)
{
    bool inbox = g_ascii_strcasecmp(folder, "INBOX") == 0;
    if (role == FOLDER_ALL)
        return true;
    bool sent = !inbox && is_kept(folder, delimiter, list_or(mailbox->folders_sent, usual_sent), mark == MARK_SENT);
    bool trash =
        !inbox && !sent && is_kept(folder, delimiter, list_or(mailbox->folders_trash, usual_trash), mark == MARK_TRASH);
    bool excluded = is_excluded(mailbox, folder, delimiter, mark != MARK_NONE || sent || trash);
    return role == FOLDER_MAIL ? !excluded : role == FOLDER_SENT ? sent : trash && excluded;
}

/* After the first empty line comes the body. */
static gsize head_length(const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (bytes[i] == '\n' && (i + 1 == length || bytes[i + 1] == '\n' ||
                                 (i + 2 < length && bytes[i + 1] == '\r' && bytes[i + 2] == '\n')))
            return i + 1;
    return length;
}

GBytes *local_head(const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat info;
    if (fd < 0)
        return NULL;
    g_autofree char *buffer = g_malloc(HEAD_WHOLE);
    gsize length = 0;
    ssize_t got = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ? 1 : -1;
    while (got > 0 && length < HEAD_WHOLE) {
        got = read(fd, buffer + length, HEAD_WHOLE - length);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            length += (gsize)got;
    }
    close(fd);
    return got < 0 ? NULL : g_bytes_new(buffer, head_length(buffer, length));
}
