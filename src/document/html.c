/* HTML bodies and files: what Word, WPS, Outlook, Foxmail, QQ and webmail make of a form that was pasted.
 *
 * White space is collapsed as a browser does, but no-break spaces stay (as spaces): they are layout, and they
 * decide which option a tick belongs to. Tracked deletions, hidden text and Word's XML islands are left out.
 */
#include "document/html.h"

#include <string.h>

#include "base/text.h"

#define MAX_HTML                                                                                                       \
    (8 * 1024 * 1024) /* decoded pictures are not in it; end tags cost up to a search of the stack each                \
                       */
#define MAX_FIELDS 2000

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

void html_close_paragraph(struct html *html, struct html_flow *flow)
{
    flow->space = false;
    if (!flow->open)
        return;
    GPtrArray *runs = flow->open->paragraph->runs;
    struct run *last = runs->len ? runs->pdata[runs->len - 1] : NULL;
    gsize length = last && !last->is_mark ? strlen(last->text) : 0;
    /* A line break at the end of a block draws nothing. */
    if (length > 1 && last->text[length - 1] == '\n')
        last->text[length - 1] = 0;
    count_paragraph(html->document, &html->counts, flow->blocks, g_steal_pointer(&flow->open));
}

static struct paragraph *open_paragraph(struct html_flow *flow)
{
    if (!flow->open)
        flow->open = block_paragraph();
    return flow->open->paragraph;
}

static void put(struct html_flow *flow, const char *text, const struct html_look *look)
{
    if (*look->font)
        paragraph_symbols(open_paragraph(flow), look->font, text, look->style);
    else
        paragraph_append(open_paragraph(flow), text, look->style);
}

/* The space that is owed, unless the line begins here. */
static void put_space(struct html_flow *flow)
{
    GPtrArray *runs = flow->open ? flow->open->paragraph->runs : NULL;
    const struct run *last = runs && runs->len ? runs->pdata[runs->len - 1] : NULL;
    flow->space = false;
    if (last && !g_str_has_suffix(last->text, "\n"))
        paragraph_append(flow->open->paragraph, " ", flow->owed);
}

static void put_text(struct html_flow *flow, const char *text, const struct html_look *look)
{
    g_autoptr(GString) word = g_string_new(NULL);
    for (; *text; text = g_utf8_next_char(text)) {
        bool space = strchr(" \t\r\n\f", *text) != NULL;
        if (space && !look->preformatted) {
            if (word->len) {
                put(flow, word->str, look);
                g_string_truncate(word, 0);
            }
            if (!flow->space)
                flow->owed = look->style;
            flow->space = true;
            continue;
        }
        if (flow->space)
            put_space(flow);
        gunichar code = g_utf8_get_char(text);
        if (code != '\r')
            g_string_append_unichar(word, code == 0xA0 ? ' ' : code);
    }
    if (word->len)
        put(flow, word->str, look);
}

static void line_break(struct html *html, struct html_flow *flow, const struct html_look *look)
{
    flow->space = false;
    if (flow->open) {
        paragraph_append(flow->open->paragraph, "\n", look->style);
        return;
    }
    open_paragraph(flow);
    html_close_paragraph(html, flow);
}

static void input(struct html_flow *flow, const struct xml_node *node, const struct html_look *look)
{
    const char *type = xml_attribute(node, "type"), *value = xml_attribute(node, "value");
    if (type && (g_ascii_strcasecmp(type, "checkbox") == 0 || g_ascii_strcasecmp(type, "radio") == 0)) {
        bool on = xml_attribute(node, "checked") != NULL;
        if (flow->space)
            put_space(flow);
        paragraph_mark(open_paragraph(flow), on ? MARK_ON : MARK_OFF, MARK_LEGACY, false, on ? "☑" : "□", look->style);
    } else if (value && (!type || g_ascii_strcasecmp(type, "text") == 0 || g_ascii_strcasecmp(type, "email") == 0 ||
                         g_ascii_strcasecmp(type, "tel") == 0 || g_ascii_strcasecmp(type, "number") == 0 ||
                         g_ascii_strcasecmp(type, "date") == 0)) {
        put_text(flow, value, look);
    }
}

