/* Text: charsets through iconv, NFKC through GLib, and the folding that forms are compared by. */
#include "base/text.h"

#include <errno.h>
#include <string.h>

static const char *charset_alias(const char *charset)
{
    static const struct {
        const char *label, *meaning;
    } aliases[] = {
        {"gb2312", "gb18030"},      {"gbk", "gb18030"},        {"x-gbk", "gb18030"},
        {"cp936", "gb18030"},       {"gb_2312-80", "gb18030"}, {"ms936", "gb18030"},
        {"windows-936", "gb18030"}, {"csgb2312", "gb18030"},   {"big5", "big5-hkscs"},
        {"x-big5", "big5-hkscs"},   {"utf8", "utf-8"},         {"unicode-1-1-utf-8", "utf-8"},
        {"us-ascii", "utf-8"},      {"ascii", "utf-8"},        {"ansi_x3.4-1968", "utf-8"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (!g_ascii_strcasecmp(charset, aliases[i].label))
            return aliases[i].meaning;
    return charset;
}

static char *convert(const char *bytes, gsize length, const char *charset)
{
    if (!g_ascii_strcasecmp(charset, "utf-8"))
        return g_utf8_validate_len(bytes, length, NULL) ? g_strndup(bytes, length) : NULL;
    gsize written = 0;
    g_autofree char *text = g_convert(bytes, (gssize)length, "UTF-8", charset, NULL, &written, NULL);
    return text && g_utf8_validate_len(text, written, NULL) ? g_steal_pointer(&text) : NULL;
}

/* U+FFFD for each byte that the charset does not explain; NULL when it is no charset. g_convert_with_fallback would
 * give up at the first. */
static char *convert_around(const char *bytes, gsize length, const char *charset)
{
    GIConv converter = g_iconv_open("UTF-8", charset);
    if (converter == (GIConv)-1)
        return NULL;
    GString *out = g_string_sized_new(length * 2);
    char *from = (char *)bytes, block[4096];
    for (gsize left = length; left;) {
        char *to = block;
        gsize room = sizeof block;
        gsize done = g_iconv(converter, &from, &left, &to, &room);
        int reason = errno;
        g_string_append_len(out, block, to - block);
        if (done == (gsize)-1 && reason != E2BIG) {
            g_string_append(out, "\xef\xbf\xbd");
            from++;
            left--;
        }
    }
    g_iconv_close(converter);
    char *text = g_utf8_make_valid(out->str, (gssize)out->len);
    g_string_free(out, TRUE);
    return text;
}

/* A broken character here and there, among text that is Chinese. */
static bool mostly_read(const char *text)
{
    gsize broken = 0, han = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        broken += c == 0xFFFD;
        han += text_is_han(c);
    }
    return broken <= 1 + han / 10;
}

char *text_from_bytes(const void *bytes, gsize length, const char *charset)
{
    g_autofree char *clean = g_malloc(length + 1);
    if (length > 0)
        memcpy(clean, bytes, length);
    clean[length] = '\0';
    if (!charset || g_ascii_strncasecmp(charset, "utf-16", 6) != 0) {
        for (gsize i = 0; i < length; i++)
            if (!clean[i])
                clean[i] = ' ';
    }
    const char *named = charset && *charset ? charset_alias(charset) : NULL;
    const char *const order[] = {named, "utf-8", "gb18030", NULL};
    for (gsize i = 0; i < 3; i++) {
        char *text = order[i] ? convert(clean, length, order[i]) : NULL;
        if (text)
            return text;
    }
    /* Mostly right text with a broken character (a cut tail, one bad byte) is kept with U+FFFD in its place. */
    const char *const around[] = {named, "utf-8", "gb18030"};
    for (gsize i = 0; i < G_N_ELEMENTS(around); i++) {
        g_autofree char *text = around[i] ? convert_around(clean, length, around[i]) : NULL;
        if (text && (mostly_read(text) || (i == 0 && g_ascii_strcasecmp(named, "utf-8") != 0)))
            return g_steal_pointer(&text);
    }
    char *latin = convert(clean, length, "iso-8859-1");
    return latin ? latin : g_utf8_make_valid(clean, (gssize)length);
}

char *text_nfkc(const char *text)
{
    char *folded = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
    return folded ? folded : g_utf8_make_valid(text, -1);
}

bool text_is_han(gunichar c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x323AF) ||
           (c >= 0xF900 && c <= 0xFAFF) || c == 0x3007;
}

