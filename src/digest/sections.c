/* The sections of the digest: rows of the store become items in plain words.
 *
 * Phones are not shown anywhere; addresses only where a person may have to write to one (messages, set-aside mails,
 * letters that did not arrive).
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "digest/inside.h"
#include "store/web.h"

/* Items of a section; the rest is counted. */
#define LIMIT 100
#define LIMIT_ARRIVALS 300
#define MAX_WORK_LINES 3
#define CAPTION 60
#define MAX_LINES 8
#define LINE 300
#define TITLE 80
#define WORDS 2000
#define SOON (3 * 24 * 60 * 60)

const char section_arrivals[] = "新到与更新";
const char section_works[] = "本期作品";
const char section_messages[] = "来信留言（原文）";
const char section_aside[] = "另存的来信";
const char section_unreadable[] = "待人工录入的表格";
const char section_duplicates[] = "疑似重复的作品";
const char section_links[] = "只有下载链接、文件未到";
const char section_letters[] = "未能送达的答复";
const char section_held[] = "待放行的答复";
const char section_proposals[] = "来信提议、待工作人员办理的";
const char section_by_hand[] = "人工答复";
const char section_trashed[] = "被移到已删除的来信";
const char section_overruled[] = "意见不一致的决定（以后一次为准）";
const char section_web[] = "网上登记核对";
const char section_unfetched[] = "未能取回的邮件";

struct word {
    const char *key, *shown;
    enum tone tone;
};

static const struct word states[] = {{"complete", "收齐", TONE_GOOD},    {"incomplete", "待补", TONE_WARN},
                                     {"review", "待核", TONE_WARN},      {"late", "逾期", TONE_BAD},
                                     {"rejected", "不采用", TONE_QUIET}, {NULL, NULL, TONE_QUIET}};
static const struct word kinds[] = {
    {"submission", "来件", TONE_WARN},   {"amendment", "补正", TONE_WARN},  {"enquiry", "咨询", TONE_WARN},
    {"command", "邮件命令", TONE_QUIET}, {"robot", "自动邮件", TONE_QUIET}, {"bounce", "退信", TONE_BAD},
    {"own", "本系统邮件", TONE_QUIET},   {"other", "其他", TONE_QUIET},     {NULL, NULL, TONE_QUIET}};
static const struct word letters[] = {
    {"refused", "退回", TONE_BAD},     {"unsure", "去向不明", TONE_BAD}, {"withheld", "暂扣", TONE_WARN},
    {"held", "待放行", TONE_WARN},     {"queued", "待发", TONE_QUIET},   {"sending", "发送中", TONE_QUIET},
    {"undelivered", "停发", TONE_BAD}, {"sent", "已答复", TONE_GOOD},    {"superseded", "并入后一封", TONE_QUIET},
    {NULL, NULL, TONE_QUIET}};
static const struct word sightings[] = {
    {"unfetchable", "取不回", TONE_BAD}, {"too_large", "超过大小上限", TONE_WARN}, {NULL, NULL, TONE_QUIET}};

static const struct word work_words[] = {{"photo", "照片", TONE_QUIET}, {"document", "平面作品", TONE_QUIET},
                                         {"video", "视频", TONE_QUIET}, {"audio", "音频", TONE_QUIET},
                                         {"text", "文章", TONE_QUIET},  {NULL, "其他文件", TONE_QUIET}};

static const struct word *word_of(const struct word *words, const char *key)
{
    while (words->key && g_strcmp0(words->key, key) != 0)
        words++;
    return words;
}

static void item_free(gpointer data)
{
    struct item *item = data;
    g_free(item->number);
    g_free(item->title);
    g_free(item->tag);
    g_ptr_array_unref(item->lines);
    g_free(item->words);
    thumb_free(item->thumb);
    g_free(item);
}

