/* Wrong labels. Mail from Chinese offices is UTF-8 or GB18030 and nearly nothing else, but what its label says is
 * another matter: forwarding clients keep the old label over new bytes, web forms write iso-8859-1 or nothing.
 *
 * The tests below are asymmetric on purpose. Chinese in UTF-8 is three bytes a character with lead bytes
 * E3–E9; GB18030 text whose bytes form even two such characters practically does not exist, so valid UTF-8 with
 * them wins over any label. The other way round GB18030 accepts nearly anything, so it must look like Chinese.
 */
#include "mail/charset.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

struct shape {
    gsize high;    /* bytes above 0x7F */
    gsize invalid; /* of these, not part of valid UTF-8 */
    gsize two;     /* UTF-8 characters of two bytes */
    gsize cjk;     /* UTF-8 characters of three bytes in the CJK blocks */
    gsize pairs;   /* pairs of bytes as in GB2312: lead B0–F7 or A1–A9, trail A1–FE */
    gsize common;  /* of these, first-level characters: lead B0–D7 */
    bool paired;   /* every high byte is in such a pair */
};

static bool is_cjk(gunichar c)
{
    return (c >= 0x3000 && c <= 0x9FFF) || (c >= 0xFF00 && c <= 0xFFEF);
}

static void count_utf8(const guchar *bytes, gsize length, struct shape *shape)
{
    for (gsize i = 0; i < length;) {
        if (bytes[i] < 0x80) {
            i++;
            continue;
        }
        gunichar c = g_utf8_get_char_validated((const char *)bytes + i, (gssize)(length - i));
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            shape->invalid++;
            i++;
            continue;
        }
        shape->two += c < 0x800;
        shape->cjk += is_cjk(c);
        i += (gsize)g_unichar_to_utf8(c, NULL);
    }
}

static void count_pairs(const guchar *bytes, gsize length, struct shape *shape)
{
    shape->paired = true;
    for (gsize i = 0; i < length; i++) {
        if (bytes[i] < 0x80)
            continue;
        guchar lead = bytes[i], trail = i + 1 < length ? bytes[i + 1] : 0;
        bool known = (lead >= 0xA1 && lead <= 0xA9) || (lead >= 0xB0 && lead <= 0xF7);
        if (!known || trail < 0xA1 || trail == 0xFF) {
            shape->paired = false;
            continue;
        }
        shape->pairs++;
        shape->common += lead >= 0xB0 && lead <= 0xD7;
        i++;
    }
}

static struct shape shape_of(const guchar *bytes, gsize length)
{
    struct shape shape = {0};
    for (gsize i = 0; i < length; i++)
        shape.high += bytes[i] >= 0x80;
    if (shape.high) {
        count_utf8(bytes, length, &shape);
        count_pairs(bytes, length, &shape);
    }
    return shape;
}

static bool surely_utf8(const struct shape *shape)
{
    return !shape->invalid && shape->cjk >= 2 && shape->cjk * 6 >= shape->high;
}

/* UTF-8 with a cut or damaged character here and there. */
static bool mostly_utf8(const struct shape *shape)
{
    return shape->invalid && shape->cjk >= 2 && shape->invalid * 4 <= shape->cjk * 3;
}

/* "中国" in GBK: two bytes each, and by accident valid UTF-8 in the Cyrillic or Hebrew block. */
static bool short_gbk(const struct shape *shape)
{
    return !shape->invalid && !shape->cjk && shape->paired && shape->common >= 2 && shape->common == shape->pairs;
}

static bool surely_gbk(const struct shape *shape)
{
    return shape->invalid && shape->paired && shape->common >= 2 && shape->common * 2 >= shape->pairs;
}

const char *charset_guess(const void *bytes, gsize length)
{
    struct shape shape = shape_of(bytes, length);
    if (short_gbk(&shape))
        return "gb18030";
    if (!shape.invalid || mostly_utf8(&shape))
        return "utf-8";
    if (shape.paired)
        return "gb18030";
    g_autofree char *chinese = g_convert(bytes, (gssize)length, "UTF-8", "GB18030", NULL, NULL, NULL);
    return chinese ? "gb18030" : "iso-8859-1";
}

static bool label_in(const char *label, const char *const *prefixes)
{
    for (; *prefixes; prefixes++)
        if (!g_ascii_strncasecmp(label, *prefixes, strlen(*prefixes)))
            return true;
    return false;
}

