use super::city::{City, id};
use futures_util::{StreamExt, stream};
use serde_json::json;
use std::time::Instant;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/schedstat").unwrap(); let _ = s;
    std::fs::read_dir("/proc/self/task").unwrap().map(|t| { let p = t.unwrap().path().join("schedstat"); std::fs::read_to_string(p).unwrap_or_default().split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) }).sum::<f64>() / 1e6
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn speed() {
    let city = City::founded().await;
    let n = 3000;
    stream::iter(0..n)
        .map(|i| {
            let city = &city;
            async move {
                let a = id(&format!("a{i}"));
                city.listed(a, &format!("N{i}"), "CITY").await;
                city.done(&city.manager(city.unit), "reserveAsset", city.reservation(a, a)).await;
            }
        })
        .buffer_unordered(64)
        .collect::<Vec<_>>()
        .await;
    for c in [1usize, 8, 64] {
        let (t, cp) = (Instant::now(), cpu());
        let lo = match c {
            1 => 0,
            8 => 500,
            _ => 1500,
        };
        let hi = match c {
            1 => 500,
            8 => 1500,
            _ => 3000,
        };
        stream::iter(lo..hi)
            .map(|i| {
                let city = &city;
                async move {
                    let a = id(&format!("a{i}"));
                    city.done(&city.keeper(), "dispatchAsset", city.hand_over(a, a)).await;
                }
            })
            .buffer_unordered(c)
            .collect::<Vec<_>>()
            .await;
        println!("dispatch x{c}: {:.0}/s cpu {:.1} ms total", (hi - lo) as f64 / t.elapsed().as_secs_f64(), cpu() - cp);
    }
    let q = "{ assets(first: 25, filter: { usage: IDLE }) { nodes { id books { number } card { name pieces originalValue usage } custody { place } } } }";
    let k = city.keeper();
    let (t, cp) = (Instant::now(), cpu());
    for _ in 0..1000 {
        city.ask(&k, q, json!({})).await;
    }
    println!("list25: {:?} cpu {:.1} ms total", t.elapsed() / 1000, cpu() - cp);
    let q = "{ assets(first: 20, filter: { usage: IDLE }) { nodes { id books { number owner { name } } card { name } custody { custodian { name } } inWarehouse { warehouse { name } } } } }";
    let (t, cp) = (Instant::now(), cpu());
    for _ in 0..1000 {
        city.ask(&k, q, json!({})).await;
    }
    println!("list20+names: {:?} cpu {:.1} ms total", t.elapsed() / 1000, cpu() - cp);
    let k = city.auditor();
    let q = "{ assets(first: 25, filter: { usage: IDLE }) { nodes { id books { number } card { name pieces originalValue usage } custody { place } } } }";
    let (t, cp) = (Instant::now(), cpu());
    for _ in 0..1000 {
        city.ask(&k, q, json!({})).await;
    }
    println!("list25 auditor: {:?} cpu {:.1} ms total", t.elapsed() / 1000, cpu() - cp);
    let (t, cp) = (Instant::now(), cpu());
    for _ in 0..1000 {
        city.ask(&k, "{ __typename }", json!({})).await;
    }
    println!("ping: {:?} cpu {:.1} ms total", t.elapsed() / 1000, cpu() - cp);
}
