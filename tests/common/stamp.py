"""A time stamp authority for the tests: its key, its certificate, a server on the loopback (RFC 3161)."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


class StampAuthority:
    """Stamps whatever it is asked to; `status` other than "granted" refuses."""

    def __init__(self):
        self.root_key, self.root = self._certificate("Test Root", None)
        self.key, self.certificate = self._certificate("Test Time Stamps", (self.root_key, self.root))
        self.status, self.serial, self.moment = "granted", 0, None

    @property
    def roots(self):
        return self.root.public_bytes(serialization.Encoding.PEM)

    @staticmethod
    def _certificate(name, issuer):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer_key, issuer_name = (issuer[0], issuer[1].subject) if issuer else (key, subject)
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=3650))
            .not_valid_after(now + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=not issuer, path_length=None), critical=True)
        )
        if issuer:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return key, builder.sign(issuer_key, hashes.SHA256())

    def answer(self, query):
        """Return the answer to a query, in DER."""
        if self.status != "granted":
            return tsp.TimeStampResp({"status": {"status": self.status}}).dump()
        request = tsp.TimeStampReq.load(query)
        self.serial += 1
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": "1.2.3.4.1",
                "message_imprint": request["message_imprint"],
                "serial_number": self.serial,
                "gen_time": (self.moment or datetime.now(UTC)).replace(microsecond=0),
                "nonce": request["nonce"].native,
            }
        )
        return tsp.TimeStampResp(
            {"status": {"status": "granted"}, "time_stamp_token": self._signed(info.dump())}
        ).dump()

    def _signed(self, content):
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        certificate = asn1_x509.Certificate.load(der)
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        own = tsp.SigningCertificateV2(
            {
                "certs": [
                    tsp.ESSCertIDv2({"hash_algorithm": sha256, "cert_hash": hashlib.sha256(der).digest()})
                ]
            }
        )
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
                cms.CMSAttribute({"type": "signing_certificate_v2", "values": [own]}),
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    "issuer_and_serial_number",
                    cms.IssuerAndSerialNumber(
                        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                    ),
                ),
                "digest_algorithm": sha256,
                "signed_attrs": attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
                "signature": self.key.sign(
                    attributes.untag().dump(force=True), padding.PKCS1v15(), hashes.SHA256()
                ),
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [sha256],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(content),
                },
                "certificates": [certificate],
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})

    def serve(self):
        """Start a server on the loopback; return (address, what stops it)."""
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                content = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()

        def stop():
            server.shutdown()
            server.server_close()
            thread.join()

        return f"http://127.0.0.1:{server.server_port}/tsr", stop


class StampMixin:
    """Test cases with an authority that stamps, on the loopback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = StampAuthority()
        cls.url, stop = cls.authority.serve()
        cls.addClassCleanup(stop)
