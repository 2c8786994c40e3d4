/* src/mail/ on whole mails: parts, names, addresses, dates, links, commands. */
#include "mail/message.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/magic.h"
#include "mail/command.h"
#include "mail/header.h"
#include "mail/links.h"
#include "mail/transfer.h"
#include "tap.h"

static char *folder;
static int folder_fd;
static struct magic *magic;

/* Reads a mail written with "\n". */
static struct message *read_mail_text(const char *text, GError **error)
{
    int fd = open(folder, O_TMPFILE | O_RDWR, 0600);
    g_autoptr(GString) raw = g_string_new(NULL);
    for (const char *p = text; *p; p++)
        g_string_append(raw, *p == '\n' ? "\r\n" : (char[]){*p, '\0'});
    file_write_all(fd, raw->str, raw->len, NULL);
    g_autofree char *name = g_build_filename(folder, "stage-XXXXXX", NULL);
    int stage = open(g_mkdtemp(name), O_RDONLY | O_DIRECTORY);
    struct staging *staging = staging_open(stage);
    struct message *message = message_read(fd, staging, magic, error);
    staging_free(staging);
    close(stage);
    close(fd);
    return message;
}

static const struct part *part_at(const struct message *message, guint index)
{
    return index < message->parts->len ? message->parts->pdata[index] : NULL;
}

#define HEAD "From: =?gb2312?B?1cXI/Q==?= <Zhang@Example.com>\nTo: a@b\nSubject: x\nMIME-Version: 1.0\n"

static void test_structure(void)
{
    g_autoptr(Message) message = read_mail_text(
        HEAD
        "Content-Type: multipart/mixed; boundary=A\n\npreamble\n--A\nContent-Type: multipart/related; "
        "boundary=B\n\n--B\n"
        "Content-Type: multipart/alternative; boundary=C\n\n--C\nContent-Type: text/plain; "
        "charset=gb2312\n\n\xd5\xfd\xce\xc4\n"
        "--C\nContent-Type: text/html\n\n<meta charset=gbk>\xd5\xfd\xce\xc4<img src=\"cid:p1@x\">\n--C--\n--B\n"
        "Content-Type: image/gif\nContent-ID: <p1@x>\nContent-Disposition: attachment; "
        "filename=logo.gif\n\nGIF89a\n--B--\n--A\n"
        "Content-Type: text/plain; name=\"=?GBK?B?y7XD9y50eHQ=?=\"\n\nnote\n--A\n"
        "Content-Type: image/jpeg\nContent-ID: <p2@x>\nContent-Transfer-Encoding: base64\n\n/9j/4AAQSkZJRgABAQ==\n--A\n"
        "Content-Type: message/rfc822\n\nFrom: li@example.org\nSubject: =?utf-8?B?5YaF?=\nContent-Type: "
        "multipart/mixed; "
        "boundary=D\n\n--D\n\ninner\n--D\nContent-Disposition: attachment; "
        "filename=\"/tmp/../a/b.txt\"\n\nfile\n--D--\n--A--\n",
        NULL);
    tap_str(message->from.name, "张三", "name of the sender");
    tap_str(message->from.addr, "zhang@example.com", "address in lower case");
    static const char *const paths[] = {"1.1.1", "1.1.2", "1.2", "2", "3", "4", "4/1", "4/2"};
    static const enum part_role_hint hints[] = {PART_BODY_TEXT, PART_BODY_HTML, PART_FILE,      PART_FILE,
                                                PART_FILE,      PART_MESSAGE,   PART_BODY_TEXT, PART_FILE};
    tap_ok(message->parts->len == G_N_ELEMENTS(paths), "all parts");
    for (guint i = 0; i < G_N_ELEMENTS(paths) && part_at(message, i); i++) {
        tap_str(part_at(message, i)->path, paths[i], "path");
        tap_ok(part_at(message, i)->hint == hints[i], paths[i]);
    }
    tap_str(part_at(message, 0)->text, "正文", "text in gb2312");
    tap_ok(strstr(part_at(message, 1)->text, "正文") != NULL, "HTML by its meta charset");
    tap_ok(part_at(message, 2)->attachment && part_at(message, 2)->cid_used, "an inline picture marked as attachment");
    tap_str(part_at(message, 3)->name, "说明.txt", "a named text is a file");
    tap_str(part_at(message, 4)->name, "附件3.jpg", "a name for one that has none");
    tap_str(part_at(message, 4)->type, "image/jpeg", "type by content");
    tap_ok(!part_at(message, 4)->named && !part_at(message, 4)->cid_used, "not named, not referred to");
    tap_str(part_at(message, 5)->subject, "内", "subject of the mail inside");
    tap_str(part_at(message, 5)->from, "li@example.org", "its sender");
    tap_str(part_at(message, 5)->name, "内.eml", "its name");
    tap_str(part_at(message, 7)->name, "b.txt", "no folder in a name");
    tap_str(message->text, "正文", "the text of the mail is not that of the mail inside");
    tap_ok(message->forwarded, "it forwards");
}

