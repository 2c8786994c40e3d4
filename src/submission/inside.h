/* Copies that split.c and fold.c share; all owned by the caller. */
#ifndef HUIZHI_SUBMISSION_INSIDE_H
#define HUIZHI_SUBMISSION_INSIDE_H

#include "submission/submission.h"

struct numbered *numbered_copy(const struct numbered *numbered);
struct link *link_copy(const struct link *from);
struct file *file_copy(const struct file *file);

#endif
