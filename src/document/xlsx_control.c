/* What floats over a sheet: form controls, boxes of text, pictures.
 *
 * Excel and WPS describe a form control twice: in the sheet (<control> and a ctrlProps part) with its state, and in
 * the legacy VML drawing with its place, state and caption (ECMA-376 part 4, 19.4 and MS-XLSX 2.6.31). VML is read
 * first, the properties correct its state. A macro program's ActiveX boxes hold their state in a binary and are not
 * read.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "document/xlsx.h"

#define MAX_FLOATING 500

void xlsx_control_free(struct xlsx_control *control)
{
    g_free(control->shape);
    g_free(control->caption);
    g_free(control);
}

struct xml *xlsx_tree(const struct package *package, const char *path, bool *damaged)
{
    GBytes *part = path ? package_part(package, path) : NULL;
    if (!part)
        return NULL;
    gsize length;
    const void *data = g_bytes_get_data(part, &length);
    struct xml *tree = xml_parse(data, length, damaged);
    if (!tree)
        *damaged = true;
    return tree;
}

/* "../drawings/x.xml" seen from "xl/worksheets/sheet1.xml". */
static char *resolve(const char *from, const char *target)
{
    if (*target == '/')
        return g_strdup(target + 1);
    const char *slash = strrchr(from, '/');
    g_autofree char *joined = g_strdup_printf("/%.*s%s", slash ? (int)(slash - from) + 1 : 0, from, target);
    g_autofree char *canonical = g_canonicalize_filename(joined, "/");
    return g_strdup(canonical + 1);
}

char *xlsx_related(const struct package *package, const char *path, const char *id, const char *type_ending)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path + 1) : 0;
    g_autofree char *relations = g_strdup_printf("%.*s_rels/%s.rels", folder, path, path + folder);
    bool damaged = false;
    g_autoptr(Xml) tree = xlsx_tree(package, relations, &damaged);
    for (const struct xml_node *node = tree ? xml_children(xml_root(tree)) : NULL; node; node = xml_next(node)) {
        const char *own = xml_attribute(node, "Id"), *type = xml_attribute(node, "Type");
        const char *target = xml_attribute(node, "Target");
        bool fits = id ? own && strcmp(own, id) == 0 : type && g_str_has_suffix(type, type_ending);
        if (fits && target)
            return resolve(path, target);
    }
    return NULL;
}

/* VML ------------------------------------------------------------------------------------------------------ */

/* "column, dx, row, dy, …" */
static void read_anchor(const struct xml_node *client, struct xlsx_control *control)
{
    g_autofree char *anchor = xml_text(xml_child(client, "Anchor"));
    int numbers[4] = {0};
    const char *at = anchor;
    for (int i = 0; i < 4 && *at; i++) {
        char *end;
        long number = strtol(at, &end, 10);
        numbers[i] = (int)CLAMP(number, 0, 1000000);
        at = end + strcspn(end, ",");
        at += *at == ',';
    }
    control->column = numbers[0] + 1;
    control->row = numbers[2] + 1;
    control->offset = numbers[1];
}

static bool is_box(const char *type)
{
    return type && (strcmp(type, "Checkbox") == 0 || strcmp(type, "Radio") == 0 || strcmp(type, "CheckBox") == 0);
}

/* The number of a shape, which VML writes as "_x0000_s1025". */
static const char *shape_number(const char *id)
{
    const char *mark = id ? strrchr(id, 's') : NULL;
    return mark ? mark + 1 : id;
}

static void read_shape(const struct xml_node *shape, GPtrArray *controls)
{
    const struct xml_node *client = xml_child(shape, "ClientData");
    if (!is_box(xml_attribute(client, "ObjectType")) || controls->len >= XLSX_MAX_CONTROLS)
        return;
    struct xlsx_control *control = g_new0(struct xlsx_control, 1);
    g_autofree char *checked = xml_text(xml_child(client, "Checked"));
    read_anchor(client, control);
    control->on = atoi(checked) == 1;
    g_autofree char *caption = xml_text(xml_child(shape, "textbox"));
    control->caption = text_tidy(caption);
    control->shape = g_strdup(shape_number(xml_attribute(shape, "id")));
    g_ptr_array_add(controls, control);
}

/* The sheet's own word on controls ------------------------------------------------------------------------- */

static void correct_state(GPtrArray *controls, const char *shape, bool on)
{
    for (guint i = 0; shape && i < controls->len; i++) {
        struct xlsx_control *control = controls->pdata[i];
        if (control->shape && strcmp(control->shape, shape) == 0)
            control->on = on;
    }
}

static int anchor_number(const struct xml_node *from, const char *name)
{
    g_autofree char *text = xml_text(xml_child(from, name));
    return (int)CLAMP(g_ascii_strtoll(text, NULL, 10), 0, 1000000);
}

