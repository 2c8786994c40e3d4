/* Which region a submission comes from, by what its form says: data of rules/common/regions.yaml. */
#ifndef HUIZHI_RULESET_REGIONS_H
#define HUIZHI_RULESET_REGIONS_H

#include <glib.h>
#include <stdbool.h>

enum region_clue { REGION_ADDRESS, REGION_POSTCODE, REGION_PHONE, REGION_CLUES };

struct region {
    char *name;      /* "安徽" */
    GStrv words;     /* an address begins with one */
    GStrv postcodes; /* prefixes */
    GStrv areas;     /* prefixes of area codes: "055" */
};

struct regions {
    GStrv fields[REGION_CLUES]; /* names of the fields to look at, the first that is known counts */
    GPtrArray *all;             /* struct region */
};

/* NULL and ERROR_CONFIG with the place. A file that is not there: no regions. */
struct regions *regions_load(const char *path, GError **error);
void regions_free(struct regions *regions);

/* Borrowed; NULL when the value tells nothing. */
const char *regions_find(const struct regions *regions, enum region_clue clue, const char *value);

/* Which clue a field is, REGION_CLUES: none; *rank: its place in the list. */
enum region_clue regions_clue(const struct regions *regions, const char *field, guint *rank);

#endif
