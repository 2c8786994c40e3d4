/* One mail as the JSON object of `check --json`: a contract that other programs and the tests read. */
#ifndef HUIZHI_CMD_JSON_H
#define HUIZHI_CMD_JSON_H

#include "intake.h"

/* A line without its line break; owned by the caller. `verbose` adds the body's text. */
char *json_mail(const struct intake *intake, const char *file, const struct mail *mail, const struct handled *handled,
                bool verbose);

#endif
