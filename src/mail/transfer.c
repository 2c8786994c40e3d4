/* Base64, quoted-printable and uuencode, line by line.
 *
 * After base64's padding, or a footer's rule, a line counts only if the whole of it is base64: virus scanners and list
 * servers put their footers there, and a photo must not grow by them; a second chunk encoded by itself is still read.
 */
#include "mail/transfer.h"

#include <stdbool.h>
#include <string.h>

#include "mail/base64.h"

#define MAX_LINE 8192 /* longer lines are decoded in pieces */

struct decoder {
    enum transfer transfer;
    struct base64 base64;
    GByteArray *line; /* current line without its end */
    bool padded;      /* base64: padding was seen, or a line that is none */
    bool begun, over; /* uuencode: after "begin", after "end"; base64: after a footer began */
};

enum transfer transfer_named(const char *raw)
{
    static const struct {
        const char *name;
        enum transfer transfer;
    } known[] = {{"base64", TRANSFER_BASE64}, {"quoted-printable", TRANSFER_QUOTED},
                 {"x-uuencode", TRANSFER_UU}, {"uuencode", TRANSFER_UU},
                 {"x-uue", TRANSFER_UU},      {"uue", TRANSFER_UU}};
    if (!raw)
        return TRANSFER_NONE;
    raw += strspn(raw, " \t\r\n\"");
    gsize length = strcspn(raw, " \t\r\n\";(");
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (length == strlen(known[i].name) && !g_ascii_strncasecmp(raw, known[i].name, length))
            return known[i].transfer;
    return TRANSFER_NONE;
}

struct decoder *decoder_create(enum transfer transfer)
{
    struct decoder *decoder = g_new0(struct decoder, 1);
    decoder->transfer = transfer;
    decoder->line = g_byte_array_new();
    return decoder;
}

void decoder_free(struct decoder *decoder)
{
    if (!decoder)
        return;
    g_byte_array_unref(decoder->line);
    g_free(decoder);
}

struct census {
    guint blank, strange, length; /* blanks within the line; other bytes that are not base64's; all but blanks around */
};

static struct census census_of(const GByteArray *line)
{
    guint start = 0, end = line->len;
    while (start < end && g_ascii_isspace(line->data[start]))
        start++;
    while (end > start && g_ascii_isspace(line->data[end - 1]))
        end--;
    struct census census = {.length = end - start};
    for (guint i = start; i < end; i++) {
        guchar c = line->data[i];
        if (g_ascii_isspace(c))
            census.blank++;
        else
            census.strange += !g_ascii_isalnum(c) && c != '+' && c != '/' && c != '=';
    }
    return census;
}

static void base64_line(struct decoder *decoder, GByteArray *out)
{
    const GByteArray *line = decoder->line;
    if (decoder->over || !line->len)
        return;
    struct census census = census_of(line);
    if (decoder->padded && (census.blank || census.strange || census.length % 4)) {
        decoder->over = true;
        return;
    }
    if (census.strange * 4 > census.length) { /* a footer's rule: what follows has to be whole */
        decoder->padded = true;
        return;
    }
    guint old = out->len;
    g_byte_array_set_size(out, old + line->len + 4);
    gsize given = base64_step(&decoder->base64, line->data, line->len, out->data + old);
    g_byte_array_set_size(out, old + (guint)given);
    decoder->padded |= memchr(line->data, '=', line->len) != NULL;
}

