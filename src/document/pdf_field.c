/* What stands on a PDF's page beside its text: form fields, and annotations that people put on it with a reader.
 *
 * Values come as items where their boxes stand: a field's value, words typed on the page (FreeText), a tick drawn over
 * a box (Ink). poppler turns the areas of annotations with the page, but not those of form fields: how the page is
 * turned is told by the two lists of the same boxes.
 */
#include <math.h>
#include <poppler.h>
#include <string.h>

#include "base/text.h"
#include "document/glyph.h"
#include "document/pdf.h"

#define MAX_STROKE 90 /* pixels: what is drawn larger is no tick */
#define MAX_OVERLAYS 2000
#define MAX_TYPED 20000 /* bytes of one annotation */
#define TICK_SIDE 24
#define SAME_AREA 1.5 /* points */

/* A page as its annotations see it. */
struct sheet {
    struct pdf_page *page;
    double width, height; /* points, as shown */
    int turn;             /* quarters, clockwise: of the page against its form fields */
    GPtrArray *fields;
};

/* Turned pages --------------------------------------------------------------------------------------------- */

static PopplerRectangle straight(const PopplerRectangle *area)
{
    return (PopplerRectangle){.x1 = MIN(area->x1, area->x2),
                              .y1 = MIN(area->y1, area->y2),
                              .x2 = MAX(area->x1, area->x2),
                              .y2 = MAX(area->y1, area->y2)};
}

/* An area of the page before it was turned, as it is shown; y upwards. */
static PopplerRectangle turned(const PopplerRectangle *area, int turn, double width, double height)
{
    switch (turn) {
    case 1:
        return (PopplerRectangle){.x1 = area->y1, .y1 = height - area->x2, .x2 = area->y2, .y2 = height - area->x1};
    case 2:
        return (PopplerRectangle){
            .x1 = width - area->x2, .y1 = height - area->y2, .x2 = width - area->x1, .y2 = height - area->y1};
    case 3:
        return (PopplerRectangle){.x1 = width - area->y2, .y1 = area->x1, .x2 = width - area->y1, .y2 = area->x2};
    default:
        return *area;
    }
}

static bool same_area(const PopplerRectangle *a, const PopplerRectangle *b)
{
    return fabs(a->x1 - b->x1) < SAME_AREA && fabs(a->y1 - b->y1) < SAME_AREA && fabs(a->x2 - b->x2) < SAME_AREA &&
           fabs(a->y2 - b->y2) < SAME_AREA;
}

static int count_same(const struct sheet *sheet, const GList *widgets, const GList *annotations, int turn)
{
    int count = 0, looked = 0;
    for (const GList *at = widgets; at && looked < 8; at = at->next, looked++) {
        PopplerRectangle area = straight(&((const PopplerFormFieldMapping *)at->data)->area);
        area = turned(&area, turn, sheet->width, sheet->height);
        bool found = false;
        for (const GList *to = annotations; to && !found; to = to->next) {
            const PopplerAnnotMapping *mapping = to->data;
            PopplerRectangle shown = straight(&mapping->area);
            found = poppler_annot_get_annot_type(mapping->annot) == POPPLER_ANNOT_WIDGET && same_area(&area, &shown);
        }
        count += found;
    }
    return count;
}

static int find_turn(const struct sheet *sheet, const GList *widgets, const GList *annotations)
{
    int best = 0, most = count_same(sheet, widgets, annotations, 0);
    for (int turn = 1; turn < 4; turn++) {
        int count = count_same(sheet, widgets, annotations, turn);
        if (count > most) {
            best = turn;
            most = count;
        }
    }
    return best;
}

static struct pdf_box box_of(const struct sheet *sheet, const PopplerRectangle *area)
{
    PopplerRectangle flat = straight(area);
    return (struct pdf_box){flat.x1 * PDF_SCALE, (sheet->height - flat.y2) * PDF_SCALE, flat.x2 * PDF_SCALE,
                            (sheet->height - flat.y1) * PDF_SCALE};
}

