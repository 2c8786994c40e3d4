/* Fields that print a sign: SYMBOL 163 \f "Wingdings 2", and EQ, with which Word draws 带圈字符: eq \o\ac(□,√) prints
 * one sign over the other.
 *
 * A tick or a cross in a box is a ticked box. A word in a circle or a box ("(○,是)") is a chosen word: a mark
 * that is on, then the word; but a number or a letter in one (①) is just that number.
 */
#include <string.h>

#include "document/build.h"
#include "document/glyph.h"
#include "document/reader.h"

/* What an instruction prints, once its switches are taken away. */
struct overprint {
    bool over, boxed; /* \o, \x */
    bool box, tick, cross, on;
    char shape[8]; /* the box as it was written */
    GString *text;
};

static const char *skip_switch(struct overprint *print, const char *at)
{
    at++;
    if (!g_ascii_isalpha(*at))
        return at; /* \( and \, stand for themselves */
    char letter = g_ascii_tolower(*at);
    bool single = !g_ascii_isalpha(at[1]);
    print->over |= letter == 'o' && single;
    print->boxed |= letter == 'x' && single;
    while (g_ascii_isalpha(*at))
        at++;
    while (*at == ' ' && g_ascii_isdigit(at[1]))
        at++;
    while (g_ascii_isdigit(*at))
        at++;
    return at;
}

static void take(struct overprint *print, gunichar code)
{
    enum mark_state state;
    bool tick;
    /* Word offers ○ □ △ ◇; on a Chinese keyboard the box is often 口. */
    if (code == 0x53E3 || code == 0x25B3 || code == 0x25C7) {
        print->box = true;
    } else if (!glyph_mark(code, &state, &tick)) {
        g_string_append_unichar(print->text, code);
        return;
    } else {
        print->tick |= tick;
        print->on |= state == MARK_ON && !tick;
        print->cross |= state == MARK_UNKNOWN;
        if (state != MARK_OFF)
            return;
        print->box = true;
    }
    print->shape[g_unichar_to_utf8(code, print->shape)] = 0;
}

static bool is_number(const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar code = g_utf8_get_char(text);
        if (!(code < 0x80 && g_ascii_isalnum((gchar)code)) && !g_unichar_isdigit(code) &&
            !g_utf8_strchr("一二三四五六七八九十", -1, code))
            return false;
    }
    return true;
}

static void show(const struct overprint *print, struct paragraph *paragraph, unsigned style)
{
    const char *text = print->text->str;
    bool enclosed = print->box || print->boxed;
    if (print->tick || print->cross || print->on)
        paragraph_mark(paragraph, enclosed || !print->cross ? MARK_ON : MARK_UNKNOWN, MARK_EQ, print->tick && !enclosed,
                       enclosed ? (print->cross ? "☒" : "☑")
                                : (print->tick ? "√"
                                   : print->on ? "■"
                                               : "×"),
                       style);
    else if (enclosed && !*text)
        paragraph_mark(paragraph, MARK_OFF, MARK_EQ, false, print->shape[0] ? print->shape : "□", style);
    else if (enclosed && !is_number(text))
        paragraph_mark(paragraph, MARK_ON, MARK_EQ, false, print->shape[0] ? print->shape : "□", style);
    paragraph_append(paragraph, text, style);
}

/* ECMA-376 part 1, 17.16.5.66: a character by its number in a font. */
static bool symbol_append(struct paragraph *paragraph, const char *at, unsigned style)
{
    char *end;
    guint64 code = g_ascii_strtoull(at, &end, 0);
    if (end == at || code == 0 || code > 0xF0FF)
        return false;
    const char *font = strstr(end, "\\f");
    g_autofree char *name = g_strdup(font ? font + 2 : "");
    g_strdelimit(name, "\"“”", ' ');
    char *behind = strchr(name, '\\');
    if (behind)
        *behind = '\0';
    g_strstrip(name);
    char text[8] = "";
    text[g_unichar_to_utf8((gunichar)code, text)] = 0;
    if (symbol_font(name))
        paragraph_symbols(paragraph, name, text, style);
    else
        paragraph_append(paragraph, text, style);
    return true;
}

bool eq_append(struct paragraph *paragraph, const char *instruction, unsigned style)
{
    const char *at = instruction;
    while (g_ascii_isspace(*at))
        at++;
    if (g_ascii_strncasecmp(at, "symbol ", 7) == 0)
        return symbol_append(paragraph, at + 7, style);
    if (g_ascii_strncasecmp(at, "eq", 2) != 0 || g_ascii_isalnum(at[2]))
        return false;

    g_autoptr(GString) text = g_string_new(NULL);
    struct overprint print = {.text = text};
    for (at += 2; *at;) {
        if (*at == '\\') {
            at = skip_switch(&print, at);
            continue;
        }
        gunichar code = g_utf8_get_char(at);
        if (!strchr("(),;", code < 0x80 ? (int)code : 'x') && !g_unichar_isspace(code))
            take(&print, code);
        at = g_utf8_next_char(at);
    }
    if (!print.over && !print.boxed)
        return false;
    show(&print, paragraph, style);
    return true;
}
