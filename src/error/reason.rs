//! The reasons of errors: an identifier for programs, and a text for people.

#![forbid(unsafe_code)]

/// A line of the table, which is empty for a reason that only the crate without private keys gives.
#[cfg(feature = "private")]
macro_rules! line {
    (public $id:literal $text:literal) => {
        "\n"
    };
    ($(private)? $id:literal $text:literal) => {
        concat!($id, '|', $text, '\n')
    };
}

/// A line of the table, which is empty for a reason that only the crate with private keys gives.
#[cfg(not(feature = "private"))]
macro_rules! line {
    (private $id:literal $text:literal) => {
        "\n"
    };
    ($(public)? $id:literal $text:literal) => {
        concat!($id, '|', $text, '\n')
    };
}

/// Declares the reasons: a variant, its identifier, and its text. The mark `private` is for reasons that the crate
/// without its feature `private` does not give, although it may compute them, and `public` for reasons that only that
/// crate gives.
macro_rules! reasons {
    ($($(#[$only:ident])? $variant:ident $id:literal $text:literal)*) => {
        /// Why a key or a message is refused.
        ///
        /// The identifier ([`id`](Self::id)) is meant for programs, such as one that has texts in other languages.
        /// Reasons may be split into more exact ones until version 1.0. The text is the end of a sentence, and a
        /// command in the text stands between backticks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        // As wide as the other data of an error, so that an error is copied in words.
        #[repr(u32)]
        pub enum Reason {
            $(#[doc = $text] $variant,)*
        }

        impl Reason {
            /// A line for each reason, in their order. A table of pointers and lengths would take two kilobytes more in
            /// the wasm module.
            const TABLE: &str = concat!($(line!($($only)? $id $text),)*);
        }
    };
}

impl Reason {
    /// The identifier: words joined by hyphens.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.parts().0
    }

    /// What is wrong and what to do, as the end of a sentence.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.parts().1
    }

    /// Whether `inspect` names this reason for refusing a message, although the input is not a message: the reason says
    /// what it is instead.
    pub(crate) const fn names_other_format(self) -> bool {
        matches!(
            self,
            Self::SeveralMessages
                | Self::Token
                | Self::FernetToken
                | Self::AgeFile
                | Self::CmsMessage
                | Self::OpenPgpMessage
                | Self::ObjectAsText
        )
    }

    /// The identifier and the text.
    fn parts(self) -> (&'static str, &'static str) {
        let mut rest = Self::TABLE;
        for _ in 0..self as u32 {
            rest = split(rest, b'\n').1;
        }
        split(split(rest, b'\n').0, b'|')
    }
}

/// The parts of a text before and after the first `mark`, an ASCII character. The methods of `str` would add code to
/// the wasm module.
pub(super) fn split(text: &str, mark: u8) -> (&str, &str) {
    let at = text.bytes().position(|byte| byte == mark).unwrap_or(text.len());
    (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default())
}

// The page has a sentence for each reason in every language; tests/architecture/reasons.test.js compares those
// sentences with this table.
reasons! {
    // Keys: what surrounds them.
    #[private] NoKey "no-key"
        "expected PEM text, which begins with -----BEGIN, DER bytes, a JWK or an OpenSSH line"
    #[private] KeyTooLong "key-too-long"
        "it is longer than 64 KiB"
    KeyDamaged "key-damaged"
        "its bytes are damaged or cut off"
    #[private] PrivateKeyDamaged "private-key-damaged"
        "it has a private key that is damaged, beside a public one: give the private key alone"
    #[private] SeveralKeys "several-keys"
        "it holds more than one key: give one"
    #[private] BytesBefore "bytes-before"
        "other bytes come before the key: remove them"
    #[private] BytesAfter "bytes-after"
        "other bytes follow the key: remove what comes after it"
    #[private] PemCutOff "pem-cut-off"
        "its PEM text is cut off: copy it up to the END line"
    #[private] PemDamaged "pem-damaged"
        "its PEM text is damaged: copy it again, without changes"
    #[private] PemOther "pem-other"
        "its PEM text holds something other than a key"
    #[private] PemBackslashes "pem-backslashes"
        "its line ends lost their backslash: n must be \\n"
    #[private] PemSpaces "pem-spaces"
        "each plus sign (+) in it became a space: copy it again"

    #[public] OtherForm "other-form"
        "it is damaged, or not in PEM, DER, base64 of DER, a JWK or a JWK Set, the forms that sealpost/encrypt reads: \
         the entry sealpost reads more, and says what is wrong"

    // Keys: DER and BER.
    // `openssl pkey` needs no option -inform: OpenSSL 3 finds out whether FILE is PEM or DER.
    #[private] PublicBer "public-ber"
        "it is BER, not DER: convert it with `openssl pkey -pubin -in FILE`"
    #[private] PrivateBer "private-ber"
        "it is BER, not DER: convert it with `openssl pkey -in FILE`"
    // The next three reasons have no command. OpenSSL (3.0.19) does not read every key with long lengths either, and the
    // other two are given for public and for private keys, which take different options.
    #[private] LongLengths "long-lengths"
        "it is BER with lengths that are longer than necessary, not DER: export it again as DER"
    SuperfluousZero "superfluous-zero"
        "a number in it begins with a superfluous zero byte: it is BER, not DER"
    NegativeNumber "negative-number"
        "a number in it is negative: the zero byte before it is missing, so export the key again"

    // Keys: JSON.
    #[private] JsonDamaged "json-damaged"
        "its JSON is damaged, or a name in it comes twice"
    #[private] JsonWithoutKey "json-without-key"
        "its JSON has no key: a JWK has a member kty"
    #[private] ObjectAsText "object-as-text"
        "it is [object Object], what JavaScript makes of an object as text: give the object itself, or its JSON.stringify"
    #[private] JwkNotObject "jwk-not-object"
        "its JSON is not an object with distinct members"
    #[private] JwkNumber "jwk-number"
        "one of its numbers is missing or not base64url"
    #[private] JwkModulus "jwk-modulus"
        "its n is not the base64url of a number, but for example hexadecimal or decimal digits"
    #[private] JwkExponent "jwk-exponent"
        "its e is not base64url, in which 65537 is \"AQAB\""
    #[private] JwkCertificateOnly "jwk-certificate-only"
        "it has no n: give the first certificate of its x5c"
    #[private] JwkWithoutType "jwk-without-type"
        "its JSON is no JWK: it has no kty"
    #[private] JwkOtherType "jwk-other-type"
        "its kty is not RSA"
    #[private] JwkOtherPurpose "jwk-other-purpose"
        "its use, key_ops or alg do not allow signatures with RSASSA-PSS: its owner made it for something else"
    #[private] JwkUse "jwk-use"
        "its use is not encryption: its owner made it for something else"
    #[private] JwkOperations "jwk-operations"
        "its key_ops do not allow encryption: its owner made it for something else"
    #[private] JwkOperationsNoList "jwk-operations-no-list"
        "its key_ops are no list"
    #[private] JwkAlgorithm "jwk-algorithm"
        "its alg is not RSA-OAEP: its owner made it for something else"
    #[private] JwkSetWithoutRsa "jwk-set-without-rsa"
        "its JWK Set has no RSA key"
    #[private] JwkSetSeveral "jwk-set-several"
        "its JWK Set has more than one fitting key: choose one with the option kid"
    #[private] JwkSetWithoutKid "jwk-set-without-kid"
        "no key in it has this kid"

    // Keys: files of other software.
    #[private] Pkcs12 "pkcs12"
        "it is a PKCS#12 file: take the key out of it with `openssl pkcs12 -in FILE -nocerts -noenc -legacy`"
    #[private] Pkcs12Certificates "pkcs12-certificates"
        "it is a PKCS#12 file that has certificates alone, or whose contents are all encrypted: print them, and a private \
         key if there is one, with `openssl pkcs12 -in FILE -noenc -legacy`"
    #[private] JavaTrustStore "java-trust-store"
        "it is a key store of Java with certificates alone: print them with `keytool -list -rfc -storetype JCEKS -keystore \
         FILE`"
    #[private] JavaKeyStore "java-key-store"
        "it is a key store of Java: convert it with `keytool -importkeystore -srckeystore FILE -destkeystore OUT \
         -deststoretype PKCS12`, then `openssl pkcs12 -in OUT -nocerts -noenc`"
    #[private] JavaJceks "java-jceks"
        "it is a key store of Java: convert it with `keytool -importkeystore -srcstoretype JCEKS -srckeystore FILE \
         -destkeystore OUT -deststoretype PKCS12`, then `openssl pkcs12 -in OUT -nocerts -noenc`"
    #[private] Putty "putty"
        "it is in PuTTY's own form: convert it with `puttygen FILE -O private-openssh -o OUT`"
    #[private] SshCom "ssh-com"
        "it is in the form of ssh.com: convert it with `puttygen FILE -O private-openssh -o OUT`"
    #[private] Rfc4716 "rfc4716"
        "it is in the form of RFC 4716: convert it with `ssh-keygen -i -f FILE`"
    #[private] RsaKeyValue "rsa-key-value"
        "it is RSAKeyValue XML of .NET: export it as PEM"
    #[private] RsaParameters "rsa-parameters"
        "it is RSAParameters of .NET: export it as PEM"
    #[private] Listing "listing"
        "it is a listing, the output of openssl's option -text: give the PEM text"
    #[private] Request "certificate-request"
        "it is a certificate request: print its key with `openssl req -inform DER -in FILE -noout -pubkey`"
    #[private] RequestInPem "certificate-request-pem"
        "it is a certificate request: print its key with `openssl req -in FILE -noout -pubkey`"
    #[private] Pkcs7 "pkcs7"
        "it is a PKCS#7 bundle: print its certificates with `openssl pkcs7 -inform DER -in FILE -print_certs`"
    #[private] Pkcs7InPem "pkcs7-pem"
        "it is a PKCS#7 bundle: print its certificates with `openssl pkcs7 -in FILE -print_certs`"
    #[private] TrustedCertificate "trusted-certificate"
        "it is a certificate in OpenSSL's own form: convert it with `openssl x509 -in FILE`"
    #[private] RevocationList "revocation-list"
        "it is a list of revoked certificates (CRL), which has no key"
    #[private] OpenPgpKey "openpgp-key"
        "it is an OpenPGP key"
    #[private] AgeKey "age-key"
        "it is a key of age, which is not RSA"
    #[private] OtherPrivateKey "other-private-key"
        "it is not an RSA key in PKCS#8, PKCS#1 or OpenSSH's form"

    // Keys: algorithm and protection.
    NotRsa "not-rsa"
        "it is not an RSA key"
    #[private] PssParameters "pss-parameters"
        "it is restricted to parameters of RSASSA-PSS that are not supported: its hash must be one of SHA-1 to \
         SHA-512/256, and that of MGF1 the same"
    #[private] OaepOnly "oaep-only"
        "it is restricted to encryption (id-RSAES-OAEP)"
    PssOnly "pss-only"
        "it is restricted to signatures (RSASSA-PSS)"
    OaepRestricted "oaep-restricted"
        "it is restricted to other parameters (id-RSAES-OAEP): convert it to a plain RSA key"
    #[private] MorePrimes "more-primes"
        "it has more than two primes: make a key with two"
    #[private] ProtectionOutdated "protection-outdated"
        "its protection is outdated or unknown: renew it with `openssl pkcs8 -topk8 -in FILE -provider legacy \
         -provider default`"
    #[private] ProtectionTooMuchWork "protection-too-much-work"
        "its passphrase takes more work or memory than is allowed: renew its protection with `openssl pkcs8 -topk8 -in \
         FILE`"
    #[private] OpenSshRounds "openssh-rounds"
        "its passphrase takes more than 1,024 rounds: renew its protection with `ssh-keygen -p -a 100 -f FILE`"
    #[private] OpenSshCipher "openssh-cipher"
        "its protection is not aes256-ctr: renew it with `ssh-keygen -p -Z aes256-ctr -f FILE`"
    #[private] OpenSshSeveral "openssh-several"
        "its file has more than one key"

    // Keys: their numbers.
    ModulusTooLong "modulus-too-long"
        "its modulus has more than 8192 bits: make a smaller key"
    ModulusTooShort "modulus-too-short"
        "its modulus has fewer than 2048 bits: make a new key of 2048 bits or more"
    #[private] ModulusFarTooShort "modulus-far-too-short"
        "its modulus has fewer than 1024 bits: make a new key of 2048 bits or more"
    ModulusFactorable "modulus-factorable"
        "its modulus has the form of keys that can be factored (ROCA): make a new key elsewhere"
    ExponentTooLong "exponent-too-long"
        "its public exponent has more than 33 bits: make a key with the exponent 65537"
    ExponentOne "exponent-one"
        "its public exponent is 1, which encrypts nothing"
    PublicNumbersEven "public-numbers-even"
        "its modulus and exponent must be odd"
    #[private] NumberTooLong "number-too-long"
        "one of its numbers is longer than its modulus"
    #[private] NumbersContradict "numbers-contradict"
        "its numbers contradict each other"
    #[private] CrtContradicts "crt-contradicts"
        "its CRT values contradict its primes"
    #[private] NotPrime "not-prime"
        "one of its primes is not prime"
    #[private] PrimesUnequal "primes-unequal"
        "its primes are not of equal length: make a key with two equal halves"
    #[private] PrimesUnfit "primes-unfit"
        "its two primes do not make an RSA key"
    #[private] PrimesDifferInLength "primes-differ-in-length"
        "its primes differ in length"
    #[private] ModulusOneBitShort "modulus-one-bit-short"
        "its modulus is one bit shorter than its two primes together"
    #[private] PrimesClose "primes-close"
        "its primes are so close that the modulus can be factored"
    #[private] PrivateExponentShort "private-exponent-short"
        "its private exponent is so short that it can be computed"

    // Messages: what surrounds them, and what is no message.
    #[private] NotFiveParts "not-five-parts"
        "it must be five parts joined by dots, or a JSON object"
    #[private] SeveralMessages "several-messages"
        "it holds two messages or more: give one"
    #[private] Token "token"
        "it is a signed or unsigned token (JWS, JWT), which is not encrypted"
    #[private] FernetToken "fernet-token"
        "it is a token of Fernet, which is encrypted with a shared key"
    #[private] AgeFile "age-file"
        "it is a file encrypted with age, which age opens"
    #[private] CmsMessage "cms-message"
        "it is a CMS (PKCS#7) message, which openssl cms opens"
    #[private] OpenPgpMessage "openpgp-message"
        "it is an OpenPGP message, which gpg opens"
    #[private] PublicKeyAsMessage "public-key-as-message"
        "it is a public key or a certificate"
    #[private] CiphertextAsMessage "ciphertext-as-message"
        "it may be a raw ciphertext of RSA: decode it to bytes, for decrypt"

    // Messages: their parts.
    #[private] PartWhiteSpace "part-white-space"
        "one of its parts has white space"
    #[private] PartPadding "part-padding"
        "one of its parts has padding (=), which base64url has not in a message"
    #[private] PartBase64 "part-base64"
        "one of its parts has + or / of base64, and base64url has - and _ in their place"
    #[private] PartCharacter "part-character"
        "one of its parts has a character that base64url has not"
    #[private] PartCutOff "part-cut-off"
        "one of its parts is cut off or was changed"
    #[private] MessageNotJson "message-not-json"
        "it is not a JSON object of at most 64 distinct members in each"
    #[private] MemberWrongType "member-wrong-type"
        "one of its members is of the wrong type or place"
    #[private] NoRecipients "no-recipients"
        "it has no recipients"
    #[private] NoCiphertext "no-ciphertext"
        "it has no ciphertext"
    #[private] TwoCiphertexts "two-ciphertexts"
        "it has two ciphertexts"
    #[private] EmptyAad "empty-aad"
        "its aad is empty"
    #[private] WrongNonceOrTag "wrong-iv-or-tag"
        "its initialization vector or tag has the wrong length"

    // Messages: their headers.
    #[private] HeaderTooLong "header-too-long"
        "its header has more than 16,384 characters"
    #[private] UnprotectedHeaderTooLong "unprotected-header-too-long"
        "one of its headers has more than 16,384 bytes"
    #[private] HeaderNotText "header-not-text"
        "its header is not text"
    #[private] HeaderNotJson "header-not-json"
        "its header is not a JSON object of at most 64 distinct members"
    #[private] HeaderMemberTwice "header-member-twice"
        "a member of its header comes twice"
    #[private] HeaderWithoutAlgorithm "header-without-algorithm"
        "its header names no alg or no enc"
    #[private] HeaderValueTooLong "header-value-too-long"
        "its header has an alg, enc or kid that is too long"
    #[private] HeaderValueNotText "header-value-not-text"
        "its header has an alg or enc that is no text"
    #[private] Compressed "compressed"
        "it is compressed: ask for it without zip"
    #[private] CriticalExtension "critical-extension"
        "it needs an extension that is not known here (crit)"
    #[private] Rsa15 "rsa1_5"
        "its alg is RSA1_5, whose padding is unsafe: ask for RSA-OAEP-256"
    #[private] PassphraseMessage "pbes2"
        "it is sealed with a passphrase (PBES2): ask for RSA-OAEP-256"
}
