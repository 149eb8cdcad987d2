"""From the stage into the directory, some thousand rows a transaction, each step one statement over all of them.

What is the same organisation is decided by identical identifiers only: the register's own number, or the number of a
company that no charity has claimed yet. What members said themselves (`edited_fields`) is left as it is.
"""

from django.db import connection, transaction

from foundation.directory.identifiers import CHARITY_SCHEMES, Scheme
from foundation.directory.models import RegisterLoad

ROWS_AT_ONCE = 5_000

# One row per number, the last in the extract, with what other tables say about it. H10: a body whose only way of
# working is to make grants (301, 302) is a grant-making foundation, whatever it makes them for.
TAKE = """
CREATE TEMPORARY TABLE taken AS
WITH picked AS (
    SELECT * FROM directory_register_stage AS s
    WHERE load_id = %(load)s AND row > %(after)s AND row <= %(upto)s AND (parent_number <> '') = %(linked)s
      AND NOT EXISTS (SELECT 1 FROM directory_register_stage AS later WHERE later.load_id = s.load_id
                      AND later.scheme = s.scheme AND later.number = s.number AND later.row > s.row)
), facts AS (
    SELECT p.scheme, p.number, p.parent_number, p.name,
        (SELECT COALESCE(array_agg(other), '{}') FROM unnest(COALESCE(said.names, p.other_names)) AS other
         WHERE other <> p.name) AS other_names,
        p.legal_form, p.income, p.income_year_end, p.registered_on, p.removed_on, p.is_removed, p.postcode, p.website,
        p.email_domain, p.company_number, p.activities,
        COALESCE(said.classes, p.classification) AS classification, COALESCE(said.areas, p.areas) AS areas,
        COALESCE(said.nation, p.nation) AS nation,
        NULLIF(COALESCE(said.region, p.region), '') AS region,
        CASE WHEN said.only_grants THEN 'H' ELSE COALESCE(said.section, p.icnp_section) END AS icnp_section,
        CASE WHEN said.only_grants THEN 'H10' ELSE COALESCE(said.grp, p.icnp_group) END AS icnp_group
    FROM picked AS p CROSS JOIN LATERAL (
        SELECT
            array_agg(DISTINCT value ORDER BY value) FILTER (WHERE kind = 'n') AS names,
            array_agg(DISTINCT value ORDER BY value) FILTER (WHERE kind = 'c') AS classes,
            array_agg(DISTINCT value ORDER BY value) FILTER (WHERE kind = 'a') AS areas,
            CASE WHEN min(nation) = max(nation) THEN min(nation) WHEN min(nation) IS NOT NULL THEN '' END AS nation,
            CASE WHEN min(region) = max(region) THEN min(region) WHEN min(region) IS NOT NULL THEN '' END AS region,
            CASE WHEN min(icnp_section) = max(icnp_section) THEN min(icnp_section)
                WHEN min(icnp_section) IS NOT NULL THEN '' END AS section,
            CASE WHEN min(icnp_group) = max(icnp_group) THEN min(icnp_group)
                WHEN min(icnp_group) IS NOT NULL THEN '' END AS grp,
            bool_and(left(value, 3) IN ('301', '302')) FILTER (WHERE kind = 'c' AND value LIKE '3%%') AS only_grants
        FROM directory_register_detail AS d WHERE d.load_id = %(load)s AND d.key = p.key
    ) AS said
)
SELECT facts.*, md5(facts::text) AS fingerprint, record.fingerprint AS had,
    known.id AS identifier_id, known.organisation_id,
    parent.organisation_id AS parent_id, false AS is_new, false AS leads
FROM facts
LEFT JOIN directory_identifier AS known ON known.scheme = facts.scheme AND known.number = facts.number
LEFT JOIN directory_registerrecord AS record ON record.identifier_id = known.id
LEFT JOIN directory_identifier AS parent ON facts.parent_number <> ''
    AND parent.scheme = facts.scheme AND parent.number = facts.parent_number
"""

NEXT = """
SELECT max(row) FROM (
    SELECT row FROM directory_register_stage
    WHERE load_id = %(load)s AND row > %(after)s AND (parent_number <> '') = %(linked)s
    ORDER BY row LIMIT %(most)s
) AS following
"""

