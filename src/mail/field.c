/* Ids and dates of header fields, raw as they stand in the mail. */
#include "mail/field.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "mail/header.h"

#define MAX_IDS 200
#define MAX_ID_BYTES 998

GStrv field_ids(const char *raw)
{
    GPtrArray *ids = g_ptr_array_new();
    g_autofree char *text = raw ? header_decode(raw) : NULL;
    bool brackets = text && strchr(text, '<');
    for (const char *p = text; p && *p && ids->len < MAX_IDS;) {
        p += strcspn(p, brackets ? "<" : "!#$%&*+-/0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
        if (brackets && *p)
            p++;
        gsize length = strcspn(p, brackets ? ">" : " \t,");
        g_autofree char *id = g_strstrip(g_strndup(p, MIN(length, MAX_ID_BYTES)));
        if (*id && (brackets || strchr(id, '@')))
            g_ptr_array_add(ids, g_steal_pointer(&id));
        p += length;
    }
    g_ptr_array_add(ids, NULL);
    return (GStrv)g_ptr_array_free(ids, FALSE);
}

static bool plausible(gint64 instant)
{
    return instant > 315532800 && instant < G_GINT64_CONSTANT(4102444800); /* 1980 to 2100 */
}

/* "2020-05-09 10:00:00", as some web forms date their mail; China's time. */
static gint64 plain_date(const char *text)
{
    int year, month, day, hour = 0, minute = 0, second = 0;
    if (sscanf(text, "%d%*[-/.]%d%*[-/.]%d%*[ T]%d:%d:%d", &year, &month, &day, &hour, &minute, &second) < 5)
        return 0;
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
    g_autoptr(GDateTime) date = g_date_time_new(zone, year, month, day, hour, minute, second);
    return date ? g_date_time_to_unix(date) : 0;
}

gint64 field_date(const char *raw)
{
    if (!raw)
        return 0;
    g_autofree char *text = header_decode(raw);
    if (strlen(text) > 200)
        text[200] = '\0';
    if (g_str_has_suffix(text, " CST") && !strpbrk(text, "+("))
        memcpy(text + strlen(text) - 3, "+08", 3);
    g_autofree char *full = g_str_has_suffix(text, " +08") ? g_strconcat(text, "00", NULL) : g_strdup(text);
    gint64 plain = plain_date(full);
    if (plain)
        return plausible(plain) ? plain : 0;
    GDateTime *date = g_utf8_validate(full, -1, NULL) ? g_mime_utils_header_decode_date(full) : NULL;
    gint64 instant = date ? g_date_time_to_unix(date) : 0;
    g_clear_pointer(&date, g_date_time_unref);
    return plausible(instant) ? instant : 0;
}
