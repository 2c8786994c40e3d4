/* Findings as people read them: each under its work, equal ones in one line.
 *
 * A finding's text is a whole sentence that names its work (“IMG_1.jpg”只有1.2M…). Under the work's own heading
 * the name would stand twice, and thirty photographs without a caption would be thirty equal sentences; so the
 * name is taken out where it leads the sentence, and what is then equal is told once.
 */
#ifndef HUIZHI_REPLY_FAULTS_H
#define HUIZHI_REPLY_FAULTS_H

#include "judge/judge.h"
#include "submission/submission.h"

struct fault {
    const struct finding *finding; /* borrowed */
    int work;                      /* index in submission->works, -1: the submission as a whole */
    char *text;                    /* one line, without the work's name in front */
    bool shared;                   /* another work has the very same fault */
};

/* The faults of one severity, in the verdict's order; not the notes that people made of faults. Array of struct fault,
 * owned by the caller. */
GPtrArray *faults_find(const struct verdict *verdict, const struct submission *submission, enum severity severity);

/* The sentences of those that belong to no work; “A”未填写 and “B”未填写 become “A”、“B”未填写. GPtrArray of char *. */
GPtrArray *faults_whole(const GPtrArray *faults);

/* All texts, works' included, each once. GPtrArray of char *. */
GPtrArray *faults_texts(const GPtrArray *faults);

/* "1–3、5" of ascending numbers; free with g_free. */
char *faults_numbers(const GArray *numbers);

/* Text from a mail made fit for a line of ours: no line breaks or control characters, at most `limit` characters. */
char *faults_line(const char *text, glong limit);

#endif
