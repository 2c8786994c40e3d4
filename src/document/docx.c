/* Word's .docx: the package, the body and its paragraphs.
 *
 * Only the main part is read: headers and footers hold no answers. It is found through the package's relations,
 * since its name may be word/document2.xml. Layout: ECMA-376 part 1, 17.
 */
#include "document/docx.h"

#include <string.h>

#include "document/package.h"

struct want {
    const char *exact; /* NULL: what a document of this kind usually has */
    guint pictures;    /* seen on the way */
};

static bool is_picture(const char *path)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".heic", ".webp"};
    if (g_ascii_strncasecmp(path, "word/media/", strlen("word/media/")) != 0)
        return false;
    g_autofree char *lower = g_ascii_strdown(path, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(lower, endings[i]))
            return true;
    return false;
}

static bool wanted(const char *path, gpointer data)
{
    struct want *want = data;
    if (want->exact)
        return g_ascii_strcasecmp(path, want->exact) == 0;
    want->pictures += is_picture(path);
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    return g_ascii_strcasecmp(path, "_rels/.rels") == 0 || g_ascii_strcasecmp(base, "styles.xml") == 0 ||
           (g_ascii_strncasecmp(base, "document", 8) == 0 && g_str_has_suffix(base, ".xml"));
}

/* The main part's path by _rels/.rels; owned, NULL when it does not say. */
static char *main_path(const struct package *package)
{
    GBytes *part = package_part(package, "_rels/.rels");
    bool damaged = false;
    gsize length = 0;
    const void *data = part ? g_bytes_get_data(part, &length) : NULL;
    g_autoptr(Xml) tree = part ? xml_parse(data, length, &damaged) : NULL;
    for (struct xml_node *node = tree ? xml_children(xml_root(tree)) : NULL; node; node = xml_next(node)) {
        const char *type = xml_attribute(node, "Type"), *target = xml_attribute(node, "Target");
        if (type && target && g_str_has_suffix(type, "/officeDocument"))
            return g_strdup(*target == '/' ? target + 1 : target);
    }
    return NULL;
}

/* The main part when the relations are lost: word/document.xml, else any document*.xml under word/. */
static GBytes *guess_main(const struct package *package)
{
    GBytes *part = package_part(package, "word/document.xml");
    GHashTableIter iter;
    gpointer path, bytes;
    g_hash_table_iter_init(&iter, package->parts);
    while (!part && g_hash_table_iter_next(&iter, &path, &bytes))
        if (g_str_has_prefix(path, "word/document"))
            part = bytes;
    return part;
}

struct xml_node *docx_choice(const struct xml_node *alternate)
{
    struct xml_node *choice = xml_child(alternate, "Choice");
    return choice ? choice : xml_child(alternate, "Fallback");
}

bool docx_deleted(const struct xml_node *node)
{
    return xml_is(node, "del") || xml_is(node, "moveFrom");
}

void docx_inline(struct docx *docx, const struct xml_node *parent, struct docx_line *line, unsigned style)
{
    for (const struct xml_node *node = xml_children(parent); node; node = xml_next(node)) {
        if (xml_is(node, "r"))
            docx_run(docx, node, line, style);
        else if (docx_deleted(node) || xml_is(node, "pPr") || xml_is(node, "rPr"))
            continue;
        else if (xml_is(node, "ins") || xml_is(node, "moveTo"))
            docx_inline(docx, node, line, style | STYLE_INSERTED);
        else if (xml_is(node, "sdt"))
            docx_inline_control(docx, node, line, style);
        else if (xml_is(node, "fldSimple"))
            docx_simple_field(docx, node, line, style);
        else if (xml_is(node, "AlternateContent"))
            docx_inline(docx, docx_choice(node), line, style);
        else
            docx_inline(docx, node, line, style);
    }
}

