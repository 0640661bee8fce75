//! Offsets in the caller's unit.
//!
//! Inside, every raw offset is a byte. A caller may count code points (Python, Go runes) or UTF-16 units (JavaScript, Java, C#).

/// What a caller counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OffsetUnit {
    /// Unicode code points.
    #[default]
    Codepoint,
    /// UTF-16 code units.
    Utf16,
    /// UTF-8 bytes.
    Byte,
}

impl OffsetUnit {
    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Codepoint => "codepoint",
            Self::Utf16 => "utf16",
            Self::Byte => "byte",
        }
    }

    /// How long a text is in this unit.
    pub fn length(self, text: &str) -> usize {
        match self {
            // Neither needs decoding: count the bytes that begin a character, and those that begin one outside the first plane.
            Self::Codepoint => text.bytes().filter(|&byte| begins_char(byte)).count(),
            Self::Utf16 => text.bytes().map(|byte| usize::from(begins_char(byte)) + usize::from(byte >= 0xF0)).sum(),
            Self::Byte => text.len(),
        }
    }
}

fn begins_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// Turns byte offsets into offsets of a unit. Asked in rising order, a whole document costs one pass.
#[derive(Debug)]
pub struct OffsetConverter<'t> {
    text: &'t str,
    unit: OffsetUnit,
    byte: usize,
    units: usize,
}

impl<'t> OffsetConverter<'t> {
    /// A converter for one text.
    pub fn new(text: &'t str, unit: OffsetUnit) -> Self {
        Self { text, unit, byte: 0, units: 0 }
    }

    /// The offset, in the unit, of a byte offset on a character border. Going backwards is allowed and costs the distance.
    ///
    /// # Panics
    /// If the byte lies inside a character or past the end.
    pub fn convert(&mut self, byte: usize) -> usize {
        if byte >= self.byte {
            self.units += self.unit.length(&self.text[self.byte..byte]);
        } else {
            self.units -= self.unit.length(&self.text[byte..self.byte]);
        }
        self.byte = byte;
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_after_an_emoji() {
        let text = "😀 في بيروت";
        let byte = text.find("بيروت").unwrap_or_default();
        for (unit, expected) in [(OffsetUnit::Byte, 10), (OffsetUnit::Codepoint, 5), (OffsetUnit::Utf16, 6)] {
            let mut converter = OffsetConverter::new(text, unit);
            assert_eq!(converter.convert(byte), expected, "{unit:?}");
            assert_eq!(converter.convert(0), 0, "{unit:?} back to the start");
        }
    }
}