/* Form fields ---------------------------------------------------------------------------------------------- */

static char *choice_value(PopplerFormField *field)
{
    GString *out = g_string_new(NULL);
    int count = MIN(poppler_form_field_choice_get_n_items(field), PDF_MAX_FIELDS);
    for (int i = 0; i < count; i++) {
        if (!poppler_form_field_choice_is_item_selected(field, i))
            continue;
        g_autofree char *item = poppler_form_field_choice_get_item(field, i);
        g_string_append_printf(out, "%s%s", out->len ? "、" : "", item ? item : "");
    }
    if (out->len == 0 && poppler_form_field_choice_get_choice_type(field) == POPPLER_FORM_CHOICE_COMBO &&
        poppler_form_field_choice_is_editable(field)) {
        g_autofree char *typed = poppler_form_field_choice_get_text(field);
        g_string_append(out, typed ? typed : "");
    }
    return g_string_free(out, FALSE);
}

static char *field_value(PopplerFormField *field, bool *button, bool *on)
{
    switch (poppler_form_field_get_field_type(field)) {
    case POPPLER_FORM_FIELD_TEXT:
        return poppler_form_field_text_is_password(field) ? NULL : poppler_form_field_text_get_text(field);
    case POPPLER_FORM_FIELD_CHOICE:
        return choice_value(field);
    case POPPLER_FORM_FIELD_BUTTON:
        *button = poppler_form_field_button_get_button_type(field) != POPPLER_FORM_BUTTON_PUSH;
        *on = *button && poppler_form_field_button_get_state(field);
        return *button ? g_strdup(*on ? "true" : "false") : NULL;
    default:
        return NULL;
    }
}

static void add_item(struct pdf_page *page, const struct pdf_item *item)
{
    if (page->items->len >= PDF_MAX_ITEMS || !isfinite(item->box.x1 + item->box.x2 + item->box.y1 + item->box.y2))
        return;
    g_array_append_vals(page->items, item, 1);
    page->typed++;
}

static void read_field(const struct sheet *sheet, const PopplerFormFieldMapping *mapping)
{
    bool button = false, on = false;
    g_autofree char *raw = field_value(mapping->field, &button, &on);
    g_autofree char *name = poppler_form_field_get_name(mapping->field);
    g_autofree char *value = raw ? g_utf8_make_valid(raw, -1) : NULL;
    if (name && *name && (button || poppler_form_field_get_field_type(mapping->field) != POPPLER_FORM_FIELD_BUTTON)) {
        struct pdf_field *field = g_new0(struct pdf_field, 1);
        field->name = g_utf8_make_valid(name, -1);
        field->value = text_blank(value) ? NULL : g_strdup(value);
        field->button = button;
        g_ptr_array_add(sheet->fields, field);
    }
    if (!button && text_blank(value))
        return;
    PopplerRectangle area = straight(&mapping->area);
    area = turned(&area, sheet->turn, sheet->width, sheet->height);
    struct pdf_item item = {
        .box = box_of(sheet, &area),
        .text = g_string_chunk_insert(sheet->page->texts, button ? (on ? "☑" : "□") : g_strdelimit(value, "\r", '\n')),
        .mark = button,
        .on = on,
        .origin = MARK_ACROFORM,
        .field = !button,
    };
    add_item(sheet->page, &item);
}

/* Annotations ---------------------------------------------------------------------------------------------- */

/* One character that ticks: its place says more than its box, so it becomes a character in the box's middle. */
static bool is_tick(const char *text)
{
    enum mark_state state;
    bool tick;
    gunichar code = g_utf8_get_char(text);
    return *text && !*g_utf8_next_char(text) && (strchr("vVxX", *text) || glyph_mark(code, &state, &tick));
}

