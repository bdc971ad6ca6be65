//! The clock: the only place where time enters. Business days are those of Asia/Shanghai.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// UTC+8; China keeps no daylight saving time.
const SHANGHAI_SECONDS_EAST: i32 = 8 * 3600;

/// Where time comes from.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine.
    System,
    /// A fixed instant, for tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// This instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(instant) => *instant,
        }
    }

    /// The business day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        business_day(self.now())
    }
}

/// The business day of an instant.
#[must_use]
pub fn business_day(instant: DateTime<Utc>) -> NaiveDate {
    match FixedOffset::east_opt(SHANGHAI_SECONDS_EAST) {
        Some(shanghai) => instant.with_timezone(&shanghai).date_naive(),
        None => instant.date_naive(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_business_day_begins_at_sixteen_hundred_utc() {
        let evening = |text: &str| business_day(text.parse().unwrap());
        assert_eq!(evening("2026-11-20T15:59:59Z").to_string(), "2026-11-20");
        assert_eq!(evening("2026-11-20T16:00:00Z").to_string(), "2026-11-21");
    }
}
