/* A small reader of MIME's skeleton: header blocks, boundaries, nothing else. It follows the structure as GMime
 * will, so that an innocent attachment full of "--" lines is not taken for a bomb, and what it counts is what
 * GMime would allocate.
 */
#include "mail/scan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"
#include "mail/header.h"
#include "mail/message.h"

#define MAX_ALL_HEADER_BYTES (8 * MESSAGE_MAX_HEADER_BYTES) /* of all parts together */
#define MAX_ALL_HEADERS (10 * MESSAGE_MAX_HEADERS)
#define MAX_BODY_LINE 300 /* bytes kept of a body line: enough for any boundary */
#define MAX_WORDS 10000   /* "=?" in one header block: GMime decodes a header in the square of their number */
#define HEAD_BYTES 8192

struct level {
    char *boundary; /* NULL: a message inside of a message */
    bool digest;    /* parts without a type are messages */
};

struct scanner {
    struct scan *out;
    GString *line;    /* current line, in a body only its start */
    GString *block;   /* current header block */
    GPtrArray *stack; /* struct level */
    guint depth;
    guint headers, all_headers, words, boundaries; /* headers, words: of the current block */
    guint64 all_header_bytes, offset;              /* offset: after the current line */
    bool in_header, top;                           /* top: the mail's own header block */
    GError **error;
};

static void level_free(gpointer data)
{
    struct level *level = data;
    g_free(level->boundary);
    g_free(level);
}

static bool refuse(struct scanner *scanner, const char *what, guint limit, const char *unit)
{
    g_set_error(scanner->error, HUIZHI_ERROR, ERROR_INPUT, "%s超过%u%s，未予解析", what, limit, unit);
    return false;
}

static bool push(struct scanner *scanner, char *boundary, bool digest)
{
    struct level *level = g_new0(struct level, 1);
    level->boundary = boundary;
    level->digest = digest;
    g_ptr_array_add(scanner->stack, level);
    if (scanner->depth + scanner->stack->len > MESSAGE_MAX_DEPTH)
        return refuse(scanner, "邮件嵌套", MESSAGE_MAX_DEPTH, "层");
    return true;
}

bool scan_header_line(const char *text)
{
    gsize name = 0;
    while (text[name] > ' ' && text[name] != ':' && text[name] != 0x7f)
        name++;
    gsize space = strspn(text + name, " \t");
    return name && text[name + space] == ':';
}

/* A header's value in a block, unfolded; NULL when absent. */
static char *block_header(const char *block, const char *name)
{
    gsize length = strlen(name);
    for (const char *p = block; p && *p; p = strchr(p, '\n'), p = p ? p + 1 : NULL) {
        if (g_ascii_strncasecmp(p, name, length))
            continue;
        const char *value = p + length + strspn(p + length, " \t");
        if (*value++ != ':')
            continue;
        const char *end = value;
        while ((end = strchr(end, '\n')) && (end[1] == ' ' || end[1] == '\t'))
            end++;
        return g_strstrip(end ? g_strndup(value, (gsize)(end - value)) : g_strdup(value));
    }
    return NULL;
}

static bool is_encoded(const char *block)
{
    g_autofree char *encoding = block_header(block, "Content-Transfer-Encoding");
    return encoding && (!g_ascii_strncasecmp(encoding, "base64", 6) || !g_ascii_strncasecmp(encoding, "quoted", 6) ||
                        !g_ascii_strncasecmp(encoding, "x-uu", 4) || !g_ascii_strncasecmp(encoding, "uu", 2));
}

