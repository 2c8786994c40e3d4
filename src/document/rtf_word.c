/* What the control words do: one table. Words that are not in it do nothing; a group that begins with \* and such a
 * word is skipped.
 */
#include <stdlib.h>
#include <string.h>

#include "document/rtf.h"

enum action {
    DO_ALTERNATE, /* `value` is the target of the group */
    DO_STYLE,     /* `value` is a style, off with the number 0 */
    DO_UNSTYLE,
    DO_CHARACTER, /* `value` is the character */
    DO_ANSI_PAGE,
    DO_BEGIN_FLOW,
    DO_BLUE,
    DO_CELL,
    DO_CELL_ACROSS, /* `value` is enum merge */
    DO_CELL_DOWN,
    DO_CELL_EDGE,
    DO_CHARSET,
    DO_DELETED,
    DO_DEPTH,
    DO_EAST, /* `value`: properties that follow are those of East Asian text */
    DO_EAST_BOLD,
    DO_FALLBACK,
    DO_FIELD,
    DO_FIELD_RESULT,
    DO_FONT,
    DO_FORM_KIND,
    DO_FORM_RESULT,
    DO_FORM_STANDARD,
    DO_GREEN,
    DO_HIDDEN,
    DO_HIGHLIGHT,
    DO_IN_TABLE,
    DO_INNER_ROWS,
    DO_NESTED_CELL,
    DO_NESTED_ROW,
    DO_PARAGRAPH,
    DO_PARAGRAPH_PLAIN,
    DO_PICTURE,
    DO_PLAIN,
    DO_PLAIN_FONT,
    DO_RED,
    DO_ROW,
    DO_ROW_BEGIN,
    DO_ROW_LEFT,
    DO_UNICODE,
};

struct word {
    const char *name;
    enum action action;
    int value;
};