static void read_typed(const struct sheet *sheet, PopplerAnnot *annotation, const struct pdf_box *box)
{
    g_autofree char *raw = poppler_annot_get_contents(annotation);
    g_autofree char *text = raw && strlen(raw) <= MAX_TYPED ? g_utf8_make_valid(raw, -1) : NULL;
    if (text_blank(text))
        return;
    g_strstrip(g_strdelimit(text, "\r", '\n'));
    bool tick = is_tick(text);
    struct pdf_item item = {.box = *box, .text = g_string_chunk_insert(sheet->page->texts, text), .field = !tick};
    double x = (box->x1 + box->x2) / 2, y = (box->y1 + box->y2) / 2, half = TICK_SIDE / 2.0;
    if (tick)
        item.box = (struct pdf_box){x - half, y - half, x + half, y + half};
    add_item(sheet->page, &item);
}

/* Markup over one line of text is a style of it; over several lines the area says too little. */
static void read_markup(const struct sheet *sheet, const struct pdf_box *box, unsigned style)
{
    for (guint i = 0; i < sheet->page->items->len; i++) {
        struct pdf_item *item = &g_array_index(sheet->page->items, struct pdf_item, i);
        double x = (item->box.x1 + item->box.x2) / 2, y = (item->box.y1 + item->box.y2) / 2;
        bool inside = x > box->x1 && x < box->x2 && y > box->y1 && y < box->y2;
        if (inside && !item->field && box->y2 - box->y1 < 2 * (item->box.y2 - item->box.y1))
            item->style |= style;
    }
}

static void read_annotation(const struct sheet *sheet, const PopplerAnnotMapping *mapping)
{
    struct pdf_box box = box_of(sheet, &mapping->area);
    PopplerAnnotFlag flags = poppler_annot_get_flags(mapping->annot);
    if (flags & (POPPLER_ANNOT_FLAG_HIDDEN | POPPLER_ANNOT_FLAG_NO_VIEW))
        return;
    switch (poppler_annot_get_annot_type(mapping->annot)) {
    case POPPLER_ANNOT_FREE_TEXT:
    case POPPLER_ANNOT_STAMP:
        read_typed(sheet, mapping->annot, &box);
        g_array_append_val(sheet->page->overlays, box);
        break;
    case POPPLER_ANNOT_INK:
    case POPPLER_ANNOT_LINE:
    case POPPLER_ANNOT_POLY_LINE:
    case POPPLER_ANNOT_POLYGON:
    case POPPLER_ANNOT_CIRCLE:
    case POPPLER_ANNOT_SQUARE:
        if (box.x2 - box.x1 <= MAX_STROKE && box.y2 - box.y1 <= MAX_STROKE)
            g_array_append_val(sheet->page->strokes, box);
        g_array_append_val(sheet->page->overlays, box);
        break;
    case POPPLER_ANNOT_HIGHLIGHT:
        read_markup(sheet, &box, STYLE_HIGHLIGHT);
        break;
    case POPPLER_ANNOT_UNDERLINE:
    case POPPLER_ANNOT_SQUIGGLY:
        read_markup(sheet, &box, STYLE_UNDERLINE);
        break;
    case POPPLER_ANNOT_STRIKE_OUT:
        read_markup(sheet, &box, STYLE_STRIKE);
        break;
    default:
        break;
    }
}

void pdf_fields(struct pdf_page *page, gpointer source, GPtrArray *fields)
{
    struct sheet sheet = {.page = page, .fields = fields};
    poppler_page_get_size(source, &sheet.width, &sheet.height);
    GList *widgets = g_list_reverse(poppler_page_get_form_field_mapping(source)); /* poppler puts each first */
    GList *annotations = g_list_reverse(poppler_page_get_annot_mapping(source));
    sheet.turn = find_turn(&sheet, widgets, annotations);
    for (const GList *at = widgets; at && fields->len < PDF_MAX_FIELDS; at = at->next)
        read_field(&sheet, at->data);
    int count = 0;
    for (const GList *at = annotations; at && count < MAX_OVERLAYS; at = at->next, count++)
        read_annotation(&sheet, at->data);
    poppler_page_free_form_field_mapping(widgets);
    poppler_page_free_annot_mapping(annotations);
}
