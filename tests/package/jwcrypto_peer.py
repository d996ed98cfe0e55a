"""Answers a list of requests (JSON) with jwcrypto: seals and opens messages in its own ways."""
import json
import sys
from importlib.metadata import version

from jwcrypto import jwe, jwk

# SHA-384 and SHA-512 are not among its defaults, and are not asked for.
ALGORITHMS = [*jwe.default_allowed_algs, "RSA-OAEP"]


def seal(request):
    message = jwe.JWE(
        request["plaintext"].encode(),
        protected=json.dumps(request["protected"]),
        aad=request.get("aad", "").encode() or None,
        algs=ALGORITHMS,
    )
    for recipient in request["recipients"]:
        header = json.dumps(recipient["header"]) if "header" in recipient else None
        message.add_recipient(jwk.JWK.from_pem(recipient["key"].encode()), header)
    return message.serialize(compact=request.get("compact", False))


def unseal(request):
    message = jwe.JWE(algs=ALGORITHMS)
    message.deserialize(request["sealed"], jwk.JWK.from_pem(request["key"].encode()))
    return message.payload.decode()


ACTIONS = {
    "version": lambda request: version("jwcrypto"),
    "thumbprint": lambda request: jwk.JWK.from_pem(request["key"].encode()).thumbprint(),
    "seal": seal,
    "unseal": unseal,
}

json.dump([ACTIONS[request["action"]](request) for request in json.load(sys.stdin)], sys.stdout)