/* A header block is over: what follows it? */
static bool end_block(struct scanner *scanner)
{
    const char *block = scanner->block->str;
    if (scanner->top) {
        scanner->out->header_end = scanner->offset;
        scanner->top = false;
    }
    const struct level *level = scanner->stack->len ? scanner->stack->pdata[scanner->stack->len - 1] : NULL;
    g_autofree char *type = block_header(block, "Content-Type");
    bool message = type ? !g_ascii_strncasecmp(type, "message/rfc822", 14) ||
                              !g_ascii_strncasecmp(type, "message/global", 14) ||
                              !g_ascii_strncasecmp(type, "message/news", 12)
                        : level && level->digest;
    bool good = true;
    scanner->in_header = false;
    if (type && !g_ascii_strncasecmp(type, "multipart/", 10)) {
        char *boundary = header_parameter(type, "boundary");
        if (boundary)
            good = push(scanner, boundary, !g_ascii_strncasecmp(type + 10, "digest", 6));
    } else if (message && !is_encoded(block)) {
        scanner->in_header = true;
        good = push(scanner, NULL, false);
    }
    g_string_truncate(scanner->block, 0);
    scanner->headers = scanner->words = 0;
    return good;
}

static bool header_line(struct scanner *scanner)
{
    GString *line = scanner->line;
    bool folded = scanner->block->len && (line->str[0] == ' ' || line->str[0] == '\t');
    if (!scanner->block->len && !scan_header_line(line->str))
        return end_block(scanner); /* no header at all: a body begins */
    g_string_append_len(scanner->block, line->str, (gssize)line->len);
    g_string_append_c(scanner->block, '\n');
    scanner->all_header_bytes += line->len;
    for (const char *p = line->str; (p = strstr(p, "=?")); p += 2)
        if (++scanner->words > MAX_WORDS)
            return refuse(scanner, "邮件头编码字", MAX_WORDS, "个");
    if (scanner->block->len > MESSAGE_MAX_HEADER_BYTES || scanner->all_header_bytes > MAX_ALL_HEADER_BYTES)
        return refuse(scanner, "邮件头", MESSAGE_MAX_HEADER_BYTES / 1024, "KB");
    if (!folded && (++scanner->headers > MESSAGE_MAX_HEADERS || ++scanner->all_headers > MAX_ALL_HEADERS))
        return refuse(scanner, "邮件头", MESSAGE_MAX_HEADERS, "行");
    return true;
}

/* Which level's boundary the line is; -1 for none. */
static int boundary_level(const struct scanner *scanner, bool *closing)
{
    const char *line = scanner->line->str + 2;
    for (int i = (int)scanner->stack->len - 1; i >= 0; i--) {
        const char *boundary = ((struct level *)scanner->stack->pdata[i])->boundary;
        gsize length = boundary ? strlen(boundary) : 0;
        if (!length || strncmp(line, boundary, MIN(length, MAX_BODY_LINE - 10)))
            continue;
        const char *rest = line + MIN(length, MAX_BODY_LINE - 10);
        *closing = rest[0] == '-' && rest[1] == '-';
        if (*closing || length > MAX_BODY_LINE - 10 || !rest[strspn(rest, " \t\r")])
            return i;
    }
    return -1;
}

/* True if the line is an active boundary, with *good false over a limit. */
static bool boundary_line(struct scanner *scanner, bool *good)
{
    const char *line = scanner->line->str;
    if (line[0] != '-' || line[1] != '-')
        return false;
    if (++scanner->boundaries > MESSAGE_MAX_BOUNDARIES) {
        *good = refuse(scanner, "邮件分段行", MESSAGE_MAX_BOUNDARIES, "行");
        return true;
    }
    bool closing = false;
    int level = boundary_level(scanner, &closing);
    if (level < 0)
        return false;
    if (scanner->in_header)
        *good = end_block(scanner);
    g_ptr_array_set_size(scanner->stack, closing ? level : level + 1);
    scanner->in_header = !closing;
    if (!closing && ++scanner->out->parts > MESSAGE_MAX_PARTS)
        *good = refuse(scanner, "邮件部分", MESSAGE_MAX_PARTS, "个");
    return true;
}

/* GMime goes on after a NUL in a header, so the search for Content-Type must too. */
static void blank_zeros(struct scanner *scanner)
{
    GString *line = scanner->line;
    for (char *p = line->str; (p = memchr(p, '\0', line->len - (gsize)(p - line->str)));) {
        *p = ' ';
        scanner->out->zeros |= scanner->top;
    }
}

