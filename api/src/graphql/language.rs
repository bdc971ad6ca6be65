//! The language that sentences for people are in. Codes are for programs and never change.

use async_graphql::{Context, Enum};

/// A language that sentences are available in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
pub enum Language {
    /// 简体中文.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// The first of the two that an `Accept-Language` header prefers; Chinese when it names neither.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let weight = |range: &str| -> Option<(f32, Self)> {
            let mut parts = range.split(';');
            let tag = parts.next()?.trim().to_ascii_lowercase();
            let quality = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            let language = match tag.split('-').next()? {
                "zh" => Self::Zh,
                "en" => Self::En,
                _ => return None,
            };
            (quality > 0.0).then_some((quality, language))
        };
        // On equal weight the one named first stands.
        header
            .split(',')
            .filter_map(weight)
            .fold((0.0, Self::Zh), |best, next| if next.0 > best.0 { next } else { best })
            .1
    }

    /// The name under which an error carries its sentence in this language.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// What the request accepts, unless the field says otherwise.
    pub(super) fn asked(ctx: &Context<'_>, wanted: Option<Self>) -> Self {
        wanted.or_else(|| ctx.data_opt::<Self>().copied()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_of_the_two_languages_is_taken() {
        for (header, language) in [
            ("", Language::Zh),
            ("fr", Language::Zh),
            ("en", Language::En),
            ("en-GB,en;q=0.9,zh-CN;q=0.8", Language::En),
            ("zh;q=0.3, en;q=0.7", Language::En),
            ("fr, zh-CN;q=0.5", Language::Zh),
            ("en;q=0, zh", Language::Zh),
            ("en;q=abc", Language::En),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }
}
