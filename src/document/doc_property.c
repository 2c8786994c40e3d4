/* Properties of characters and paragraphs: the pages that hold them, the styles below them, and the modifiers (sprm)
 * that both are made of.
 *
 * Pages are searched where they lie, never unpacked: a damaged index may name one page a million times.
 */
#include <string.h>

#include "document/doc.h"
#include "document/glyph.h"

#define PAGE 512
#define MAX_CHAIN 16

struct sprm {
    guint code;
    struct bytes operand;
};

/* The next modifier; false at the end or where the length makes no sense (2.2.5.1). */
static bool next_sprm(struct bytes *properties, struct sprm *sprm)
{
    static const guint8 sizes[8] = {1, 1, 2, 4, 2, 2, 0, 3};
    if (properties->length < 3)
        return false;
    guint code = bytes_16(*properties, 0);
    gsize size = sizes[code >> 13];
    if (code == 0xD608)
        size = bytes_16(*properties, 2) + 1u;
    else if (code == 0xC615 && bytes_8(*properties, 2) == 255) { /* many tabs: their counts tell the length */
        gsize deleted = 1 + 4 * (gsize)bytes_8(*properties, 3);
        size = 1 + deleted + 1 + 3 * (gsize)bytes_8(*properties, 3 + deleted);
    } else if (size == 0)
        size = bytes_8(*properties, 2) + 1u;
    if (!bytes_hold(*properties, 2, size))
        return false;
    *sprm = (struct sprm){code, bytes_part(*properties, 2, size)};
    *properties = bytes_part(*properties, 2 + size, properties->length);
    return true;
}

void doc_open_pages(struct doc *doc, struct doc_pages *pages, guint32 at, guint32 length)
{
    pages->index = bytes_part(doc->table, at, length);
    pages->count = pages->index.length >= 12 ? (guint)((pages->index.length - 4) / 8) : 0;
}

/* The last of count + 1 rising numbers that is not behind `value`; count or more when it is outside. */
static guint find_range(struct bytes numbers, guint count, guint32 value)
{
    if (count == 0 || value < bytes_32(numbers, 0))
        return count;
    guint low = 0, high = count;
    while (high - low > 1) {
        guint middle = (low + high) / 2;
        if (bytes_32(numbers, 4 * (gsize)middle) <= value)
            low = middle;
        else
            high = middle;
    }
    return value < bytes_32(numbers, 4 * (gsize)low + 4) ? low : count;
}

/* The page and the entry in it for an offset (2.9.33 ChpxFkp, 2.9.186 PapxFkp). */
static bool find_entry(const struct doc *doc, const struct doc_pages *pages, guint32 at, struct bytes *page,
                       guint *entry)
{
    guint found = find_range(pages->index, pages->count, at);
    if (found >= pages->count)
        return false;
    guint32 number = bytes_32(pages->index, 4 * ((gsize)pages->count + 1) + 4 * (gsize)found) & 0x3FFFFF;
    if (!bytes_hold(doc->text, (gsize)number * PAGE, PAGE))
        return false;
    *page = bytes_part(doc->text, (gsize)number * PAGE, PAGE);
    guint count = bytes_8(*page, PAGE - 1);
    if (count == 0 || 4 * (count + 1) + count > PAGE - 1)
        return false;
    *entry = find_range(*page, count, at);
    return *entry < count;
}

struct bytes doc_character_properties(const struct doc *doc, guint32 at, guint32 *end)
{
    struct bytes page, none = {NULL, 0};
    guint entry;
    *end = at + 1;
    if (!find_entry(doc, &doc->character_pages, at, &page, &entry))
        return none;
    guint count = bytes_8(page, PAGE - 1);
    *end = MAX(bytes_32(page, 4 * (gsize)entry + 4), at + 1);
    guint place = 2 * bytes_8(page, 4 * (gsize)(count + 1) + entry);
    return place ? bytes_part(page, place + 1, bytes_8(page, place)) : none;
}

struct bytes doc_paragraph_properties(const struct doc *doc, guint32 at, guint32 *end)
{
    struct bytes page, none = {NULL, 0};
    guint entry;
    *end = at + 1;
    if (!find_entry(doc, &doc->paragraph_pages, at, &page, &entry))
        return none;
    guint count = bytes_8(page, PAGE - 1);
    *end = MAX(bytes_32(page, 4 * (gsize)entry + 4), at + 1);
    guint place = 2 * bytes_8(page, 4 * (gsize)(count + 1) + 13 * (gsize)entry);
    if (place == 0)
        return none;
    guint length = bytes_8(page, place);
    return length ? bytes_part(page, place + 1, 2 * length - 1)
                  : bytes_part(page, place + 2, 2 * bytes_8(page, place + 1));
}

