/* OpenDocument texts (.odt): the package, blocks and paragraphs; .ods shares all but its sheets.
 *
 * Only content.xml and the styles are read. What a tracked deletion took away stands apart from the text and is not
 * looked at; hidden text, notes and comments are nobody's answer. Layout: ODF 1.3 part 3.
 */
#include "document/odt.h"

#include <string.h>

#include "base/text.h"
#include "document/package.h"

#define MAX_TEXT (64u * 1024 * 1024)
#define MAX_SPACES 200

static bool wanted(const char *path, gpointer data)
{
    (void)data;
    return strcmp(path, "content.xml") == 0 || strcmp(path, "styles.xml") == 0 ||
           strcmp(path, "META-INF/manifest.xml") == 0 || strcmp(path, "encrypted-package") == 0;
}

static bool is(const char *value, const char *what)
{
    return value && strcmp(value, what) == 0;
}

/* The paragraph being filled, and the blocks that follow it. */
struct line {
    struct paragraph *paragraph;
    GPtrArray *after;
    bool space; /* the last character was white space, or there is none yet */
};

static void put(struct odt *odt, struct line *line, const char *text, const struct odt_look *look)
{
    if (look->hidden || !*text)
        return;
    odt->text += strlen(text);
    if (odt->text > MAX_TEXT) {
        if (!odt->counts.full)
            count_warn(odt->document, &odt->counts, "文字过多，其余未读");
        return;
    }
    unsigned style = look->style | (odt->inserting ? STYLE_INSERTED : 0u);
    if (*look->font)
        paragraph_symbols(line->paragraph, look->font, text, style);
    else
        paragraph_append(line->paragraph, text, style);
}

/* White space collapses (ODF 1.3 part 3, 6.1.2); what counts is written as elements. */
static void put_characters(struct odt *odt, struct line *line, const char *text, const struct odt_look *look)
{
    GString *out = g_string_sized_new(strlen(text));
    for (; *text; text++) {
        bool space = *text == ' ' || *text == '\t' || *text == '\r' || *text == '\n';
        if (!space)
            g_string_append_c(out, *text);
        else if (!line->space)
            g_string_append_c(out, ' ');
        line->space = space;
    }
    put(odt, line, out->str, look);
    g_string_free(out, TRUE);
}

static void put_box(struct odt *odt, struct line *line, bool on, enum mark_origin origin, const struct odt_look *look)
{
    if (!look->hidden)
        paragraph_mark(line->paragraph, on ? MARK_ON : MARK_OFF, origin, false, on ? "☑" : "□",
                       look->style | (odt->inserting ? STYLE_INSERTED : 0u));
    line->space = false;
}

/* A form's check box or option button, drawn where <draw:control> stands. */
static void put_control(struct odt *odt, const struct xml_node *node, struct line *line, const struct odt_look *look)
{
    const char *id = xml_attribute(node, "control");
    const struct xml_node *control = id ? g_hash_table_lookup(odt->controls, id) : NULL;
    if (!control)
        return;
    const char *state = xml_attribute(control, xml_is(control, "radio") ? "current-selected" : "current-state");
    const char *first = xml_attribute(control, xml_is(control, "radio") ? "selected" : "state");
    const char *now = state ? state : first, *label = xml_attribute(control, "label");
    put_box(odt, line, is(now, "checked") || is(now, "true"), MARK_CONTROL, look);
    if (label)
        put(odt, line, label, look);
}

/* LibreOffice keeps Word's FORMCHECKBOX as a field mark with parameters. */
static void put_fieldmark(struct odt *odt, const struct xml_node *node, struct line *line, const struct odt_look *look)
{
    const char *type = xml_attribute(node, "type");
    if (!type || !g_str_has_suffix(type, "FORMCHECKBOX"))
        return;
    bool on = false;
    for (const struct xml_node *child = xml_children(node); child; child = xml_next(child)) {
        const char *name = xml_attribute(child, "name");
        if (name && g_str_has_suffix(name, "Checkbox_Checked"))
            on = is(xml_attribute(child, "value"), "true");
    }
    put_box(odt, line, on, MARK_LEGACY, look);
}

static void track(struct odt *odt, const struct xml_node *node)
{
    const char *id = xml_attribute(node, "change-id");
    if (!id || !g_hash_table_contains(odt->insertions, id))
        return;
    if (xml_is(node, "change-start"))
        odt->inserting++;
    else if (xml_is(node, "change-end") && odt->inserting > 0)
        odt->inserting--;
}

