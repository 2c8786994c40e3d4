/* Characters of RTF: bytes in the code page of their font, \u with its stand-in, symbols by font; paragraphs, cells
 * and rows; fields with what they show; text boxes, which are texts of their own.
 */
#include <string.h>

#include "base/text.h"
#include "document/glyph.h"
#include "document/rtf.h"

#define MAX_GATHERED 4096
#define MAX_INSTRUCTION 65536
#define MAX_ENTRIES 1000

static const struct rtf_font *font_of(const struct rtf *rtf)
{
    return g_hash_table_lookup(rtf->fonts, GINT_TO_POINTER(rtf->groups[rtf->group].look.font));
}

static const char *symbol_font_of(const struct rtf *rtf)
{
    const struct rtf_font *font = font_of(rtf);
    return font && symbol_font(font->name) ? font->name : NULL;
}

/* The charset of bytes: the font's where it says one, else the document's. */
static char *charset_of(const struct rtf *rtf)
{
    static const struct {
        int charset, page;
    } pages[] = {{128, 932},  {129, 949},  {134, 936},  {136, 950},  {161, 1253}, {162, 1254},
                 {177, 1255}, {178, 1256}, {186, 1257}, {204, 1251}, {222, 874},  {238, 1250}};
    const struct rtf_font *font = font_of(rtf);
    int page = rtf->code_page;
    for (gsize i = 0; font && i < G_N_ELEMENTS(pages); i++)
        if (pages[i].charset == font->charset)
            page = pages[i].page;
    return page == 936 ? g_strdup("gb18030") : page == 950 ? g_strdup("big5") : g_strdup_printf("CP%d", page);
}

static void decode_raw(struct rtf *rtf)
{
    if (rtf->raw->len == 0)
        return;
    g_autofree char *charset = charset_of(rtf);
    g_autofree char *text = text_from_bytes(rtf->raw->str, rtf->raw->len, charset);
    g_string_append(rtf->text, text);
    g_string_truncate(rtf->raw, 0);
    rtf->in_pair = false;
}

static bool stands_in(struct rtf *rtf)
{
    if (rtf->fallback == 0)
        return false;
    rtf->fallback--;
    return true;
}

void rtf_byte(struct rtf *rtf, guint8 byte)
{
    if (stands_in(rtf) || rtf->group < 0)
        return;
    if (rtf_now(rtf)->target == RTF_TEXT && symbol_font_of(rtf)) {
        decode_raw(rtf);
        g_string_append_unichar(rtf->text, byte ? byte : ' ');
    } else {
        rtf->in_pair = !rtf->in_pair && byte >= 0x81;
        g_string_append_c(rtf->raw, (char)byte);
    }
    if (rtf->raw->len + rtf->text->len > MAX_GATHERED && !rtf->in_pair)
        rtf_flush(rtf);
}

void rtf_character(struct rtf *rtf, gunichar code)
{
    if (stands_in(rtf) || rtf->group < 0 || rtf_now(rtf)->target == RTF_SKIP)
        return;
    decode_raw(rtf);
    g_string_append_unichar(rtf->text, code);
    if (rtf->text->len > MAX_GATHERED)
        rtf_flush(rtf);
}

void rtf_unicode(struct rtf *rtf, int unit)
{
    gunichar code = (gunichar)(unit & 0xFFFF), high = rtf->high;
    rtf->high = 0;
    decode_raw(rtf);
    if (code >= 0xD800 && code < 0xDC00)
        rtf->high = code;
    else if (code >= 0xDC00 && code < 0xE000)
        rtf_character(rtf, high ? 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) : 0xFFFD);
    else
        rtf_character(rtf, code ? code : ' ');
    rtf->fallback = rtf_now(rtf)->fallback;
}

static struct rtf_flow *flow_of(struct rtf *rtf)
{
    return &rtf->flows[rtf->flow];
}

static struct paragraph *line_of(struct rtf *rtf)
{
    struct rtf_flow *flow = flow_of(rtf);
    if (!flow->line)
        flow->line = block_paragraph();
    return flow->line->paragraph;
}

static void put_text(struct rtf *rtf, const struct rtf_look *look, const char *text)
{
    if (look->hidden || look->deleted)
        return;
    unsigned style = look->style | flow_of(rtf)->style;
    const char *font = symbol_font_of(rtf);
    if (font)
        paragraph_symbols(line_of(rtf), font, text, style);
    else
        paragraph_append(line_of(rtf), text, style);
}

