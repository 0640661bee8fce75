//! A text with everything that the stages look at: folded letters, tokens, and what the lexicon's words say about each token.

pub(super) use super::marks::Marks;
use crate::gazetteer::{
    BodyPart, CueKind, CueSide, EntityIx, EntityType, Gazetteer, Hit, NameOrigin, Subtype, ThingKind, TitleTakes, WordIx, WordKind,
};
use crate::text::symbol::{ARTICLE, Symbol, letters};
use crate::text::{FoldedSpan, FoldedText, Proclitics, RawSpan, Token, TokenKind, tokenize};

/// A run of tokens, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TokenRange {
    pub(super) first: usize,
    pub(super) last: usize,
}

impl TokenRange {
    /// Whether the other run lies wholly inside.
    pub(super) fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

/// A cue or title found in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct CueHit {
    /// Where it begins, behind its proclitics.
    pub(super) start: u32,
    pub(super) tokens: TokenRange,
    pub(super) word: WordIx,
    /// For a title, what stands between it and the name.
    pub(super) takes: Option<TitleTakes>,
}

/// A demonym found in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct DemonymHit {
    pub(super) span: FoldedSpan,
    pub(super) tokens: TokenRange,
    pub(super) proclitics: Proclitics,
    pub(super) country: Option<EntityIx>,
}

/// A head of an organisation's name found in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyHead {
    pub(super) span: FoldedSpan,
    pub(super) tokens: TokenRange,
    pub(super) proclitics: Proclitics,
    pub(super) part: BodyPart,
    pub(super) subtype: Option<Subtype>,
}

/// A word that begins the name of a place, found in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct SiteHead {
    pub(super) span: FoldedSpan,
    pub(super) token: usize,
    pub(super) proclitics: Proclitics,
    /// Only an adjective behind the rest makes it a name: مطار دمشق الدولي.
    pub(super) wants_adjective: bool,
}

/// One block of a text, folded, cut and marked.
#[derive(Debug)]
pub(super) struct Document<'t> {
    /// Where this block begins in the posted text.
    base: usize,
    pub(super) folded: FoldedText<'t>,
    pub(super) notes: Notes,
}

/// The tokens of a text, and what is known about them.
#[derive(Debug)]
pub(super) struct Notes {
    pub(super) tokens: Vec<Token>,
    marks: Vec<Marks>,
    /// Cues and titles, in the order of their last token.
    pub(super) cues: Vec<CueHit>,
    /// Heads of organisations' names, and portfolios.
    pub(super) heads: Vec<BodyHead>,
    pub(super) portfolios: Vec<TokenRange>,
    /// Heads of places' names.
    pub(super) sites: Vec<SiteHead>,
    /// Words before the titles of works and events (فيلم, مهرجان), in the order of the text.
    pub(super) works: Vec<usize>,
    /// How many words of sport there are.
    pub(super) sport: usize,
    /// Demonyms, and the countries of those that have one.
    pub(super) demonyms: Vec<DemonymHit>,
}

impl<'t> Document<'t> {
    /// The block of a text that begins at `base`.
    pub(super) fn new(block: &'t str, base: usize) -> Self {
        let folded = FoldedText::new(block);
        let tokens = tokenize(folded.canonical());
        let mut marks = vec![Marks::default(); tokens.len()];
        for (mark, token) in marks.iter_mut().zip(&tokens) {
            if token.is_word() && bears_article(&folded.canonical()[token.span.range()]) {
                mark.set(Marks::ARTICLE);
            }
        }
        Self {
            base,
            folded,
            notes: Notes {
                tokens,
                marks,
                cues: Vec::new(),
                heads: Vec::new(),
                portfolios: Vec::new(),
                sites: Vec::new(),
                works: Vec::new(),
                sport: 0,
                demonyms: Vec::new(),
            },
        }
    }

    /// Whether a token has any of these marks.
    pub(super) fn has(&self, token: usize, marks: Marks) -> bool {
        self.notes.marks[token].any(marks)
    }