static void put_inline(struct odt *odt, const struct xml_node *parent, struct line *line, struct odt_look look);

static void put_content_control(struct odt *odt, const struct xml_node *node, struct line *line,
                                const struct odt_look *look)
{
    const char *tag = xml_attribute(node, "tag");
    bool box = is(xml_attribute(node, "checkbox"), "true"), on = is(xml_attribute(node, "checked"), "true");
    bool placeholder = !box && is(xml_attribute(node, "showing-place-holder"), "true");
    bool noted = tag && *tag && odt->fields->len < ODT_MAX_CONTROLS;
    g_autofree char *before = noted ? paragraph_text(line->paragraph) : NULL;
    if (box)
        put_box(odt, line, on, MARK_CONTROL, look);
    else if (!placeholder)
        put_inline(odt, node, line, *look);
    if (!noted)
        return;
    g_autofree char *after = paragraph_text(line->paragraph);
    const char *value = box ? (on ? "true" : "false") : after + strlen(before);
    g_ptr_array_add(odt->fields, block_field(tag, text_blank(value) ? NULL : value));
}

/* A box of text or a drawing: its text follows the paragraph, and its place says nothing. */
static void put_shape(struct odt *odt, const struct xml_node *node, GPtrArray *after, struct odt_look look)
{
    look.style |= STYLE_FLOATING;
    if (xml_child(node, "image") && !xml_child(node, "text-box"))
        odt->document->pictures++;
    odt->counts.depth++; /* boxes nest as tables do */
    if (odt->counts.depth < DOCUMENT_MAX_DEPTH)
        odt_blocks(odt, node, after, look);
    odt->counts.depth--;
}

static bool is_shape(const struct xml_node *node)
{
    static const char *const shapes[] = {"frame", "custom-shape", "rect", "ellipse", "circle", "g", "caption"};
    for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++)
        if (xml_is(node, shapes[i]))
            return true;
    return false;
}

/* What stands in a text and is not part of it. */
static bool is_aside(const struct xml_node *node)
{
    static const char *const asides[] = {"note",           "annotation", "tracked-changes",  "forms",
                                         "sequence-decls", "ruby-text",  "user-field-decls", "variable-decls"};
    for (gsize i = 0; i < G_N_ELEMENTS(asides); i++)
        if (xml_is(node, asides[i]))
            return true;
    return false;
}

static void put_element(struct odt *odt, const struct xml_node *node, struct line *line, struct odt_look look)
{
    bool hidden = is(xml_attribute(node, "is-hidden"), "true");
    if (xml_is(node, "s")) {
        g_autofree char *spaces = g_strnfill((gsize)xml_number(node, "c", 1, 1, MAX_SPACES), ' ');
        put(odt, line, spaces, &look);
        line->space = true;
    } else if (xml_is(node, "tab") || xml_is(node, "line-break")) {
        put(odt, line, xml_is(node, "tab") ? "\t" : "\n", &look);
        line->space = true;
    } else if (xml_is(node, "control")) {
        put_control(odt, node, line, &look);
    } else if (xml_is(node, "fieldmark")) {
        put_fieldmark(odt, node, line, &look);
    } else if (xml_is(node, "content-control")) {
        put_content_control(odt, node, line, &look);
    } else if (g_str_has_prefix(xml_name(node), "change")) {
        track(odt, node);
    } else if (is_shape(node)) {
        put_shape(odt, node, line->after, look);
    } else if (!is_aside(node) && !hidden) {
        if (xml_is(node, "span"))
            odt_apply(odt, "text", xml_attribute(node, "style-name"), &look);
        put_inline(odt, node, line, look);
    }
}

static void put_inline(struct odt *odt, const struct xml_node *parent, struct line *line, struct odt_look look)
{
    for (const struct xml_node *node = xml_children(parent); node && !odt->counts.full; node = xml_next(node)) {
        const char *characters = xml_characters(node);
        if (characters)
            put_characters(odt, line, characters, &look);
        else
            put_element(odt, node, line, look);
    }
}

static void read_paragraph(struct odt *odt, const struct xml_node *p, GPtrArray *blocks, struct odt_look look)
{
    odt_apply(odt, "paragraph", xml_attribute(p, "style-name"), &look);
    struct block *block = block_paragraph();
    g_autoptr(GPtrArray) after = g_ptr_array_new();
    struct line line = {block->paragraph, after, true};
    put_inline(odt, p, &line, look);
    count_paragraph(odt->document, &odt->counts, blocks, block);
    for (guint i = 0; i < after->len; i++)
        g_ptr_array_add(blocks, after->pdata[i]);
}

