/* Glyphs that are marks: characters, and the codes of symbol fonts (symbol_mark in build.h). */
#ifndef HUIZHI_DOCUMENT_GLYPH_H
#define HUIZHI_DOCUMENT_GLYPH_H

#include "document/document.h"

/* True when the character is a box, a tick or a cross. ◎ ❎ and bare crosses are MARK_UNKNOWN. */
bool glyph_mark(gunichar code, enum mark_state *state, bool *tick);

/* True for a font whose characters are pictures: Wingdings, Wingdings 2, Webdings, Symbol, ZapfDingbats. */
bool symbol_font(const char *font);

#endif