SAME = "DELETE FROM taken WHERE had = fingerprint"

# A company that stands in the directory by itself and that one charity names as its own is that charity.
JOIN_COMPANY = """
UPDATE taken SET organisation_id = company.organisation_id
FROM (
    SELECT DISTINCT ON (t.company_number) t.scheme, t.number, i.organisation_id
    FROM taken AS t JOIN directory_identifier AS i ON i.scheme = %(company)s AND i.number = t.company_number
    WHERE t.organisation_id IS NULL AND t.company_number <> '' AND t.scheme <> %(company)s
      AND NOT EXISTS (SELECT 1 FROM directory_identifier AS c
                      WHERE c.organisation_id = i.organisation_id AND c.scheme = ANY(%(charities)s))
    ORDER BY t.company_number, t.is_removed, t.number
) AS company
WHERE taken.scheme = company.scheme AND taken.number = company.number
"""

NUMBER_NEW = """
UPDATE taken SET is_new = true, organisation_id = nextval(pg_get_serial_sequence('directory_organisation', 'id'))
WHERE organisation_id IS NULL
"""

ADD = """
INSERT INTO directory_organisation (id, ref, name, other_names, legal_form, income, income_year_end, icnp_section,
    icnp_group, nation, region, website, description, is_infrastructure, verification_level, status, removed_on,
    parent_id, source, edited_fields, stated_number)
SELECT organisation_id, 'OR-' || %(year)s || '-' || lpad(place::text, greatest(6, length(place::text)), '0'), name,
    other_names, legal_form, income, income_year_end, icnp_section, icnp_group, nation, region, website, activities,
    false, 2, CASE WHEN is_removed THEN 'removed' ELSE 'active' END, removed_on, parent_id, %(source)s, '{}', ''
FROM (SELECT *, nextval('reference_or') AS place FROM taken WHERE is_new) AS fresh
"""

IDENTIFY = """
INSERT INTO directory_identifier (organisation_id, scheme, number, is_primary, source)
SELECT organisation_id, scheme, number, is_new, %(source)s FROM taken WHERE identifier_id IS NULL
"""

IDENTIFY_COMPANIES = """
INSERT INTO directory_identifier (organisation_id, scheme, number, is_primary, source)
SELECT organisation_id, %(company)s, company_number, false, %(source)s FROM taken
WHERE company_number <> '' AND scheme <> %(company)s
ORDER BY is_removed, number
ON CONFLICT (scheme, number) DO NOTHING
"""

# An organisation that was known by a lesser number is known by this one from now on.
STEP_DOWN = """
UPDATE directory_identifier AS lesser SET is_primary = false
FROM taken WHERE NOT taken.is_new AND lesser.organisation_id = taken.organisation_id AND lesser.is_primary
  AND array_position(%(schemes)s, lesser.scheme::text) > array_position(%(schemes)s, taken.scheme)
"""
STEP_UP = """
UPDATE directory_identifier AS i SET is_primary = true
FROM taken WHERE NOT taken.is_new AND i.scheme = taken.scheme AND i.number = taken.number AND NOT i.is_primary
  AND NOT EXISTS (SELECT 1 FROM directory_identifier AS main
                  WHERE main.organisation_id = taken.organisation_id AND main.is_primary)
"""

REMEMBER = """
INSERT INTO directory_registerrecord (identifier_id, source, name, registered_on, removed_on, is_removed, income,
    income_year_end, website, email_domain, postcode, activities, classification, areas, fingerprint, loaded_at)
SELECT i.id, %(source)s, t.name, registered_on, removed_on, is_removed, income, income_year_end, website, email_domain,
    postcode, activities, classification, areas, fingerprint, statement_timestamp()
FROM taken AS t JOIN directory_identifier AS i ON i.scheme = t.scheme AND i.number = t.number
ON CONFLICT (identifier_id) DO UPDATE SET source = EXCLUDED.source, name = EXCLUDED.name,
    registered_on = EXCLUDED.registered_on, removed_on = EXCLUDED.removed_on, is_removed = EXCLUDED.is_removed,
    income = EXCLUDED.income, income_year_end = EXCLUDED.income_year_end, website = EXCLUDED.website,
    email_domain = EXCLUDED.email_domain, postcode = EXCLUDED.postcode, activities = EXCLUDED.activities,
    classification = EXCLUDED.classification, areas = EXCLUDED.areas, fingerprint = EXCLUDED.fingerprint,
    loaded_at = EXCLUDED.loaded_at
"""

