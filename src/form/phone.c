/* Telephone numbers in running text. People write one number in a dozen ways (+86 138-0000-1234, （010）60000001
 * 转806, 01060000001), several in a cell, and other digits between them (a house number, a postcode); so this
 * scans for the shapes of the Chinese numbering plan instead of stripping everything but digits.
 */
#include "form/value-parts.h"

#include <string.h>

#include "base/text.h"

static bool is_dash(gunichar c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE63 || c == 0x30FC || c == 0x2500;
}

char *value_flatten(const char *text)
{
    g_autofree char *nfkc = text_nfkc(text);
    GString *out = g_string_new(NULL);
    for (const char *p = nfkc; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_dash(c))
            g_string_append_c(out, '-');
        else if (c == 0x200B || c == 0xFEFF || (c >= 0x202A && c <= 0x202E) || c == 0x200E || c == 0x200F)
            continue;
        else if (g_unichar_isspace(c))
            g_string_append_c(out, c == '\n' ? '\n' : ' ');
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static const char *skip_gaps(const char *p)
{
    for (int i = 0; i < 3 && (*p == ' ' || *p == '-' || *p == '.'); i++)
        p++;
    return p;
}

/* Copies exactly `count` digits, single gaps between them allowed. NULL when they are not there. */
static const char *take_digits(const char *p, int count, char *out)
{
    for (int i = 0; i < count; i++) {
        if (i)
            p = skip_gaps(p);
        if (!g_ascii_isdigit(*p))
            return NULL;
        out[i] = *p++;
    }
    out[count] = '\0';
    return p;
}

/* +86, 0086, 86, (+86): the place behind it; the same place when there is none. */
static const char *skip_country(const char *p, bool *seen)
{
    const char *q = p + (*p == '(');
    q += *q == '+';
    if (!strncmp(q, "00", 2))
        q += 2;
    *seen = !strncmp(q, "86", 2);
    if (!*seen)
        return p;
    q += 2;
    q += *q == ')';
    return skip_gaps(q);
}

static const char *take_mobile(const char *start, char *out)
{
    bool country;
    const char *p = skip_country(start, &country);
    /* "013800001234", as people once dialled out of town. */
    if (*p == '0' && p[1] == '1')
        p++;
    if (*p != '1' || p[1] < '3' || p[1] > '9')
        return NULL;
    p = take_digits(p, 11, out);
    return p && !g_ascii_isdigit(*p) ? p : NULL;
}

/* 7 or 8 digits in one go, or split 3-4 or 4-4; free gaps would swallow the beginning of the next number. */
static const char *take_local(const char *p, char *out)
{
    int run = 0;
    while (g_ascii_isdigit(p[run]) && run < 9)
        run++;
    if (run == 7 || run == 8) {
        memcpy(out, p, (gsize)run);
        out[run] = '\0';
        return *p >= '1' ? p + run : NULL;
    }
    const char *q = p + run;
    if ((run != 3 && run != 4) || *p < '1' || (*q != '-' && *q != ' '))
        return NULL;
    q = skip_gaps(q);
    int tail = 0;
    while (g_ascii_isdigit(q[tail]) && tail < 5)
        tail++;
    if (tail != 4)
        return NULL;
    memcpy(out, p, (gsize)run);
    memcpy(out + run, q, 4);
    out[run + 4] = '\0';
    return q + 4;
}

static const char *take_extension(const char *p, char *out)
{
    static const char *const words[] = {"转分机", "分机号", "分机", "转", "ext.", "ext", "Ext.",
                                        "Ext",    "EXT",    "x",    "-",  "*",    "#"};
    const char *q = p;
    q += *q == '(';
    while (*q == ' ')
        q++;
    out[0] = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strncmp(q, words[i], strlen(words[i])) != 0)
            continue;
        q += strlen(words[i]);
        q += *q == ':';
        while (*q == ' ')
            q++;
        int run = 0;
        while (g_ascii_isdigit(q[run]) && run < 6)
            run++;
        if (run < 1 || run > 5)
            return p;
        memcpy(out, q, (gsize)run);
        out[run] = '\0';
        q += run;
        return *q == ')' && *p == '(' ? q + 1 : q;
    }
    return p;
}

static const char *take_landline(const char *start, char **number)
{
    bool country;
    const char *p = skip_country(start, &country);
    p += *p == '(';
    char area[5], local[10], extension[8];
    int have = *p == '0', three = p[have] == '1' ? p[have + 1] == '0' : p[have] == '2';
    if (!have && !country)
        return NULL;
    /* Mainland areas: 010, 02x, and four digits from 03xx to 09xx. */
    if (!three && (p[have] < '3' || p[have] > '9'))
        return NULL;
    area[0] = '0';
    for (int i = 1; i < (three ? 3 : 4); i++) {
        if (!g_ascii_isdigit(p[have + i - 1]))
            return NULL;
        area[i] = p[have + i - 1];
    }
    area[three ? 3 : 4] = '\0';
    p += have + (three ? 2 : 3);
    p = skip_gaps(p);
    p += *p == ')';
    p = skip_gaps(p);
    p = take_local(p, local);
    if (!p || g_ascii_isdigit(*p))
        return NULL;
    p = take_extension(p, extension);
    *number = g_strdup_printf("%s-%s%s%s", area, local, *extension ? "-" : "", extension);
    return p;
}

/* 400 and 800 lines have no area. */
static const char *take_service(const char *p, char **number)
{
    char digits[11];
    if (strncmp(p, "400", 3) != 0 && strncmp(p, "800", 3) != 0)
        return NULL;
    p = take_digits(p, 10, digits);
    if (!p || g_ascii_isdigit(*p))
        return NULL;
    *number = g_strdup_printf("%.3s-%.3s-%.4s", digits, digits + 3, digits + 6);
    return p;
}

GPtrArray *phone_scan(const char *text, char **rest)
{
    g_autofree char *flat = value_flatten(text);
    GPtrArray *phones = g_ptr_array_new_with_free_func(phone_free);
    GString *left = g_string_new(NULL);
    for (const char *p = flat; *p && phones->len < 64;) {
        bool word = p > flat && g_ascii_isalnum(p[-1]);
        bool begins = g_ascii_isdigit(*p) || *p == '+' || *p == '(';
        char mobile[12], *number = NULL;
        const char *end = NULL;
        bool is_mobile = false;
        if (begins && !word) {
            if ((end = take_mobile(p, mobile))) {
                number = g_strdup(mobile);
                is_mobile = true;
            } else if (!(end = take_landline(p, &number))) {
                end = take_service(p, &number);
            }
        }
        if (!end) {
            const char *next = g_utf8_next_char(p);
            g_string_append_len(left, p, next - p);
            p = next;
            continue;
        }
        struct phone *phone = g_new0(struct phone, 1);
        phone->number = number;
        phone->mobile = is_mobile;
        g_ptr_array_add(phones, phone);
        g_string_append_c(left, ' ');
        p = end;
    }
    if (rest)
        *rest = g_string_free(left, FALSE);
    else
        g_string_free(left, TRUE);
    return phones;
}

void phone_free(gpointer data)
{
    struct phone *phone = data;
    if (!phone)
        return;
    g_free(phone->number);
    g_free(phone);
}

GStrv value_phones(const char *text)
{
    g_autoptr(GPtrArray) phones = phone_scan(text, NULL);
    g_autoptr(GStrvBuilder) list = g_strv_builder_new();
    for (guint i = 0; i < phones->len; i++)
        g_strv_builder_add(list, ((struct phone *)phones->pdata[i])->number);
    return g_strv_builder_end(list);
}
