"""Whether a file was signed elsewhere: what its bytes say, whatever its name.

CAdES (`.p7m`) and PAdES are the forms of D.Lgs. 82/2005 art. 24; whether the signature
holds is asked of a verifier, not of us.
"""

import re

from app.core.errors import Reason
from app.pola.rules.hitches import Hitch

PDF = "application/pdf"
P7M = "application/pkcs7-mime"
MOST_BYTES = 10 * 1024 * 1024
# OID 1.2.840.113549.1.7.2, signedData (RFC 5652 § 5.1), in DER.
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_PEM = re.compile(rb"\s*-----BEGIN (PKCS7|CMS|PKCS #7 SIGNED DATA)-----")
# ISO 32000-2 § 12.8.1: a signature tells which bytes it covers.
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*\d+\s+\d+\s+\d+\s+\d+\s*\]")


def file_faults(content: bytes) -> list[Reason]:
    """Return why a file is not taken; none means that it carries a signature."""
    if not content:
        return [Reason(Hitch.FILE_EMPTY)]
    if len(content) > MOST_BYTES:
        return [Reason(Hitch.FILE_TOO_LARGE, {"most": MOST_BYTES // 1024 // 1024})]
    return [] if media_type(content) else [Reason(Hitch.FILE_NOT_SIGNED)]


def media_type(content: bytes) -> str:
    """Return what a signed file is; empty if it carries no signature."""
    if content.startswith(b"%PDF-"):
        return PDF if _BYTE_RANGE.search(content) else ""
    is_der = content.startswith(b"\x30") and _SIGNED_DATA in content[:64]
    return P7M if is_der or _PEM.match(content) else ""
