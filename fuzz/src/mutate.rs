//! A mutator that repeats: what makes costs grow faster than the input, and nesting deep, is a part of it that comes many
//! times. libFuzzer's own mutations, which do all else, seldom make that.

use crate::random::Repeatable;

/// Characters at which a part begins or ends in the texts that are read.
const DELIMITERS: &[u8] = b"\"{}[]:,\n\r \0.-=\\\xff\xfe";

/// One mutation in this many repeats.
const ONE_IN: usize = 12;

/// Mutates `data[..size]` in place; the new size.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Repeatable(u64::from(seed));
    if size > 0 && size < max_size && random.below(ONE_IN) == 0 {
        repeat(data, size, max_size, &mut random)
    } else {
        libfuzzer_sys::fuzzer_mutate(data, size, max_size)
    }
}

/// Repeats a part, as it is or with a number in each copy, which makes names that differ.
fn repeat(data: &mut [u8], size: usize, max_size: usize, random: &mut Repeatable) -> usize {
    let (begin, end) = part(&data[..size], random);
    let part = data[begin..end].to_vec();
    let rest = data[end..size].to_vec();
    let room = max_size - size;
    // The number of copies is spread over its octaves: 2 as often as 2,000.
    let most = (room / part.len()).max(1);
    let octave = random.below(most.ilog2() as usize + 2);
    let copies = 1 + random.below(1 << octave);
    let counter = (random.below(2) == 0).then(|| random.below(part.len() + 1));
    let mut at = end;
    for copy in 0..copies {
        let number = counter.map(|_| format!("{copy:x}")).unwrap_or_default();
        let (before, after) = part.split_at(counter.unwrap_or_default());
        let length = part.len() + number.len();
        if at + length + rest.len() > max_size {
            break;
        }
        for piece in [before, number.as_bytes(), after] {
            data[at..at + piece.len()].copy_from_slice(piece);
            at += piece.len();
        }
    }
    data[at..at + rest.len()].copy_from_slice(&rest);
    at + rest.len()
}

/// A part of the data, mostly a short one: between two delimiters, or anywhere.
fn part(data: &[u8], random: &mut Repeatable) -> (usize, usize) {
    let mut begin = random.below(data.len());
    let longest = 1 << random.below(12);
    let mut end = (begin + 1 + random.below(longest)).min(data.len());
    if random.below(2) == 0 {
        let is_delimiter = |byte: &u8| DELIMITERS.contains(byte);
        begin = data[..begin].iter().rposition(is_delimiter).unwrap_or(begin);
        end = data[end..].iter().position(is_delimiter).map_or(end, |next| end + next);
        // With or without the delimiter at the front and at the end.
        begin += random.below(2).min(end - begin - 1);
        end = (end + random.below(2)).min(data.len());
    }
    (begin, end)
}
