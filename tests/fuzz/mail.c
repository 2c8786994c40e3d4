/* Mutated mails through all of src/mail/, for a build with sanitizers.
 *
 *   mail RULES SEED COUNT FILE…
 *
 * Each round takes one of the files and changes it in one to eight places: bytes flipped, removed, doubled, a piece
 * of another file or a word that mails are made of put in. The same seed gives the same mails; a round that
 * crashes is named on stderr before it begins (with -v in the environment's FUZZ).
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/magic.h"
#include "mail/command.h"
#include "mail/links.h"
#include "mail/message.h"
#include "mail/origin.h"

static const char *const dictionary[] = {
    "=?gb2312?B?",
    "?=",
    "=?",
    "Content-Type: ",
    "multipart/mixed; boundary=",
    "message/rfc822",
    "\r\n\r\n",
    "\n--",
    "--\r\n",
    "filename*0*=gbk''%D0",
    "filename*1*=%C2",
    "\"",
    ";",
    "Content-Transfer-Encoding: base64\r\n",
    "====",
    "=\r\n",
    "begin 644 x\n",
    "format=flowed; delsp=yes",
    "<blockquote type=cite>",
    "</td><td>",
    "<!--",
    "&#x4e2d;",
    "<a href=\"https://pan.baidu.com/s/1\">",
    "\xd6\xd0",
    "\xe4\xb8",
    "\xff\xfe",
    "----- 原始邮件 -----",
    "在 2020-05-09 a@b 写道：",
    "发件人：",
    "Received: x; ",
    "<>",
    "From ",
};

static void put(GByteArray *mail, guint at, const void *bytes, guint length)
{
    guint old = mail->len;
    g_byte_array_set_size(mail, old + length);
    memmove(mail->data + at + length, mail->data + at, old - at);
    memcpy(mail->data + at, bytes, length);
}

/* A length of 1 to `most` that leaves the end alone. */
static guint some(GRand *rand, gsize left, int most)
{
    guint length = (guint)g_rand_int_range(rand, 1, most + 1);
    return MIN((guint)left, length);
}

static void mutate(GRand *rand, GByteArray *mail, const GBytes *other)
{
    guint at = mail->len ? (guint)g_rand_int_range(rand, 0, (gint32)mail->len) : 0;
    gsize size;
    const guint8 *bytes = g_bytes_get_data((GBytes *)other, &size);
    switch (g_rand_int_range(rand, 0, 6)) {
    case 0:
        if (mail->len)
            mail->data[at] = (guint8)g_rand_int(rand);
        break;
    case 1:
        if (mail->len)
            g_byte_array_remove_range(mail, at, some(rand, mail->len - at, 200));
        break;
    case 2:
        if (mail->len) {
            guint length = some(rand, mail->len - at, 300);
            g_autofree guint8 *copy = g_memdup2(mail->data + at, length);
            put(mail, at, copy, length);
        }
        break;
    case 3:
        if (size) {
            guint from = (guint)g_rand_int_range(rand, 0, (gint32)size);
            put(mail, at, bytes + from, some(rand, size - from, 400));
        }
        break;
    default: {
        const char *word = dictionary[g_rand_int_range(rand, 0, G_N_ELEMENTS(dictionary))];
        put(mail, at, word, (guint)strlen(word));
    }
    }
}

struct data {
    struct robots *robots;
    struct link_hosts *hosts;
    struct commands *commands;
    struct magic *magic;
};

static bool all_valid(const struct message *message)
{
    bool good = g_utf8_validate(message->subject, -1, NULL) && g_utf8_validate(message->text, -1, NULL) &&
                g_utf8_validate(message->fresh, -1, NULL);
    for (guint i = 0; i < message->headers->len; i++) {
        const struct header *header = message->headers->pdata[i];
        good &= g_utf8_validate(header->name, -1, NULL) && g_utf8_validate(header->value, -1, NULL);
    }
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = message->parts->pdata[i];
        good &= part->path && part->declared && part->type && !part->file == !part->sha256;
        good &= part->hint == PART_BODY_TEXT || part->hint == PART_BODY_HTML || part->name != NULL;
        good &= !part->text || g_utf8_validate(part->text, -1, NULL);
        good &= !part->name || (g_utf8_validate(part->name, -1, NULL) && !strchr(part->name, '/'));
    }
    return good;
}

static bool read_one(const GByteArray *mail, const struct data *data)
{
    static const char *const own[] = {"us@example.org", NULL};
    g_autofree char *folder = g_dir_make_tmp("fuzz-XXXXXX", NULL);
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
    int fd = open(folder, O_TMPFILE | O_RDWR, 0600);
    bool good = file_write_all(fd, mail->data, mail->len, NULL);
    {
        g_autoptr(Staging) staging = staging_open(folder_fd);
        g_autoptr(GError) error = NULL;
        g_autoptr(Message) message = message_read(fd, staging, data->magic, &error);
        if (message) {
            good &= all_valid(message);
            g_autoptr(Origin) origin = origin_decide(message, data->robots, own);
            g_autoptr(GPtrArray) links = links_find(message, data->hosts);
            command_find(message, data->commands);
            command_talk(message, data->commands);
        } else {
            good &= error != NULL;
        }
    }
    close(fd);
    close(folder_fd);
    file_remove_tree(folder, NULL);
    return good;
}

static bool load(struct data *data, const char *rules, GError **error)
{
    g_autofree char *robots = g_build_filename(rules, "robots.yaml", NULL);
    g_autofree char *hosts = g_build_filename(rules, "links.yaml", NULL);
    g_autofree char *commands = g_build_filename(rules, "commands.yaml", NULL);
    return (data->robots = robots_load(robots, error)) && (data->hosts = link_hosts_load(hosts, error)) &&
           (data->commands = commands_load(commands, error)) && (data->magic = magic_create(error));
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return fprintf(stderr, "usage: mail RULES SEED COUNT FILE…\n"), 64;
    struct data data = {0};
    g_autoptr(GError) error = NULL;
    if (!load(&data, argv[1], &error))
        return fprintf(stderr, "%s\n", error->message), 1;
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (int i = 4; i < argc; i++) {
        GBytes *bytes = file_read(argv[i], 1 << 20, NULL);
        if (bytes)
            g_ptr_array_add(files, bytes);
    }
    GRand *rand = g_rand_new_with_seed((guint32)g_ascii_strtoull(argv[2], NULL, 10));
    guint count = (guint)g_ascii_strtoull(argv[3], NULL, 10), bad = 0;
    for (guint round = 0; round < count; round++) {
        GBytes *from = files->pdata[g_rand_int_range(rand, 0, (gint32)files->len)];
        GBytes *other = files->pdata[g_rand_int_range(rand, 0, (gint32)files->len)];
        g_autoptr(GByteArray) mail = g_byte_array_new();
        g_byte_array_append(mail, g_bytes_get_data(from, NULL), (guint)g_bytes_get_size(from));
        for (int n = g_rand_int_range(rand, 1, 9); n > 0; n--)
            mutate(rand, mail, other);
        if (g_getenv("FUZZ"))
            fprintf(stderr, "round %u\n", round);
        if (!read_one(mail, &data)) {
            fprintf(stderr, "round %u: what was read is not as promised\n", round);
            bad++;
        }
    }
    g_rand_free(rand);
    robots_free(data.robots);
    link_hosts_free(data.hosts);
    commands_free(data.commands);
    magic_free(data.magic);
    printf("%u mails, %u bad\n", count, bad);
    return bad ? 1 : 0;
}