    /// Marks tokens as covered by a mention.
    pub(super) fn cover(&mut self, tokens: TokenRange) {
        self.notes.marks[tokens.first..=tokens.last].iter_mut().for_each(|mark| mark.set(Marks::NAMED));
    }

    /// The word before a token, if only one of these separators stands between.
    pub(super) fn word_before(&self, token: usize, gap: Gap) -> Option<usize> {
        let word = token.checked_sub(2)?;
        (self.notes.tokens[word].is_word() && self.bridges(token - 1, gap)).then_some(word)
    }

    /// Whether a number in digits stands right before a token.
    pub(super) fn number_before(&self, token: usize) -> bool {
        let number = token.checked_sub(2).map(|number| self.notes.tokens[number].kind);
        number == Some(TokenKind::Number) && self.bridges(token - 1, Gap::Soft)
    }

    /// Whether a year in four digits stands right behind a token.
    pub(super) fn year_follows(&self, token: usize) -> bool {
        let year = self.notes.tokens.get(token + 2).filter(|next| next.kind == TokenKind::Number && next.span.len() == 4);
        year.is_some() && self.bridges(token + 1, Gap::Soft) && matches!(self.symbols(token + 2), [b'1', b'9', ..] | [b'2', b'0', ..])
    }

    /// The word after a token, if only one of these separators stands between.
    pub(super) fn word_after(&self, token: usize, gap: Gap) -> Option<usize> {
        let word = token + 2;
        (word < self.notes.tokens.len() && self.notes.tokens[word].is_word() && self.bridges(token + 1, gap)).then_some(word)
    }

    /// Whether a word or number that looks like a model's name follows a token: digits, with Latin letters among them or, if a `number` will
    /// do, without.
    pub(super) fn model_follows(&self, token: usize, gap: Gap, number: bool) -> bool {
        let next = token + 2;
        if next >= self.notes.tokens.len() || !self.bridges(token + 1, gap) {
            return false;
        }
        let symbols = self.symbols(next);
        symbols.iter().all(u8::is_ascii_alphanumeric)
            && symbols.iter().any(u8::is_ascii_digit)
            && (number || symbols.iter().any(u8::is_ascii_alphabetic))
    }

    fn bridges(&self, separator: usize, gap: Gap) -> bool {
        const SPACE: u8 = Symbol::SPACE.0;
        let separator = &self.notes.tokens[separator];
        if separator.is_soft() {
            return true;
        }
        let symbols = &self.folded.canonical()[separator.span.range()];
        match gap {
            Gap::Soft => false,
            Gap::Quote => {
                matches!(symbols, [SPACE, symbol] | [symbol, SPACE] if matches!(Symbol(*symbol), Symbol::QUOTE | Symbol::OPEN | Symbol::CLOSE))
            }
            Gap::Comma => matches!(symbols, [symbol, SPACE] | [symbol] if Symbol(*symbol) == Symbol::COMMA),
        }
    }

    /// The cues and titles that end at a token.
    pub(super) fn cues_ending(&self, token: usize) -> &[CueHit] {
        self.cues_ending_in(TokenRange { first: token, last: token })
    }

    /// The cues and titles that end inside a run of tokens.
    pub(super) fn cues_ending_in(&self, tokens: TokenRange) -> &[CueHit] {
        let first = self.notes.cues.partition_point(|cue| cue.tokens.last < tokens.first);
        let end = self.notes.cues.partition_point(|cue| cue.tokens.last <= tokens.last);
        &self.notes.cues[first..end]
    }

    /// The heads of organisations' names that end at a token.
    pub(super) fn heads_ending(&self, token: usize) -> &[BodyHead] {
        let first = self.notes.heads.partition_point(|head| head.tokens.last < token);
        let end = self.notes.heads.partition_point(|head| head.tokens.last <= token);
        &self.notes.heads[first..end]
    }

    /// Where a folded span stands in the posted text.
    pub(super) fn raw_span(&self, span: FoldedSpan) -> RawSpan {
        let RawSpan { start, end } = self.folded.raw_span(span);
        RawSpan { start: self.base + start, end: self.base + end }
    }

    /// Where a symbol begins in the posted text.
    pub(super) fn raw_start(&self, symbol: usize) -> usize {
        self.base + self.folded.raw_start(symbol)
    }

