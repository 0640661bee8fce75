//! String literals of Python source: the data of packages that keep it in code. Nothing is evaluated.

/// The pairs `"key": "value"` of all dictionaries in a source, in order. Keys and values that are no plain strings are passed over.
pub fn pairs(source: &str) -> Vec<(String, String)> {
    let tokens = tokens(source);
    let mut pairs = Vec::new();
    for window in tokens.windows(3) {
        if let [Token::Text(key), Token::Sign(':'), Token::Text(value)] = window {
            pairs.push((key.clone(), value.clone()));
        }
    }
    pairs
}

/// The dictionaries of a list, each as its pairs: braces part them.
pub fn dictionaries(source: &str) -> Vec<Vec<(String, String)>> {
    let tokens = tokens(source);
    let groups = tokens.split(|token| matches!(token, Token::Sign('{' | '}')));
    let dictionaries = groups.map(|group| {
        let pairs = group.windows(3).filter_map(|window| match window {
            [Token::Text(key), Token::Sign(':'), Token::Text(value)] => Some((key.clone(), value.clone())),
            _ => None,
        });
        pairs.collect::<Vec<_>>()
    });
    dictionaries.filter(|pairs| !pairs.is_empty()).collect()
}

#[derive(Debug, PartialEq)]
enum Token {
    Text(String),
    Sign(char),
}

/// Strings and the signs between them; comments, names and numbers are left out.
fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '#' => while chars.next().is_some_and(|c| c != '\n') {},
            '"' | '\'' => tokens.push(Token::Text(string(&mut chars, c))),
            ':' | ',' | '{' | '}' | '[' | ']' | '(' | ')' => tokens.push(Token::Sign(c)),
            _ => {}
        }
    }
    tokens
}

/// The rest of a string that a quotation mark opened; three of them open a long one.
fn string(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, quote: char) -> String {
    let mut text = String::new();
    if chars.peek() == Some(&quote) {
        chars.next();
        if chars.peek() != Some(&quote) {
            return text;
        }
        chars.next();
        for c in chars.by_ref() {
            text.push(c);
            if text.ends_with(&[quote; 3].iter().collect::<String>()) {
                text.truncate(text.len() - 3 * quote.len_utf8());
                break;
            }
        }
        return text;
    }
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            c if c == quote => break,
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_between_comments_and_documentation() {
        let source =
            "\"\"\"Doc: \"x\": \"y\" \"\"\"\n# 'a': 'b'\nDATA = {\n  'one': \"واحد\", \"two's\": 'اثنان', 3: \"three\", \"n\": 4}\n";
        let expected = [("one", "واحد"), ("two's", "اثنان")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(pairs(source), expected);
    }

    #[test]
    fn dictionaries_of_a_list_are_parted() {
        let found = dictionaries("cities = [ {\"id\": 1, \"name\": \"طنطا\", \"nameEn\": \"Tanta\"}, {'name': 'بنها'} ]");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0][1], ("nameEn".to_owned(), "Tanta".to_owned()));
    }
}
