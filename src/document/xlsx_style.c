/* Styles of cells: how numbers show, and what of fonts can say something (bold, underlined, struck out, Wingdings).
 *
 * A date is a number with a date's format and nothing else (ECMA-376 part 1, 18.8.30 numFmt): builtin formats 14 to
 * 22, 45 to 47 and, in East Asian programs, 27 to 36 and 50 to 58; or a format code with y, d, h or s outside
 * quotes, brackets and escapes. Day 60 of the calendar of 1900 is a 29 February that never was.
 */
#include <math.h>
#include <string.h>

#include "document/glyph.h"
#include "document/xlsx.h"

#define MAX_STYLES 65536
#define MAX_DAY 2958465 /* 9999-12-31 */
#define SECONDS_A_DAY 86400

/* What a format code asks for; 0 zeros unless it is nothing but zeros. */
static enum xlsx_format read_code(const char *code, int *zeros)
{
    bool date = false, time = false, digits = false, months = false, percent = false;
    gsize length = strlen(code), plain = strspn(code, "0");
    for (const char *at = code; *at && *at != ';'; at++) {
        char c = g_ascii_tolower(*at);
        if (c == '"') {
            at = strchr(at + 1, '"');
            if (!at)
                break;
        } else if (c == '[') {
            time = time || (strchr("hms", g_ascii_tolower(at[1])) && at[1]);
            at = strchr(at, ']');
            if (!at)
                break;
        } else if (c == '\\' || c == '_' || c == '*') {
            if (!*++at)
                break;
        } else if (c == 'y' || c == 'd') {
            date = true;
        } else if (c == 'h' || c == 's') {
            time = true;
        } else if (c == 'm') {
            months = true;
        } else if (c == '%') {
            percent = true;
        } else if (c == '#' || c == '?' || c == 'g') {
            digits = true;
        }
    }
    *zeros = 0;
    if (date || time || (months && !digits))
        return date && time ? FORMAT_DATE_TIME : time ? FORMAT_TIME : FORMAT_DATE;
    if (percent)
        return FORMAT_PERCENT;
    if (length == 0 || plain != length || length < 2 || length > 32)
        return FORMAT_GENERAL;
    *zeros = (int)length;
    return FORMAT_ZEROS;
}

static enum xlsx_format builtin(int id)
{
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
        return FORMAT_DATE;
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || (id >= 32 && id <= 35) || id == 55 || id == 56)
        return FORMAT_TIME;
    if (id == 22)
        return FORMAT_DATE_TIME;
    return id == 9 || id == 10 ? FORMAT_PERCENT : FORMAT_GENERAL;
}

static bool is_on(const struct xml_node *property)
{
    const char *value = xml_attribute(property, "val");
    return property &&
           !(value && (strcmp(value, "0") == 0 || strcmp(value, "false") == 0 || strcmp(value, "none") == 0));
}

struct xlsx_look xlsx_look(const struct xml_node *properties)
{
    struct xlsx_look look = {0};
    const struct xml_node *face = xml_child(properties, "rFont");
    const char *font = xml_attribute(face ? face : xml_child(properties, "name"), "val");
    look.style = (is_on(xml_child(properties, "b")) ? STYLE_BOLD : 0u) |
                 (is_on(xml_child(properties, "u")) ? STYLE_UNDERLINE : 0u) |
                 (is_on(xml_child(properties, "strike")) ? STYLE_STRIKE : 0u);
    look.symbol = font && symbol_font(font);
    if (look.symbol)
        g_strlcpy(look.font, font, sizeof look.font);
    return look;
}

/* numFmtId → its own format code. */
static GHashTable *read_codes(const struct xml_node *root)
{
    GHashTable *codes = g_hash_table_new(NULL, NULL);
    for (const struct xml_node *node = xml_children(xml_child(root, "numFmts")); node; node = xml_next(node)) {
        const char *code = xml_attribute(node, "formatCode");
        if (code && g_hash_table_size(codes) < MAX_STYLES)
            g_hash_table_insert(codes, GINT_TO_POINTER(xml_number(node, "numFmtId", -1, -1, G_MAXINT)), (char *)code);
    }
    return codes;
}

