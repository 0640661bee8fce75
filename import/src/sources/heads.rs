//! Heads: the generic words of administration around a proper name, which stand outside a mention's span.

use super::translit;

/// Words before a name, all of them followed by a space.
const BEFORE: [&str; 45] = [
    "محافظة",
    "ولاية",
    "مقاطعة",
    "إقليم",
    "اقليم",
    "منطقة",
    "بلدية",
    "مديرية",
    "قضاء",
    "ناحية",
    "مركز",
    "معتمدية",
    "شعبية",
    "عمالة",
    "دائرة",
    "إمارة",
    "امارة",
    "كانتون",
    "أبرشية",
    "ابرشية",
    "إدارة",
    "ادارة",
    "أدارة",
    "جهة",
    "ضاحية",
    "أوبلاست",
    "أوبليس",
    "كراي",
    "أوكروغ",
    "لواء",
    "شهرستان",
    "استان",
    "ضلع",
    "قسم",
    "شعبة",
    "مدينة",
    "بلدة",
    "قرية",
    "جماعة",
    "ريجيون",
    "مقاطعه",
    "محافظه",
    "ولايه",
    "منطقه",
    "ولايت",
];
/// Words after a name: Slavic and Turkic heads that were spelt out instead of translated, and heads of Persian and Pashto.
const AFTER: [&str; 12] =
    ["أوبلاست", "أوبلاستي", "كراي", "أوكروغ", "أتول", "ولايت", "ولايتي", "كاونتي", "ديستريكت", "رايون", "الإدارية", "الإقليمية"];

/// A name without the heads around it; `None` if it has none, or if nothing proper is left.
pub(super) fn strip(name: &str) -> Option<&str> {
    let mut bare = name;
    for head in BEFORE {
        if let Some(rest) = bare.strip_prefix(head).and_then(|rest| rest.strip_prefix(' ')) {
            bare = rest;
            break;
        }
    }
    for head in AFTER {
        if let Some(rest) = bare.strip_suffix(head).and_then(|rest| rest.strip_suffix(' ')) {
            bare = rest;
            break;
        }
    }
    (bare != name && !is_generic(bare)).then_some(bare)
}

/// The same for a populated place: مدينة belongs to a name that says City in English as well (مدينة نصر, مدينة الكويت).
pub(super) fn strip_city<'n>(english: &str, name: &'n str) -> Option<&'n str> {
    let english = english.to_lowercase();
    let says_city = ["city", "ciudad", "madinat", "madīnat", "cité"].iter().any(|word| english.contains(word));
    if says_city && name.starts_with("مدينة ") { None } else { strip(name) }
}

/// Whether nothing of a name is proper: directions and heads only, such as المنطقة الشمالية.
pub(super) fn is_generic(name: &str) -> bool {
    name.split([' ', '-']).all(|word| {
        let word = word.strip_prefix('و').filter(|rest| rest.starts_with("ال")).unwrap_or(word);
        let bare = word.strip_prefix("ال").unwrap_or(word);
        direction_ar(word).is_some() || BEFORE.iter().any(|head| head == &bare) || matches!(bare, "عاصمة" | "مركزية" | "مركز" | "حضرية")
    })
}

/// A direction or size that sources translate rather than transliterate.
fn direction_ar(word: &str) -> Option<char> {
    let bare = word.strip_prefix("ال").unwrap_or(word);
    Some(match bare {
        "شمال" | "شمالية" | "شمالي" => 'n',
        "جنوب" | "جنوبية" | "جنوبي" => 's',
        "شرق" | "شرقية" | "شرقي" => 'e',
        "غرب" | "غربية" | "غربي" => 'w',
        "وسط" | "وسطى" | "أوسط" => 'c',
        "عليا" | "أعلى" => 'u',
        "سفلى" | "أسفل" => 'l',
        "كبرى" | "كبير" => 'g',
        "جديدة" | "جديد" => 'b',
        _ => return None,
    })
}

fn direction_en(word: &str) -> Option<&'static str> {
    Some(match word {
        "north" | "northern" | "nord" | "norte" => "n",
        "south" | "southern" | "sud" | "sur" => "s",
        "east" | "eastern" | "est" | "oriental" => "e",
        "west" | "western" | "ouest" | "occidental" => "w",
        "central" | "centre" | "center" | "middle" | "midlands" => "c",
        "upper" => "u",
        "lower" => "l",
        "greater" | "great" | "grande" | "grand" => "g",
        "new" => "b",
        "northeast" | "north-east" | "northeastern" | "north-eastern" => "ne",
        "northwest" | "north-west" | "northwestern" | "north-western" => "nw",
        "southeast" | "south-east" | "southeastern" | "south-eastern" => "se",
        "southwest" | "south-west" | "southwestern" | "south-western" => "sw",
        _ => return None,
    })
}