/* The chosen option of a list, else the first, which is what shows. */
static void drop_down(struct html_flow *flow, const struct xml_node *select, const struct html_look *look)
{
    const struct xml_node *chosen = NULL;
    for (const struct xml_node *node = xml_children(select); node; node = xml_next(node))
        if (xml_is(node, "option") && (!chosen || xml_attribute(node, "selected")))
            chosen = node;
    g_autofree char *text = xml_text(chosen);
    put_text(flow, text, look);
}

static void picture(struct html *html, const struct xml_node *node)
{
    /* One-pixel pictures count readers, not photos. */
    if (xml_number(node, "width", 100, 0, 100) > 2 && xml_number(node, "height", 100, 0, 100) > 2)
        html->document->pictures++;
}

/* Word hides its fields from browsers in comments: <!--[if supportFields]>… eq \o\ac(□,√) …<![endif]-->. */
static void field_comment(struct html_flow *flow, const char *comment, const struct html_look *look)
{
    if (!g_str_has_prefix(comment, "[if supportFields]>"))
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    bool tag = false;
    for (const char *at = strchr(comment, '>') + 1; *at; at++) {
        if (*at == '<' || *at == '>')
            tag = *at == '<';
        else if (!tag)
            g_string_append_c(text, *at);
    }
    struct block *trial = block_paragraph();
    if (eq_append(trial->paragraph, text->str, look->style))
        eq_append(open_paragraph(flow), text->str, look->style);
    block_free(trial);
}

/* Word's content controls: <w:sdt sdttag="media_name" showingplchdr="t">. */
static void control(struct html *html, const struct xml_node *node, struct html_flow *flow,
                    const struct html_look *look)
{
    const char *tag = xml_attribute(node, "sdttag");
    const char *checked = xml_attribute(node, "checkboxischecked");
    bool box = xml_attribute(node, "checkbox") != NULL, placeholder = xml_attribute(node, "showingplchdr") && !box;
    if (!placeholder)
        html_children(html, node, flow, look);
    if (!tag || !*tag || html->fields->len >= MAX_FIELDS)
        return;
    g_autofree char *text = placeholder ? NULL : g_strstrip(xml_text(node));
    const char *value = box ? (checked && g_ascii_strcasecmp(checked, "t") == 0 ? "true" : "false") : text;
    g_ptr_array_add(html->fields, block_field(tag, text_blank(value) ? NULL : value));
}

static void element(struct html *html, const struct xml_node *node, struct html_flow *flow,
                    const struct html_look *look)
{
    static const char *const skipped[] = {"script", "style", "head", "title",   "xml",      "template",
                                          "meta",   "link",  "col",  "noembed", "colgroup", NULL};
    static const char *const blocks[] = {
        "p",       "div",  "li",         "ul",       "ol",      "dl",      "dt",     "dd",     "h1",   "h2",
        "h3",      "h4",   "h5",         "h6",       "hr",      "tr",      "td",     "th",     "pre",  "center",
        "address", "form", "blockquote", "fieldset", "section", "article", "header", "footer", "main", NULL};
    const char *name = xml_name(node);
    if (is_one_of(name, skipped))
        return;
    /* A deletion with its author is a tracked one. */
    if (strcmp(name, "del") == 0 && (xml_attribute(node, "datetime") || xml_attribute(node, "cite")))
        return;
    struct html_look inner = *look;
    html_style(html, node, &inner);
    if (inner.hidden)
        return;

    if (strcmp(name, "br") == 0)
        line_break(html, flow, &inner);
    else if (strcmp(name, "table") == 0)
        html_table(html, node, flow, &inner);
    else if (strcmp(name, "input") == 0)
        input(flow, node, &inner);
    else if (strcmp(name, "select") == 0)
        drop_down(flow, node, &inner);
    else if (strcmp(name, "img") == 0)
        picture(html, node);
    else if (strcmp(name, "w:sdt") == 0 || strcmp(name, "sdt") == 0)
        control(html, node, flow, &inner);
    else if (is_one_of(name, blocks)) {
        html_close_paragraph(html, flow);
        html_children(html, node, flow, &inner);
        html_close_paragraph(html, flow);
    } else {
        html_children(html, node, flow, &inner);
    }
}

