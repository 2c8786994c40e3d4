/* GMime finds the parts; what they hold is decoded here, because GMime's base64 ends at the first padding, its
 * parameters come without their raw bytes, and a file must go to disk in blocks, never whole into memory.
 *
 * A mail that GMime cannot take as it is (no header, lines ended by CR alone, a NUL in a header) is first copied
 * in a form that it can; nothing else is changed.
 */
#include "mail/walk.h"

#include <gmime/gmime.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/magic.h"
#include "base/text.h"
#include "mail/address.h"
#include "mail/body.h"
#include "mail/header.h"
#include "mail/kind.h"
#include "mail/scan.h"
#include "mail/tnef.h"
#include "mail/transfer.h"

#define BLOCK (64 * 1024)
#define MAX_REPORT_TEXT (64 * 1024) /* of a delivery report's fields, of an inner mail's header */

struct walker {
    struct message *message;
    struct staging *staging;
    struct magic *magic;
    guint parts; /* as the scans counted them: forwarded mails included */
    guint files; /* parts that are files, for the names that we give */
};

static bool walk_object(struct walker *walker, GMimeObject *object, const char *path, guint depth, bool alternative,
                        GError **error);
static bool walk_file(struct walker *walker, int fd, const char *prefix, guint depth, struct part *part,
                      GError **error);

static const char *raw_header(GMimeObject *object, const char *name)
{
    GMimeHeader *header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
    return header ? g_mime_header_get_raw_value(header) : NULL;
}

static void add_raw_headers(GPtrArray *list, GMimeObject *object)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(object);
    int count = g_mime_header_list_get_count(headers);
    for (int i = 0; i < count; i++) {
        GMimeHeader *from = g_mime_header_list_get_header_at(headers, i);
        const char *raw = g_mime_header_get_raw_value(from);
        struct header *header = g_new0(struct header, 1);
        header->name = g_utf8_make_valid(g_mime_header_get_name(from), -1);
        header->value = g_strdup(raw ? raw : "");
        g_ptr_array_add(list, header);
    }
}

/* The header of a mail and of its root part, in this order. */
static GPtrArray *raw_headers_of(GMimeMessage *mail)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(header_free);
    add_raw_headers(list, GMIME_OBJECT(mail));
    GMimeObject *root = g_mime_message_get_mime_part(mail);
    if (root)
        add_raw_headers(list, root);
    return list;
}

