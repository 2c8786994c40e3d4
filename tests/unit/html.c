/* The HTML of a reply: shapes of lines become shapes of paragraphs, and nobody's words become markup. */
#include "reply/html.h"

#include <string.h>

#include "tap.h"

static const char *const numbers[] = {"NXZ-0012", NULL};

static void expect(const char *text, const char *part, const char *what)
{
    g_autofree char *html = html_from_text("主题", text, numbers);
    if (!tap_ok(strstr(html, part), what))
        printf("# %s\n", html);
}

static void test_shapes(void)
{
    expect("✗ 缺文字说明。\n", "✗ </span>缺文字说明。</p>", "a fault is an item");
    expect("✓ 照片4、5\n", "color:#1a7f37;font-weight:bold\">✓ </span>照片4、5</p>", "what is fine is a green one");
    expect("照片1（a.jpg）\n✗ 坏\n", "font-weight:bold\">照片1（a.jpg）</p>", "a short line over items is a heading");
    expect("来件已收到。\n✓ 照片1\n", "<p style=\"margin:0\">来件已收到。</p>", "a sentence over items is none");
    expect("→ 请回复。\n· 附上原图\n", "→ </span>请回复。</p>", "the next thing to do stands out");
    expect("【1】NXZ-0012 回执表\n", "font-weight:bold\">【1】<b>NXZ-0012</b> 回执表</p>", "a heading of its own");
    expect("编号NXZ-0012，NXZ-00123\n", "编号<b>NXZ-0012</b>，NXZ-00123</p>", "the number is bold, another is not");
    expect("甲\n\n乙\n\n某办公室\n电话\n", "某办公室<br>\n电话</p>\n</div>", "the last paragraph is the office's");
    expect("填：\n———— 开始 ————\n联系人：\n手机：\n———— 完 ————\n后\n", "\">联系人：<br>\n手机：</p>\n",
           "what is to be copied stays in lines");
    expect("———— 开始 ————\n联系人：", "\">联系人：</p>\n</div>", "an end that is missing ends with the text");
    expect("", "<p style=\"margin:0 0 12px 0", "a text of nothing");
}

static void test_escapes(void)
{
    static const char evil[] = "<script>alert(\"1\")</script>&amp;'\x01\x1b<img src=x onerror=y>";
    g_autofree char *text =
        g_strdup_printf("%s老师\n✗ “%s”\n【%s】\n———— %s\n%s\n———— \n\n%s\n", evil, evil, evil, evil, evil, evil);
    g_autofree char *html = html_from_text(evil, text, numbers);
    tap_ok(!strstr(html, "<script") && !strstr(html, "<img") && !strchr(html, '\x01') && !strchr(html, '\x1b'),
           "no mark-up comes out of words, wherever they stand");
    tap_ok(strstr(html, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;&#39;"), "they stand as they were");
    g_autofree char *plain = html_from_text("主题", "请看 http://example.com/ 或 a@example.com\n", NULL);
    tap_ok(!strstr(plain, "href") && !strstr(plain, "src=") && !strstr(plain, "url("), "nothing from outside, no link");
}

int main(void)
{
    test_shapes();
    test_escapes();
    return tap_done();
}
