/* The trial run behind `check` and `rules try`. */
#include "cmd/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/words.h"

#define MAX_DEPTH 8

struct trial *trial_open(struct config *config, const struct clock *clock, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("huizhi-check-XXXXXX", NULL);
    if (!folder) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CREATE, _("cannot create a temporary folder in %s"), g_get_tmp_dir());
        return NULL;
    }
    g_free(config->state);
    config->state = g_steal_pointer(&folder);
    config->reply_mode = REPLY_OFF;
    config->intake_start = 0;
    g_autoptr(Trial) trial = g_new0(struct trial, 1);
    trial->config = config;
    trial->intake = intake_open(config, clock, error);
    if (!trial->intake)
        return NULL;
    trial->intake->standalone = true;
    return g_steal_pointer(&trial);
}

void trial_close(struct trial *trial)
{
    if (!trial)
        return;
    intake_close(trial->intake);
    file_remove_tree(trial->config->state, NULL);
    g_free(trial);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void collect(GPtrArray *files, const char *path, int depth)
{
    g_autoptr(GDir) dir = depth < MAX_DEPTH ? g_dir_open(path, 0, NULL) : NULL;
    if (!dir) {
        g_ptr_array_add(files, g_strdup(path));
        return;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(dir));)
        if (name[0] != '.')
            g_ptr_array_add(names, g_build_filename(path, name, NULL));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++)
        collect(files, names->pdata[i], depth + 1);
}

GStrv trial_files(char **words, int *code)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    for (; *words; words++) {
        if (access(*words, R_OK) == 0) {
            collect(files, *words, 0);
            continue;
        }
        fprintf(stderr, "huizhi: %s: %s\n", *words, strerror(errno));
        *code = ERROR_NO_INPUT;
    }
    g_ptr_array_add(files, NULL);
    return (GStrv)g_ptr_array_free(g_steal_pointer(&files), FALSE);
}

static bool copy(struct spool *spool, const char *file, GError **error)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        error_set_errno(error, errno, "%s", file);
        return false;
    }
    g_autofree char *buffer = g_malloc(65536);
    ssize_t got = 0;
    bool good = spool_begin(spool, error);
    while (good && (got = read(fd, buffer, 65536)) > 0)
        good = spool_write(spool, buffer, (gsize)got, error);
    if (good && got < 0) {
        error_set_errno(error, errno, "%s", file);
        good = false;
    }
    close(fd);
    return good;
}

struct mail *trial_spool(struct trial *trial, const char *file, GError **error)
{
    struct spool *spool = trial->intake->spool;
    g_autofree char *temporary = NULL;
    struct mail *mail = g_new0(struct mail, 1);
    mail->mailbox = g_strdup("");
    mail->folder = g_strdup("");
    g_autoptr(GPtrArray) temporaries = g_ptr_array_new(), hashes = g_ptr_array_new();
    bool good = copy(spool, file, error) && spool_end(spool, &temporary, &mail->sha256, &mail->bytes, error);
    if (good) {
        g_ptr_array_add(temporaries, temporary);
        g_ptr_array_add(hashes, mail->sha256);
        mail->id = spool_commit(spool, temporaries, hashes, error) ? mail_add(trial->intake->store, mail, error) : -1;
    }
    if (good && mail->id > 0)
        return mail;
    mail_free(mail);
    return NULL;
}

struct handled *trial_handle(struct trial *trial, const struct mail *mail, struct dossier *dossier, const char *why,
                             GError **error)
{
    struct store *store = trial->intake->store;
    if (!store_begin(store, error)) {
        dossier_free(dossier);
        return NULL;
    }
    g_autoptr(Handled) handled = handle_mail(trial->intake, mail, dossier, why, error);
    if (handled && store_commit(store, error))
        return g_steal_pointer(&handled);
    store_rollback(store);
    return NULL;
}
