/* huizhi.yaml → struct config: a walk over the file beside the option tables, then what follows from what was given
 * (known servers, the login name), then what must fit together.
 *
 * Each refusal names the place, shows the line and ends with what to do; a line that may hold a password is never
 * shown, as errors end in logs and in cron's mail.
 */
#include "config/config.h"

#include <gio/gio.h>
#include <string.h>

#include "base/error.h"
#include "base/words.h"
#include "base/yaml.h"
#include "config/options.h"

#define MAX_MAILBOXES 64

/* Hosts that follow from an address. Seen with these providers' own help pages for IMAP and SMTP clients. */
static const struct {
    const char *domain, *imap, *smtp;
} known_hosts[] = {
    {"126.com", "imap.126.com", "smtp.126.com"},    {"163.com", "imap.163.com", "smtp.163.com"},
    {"yeah.net", "imap.yeah.net", "smtp.yeah.net"}, {"qq.com", "imap.qq.com", "smtp.qq.com"},
    {"foxmail.com", "imap.qq.com", "smtp.qq.com"},
};

/* What is the same all through the walk. */
struct walk {
    struct config *config;
    char *folder; /* of the file: paths are relative to it */
};

static void secret_clear(struct secret *secret)
{
    g_free(secret->file);
    g_free(secret->env);
    g_free(secret->command);
}

static void server_clear(struct server *server)
{
    g_free(server->host);
    g_free(server->ca_file);
    g_free(server->user);
    secret_clear(&server->password);
}

static void mailbox_free(gpointer data)
{
    struct mailbox *mailbox = data;

    g_free(mailbox->address);
    g_free(mailbox->name);
    g_free(mailbox->path);
    server_clear(&mailbox->imap);
    server_clear(&mailbox->smtp);
    g_strfreev(mailbox->folders_exclude);
    g_strfreev(mailbox->folders_junk);
    g_strfreev(mailbox->folders_sent);
    g_strfreev(mailbox->folders_trash);
    g_free(mailbox->move_to);
    g_free(mailbox);
}

/* The names that may stand in the map of a prefix ("" for the outermost), each once; they belong to the array. */
static GPtrArray *names_below(const struct option *table, const char *prefix)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

    for (const struct option *option = table; option->name; option++) {
        const char *rest = option->name + strlen(prefix);
        g_autofree char *name = NULL;

        if (!g_str_has_prefix(option->name, prefix))
            continue;
        name = g_strndup(rest, strcspn(rest, "."));
        if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
            g_ptr_array_add(names, g_steal_pointer(&name));
    }
    g_ptr_array_add(names, NULL);
    return names;
}

static const struct option *option_named(const struct option *table, const char *name)
{
    for (const struct option *option = table; option->name; option++)
        if (g_str_equal(option->name, name))
            return option;
    return NULL;
}

static bool read_map(struct walk *walk, const struct option *table, const char *prefix, gpointer base,
                     struct yaml_node *map, GError **error);
static bool read_mailboxes(struct walk *walk, struct yaml_node *list, GError **error);

static bool read_pair(struct walk *walk, const struct option *table, const char *name, gpointer base,
                      struct yaml_node *node, GError **error)
{
    const struct option *option = option_named(table, name);
    g_autofree char *prefix = g_strconcat(name, ".", NULL);

    if (!option && g_str_equal(name, "password") && yaml_is_scalar(node)) {
        yaml_refuse(error, node,
                    _("a password must not stand in this file; write it into a file of mode 0600 and "
                      "password: {file: PATH} here"));
        return false;
    }
    if (!option)
        return read_map(walk, table, prefix, base, node, error);
    if (option->type == OPTION_SERVER)
        return read_map(walk, option_table(option), "", (char *)base + option->offset, node, error);
    if (option->type == OPTION_MAILBOXES)
        return read_mailboxes(walk, node, error);
    return option_set(option, base, node, walk->folder, error);
}

static bool read_map(struct walk *walk, const struct option *table, const char *prefix, gpointer base,
                     struct yaml_node *map, GError **error)
{
    g_autoptr(GPtrArray) names = names_below(table, prefix);

    if (!yaml_check_keys(map, (const char *const *)names->pdata, error))
        return false;
    for (guint i = 0; i < yaml_size(map); i++) {
        const char *key = NULL;
        struct yaml_node *node = yaml_pair(map, i, &key);
        g_autofree char *name = g_strconcat(prefix, key, NULL);

        if (!read_pair(walk, table, name, base, node, error))
            return false;
    }
    return true;
}

