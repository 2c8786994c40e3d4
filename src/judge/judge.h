/* Findings and verdict of a folded submission. Pure: the campaign's checks are SQL expressions over typed rows
 * in a private in-memory database, refilled for each submission; an authorizer allows nothing but reading these
 * tables with listed functions.
 */
#ifndef HUIZHI_JUDGE_JUDGE_H
#define HUIZHI_JUDGE_JUDGE_H

#include "ruleset/ruleset.h"
#include "submission/submission.h"

struct finding {
    char *rule; /* "photo.size" */
    enum severity severity;
    bool resend;    /* a new file settles it */
    char *subject;  /* field, work, form file, link host; NULL: the submission as a whole */
    char *work;     /* number of the work, "NXZ-0012-07"; NULL */
    char *text;     /* for the participant, in Chinese, with numbers */
    char *clause;   /* NULL when none */
    bool overruled; /* a person's word made it a note, or it is that word: letters do not repeat it */
};

enum verdict_state { VERDICT_COMPLETE, VERDICT_INCOMPLETE, VERDICT_REVIEW, VERDICT_LATE, VERDICT_REJECTED };

struct verdict {
    enum verdict_state state; /* any late → late; else any fix → incomplete; else any review → review; else complete */
    GPtrArray *findings;      /* struct finding, in the rules' order */
};
typedef struct verdict Verdict;

struct judge; /* one a process */
typedef struct judge Judge;

/* Compiles every check of every campaign. ERROR_CONFIG with the check's place: it does not parse, names an
 * unknown column or function, is more than one expression. */
struct judge *judge_create(const struct ruleset *ruleset, GError **error);
/* The same for whoever writes rules: what is refused goes into `faults` (GError *), all of it. */
void judge_faults(const struct ruleset *ruleset, GPtrArray *faults);
/* Checks that come to nothing where a value is absent, and do not say that this is meant: warnings in Chinese with
 * their place, char *, added to `warnings`. For rules without faults. */
bool judge_warnings(const struct ruleset *ruleset, GPtrArray *warnings, GError **error);
void judge_free(struct judge *judge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Judge, judge_free)

struct verdict *judge_submission(struct judge *judge, const struct campaign *campaign,
                                 const struct submission *submission, GError **error);
/* The state that findings come to. */
enum verdict_state verdict_weigh(const GPtrArray *findings);
void verdict_free(struct verdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)
const char *verdict_name(enum verdict_state state); /* "complete", … */

#endif
