/* The pieces of the RTF reader: groups and control words (rtf.c), what each word does (rtf_word.c), characters,
 * paragraphs and fields (rtf_text.c). Shared by those files only.
 */
#ifndef HUIZHI_DOCUMENT_RTF_H
#define HUIZHI_DOCUMENT_RTF_H

#include "document/build.h"
#include "document/nest.h"
#include "document/reader.h"

#define RTF_MAX_GROUPS 256
#define RTF_MAX_FIELDS 32
#define RTF_MAX_FLOWS 8
#define RTF_MAX_FONTS 4096
#define RTF_MAX_COLOURS 256

/* Where the text of a group goes. */
enum rtf_target {
    RTF_TEXT,
    RTF_SKIP,   /* nothing in the group counts */
    RTF_IGNORE, /* its text does not count, its control words do */
    RTF_FONTS,
    RTF_COLOURS,
    RTF_INSTRUCTION, /* of the innermost field */
    RTF_ENTRY,       /* an entry of a drop-down list */
    RTF_CLASS,       /* the class of an embedded control */
};

struct rtf_look {
    unsigned style;
    bool hidden, deleted;
    bool east; /* \ab is bold for East Asian text */
    int font;
};

struct rtf_group {
    enum rtf_target target;
    struct rtf_look look;
    int fallback; /* characters after \u that stand in for it */
    bool in_table;
    int depth;    /* of nested tables: \itap */
    bool field;   /* the innermost field ends with it */
    bool flow;    /* the innermost text box ends with it */
    bool inner;   /* row definitions are those of a nested table */
    bool starred; /* began with \*: skipped when its word is not known */
};

struct rtf_font {
    char *name;
    int charset;
};

struct rtf_field {
    GString *instruction;
    enum rtf_target outside;    /* where its result goes */
    int kind, result, standard; /* of a form field: 0 text, 1 box, 2 list; -1 none */
    GPtrArray *entries;         /* char * */
    bool shown, drop;
};

/* Text being read: the main text, or that of a box. */
struct rtf_flow {
    struct nest *nest;
    GPtrArray *blocks;
    GPtrArray *after; /* struct block: boxes that follow the open paragraph */
    struct block *line;
    unsigned style;
};

struct rtf {
    struct document *document;
    struct counts counts;
    const guint8 *at, *end;
    struct rtf_group groups[RTF_MAX_GROUPS];
    int group;    /* index of the innermost, -1 outside of all */
    int too_deep; /* groups open beyond the limit */
    struct rtf_flow flows[RTF_MAX_FLOWS];
    int flow;
    struct rtf_field fields[RTF_MAX_FIELDS];
    int open_fields;
    GHashTable *fonts; /* number → struct rtf_font */
    int font;          /* being defined, */
    int charset;       /* and its charset */
    bool white[RTF_MAX_COLOURS];
    int colours, red, green, blue;
    bool coloured; /* the colour being defined is not automatic */
    int code_page, plain_font;
    GString *raw;              /* bytes not yet decoded, */
    bool in_pair;              /* of which the last is half a character */
    GString *text;             /* characters not yet put anywhere */
    gunichar high;             /* half a surrogate pair */
    int fallback;              /* characters still to be skipped */
    struct row_shape shape[2]; /* of rows, of rows of nested tables */
    guint8 down, across;       /* of the cell being defined */
};

/* rtf_word.c: a control word with its number (`given` when there was one), or a control symbol. */
void rtf_word(struct rtf *rtf, const char *word, int value, bool given);

/* rtf_text.c */
void rtf_byte(struct rtf *rtf, guint8 byte);
void rtf_unicode(struct rtf *rtf, int unit);
void rtf_character(struct rtf *rtf, gunichar code);
/* Puts what has gathered where the group says. */
void rtf_flush(struct rtf *rtf);
void rtf_end_paragraph(struct rtf *rtf);
void rtf_end_cell(struct rtf *rtf, int depth);
void rtf_end_row(struct rtf *rtf, int depth);
void rtf_begin_field(struct rtf *rtf);
/* The result begins: what the instruction shows by itself is shown now. */
void rtf_field_result(struct rtf *rtf);
void rtf_end_field(struct rtf *rtf);
void rtf_begin_flow(struct rtf *rtf);
void rtf_end_flow(struct rtf *rtf);
void rtf_mark(struct rtf *rtf, enum mark_state state, enum mark_origin origin);

static inline struct rtf_group *rtf_now(struct rtf *rtf)
{
    return &rtf->groups[rtf->group];
}

#endif
