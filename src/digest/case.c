/* The page of one submission: the form as it was read beside where each value was read from, what is wrong, what people
 * decided, the works, the mails word for word, the letters, and what happened when.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "digest/book_inside.h"
#include "digest/inside.h"
#include "digest/page.h"
#include "digest/site.h"
#include "spool/shelf_name.h"

#define LONG 4000
#define LINE 400

struct page {
    const struct site *site;
    GString *out;
    const char *number;
    const struct form_rule *form; /* NULL: none */
};

static char *when(const struct page *page, const char *cell)
{
    gint64 instant = show_number(cell);
    return instant > 0 ? clock_chinese(instant, page->site->digest->zone, true) : g_strdup("");
}

static const char *state_tone(const char *state)
{
    return !g_strcmp0(state, "complete")   ? "good"
           : !g_strcmp0(state, "rejected") ? ""
           : !g_strcmp0(state, "late")     ? "bad"
                                           : "warn";
}

/* "回执表.docx table 1 row 2 column 4": the readers' word for a place, as people say it. */
static char *show_place(const char *place)
{
    int table, row, column, line;
    const char *at = place ? strstr(place, " table ") : NULL;
    const char *text = place ? strstr(place, " line ") : NULL;
    if (at && sscanf(at, " table %d row %d column %d", &table, &row, &column) == 3)
        return g_strdup_printf("%.*s 表%d第%d行第%d列", (int)(at - place), place, table, row, column);
    if (at && sscanf(at, " table %d row %d", &table, &row) == 2)
        return g_strdup_printf("%.*s 表%d第%d行", (int)(at - place), place, table, row);
    if (text && sscanf(text, " line %d", &line) == 1)
        return g_strdup_printf("%.*s 第%d行", (int)(text - place), place, line);
    return g_strdup(place);
}

static const char *show_value(const struct field_rule *field, const char *value)
{
    if (!value || !field)
        return value;
    if (field->type == FIELD_YESNO)
        return !strcmp(value, "true") ? "是" : !strcmp(value, "false") ? "否" : value;
    for (guint i = 0; i < field->options->len; i++) {
        const struct option_rule *option = field->options->pdata[i];
        if (!strcmp(option->value, value))
            return option->title;
    }
    return value;
}

static void put_lines(const struct page *page, const char *text)
{
    g_autofree char *shown = show_words(text, LONG);
    g_auto(GStrv) lines = g_strsplit(shown ? shown : "", "\n", -1);
    for (char **line = lines; *line; line++)
        page_put(page->out, "%s%s", line == lines ? "" : "\n", *line);
}

static void put_field(const struct page *page, char **row)
{
    enum { NAME, VALUE, RAW, PLACE, CONFIDENCE, NOTE, SUGGESTION, PICTURE };
    const struct field_rule *field = page->form ? form_field(page->form, row[NAME]) : NULL;
    const char *value = show_value(field, row[VALUE]);
    g_autofree char *place = show_place(row[PLACE]);
    g_autofree char *clean = show_line(place, LINE), *raw = show_line(row[RAW], LINE);
    double confidence = row[CONFIDENCE] ? g_ascii_strtod(row[CONFIDENCE], NULL) : 1;
    page_put(page->out, "<tr><td>%s</td><td style=\"white-space:pre-line\">", field ? field->title : row[NAME]);
    put_lines(page, value ? value : "—");
    if (raw && g_strcmp0(raw, row[VALUE]) != 0 && g_strcmp0(raw, value) != 0)
        page_put(page->out, "<div class=\"small soft\">原文：%s</div>", raw);
    if (row[SUGGESTION]) {
        g_autofree char *suggestion = show_line(show_value(field, row[SUGGESTION]), LINE);
        page_put(page->out, "<div class=\"small\"><span class=\"tag warn\">识别参考</span> %s</div>", suggestion);
    }
    g_autofree char *picture = site_thumb(page->site, row[PICTURE]);
    if (picture)
        page_put(page->out, "<div class=\"cell\"><img src=\"../%s\" alt=\"原表中这一格\"></div>", picture);
    page_put(page->out, "</td><td class=\"small soft\">%s", clean ? clean : "");
    if (confidence < 1 && row[VALUE])
        page_put(page->out, " <span class=\"tag warn\">把握%d%%</span>", (int)(confidence * 100));
    g_autofree char *note = show_line(row[NOTE], LINE);
    if (note)
        page_put(page->out, "<br>%s", note);
    page_put(page->out, "</td></tr>\n");
}

