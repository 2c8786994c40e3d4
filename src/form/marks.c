/* Marks to options. Boxes go by the side on which they are printed; ticks go first to the option that they touch
 * ("□是√ □否" is 是, "□是 √否" is 否). What touches neither side stays undecided and is said.
 */
#include "form/marks.h"

#include <string.h>

#include "base/text.h"
#include "form/marks-token.h"

#define MAX_OPTIONS 32

struct vote {
    bool seen, on, off, cross;
    bool crossed; /* on by a cross in the box alone */
    double confidence;
    unsigned style;
};

struct board {
    struct tokens tokens;
    struct vote votes[MAX_OPTIONS];
    guint options;
    int seen, boxes, ticks, crosses, texts;
    bool before; /* boxes are printed before their options */
    bool even;   /* as many marks as options, in turns */
    bool stray;  /* a tick that belongs to nobody */
    bool ocr;
};

static const struct token *token_at(const struct board *board, int i)
{
    return i >= 0 && i < (int)board->tokens.list->len ? &g_array_index(board->tokens.list, struct token, i) : NULL;
}

static bool is_box(const struct token *token)
{
    return token->kind == TOKEN_OFF || token->kind == TOKEN_ON;
}

static bool is_mark(const struct token *token)
{
    return is_box(token) || token->kind == TOKEN_TICK || token->kind == TOKEN_CROSS;
}

static void survey(struct board *board)
{
    int turns = 0, options = 0, marks = 0;
    const struct token *first = NULL, *last = NULL;
    for (int i = 0; token_at(board, i); i++) {
        const struct token *token = token_at(board, i);
        board->boxes += is_box(token);
        board->ticks += token->kind == TOKEN_TICK;
        board->crosses += token->kind == TOKEN_CROSS;
        board->texts += token->kind == TOKEN_TEXT;
        board->ocr = board->ocr || token->ocr;
        if (token->kind == TOKEN_TEXT)
            continue;
        options += token->kind == TOKEN_OPTION;
        marks += is_mark(token);
        turns += last && is_mark(last) != is_mark(token);
        first = first ? first : token;
        last = token;
        if (token->kind == TOKEN_OPTION && token->option < MAX_OPTIONS) {
            struct vote *vote = &board->votes[token->option];
            vote->style = vote->seen ? vote->style & token->style : token->style;
            board->seen += !vote->seen;
            vote->seen = true;
        }
    }
    board->before = (first && is_mark(first)) || board->tokens.indented;
    board->even = marks == options && turns == marks + options - 1;
}

/* The option on one side of a mark, other boxes in between excluded; `gap` gets the width to it. */
static const struct token *neighbour(const struct board *board, int at, int step, int *gap)
{
    const struct token *token;
    *gap = step > 0 ? 0 : token_at(board, at)->gap;
    for (int i = at + step; (token = token_at(board, i)); i += step) {
        if (step > 0)
            *gap += token->gap;
        if (token->kind == TOKEN_OPTION)
            return token;
        if (is_mark(token))
            return NULL;
        *gap += 8;
        if (step < 0)
            *gap += token->gap;
    }
    return NULL;
}

static void vote_for(struct board *board, const struct token *option, const struct token *mark, double confidence)
{
    if (!option || option->option >= MAX_OPTIONS)
        return;
    struct vote *vote = &board->votes[option->option];
    enum token_kind kind = mark->kind;
    vote->off = vote->off || kind == TOKEN_OFF;
    vote->cross = vote->cross || kind == TOKEN_CROSS;
    if (kind == TOKEN_ON || kind == TOKEN_TICK) {
        vote->confidence = MAX(vote->confidence, confidence);
        vote->crossed = mark->crossed && (!vote->on || vote->crossed);
        vote->on = true;
    }
}

static void bind_box(struct board *board, int at)
{
    int left_gap, right_gap;
    const struct token *left = neighbour(board, at, -1, &left_gap), *right = neighbour(board, at, 1, &right_gap);
    const struct token *owner = left ? left : right;
    if (left && right) {
        bool by_side = board->even || left_gap == right_gap;
        owner = (by_side ? board->before : right_gap < left_gap) ? right : left;
    }
    vote_for(board, owner, token_at(board, at), 1.0);
}

/* A tick beside the box of the next option: "□是 √ □否". */
static const struct token *boxed_option(const struct board *board, int at, int *gap)
{
    const struct token *box = token_at(board, at + 1);
    int beyond;
    if (!box || box->kind != TOKEN_OFF || !board->before)
        return NULL;
    *gap = box->gap;
    return neighbour(board, at + 1, 1, &beyond);
}

