//! Which events of `$all` a reader wants: the server's `EventFilter`.

use fancy_regex::Regex;

use crate::log::Recorded;

/// A filter on the names of streams or on the types of events.
#[derive(Debug, Clone, Default)]
pub(crate) enum Filter {
    #[default]
    Everything,
    Stream(Names),
    EventType(Names),
}

/// The names that are wanted.
#[derive(Debug, Clone)]
pub(crate) enum Names {
    Beginning(Vec<String>),
    Matching(Regex),
}

impl Filter {
    pub(crate) fn allows(&self, event: &Recorded) -> bool {
        is_shown(&event.stream)
            && match self {
                Self::Everything => true,
                Self::Stream(names) => names.include(&event.stream),
                Self::EventType(names) => names.include(&event.event_type),
            }
    }
}

impl Names {
    fn include(&self, name: &str) -> bool {
        match self {
            Self::Beginning(prefixes) => prefixes.iter().any(|prefix| name.starts_with(prefix.as_str())),
            Self::Matching(regex) => regex.is_match(name).unwrap_or(false),
        }
    }
}

/// `DefaultAllFilterStrategy`: what the server keeps for itself is in no read of `$all`.
fn is_shown(stream: &str) -> bool {
    let of_a_subscription = stream.starts_with("$persistentsubscription-$all::")
        && (stream.ends_with("-checkpoint") || stream.ends_with("-parked"));
    stream != "$epoch-information" && !of_a_subscription
}