static void test_bodies(void)
{
    g_autoptr(Message) flowed = read_mail_text(
        HEAD
        "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n一段 \n文字\n> 旧 \n> 文\n-- \n签名\n",
        NULL);
    tap_str(flowed->text, "一段文字\n> 旧文\n-- \n签名\n", "format=flowed");
    g_autoptr(Message) html = read_mail_text(HEAD "Content-Type: multipart/alternative; boundary=A\n\n--A\n\n "
                                                  "\n--A\nContent-Type: text/html\n\n<p>只有<b>HTML</b></p>\n--A--\n",
                                             NULL);
    tap_str(html->text, "只有HTML\n", "HTML where the text is blank");
    g_autoptr(Message) nothing = read_mail_text(HEAD "\n\xd6\xd0\xb9\xfa\xc6\xda\xbf\xaf\n", NULL);
    tap_str(nothing->text, "中国期刊\n", "GBK without a label");
    g_autoptr(Message) wrong =
        read_mail_text(HEAD "Content-Type: text/plain; charset=us-ascii\n\n\xd6\xd0\xb9\xfa\n", NULL);
    tap_str(wrong->text, "中国\n", "GBK labelled us-ascii");
    g_autoptr(Message) utf8 = read_mail_text(HEAD "Content-Type: text/plain; charset=gb2312\n\n中国期刊\n", NULL);
    tap_str(utf8->text, "中国期刊\n", "UTF-8 labelled gb2312");
    g_autoptr(Message) cut = read_mail_text(HEAD "Content-Type: text/plain; charset=utf-8\n\n中国期刊\xe4\xb8\n", NULL);
    tap_str(cut->text, "中国期刊\xef\xbf\xbd\xef\xbf\xbd\n", "UTF-8 with a cut character");
    g_autoptr(Message) picture =
        read_mail_text(HEAD "Content-Transfer-Encoding: base64\n\n/9j/4AAQSkZJRgABAQAAAQABAAD=\n", NULL);
    tap_ok(part_at(picture, 0)->hint == PART_FILE, "a picture without a type is a file");
    g_autoptr(Message) named =
        read_mail_text(HEAD "Content-Type: multipart/alternative; boundary=A\n\n--A\nContent-Type: text/plain; "
                            "name=body.txt\n\n正文\n--A--\n",
                       NULL);
    tap_ok(part_at(named, 0)->hint == PART_BODY_TEXT, "a named alternative is a body");
    g_autoptr(Message) attached =
        read_mail_text(HEAD "Content-Type: application/octet-stream; name=x.eml\nContent-Transfer-Encoding: base64\n\n"
                            "RnJvbTogYUBiClN1YmplY3Q6IGluc2lkZQoKaGkK\n",
                       NULL);
    tap_ok(attached->parts->len == 2 && part_at(attached, 0)->hint == PART_MESSAGE, "a mail that came as a file");
    tap_str(part_at(attached, 1)->path, "1/1", "is walked");
    tap_str(part_at(attached, 0)->subject, "inside", "and known");
    g_autoptr(Message) page = read_mail_text(HEAD "Content-Type: application/octet-stream; name=x.mht\n\nFrom: <Saved "
                                                  "by Blink>\nSubject: x\nMIME-Version: 1.0\n\nx\n",
                                             NULL);
    tap_ok(page->parts->len == 1 && part_at(page, 0)->hint == PART_FILE, "a saved web page is no mail");
}