/* "Wingdings;" ends a font's name. */
static void put_font(struct rtf *rtf, const char *text)
{
    gsize length = strcspn(text, ";");
    if (length == 0 || g_hash_table_size(rtf->fonts) >= RTF_MAX_FONTS)
        return;
    struct rtf_font *font = g_hash_table_lookup(rtf->fonts, GINT_TO_POINTER(rtf->font));
    if (font)
        return;
    font = g_new0(struct rtf_font, 1);
    font->name = g_strndup(text, length);
    font->charset = rtf->charset;
    g_hash_table_insert(rtf->fonts, GINT_TO_POINTER(rtf->font), font);
}

static void put_colours(struct rtf *rtf, const char *text)
{
    for (; *text; text++) {
        if (*text != ';')
            continue;
        if (rtf->colours < RTF_MAX_COLOURS)
            rtf->white[rtf->colours++] = !rtf->coloured || rtf->red + rtf->green + rtf->blue == 3 * 255;
        rtf->coloured = false;
        rtf->red = rtf->green = rtf->blue = 0;
    }
}

static void put_class(struct rtf *rtf, const char *text)
{
    /* An ActiveX control keeps its state in a form that only Windows knows. */
    if (g_str_has_prefix(text, "Forms.CheckBox") || g_str_has_prefix(text, "Forms.OptionButton"))
        rtf_mark(rtf, MARK_UNKNOWN, MARK_CONTROL);
}

void rtf_flush(struct rtf *rtf)
{
    if (rtf->group < 0)
        return;
    decode_raw(rtf);
    const struct rtf_group *group = rtf_now(rtf);
    struct rtf_field *field = rtf->open_fields ? &rtf->fields[rtf->open_fields - 1] : NULL;
    const char *text = rtf->text->str;
    if (rtf->text->len == 0)
        return;
    if (group->target == RTF_TEXT)
        put_text(rtf, &group->look, text);
    else if (group->target == RTF_FONTS)
        put_font(rtf, text);
    else if (group->target == RTF_COLOURS)
        put_colours(rtf, text);
    else if (group->target == RTF_CLASS)
        put_class(rtf, text);
    else if (group->target == RTF_INSTRUCTION && field && field->instruction->len < MAX_INSTRUCTION)
        g_string_append(field->instruction, text);
    else if (group->target == RTF_ENTRY && field && field->entries->len < MAX_ENTRIES)
        g_ptr_array_add(field->entries, g_strdup(text));
    g_string_truncate(rtf->text, 0);
}

void rtf_mark(struct rtf *rtf, enum mark_state state, enum mark_origin origin)
{
    const struct rtf_look *look = &rtf_now(rtf)->look;
    if (!look->hidden && !look->deleted)
        paragraph_mark(line_of(rtf), state, origin, false, state == MARK_ON ? "☑" : "□",
                       look->style | flow_of(rtf)->style);
}

static void add_line(struct rtf *rtf)
{
    struct rtf_flow *flow = flow_of(rtf);
    GPtrArray *blocks = nest_blocks(flow->nest);
    line_of(rtf);
    if (flow->style & STYLE_FLOATING && flow->line->paragraph->runs->len == 0)
        block_free(g_steal_pointer(&flow->line));
    else
        count_paragraph(rtf->document, &rtf->counts, blocks, g_steal_pointer(&flow->line));
    for (guint i = 0; i < flow->after->len; i++)
        g_ptr_array_add(blocks, g_steal_pointer(&flow->after->pdata[i]));
    g_ptr_array_set_size(flow->after, 0);
}

void rtf_end_paragraph(struct rtf *rtf)
{
    const struct rtf_group *group = rtf_now(rtf);
    nest_depth(flow_of(rtf)->nest, group->depth > 0 ? group->depth : group->in_table);
    add_line(rtf);
}

void rtf_end_cell(struct rtf *rtf, int depth)
{
    nest_depth(flow_of(rtf)->nest, depth);
    add_line(rtf);
    nest_end_cell(flow_of(rtf)->nest);
}