static void complete_server(const char *address, struct server *server, bool imap)
{
    static const gint64 ports[][3] = {{465, 587, 25}, {993, 143, 143}}; /* by enum tls_mode */
    const char *domain = strchr(address, '@') + 1;

    for (guint i = 0; i < G_N_ELEMENTS(known_hosts) && !server->host; i++)
        if (g_str_equal(domain, known_hosts[i].domain))
            server->host = g_strdup(imap ? known_hosts[i].imap : known_hosts[i].smtp);
    if (!server->port)
        server->port = ports[imap][server->tls];
    if (!server->user)
        server->user = g_strdup(address);
}

static bool has_secret(const struct secret *secret)
{
    return secret->file || secret->env || secret->command;
}

/* What was not said: hosts from the address, and for smtp what imap has. */
static void complete_mailbox(struct mailbox *mailbox)
{
    struct server *imap = &mailbox->imap, *smtp = &mailbox->smtp;

    if (!smtp->user)
        smtp->user = g_strdup(imap->user);
    if (!smtp->ca_file)
        smtp->ca_file = g_strdup(imap->ca_file);
    if (!has_secret(&smtp->password)) {
        smtp->password.file = g_strdup(imap->password.file);
        smtp->password.env = g_strdup(imap->password.env);
        smtp->password.command = g_strdup(imap->password.command);
    }
    complete_server(mailbox->address, imap, true);
    complete_server(mailbox->address, smtp, false);
}

static bool is_loopback(const char *host)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);

    return g_str_equal(host, "localhost") || (address && g_inet_address_get_is_loopback(address));
}

/* The value when it was written down, else the map in which it is missing: where an error points. */
static struct yaml_node *blame(struct yaml_node *map, const char *key)
{
    struct yaml_node *node = yaml_get(map, key);

    return node ? node : map;
}

static bool check_server(const struct server *server, struct yaml_node *map, const char *which, GError **error)
{
    const struct secret *secret = &server->password;

    if ((secret->file != NULL) + (secret->env != NULL) + (secret->command != NULL) > 1) {
        yaml_refuse(error, blame(map, "password"),
                    _("%s.password has more than one of file, env and command; keep one"), which);
        return false;
    }
    if (server->tls == TLS_NONE && server->host && !is_loopback(server->host)) {
        yaml_refuse(error, blame(map, "tls"),
                    _("%s.tls: none would send the password in clear to %s; it is for this machine only (localhost, "
                      "127.0.0.1, ::1)"),
                    which, server->host);
        return false;
    }
    return true;
}

/* A mailbox by itself: what its source and its `after` need. */
static bool check_mailbox(const struct mailbox *mailbox, struct yaml_node *map, GError **error)
{
    struct yaml_node *imap = yaml_get(map, "imap");

    if (mailbox->source != SOURCE_IMAP && !mailbox->path) {
        yaml_refuse(error, blame(map, "source"), _("this source needs a path: where the mails lie"));
        return false;
    }
    if (mailbox->source == SOURCE_IMAP && mailbox->path) {
        yaml_refuse(error, blame(map, "path"),
                    _("path is for the sources maildir, mbox and eml; remove it, or set source"));
        return false;
    }
    if (mailbox->source == SOURCE_IMAP && !mailbox->imap.host) {
        yaml_refuse(error, imap ? imap : blame(map, "address"),
                    _("the IMAP server of %s is not known; give imap: {host: …}"), mailbox->address);
        return false;
    }
    if (mailbox->source == SOURCE_IMAP && !has_secret(&mailbox->imap.password)) {
        yaml_refuse(error, imap ? imap : blame(map, "address"),
                    _("%s needs a password; give imap: {password: {file: …}}, or env or command"), mailbox->address);
        return false;
    }
    if (mailbox->after == AFTER_MOVE && !mailbox->move_to) {
        yaml_refuse(error, blame(map, "after"), _("after: move needs move_to: the folder for filed mail"));
        return false;
    }
    return check_server(&mailbox->imap, imap, "imap", error) &&
           check_server(&mailbox->smtp, yaml_get(map, "smtp"), "smtp", error);
}

