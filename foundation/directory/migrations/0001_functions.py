"""What search by name relies on, and the tables in which a register's extract waits to be merged.

A name is known by its key: folded, without marks, without the words that people forget ("The", "Ltd"). No extension
is needed. The waiting tables are unlogged: a load that loses them reads the extract again.
"""

from django.db import migrations

FORGOTTEN = "the|and|of|ltd|limited|plc|llp|lbg|cic|cio|scio|cyf|cyfyngedig"

# Most names are plain ASCII and need no folding; few have initials or a saint.
KEY = rf"""
CREATE OR REPLACE FUNCTION organisation_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT COALESCE(NULLIF(btrim(regexp_replace(plain, '(^| )({FORGOTTEN})(?= |$)', '', 'g')), ''), plain)
    FROM (SELECT btrim(regexp_replace(
        CASE WHEN strpos(shown, 'saint') > 0 THEN regexp_replace(shown, '\msaint\M', 'st', 'g') ELSE shown END,
        '[\u0001-/:-@\[-`{{-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u303f\ufe00-\ufe0f\ufeff]+', ' ', 'g')) AS plain
    FROM (SELECT
        CASE WHEN strpos(unquoted, '.') > 0 THEN regexp_replace(unquoted, '\m([a-z])\.', '\1', 'g') ELSE unquoted END
        AS shown
    FROM (SELECT translate(
        CASE WHEN octet_length($1) = length($1) THEN lower($1) ELSE fold($1) END, '''"`‘’“”ʼ', '') AS unquoted
    ) AS a) AS b) AS c
$$
"""

DOCUMENT = """
CREATE OR REPLACE FUNCTION organisation_document(name text, others text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_remove(string_to_array(
        organisation_key($1) || CASE WHEN cardinality($2) > 0
            THEN (SELECT COALESCE(string_agg(' ' || organisation_key(other), ''), '') FROM unnest($2) AS other)
            ELSE '' END, ' '), ''))
$$
"""

# Long words match as beginnings; short ones whole, but for the last, which may still be being typed.
QUERY = """
CREATE OR REPLACE FUNCTION organisation_query(words text[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg(
        quote_literal(word) || CASE
            WHEN length(word) > 2 OR (length(word) = 2 AND place > 1 AND place = cardinality($1)) THEN ':*' ELSE ''
        END, ' & ')::tsquery
    FROM unnest($1) WITH ORDINALITY AS given (word, place)
$$
"""

STAGE = """
CREATE UNLOGGED TABLE directory_register_stage (
    load_id bigint NOT NULL,
    row bigint NOT NULL,
    key text NOT NULL,
    scheme text NOT NULL,
    number text NOT NULL,
    parent_number text NOT NULL,
    name text NOT NULL,
    other_names text[] NOT NULL,
    legal_form text NOT NULL,
    income bigint,
    income_year_end date,
    registered_on date,
    removed_on date,
    is_removed boolean NOT NULL,
    postcode text NOT NULL,
    website text NOT NULL,
    email_domain text NOT NULL,
    company_number text NOT NULL,
    activities text NOT NULL,
    classification text[] NOT NULL,
    areas text[] NOT NULL,
    nation text NOT NULL,
    region text NOT NULL,
    icnp_section text NOT NULL,
    icnp_group text NOT NULL,
    PRIMARY KEY (load_id, row)
);
CREATE INDEX directory_register_stage_number ON directory_register_stage (load_id, scheme, number);
CREATE UNLOGGED TABLE directory_register_detail (
    load_id bigint NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    nation text,
    region text,
    icnp_section text,
    icnp_group text
);
CREATE INDEX directory_register_detail_key ON directory_register_detail (load_id, key);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("common", "0001_initial")]
    operations = [
        migrations.RunSQL(KEY, "DROP FUNCTION organisation_key(text)"),
        migrations.RunSQL(DOCUMENT, "DROP FUNCTION organisation_document(text, text[])"),
        migrations.RunSQL(QUERY, "DROP FUNCTION organisation_query(text[])"),
        migrations.RunSQL(STAGE, "DROP TABLE directory_register_stage, directory_register_detail"),
    ]
