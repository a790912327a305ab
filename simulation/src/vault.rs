//! Idealized sealing: a sealed value is a random word in a table, so it cannot be forged, and it opens only for the
//! purpose for which it was sealed. A MAC is a keyed hash; no attacker of the simulation knows the key.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

/// Sealed values: purpose and content by the sealed word.
#[derive(Default)]
pub(crate) struct Vault(RefCell<HashMap<String, (Vec<String>, String)>>);

impl Vault {
    /// Seals a value. `word` is random. A shorter one would not pass for a session.
    pub(crate) fn seal(&self, word: u64, purpose: Vec<String>, content: String) -> String {
        let sealed = format!("sealed-{word:0128x}");
        self.0.borrow_mut().insert(sealed.clone(), (purpose, content));
        sealed
    }

    /// Returns the content; `None` if it was sealed for another purpose, or not by this vault.
    pub(crate) fn open(&self, sealed: &str, purpose: &[String]) -> Option<String> {
        self.0.borrow().get(sealed).filter(|(known, _)| known == purpose).map(|(_, content)| content.clone())
    }
}

/// Computes a MAC.
pub(crate) fn mac(secret: &str, text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(secret.as_bytes());
    hasher.write_u8(0xff);
    hasher.write(text.as_bytes());
    format!("mac-{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_for_its_purpose_only() {
        let (vault, cookie, record) = (Vault::default(), vec!["cookie a".to_owned()], vec!["key".to_owned()]);
        let sealed = vault.seal(7, cookie.clone(), "{}".to_owned());
        assert_eq!(vault.open(&sealed, &cookie).as_deref(), Some("{}"));
        assert_eq!(vault.open(&sealed, &record), None);
        assert_eq!(vault.open(&format!("sealed-{:0128x}", 8), &cookie), None);
        assert_ne!(mac("a", "text"), mac("b", "text"));
    }
}
