//! A text in which keys are searched, and what was found so far.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use super::unwrap::{BASE64, Decoded};
use crate::encoding::kind::{Block, Carrier, Kind};

/// The most keys that are read. Of further keys only a private one counts, if no private key was found before.
const MAX_KEYS: usize = 100;

/// A text or bytes in which keys are searched: the input, a part of it, or what a part of it was decoded to.
pub(super) struct Place {
    pub text: Decoded,
    /// The names of the steps that led here, the outermost first.
    pub steps: Vec<&'static str>,
    /// The name of the nearest JSON member that encloses the text.
    pub member: Option<String>,
    /// The number of the JSON array of which the text, or a text around it, is an element, or 0.
    pub run: usize,
    pub stage: Stage,
}

/// What is to be done at a place.
#[derive(Clone, Copy)]
pub(super) enum Stage {
    /// Search for keys.
    Search,
    /// Decode the text by one step, unless more than this number of keys was found by then.
    Step(usize),
    /// Search the text's words one by one, unless more than this number of keys was found by then.
    Words(usize),
    /// Search for keys, unless more than this number of keys was found by then.
    Otherwise(usize),
}

impl Place {
    pub(super) const fn new(text: Decoded) -> Self {
        Self { text, steps: Vec::new(), member: None, run: 0, stage: Stage::Search }
    }

    /// The place to which one more step leads.
    #[inline(never)]
    pub(super) fn inside(&self, step: &'static str, text: Decoded) -> Self {
        let mut steps = Vec::with_capacity(self.steps.len() + 1);
        steps.extend_from_slice(&self.steps);
        steps.push(step);
        Self { text, steps, member: self.member.clone(), run: self.run, stage: Stage::Search }
    }
}

/// The keys and the places that a search has found.
#[derive(Default)]
pub(super) struct Finds {
    pub blocks: Vec<Block>,
    /// The places that are to be searched, the next one last.
    pub places: Vec<Place>,
    /// How many numbers [`Self::next_run`] has given.
    runs: usize,
}

impl Finds {
    /// A new number for [`Block::run`].
    pub(super) const fn next_run(&mut self) -> usize {
        self.runs += 1;
        self.runs
    }

    /// Whether a key of this kind still counts.
    pub(super) fn has_room(&self, kind: Kind) -> bool {
        self.blocks.len() < MAX_KEYS || (kind.is_private() && !self.blocks.iter().any(Block::is_private))
    }

    /// Adds a key that was found at a place, unless the same key was found before or there is no room for it.
    #[inline(never)]
    pub(super) fn add(&mut self, place: &Place, mut block: Block) {
        // A certificate is added each time that it occurs, so that every chain that has it is complete.
        let is_known = |known: &Block| {
            !matches!(block.kind, Kind::Certificate) && !block.bytes.is_empty() && known.bytes == block.bytes
        };
        if !self.has_room(block.kind) || self.blocks.iter().any(is_known) {
            return;
        }
        let mut steps = place.steps.clone();
        steps.append(&mut block.steps);
        if block.carrier == Carrier::Der && steps.last() == Some(&BASE64) {
            // The base64 of DER counts as the encoding of the key, and not as a step that led to it.
            steps.pop();
            block.carrier = Carrier::Base64;
        }
        block.steps = steps;
        if block.run == 0 {
            block.run = place.run;
        }
        if block.member.is_none() {
            block.member.clone_from(&place.member);
        }
        self.blocks.push(block);
    }
}