static bool is_space(gunichar c)
{
    return g_unichar_isspace(c) || c == 0x3000 || c == 0x00A0 || c == 0x200B || c == 0xFEFF || c == 0x200E ||
           c == 0x200F || c == 0x2060;
}

char *text_fold(const char *text)
{
    g_autofree char *nfkc = text_nfkc(text);
    GString *out = g_string_new(NULL);
    int depth = 0;
    for (const char *p = nfkc; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool opens = c == '(' || c == '[' || c == 0x3010 || c == 0x3014;
        bool closes = c == ')' || c == ']' || c == 0x3011 || c == 0x3015;
        if (opens || (closes && depth > 0)) {
            depth += opens ? 1 : -1;
            continue;
        }
        if (depth == 0 && !is_space(c) && !g_unichar_ispunct(c) && !g_unichar_iscntrl(c))
            g_string_append_unichar(out, text_simplified(g_unichar_tolower(c)));
    }
    /* A bracket that never closes is a typing slip, not a remark: fold again without brackets. */
    if (depth > 0) {
        g_string_truncate(out, 0);
        for (const char *p = nfkc; *p; p = g_utf8_next_char(p)) {
            gunichar c = g_utf8_get_char(p);
            if (!is_space(c) && !g_unichar_ispunct(c) && !g_unichar_iscntrl(c))
                g_string_append_unichar(out, text_simplified(g_unichar_tolower(c)));
        }
    }
    return g_string_free(out, FALSE);
}

/* Full-width letters, digits, ＠ and hyphens to ASCII; other full-width punctuation is Chinese and stays. */
static gunichar narrow(gunichar c)
{
    if ((c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A) || c == 0xFF20 ||
        c == 0xFF0D || c == 0xFF0E || c == 0xFF3F || c == 0xFF0B)
        return c - 0xFEE0;
    return c;
}

char *text_tidy(const char *text)
{
    GString *out = g_string_new(NULL);
    gunichar last = 0;
    bool space = false, newline = false;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = narrow(g_utf8_get_char(p));
        if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029) {
            newline = true;
            continue;
        }
        if (is_space(c)) {
            space = true;
            continue;
        }
        if (g_unichar_iscntrl(c))
            continue;
        if (out->len && newline)
            g_string_append_c(out, '\n');
        else if (out->len && space && !(text_is_han(last) && text_is_han(c)))
            g_string_append_c(out, ' ');
        g_string_append_unichar(out, c);
        last = c;
        space = newline = false;
    }
    return g_string_free(out, FALSE);
}

gsize text_count(const char *text)
{
    gsize count = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        count += !is_space(g_utf8_get_char(p));
    return count;
}

char *text_space_han(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (text_is_han(c)) {
            g_string_append_c(out, ' ');
            g_string_append_unichar(out, c);
            g_string_append_c(out, ' ');
        } else {
            g_string_append_unichar(out, c);
        }
    }
    return g_string_free(out, FALSE);
}

bool text_blank(const char *text)
{
    for (const char *p = text; p && *p; p = g_utf8_next_char(p))
        if (!is_space(g_utf8_get_char(p)))
            return false;
    return true;
}

char *text_size(guint64 bytes)
{
    if (bytes < 1000)
        return g_strdup_printf("%uB", (guint)bytes);
    if (bytes < 1000 * 1000)
        return g_strdup_printf("%uK", (guint)(bytes / 1000));
    /* Cut, not rounded: 1,999,999 bytes must not read as "2.0M" beside a demand for 2M. */
    guint64 tenths = bytes / 100000;
    return tenths < 100 ? g_strdup_printf("%u.%uM", (guint)(tenths / 10), (guint)(tenths % 10))
                        : g_strdup_printf("%" G_GUINT64_FORMAT "M", tenths / 10);
}

gsize text_width(const char *text)
{
    gsize width = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

char *text_truncate(const char *text, gsize bytes)
{
    gsize length = strlen(text);
    if (length <= bytes)
        return g_strdup(text);
    const char *end = g_utf8_find_prev_char(text, text + bytes + 1);
    return g_strndup(text, end ? (gsize)(end - text) : 0);
}
