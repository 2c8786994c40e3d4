/* Characters of a .doc: text, paragraph, cell and row marks, symbols, and fields with what they show.
 *
 * A form field is written where its data stand (the result that follows is dropped), EQ when its instruction is
 * whole. Text gathers until its look changes, so that a run is one piece.
 */
#include <string.h>

#include "document/doc.h"
#include "document/glyph.h"

#define MAX_INSTRUCTION 65536
#define MAX_BARE 100
#define FORM_DATA 68 /* bytes before the form field's data where the header does not say */

/* True while text belongs to an instruction or to a result that is not shown. */
static bool unseen(const struct doc_flow *flow)
{
    for (guint i = 0; i < flow->open_fields; i++)
        if (flow->fields[i].instructing || flow->fields[i].drop_result)
            return true;
    return false;
}

static struct doc_field *instructed(struct doc_flow *flow)
{
    struct doc_field *field = flow->open_fields ? &flow->fields[flow->open_fields - 1] : NULL;
    return field && field->instructing ? field : NULL;
}

static struct paragraph *line_of(struct doc_flow *flow)
{
    if (!flow->line)
        flow->line = block_paragraph();
    return flow->line->paragraph;
}

static unsigned style_of(const struct doc_flow *flow, const struct doc_look *look)
{
    return look->style | flow->style;
}

static void instruct(struct doc_field *field, const char *text)
{
    if (field->instruction->len < MAX_INSTRUCTION)
        g_string_append(field->instruction, text);
}

static void flush(struct doc_flow *flow)
{
    if (flow->pending->len == 0)
        return;
    struct doc_field *field = instructed(flow);
    const char *font = doc_symbol_font(flow->doc, &flow->look);
    if (field)
        instruct(field, flow->pending->str);
    else if (unseen(flow) || flow->look.hidden)
        ;
    else if (font)
        paragraph_symbols(line_of(flow), font, flow->pending->str, style_of(flow, &flow->look));
    else
        paragraph_append(line_of(flow), flow->pending->str, style_of(flow, &flow->look));
    g_string_truncate(flow->pending, 0);
}

static void put(struct doc_flow *flow, gunichar code, const struct doc_look *look)
{
    if (look->style != flow->look.style || look->hidden != flow->look.hidden ||
        memcmp(look->fonts, flow->look.fonts, sizeof look->fonts) != 0 || flow->pending->len > 4096)
        flush(flow);
    flow->look = *look;
    g_string_append_unichar(flow->pending, code);
}

static void put_symbol(struct doc_flow *flow, const struct doc_look *look)
{
    const char *font = look->symbol_font < DOC_MAX_FONTS ? flow->doc->fonts[look->symbol_font] : NULL;
    enum mark_state state;
    bool tick;
    const char *glyph;
    if (symbol_mark(font, look->symbol, &state, &tick, &glyph)) {
        flush(flow);
        if (instructed(flow))
            instruct(instructed(flow), glyph);
        else if (!unseen(flow) && !look->hidden)
            paragraph_mark(line_of(flow), state, MARK_SYMBOL, tick, glyph, style_of(flow, look));
        return;
    }
    bool letter = !symbol_font(font) && look->symbol >= 0x20 && look->symbol < 0xD800;
    struct doc_look plain = *look;
    memset(plain.fonts, 0, sizeof plain.fonts);
    put(flow, letter ? look->symbol : 0xFFFD, &plain);
}

static void begin_field(struct doc_flow *flow)
{
    flush(flow);
    if (flow->open_fields == DOC_MAX_FIELDS) {
        flow->doc->document->damaged = true;
        return;
    }
    flow->fields[flow->open_fields++] = (struct doc_field){true, false, g_string_new(NULL)};
}

/* What an instruction shows by itself: EQ, a form's box whose data are lost, a control that only Windows can read. */
static bool show_instruction(struct doc_flow *flow, const char *instruction, unsigned style)
{
    static const char *const boxes[] = {"FORMCHECKBOX", "CONTROL Forms.CheckBox", "CONTROL Forms.OptionButton"};
    while (*instruction == ' ')
        instruction++;
    for (gsize i = 0; i < G_N_ELEMENTS(boxes); i++)
        if (g_ascii_strncasecmp(instruction, boxes[i], strlen(boxes[i])) == 0) {
            paragraph_mark(line_of(flow), MARK_UNKNOWN, i == 0 ? MARK_LEGACY : MARK_CONTROL, false, "□", style);
            return true;
        }
    return eq_append(line_of(flow), instruction, style);
}

