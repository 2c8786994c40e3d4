/* wire KEY=VALUE…: the bytes of reply_wire on stdout, for tests that read them with another program.
 * Keys: from, from_name, to, to_name, subject, text, html, id, in_reply_to, reference (many), date, automatic,
 * attach=NAME|TYPE|FILE (many). VALUE may hold \n, \r and \t escapes. */
#include "reply/wire.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_attachment(GArray *attachments, const char *value)
{
    char **parts = g_strsplit(value, "|", 3);
    g_autoptr(GError) error = NULL;
    struct attachment attachment = {parts[0], parts[1][0] ? parts[1] : NULL, file_read(parts[2], 1 << 26, &error)};
    if (!attachment.bytes) {
        fprintf(stderr, "%s\n", error->message);
        exit(66);
    }
    g_array_append_val(attachments, attachment);
}

int main(int argc, char **argv)
{
    struct outgoing mail = {
        .from = "a@example.org", .to = "b@example.net", .subject = "s", .text = "t", .message_id = "x@y"};
    const struct {
        const char *name;
        const char **value;
    } keys[] = {{"from", &mail.from},          {"from_name", &mail.from_name}, {"to", &mail.to},
                {"to_name", &mail.to_name},    {"subject", &mail.subject},     {"text", &mail.text},
                {"html", &mail.html},          {"id", &mail.message_id},       {"in_reply_to", &mail.in_reply_to},
                {"automatic", &mail.automatic}};
    GPtrArray *references = g_ptr_array_new();
    GArray *attachments = g_array_new(FALSE, FALSE, sizeof(struct attachment));
    for (int i = 1; i < argc; i++) {
        char **pair = g_strsplit(argv[i], "=", 2);
        const char *value = g_strcompress(pair[1] ? pair[1] : "");
        if (strcmp(pair[0], "reference") == 0)
            g_ptr_array_add(references, (gpointer)value);
        else if (strcmp(pair[0], "attach") == 0)
            add_attachment(attachments, value);
        else if (strcmp(pair[0], "date") == 0)
            mail.date = g_ascii_strtoll(value, NULL, 10);
        for (gsize k = 0; k < G_N_ELEMENTS(keys); k++)
            if (strcmp(pair[0], keys[k].name) == 0)
                *keys[k].value = value;
    }
    g_ptr_array_add(references, NULL);
    mail.references = (const char *const *)references->pdata;
    mail.attachments = (const struct attachment *)(const void *)attachments->data;
    mail.n_attachments = attachments->len;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = reply_wire(&mail, &error);
    if (!bytes) {
        fprintf(stderr, "%s\n", error->message);
        return error->code;
    }
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    return fwrite(data, 1, length, stdout) == length ? 0 : 74;
}