static GPtrArray *read_fonts(const struct xml_node *root)
{
    GPtrArray *fonts = g_ptr_array_new();
    for (struct xml_node *node = xml_children(xml_child(root, "fonts")); node; node = xml_next(node))
        if (xml_is(node, "font") && fonts->len < MAX_STYLES)
            g_ptr_array_add(fonts, node);
    return fonts;
}

GArray *xlsx_styles(const struct xml *tree)
{
    GArray *styles = g_array_new(FALSE, TRUE, sizeof(struct xlsx_cell_style));
    if (!tree)
        return styles;
    const struct xml_node *root = xml_root(tree);
    g_autoptr(GHashTable) codes = read_codes(root);
    g_autoptr(GPtrArray) fonts = read_fonts(root);
    for (const struct xml_node *xf = xml_children(xml_child(root, "cellXfs")); xf; xf = xml_next(xf)) {
        if (!xml_is(xf, "xf") || styles->len >= MAX_STYLES)
            continue;
        struct xlsx_cell_style style = {0};
        int format = xml_number(xf, "numFmtId", 0, 0, G_MAXINT), font = xml_number(xf, "fontId", -1, -1, G_MAXINT);
        const char *code = g_hash_table_lookup(codes, GINT_TO_POINTER(format));
        style.format = code ? read_code(code, &style.zeros) : builtin(format);
        if (font >= 0 && (guint)font < fonts->len)
            style.look = xlsx_look(fonts->pdata[font]);
        g_array_append_val(styles, style);
    }
    return styles;
}

/* Digits as typed; an integer that the format pads with zeros (a postcode) gets them. */
static char *plain_number(double value, int zeros)
{
    char digits[64], text[64];
    if (zeros > 0 && value >= 0 && value < 1e15) {
        g_ascii_formatd(digits, sizeof digits, "%.0f", value);
        g_snprintf(text, sizeof text, "%0*d%s", MAX(zeros - (int)strlen(digits), 1), 0, digits);
        bool padded = zeros > (int)strlen(digits);
        return g_strdup(padded ? text : digits);
    }
    return g_strdup(g_ascii_formatd(digits, sizeof digits, "%.15g", value));
}

char *xlsx_number(double value, const struct xlsx_cell_style *style, bool from_1904)
{
    enum xlsx_format format = style ? style->format : FORMAT_GENERAL;
    if (format == FORMAT_PERCENT && isfinite(value)) {
        g_autofree char *hundred = plain_number(value * 100, 0);
        return g_strconcat(hundred, "%", NULL);
    }
    bool dated = format == FORMAT_DATE || format == FORMAT_TIME || format == FORMAT_DATE_TIME;
    if (!dated || !(value >= 0 && value < MAX_DAY))
        return plain_number(value, style ? style->zeros : 0);
    gint64 seconds = (gint64)floor(value * SECONDS_A_DAY + 0.5);
    int days = (int)(seconds / SECONDS_A_DAY), rest = (int)(seconds % SECONDS_A_DAY);
    g_autofree char *clock = g_strdup_printf("%02d:%02d", rest / 3600, rest / 60 % 60);
    if (format == FORMAT_TIME && days == 0)
        return g_steal_pointer(&clock);
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, from_1904 ? 1 : 30, from_1904 ? G_DATE_JANUARY : G_DATE_DECEMBER, from_1904 ? 1904 : 1899);
    g_date_add_days(&date, (guint)days + (!from_1904 && days < 60));
    g_autofree char *day = g_strdup_printf("%04d-%02d-%02d", (int)g_date_get_year(&date), (int)g_date_get_month(&date),
                                           (int)g_date_get_day(&date));
    return rest >= 60 ? g_strconcat(day, " ", clock, NULL) : g_steal_pointer(&day);
}
