/* The digest over a database that is filled by hand: counts, hostile words, links with their terms, the day's
 * schedule, the letter to the office. */
#include <sqlite3.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "digest/digest.h"
#include "digest/post.h"
#include "store/outbox.h"
#include "tap.h"

#define OFFICE "desk@office.example"
#define MAILBOX "yywsqkfh@126.com"

static const char *const rows[] = {
    "INSERT INTO "
    "mail(id,sha256,bytes,mailbox,folder,received,from_addr,from_name,subject,kind,disposition,reason,words,"
    "reader,handled_at) VALUES"
    "(1,'a1',9,'" MAILBOX
    "','INBOX',1590900000,'a@one.example','陈一','作品','submission','filed',NULL,'您好',1,1590901000),"
    "(2,'a2',9,'" MAILBOX
    "','INBOX',1590900010,'b@two.example','<b>黑</b>','=cmd|'' /C calc''!A0 <script>alert(1)</script>',"
    "'enquiry','aside','来信提到本活动','请问<script>alert(2)</script>\n\n\n\n见 https://evil.example/x?a=1&b=2 和 "
    "www.evil.example"
    "\x07\xe2\x80\xae"
    "fdp.exe',1,1590901000),"
    "(3,'a3',9,'" MAILBOX
    "','垃圾邮件',1590900020,'robot@list.example',NULL,'促销','robot','aside','群发邮件',NULL,1,1590901000),"
    "(4,'a4aaaaaaaaaaaaaa',9,'" MAILBOX
    "','INBOX',1590900030,NULL,NULL,NULL,'other','aside','读取超时',NULL,NULL,1590901000),"
    "(5,'a5',9,'" MAILBOX
    "','INBOX',1590900040,'a@one.example','陈一','补充','amendment','joined',NULL,'手机号码：13900002211',1,"
    "1590901000)",
    "INSERT INTO sighting(mailbox,folder,uidvalidity,uid,bytes,received,state,mail,listed_at) VALUES"
    "('" MAILBOX "','INBOX',1,1,9,0,'acknowledged',1,1590901000),('" MAILBOX "','INBOX',1,2,9,0,'filed',2,1590901000),"
    "('" MAILBOX "','垃圾邮件',1,1,9,0,'filed',3,1590901000),('" MAILBOX "','INBOX',1,3,9,0,'filed',4,1590901000),"
    "('" MAILBOX "','INBOX',1,4,9,0,'filed',5,1590901000),('" MAILBOX "','归档',1,1,9,0,'filed',1,1590901000),"
    "('" MAILBOX "','INBOX',1,5,9,0,'unfetchable',NULL,1590901000)",
    "INSERT INTO submission(id,number,campaign,form,form_name,unreadable,sender,title,received,revision,state,filed_at,"
    "updated_at) VALUES(1,'NXZ-0001','2020-nixingzhe','work','表.docx',0,'a@one.example','东江<医院>',1590900000,2,"
    "'incomplete',1590901000,1590901000),(2,'NXZ-0002','2020-nixingzhe','receipt','scan.jpg',1,'b@two.example',NULL,"
    "1590900000,1,'review',1590000000,1590000000)",
    "INSERT INTO contribution(id,submission,mail,actor,received,campaign,form,unreadable) VALUES"
    "(1,1,1,'a@one.example',1590900000,'2020-nixingzhe','work',0),(2,1,5,'a@one.example',1590900040,'2020-nixingzhe',"
    "NULL,0)",
    "INSERT INTO contribution_link "
    "VALUES(1,'mail.qq.com','QQ邮箱超大附件','https://mail.qq.com/cgi?k=SECRET','照片.zip',"
    "134217728,1590990000,NULL),(1,'mail.163.com','网易云附件','https://mail.163.com/x','来了.jpg',5,1590990000,NULL),"
    "(2,'pan.baidu.com','百度网盘','https://pan.baidu.com/s/1',NULL,-1,0,'ab12')",
    "INSERT INTO contribution_work(contribution,seq,replaces,kind,name,path,type,sha256,bytes,damaged,encrypted,width,"
    "height,seconds,pages,surplus) VALUES(2,1,0,'photo','来了.jpg','2','image/jpeg','f1',5,0,0,1,1,-1,-1,-1)",
    "INSERT INTO work(submission,seq,number,kind,name,path,type,sha256,bytes,width,height,seconds,pages,surplus,"
    "duplicate_of) VALUES(1,1,'NXZ-0001-01','photo','来了.jpg','2','image/jpeg','f1',5,1,1,-1,-1,-1,'NXZ-0007')",
    "INSERT INTO contribution_work(contribution,seq,replaces,kind,name,path,type,sha256,bytes,damaged,encrypted,width,"
    "height,seconds,pages,surplus) VALUES(2,2,0,'photo','x','3','image/jpeg','f2',5,0,0,1,1,-1,-1,-1)",
    "INSERT INTO work(submission,seq,number,kind,name,path,type,sha256,bytes,width,height,seconds,pages,surplus,"
    "caption,thumbnail) VALUES(1,2,'NXZ-0001-02','photo','\"><b onload=x>../../www.evil.example/\xe2\x80\xae.jpg','3',"
    "'image/jpeg','f2',5,1,1,-1,-1,-1,'说明<script>alert(3)</script>','../../../../../../etc/passwd')",
    "INSERT INTO finding VALUES(1,0,'photo.size','fix','来了.jpg','NXZ-0001-01','照片“来了.jpg”只有5',NULL,1),"
    "(1,1,'photo.caption.elements','note','来了.jpg','NXZ-0001-01','只是提示',NULL,0)",
    "INSERT INTO "
    "outbox(id,template,priority,state,not_before,mailbox,to_addr,subject,text,message_id,queued_at,response)"
    " VALUES(1,'incomplete',1,'refused',0,'" MAILBOX "','a@one.example','【请补正】作品NXZ-0001','x','m1',1590901000,"
    "'550 no such user'),(2,'incomplete',1,'held',0,'" MAILBOX
    "','b@two.example','【已收到】','x','m2',1590901000,NULL)",
    "INSERT INTO outbox_about VALUES(1,1),(2,2)",
    "INSERT INTO meta VALUES('polled:" MAILBOX "','1590900900')",
};

