"""Answers a list of requests (JSON) about key files with the library that the first argument names."""
import json
import sys
from base64 import b64encode


def encode(data):
    return b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def pycryptodome():
    from Crypto.PublicKey import RSA

    def write(request):
        options = {name: request[name] for name in ("format", "protection") if name in request}
        if "cost" in request:
            options["prot_params"] = {"iteration_count": request["cost"]}
        return encode(RSA.import_key(request["key"]).export_key(passphrase=request["passphrase"], pkcs=request["pkcs"], **options))

    return {
        "write": write,
        "read": lambda request: format(RSA.import_key(request["key"], request["passphrase"]).d, "x"),
        "line": lambda request: RSA.import_key(request["key"]).export_key("OpenSSH").decode(),
    }


def cryptography():
    from cryptography.hazmat.primitives import serialization as s

    forms = {
        "openssh": s.PrivateFormat.OpenSSH,
        "pkcs8": s.PrivateFormat.PKCS8,
        "pkcs1": s.PrivateFormat.TraditionalOpenSSL,
    }

    def secret(request):
        return request["passphrase"].encode() if request["passphrase"] else None

    def write(request):
        key = s.load_pem_private_key(request["key"].encode(), None)
        protection = s.BestAvailableEncryption(secret(request)) if secret(request) else s.NoEncryption()
        return encode(key.private_bytes(s.Encoding.PEM, forms[request["form"]], protection))

    def read(request):
        key = s.load_pem_private_key(request["key"].encode(), secret(request))
        return encode(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()))

    return {"write": write, "read": read}


def jwcrypto():
    from jwcrypto import jwk

    def export(request):
        key = jwk.JWK.from_pem(request["key"].encode())
        return {"thumbprint": key.thumbprint(), "jwk": key.export_private()}

    return {"jwk": export}


ACTIONS = {"pycryptodome": pycryptodome, "cryptography": cryptography, "jwcrypto": jwcrypto}[sys.argv[1]]()
json.dump([ACTIONS[request["action"]](request) for request in json.load(sys.stdin)], sys.stdout)
