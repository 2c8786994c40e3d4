/* Which characters are marks, and which codes of the symbol fonts: once for all readers.
 *
 * 口, 〇 and letters such as v are text: only the form around them can tell. ▪ ◆ and • are bullets.
 */
#include "document/glyph.h"

#include <string.h>

#include "document/build.h"

struct glyph {
    gunichar code;
    enum mark_state state;
    bool tick;
};

/* ◎ and ❎ are used for chosen and for not chosen; a cross may mean yes (☒ in Word) or no. */
static const struct glyph glyphs[] = {
    {0x00D7, MARK_UNKNOWN, false},  /* × */
    {0x221A, MARK_ON, true},        /* √ */
    {0x2228, MARK_ON, true},        /* ∨ typed for √ */
    {0x2297, MARK_UNKNOWN, false},  /* ⊗ */
    {0x2299, MARK_ON, false},       /* ⊙ a chosen radio button */
    {0x22A0, MARK_ON, false},       /* ⊠ */
    {0x22A1, MARK_ON, false},       /* ⊡ */
    {0x2573, MARK_UNKNOWN, false},  /* ╳ */
    {0x25A0, MARK_ON, false},       /* ■ */
    {0x25A1, MARK_OFF, false},      /* □ */
    {0x25A2, MARK_OFF, false},      /* ▢ */
    {0x25A3, MARK_ON, false},       /* ▣ */
    {0x25C9, MARK_ON, false},       /* ◉ */
    {0x25CB, MARK_OFF, false},      /* ○ */
    {0x25CE, MARK_UNKNOWN, false},  /* ◎ */
    {0x25CF, MARK_ON, false},       /* ● */
    {0x25EF, MARK_OFF, false},      /* ◯ */
    {0x25FB, MARK_OFF, false},      /* ◻ */
    {0x25FC, MARK_ON, false},       /* ◼ */
    {0x25FD, MARK_OFF, false},      /* ◽ */
    {0x25FE, MARK_ON, false},       /* ◾ */
    {0x2610, MARK_OFF, false},      /* ☐ */
    {0x2611, MARK_ON, false},       /* ☑ */
    {0x2612, MARK_ON, false},       /* ☒ */
    {0x2613, MARK_UNKNOWN, false},  /* ☓ */
    {0x26AA, MARK_OFF, false},      /* ⚪ */
    {0x26AB, MARK_ON, false},       /* ⚫ */
    {0x2705, MARK_ON, false},       /* ✅ */
    {0x2713, MARK_ON, true},        /* ✓ */
    {0x2714, MARK_ON, true},        /* ✔ */
    {0x2715, MARK_UNKNOWN, false},  /* ✕ */
    {0x2716, MARK_UNKNOWN, false},  /* ✖ */
    {0x2717, MARK_UNKNOWN, false},  /* ✗ */
    {0x2718, MARK_UNKNOWN, false},  /* ✘ */
    {0x274C, MARK_UNKNOWN, false},  /* ❌ */
    {0x274D, MARK_OFF, false},      /* ❍ */
    {0x274E, MARK_UNKNOWN, false},  /* ❎ */
    {0x274F, MARK_OFF, false},      /* ❏ */
    {0x2750, MARK_OFF, false},      /* ❐ */
    {0x2751, MARK_OFF, false},      /* ❑ */
    {0x2752, MARK_OFF, false},      /* ❒ */
    {0x29BF, MARK_ON, false},       /* ⦿ */
    {0x2B1B, MARK_ON, false},       /* ⬛ */
    {0x2B1C, MARK_OFF, false},      /* ⬜ */
    {0x2B55, MARK_UNKNOWN, false},  /* ⭕ */
    {0x2B58, MARK_OFF, false},      /* ⭘ */
    {0x2BBD, MARK_ON, false},       /* ⮽ */
    {0x1F518, MARK_ON, false},      /* 🔘 */
    {0x1F532, MARK_OFF, false},     /* 🔲 */
    {0x1F533, MARK_OFF, false},     /* 🔳 */
    {0x1F5F4, MARK_UNKNOWN, false}, /* 🗴 */
    {0x1F5F5, MARK_ON, false},      /* 🗵 */
    {0x1F5F7, MARK_ON, false},      /* 🗷 */
    {0x1F5F8, MARK_ON, true},       /* 🗸 */
    {0x1F5F9, MARK_ON, false},      /* 🗹 */
};

