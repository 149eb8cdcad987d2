"""Sequences behind public references, and the folding that search by name relies on."""

from django.db import migrations

PREFIXES = ("fd", "rs", "ch", "ex", "sc", "mt", "or", "pp", "co")

# Plain ASCII has nothing to fold but its case; the long way costs a hundred times as much.
# Accents are folded by translate(): the extensions that do it (unaccent, pg_trgm) are not in every PostgreSQL.
ACCENTED = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňŉòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵẁẃẅŷỳýÿźżžþð"
PLAIN = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnnooooooooorrrsssstttuuuuuuuuuuwwwwyyyyzzztd"

FOLD = f"""
CREATE OR REPLACE FUNCTION fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(words) = length(words) THEN lower(words) ELSE replace(replace(replace(
        translate(lower(normalize(words, NFC)), '{ACCENTED}', '{PLAIN}'),
        'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss') END
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list = []
    operations = [
        *[
            migrations.RunSQL(f"CREATE SEQUENCE reference_{prefix}", f"DROP SEQUENCE reference_{prefix}")
            for prefix in PREFIXES
        ],
        migrations.RunSQL(FOLD, "DROP FUNCTION fold(text)"),
    ]
