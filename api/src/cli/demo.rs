//! `cangliu demo`.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::fault::Fault;
use super::out::Out;
use super::{bar, block_on, data};
use crate::config::DataSettings;
use crate::demo;

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    data: DataSettings,
}

pub(super) fn run(args: &DemoArgs, out: &Out) -> Result<ExitCode, Fault> {
    let began = Instant::now();
    let summary = block_on(async {
        let node = data::writing(&args.data).await?;
        let summary = demo::load_if_empty(&node, &bar::progress()).await?;
        node.catch_up().await?;
        node.close().await;
        Ok(summary)
    })?;
    let Some(summary) = summary else {
        let (zh, en) =
            ("账本中已有数据，演示数据只载入空账本", "the log holds data already; the demo loads into an empty one");
        return Err(Fault::usage("STORE_NOT_EMPTY", zh, en));
    };
    let seconds = began.elapsed().as_secs_f64();
    let demo::Summary { institutions, cards, taken_in, ledgers, events } = summary;
    let told = json!({
        "institutions": institutions, "cards": cards, "takenIn": taken_in, "wasteMonths": ledgers,
        "events": events, "elapsedSeconds": seconds,
    });
    out.answer(&told, || match out.word("zh", "en") {
        "zh" => format!("已载入演示城市：单位 {institutions} 家，资产卡片 {cards} 张，入仓 {taken_in} 张，垃圾台账 {ledgers} 份，事件 {events} 条，用时 {seconds:.1} 秒"),
        _ => format!("loaded: {institutions} institutions, {cards} cards, {taken_in} taken in, {ledgers} months of waste, {events} events in {seconds:.1} s"),
    })?;
    Ok(ExitCode::SUCCESS)
}
