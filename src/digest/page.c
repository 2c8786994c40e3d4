/* One way into every page. */
#include "digest/page.h"

#include <stdarg.h>

/* Mail programs make links of what looks like one; an element in its middle keeps the look and stops that. */
void page_put(GString *out, const char *format, ...)
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

void page_words(GString *out, const char *words)
{
    page_put(out, "<div style=\"margin-top:6px;padding:8px 12px;border-left:3px solid #b8c2cc;background:#f7f8fa;" BREAK
                  "\">");
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    for (char **line = lines; *line; line++) {
        page_put(out, "%s", *line);
        if (line[1])
            page_put(out, "<br>");
    }
    page_put(out, "</div>\n");
}

/* On paper: no grey ground, no picture or row cut in two, small margins. */
static const char style[] =
    "<style>\n"
    "body{margin:0;background:#eef1f4;color:#1f2933;font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',"
    "'Source Han Sans SC','WenQuanYi Micro Hei',SimSun,sans-serif;font-size:15px;line-height:1.6}\n"
    "main{max-width:1040px;margin:12px auto;padding:20px 18px 28px;background:#fff;border:1px solid #d9dee4;"
    "box-sizing:border-box;word-break:break-word;overflow-wrap:anywhere}\n"
    "h1{margin:0;font-size:22px;line-height:1.35}\n"
    "h2{margin:26px 0 6px;font-size:16px}\n"
    "h2 span,.soft{color:#5f6b7a;font-weight:normal}\n"
    "a{color:#1d5fa8}\n"
    "img{max-width:100%;height:auto}\n"
    ".small{font-size:13px}\n"
    "table{width:100%;border-collapse:collapse}\n"
    "td,th{padding:6px 8px 6px 0;border-top:1px solid #e3e7ec;text-align:left;vertical-align:top}\n"
    "th{font-weight:normal;font-size:12px;color:#5f6b7a;border-top:0}\n"
    ".tag{display:inline-block;padding:1px 7px;border-radius:3px;font-size:12px;background:#eef1f4;color:#4b5664}\n"
    ".good{background:#e4f3ea;color:#17693f}.warn{background:#fcf0d4;color:#7a4f00}"
    ".bad{background:#fbe4e1;color:#a1221a}\n"
    ".banner{margin-top:12px;padding:8px 14px;border-radius:4px;background:#fbe9e7;border:1px solid #efc4bf}\n"
    ".sheet{display:flex;flex-wrap:wrap;gap:14px;margin-top:12px}\n"
    "figure{margin:0;width:172px;font-size:12px;line-height:1.45;break-inside:avoid}\n"
    "figure .box{display:flex;align-items:center;justify-content:center;height:164px;background:#f3f5f7;"
    "border:1px solid #e3e7ec;margin-bottom:4px;color:#5f6b7a;text-align:center}\n"
    "figure .box{overflow:hidden}figure .box img{max-width:100%;max-height:162px}\n"
    ".work{display:flex;flex-wrap:wrap;gap:14px;padding:10px 0;border-top:1px solid #e3e7ec;break-inside:avoid}\n"
    ".work .box{flex:0 0 auto;width:200px;text-align:center;background:#f3f5f7;color:#5f6b7a;padding:8px 0;"
    "box-sizing:border-box;align-self:flex-start}\n"
    ".work .box img{max-width:184px}\n"
    ".work .facts{flex:1 1 260px;min-width:0}\n"
    ".cell img{max-width:100%;border:1px solid #e3e7ec;display:block;margin-top:4px}\n"
    "@media (max-width:640px){main{margin:0;border:0;padding:14px 12px}\n"
    ".form,.form tbody,.form tr,.form td{display:block}.form th{display:none}.form td{border:0;padding:0 0 2px}\n"
    ".form tr{border-top:1px solid #e3e7ec;padding:6px 0}.form td:first-child{font-size:12px;color:#5f6b7a}\n"
    "figure{width:calc(50% - 7px)}}\n"
    "@media print{@page{margin:14mm}body{background:#fff;font-size:10.5pt}main{max-width:none;margin:0;padding:0;"
    "border:0}\nnav{display:none}tr{break-inside:avoid}h2{break-after:avoid}a{color:inherit;text-decoration:none}}\n"
    "</style>\n";

void page_begin(GString *out, const char *title, const char *home)
{
    page_put(out,
             "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
             "content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n",
             title);
    g_string_append(out, style);
    page_put(out, "</head>\n<body>\n<main>\n<nav class=\"small\"><a href=\"%sindex.html\">← 返回汇总</a></nav>\n",
             home);
}

void page_end(GString *out)
{
    page_put(out, "</main>\n</body>\n</html>\n");
}

void page_heading(GString *out, const char *title, gint64 count)
{
    page_put(out, "<h2>%s", title);
    if (count >= 0)
        page_put(out, " <span>（%d）</span>", (int)count);
    page_put(out, "</h2>\n");
}