/// English words whose Arabic is a word, not a spelling, with that word's forms.
const TRANSLATED: [(&str, &[&str]); 24] = [
    ("saint", &["سانت", "القديس", "القديسة", "سان", "سينت"]),
    ("st", &["سانت", "القديس", "القديسة", "سان"]),
    ("islands", &["جزر"]),
    ("island", &["جزيرة"]),
    ("river", &["نهر", "ريفر"]),
    ("rivers", &["الأنهار", "أنهار"]),
    ("coast", &["ساحل", "الساحل"]),
    ("republic", &["جمهورية"]),
    ("bay", &["خليج", "باي"]),
    ("valley", &["وادي", "فالي"]),
    ("lake", &["بحيرة", "ليك"]),
    ("lakes", &["البحيرات", "بحيرات"]),
    ("sea", &["البحر", "بحر"]),
    ("nile", &["النيل"]),
    ("mount", &["جبل", "ماونت"]),
    ("mountain", &["جبل"]),
    ("capital", &["العاصمة", "عاصمة"]),
    ("territory", &["إقليم", "أراضي", "الإقليم"]),
    ("and", &["و"]),
    ("of", &[]),
    ("the", &[]),
    ("city", &["مدينة", "سيتي"]),
    ("gulf", &["خليج", "الخليج"]),
    ("cape", &["الرأس", "رأس", "كيب"]),
];
/// English heads, which have no share in the name.
const HEADS_EN: [&str; 25] = [
    "province",
    "district",
    "state",
    "region",
    "county",
    "department",
    "municipality",
    "governorate",
    "voivodeship",
    "oblast",
    "parish",
    "prefecture",
    "division",
    "canton",
    "territory",
    "krai",
    "okrug",
    "emirate",
    "commune",
    "raion",
    "borough",
    "wilaya",
    "regional",
    "metropolitan",
    "autonomous",
];

/// Whether an Arabic name of a division says the English one: by sound, with directions and common words translated.
pub(super) fn says_the_same(english: &str, arabic: &str) -> bool {
    if translit::cost(english, arabic) <= translit::AGREES {
        return true;
    }
    let english = english.to_lowercase();
    let mut words_ar: Vec<&str> = arabic.split([' ', '-']).collect();
    let (mut directions_en, mut rest_en) = (Vec::new(), Vec::new());
    for word in english.split([' ', '-', '–']).map(|word| word.trim_matches(['.', ',', '(', ')'])) {
        if let Some(directions) = direction_en(word) {
            directions_en.extend(directions.chars());
        } else if let Some((_, forms)) = TRANSLATED.iter().find(|(known, _)| *known == word) {
            match words_ar.iter().position(|word| forms.contains(word)) {
                Some(at) => drop(words_ar.remove(at)),
                None if forms.is_empty() => {}
                None => rest_en.push(word),
            }
        } else if !HEADS_EN.contains(&word) {
            rest_en.push(word);
        }
    }
    let mut directions_ar: Vec<char> = words_ar.iter().filter_map(|word| direction_ar(word)).collect();
    let rest_ar: Vec<&str> = words_ar.into_iter().filter(|word| direction_ar(word).is_none()).collect();
    directions_en.sort_unstable();
    directions_ar.sort_unstable();
    let (rest_en, rest_ar) = (rest_en.concat(), rest_ar.concat());
    let same_rest = rest_en.is_empty() && rest_ar.is_empty() || translit::cost(&rest_en, &rest_ar) <= translit::AGREES;
    directions_en == directions_ar && same_rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_stripped_before_and_after() {
        assert_eq!(strip("محافظة نابلس"), Some("نابلس"));
        assert_eq!(strip("ولاية سيدي بلعباس"), Some("سيدي بلعباس"));
        assert_eq!(strip("إيفانوفو أوبلاست"), Some("إيفانوفو"));
        assert_eq!(strip("شهرستان بوكان"), Some("بوكان"));
        assert_eq!(strip("نابلس"), None);
        assert_eq!(strip("ولايات ميكرونيسيا"), None);
    }

    #[test]
    fn city_belongs_to_a_name_that_says_it() {
        assert_eq!(strip_city("Khawr Fakkān", "مدينة خور فكان"), Some("خور فكان"));
        assert_eq!(strip_city("Kuwait City", "مدينة الكويت"), None);
        assert_eq!(strip_city("Madīnat Naşr", "مدينة نصر"), None);
    }

    #[test]
    fn what_would_be_left_of_a_generic_name_is_no_name() {
        assert_eq!(strip("المنطقة الشمالية"), None);
        assert_eq!(strip("محافظة الوسطى"), None);
        assert!(is_generic("المحافظة الشمالية الغربية"));
        assert!(!is_generic("جنوب كردفان"));
    }

    #[test]
    fn translated_directions_say_the_same() {
        assert!(says_the_same("North Karelia", "كاريليا الشمالية"));
        assert!(says_the_same("Greater Poland", "بولندا الكبرى"));
        assert!(says_the_same("South Jutland Region", "جنوب يوتلاند"));
        assert!(says_the_same("Saint George", "القديس جورج"));
        assert!(!says_the_same("North Karelia", "كاريليا الجنوبية"));
    }

    #[test]
    fn a_label_that_slipped_to_another_code_is_found() {
        assert!(!says_the_same("Antananarivo", "فيانارانتسوا"));
        assert!(!says_the_same("Christ Church Nichola Town", "كنيسة المسيح"));
    }
}
