"""Closed lists that law, registers or statistics fixed long ago. Political facts are dated rows, not these."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class LegalForm(TextChoices):
    CHARITABLE_COMPANY = "charitable_company", _("Charitable company")
    CIO = "cio", _("Charitable incorporated organisation (CIO)")
    SCIO = "scio", _("Scottish charitable incorporated organisation (SCIO)")
    TRUST = "trust", _("Trust")
    ASSOCIATION = "association", _("Unincorporated association")
    GUARANTEE_COMPANY = "guarantee_company", _("Company limited by guarantee")
    CIC = "cic", _("Community interest company (CIC)")
    REGISTERED_SOCIETY = "registered_society", _("Co-operative or community benefit society")
    ROYAL_CHARTER = "royal_charter", _("Body set up by Royal Charter or statute")
    GROUP = "group", _("Group without a legal form")
    OTHER = "other", _("Another legal form")
    UNKNOWN = "", _("Not known")


class SizeBand(TextChoices):
    """NCVO Almanac bands by yearly income: the lower bound belongs to the band, the upper to the next."""

    MICRO = "micro", _("Micro: under £10,000 a year")
    SMALL = "small", _("Small: £10,000 to £100,000")
    MEDIUM = "medium", _("Medium: £100,000 to £1 million")
    LARGE = "large", _("Large: £1 million to £10 million")
    MAJOR = "major", _("Major: £10 million to £100 million")
    SUPER_MAJOR = "super_major", _("Super-major: £100 million or more")
    UNKNOWN = "unknown", _("Not known")


BAND_FLOORS = (
    (100_000_000, SizeBand.SUPER_MAJOR),
    (10_000_000, SizeBand.MAJOR),
    (1_000_000, SizeBand.LARGE),
    (100_000, SizeBand.MEDIUM),
    (10_000, SizeBand.SMALL),
)


class Nation(TextChoices):
    ENGLAND = "england", _("England")
    SCOTLAND = "scotland", _("Scotland")
    WALES = "wales", _("Wales")
    NORTHERN_IRELAND = "northern-ireland", _("Northern Ireland")
    UNKNOWN = "", _("More than one nation, or not known")


class Section(TextChoices):
    """Sections of the International Classification of Non-Profit and Third Sector Organizations (UN, 2018)."""

    CULTURE = "A", _("Culture, communication and recreation")
    EDUCATION = "B", _("Education")
    HEALTH = "C", _("Human health")
    SOCIAL = "D", _("Social services")
    ENVIRONMENT = "E", _("Environment and animal welfare")
    COMMUNITY = "F", _("Community and economic development, housing")
    CIVIC = "G", _("Civic, advocacy, political and international")
    PHILANTHROPY = "H", _("Philanthropy and volunteering")
    RELIGION = "I", _("Religion")
    PROFESSIONAL = "J", _("Business, professional and labour bodies")
    SERVICES = "K", _("Professional, scientific and administrative services")
    OTHER = "L", _("Other activities")
    UNKNOWN = "", _("Not classified")


class OrganisationStatus(TextChoices):
    ACTIVE = "active", _("Active")
    REMOVED = "removed", _("Removed from its register")


class Source(TextChoices):
    CCEW = "ccew", _("Charity Commission for England and Wales")
    OSCR = "oscr", _("Scottish Charity Regulator (OSCR)")
    CCNI = "ccni", _("Charity Commission for Northern Ireland")
    COMPANIES = "companies", _("Companies House")
    SELF = "self", _("Its own members")


class Verification(IntegerChoices):
    """How sure the portal is that the organisation is who it says it is. Sending a request never needs more than 0."""

    SELF_DECLARED = 0, _("Self-declared")
    NUMBER_WELL_FORMED = 1, _("Gave a number in the right form")
    IN_REGISTER = 2, _("Found in a public register")
    DOMAIN_MATCHED = 3, _("A member’s e-mail address matches the register’s contact")
    VOUCHED = 4, _("Vouched for by an official or an infrastructure body")


class MembershipRole(TextChoices):
    MEMBER = "member", _("Member")
    LEAD = "lead", _("Lead")


class MembershipState(TextChoices):
    """`claimed`: nobody in the organisation can be asked yet. `waiting`: a lead has been asked."""

    CLAIMED = "claimed", _("Not yet confirmed")
    WAITING = "waiting", _("Waiting for a lead")
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


class ConfirmedBy(TextChoices):
    FOUNDER = "founder", _("Added the group")
    DOMAIN = "domain", _("E-mail address matches the register")
    LEAD = "lead", _("A lead")
    INVITATION = "invitation", _("An invitation")
    OFFICIAL = "official", _("An official")


class Ending(TextChoices):
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed by a lead")
    DECLINED = "declined", _("Declined by a lead")


class GovernmentRole(TextChoices):
    TRIAGE = "triage", _("Front door team")
    OFFICER = "officer", _("Policy officer")
    CIVIL_SOCIETY_LEAD = "civil_society_lead", _("Civil society lead")
    SECONDMENTS = "secondments", _("Secondments officer")
    STATISTICIAN = "statistician", _("Statistician")
    PUBLISHER = "publisher", _("Publisher of statistics")
    REVIEWER = "reviewer", _("Independent reviewer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


DEPARTMENTAL_ROLES = (GovernmentRole.OFFICER, GovernmentRole.CIVIL_SOCIETY_LEAD, GovernmentRole.SECONDMENTS)


class EndReason(TextChoices):
    """Why a role ended: a closed list, because the audit log holds no free text."""

    LEFT = "left", _("They left, or are about to leave")
    MOVED = "moved", _("They moved to other work")
    MISTAKE = "mistake", _("The role was given by mistake")
    SECURITY = "security", _("A worry about security")
    OTHER = "other", _("Another reason")


class DepartmentKind(TextChoices):
    """GOV.UK's own keys for kinds of organisation."""

    EXECUTIVE_OFFICE = "executive_office", _("Executive office")
    MINISTERIAL_DEPARTMENT = "ministerial_department", _("Ministerial department")
    NON_MINISTERIAL_DEPARTMENT = "non_ministerial_department", _("Non-ministerial department")
    EXECUTIVE_AGENCY = "executive_agency", _("Executive agency")
    EXECUTIVE_NDPB = "executive_ndpb", _("Executive non-departmental public body")
    ADVISORY_NDPB = "advisory_ndpb", _("Advisory non-departmental public body")
    SPECIAL_HEALTH_AUTHORITY = "special_health_authority", _("Special health authority")
    TRIBUNAL = "tribunal", _("Tribunal")
    PUBLIC_CORPORATION = "public_corporation", _("Public corporation")
    INDEPENDENT_MONITORING_BODY = "independent_monitoring_body", _("Independent monitoring body")
    ADHOC_ADVISORY_GROUP = "adhoc_advisory_group", _("Ad-hoc advisory group")
    DEVOLVED_ADMINISTRATION = "devolved_administration", _("Devolved government")
    SUB_ORGANISATION = "sub_organisation", _("Part of another organisation")
    CIVIL_SERVICE = "civil_service", _("Civil Service")
    COURT = "court", _("Court")
    OTHER = "other", _("Other")


class PlaceKind(TextChoices):
    NATION = "nation", _("Nation")
    REGION = "region", _("Region of England")


class LoadState(TextChoices):
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
