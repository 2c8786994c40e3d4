/* post KEY=VALUE… < LIST: sends each line "TO FILE" of stdin over one post and prints a line for each:
 * "OUTCOME SECONDS|RESPONSE|HINT", then "alive" or "dead". An opening that fails prints "open: ERROR", with its code
 * as the exit code.
 * Keys: maildir (a folder; else SMTP), host, port, tls (implicit, starttls, none), ca, user, password_file, seconds,
 * from, refusals; pause=FILE waits before each mail but the first until FILE is there, then removes it. */
#include "base/file.h"
#include "config/config.h"
#include "deliver/deliver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct options {
    struct server server;
    const char *maildir, *from, *refusals, *tls, *pause;
};

static void read_option(struct options *options, GPtrArray *kept, const char *argument)
{
    g_auto(GStrv) pair = g_strsplit(argument, "=", 2);
    char *value = g_strdup(pair[1] ? pair[1] : "");
    g_ptr_array_add(kept, value);
    const struct {
        const char *name;
        char **target;
    } texts[] = {{"host", &options->server.host},
                 {"ca", &options->server.ca_file},
                 {"user", &options->server.user},
                 {"password_file", &options->server.password.file}};
    const struct {
        const char *name;
        const char **target;
    } more[] = {{"maildir", &options->maildir},
                {"from", &options->from},
                {"refusals", &options->refusals},
                {"tls", &options->tls},
                {"pause", &options->pause}};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (strcmp(pair[0], texts[i].name) == 0)
            *texts[i].target = value;
    for (gsize i = 0; i < G_N_ELEMENTS(more); i++)
        if (strcmp(pair[0], more[i].name) == 0)
            *more[i].target = value;
    if (strcmp(pair[0], "port") == 0)
        options->server.port = atoi(value);
    if (strcmp(pair[0], "seconds") == 0)
        options->server.seconds = atoi(value);
}

static int refuse(const GError *error)
{
    printf("open: %s\n", error->message);
    return error->code;
}

static void wait_for(const char *path)
{
    while (path && access(path, F_OK) != 0)
        usleep(20000);
    if (path)
        unlink(path);
}

static void send_all(struct post *post, const struct options *options)
{
    char line[8192];
    for (int count = 0; fgets(line, sizeof line, stdin); count++) {
        g_auto(GStrv) pair = g_strsplit(g_strchomp(line), " ", 2);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) mail = file_read(pair[1], 1 << 28, &error);
        if (!mail) {
            printf("no file: %s\n", error->message);
            continue;
        }
        if (count > 0)
            wait_for(options->pause);
        struct delivery delivery = {0};
        g_autofree char *to = g_strcompress(pair[0]);
        post_send(post, options->from, to, mail, &delivery);
        printf("%s %u|%s|%s\n", outcome_name(delivery.outcome), delivery.seconds, delivery.response,
               delivery.hint ? delivery.hint : "");
        fflush(stdout);
        delivery_clear(&delivery);
    }
    puts(post_alive(post) ? "alive" : "dead");
}

int main(int argc, char **argv)
{
    struct options options = {
        .from = "office@example.org", .tls = "implicit", .refusals = "rules/common/refusals.yaml"};
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    for (int i = 1; i < argc; i++)
        read_option(&options, kept, argv[i]);
    options.server.tls = strcmp(options.tls, "none") == 0       ? TLS_NONE
                         : strcmp(options.tls, "starttls") == 0 ? TLS_STARTTLS
                                                                : TLS_IMPLICIT;
    g_autoptr(GError) error = NULL;
    g_autoptr(Refusals) refusals = refusals_load(options.refusals, &error);
    if (!refusals)
        return refuse(error);
    g_autoptr(Post) post = options.maildir ? post_open_maildir(options.maildir, &error)
                                           : post_open_smtp(&options.server, options.from, refusals, &error);
    if (!post)
        return refuse(error);
    send_all(post, &options);
    return 0;
}
