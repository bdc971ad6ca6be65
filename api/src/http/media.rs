//! Which media type an answer has: content negotiation with weights (RFC 9110, section 12.5.1).

/// The media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says whether the document was executed.
    Response,
    /// `application/json`: 200 for every well-formed request.
    Json,
}

impl Media {
    /// The value of `Content-Type`.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The type that an `Accept` header prefers; `None` when it accepts neither. Clients that do not say, or take
    /// anything, get plain JSON: they are the old ones.
    pub(super) fn accepted(header: Option<&str>) -> Option<Self> {
        let Some(header) = header.filter(|header| !header.trim().is_empty()) else { return Some(Self::Json) };
        let ranges: Vec<Range> = header.split(',').filter_map(Range::parse).collect();
        let (response, json) = (weight(&ranges, "graphql-response+json"), weight(&ranges, "json"));
        match (response, json) {
            ((0, _), (0, _)) => None,
            ((ours, named), (plain, _)) if ours > plain || (ours == plain && named) => Some(Self::Response),
            _ => Some(Self::Json),
        }
    }
}

/// One entry of an `Accept` header.
struct Range {
    kind: String,
    subtype: String,
    /// In thousandths.
    weight: u16,
}

impl Range {
    fn parse(entry: &str) -> Option<Self> {
        let mut parts = entry.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let mut weight = 1_000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => weight = thousandths(value)?,
                "charset" if !is_utf8(value) => return None,
                _ => {}
            }
        }
        Some(Self { kind: kind.trim().to_ascii_lowercase(), subtype: subtype.trim().to_ascii_lowercase(), weight })
    }

    /// How exactly it names `application/<subtype>`; `None` when it does not at all.
    fn names(&self, subtype: &str) -> Option<u8> {
        match (self.kind.as_str(), self.subtype.as_str()) {
            ("application", own) if own == subtype => Some(2),
            ("application", "*") => Some(1),
            ("*", "*") => Some(0),
            _ => None,
        }
    }
}

/// The weight of `application/<subtype>` by the range that names it most exactly, and whether that is by name.
fn weight(ranges: &[Range], subtype: &str) -> (u16, bool) {
    let named = ranges.iter().filter_map(|range| range.names(subtype).map(|exactness| (exactness, range.weight)));
    named.max_by_key(|(exactness, _)| *exactness).map_or((0, false), |(exactness, weight)| (weight, exactness == 2))
}

fn thousandths(text: &str) -> Option<u16> {
    let weight: f32 = text.trim().parse().ok()?;
    // In range and of three digits, so nothing is lost.
    (0.0..=1.0).contains(&weight).then(|| (weight * 1_000.0).round() as u16)
}

/// Whether a charset is UTF-8, the only one spoken here.
pub(super) fn is_utf8(value: &str) -> bool {
    ["utf-8", "utf8"].iter().any(|own| value.trim().trim_matches('"').eq_ignore_ascii_case(own))
}

#[cfg(test)]
mod tests {
    use super::Media::{self, Json, Response};

    #[test]
    fn the_heavier_type_is_taken_and_ours_when_named_as_heavy() {
        for (header, media) in [
            (None, Some(Json)),
            (Some(""), Some(Json)),
            (Some("*/*"), Some(Json)),
            (Some("application/*"), Some(Json)),
            (Some("application/json"), Some(Json)),
            (Some("application/graphql-response+json"), Some(Response)),
            (Some("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"), Some(Response)),
            (Some("application/json, application/graphql-response+json"), Some(Response)),
            (Some("application/json;q=0.9, application/graphql-response+json;q=0.8"), Some(Json)),
            (Some("application/graphql-response+json, */*;q=0.1"), Some(Response)),
            (Some("application/json;q=0, */*"), Some(Response)),
            (Some("application/json;charset=gbk"), None),
            (Some("text/html"), None),
            (Some("application/json;q=0"), None),
            (Some("nonsense"), None),
        ] {
            assert_eq!(Media::accepted(header), media, "{header:?}");
        }
    }
}
