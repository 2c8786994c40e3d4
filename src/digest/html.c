/* The page, which is also the mail: tables and inline styles only, because QQ Mail, 163 webmail and Outlook drop
 * style sheets; nothing comes from elsewhere and nothing can be clicked. Two columns at most, so that a phone of
 * 375 px shows it without scrolling sideways.
 *
 * Everything passes through put(), which escapes each argument; there is no other way into the page.
 */
#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "digest/inside.h"

#define FONT "font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',SimSun,sans-serif"
#define INK "color:#1f2933"
#define SOFT "color:#5f6b7a"
#define BREAK "word-break:break-word;overflow-wrap:anywhere"
#define TABLE "width:100%%;border-collapse:collapse"
#define RULE "border-top:1px solid #e3e7ec"

static const char *const tag_styles[] = {
    [TONE_QUIET] = "background:#eef1f4;color:#4b5664",
    [TONE_GOOD] = "background:#e4f3ea;color:#17693f",
    [TONE_WARN] = "background:#fcf0d4;color:#7a4f00",
    [TONE_BAD] = "background:#fbe4e1;color:#a1221a",
};

/* Mail programs make links of what looks like one; an element in its middle keeps the look and stops that. */
static void G_GNUC_PRINTF(2, 3) put(GString *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *escaped = g_markup_vprintf_escaped(format, args);
    va_end(args);
    g_autoptr(GString) text = g_string_new(escaped);
    g_string_replace(text, "://", "<span>:</span>//", 0);
    g_string_replace(text, "www.", "www<span>.</span>", 0);
    g_string_append(out, text->str);
}

/* Word for word, with its line breaks. */
static void put_words(GString *out, const char *words)
{
    put(out,
        "<div style=\"margin-top:6px;padding:8px 12px;border-left:3px solid #b8c2cc;background:#f7f8fa;" BREAK "\">");
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    for (char **line = lines; *line; line++) {
        put(out, "%s", *line);
        if (line[1])
            put(out, "<br>");
    }
    put(out, "</div>\n");
}

static void put_tag(GString *out, const struct item *item)
{
    put(out, "<span style=\"display:inline-block;padding:1px 7px;border-radius:3px;font-size:12px;%s\">%s</span>",
        tag_styles[item->tone], item->tag);
}

static void put_heading(GString *out, const char *title, gint64 count)
{
    put(out, "<h2 style=\"margin:26px 0 6px;font-size:16px;line-height:1.4;" INK "\">%s", title);
    if (count >= 0)
        put(out, "<span style=\"font-weight:normal;" SOFT "\">（%d）</span>", (int)count);
    put(out, "</h2>\n");
}

static void put_list(GString *out, const char *title, const GPtrArray *list, const char *style)
{
    if (list->len == 0)
        return;
    put(out, "<div style=\"margin-top:12px;padding:10px 14px;border-radius:4px;%s\">\n", style);
    put(out, "<div style=\"font-weight:bold\">%s（%u）</div>\n<table role=\"presentation\" style=\"" TABLE "\">\n",
        title, list->len);
    for (guint i = 0; i < list->len; i++)
        put(out,
            "<tr><td style=\"width:22px;padding:3px 0;vertical-align:top\">%u.</td>"
            "<td style=\"padding:3px 0;" BREAK "\">%s</td></tr>\n",
            i + 1, (const char *)list->pdata[i]);
    put(out, "</table></div>\n");
}

static void put_number(GString *out, const char *label, gint64 number, const char *style)
{
    put(out,
        "<td style=\"padding:8px 2px;text-align:center;border:1px solid #e3e7ec\"><div style=\"font-size:20px;"
        "font-weight:bold;%s\">%d</div><div style=\"font-size:12px;" SOFT "\">%s</div></td>\n",
        style, (int)number, label);
}

