//! A mutator that repeats a part of the input. With many copies of a part, nesting becomes deep, and a cost that grows
//! faster than the input exceeds its bound. libFuzzer's own mutations, which are used most of the time, seldom make so
//! many copies.

use crate::random::Repeatable;

/// Characters at which a part of a text begins or ends.
const DELIMITERS: &[u8] = b"\"{}[]:,\n\r \0.-=\\\xff\xfe";

/// One mutation in this many repeats a part; the others are libFuzzer's own.
const ONE_IN: usize = 12;

/// How many bytes at the beginning and at the end of the input count as near the beginning and near the end.
const NEAR: usize = 256;

/// Mutates `data[..size]` in place and returns the new size.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Repeatable(u64::from(seed));
    if size > 0 && size < max_size && random.below(ONE_IN) == 0 {
        repeat(data, size, max_size, &mut random)
    } else {
        libfuzzer_sys::fuzzer_mutate(data, size, max_size)
    }
}

/// Repeats a part, unchanged or with a number in each copy, so that the names in the copies differ.
fn repeat(data: &mut [u8], size: usize, max_size: usize, random: &mut Repeatable) -> usize {
    let element = if random.below(3) == 0 { element(&data[..size], random) } else { None };
    let (end, part) = element.unwrap_or_else(|| {
        let (begin, end) = part(&data[..size], random);
        (end, data[begin..end].to_vec())
    });
    let rest = data[end..size].to_vec();
    // As many copies as fit, or a number of copies whose logarithm is about uniform: some 2 copies are as likely as
    // some 2,000.
    let most = (max_size - size) / part.len();
    let octave = random.below(most.max(1).ilog2() as usize + 2);
    let copies = if random.below(2) == 0 { most } else { 1 + random.below(1 << octave) };
    let counter = (random.below(2) == 0).then(|| random.below(part.len() + 1));
    let mut position = end;
    for copy in 0..copies {
        let number = counter.map(|_| format!("{copy:x}")).unwrap_or_default();
        let (before, after) = part.split_at(counter.unwrap_or_default());
        if position + part.len() + number.len() + rest.len() > max_size {
            break;
        }
        for piece in [before, number.as_bytes(), after] {
            data[position..position + piece.len()].copy_from_slice(piece);
            position += piece.len();
        }
    }
    data[position..position + rest.len()].copy_from_slice(&rest);
    position + rest.len()
}

/// Finds an object or a list at random. Returns the index of its end and a copy of its text, with the separator of the
/// list that contains it in front. Inserted at that index, such copies make the containing list longer.
fn element(data: &[u8], random: &mut Repeatable) -> Option<(usize, Vec<u8>)> {
    let opens = |byte: &u8| matches!(byte, b'{' | b'[');
    let start = random.below(data.len());
    let begin = start + data[start..].iter().position(opens)?;
    let mut depth = 0;
    let last = data[begin..].iter().position(|byte| {
        depth += usize::from(opens(byte));
        depth -= usize::from(matches!(byte, b'}' | b']'));
        depth == 0
    })?;
    let end = begin + last + 1;
    let neighbours = [begin.checked_sub(1).map(|before| data[before]), data.get(end).copied()];
    let separator = neighbours.into_iter().flatten().find(|byte| matches!(byte, b',' | b'\n' | 0)).unwrap_or(b',');
    Some((end, [&[separator], &data[begin..end]].concat()))
}

/// Begin and end of a random part of the data. A third of the parts are short, whatever bytes they begin and end with.
/// The others reach from a delimiter to one of the following delimiters.
fn part(data: &[u8], random: &mut Repeatable) -> (usize, usize) {
    // Most parts begin near the beginning or the end, because the middle often consists of equal copies.
    let begin = match random.below(3) {
        0 => random.below(data.len()),
        1 => random.below(data.len().min(NEAR)),
        _ => data.len() - 1 - random.below(data.len().min(NEAR)),
    };
    let octave = random.below(8);
    let end = (begin + 1 + random.below(1 << octave)).min(data.len());
    if random.below(3) == 0 {
        return (begin, end);
    }
    let is_delimiter = |byte: &u8| DELIMITERS.contains(byte);
    let begin = data[..=begin].iter().rposition(is_delimiter).unwrap_or(begin);
    let delimiters = data[begin + 1..].iter().enumerate().filter(|(_, byte)| is_delimiter(byte));
    let end = delimiters.map(|(place, _)| begin + 1 + place).nth(random.below(8)).unwrap_or(data.len());
    // Include the delimiter at each end or not, at random.
    let begin = begin + random.below(2).min(end - begin - 1);
    (begin, (end + random.below(2)).min(data.len()))
}

#[cfg(test)]
mod tests {
    use super::repeat;
    use crate::random::Repeatable;

    #[test]
    fn repeating_a_part_can_make_members_with_different_names() {
        let text = br#"{"a":1,"b":2}"#;
        let is_made = (0..10_000).any(|seed| {
            let mut data = [0; 1000];
            data[..text.len()].copy_from_slice(text);
            let size = repeat(&mut data, text.len(), 1000, &mut Repeatable(seed));
            let text = String::from_utf8_lossy(&data[..size]);
            serde_json::from_str::<serde_json::Map<_, _>>(&text).is_ok_and(|members| members.len() > 50)
        });
        assert!(is_made);
    }

    #[test]
    fn repeating_an_element_can_make_a_list_longer() {
        let text = br#"{"list":[{"a":{},"b":[1,2]}]}"#;
        let is_made = (0..10_000).any(|seed| {
            let mut data = [0; 1000];
            data[..text.len()].copy_from_slice(text);
            let size = repeat(&mut data, text.len(), 1000, &mut Repeatable(seed));
            let text = String::from_utf8_lossy(&data[..size]);
            let value = serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default();
            value["list"].as_array().is_some_and(|list| list.len() > 30)
        });
        assert!(is_made);
    }

    #[test]
    fn the_result_fits_in_the_largest_size() {
        for seed in 0..10_000 {
            let mut random = Repeatable(seed);
            let (size, max_size) = (1 + random.below(30), 31 + random.below(100));
            let mut data: Vec<u8> = (0..max_size as u8).collect();
            assert!((size..=max_size).contains(&repeat(&mut data, size, max_size, &mut random)));
        }
    }
}