static void test_headers(void)
{
    g_autoptr(Message) message = read_mail_text(
        "Return-Path: <>\nDelivered-To: Intake@Example.org\nReceived: from a by b; Sat, 9 May 2020 10:00:05 +0800 "
        "(CST)\n"
        "Received: from c by a; Sat, 9 May 2020 01:00:00 +0000\nDate: Fri, 8 May 2020 10:00:00 CST\n"
        "Message-ID: <one@example.com>\nIn-Reply-To: <two@example.org> (x)\nReferences: "
        "<zero@example.org>\n\t<two@example.org>\n"
        "From: \"张三\"<zhang@example.com>\nTo: =?utf-8?Q?Li,_Hua?= <li@example.com>, 组: a@b.cn, c@d.cn;, "
        "wang@example.com (王五)\n"
        "To: \"赵六<zhao@example.com>\nCc: 编辑部 bjb@example.com; undisclosed-recipients:;\nSubject: \n\nx\n",
        NULL);
    tap_str(message->return_path, "", "an empty return path");
    tap_str(message->delivered_to, "intake@example.org", "delivered to");
    tap_ok(message->received == 1588989605, "received by the topmost line");
    tap_ok(message->date == 1588903200, "CST is China's");
    tap_str(message->id, "one@example.com", "id");
    tap_str(message->in_reply_to, "two@example.org", "answers");
    tap_ok(g_strv_length(message->references) == 2, "references");
    static const char *const names[] = {"Li, Hua", NULL, NULL, "王五", "赵六"};
    static const char *const addresses[] = {"li@example.com", "a@b.cn", "c@d.cn", "wang@example.com",
                                            "zhao@example.com"};
    tap_ok(message->to->len == G_N_ELEMENTS(names), "both To lines, the group's members too");
    for (guint i = 0; i < message->to->len && i < G_N_ELEMENTS(names); i++) {
        tap_str(((struct address *)message->to->pdata[i])->name, names[i], "name");
        tap_str(((struct address *)message->to->pdata[i])->addr, addresses[i], "address");
    }
    tap_ok(message->cc->len == 1, "nobody in an empty group");
    tap_str(((struct address *)message->cc->pdata[0])->name, "编辑部", "a name without brackets");
    g_autoptr(Message) plain = read_mail_text("From: x\nDate: 2020-05-09 10:00:00\n\nx\n", NULL);
    tap_ok(plain->date == 1588989600 && plain->received == plain->date, "a date as web forms write it");
    tap_ok(!plain->from.addr && !plain->return_path && !plain->id, "what is not there");
    g_autofree char *long_name =
        header_base_name("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六"
                         "七八九十一二三四五六七八九十一二三四五六七八九十.docx");
    tap_ok(strlen(long_name) <= 200 && g_str_has_suffix(long_name, ".docx"), "a long name keeps its extension");
    g_autofree char *turned = header_base_name("C:\\a\\gpj\xe2\x80\xae.exe\x01");
    tap_str(turned, "gpj.exe", "no control characters in a name");
}

