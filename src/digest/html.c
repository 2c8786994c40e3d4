/* The page, which is also the mail: tables and inline styles only, because QQ Mail, 163 webmail and Outlook drop
 * style sheets; nothing comes from elsewhere, and nothing can be clicked but our own pages beside it. Two columns at
 * most, so that a phone of 375 px shows it without scrolling sideways.
 *
 * Everything passes through page_put(), which escapes each argument; there is no other way into the page.
 */
#include <string.h>

#include "base/clock.h"
#include "digest/inside.h"
#include "digest/page.h"
#include "digest/site.h"

#define MOST_BARS 12u

static const char *const tag_styles[] = {
    [TONE_QUIET] = "background:#eef1f4;color:#4b5664",
    [TONE_GOOD] = "background:#e4f3ea;color:#17693f",
    [TONE_WARN] = "background:#fcf0d4;color:#7a4f00",
    [TONE_BAD] = "background:#fbe4e1;color:#a1221a",
};

static void put_tag(GString *out, const struct item *item)
{
    page_put(out, "<span style=\"display:inline-block;padding:1px 7px;border-radius:3px;font-size:12px;%s\">%s</span>",
             tag_styles[item->tone], item->tag);
}

static void put_heading(GString *out, const char *title, gint64 count)
{
    page_put(out, "<h2 style=\"margin:26px 0 6px;font-size:16px;line-height:1.4;" INK "\">%s", title);
    if (count >= 0)
        page_put(out, "<span style=\"font-weight:normal;" SOFT "\">（%d）</span>", (int)count);
    page_put(out, "</h2>\n");
}

static void put_list(GString *out, const char *title, const GPtrArray *list, const char *style)
{
    if (list->len == 0)
        return;
    page_put(out, "<div style=\"margin-top:12px;padding:10px 14px;border-radius:4px;%s\">\n", style);
    page_put(out, "<div style=\"font-weight:bold\">%s（%u）</div>\n<table role=\"presentation\" style=\"" TABLE "\">\n",
             title, list->len);
    for (guint i = 0; i < list->len; i++)
        page_put(out,
                 "<tr><td style=\"width:22px;padding:3px 0;vertical-align:top\">%u.</td>"
                 "<td style=\"padding:3px 0;" BREAK "\">%s</td></tr>\n",
                 i + 1, (const char *)list->pdata[i]);
    page_put(out, "</table></div>\n");
}

static void put_number(GString *out, const char *label, gint64 number, const char *style)
{
    page_put(out,
             "<td style=\"padding:8px 2px;text-align:center;border:1px solid #e3e7ec\"><div style=\"font-size:20px;"
             "font-weight:bold;%s\">%d</div><div style=\"font-size:12px;" SOFT "\">%s</div></td>\n",
             style, (int)number, label);
}

static void put_totals(GString *out, const struct totals *totals)
{
    page_put(out, "<div style=\"margin-top:16px;font-weight:bold\">%s</div>\n", totals->name);
    page_put(out, "<table style=\"" TABLE ";table-layout:fixed;margin-top:6px\"><tr>\n");
    put_number(out, "累计", totals->all, INK);
    put_number(out, "收齐", totals->complete, "color:#17693f");
    put_number(out, "待补", totals->incomplete, "color:#8a5a00");
    put_number(out, "待核", totals->review, "color:#8a5a00");
    put_number(out, "逾期", totals->late, "color:#a1221a");
    if (totals->rejected)
        put_number(out, "不采用", totals->rejected, SOFT);
    page_put(out, "</tr></table>\n");
}