/* In order of names, for the search. */
static const struct word words[] = {
    {"ab", DO_EAST_BOLD, 0},
    {"accdot", DO_STYLE, STYLE_HIGHLIGHT},
    {"annotation", DO_ALTERNATE, RTF_SKIP},
    {"ansicpg", DO_ANSI_PAGE, 0},
    {"b", DO_STYLE, STYLE_BOLD},
    {"blue", DO_BLUE, 0},
    {"bullet", DO_CHARACTER, 0x2022},
    {"cb", DO_HIGHLIGHT, 0},
    {"cell", DO_CELL, 0},
    {"cellx", DO_CELL_EDGE, 0},
    {"chbrdr", DO_STYLE, STYLE_HIGHLIGHT},
    {"chcbpat", DO_HIGHLIGHT, 0},
    {"clmgf", DO_CELL_ACROSS, MERGE_START},
    {"clmrg", DO_CELL_ACROSS, MERGE_ON},
    {"clvmgf", DO_CELL_DOWN, MERGE_START},
    {"clvmrg", DO_CELL_DOWN, MERGE_ON},
    {"colortbl", DO_ALTERNATE, RTF_COLOURS},
    {"dbch", DO_EAST, 1},
    {"deff", DO_PLAIN_FONT, 0},
    {"deleted", DO_DELETED, 0},
    {"dptxbxtext", DO_BEGIN_FLOW, 0},
    {"emdash", DO_CHARACTER, 0x2014},
    {"emspace", DO_CHARACTER, 0x2003},
    {"endash", DO_CHARACTER, 0x2013},
    {"enspace", DO_CHARACTER, 0x2002},
    {"f", DO_FONT, 0},
    {"fcharset", DO_CHARSET, 0},
    {"ffdefres", DO_FORM_STANDARD, 0},
    {"ffl", DO_ALTERNATE, RTF_ENTRY},
    {"ffres", DO_FORM_RESULT, 0},
    {"fftype", DO_FORM_KIND, 0},
    {"field", DO_FIELD, 0},
    {"fldinst", DO_ALTERNATE, RTF_INSTRUCTION},
    {"fldrslt", DO_FIELD_RESULT, 0},
    {"fonttbl", DO_ALTERNATE, RTF_FONTS},
    {"footer", DO_ALTERNATE, RTF_SKIP},
    {"footerf", DO_ALTERNATE, RTF_SKIP},
    {"footerl", DO_ALTERNATE, RTF_SKIP},
    {"footerr", DO_ALTERNATE, RTF_SKIP},
    {"footnote", DO_ALTERNATE, RTF_SKIP},
    {"formfield", DO_ALTERNATE, RTF_IGNORE},
    {"green", DO_GREEN, 0},
    {"header", DO_ALTERNATE, RTF_SKIP},
    {"headerf", DO_ALTERNATE, RTF_SKIP},
    {"headerl", DO_ALTERNATE, RTF_SKIP},
    {"headerr", DO_ALTERNATE, RTF_SKIP},
    {"hich", DO_EAST, 0},
    {"highlight", DO_HIGHLIGHT, 0},
    {"info", DO_ALTERNATE, RTF_SKIP},
    {"intbl", DO_IN_TABLE, 0},
    {"itap", DO_DEPTH, 0},
    {"ldblquote", DO_CHARACTER, 0x201C},
    {"line", DO_CHARACTER, '\n'},
    {"listtext", DO_ALTERNATE, RTF_SKIP},
    {"loch", DO_EAST, 0},
    {"lquote", DO_CHARACTER, 0x2018},
    {"ltrch", DO_EAST, 0},
    {"nestcell", DO_NESTED_CELL, 0},
    {"nestrow", DO_NESTED_ROW, 0},
    {"nesttableprops", DO_INNER_ROWS, 0},
    {"nonesttables", DO_ALTERNATE, RTF_SKIP},
    {"nonshppict", DO_ALTERNATE, RTF_SKIP},
    {"objclass", DO_ALTERNATE, RTF_CLASS},
    {"page", DO_PARAGRAPH, 1},
    {"par", DO_PARAGRAPH, 0},
    {"pard", DO_PARAGRAPH_PLAIN, 0},
    {"pict", DO_PICTURE, 0},
    {"plain", DO_PLAIN, 0},
    {"pntext", DO_ALTERNATE, RTF_SKIP},
    {"qmspace", DO_CHARACTER, 0x2005},
    {"rdblquote", DO_CHARACTER, 0x201D},
    {"red", DO_RED, 0},
    {"revised", DO_STYLE, STYLE_INSERTED},
    {"row", DO_ROW, 0},
    {"rquote", DO_CHARACTER, 0x2019},
    {"rtlch", DO_EAST, 0},
    {"rxe", DO_ALTERNATE, RTF_SKIP},
    {"sect", DO_PARAGRAPH, 1},
    {"shpinst", DO_ALTERNATE, RTF_IGNORE},
    {"shppict", DO_ALTERNATE, -1},
    {"shprslt", DO_ALTERNATE, RTF_SKIP},
    {"shptxt", DO_BEGIN_FLOW, 0},
    {"sp", DO_ALTERNATE, RTF_IGNORE},
    {"strike", DO_STYLE, STYLE_STRIKE},
    {"striked", DO_STYLE, STYLE_STRIKE},
    {"stylesheet", DO_ALTERNATE, RTF_SKIP},
    {"tab", DO_CHARACTER, '\t'},
    {"tc", DO_ALTERNATE, RTF_SKIP},
    {"trleft", DO_ROW_LEFT, 0},
    {"trowd", DO_ROW_BEGIN, 0},
    {"u", DO_UNICODE, 0},
    {"uc", DO_FALLBACK, 0},
    {"ul", DO_STYLE, STYLE_UNDERLINE},
    {"uld", DO_STYLE, STYLE_UNDERLINE},
    {"uldash", DO_STYLE, STYLE_UNDERLINE},
    {"uldashd", DO_STYLE, STYLE_UNDERLINE},
    {"uldashdd", DO_STYLE, STYLE_UNDERLINE},
    {"uldb", DO_STYLE, STYLE_UNDERLINE},
    {"ulnone", DO_UNSTYLE, STYLE_UNDERLINE},
    {"ulth", DO_STYLE, STYLE_UNDERLINE},
    {"ulw", DO_STYLE, STYLE_UNDERLINE},
    {"ulwave", DO_STYLE, STYLE_UNDERLINE},
    {"v", DO_HIDDEN, 0},
    {"xe", DO_ALTERNATE, RTF_SKIP},
};

