"""A paper as plain blocks, before it becomes a file; what is signed is the hash of its content."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    welsh: str = ""
    number: str = ""
    level: int = 1
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    number: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[str, ...]
    kind: str = "items"


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of each row is its header."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs for a party. `party` is "employer", "host" or "secondee"."""

    party: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Signature:
    """That somebody signed: their typed name, how they proved who they are, when, and the hash they saw."""

    party: str
    typed_name: str
    proof: str
    at: datetime
    content_hash: str


Block = Heading | Paragraph | Items | Table


@dataclass(frozen=True)
class Paper:
    kind: str  # agreement, amendment, extension or early_end
    title: str
    welsh_title: str
    reference: str
    version: int
    made_on: date
    blocks: tuple[Block, ...]
    signatories: tuple[Signatory, ...]
    clauses: tuple[tuple[str, int], ...]  # id and version of each clause used

    @classmethod
    def of_content(cls, data: Mapping[str, Any]) -> "Paper":
        """What `content` gave, after it was kept as JSON."""
        said = dict(data)
        said["made_on"] = date.fromisoformat(said["made_on"])
        said["blocks"] = tuple(_block(one) for one in said["blocks"])
        said["signatories"] = tuple(Signatory(**one) for one in said["signatories"])
        said["clauses"] = tuple((id, version) for id, version in said["clauses"])
        return cls(**said)

    def content(self) -> dict[str, Any]:
        return asdict(self) | {"made_on": self.made_on.isoformat()}

    @property
    def content_hash(self) -> str:
        """SHA-256 of the content as JSON with sorted keys and no spaces: the same on every machine."""
        text = json.dumps(self.content(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


BLOCKS: dict[str, type[Block]] = {"heading": Heading, "paragraph": Paragraph, "items": Items, "table": Table}


def _block(data: Mapping[str, Any]) -> Block:
    said = {name: _tuples(value) for name, value in data.items()}
    return BLOCKS[data["kind"]](**said)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def valid(paper: Paper, signatures: Iterable[Signature]) -> dict[str, Signature]:
    """The signatures of this very content, by party; those of other versions are left out."""
    parties = {signatory.party for signatory in paper.signatories}
    found = {s.party: s for s in signatures if s.content_hash == paper.content_hash and s.party in parties}
    return dict(sorted(found.items()))


def unsigned(paper: Paper, signatures: Iterable[Signature]) -> tuple[str, ...]:
    """The parties that have not signed this content yet, in the order of the paper."""
    signed = valid(paper, signatures)
    return tuple(signatory.party for signatory in paper.signatories if signatory.party not in signed)
