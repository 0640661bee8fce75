//! From bytes to texts.
//!
//! Flipped bytes of UTF-8 are mostly no UTF-8, and letters picked blindly are hardly ever names. So a byte of ASCII is itself, and each of the
//! other 128 writes a piece that means something here: a letter, a mark, an invisible sign, a word of the lists.

/// What the bytes from 0x80 on write.
const PIECES: [&str; 128] = [
    // Letters.
    "ا",
    "أ",
    "إ",
    "آ",
    "ب",
    "ت",
    "ة",
    "ث",
    "ج",
    "ح",
    "خ",
    "د",
    "ذ",
    "ر",
    "ز",
    "س",
    "ش",
    "ص",
    "ض",
    "ط",
    "ظ",
    "ع",
    "غ",
    "ف",
    "ق",
    "ك",
    "ل",
    "م",
    "ن",
    "ه",
    "و",
    "ؤ",
    "ي",
    "ى",
    "ئ",
    "ء",
    "پ",
    "ک",
    "ی",
    "ٱ",
    // Marks that join letters, others, and tatweel.
    "\u{653}",
    "\u{654}",
    "\u{655}",
    "\u{64E}",
    "\u{651}",
    "\u{64B}",
    "\u{670}",
    "\u{640}",
    // Presentation forms: a ligature, long ones, marks by themselves.
    "\u{FEFB}",
    "\u{FDF2}",
    "\u{FDFA}",
    "\u{FE70}",
    "\u{FE77}",
    "\u{FC5E}",
    // Invisible signs.
    "\u{200C}",
    "\u{200D}",
    "\u{200F}",
    "\u{202B}",
    "\u{2067}",
    "\u{FEFF}",
    "\u{AD}",
    // White space.
    "\u{A0}",
    "\u{2028}",
    "\u{2029}",
    "\r\n",
    "\u{85}",
    "\u{3000}",
    // Signs and other scripts.
    "،",
    "؛",
    "؟",
    "«",
    "»",
    "“",
    "–",
    "٣",
    "é",
    "ﬁ",
    "İ",
    "한",
    "😀",
    "👩\u{200D}👩",
    "\u{1D54F}",
    "\u{301}",
    // Words, a space before them.
    " سيرغي",
    " لافروف",
    " محمود",
    " عباس",
    " عبد",
    " الله",
    " أبو",
    " مازن",
    " بن",
    " خالد",
    " سامر",
    " الحسيني",
    " القاهرة",
    " بيروت",
    " لبنان",
    " بلبنان",
    " وللقاهرة",
    " صور",
    " مدينة",
    " طرابلس",
    " غزة",
    " رام",
    " الأمم",
    " المتحدة",
    " برنامج",
    " الأغذية",
    " العالمي",
    " (WFP)",
    " حركة",
    " فتح",
    " حماس",
    " وزير",
    " الخارجية",
    " الروسي",
    " الرئيس",
    " وزارة",
    " الدفاع",
    " الملقب",
    " المعروف",
    " بالصقر",
    " قال",
    " إلى",
    " في",
    " من",
    " مطار",
];

/// What some bytes write. Behind `=` it is they themselves, which may be no UTF-8.
pub fn bytes(input: &[u8]) -> Vec<u8> {
    if let Some(literal) = input.strip_prefix(b"=") {
        return literal.to_vec();
    }
    let mut written = Vec::with_capacity(input.len() * 4);
    for &byte in input {
        match byte.checked_sub(0x80) {
            Some(piece) => written.extend_from_slice(PIECES[usize::from(piece)].as_bytes()),
            None => written.push(byte),
        }
    }
    written
}

/// The same as a text: what is no UTF-8 is replaced.
pub fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(&bytes(input)).into_owned()
}