static int by_name(const void *key, const void *word)
{
    return strcmp(key, ((const struct word *)word)->name);
}

static void cell_edge(struct rtf *rtf, struct row_shape *shape, int edge)
{
    if (shape->count >= ROW_MAX_CELLS)
        return;
    /* Where the row begins is often not said, or behind the first edge. */
    if (shape->count == 0 && edge <= shape->edges[0])
        shape->edges[0] = edge - 1;
    shape->down[shape->count] = rtf->down;
    shape->across[shape->count] = rtf->across;
    shape->edges[++shape->count] = edge;
    rtf->down = rtf->across = MERGE_NONE;
}

static void style(struct rtf_look *look, unsigned style, bool on)
{
    look->style = on ? look->style | style : look->style & ~style;
}

static void table_word(struct rtf *rtf, const struct word *word, int value)
{
    struct rtf_group *group = rtf_now(rtf);
    struct row_shape *shape = &rtf->shape[group->inner];
    switch (word->action) {
    case DO_ROW_BEGIN:
        memset(shape, 0, sizeof *shape);
        rtf->down = rtf->across = MERGE_NONE;
        break;
    case DO_ROW_LEFT:
        if (shape->count == 0)
            shape->edges[0] = value;
        break;
    case DO_CELL_EDGE:
        cell_edge(rtf, shape, value);
        break;
    case DO_CELL_DOWN:
        rtf->down = (guint8)word->value;
        break;
    case DO_CELL_ACROSS:
        rtf->across = (guint8)word->value;
        break;
    case DO_INNER_ROWS:
        group->inner = true;
        break;
    case DO_CELL:
        rtf_end_cell(rtf, 1);
        break;
    case DO_NESTED_CELL:
        rtf_end_cell(rtf, MAX(group->depth, 2));
        break;
    case DO_ROW:
        rtf_end_row(rtf, 1);
        break;
    case DO_NESTED_ROW:
        rtf_end_row(rtf, MAX(group->depth, 2));
        break;
    default:
        break;
    }
}

static void colour_word(struct rtf *rtf, const struct word *word, int value)
{
    struct rtf_look *look = &rtf_now(rtf)->look;
    int *parts[] = {&rtf->red, &rtf->green, &rtf->blue};
    if (word->action == DO_HIGHLIGHT) {
        bool white = value < 1 || (value < rtf->colours && rtf->white[value]);
        style(look, STYLE_HIGHLIGHT, !white);
        return;
    }
    *parts[word->action == DO_RED ? 0 : word->action == DO_GREEN ? 1 : 2] = CLAMP(value, 0, 255);
    rtf->coloured = true;
}

static void form_word(struct rtf *rtf, const struct word *word, int value)
{
    struct rtf_field *field = rtf->open_fields ? &rtf->fields[rtf->open_fields - 1] : NULL;
    if (!field)
        return;
    if (word->action == DO_FORM_KIND)
        field->kind = value;
    else if (word->action == DO_FORM_RESULT)
        field->result = value;
    else
        field->standard = value;
}

static void font_word(struct rtf *rtf, const struct word *word, int value)
{
    struct rtf_group *group = rtf_now(rtf);
    if (word->action == DO_PLAIN_FONT) {
        rtf->plain_font = group->look.font = value;
    } else if (word->action == DO_CHARSET) {
        rtf->charset = value;
    } else if (group->target == RTF_FONTS) {
        rtf->font = value;
        rtf->charset = 0;
    } else {
        group->look.font = value;
    }
}

