/* An outgoing Maildir: for the demo, for tests, and for sites where another program does the sending.
 *
 * "Sent" means that the file is durable in new/: written in tmp/, synced, linked (never over another file), and the
 * folder synced. The bytes are exactly the mail's.
 */
#include "base/error.h"
#include "base/file.h"
#include "deliver/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DISK_SECONDS = 300 };

struct maildir {
    struct post post; /* first */
    char *folder;
    guint count; /* mails of this process, for their names */
};

/* Time, process, count and chance, as the Maildir convention wants; the host's name is left out. */
static char *unique_name(struct maildir *maildir)
{
    gint64 now = g_get_real_time();
    return g_strdup_printf("%" G_GINT64_FORMAT ".M%" G_GINT64_FORMAT "P%dQ%uR%08x.huizhi", now / G_USEC_PER_SEC,
                           now % G_USEC_PER_SEC, (int)getpid(), ++maildir->count, g_random_int());
}

static bool write_durable(const char *path, GBytes *mail, GError **error)
{
    gsize length;
    const void *bytes = g_bytes_get_data(mail, &length);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0) {
        error_set_errno(error, errno, "%s", path);
        return false;
    }
    bool good = file_write_all(fd, bytes, length, error);
    if (good && fsync(fd) != 0) {
        error_set_errno(error, errno, "%s", path);
        good = false;
    }
    if (close(fd) != 0 && good) {
        error_set_errno(error, errno, "%s", path);
        good = false;
    }
    return good;
}

static bool sync_folder(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (!good)
        error_set_errno(error, errno, "%s", path);
    if (fd >= 0)
        close(fd);
    return good;
}

/* False: the mail is not in new/. A name that may not survive a crash is taken back. */
static bool publish(const char *temporary, const char *path, const char *folder, GError **error)
{
    if (link(temporary, path) != 0) {
        error_set_errno(error, errno, "%s", path);
        return false;
    }
    if (sync_folder(folder, error))
        return true;
    unlink(path);
    return false;
}

static void maildir_send(struct post *post, const char *from, const char *to, const char *cc, GBytes *mail,
                         struct delivery *delivery)
{
    (void)from;
    (void)to;
    (void)cc; /* stand in the mail */
    struct maildir *maildir = (struct maildir *)post;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = unique_name(maildir);
    g_autofree char *temporary = g_build_filename(maildir->folder, "tmp", name, NULL);
    g_autofree char *folder = g_build_filename(maildir->folder, "new", NULL);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (write_durable(temporary, mail, &error) && publish(temporary, path, folder, &error))
        delivery_set(delivery, OUTCOME_SENT, 0, "written as new/%s", name);
    else
        delivery_set(delivery, OUTCOME_RETRY, DISK_SECONDS, "%s", error->message);
    unlink(temporary);
}

static void maildir_close(struct post *post)
{
    struct maildir *maildir = (struct maildir *)post;
    g_free(maildir->folder);
    g_free(maildir);
}

static const struct post_way maildir_way = {.name = "maildir", .send = maildir_send, .close = maildir_close};

struct post *post_open_maildir(const char *folder, GError **error)
{
    static const char *const parts[] = {"tmp", "new", "cur"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *path = g_build_filename(folder, parts[i], NULL);
        if (!file_make_dirs(path, error))
            return NULL;
    }
    struct maildir *maildir = g_new0(struct maildir, 1);
    maildir->post.way = &maildir_way;
    maildir->folder = g_strdup(folder);
    return &maildir->post;
}