/* `title` is taken. */
static struct item *item_add(struct section *section, const char *number, char *title, const struct word *tag)
{
    struct item *item = g_new0(struct item, 1);
    item->number = show_line(number, 30);
    item->title = title ? title : g_strdup("（未写名称）");
    item->tag = g_strdup(tag ? tag->shown : NULL);
    item->tone = tag ? tag->tone : TONE_QUIET;
    item->lines = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(section->items, item);
    return item;
}

static void line_add(struct item *item, const char *text)
{
    char *line = show_line(text, LINE);
    if (line)
        g_ptr_array_add(item->lines, line);
}

static void G_GNUC_PRINTF(2, 3) line_addf(struct item *item, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    line_add(item, text);
}

/* One a query: a row becomes an item. */
typedef void (*row_reader)(const struct sources *sources, struct section *section, char **row);

static void read_arrival(const struct sources *sources, struct section *section, char **row)
{
    enum { NUMBER, CAMPAIGN, FORM, TITLE_OF, STATE, FRESH, RECEIVED, WORKS, FAULTS };
    struct item *item = item_add(section, row[NUMBER], show_line(row[TITLE_OF], TITLE), word_of(states, row[STATE]));
    item->when = show_number(row[RECEIVED]);
    gint64 works = show_number(row[WORKS]);
    g_autofree char *count = works ? g_strdup_printf("，作品%d件", (int)works) : g_strdup("");
    line_addf(item, "%s · %s%s", show_number(row[FRESH]) ? "新到" : "更新",
              show_form(sources->ruleset, row[CAMPAIGN], row[FORM]), count);
    g_auto(GStrv) faults = g_strsplit(row[FAULTS] ? row[FAULTS] : "", "\n", -1);
    guint all = g_strv_length(faults);
    for (guint i = 0; i < all && i < MAX_LINES; i++) {
        g_autofree char *line = show_line(faults[i], LINE);
        if (line)
            line_addf(item, "✗ %s", line);
    }
    if (all > MAX_LINES)
        line_addf(item, "……共%u处，详见 huizhi show %s", all, row[NUMBER]);
}

static void read_work(const struct sources *sources, struct section *section, char **row)
{
    enum {
        NUMBER,
        CAMPAIGN,
        FORM,
        TITLE_OF,
        STATE,
        AUTHOR,
        CATEGORY,
        NAME,
        KIND,
        THUMBNAIL,
        CAPTION_OF,
        BYTES,
        FAULTS,
        HELD
    };
    static const struct word held = {"", "暂停使用", TONE_BAD};
    struct item *item = item_add(section, row[NUMBER], show_line(row[TITLE_OF], TITLE),
                                 row[HELD] ? &held : word_of(states, row[STATE]));
    g_autofree char *author = show_line(row[AUTHOR], 40);
    if (author && g_strcmp0(author, item->title) != 0)
        line_addf(item, "作者：%s", author);
    g_autofree char *name = show_line(row[NAME], TITLE);
    g_autofree char *size = text_size((guint64)show_number(row[BYTES]));
    const char *category = show_category(sources->ruleset, row[CAMPAIGN], row[FORM], row[CATEGORY]);
    line_addf(item, "%s · %s“%s” %s", category, word_of(work_words, row[KIND])->shown, name ? name : "", size);
    g_autofree char *caption = row[HELD] ? NULL : show_line(row[CAPTION_OF], CAPTION);
    if (caption)
        line_addf(item, "说明：%s", caption);
    g_auto(GStrv) faults = g_strsplit(row[FAULTS] ? row[FAULTS] : "", "\n", MAX_WORK_LINES + 1);
    for (guint i = 0; faults[i] && i < MAX_WORK_LINES; i++)
        line_addf(item, "✗ %s", faults[i]);
    if (row[HELD]) {
        line_add(item, row[HELD]);
        return;
    }
    item->thumb = thumb_load(sources->config->state, row[THUMBNAIL]);
}