static bool end_line(struct scanner *scanner)
{
    GString *line = scanner->line;
    bool good = true;
    if (scanner->in_header)
        blank_zeros(scanner);
    if (line->len && line->str[line->len - 1] == '\r')
        g_string_truncate(line, line->len - 1);
    if (!boundary_line(scanner, &good) && scanner->in_header)
        good = line->len ? header_line(scanner) : end_block(scanner);
    g_string_truncate(line, 0);
    return good;
}

static bool scan_bytes(struct scanner *scanner, const char *bytes, gsize length)
{
    for (gsize at = 0; at < length;) {
        const char *end = memchr(bytes + at, '\n', length - at);
        gsize run = end ? (gsize)(end - bytes) - at : length - at;
        gsize room = scanner->in_header ? MESSAGE_MAX_HEADER_BYTES + 1 : MAX_BODY_LINE;
        if (scanner->line->len < room)
            g_string_append_len(scanner->line, bytes + at, (gssize)MIN(run, room - scanner->line->len));
        at += run + (end ? 1 : 0);
        scanner->offset += run + (end ? 1 : 0);
        scanner->out->line_feeds |= end != NULL;
        if (scanner->in_header && scanner->line->len > MESSAGE_MAX_HEADER_BYTES)
            return refuse(scanner, "邮件头", MESSAGE_MAX_HEADER_BYTES / 1024, "KB");
        if (end && !end_line(scanner))
            return false;
    }
    return true;
}

/* Bytes before the first header that saving and exporting leave there. */
static guint64 find_start(const char *head, gsize length)
{
    gsize at = length >= 3 && !memcmp(head, "\xef\xbb\xbf", 3) ? 3 : 0;
    gsize from = length - at > 6 && head[at] == '>' ? at + 1 : at;
    if (length - from > 5 && !memcmp(head + from, "From ", 5)) {
        const char *end = memchr(head + from, '\n', length - from);
        return end ? (guint64)(end + 1 - head) : at;
    }
    gsize blank = at;
    while (blank < length && (head[blank] == '\r' || head[blank] == '\n'))
        blank++;
    return blank > at && blank < length && scan_header_line(head + blank) ? blank : at;
}

static bool scan_all(struct scanner *scanner, int fd, struct hash *hash)
{
    g_autofree char *buffer = g_malloc(64 * 1024 + 1);
    bool first = true;
    for (gssize got; (got = pread(fd, buffer, 64 * 1024, (off_t)scanner->out->bytes)) != 0;) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_set_errno(scanner->error, errno, "cannot read the mail");
            return false;
        }
        hash_update(hash, buffer, (gsize)got);
        scanner->out->bytes += (guint64)got;
        buffer[got] = '\0';
        gsize skip = 0;
        if (first) {
            skip = (gsize)find_start(buffer, MIN((gsize)got, HEAD_BYTES));
            scanner->out->start = scanner->offset = skip;
            scanner->out->headers = scan_header_line(buffer + skip);
            first = false;
        }
        if (!scan_bytes(scanner, buffer + skip, (gsize)got - skip))
            return false;
    }
    return (!scanner->line->len || end_line(scanner)) && (!scanner->in_header || end_block(scanner));
}

bool scan_mail(int fd, guint depth, guint parts, struct scan *scan, GError **error)
{
    *scan = (struct scan){.parts = parts};
    struct scanner scanner = {.out = scan, .depth = depth, .in_header = true, .top = true, .error = error};
    scanner.line = g_string_new(NULL);
    scanner.block = g_string_new(NULL);
    scanner.stack = g_ptr_array_new_with_free_func(level_free);
    struct hash *hash = hash_create();
    bool good = scan_all(&scanner, fd, hash);
    scan->sha256 = hash_finish(hash);
    hash_free(hash);
    g_string_free(scanner.line, TRUE);
    g_string_free(scanner.block, TRUE);
    g_ptr_array_unref(scanner.stack);
    return good;
}

void scan_clear(struct scan *scan)
{
    g_clear_pointer(&scan->sha256, g_free);
}