void doc_read_fonts(struct doc *doc, guint32 at, guint32 length)
{
    struct bytes fonts = bytes_part(doc->table, at, length);
    guint count = MIN(bytes_16(fonts, 0), DOC_MAX_FONTS);
    gsize place = 4;
    for (guint i = 0; i < count && place < fonts.length; i++) {
        gsize size = bytes_8(fonts, place) + 1u;
        gsize units = size > 40 ? (size - 40) / 2 : 0, used = 0;
        while (used < units && bytes_16(fonts, place + 40 + 2 * used))
            used++;
        doc->fonts[i] = ole_utf16(fonts, place + 40, used);
        place += size;
    }
}

/* A style's name and what it is made of (2.9.260 STD). */
static void read_style(struct doc_style *style, struct bytes std, gsize fixed)
{
    if (std.length < fixed + 2)
        return;
    style->kind = bytes_16(std, 2) & 0xF;
    style->base = bytes_16(std, 2) >> 4;
    gsize at = fixed + 2 + 2 * (gsize)bytes_16(std, fixed) + 2;
    /* A paragraph style has its paragraph's properties first. */
    if (style->kind == 1) {
        at += 2 + (gsize)bytes_16(std, at);
        at += at & 1;
    }
    if (style->kind == 1 || style->kind == 2)
        style->characters = bytes_part(std, at + 2, bytes_16(std, at));
}

void doc_read_styles(struct doc *doc, guint32 at, guint32 length)
{
    struct bytes sheet = bytes_part(doc->table, at, length);
    gsize place = 2 + (gsize)bytes_16(sheet, 0), fixed = bytes_16(sheet, 4);
    doc->style_count = MIN(bytes_16(sheet, 2), DOC_MAX_STYLES);
    doc->styles = g_new0(struct doc_style, doc->style_count + 1);
    for (guint i = 0; i < doc->style_count && place + 2 <= sheet.length; i++) {
        gsize size = bytes_16(sheet, place);
        read_style(&doc->styles[i], bytes_part(sheet, place + 2, size), fixed);
        place += 2 + size + (size & 1);
    }
}

static struct doc_look style_look(struct doc *doc, guint index, int depth)
{
    struct doc_look plain = {0};
    if (index >= doc->style_count || doc->styles[index].kind == 0 || depth > MAX_CHAIN)
        return plain;
    struct doc_style *style = &doc->styles[index];
    if (style->state == 2)
        return style->look;
    if (style->state == 1)
        return plain;
    style->state = 1;
    style->look = style_look(doc, style->base, depth + 1);
    doc_apply_characters(doc, style->characters, &style->look);
    style->state = 2;
    return style->look;
}

struct doc_look doc_style_look(struct doc *doc, guint style)
{
    return style_look(doc, style, 0);
}

/* 0 and 1 say it; 0x80 is as in the style, 0x81 is not as in the style. */
static bool toggled(guint value, bool styled)
{
    return value & 0x80 ? styled != (bool)(value & 1) : value & 1;
}

static void set(struct doc_look *look, unsigned style, bool on)
{
    look->style = on ? look->style | style : look->style & ~style;
}

/* Shading of the old kind (2.9.248 Shd80): a pattern, or a colour behind that is neither automatic nor white. */
static bool shaded_80(guint value)
{
    guint behind = value >> 5 & 0x1F, pattern = value >> 10;
    return value != 0xFFFF && ((behind != 0 && behind != 8) || (pattern != 0 && pattern != 0x3F));
}

static bool shaded(struct bytes operand)
{
    guint32 behind = bytes_32(operand, 5);
    guint pattern = bytes_16(operand, 9);
    bool coloured = behind >> 24 != 0xFF && (behind & 0xFFFFFF) != 0xFFFFFF;
    return operand.length >= 11 && (coloured || (pattern != 0 && pattern != 0xFFFF));
}

