"""Signs PDFs as people outside do: with a certificate of an invented authority, and an increment after the file."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM
DAY = timedelta(days=1)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(signs: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
    names += ("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    on = names[:2] if signs else names[5:7]
    return x509.KeyUsage(**{name: name in on for name in names})


def _certificate(subject: str, key: Any, issuer: str, by: Any, *, ca: bool, days: tuple[int, int]) -> Any:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(_name(issuer))
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(now + days[0] * DAY).not_valid_after(now + days[1] * DAY)
    made = made.add_extension(x509.BasicConstraints(ca, None), critical=True)
    return made.add_extension(_usage(signs=not ca), critical=True).sign(by, hashes.SHA256())


@cache
def authority(name: str) -> SimpleNamespace:
    key = ec.generate_private_key(ec.SECP256R1())
    row = _certificate(name, key, name, key, ca=True, days=(-10, 3650))
    return SimpleNamespace(name=name, key=key, row=row, pem=row.public_bytes(PEM))


@cache
def signer(name: str, issuer: str = "Invented Trust Services", days: tuple[int, int] = (-1, 365)) -> Any:
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key, above = ec.generate_private_key(ec.SECP256R1()), authority(issuer)
    row = _certificate(name, key, issuer, above.key, ca=False, days=days)
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    mine, root = (asn1.Certificate.load(one.public_bytes(der)) for one in (row, above.row))
    return SimpleSigner(
        signing_cert=mine,
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore.from_certs([root]),
    )


def sign(pdf: bytes, by: Any = None, *, field: str = "Signature", box: Any = None) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec

    def signed() -> bytes:
        return signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)),
            signers.PdfSignatureMetadata(field_name=field),
            signer=by or signer("Sam Secondee"),
            new_field_spec=SigFieldSpec(field, box=box),
        ).getvalue()

    # It runs a loop of events, which a thread that a browser's test was in has already.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(signed).result()


def with_other_words(pdf: bytes) -> bytes:
    """The paper with another first page laid over it, by an increment: every byte that was given still stands."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page, _resources = writer.find_page_for_modification(0)
    page = page.get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