static void put_deadlines(GString *out, const struct digest *digest)
{
    if (digest->deadlines->len == 0)
        return;
    static const char *const heads[] = {"表格", "截止", "", "收到", "待补"};
    page_put(out, "<table style=\"" TABLE ";margin-top:12px;font-size:14px\"><tr>");
    for (gsize i = 0; i < G_N_ELEMENTS(heads); i++)
        page_put(out,
                 "<th style=\"padding:4px 6px 4px 0;text-align:%s;font-weight:normal;font-size:12px;" SOFT "\">%s</th>",
                 i > 2 ? "right" : "left", heads[i]);
    page_put(out, "</tr>\n");
    for (guint i = 0; i < digest->deadlines->len; i++) {
        const struct due *due = digest->deadlines->pdata[i];
        g_autofree char *day = clock_chinese_day(due->deadline, digest->zone);
        g_autofree char *left = show_days(due->days);
        const char *near = due->days >= 0 && due->days <= 3 ? "color:#a1221a;font-weight:bold" : SOFT;
        page_put(out,
                 "<tr><td style=\"padding:5px 6px 5px 0;" RULE "\">%s</td><td style=\"padding:5px 6px 5px 0;" RULE
                 "\">%s"
                 "</td><td style=\"padding:5px 6px 5px 0;" RULE ";%s\">%s</td>",
                 due->form, day, near, left);
        page_put(out,
                 "<td style=\"padding:5px 0;text-align:right;" RULE
                 "\">%d</td><td style=\"padding:5px 0;text-align:right;" RULE "\">%d</td></tr>\n",
                 (int)due->all, (int)due->incomplete);
    }
    page_put(out, "</table>\n");
}

/* A bar as a table's cell: mail programs drop everything else that has a width. */
static void put_bar(GString *out, const struct breakdown_row *row, gint64 most)
{
    int percent = (int)(most > 0 ? MAX(row->all * 100 / most, 1) : 1);
    page_put(out,
             "<tr><td style=\"width:38%%;padding:3px 8px 3px 0;vertical-align:top;" BREAK "\">%s</td>"
             "<td style=\"padding:3px 0\"><table role=\"presentation\" style=\"" TABLE "\"><tr>"
             "<td style=\"width:%d%%;background:#9dbbd8;font-size:10px\">&nbsp;</td>"
             "<td style=\"font-size:10px\">&nbsp;</td></tr></table></td>",
             row->name, percent);
    g_autofree char *fresh = row->fresh > 0 ? g_strdup_printf("+%d", (int)row->fresh) : g_strdup("");
    page_put(out,
             "<td style=\"width:44px;padding:3px 0 3px 8px;text-align:right\">%d</td><td style=\"width:40px;"
             "padding:3px 0;text-align:right;font-size:12px;color:#17693f\">%s</td></tr>\n",
             (int)row->all, fresh);
}

/* Of units only those that sent several things are worth a line. */
static guint rows_shown(const struct breakdown *tally)
{
    guint shown = 0;
    while (shown < MIN(tally->rows->len, MOST_BARS) &&
           (tally->title != tally_units || ((const struct breakdown_row *)tally->rows->pdata[shown])->all > 1))
        shown++;
    return shown;
}

static void put_tally(GString *out, const struct breakdown *tally)
{
    gint64 most = 0, left = 0;
    guint shown = rows_shown(tally);
    for (guint i = 0; i < tally->rows->len; i++) {
        const struct breakdown_row *row = tally->rows->pdata[i];
        most = MAX(most, row->all);
        left += i >= shown ? row->all : 0;
    }
    if (shown == 0)
        return;
    page_put(out,
             "<div style=\"margin-top:12px;font-weight:bold;font-size:14px\">%s</div>\n<table style=\"" TABLE
             ";font-size:14px\">\n",
             tally->title);
    for (guint i = 0; i < shown; i++)
        put_bar(out, tally->rows->pdata[i], most);
    if (left > 0 && tally->title != tally_units)
        put_bar(out, &(struct breakdown_row){.name = (char *)"其他", .all = left}, most);
    page_put(out, "</table>\n");
}

/* What a chart shows needs no table beside it. */
static void put_tallies(GString *out, const struct digest *digest, bool charts)
{
    g_autofree char *flow = show_flow(digest);
    put_heading(out, "来件分布", -1);
    page_put(out, "<div>本期%s</div>\n", flow);
    for (guint i = 0; i < digest->tallies->len; i++) {
        const struct breakdown *tally = digest->tallies->pdata[i];
        bool drawn = tally->title == tally_categories || tally->title == tally_regions;
        if (tally->title != tally_days && !(charts && drawn))
            put_tally(out, tally);
    }
}

