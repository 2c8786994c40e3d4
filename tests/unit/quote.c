/* mail/quote.c and mail/html.c on the shapes that mailers make. */
#include "mail/quote.h"

#include <string.h>

#include "tap.h"

static void split(const char *what, const char *subject, const char *text, const char *fresh, const char *old,
                  bool forwarded)
{
    g_autoptr(Quote) quote = quote_split(text, subject);
    tap_str(quote->fresh, fresh, what);
    if (old)
        tap_str(quote->old, old, what);
    tap_ok(quote->forwarded == forwarded, what);
}

static void test_replies(void)
{
    split("no quotation", "回执表", "您好，请查收。\n谢谢", "您好，请查收。\n谢谢", "", false);
    split("QQ", "回复：【请补正】作品",
          "照片2说明：5月1日摄于武汉。\n\n\n------------------ 原始邮件 ------------------\n发件人: \"intake\";\n"
          "发送时间: 2020年5月9日(星期六) 上午10:00\n收件人: \"王小明\";\n主题: 【请补正】作品\n\n旧文",
          "照片2说明：5月1日摄于武汉。", NULL, false);
    split("QQ, newer", "回复：x", "好的\n\n---原始邮件---\n发件人: \"a\"<a@b>\n旧", "好的", NULL, false);
    split("163", "Re:x",
          "收到\n\n\nAt 2020-05-09 10:00:00, \"回执征集\" <intake@example.org> wrote:\n>旧文一\n>旧文二\n", "收到",
          "At 2020-05-09 10:00:00, \"回执征集\" <intake@example.org> wrote:\n旧文一\n旧文二", false);
    split("163, Chinese", "回复:x", "收到\n\n在 2020-05-09 10:00:00，\"回执\" <intake@example.org> 写道：\n旧文",
          "收到", NULL, false);
    split("163, newer", "回复：x", "补充说明\n| |\n王小明\n|\n---- 回复的原邮件 ----\n| 发件人 | intake |\n旧",
          "补充说明\n| |\n王小明\n|", NULL, false);
    split("Foxmail", "回复: x",
          "您好，补发。\n\n王小明\n\n发件人： 回执征集\n发送时间： 2020-05-09 10:00\n收件人： wangxm\n主题： "
          "【请补正】\n旧文",
          "您好，补发。\n\n王小明", NULL, false);
    split("Outlook", "答复: x",
          "请查收\n\n________________________________\n发件人: 回执 <i@example.org>\n发送时间: 2020年5月9日\n收件人: "
          "王\n主题: x\n\n旧",
          "请查收", NULL, false);
    split("Outlook, English", "RE: x",
          "see below\n\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\nSubject: d\n\nold", "see below", NULL,
          false);
    split("Outlook, bold", "RE: x", "new\n\n*From:* a <a@b>\n*Sent:* Monday\n*To:* c\n*Subject:* d\n\nold", "new", NULL,
          false);
    split("iPhone", "Re: x",
          "好的，谢谢\n\n发自我的 iPhone\n\n> 在 2020年5月9日，上午10:00，回执 <i@example.org> 写道：\n> \n> 旧文",
          "好的，谢谢\n\n发自我的 iPhone", NULL, false);
    split("Gmail", "Re: x", "ok\n\nOn Sat, May 9, 2020 at 10:00 AM intake <i@example.org>\nwrote:\n\n> old\n", "ok",
          NULL, false);
    split("Gmail, Chinese", "Re: x", "好\n\n回执 <i@example.org> 于2020年5月9日周六 上午10:00写道：\n\n> 旧\n", "好",
          NULL, false);
    split("answers between", "Re: x", "在 2020-05-09，a <a@b> 写道：\n> 第一问\n答一\n> 第二问\n答二", "答一\n答二",
          NULL, false);
    split("below the quotation", "Re: x", "> 旧文\n> 发件人: a\n> 收件人: b\n> 主题: c\n\n新文在下", "新文在下", NULL,
          false);
    split("a form is no header block", "回执表",
          "媒体单位名称：健康报\n联系人：王小明\n手机号码：13800001234\n邮箱：a@b",
          "媒体单位名称：健康报\n联系人：王小明\n手机号码：13800001234\n邮箱：a@b", "", false);
    split("one label is no header block", "作品", "主题：抗疫\n时间：2020年2月3日\n地点：武汉\n人物：护士",
          "主题：抗疫\n时间：2020年2月3日\n地点：武汉\n人物：护士", "", false);
    split("a signature's dashes", "作品", "请查收\n\n--------------\n健康报 王小明",
          "请查收\n\n--------------\n健康报 王小明", "", false);
}

