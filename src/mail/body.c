/* A body's charset is what Content-Type says, else what the HTML says of itself, else what the bytes look like
 * (charset.c); format=flowed (RFC 3676) is undone, so that a sentence is one line again.
 */
#include "mail/body.h"

#include <string.h>

#include "mail/charset.h"
#include "mail/header.h"

#define META_BYTES 4096

/* charset=gb2312 in the first bytes of the markup; NULL when it is not there. */
static char *meta_charset(const char *bytes, gsize length)
{
    if (length == 0)
        return NULL;
    g_autofree char *head = g_ascii_strdown(bytes, (gssize)MIN(length, META_BYTES));
    const char *meta = strstr(head, "<meta");
    const char *found = meta ? strstr(meta, "charset=") : NULL;
    if (!found)
        return NULL;
    found += strlen("charset=");
    found += strspn(found, " \"'");
    gsize named = strspn(found, "abcdefghijklmnopqrstuvwxyz0123456789-_");
    return named ? g_strndup(found, MIN(named, 40)) : NULL;
}

/* CRLF and lone CR become LF. */
static void unify_lines(char *text)
{
    char *to = text;
    for (const char *p = text; *p; p++) {
        if (*p == '\r') {
            *to++ = '\n';
            if (p[1] == '\n')
                p++;
        } else {
            *to++ = *p;
        }
    }
    *to = '\0';
}

/* A line that ends with a space goes on in the next one of the same quoting depth. */
static char *unflow(const char *text, bool delete_space)
{
    GString *out = g_string_sized_new(strlen(text));
    gsize depth_before = 0;
    bool flowing = false;
    for (const char *p = text; *p;) {
        gsize length = strcspn(p, "\n");
        const char *line = p;
        p += length + (p[length] == '\n');
        gsize depth = MIN(strspn(line, ">"), length);
        const char *content = line + depth;
        gsize rest = length - depth;
        if (rest && *content == ' ') {
            content++;
            rest--;
        }
        if (flowing && depth == depth_before) {
            g_string_append_len(out, content, (gssize)rest);
        } else {
            if (flowing)
                g_string_append_c(out, '\n');
            for (gsize i = 0; i < depth; i++)
                g_string_append_c(out, '>');
            if (depth)
                g_string_append_c(out, ' ');
            g_string_append_len(out, content, (gssize)rest);
        }
        bool signature = rest == 3 && !strncmp(content, "-- ", 3);
        flowing = rest && content[rest - 1] == ' ' && !signature;
        if (flowing && delete_space)
            g_string_truncate(out, out->len - 1);
        if (!flowing)
            g_string_append_c(out, '\n');
        depth_before = depth;
    }
    return g_string_free(out, FALSE);
}

char *body_text(const void *bytes, gsize length, const char *type, bool html)
{
    if (!length)
        return g_strdup("");
    g_autofree char *label = header_parameter(type, "charset");
    if (html && (!label || !g_ascii_strcasecmp(label, "us-ascii"))) {
        g_autofree char *meta = meta_charset(bytes, length);
        if (meta) {
            g_free(label);
            label = g_steal_pointer(&meta);
        }
    }
    char *text = charset_text(bytes, length, label);
    unify_lines(text);
    g_autofree char *format = html ? NULL : header_parameter(type, "format");
    if (!format || g_ascii_strcasecmp(format, "flowed"))
        return text;
    g_autofree char *delsp = header_parameter(type, "delsp");
    char *flowed = unflow(text, delsp && !g_ascii_strcasecmp(delsp, "yes"));
    g_free(text);
    return flowed;
}
