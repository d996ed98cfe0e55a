//! The members of a SEQUENCE, and the encoding of values (X.690).

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::asn1::{AnyRef, Tag, Values};
use crate::{Error, Reason, encoding::kind::DAMAGED};

/// The members of a SEQUENCE, in order.
pub(crate) struct Members<'a>(Values<'a>);

impl<'a> Members<'a> {
    /// Opens the SEQUENCE that fills `der`.
    pub(crate) fn of(der: &'a [u8]) -> Result<Self, Error> {
        let mut values = Values(der);
        match values.next() {
            Some(outer) if outer.tag() == Tag::Sequence && values.is_finished() => Ok(Self::inside(outer.value())),
            _ => Err(DAMAGED),
        }
    }

    /// Reads the contents of a SEQUENCE.
    pub(crate) const fn inside(contents: &'a [u8]) -> Self {
        Self(Values(contents))
    }

    /// Whether all members were read.
    pub(crate) fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    /// Reads the next member of any type. Its contents are not parsed, so that nested values need no recursion.
    pub(crate) fn any(&mut self) -> Result<AnyRef<'a>, Error> {
        self.0.next().ok_or_else(|| DAMAGED)
    }

    /// Reads the contents of the next member, which must have this tag.
    pub(crate) fn value(&mut self, tag: Tag) -> Result<&'a [u8], Error> {
        Some(self.any()?).filter(|any| any.tag() == tag).map(AnyRef::value).ok_or_else(|| DAMAGED)
    }

    /// Reads the next member, which must be an INTEGER that is not negative, in its shortest encoding (X.690 §8.3).
    pub(crate) fn uint(&mut self) -> Result<&'a [u8], Error> {
        match self.value(Tag::Integer)? {
            [0, 0..0x80, ..] => Err(Error::MalformedKey { reason: Reason::SuperfluousZero }),
            [0x80..=0xff, ..] => Err(Error::MalformedKey { reason: Reason::NegativeNumber }),
            [] => Err(DAMAGED),
            bytes => Ok(bytes),
        }
    }

    /// Reads the next member as [`Self::uint`] does if that member is an INTEGER. If it is not, reads nothing and
    /// returns `None`.
    pub(crate) fn optional_uint(&mut self) -> Result<Option<&'a [u8]>, Error> {
        match self.0.0.first() {
            Some(0x02) => self.uint().map(Some),
            _ => Ok(None),
        }
    }
}

/// Whether a member has this tag.
pub(crate) fn is(member: &AnyRef<'_>, tag: Tag) -> bool {
    member.tag() == tag
}

/// Writes the INTEGER of a number without leading zeros. A zero byte before the number keeps it positive.
pub(crate) fn integer(number: &[u8]) -> Zeroizing<Vec<u8>> {
    match number {
        [] | [0x80..=0xff, ..] => write(Tag::Integer, &[&[0], number]),
        _ => write(Tag::Integer, &[number]),
    }
}

/// Writes tag, length (X.690 §8.1.3, at most 65,535 bytes) and contents. The vector is allocated once, because one that
/// grows leaves copies of a key in freed memory.
pub(crate) fn write(tag: Tag, contents: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    write_tagged(tag as u8, contents)
}

/// Like [`write`], with a tag that is given as its byte.
pub(super) fn write_tagged(tag: u8, contents: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let length: usize = contents.iter().map(|part| part.len()).sum();
    // The tag and the length take at most four bytes.
    let mut bytes = Zeroizing::new(Vec::with_capacity(length + 4));
    bytes.push(tag);
    match u16::try_from(length).expect("the encoding of the largest key takes 5 kilobytes").to_be_bytes() {
        [0, short @ 0..0x80] => bytes.push(short),
        [0, long] => bytes.extend([0x81, long]),
        [high, low] => bytes.extend([0x82, high, low]),
    }
    for part in contents {
        bytes.extend_from_slice(part);
    }
    bytes
}