static void test_transfer(void)
{
    static const struct {
        enum transfer transfer;
        const char *in, *out, *what;
    } cases[] = {
        {TRANSFER_BASE64, "YQ==\r\nYg==\r\n", "ab", "base64 set end to end"},
        {TRANSFER_BASE64, "YWI\r\n", "ab", "no padding"},
        {TRANSFER_BASE64, "YWJj\r\nZA==\r\n\r\n-- \r\nSent by list.example\r\n", "abcd", "a footer after the padding"},
        {TRANSFER_BASE64, "YWJj\r\nZGVm\r\n--\r\nlist footer\r\n", "abcdef", "a footer where no padding was needed"},
        {TRANSFER_BASE64, " Y W J j\r\n!ZGVm", "abcdef", "white space and other bytes"},
        {TRANSFER_QUOTED, "a=20b=\r\nc =\n d  \r\n=4", "a bc  d\r\n=4", "quoted-printable"},
        {TRANSFER_QUOTED, "=e4=B8=AD=", "中=", "small digits, a lone ="},
        {TRANSFER_UU, "x\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nrest", "abc", "uuencode"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize size = 1; size < 40; size += 12) {
            g_autoptr(Decoder) decoder = decoder_create(cases[i].transfer);
            g_autoptr(GByteArray) out = g_byte_array_new();
            for (gsize at = 0; at < strlen(cases[i].in); at += size)
                decoder_step(decoder, cases[i].in + at, MIN(size, strlen(cases[i].in) - at), out);
            decoder_end(decoder, out);
            g_autofree char *text = g_strndup((char *)out->data, out->len);
            tap_str(text, cases[i].out, cases[i].what);
        }
    }
}

static void link_case(const struct link_hosts *hosts, const char *what, const char *body, const char *want)
{
    g_autofree char *mail = g_strconcat("From: a@b\nSubject: Re: x\n", body, NULL);
    g_autoptr(Message) message = read_mail_text(mail, NULL);
    g_autoptr(GPtrArray) links = links_find(message, hosts);
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < links->len; i++) {
        const struct link *link = links->pdata[i];
        g_string_append_printf(got, "%s|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%s\n", link->host,
                               link->name ? link->name : "", link->bytes, link->expires, link->code ? link->code : "");
    }
    tap_str(got->str, want, what);
}

#define TEXT "Content-Type: text/plain; charset=utf-8\n\n"
#define HTML "Content-Type: text/html; charset=utf-8\n\n"

