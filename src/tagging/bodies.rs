//! Organisations that no list holds, by the grammar of their names.
//!
//! # The grammar
//! 1. A head in the construct state and its complement: وزارة + portfolio, جامعة + place, هيئة + a word with the article, غرفة + a bare field +
//!    place.
//! 2. A head with the article and one adjective at least of those that such names are made with: الهيئة العامة, المجلس الأعلى.
//! 3. A head that is a name with a nisba only: الجيش السوداني.
//!
//! Behind 1 and 2 may stand further adjectives, a portfolio joined by و, ل and a word with the article, and last a nisba or a place.
//!
//! # Complexity
//! Linear in the heads found; a name has at most [`MAX_WORDS`] words.

use super::document::{BodyHead, Document, Gap, Marks, TokenRange};
use super::mention::Rule;
use super::names::Listed;
use super::unlisted::{Unlisted, is_part_of_a_thing};
use crate::gazetteer::{BodyPart, EntityType};
use crate::text::FoldedSpan;
use crate::text::symbol::{ARTICLE, arabic, letters, spells};

/// A name has at most this many words.
const MAX_WORDS: usize = 9;

/// How sure each pattern is, measured on annotated texts.
const fn score(part: BodyPart) -> f32 {
    match part {
        BodyPart::Construct => 0.8,
        BodyPart::Definite => 0.75,
        _ => 0.85,
    }
}

/// Finds the names, in the order of the text; where two begin alike the longer is kept. `names` are those that the model found.
pub(super) fn find(document: &Document<'_>, listed: &[Listed], names: &[Unlisted]) -> Vec<Unlisted> {
    let mut found: Vec<Unlisted> = Vec::new();
    for head in &document.notes.heads {
        let grammar = Grammar { document, listed, names, head };
        let Some(last) = grammar.last() else { continue };
        if is_part_of_a_thing(head.tokens.first, head.proclitics, EntityType::Organisation, document) {
            continue;
        }
        let tokens = TokenRange { first: head.tokens.first, last };
        let span = FoldedSpan::new(head.span.start, document.notes.tokens[last].span.end);
        found.push(Unlisted {
            entity_type: EntityType::Organisation,
            subtype: head.subtype,
            span,
            tokens,
            proclitics: head.proclitics,
            score: score(head.part),
            rule: Rule::BodyGrammar,
            entity: None,
            antecedent: None,
        });
    }
    found.sort_by_key(|body| (body.tokens.first, std::cmp::Reverse(body.tokens.last)));
    let mut end = 0;
    found.retain(|body| {
        let free = body.tokens.first >= end;
        if free {
            end = body.tokens.last + 1;
        }
        free
    });
    found
}

/// One head, and what the text goes on with.
struct Grammar<'d> {
    document: &'d Document<'d>,
    listed: &'d [Listed],
    names: &'d [Unlisted],
    head: &'d BodyHead,
}

