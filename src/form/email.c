/* E-mail addresses and postcodes in a cell. An address with a typing mistake (# or (at) for @, a comma or a Chinese
 * full stop for a dot) is told apart from an absent one, so that the answer can say what to correct; it is never
 * corrected silently, because mail to a guessed address goes to a stranger.
 */
#include <string.h>

#include "base/text.h"
#include "form/value-parts.h"

static bool is_local(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("._-+&'", c));
}

static bool is_domain(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '.';
}

/* At least two labels, none empty, the last of letters and none that only a typing slip makes. */
static bool domain_ok(const char *domain)
{
    static const char *const slips[] = {"con", "cmo", "ocm", "vom", "comm", "coom", "cn1", "om", "cim", "xom"};
    g_auto(GStrv) labels = g_strsplit(domain, ".", -1);
    guint count = g_strv_length(labels);
    if (count < 2 || strlen(domain) > 253)
        return false;
    for (guint i = 0; i < count; i++)
        if (!*labels[i] || labels[i][0] == '-' || g_str_has_suffix(labels[i], "-"))
            return false;
    const char *last = labels[count - 1];
    for (const char *p = last; *p; p++)
        if (!g_ascii_isalpha(*p))
            return false;
    for (gsize i = 0; i < G_N_ELEMENTS(slips); i++)
        if (!g_ascii_strcasecmp(last, slips[i]))
            return strlen(last) == 2 && !g_ascii_strcasecmp(last, "om") && count > 2;
    return strlen(last) >= 2;
}

/* "abc @ 163.com" → "abc@163.com": a space beside @ is padding; anywhere else it separates. */
static char *close_at(const char *flat)
{
    GString *out = g_string_new(NULL);
    for (const char *p = flat; *p; p++) {
        if (*p == '@') {
            while (out->len && out->str[out->len - 1] == ' ')
                g_string_truncate(out, out->len - 1);
            g_string_append_c(out, '@');
            while (p[1] == ' ')
                p++;
        } else {
            g_string_append_c(out, *p);
        }
    }
    return g_string_free(out, FALSE);
}

GStrv email_scan(const char *text, char **rest, char **note)
{
    g_autofree char *flat = value_flatten(text), *joined = close_at(flat);
    g_autoptr(GStrvBuilder) list = g_strv_builder_new();
    GString *left = g_string_new(NULL);
    const char *done = joined;
    guint found = 0;
    for (const char *at = strchr(joined, '@'); at && found < 16; at = strchr(at + 1, '@')) {
        const char *from = at, *to = at + 1;
        while (from > done && is_local(from[-1]))
            from--;
        while (from < at && !g_ascii_isalnum(*from))
            from++;
        while (is_domain(*to))
            to++;
        while (to > at + 1 && !g_ascii_isalnum(to[-1]))
            to--;
        g_autofree char *domain = g_strndup(at + 1, (gsize)(to - at - 1));
        if (from == at || at[-1] == '.' || at - from > 64 || *to == '@' || !domain_ok(domain))
            continue;
        g_autofree char *address = g_strndup(from, (gsize)(to - from));
        g_strv_builder_add(list, address);
        found++;
        g_string_append_len(left, done, from - done);
        g_string_append_c(left, ' ');
        done = to;
    }
    g_string_append(left, done);
    if (note && !found) {
        g_autofree char *lower = g_ascii_strdown(flat, -1);
        const char *hash = strchr(flat, '#');
        if (hash && hash > flat && g_ascii_isalnum(hash[-1]) && !strchr(flat, '@'))
            *note = g_strdup("“#”应为“@”");
        else if (strstr(lower, "(at)") || strstr(lower, "[at]") || strstr(lower, " at "))
            *note = g_strdup("请用“@”书写邮箱");
        else if (strchr(flat, '@'))
            *note = g_strdup("“@”前后不完整或有误");
        else
            *note = g_strdup("没有“@”");
    }
    if (rest)
        *rest = g_string_free(left, FALSE);
    else
        g_string_free(left, TRUE);
    return g_strv_builder_end(list);
}

char *postcode_scan(const char *text, char **rest)
{
    g_autofree char *flat = value_flatten(text);
    const char *found = NULL, *found_end = NULL;
    char digits[7] = "";
    for (const char *p = flat; *p;) {
        if (!g_ascii_isdigit(*p)) {
            p++;
            continue;
        }
        const char *start = p;
        char seen[7] = "";
        int count = 0;
        /* Six boxes give six digits with single spaces between them. */
        while (g_ascii_isdigit(*p) || (*p == ' ' && g_ascii_isdigit(p[1]))) {
            if (*p != ' ' && count++ < 6)
                seen[count - 1] = *p;
            p++;
        }
        bool word = (start > flat && (g_ascii_isalpha(start[-1]) || start[-1] == '-')) || g_ascii_isalpha(*p) ||
                    (*p == '-' && g_ascii_isdigit(p[1]));
        if (count != 6 || word)
            continue;
        if (found)
            return NULL;
        found = start;
        found_end = p;
        memcpy(digits, seen, sizeof digits);
    }
    if (!found)
        return NULL;
    if (rest)
        *rest = g_strdup_printf("%.*s %s", (int)(found - flat), flat, found_end);
    return g_strdup(digits);
}