static void test_links(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LinkHosts) hosts = link_hosts_load("rules/common/links.yaml", &error);
    tap_ok(hosts != NULL, error ? error->message : "links.yaml");
    link_case(hosts, "QQ's text",
              TEXT "从QQ邮箱发来的超大附件\n\n照片.zip (128.03M, 2020年11月27日 21:59 "
                   "到期)进入下载页面：http://mail.qq.com/cgi-bin/"
                   "ftnExs_download?k=1&t=exs_ftn_download&code=2\n作品 二.rar (980K, "
                   "无限期)进入下载页面：http://mail.qq.com/cgi-bin/"
                   "ftnExs_download?t=exs_ftn_download&k=3\n",
              "mail.qq.com|照片.zip|134249185|1606485540|\nmail.qq.com|作品 二.rar|1003520|0|\n");
    link_case(hosts, "QQ's HTML",
              HTML "<div class=bigatt_bt>从QQ邮箱发来的超大附件</div><a "
                   "href=\"https://wx.mail.qq.com/ftn/download?func=3&amp;key=a&amp;"
                   "code=b\">照片.zip</a> (2.5G, 2020年11月27日 21:59 到期) <a "
                   "href=\"https://wx.mail.qq.com/ftn/download?code=b&amp;"
                   "func=3&amp;key=a\">进入下载页面</a>",
              "wx.mail.qq.com|照片.zip|2684354560|1606485540|\n");
    link_case(hosts, "text and HTML once",
              "Content-Type: multipart/alternative; boundary=A\n\n--A\n" TEXT
              "照片.zip (1M, 无限期)进入下载页面：http://mail.qq.com/cgi-bin/ftnExs_download?k=1&t=2\n--A\n" HTML
              "<a href='https://mail.qq.com/cgi-bin/ftnExs_download?t=2&amp;k=1'>照片.zip</a>(1M, 无限期)\n--A--\n",
              "mail.qq.com|照片.zip|1048576|0|\n");
    link_case(
        hosts, "163's attributes",
        HTML
        "<a href=\"https://mail.163.com/large-attachment-download/index.html?p=X-NETEASE-HUGE-ATTACHMENT&amp;file=x\" "
        "filename=\"照片1.jpg\" filesize=\"84892672\" expiretime=\"2099-12-31 23:59\">下载</a>",
        "mail.163.com|照片1.jpg|84892672|4102415940|\n");
    link_case(
        hosts, "NetEase's enterprise mail",
        HTML "<div>从网易企业邮箱发来的云附件</div><div>方案.docx</div><div>20.49K | 过期时间：2024年8月4日 23:48</div>"
             "<a href='https://fs.qiye.163.com/fs/display/?p=1&amp;file=2'>下载</a>",
        "fs.qiye.163.com|方案.docx|20982|1722786480|\n");
    link_case(
        hosts, "Sina",
        TEXT
        "来自中转站\n照片.rar\n有效时间到：2020-06-01 12:00:00\nhttp://mail.sina.com.cn/filecenter/download.php?id=1\n",
        "mail.sina.com.cn|照片.rar|-1|1590984000|\n");
    link_case(hosts, "Baidu",
              TEXT "通过网盘分享的文件：作品\n链接: https://pan.baidu.com/s/1aB?pwd=x1y2 提取码: x1y2 "
                   "复制这段内容后打开百度网盘\n",
              "pan.baidu.com|作品|-1|0|x1y2\n");
    link_case(hosts, "Aliyun, no scheme",
              TEXT "我用阿里云盘分享了「照片.zip」\nwww.aliyundrive.com/s/abc 提取码：12ab\n",
              "www.aliyundrive.com|照片.zip|-1|0|12ab\n");
    link_case(hosts, "hosts that only look so",
              TEXT
              "https://mail.163.com.evil.example/large-attachment-download/x https://mail.163.com@evil.example/s/ "
              "https://evil.example\\@pan.baidu.com/s/1 https://evil.example/pan.baidu.com/s/1 xpan.baidu.com/s/1\n",
              "");
    link_case(hosts, "another page of the same host",
              TEXT "https://mail.qq.com/cgi-bin/loginpage https://pan.baidu.com/\n", "");
    link_case(hosts, "what an answer quotes",
              TEXT "已改用附件发送\n\n------ 原始邮件 ------\n链接: https://pan.baidu.com/s/1aB\n", "");
    link_case(hosts, "and what it does not", TEXT "链接: https://pan.baidu.com/s/1aB\n\n------ 原始邮件 ------\n旧\n",
              "pan.baidu.com||-1|0|\n");
}