static void put_finding(const struct page *page, char **row)
{
    enum { RULE_ID, SEVERITY, SUBJECT, WORK, TEXT, CLAUSE };
    const char *tone = !g_strcmp0(row[SEVERITY], "note") ? "" : !g_strcmp0(row[SEVERITY], "late") ? "bad" : "warn";
    const char *word = !g_strcmp0(row[SEVERITY], "note") ? "提示" : word_severity(row[SEVERITY]);
    g_autofree char *text = show_line(row[TEXT], LINE);
    page_put(page->out, "<tr><td style=\"width:52px\"><span class=\"tag %s\">%s</span></td><td>%s%s%s", tone, word,
             row[WORK] ? row[WORK] : "", row[WORK] ? "：" : "", text ? text : "");
    page_put(page->out, "<span class=\"small soft\">%s%s%s</span></td></tr>\n", row[CLAUSE] ? "（通知" : "",
             row[CLAUSE] ? row[CLAUSE] : "", row[CLAUSE] ? "）" : "");
}

static void put_work(const struct page *page, char **row)
{
    enum {
        NUMBER,
        KIND,
        NAME,
        TYPE,
        BYTES,
        CAPTION,
        FROM,
        THUMB,
        DUPLICATE,
        WIDTH,
        HEIGHT,
        SECONDS,
        PAGES,
        HELD,
        TITLE,
        AUTHOR
    };
    g_autofree char *picture = row[HELD] ? NULL : site_thumb(page->site, row[THUMB]);
    g_autofree char *name = show_line(row[NAME], LINE), *title = show_line(row[TITLE], LINE);
    g_autofree char *author = show_line(row[AUTHOR], LINE), *size = text_size((guint64)show_number(row[BYTES]));
    page_put(page->out, "<div class=\"work\"><div class=\"box\">");
    if (picture)
        page_put(page->out, "<img src=\"../%s\" alt=\"%s的缩略图\">", picture, row[NUMBER]);
    else
        page_put(page->out, "%s", row[HELD] ? word_held : word_kind(row[KIND]));
    page_put(page->out, "</div><div class=\"facts\"><b>%s</b> %s%s%s", row[NUMBER], title ? "《" : "",
             title ? title : "", title ? "》" : "");
    if (row[HELD])
        page_put(page->out, " <span class=\"tag bad\">%s</span>", word_held);
    page_put(page->out, "<div class=\"small soft\">%s“%s” %s", word_kind(row[KIND]), name ? name : "", size);
    if (show_number(row[WIDTH]) > 0)
        page_put(page->out, "，%s×%s像素", row[WIDTH], row[HEIGHT]);
    if (show_number(row[SECONDS]) > 0)
        page_put(page->out, "，%s秒", row[SECONDS]);
    if (show_number(row[PAGES]) > 0)
        page_put(page->out, "，%s页", row[PAGES]);
    page_put(page->out, "%s%s</div>", author ? "，作者：" : "", author ? author : "");
    if (row[DUPLICATE])
        page_put(page->out, "<div><span class=\"tag warn\">疑似重复</span> %s</div>", row[DUPLICATE]);
    if (row[HELD]) {
        g_autofree char *why = show_line(row[HELD], LINE);
        page_put(page->out, "<div class=\"small\">%s</div>", why ? why : "");
    } else if (row[CAPTION]) {
        page_put(page->out, "<div style=\"white-space:pre-line\">");
        put_lines(page, row[CAPTION]);
        page_put(page->out, "</div>");
    }
    page_put(page->out, "</div></div>\n");
}

static void put_mail(const struct page *page, char **row)
{
    enum { RECEIVED, ADDRESS, NAME, SUBJECT, KIND, REPLY, WORDS };
    g_autofree char *at = when(page, row[RECEIVED]), *sender = show_sender(row[NAME], row[ADDRESS]);
    g_autofree char *subject = show_line(row[SUBJECT], LINE), *words = show_words(row[WORDS], LONG);
    page_put(page->out, "<div style=\"margin-top:10px\"><b>%s</b> <span class=\"small soft\">%s</span><br>%s</div>\n",
             subject ? subject : "（无主题）", at, sender);
    if (words)
        page_words(page->out, words);
}

static void put_proposal(const struct page *page, char **row)
{
    enum { NUMBER, WHY, RECEIVED, ADDRESS, NAME, WORDS };
    g_autofree char *at = when(page, row[RECEIVED]), *sender = show_sender(row[NAME], row[ADDRESS]);
    g_autofree char *words = show_words(row[WORDS], LONG);
    page_put(page->out, "<div style=\"margin-top:10px\"><b>%s</b> %s <span class=\"small soft\">%s</span></div>\n",
             row[NUMBER], sender, at);
    if (words)
        page_words(page->out, words);
}

