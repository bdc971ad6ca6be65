//! Administrative divisions (GB/T 2260).

use async_graphql::Object;
use cangliu_domain::division;

/// An administrative division (GB/T 2260).
pub(super) struct Division(pub(super) division::Division);

/// An administrative division (GB/T 2260).
#[Object]
impl Division {
    /// Six digits, such as `310101`.
    async fn code(&self) -> String {
        self.0.to_string()
    }

    /// Chinese name.
    async fn name_zh(&self) -> &'static str {
        self.0.name_zh()
    }

    /// English name.
    async fn name_en(&self) -> &'static str {
        self.0.name_en()
    }
}
