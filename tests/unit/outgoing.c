/* A mail of ours, read again with GMime, and what must never come out of it. (105-wire.t reads it with Python.) */
#include "base/error.h"
#include "reply/wire.h"
#include "tap.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <string.h>

static const struct outgoing plain = {.from = "office@example.org",
                                      .from_name = "“你行者”组委会",
                                      .to = "wang@example.net",
                                      .to_name = "王小明",
                                      .subject = "【已收到】作品 NXZ-0123",
                                      .text = "王老师，您好！\n.\n谢谢",
                                      .message_id = "huizhi.0123456789abcdef@example.org",
                                      .date = 1590000000,
                                      .automatic = "auto-replied"};

/* The rules of the wire hold whatever went in: 7-bit, CRLF only, lines of at most 998, no NUL. */
static bool lawful(GBytes *bytes)
{
    gsize length, line = 0;
    const guchar *p = g_bytes_get_data(bytes, &length);
    for (gsize i = 0; i < length; i++) {
        bool end = p[i] == '\r' && i + 1 < length && p[i + 1] == '\n';
        if (p[i] == 0 || p[i] >= 0x80 || (p[i] == '\r' && !end) || (p[i] == '\n' && (i == 0 || p[i - 1] != '\r')))
            return false;
        line = p[i] == '\n' ? 0 : line + 1;
        if (line > 999)
            return false;
    }
    return length > 2 && p[length - 1] == '\n';
}

static GMimeMessage *parse(GBytes *bytes)
{
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

static char *header_of(GMimeMessage *message, const char *name)
{
    return g_strdup(g_mime_object_get_header(GMIME_OBJECT(message), name));
}

static void test_plain(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = reply_wire(&plain, &error), again = reply_wire(&plain, NULL);
    tap_ok(bytes && lawful(bytes), "a mail, 7-bit and CRLF");
    tap_ok(g_bytes_equal(bytes, again), "the same twice");
    GMimeMessage *message = parse(bytes);
    tap_str(g_mime_message_get_subject(message), plain.subject, "subject");
    tap_str(g_mime_message_get_message_id(message), plain.message_id, "Message-ID");
    InternetAddress *from = internet_address_list_get_address(g_mime_message_get_from(message), 0);
    tap_str(internet_address_get_name(from), plain.from_name, "sender's name");
    tap_str(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(from)), plain.from, "sender");
    InternetAddress *to = internet_address_list_get_address(g_mime_message_get_to(message), 0);
    tap_str(internet_address_get_name(to), plain.to_name, "recipient's name");
    static const char *const headers[][2] = {{"Auto-Submitted", "auto-replied"},
                                             {"X-Auto-Response-Suppress", "All"},
                                             {"X-Huizhi-Loop", "office@example.org"},
                                             {"MIME-Version", "1.0"},
                                             {"In-Reply-To", NULL},
                                             {"References", NULL}};
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autofree char *got = header_of(message, headers[i][0]);
        tap_str(got, headers[i][1], headers[i][0]);
    }
    GDateTime *date = g_mime_message_get_date(message);
    tap_ok(date && g_date_time_to_unix(date) == plain.date, "date");
    GMimeObject *part = g_mime_message_get_mime_part(message);
    g_autofree char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    tap_str(text, "王老师，您好！\r\n.\r\n谢谢\r\n", "text");
    g_object_unref(message);
}

static void test_parts(void)
{
    g_autoptr(GBytes) sheet = g_bytes_new_static("\0\1\2\r\n\n.\xff", 8);
    struct attachment attachments[] = {
        {"../../汇总 2020年5月31日“你行者”扶贫摄影作品征集活动收件情况一览表（含待补正作品）终稿.xlsx", NULL, sheet},
        {"a.eml", "message/rfc822", sheet},
        {NULL, "Image/PNG", sheet},
    };
    struct outgoing mail = plain;
    mail.html = "<p>您好</p>";
    mail.attachments = attachments;
    mail.n_attachments = G_N_ELEMENTS(attachments);
    g_autoptr(GBytes) bytes = reply_wire(&mail, NULL);
    tap_ok(bytes && lawful(bytes), "with parts");
    GMimeMessage *message = parse(bytes);
    GMimeMultipart *mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
    tap_ok(g_mime_multipart_get_count(mixed) == 4, "a body and three files");
    GMimeMultipart *choice = GMIME_MULTIPART(g_mime_multipart_get_part(mixed, 0));
    tap_ok(g_mime_multipart_get_count(choice) == 2, "text and HTML");
    static const char *const types[] = {"application/octet-stream", "application/octet-stream", "image/png"};
    static const char *const names[] = {
        "汇总 2020年5月31日“你行者”扶贫摄影作品征集活动收件情况一览表（含待补正作品）终稿.xlsx", "a.eml", "attachment"};
    for (int i = 0; i < 3; i++) {
        GMimePart *part = GMIME_PART(g_mime_multipart_get_part(mixed, i + 1));
        g_autofree char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(GMIME_OBJECT(part)));
        tap_str(type, types[i], "type");
        tap_str(g_mime_part_get_filename(part), names[i], "name");
        GMimeStream *memory = g_mime_stream_mem_new();
        g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(part), memory);
        GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
        gsize length;
        const void *want = g_bytes_get_data(sheet, &length);
        tap_ok(array->len == length && memcmp(array->data, want, length) == 0, "bytes");
        g_object_unref(memory);
    }
    g_object_unref(message);
}