static void separate_field(struct doc_flow *flow, const struct doc_look *look)
{
    flush(flow);
    struct doc_field *field = instructed(flow);
    if (!field)
        return;
    field->instructing = false;
    /* What an EQ field keeps as its result is a stand-in for programs that cannot draw it. */
    if (!field->drop_result && !unseen(flow) && !look->hidden &&
        show_instruction(flow, field->instruction->str, style_of(flow, look)))
        field->drop_result = true;
}

static void end_field(struct doc_flow *flow, const struct doc_look *look)
{
    flush(flow);
    if (flow->open_fields == 0)
        return;
    struct doc_field *field = &flow->fields[--flow->open_fields];
    if (field->instructing && !field->drop_result && !unseen(flow) && !look->hidden)
        show_instruction(flow, field->instruction->str, style_of(flow, look));
    g_string_free(field->instruction, TRUE);
}

/* A string with its length before it and a NUL behind it; gives where it ends. */
static gsize skip_string(struct bytes data, gsize at)
{
    return at + 2 + 2 * (gsize)bytes_16(data, at) + 2;
}

/* The entry of a drop-down list that shows (2.9.78 FFData, hsttbDropList). */
static char *list_entry(struct bytes data, gsize at, guint chosen)
{
    for (int i = 0; i < 5; i++)
        at = skip_string(data, at);
    guint count = bytes_16(data, at + 2);
    at += 6;
    for (guint i = 0; i < MIN(count, chosen) && at < data.length; i++)
        at += 2 + 2 * (gsize)bytes_16(data, at);
    return chosen < count ? ole_utf16(data, at + 2, MIN(bytes_16(data, at), 255)) : NULL;
}

/* The data of a form field: a check box or a list shows here, a text in the field's result. 25 is "as by default". */
static void form_data(struct doc_flow *flow, const struct doc_look *look)
{
    struct bytes data = flow->doc->data;
    gsize header = bytes_16(data, (gsize)look->place + 4);
    struct bytes form = bytes_part(data, (gsize)look->place + (header ? header : FORM_DATA), data.length);
    if (form.length < 14 || bytes_32(form, 0) != 0xFFFFFFFF)
        return;
    guint bits = bytes_16(form, 4), kind = bits & 3, result = bits >> 2 & 31;
    gsize at = skip_string(form, 10);
    if (kind == 0 || kind == 3)
        return;
    if (result == 25)
        result = bytes_16(form, at);
    struct doc_field *field = instructed(flow);
    bool seen = !look->hidden && !field->drop_result;
    for (guint i = 0; i + 1 < flow->open_fields; i++)
        seen &= !flow->fields[i].instructing && !flow->fields[i].drop_result;
    field->drop_result = true;
    if (!seen)
        return;
    if (kind == 1) {
        bool on = result == 1;
        paragraph_mark(line_of(flow), on ? MARK_ON : MARK_OFF, MARK_LEGACY, false, on ? "☑" : "□",
                       style_of(flow, look));
        return;
    }
    g_autofree char *entry = list_entry(form, at + 2, result);
    paragraph_append(line_of(flow), entry ? entry : "", style_of(flow, look));
}

static void object(struct doc_flow *flow, const struct doc_look *look)
{
    flush(flow);
    if (look->placed && instructed(flow))
        form_data(flow, look);
    else if (look->placed && !look->data && !look->object && !look->hidden && !unseen(flow))
        flow->doc->document->pictures++;
}

static void close_fields(struct doc_flow *flow, bool all)
{
    struct doc_look plain = {0};
    while (all ? flow->open_fields > 0 : instructed(flow) != NULL)
        end_field(flow, &plain);
}

