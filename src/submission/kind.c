/* The kind of a mail, and whether it deserves an answer. */
#include "submission/kind.h"

#include <string.h>

#include "base/text.h"

static const char *const names[] = {
    [KIND_OWN] = "own",         [KIND_BOUNCE] = "bounce",       [KIND_ROBOT] = "robot",
    [KIND_COMMAND] = "command", [KIND_AMENDMENT] = "amendment", [KIND_SUBMISSION] = "submission",
    [KIND_ENQUIRY] = "enquiry", [KIND_OTHER] = "other",
};

const char *kind_name(enum mail_kind kind)
{
    return names[kind];
}

bool kind_our_id(const char *message_id)
{
    return message_id && g_str_has_prefix(message_id, "huizhi.") && strchr(message_id, '@');
}

bool kind_answers_ours(const struct message *message)
{
    if (kind_our_id(message->in_reply_to))
        return true;
    for (char **id = message->references; id && *id; id++)
        if (kind_our_id(*id))
            return true;
    return false;
}

static struct kind *decide(enum mail_kind kind, bool files, bool answer, const char *why, const char *answer_why)
{
    struct kind *result = g_new0(struct kind, 1);
    result->kind = kind;
    result->files = files;
    result->answer = answer;
    result->why = g_strdup(why);
    result->answer_why = g_strdup(answer_why);
    return result;
}

static bool filled_form(const struct dossier *dossier)
{
    for (guint i = 0; i < dossier->forms->len; i++) {
        const struct form *form = dossier->forms->pdata[i];
        if (!form->blank && !form->unreadable)
            return true;
    }
    return false;
}

static bool has_lines(const struct dossier *dossier)
{
    return dossier->captions->len > 0 || dossier->lines->len > 0;
}

/* NULL: a person wrote it. A robot suppresses the answer, never the filing of a form that it carries. What only sounds
 * automatic and brings nothing is kept in sight of people. */
static struct kind *not_a_person(const struct dossier *dossier, bool brings)
{
    const struct origin *origin = dossier->origin;
    bool form = filled_form(dossier);
    switch (origin->kind) {
    case ORIGIN_OWN:
        return decide(KIND_OWN, false, false, origin->why, "本系统自己发出的邮件");
    case ORIGIN_BOUNCE:
        return decide(KIND_BOUNCE, false, false, origin->why, "退信不答复");
    case ORIGIN_ROBOT:
        return decide(KIND_ROBOT, form, false, origin->why, "自动邮件不答复");
    case ORIGIN_LIST:
        return form ? NULL : decide(KIND_ROBOT, false, false, origin->why, "群发邮件不答复");
    case ORIGIN_DOUBTFUL:
        return brings ? NULL : decide(KIND_OTHER, false, false, origin->why, "像是自动邮件，只列出");
    default:
        return NULL;
    }
}

/* Bytes that only look like a mail: no sender, no subject, no date, no identity. */
static bool no_mail(const struct message *message)
{
    return !message->from.addr && !message->from.name && !message->id && !message->date && text_blank(message->subject);
}

static struct kind *talk(const struct dossier *dossier, bool junk, bool addressed)
{
    if (no_mail(dossier->message))
        return decide(KIND_OTHER, false, false, "没有发件人、主题和日期，不是可读的邮件", "没有可用的发件地址");
    if (dossier->recall)
        return decide(KIND_OTHER, false, false, "撤回邮件的通知", "不需要答复");
    switch (dossier->talk) {
    case TALK_ENQUIRY:
        return decide(KIND_ENQUIRY, false, !junk && addressed, "来信提到本活动，没有登记表和作品",
                      junk         ? "来自垃圾邮件文件夹，只列出"
                      : !addressed ? "收件人和抄送中没有本邮箱，只列出"
                                   : "咨询，答复一次");
    case TALK_PLAIN:
        return decide(KIND_ENQUIRY, false, false, "没有登记表和作品，也没有提到本活动", "只列出，由工作人员处理");
    case TALK_THANKS:
        return decide(KIND_OTHER, false, false, "致谢或告知，没有新内容", "不需要答复");
    default:
        return decide(KIND_OTHER, false, false, "没有可办理的内容", "不需要答复");
    }
}

/* Word and Excel: papers of an office, unlike pictures, PDFs and slides. */
static bool is_office(const struct work *work)
{
    return work->kind == WORK_TEXT || (work->kind == WORK_DOCUMENT && !strstr(work->type, "pdf") &&
                                       !strstr(work->type, "presentation") && !strstr(work->type, "powerpoint"));
}

/* Pictures or papers, no form, and no word of any campaign: somebody else's business, unless pictures were sent to the
 * campaign's own address, as people do without a word. */
static bool not_for_us(const struct dossier *dossier, bool addressed)
{
    if (dossier->about || dossier->works->len == 0 || dossier->links->len)
        return false;
    for (guint i = 0; i < dossier->forms->len; i++)
        if (!((const struct form *)dossier->forms->pdata[i])->blank)
            return false;
    for (guint i = 0; i < dossier->works->len; i++) {
        const struct work *work = dossier->works->pdata[i];
        bool paper = work->kind == WORK_PHOTO || work->kind == WORK_DOCUMENT || work->kind == WORK_TEXT;
        if (!paper || (addressed && !is_office(work)))
            return false;
    }
    return true;
}

struct kind *kind_decide(const struct dossier *dossier, guint brings, bool ours, bool junk, bool addressed)
{
    struct kind *robot = not_a_person(dossier, brings || has_lines(dossier) || dossier->claim);
    if (robot)
        return robot;
    bool reachable = dossier->message->from.addr != NULL;
    /* A body that holds a form may begin with its title, 回执表, which is also a word that asks for one. */
    if (dossier->command != COMMAND_NONE && (dossier->command == COMMAND_TRIAL || !brings))
        return decide(KIND_COMMAND, false, reachable && (brings || (addressed && !junk)), "邮件命令",
                      brings || (addressed && !junk) ? "命令，答复结果"
                                                     : "来自垃圾邮件文件夹，或收件人中没有本邮箱，只列出");
    bool named = dossier->numbers && dossier->numbers[0];
    bool adds = brings || has_lines(dossier) || dossier->claim || dossier->web;
    if (dossier->objection && !((named || ours) && adds) && !brings)
        return decide(KIND_COMMAND, false, reachable && !junk, "来信不同意使用作品，或对被拍摄提出异议",
                      "来信已转工作人员，先行告知");
    if ((named || ours) && adds)
        return decide(KIND_AMENDMENT, true, reachable, named ? "写明了编号并带来新内容" : "回复我方邮件并带来新内容",
                      "补正，答复结果");
    if (brings && not_for_us(dossier, addressed && !junk))
        return decide(KIND_OTHER, false, false, "附件与本活动没有可见的关系：没有登记表，来信和文件名都没有提到活动",
                      "只列出，由工作人员处理");
    if (brings)
        return decide(KIND_SUBMISSION, true, reachable, "带有登记表或作品",
                      reachable ? "来件，答复回执" : "没有可用的发件地址");
    return talk(dossier, junk, addressed);
}

void kind_free(struct kind *kind)
{
    if (!kind)
        return;
    g_free(kind->why);
    g_free(kind->answer_why);
    g_free(kind);
}