static const char *ruling_word(const char *action)
{
    static const char *const words[][2] = {{"accept", "同意"},
                                           {"return", "退回"},
                                           {"reject", "不采用"},
                                           {"reopen", "重新办理"},
                                           {"hold", "暂停使用"},
                                           {"restore", "恢复"},
                                           {"extend", "延期"},
                                           {"accept_late", "收下逾期件"},
                                           {"note", "备注"},
                                           {"assign", "交办"},
                                           {"file", "登记"},
                                           {"join", "并入来件"},
                                           {"merge", "合并"},
                                           {"split", "拆分"},
                                           {"answered by hand", "人工答复"}};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (!g_strcmp0(words[i][0], action))
            return words[i][1];
    return action;
}

static const char *actor_word(const char *actor)
{
    return !g_strcmp0(actor, "sender") ? "来信人" : !g_strcmp0(actor, "huizhi") ? "系统" : actor;
}

static void put_ruling(const struct page *page, char **row)
{
    enum { ID, NUMBER, ACTION, WHY, UNTIL, PERSON, ACTOR, AT };
    g_autofree char *at = when(page, row[AT]), *why = show_line(row[WHY], LINE), *until = when(page, row[UNTIL]);
    g_autofree char *person = show_line(row[PERSON], LINE), *actor = show_line(actor_word(row[ACTOR]), LINE);
    page_put(page->out, "<tr><td class=\"small soft\" style=\"width:150px\">%s</td><td>%s：<b>%s</b> %s%s", at,
             actor ? actor : "", ruling_word(row[ACTION]), strcmp(row[NUMBER], page->number) ? row[NUMBER] : "",
             person ? person : "");
    page_put(page->out, "%s%s%s%s</td></tr>\n", *until ? "至" : "", until, why ? "　" : "", why ? why : "");
}

static void put_letter(const struct page *page, char **row)
{
    enum { ID, TEMPLATE, STATE, TO, SUBJECT, QUEUED, SENT, RESPONSE, TEXT };
    static const char *const states[][2] = {{"held", "待放行"},     {"queued", "待发"},          {"sending", "发送中"},
                                            {"sent", "已发出"},     {"refused", "被退回"},       {"unsure", "去向不明"},
                                            {"withheld", "未发出"}, {"superseded", "并入后一封"}};
    const char *state = row[STATE];
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
        if (!g_strcmp0(states[i][0], row[STATE]))
            state = states[i][1];
    g_autofree char *at = when(page, row[SENT] ? row[SENT] : row[QUEUED]), *subject = show_line(row[SUBJECT], LINE);
    g_autofree char *to = show_line(row[TO], LINE), *text = show_words(row[TEXT], LONG);
    page_put(
        page->out,
        "<div style=\"margin-top:10px\"><b>%s</b> <span class=\"tag\">%s</span> <span class=\"small soft\">%s 发往%s"
        "</span></div>\n",
        subject ? subject : "（无主题）", row[ID] ? state : "人工答复", at, to ? to : "");
    if (text)
        page_words(page->out, text);
}

static void put_event(const struct page *page, char **row)
{
    enum { AT, ACTOR, ACTION, SUBJECT, DETAIL };
    g_autofree char *at = when(page, row[AT]), *detail = show_line(row[DETAIL], LINE);
    g_autofree char *actor = show_line(actor_word(row[ACTOR]), LINE);
    page_put(page->out,
             "<tr><td class=\"small soft\" style=\"width:150px\">%s</td><td class=\"small\">%s：%s %s %s</td></tr>\n",
             at, actor ? actor : "", ruling_word(row[ACTION]), strcmp(row[SUBJECT], page->number) ? row[SUBJECT] : "",
             detail ? detail : "");
}

struct part {
    const char *title, *begin, *end;
    void (*put)(const struct page *page, char **row);
};

/* NULL `rows`: an error that has been told. Takes them. */
static bool put_part(const struct page *page, const struct part *part, struct rows *rows)
{
    g_autoptr(Rows) all = rows;
    if (!all)
        return false;
    if (all->cells->len == 0)
        return true;
    page_heading(page->out, part->title, all->cells->len);
    g_string_append(page->out, part->begin);
    for (guint i = 0; i < all->cells->len; i++)
        part->put(page, all->cells->pdata[i]);
    g_string_append(page->out, part->end);
    return true;
}