static const struct glyph *find_glyph(gunichar code)
{
    gsize low = 0, high = G_N_ELEMENTS(glyphs);
    while (low < high) {
        gsize middle = (low + high) / 2;
        if (glyphs[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < G_N_ELEMENTS(glyphs) && glyphs[low].code == code ? &glyphs[low] : NULL;
}

/* Wingdings 0x6E and so on: the table of a symbol font. */
struct symbol {
    guint8 code;
    const char *glyph;
};

static const struct symbol wingdings[] = {
    {0x6C, "●"}, {0x6D, "○"}, {0x6E, "■"}, {0x6F, "□"}, {0x70, "□"}, {0x71, "□"}, {0x72, "□"}, {0x78, "☒"}, {0xA1, "○"},
    {0xA2, "○"}, {0xA4, "◉"}, {0xA5, "◎"}, {0xA8, "□"}, {0xFB, "×"}, {0xFC, "√"}, {0xFD, "☒"}, {0xFE, "☑"},
};
static const struct symbol wingdings2[] = {
    {0x4F, "×"}, {0x50, "√"}, {0x51, "☒"}, {0x52, "☑"}, {0x53, "☒"}, {0x54, "☒"}, {0xA2, "■"}, {0xA3, "□"},
};
static const struct symbol webdings[] = {{0x61, "√"}, {0x63, "□"}, {0x67, "■"}, {0x6E, "●"}, {0x72, "×"}};
static const struct symbol dingbats[] = {
    {0x33, "√"}, {0x34, "√"}, {0x35, "×"}, {0x36, "×"}, {0x37, "×"}, {0x38, "×"}, {0x6C, "●"},
    {0x6D, "○"}, {0x6E, "■"}, {0x6F, "□"}, {0x70, "□"}, {0x71, "□"}, {0x72, "□"},
};
static const struct symbol adobe_symbol[] = {{0xB4, "×"}, {0xD6, "√"}};

static const struct {
    const char *font;
    const struct symbol *symbols;
    gsize count;
} fonts[] = {
    {"wingdings", wingdings, G_N_ELEMENTS(wingdings)},     {"wingdings2", wingdings2, G_N_ELEMENTS(wingdings2)},
    {"webdings", webdings, G_N_ELEMENTS(webdings)},        {"zapfdingbats", dingbats, G_N_ELEMENTS(dingbats)},
    {"itczapfdingbats", dingbats, G_N_ELEMENTS(dingbats)}, {"symbol", adobe_symbol, G_N_ELEMENTS(adobe_symbol)},
};

/* "Wingdings 2", "'Wingdings 2'" and "Wingdings2" are the same font. */
static void fold_font(const char *font, char *folded, gsize room)
{
    gsize used = 0;
    for (const char *at = font ? font : ""; *at && used + 1 < room; at++)
        if (g_ascii_isalnum(*at))
            folded[used++] = g_ascii_tolower(*at);
    folded[used] = 0;
}

bool symbol_mark(const char *font, guint32 code, enum mark_state *state, bool *tick, const char **glyph)
{
    char folded[32];
    fold_font(font, folded, sizeof folded);
    for (gsize i = 0; i < G_N_ELEMENTS(fonts); i++) {
        if (strcmp(folded, fonts[i].font) != 0)
            continue;
        for (gsize k = 0; k < fonts[i].count; k++) {
            if (fonts[i].symbols[k].code != (code & 0xFF))
                continue;
            const struct glyph *known = find_glyph(g_utf8_get_char(fonts[i].symbols[k].glyph));
            *state = known->state;
            *tick = known->tick;
            *glyph = fonts[i].symbols[k].glyph;
            return true;
        }
        return false;
    }
    return false;
}

bool glyph_mark(gunichar code, enum mark_state *state, bool *tick)
{
    const struct glyph *known = find_glyph(code);
    if (!known)
        return false;
    *state = known->state;
    *tick = known->tick;
    return true;
}

bool symbol_font(const char *font)
{
    char folded[32];
    fold_font(font, folded, sizeof folded);
    for (gsize i = 0; i < G_N_ELEMENTS(fonts); i++)
        if (strcmp(folded, fonts[i].font) == 0)
            return true;
    return false;
}
