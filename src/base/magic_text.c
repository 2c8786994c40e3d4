/* Text told from binary, and the kinds of text that matter to us.
 *
 * libmagic calls Chinese text many things (a caption list that begins with "From" becomes a mail, lines with
 * braces become C source, short GBK is data); for text we therefore decide alone.
 */
#include "base/magic_look.h"

#include <string.h>

#define HEADER_LINES 60

bool magic_named(const char *name, const char *extension)
{
    const char *dot = name ? strrchr(name, '.') : NULL;
    return dot && g_ascii_strcasecmp(dot + 1, extension) == 0;
}

static bool utf8_like(const guint8 *bytes, gsize length)
{
    const char *end;
    if (g_utf8_validate((const char *)bytes, (gssize)length, &end))
        return true;
    /* The head may be cut inside a character. */
    gsize left = length - (gsize)(end - (const char *)bytes);
    return left < 4 && g_utf8_get_char_validated(end, (gssize)left) == (gunichar)-2;
}

static bool gb18030_like(const guint8 *bytes, gsize length)
{
    gsize i = 0;
    while (i < length) {
        if (bytes[i] < 0x80) {
            i++;
            continue;
        }
        if (bytes[i] == 0x80 || bytes[i] == 0xFF)
            return false;
        if (i + 1 >= length)
            return true;
        guint8 second = bytes[i + 1];
        if (second >= 0x30 && second <= 0x39)
            i += 4;
        else if (second >= 0x40 && second != 0x7F && second != 0xFF)
            i += 2;
        else
            return false;
    }
    return true;
}

bool magic_is_text(const guint8 *bytes, gsize length)
{
    if (length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF))) {
        /* UTF-16: an MP3 frame begins with FF FE too, but hardly goes on with pairs that are text. */
        gsize bad = 0, units = MIN(length, 512) / 2;
        for (gsize i = 1; i < units; i++) {
            guint unit = bytes[0] == 0xFF ? bytes[2 * i] | bytes[2 * i + 1] << 8 : bytes[2 * i] << 8 | bytes[2 * i + 1];
            bad += (unit < 0x20 && unit != '\t' && unit != '\r' && unit != '\n') || (unit >= 0xD800 && unit < 0xF900);
        }
        return bad == 0;
    }
    /* Tab, line ends, escape, and DOS's end-of-file mark. */
    for (gsize i = 0; i < length; i++)
        if (bytes[i] < 0x20 && !strchr("\t\n\r\f\v\b\032\033", bytes[i] ? bytes[i] : 1))
            return false;
    return utf8_like(bytes, length) || gb18030_like(bytes, length);
}

/* Copies the first characters in lower-case ASCII, so that all looks are plain string comparisons. */
static void fold_head(const guint8 *bytes, gsize length, char *out, gsize room)
{
    gsize used = 0, step = 1, i = 0;
    if (length >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE)
        step = 2, i = 2;
    else if (length >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF)
        step = 2, i = 3;
    else if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        i = 3;
    for (; i < length && used + 1 < room; i += step)
        out[used++] = g_ascii_tolower((char)bytes[i]);
    out[used] = 0;
}

static const char *skip_space(const char *at)
{
    while (*at && strchr(" \t\r\n\f", *at))
        at++;
    return at;
}

static const char *skip_comments(const char *at)
{
    for (int i = 0; i < 20; i++) {
        at = skip_space(at);
        const char *end = g_str_has_prefix(at, "<!--") ? strstr(at, "-->")
                          : g_str_has_prefix(at, "<?") ? strchr(at, '>')
                                                       : NULL;
        if (!end)
            break;
        at = end + (*end == '-' ? 3 : 1);
    }
    return at;
}

static bool begins_tag(const char *at, const char *const *tags, gsize count)
{
    for (gsize i = 0; *at == '<' && i < count; i++)
        if (g_str_has_prefix(at + 1, tags[i]) && strchr(" \t\r\n>/:", at[1 + strlen(tags[i])]))
            return true;
    return g_str_has_prefix(at, "<!doctype html");
}

bool magic_is_page(const guint8 *bytes, gsize length)
{
    static const char *const tags[] = {"html", "head", "meta", "body", "table"};
    char head[8192];
    fold_head(bytes, length, head, sizeof head);
    return begins_tag(skip_comments(head), tags, G_N_ELEMENTS(tags));
}

static bool html_like(const char *at)
{
    static const char *const tags[] = {"html",  "head", "body",   "table",  "div",     "p",       "meta",      "style",
                                       "title", "font", "span",   "center", "br",      "h1",      "h2",        "h3",
                                       "base",  "link", "script", "form",   "ul",      "ol",      "img",       "pre",
                                       "hr",    "tr",   "td",     "tbody",  "section", "article", "blockquote"};
    return begins_tag(skip_comments(at), tags, G_N_ELEMENTS(tags));
}

/* A mail has header lines from its first byte, several of them known, one of them about its way. */
static const char *mail_like(const char *head)
{
    static const char *const known[] = {"received:", "from:",         "return-path:",  "delivered-to:", "message-id:",
                                        "date:",     "mime-version:", "content-type:", "subject:",      "to:"};
    guint seen = 0;
    bool related = false;
    const char *line = g_str_has_prefix(head, "from ") ? strchr(head, '\n') : head - 1;
    for (int i = 0; line && i < HEADER_LINES; i++, line = strchr(line, '\n')) {
        line++;
        if (*line == ' ' || *line == '\t')
            continue;
        gsize name = strcspn(line, ": \t\r\n");
        if (line[name] != ':' || name == 0)
            break;
        for (guint k = 0; k < G_N_ELEMENTS(known); k++)
            if (g_str_has_prefix(line, known[k]))
                seen |= 1u << k;
        related |= g_str_has_prefix(line, "content-type: multipart/related");
    }
    guint count = 0;
    for (guint bits = seen; bits; bits &= bits - 1)
        count++;
    if (related && count <= 6 && !(seen & 0x1Du))
        return "multipart/related";
    return count >= 3 && (seen & 0x1Fu) ? "message/rfc822" : NULL;
}

const char *magic_text(const guint8 *bytes, gsize length, const char *name)
{
    char head[8192];
    fold_head(bytes, length, head, sizeof head);
    const char *at = skip_space(head);
    if (g_str_has_prefix(at, "{\\rtf"))
        return "text/rtf";
    if (html_like(at))
        return "text/html";
    const char *mail = mail_like(head);
    if (mail)
        return mail;
    return magic_named(name, "csv") ? "text/csv" : NULL;
}
