/* A judged submission in lines for people: no value, kind or severity in the words of programs. */
#include "cmd/judged.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* The names that programs read (photo, fix, submission) as people call them. */
static const char *const work_words[] = {
    [WORK_PHOTO] = "照片", [WORK_DOCUMENT] = "文件", [WORK_VIDEO] = "视频",
    [WORK_AUDIO] = "音频", [WORK_TEXT] = "文稿",     [WORK_OTHER] = "其他",
};
static const char *const severity_words[] = {
    [SEVERITY_NOTE] = "提示",
    [SEVERITY_REVIEW] = "待核",
    [SEVERITY_FIX] = "请补正",
    [SEVERITY_LATE] = "逾期",
};

static const char *value_words(const struct field_rule *rule, const char *value)
{
    for (guint i = 0; rule && i < rule->options->len; i++) {
        const struct option_rule *option = rule->options->pdata[i];
        if (!strcmp(option->value, value) && option->title)
            return option->title;
    }
    return value;
}

void judged_print(const struct judged *judged, bool places)
{
    static const char *const words[] = {"完整", "需补正", "待人工核对", "逾期", "不采用"};
    const struct submission *submission = judged->submission;
    const struct form_rule *form = submission->form ? campaign_form(judged->campaign, submission->form) : NULL;
    printf("  %s：%s", form ? form->title : "无登记表的作品", words[judged->verdict->state]);
    if (!form || form->takes_works)
        printf("，作品%u件", submission->works->len);
    putchar('\n');
    for (guint i = 0; i < submission->fields->len; i++) {
        const struct field *field = submission->fields->pdata[i];
        const struct field_rule *rule = form ? form_field(form, field->name) : NULL;
        const char *title = rule ? rule->title : field->name;
        if (field->value && places)
            printf("    %s：%s%s（%s）\n", title, value_words(rule, field->value), field->valid ? "" : "【格式不对】",
                   field->from   ? field->from
                   : field->note ? field->note
                                 : "位置不明");
        else if (field->value)
            printf("    %s：%s\n", title, value_words(rule, field->value));
        else if (places)
            printf("    %s：%s（%s）\n", title, field->conflict ? "【勾选矛盾】" : "【空】",
                   field->from ? field->from : "没有找到这个标签");
    }
    for (guint i = 0; i < submission->works->len; i++) {
        const struct work *work = ((const struct numbered *)submission->works->pdata[i])->work;
        g_autofree char *size = text_size(work->bytes);
        printf("    作品 %s（%s，%s）%s%s\n", work->name, work_words[work->kind], size, work->caption ? "：" : "",
               work->caption ? work->caption : "");
    }
    for (guint i = 0; i < judged->verdict->findings->len; i++) {
        const struct finding *finding = judged->verdict->findings->pdata[i];
        printf("    [%s %s] %s\n", severity_words[finding->severity], finding->rule, finding->text);
    }
}