static void bind_tick(struct board *board, int at)
{
    int left_gap = 0, right_gap = 0, box_gap = 0;
    const struct token *left = neighbour(board, at, -1, &left_gap), *right = neighbour(board, at, 1, &right_gap);
    const struct token *mark = token_at(board, at);
    const struct token *boxed = right ? NULL : boxed_option(board, at, &box_gap);
    if (left && right) {
        bool to_left = left_gap == right_gap ? !board->before : left_gap < right_gap;
        bool cells = left_gap == right_gap && left_gap >= 3;
        bool odd = (left_gap == right_gap && !board->even && !cells) || (board->even && to_left == board->before);
        vote_for(board, to_left ? left : right, mark, odd ? 0.6 : 1.0);
    } else if (left && boxed) {
        if (left_gap == box_gap && left_gap)
            board->stray = true;
        else
            vote_for(board, left_gap <= box_gap ? left : boxed, mark, !left_gap ? 1.0 : 0.8);
    } else if (boxed) {
        vote_for(board, boxed, mark, 0.8);
    } else if (left && left_gap >= 2 && board->boxes > 1 && board->seen > 1) {
        board->stray = true;
    } else if (left || right) {
        vote_for(board, left ? left : right, mark, left && left_gap && board->seen > 1 && board->before ? 0.7 : 1.0);
    } else {
        board->stray = true;
    }
}

/* "□√是 □×否", "☑是 ☒否": beside a tick a cross means no. */
static void settle_crosses(struct board *board)
{
    bool ticked = false;
    for (guint i = 0; i < board->options; i++)
        ticked = ticked || (board->votes[i].on && !board->votes[i].crossed);
    for (guint i = 0; ticked && i < board->options; i++)
        if (board->votes[i].on && board->votes[i].crossed) {
            board->votes[i].on = false;
            board->votes[i].cross = true;
        }
}

static void board_fill(struct board *board, const struct flat *flat, int from, int to, const GPtrArray *options)
{
    tokens_read(&board->tokens, flat, from, to, options);
    board->options = MIN(options->len, MAX_OPTIONS);
    survey(board);
    for (int i = 0; token_at(board, i); i++) {
        if (is_box(token_at(board, i)))
            bind_box(board, i);
        else if (is_mark(token_at(board, i)))
            bind_tick(board, i);
    }
    settle_crosses(board);
}

/* The only option that carries a style, or the only one that is not struck out; -1 when there is none, -2 when styles
 * disagree. */
static int by_style(const struct board *board, const char **note)
{
    static const struct {
        unsigned style;
        bool negative;
        const char *note;
    } evidence[] = {
        {STYLE_STRIKE, true, "其他选项被划去，据此判断"},
        {STYLE_HIGHLIGHT, false, "仅凭突出显示判断"},
        {STYLE_UNDERLINE, false, "仅凭下划线判断"},
        {STYLE_BOLD, false, "仅凭加粗判断"},
    };
    int chosen = -1;
    for (gsize e = 0; e < G_N_ELEMENTS(evidence); e++) {
        int with = 0, without = 0, last_with = -1, last_without = -1;
        for (guint i = 0; i < board->options; i++) {
            if (!board->votes[i].seen)
                continue;
            bool has = (board->votes[i].style & evidence[e].style) != 0;
            with += has;
            without += !has;
            *(has ? &last_with : &last_without) = (int)i;
        }
        int found =
            evidence[e].negative ? (without == 1 && with ? last_without : -1) : (with == 1 && without ? last_with : -1);
        if (found < 0)
            continue;
        if (chosen >= 0 && chosen != found)
            return -2;
        chosen = found;
        *note = *note ? *note : evidence[e].note;
    }
    return chosen;
}

/* "□是 □否  是": the answer is typed behind the boxes. */
static int typed_behind(const struct board *board)
{
    int times[MAX_OPTIONS] = {0}, twice = -1, repeated = 0;
    const struct token *last = NULL;
    for (int i = 0; token_at(board, i); i++) {
        const struct token *token = token_at(board, i);
        if (token->kind == TOKEN_OPTION && token->option < MAX_OPTIONS && ++times[token->option] == 2) {
            twice = token->option;
            repeated++;
        }
        last = token;
    }
    bool behind =
        repeated == 1 && times[twice] == 2 && last->kind == TOKEN_OPTION && last->option == twice && last->gap;
    return board->boxes == board->seen && board->boxes > 1 && behind ? twice : -1;
}

static void choose_untouched(const struct board *board, const struct flat *flat, int from, int to,
                             const GPtrArray *options, struct choice *choice)
{
    int only = -1;
    for (guint i = 0; i < board->options; i++)
        only = board->votes[i].seen ? (int)i : only;
    if (board->seen == 1) {
        g_autoptr(Flat) range = flat_slice(flat, from, to);
        choice->touched = true;
        choice->option = only;
        choice->confidence = board->boxes ? 0.8 : marks_option(range, options) == only ? 1.0 : 0.9;
        choice->note = board->boxes ? "只留下一个选项，据此判断" : NULL;
        return;
    }
    int typed = typed_behind(board);
    if (typed >= 0) {
        *choice = (struct choice){typed, false, true, 0.9, "写在选项后面"};
        return;
    }
    const char *note = NULL;
    int styled = board->seen > 1 ? by_style(board, &note) : -1;
    if (styled >= 0) {
        *choice = (struct choice){styled, false, true, 0.8, note};
        return;
    }
    if (styled == -2)
        *choice = (struct choice){-1, false, true, 0.5, "格式互相矛盾，无法判断"};
    else if (board->seen > 1 && board->boxes < board->seen)
        *choice = (struct choice){-1, false, false, 0.7,
                                  board->boxes ? "选项旁缺少方框，可能有标记丢失" : "没有看到勾选标记"};
}

