/* Word 97-2003 and WPS documents: the streams, the header, and the text through its piece table.
 *
 * A fast save leaves the old text where it was and lists pieces of it in a new order; only the piece table knows the
 * text. All else hangs on file offsets of characters. Layout: [MS-DOC] 2.4.1 (text), 2.5 (header, "FIB").
 */
#include "document/doc.h"

#include <string.h>

#include "base/text.h"

#define WORD_97 0xA5EC
#define FIRST_VERSION 0xC0
#define MAX_CHANGES 32768

static void unreadable(struct document *document, const char *warning)
{
    document->damaged = true;
    document_warn(document, "%s", warning);
}

/* The one-byte names of modifiers that a piece's descriptor may hold (2.9.214 Prm0), where they matter here. */
static guint short_name(guint name)
{
    static const guint16 names[][2] = {{0x18, 0x2416}, {0x19, 0x2417}, {0x41, 0x0800}, {0x42, 0x0801},
                                       {0x4D, 0x2A0C}, {0x55, 0x0835}, {0x57, 0x0837}, {0x5C, 0x083C},
                                       {0x5E, 0x2A3E}, {0x47, 0x0806}, {0x4B, 0x080A}};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i][0] == name)
            return names[i][1];
    return 0;
}

/* The properties that a fast save gave to a piece; `room` holds those that the descriptor itself spells. */
static struct bytes piece_change(const struct doc *doc, guint modifier, guint8 room[3])
{
    struct bytes none = {NULL, 0};
    if (modifier & 1)
        return modifier >> 1 < doc->changes->len ? g_array_index(doc->changes, struct bytes, modifier >> 1) : none;
    guint code = short_name(modifier >> 1 & 0x7F);
    if (modifier == 0 || code == 0)
        return none;
    room[0] = code & 0xFF;
    room[1] = code >> 8 & 0xFF;
    room[2] = modifier >> 8 & 0xFF;
    return (struct bytes){room, 3};
}

/* The Clx: properties of pieces, then the piece table (2.9.38). */
static bool read_pieces(struct doc *doc)
{
    struct bytes clx = bytes_part(doc->table, bytes_32(doc->text, 0x1A2), bytes_32(doc->text, 0x1A6));
    gsize at = 0;
    while (bytes_8(clx, at) == 1 && at < clx.length && doc->changes->len < MAX_CHANGES) {
        gsize length = bytes_16(clx, at + 1);
        struct bytes change = bytes_part(clx, at + 3, length);
        g_array_append_val(doc->changes, change);
        at += 3 + length;
    }
    if (bytes_8(clx, at) != 2)
        return false;
    doc->pieces = bytes_part(clx, at + 5, bytes_32(clx, at + 1));
    doc->piece_count = doc->pieces.length >= 16 ? (guint)((doc->pieces.length - 4) / 12) : 0;
    return doc->piece_count > 0;
}

struct piece {
    guint32 from, to; /* positions */
    guint32 at;       /* offset of the first character */
    guint width;      /* bytes a character */
    guint modifier;
};

static struct piece piece_at(const struct doc *doc, guint index)
{
    gsize descriptor = 4 * ((gsize)doc->piece_count + 1) + 8 * (gsize)index;
    guint32 at = bytes_32(doc->pieces, descriptor + 2);
    bool narrow = at & 0x40000000;
    at &= 0x3FFFFFFF;
    return (struct piece){bytes_32(doc->pieces, 4 * (gsize)index), bytes_32(doc->pieces, 4 * (gsize)index + 4),
                          narrow ? at / 2 : at, narrow ? 1 : 2, bytes_16(doc->pieces, descriptor + 6)};
}

