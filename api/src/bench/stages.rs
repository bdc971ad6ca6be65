//! How long the stages of commands took on the server, read from its `/metrics`.

use std::collections::BTreeMap;

use serde::Serialize;

const NAME: &str = "cangliu_command_stage_seconds";
/// Label of the bucket that holds what took at most 5 ms: what is promised from append to visible.
const WITHIN_5_MS: &str = "0.005";

/// The stages as the server has counted them since it started.
#[derive(Debug, Clone, Default)]
pub(super) struct Stages(BTreeMap<String, Counted>);

#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    count: f64,
    seconds: f64,
    within_5_ms: f64,
}

/// A stage of the commands of one run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StageTook {
    /// Mean, in microseconds.
    pub mean_us: f64,
    /// The share that took at most 5 ms, 0 to 1.
    pub within_5_ms: f64,
}

impl Stages {
    /// Asks a server at `http://host:port/metrics`.
    ///
    /// # Errors
    /// When it does not answer.
    pub(super) async fn of(metrics: &str) -> reqwest::Result<Self> {
        Ok(Self::read(&reqwest::get(metrics).await?.text().await?))
    }

    fn read(text: &str) -> Self {
        let mut stages = BTreeMap::<String, Counted>::new();
        for line in text.lines() {
            let Some((name, value)) = line.strip_prefix(NAME).and_then(|rest| rest.rsplit_once(' ')) else { continue };
            let (Some(stage), Ok(value)) = (label(name, "stage"), value.parse::<f64>()) else { continue };
            let counted = stages.entry(stage.to_owned()).or_default();
            match name.split('{').next() {
                Some("_sum") => counted.seconds = value,
                Some("_count") => counted.count = value,
                Some("_bucket") if label(name, "le") == Some(WITHIN_5_MS) => counted.within_5_ms = value,
                _ => {}
            }
        }
        Self(stages)
    }

    /// What was added since an earlier look; stages that nothing went through are left out.
    pub(super) fn since(&self, before: &Self) -> BTreeMap<String, StageTook> {
        let mut took = BTreeMap::new();
        for (stage, now) in &self.0 {
            let earlier = before.0.get(stage).copied().unwrap_or_default();
            let count = now.count - earlier.count;
            if count > 0.0 {
                let mean_us = (now.seconds - earlier.seconds) * 1e6 / count;
                let within_5_ms = (now.within_5_ms - earlier.within_5_ms) / count;
                took.insert(stage.clone(), StageTook { mean_us, within_5_ms });
            }
        }
        took
    }
}

/// The value of a label in `name{label="value",…}`.
fn label<'n>(name: &'n str, label: &str) -> Option<&'n str> {
    name.split_once(&format!("{label}=\""))?.1.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_what_was_added_between_two_looks() {
        let look = |sum: &str, count: u32, within: u32| {
            Stages::read(&format!(
                "# HELP {NAME} Time\n{NAME}_bucket{{stage=\"visible\",le=\"0.005\"}} {within}\n\
                 {NAME}_bucket{{stage=\"visible\",le=\"0.01\"}} {count}\n{NAME}_sum{{stage=\"visible\"}} {sum}\n\
                 {NAME}_count{{stage=\"visible\"}} {count}\n{NAME}_sum{{stage=\"queue\"}} 1\n{NAME}_count{{stage=\"queue\"}} 7\n"
            ))
        };
        let queue_only = look("0.5", 10, 9);
        let took = look("0.7", 110, 108).since(&queue_only);
        assert_eq!(took.keys().collect::<Vec<_>>(), ["visible"]);
        assert!((took["visible"].mean_us - 2_000.0).abs() < 1e-6 && (took["visible"].within_5_ms - 0.99).abs() < 1e-9);
    }
}