/* The open paragraph and what floats over it, to where the rows say. */
static void add_line(struct doc_flow *flow)
{
    struct doc *doc = flow->doc;
    GPtrArray *blocks = nest_blocks(flow->nest);
    line_of(flow);
    /* The empty paragraphs of a box show nothing. */
    if (flow->style & STYLE_FLOATING && flow->line->paragraph->runs->len == 0)
        block_free(g_steal_pointer(&flow->line));
    else
        count_paragraph(doc->document, &doc->counts, blocks, g_steal_pointer(&flow->line));
    for (guint i = 0; i < flow->after->len; i++)
        g_ptr_array_add(blocks, g_steal_pointer(&flow->after->pdata[i]));
    g_ptr_array_set_size(flow->after, 0);
    /* A shape without text in a table may be a circle drawn around an option: a person has to look at it. */
    for (guint i = 0; i < MIN(flow->bare, MAX_BARE) && nest_now(flow->nest); i++) {
        struct block *block = block_paragraph();
        paragraph_mark(block->paragraph, MARK_UNKNOWN, MARK_GLYPH, false, i < flow->round ? "○" : "□", STYLE_FLOATING);
        count_paragraph(doc->document, &doc->counts, blocks, block);
    }
    flow->bare = flow->round = 0;
}

/* A deletion that begins with the mark of the row's end and goes on behind it is about the next row's text: LibreOffice
 * lets one at the beginning of a row cover the mark before it. */
static bool runs_on(const struct doc_flow *flow, guint32 at, bool kept)
{
    guint32 end;
    doc_character_properties(flow->doc, at, &end);
    return kept && end > at + 2;
}

static void end_row(struct doc_flow *flow, const struct doc_paragraph *paragraph, bool gone)
{
    block_free(g_steal_pointer(&flow->line));
    if (gone)
        nest_drop_row(flow->nest);
    else
        nest_end_row(flow->nest, paragraph->shaped ? &paragraph->shape : NULL);
}

static void end_paragraph(struct doc_flow *flow, gunichar code, const struct doc_look *look, guint32 at,
                          struct bytes change)
{
    flush(flow);
    close_fields(flow, false);
    struct doc_paragraph paragraph = {0};
    guint32 end;
    struct bytes properties = doc_paragraph_properties(flow->doc, at, &end);
    doc_apply_paragraph(flow->doc, bytes_part(properties, 2, properties.length), &paragraph);
    doc_apply_paragraph(flow->doc, change, &paragraph);
    int depth = paragraph.depth ? paragraph.depth : paragraph.in_table;
    bool cell = code == 7 || (paragraph.inner_cell && depth > 1);
    bool row = (code == 7 && paragraph.row_end) || (paragraph.inner_row_end && depth > 1);
    if (!row && !cell && look->deleted && !flow->line && !flow->after->len)
        return;
    nest_depth(flow->nest, depth);
    if (row) {
        end_row(flow, &paragraph, look->hidden || (look->deleted && !runs_on(flow, at, flow->kept)));
        return;
    }
    add_line(flow);
    if (cell) {
        close_fields(flow, true);
        block_free(g_steal_pointer(&flow->line));
        flow->kept = !look->deleted;
        nest_end_cell(flow->nest);
    }
}

static void control(struct doc_flow *flow, gunichar code, const struct doc_look *look, guint32 position)
{
    switch (code) {
    case 0x01:
        object(flow, look);
        break;
    case 0x08:
        if (!look->hidden && !unseen(flow))
            doc_shape(flow, position);
        break;
    case 0x0B:
        put(flow, '\n', look);
        break;
    case 0x13:
        begin_field(flow);
        break;
    case 0x14:
        separate_field(flow, look);
        break;
    case 0x15:
        end_field(flow, look);
        break;
    case 0x1E:
        put(flow, '-', look);
        break;
    default: /* notes, separators, optional hyphens */
        break;
    }
}

void doc_character(struct doc_flow *flow, gunichar code, const struct doc_look *look, guint32 at, guint32 position,
                   struct bytes change)
{
    if (code == 0x07 || code == 0x0C || code == 0x0D)
        end_paragraph(flow, code, look, at, change);
    else if (look->deleted)
        return;
    else if (look->symbolic && look->special)
        put_symbol(flow, look);
    else if (code < 0x20 && code != '\t')
        control(flow, code, look, position);
    else
        put(flow, code, look);
}

void doc_end_flow(struct doc_flow *flow)
{
    flush(flow);
    close_fields(flow, true);
    if (flow->line)
        add_line(flow);
}