    /// The folded span under a run of tokens.
    pub(super) fn span_of(&self, tokens: TokenRange) -> FoldedSpan {
        FoldedSpan::new(self.notes.tokens[tokens.first].span.start, self.notes.tokens[tokens.last].span.end)
    }

    /// Where a run of tokens stands in the posted text.
    pub(super) fn raw_tokens(&self, tokens: TokenRange) -> RawSpan {
        self.raw_span(self.span_of(tokens))
    }

    /// Whether a span is written in Latin capitals: two at least, digits among them or not.
    pub(super) fn is_capitals(&self, span: FoldedSpan) -> bool {
        let raw = self.folded.raw_of(span).bytes();
        raw.clone().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) && raw.filter(u8::is_ascii_uppercase).count() > 1
    }

    /// The canonical symbols of a token.
    pub(super) fn symbols(&self, token: usize) -> &[u8] {
        &self.folded.canonical()[self.notes.tokens[token].span.range()]
    }

    /// The lenient symbols of a token.
    pub(super) fn lenient(&self, token: usize) -> &[u8] {
        &self.folded.lenient()[self.notes.tokens[token].span.range()]
    }
}

impl Notes {
    /// The tokens under a hit. `cursor` is where the last look-up began; hits come in the order of their starts.
    pub(super) fn tokens_of(&self, span: FoldedSpan, cursor: &mut usize) -> TokenRange {
        while self.tokens[*cursor].span.end <= span.start {
            *cursor += 1;
        }
        let mut last = *cursor;
        while self.tokens[last].span.end < span.end {
            last += 1;
        }
        TokenRange { first: *cursor, last }
    }

    /// Marks a token.
    pub(super) fn mark(&mut self, token: usize, marks: Marks) {
        self.marks[token].set(marks);
    }

    /// Brings the cues and heads into the order of their last token, once all are noted.
    pub(super) fn order_cues(&mut self) {
        self.heads.sort_by_key(|head| head.tokens.last);
        self.cues.sort_by_key(|cue| cue.tokens.last);
    }

    fn mark_cue(&mut self, tokens: TokenRange, entity_type: EntityType, side: CueSide, kind: CueKind) {
        let TokenRange { first, last } = tokens;
        if side.before() {
            self.marks[last].set(Marks::before(entity_type));
        }
        if side.after() {
            self.marks[first].set(Marks::after(entity_type));
        }
        if kind == CueKind::Sport {
            self.sport += 1;
            self.marks[last].set(Marks::SPORT);
        }
        match kind {
            CueKind::Division => self.marks[last].set(Marks::DIVISION),
            CueKind::Town => self.marks[last].set(Marks::TOWN),
            CueKind::Generic => self.marks[last].set(Marks::GENERIC),
            _ => {}
        }
        if (entity_type, kind) == (EntityType::Organisation, CueKind::Head) {
            self.marks[last].set(Marks::ORGANISATION_HEAD);
        }
    }

    fn note_thing(&mut self, kind: ThingKind, hit: Hit, token: usize) {
        let marks = match kind {
            ThingKind::Event => Marks::EVENT_HEAD,
            ThingKind::Contest => Marks::EVENT_HEAD.or(Marks::CONTEST_HEAD),
            ThingKind::Facility | ThingKind::Site | ThingKind::Airport => Marks::FACILITY_HEAD,
            ThingKind::Product => Marks::PRODUCT_HEAD,
            ThingKind::Work => return self.works.push(token),
        };
        self.marks[token].set(marks);
        if matches!(kind, ThingKind::Event | ThingKind::Contest) {
            self.works.push(token);
        }
        if matches!(kind, ThingKind::Site | ThingKind::Airport) {
            let wants_adjective = kind == ThingKind::Airport;
            self.sites.push(SiteHead { span: hit.span, token, proclitics: hit.proclitics, wants_adjective });
        }
    }