/* A label that no converter knows says as much as none ("unknown-8bit", "default", "_autodetect"). */
static bool is_charset(const char *label)
{
    GIConv converter = g_iconv_open("UTF-8", label);
    if (converter == (GIConv)-1)
        return false;
    g_iconv_close(converter);
    return true;
}

/* The label to convert by; NULL lets text_from_bytes decide. */
static const char *true_label(const guchar *bytes, gsize length, const char *label)
{
    static const char *const wide[] = {"utf-16",   "utf16", "utf-32", "ucs", "unicode", "utf-7", "unicode-1-1-utf-7",
                                       "iso-2022", "hz",    "ebcdic", NULL};
    static const char *const western[] = {"iso-8859-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii", NULL};
    static const char *const chinese[] = {"gb",    "cn-gb", "x-gb",        "csgb", "euc-cn",
                                          "cp936", "ms936", "windows-936", NULL};
    static const char *const other[] = {"utf-8", "utf8", "big5", "x-big5", "unicode-1-1-utf-8", "ansi_x3", NULL};
    static const char *const utf8[] = {"utf-8", "utf8", NULL};
    if (length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
        return "utf-16";
    if (label && !g_ascii_strcasecmp(label, "unicode"))
        return "utf-16";
    if (label && label_in(label, wide) && !label_in(label, (const char *const[]){"unicode-1-1-utf-8", NULL}))
        return label;
    struct shape shape = shape_of(bytes, length);
    if (!shape.high)
        return "utf-8";
    if (surely_utf8(&shape))
        return "utf-8";
    if (label && label_in(label, chinese))
        return "gb18030";
    if (!label || !*label || (!label_in(label, western) && !label_in(label, other) && !is_charset(label)))
        return short_gbk(&shape) ? "gb18030" : NULL;
    if (label_in(label, western) && surely_gbk(&shape))
        return "gb18030";
    if (label_in(label, utf8) && shape.invalid && !mostly_utf8(&shape) && shape.paired && shape.pairs)
        return "gb18030";
    return label;
}

/* RFC 1843 as GB2312 with its high bits: glibc's iconv has no HZ. A line's end ends the Chinese, told or not. */
static char *text_from_hz(const guchar *bytes, gsize length)
{
    g_autoptr(GString) out = g_string_sized_new(length);
    bool chinese = false;
    for (gsize i = 0; i < length; i++) {
        guchar c = bytes[i], next = i + 1 < length ? bytes[i + 1] : 0;
        if (c == '~' && (next == '{' || next == '}')) {
            chinese = next == '{';
            i++;
        } else if (chinese && c > ' ' && c < '~' && next > ' ' && next <= '~') {
            g_string_append_c(out, (char)(c | 0x80));
            g_string_append_c(out, (char)(next | 0x80));
            i++;
        } else if (c == '~' && (next == '~' || next == '\n')) {
            i++;
            if (next == '~')
                g_string_append_c(out, '~');
        } else {
            chinese = chinese && c != '\n';
            g_string_append_c(out, (char)c);
        }
    }
    return text_from_bytes(out->str, out->len, "gb18030");
}

char *charset_text(const void *bytes, gsize length, const char *label)
{
    const guchar *data = bytes;
    if (!length)
        return g_strdup("");
    g_autofree char *clean = label ? g_strstrip(g_strdelimit(g_strdup(label), "\"'", ' ')) : NULL;
    if (clean && (!g_ascii_strcasecmp(clean, "hz-gb-2312") || !g_ascii_strcasecmp(clean, "hz")))
        return text_from_hz(data, length);
    const char *named = true_label(data, length, clean);
    struct shape shape = shape_of(data, length);
    bool wide = named && !g_ascii_strncasecmp(named, "utf-16", 6);
    if (!wide && mostly_utf8(&shape)) {
        g_autofree char *spaced = g_strndup((const char *)data, length);
        for (gsize i = 0; i < length; i++)
            spaced[i] = data[i] ? (char)data[i] : ' ';
        return g_utf8_make_valid(spaced, (gssize)length);
    }
    char *text = text_from_bytes(data, length, named);
    if (g_str_has_prefix(text, "\xef\xbb\xbf"))
        memmove(text, text + 3, strlen(text + 3) + 1);
    return text;
}