static bool put_parts(const struct page *page, GError **error)
{
    struct store *store = page->site->store;
    const char *number = page->number;
    static const struct part proposals = {"来信提议，待办理", "", "", put_proposal},
                             findings = {"检查结果", "<table>\n", "</table>\n", put_finding},
                             fields =
                                 {"表格内容",
                                  "<table class=\"form\">\n<tr><th style=\"width:22%\">项目</th><th>读到的内容</th>"
                                  "<th style=\"width:30%\">出处</th></tr>\n",
                                  "</table>\n", put_field},
                             works = {"作品", "", "", put_work},
                             rulings = {"人工处理", "<table>\n", "</table>\n", put_ruling},
                             mails = {"来信原文", "", "", put_mail}, letters = {"答复", "", "", put_letter},
                             history = {"经过", "<table>\n", "</table>\n", put_event};
    return put_part(page, &proposals, query_case(store, CASE_PROPOSALS, number, error)) &&
           put_part(page, &findings, query_rows(store, QUERY_FINDINGS, number, error)) &&
           put_part(page, &rulings, query_rows(store, QUERY_RULINGS_OF, number, error)) &&
           put_part(page, &fields, query_case(store, CASE_FIELDS, number, error)) &&
           put_part(page, &works, query_case(store, CASE_WORKS, number, error)) &&
           put_part(page, &mails, query_case(store, CASE_MAILS, number, error)) &&
           put_part(page, &letters, query_rows(store, QUERY_LETTERS_OF, number, error)) &&
           put_part(page, &history, query_case(store, CASE_HISTORY, number, error));
}

enum { NUMBER, CAMPAIGN, FORM, TITLE, STATE, WORKS, FAULTS, SENDER, RECEIVED, REVISION, DEADLINE, HELD, ASSIGNED };

static bool put_head(const struct page *page, char **row, GError **error)
{
    g_autofree char *title = show_line(row[TITLE], LINE), *received = when(page, row[RECEIVED]);
    g_autofree char *deadline = when(page, row[DEADLINE]), *assigned = show_line(row[ASSIGNED], LINE);
    g_autofree char *folder = shelf_folder_name(row[NUMBER], row[TITLE]);
    page_put(page->out, "<h1>%s　%s <span class=\"tag %s\">%s</span></h1>\n", row[NUMBER],
             title ? title : "（未写名称）", state_tone(row[STATE]), word_state(row[STATE]));
    page_put(
        page->out, "<div class=\"small soft\">%s · 收到%s · 第%s版%s%s%s%s<br>报送邮箱%s · 作品目录 works/%s</div>\n",
        show_form(page->site->ruleset, row[CAMPAIGN], row[FORM]), received, row[REVISION], *deadline ? " · 截止" : "",
        deadline, assigned ? " · 经办人" : "", assigned ? assigned : "", row[SENDER] ? row[SENDER] : "（无）", folder);
    if (row[HELD]) {
        g_autofree char *why = show_line(row[HELD], LINE);
        page_put(page->out, "<div class=\"banner\"><b>%s</b>　%s</div>\n", word_held, why ? why : "");
    }
    g_autoptr(Rows) merged = query_case(page->site->store, CASE_MERGED, page->number, error);
    if (merged && merged->cells->len)
        page_put(page->out, "<div class=\"banner\">这个编号已并入 %s</div>\n", ((char **)merged->cells->pdata[0])[0]);
    return merged != NULL;
}

/* Numbers name files: only what a campaign's prefix and digits are made of. */
static bool is_number(const char *number)
{
    gsize length = strlen(number);
    return length > 0 && length < 64 && number[0] != '-' &&
           strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

bool case_write(const struct site *site, const char *number, bool *found, GError **error)
{
    *found = false;
    if (!is_number(number))
        return true;
    g_autoptr(Rows) rows = query_rows(site->store, QUERY_SUBMISSION, number, error);
    if (!rows || rows->cells->len == 0)
        return rows != NULL;
    char **row = rows->cells->pdata[0];
    const struct campaign *campaign = ruleset_campaign(site->ruleset, row[CAMPAIGN]);
    g_autoptr(GString) out = g_string_new(NULL);
    struct page page = {site, out, number, campaign && row[FORM] ? campaign_form(campaign, row[FORM]) : NULL};
    page_begin(out, number, "../");
    if (!put_head(&page, row, error) || !put_parts(&page, error))
        return false;
    page_end(out);
    g_autofree char *name = g_strdup_printf("cases/%s.html", number);
    *found = site_put(site, name, out->str, out->len, error);
    return *found;
}