static void note(struct walker *walker, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void note(struct walker *walker, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(walker->message->notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* Raw bytes of a part, block by block; NULL stream: an empty part. */
static GMimeStream *content_stream(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (stream)
        g_mime_stream_reset(stream);
    return stream;
}

/* What is decoded of a leaf: up to BODY_MAX_BYTES in memory when it may be a body, else a staged file. */
struct leaf {
    GByteArray *bytes;
    bool in_memory;
};

static bool leaf_give(struct walker *walker, struct leaf *leaf, GError **error)
{
    if (leaf->in_memory && leaf->bytes->len <= BODY_MAX_BYTES)
        return true;
    if (leaf->in_memory) {
        leaf->in_memory = false;
        if (!staging_begin(walker->staging, error))
            return false;
    }
    if (leaf->bytes->len && !staging_write(walker->staging, leaf->bytes->data, leaf->bytes->len, error))
        return false;
    g_byte_array_set_size(leaf->bytes, 0);
    return true;
}

static bool leaf_read(struct walker *walker, GMimePart *part, struct leaf *leaf, GError **error)
{
    g_autoptr(Decoder) decoder =
        decoder_create(transfer_named(raw_header((GMimeObject *)part, "Content-Transfer-Encoding")));
    g_autofree char *block = g_malloc(BLOCK);
    GMimeStream *stream = content_stream(part);
    if (!leaf->in_memory && !staging_begin(walker->staging, error))
        return false;
    for (gssize got; stream && (got = g_mime_stream_read(stream, block, BLOCK)) > 0;) {
        decoder_step(decoder, block, (gsize)got, leaf->bytes);
        if (!leaf_give(walker, leaf, error))
            return false;
    }
    decoder_end(decoder, leaf->bytes);
    return leaf_give(walker, leaf, error);
}

/* UTF-16 and its like, in which every other byte of Latin text is zero. */
static bool is_wide(const char *type)
{
    g_autofree char *charset = header_parameter(type, "charset");
    return charset && (!g_ascii_strncasecmp(charset, "utf-16", 6) || !g_ascii_strncasecmp(charset, "utf-32", 6) ||
                       !g_ascii_strncasecmp(charset, "ucs", 3) || !g_ascii_strcasecmp(charset, "unicode"));
}

/* A part without a type of its own may hold anything; a body holds no zeros and no file's signature. */
static bool looks_binary(const GByteArray *bytes, const char *type)
{
    static const struct {
        const char *start;
        gsize length;
    } signatures[] = {{"%PDF-", 5}, {"PK\3\4", 4}, {"\xd0\xcf\x11\xe0", 4}, {"\xff\xd8\xff", 3}, {"\x89PNG", 4}};
    for (gsize i = 0; i < G_N_ELEMENTS(signatures); i++)
        if (bytes->len > signatures[i].length && !memcmp(bytes->data, signatures[i].start, signatures[i].length))
            return true;
    bool marked = bytes->len >= 2 && (bytes->data[0] ^ bytes->data[1]) == 1 && bytes->data[0] >= 0xFE;
    if (marked || !bytes->len || is_wide(type))
        return false;
    gsize zeros = 0, looked = MIN(bytes->len, BLOCK);
    for (gsize i = 0; i < looked; i++)
        zeros += bytes->data[i] == 0;
    return zeros > 4 && zeros * 50 > looked; /* single NULs are an accident of transport */
}

static bool keep_staged(struct walker *walker, struct part *part, struct staged *staged, GError **error)
{
    if (!staged)
        return false;
    part->file = g_strdup(staged->file);
    part->sha256 = g_strdup(staged->sha256);
    part->bytes = staged->bytes;
    g_autoptr(GBytes) bytes = staging_bytes(walker->staging, staged->file, error);
    if (!bytes)
        return false;
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    if (kind_is_report(part->declared))
        part->text = body_text(data ? data : "", MIN(length, MAX_REPORT_TEXT), NULL, false);
    if (length && kind_is_mail(data, length, part->declared, part->name)) {
        part->hint = PART_MESSAGE;
    } else {
        part->type = magic_type(walker->magic, data ? data : "", length, part->name);
        walker->files++;
    }
    return true;
}

/* An attached mail that came as a file: its parts follow, the file itself is none. */
static bool open_attached(struct walker *walker, struct part *part, guint depth, GError **error)
{
    g_autofree char *file = g_steal_pointer(&part->file);
    g_clear_pointer(&part->sha256, g_free);
    int fd = staging_reopen(walker->staging, file, error);
    if (fd < 0)
        return false;
    bool good = walk_file(walker, fd, part->path, depth + 1, part, error);
    close(fd);
    return good;
}

static bool open_tnef(struct walker *walker, struct part *part, guint depth, GError **error);

/* Looks into what holds more: an attached mail, Outlook's winmail.dat. */
static bool open_staged(struct walker *walker, struct part *part, guint depth, GError **error)
{
    if (part->hint == PART_MESSAGE)
        return open_attached(walker, part, depth, error);
    if (!part->named)
        part->name = g_strdup_printf("附件%u%s", walker->files, kind_extension(part->type));
    return strcmp(part->type, "application/vnd.ms-tnef") || open_tnef(walker, part, depth, error);
}

/* True when the mail that the part stands in has said something before it. */
static bool has_body(const struct walker *walker, const struct part *part)
{
    const char *slash = strrchr(part->path, '/');
    gsize scope = slash ? (gsize)(slash - part->path) + 1 : 0;
    for (guint i = 0; i < walker->message->parts->len; i++) {
        const struct part *other = walker->message->parts->pdata[i];
        bool body = other->hint == PART_BODY_TEXT || other->hint == PART_BODY_HTML;
        if (body && !strncmp(other->path, part->path, scope) && !strchr(other->path + scope, '/') &&
            !text_blank(other->text))
            return true;
    }
    return false;
}

static void add_tnef_body(struct walker *walker, const struct part *outer, const struct tnef *tnef)
{
    const char *text = tnef->html ? tnef->html : tnef->text;
    if (!text || has_body(walker, outer))
        return;
    struct part *part = g_new0(struct part, 1);
    part->path = g_strconcat(outer->path, ".1", NULL);
    part->hint = tnef->html ? PART_BODY_HTML : PART_BODY_TEXT;
    part->declared = g_strdup(tnef->html ? "text/html" : "text/plain");
    part->type = g_strdup(part->declared);
    part->text = g_strdup(text);
    part->bytes = strlen(text);
    g_ptr_array_add(walker->message->parts, part);
}

/* The HTML of the same winmail.dat shows it. */
static bool is_shown(const struct tnef *tnef, const struct tnef_file *file)
{
    g_autofree char *address = file->content_id ? g_strconcat("cid:", file->content_id, NULL) : NULL;
    return address && tnef->html && strstr(tnef->html, address);
}

static bool add_tnef_file(struct walker *walker, const char *path, const struct tnef *tnef,
                          const struct tnef_file *file, guint depth, GError **error)
{
    g_autoptr(Staged) staged = staging_add(walker->staging, file->bytes, file->length, error);
    if (!staged)
        return false;
    struct part *part = g_new0(struct part, 1);
    g_ptr_array_add(walker->message->parts, part);
    part->hint = PART_FILE;
    part->declared = g_strdup("application/octet-stream");
    part->name = file->name ? g_strdup(file->name) : g_strdup_printf("附件%u", walker->files + 1);
    part->path = g_strconcat(path, "/", part->name, NULL);
    part->content_id = g_strdup(file->content_id);
    part->cid_used = is_shown(tnef, file);
    part->named = part->attachment = true;
    return keep_staged(walker, part, staged, error) && open_staged(walker, part, depth + 1, error);
}

/* Its files are "3/winmail.dat/登记表.docx"; its text is the body of a mail that has none. */
static bool open_tnef(struct walker *walker, struct part *part, guint depth, GError **error)
{
    g_autoptr(GBytes) bytes = staging_bytes(walker->staging, part->file, error);
    if (!bytes)
        return false;
    g_autoptr(Tnef) tnef = tnef_read(bytes);
    part->damaged = tnef->damaged;
    if (depth > MESSAGE_MAX_DEPTH) {
        part->damaged = true;
        return true;
    }
    add_tnef_body(walker, part, tnef);
    /* A mail in it has its own name already as the last step of its path. */
    bool inner = g_str_has_suffix(part->path, part->name) && strchr(part->path, '/');
    g_autofree char *path = inner ? g_strdup(part->path) : g_strconcat(part->path, "/", part->name, NULL);
    for (guint i = 0; i < tnef->files->len; i++) {
        if (walker->message->parts->len >= MESSAGE_MAX_PARTS) {
            part->damaged = true;
            return true;
        }
        if (!add_tnef_file(walker, path, tnef, tnef->files->pdata[i], depth, error))
            return false;
    }
    return true;
}

static struct part *part_create(struct walker *walker, GMimeObject *object, const char *path)
{
    struct part *part = g_new0(struct part, 1);
    g_ptr_array_add(walker->message->parts, part);
    const char *type = raw_header(object, "Content-Type"), *disposition = raw_header(object, "Content-Disposition");
    part->path = g_strdup(path);
    part->declared = kind_declared(type);
    g_autofree char *filename = header_parameter(disposition, "filename");
    g_autofree char *name = filename && *filename ? NULL : header_parameter(type, "name");
    part->name = header_base_name(name ? name : filename);
    if (part->name && !*part->name)
        g_clear_pointer(&part->name, g_free);
    part->named = part->name != NULL;
    part->attachment = disposition && kind_is_attachment(disposition);
    g_autofree char *id = header_decode(raw_header(object, "Content-Id"));
    g_strstrip(g_strdelimit(id, "<>", ' '));
    part->content_id = *id ? g_steal_pointer(&id) : NULL;
    return part;
}

static bool walk_leaf(struct walker *walker, GMimePart *object, const char *path, guint depth, bool alternative,
                      GError **error)
{
    struct part *part = part_create(walker, (GMimeObject *)object, path);
    const char *type = raw_header((GMimeObject *)object, "Content-Type");
    bool html = !strcmp(part->declared, "text/html");
    bool body = (html || !strcmp(part->declared, "text/plain")) && !part->attachment && (!part->named || alternative);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    struct leaf leaf = {bytes, body};
    part->hint = PART_FILE;
    if (!leaf_read(walker, object, &leaf, error))
        return false;
    if (leaf.in_memory && !looks_binary(bytes, type)) {
        part->hint = html ? PART_BODY_HTML : PART_BODY_TEXT;
        part->type = g_strdup(part->declared);
        part->text = body_text(bytes->data, bytes->len, type, html);
        part->bytes = bytes->len;
        return true;
    }
    g_autoptr(Staged) staged = leaf.in_memory ? staging_add(walker->staging, bytes->data, bytes->len, error)
                                              : staging_end(walker->staging, error);
    if (!keep_staged(walker, part, staged, error))
        return false;
    return open_staged(walker, part, depth, error);
}

/* What is known of a forwarded mail from its header. */
static void describe_inner(struct part *part, GMimeMessage *mail)
{
    g_autoptr(GPtrArray) headers = raw_headers_of(mail);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < headers->len && text->len < MAX_REPORT_TEXT; i++) {
        const struct header *header = headers->pdata[i];
        g_autofree char *value = header_decode(header->value);
        g_string_append_printf(text, "%s: %s\n", header->name, value);
        if (!part->subject && !g_ascii_strcasecmp(header->name, "Subject"))
            part->subject = g_steal_pointer(&value);
        if (!part->from && !g_ascii_strcasecmp(header->name, "From")) {
            struct address from = address_first(header->value);
            part->from = g_steal_pointer(&from.addr);
            address_clear(&from);
        }
    }
    g_free(part->text);
    part->text = text_truncate(text->str, MAX_REPORT_TEXT);
}

static void name_inner(struct part *part)
{
    part->hint = PART_MESSAGE;
    if (!part->type)
        part->type = g_strdup("message/rfc822");
    if (part->name)
        return;
    g_autofree char *name = g_strconcat(part->subject && *part->subject ? part->subject : "转发邮件", ".eml", NULL);
    part->name = header_base_name(name);
}

static bool walk_root(struct walker *walker, GMimeMessage *mail, const char *prefix, guint depth, GError **error)
{
    GMimeObject *root = g_mime_message_get_mime_part(mail);
    g_autofree char *path = g_strconcat(prefix, *prefix ? "/" : "", root && GMIME_IS_MULTIPART(root) ? "" : "1", NULL);
    /* A text that is the whole mail is its body, under whatever name. */
    return !root || walk_object(walker, root, path, depth, !GMIME_IS_MULTIPART(root), error);
}

static bool walk_inner(struct walker *walker, GMimeMessagePart *object, const char *path, guint depth, GError **error)
{
    struct part *part = part_create(walker, (GMimeObject *)object, path);
    GMimeMessage *mail = g_mime_message_part_get_message(object);
    if (mail)
        describe_inner(part, mail);
    name_inner(part);
    return !mail || walk_root(walker, mail, path, depth + 1, error);
}

static bool walk_multipart(struct walker *walker, GMimeMultipart *object, const char *path, guint depth, GError **error)
{
    g_autofree char *type = kind_declared(raw_header((GMimeObject *)object, "Content-Type"));
    bool alternative = !strcmp(type, "multipart/alternative");
    int count = g_mime_multipart_get_count(object);
    bool numbered = *path && path[strlen(path) - 1] != '/';
    for (int i = 0; i < count; i++) {
        g_autofree char *child = g_strdup_printf("%s%s%d", path, numbered ? "." : "", i + 1);
        if (!walk_object(walker, g_mime_multipart_get_part(object, i), child, depth + 1, alternative, error))
            return false;
    }
    return true;
}

static bool walk_object(struct walker *walker, GMimeObject *object, const char *path, guint depth, bool alternative,
                        GError **error)
{
    if (depth > MESSAGE_MAX_DEPTH || walker->message->parts->len >= MESSAGE_MAX_PARTS) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "邮件嵌套超过%d层或部分超过%d个，未予解析", MESSAGE_MAX_DEPTH,
                    MESSAGE_MAX_PARTS);
        return false;
    }
    if (GMIME_IS_MULTIPART(object))
        return walk_multipart(walker, (GMimeMultipart *)object, path, depth, error);
    if (GMIME_IS_MESSAGE_PART(object))
        return walk_inner(walker, (GMimeMessagePart *)object, path, depth, error);
    return !GMIME_IS_PART(object) || walk_leaf(walker, (GMimePart *)object, path, depth, alternative, error);
}

