/* The loader's inside: shared by ruleset.c (the folder), campaign.c (campaign.yaml) and form_rule.c (its forms). */
#ifndef HUIZHI_RULESET_LOAD_H
#define HUIZHI_RULESET_LOAD_H

#include "base/yaml.h"
#include "ruleset/ruleset.h"

/* Label meanings of rules/common/labels.yaml: meaning → GStrv of folded labels, owned by the table. */
GHashTable *load_labels(const char *path, GError **error);

/* Reads one campaign folder. */
struct campaign *load_campaign(const char *folder, GHashTable *labels, GError **error);
void campaign_free(struct campaign *campaign);

/* Reads `forms:`; the days of deadlines are read in the zone. */
GPtrArray *load_forms(struct yaml_node *forms, GHashTable *labels, GTimeZone *zone, GError **error);

/* Reads `blank:` of each form: the files of the campaign's forms/. */
bool load_blanks(struct yaml_node *forms, const char *folder, GPtrArray *all, GError **error);

/* Reads `rules:`. */
GPtrArray *load_rules(struct yaml_node *rules, GError **error);

/* Reads replies/: every template, its variables checked. */
GHashTable *load_replies(const char *folder, GError **error);

/* A required scalar; false with its place when it is absent. */
bool load_required(struct yaml_node *map, const char *key, char **value, GError **error);

#endif
