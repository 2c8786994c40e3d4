/* What stands behind a word: values of fields, a day. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "submission/orders.h"

#define MOST_VALUES 60
#define HALF_A_YEAR ((gint64)183 * 24 * 60 * 60)

static void value_free(gpointer data)
{
    struct order_value *value = data;
    g_free(value->label);
    g_free(value->value);
    g_free(value);
}

static bool is_equals(gunichar c)
{
    return c == '=' || c == 0xFF1D;
}

static bool is_comma(gunichar c)
{
    return c == ',' || c == ';' || c == 0xFF0C || c == 0xFF1B || c == 0x3001;
}

/* The last comma before an equals sign begins the next label. */
static const char *value_end(const char *at)
{
    const char *comma = NULL;
    for (const char *p = at; *p; p = g_utf8_next_char(p)) {
        if (is_comma(g_utf8_get_char(p)))
            comma = p;
        if (is_equals(g_utf8_get_char(p)) && comma)
            return comma;
    }
    return at + strlen(at);
}

GPtrArray *orders_values(const char *text)
{
    GPtrArray *values = g_ptr_array_new_with_free_func(value_free);
    while (*text && values->len < MOST_VALUES) {
        const char *equals = text;
        while (*equals && !is_equals(g_utf8_get_char(equals)))
            equals = g_utf8_next_char(equals);
        if (!*equals)
            break;
        const char *start = g_utf8_next_char(equals), *end = value_end(start);
        g_autofree char *label = g_strndup(text, (gsize)(equals - text)),
                        *value = g_strndup(start, (gsize)(end - start));
        struct order_value *one = g_new0(struct order_value, 1);
        one->label = text_tidy(label);
        one->value = text_tidy(value);
        g_ptr_array_add(values, one);
        text = *end ? g_utf8_next_char(end) : end;
    }
    return values;
}

char *orders_day(const char *text, gint64 now, GTimeZone *zone)
{
    g_autofree char *plain = text_nfkc(text), *trimmed = g_strdup(g_strstrip(plain));
    g_autoptr(GRegex) shape = g_regex_new(
        "^(?:(\\d{4})(?:年|[-/.]))?(?:(\\d{1,2})(?:月|[-/.]))?(\\d{1,2})[日号]?(?:24:00|底|止|前)?$", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(shape, trimmed, 0, &match))
        return NULL;
    g_autofree char *year = g_match_info_fetch(match, 1), *month = g_match_info_fetch(match, 2);
    g_autofree char *day = g_match_info_fetch(match, 3);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    int y = *year ? (int)g_ascii_strtoll(year, NULL, 10) : g_date_time_get_year(local);
    int m = *month ? (int)g_ascii_strtoll(month, NULL, 10) : g_date_time_get_month(local);
    int d = (int)g_ascii_strtoll(day, NULL, 10);
    g_autoptr(GDateTime) named = g_date_time_new(zone, y, m, d, 0, 0, 0);
    if (!named || (*year && !*month))
        return NULL;
    bool past = !*year && g_date_time_to_unix(named) + HALF_A_YEAR < now;
    return g_strdup_printf("%04d-%02d-%02d", y + past, m, d);
}