LEADS = """
UPDATE taken SET leads = true FROM directory_identifier AS i
WHERE NOT is_new AND i.scheme = taken.scheme AND i.number = taken.number AND i.is_primary
"""

UPDATE = """
UPDATE directory_organisation AS o SET
    name = CASE WHEN 'name' = ANY(o.edited_fields) THEN o.name ELSE t.name END,
    other_names = CASE WHEN 'other_names' = ANY(o.edited_fields) THEN o.other_names ELSE t.other_names END,
    income = CASE WHEN 'income' = ANY(o.edited_fields) THEN o.income ELSE t.income END,
    icnp_section = CASE WHEN 'icnp_section' = ANY(o.edited_fields) THEN o.icnp_section ELSE t.icnp_section END,
    icnp_group = CASE WHEN 'icnp_section' = ANY(o.edited_fields) THEN o.icnp_group ELSE t.icnp_group END,
    nation = CASE WHEN 'nation' = ANY(o.edited_fields) THEN o.nation ELSE t.nation END,
    region = CASE WHEN 'nation' = ANY(o.edited_fields) THEN o.region ELSE t.region END,
    website = CASE WHEN 'website' = ANY(o.edited_fields) THEN o.website ELSE t.website END,
    description = CASE WHEN 'description' = ANY(o.edited_fields) THEN o.description ELSE t.activities END,
    legal_form = CASE WHEN t.legal_form = '' THEN o.legal_form ELSE t.legal_form END,
    income_year_end = t.income_year_end, parent_id = t.parent_id,
    status = CASE WHEN t.is_removed THEN 'removed' ELSE 'active' END, removed_on = t.removed_on,
    verification_level = greatest(o.verification_level, 2), source = %(source)s, updated_at = statement_timestamp()
FROM taken AS t WHERE t.leads AND o.id = t.organisation_id
"""

STEPS = (
    JOIN_COMPANY,
    NUMBER_NEW,
    ADD,
    IDENTIFY,
    STEP_DOWN,
    STEP_UP,
    IDENTIFY_COMPANIES,
    REMEMBER,
    LEADS,
    UPDATE,
)


@transaction.atomic
def merge_some(load: RegisterLoad, *, linked: bool, year: int) -> int:
    """Merge the next rows; returns how many numbers there were to look at."""
    with connection.cursor() as cursor:
        place = {"load": load.pk, "after": load.position, "linked": linked, "most": ROWS_AT_ONCE}
        cursor.execute(NEXT, place)
        upto = cursor.fetchone()[0]
        if upto is None:
            return _nothing_left(load)
        facts = place | {
            "upto": upto,
            "year": str(year),
            "source": load.source,
            "company": Scheme.COH.value,
            "charities": [scheme.value for scheme in CHARITY_SCHEMES],
            "schemes": [scheme.value for scheme in Scheme],
        }
        cursor.execute(TAKE, facts)
        total = cursor.rowcount
        cursor.execute(SAME)
        unchanged = cursor.rowcount
        counts = dict(zip(STEPS, (_run(cursor, step, facts) for step in STEPS), strict=True))
        cursor.execute("DROP TABLE taken")
    load.unchanged += unchanged
    load.added += counts[ADD]
    load.changed += total - unchanged - counts[ADD]
    load.position = upto
    load.save(update_fields=["unchanged", "added", "changed", "position"])
    return total


def _nothing_left(load: RegisterLoad) -> int:
    load.position = load.rows
    load.save(update_fields=["position"])
    return 0


def _run(cursor: object, step: str, facts: dict) -> int:
    cursor.execute(step, facts)  # type: ignore[attr-defined]
    return cursor.rowcount  # type: ignore[attr-defined]
