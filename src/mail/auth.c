/* Authentication-Results, as far as needed: authserv-id, then results between semicolons, each a method with its result
 * and properties. Comments in brackets may stand anywhere, values may be quoted (RFC 8601, 2.2).
 */
#include "mail/auth.h"

#include <string.h>

#define FIELD_BYTES 8192

/* The field without comments; a semicolon or a space within quotes becomes an underscore: it is part of no value that
 * counts here. */
static char *without_comments(const char *value)
{
    if (strlen(value) > FIELD_BYTES) /* what is cut off could turn b.example.evil into b.example */
        return g_strdup("");
    GString *out = g_string_new(NULL);
    int depth = 0;
    bool quoted = false;
    for (const char *p = value; *p; p++) {
        if (*p == '\\' && p[1]) {
            p++;
            if (!depth)
                g_string_append_c(out, '_');
        } else if (*p == '"' && !depth) {
            quoted = !quoted;
        } else if (*p == '(' && !quoted) {
            depth++;
        } else if (*p == ')' && !quoted && depth) {
            depth--;
            g_string_append_c(out, ' ');
        } else if (!depth) {
            g_string_append_c(out, quoted && strchr("; \t=", *p) ? '_' : *p);
        }
    }
    return g_string_free(out, FALSE);
}

static const struct header *topmost(const struct message *message, const char *name, guint *count)
{
    const struct header *first = NULL;
    *count = 0;
    for (guint i = 0; i < message->headers->len; i++) {
        const struct header *header = message->headers->pdata[i];
        if (g_ascii_strcasecmp(header->name, name))
            continue;
        first = first ? first : header;
        ++*count;
    }
    return first;
}

static bool trusted(const char *id, const char *const *servers)
{
    g_autofree char *lower = g_ascii_strdown(id, -1);
    for (; servers && *servers; servers++) {
        g_autofree char *pattern = g_ascii_strdown(*servers, -1);
        if (g_pattern_match_simple(pattern, lower))
            return true;
    }
    return false;
}

/* "a@b", "@b" or "b" names the domain b. */
static bool names_domain(const char *value, const char *domain)
{
    const char *at = strrchr(value, '@');
    return !g_ascii_strcasecmp(at ? at + 1 : value, domain);
}

/* "dkim=pass header.d=b.example": a method that passed, for that domain. */
static bool passes(const char *result, const char *domain)
{
    static const struct {
        const char *method, *properties[3];
    } methods[] = {{"dkim=pass", {"header.d=", "header.i=", NULL}}, {"spf=pass", {"smtp.mailfrom=", NULL}}};
    g_autoptr(GString) tight = g_string_new(result);
    for (gsize i = 0; i < 20 && (g_string_replace(tight, " =", "=", 0) + g_string_replace(tight, "= ", "=", 0)); i++)
        continue;
    g_auto(GStrv) words = g_strsplit_set(tight->str, " \t\r\n", -1);
    guint first = 0;
    while (words[first] && !*words[first])
        first++;
    for (gsize m = 0; words[first] && m < G_N_ELEMENTS(methods); m++) {
        if (g_ascii_strcasecmp(words[first], methods[m].method))
            continue;
        for (char **word = words + first + 1; *word; word++)
            for (const char *const *property = methods[m].properties; *property; property++)
                if (!g_ascii_strncasecmp(*word, *property, strlen(*property)) &&
                    names_domain(*word + strlen(*property), domain))
                    return true;
    }
    return false;
}

enum auth auth_read(const struct message *message, const char *const *servers)
{
    guint fields = 0, senders = 0;
    const struct header *from = topmost(message, "From", &senders);
    const struct header *header = topmost(message, "Authentication-Results", &fields);
    const char *at = message->from.addr ? strrchr(message->from.addr, '@') : NULL;
    if (!header)
        return AUTH_NONE;
    g_autofree char *value = without_comments(header->value);
    g_auto(GStrv) parts = g_strsplit(value, ";", -1);
    g_auto(GStrv) words = parts[0] ? g_strsplit_set(g_strstrip(parts[0]), " \t\r\n", 2) : NULL;
    if (!words || !words[0] || !trusted(words[0], servers))
        return AUTH_NONE;
    if (!from || senders != 1 || !at)
        return AUTH_FAIL;
    for (char **part = parts + 1; *part; part++)
        if (passes(*part, at + 1))
            return AUTH_PASS;
    return AUTH_FAIL;
}
