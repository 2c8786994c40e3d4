/* Parameters of Content-Type and Content-Disposition, from the raw bytes: RFC 2231 (with its continuations, in
 * GBK too), RFC 2047 words inside of quotes (against RFC 2045, and what nearly every Chinese client does), raw
 * 8-bit. In GBK a second byte may be a backslash, so quoting is undone by whole characters.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/header.h"

#define MAX_PARAMETERS 500 /* more are not read: no mailer writes them */
#define MAX_NAME_BYTES 200

struct parameter {
    int section;   /* name*2=…: 2; -1: not continued */
    bool extended; /* name*=, name*2*=: percent-encoded, with a charset in the first */
    GString *value;
};

static void parameter_free(gpointer data)
{
    struct parameter *parameter = data;
    g_string_free(parameter->value, TRUE);
    g_free(parameter);
}

static gsize step(const char *p, bool gbk)
{
    return gbk && (guchar)*p >= 0x81 && p[1] ? 2 : 1;
}

/* True if a quote at p ends the value: what follows begins another parameter, or nothing. */
static bool closes(const char *p)
{
    p += 1 + strspn(p + 1, " \t\r\n");
    if (!*p || *p == ';' || *p == ',')
        return true;
    gsize token = strcspn(p, "=; \t\r\n\"");
    return token && p[token] == '=' && p[token + 1] != '?';
}

static const char *quoted_value(const char *p, bool gbk, GString *value)
{
    for (p++; *p; p += step(p, gbk)) {
        if (*p == '"' && closes(p))
            return p + 1;
        if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
            p++;
        g_string_append_len(value, p, (gssize)step(p, gbk));
    }
    return p;
}

static const char *bare_value(const char *p, bool gbk, GString *value)
{
    for (; *p && *p != ';'; p += step(p, gbk))
        g_string_append_len(value, p, (gssize)step(p, gbk));
    while (value->len && g_ascii_isspace(value->str[value->len - 1]))
        g_string_truncate(value, value->len - 1);
    return p;
}

/* "name*2*" against "name": the section and whether it is extended. */
static bool name_matches(const char *name, gsize length, const char *want, struct parameter *parameter)
{
    while (length && g_ascii_isspace(name[length - 1]))
        length--;
    gsize wanted = strlen(want);
    if (length < wanted || g_ascii_strncasecmp(name, want, wanted))
        return false;
    const char *p = name + wanted, *end = name + length;
    parameter->section = -1;
    parameter->extended = false;
    if (p < end && *p == '*' && p + 1 < end && g_ascii_isdigit(p[1])) {
        int section = 0;
        for (p++; p < end && g_ascii_isdigit(*p); p++)
            section = MIN(section * 10 + (*p - '0'), 100000);
        parameter->section = section;
    }
    if (p < end && *p == '*') {
        parameter->extended = true;
        p++;
    }
    return p == end;
}

/* All forms of one parameter. */
static GPtrArray *collect(const char *raw, const char *want)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(parameter_free);
    bool gbk = !g_utf8_validate(raw, -1, NULL);
    const char *p = strchr(raw, ';');
    for (int count = 0; p && *p && count < MAX_PARAMETERS; count++) {
        p += strspn(p, "; \t\r\n");
        const char *name = p;
        gsize length = strcspn(p, "=;");
        p += length;
        if (*p != '=')
            continue;
        p++;
        p += strspn(p, " \t\r\n");
        struct parameter parameter = {.value = g_string_new(NULL)};
        p = *p == '"' ? quoted_value(p, gbk, parameter.value) : bare_value(p, gbk, parameter.value);
        if (length && name_matches(name, length, want, &parameter))
            g_ptr_array_add(found, g_memdup2(&parameter, sizeof parameter));
        else
            g_string_free(parameter.value, TRUE);
    }
    return found;
}

static void append_percent(GString *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '%' && g_ascii_isxdigit(text[1]) && g_ascii_isxdigit(text[2])) {
            g_string_append_c(out, (char)(g_ascii_xdigit_value(text[1]) * 16 + g_ascii_xdigit_value(text[2])));
            text += 2;
        } else {
            g_string_append_c(out, *text);
        }
    }
}

/* charset'language'text: the charset, and the text after it. */
static const char *split_charset(const char *value, char **charset)
{
    const char *first = strchr(value, '\'');
    const char *second = first ? strchr(first + 1, '\'') : NULL;
    if (!second)
        return value;
    *charset = first > value ? g_strndup(value, (gsize)(first - value)) : NULL;
    return second + 1;
}

