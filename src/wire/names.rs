//! Knows the names that came last, so that one that comes again costs no memory. Leaves what they name to others.

use crate::call::name::Text;

/// So many are kept; each has one place, where the next of the same place takes over.
const KEPT: usize = 32;

/// The names that came last.
pub struct Names([Option<Text>; KEPT]);

impl Default for Names {
    fn default() -> Self {
        Self([const { None }; KEPT])
    }
}

impl Names {
    /// Makes a text of a name, or finds the one that there is.
    pub(super) fn text(&mut self, name: &str) -> Text {
        let last = name.bytes().last().unwrap_or(0);
        let kept = &mut self.0[(usize::from(last) + name.len()) % KEPT];
        match kept {
            Some(kept) if **kept == *name => kept.clone(),
            _ => kept.insert(name.into()).clone(),
        }
    }
}
