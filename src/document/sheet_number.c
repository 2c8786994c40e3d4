/* How a spreadsheet shows a number. Only what changes its meaning is followed: dates, times, percentages, and the
 * leading zeros of postcodes and phones; separators, currencies and colours are left out.
 */
#include <math.h>
#include <string.h>

#include "document/sheet.h"

#define LAST_DAY 2958465 /* 9999-12-31 */

struct look {
    bool date, time, percent;
    int zeros; /* 000000: digits at least */
};

/* The formats that have a number only; 27 to 36 and 50 to 58 are those of Chinese editions. */
static struct look built_in(guint format)
{
    bool date = (format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 31) || format == 36 ||
                (format >= 50 && format <= 54) || format == 57 || format == 58;
    bool time = (format >= 18 && format <= 22) || (format >= 32 && format <= 35) || (format >= 45 && format <= 47) ||
                format == 55 || format == 56;
    return (struct look){date, time, format == 9 || format == 10, 0};
}

/* What stands in brackets: [h] counts hours, all else is colour, condition, locale. */
static const char *skip_brackets(const char *code, struct look *look)
{
    gsize length = strcspn(code, "]");
    if (length >= 2 && strchr("hHsSmM", code[1]) && strspn(code + 1, "hHsSmM") == length - 1)
        look->time = true;
    return code + length - (code[length] ? 0 : 1);
}

/* The first section of a format's text. */
static struct look read_code(const char *code)
{
    struct look look = {0};
    if (g_ascii_strncasecmp(code, "General", 7) == 0 || g_str_has_prefix(code, "G/"))
        return look;
    bool month = false, day = false, plain = *code == '0';
    int zeros = 0;
    for (; *code && *code != ';'; code++) {
        char letter = g_ascii_tolower(*code);
        plain &= letter == '0';
        zeros += letter == '0';
        if (letter == '[') {
            code = skip_brackets(code, &look);
        } else if (letter == '"') {
            gsize length = strcspn(code + 1, "\"");
            code += length + (code[length + 1] ? 1 : 0);
        } else if (strchr("\\_*", letter)) {
            code += code[1] ? 1 : 0;
        } else if (g_ascii_strncasecmp(code, "AM/PM", 5) == 0) {
            code += 4;
        } else {
            day |= letter == 'y' || letter == 'd';
            month |= letter == 'm';
            look.time |= letter == 'h' || letter == 's';
            look.percent |= letter == '%';
        }
    }
    look.date = day || (month && !look.time);
    look.zeros = plain && zeros > 1 && zeros < 32 ? zeros : 0;
    return look;
}

/* Days since 1899-12-30, as GDate counts them. 1900 was no leap year, but spreadsheets say so. */
static char *show_date(double value, const struct look *look, bool epoch_1904)
{
    double days = floor(value), seconds = floor((value - days) * 86400 + 0.5);
    if (seconds >= 86400) {
        seconds -= 86400;
        days += 1;
    }
    if (value < 0 || days > LAST_DAY - (epoch_1904 ? 1462 : 0))
        return NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    bool dated = look->date && (days >= 1 || epoch_1904);
    if (dated) {
        guint32 day = (guint32)days + (epoch_1904 ? 1462 : days < 60 ? 1 : 0);
        GDate date;
        g_date_clear(&date, 1);
        g_date_set_dmy(&date, 30, G_DATE_DECEMBER, 1899);
        g_date_add_days(&date, day);
        g_string_printf(text, "%04d-%02d-%02d", g_date_get_year(&date), g_date_get_month(&date), g_date_get_day(&date));
    }
    if (look->time || !dated) {
        int whole = (int)seconds;
        g_string_append_printf(text, "%s%02d:%02d", dated ? " " : "", whole / 3600, whole / 60 % 60);
        if (whole % 60)
            g_string_append_printf(text, ":%02d", whole % 60);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *sheet_number(double value, guint format, const char *code, bool epoch_1904)
{
    if (!isfinite(value))
        return g_strdup("#NUM!");
    struct look look = code ? read_code(code) : built_in(format);
    char *date = look.date || look.time ? show_date(value, &look, epoch_1904) : NULL;
    if (date)
        return date;
    char digits[64];
    double whole = floor(fabs(value));
    if (look.percent)
        value *= 100;
    /* Identity numbers have 18 digits: shown whole, though the last of them were lost when they were typed. */
    bool integer = fabs(value) == whole && whole < 1e21 && !look.percent;
    if (integer && (whole >= 1e15 || look.zeros))
        g_snprintf(digits, sizeof digits, "%0*.0f", look.zeros, value);
    else
        g_ascii_formatd(digits, sizeof digits, "%.15g", value);
    return g_strconcat(digits, look.percent ? "%" : "", NULL);
}
