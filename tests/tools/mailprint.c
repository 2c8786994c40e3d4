/* Prints what src/mail/ reads, for the tests to compare with.
 *
 *   mailprint mail RULES OWN FILE…   one JSON object a line and mail; RULES is rules/common, OWN our address
 *   mailprint header                 each line of stdin: a raw header value in hexadecimal → the text in hexadecimal
 *   mailprint param NAME             the same of a parameter; "-" when it is absent
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/magic.h"
#include "mail/command.h"
#include "mail/header.h"
#include "mail/links.h"
#include "mail/message.h"
#include "mail/origin.h"
#include "mail/quote.h"

static void print_text(const char *name, const char *text, const char *end)
{
    printf("\"%s\":", name);
    if (!text) {
        printf("null%s", end);
        return;
    }
    putchar('"');
    for (const guchar *p = (const guchar *)text; *p; p++) {
        if (*p == '"' || *p == '\\')
            printf("\\%c", *p);
        else if (*p < 0x20 || *p == 0x7f)
            printf("\\u%04x", *p);
        else
            putchar(*p);
    }
    printf("\"%s", end);
}

static void print_part(const struct part *part, const char *end)
{
    static const char *const hints[] = {"text", "html", "file", "message"};
    putchar('{');
    print_text("path", part->path, ",");
    print_text("name", part->name, ",");
    print_text("type", part->type, ",");
    print_text("declared", part->declared, ",");
    print_text("cid", part->content_id, ",");
    print_text("text", part->text, ",");
    print_text("subject", part->subject, ",");
    print_text("from", part->from, ",");
    print_text("file", part->file, ",");
    print_text("sha256", part->sha256, ",");
    printf("\"hint\":\"%s\",\"attachment\":%s,\"cid_used\":%s,\"named\":%s,\"bytes\":%" G_GUINT64_FORMAT "}%s",
           hints[part->hint], part->attachment ? "true" : "false", part->cid_used ? "true" : "false",
           part->named ? "true" : "false", part->bytes, end);
}

static void print_addresses(const char *name, const GPtrArray *list)
{
    printf("\"%s\":[", name);
    for (guint i = 0; i < list->len; i++) {
        const struct address *address = list->pdata[i];
        printf("%s{", i ? "," : "");
        print_text("name", address->name, ",");
        print_text("addr", address->addr, "}");
    }
    printf("],");
}

static void print_links(const struct message *message, const struct link_hosts *hosts)
{
    g_autoptr(GPtrArray) links = links_find(message, hosts);
    printf("\"links\":[");
    for (guint i = 0; i < links->len; i++) {
        const struct link *link = links->pdata[i];
        printf("%s{", i ? "," : "");
        print_text("host", link->host, ",");
        print_text("provider", link->provider, ",");
        print_text("url", link->url, ",");
        print_text("name", link->name, ",");
        print_text("code", link->code, ",");
        printf("\"bytes\":%" G_GINT64_FORMAT ",\"expires\":%" G_GINT64_FORMAT "}", link->bytes, link->expires);
    }
    printf("],");
}

struct data {
    struct robots *robots;
    struct link_hosts *hosts;
    struct commands *commands;
    struct magic *magic;
    const char *own[2];
};

static void print_message(const struct message *message, const struct data *data)
{
    static const char *const kinds[] = {"person", "own", "bounce", "robot", "list", "doubtful"};
    static const char *const orders[] = {"none", "status", "withdraw", "template", "trial", "help"};
    static const char *const talks[] = {"other", "thanks", "enquiry", "plain"};
    g_autoptr(Origin) origin = origin_decide(message, data->robots, data->own);
    print_text("id", message->id, ",");
    print_text("in_reply_to", message->in_reply_to, ",");
    print_text("from", message->from.addr, ",");
    print_text("from_name", message->from.name, ",");
    print_text("return_path", message->return_path, ",");
    print_addresses("to", message->to);
    print_text("delivered_to", message->delivered_to, ",");
    print_text("subject", message->subject, ",");
    print_text("text", message->text, ",");
    print_text("fresh", message->fresh, ",");
    print_text("origin", kinds[origin->kind], ",");
    print_text("why", origin->why, ",");
    print_text("bounced_to", origin->bounced_to, ",");
    print_text("bounced_id", origin->bounced_id, ",");
    print_text("command", orders[command_find(message, data->commands)], ",");
    print_text("talk", talks[command_talk(message, data->commands)], ",");
    print_links(message, data->hosts);
    printf("\"recall\":%s,\"forwarded\":%s,\"date\":%" G_GINT64_FORMAT ",\"received\":%" G_GINT64_FORMAT ",\"parts\":[",
           command_is_recall(message) ? "true" : "false", message->forwarded ? "true" : "false", message->date,
           message->received);
    for (guint i = 0; i < message->parts->len; i++)
        print_part(message->parts->pdata[i], i + 1 < message->parts->len ? "," : "");
    printf("],\"notes\":%u", message->notes->len);
}

static void print_mail(const char *path, const struct data *data)
{
    g_autofree char *folder = g_dir_make_tmp("mailprint-XXXXXX", NULL);
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY), fd = open(path, O_RDONLY);
    g_autoptr(Staging) staging = staging_open(folder_fd);
    g_autoptr(GError) error = NULL;
    g_autoptr(Message) message = message_read(fd, staging, data->magic, &error);
    printf("{");
    if (message)
        print_message(message, data);
    else
        printf("\"code\":%d,", error->code), print_text("error", error->message, "");
    printf("}\n");
    close(fd);
    close(folder_fd);
    file_remove_tree(folder, NULL);
}

static int print_mails(char **arguments)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *robots = g_build_filename(arguments[0], "robots.yaml", NULL);
    g_autofree char *hosts = g_build_filename(arguments[0], "links.yaml", NULL);
    g_autofree char *commands = g_build_filename(arguments[0], "commands.yaml", NULL);
    struct data data = {.own = {arguments[1], NULL}};
    if (!(data.robots = robots_load(robots, &error)) || !(data.hosts = link_hosts_load(hosts, &error)) ||
        !(data.commands = commands_load(commands, &error)) || !(data.magic = magic_create(&error))) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    for (char **path = arguments + 2; *path; path++)
        print_mail(*path, &data);
    robots_free(data.robots);
    link_hosts_free(data.hosts);
    commands_free(data.commands);
    magic_free(data.magic);
    return 0;
}

static int print_values(const char *parameter)
{
    static char line[1 << 20];
    while (fgets(line, sizeof line, stdin)) {
        g_autoptr(GString) raw = g_string_new(NULL);
        for (const char *p = line; g_ascii_isxdigit(p[0]) && g_ascii_isxdigit(p[1]); p += 2)
            g_string_append_c(raw, (char)(g_ascii_xdigit_value(p[0]) * 16 + g_ascii_xdigit_value(p[1])));
        g_autofree char *text = parameter ? header_parameter(raw->str, parameter) : header_decode(raw->str);
        for (const guchar *p = (const guchar *)text; p && *p; p++)
            printf("%02x", *p);
        printf("%s\n", text ? "" : "-");
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 4 && !strcmp(argv[1], "mail"))
        return print_mails(argv + 2);
    if (argc == 2 && !strcmp(argv[1], "header"))
        return print_values(NULL);
    if (argc == 3 && !strcmp(argv[1], "param"))
        return print_values(argv[2]);
    fprintf(stderr, "usage: mailprint mail RULES OWN FILE… | header | param NAME\n");
    return 64;
}