static void look_word(struct rtf *rtf, const struct word *word, int value, bool given)
{
    struct rtf_group *group = rtf_now(rtf);
    bool on = !given || value != 0;
    switch (word->action) {
    case DO_STYLE:
        style(&group->look, (unsigned)word->value, on);
        break;
    case DO_UNSTYLE:
        style(&group->look, (unsigned)word->value, false);
        break;
    case DO_EAST:
        group->look.east = word->value;
        break;
    case DO_EAST_BOLD:
        if (group->look.east)
            style(&group->look, STYLE_BOLD, on);
        break;
    case DO_HIDDEN:
        group->look.hidden = on;
        break;
    case DO_DELETED:
        group->look.deleted = on;
        break;
    case DO_PLAIN:
        group->look = (struct rtf_look){.font = rtf->plain_font};
        break;
    case DO_PARAGRAPH_PLAIN:
        group->in_table = false;
        group->depth = 0;
        break;
    case DO_IN_TABLE:
        group->in_table = on;
        break;
    case DO_DEPTH:
        group->depth = CLAMP(value, 0, DOCUMENT_MAX_DEPTH + 1);
        break;
    default:
        break;
    }
}

/* The group's text goes elsewhere; -1 leaves it where it goes. */
static void set_target(struct rtf *rtf, int target)
{
    struct rtf_group *group = rtf_now(rtf);
    /* A field's instruction that stands in no field is nobody's text. */
    if (target == RTF_INSTRUCTION && !rtf->open_fields)
        target = RTF_SKIP;
    if (target == RTF_CLASS && group->target != RTF_TEXT)
        target = RTF_SKIP;
    if (target >= 0)
        group->target = (enum rtf_target)target;
}

static void paragraph(struct rtf *rtf, bool only_open)
{
    const struct rtf_flow *flow = &rtf->flows[rtf->flow];
    if (rtf_now(rtf)->target == RTF_TEXT && (!only_open || flow->line))
        rtf_end_paragraph(rtf);
}

static void do_word(struct rtf *rtf, const struct word *word, int value, bool given)
{
    struct rtf_group *group = rtf_now(rtf);
    switch (word->action) {
    case DO_ALTERNATE:
        set_target(rtf, word->value);
        break;
    case DO_ANSI_PAGE:
        rtf->code_page = value > 0 && value < 66000 ? value : 1252;
        break;
    case DO_BEGIN_FLOW:
        if (group->target == RTF_IGNORE)
            rtf_begin_flow(rtf);
        break;
    case DO_FIELD:
        rtf_begin_field(rtf);
        break;
    case DO_FIELD_RESULT:
        rtf_field_result(rtf);
        break;
    case DO_PARAGRAPH:
        paragraph(rtf, word->value);
        break;
    case DO_PICTURE:
        rtf->document->pictures += !group->look.hidden && !group->look.deleted;
        group->target = RTF_SKIP;
        break;
    case DO_RED:
    case DO_GREEN:
    case DO_BLUE:
    case DO_HIGHLIGHT:
        colour_word(rtf, word, value);
        break;
    case DO_FORM_KIND:
    case DO_FORM_RESULT:
    case DO_FORM_STANDARD:
        form_word(rtf, word, value);
        break;
    case DO_FONT:
    case DO_CHARSET:
    case DO_PLAIN_FONT:
        font_word(rtf, word, value);
        break;
    default:
        look_word(rtf, word, value, given);
        table_word(rtf, word, value);
    }
}

void rtf_word(struct rtf *rtf, const char *name, int value, bool given)
{
    const struct word *word = bsearch(name, words, G_N_ELEMENTS(words), sizeof *words, by_name);
    struct rtf_group *group = rtf_now(rtf);
    bool starred = group->starred;
    group->starred = false;
    if (!word) {
        if (starred) {
            rtf_flush(rtf);
            group->target = RTF_SKIP;
        }
        return;
    }
    if (word->action == DO_CHARACTER) {
        rtf_character(rtf, (gunichar)word->value);
    } else if (word->action == DO_UNICODE) {
        rtf_unicode(rtf, value);
    } else if (word->action == DO_FALLBACK) {
        group->fallback = CLAMP(value, 0, 100);
    } else {
        rtf_flush(rtf);
        do_word(rtf, word, value, given);
    }
}
