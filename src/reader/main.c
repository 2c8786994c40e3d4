/* huizhi-reader: the program that looks into strangers' mail, so that huizhi itself need not.
 *
 * As a zygote (--zygote, started by huizhi with a socket as descriptor 3) it loads rules and data once and forks one
 * sandboxed child a mail. By hand it reads one mail in the same sandbox and prints what it found.
 *
 * One zygote serves all mails, with and without pictures: with every library linked a process starts in 60 to 70 ms,
 * once a run (libvips takes 2 of them, as it loads no modules; with them 30), and maps 231 MB, all but 38 of it
 * untouched; a fork costs about 1 ms. A second, lighter zygote would save less than a millisecond a mail.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "reader/protocol.h"
#include "reader/read.h"
#include "reader/sandbox.h"
#include "reader/stage.h"
#include "reader/wire.h"
#include "reader/zygote.h"
#include "work/measure.h"

struct options {
    gboolean zygote, verbose, version;
    char *rules, *staging, *stage;
    char **own, **files;
    gint jobs, seconds, cpu_seconds;
    gint64 memory, output;
};

static bool parse(struct options *options, int argc, char **argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"rules", 'r', 0, G_OPTION_ARG_FILENAME, &options->rules, "The folder of the rules", "DIR"},
        {"own", 'o', 0, G_OPTION_ARG_STRING_ARRAY, &options->own, "An address of ours (repeatable)", "ADDRESS"},
        {"staging", 's', 0, G_OPTION_ARG_FILENAME, &options->staging,
         "Keep the mail's files in this empty folder (default: removed at the end)", "DIR"},
        {"stage", 0, 0, G_OPTION_ARG_STRING, &options->stage,
         "Print one stage only: message, document, form, works (for document and form FILE may be a bare document), "
         "table",
         "STAGE"},
        {"jobs", 0, 0, G_OPTION_ARG_INT, &options->jobs, "Mails at once", "N"},
        {"seconds", 0, 0, G_OPTION_ARG_INT, &options->seconds, "Wall clock a mail (60)", "N"},
        {"cpu-seconds", 0, 0, G_OPTION_ARG_INT, &options->cpu_seconds, "Processor time a mail (30)", "N"},
        {"memory", 0, 0, G_OPTION_ARG_INT64, &options->memory, "Address space a mail, bytes (512 MiB)", "N"},
        {"output", 0, 0, G_OPTION_ARG_INT64, &options->output, "Largest file a mail may hold, bytes (512 MiB)", "N"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose, "Children may write to stderr", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version", NULL},
        {"zygote", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options->zygote, "Serve the socket on 3", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "FILE"},
        {NULL}};
    g_autoptr(GOptionContext) context = g_option_context_new("— read one mail in the sandbox and print what it holds");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, error))
        return false;
    if (options->stage && !stage_known(options->stage)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, "stages are message, document, form, works, table");
        return false;
    }
    if (options->version || options->zygote || options->files)
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, "a FILE is needed; see huizhi-reader --help");
    return false;
}

static GBytes *read_to_bytes(int raw_fd, int staging_fd, gconstpointer data, GError **error)
{
    g_autoptr(Dossier) dossier = read_mail(raw_fd, staging_fd, data, error);
    if (!dossier)
        return NULL;
    g_autoptr(GBytes) bytes = wire_write(dossier);
    if (g_bytes_get_size(bytes) <= WIRE_MAX_BYTES)
        return g_steal_pointer(&bytes);
    g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "邮件内容太多，读出的结果超过%dM", WIRE_MAX_BYTES >> 20);
    return NULL;
}

static struct zygote make_zygote(const struct options *options, const struct reader_data *data,
                                 const struct sandbox *sandbox)
{
    return (struct zygote){.socket = PROTOCOL_SOCKET,
                           .limits = {.jobs = (guint)CLAMP(options->jobs, 1, PROTOCOL_MAX_JOBS),
                                      .seconds = (guint)MAX(options->seconds, 1),
                                      .cpu_seconds = (guint)MAX(options->cpu_seconds, 1),
                                      .memory = (guint64)MAX(options->memory, 1),
                                      .output = (guint64)MAX(options->output, 1)},
                           .read = read_to_bytes,
                           .data = data,
                           .sandbox = sandbox,
                           .verbose = options->verbose};
}

static bool print_result(int staging, const char *folder, bool is_text, int status, GError **error)
{
    const char *name = status == 0 ? PROTOCOL_DOSSIER : PROTOCOL_REASON;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GBytes) bytes = file_read(path, WIRE_MAX_BYTES, NULL);
    unlinkat(staging, name, 0);
    if (status != 0) {
        gsize size = 0;
        const char *why = bytes ? g_bytes_get_data(bytes, &size) : NULL;
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%.*s (%d)", (int)size, why ? why : "", status);
        return false;
    }
    if (is_text)
        return bytes && fwrite(g_bytes_get_data(bytes, NULL), 1, g_bytes_get_size(bytes), stdout) > 0;
    g_autoptr(Dossier) dossier = bytes ? wire_read(bytes, error) : NULL;
    g_autofree char *text = dossier ? dossier_print(dossier) : NULL;
    if (text)
        fputs(text, stdout);
    return text != NULL;
}

static bool read_into(const struct zygote *zygote, const char *file, const char *folder, GError **error)
{
    int raw = open(file, O_RDONLY | O_CLOEXEC), staging = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = false;
    if (raw < 0 || staging < 0)
        g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, "%s: %s", raw < 0 ? file : folder, g_strerror(errno));
    else
        done = print_result(staging, folder, zygote->read == stage_print, zygote_read_one(zygote, raw, staging), error);
    if (raw >= 0)
        close(raw);
    if (staging >= 0)
        close(staging);
    return done;
}

static bool read_by_hand(const struct zygote *zygote, const struct options *options, GError **error)
{
    if (options->staging)
        return read_into(zygote, options->files[0], options->staging, error);
    bool done = true;
    for (char **file = options->files; done && *file; file++) {
        g_autofree char *folder = g_dir_make_tmp("huizhi-reader-XXXXXX", error);
        done = folder && read_into(zygote, *file, folder, error);
        if (folder)
            file_remove_tree(folder, NULL);
    }
    return done;
}

static bool run(const struct options *options, GError **error)
{
    const char *rules = options->rules ? options->rules : HUIZHI_PREFIX "/share/huizhi/rules";
    struct reader_data data = {0};
    g_autoptr(Sandbox) sandbox = sandbox_create(error);
    work_measure_start();
    bool done = sandbox && reader_data_load(&data, rules, (const char *const *)options->own, error);
    struct zygote zygote = make_zygote(options, &data, sandbox);
    const struct stage stage = {&data, options->stage};
    if (options->stage) {
        zygote.read = stage_print;
        zygote.data = &stage;
    }
    if (done)
        done = options->zygote ? zygote_serve(&zygote, error) : read_by_hand(&zygote, options, error);
    reader_data_clear(&data);
    return done;
}

/* Address space is what a child is given little of: one heap for all threads, and no team of threads for what OpenMP
 * would share out (a 24-megapixel picture: 196 MB instead of 527). OpenMP looks at its limit when it is loaded, before
 * main: who starts us by hand has not set it, so we start once more. */