static bool fill(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "huizhi.db", NULL);
    sqlite3 *db = NULL;
    bool good = sqlite3_open(path, &db) == SQLITE_OK;
    for (gsize i = 0; good && i < G_N_ELEMENTS(rows); i++) {
        good = sqlite3_exec(db, rows[i], NULL, NULL, NULL) == SQLITE_OK;
        if (!good)
            printf("# row %d: %s\n", (int)i, sqlite3_errmsg(db));
    }
    sqlite3_close(db);
    return good;
}

static struct config *config_for(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "huizhi.yaml", NULL);
    g_autofree char *here = g_get_current_dir();
    g_autofree char *text = g_strdup_printf("state: %s\nrules: %s/rules\nmailboxes:\n  - address: " MAILBOX "\n"
                                            "    source: maildir\n    path: in\n    authorised: 2020-01-01\n"
                                            "digest: {to: [" OFFICE ", " MAILBOX "], at: \"09:00\"}\n"
                                            "deliver: {via: maildir, path: out}\nreply: {mode: hold}\n",
                                            folder, here);
    g_autoptr(GError) failure = NULL;
    struct config *config = NULL;
    if (file_replace(path, text, strlen(text), 0600, &failure))
        config = config_load(path, &failure);
    if (!config)
        printf("# %s\n", failure->message);
    return config;
}

static void check_text(const char *text)
{
    tap_ok(g_str_has_prefix(text, "【日报 5月31日·今日24:00截止】待办"), "the first line: day, deadline, work to do");
    tap_ok(strstr(text, "收信正常｜待发1封"), "the mailbox was polled lately, one letter waits");
    tap_ok(strstr(text, "来信7＝登记1＋并入1＋另存3＋未取回1＋重复1 ✓"), "the mails add up");
    tap_ok(strstr(text, "累计2：收齐0｜待补1｜待核1｜逾期0"), "the campaign's totals");
    tap_ok(strstr(text, "作品登记表 5月31日截止，今日24:00截止：收到1，待补1"), "the deadline and who is incomplete");
    tap_ok(strstr(text, "授权码已用151天"), "the age of the authorisation code");
    tap_ok(strstr(text, "✗ 照片“来了.jpg”只有5") && !strstr(text, "只是提示"), "faults in words, notes left out");
    tap_ok(strstr(text, "照片.zip，134M；有效期至6月1日"), "a link with its size and term");
    tap_ok(!strstr(text, "网易云附件"), "a link whose file came later is settled");
    tap_ok(strstr(text, "百度网盘；有效期不明"), "a link without a term");
    tap_ok(!strstr(text, "SECRET") && !strstr(text, "ab12"), "its address and code stay in the mail");
    tap_ok(strstr(text, "自动邮件 1封") && !strstr(text, "促销"), "robots are only counted");
    tap_ok(strstr(text, "读取超时；原信在文件夹“INBOX”，存档 a4aaaaaaaaaa"), "an unreadable mail says where it lies");
    tap_ok(strstr(text, "550 no such user"), "a refused letter with the server's words");
    tap_ok(strstr(text, "“来了.jpg”与NXZ-0007中的作品相同"), "a suspected duplicate");
    tap_ok(strstr(text, "│ 手机号码：13900002211"), "a correction's words stand there");
    tap_ok(strstr(text, "━━ 本期作品（2）\nNXZ-0001-01 东江<医院>【待补】"), "the works that came");
    tap_ok(strstr(text, "· 照片“来了.jpg” 5B\n    ✗ 照片“来了.jpg”只有5"), "each with its faults");
    tap_ok(!strstr(text, "://"), "no link");
    tap_ok(!strstr(text, "\x07") && !strstr(text, "\xe2\x80\xae"), "no control and no direction character");
}