static void put_charts(GString *out)
{
    static const char *const charts[][2] = {
        {"days", "每日来件"}, {"states", "收齐情况"}, {"categories", "作品类别"}, {"regions", "地区"}};
    page_put(out, "<div style=\"margin-top:18px\">\n");
    for (gsize i = 0; i < G_N_ELEMENTS(charts); i++)
        page_put(out,
                 "<img src=\"charts/%s.png\" alt=\"图：%s\" style=\"display:block;width:100%%;max-width:560px;"
                 "height:auto;margin-top:8px\">\n",
                 charts[i][0], charts[i][1]);
    page_put(out, "</div>\n");
}

static void put_sheets(GString *out, const GPtrArray *sheets)
{
    put_heading(out, "作品图样", -1);
    page_put(out, "<div>");
    for (guint i = 0; i < sheets->len; i++) {
        const struct site_link *link = sheets->pdata[i];
        page_put(out, "%s<a href=\"%s\" style=\"color:#1d5fa8\">%s</a>（%u）", i ? "　" : "", link->target, link->title,
                 link->count);
    }
    page_put(out, "</div>\n");
}

static void put_machine(GString *out, const struct digest *digest)
{
    page_put(out, "<div style=\"margin-top:12px;font-size:14px;" SOFT "\">");
    for (guint i = 0; i < digest->machine->len; i++)
        page_put(out, "%s%s", i ? "　|　" : "", (const char *)digest->machine->pdata[i]);
    g_autofree char *next = show_next(digest);
    page_put(out, "<br>%s</div>\n", next);
}

static void put_first_screen(GString *out, const struct digest *digest, const struct digest_view *view)
{
    /* 【日报 5月31日·今日24:00截止】待办9项（急3）｜… */
    g_auto(GStrv) halves = g_strsplit(digest->headline, "】", 2);
    const char *title = g_str_has_prefix(halves[0], "【") ? halves[0] + strlen("【") : halves[0];
    g_autofree char *period = show_period(digest);
    g_autofree char *mails = show_reconciliation(digest);
    page_put(out,
             "<h1 style=\"margin:0;font-size:22px;line-height:1.35;" INK "\">%s</h1>\n<div style=\"margin-top:4px;"
             "font-size:16px\">%s</div>\n<div style=\"margin-top:2px;font-size:13px;" SOFT "\">%s<br>%s</div>\n",
             title, halves[1] ? halves[1] : "", digest->office ? digest->office : "", period);
    if (digest->duty)
        page_put(out, "<div style=\"font-size:13px;" SOFT "\">值班：%s</div>\n", digest->duty);
    put_list(out, "急", digest->urgent, "background:#fbe9e7;border:1px solid #efc4bf");
    put_list(out, "请您定", digest->decide, "background:#fdf6e3;border:1px solid #ecdcae");
    if (digest->urgent->len + digest->decide->len == 0)
        page_put(out, "<div style=\"margin-top:12px\">没有待办事项。</div>\n");
    if (view->note)
        page_words(out, view->note);
    page_put(out, "<div style=\"margin-top:14px;font-weight:bold;%s\">本期%s</div>\n",
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
        page_put(out, "<div style=\"margin-top:4px;font-size:13px;" SOFT "\">［缩略图见电脑上的日报］</div>\n");
        return;
    }
    g_autofree char *name = thumb_name(thumb);
    g_autofree char *id = mailed ? thumb_id(thumb) : NULL;
    page_put(out,
             "<div style=\"margin-top:6px\"><img src=\"%s%s\" width=\"%d\" height=\"%d\" alt=\"%s的缩略图\" "
             "style=\"display:block;border:1px solid #e3e7ec\"></div>\n",
             mailed ? "cid:" : "pictures/", mailed ? id : name, thumb->width, thumb->height,
             item->number ? item->number : "作品");
}

/* "NXZ-0001-02" belongs to the page of NXZ-0001; NULL: there is none. */
static char *page_of(const struct digest_view *view, const char *number)
{
    if (!view->pages)
        return NULL;
    if (g_hash_table_contains(view->pages, number))
        return g_strdup(number);
    const char *dash = strrchr(number, '-');
    g_autofree char *whole = dash ? g_strndup(number, (gsize)(dash - number)) : NULL;
    return whole && g_hash_table_contains(view->pages, whole) ? g_steal_pointer(&whole) : NULL;
}