static void read_message(const struct sources *sources, struct section *section, char **row)
{
    enum { RECEIVED, ADDRESS, NAME, SUBJECT, WORDS_OF, KIND, NUMBERS, TARGET, REPLY };
    (void)sources;
    struct item *item = item_add(section, row[NUMBERS] ? row[NUMBERS] : row[TARGET],
                                 show_sender(row[NAME], row[ADDRESS]), word_of(kinds, row[KIND]));
    item->when = show_number(row[RECEIVED]);
    g_autofree char *subject = show_line(row[SUBJECT], TITLE);
    const struct word *reply = word_of(letters, row[REPLY]);
    line_addf(item, "主题：%s（%s）", subject ? subject : "（无）", reply->key ? reply->shown : "未自动答复");
    item->words = show_words(row[WORDS_OF], WORDS);
}

static void read_aside(const struct sources *sources, struct section *section, char **row)
{
    enum { RECEIVED, ADDRESS, NAME, SUBJECT, KIND, REASON, FOLDER, READ, HASH };
    (void)sources;
    static const struct word unread = {"", "无法读取", TONE_BAD};
    bool read = show_number(row[READ]) != 0;
    char *title = show_line(row[SUBJECT], TITLE);
    struct item *item = item_add(section, NULL, title ? title : g_strdup(read ? "（无主题）" : "（读不出主题）"),
                                 read ? word_of(kinds, row[KIND]) : &unread);
    item->when = show_number(row[RECEIVED]);
    g_autofree char *sender = show_sender(row[NAME], row[ADDRESS]);
    if (read)
        line_addf(item, "来自%s；%s", sender, row[REASON] ? row[REASON] : "未写原因");
    else
        line_addf(item, "%s；原信在文件夹“%s”，存档 %.12s", row[REASON] ? row[REASON] : "读取失败",
                  row[FOLDER] ? row[FOLDER] : "", row[HASH] ? row[HASH] : "");
}

static void read_unreadable(const struct sources *sources, struct section *section, char **row)
{
    enum { NUMBER, CAMPAIGN, FORM, TITLE_OF, NAME, RECEIVED };
    static const struct word tag = {"", "待录入", TONE_WARN};
    struct item *item = item_add(section, row[NUMBER], show_line(row[TITLE_OF], TITLE), &tag);
    item->when = show_number(row[RECEIVED]);
    g_autofree char *name = show_line(row[NAME], TITLE);
    line_addf(item, "%s“%s”读不准，请看原件录入", show_form(sources->ruleset, row[CAMPAIGN], row[FORM]),
              name ? name : "");
}

static void read_duplicate(const struct sources *sources, struct section *section, char **row)
{
    enum { NUMBER, TITLE_OF, NAME, OTHER };
    (void)sources;
    static const struct word tag = {"", "疑似重复", TONE_WARN};
    struct item *item = item_add(section, row[NUMBER], show_line(row[TITLE_OF], TITLE), &tag);
    g_autofree char *name = show_line(row[NAME], TITLE);
    line_addf(item, "“%s”与%s中的作品相同或画面几乎相同", name ? name : "", row[OTHER]);
}

static void read_link(const struct sources *sources, struct section *section, char **row)
{
    enum { NUMBER, TITLE_OF, PROVIDER, HOST, NAME, BYTES, EXPIRES, RECEIVED };
    static const struct word gone = {"", "已失效", TONE_BAD}, soon = {"", "即将失效", TONE_BAD},
                             open = {"", "有效", TONE_WARN}, unknown = {"", "期限不明", TONE_WARN};
    const struct digest *digest = sources->digest;
    gint64 expires = show_number(row[EXPIRES]);
    gint64 left = expires - digest->until;
    const struct word *tag = expires <= 0 ? &unknown : left <= 0 ? &gone : left <= SOON ? &soon : &open;
    struct item *item = item_add(section, row[NUMBER], show_line(row[TITLE_OF], TITLE), tag);
    item->when = show_number(row[RECEIVED]);
    g_autofree char *name = show_line(row[NAME], TITLE);
    g_autofree char *where = show_line(row[PROVIDER] ? row[PROVIDER] : row[HOST], TITLE);
    gint64 bytes = show_number(row[BYTES]);
    g_autofree char *size = bytes > 0 ? text_size((guint64)bytes) : NULL;
    g_autofree char *until = expires > 0 ? clock_chinese(expires, digest->zone, false) : NULL;
    line_addf(item, "%s%s%s%s%s；%s%s", where ? where : "", name ? "：" : "", name ? name : "", size ? "，" : "",
              size ? size : "", until ? "有效期至" : "有效期不明", until ? until : "");
}

