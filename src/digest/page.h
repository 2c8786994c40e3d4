/* How a page is written: everything goes through page_put, which escapes each argument. */
#ifndef HUIZHI_DIGEST_PAGE_H
#define HUIZHI_DIGEST_PAGE_H

#include <glib.h>

/* Printed without arguments these need single percent signs only after page_put has seen them: "100%%". */
#define FONT                                                                                                           \
    "font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC','WenQuanYi Micro Hei',"       \
    "SimSun,sans-serif"
#define INK "color:#1f2933"
#define SOFT "color:#5f6b7a"
#define BREAK "word-break:break-word;overflow-wrap:anywhere"
#define TABLE "width:100%%;border-collapse:collapse"
#define RULE "border-top:1px solid #e3e7ec"

/* Escaped, and no mail program or browser makes a link of what is in it. */
void page_put(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A sender's words, with their line breaks, inline styles only. */
void page_words(GString *out, const char *words);

/* A page of the site: with a style sheet of its own, which also says how it is printed. `home`: where index.html lies,
 * from here. */
void page_begin(GString *out, const char *title, const char *home);
void page_end(GString *out);

/* "<h2>", with a count unless it is negative. */
void page_heading(GString *out, const char *title, gint64 count);

#endif