static void test_hostile_strings(void)
{
    g_autofree char *long_name = g_strnfill(5000, 'n'), *long_id = g_strnfill(2000, 'i');
    g_autofree char *long_line = g_strnfill(100000, 'x');
    static const char *const references[] = {"good@example.net", "bad id", "bad\r\nBcc:x@y", "<a@b>", "",
                                             "\xff@x",           NULL};
    struct outgoing mail = plain;
    mail.subject = "a\r\nBcc: evil@example.com\r\n\r\nbody\xff\x01 =?utf-8?q?x?=";
    mail.from_name = "x\" <evil@example.com>, \"y";
    mail.to_name = long_name;
    mail.text = long_line;
    mail.in_reply_to = long_id;
    mail.references = references;
    g_autoptr(GBytes) bytes = reply_wire(&mail, NULL);
    tap_ok(bytes && lawful(bytes), "hostile strings make a lawful mail");
    GMimeMessage *message = parse(bytes);
    tap_ok(!g_mime_object_get_header(GMIME_OBJECT(message), "Bcc"), "no header is smuggled in");
    tap_str(g_mime_message_get_subject(message),
            "a Bcc: evil@example.com body� =?utf-8?q?x?=", "the subject is one line");
    InternetAddressList *from = g_mime_message_get_from(message);
    tap_ok(internet_address_list_length(from) == 1, "one sender");
    tap_str(internet_address_get_name(internet_address_list_get_address(from, 0)), mail.from_name,
            "whose name is harmless");
    tap_ok(!g_mime_object_get_header(GMIME_OBJECT(message), "In-Reply-To"), "an endless id is left out");
    tap_str(g_mime_object_get_header(GMIME_OBJECT(message), "References"), "<good@example.net>", "as are bad ones");
    g_object_unref(message);
    mail.subject = " \r\n\t ";
    mail.text = NULL;
    mail.references = NULL;
    g_autoptr(GBytes) empty = reply_wire(&mail, NULL);
    tap_ok(empty && lawful(empty), "no subject, no text");
}

static void test_references(void)
{
    const char *ids[201] = {0};
    for (int i = 0; i < 200; i++)
        ids[i] = g_strdup_printf("%d%0200d@example.net", i, 7);
    struct outgoing mail = plain;
    mail.references = ids;
    mail.in_reply_to = ids[199];
    g_autoptr(GBytes) bytes = reply_wire(&mail, NULL);
    tap_ok(bytes && lawful(bytes), "a long thread");
    GMimeMessage *message = parse(bytes);
    GMimeReferences *kept =
        g_mime_references_parse(NULL, g_mime_object_get_header(GMIME_OBJECT(message), "References"));
    tap_ok(g_mime_references_length(kept) == 21, "the first and the last twenty stay");
    tap_str(g_mime_references_get_message_id(kept, 0), ids[0], "the first");
    tap_str(g_mime_references_get_message_id(kept, 20), ids[199], "the last, once");
    g_mime_references_free(kept);
    g_object_unref(message);
    for (int i = 0; i < 200; i++)
        g_free((char *)ids[i]);
}

static void test_addresses(void)
{
    g_autofree char *endless = g_strdup_printf("%0300d@example.net", 1);
    const char *bad[] = {"a@b\r\nBcc: c@d", "a b@c", "a@b@c", "@b",   "a@", "", NULL,
                         "王@example.net",  "<a@b>", "a,b@c", endless};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        struct outgoing mail = plain;
        g_autoptr(GError) error = NULL;
        mail.to = bad[i];
        g_autoptr(GBytes) bytes = reply_wire(&mail, &error);
        tap_ok(!bytes && g_error_matches(error, HUIZHI_ERROR, ERROR_INPUT), "a bad address is refused");
    }
    struct outgoing mail = plain;
    mail.to = "wang@例子.中国";
    g_autoptr(GBytes) bytes = reply_wire(&mail, NULL);
    gsize length;
    const char *data = bytes ? g_bytes_get_data(bytes, &length) : "";
    tap_ok(bytes && g_strstr_len(data, (gssize)length, "<wang@xn--fsqu00a.xn--fiqs8s>"), "a Chinese domain is folded");
    mail.message_id = "no domain\r\n";
    tap_ok(!reply_wire(&mail, NULL), "a bad Message-ID is refused");
}

static void test_message_id(void)
{
    g_autofree char *one = reply_message_id("office@example.org"), *two = reply_message_id("office@example.org");
    tap_ok(g_str_has_prefix(one, "huizhi.") && g_str_has_suffix(one, "@example.org") && strlen(one) == 7 + 32 + 12,
           "a Message-ID of our domain");
    tap_ok(strcmp(one, two) != 0, "never twice");
}

int main(void)
{
    g_mime_init();
    test_plain();
    test_parts();
    test_hostile_strings();
    test_references();
    test_addresses();
    test_message_id();
    return tap_done();
}
