/* From a reply's text to simple HTML: one pass over its lines. Paragraphs have their indent by margin and text-indent,
 * which Outlook keeps, where it drops the padding of lists.
 */
#include "reply/html.h"

#include <stdbool.h>
#include <string.h>

#define HEADING_LIMIT 40 /* characters; a longer line over items is prose, as is a whole sentence */
#define INK "#222222"
#define GREY "#767676"

enum shape { SHAPE_TEXT, SHAPE_HEADING, SHAPE_BAD, SHAPE_GOOD, SHAPE_POINT, SHAPE_NEXT, SHAPE_FENCE, SHAPE_EMPTY };

struct page {
    GString *out;
    const char *const *strong;
};

/* How a shape is written: the mark at the line's head, its colour, the paragraph's style. */
static const struct {
    const char *mark, *colour, *style;
} shapes[] = {
    [SHAPE_TEXT] = {NULL, NULL, "margin:0"},
    [SHAPE_HEADING] = {NULL, NULL, "margin:8px 0 2px 0;font-weight:bold"},
    [SHAPE_BAD] = {"✗ ", "#c0281c", "margin:2px 0 2px 18px;text-indent:-18px"},
    [SHAPE_GOOD] = {"✓ ", "#1a7f37", "margin:2px 0 2px 18px;text-indent:-18px"},
    [SHAPE_POINT] = {"· ", GREY, "margin:2px 0 2px 16px;text-indent:-16px"},
    [SHAPE_NEXT] =
        {"→ ", "#0b57d0",
         "margin:0;padding:8px 12px;border-left:4px solid #0b57d0;background-color:#eef4ff;font-weight:bold"},
    [SHAPE_FENCE] = {HTML_FENCE, GREY, NULL},
    [SHAPE_EMPTY] = {NULL, NULL, NULL},
};

static enum shape marked(const char *line)
{
    if (!*line)
        return SHAPE_EMPTY;
    for (enum shape shape = SHAPE_BAD; shape <= SHAPE_FENCE; shape++)
        if (g_str_has_prefix(line, shapes[shape].mark))
            return shape;
    return g_str_has_prefix(line, "【") ? SHAPE_HEADING : SHAPE_TEXT;
}

static bool is_item(enum shape shape)
{
    return shape == SHAPE_BAD || shape == SHAPE_GOOD || shape == SHAPE_POINT;
}

static enum shape shape_of(char **line)
{
    enum shape shape = marked(*line);
    bool over = shape == SHAPE_TEXT && line[1] && is_item(marked(line[1])) && !g_str_has_suffix(*line, "。");
    return over && g_utf8_strlen(*line, -1) <= HEADING_LIMIT ? SHAPE_HEADING : shape;
}

static void add_character(GString *out, gunichar c)
{
    static const struct {
        gunichar c;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (gsize i = 0; i < G_N_ELEMENTS(entities); i++)
        if (entities[i].c == c) {
            g_string_append(out, entities[i].entity);
            return;
        }
    if (!g_unichar_iscntrl(c))
        g_string_append_unichar(out, c);
}

/* The longest of the words to stress that begins here; 0: none. A number that goes on (NXZ-0012, NXZ-00123) is another.
 */
static gsize stressed(const struct page *page, const char *text)
{
    gsize longest = 0;
    for (const char *const *word = page->strong; word && *word; word++) {
        gsize length = strlen(*word);
        if (length > longest && g_str_has_prefix(text, *word) && !g_ascii_isalnum(text[length]))
            longest = length;
    }
    return longest;
}

static void add_text(struct page *page, const char *text)
{
    for (const char *p = text; *p;) {
        gsize length = stressed(page, p);
        const char *end = p + length;
        if (length)
            g_string_append(page->out, "<b>");
        do
            add_character(page->out, g_utf8_get_char(p));
        while (*(p = g_utf8_next_char(p)) && p < end);
        if (length)
            g_string_append(page->out, "</b>");
    }
}

static void add_line(struct page *page, enum shape shape, const char *line)
{
    const char *mark = shapes[shape].mark;
    g_string_append_printf(page->out, "<p style=\"%s\">", shapes[shape].style);
    if (mark) {
        g_string_append_printf(page->out, "<span style=\"color:%s;font-weight:bold\">", shapes[shape].colour);
        add_text(page, mark);
        g_string_append(page->out, "</span>");
    }
    add_text(page, line + (mark ? strlen(mark) : 0));
    g_string_append(page->out, "</p>\n");
}

static void add_fence(struct page *page, const char *line)
{
    g_string_append(page->out, "<p style=\"margin:0;color:" GREY ";font-size:14px\">");
    add_text(page, line);
    g_string_append(page->out, "</p>\n");
}

/* What is to be copied, as lines of one paragraph; the line behind its end. */
static char **add_fenced(struct page *page, char **line)
{
    add_fence(page, *line++);
    g_string_append(page->out, "<p style=\"margin:4px 0;padding:8px 12px;border:1px dashed #999999;"
                               "background-color:#fafafa\">");
    for (bool first = true; *line && marked(*line) != SHAPE_FENCE; line++, first = false) {
        if (!first)
            g_string_append(page->out, "<br>\n");
        add_text(page, *line);
    }
    g_string_append(page->out, "</p>\n");
    if (!*line)
        return line;
    add_fence(page, *line);
    return line + 1;
}

/* The first line of the last paragraph; NULL when there is but one. */
static char **last_paragraph(char **lines)
{
    char **last = NULL;
    for (char **line = lines; *line; line++)
        if (!**line && line[1] && *line[1])
            last = line + 1;
    return last;
}

static void add_lines(struct page *page, char **lines)
{
    char **ending = last_paragraph(lines);
    for (char **line = lines; *line && line != ending;) {
        enum shape shape = shape_of(line);
        if (shape == SHAPE_FENCE) {
            line = add_fenced(page, line);
            continue;
        }
        if (shape != SHAPE_EMPTY)
            add_line(page, shape, *line);
        else if (line[1] && line + 1 != ending)
            g_string_append(page->out, "<p style=\"margin:0;font-size:10px;line-height:10px\">&nbsp;</p>\n");
        line++;
    }
    if (!ending)
        return;
    g_string_append(page->out, "<p style=\"margin:18px 0 0 0;padding:8px 0 0 0;border-top:1px solid #dddddd;color:" GREY
                               ";font-size:14px\">");
    for (char **line = ending; *line; line++) {
        if (line > ending && **line)
            g_string_append(page->out, "<br>\n");
        add_text(page, *line);
    }
    g_string_append(page->out, "</p>\n");
}

char *html_from_text(const char *subject, const char *text, const char *const *strong)
{
    struct page page = {.out = g_string_new(NULL), .strong = NULL};
    g_string_append(page.out, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"UTF-8\">\n"
                              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    add_text(&page, subject);
    g_string_append(page.out, "</title>\n</head>\n<body style=\"margin:0;padding:12px;background-color:#ffffff\">\n"
                              "<div style=\"max-width:640px;color:" INK ";font-size:16px;line-height:1.7;"
                              "font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;"
                              "word-break:break-word;overflow-wrap:anywhere\">\n"
                              "<p style=\"margin:0 0 12px 0;font-size:19px;line-height:1.4;font-weight:bold\">");
    page.strong = strong;
    add_text(&page, subject);
    g_string_append(page.out, "</p>\n");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    add_lines(&page, lines);
    g_string_append(page.out, "</div>\n</body>\n</html>\n");
    return g_string_free(page.out, FALSE);
}