static void test_providers(void)
{
    static const struct {
        const char *what, *body, *want;
    } cases[] = {
        {"Tencent's enterprise mail, HTML",
         HTML "<div>从腾讯企业邮箱发来的超大附件</div><table><tr><td><a "
              "href='https://exmail.qq.com/cgi-bin/ftnExs_download?k=1&amp;t=exs_ftn_download'>手册.pdf</a></td><td>"
              "(60.5M, 2020年6月20日 08:00 到期)</td></tr></table>",
         "exmail.qq.com|手册.pdf|63438848|1592611200|\n"},
        {"QQ's newer HTML",
         HTML
         "<div><div>从QQ邮箱发来的超大附件</div><div><a href='https://iwx.mail.qq.com/ftn/download?func=3&amp;k=1'>"
         "<div>视频 1.mp4</div><div>文件大小：1.2G</div><div>到期时间：2020-06-20 10:00</div></a></div></div>",
         "iwx.mail.qq.com|视频 1.mp4|1288490189|1592618400|\n"},
        {"163's newer host, 126's HTML in a table",
         HTML
         "<table><tr><td>从网易126邮箱发来的超大附件</td></tr><tr><td>作品.zip (80.96M, 2020年6月10日 23:59 到期)"
         "</td><td><a href='https://mail.126.com/large-attachment-download/index.html?p=X-NTES-HUGE-ATTACHMENT&amp;"
         "file=a'>下载</a></td></tr></table>",
         "mail.126.com|作品.zip|84892713|1591804740|\n"},
        {"NetEase Master",
         HTML "<div>照片.zip</div><div>30.1M</div><div>有效期至 2020-07-01</div><a "
              "href='https://dashi.163.com/html/cloud-attachment-download/?key=a'>下载</a>",
         "dashi.163.com|照片.zip|31562138|1593619199|\n"},
        {"NetEase's enterprise attributes",
         HTML "<a href='https://edisk.qiye.163.com/api/biz/attachment/download?identity=1' file-name='读本.pdf' "
              "file-size='1048576' expired='1592611200000'>下载</a>",
         "edisk.qiye.163.com|读本.pdf|1048576|1592611200|\n"},
        {"China Telecom", TEXT "文件名：海报.pdf\n文件大小：12.5MB\nhttps://cloud.189.cn/t/aBc123 （访问码：x1y2）\n",
         "cloud.189.cn|海报.pdf|13107200|0|x1y2\n"},
        {"189's download page",
         HTML
         "<p>海报.pdf（12.5M）</p><a href='https://download.cloud.189.cn/file/downloadFile.action?dt=1'>点击下载</a>",
         "download.cloud.189.cn|海报.pdf|13107200|0|\n"},
        {"China Mobile",
         TEXT "超大附件\n照片.rar  大小：100M  有效期至：2020-06-30\n"
              "https://caiyun.139.com/m/i?1A5Cv 提取码:Ab3d\n",
         "caiyun.139.com|照片.rar|104857600|1593532799|Ab3d\n"},
        {"Sina's HTML",
         HTML
         "<div>来自新浪邮箱文件中转站</div><div>照片.rar (55.3M)</div><div>有效时间到：2020-06-01 12:00:00</div><a "
         "href='http://mail.sina.com.cn/filecenter/download.php?id=1'>下载</a>",
         "mail.sina.com.cn|照片.rar|57986253|1590984000|\n"},
        {"Baidu's newer words",
         TEXT "通过百度网盘分享的文件：抗疫照片.zip\n链接：https://pan.baidu.com/s/1aB-c_D "
              "\n提取码：x1y2\n--来自百度网盘超级会员V5的分享\n",
         "pan.baidu.com|抗疫照片.zip|-1|0|x1y2\n"},
        {"Baidu's older words", TEXT "链接: https://pan.baidu.com/s/1cD 密码: x1y2\n", "pan.baidu.com||-1|0|x1y2\n"},
        {"Weiyun", TEXT "文件分享：作品.zip\n链接：https://share.weiyun.com/AbCd 密码：a1b2c3\n",
         "share.weiyun.com|作品.zip|-1|0|a1b2c3\n"},
        {"Aliyun's newer host",
         TEXT "「视频.mp4」https://www.alipan.com/s/abcDEF\n点击链接保存，或者复制本段内容，打开「阿里云盘」APP "
              "，无需下载极速在线查看\n",
         "www.alipan.com|视频.mp4|-1|0|\n"},
        {"Quark",
         TEXT "我用夸克网盘分享了「讲座.mp4」，点击链接即可保存。\n链接：https://pan.quark.cn/s/abc\n提取码：Q1w2\n",
         "pan.quark.cn|讲座.mp4|-1|0|Q1w2\n"},
        {"OneDrive",
         HTML "<p>Zhang has shared a OneDrive file with you.</p><a href='https://1drv.ms/u/s!Abc'>photos.zip</a>",
         "1drv.ms|photos.zip|-1|0|\n"},
        {"Google Drive", HTML "<a href='https://drive.google.com/file/d/1x/view?usp=sharing'>photo.zip</a>",
         "drive.google.com|photo.zip|-1|0|\n"},
        {"WeTransfer", TEXT "Download link\nhttps://we.tl/t-AbCd\n1 item\nphotos.zip\n150 MB\n",
         "we.tl|photos.zip|157286400|0|\n"},
        {"WeTransfer's page", TEXT "photos.zip\nhttps://wetransfer.com/downloads/abc/def\n",
         "wetransfer.com|photos.zip|-1|0|\n"},
        {"two of one kind keep their names",
         TEXT "一.zip (10M, 2020年6月1日 10:00 到期)\nhttps://u.163.com/aa\n二.zip (20M, 2020年6月2日 10:00 "
              "到期)\nhttps://u.163.com/bb\n",
         "u.163.com|一.zip|10485760|1590976800|\nu.163.com|二.zip|20971520|1591063200|\n"},
    };
    g_autoptr(LinkHosts) hosts = link_hosts_load("rules/common/links.yaml", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        link_case(hosts, cases[i].what, cases[i].body, cases[i].want);
}

static void command_case(const struct commands *commands, const char *subject, const char *body, enum command command,
                         enum talk talk)
{
    g_autofree char *mail = g_strconcat("From: a@b\nSubject: ", subject, "\n", *body == 'C' ? "" : TEXT, body, NULL);
    g_autoptr(Message) message = read_mail_text(mail, NULL);
    g_autofree char *what = g_strdup_printf("%s / %.40s", subject, body);
    tap_ok(command_find(message, commands) == command, what);
    if (command == COMMAND_NONE)
        tap_ok(command_talk(message, commands) == talk, what);
}

static void test_claims(const struct commands *commands)
{
    static const struct {
        const char *text;
        bool claim;
    } cases[] = {
        {"无原图", true},
        {"没有原图。", true},
        {"您好，照片没有相机原图了，抱歉！", true},
        {"无法提供", true},
        {"照片2无法提供原图", true},
        {"原图已丢失", true},
        {"原始照片已经删除了，请谅解", true},
        {"老师，只有这一张", true},
        {"找不到原图了。是否可以？", true},
        {"没有原图可以吗？", false},
        {"如无原图，请说明", false},
        {"如果无法提供，请回复我们", false},
        {"无法提供座机号码", false},
        {"附上原图，请查收", false},
        {"原图已补发，无误", false},
        {"收到\n\n------------------ 原始邮件 ------------------\n无原图", false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strconcat("From: a@b\nSubject: x\n" TEXT, cases[i].text, "\n", NULL);
        g_autoptr(Message) message = read_mail_text(mail, NULL);
        tap_ok(command_claim(message, commands) == cases[i].claim, cases[i].text);
    }
    g_autofree char *rest = command_without_claims("照片说明：护士。\n无原图，微信转发。\n没有原图行吗？", commands);
    tap_str(rest, "照片说明：护士。\n没有原图行吗？", "a line that begins with a claim is no caption");
    tap_ok(command_mentions(commands, WORDS_TOPICS, "科普作品") && command_mentions(commands, WORDS_TOPICS, "抗疫"),
           "about us");
    tap_ok(!command_mentions(commands, WORDS_TOPICS, "会议纪要见附件"), "an everyday word is not about us");
    tap_ok(command_mentions(commands, WORDS_WORKS, "IMG_2031.JPG"), "in any case");
    tap_ok(command_mentions(commands, WORDS_ENCLOSURES, "期刊出版许可证.jpg"), "an enclosure");
}

static void test_commands(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Commands) commands = commands_load("rules/common/commands.yaml", &error);
    tap_ok(commands != NULL, error ? error->message : "commands.yaml");
    command_case(commands, "查询", "", COMMAND_STATUS, TALK_OTHER);
    command_case(commands, "【查询】", "\n王小明", COMMAND_STATUS, TALK_OTHER);
    command_case(commands, "", "查 询。\n\n发自我的iPhone", COMMAND_STATUS, TALK_OTHER);
    command_case(commands, "查询 NXZ-0012", "", COMMAND_STATUS, TALK_OTHER);
    command_case(commands, "撤回NXZ-0012-03", "", COMMAND_WITHDRAW, TALK_OTHER);
    command_case(commands, "撤回：NXZ-0012", "", COMMAND_WITHDRAW, TALK_OTHER);
    command_case(commands, "撤回: 回执表", "", COMMAND_NONE, TALK_ENQUIRY);
    command_case(commands, "模板", "", COMMAND_TEMPLATE, TALK_OTHER);
    command_case(commands, "试投", "Content-Type: image/jpeg; name=a.jpg\n\nx\n", COMMAND_TRIAL, TALK_OTHER);
    command_case(commands, "查询", "Content-Type: image/jpeg; name=a.jpg\n\nx\n", COMMAND_NONE, TALK_PLAIN);
    command_case(commands, "回执表", "Content-Type: application/msword; name=a.doc\n\nx\n", COMMAND_NONE, TALK_ENQUIRY);
    command_case(commands, "请问如何查询", "请问作品如何查询？", COMMAND_NONE, TALK_ENQUIRY);
    command_case(commands, "回复：【已收到】回执表 NXZ-0001", "收到，谢谢！", COMMAND_NONE, TALK_THANKS);
    command_case(commands, "回复：【已收到】回执表", "好的，谢谢老师！\n\n王小明\n健康报社", COMMAND_NONE, TALK_THANKS);
    command_case(commands, "回复：x", "回执收到，感谢您的回复。\n--\n健康报 作品部 010-60000001", COMMAND_NONE,
                 TALK_THANKS);
    command_case(commands, "回复：x", "Thank you very much", COMMAND_NONE, TALK_THANKS);
    command_case(commands, "回复：x", "NXZ-0012 收到，多谢", COMMAND_NONE, TALK_THANKS);
    command_case(commands, "回复：x", "谢谢，请问照片尺寸有要求吗？", COMMAND_NONE, TALK_ENQUIRY);
    command_case(commands, "您好", "您好，作品已发，请查收，谢谢", COMMAND_NONE, TALK_ENQUIRY);
    command_case(commands, "咨询", "老师好，活动截止时间是哪天", COMMAND_NONE, TALK_ENQUIRY);
    command_case(commands, "你好", "今天中午一起吃饭吗？", COMMAND_NONE, TALK_PLAIN);
    command_case(commands, "作品报送截止到什么时候？", "", COMMAND_NONE, TALK_ENQUIRY);
    command_case(commands, "", "", COMMAND_NONE, TALK_OTHER);
    test_claims(commands);
    g_autoptr(Message) recall = read_mail_text("From: a@b\nSubject: =?utf-8?B?5pKk5ZueOiDlm57miafooag=?=\n\n", NULL);
    tap_ok(command_is_recall(recall), "Outlook's recall");
    g_autoptr(Message) wish = read_mail_text("From: a@b\nSubject: x\n" TEXT "王小明 将撤回邮件“回执表”。\n", NULL);
    tap_ok(command_is_recall(wish), "Exchange's recall");
    g_autoptr(Message) order = read_mail_text("From: a@b\nSubject: x\n" TEXT "撤回\n", NULL);
    tap_ok(!command_is_recall(order), "an order is none");
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    folder = g_dir_make_tmp("huizhi-mail-XXXXXX", NULL);
    folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
    magic = magic_create(&error);
    test_structure();
    test_bodies();
    test_headers();
    test_transfer();
    test_links();
    test_providers();
    test_commands();
    magic_free(magic);
    close(folder_fd);
    file_remove_tree(folder, NULL);
    g_free(folder);
    return tap_done();
}