static bool read_mailbox(struct walk *walk, struct yaml_node *map, GError **error)
{
    struct mailbox *mailbox = g_new0(struct mailbox, 1);
    GPtrArray *others = walk->config->mailboxes;

    g_ptr_array_add(others, mailbox);
    option_set_defaults(mailbox_options, mailbox);
    if (!yaml_is_map(map)) {
        yaml_refuse(error, map,
                    _("a mailbox is a map; write \"- address: zhengji@example.org\" and what belongs to it"));
        return false;
    }
    if (!read_map(walk, mailbox_options, "", mailbox, map, error))
        return false;
    if (!mailbox->address) {
        yaml_refuse(error, map, _("this mailbox needs an address"));
        return false;
    }
    for (guint i = 0; i + 1 < others->len; i++)
        if (g_str_equal(((struct mailbox *)others->pdata[i])->address, mailbox->address)) {
            yaml_refuse(error, blame(map, "address"), _("the mailbox %s stands here twice; remove one"),
                        mailbox->address);
            return false;
        }
    if (mailbox->after == AFTER_MOVE && mailbox->move_to) {
        /* What was moved there is filed already. */
        guint count = mailbox->folders_exclude ? g_strv_length(mailbox->folders_exclude) : 0;

        mailbox->folders_exclude = g_renew(char *, mailbox->folders_exclude, count + 2);
        mailbox->folders_exclude[count] = g_strdup(mailbox->move_to);
        mailbox->folders_exclude[count + 1] = NULL;
    }
    complete_mailbox(mailbox);
    return check_mailbox(mailbox, map, error);
}

static bool read_mailboxes(struct walk *walk, struct yaml_node *list, GError **error)
{
    if (yaml_is_empty(list))
        return true;
    if (!yaml_is_list(list) || yaml_size(list) > MAX_MAILBOXES) {
        yaml_refuse(error, list, _("mailboxes needs a list of at most %d; begin each with \"- address: …\""),
                    MAX_MAILBOXES);
        return false;
    }
    for (guint i = 0; i < yaml_size(list); i++)
        if (!read_mailbox(walk, yaml_at(list, i), error))
            return false;
    return true;
}

/* The account of the alerts stands on its own feet. */
static bool check_alerts(struct config *config, struct yaml_node *root, GError **error)
{
    struct server *server = &config->alert_smtp;
    struct yaml_node *alert = yaml_get(root, "alert");

    if (!alert || !config->alert_to[0])
        return true;
    if (config->alert_from)
        complete_server(config->alert_from, server, false);
    if (!config->alert_from || !server->host || !has_secret(&server->password)) {
        yaml_refuse(error, blame(alert, "to"),
                    _("alert.to needs a second account: alert.from, and alert.smtp with its host and password"));
        return false;
    }
    if (config_mailbox(config, config->alert_from)) {
        yaml_refuse(error, blame(alert, "from"),
                    _("alert.from is one of mailboxes; give another account: that one may be what is broken"));
        return false;
    }
    return check_server(server, yaml_get(alert, "smtp"), "alert.smtp", error);
}

/* What only fits or clashes across the file. */
static bool check_whole(struct config *config, struct yaml_node *root, GError **error)
{
    struct yaml_node *deliver = yaml_get(root, "deliver"), *mailboxes = yaml_get(root, "mailboxes");

    if (config->deliver_via == DELIVER_MAILDIR && !config->deliver_path) {
        yaml_refuse(error, blame(deliver, "via"),
                    _("deliver.via: maildir needs deliver.path: the Maildir to write to"));
        return false;
    }
    for (guint i = 0; config->deliver_via == DELIVER_SMTP && i < config->mailboxes->len; i++) {
        const struct mailbox *mailbox = config->mailboxes->pdata[i];
        struct yaml_node *map = yaml_at(mailboxes, i);

        if (mailbox->smtp.host || config->reply_mode == REPLY_OFF)
            continue;
        yaml_refuse(error, blame(map, "address"),
                    _("the SMTP server of %s is not known; give smtp: {host: …}, or deliver.via: maildir, or "
                      "reply.mode: off"),
                    mailbox->address);
        return false;
    }
    return check_alerts(config, root, error);
}

/* What stands in no table because it depends on the machine. */
static void complete(struct config *config)
{
    if (!config->rules)
        config->rules = g_strdup(HUIZHI_PREFIX "/share/huizhi/rules");
    if (config->reader_jobs == 0)
        config->reader_jobs = CLAMP((gint64)g_get_num_processors(), 1, 8);
}

static struct config *config_create(void)
{
    struct config *config = g_new0(struct config, 1);