static void put_numbers(GString *out, const struct item *item, const struct digest_view *view)
{
    g_auto(GStrv) numbers = site_numbers(item->number);
    page_put(out, "<div style=\"font-size:13px;font-weight:bold;" BREAK "\">");
    for (guint i = 0; numbers[i]; i++) {
        g_autofree char *page = page_of(view, numbers[i]);
        page_put(out, "%s", i ? "、" : "");
        if (page)
            page_put(out, "<a href=\"cases/%s.html\" style=\"color:#1d5fa8\">%s</a>", page, numbers[i]);
        else
            page_put(out, "%s", numbers[i]);
    }
    page_put(out, "</div>");
}

static void put_item(GString *out, const struct item *item, const struct digest *digest, const struct digest_view *view)
{
    g_autofree char *when = item->when > 0 ? clock_chinese(item->when, digest->zone, false) : NULL;
    page_put(out, "<tr><td style=\"width:94px;padding:9px 10px 9px 0;vertical-align:top;" RULE "\">");
    if (item->number)
        put_numbers(out, item, view);
    if (item->tag)
        put_tag(out, item);
    page_put(out, "</td>\n<td style=\"padding:9px 0;vertical-align:top;" RULE ";" BREAK "\"><div>%s%s", item->title,
             when ? " " : "");
    if (when)
        page_put(out, "<span style=\"white-space:nowrap;font-size:12px;" SOFT "\">%s</span>", when);
    page_put(out, "</div>\n");
    for (guint i = 0; i < item->lines->len; i++)
        page_put(out, "<div style=\"margin-top:2px;font-size:13px;" SOFT "\">%s</div>\n",
                 (const char *)item->lines->pdata[i]);
    if (item->thumb)
        put_picture(out, item, view->mailed);
    if (item->words)
        page_words(out, item->words);
    page_put(out, "</td></tr>\n");
}

static void put_section(GString *out, const struct section *section, const struct digest *digest,
                        const struct digest_view *view)
{
    guint shown = view->limit ? MIN(section->items->len, view->limit) : section->items->len;
    if (section->items->len == 0 && !section->none)
        return;
    put_heading(out, section->title, section->total);
    if (section->items->len == 0) {
        page_put(out, "<div style=\"" SOFT "\">%s</div>\n", section->none);
        return;
    }
    page_put(out, "<table style=\"" TABLE "\">\n");
    for (guint i = 0; i < shown; i++)
        put_item(out, section->items->pdata[i], digest, view);
    page_put(out, "</table>\n");
    /* Robots are one item for many mails. */
    gint64 rest = section->title == section_aside ? (gint64)(section->items->len - shown) : section->total - shown;
    if (rest > 0)
        page_put(out, "<div style=\"" SOFT "\">……其余%d件见%s</div>\n", (int)rest,
                 view->mailed ? "附件《登记册》和电脑上的日报" : "《登记册.xlsx》");
}

char *digest_html(const struct digest *digest, const struct digest_view *view)
{
    static const struct digest_view record = {0};
    view = view ? view : &record;
    g_autoptr(GString) out = g_string_new("<!DOCTYPE html>\n");
    page_put(out,
             "<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
             "content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n</head>\n",
             digest->headline);
    page_put(
        out,
        "<body style=\"margin:0;padding:0;background:#eef1f4\">\n<table role=\"presentation\" style=\"" TABLE
        "\"><tr><td style=\"padding:12px 8px\">\n<table role=\"presentation\" style=\"" TABLE
        ";max-width:760px;margin:0 auto;background:#ffffff\"><tr>\n<td style=\"padding:20px 18px 28px;border:1px solid "
        "#d9dee4;font-size:15px;line-height:1.6;text-align:left;" INK ";" FONT ";" BREAK "\">\n");
    put_first_screen(out, digest, view);
    put_tallies(out, digest, view->charts);
    if (view->charts)
        put_charts(out);
    if (view->sheets && view->sheets->len)
        put_sheets(out, view->sheets);
    for (guint i = 0; i < digest->sections->len; i++)
        put_section(out, digest->sections->pdata[i], digest, view);
    page_put(out, "</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n");
    return g_string_free(g_steal_pointer(&out), FALSE);
}
