//! The object identifiers of RSA keys.

#![forbid(unsafe_code)]

/// The identifiers of pkcs-1, 1.2.840.113549.1.1, with tag and length, and without their last number.
pub(super) const PKCS1: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
/// The last numbers: rsaEncryption, id-RSAES-OAEP and id-RSASSA-PSS (RFC 8017 appendix A).
pub(super) const RSA_ENCRYPTION: u8 = 1;
pub(super) const ID_RSAES_OAEP: u8 = 7;
pub(super) const ID_RSASSA_PSS: u8 = 10;
/// NULL.
pub(super) const NULL: &[u8] = &[5, 0];