static void apply_style_sprm(const struct sprm *sprm, const struct doc_look *base, struct doc_look *look)
{
    guint value = bytes_8(sprm->operand, 0);
    switch (sprm->code) {
    case 0x0801: /* sprmCFRMarkIns */
        set(look, STYLE_INSERTED, value);
        break;
    case 0x0835: /* sprmCFBold */
        set(look, STYLE_BOLD, toggled(value, base->style & STYLE_BOLD));
        break;
    case 0x0837: /* sprmCFStrike */
    case 0x2A53: /* sprmCFDStrike */
        set(look, STYLE_STRIKE, toggled(value, base->style & STYLE_STRIKE));
        break;
    case 0x083C: /* sprmCFVanish */
        look->hidden = toggled(value, base->hidden);
        break;
    case 0x2A3E: /* sprmCKul: 0 none, 5 hidden */
        set(look, STYLE_UNDERLINE, value != 0 && value != 5);
        break;
    case 0x2A0C: /* sprmCHighlight */
    case 0x2A34: /* sprmCKcd: emphasis dots single a word out as a marker pen does, and so does a frame */
        set(look, STYLE_HIGHLIGHT, value != 0 || (sprm->code == 0x2A34 && look->style & STYLE_HIGHLIGHT));
        break;
    case 0x6865: /* sprmCBrc80 */
        if (bytes_32(sprm->operand, 0) != 0xFFFFFFFF && bytes_8(sprm->operand, 1))
            set(look, STYLE_HIGHLIGHT, true);
        break;
    case 0xCA72: /* sprmCBrc */
        if (bytes_8(sprm->operand, 6) && bytes_8(sprm->operand, 6) != 0xFF)
            set(look, STYLE_HIGHLIGHT, true);
        break;
    case 0x4866: /* sprmCShd80 */
        if (shaded_80(bytes_16(sprm->operand, 0)))
            set(look, STYLE_HIGHLIGHT, true);
        break;
    case 0xCA71: /* sprmCShd */
        if (shaded(sprm->operand))
            set(look, STYLE_HIGHLIGHT, true);
        break;
    default:
        break;
    }
}

static void apply_kind_sprm(const struct sprm *sprm, struct doc_look *look)
{
    guint value = bytes_8(sprm->operand, 0);
    switch (sprm->code) {
    case 0x0800: /* sprmCFRMarkDel */
        look->deleted = value;
        break;
    case 0x0855: /* sprmCFSpec */
        look->special = value;
        break;
    case 0x0806: /* sprmCFData */
        look->data = value;
        break;
    case 0x080A: /* sprmCFOle2 */
    case 0x0856: /* sprmCFObj */
        look->object = value;
        break;
    case 0x6A03: /* sprmCPicLocation; 0 is a place too */
        look->placed = true;
        look->place = bytes_32(sprm->operand, 0);
        break;
    case 0x6A09: /* sprmCSymbol */
        look->symbolic = true;
        look->symbol_font = bytes_16(sprm->operand, 0);
        look->symbol = bytes_16(sprm->operand, 2);
        break;
    case 0x4A4F: /* sprmCRgFtc0 and its fellows for East Asian and other text */
    case 0x4A50:
    case 0x4A51:
        look->fonts[sprm->code - 0x4A4F] = bytes_16(sprm->operand, 0) + 1;
        break;
    default:
        break;
    }
}

/* The character style of the properties, which lies below the rest of them. */
static void apply_character_style(struct doc *doc, struct bytes properties, struct doc_look *look)
{
    struct sprm sprm;
    while (next_sprm(&properties, &sprm)) {
        guint index = bytes_16(sprm.operand, 0);
        if (sprm.code != 0x4A30 || index >= doc->style_count || doc->styles[index].kind != 2) /* sprmCIstd */
            continue;
        struct doc_look styled = doc_style_look(doc, index);
        look->style |= styled.style;
        look->hidden |= styled.hidden;
        for (gsize i = 0; i < G_N_ELEMENTS(look->fonts); i++)
            if (styled.fonts[i])
                look->fonts[i] = styled.fonts[i];
    }
}

void doc_apply_characters(struct doc *doc, struct bytes properties, struct doc_look *look)
{
    if (properties.length == 0)
        return;
    apply_character_style(doc, properties, look);
    struct doc_look base = *look;
    struct sprm sprm;
    while (next_sprm(&properties, &sprm)) {
        apply_style_sprm(&sprm, &base, look);
        apply_kind_sprm(&sprm, look);
    }
}

const char *doc_symbol_font(const struct doc *doc, const struct doc_look *look)
{
    for (gsize i = 0; i < G_N_ELEMENTS(look->fonts); i++) {
        guint index = look->fonts[i];
        const char *font = index && index <= DOC_MAX_FONTS ? doc->fonts[index - 1] : NULL;
        if (font && symbol_font(font))
            return font;
    }
    return NULL;
}

