// Why a key or a message is refused, and what to do: the sentences of en/reasons.js in Korean. `apart` sets a name
// apart from the words around it.
import { apart } from "../format.js";

const again = "바뀌었거나 잘못 만들어진 키예요. 처음 받은 곳에서 다시 받아 주세요.";
const whole = "첫 글자부터 마지막 글자까지 전부 다시 받아 주세요.";
const unsafe = "안전하지 않은 키예요. ";

/** @type {import("../language.js").Words["reasons"]} */
export default {
  "no-key": "키가 아니에요. 키는 -----BEGIN이나 ssh-rsa로 시작하는 글이거나 JWK예요. 키 파일을 여기에 놓아도 돼요.",
  "key-too-long": "키라고 하기에는 너무 길어요. 키만 넣어 주세요.",
  "key-damaged": "키가 손상됐거나 잘렸어요. 첫 글자부터 마지막 글자까지 전부 다시 받아 주세요.",
  "private-key-damaged": "공개 키와 함께 손상된 개인 키가 들어 있어요. 개인 키만 빠짐없이 넣어 주세요.",
  "several-keys": "키가 두 개 이상 들어 있어요. 쓰려는 키 하나만 넣어 주세요.",
  "several-keys-in": ([first = "", second = ""]) =>
    `키가 두 개 이상 들어 있어요(${apart(first)}, ${apart(second)}). 쓰려는 키 하나만 넣어 주세요.`,
  "bytes-before": "키 앞에 다른 바이트가 있어요. 지우거나 키를 다시 내보내세요.",
  "bytes-after": "키 뒤에 다른 바이트가 있어요. 지우거나 키를 다시 내보내세요.",
  "pem-cut-off": "키가 중간에 잘렸어요. END 줄의 마지막 줄표까지 전부 복사해 주세요.",
  "pem-damaged": "키가 손상됐어요. 고치지 말고 그대로 다시 복사해 주세요.",
  "pem-other": "BEGIN 줄은 있지만 키의 것이 아니에요. BEGIN 줄에 KEY라고 적힌 글을 찾아 주세요.",
  "pem-backslashes": "줄 끝의 \\n에서 역슬래시가 사라지고 n만 남았어요. 키를 다시 복사해 주세요.",
  "pem-spaces": "주소에 넣을 때처럼 더하기 기호(+)가 모두 빈칸으로 바뀌었어요. 키를 다시 복사해 주세요.",
  "other-form":
    "손상됐거나, 보내기만 하는 페이지가 읽지 않는 형식의 키예요. PEM, DER, DER의 base64, JWK, JWK Set을 읽어요.",

  "public-ber": "이 키는 BER 형식이고, 여기서는 DER만 읽어요. 이 명령이 출력하는 것을 넣어 주세요:",
  "private-ber": "이 키는 BER 형식이고, 여기서는 DER만 읽어요. 이 명령이 출력하는 것을 불러오세요:",
  "long-lengths":
    "길이를 필요 이상으로 길게 적은 BER 형식이고, 여기서는 DER만 읽어요. DER이나 PEM으로 다시 내보내세요.",
  "superfluous-zero":
    "키에 든 수 하나가 불필요한 0바이트로 시작해요. BER 형식이고, 여기서는 DER만 읽어요. DER이나 PEM으로 다시 내보내세요.",
  "negative-number": "앞의 0바이트가 빠져서 키에 든 수 하나가 음수가 됐어요. 키를 다시 내보내세요.",

  "json-damaged": "JSON이 손상됐거나, 같은 이름이 두 번 나와요. 전부 다시 받아 주세요.",
  "json-without-key": "이 JSON에는 키가 없어요. JSON으로 된 키는 JWK이고, kty라는 항목이 있어요.",
  "jwk-not-object": "이 JSON은 키가 아니에요. JWK는 같은 이름이 두 번 나오지 않는 객체 하나예요.",
  "object-as-text": "JavaScript가 객체를 텍스트로 바꾼 결과예요. 그 객체의 JSON을 넣어 주세요.",
  "jwk-number": "이 JWK에는 빠졌거나 base64url이 아닌 수가 있어요. 키를 다시 내보내세요.",
  "jwk-modulus": "이 JWK의 n은 base64url로 적은 수가 아니라 16진수나 10진수로 보여요. JWK나 PEM으로 다시 내보내세요.",
  "jwk-exponent": "이 JWK의 e는 base64url이 아니에요. 보통은 65537을 뜻하는 AQAB예요.",
  "jwk-certificate-only": "이 JWK에는 인증서만 있고 키의 수는 없어요. x5c의 첫 글만 넣어 주세요.",
  "jwk-without-type": "이 JSON에는 키의 수가 있지만 kty가 없어서 JWK가 아니에요. JWK나 PEM으로 다시 내보내세요.",
  "jwk-other-type": "kty를 보면 RSA 키가 아니에요. 여기에는 RSA 키가 필요해요.",
  "jwk-other-purpose":
    "use, key_ops, alg를 보면 RSASSA-PSS 서명에 쓰는 키가 아니에요. 서명용으로 만든 다른 키가 필요해요.",
  "jwk-use": "use를 보면 암호화에 쓰는 키가 아니에요. 암호화용으로 만든 다른 키가 필요해요.",
  "jwk-operations": "key_ops를 보면 암호화에 쓰는 키가 아니에요. 암호화용으로 만든 다른 키가 필요해요.",
  "jwk-operations-no-list": "이 JWK의 key_ops가 목록이 아니에요. 키를 다시 내보내세요.",
  "jwk-algorithm": "alg를 보면 RSA-OAEP에 쓰는 키가 아니에요. RSA-OAEP 암호화용으로 만든 다른 키가 필요해요.",
  "jwk-set-without-rsa": "이 JWK Set에는 RSA 키가 없어요. 여기에는 RSA 키가 필요해요.",
  "jwk-set-several": "이 JWK Set에는 쓸 수 있는 키가 두 개 이상 있어요. 쓰려는 키 하나만 넣어 주세요.",
  "jwk-set-without-kid": "이 JWK Set에는 찾는 kid의 키가 없어요.",

  pkcs12: "PKCS#12 파일이에요. 이 명령으로 꺼낸 것을 불러오세요:",
  "pkcs12-certificates":
    "인증서만 있거나 내용이 모두 암호화된 PKCS#12 파일이에요. 이 명령이 출력하는 키나 인증서 하나를 불러오세요:",
  "java-trust-store": "인증서만 있는 Java 키 저장소예요. 이 명령이 출력하는 인증서 가운데 하나를 불러오세요:",
  "java-key-store":
    "Java 키 저장소예요. 첫 번째 명령으로 변환한 다음, 두 번째 명령이 OUT 파일에서 출력하는 것을 불러오세요:",
  "java-jceks":
    "Java 키 저장소(JCEKS)예요. 첫 번째 명령으로 변환한 다음, 두 번째 명령이 OUT 파일에서 출력하는 것을 불러오세요:",
  putty: "PuTTY 고유 형식의 키예요. 이 명령이 만드는 OUT 파일을 불러오세요:",
  "ssh-com": "ssh.com 형식의 키예요. 이 명령이 만드는 OUT 파일을 불러오세요:",
  rfc4716: "RFC 4716 형식의 키예요. 이 명령이 출력하는 것을 넣어 주세요:",
  "rsa-key-value": ".NET의 XML인 RSAKeyValue예요. .NET에서 키를 PEM으로 내보내세요.",
  "rsa-parameters": ".NET의 RSAParameters예요. .NET에서 키를 PEM으로 내보내세요.",
  listing: "openssl이 -text로 출력한, 사람이 읽는 목록이에요. -----BEGIN으로 시작하는 PEM을 넣어 주세요.",
  "certificate-request": "인증서 발급 요청이에요. 이 명령이 출력하는 키를 넣어 주세요:",
  "certificate-request-pem": "인증서 발급 요청이에요. 이 명령이 출력하는 키를 넣어 주세요:",
  pkcs7: "PKCS#7 인증서 묶음이에요. 이 명령이 출력하는 인증서 가운데 알맞은 것을 넣어 주세요:",
  "pkcs7-pem": "PKCS#7 인증서 묶음이에요. 이 명령이 출력하는 인증서 가운데 알맞은 것을 넣어 주세요:",
  "trusted-certificate": "OpenSSL 고유 형식의 인증서예요. 이 명령이 출력하는 것을 넣어 주세요:",
  "revocation-list": "폐기된 인증서의 목록(CRL)이고, 키는 없어요. 인증서나 그 키를 넣어 주세요.",
  "openpgp-key": "OpenPGP 키이고, 여기서는 읽지 않아요. PEM, OpenSSH 한 줄, JWK 가운데 하나로 된 RSA 키가 필요해요.",
  "age-key": "age의 키이고, RSA가 아니에요. 여기에는 RSA 키가 필요해요.",
  "other-private-key": "PKCS#8, PKCS#1, OpenSSH 형식의 RSA 키가 아니에요. 이 가운데 하나가 필요해요.",

  "not-rsa": "RSA 키가 아니에요. 여기에는 RSA 키가 필요해요.",
  "pss-parameters": "여기서 지원하지 않는 RSASSA-PSS 매개변수로 제한된 키예요. 다른 키가 필요해요.",
  "oaep-only": "암호화에만 쓰는 키(id-RSAES-OAEP)예요. 서명용으로 만든 다른 키가 필요해요.",
  "pss-only": "서명에만 쓰는 키(RSASSA-PSS)예요. 암호화용으로 만든 다른 키가 필요해요.",
  "oaep-restricted": "정해진 설정으로만 쓰게 한 키(id-RSAES-OAEP)예요. 일반 RSA 키로 변환해 주세요.",
  "more-primes": "소수가 세 개 이상인 키예요. 소수 두 개로 만든 키가 필요해요.",
  "protection-outdated": "오래됐거나 알 수 없는 방식으로 보호된 키예요. 이 명령이 출력하는 것을 불러오세요:",
  "protection-too-much-work":
    "이 키의 암호를 확인하는 데 드는 계산이나 메모리가 한도를 넘어요. 이 명령이 출력하는 것을 불러오세요:",
  "openssh-rounds":
    "이 키의 암호를 확인하려면 1,024번이 넘는 반복이 필요해요. 이 명령으로 바꾼 뒤에 파일을 다시 불러오세요:",
  "openssh-cipher":
    "여기서 읽는 유일한 방식인 aes256-ctr로 보호된 키가 아니에요. 이 명령으로 바꾼 뒤에 파일을 다시 불러오세요:",
  "openssh-several": "이 파일에는 키가 두 개 이상 있어요. 키가 하나만 든 파일이 필요해요.",

  "modulus-too-long": "8192비트보다 긴 키예요. 더 짧은 키가 필요해요.",
  "modulus-too-short": `${unsafe}2048비트보다 짧아요. 2048비트 이상의 키가 필요해요.`,
  "modulus-far-too-short": `${unsafe}1024비트보다 짧아요. 2048비트 이상의 키가 필요해요.`,
  "modulus-factorable": `${unsafe}결함 있는 생성기가 만들어서 소수를 알아낼 수 있어요(ROCA). 다른 소프트웨어로 만든 새 키가 필요해요.`,
  "exponent-too-long": "공개 지수가 33비트보다 긴 키예요. 보통 쓰는 지수인 65537로 만든 키가 필요해요.",
  "exponent-one": `${unsafe}공개 지수가 1이라서 아무것도 암호화되지 않아요. 다른 키가 필요해요.`,
  "public-numbers-even": `RSA 키의 모듈러스와 지수는 홀수여야 하는데 하나가 짝수예요. ${again}`,
  "number-too-long": `키에 든 수 하나가 모듈러스보다 길어요. ${again}`,
  "numbers-contradict": `키에 든 수들이 서로 맞지 않아요. ${again}`,
  "crt-contradicts": `키의 CRT 값이 소수와 맞지 않아요. ${again}`,
  "not-prime": `키의 소수 가운데 하나가 소수가 아니에요. ${again}`,
  "primes-unequal": "두 소수의 길이가 다른 키예요. 길이가 같은 소수 두 개로 만든 키가 필요해요.",
  "primes-unfit": "이 두 소수로는 RSA 키를 만들 수 없어요.",
  "primes-differ-in-length": "두 소수의 길이가 달라서 키를 만들 수 없어요.",
  "modulus-one-bit-short": "두 소수의 곱이 키로 쓰기에는 1비트 짧아요.",
  "primes-close": `${unsafe}두 소수가 너무 가까워서 알아낼 수 있어요. 다른 키가 필요해요.`,
  "private-exponent-short": `${unsafe}개인 지수가 너무 짧아서 알아낼 수 있어요. 다른 키가 필요해요.`,

  "not-five-parts": `봉인된 메시지가 아니에요. 봉인된 메시지는 점으로 이은 다섯 부분이거나 JSON 객체예요. ${whole}`,
  "part-count": ([count = ""]) => `봉인된 메시지는 점으로 이은 다섯 부분인데, 이것은 ${count}개예요. ${whole}`,
  "several-messages": "봉인된 메시지가 두 개 이상 들어 있어요. 한 번에 하나씩 넣어 주세요.",
  token: "토큰(JWS, JWT)이에요. 서명됐을 수는 있지만 암호화되지 않아서 열 것이 없어요.",
  "fernet-token": "양쪽이 나누어 가진 키로 암호화한 Fernet 토큰이에요. 그 키로 Fernet에서 열 수 있어요.",
  "age-file": "age로 암호화한 파일이에요. age 프로그램으로 열 수 있어요.",
  "cms-message": "PKCS#7이라고도 하는 CMS 메시지예요. openssl cms로 열 수 있어요.",
  "openpgp-message": "OpenPGP 메시지예요. gpg나 OpenPGP를 쓰는 메일 프로그램으로 열 수 있어요.",
  "public-key-as-message": "봉인된 메시지가 아니라 공개 키나 인증서예요. ‘사람들’에 추가할 수 있어요.",
  "ciphertext-as-message": "봉인된 메시지가 아니라 RSA 암호문일 수 있어요. ‘RSA 작업대’에서 복호화할 수 있어요.",

  "part-white-space": `메시지의 한 부분에 빈칸이 들어 있어요. ${whole}`,
  "part-padding": "메시지의 한 부분에 있어서는 안 되는 =가 붙어 있어요. =를 모두 지워 주세요.",
  "part-base64": "메시지의 한 부분이 base64url이 아니라 base64예요. +는 -로, /는 _로 모두 바꾼 뒤에 다시 여세요.",
  "part-character": `메시지의 한 부분에 들어갈 수 없는 글자가 있어요. ${whole}`,
  "part-cut-off": `메시지의 한 부분이 잘렸거나 바뀌었어요. ${whole}`,
  "message-not-json": `JSON이 손상됐거나, 같은 이름이 두 번 나오거나, 객체 하나에 항목이 64개를 넘어요. ${whole}`,
  "member-wrong-type": `메시지에 종류나 자리가 잘못된 항목이 있어요. ${whole}`,
  "no-recipients": `메시지에 받는 사람이 없어요. ${whole}`,
  "no-ciphertext": `메시지에 암호문(ciphertext)이 없어요. ${whole}`,
  "two-ciphertexts": "메시지에 암호문이 두 개 있어요. 다시 봉인해 달라고 하세요.",
  "empty-aad": "메시지의 aad가 비어 있는데, 그러면 안 돼요. aad 없이 봉인해 달라고 하세요.",
  "wrong-iv-or-tag": `메시지의 iv나 tag의 길이가 맞지 않아요. ${whole}`,

  "header-too-long": "메시지의 헤더가 16,384자보다 길어요. 더 짧은 헤더로 보내 달라고 하세요.",
  "unprotected-header-too-long": "메시지의 헤더 하나가 16,384바이트보다 길어요. 더 짧은 헤더로 보내 달라고 하세요.",
  "header-not-text": `메시지의 헤더가 글이 아니에요. ${whole}`,
  "header-not-json": `메시지의 헤더가 서로 다른 항목이 64개 이하인 JSON 객체가 아니에요. ${whole}`,
  "header-member-twice": "메시지의 헤더에 같은 이름이 두 번 나와서 뜻이 분명하지 않아요. 다시 보내 달라고 하세요.",
  "header-without-algorithm": "메시지의 헤더에 alg나 enc가 없어요. 둘 다 적어서 보내 달라고 하세요.",
  "header-value-too-long": "메시지의 헤더에 적힌 alg, enc, kid 가운데 너무 긴 것이 있어요. 더 짧게 보내 달라고 하세요.",
  "header-value-not-text": "메시지의 헤더에 적힌 alg나 enc가 글이 아니에요. 올바른 헤더로 보내 달라고 하세요.",
  compressed: "봉인하기 전에 압축한 메시지이고, 여기서는 읽지 않아요. 압축(zip)하지 말고 보내 달라고 하세요.",
  "critical-extension": "여기서 모르는 확장(crit)이 필요한 메시지예요. 확장 없이 보내 달라고 하세요.",
  rsa1_5: "패딩이 안전하지 않은 RSA1_5로 봉인된 메시지예요. RSA-OAEP-256으로 봉인해 달라고 하세요.",
  pbes2:
    "키가 아니라 암호로 봉인된 것(PBES2)이에요. 이 페이지의 백업이라면 ‘가져오기, 백업, 다른 키’에서 불러오고, 아니라면 RSA-OAEP-256으로 " +
    "봉인해 달라고 하세요.",
  "unknown-alg": ([alg = ""]) =>
    `여기서 읽지 않는 방식(alg ${apart(alg)})으로 봉인됐어요. RSA-OAEP-256으로 봉인해 달라고 하세요.`,
  "unknown-enc": ([enc = ""]) =>
    `여기서 읽지 않는 방식(enc ${apart(enc)})으로 봉인됐어요. A256GCM으로 봉인해 달라고 하세요.`,
  "too-many-recipients": ([count = "", limit = ""]) =>
    `받는 사람이 ${count}명인 메시지예요. ${limit}명까지만 읽을 수 있으니, 나누어 봉인해 달라고 하세요.`,
  "too-many-attempts": ([limit = ""]) =>
    `항목과 내 키를 하나씩 맞춰 ${limit}번 시험했지만 열리지 않아요. 내 키의 이름을 kid에 적어 봉인해 달라고 하세요.`,

  "not-enough-memory": "메모리가 모자라요. 다른 탭을 닫거나, 작게 나누어 보내세요.",
  "not-a-backup": "이 페이지의 백업이 아니거나, 일부가 빠졌어요. 파일 전체를 불러오세요.",
  "backup-too-long": "이 페이지의 백업이라고 하기에는 너무 길어요. 백업으로 저장한 파일을 불러오세요.",
  "passkey-unsupported": "이 브라우저의 패스키로는 키의 잠금을 풀 수 없어요. 암호를 쓰세요.",
  "passkey-without-prf":
    "이 패스키로는 키의 잠금을 풀 수 없어요. 패스키를 보관하는 비밀번호 관리자나 보안 키가 이 기능(PRF)을 지원하지 않아요. " +
    "거기에서 패스키를 지우고 다른 것으로 해 보세요.",
  "passkey-refused":
    "패스키를 쓰지 못했어요. 취소했거나, 너무 오래 걸렸거나, 패스키가 이 기기에 없어요. 암호로는 풀 수 있어요.",
  "passkey-known": "저장하려는 곳에 이 키의 패스키가 이미 있어요. 그 패스키를 쓰세요.",
  "passkey-missing": "이제 이 키의 잠금을 푸는 패스키가 없어요. 암호로 풀고 패스키를 다시 설정하세요.",
  "passkey-wrong": "이 패스키로는 잠금이 풀리지 않아요. 암호로 풀고, 패스키를 없앤 다음 다시 설정하세요.",
  "record-damaged": "이 브라우저에 보관한 내용이 손상됐어요. 여기에서 지우고 백업에서 다시 불러오세요.",
};