static void put_totals(GString *out, const struct totals *totals)
{
    put(out, "<div style=\"margin-top:16px;font-weight:bold\">%s</div>\n", totals->name);
    put(out, "<table style=\"" TABLE ";table-layout:fixed;margin-top:6px\"><tr>\n");
    put_number(out, "累计", totals->all, INK);
    put_number(out, "收齐", totals->complete, "color:#17693f");
    put_number(out, "待补", totals->incomplete, "color:#8a5a00");
    put_number(out, "待核", totals->review, "color:#8a5a00");
    put_number(out, "逾期", totals->late, "color:#a1221a");
    if (totals->rejected)
        put_number(out, "不采用", totals->rejected, SOFT);
    put(out, "</tr></table>\n");
}

static void put_deadlines(GString *out, const struct digest *digest)
{
    if (digest->deadlines->len == 0)
        return;
    static const char *const heads[] = {"表格", "截止", "", "收到", "待补"};
    put(out, "<table style=\"" TABLE ";margin-top:12px;font-size:14px\"><tr>");
    for (gsize i = 0; i < G_N_ELEMENTS(heads); i++)
        put(out, "<th style=\"padding:4px 6px 4px 0;text-align:%s;font-weight:normal;font-size:12px;" SOFT "\">%s</th>",
            i > 2 ? "right" : "left", heads[i]);
    put(out, "</tr>\n");
    for (guint i = 0; i < digest->deadlines->len; i++) {
        const struct due *due = digest->deadlines->pdata[i];
        g_autofree char *day = clock_chinese_day(due->deadline, digest->zone);
        g_autofree char *left = show_days(due->days);
        const char *near = due->days >= 0 && due->days <= 3 ? "color:#a1221a;font-weight:bold" : SOFT;
        put(out,
            "<tr><td style=\"padding:5px 6px 5px 0;" RULE "\">%s</td><td style=\"padding:5px 6px 5px 0;" RULE "\">%s"
            "</td><td style=\"padding:5px 6px 5px 0;" RULE ";%s\">%s</td>",
            due->form, day, near, left);
        put(out,
            "<td style=\"padding:5px 0;text-align:right;" RULE
            "\">%d</td><td style=\"padding:5px 0;text-align:right;" RULE "\">%d</td></tr>\n",
            (int)due->all, (int)due->incomplete);
    }
    put(out, "</table>\n");
}

static void put_machine(GString *out, const struct digest *digest)
{
    put(out, "<div style=\"margin-top:12px;font-size:14px;" SOFT "\">");
    for (guint i = 0; i < digest->machine->len; i++)
        put(out, "%s%s", i ? "　|　" : "", (const char *)digest->machine->pdata[i]);
    g_autofree char *next = show_next(digest);
    put(out, "<br>%s</div>\n", next);
}

static void put_first_screen(GString *out, const struct digest *digest)
{
    /* 【日报 5月31日·今日24:00截止】待办9项（急3）｜… */
    g_auto(GStrv) halves = g_strsplit(digest->headline, "】", 2);
    const char *title = g_str_has_prefix(halves[0], "【") ? halves[0] + strlen("【") : halves[0];
    g_autofree char *period = show_period(digest);
    g_autofree char *mails = show_reconciliation(digest);
    put(out,
        "<h1 style=\"margin:0;font-size:22px;line-height:1.35;" INK "\">%s</h1>\n<div style=\"margin-top:4px;"
        "font-size:16px\">%s</div>\n<div style=\"margin-top:2px;font-size:13px;" SOFT "\">%s<br>%s</div>\n",
        title, halves[1] ? halves[1] : "", digest->office ? digest->office : "", period);
    put_list(out, "急", digest->urgent, "background:#fbe9e7;border:1px solid #efc4bf");
    put_list(out, "请您定", digest->decide, "background:#fdf6e3;border:1px solid #ecdcae");
    if (digest->urgent->len + digest->decide->len == 0)
        put(out, "<div style=\"margin-top:12px\">没有待办事项。</div>\n");
    put(out, "<div style=\"margin-top:14px;font-weight:bold;%s\">本期%s</div>\n",
        digest->mails.sound ? INK : "color:#a1221a", mails);
    for (guint i = 0; i < digest->totals->len; i++)
        put_totals(out, digest->totals->pdata[i]);
    put_deadlines(out, digest);
    put_machine(out, digest);
}

