//! Bytes to text: UTF-8, UTF-16, and the single-byte encodings of older programs.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::Reason;

/// Text out of a file, with how it was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static str,
    /// What the user should know about the reading, if anything.
    pub(super) doubt: Option<String>,
}

/// Decodes a whole file.
///
/// A byte order mark decides. Without one, bytes that are valid UTF-8 are UTF-8, every second byte
/// being NUL means UTF-16, and anything else is taken for a single-byte encoding, with a doubt.
pub(super) fn decode(bytes: Vec<u8>) -> Result<Decoded, Reason> {
    if let Some(looks_like) = magic(&bytes) {
        return Err(Reason::Binary { looks_like });
    }
    let mut decoded = match &bytes[..] {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8("UTF-8 with BOM", rest),
        [0xff, 0xfe, rest @ ..] => with(UTF_16LE, rest, false),
        [0xfe, 0xff, rest @ ..] => with(UTF_16BE, rest, false),
        _ => match utf16_by_its_nuls(&bytes) {
            Some(encoding) => with(encoding, &bytes, true),
            None => without_mark(bytes)?,
        },
    };
    if is_garbage(&decoded.text) {
        return Err(Reason::Binary { looks_like: "binary data" });
    }
    // Programs that add a mark to text that has one leave a second, which is no text either.
    let marks = decoded.text.len() - decoded.text.trim_start_matches('\u{feff}').len();
    decoded.text.drain(..marks);
    Ok(decoded)
}

/// How a file starts that is to be read row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// As UTF-8 does, with so many bytes of a byte order mark.
    Utf8 { encoding: &'static str, mark: usize },
    /// As text in another encoding.
    Other,
}

/// Looks at the first bytes of a file.
///
/// # Errors
/// [`Reason::Binary`] if they are no text.
pub(super) fn start_of(bytes: &[u8]) -> Result<Start, Reason> {
    if let Some(looks_like) = magic(bytes) {
        return Err(Reason::Binary { looks_like });
    }
    let (encoding, mark) = match bytes {
        [0xef, 0xbb, 0xbf, ..] => ("UTF-8 with BOM", 3),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Ok(Start::Other),
        _ if utf16_by_its_nuls(bytes).is_some() => return Ok(Start::Other),
        _ => ("UTF-8", 0),
    };
    if bytes.contains(&0) {
        return Err(Reason::Binary { looks_like: "binary data with NUL bytes" });
    }
    let text = String::from_utf8_lossy(&bytes[mark..]);
    if is_garbage(&text) {
        return Err(Reason::Binary { looks_like: "binary data" });
    }
    let damage = bytes[mark..].utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    // The last character may be cut off.
    Ok(if damage > 1 && !is_damaged_utf8(bytes) { Start::Other } else { Start::Utf8 { encoding, mark } })
}

/// Bytes without a byte order mark that are not UTF-16.
fn without_mark(bytes: Vec<u8>) -> Result<Decoded, Reason> {
    if bytes.contains(&0) {
        return Err(Reason::Binary { looks_like: "binary data with NUL bytes" });
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text, encoding: "UTF-8", doubt: None }),
        Err(error) => error.into_bytes(),
    };
    Ok(if is_damaged_utf8(&bytes) { utf8("UTF-8", &bytes) } else { with(single_byte(&bytes), &bytes, true) })
}

/// UTF-8 with invalid sequences replaced and counted.
fn utf8(encoding: &'static str, bytes: &[u8]) -> Decoded {
    let replaced = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let text = String::from_utf8_lossy(bytes).into_owned();
    Decoded { text, encoding, doubt: replacements(encoding, replaced) }
}

/// Any other encoding; one that was guessed is a doubt in itself.
fn with(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Decoded {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name();
    let replaced = if had_errors { text.matches(char::REPLACEMENT_CHARACTER).count() } else { 0 };
    let doubt = replacements(name, replaced).or_else(|| {
        guessed.then(|| format!("read as {name}, which is a guess: if letters look wrong, save it as UTF-8"))
    });
    Decoded { text: text.into_owned(), encoding: name, doubt }
}

/// The warning about characters that could not be decoded.
fn replacements(encoding: &str, count: usize) -> Option<String> {
    (count > 0).then(|| {
        format!("read as {encoding}, with � in the place of what is invalid ({count} times): save it as UTF-8 again")
    })
}

/// Whether bytes that are not valid UTF-8 are still most likely UTF-8 with damage. Text in a
/// single-byte encoding all but never forms valid sequences of several bytes.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > invalid
}