impl Grammar<'_> {
    /// The last token of the name; `None` if the head is not followed by what makes it one.
    fn last(&self) -> Option<usize> {
        let head = self.head.tokens.last;
        let next = self.document.word_after(head, Gap::Soft)?;
        let last = match self.head.part {
            BodyPart::Construct => self.construct(next),
            BodyPart::Definite => self.definite(next),
            BodyPart::Nisba if self.is_an_adjective_itself() => None,
            BodyPart::Nisba => self.is_nisba(next).then(|| self.sport_tail(self.nisbas(next))),
            BodyPart::Outside | BodyPart::Apart | BodyPart::Adjective | BodyPart::Distinctive | BodyPart::Field | BodyPart::Aim => None,
        };
        last.filter(|&last| !self.goes_on(last))
    }

    /// Whether the name seems to go on with what the grammar does not read: half a name is worse than none.
    fn goes_on(&self, last: usize) -> bool {
        let Some(next) = self.document.word_after(last, Gap::Soft) else { return false };
        let symbols = self.document.symbols(next);
        let is = |at: usize, letter: char| symbols.get(at) == Some(&arabic(letter).0);
        let joined = is(0, 'و') && is(1, 'ا') && is(2, 'ل');
        // A nisba closes a name, and what it is for is said once: behind them stand an object (الطعن) or an aim (لبحث) of the sentence.
        let plural = [letters(['ي', 'ن']), letters(['و', 'ن'])].iter().any(|ending| self.document.symbols(last).ends_with(ending));
        let closed = self.is_nisba(last) || self.is_relational(last) && !plural;
        let for_something = self.document.symbols(last).starts_with(&[arabic('ل').0, arabic('ل').0]);
        let purpose = is(0, 'ل') && symbols.len() > 3 && self.head.part == BodyPart::Definite && !closed && !for_something;
        let noun = self.starts_with_article(next) && !closed;
        let known = Marks::FUNCTION.or(Marks::TITLE).or(Marks::DEMONYM).or(Marks::PERSON_BEFORE).or(Marks::PERSON_AFTER);
        (joined || purpose || noun) && !self.document.has(next, known) && self.listed[next] == Listed::No
    }

    /// A construct head's name. A complement that is an ordinary noun makes none by itself (لجنة التحكيم), but for a ministry or party.
    fn construct(&self, word: usize) -> Option<usize> {
        if let Some(last) = self.local(word) {
            return Some(last);
        }
        let complement = self.complement(word)?;
        if matches!(self.listed[word], Listed::Place) && spells(self.document.symbols(self.head.tokens.first), "دائرة") {
            // دائرة سليانة elects members.
            return None;
        }
        // وزارة الشؤون المحلية: the adjective is the portfolio's.
        let portfolio = self.document.has(word, Marks::PORTFOLIO);
        let related = self.relational_adjectives(complement);
        // لجنة الصداقة البرلمانية الأردنية: of any other noun adjectives are part only where the nisba of the body follows.
        let of_country = || self.document.word_after(related, Gap::Soft).is_some_and(|next| self.is_nisba(next));
        let last = if self.is_university() && self.names_one(word) {
            // The country of a university stands outside its name: جامعة كوينزلاند الأسترالية.
            self.adjectives(complement)
        } else {
            self.tail(if portfolio || of_country() { related } else { complement })
        };
        let by_itself = self.head.subtype.is_some_and(|subtype| matches!(subtype.name(), "ministry" | "party"));
        // A portfolio of several words makes one too (لجنة الشؤون الخارجية); مركز الأمن الوطني is any station.
        let several = portfolio && last > word && !spells(self.document.symbols(self.head.tokens.first), "مركز");
        let union = spells(self.document.symbols(self.head.tokens.first), "نقابة");
        (by_itself || several || union || self.unlisted_name(word).is_some() || self.listed[word] != Listed::No || last > complement)
            .then_some(last)
    }

    fn is_university(&self) -> bool {
        self.head.subtype.is_some_and(|subtype| subtype.name() == "university")
    }

    /// Whether a place or person stands at a word.
    fn names_one(&self, word: usize) -> bool {
        self.unlisted_name(word).is_some() || !matches!(self.listed[word], Listed::No | Listed::Organisation)
    }

    /// A bare field, or several, and the place: غرفة تجارة وصناعة دبي. Courts are called so by the dozen (محكمة جنايات القاهرة).
    fn local(&self, field: usize) -> Option<usize> {
        let is_field = |word: usize, joined: bool| {
            self.document.has(word, Marks::BODY_FIELD) && joined == self.document.symbols(word).starts_with(&[arabic('و').0])
        };
        let court = self.head.subtype.is_some_and(|subtype| subtype.name() == "court");
        if court || !is_field(field, false) {
            return None;
        }
        let mut next = self.document.word_after(field, Gap::Soft)?;
        while is_field(next, true) {
            next = self.document.word_after(next, Gap::Soft)?;
        }
        (self.listed[next] == Listed::Place).then(|| self.end_of_listed(next))
    }

    /// The name of a head with the article: one adjective alone must be a distinctive one, since اللجنة المشتركة is any.
    fn definite(&self, word: usize) -> Option<usize> {
        // A nisba tells whose it is, and what it is for makes the name: المركز السوري للدراسات.
        if self.is_nisba(word) {
            let next = self.document.word_after(self.nisbas(word), Gap::Soft)?;
            return self.purpose(next).or_else(|| self.aimed(next)).map(|purpose| self.tail(purpose));
        }
        let adjectives = self.is_adjective(word).then(|| self.adjectives(word))?;
        let last = self.tail(adjectives);
        (last > word || self.document.has(word, Marks::DISTINCTIVE)).then_some(last)
    }

    /// السياسة الخارجية الأميركية is no ministry: the head of one word agrees with a noun before it.
    fn is_an_adjective_itself(&self) -> bool {
        let TokenRange { first, last } = self.head.tokens;
        let before = self.document.word_before(first, Gap::Soft).filter(|_| first == last && self.head.proclitics.is_empty());
        let noun = |word: usize| self.document.has(word, Marks::ARTICLE) && !self.document.has(word, Marks::TITLE_END);
        before.is_some_and(|word| noun(word) && is_feminine(self.document.symbols(word)) == is_feminine(self.document.symbols(first)))
    }

    fn portfolio_end(&self, word: usize) -> Option<usize> {
        let portfolios = self.document.notes.portfolios.iter().filter(|range| range.first == word);
        portfolios.map(|range| range.last).max()
    }

    /// The end of a construct head's complement.
    fn complement(&self, word: usize) -> Option<usize> {
        if let Some(last) = self.portfolio_end(word) {
            return Some(last);
        }
        // محكمة بسيدني is a court there.
        if self.document.has(word, Marks::BEHIND_PROCLITIC) {
            return None;
        }
        match self.listed[word] {
            Listed::Place | Listed::PersonFirst => return Some(self.end_of_listed(word)),
            Listed::PlaceImported | Listed::PlaceRisky if self.is_university() => return Some(self.end_of_listed(word)),
            Listed::Organisation | Listed::PlaceInner | Listed::PersonInner => return None,
            _ => {}
        }
        if let Some(last) = self.unlisted_name(word) {
            return Some(last);
        }
        let noun = self.document.has(word, Marks::ARTICLE)
            && self.starts_with_article(word)
            && !self.document.has(word, Marks::FUNCTION.or(Marks::TITLE_END).or(Marks::DEMONYM));
        noun.then_some(word)
    }

    /// The last token of a place that no list holds, or of a person that a university is called after: شرطة واسيلا, جامعة هانس فيبرمان.
    fn unlisted_name(&self, word: usize) -> Option<usize> {
        let takes = |entity_type| match self.head.subtype.map_or("", |subtype| subtype.name()) {
            "university" => entity_type != EntityType::Organisation,
            "security" => entity_type == EntityType::Place,
            _ => false,
        };
        let at = self.names.binary_search_by_key(&word, |name| name.tokens.first).ok()?;
        let name = &self.names[at];
        (takes(name.entity_type) && name.proclitics.is_empty()).then_some(name.tokens.last)
    }

    /// Adjectives, a further portfolio, a purpose, and a nisba or place behind them.
    fn tail(&self, mut last: usize) -> usize {
        loop {
            let Some(next) = self.document.word_after(last, Gap::Soft) else { return last };
            if (next - self.head.tokens.first) / 2 >= MAX_WORDS {
                return last;
            }
            if self.is_nisba(next) {
                let last = self.nisbas(next);
                return self.aim(last).unwrap_or_else(|| self.sport_tail(last));
            }
            if self.is_adjective(next) {
                last = next;
            } else if let Some(end) =
                self.joined(next).or_else(|| self.joined_aim(last, next)).or_else(|| self.purpose(next)).or_else(|| self.aimed(next))
            {
                last = end;
            } else {
                return last;
            }
        }
    }

    /// و and a word with the article, after a portfolio: وزارة الداخلية والبلديات; some papers put a space between.
    fn joined(&self, and: usize) -> Option<usize> {
        const AND: u8 = arabic('و').0;
        let alone = self.document.symbols(and) == [AND];
        let word = if alone { self.document.word_after(and, Gap::Soft)? } else { and };
        let symbols = self.document.symbols(word);
        let joined = symbols.len() > 5 && (alone || symbols[0] == AND) && symbols[usize::from(!alone)..].starts_with(&ARTICLE);
        let portfolio = self.document.has(word, Marks::PORTFOLIO);
        // Many portfolios are also nouns that end no person's name (الطاقة).
        let other = self.document.has(word, Marks::DEMONYM) || self.document.has(word, Marks::FUNCTION) && !portfolio;
        let fits = joined && !other && self.listed[word] == Listed::No;
        let ministry = self.head.subtype.is_some_and(|subtype| subtype.name() == "ministry");
        let end = self.end_of_portfolio(word);
        (fits && (portfolio || ministry)).then(|| if portfolio { self.relational_adjectives(end) } else { end })
    }

    /// و and another noun with the article, after what the body is for: المركز الوطني للترجمة والنشر. Another body is one by itself.
    fn joined_aim(&self, aim: usize, word: usize) -> Option<usize> {
        const FOR_THE: [u8; 2] = [arabic('ل').0, arabic('ل').0];
        let symbols = self.document.symbols(word);
        let joined = symbols.len() > 5 && symbols.starts_with(&[arabic('و').0, arabic('ا').0, arabic('ل').0]);
        let noun = self.document.has(word, Marks::NOUN) || !self.document.has(word, Marks::FUNCTION);
        let other = Marks::DEMONYM.or(Marks::TITLE).or(Marks::PERSON_BEFORE).or(Marks::PERSON_AFTER);
        let body = || self.document.notes.heads.iter().any(|head| head.tokens.first == word);
        let fits = joined && noun && !self.document.has(word, other) && self.listed[word] == Listed::No && !body();
        (fits && self.document.symbols(aim).starts_with(&FOR_THE)).then(|| self.relational_adjectives(self.end_of_portfolio(word)))
    }

    /// لل and a noun: الهيئة العامة للاستثمار.
    fn purpose(&self, word: usize) -> Option<usize> {
        let symbols = self.document.symbols(word);
        let purpose = symbols.len() > 4 && symbols.starts_with(&[arabic('ل').0, arabic('ل').0]);
        let noun = self.document.has(word, Marks::NOUN) || !self.document.has(word, Marks::FUNCTION);
        let fits = purpose && noun && !self.document.has(word, Marks::TITLE_END) && self.listed[word] == Listed::No;
        fits.then(|| self.relational_adjectives(self.end_of_portfolio(word)))
    }

    /// ل, what the body does, and to what: لمكافحة الفساد, لرصد الزلازل.
    fn aimed(&self, word: usize) -> Option<usize> {
        let is_aim = self.document.has(word, Marks::BODY_AIM) && self.document.symbols(word).starts_with(&[arabic('ل').0]);
        let object = self.document.word_after(word, Gap::Soft).filter(|_| is_aim)?;
        let other = Marks::TITLE_END.or(Marks::DEMONYM).or(Marks::PERSON_AFTER);
        let noun = self.document.has(object, Marks::NOUN) || !self.document.has(object, Marks::FUNCTION);
        let fits = self.starts_with_article(object) && noun && !self.document.has(object, other) && self.listed[object] == Listed::No;
        fits.then(|| self.relational_adjectives(self.end_of_portfolio(object)))
    }

    /// ل and a portfolio behind a nisba: اللجنة الوطنية القطرية لحقوق الإنسان. Any other noun there is what the sentence goes on with.
    fn aim(&self, last: usize) -> Option<usize> {
        let next = self.document.word_after(last, Gap::Soft)?;
        let aim = self.document.symbols(next).starts_with(&[arabic('ل').0]) && !self.document.has(next, Marks::TITLE_END);
        let portfolio = (aim && self.listed[next] == Listed::No).then(|| self.portfolio_end(next)).flatten();
        portfolio.map(|end| self.relational_adjectives(end)).or_else(|| self.aimed(next))
    }

    /// Adjectives in ي that agree with what the body is for: للاتصال السمعي البصري, الشؤون السياسية والأمنية.
    fn relational_adjectives(&self, mut last: usize) -> usize {
        let mut joined = false;
        while let Some(next) = self.document.word_after(last, Gap::Soft) {
            let and = !joined && self.is_joined_relational(next);
            if !and && !self.is_relational(next) {
                break;
            }
            (last, joined) = (next, and);
        }
        last
    }

    fn is_joined_relational(&self, word: usize) -> bool {
        let symbols = self.document.symbols(word);
        symbols.first() == Some(&arabic('و').0) && self.is_relational_word(&symbols[1..], word)
    }

    fn is_relational(&self, word: usize) -> bool {
        self.is_relational_word(self.document.symbols(word), word)
    }

    fn is_relational_word(&self, symbols: &[u8], word: usize) -> bool {
        const ENDINGS: [&[u8]; 4] = [&letters(['ي']), &letters(['ي', 'ة']), &letters(['ي', 'ي', 'ن']), &letters(['ي', 'و', 'ن'])];
        let ending = ENDINGS.iter().any(|ending| symbols.ends_with(ending));
        let other = Marks::TITLE.or(Marks::DEMONYM).or(Marks::PERSON_AFTER).or(Marks::GIVEN);
        let article = symbols.starts_with(&[arabic('ا').0, arabic('ل').0]);
        ending && symbols.len() > 5 && article && !self.document.has(word, other) && self.listed[word] == Listed::No
    }

    fn end_of_portfolio(&self, word: usize) -> usize {
        self.portfolio_end(word).unwrap_or(word)
    }

    /// لكرة القدم behind a sports federation; a team is named without it.
    fn sport_tail(&self, last: usize) -> usize {
        if self.head.subtype.is_some_and(|subtype| subtype.name() == "club") {
            return last;
        }
        let is =
            |word: usize, letters: &[char]| letters.iter().map(|&letter| arabic(letter).0).eq(self.document.symbols(word).iter().copied());
        let sport = self.document.word_after(last, Gap::Soft).filter(|&word| is(word, &['ل', 'ك', 'ر', 'ة']));
        sport.and_then(|word| self.document.word_after(word, Gap::Soft)).filter(|&word| self.starts_with_article(word)).unwrap_or(last)
    }

    fn adjectives(&self, mut last: usize) -> usize {
        while let Some(next) = self.document.word_after(last, Gap::Soft).filter(|&word| self.is_adjective(word)) {
            last = next;
        }
        last
    }

    fn nisbas(&self, mut last: usize) -> usize {
        while let Some(next) = self.document.word_after(last, Gap::Soft).filter(|&word| self.is_nisba(word) || self.is_adjective(word)) {
            last = next;
        }
        last
    }

    fn is_adjective(&self, word: usize) -> bool {
        self.document.has(word, Marks::BODY_ADJECTIVE) && self.starts_with_article(word)
    }

    /// A nisba that agrees with the head: in وزير الخارجية الأميركي it is the minister's.
    fn is_nisba(&self, word: usize) -> bool {
        let nisba = self.document.has(word, Marks::DEMONYM) && self.starts_with_article(word);
        nisba && is_feminine(self.document.symbols(word)) == is_feminine(self.document.symbols(self.head.tokens.first))
    }

    /// The article itself, no proclitic before it.
    fn starts_with_article(&self, word: usize) -> bool {
        self.document.symbols(word).starts_with(&[arabic('ا').0, arabic('ل').0])
    }

    /// The last token of the listed name that begins at a token.
    fn end_of_listed(&self, first: usize) -> usize {
        let inner = |listed: Listed| matches!(listed, Listed::PersonInner | Listed::PlaceInner);
        let run = self.listed[first + 1..].iter().take_while(|&&listed| inner(listed)).count();
        first + run
    }
}

/// ة, or ات of a plural that takes feminine adjectives.
pub(super) fn is_feminine(word: &[u8]) -> bool {
    const TEH: u8 = arabic('ة').0;
    word.ends_with(&[TEH]) || word.ends_with(&[arabic('ا').0, arabic('ت').0])
}