/* Mail programs show a cid: picture only when it is a part of the letter; the others are on the page on disk. */
static void put_picture(GString *out, const struct item *item, bool mailed)
{
    const struct thumb *thumb = item->thumb;
    if (mailed && !thumb->mailed) {
        put(out, "<div style=\"margin-top:4px;font-size:13px;" SOFT "\">［缩略图见电脑上的日报］</div>\n");
        return;
    }
    g_autofree char *name = thumb_name(thumb);
    g_autofree char *id = mailed ? thumb_id(thumb) : NULL;
    put(out,
        "<div style=\"margin-top:6px\"><img src=\"%s%s\" width=\"%d\" height=\"%d\" alt=\"%s的缩略图\" "
        "style=\"display:block;border:1px solid #e3e7ec\"></div>\n",
        mailed ? "cid:" : "pictures/", mailed ? id : name, thumb->width, thumb->height,
        item->number ? item->number : "作品");
}

static void put_item(GString *out, const struct item *item, const struct digest *digest, bool mailed)
{
    g_autofree char *when = item->when > 0 ? clock_chinese(item->when, digest->zone, false) : NULL;
    put(out, "<tr><td style=\"width:94px;padding:9px 10px 9px 0;vertical-align:top;" RULE "\">");
    if (item->number)
        put(out, "<div style=\"font-size:13px;font-weight:bold;" BREAK "\">%s</div>", item->number);
    if (item->tag)
        put_tag(out, item);
    put(out, "</td>\n<td style=\"padding:9px 0;vertical-align:top;" RULE ";" BREAK "\"><div>%s%s", item->title,
        when ? " " : "");
    if (when)
        put(out, "<span style=\"white-space:nowrap;font-size:12px;" SOFT "\">%s</span>", when);
    put(out, "</div>\n");
    for (guint i = 0; i < item->lines->len; i++)
        put(out, "<div style=\"margin-top:2px;font-size:13px;" SOFT "\">%s</div>\n",
            (const char *)item->lines->pdata[i]);
    if (item->thumb)
        put_picture(out, item, mailed);
    if (item->words)
        put_words(out, item->words);
    put(out, "</td></tr>\n");
}

static void put_section(GString *out, const struct section *section, const struct digest *digest, bool mailed)
{
    if (section->items->len == 0 && !section->none)
        return;
    put_heading(out, section->title, section->total);
    if (section->items->len == 0) {
        put(out, "<div style=\"" SOFT "\">%s</div>\n", section->none);
        return;
    }
    put(out, "<table style=\"" TABLE "\">\n");
    for (guint i = 0; i < section->items->len; i++)
        put_item(out, section->items->pdata[i], digest, mailed);
    put(out, "</table>\n");
    if (section->total > (gint64)section->items->len && section->title != section_aside)
        put(out, "<div style=\"" SOFT "\">……其余%d项未列出</div>\n", (int)(section->total - section->items->len));
}

char *digest_html(const struct digest *digest, bool mailed)
{
    g_autoptr(GString) out = g_string_new("<!DOCTYPE html>\n");
    put(out,
        "<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n</head>\n",
        digest->headline);
    put(out,
        "<body style=\"margin:0;padding:0;background:#eef1f4\">\n<table role=\"presentation\" style=\"" TABLE
        "\"><tr><td style=\"padding:12px 8px\">\n<table role=\"presentation\" style=\"" TABLE
        ";max-width:760px;margin:0 auto;background:#ffffff\"><tr>\n<td style=\"padding:20px 18px 28px;border:1px solid "
        "#d9dee4;font-size:15px;line-height:1.6;text-align:left;" INK ";" FONT ";" BREAK "\">\n");
    put_first_screen(out, digest);
    for (guint i = 0; i < digest->sections->len; i++)
        put_section(out, digest->sections->pdata[i], digest, mailed);
    put(out, "</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n");
    return g_string_free(g_steal_pointer(&out), FALSE);
}