static void check_html(const char *html)
{
    tap_ok(!strstr(html, "<script") && strstr(html, "&lt;script&gt;alert(2)&lt;/script&gt;"), "script is text");
    tap_ok(strstr(html, "=cmd|&apos; /C calc&apos;!A0") || strstr(html, "=cmd|&#39; /C calc&#39;!A0"),
           "a formula is text");
    tap_ok(strstr(html, "&lt;b&gt;黑&lt;/b&gt;"), "a sender's name is text");
    tap_ok(strstr(html, "东江&lt;医院&gt;"), "a title is text");
    tap_ok(strstr(html, "说明&lt;script&gt;alert(3)&lt;/script&gt;"), "a caption is text");
    tap_ok(strstr(html, "“&quot;&gt;&lt;b onload=x&gt;../../www<span>.</span>evil.example/.jpg”"),
           "so is a file's name");
    tap_ok(!strstr(html, "<img"), "what is no hash of a stored picture is none");
    tap_ok(!strstr(html, "://") && !strstr(html, "<a ") && !strstr(html, "src=") && !strstr(html, "href"),
           "no link and nothing from elsewhere");
    tap_ok(strstr(html, "https<span>:</span>//evil.example/x?a=1&amp;b=2"), "but links are shown");
    tap_ok(strstr(html, "</span>//evil.example") && !strstr(html, "<br><br><br>"), "at most one empty line");
}

static bool due(const struct config *config, const struct ruleset *ruleset, struct store *store, gint64 now,
                enum digest_kind kind, gint64 since)
{
    struct digest_plan plan;
    return digest_due(config, ruleset, store, now, &plan) && plan.kind == kind && plan.since == since;
}

static bool none_due(const struct config *config, const struct ruleset *ruleset, struct store *store, gint64 now)
{
    struct digest_plan plan;
    return !digest_due(config, ruleset, store, now, &plan);
}

/* 31 May 2020, a Sunday, is the last day of the form of the works. */
static void check_schedule(struct config *config, const struct ruleset *ruleset, struct store *store)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");
    gint64 morning = 0;
    clock_parse("2020-05-31T09:00:00+08:00", zone, &morning, NULL);
    tap_ok(due(config, ruleset, store, morning - 1, DIGEST_DAILY, 0), "without any yet, the last one is due");
    store_set_meta(store, "digest.mailed", "1590886799", NULL); /* 08:59:59 */
    tap_ok(none_due(config, ruleset, store, morning - 1), "none before the hour");
    tap_ok(due(config, ruleset, store, morning, DIGEST_DAILY, 1590886799), "one at the hour");
    g_free(config->digest_weekly);
    config->digest_weekly = g_strdup("sunday");
    tap_ok(due(config, ruleset, store, morning, DIGEST_WEEKLY, morning - 7 * 86400), "the week's on its day");
    store_set_meta(store, "digest.weekly", "1590400000", NULL);
    tap_ok(due(config, ruleset, store, morning, DIGEST_WEEKLY, 1590400000), "from where the last week's ended");
    store_set_meta(store, "digest.mailed", "1590886800", NULL);
    tap_ok(none_due(config, ruleset, store, morning + 86399), "no second one on that day");
    tap_ok(due(config, ruleset, store, morning + 86400, DIGEST_DAILY, morning), "the next one a day later");
    tap_ok(digest_next(config, ruleset, morning) == morning + 86400, "when the next one comes");
    tap_ok(digest_next(config, ruleset, morning - 1) == morning, "also before the hour");
    config->digest_hourly = true;
    tap_ok(digest_next(config, ruleset, morning) == morning + 3600, "each hour of the last day");
    tap_ok(none_due(config, ruleset, store, morning + 3599), "not within it");
    tap_ok(due(config, ruleset, store, morning + 3600, DIGEST_HOURLY, morning), "but at its end");
    tap_ok(due(config, ruleset, store, morning + 15 * 3600 + 60, DIGEST_HOURLY, morning), "the last one at midnight");
    tap_ok(digest_next(config, ruleset, morning + 15 * 3600) == morning + 86400, "and none after it");
    tap_ok(digest_next(config, ruleset, morning - 86400) == morning, "nor on the day before");
    config->digest_hourly = false;
}