void rtf_end_row(struct rtf *rtf, int depth)
{
    struct rtf_flow *flow = flow_of(rtf);
    const struct row_shape *shape = &rtf->shape[depth > 1];
    /* Some writers leave out the mark of the last cell. */
    if (flow->line && flow->line->paragraph->runs->len)
        rtf_end_cell(rtf, depth);
    block_free(g_steal_pointer(&flow->line));
    nest_depth(flow->nest, depth);
    nest_end_row(flow->nest, shape->count ? shape : NULL);
}

void rtf_begin_field(struct rtf *rtf)
{
    if (rtf->open_fields == RTF_MAX_FIELDS) {
        rtf_now(rtf)->target = RTF_SKIP;
        rtf->document->damaged = true;
        return;
    }
    struct rtf_field field = {.outside = rtf_now(rtf)->target, .kind = -1, .result = 25};
    field.instruction = g_string_new(NULL);
    field.entries = g_ptr_array_new_with_free_func(g_free);
    rtf->fields[rtf->open_fields++] = field;
    rtf_now(rtf)->field = true;
}

/* A form's box or list, or EQ; the text of all other fields is their result. 25 is "as by default". */
static void show_field(struct rtf *rtf, struct rtf_field *field)
{
    const struct rtf_look *look = &rtf_now(rtf)->look;
    int result = field->result == 25 ? field->standard : field->result;
    field->shown = true;
    if (field->outside != RTF_TEXT || look->hidden || look->deleted)
        return;
    field->drop = true;
    const char *instruction = field->instruction->str;
    while (*instruction == ' ')
        instruction++;
    if (field->kind == 1)
        rtf_mark(rtf, result == 1 ? MARK_ON : MARK_OFF, MARK_LEGACY);
    else if (g_ascii_strncasecmp(instruction, "FORMCHECKBOX", 12) == 0)
        rtf_mark(rtf, MARK_UNKNOWN, MARK_LEGACY);
    else if (field->kind == 2 && result >= 0 && (guint)result < field->entries->len)
        put_text(rtf, look, field->entries->pdata[result]);
    else if (!eq_append(line_of(rtf), instruction, look->style | flow_of(rtf)->style))
        field->drop = false;
}

void rtf_field_result(struct rtf *rtf)
{
    struct rtf_field *field = rtf->open_fields ? &rtf->fields[rtf->open_fields - 1] : NULL;
    if (!field)
        return;
    if (!field->shown)
        show_field(rtf, field);
    rtf_now(rtf)->target = field->drop ? RTF_SKIP : field->outside;
}

void rtf_end_field(struct rtf *rtf)
{
    struct rtf_field *field = &rtf->fields[rtf->open_fields - 1];
    if (!field->shown)
        show_field(rtf, field);
    g_string_free(field->instruction, TRUE);
    g_ptr_array_unref(field->entries);
    rtf->open_fields--;
}

void rtf_begin_flow(struct rtf *rtf)
{
    if (rtf->flow + 1 >= RTF_MAX_FLOWS) {
        rtf_now(rtf)->target = RTF_SKIP;
        return;
    }
    struct rtf_flow *flow = &rtf->flows[++rtf->flow];
    bool box = rtf->flow > 0;
    flow->blocks =
        box ? g_ptr_array_new_with_free_func((GDestroyNotify)block_free) : g_ptr_array_ref(rtf->document->blocks);
    flow->nest = nest_create(rtf->document, &rtf->counts, flow->blocks);
    flow->after = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
    flow->line = NULL;
    flow->style = box ? STYLE_FLOATING : 0;
    if (!box)
        return;
    rtf_now(rtf)->flow = true;
    rtf_now(rtf)->target = RTF_TEXT;
    rtf_now(rtf)->in_table = false;
    rtf_now(rtf)->depth = 0;
}

void rtf_end_flow(struct rtf *rtf)
{
    struct rtf_flow *flow = flow_of(rtf);
    if (flow->line || flow->after->len)
        add_line(rtf);
    nest_free(flow->nest);
    rtf->flow--;
    /* The boxes of a text follow the paragraph that they float over. */
    for (guint i = 0; rtf->flow >= 0 && i < flow->blocks->len; i++)
        g_ptr_array_add(flow_of(rtf)->after, g_steal_pointer(&flow->blocks->pdata[i]));
    g_ptr_array_unref(flow->blocks);
    g_ptr_array_unref(flow->after);
}