/* A copy that GMime can read, as a descriptor of a staged file; -1 with *error. */
static int repaired_copy(int fd, const struct scan *scan, struct staging *staging, GError **error)
{
    if (!staging_begin(staging, error) || (!scan->headers && !staging_write(staging, "\n", 1, error)))
        return -1;
    g_autofree char *block = g_malloc(BLOCK);
    for (guint64 at = scan->start; at < scan->bytes;) {
        gssize got = pread(fd, block, BLOCK, (off_t)at);
        if (got <= 0)
            break;
        for (gssize i = 0; i < got; i++) {
            if (block[i] == '\r' && !scan->line_feeds)
                block[i] = '\n';
            else if (!block[i] && at + (guint64)i < scan->header_end)
                block[i] = ' ';
        }
        if (!staging_write(staging, block, (gsize)got, error))
            return -1;
        at += (guint64)got;
    }
    g_autoptr(Staged) staged = staging_end(staging, error);
    return staged ? staging_reopen(staging, staged->file, error) : -1;
}

static GMimeMessage *parse(int fd, guint64 start)
{
    GMimeStream *stream = g_mime_stream_fs_new_with_bounds(dup(fd), (gint64)start, -1);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    GMimeMessage *mail = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return mail;
}

/* multipart without a boundary: GMime finds no part in it and drops the text; it is shown as it stands. */
static void keep_undivided(struct walker *walker, GMimeMessage *mail, int fd, const struct scan *scan,
                           const char *prefix)
{
    GMimeObject *root = g_mime_message_get_mime_part(mail);
    if (!root || !GMIME_IS_MULTIPART(root) || g_mime_multipart_get_count((GMimeMultipart *)root))
        return;
    gsize length = (gsize)MIN(scan->bytes - MIN(scan->bytes, scan->header_end), BODY_MAX_BYTES / 8);
    g_autofree char *bytes = g_malloc(length + 1);
    gssize got = pread(fd, bytes, length, (off_t)scan->header_end);
    struct part *part = g_new0(struct part, 1);
    part->path = g_strconcat(prefix, *prefix ? "/1" : "1", NULL);
    part->declared = g_strdup("text/plain");
    part->type = g_strdup("text/plain");
    part->hint = PART_BODY_TEXT;
    part->text = body_text(bytes, got > 0 ? (gsize)got : 0, NULL, false);
    part->bytes = got > 0 ? (guint64)got : 0;
    g_ptr_array_add(walker->message->parts, part);
    note(walker, "邮件声明有多个部分，却没有分隔标记");
}

