/* A mail of ours as bytes. GMime builds the headers and the parts; everything that goes into it is first made
 * harmless here, because a subject or a message id may be a stranger's. Text is base64 as soon as it is not plain
 * ASCII, so that no relay on the way can break a line or a character. Boundaries come from the Message-ID: the same
 * queued row gives the same bytes again.
 */
#include "reply/wire.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>

enum {
    ADDRESS_BYTES = 254,
    ID_BYTES = 250,
    NAME_BYTES = 200,
    FILE_NAME_BYTES = 200,
    SUBJECT_BYTES = 600,
    REFERENCES = 20, /* last ones kept, beside the first */
    ATTACHMENTS = 100,
    WORD_BYTES = 45,  /* of UTF-8 in an encoded word: 72 characters */
    ASCII_BYTES = 60, /* of a header's text that needs no encoding */
    PLAIN_LINE = 78,  /* bytes of an ASCII line that may go unencoded */
};

typedef GMimeMessage Message;
typedef GMimeObject Object;
typedef GMimeFormatOptions FormatOptions;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Object, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormatOptions, g_mime_format_options_free)

/* --- Making strings harmless ---------------------------------------------------------------------------------- */

/* One line of valid UTF-8: runs of white space and control characters become one space. NULL when nothing is left. */
static char *one_line(const char *text, gsize limit)
{
    if (!text)
        return NULL;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) line = g_string_new(NULL);
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool gap = g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029 || c == ' ';
        /* Marks that turn the reading direction could make a name look like another. */
        if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            continue;
        if (!gap)
            g_string_append_unichar(line, c);
        else if (line->len > 0 && line->str[line->len - 1] != ' ')
            g_string_append_c(line, ' ');
    }
    g_autofree char *cut = text_truncate(g_strchomp(line->str), limit);
    return *g_strchomp(cut) ? g_steal_pointer(&cut) : NULL;
}

/* local@domain in ASCII with the domain folded to its ASCII form; NULL when it cannot stand in a header. */
static char *wire_address(const char *address)
{
    if (!address || strlen(address) > ADDRESS_BYTES || !g_utf8_validate(address, -1, NULL))
        return NULL;
    const char *at = strchr(address, '@');
    if (!at || at == address || strchr(at + 1, '@'))
        return NULL;
    g_autofree char *local = g_strndup(address, (gsize)(at - address));
    g_autofree char *domain = g_hostname_to_ascii(at + 1);
    if (!domain || !*domain)
        return NULL;
    g_autofree char *whole = g_strconcat(local, "@", domain, NULL);
    for (const char *p = whole; *p; p++)
        if (!g_ascii_isgraph(*p) || strchr("<>\"(),;:\\[]", *p))
            return NULL;
    return strlen(whole) <= ADDRESS_BYTES ? g_steal_pointer(&whole) : NULL;
}

/* What may stand between angle brackets in Message-ID, In-Reply-To and References. */
static bool id_safe(const char *id)
{
    if (!id || !*id || strlen(id) > ID_BYTES)
        return false;
    for (const char *p = id; *p; p++)
        if (!g_ascii_isgraph(*p) || *p == '<' || *p == '>' || *p == '"' || *p == '(' || *p == ')' || *p == '\\')
            return false;
    return true;
}

/* The last part of a path, in one line, with its extension when it is cut. */
static char *file_name(const char *name)
{
    g_autofree char *line = one_line(name, G_MAXUINT16);
    if (!line)
        return g_strdup("attachment");
    for (char *p = line; *p; p++)
        if (*p == '"')
            *p = '\'';
    const char *base = line;
    for (const char *p = line; *p; p++)
        if (*p == '/' || *p == '\\')
            base = p + 1;
    const char *dot = strrchr(base, '.');
    gsize extension = dot ? strlen(dot) : 0;
    if (strlen(base) <= FILE_NAME_BYTES || extension == 0 || extension > 16)
        return *base ? text_truncate(base, FILE_NAME_BYTES) : g_strdup("attachment");
    g_autofree char *stem = g_strndup(base, (gsize)(dot - base));
    g_autofree char *cut = text_truncate(stem, FILE_NAME_BYTES - extension);
    return g_strconcat(cut, dot, NULL);
}

/* --- Encoded words -------------------------------------------------------------------------------------------- */

