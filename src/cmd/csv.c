/* CSV cells. */
#include "cmd/csv.h"

#include <string.h>

static bool is_formula(const char *cell)
{
    static const gunichar full_width[] = {0xFF1D, 0xFF0B, 0xFF0D, 0xFF20}; /* ＝＋－＠ */
    if (strchr("=+-@\t\r\n", *cell))
        return true;
    gunichar first = g_utf8_get_char_validated(cell, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(full_width); i++)
        if (first == full_width[i])
            return true;
    return false;
}

void csv_begin(FILE *out)
{
    fputs("\xef\xbb\xbf", out);
}

void csv_cell(FILE *out, const char *cell, bool first)
{
    if (!first)
        putc(',', out);
    if (!cell || !*cell)
        return;
    bool formula = is_formula(cell), quote = formula || strpbrk(cell, ",\"\r\n");
    if (quote)
        putc('"', out);
    if (formula)
        putc('\'', out);
    for (const char *p = cell; *p; p++) {
        if (*p == '"')
            putc('"', out);
        putc(*p, out);
    }
    if (quote)
        putc('"', out);
}

void csv_end_line(FILE *out)
{
    fputs("\r\n", out);
}