/* The last piece that does not begin behind a position. */
static guint piece_of(const struct doc *doc, guint32 position)
{
    guint low = 0, high = doc->piece_count;
    while (high - low > 1) {
        guint middle = (low + high) / 2;
        if (bytes_32(doc->pieces, 4 * (gsize)middle) <= position)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Pairs of GB2312 in a row of high bytes; false when they are no such pairs. */
static bool count_pairs(struct bytes text, gsize *pairs)
{
    for (gsize i = 0; i < text.length; i++) {
        if (text.data[i] < 0x80)
            continue;
        guint lead = text.data[i], trail = bytes_8(text, i + 1);
        if (lead < 0xA1 || lead > 0xF7 || trail < 0xA1 || trail == 0xFF)
            return false;
        *pairs += lead != trail;
        i++;
    }
    return true;
}

/* Some Chinese programs store GBK where Windows-1252 is meant; three pairs or more and nothing else tell it. */
static bool holds_gbk(const struct doc *doc)
{
    gsize pairs = 0;
    for (guint i = 0; i < MIN(doc->piece_count, 10000); i++) {
        struct piece piece = piece_at(doc, i);
        if (piece.width == 1 && piece.to > piece.from &&
            !count_pairs(bytes_part(doc->text, piece.at, MIN(piece.to - piece.from, 65536)), &pairs))
            return false;
    }
    return pairs >= 3;
}

/* The character at an offset, and how many units of the piece it takes. */
static gunichar decode(const struct doc *doc, const struct piece *piece, guint32 at, guint32 left, bool coded,
                       guint32 *units)
{
    *units = 1;
    guint code = piece->width == 1 ? bytes_8(doc->text, at) : bytes_16(doc->text, at);
    if (piece->width == 2) {
        guint low = left > 1 ? bytes_16(doc->text, at + 2) : 0;
        if (code < 0xD800 || code >= 0xE000)
            return code;
        if (code >= 0xDC00 || low < 0xDC00 || low >= 0xE000)
            return 0xFFFD;
        *units = 2;
        return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (code < 0x80 || coded)
        return code;
    if (!doc->gbk || left < 2)
        return ole_cp1252((guint8)code);
    *units = 2;
    g_autofree char *pair = text_from_bytes(doc->text.data + at, 2, "gb18030");
    return g_utf8_get_char(pair);
}

/* The look of the characters at an offset: the paragraph's style, their own properties, the piece's. */
static struct doc_look look_at(struct doc *doc, guint32 at, struct bytes change, guint32 *end)
{
    guint32 paragraph_end;
    struct bytes own = doc_character_properties(doc, at, end);
    struct bytes paragraph = doc_paragraph_properties(doc, at, &paragraph_end);
    struct doc_look look = doc_style_look(doc, bytes_16(paragraph, 0));
    *end = MIN(*end, paragraph_end);
    doc_apply_characters(doc, own, &look);
    doc_apply_characters(doc, change, &look);
    return look;
}

static void read_piece(struct doc_flow *flow, const struct piece *piece, guint32 from, guint32 to)
{
    struct doc *doc = flow->doc;
    guint8 room[3];
    struct bytes change = piece_change(doc, piece->modifier, room);
    struct doc_look look = {0};
    guint32 end = 0;
    bool coded = false;
    for (guint32 position = from; position < to && !doc->counts.full;) {
        guint64 at = piece->at + (guint64)(position - piece->from) * piece->width;
        if (at + piece->width > doc->text.length || doc->budget == 0) {
            unreadable(doc->document, "文件不完整，内容可能缺失");
            doc->budget = 0;
            return;
        }
        doc->budget--;
        if (at >= end) {
            look = look_at(doc, (guint32)at, change, &end);
            coded = doc_symbol_font(doc, &look) != NULL;
        }
        guint32 units;
        gunichar code = decode(doc, piece, (guint32)at, to - position, coded, &units);
        doc_character(flow, code, &look, (guint32)at, position, change);
        position += units;
    }
}

void doc_read_text(struct doc *doc, guint32 from, guint32 to, GPtrArray *blocks, unsigned style)
{
    struct doc_flow *flow = g_new0(struct doc_flow, 1);
    flow->doc = doc;
    flow->nest = nest_create(doc->document, &doc->counts, blocks);
    flow->after = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
    flow->pending = g_string_new(NULL);
    flow->style = style;
    for (guint i = piece_of(doc, from); i < doc->piece_count && doc->budget > 0 && !doc->counts.full; i++) {
        struct piece piece = piece_at(doc, i);
        if (piece.from >= to)
            break;
        if (piece.to > from)
            read_piece(flow, &piece, MAX(from, piece.from), MIN(to, piece.to));
    }
    doc_end_flow(flow);
    nest_free(flow->nest);
    g_ptr_array_unref(flow->after);
    g_string_free(flow->pending, TRUE);
    block_free(flow->line);
    g_free(flow);
}

/* How many characters the parts of the text hold, one after the other; cut to 32 bits. */
static guint32 add_positions(guint32 a, guint32 b)
{
    return a > G_MAXUINT32 - b ? G_MAXUINT32 : a + b;
}

static void read_document(struct doc *doc)
{
    struct bytes header = doc->text;
    doc_read_fonts(doc, bytes_32(header, 0x112), bytes_32(header, 0x116));
    doc_read_styles(doc, bytes_32(header, 0xA2), bytes_32(header, 0xA6));
    doc_open_pages(doc, &doc->character_pages, bytes_32(header, 0xFA), bytes_32(header, 0xFE));
    doc_open_pages(doc, &doc->paragraph_pages, bytes_32(header, 0x102), bytes_32(header, 0x106));
    if (!read_pieces(doc)) {
        unreadable(doc->document, "文件已损坏，未读");
        return;
    }
    doc->gbk = holds_gbk(doc);
    /* Each character has a place of its own in the stream. */
    doc->budget = doc->text.length;
    guint32 main_text = bytes_32(header, 0x4C), boxes = main_text;
    /* Notes, headers and annotations stand before the boxes and are not read. */
    for (gsize at = 0x50; at <= 0x60; at += 4)
        boxes = add_positions(boxes, bytes_32(header, at));
    doc_read_shapes(doc, boxes);
    doc_read_text(doc, 0, main_text, doc->document->blocks, 0);
    doc_rest_of_boxes(doc);
}

void doc_read(struct document *document, GBytes *bytes)
{
    g_autoptr(Ole) ole = ole_open(bytes);
    struct bytes text = {NULL, 0};
    if (ole)
        text = ole_stream(ole, "WordDocument");
    if (text.length < 0x20 || (bytes_16(text, 0) & 0xFF00) != 0xA500) {
        unreadable(document, "文件已损坏，未读");
        return;
    }
    if (bytes_16(text, 0) != WORD_97 || bytes_16(text, 2) < FIRST_VERSION) {
        unreadable(document, "是Word 95或更早版本的文件，未读；请另存为.docx");
        return;
    }
    guint flags = bytes_16(text, 0x0A);
    if (flags & 0x100) {
        document->encrypted = true;
        return;
    }
    struct doc *doc = g_new0(struct doc, 1);
    doc->document = document;
    doc->text = text;
    doc->table = ole_stream(ole, flags & 0x200 ? "1Table" : "0Table");
    doc->data = ole_stream(ole, "Data");
    doc->changes = g_array_new(FALSE, FALSE, sizeof(struct bytes));
    if (ole_torn(ole))
        unreadable(document, "文件不完整，内容可能缺失");
    read_document(doc);
    doc_free_shapes(doc);
    g_array_unref(doc->changes);
    for (gsize i = 0; i < G_N_ELEMENTS(doc->fonts); i++)
        g_free(doc->fonts[i]);
    g_free(doc->styles);
    g_free(doc);
}
