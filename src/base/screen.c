/* The terminal. It is asked each time: a window may be resized, and a verb prints a table once. */
#include "base/screen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

#define LEAST_COLUMNS 40
#define USUAL_COLUMNS 80

gsize screen_columns(FILE *out)
{
    if (!isatty(fileno(out)))
        return 0;
    struct winsize size = {0};
    gsize columns = ioctl(fileno(out), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
    const char *told = g_getenv("COLUMNS");
    if (columns == 0 && told)
        columns = (gsize)MIN(g_ascii_strtoull(told, NULL, 10), 10000);
    return columns ? MAX(columns, LEAST_COLUMNS) : USUAL_COLUMNS;
}

bool screen_colour(FILE *out)
{
    const char *refused = g_getenv("NO_COLOR"), *kind = g_getenv("TERM");
    return isatty(fileno(out)) && !(refused && *refused) && kind && strcmp(kind, "dumb") != 0;
}

void screen_put(FILE *out, enum tint tint, const char *text)
{
    /* ECMA-48, SGR: the eight colours that every terminal has. */
    static const char *const codes[] = {
        [TINT_BOLD] = "1", [TINT_GOOD] = "32", [TINT_CARE] = "33", [TINT_BAD] = "31", [TINT_PALE] = "2"};
    if (tint == TINT_NONE || !screen_colour(out))
        fputs(text, out);
    else
        fprintf(out, "\033[%sm%s\033[0m", codes[tint], text);
}

char *screen_fit(const char *text, gsize columns)
{
    g_autoptr(GString) out = g_string_new(NULL);
    gsize whole = text_width(text), width = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        c = g_unichar_iscntrl(c) ? ' ' : c;
        gsize wide = g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
        if (columns && whole > columns && width + wide + 1 > columns) {
            g_string_append(out, "…");
            break;
        }
        width += wide;
        g_string_append_unichar(out, c);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
