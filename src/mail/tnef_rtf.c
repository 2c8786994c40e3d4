/* The words of an RTF body. Outlook wraps HTML into RTF (MS-OXRTFEX): its tags stand in groups that are skipped like
 * any other that a reader need not know, and what only RTF needs stands between \htmlrtf and \htmlrtf0.
 */
#include <stdlib.h>
#include <string.h>

#include "mail/charset.h"
#include "mail/tnef.h"

#define MAX_GROUPS 200

#define MAX_RTF ((gsize)16 * 1024 * 1024)
#define RING 4096

struct group {
    bool hidden; /* a table of fonts, a picture, a tag of HTML … */
    bool rtf_only;
    int skip; /* characters that stand for a \u where it is not known */
};

struct rtf {
    GString *text;  /* UTF-8 */
    GString *bytes; /* 8-bit characters that are still to be decoded */
    char page[24];
    struct group groups[MAX_GROUPS];
    guint depth, beyond; /* groups deeper than there is room for */
    int pending;         /* characters to skip after a \u */
};

static struct group *now(struct rtf *rtf)
{
    return &rtf->groups[rtf->depth];
}

static void flush(struct rtf *rtf)
{
    if (!rtf->bytes->len)
        return;
    g_autofree char *text = charset_text(rtf->bytes->str, rtf->bytes->len, rtf->page);
    g_string_append(rtf->text, text);
    g_string_truncate(rtf->bytes, 0);
}

static void put(struct rtf *rtf, char byte)
{
    if (rtf->pending > 0)
        rtf->pending--;
    else if (!now(rtf)->hidden && !now(rtf)->rtf_only)
        g_string_append_c(rtf->bytes, byte);
}

static void put_unicode(struct rtf *rtf, int number)
{
    gunichar code = (gunichar)(number < 0 ? number + 65536 : number);
    if (!now(rtf)->hidden && !now(rtf)->rtf_only && code >= 0x20 && g_unichar_validate(code)) {
        flush(rtf);
        g_string_append_unichar(rtf->text, code);
    }
    rtf->pending = now(rtf)->skip;
}

static bool is_hidden(const char *word)
{
    static const char *const words[] = {"fonttbl", "colortbl", "stylesheet", "info",      "pict",
                                        "object",  "header",   "footer",     "listtable", "themedata"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (!strcmp(words[i], word))
            return true;
    return false;
}

static void act(struct rtf *rtf, const char *word, bool has_number, int number)
{
    struct group *group = now(rtf);
    if (is_hidden(word))
        group->hidden = true;
    else if (!strcmp(word, "htmlrtf"))
        group->rtf_only = !has_number || number != 0;
    else if (!strcmp(word, "ansicpg"))
        g_snprintf(rtf->page, sizeof rtf->page, number == 936 ? "gb18030" : number == 950 ? "big5" : "cp%d", number);
    else if (!strcmp(word, "uc"))
        group->skip = CLAMP(number, 0, 8);
    else if (!strcmp(word, "u"))
        put_unicode(rtf, number);
    else if (!strcmp(word, "par") || !strcmp(word, "line") || !strcmp(word, "row"))
        put(rtf, '\n');
    else if (!strcmp(word, "tab") || !strcmp(word, "cell"))
        put(rtf, '\t');
}

/* From behind a backslash to behind what it begins. */
static const char *control(struct rtf *rtf, const char *p, const char *end)
{
    if (p >= end)
        return end;
    if (*p == '\'' && end - p >= 3 && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
        put(rtf, (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])));
        return p + 3;
    }
    if (!g_ascii_isalpha(*p)) {
        if (*p == '*')
            now(rtf)->hidden = true;
        else if (strchr("{}\\", *p))
            put(rtf, *p);
        else if (*p == '~')
            put(rtf, ' ');
        return p + 1;
    }
    char word[32], digits[12];
    gsize used = 0, count = 0;
    for (; p < end && g_ascii_isalpha(*p); p++)
        if (used + 1 < sizeof word)
            word[used++] = *p;
    word[used] = '\0';
    if (p < end && (*p == '-' || g_ascii_isdigit(*p)))
        do {
            if (count + 1 < sizeof digits)
                digits[count++] = *p;
        } while (++p < end && g_ascii_isdigit(*p));
    digits[count] = '\0';
    act(rtf, word, count > 0, (int)CLAMP(strtol(digits, NULL, 10), -65536, 65536));
    return p < end && *p == ' ' ? p + 1 : p;
}

static void open_group(struct rtf *rtf)
{
    if (rtf->depth + 1 >= MAX_GROUPS) {
        rtf->beyond++;
        return;
    }
    rtf->groups[rtf->depth + 1] = *now(rtf);
    rtf->depth++;
}

static void close_group(struct rtf *rtf)
{
    if (rtf->beyond)
        rtf->beyond--;
    else if (rtf->depth)
        rtf->depth--;
}

char *tnef_rtf_text(const char *bytes, gsize length)
{
    g_autofree struct rtf *rtf = g_new0(struct rtf, 1);
    rtf->text = g_string_new(NULL);
    rtf->bytes = g_string_new(NULL);
    g_strlcpy(rtf->page, "gb18030", sizeof rtf->page);
    rtf->groups[0].skip = 1;
    for (const char *p = bytes, *end = bytes + length; p < end;) {
        char c = *p++;
        if (c == '{')
            open_group(rtf);
        else if (c == '}')
            close_group(rtf);
        else if (c == '\\')
            p = control(rtf, p, end);
        else if (c != '\r' && c != '\n' && c != '\0')
            put(rtf, c);
    }
    flush(rtf);
    g_string_free(rtf->bytes, TRUE);
    return g_string_free(rtf->text, FALSE);
}

/* MS-OXRTFCP 2.1.3.1.2: what the dictionary holds before the first byte. */
static const char beginning[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss "
                                "\\fmodern \\fscript \\fdecor MS Sans "
                                "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
                                "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/* Each bit of a control byte: a byte as it is, or two that name a place in the ring and a length. */
static GByteArray *inflate_ring(const guint8 *bytes, gsize length)
{
    guint8 ring[RING] = {0};
    guint place = sizeof beginning - 1;
    memcpy(ring, beginning, place);
    GByteArray *out = g_byte_array_new();
    for (gsize at = 0; at < length && out->len < MAX_RTF;) {
        guint8 control = bytes[at++];
        for (guint bit = 0; bit < 8 && at < length; bit++) {
            guint from = place, count = 1;
            if (control & 1u << bit) {
                if (length - at < 2)
                    return out;
                from = (guint)bytes[at] << 4 | bytes[at + 1] >> 4;
                count = (bytes[at + 1] & 15u) + 2;
                at += 2;
                if (from == place)
                    return out; /* the end */
            } else {
                ring[place] = bytes[at++];
            }
            for (guint i = 0; i < count; i++) {
                guint8 byte = ring[from];
                ring[place] = byte;
                g_byte_array_append(out, &byte, 1);
                from = (from + 1) % RING;
                place = (place + 1) % RING;
            }
        }
    }
    return out;
}

GBytes *tnef_rtf(const guint8 *bytes, gsize length)
{
    if (length <= 16)
        return NULL;
    if (!memcmp(bytes + 8, "MELA", 4))
        return g_bytes_new(bytes + 16, MIN(length - 16, MAX_RTF));
    return memcmp(bytes + 8, "LZFu", 4) ? NULL : g_byte_array_free_to_bytes(inflate_ring(bytes + 16, length - 16));
}