static void be_frugal(char **argv)
{
    mallopt(M_ARENA_MAX, 1);
    if (g_strcmp0(g_getenv("OMP_THREAD_LIMIT"), "1") == 0)
        return;
    g_setenv("OMP_THREAD_LIMIT", "1", TRUE);
    execv("/proc/self/exe", argv);
}

/* What stands in the way is told to huizhi, or else to the person. */
static int complain(const struct options *options, const GError *why)
{
    if (options->zygote)
        zygote_refuse(PROTOCOL_SOCKET, why);
    else
        fprintf(stderr, "huizhi-reader: %s\n", why->message);
    return why->domain == G_OPTION_ERROR ? ERROR_USAGE : error_exit_code(why);
}

int main(int argc, char **argv)
{
    struct options options = {.jobs = 1, .seconds = 60, .cpu_seconds = 30};
    options.memory = G_GINT64_CONSTANT(512) << 20;
    options.output = G_GINT64_CONSTANT(512) << 20;
    be_frugal(argv);
    setlocale(LC_ALL, "C.UTF-8");
    g_autoptr(GError) error = NULL;
    int code = 0;
    if (!parse(&options, argc, argv, &error)) {
        code = complain(&options, error);
    } else if (options.version) {
        puts("huizhi-reader " HUIZHI_VERSION);
    } else {
        if (options.zygote)
            prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (!run(&options, &error))
            code = complain(&options, error);
    }
    g_free(options.rules);
    g_free(options.staging);
    g_free(options.stage);
    g_strfreev(options.own);
    g_strfreev(options.files);
    return code;
}
