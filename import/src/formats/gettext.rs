//! gettext `.mo` catalogues: message ids and their translations.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

/// Reads a catalogue in either byte order. The header, whose id is empty, is left out.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<String, String>> {
    let little = match bytes.get(..4) {
        Some([0xDE, 0x12, 0x04, 0x95]) => true,
        Some([0x95, 0x04, 0x12, 0xDE]) => false,
        _ => bail!("this is no gettext catalogue: its first bytes are not the magic number"),
    };
    let number = |at: usize| -> Result<usize> {
        let bytes: [u8; 4] = bytes.get(at..at + 4).context("the catalogue is cut short")?.try_into()?;
        let number = if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
        Ok(usize::try_from(number)?)
    };
    let text = |table: usize, index: usize| -> Result<String> {
        let (length, start) = (number(table + 8 * index)?, number(table + 8 * index + 4)?);
        let text = bytes.get(start..start + length).context("a message lies outside the catalogue")?;
        Ok(std::str::from_utf8(text).context("a message is not UTF-8")?.to_owned())
    };
    let (count, ids, translations) = (number(8)?, number(12)?, number(16)?);
    let mut messages = BTreeMap::new();
    for index in 0..count {
        let id = text(ids, index)?;
        if !id.is_empty() {
            messages.insert(id, text(translations, index)?);
        }
    }
    Ok(messages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(messages: &[(&str, &str)], big: bool) -> Vec<u8> {
        let word = |number: usize| {
            let number = u32::try_from(number).unwrap();
            if big { number.to_be_bytes() } else { number.to_le_bytes() }
        };
        let (count, ids) = (messages.len(), 28);
        let translations = ids + 8 * count;
        let mut bytes: Vec<u8> = [0x9504_12DE, 0, count, ids, translations, 0, 0].into_iter().flat_map(word).collect();
        let mut texts = Vec::new();
        let start = translations + 8 * count;
        for text in messages.iter().map(|message| message.0).chain(messages.iter().map(|message| message.1)) {
            bytes.extend(word(text.len()));
            bytes.extend(word(start + texts.len()));
            texts.extend_from_slice(text.as_bytes());
            texts.push(0);
        }
        bytes.extend(texts);
        bytes
    }

    #[test]
    fn messages_are_read_in_either_byte_order() {
        for big in [false, true] {
            let messages = read(&catalogue(&[("", "header"), ("100", "بغداد"), ("IQ.01", "الأنبار")], big)).unwrap();
            assert_eq!(messages.len(), 2);
            assert_eq!(messages["100"], "بغداد");
        }
    }

    #[test]
    fn what_is_no_catalogue_is_refused() {
        assert!(read(b"PK").unwrap_err().to_string().contains("magic number"));
        let whole = catalogue(&[("1", "بغداد")], false);
        assert!(read(&whole[..whole.len() - 4]).is_err());
    }
}
