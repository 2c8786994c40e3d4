/* Modified UTF-7: printable ASCII stands for itself, "&" is "&-", and everything else is UTF-16BE in base64 with
 * "," for "/", without padding, between "&" and "-". */
#include "source/utf7.h"

#include <stdbool.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static bool is_plain(gunichar c)
{
    return c >= 0x20 && c <= 0x7e;
}

/* A run of base64: bits wait until six are together. */
struct run {
    GString *text;
    guint32 bits;
    int count; /* bits that wait */
};

static void put_unit(struct run *run, guint16 unit)
{
    run->bits = run->bits << 16 | unit;
    run->count += 16;
    while (run->count >= 6) {
        run->count -= 6;
        g_string_append_c(run->text, digits[run->bits >> run->count & 63]);
    }
    run->bits &= (1u << run->count) - 1;
}

static void put_char(struct run *run, gunichar c)
{
    if (c >= 0x10000) {
        put_unit(run, (guint16)(0xd800 + ((c - 0x10000) >> 10)));
        c = 0xdc00 + ((c - 0x10000) & 0x3ff);
    }
    put_unit(run, (guint16)c);
}

static const char *encode_run(GString *wire, const char *next)
{
    struct run run = {.text = wire};
    g_string_append_c(wire, '&');
    for (; *next && !is_plain(g_utf8_get_char(next)); next = g_utf8_next_char(next))
        put_char(&run, g_utf8_get_char(next));
    if (run.count > 0)
        g_string_append_c(wire, digits[run.bits << (6 - run.count) & 63]);
    g_string_append_c(wire, '-');
    return next;
}

char *utf7_encode(const char *name)
{
    g_return_val_if_fail(g_utf8_validate(name, -1, NULL), NULL);
    GString *wire = g_string_new(NULL);
    while (*name) {
        if (!is_plain(g_utf8_get_char(name))) {
            name = encode_run(wire, name);
            continue;
        }
        g_string_append_c(wire, *name);
        if (*name++ == '&')
            g_string_append_c(wire, '-');
    }
    return g_string_free(wire, FALSE);
}

/* Appends a UTF-16 unit; false for a broken pair, and for what plain ASCII should have said. */
static bool take_unit(GString *name, guint16 unit, guint16 *high)
{
    if (*high) {
        if (unit < 0xdc00 || unit > 0xdfff)
            return false;
        g_string_append_unichar(name, 0x10000 + ((gunichar)(*high - 0xd800) << 10) + (unit - 0xdc00));
        *high = 0;
        return true;
    }
    if (unit >= 0xd800 && unit <= 0xdbff) {
        *high = unit;
        return true;
    }
    if (unit == 0 || is_plain(unit) || (unit >= 0xdc00 && unit <= 0xdfff))
        return false;
    g_string_append_unichar(name, unit);
    return true;
}

/* Decodes from behind "&" to behind "-"; NULL when it is not valid. */
static const char *decode_run(GString *name, const char *next)
{
    guint32 bits = 0;
    int count = 0;
    guint16 high = 0;
    for (; *next && *next != '-'; next++) {
        const char *digit = strchr(digits, *next);
        if (!digit)
            return NULL;
        bits = bits << 6 | (guint32)(digit - digits);
        count += 6;
        if (count >= 16) {
            count -= 16;
            if (!take_unit(name, (guint16)(bits >> count), &high))
                return NULL;
            bits &= (1u << count) - 1;
        }
    }
    return *next == '-' && !high && count < 6 && bits == 0 ? next + 1 : NULL;
}

char *utf7_decode(const char *wire)
{
    g_autoptr(GString) name = g_string_new(NULL);
    while (*wire) {
        if (!is_plain((guchar)*wire))
            return NULL;
        if (*wire != '&') {
            g_string_append_c(name, *wire++);
            continue;
        }
        wire++;
        if (*wire == '-') {
            g_string_append_c(name, '&');
            wire++;
        } else if (!(wire = decode_run(name, wire))) {
            return NULL;
        }
    }
    return g_strdup(name->str);
}