static void test_forwards(void)
{
    split("163", "Fw:回执表",
          "\n\n-------- 转发邮件信息 --------\n发件人：\"李\" <li@example.com>\n发送日期：2020-05-08\n"
          "收件人：a@b\n主题：回执表\n媒体单位名称：健康报",
          "", NULL, true);
    split("QQ", "转发：回执表",
          "请收\n\n------------------ 原始邮件 ------------------\n发件人: \"李\"\n主题: 回执表\n\n正文", "请收", NULL,
          true);
    split("iPhone", "转发：x", "发自我的 iPhone\n\n开始转发的邮件：\n\n> 发件人: 李\n> 日期: x\n> 正文",
          "发自我的 iPhone", NULL, true);
    split("Gmail", "Fwd: x", "---------- Forwarded message ---------\nFrom: a\n正文", "", NULL, true);
    split("Outlook", "FW: x", "见下\n\n发件人: a\n发送时间: b\n收件人: c\n主题: d\n\n正文", "见下", NULL, true);
    split("an answer to a forward", "回复：转发：x", "好\n\n发件人: a\n发送时间: b\n收件人: c\n主题: d\n\n正文", "好",
          NULL, false);
    split("a forward without any mark", "转发：x", "正文", "正文", "", false);
    g_autoptr(Quote) quote = quote_split("---- 转发的原邮件 ----\n> 联系人：王小明\n> 手机：13800001234\n", "转发：x");
    tap_ok(strstr(quote->old, "\n联系人：王小明\n手机：13800001234") != NULL, "marks are taken off what is forwarded");
}

static void html(const char *what, const char *markup, const char *want)
{
    g_autofree char *text = quote_html_text(markup);
    g_strchomp(text);
    tap_str(text, want, what);
}

static void test_html(void)
{
    html("lines", "<div>一</div><div>二</div>三<br>四<p>五</p>", "一\n二\n三\n四\n五");
    html("an empty line", "<div>一</div><div><br></div><div>二</div>", "一\n\n二");
    html("white space", "<p> a \n  b </p>\n\n<p>c</p>", "a b\nc");
    html("entities", "&lt;a&gt; &amp;amp; &#20013;&#x56FD; &nbsp;x &unknown; &", "<a> &amp; 中国  x &unknown; &");
    html("a table",
         "<table><tr><td><p>联系人</p></td><td><p>王小明</p></td></tr><tr><td>电话</td><td></td></tr></table>后",
         "联系人\t王小明\n电话\t\n后");
    html("an empty first cell", "<table><tr><td>a</td></tr><tr><td></td><td>b</td></tr></table>", "a\n\tb");
    html("a layout table", "<table><tr><td><div>一</div><div>二</div></td></tr></table>", "一\n二");
    html("what is not shown",
         "<head><title>t</title><style>p{}</style></head><script>if(a<b)x</script><!-- c --><!--[if "
         "mso]>m<![endif]-->文",
         "文");
    html("preformatted", "<pre>a\n  b\n</pre>c", "a\n  b\nc");
    html("citation, Apple", "新<blockquote type=\"cite\"><div>旧一</div><div>旧二</div></blockquote>后",
         "新\n> 旧一\n> 旧二\n后");
    html("citation, 163", "新<blockquote id=\"isReplyContent\" style=\"PADDING-LEFT: 1ex\">旧</blockquote>",
         "新\n> 旧");
    html("citation, Gmail", "新<blockquote class='gmail_quote'>旧</blockquote>", "新\n> 旧");
    html("citation, bare below a thank-you", "<div>收到，谢谢老师！</div><blockquote><p>旧</p></blockquote>",
         "收到，谢谢老师！\n> 旧");
    html("bare, but announced", "<div>谢谢，回执如下：</div><blockquote><p>新</p></blockquote>",
         "谢谢，回执如下：\n新");
    html("citation in citation", "<blockquote type=cite>a<blockquote type=cite>b</blockquote>c</blockquote>",
         "> a\n> > b\n> c");
    html("an indented paragraph", "<blockquote style=\"margin:0 0 0 40px;border:none\">照片说明</blockquote>",
         "照片说明");
    html("Word", "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span>文</p>", " 文");
    html("a less-than sign", "<p>大小<2M，3 < 5</p>", "大小<2M，3 < 5");
    html("a tag that does not end", "文<a href=", "文<a href=");
    html("quotes in a tag", "<a title=\"a>b\">文</a>", "文");
    html("nothing", "", "");
    g_autofree char *reply =
        quote_html_text("<div>照片2说明：武汉</div><div>--原始--</div><blockquote type=cite>旧</blockquote>");
    g_autoptr(Quote) quote = quote_split(reply, "Re: x");
    tap_str(quote->fresh, "照片2说明：武汉\n--原始--", "a citation is old");
    tap_str(quote->old, "旧", "and kept without its marks");
}

int main(void)
{
    test_replies();
    test_forwards();
    test_html();
    return tap_done();
}