static void read_letter(const struct sources *sources, struct section *section, char **row)
{
    enum { STATE, TO, SUBJECT, RESPONSE, QUEUED, ALIKE, STOPPED };
    (void)sources;
    struct item *item = item_add(section, NULL, show_sender(NULL, row[TO]), word_of(letters, row[STATE]));
    item->when = show_number(row[QUEUED]);
    line_add(item, row[SUBJECT]);
    g_autofree char *response = show_line(row[RESPONSE], LINE);
    if (response)
        line_addf(item, "原因：%s", response);
    if (show_number(row[ALIKE]) > 1)
        line_addf(item, "同样原因共%s封", row[ALIKE]);
    if (show_number(row[STOPPED]))
        line_add(item, "已暂停向该地址发信，待对方再次来信后恢复");
}

static void read_held(const struct sources *sources, struct section *section, char **row)
{
    enum { NUMBER, TO, SUBJECT, QUEUED };
    (void)sources;
    static const struct word tag = {"", "待放行", TONE_WARN};
    struct item *item = item_add(section, row[NUMBER], show_line(row[SUBJECT], TITLE), &tag);
    item->when = show_number(row[QUEUED]);
    if (!row[NUMBER])
        line_addf(item, "收件人：%s", row[TO]);
}

static const struct word proposals[] = {{"complaint", "不同意使用", TONE_BAD},   {"withdraw", "撤回", TONE_BAD},
                                        {"stranger", "非报送人来信", TONE_WARN}, {"sentence", "说明待办理", TONE_WARN},
                                        {"web", "称已网上登记", TONE_WARN},      {NULL, "待办理", TONE_WARN}};

static void read_proposal(const struct sources *sources, struct section *section, char **row)
{
    enum { NUMBER, TITLE_OF, WHY, RECEIVED, ADDRESS, NAME, WORDS_OF };
    (void)sources;
    struct item *item = item_add(section, row[NUMBER], show_line(row[TITLE_OF], TITLE), word_of(proposals, row[WHY]));
    item->when = show_number(row[RECEIVED]);
    g_autofree char *sender = show_sender(row[NAME], row[ADDRESS]);
    line_addf(item, "来信人：%s", sender);
    item->words = show_words(row[WORDS_OF], WORDS);
}

static void read_unfetched(const struct sources *sources, struct section *section, char **row)
{
    enum { MAILBOX, FOLDER, UID, STATE, WHY };
    (void)sources;
    g_autofree char *folder = show_line(row[FOLDER], TITLE);
    struct item *item = item_add(section, NULL, g_strdup_printf("%s 第%s号", folder ? folder : "", row[UID]),
                                 word_of(sightings, row[STATE]));
    line_add(item, row[WHY]);
}

static void read_by_hand(const struct sources *sources, struct section *section, char **row)
{
    enum { NUMBER, TITLE_OF, RECIPIENTS, SUBJECT, AT };
    (void)sources;
    static const struct word tag = {"", "已人工答复", TONE_GOOD};
    struct item *item = item_add(section, row[NUMBER], show_line(row[TITLE_OF], TITLE), &tag);
    item->when = show_number(row[AT]);
    g_autofree char *subject = show_line(row[SUBJECT], TITLE), *recipients = show_line(row[RECIPIENTS], TITLE);
    line_addf(item, "%s（发往%s）；未发出的自动答复已取消，不再催办", subject ? subject : "（无主题）",
              recipients ? recipients : "");
}