/* The longest run of whole characters that fits a base64 word without padding or ends the text; NULL when there is
 * none. Padding inside a run of words makes readers drop what follows (GMime 3.2.13 is one), others join the words
 * before they decode. */
static const char *base64_end(const char *text)
{
    const char *end = text, *unpadded = NULL;
    while (*end && g_utf8_next_char(end) - text <= WORD_BYTES) {
        end = g_utf8_next_char(end);
        if ((end - text) % 3 == 0)
            unpadded = end;
    }
    return *end ? unpadded : end;
}

/* Where base64 would need padding: one character and the ASCII after it, so that what follows comes out even. */
static const char *append_quoted(GString *words, const char *text)
{
    const char *end = g_utf8_next_char(text);
    while (*end && (guchar)*end < 0x80 && end - text < WORD_BYTES / 3)
        end++;
    g_string_append(words, "=?UTF-8?Q?");
    for (; text < end; text++)
        g_string_append_printf(words, "=%02X", (guchar)*text);
    g_string_append(words, "?=");
    return end;
}

/* RFC 2047: words of at most 75 characters, each of whole characters, folded; plain ASCII stays as it is when it
 * fits a line. GMime 3.2.13 writes words of 130 and more, and names of parts in RFC 2231 only. */
static char *encoded_words(const char *text)
{
    if (strlen(text) <= ASCII_BYTES && g_str_is_ascii(text) && !strstr(text, "=?"))
        return g_strdup(text);
    g_autoptr(GString) words = g_string_new(NULL);
    while (*text) {
        const char *end = base64_end(text);
        if (words->len)
            g_string_append(words, "\r\n ");
        if (end) {
            g_autofree char *base64 = g_base64_encode((const guchar *)text, (gsize)(end - text));
            g_string_append_printf(words, "=?UTF-8?B?%s?=", base64);
            text = end;
        } else {
            text = append_quoted(words, text);
        }
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

/* Puts a header as it shall stand, folds included. */
static void set_raw(GMimeObject *object, const char *name, const char *value)
{
    g_autofree char *raw = g_strconcat(" ", value, "\r\n", NULL);
    g_mime_object_set_header(object, name, "", NULL);
    GMimeHeader *header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
    g_mime_header_set_raw_value(header, raw);
}

/* --- Parts ---------------------------------------------------------------------------------------------------- */

static bool plain_ascii(const char *text)
{
    gsize line = 0;
    for (const char *p = text; *p; p++) {
        line = *p == '\n' ? 0 : line + 1;
        if ((guchar)*p >= 0x80 || ((guchar)*p < 0x20 && *p != '\n' && *p != '\t') || line > PLAIN_LINE)
            return false;
    }
    return true;
}

/* Valid UTF-8 whose lines all end in `end`, the last one too. */
static char *with_line_ends(const char *text, const char *end)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_autoptr(GString) all = g_string_sized_new(strlen(valid) + 64);
    const char *p = valid;
    while (*p) {
        gsize length = strcspn(p, "\r\n");
        g_string_append_len(all, p, (gssize)length);
        g_string_append(all, end);
        p += length;
        p += p[0] == '\r' && p[1] == '\n' ? 2 : *p ? 1 : 0;
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

static void set_content(GMimePart *part, const void *bytes, gsize length, GMimeContentEncoding encoding)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, encoding);
    g_object_unref(content);
    g_object_unref(stream);
}

static GMimeObject *text_part(const char *text, const char *subtype)
{
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_autofree char *lf = with_line_ends(text, "\n");
    /* Encoded text carries its CRLF inside (RFC 2045 6.8); plain lines get theirs from the writer. */
    g_autofree char *crlf = with_line_ends(text, "\r\n");
    if (plain_ascii(lf))
        set_content(part, lf, strlen(lf), GMIME_CONTENT_ENCODING_7BIT);
    else
        set_content(part, crlf, strlen(crlf), GMIME_CONTENT_ENCODING_BASE64);
    return GMIME_OBJECT(part);
}

/* "type/subtype" in lower case. A multipart or message would have to be read as one, so it is only bytes. */
static char *attachment_type(const char *type)
{
    g_autofree char *lower = g_ascii_strdown(type ? type : "", -1);
    const char *slash = strchr(lower, '/');
    bool good = slash && slash != lower && slash[1] && !strchr(slash + 1, '/') && strlen(lower) <= 100 &&
                !g_str_has_prefix(lower, "multipart/") && !g_str_has_prefix(lower, "message/");
    for (const char *p = lower; *p; p++)
        good = good && (g_ascii_isalnum(*p) || strchr("/.+-", *p));
    return good ? g_steal_pointer(&lower) : g_strdup("application/octet-stream");
}

static GMimeObject *attachment_part(const struct attachment *attachment)
{
    g_autofree char *name = file_name(attachment->name);
    g_autofree char *type = attachment_type(attachment->type);
    GMimePart *part = g_mime_part_new();
    g_autofree char *words = encoded_words(name);
    g_autofree char *content_type = g_strdup_printf("%s;\r\n name=\"%s\"", type, words);
    g_autofree char *disposition = g_strdup_printf("attachment;\r\n filename=\"%s\"", words);
    set_raw(GMIME_OBJECT(part), "Content-Type", content_type);
    set_raw(GMIME_OBJECT(part), "Content-Disposition", disposition);
    gsize length;
    const void *bytes = g_bytes_get_data(attachment->bytes, &length);
    set_content(part, bytes, length, GMIME_CONTENT_ENCODING_BASE64);
    return GMIME_OBJECT(part);
}

/* The Message-ID is unguessable and each line of a part is base64 or plain ASCII without "=_": no part can hold it. */
static GMimeMultipart *multipart(const char *subtype, const char *message_id)
{
    GMimeMultipart *parts = g_mime_multipart_new_with_subtype(subtype);
    g_autofree char *hash = hash_bytes(message_id, strlen(message_id));
    g_autofree char *boundary = g_strdup_printf("=_%s_%.32s", subtype, hash);
    g_mime_multipart_set_boundary(parts, boundary);
    return parts;
}

static void add_part(GMimeMultipart *parts, GMimeObject *part)
{
    g_mime_multipart_add(parts, part);
    g_object_unref(part);
}

/* RFC 2387, 2392: a part of the HTML, not a file beside it. */
static GMimeObject *picture_part(const struct attachment *attachment)
{
    GMimeObject *part = attachment_part(attachment);
    g_mime_object_set_disposition(part, "inline");
    g_mime_object_set_content_id(part, attachment->id);
    return part;
}

/* The attachments of that kind, behind `body`; without any the body stays as it is. */
static GMimeObject *with_files(GMimeObject *body, const char *subtype, const struct outgoing *outgoing, bool pictures)
{
    GMimeMultipart *parts = NULL;
    for (guint i = 0; i < outgoing->n_attachments; i++) {
        const struct attachment *attachment = &outgoing->attachments[i];
        if (id_safe(attachment->id) != pictures)
            continue;
        if (!parts) {
            parts = multipart(subtype, outgoing->message_id);
            add_part(parts, body);
        }
        add_part(parts, pictures ? picture_part(attachment) : attachment_part(attachment));
    }
    return parts ? GMIME_OBJECT(parts) : body;
}

static GMimeObject *build_body(const struct outgoing *outgoing)
{
    GMimeObject *body = text_part(outgoing->text, "plain");
    if (outgoing->html) {
        GMimeMultipart *choice = multipart("alternative", outgoing->message_id);
        add_part(choice, body);
        add_part(choice, with_files(text_part(outgoing->html, "html"), "related", outgoing, true));
        body = GMIME_OBJECT(choice);
    }
    return with_files(body, "mixed", outgoing, false);
}

/* --- Headers -------------------------------------------------------------------------------------------------- */

static void set_header(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

/* "name <address>"; a name in plain ASCII stands in quotes. */
static void set_address(GMimeMessage *message, const char *header, const char *name, const char *address)
{
    g_autofree char *line = one_line(name, NAME_BYTES);
    g_autofree char *words = line ? encoded_words(line) : NULL;
    g_autoptr(GString) value = g_string_new(NULL);
    if (words && strcmp(words, line) != 0) {
        g_string_append(value, words);
    } else if (words) {
        g_string_append_c(value, '"');
        for (const char *p = words; *p; p++)
            g_string_append_printf(value, "%s%c", *p == '"' || *p == '\\' ? "\\" : "", *p);
        g_string_append_c(value, '"');
    }
    g_string_append_printf(value, "%s<%s>", words ? (strlen(address) > 60 ? "\r\n " : " ") : "", address);
    set_raw(GMIME_OBJECT(message), header, value->str);
}

/* In-Reply-To, and References with the first and the last ones: a thread of years must not grow for ever. */
static void add_thread(GMimeMessage *message, const struct outgoing *outgoing)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (const char *const *id = outgoing->references; id && *id; id++)
        if (id_safe(*id))
            g_ptr_array_add(ids, (gpointer)*id);
    if (id_safe(outgoing->in_reply_to)) {
        g_autofree char *value = g_strdup_printf("<%s>", outgoing->in_reply_to);
        set_header(message, "In-Reply-To", value);
        if (ids->len == 0 || strcmp(ids->pdata[ids->len - 1], outgoing->in_reply_to) != 0)
            g_ptr_array_add(ids, (gpointer)outgoing->in_reply_to);
    }
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < ids->len; i++)
        if (i == 0 || i + REFERENCES >= ids->len)
            g_string_append_printf(all, "%s<%s>", all->len ? " " : "", (const char *)ids->pdata[i]);
    if (all->len)
        set_header(message, "References", all->str);
}

