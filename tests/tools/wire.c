/* wire KEY=VALUE…: the bytes of reply_wire on stdout, for tests that read them with another program.
 * Keys: from, from_name, to, to_name, subject, text, html, id, in_reply_to, reference (many), date, automatic,
 * attach=NAME|TYPE|FILE (many). VALUE may hold \n, \r and \t escapes. */
#include "reply/wire.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct input {
    struct outgoing mail;
    GPtrArray *references; /* const char *, NULL at the end */
    GArray *attachments;   /* struct attachment */
    GPtrArray *kept;       /* all strings */
};

static void add_attachment(struct input *input, const char *value)
{
    g_auto(GStrv) parts = g_strsplit(value, "|", 3);
    g_autoptr(GError) error = NULL;
    struct attachment attachment = {.bytes = file_read(parts[2], 1 << 26, &error)};
    if (!attachment.bytes) {
        fprintf(stderr, "%s\n", error->message);
        exit(66);
    }
    char *name = g_strdup(parts[0]), *type = g_strdup(parts[1]);
    g_ptr_array_add(input->kept, name);
    g_ptr_array_add(input->kept, type);
    attachment.name = name;
    attachment.type = *type ? type : NULL;
    g_array_append_val(input->attachments, attachment);
}

static void read_option(struct input *input, const char *argument)
{
    struct outgoing *mail = &input->mail;
    const struct {
        const char *name;
        const char **value;
    } keys[] = {{"from", &mail->from},          {"from_name", &mail->from_name}, {"to", &mail->to},
                {"to_name", &mail->to_name},    {"subject", &mail->subject},     {"text", &mail->text},
                {"html", &mail->html},          {"id", &mail->message_id},       {"in_reply_to", &mail->in_reply_to},
                {"automatic", &mail->automatic}};
    g_auto(GStrv) pair = g_strsplit(argument, "=", 2);
    char *value = g_strcompress(pair[1] ? pair[1] : "");
    g_ptr_array_add(input->kept, value);
    if (strcmp(pair[0], "reference") == 0)
        g_ptr_array_add(input->references, value);
    else if (strcmp(pair[0], "attach") == 0)
        add_attachment(input, value);
    else if (strcmp(pair[0], "date") == 0)
        mail->date = g_ascii_strtoll(value, NULL, 10);
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (strcmp(pair[0], keys[i].name) == 0)
            *keys[i].value = value;
}

static int write_mail(const struct outgoing *mail)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = reply_wire(mail, &error);
    if (!bytes) {
        fprintf(stderr, "%s\n", error->message);
        return error->code;
    }
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    return fwrite(data, 1, length, stdout) == length ? 0 : 74;
}

static void clear_attachment(gpointer data)
{
    g_bytes_unref(((struct attachment *)data)->bytes);
}

int main(int argc, char **argv)
{
    struct input input = {
        .mail = {.from = "a@example.org", .to = "b@example.net", .subject = "s", .text = "t", .message_id = "x@y"},
        .references = g_ptr_array_new(),
        .attachments = g_array_new(FALSE, FALSE, sizeof(struct attachment)),
        .kept = g_ptr_array_new_with_free_func(g_free)};
    g_array_set_clear_func(input.attachments, clear_attachment);
    for (int i = 1; i < argc; i++)
        read_option(&input, argv[i]);
    g_ptr_array_add(input.references, NULL);
    input.mail.references = (const char *const *)input.references->pdata;
    input.mail.attachments = (const struct attachment *)(const void *)input.attachments->data;
    input.mail.n_attachments = input.attachments->len;
    int status = write_mail(&input.mail);
    g_ptr_array_unref(input.references);
    g_array_unref(input.attachments);
    g_ptr_array_unref(input.kept);
    return status;
}