/* A row's cells (2.9.322 TDefTableOperand): their count, the edges, 20 bytes for each of the first of them. */
static void read_shape(struct bytes operand, struct row_shape *shape)
{
    int count = (int)MIN(bytes_8(operand, 2), ROW_MAX_CELLS);
    memset(shape, 0, sizeof *shape);
    if (!bytes_hold(operand, 3, 2 * ((gsize)count + 1)))
        return;
    shape->count = count;
    for (int i = 0; i <= count; i++)
        shape->edges[i] = (gint16)bytes_16(operand, 3 + 2 * (gsize)i);
    gsize cells = 3 + 2 * ((gsize)bytes_8(operand, 2) + 1);
    /* Which number begins a merged group sideways is told in two ways by two descriptions of the format; the first
     * of a group is never the one that goes on. */
    guint begun = 0;
    for (int i = 0; i < count; i++) {
        guint flags = bytes_16(operand, cells + 20 * (gsize)i), across = flags & 3, down = flags >> 5 & 3;
        shape->down[i] = down == 1 ? MERGE_ON : down ? MERGE_START : MERGE_NONE;
        bool first = across && (begun == 0 || across == begun);
        begun = !across ? 0 : first ? across : begun;
        shape->across[i] = !across ? MERGE_NONE : first ? MERGE_START : MERGE_ON;
    }
}

/* Merges that were made after the row was defined: from a cell up to before another. */
static void merge_later(struct doc_paragraph *paragraph, const struct sprm *sprm)
{
    struct row_shape *shape = &paragraph->shape;
    guint first = bytes_8(sprm->operand, 0), end = MIN(bytes_8(sprm->operand, 1), (guint)shape->count);
    for (guint i = first; i < end; i++)
        shape->across[i] = sprm->code == 0x5625 ? MERGE_NONE : i == first ? MERGE_START : MERGE_ON;
}

static void apply_table_sprm(struct doc_paragraph *paragraph, const struct sprm *sprm)
{
    switch (sprm->code) {
    case 0xD608: /* sprmTDefTable */
        read_shape(sprm->operand, &paragraph->shape);
        paragraph->shaped = paragraph->shape.count > 0;
        break;
    case 0x5624: /* sprmTMerge */
    case 0x5625: /* sprmTSplit */
        merge_later(paragraph, sprm);
        break;
    case 0xD62B: { /* sprmTVertMerge */
        guint cell = bytes_8(sprm->operand, 1), down = bytes_8(sprm->operand, 2) & 3;
        if (cell < ROW_MAX_CELLS)
            paragraph->shape.down[cell] = down == 1 ? MERGE_ON : down ? MERGE_START : MERGE_NONE;
        break;
    }
    default:
        break;
    }
}

static void apply_paragraph(struct doc *doc, struct bytes properties, struct doc_paragraph *paragraph, int depth)
{
    struct sprm sprm;
    while (next_sprm(&properties, &sprm)) {
        guint value = bytes_8(sprm.operand, 0);
        switch (sprm.code) {
        case 0x2416: /* sprmPFInTable */
            paragraph->in_table = value;
            break;
        case 0x2417: /* sprmPFTtp */
            paragraph->row_end = value;
            break;
        case 0x244B: /* sprmPFInnerTableCell */
            paragraph->inner_cell = value;
            break;
        case 0x244C: /* sprmPFInnerTtp */
            paragraph->inner_row_end = value;
            break;
        case 0x6649: /* sprmPItap */
            paragraph->depth = (int)MIN(bytes_32(sprm.operand, 0), DOCUMENT_MAX_DEPTH + 1);
            break;
        case 0x664A: /* sprmPDtap */
            paragraph->depth = CLAMP(paragraph->depth + (gint8)value, 0, DOCUMENT_MAX_DEPTH + 1);
            break;
        case 0x6645: /* sprmPHugePapx: the properties stand in the Data stream */
        case 0x6646: {
            gsize at = bytes_32(sprm.operand, 0);
            if (depth == 0)
                apply_paragraph(doc, bytes_part(doc->data, at + 2, bytes_16(doc->data, at)), paragraph, 1);
            break;
        }
        default:
            apply_table_sprm(paragraph, &sprm);
        }
    }
}

void doc_apply_paragraph(struct doc *doc, struct bytes properties, struct doc_paragraph *paragraph)
{
    apply_paragraph(doc, properties, paragraph, 0);
}
