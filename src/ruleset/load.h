/* The loader's inside: shared by ruleset.c (the folder), campaign.c (campaign.yaml) and form_rule.c (its forms). */
#ifndef HUIZHI_RULESET_LOAD_H
#define HUIZHI_RULESET_LOAD_H

#include "base/yaml.h"
#include "ruleset/ruleset.h"

/* Label meanings of rules/common/labels.yaml: meaning → GStrv of folded labels, owned by the table. */
GHashTable *load_labels(const char *path, GError **error);

/* `faults` of these: where what is wrong goes, so that the rest is looked at, too; NULL: the first fault ends it. */

/* Reads one campaign folder. */
struct campaign *load_campaign(const char *folder, GHashTable *labels, GPtrArray *faults, GError **error);
void campaign_free(struct campaign *campaign);

/* Reads `forms:`; the days of deadlines are read in the zone. */
GPtrArray *load_forms(struct yaml_node *forms, GHashTable *labels, GTimeZone *zone, GPtrArray *faults, GError **error);

/* Reads `blank:` of each form: the files of the campaign's forms/. */
bool load_blanks(struct yaml_node *forms, const char *folder, GPtrArray *all, GPtrArray *faults, GError **error);

/* Reads `rules:`. */
GPtrArray *load_rules(struct yaml_node *rules, GPtrArray *faults, GError **error);

/* Reads replies/: every template, its variables checked. */
GHashTable *load_replies(const char *folder, GPtrArray *faults, GError **error);

/* The place of a node, empty for NULL; to be cleared. */
struct spot load_spot(struct yaml_node *node);
void load_spot_clear(struct spot *spot);

/* A required scalar; false with its place when it is absent. */
bool load_required(struct yaml_node *map, const char *key, char **value, GError **error);

#endif