    /// Notes what a word of the lexicon says about the tokens it stands on.
    pub(super) fn note(&mut self, gazetteer: &Gazetteer, word: WordIx, hit: Hit, tokens: TokenRange) {
        let TokenRange { first, last } = tokens;
        match gazetteer.word(word).kind {
            WordKind::Title { takes, .. } => {
                self.marks[last].set(Marks::TITLE_END);
                let marks = if first < last { Marks::TITLE.or(Marks::IN_TITLE) } else { Marks::TITLE };
                self.marks[first..=last].iter_mut().for_each(|mark| mark.set(marks));
                self.cues.push(CueHit { start: hit.span.start, tokens, word, takes: Some(takes) });
            }
            WordKind::Cue { kind: CueKind::Saying | CueKind::Verb, .. } if hit.proclitics.has_preposition() => {}
            WordKind::Cue { kind: CueKind::Preposition, entity_type: EntityType::Place, .. } => self.marks[last].set(Marks::PREPOSITION),
            WordKind::Cue { entity_type, side, kind } => {
                self.mark_cue(tokens, entity_type, side, kind);
                self.cues.push(CueHit { start: hit.span.start, tokens, word, takes: None });
            }
            WordKind::Demonym { country } => {
                let country = country.map(|country| gazetteer.in_force(country));
                self.demonyms.push(DemonymHit { span: hit.span, tokens, proclitics: hit.proclitics, country });
                self.marks[first..=last].iter_mut().for_each(|mark| mark.set(Marks::DEMONYM));
            }
            WordKind::Function { noun } if first == last => {
                self.marks[first].set(if noun { Marks::FUNCTION.or(Marks::NOUN) } else { Marks::FUNCTION });
            }
            WordKind::GivenName { origin } if hit.proclitics.is_empty() => {
                let marks = if origin == NameOrigin::Foreign { Marks::GIVEN.or(Marks::FOREIGN_GIVEN) } else { Marks::GIVEN };
                self.marks[first..=last].iter_mut().for_each(|mark| mark.set(marks));
            }
            WordKind::Portfolio => {
                self.marks[first..=last].iter_mut().for_each(|mark| mark.set(Marks::PORTFOLIO));
                self.portfolios.push(tokens);
            }
            WordKind::Body { part: BodyPart::Adjective, .. } => self.marks[first].set(Marks::BODY_ADJECTIVE),
            WordKind::Body { part: BodyPart::Distinctive, .. } => self.marks[first].set(Marks::BODY_ADJECTIVE.or(Marks::DISTINCTIVE)),
            WordKind::Body { part: BodyPart::Field, .. } => self.marks[first].set(Marks::BODY_FIELD),
            WordKind::Body { part: BodyPart::Aim, .. } => self.marks[first].set(Marks::BODY_AIM),
            WordKind::Body { part, subtype } => {
                self.heads.push(BodyHead { span: hit.span, tokens, proclitics: hit.proclitics, part, subtype });
            }
            WordKind::Thing { kind } => self.note_thing(kind, hit, last),
            WordKind::Phrase => self.marks[first..=last].iter_mut().for_each(|mark| mark.set(Marks::PHRASE.or(Marks::FUNCTION))),
            WordKind::Function { .. } | WordKind::GivenName { .. } => {}
        }
    }
}

/// What may stand between a cue and a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// A space or a hyphen.
    Soft,
    /// The same, or a space and a quotation mark or bracket: حركة «حماس».
    Quote,
    /// The same as `Soft`, or a comma: وزير الدفاع، فلان.
    Comma,
}

/// ال at a word's start, after و ف ب ك; or لل.
fn bears_article(word: &[u8]) -> bool {
    const CONJUNCTIONS: [u8; 2] = letters(['و', 'ف']);
    const PREPOSITIONS: [u8; 2] = letters(['ب', 'ك']);
    const LI_AL: [u8; 2] = letters(['ل', 'ل']);
    let mut rest = word;
    if rest.len() > 4 && CONJUNCTIONS.contains(&rest[0]) {
        rest = &rest[1..];
    }
    if rest.len() > 4 && PREPOSITIONS.contains(&rest[0]) {
        rest = &rest[1..];
    }
    rest.len() > 3 && (rest.starts_with(&ARTICLE) || rest.starts_with(&LI_AL))
}