/// UTF-16 without a byte order mark: in most scripts of the west nearly every second byte is NUL.
fn utf16_by_its_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    let nuls = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    let enough = (sample.len() / 2).div_ceil(3).max(1);
    match (even, odd) {
        _ if sample.len() < 2 => None,
        (0, odd) if odd >= enough => Some(UTF_16LE),
        (even, 0) if even >= enough => Some(UTF_16BE),
        _ => None,
    }
}

/// The single-byte encoding that the detector finds most likely, or Windows-1252, which Excel and
/// Word write in western Europe. Its guesses at multi-byte encodings are not followed: on short
/// western texts they are wrong more often than right.
fn single_byte(bytes: &[u8]) -> &'static Encoding {
    const ENOUGH: usize = 1 << 20;
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(64);
    let sample = &bytes[first..bytes.len().min(first + ENOUGH)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess.is_single_byte() { guess } else { WINDOWS_1252 }
}

/// The kind of file that the first bytes give away, where that is no text.
fn magic(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 13] = [
        (b"%PDF-", "a PDF"),
        (b"{\\rtf", "rich text (RTF)"),
        (b"PK\x03\x04", "a ZIP archive or an Office file"),
        (b"\xd0\xcf\x11\xe0", "an old or encrypted Office file"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"PAR1", "a Parquet file"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x7fELF", "a program"),
    ];
    MAGIC.iter().find(|(start, _)| bytes.starts_with(start)).map(|&(_, name)| name)
}

/// Whether more than one character in twenty is a control character that no text has.
fn is_garbage(text: &str) -> bool {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\x0b' | '\x0c' | '\r' | '\u{85}');
    let sample = || text.chars().take(1 << 16);
    sample().any(|c| c == '\0') || sample().filter(|&c| is_odd(c)).count() * 20 > sample().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn every_common_encoding_is_read() {
        let long = "Ystrad — a café, £5 “each”.";
        let cp1252 = WINDOWS_1252.encode("Our café costs £5 and we’re proud of it").0.into_owned();
        let cases: [(&str, Vec<u8>, &str, &str, bool); 8] = [
            ("plain", b"plain".to_vec(), "plain", "UTF-8", false),
            ("utf-8", long.into(), long, "UTF-8", false),
            ("bom", [b"\xef\xbb\xbf", long.as_bytes()].concat(), long, "UTF-8 with BOM", false),
            ("le bom", utf16(&format!("\u{feff}{long}"), u16::to_le_bytes), long, "UTF-16LE", false),
            ("be bom", utf16(&format!("\u{feff}{long}"), u16::to_be_bytes), long, "UTF-16BE", false),
            ("le", utf16("plain text", u16::to_le_bytes), "plain text", "UTF-16LE", true),
            ("be", utf16("plain text", u16::to_be_bytes), "plain text", "UTF-16BE", true),
            ("cp1252", cp1252, "Our café costs £5 and we’re proud of it", "windows-1252", true),
        ];
        for (name, bytes, text, encoding, is_doubted) in cases {
            let decoded = decode(bytes).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding), "{name}");
            assert_eq!(decoded.doubt.is_some(), is_doubted, "{name}");
        }
    }

    #[test]
    fn damaged_utf8_stays_utf8_and_the_damage_is_counted() {
        let decoded = decode(b"caf\xc3\xa9 na\xc3\xafve \xff end".to_vec()).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("café naïve � end", "UTF-8"));
        assert!(decoded.doubt.unwrap().contains("(1 times)"));
    }

    #[test]
    fn a_guess_at_the_encoding_is_named() {
        let doubt = decode(b"caf\xe9 cr\xe8me".to_vec()).unwrap().doubt.unwrap();
        assert!(doubt.contains("windows-1252"), "{doubt}");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> = (0..=255u8).filter(|&b| b != 0).cycle().take(4000).collect();
        let cases: [&[u8]; 6] =
            [b"\x89PNG\r\n", b"%PDF-1.7", b"{\\rtf1 hello}", b"a\0b\0\0c", b"\xff\xfe\0\0a\0\0\0", &noise];
        for bytes in cases {
            let outcome = decode(bytes.to_vec());
            assert!(matches!(outcome, Err(Reason::Binary { .. })), "{bytes:?} gave {outcome:?}");
        }
    }
}