static void mark_as_ours(GMimeMessage *message, const char *from, bool replied)
{
    set_header(message, "Auto-Submitted", replied ? "auto-replied" : "auto-generated");
    set_header(message, "X-Auto-Response-Suppress", "All");
    set_header(message, REPLY_LOOP_HEADER, from);
}

static GMimeMessage *build_message(const struct outgoing *outgoing, const char *from, const char *to)
{
    g_autofree char *subject = one_line(outgoing->subject, SUBJECT_BYTES);
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(outgoing->date);
    GMimeMessage *message = g_mime_message_new(TRUE);
    g_autofree char *words = encoded_words(subject ? subject : "-"); /* NetEase: 554 DT:SPM without one */
    set_address(message, "From", outgoing->from_name, from);
    set_address(message, "To", outgoing->to_name, to);
    g_autofree char *cc = outgoing->cc ? wire_address(outgoing->cc) : NULL;
    if (cc)
        set_address(message, "Cc", NULL, cc);
    set_raw(GMIME_OBJECT(message), "Subject", words);
    if (date)
        g_mime_message_set_date(message, date);
    g_mime_message_set_message_id(message, outgoing->message_id);
    add_thread(message, outgoing);
    if (!outgoing->by_hand)
        mark_as_ours(message, from, g_strcmp0(outgoing->automatic, "auto-replied") == 0);
    GMimeObject *body = build_body(outgoing);
    g_mime_message_set_mime_part(message, body);
    g_object_unref(body);
    return message;
}