static void check_letter(const struct digest *digest, const struct config *config, struct store *store)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GPtrArray) letters = digest_letters(config);
    struct digest_letter *first = letters->pdata[0];
    first->note = g_strdup("只给<您>的话");
    tap_ok(digest_mail(digest, letters, config, store, true, &failure) == 1,
           "one letter: the mailbox itself gets none");
    tap_ok(digest_last(store) == digest->until, "the day's digest is recorded with it");
    g_autoptr(Letter) letter = outbox_next(store, digest->until, PRIORITY_URGENT, &failure);
    tap_ok(letter && !strcmp(letter->to, OFFICE) && !strcmp(letter->template, "digest"), "it is queued, not held");
    tap_ok(letter && letter->mail == 0 && letter->html && letter->text, "with HTML and text, answering no mail");
    tap_ok(letter && strstr(letter->html, "只给&lt;您&gt;的话") && strstr(letter->text, "只给<您>的话"),
           "with the words for its reader");
    tap_str(letter ? letter->subject : NULL, digest->headline, "its subject is the headline");
}

static void check(const char *folder)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = config_for(folder);
    g_autoptr(Ruleset) ruleset = config ? ruleset_load(config->rules, &failure) : NULL;
    g_autoptr(Store) store = ruleset ? store_open(config->state, &failure) : NULL;
    if (!tap_ok(store && fill(folder), "a database")) {
        printf("# %s\n", failure ? failure->message : "");
        return;
    }
    gint64 until = 1590901200; /* 2020-05-31 13:00 +08:00 */
    g_autoptr(Digest) digest = digest_gather(config, ruleset, store, DIGEST_DAILY, 1590814800, until, &failure);
    if (!tap_ok(digest != NULL, "gathered")) {
        printf("# %s\n", failure->message);
        return;
    }
    g_autofree char *text = digest_text(digest);
    g_autofree char *html = digest_html(digest, NULL);
    g_autofree char *out = g_build_filename(folder, "digest", NULL);
    tap_ok(digest_write(digest, out, NULL, &failure), "written");
    check_text(text);
    check_html(html);
    check_schedule(config, ruleset, store);
    check_letter(digest, config, store);
    if (tap_failed)
        printf("# %s\n", text);
    g_autoptr(Digest) empty = digest_gather(config, ruleset, store, DIGEST_DAILY, until, until + 60, &failure);
    tap_ok(empty && empty->mails.listed == 0 && empty->mails.sound, "an empty period adds up, too");
}

/* A filing that lost its contribution must not look sound. */
static void check_unsound(const char *folder)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = config_for(folder);
    g_autoptr(Ruleset) ruleset = ruleset_load(config->rules, &failure);
    g_autoptr(Store) store = store_open(config->state, &failure);
    g_autofree char *path = g_build_filename(folder, "huizhi.db", NULL);
    sqlite3 *db = NULL;
    sqlite3_open(path, &db);
    tap_ok(sqlite3_exec(db, "UPDATE contribution SET mail=NULL WHERE id=1", NULL, NULL, NULL) == SQLITE_OK, "damaged");
    sqlite3_close(db);
    g_autoptr(Digest) digest = digest_gather(config, ruleset, store, DIGEST_DAILY, 0, 1590901200, &failure);
    g_autofree char *text = digest ? digest_text(digest) : g_strdup("");
    tap_ok(digest && !digest->mails.sound, "a filing without its contribution does not add up");
    tap_ok(strstr(text, "✗ 对不上") && strstr(text, "huizhi verify"), "and the first screen says so");
}

int main(void)
{
    g_autofree char *folder = g_dir_make_tmp("huizhi-digest.XXXXXX", NULL);
    check(folder);
    check_unsound(folder);
    if (!g_getenv("KEEP"))
        file_remove_tree(folder, NULL);
    else
        printf("# kept: %s\n", folder);
    return tap_done();
}