/* No option's words: a tick, 对 or × alone beside its label. */
static void choose_bare(const struct board *board, const struct flat *flat, int from, int to, const GPtrArray *options,
                        struct choice *choice)
{
    int on = 0, yes = -1, no = -1;
    for (int i = 0; token_at(board, i); i++)
        on += token_at(board, i)->kind == TOKEN_ON || token_at(board, i)->kind == TOKEN_TICK;
    for (guint i = 0; i < board->options; i++) {
        const struct option_rule *rule = options->pdata[i];
        yes = !g_strcmp0(rule->value, "true") ? (int)i : yes;
        no = !g_strcmp0(rule->value, "false") ? (int)i : no;
    }
    g_autoptr(Flat) range = flat_slice(flat, from, to);
    int typed = marks_option(range, options);
    if (typed >= 0) {
        *choice = (struct choice){typed, false, true, 1.0, NULL};
    } else if (yes >= 0 && !board->texts && on == 1 && !board->crosses) {
        *choice = (struct choice){yes, false, true, 0.95, NULL};
    } else if (no >= 0 && !board->texts && !on && board->crosses == 1) {
        *choice = (struct choice){no, false, true, 0.6, "以“×”表示否"};
    } else if (board->texts || on || board->crosses) {
        choice->touched = true;
        choice->note = "看不出选择了哪一项";
    }
}

void marks_choose(const struct flat *flat, int from, int to, const GPtrArray *options, struct choice *choice)
{
    struct board board = {0};
    int on = 0, last = -1, unstruck = 0, last_unstruck = -1;
    *choice = (struct choice){.option = -1, .confidence = 1.0};
    board_fill(&board, flat, from, to, options);
    for (guint i = 0; i < board.options; i++) {
        if (!board.votes[i].on)
            continue;
        on++;
        last = (int)i;
        if (!(board.votes[i].style & STYLE_STRIKE)) {
            unstruck++;
            last_unstruck = (int)i;
        }
    }
    if (on == 1) {
        bool struck = !unstruck;
        *choice = (struct choice){last, false, true, struck ? 0.5 : board.votes[last].confidence, NULL};
        choice->note = struck ? "所选项被划去" : choice->confidence < 1.0 ? "勾的位置不够明确" : NULL;
    } else if (on > 1 && unstruck == 1) {
        *choice = (struct choice){last_unstruck, false, true, 0.8, "另一选项被划去，据此判断"};
    } else if (on > 1) {
        *choice = (struct choice){-1, true, true, 1.0, "选项同时被勾选"};
    } else if (board.stray && board.seen) {
        *choice = (struct choice){-1, false, true, 0.5, "勾的位置无法判断"};
    } else if (board.seen && board.crosses) {
        *choice = (struct choice){-1, false, true, 0.5, "“×”的含义无法判断"};
    } else if (board.tokens.floating) {
        *choice = (struct choice){-1, false, true, 0.3, "浮动文本框中的勾，无法判断属于哪一项"};
    } else if (board.seen) {
        choose_untouched(&board, flat, from, to, options, choice);
    } else {
        choose_bare(&board, flat, from, to, options, choice);
    }
    if (board.ocr)
        choice->confidence = MIN(choice->confidence, 0.5);
    tokens_clear(&board.tokens);
}

void marks_list(const struct flat *flat, int from, int to, const GPtrArray *options, enum tick_state *states)
{
    struct board board = {0};
    board_fill(&board, flat, from, to, options);
    for (guint i = 0; i < options->len; i++) {
        states[i] = TICK_ABSENT;
        if (i < board.options && board.votes[i].seen)
            states[i] = board.votes[i].on ? TICK_ON : board.votes[i].off ? TICK_OFF : TICK_NONE;
    }
    tokens_clear(&board.tokens);
}

int marks_option(const struct flat *flat, const GPtrArray *options)
{
    g_autofree char *text = flat_text(flat, 0, MIN(flat_length(flat), 80));
    /* Brackets around the whole answer are dropped, those of a remark with their words. */
    g_strdelimit(text, "()[]", ' ');
    g_auto(GStrv) pieces = g_strsplit(text, "（", -1);
    g_autofree char *half = g_strjoinv("", pieces);
    g_auto(GStrv) rest = g_strsplit(half, "）", -1);
    g_autofree char *open = g_strjoinv("", rest), *bare = text_fold(open);
    g_autofree char *fold = flat_fold(flat, 0, MIN(flat_length(flat), 80));
    for (guint i = 0; i < options->len; i++) {
        const struct option_rule *rule = options->pdata[i];
        for (guint j = 0; rule->labels && rule->labels[j]; j++)
            if (!strcmp(rule->labels[j], bare) || !strcmp(rule->labels[j], fold))
                return (int)i;
    }
    return -1;
}