/* Scans, parses and walks a raw mail from its descriptor; the mail in *mail, owned by the caller. */
static bool walk_raw(struct walker *walker, int fd, guint depth, struct scan *scan, GMimeMessage **mail, GError **error)
{
    if (!scan_mail(fd, depth, walker->parts, scan, error))
        return false;
    walker->parts = MAX(walker->parts, scan->parts) + 1;
    if (scan->headers && scan->line_feeds && !scan->zeros) {
        *mail = parse(fd, scan->start);
        return true;
    }
    int copy = repaired_copy(fd, scan, walker->staging, error);
    if (copy < 0)
        return false;
    struct scan again;
    bool good = scan_mail(copy, depth, walker->parts, &again, error);
    if (good)
        *mail = parse(copy, again.start);
    scan->header_end = scan->bytes; /* places in the copy differ */
    scan_clear(&again);
    close(copy);
    return good;
}

static bool walk_file(struct walker *walker, int fd, const char *prefix, guint depth, struct part *part, GError **error)
{
    struct scan scan = {0};
    GMimeMessage *mail = NULL;
    bool good = walk_raw(walker, fd, depth, &scan, &mail, error);
    if (mail)
        describe_inner(part, mail);
    name_inner(part);
    good = good && (!mail || walk_root(walker, mail, prefix, depth, error));
    if (good && mail)
        keep_undivided(walker, mail, fd, &scan, prefix);
    g_clear_object(&mail);
    scan_clear(&scan);
    return good;
}

bool walk_mail(int fd, struct staging *staging, struct magic *magic, struct message *message, GPtrArray **raw_headers,
               GError **error)
{
    g_mime_init();
    struct walker walker = {.message = message, .staging = staging, .magic = magic};
    struct scan scan = {0};
    GMimeMessage *mail = NULL;
    bool good = walk_raw(&walker, fd, 0, &scan, &mail, error);
    message->sha256 = g_steal_pointer(&scan.sha256);
    message->bytes = scan.bytes;
    *raw_headers = mail ? raw_headers_of(mail) : g_ptr_array_new_with_free_func(header_free);
    GMimeObject *root = mail ? g_mime_message_get_mime_part(mail) : NULL;
    message->declared = kind_declared(root ? raw_header(root, "Content-Type") : NULL);
    good = good && (!mail || walk_root(&walker, mail, "", 0, error));
    if (good && mail)
        keep_undivided(&walker, mail, fd, &scan, "");
    g_clear_object(&mail);
    scan_clear(&scan);
    return good;
}
