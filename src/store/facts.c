/* A fact that is added to work_facts needs a column in a migration and nothing here. */
#include "store/facts.h"

#include <sqlite3.h>
#include <string.h>

static GString *listed(const char *before, const char *columns)
{
    GString *sql = g_string_new(before);
    g_string_append(sql, columns);
    for (guint i = 0; i < work_fact_count; i++)
        g_string_append_printf(sql, ",%s", work_facts[i].name);
    return sql;
}

static const char *interned(GString *sql)
{
    const char *kept = g_intern_string(sql->str);
    g_string_free(sql, TRUE);
    return kept;
}

static guint count(const char *columns)
{
    guint commas = 1;
    for (const char *p = columns; (p = strchr(p, ',')) != NULL; p++)
        commas++;
    return commas;
}

const char *facts_insert(const char *table, const char *columns)
{
    g_autofree char *before = g_strdup_printf("INSERT INTO %s(", table);
    GString *sql = listed(before, columns);
    g_string_append(sql, ") VALUES(?");
    for (guint i = 1; i < count(columns) + work_fact_count; i++)
        g_string_append(sql, ",?");
    g_string_append_c(sql, ')');
    return interned(sql);
}

const char *facts_select(const char *columns, const char *rest)
{
    GString *sql = listed("SELECT ", columns);
    g_string_append_printf(sql, " %s", rest);
    return interned(sql);
}

void facts_bind(sqlite3_stmt *stmt, int bound, const struct work *work)
{
    for (guint i = 0; i < work_fact_count; i++) {
        if (work_facts[i].kind == FACT_NUMBER)
            sqlite3_bind_int64(stmt, ++bound, work_number(work, &work_facts[i]));
        else
            sqlite3_bind_text(stmt, ++bound, work_text(work, &work_facts[i]), -1, SQLITE_TRANSIENT);
    }
}

void facts_take(sqlite3_stmt *stmt, int taken, struct work *work)
{
    for (guint i = 0; i < work_fact_count; i++, taken++) {
        if (work_facts[i].kind == FACT_NUMBER)
            work_set_number(work, &work_facts[i], sqlite3_column_int64(stmt, taken));
        else
            work_set_text(work, &work_facts[i], (const char *)sqlite3_column_text(stmt, taken));
    }
}