/* A box that no VML places: by the anchor that the sheet itself gives. */
static void add_placed(const struct xml_node *control, bool on, GPtrArray *controls)
{
    const struct xml_node *from = xml_child(xml_child(xml_child(control, "controlPr"), "anchor"), "from");
    if (!from || controls->len >= XLSX_MAX_CONTROLS)
        return;
    struct xlsx_control *made = g_new0(struct xlsx_control, 1);
    made->row = anchor_number(from, "row") + 1;
    made->column = anchor_number(from, "col") + 1;
    made->offset = anchor_number(from, "colOff");
    made->on = on;
    g_ptr_array_add(controls, made);
}

static void read_control(const struct package *package, const char *path, const struct xml_node *control, bool placed,
                         GPtrArray *controls)
{
    bool damaged = false;
    const char *id = xml_attribute(control, "id");
    g_autofree char *part = id ? xlsx_related(package, path, id, NULL) : NULL;
    g_autoptr(Xml) tree = xlsx_tree(package, part, &damaged);
    const struct xml_node *root = tree ? xml_root(tree) : NULL;
    if (!is_box(xml_attribute(root, "objectType")))
        return;
    const char *checked = xml_attribute(root, "checked");
    bool on = checked && strcmp(checked, "Checked") == 0;
    if (placed)
        correct_state(controls, xml_attribute(control, "shapeId"), on);
    else
        add_placed(control, on, controls);
}

static void read_list(const struct package *package, const char *path, const struct xml_node *parent, bool placed,
                      GPtrArray *controls, int *left)
{
    for (const struct xml_node *node = xml_children(parent); node && *left > 0; node = xml_next(node)) {
        if (xml_is(node, "AlternateContent"))
            read_list(package, path, xml_child(node, "Choice"), placed, controls, left);
        else if (xml_is(node, "controls"))
            read_list(package, path, node, placed, controls, left);
        else if (xml_is(node, "control") && (*left)-- > 0)
            read_control(package, path, node, placed, controls);
    }
}

/* Drawings ------------------------------------------------------------------------------------------------- */

/* Text of DrawingML below a shape, a paragraph a line. */
static void add_shape_text(const struct xml_node *shape, GPtrArray *floating)
{
    for (const struct xml_node *p = xml_children(xml_child(shape, "txBody")); p; p = xml_next(p)) {
        if (!xml_is(p, "p") || floating->len >= MAX_FLOATING)
            continue;
        g_autofree char *text = xml_text(p);
        if (text_blank(text))
            continue;
        struct block *block = block_paragraph();
        paragraph_append(block->paragraph, text, STYLE_FLOATING);
        g_ptr_array_add(floating, block);
    }
}

static void read_drawing(struct document *document, const struct xml_node *parent, GPtrArray *floating)
{
    for (const struct xml_node *node = xml_children(parent); node; node = xml_next(node)) {
        if (xml_is(node, "pic"))
            document->pictures++;
        else if (xml_is(node, "sp"))
            add_shape_text(node, floating);
        else if (!xml_is(node, "Fallback"))
            read_drawing(document, node, floating);
    }
}

static int by_place(gconstpointer a, gconstpointer b)
{
    const struct xlsx_control *left = *(struct xlsx_control *const *)a, *right = *(struct xlsx_control *const *)b;
    if (left->row != right->row)
        return left->row - right->row;
    return left->column != right->column ? left->column - right->column : left->offset - right->offset;
}

GPtrArray *xlsx_controls(struct document *document, const struct package *package, const char *path,
                         const struct xml *sheet, GPtrArray *floating)
{
    GPtrArray *controls = g_ptr_array_new_with_free_func((GDestroyNotify)xlsx_control_free);
    bool damaged = false;
    const char *legacy_id = xml_attribute(xml_child(xml_root(sheet), "legacyDrawing"), "id");
    const char *drawing_id = xml_attribute(xml_child(xml_root(sheet), "drawing"), "id");
    g_autofree char *legacy = legacy_id ? xlsx_related(package, path, legacy_id, NULL) : NULL;
    g_autofree char *drawing = drawing_id ? xlsx_related(package, path, drawing_id, NULL) : NULL;
    g_autoptr(Xml) vml = xlsx_tree(package, legacy, &damaged);
    g_autoptr(Xml) shapes = xlsx_tree(package, drawing, &damaged);
    for (const struct xml_node *shape = vml ? xml_children(xml_root(vml)) : NULL; shape; shape = xml_next(shape))
        if (xml_is(shape, "shape"))
            read_shape(shape, controls);
    int left = XLSX_MAX_CONTROLS;
    read_list(package, path, xml_root(sheet), controls->len > 0, controls, &left);
    if (shapes)
        read_drawing(document, xml_root(shapes), floating);
    g_ptr_array_sort(controls, by_place);
    return controls;
}