static void read_trashed(const struct sources *sources, struct section *section, char **row)
{
    enum { ADDRESS, SUBJECT, FOLDER, RECEIVED };
    (void)sources;
    char *title = show_line(row[SUBJECT], TITLE);
    struct item *item = item_add(section, NULL, title ? title : g_strdup("（无主题）"), NULL);
    item->when = show_number(row[RECEIVED]);
    g_autofree char *sender = show_sender(NULL, row[ADDRESS]), *folder = show_line(row[FOLDER], TITLE);
    line_addf(item, "来自%s；收取前已在文件夹“%s”，未登记。如要登记，请移回收件箱", sender, folder ? folder : "");
}

static const struct word rulings[] = {{"accept", "同意", TONE_GOOD},    {"return", "退回", TONE_WARN},
                                      {"reject", "不采用", TONE_QUIET}, {"reopen", "重新办理", TONE_QUIET},
                                      {"hold", "暂停使用", TONE_WARN},  {"restore", "恢复", TONE_GOOD},
                                      {"extend", "延期", TONE_QUIET},   {"accept_late", "收下逾期件", TONE_QUIET},
                                      {NULL, "决定", TONE_QUIET}};

static void read_overruled(const struct sources *sources, struct section *section, char **row)
{
    enum { NUMBER, TITLE_OF, ACTION, ACTOR, AT, WHY, BEFORE, BY, BEFORE_AT, BEFORE_WHY };
    const struct digest *digest = sources->digest;
    const struct word *now = word_of(rulings, row[ACTION]), *before = word_of(rulings, row[BEFORE]);
    struct item *item = item_add(section, row[NUMBER], show_line(row[TITLE_OF], TITLE), now);
    item->when = show_number(row[AT]);
    g_autofree char *then = clock_chinese(show_number(row[BEFORE_AT]), digest->zone, false);
    g_autofree char *actor = show_line(row[ACTOR], TITLE), *by = show_line(row[BY], TITLE);
    bool sender = !g_strcmp0(row[BY], "sender");
    line_addf(item, "现由%s：%s%s%s", actor ? actor : "（未署名）", now->shown, row[WHY] ? "，" : "",
              row[WHY] ? row[WHY] : "");
    line_addf(item, "原由%s（%s）：%s%s%s",
              sender ? "来信人"
              : by   ? by
                     : "（未署名）",
              then, before->shown, row[BEFORE_WHY] ? "，" : "", row[BEFORE_WHY] ? row[BEFORE_WHY] : "");
}

static struct section *section_add(struct digest *digest, const char *title, const char *none)
{
    struct section *section = g_new0(struct section, 1);
    section->title = title;
    section->none = none;
    section->items = g_ptr_array_new_with_free_func(item_free);
    g_ptr_array_add(digest->sections, section);
    return section;
}

static bool gather(const struct sources *sources, struct section *section, enum digest_query query, row_reader reader,
                   GError **error)
{
    const struct digest *digest = sources->digest;
    guint limit = query == DIGEST_ARRIVALS || query == DIGEST_WORKS ? LIMIT_ARRIVALS : LIMIT;
    g_autoptr(Rows) rows = query_digest(sources->store, query, digest->since, digest->until, limit, error);
    if (!rows)
        return false;
    guint last = g_strv_length(rows->columns) - 1;
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        section->total = show_number(row[last]);
        reader(sources, section, row);
    }
    return true;
}

/* What nobody wrote is only counted, by kind and reason. */
static bool count_robots(const struct sources *sources, struct section *section, GError **error)
{
    const struct digest *digest = sources->digest;
    g_autoptr(Rows) rows = query_digest(sources->store, DIGEST_ROBOTS, digest->since, digest->until, 30, error);
    if (!rows)
        return false;
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        const struct word *kind = word_of(kinds, row[0]);
        char *title = g_strdup_printf("%s %s封", kind->key ? kind->shown : "其他", row[2]);
        struct item *item = item_add(section, NULL, title, NULL);
        line_add(item, row[1]);
        section->total += show_number(row[2]);
    }
    return true;
}