static void read_paragraph(struct docx *docx, const struct xml_node *p, GPtrArray *blocks, unsigned style)
{
    struct docx_look look = {.style = style};
    const struct xml_node *properties = xml_child(p, "pPr");
    docx_apply_style(docx, xml_attribute(xml_child(properties, "pStyle"), "val"), &look);

    struct block *block = block_paragraph();
    g_autoptr(GPtrArray) after = g_ptr_array_new();
    struct docx_line line = {block->paragraph, after};
    docx_inline(docx, p, &line, look.style);
    docx_end_instructions(docx, block->paragraph);
    count_paragraph(docx->document, &docx->counts, blocks, block);
    for (guint i = 0; i < after->len; i++)
        g_ptr_array_add(blocks, after->pdata[i]);
}

void docx_blocks(struct docx *docx, const struct xml_node *parent, GPtrArray *blocks, unsigned style)
{
    for (const struct xml_node *node = xml_children(parent); node && !docx->counts.full; node = xml_next(node)) {
        if (xml_is(node, "p"))
            read_paragraph(docx, node, blocks, style);
        else if (xml_is(node, "tbl"))
            docx_table(docx, node, blocks, style);
        else if (xml_is(node, "sdt"))
            docx_block_control(docx, node, blocks, style);
        else if (xml_is(node, "AlternateContent"))
            docx_blocks(docx, docx_choice(node), blocks, style);
        else if (xml_is(node, "ins") || xml_is(node, "moveTo"))
            docx_blocks(docx, node, blocks, style | STYLE_INSERTED);
        else if (xml_is(node, "customXml") || xml_is(node, "smartTag"))
            docx_blocks(docx, node, blocks, style);
        else if (xml_is(node, "altChunk")) {
            docx->document->damaged = true;
            document_warn(docx->document, "文档嵌入了另一份文件，其内容未读");
        }
    }
}

static void read_body(struct document *document, GBytes *main_part, GBytes *styles_part)
{
    gsize length, styles_length = 0;
    bool styles_damaged = false;
    const void *data = g_bytes_get_data(main_part, &length);
    const void *styles_data = styles_part ? g_bytes_get_data(styles_part, &styles_length) : NULL;
    g_autoptr(Xml) tree = xml_parse(data, length, &document->damaged);
    g_autoptr(Xml) styles = styles_part ? xml_parse(styles_data, styles_length, &styles_damaged) : NULL;
    const struct xml_node *body = tree ? xml_child(xml_root(tree), "body") : NULL;
    if (!body) {
        document->damaged = true;
        document_warn(document, "正文部分不是有效的文档");
        return;
    }
    struct docx docx = {.document = document, .styles = docx_styles(styles)};
    docx.controls = g_ptr_array_new();
    docx_blocks(&docx, body, document->blocks, 0);
    docx_close_fields(&docx, 0, NULL);
    for (guint i = 0; i < docx.controls->len; i++)
        g_ptr_array_add(document->blocks, docx.controls->pdata[i]);
    g_ptr_array_unref(docx.controls);
    g_hash_table_unref(docx.styles);
}

void docx_read(struct document *document, GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    if (length >= 8 && memcmp(data, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0) {
        /* A package behind a password is wrapped in a compound file. */
        document->encrypted = true;
        return;
    }
    struct want usual = {0};
    g_autoptr(Package) package = package_read(bytes, wanted, &usual);
    g_autoptr(Package) second = NULL;
    g_autofree char *path = main_path(package);
    GBytes *part = path ? package_part(package, path) : NULL;
    if (!part && path && !package->bomb) {
        struct want exact = {.exact = path};
        second = package_read(bytes, wanted, &exact);
        part = package_part(second, path);
    }
    if (!part)
        part = guess_main(package);
    document->damaged |= package->damaged || package->bomb;
    if (package->bomb)
        document_warn(document, "压缩包展开后过大，其余未读");
    if (part) {
        GBytes *styles = package_part(package, "word/styles.xml");
        read_body(document, part, styles);
        /* Not all ways to place a picture are known; that it is there is. */
        if (document->pictures == 0)
            document->pictures = usual.pictures;
        return;
    }
    document->encrypted = package->encrypted;
    document->damaged |= !package->encrypted;
    document_warn(document, "文档里没有正文部分");
}
