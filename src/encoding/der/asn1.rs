//! Tags and lengths of DER (X.690 §8.1 and §10.1), as far as keys need them. The contents of a value are not parsed, so
//! that nested values need no recursion.

#![forbid(unsafe_code)]

/// The tags that keys are made of. A `SEQUENCE` is always constructed, the other five types never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Tag {
    Integer = 0x02,
    BitString = 0x03,
    OctetString = 0x04,
    Null = 0x05,
    ObjectIdentifier = 0x06,
    Sequence = 0x30,
    /// Any other tag.
    Other = 0xff,
}

/// A value of any type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AnyRef<'a> {
    tag: Tag,
    value: &'a [u8],
}

impl<'a> AnyRef<'a> {
    pub(crate) const fn tag(&self) -> Tag {
        self.tag
    }

    /// The contents.
    pub(crate) const fn value(self) -> &'a [u8] {
        self.value
    }
}

/// The encoded values that are not read yet, one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Values<'a>(pub &'a [u8]);

impl<'a> Values<'a> {
    /// Whether all values were read.
    pub(super) const fn is_finished(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads the next value. Returns `None` if it is cut off, if its tag is 0 or has more than one byte, if a SEQUENCE
    /// or a SET is primitive or a type with the tag number 1 to 6 is constructed (X.690 §8 and §10.2), or if its length
    /// is indefinite, is not in its shortest form or takes more than four bytes.
    pub(super) fn next(&mut self) -> Option<AnyRef<'a>> {
        let [tag, first, rest @ ..] = self.0 else { return None };
        let tag = match tag {
            0x02 => Tag::Integer,
            0x03 => Tag::BitString,
            0x04 => Tag::OctetString,
            0x05 => Tag::Null,
            0x06 => Tag::ObjectIdentifier,
            0x30 => Tag::Sequence,
            0 | 0x10 | 0x11 | 0x21..=0x26 => return None,
            tag if tag & 0x1f == 0x1f => return None,
            _ => Tag::Other,
        };
        let (length, rest) = match first {
            0..0x80 => (usize::from(*first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let length = bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
                if length < 0x80 || bytes.first() == Some(&0) {
                    return None;
                }
                (length, rest)
            }
            0x80 | 0x85.. => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(AnyRef { tag, value })
    }
}