/* A control of a sheet's cell stands beside the paragraphs. */
static void read_control(struct odt *odt, const struct xml_node *node, GPtrArray *blocks, struct odt_look look)
{
    struct block *block = block_paragraph();
    struct line line = {block->paragraph, NULL, true};
    put_control(odt, node, &line, &look);
    count_paragraph(odt->document, &odt->counts, blocks, block);
}

void odt_blocks(struct odt *odt, const struct xml_node *parent, GPtrArray *blocks, struct odt_look look)
{
    for (const struct xml_node *node = xml_children(parent); node && !odt->counts.full; node = xml_next(node)) {
        if (xml_is(node, "p") || xml_is(node, "h"))
            read_paragraph(odt, node, blocks, look);
        else if (xml_is(node, "table"))
            odt_table(odt, node, blocks, look);
        else if (xml_is(node, "control"))
            read_control(odt, node, blocks, look);
        else if (is_shape(node))
            put_shape(odt, node, blocks, look);
        else if (g_str_has_prefix(xml_name(node), "change"))
            track(odt, node);
        else if (!is_aside(node) && !is(xml_attribute(node, "display"), "none"))
            odt_blocks(odt, node, blocks, look);
    }
}

/* Check boxes of <office:forms> by their ids, and the ids of tracked insertions, wherever they stand. */
static void gather(struct odt *odt, const struct xml_node *parent)
{
    for (struct xml_node *node = xml_children(parent); node; node = xml_next(node)) {
        const char *id = xml_attribute(node, "id");
        if (id && (xml_is(node, "checkbox") || xml_is(node, "radio")))
            g_hash_table_replace(odt->controls, (char *)id, node);
        else if (id && xml_is(node, "changed-region") && xml_child(node, "insertion"))
            g_hash_table_add(odt->insertions, (char *)id);
        else
            gather(odt, node);
    }
}

static struct xml *tree_of(const struct package *package, const char *path, bool *damaged)
{
    GBytes *part = package_part(package, path);
    gsize length = 0;
    const void *data = part ? g_bytes_get_data(part, &length) : NULL;
    return part ? xml_parse(data, length, damaged) : NULL;
}

/* The manifest names the encryption of each part; old ones have a DTD, so it is searched and not parsed. */
static bool is_encrypted(const struct package *package)
{
    GBytes *manifest = package_part(package, "META-INF/manifest.xml");
    gsize length = 0;
    const void *data = manifest ? g_bytes_get_data(manifest, &length) : NULL;
    return package->encrypted || (data && memmem(data, length, "encryption-data", strlen("encryption-data"))) ||
           package_part(package, "encrypted-package");
}

static void read_content(struct document *document, const struct xml *content, const struct xml *styles)
{
    struct odt odt = {.document = document};
    odt.styles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    odt.controls = g_hash_table_new(g_str_hash, g_str_equal);
    odt.insertions = g_hash_table_new(g_str_hash, g_str_equal);
    odt.fields = g_ptr_array_new();
    if (styles)
        odt_add_styles(odt.styles, xml_root(styles));
    odt_add_styles(odt.styles, xml_root(content));
    gather(&odt, xml_root(content));
    const struct xml_node *body = xml_child(xml_root(content), "body");
    struct odt_look plain = {0};
    if (xml_child(body, "spreadsheet"))
        odt_sheets(&odt, xml_child(body, "spreadsheet"));
    else if (body)
        odt_blocks(&odt, body, document->blocks, plain);
    else
        document->damaged = true;
    for (guint i = 0; i < odt.fields->len; i++)
        g_ptr_array_add(document->blocks, odt.fields->pdata[i]);
    g_ptr_array_unref(odt.fields);
    g_hash_table_unref(odt.styles);
    g_hash_table_unref(odt.controls);
    g_hash_table_unref(odt.insertions);
}

void odt_read(struct document *document, GBytes *bytes)
{
    g_autoptr(Package) package = package_read(bytes, wanted, NULL);
    if (is_encrypted(package)) {
        document->encrypted = true;
        return;
    }
    bool harmless = false;
    document->damaged |= package->damaged || package->bomb;
    if (package->bomb)
        document_warn(document, "压缩包展开后过大，其余未读");
    g_autoptr(Xml) content = tree_of(package, "content.xml", &document->damaged);
    g_autoptr(Xml) styles = tree_of(package, "styles.xml", &harmless);
    if (content) {
        read_content(document, content, styles);
        return;
    }
    document->damaged = true;
    document_warn(document, "文档里没有正文部分");
}
