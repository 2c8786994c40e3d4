/* What the terminal shows: cutting by columns, and the progress bar's line. */
#include <string.h>

#include "base/progress.h"
#include "base/screen.h"
#include "base/text.h"
#include "tap.h"

static void fit(void)
{
    g_autofree char *whole = screen_fit("江城医院，2020", 14), *cut = screen_fit("江城医院，2020", 13);
    tap_str(whole, "江城医院，2020", "what fits stays");
    tap_str(cut, "江城医院，20…", "one column less: cut at a character's edge");
    g_autofree char *edge = screen_fit("江城医院", 6), *narrow = screen_fit("江城医院", 7);
    tap_str(edge, "江城…", "half a Han character is not shown");
    tap_str(narrow, "江城医…", "and the ellipsis counts");
    g_autofree char *lines = screen_fit("一\n二\t三\033[2J", 0);
    tap_str(lines, "一 二 三 [2J", "a cell is one line, without the terminal's orders");
    g_autofree char *accents = screen_fit("e\xcc\x81t\xc3\xa9 ", 4);
    tap_str(accents, "e\xcc\x81t\xc3\xa9 ", "accents take no column");
}

static void bar(void)
{
    struct progress progress = {.what = "reading", .done = 30, .total = 120};
    g_autofree char *line = progress_line(&progress, 10 * G_USEC_PER_SEC, 80);
    tap_str(line, "reading [#####---------------] 30/120  3.0/s  time left 0:30", "count, rate, time left");
    progress.done = 1;
    g_autofree char *slow = progress_line(&progress, 60 * G_USEC_PER_SEC, 80);
    tap_ok(strstr(slow, "time left 1:59:00"), "hours");
    g_autofree char *narrow = progress_line(&progress, 60 * G_USEC_PER_SEC, 40);
    tap_ok(text_width(narrow) == 40 || text_width(narrow) == 39, "never wider than the terminal");
    progress.done = 500;
    g_autofree char *over = progress_line(&progress, G_USEC_PER_SEC, 80);
    tap_str(over, "reading [####################] 120/120  120/s", "more than there was is all");
    progress.total = 0;
    g_autofree char *unknown = progress_line(&progress, 2 * G_USEC_PER_SEC, 80);
    tap_str(unknown, "reading 500  250/s", "of nobody knows how many");
    progress.done = 0;
    g_autofree char *nothing = progress_line(&progress, 0, 80);
    tap_str(nothing, "reading 0", "nothing yet");
}

int main(void)
{
    fit();
    bar();
    return tap_done();
}
