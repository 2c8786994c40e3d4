/* The program's words as the office says them. */
#include "digest/book_inside.h"

const char word_held[] = "暂停使用";

struct word {
    const char *key, *shown;
};

static const struct word states[] = {{"complete", "收齐"}, {"incomplete", "待补"}, {"review", "待核"},
                                     {"late", "逾期"},     {"rejected", "不采用"}, {NULL, NULL}};
static const struct word severities[] = {{"fix", "待补"},      {"review", "待核"},  {"late", "逾期"},
                                         {"proposal", "待定"}, {"waiting", "等待"}, {NULL, NULL}};
static const struct word kinds[] = {{"photo", "照片"}, {"document", "平面作品"}, {"video", "视频"},
                                    {"audio", "音频"}, {"text", "文章"},         {NULL, NULL}};

static const char *word_of(const struct word *words, const char *key)
{
    for (; words->key; words++)
        if (!g_strcmp0(words->key, key))
            return words->shown;
    return key;
}

const char *word_state(const char *state)
{
    return word_of(states, state);
}

const char *word_severity(const char *severity)
{
    return word_of(severities, severity);
}

const char *word_kind(const char *kind)
{
    return word_of(kinds, kind);
}