/* RFC 2045, 6.7: white space at the end of a line is not data; "=" there joins it with the next. */
static void quoted_line(struct decoder *decoder, bool ended, GByteArray *out)
{
    GByteArray *line = decoder->line;
    guint length = line->len;
    bool carriage = length && line->data[length - 1] == '\r';
    while (ended && length &&
           (line->data[length - 1] == ' ' || line->data[length - 1] == '\t' || line->data[length - 1] == '\r'))
        length--;
    bool soft = ended && length && line->data[length - 1] == '=';
    if (soft)
        length--;
    guint given = out->len;
    g_byte_array_set_size(out, given + length);
    for (guint i = 0; i < length; i++) {
        guchar c = line->data[i];
        if (c == '=' && i + 2 < length && g_ascii_isxdigit(line->data[i + 1]) && g_ascii_isxdigit(line->data[i + 2])) {
            c = (guchar)(g_ascii_xdigit_value((char)line->data[i + 1]) * 16 +
                         g_ascii_xdigit_value((char)line->data[i + 2]));
            i += 2;
        }
        out->data[given++] = c;
    }
    g_byte_array_set_size(out, given);
    if (ended && !soft && carriage)
        g_byte_array_append(out, (const guint8 *)"\r\n", 2);
    else if (ended && !soft)
        g_byte_array_append(out, (const guint8 *)"\n", 1);
}

static void uu_line(struct decoder *decoder, GByteArray *out)
{
    const GByteArray *line = decoder->line;
    guint length = line->len;
    while (length && g_ascii_isspace(line->data[length - 1]) && line->data[length - 1] != ' ')
        length--;
    if (!decoder->begun || decoder->over) {
        decoder->begun |= length > 6 && !memcmp(line->data, "begin ", 6);
        return;
    }
    if (length == 3 && !memcmp(line->data, "end", 3)) {
        decoder->over = true;
        return;
    }
    guint count = length ? (line->data[0] - 32u) & 63 : 0;
    for (guint i = 1; count && i + 1 < length; i += 4) {
        guint32 bits = 0;
        for (guint k = 0; k < 4; k++)
            bits = bits << 6 | (i + k < length ? (line->data[i + k] - 32u) & 63 : 0);
        for (guint k = 0; k < 3 && count; k++, count--) {
            guchar c = (guchar)(bits >> (16 - 8 * k));
            g_byte_array_append(out, &c, 1);
        }
    }
}

static void end_line(struct decoder *decoder, bool ended, GByteArray *out)
{
    if (decoder->transfer == TRANSFER_BASE64)
        base64_line(decoder, out);
    else if (decoder->transfer == TRANSFER_QUOTED)
        quoted_line(decoder, ended, out);
    else
        uu_line(decoder, out);
    g_byte_array_set_size(decoder->line, 0);
}

/* A long line must not be cut within "=D6" or a group of four. */
static bool may_cut(const struct decoder *decoder)
{
    const GByteArray *line = decoder->line;
    if (line->len < MAX_LINE)
        return false;
    if (decoder->transfer != TRANSFER_QUOTED || line->len >= 64 * MAX_LINE)
        return true;
    return line->data[line->len - 1] != '=' && line->data[line->len - 2] != '=' &&
           !g_ascii_isspace(line->data[line->len - 1]);
}

void decoder_step(struct decoder *decoder, const void *bytes, gsize length, GByteArray *out)
{
    if (decoder->transfer == TRANSFER_NONE) {
        g_byte_array_append(out, bytes, (guint)length);
        return;
    }
    const guint8 *in = bytes;
    for (gsize at = 0; at < length;) {
        const guint8 *end = memchr(in + at, '\n', length - at);
        gsize stop = end ? (gsize)(end - in) : length;
        while (at < stop) {
            gsize room = decoder->line->len < MAX_LINE ? MAX_LINE - decoder->line->len : 256;
            gsize take = MIN(stop - at, room);
            g_byte_array_append(decoder->line, in + at, (guint)take);
            at += take;
            if (may_cut(decoder))
                end_line(decoder, false, out);
        }
        if (end) {
            at++;
            end_line(decoder, true, out);
        }
    }
}

void decoder_end(struct decoder *decoder, GByteArray *out)
{
    if (decoder->transfer == TRANSFER_NONE)
        return;
    if (decoder->line->len)
        end_line(decoder, false, out);
    if (decoder->transfer == TRANSFER_BASE64) {
        guchar rest[4];
        gsize given = base64_end(&decoder->base64, rest);
        g_byte_array_append(out, rest, (guint)given);
    }
}
