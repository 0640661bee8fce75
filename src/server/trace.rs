//! The trace that a request is part of, as W3C Trace Context has it: `traceparent: 00-TRACE-PARENT-FLAGS`.

use std::fmt;

use axum::http::HeaderMap;

/// The header, for whoever calls.
const TRACEPARENT: &str = "traceparent";
/// `00-`, 32 digits, `-`, 16 digits, `-`, 2 digits.
const LENGTH: usize = 55;
/// No version of the standard.
const NO_VERSION: u8 = 0xFF;

/// A caller's place in a trace; an extension of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceParent {
    /// Id of the trace.
    pub trace_id: TraceId,
    /// Id of the caller's span.
    pub span_id: u64,
    /// Whether the caller records the trace.
    pub is_sampled: bool,
}

/// Id of a trace; written with 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceId(pub u128);

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl TraceParent {
    /// What the headers say. `None` without the header, with two of them, or with one that the standard bids to pass over.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut all = headers.get_all(TRACEPARENT).iter();
        let (Some(one), None) = (all.next(), all.next()) else { return None };
        Self::read(one.to_str().ok()?)
    }

    fn read(written: &str) -> Option<Self> {
        let (known, rest) = written.split_at_checked(LENGTH)?;
        let mut fields = known.split('-');
        let version = u8::try_from(hex(fields.next()?, 2)?).ok()?;
        let trace_id = hex(fields.next()?, 32)?;
        let span_id = u64::try_from(hex(fields.next()?, 16)?).ok()?;
        let flags = hex(fields.next()?, 2)?;
        // Later versions may say more behind that.
        let ends_well = if version == 0 { rest.is_empty() } else { rest.is_empty() || rest.starts_with('-') };
        let is_valid = version != NO_VERSION && ends_well && trace_id != 0 && span_id != 0;
        is_valid.then_some(Self { trace_id: TraceId(trace_id), span_id, is_sampled: flags & 1 == 1 })
    }
}

/// A number of so many hexadecimal digits, small letters alone.
fn hex(written: &str, digits: usize) -> Option<u128> {
    let is_number = written.len() == digits && written.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    u128::from_str_radix(written, 16).ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

    #[test]
    fn the_form_of_the_standard_and_of_later_versions_is_read() {
        let read = TraceParent::read(&format!("00-{TRACE}-b7ad6b7169203331-01")).unwrap();
        assert_eq!((read.trace_id.to_string().as_str(), read.span_id, read.is_sampled), (TRACE, 0xb7ad_6b71_6920_3331, true));
        assert!(!TraceParent::read(&format!("00-{TRACE}-b7ad6b7169203331-00")).unwrap().is_sampled);
        assert!(TraceParent::read(&format!("01-{TRACE}-b7ad6b7169203331-01-more")).is_some());
    }

    #[test]
    fn everything_else_is_passed_over() {
        let zeros = "0".repeat(32);
        for wrong in [
            String::new(),
            format!("00-{TRACE}-b7ad6b7169203331"),
            format!("00-{TRACE}-b7ad6b7169203331-01-more"),
            format!("01-{TRACE}-b7ad6b7169203331-01more"),
            format!("ff-{TRACE}-b7ad6b7169203331-01"),
            format!("00-{}-b7ad6b7169203331-01", TRACE.to_uppercase()),
            format!("00-{zeros}-b7ad6b7169203331-01"),
            format!("00-{TRACE}-0000000000000000-01"),
            format!("00-{TRACE}-b7ad6b716920333+-01"),
            format!("0-{TRACE}a-b7ad6b7169203331-01"),
            "ع".repeat(40),
        ] {
            assert_eq!(TraceParent::read(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn of_two_headers_none_counts() {
        let mut headers = HeaderMap::new();
        let value: axum::http::HeaderValue = format!("00-{TRACE}-b7ad6b7169203331-01").parse().unwrap();
        headers.append(TRACEPARENT, value.clone());
        assert!(TraceParent::of(&headers).is_some());
        headers.append(TRACEPARENT, value);
        assert_eq!(TraceParent::of(&headers), None);
    }
}