    config->mailboxes = g_ptr_array_new_with_free_func(mailbox_free);
    option_set_defaults(global_options, config);
    return config;
}

struct config *config_default(void)
{
    struct config *config = config_create();

    complete(config);
    return config;
}

/* May this line of the file hold a password? Its usual places are harmless: they hold only where it comes from. */
static bool is_delicate(const char *line)
{
    return g_regex_match_simple("pass|secret|授权码", line, G_REGEX_CASELESS, 0) &&
           !g_regex_match_simple("^[\\s#]*(password\\s*:\\s*(\\{.*)?$|(file|env|command)\\s*:)", line, 0, 0);
}

/* Makes a refusal ready for people: without the line when it may hold a password, and with what to do. */
static void explain(GError *error)
{
    static const char advice[] =
        "Correct the file and try again; \"huizhi config --sample\" and huizhi.yaml(5) show every option.";
    g_auto(GStrv) lines = g_strsplit(error->message, "\n", 3);
    bool hide = g_strv_length(lines) == 3 && is_delicate(lines[1]);
    char *message = hide ? g_strdup_printf("%s\n(the line is not shown: it may hold a password)\n%s", lines[0], advice)
                         : g_strdup_printf("%s\n%s", error->message, advice);

    g_free(error->message);
    error->message = message;
}

static bool load(struct walk *walk, const char *path, GError **error)
{
    g_autoptr(YamlDocument) yaml = yaml_load(path, error);

    return yaml && read_map(walk, global_options, "", walk->config, yaml_root(yaml), error) &&
           check_whole(walk->config, yaml_root(yaml), error);
}

struct config *config_load(const char *path, GError **error)
{
    g_autoptr(Config) config = config_create();
    g_autoptr(GError) problem = NULL;
    g_autofree char *full = g_canonicalize_filename(path, NULL), *folder = g_path_get_dirname(full);
    struct walk walk = {.config = config, .folder = folder};

    config->file = g_steal_pointer(&full);
    if (load(&walk, path, &problem)) {
        complete(config);
        return g_steal_pointer(&config);
    }
    if (g_error_matches(problem, HUIZHI_ERROR, ERROR_CONFIG))
        explain(problem);
    else if (g_error_matches(problem, HUIZHI_ERROR, ERROR_NO_INPUT))
        g_prefix_error(&problem, _("no configuration; write one with \"huizhi config --sample > %s\": "), path);
    g_propagate_error(error, g_steal_pointer(&problem));
    return NULL;
}

void config_free(struct config *config)
{
    if (!config)
        return;
    g_free(config->file);
    g_free(config->state);
    g_free(config->rules);
    g_ptr_array_unref(config->mailboxes);
    g_strfreev(config->never_answer);
    g_strfreev(config->trusted_forwarders);
    g_free(config->deliver_path);
    g_free(config->group);
    g_free(config->works_folder);
    g_free(config->digest_folder);
    g_strfreev(config->digest_to);
    g_strfreev(config->office_people);
    g_strfreev(config->office_authserv);
    g_free(config->digest_at);
    g_free(config->digest_weekly);
    g_strfreev(config->digest_duty);
    g_free(config->digest_contact);
    g_strfreev(config->own);
    g_free(config->alert_command);
    g_strfreev(config->alert_to);
    g_free(config->alert_from);
    server_clear(&config->alert_smtp);
    g_free(config->backup_path);
    g_free(config->backup_at);
    g_free(config->log_level);
    g_free(config->reader_path);
    g_free(config);
}

const struct mailbox *config_mailbox(const struct config *config, const char *address)
{
    for (guint i = 0; i < config->mailboxes->len; i++) {
        const struct mailbox *mailbox = config->mailboxes->pdata[i];
        if (!g_ascii_strcasecmp(mailbox->address, address))
            return mailbox;
    }
    return NULL;
}

char *config_person(const struct config *config, const char *address)
{
    bool named = config->office_people && config->office_people[0];
    for (char **person = named ? config->office_people : config->digest_to; address && person && *person; person++) {
        const char *open = strstr(*person, " <");
        g_autofree char *addr = open ? g_strndup(open + 2, strlen(open + 2) - 1) : g_strdup(*person);
        if (!g_ascii_strcasecmp(addr, address))
            return open ? g_strndup(*person, (gsize)(open - *person)) : g_strdup(*person);
    }
    return NULL;
}