void html_children(struct html *html, const struct xml_node *parent, struct html_flow *flow,
                   const struct html_look *look)
{
    for (const struct xml_node *node = xml_children(parent); node && !html->counts.full; node = xml_next(node)) {
        const char *text = xml_characters(node), *comment = text ? NULL : xml_comment(node);
        if (text)
            put_text(flow, text, look);
        else if (comment)
            field_comment(flow, comment, look);
        else
            element(html, node, flow, look);
    }
}

/* The charset that a page's meta names; owned, NULL for none. */
static char *meta_charset(const guint8 *data, gsize length)
{
    g_autofree char *head = g_ascii_strdown((const char *)data, (gssize)MIN(length, 4096));
    char *found = strstr(head, "charset=");
    if (!found)
        return NULL;
    found += strlen("charset=");
    found += strspn(found, "\"' ");
    return g_strndup(found, strspn(found, "abcdefghijklmnopqrstuvwxyz0123456789-_"));
}

/* Bodies come as UTF-8 whatever their meta still says; files are in what their mark or their meta says. */
static char *decode(const guint8 *data, gsize length)
{
    if (length >= 2 && data[0] == 0xFF && data[1] == 0xFE)
        return text_from_bytes(data + 2, length - 2, "UTF-16LE");
    if (length >= 2 && data[0] == 0xFE && data[1] == 0xFF)
        return text_from_bytes(data + 2, length - 2, "UTF-16BE");
    if (g_utf8_validate((const char *)data, (gssize)length, NULL))
        return g_strndup((const char *)data, length);
    g_autofree char *charset = meta_charset(data, length);
    return text_from_bytes(data, length, charset);
}

/* Word's "<![if !vml]>" and "<![endif]>", which libxml2 would take for text. */
static void drop_conditions(char *text)
{
    char *out = text;
    for (char *at = text; *at;) {
        gsize inside = g_str_has_prefix(at, "<![") ? strcspn(at + 3, "<>") : 0;
        if (inside > 0 && at[3 + inside] == '>' && at[2 + inside] == ']')
            at += 4 + inside;
        else
            *out++ = *at++;
    }
    *out = 0;
}

void html_read(struct document *document, GBytes *bytes)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    if (length > MAX_HTML) {
        length = MAX_HTML;
        document->damaged = true;
        document_warn(document, "网页超过%dMB，其余未读", MAX_HTML / (1024 * 1024));
    }
    if (length == 0)
        return;
    g_autofree char *text = decode(data, length);
    drop_conditions(text);
    bool deep = false;
    g_autoptr(Xml) tree = xml_parse_html(text, strlen(text), &deep);
    if (!tree)
        return;
    if (deep) {
        document->damaged = true;
        document_warn(document, "网页嵌套过深，其余未读");
    }
    struct html html = {.document = document, .classes = html_classes(xml_root(tree))};
    html.fields = g_ptr_array_new();
    struct html_flow flow = {.blocks = document->blocks};
    struct html_look look = {0};
    html_children(&html, xml_root(tree), &flow, &look);
    html_close_paragraph(&html, &flow);
    for (guint i = 0; i < html.fields->len; i++)
        g_ptr_array_add(document->blocks, html.fields->pdata[i]);
    g_ptr_array_unref(html.fields);
    g_hash_table_unref(html.classes);
}