/* name="%E7%85%A7.jpg" without the asterisk, as web mailers write it. */
static char *percent_utf8(const char *value)
{
    if (!strchr(value, '%'))
        return NULL;
    for (const char *p = value; *p; p++)
        if ((guchar)*p >= 0x80)
            return NULL;
    g_autoptr(GString) bytes = g_string_new(NULL);
    append_percent(bytes, value);
    for (const char *p = bytes->str; *p; p++)
        if ((guchar)*p >= 0xE3 && g_utf8_validate(bytes->str, (gssize)bytes->len, NULL))
            return g_strdup(bytes->str);
    return NULL;
}

static char *plain_value(const char *value)
{
    char *percent = percent_utf8(value);
    return percent ? percent : header_decode(value);
}

static char *extended_value(const GPtrArray *sections)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *charset = NULL;
    for (guint i = 0; i < sections->len; i++) {
        const struct parameter *parameter = sections->pdata[i];
        const char *value = parameter->value->str;
        if (i == 0 && parameter->extended)
            value = split_charset(value, &charset);
        if (i == 0 && strstr(value, "=?") && sections->len == 1)
            return header_decode(value);
        if (parameter->extended)
            append_percent(bytes, value);
        else
            g_string_append(bytes, value);
    }
    g_autofree char *text = charset_text(bytes->str, bytes->len, charset);
    return header_decode(text);
}

static int by_section(gconstpointer a, gconstpointer b)
{
    const struct parameter *const *left = a, *const *right = b;
    return (*left)->section - (*right)->section;
}

/* name*0, name*1, … up to the first that is missing. */
static char *continued_value(const GPtrArray *found)
{
    g_autoptr(GPtrArray) sections = g_ptr_array_new();
    bool extended = false;
    for (guint i = 0; i < found->len; i++)
        if (((struct parameter *)found->pdata[i])->section >= 0)
            g_ptr_array_add(sections, found->pdata[i]);
    g_ptr_array_sort(sections, by_section);
    guint kept = 0;
    for (guint i = 0; i < sections->len; i++) {
        struct parameter *parameter = sections->pdata[i];
        if (parameter->section != (int)kept)
            continue; /* the same section twice */
        sections->pdata[kept++] = parameter;
        extended |= parameter->extended;
    }
    g_ptr_array_set_size(sections, (int)kept);
    if (!kept)
        return NULL;
    if (extended)
        return extended_value(sections);
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; i < kept; i++)
        g_string_append(joined, ((struct parameter *)sections->pdata[i])->value->str);
    return plain_value(joined->str);
}

char *header_parameter(const char *raw, const char *name)
{
    if (!raw)
        return NULL;
    g_autoptr(GPtrArray) found = collect(raw, name);
    const struct parameter *extended = NULL, *plain = NULL;
    for (guint i = 0; i < found->len; i++) {
        const struct parameter *parameter = found->pdata[i];
        if (parameter->section < 0 && parameter->extended && !extended)
            extended = parameter;
        if (parameter->section < 0 && !parameter->extended && !plain)
            plain = parameter;
    }
    g_autofree char *text = NULL;
    if (extended) {
        g_autoptr(GPtrArray) one = g_ptr_array_new();
        g_ptr_array_add(one, (gpointer)extended);
        text = extended_value(one);
    } else {
        text = continued_value(found);
    }
    if (plain && (!text || strstr(text, "\xef\xbf\xbd")))
        return plain_value(plain->value->str);
    return g_steal_pointer(&text);
}

/* Control characters, and those that turn the order of writing ("gpj.exe" shown as "exe.jpg"). */
static bool hidden(gunichar c)
{
    return g_unichar_iscntrl(c) || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

char *header_base_name(const char *name)
{
    if (!name)
        return NULL;
    const char *base = name;
    for (const char *p = name; *p; p++)
        if (*p == '/' || *p == '\\')
            base = p + 1;
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *p = base; *p; p = g_utf8_next_char(p))
        if (!hidden(g_utf8_get_char(p)))
            g_string_append_unichar(out, g_utf8_get_char(p));
    g_autofree char *clean = g_strstrip(g_strdup(out->str));
    if (!strcmp(clean, ".") || !strcmp(clean, ".."))
        return g_strdup("");
    gsize length = strlen(clean);
    if (length <= MAX_NAME_BYTES)
        return g_steal_pointer(&clean);
    const char *dot = strrchr(clean, '.');
    const char *extension = dot && length - (gsize)(dot - clean) <= 16 ? dot : "";
    g_autofree char *stem = text_truncate(clean, MAX_NAME_BYTES - strlen(extension));
    return g_strconcat(stem, extension, NULL);
}