static const struct form_rule *form_of_field(const struct campaign *campaign, const char *field)
{
    for (guint i = 0; i < campaign->forms->len; i++)
        if (form_field(campaign->forms->pdata[i], field))
            return campaign->forms->pdata[i];
    return NULL;
}

/* One item a kind of difference; values stay where they are. */
static void add_differences(struct section *section, const struct campaign *campaign, const struct rows *rows,
                            const struct word *kind)
{
    enum { WHAT, NUMBER, ROW, BY, FIELD };
    struct item *item = NULL;
    guint count = 0;
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        if (strcmp(row[WHAT], kind->key) != 0 || count++ >= MAX_LINES)
            continue;
        item = item ? item : item_add(section, NULL, g_strdup(campaign->name), kind);
        const struct form_rule *form = row[FIELD] ? form_of_field(campaign, row[FIELD]) : NULL;
        const struct field_rule *rule = form ? form_field(form, row[FIELD]) : NULL;
        line_addf(item, "%s%s%s%s%s", row[NUMBER] ? row[NUMBER] : "", row[NUMBER] && row[ROW] ? " ↔ " : "",
                  row[ROW] ? row[ROW] : "", rule ? "：" : "", rule ? rule->title : "");
    }
    if (count > MAX_LINES)
        line_addf(item, "……共%u处，详见 huizhi import h5 FILE --dry-run", count);
    section->total += count;
}

static bool compare_web(const struct sources *sources, struct section *section, GError **error)
{
    static const struct word differences[] = {{"conflict", "不一致", TONE_WARN},
                                              {"doubt", "待判断", TONE_WARN},
                                              {"web", "只在网上", TONE_WARN},
                                              {"mail", "只在邮件", TONE_QUIET}};
    for (guint i = 0; i < sources->ruleset->campaigns->len; i++) {
        const struct campaign *campaign = sources->ruleset->campaigns->pdata[i];
        g_autoptr(Rows) rows = web_differences(sources->store, campaign, NULL, error);
        if (!rows)
            return false;
        for (gsize k = 0; k < G_N_ELEMENTS(differences); k++)
            add_differences(section, campaign, rows, &differences[k]);
    }
    return true;
}

gint64 sections_count(const struct digest *digest, const char *title)
{
    for (guint i = 0; i < digest->sections->len; i++) {
        const struct section *section = digest->sections->pdata[i];
        if (section->title == title)
            return section->total;
    }
    return 0;
}

bool sections_gather(const struct sources *sources, GError **error)
{
    static const struct {
        const char *title, *none;
        enum digest_query query;
        row_reader read;
    } plan[] = {
        {section_proposals, NULL, DIGEST_PROPOSALS, read_proposal},
        {section_messages, NULL, DIGEST_MESSAGES, read_message},
        {section_arrivals, "本期没有新到或更新的登记。", DIGEST_ARRIVALS, read_arrival},
        {section_works, NULL, DIGEST_WORKS, read_work},
        {section_unreadable, NULL, DIGEST_UNREADABLE, read_unreadable},
        {section_duplicates, NULL, DIGEST_DUPLICATES, read_duplicate},
        {section_links, NULL, DIGEST_LINKS, read_link},
        {section_letters, NULL, DIGEST_LETTERS, read_letter},
        {section_held, NULL, DIGEST_HELD, read_held},
        {section_aside, "本期没有另存的来信。", DIGEST_ASIDE, read_aside},
        {section_by_hand, NULL, DIGEST_BY_HAND, read_by_hand},
        {section_overruled, NULL, DIGEST_OVERRULED, read_overruled},
        {section_trashed, NULL, DIGEST_TRASHED, read_trashed},
        {section_unfetched, NULL, DIGEST_UNFETCHED, read_unfetched},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(plan); i++) {
        struct section *section = section_add(sources->digest, plan[i].title, plan[i].none);
        if (!gather(sources, section, plan[i].query, plan[i].read, error) ||
            (plan[i].title == section_aside && !count_robots(sources, section, error)))
            return false;
    }
    return compare_web(sources, section_add(sources->digest, section_web, NULL), error);
}