/* --- Writing -------------------------------------------------------------------------------------------------- */

static GBytes *write_message(GMimeMessage *message)
{
    g_autoptr(FormatOptions) options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_format_options_set_param_encoding_method(options, GMIME_PARAM_ENCODING_METHOD_RFC2047);
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream);
    GByteArray *written = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    GBytes *bytes = g_bytes_new(written->data, written->len);
    g_object_unref(stream);
    return bytes;
}

GBytes *reply_wire(const struct outgoing *outgoing, GError **error)
{
    g_autofree char *from = wire_address(outgoing->from), *to = wire_address(outgoing->to);
    if (!from || !to || !id_safe(outgoing->message_id) || !strchr(outgoing->message_id, '@')) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s cannot stand in a header",
                    !from ? "the sender's address"
                    : !to ? "the recipient's address"
                          : "the Message-ID");
        return NULL;
    }
    if (outgoing->n_attachments > ATTACHMENTS) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "more than %d attachments", ATTACHMENTS);
        return NULL;
    }
    g_mime_init(); /* counts itself */
    g_autoptr(Message) message = build_message(outgoing, from, to);
    return write_message(message);
}

char *reply_message_id(const char *from)
{
    guint8 chance[16];
    gsize done = 0;
    while (done < sizeof chance) {
        ssize_t got = getrandom(chance + done, sizeof chance - done, 0);
        if (got > 0)
            done += (gsize)got;
    }
    g_autofree char *address = wire_address(from);
    g_autoptr(GString) id = g_string_new("huizhi.");
    for (gsize i = 0; i < sizeof chance; i++)
        g_string_append_printf(id, "%02x", chance[i]);
    g_string_append_printf(id, "@%s", address ? strchr(address, '@') + 1 : "localhost.invalid");
    return g_string_free(g_steal_pointer(&id), FALSE);
}
