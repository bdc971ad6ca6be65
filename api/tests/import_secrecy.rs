//! Rows marked 涉密 (是 or 待定) leave nothing but their numbers: not in the log, the views, the people store, a trace,
//! a report or the workbook of rejected rows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "import_support/mod.rs"]
mod support;

use std::collections::HashSet;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use cangliu_api::import::{Kind, Language, Options, import};
use cangliu_workbook::Source;
use cangliu_workbook::write::rejected_workbook;
use support::{Office, administrator, csv, samples, source};
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

const REGISTRY: [&str; 2] = [
    "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,主管部门,编制人数,有无食堂,列入综合考评",
    "某馆,12310000MB2F00032J,市级,市级其他系统,310000,310101,某主管部门,30,有,否",
];
const HEADER: &str = "统一社会信用代码,资产编号,资产名称,资产分类代码,品牌,规格型号,计量单位,数量,价值类型,原值,净值,取得方式,取得日期,投入使用日期,使用状况,使用部门,使用人,存放地点,是否涉密,备注";

/// Collects what is traced.
#[derive(Clone, Default)]
struct Traces(Arc<Mutex<Vec<u8>>>);

impl Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What this process traces, from the first test that asks.
fn traced() -> Traces {
    static TRACES: OnceLock<Traces> = OnceLock::new();
    let collect = || {
        let traces = Traces::default();
        let writer = traces.clone();
        // Not the bytes of a server's connection: they hold what is in the log, in numbers that look like anything.
        let ours = EnvFilter::new("trace,h2=off,hyper=off,hyper_util=off,tonic=off,tower=off");
        let all = tracing_subscriber::fmt().with_env_filter(ours).with_ansi(false);
        all.with_writer(move || writer.clone()).init();
        traces
    };
    TRACES.get_or_init(collect).clone()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Everything an import of a file leaves behind anywhere.
async fn left_behind(office: Office, traces: &Traces, kind: Kind, source: Source) -> (Vec<u8>, Vec<u32>) {
    // Ids follow from the command's: with a fixed one no random byte can look like a short cell by chance.
    let report = office.import_with(kind, source.clone(), |options| options.command_id = Uuid::from_u128(2)).await;
    let rejected = rejected_workbook(&source, kind.ledger(), &report.rejected, &report.withheld).unwrap();
    let mut bytes = unpacked(&rejected);
    for language in [Language::Zh, Language::En] {
        bytes.extend(report.to_json(language).to_string().into_bytes());
    }
    bytes.extend(format!("{report:?}").into_bytes());
    office.node.catch_up().await.unwrap();
    // Once with the write-ahead logs beside the files, once after they were folded in.
    bytes.extend(office.bytes());
    let office = office.reopened().await;
    bytes.extend(office.bytes());
    bytes.extend(traces.0.lock().unwrap().iter());
    (bytes, report.withheld)
}

/// All cells of all sheets of a workbook, whose parts are compressed.
fn unpacked(workbook: &[u8]) -> Vec<u8> {
    use calamine::Reader;
    let mut workbook = calamine::Xlsx::new(std::io::Cursor::new(workbook)).unwrap();
    let sheets = workbook.worksheets();
    let cells = sheets.iter().flat_map(|(_, sheet)| sheet.cells()).map(|(_, _, cell)| cell.to_string());
    cells.collect::<Vec<_>>().join("\n").into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_of_withheld_rows_occur_nowhere() {
    let traces = traced();
    let office = Office::open();
    office.import(Kind::Registry, csv("名录库.csv", &REGISTRY)).await;
    let row = |number: &str, name: &str, model: &str, user: &str, place: &str, secret: &str, remark: &str| {
        format!(
            "12310000MB2F00032J,{number},{name},A02010105,远帆,{model},台,1,原值,5000.00,2500.00,购置,2022-03-01,2022-03-05,闲置,办公室,{user},{place},{secret},{remark}"
        )
    };
    let lines = [
        HEADER.to_owned(),
        row("PUBLIC-1", "台式计算机", "OPEN-1", "张公开", "1号楼101室", "否", "普通"),
        row("SECRET-1", "密码机甲", "HID-77", "李隐秘", "9号楼密室", "是", "机要备注"),
        row("SECRET-2", "密码机乙", "HID-78", "王待定", "8号楼密室", "待定", "另一备注"),
        // Wrong besides: withheld comes before any other fault.
        row("SECRET-3", "", "HID-79", "赵无名", "7号楼密室", "是", "").replace("5000.00", "约九千"),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (bytes, withheld) = left_behind(office, &traces, Kind::Assets, csv("资产.csv", &lines)).await;
    assert_eq!(withheld, [3, 4, 5]);
    for seen in ["PUBLIC-1", "OPEN-1", "1号楼101室"] {
        assert!(holds(&bytes, seen), "{seen} should be there: the search works");
    }
    for hidden in ["SECRET", "密码机", "HID-7", "李隐秘", "王待定", "赵无名", "密室", "机要备注", "另一备注", "约九千"]
    {
        assert!(!holds(&bytes, hidden), "{hidden} is somewhere");
    }
    assert!(!holds(&bytes, "张公开"), "names of persons are encrypted");

    let mut taken = 0;
    for folder in samples() {
        let expected = std::fs::read_to_string(folder.join("expected.json")).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let withholding = |file: &&serde_json::Value| file["withheld"].as_array().is_some_and(|rows| !rows.is_empty());
        for file in expected["assets"].as_array().unwrap().iter().filter(withholding) {
            sample(&folder.join(file["file"].as_str().unwrap()), &folder.join("名录库.xlsx"), &traces).await;
            taken += 1;
        }
    }
    assert!(taken >= 2, "the samples in the repository have withheld rows");
}

/// All of some texts are there, and none of others.
fn shows(bytes: &[u8], seen: &[&str], hidden: &[&str]) {
    for text in seen {
        assert!(holds(bytes, text), "{text} should be there: the search works");
    }
    for text in hidden {
        assert!(!holds(bytes, text), "{text} is somewhere");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_withheld_row_of_a_registry_nothing_is_left() {
    let header = "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,主管部门,编制人数,有无食堂,是否涉密,备注";
    let row = |name: &str, code: &str, department: &str, secret: &str, remark: &str| {
        format!("{name},{code},市级,市级其他系统,310000,310101,{department},30,有,{secret},{remark}")
    };
    let lines = [
        header.to_owned(),
        row("公开馆", "12310000MB2F00032J", "公开部门", "否", ""),
        row("隐名院甲", "12310115MB2F00040A", "隐名局", "是", "密址一"),
        // Wrong besides: withheld comes before any other fault.
        row("隐名院乙", "隐名代码", "隐名局", "待定", ""),
        row("隐名院丙", "12310115MB2F00040A", "隐名局", "", ""),
        row("隐名院丁", "12310115MB2F00040A", "隐名局", "否", "涉密单位，密址二"),
        row("公开坏行", "123", "公开部门", "否", ""),
        "合计,,,,,,,150,,,".to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let source = csv("名录库.csv", &lines);
    let (bytes, withheld) = left_behind(Office::open(), &traced(), Kind::Registry, source).await;
    assert_eq!(withheld, [3, 4, 5, 6]);
    shows(&bytes, &["公开馆", "公开坏行", "涉密，未录入"], &["隐名", "密址", "12310115MB2F00040A"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_withheld_row_of_a_waste_ledger_nothing_is_left() {
    let office = Office::open();
    office.import(Kind::Registry, csv("名录库.csv", &REGISTRY)).await;
    let lines = [
        "某馆生活垃圾分类台账（2026年10月）",
        "统一社会信用代码,12310000MB2F00032J",
        "日期,点位,干垃圾(kg),湿垃圾(kg),计量方式,清运单位,是否涉密,备注",
        "2026-10-01,某馆,12.5,3,称重,公开清运,否,",
        "2026-10-02,暗房,777.77,3,称重,隐名清运,是,密注一",
        // Wrong besides: withheld comes before any other fault.
        "2026-10-33,暗房,约九百,3,称重,隐名清运,待定,",
        "2026-10-04,暗房,778.77,3,称重,隐名清运,,",
        "2026-10-05,暗房,779.77,3,称重,隐名清运,否,涉密区域，密注二",
        "2026-10-06,某馆,公开的错,3,称重,公开清运,否,",
        "合计,,4321.09,9,,,,",
    ];
    let (bytes, withheld) = left_behind(office, &traced(), Kind::Waste, csv("垃圾.csv", &lines)).await;
    assert_eq!(withheld, [5, 6, 7, 8]);
    let hidden = ["暗房", "隐名清运", "密注", "约九百", "777.77", "777770", "778770", "779770", "4321.09"];
    shows(&bytes, &["公开清运", "公开的错", "涉密，未录入"], &hidden);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_marked_as_classified_or_undecided_is_not_taken_at_all() {
    let office = Office::open();
    office.import(Kind::Registry, csv("名录库.csv", &REGISTRY)).await;
    let head = office.head().await;
    let registry = "隐名馆,12310115MB2F00040A,市级,市级其他系统,310000,310101,隐名局,30,有,否";
    for mark in ["密级：机密", "是否涉密：是", "是否涉密：待定", "涉密单位"] {
        let waste = ["统一社会信用代码,12310000MB2F00032J", "日期,干垃圾(kg)", "2026-10-01,5"];
        for (kind, lines) in [
            (Kind::Registry, [&[mark][..], &[REGISTRY[0], registry]].concat()),
            (Kind::Waste, [&[mark][..], &waste].concat()),
        ] {
            let options = Options::new(Uuid::now_v7());
            let refused = import(&office.node, &administrator(), kind, csv("表.csv", &lines), options).await;
            assert_eq!(refused.unwrap_err().code(), "FILE_CLASSIFIED", "{kind:?} {mark}");
        }
    }
    assert_eq!(office.head().await, head);
}

/// The cells of a sample's withheld rows that occur in none of its accepted rows.
async fn sample(path: &std::path::Path, registry: &std::path::Path, traces: &Traces) {
    let office = Office::open();
    office.import_with(Kind::Registry, source(registry), |options| options.command_id = Uuid::from_u128(1)).await;
    let (bytes, withheld) = left_behind(office, traces, Kind::Assets, source(path)).await;
    assert!(!withheld.is_empty());
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let sheet = calamine::Reader::worksheet_range_at(&mut workbook, 0).unwrap().unwrap();
    let headers: Vec<String> = sheet.rows().nth(3).unwrap().iter().map(ToString::to_string).collect();
    // Dates and money are stored in another form than written, and may be those of other rows.
    let told =
        |column: usize| ["资产编号", "资产名称", "规格型号", "使用人", "存放地点"].contains(&headers[column].as_str());
    let cells = |rows: &dyn Fn(u32) -> bool| -> HashSet<String> {
        let chosen = sheet.rows().zip(1..).filter(|(_, number)| *number > 4 && rows(*number));
        let cells = chosen.flat_map(|(row, _)| row.iter().enumerate().filter(|(column, _)| told(*column)));
        cells.map(|(_, cell)| cell.to_string()).collect()
    };
    let hidden = cells(&|number| withheld.contains(&number));
    let open = cells(&|number| !withheld.contains(&number));
    let only: Vec<&String> = hidden.iter().filter(|cell| !open.iter().any(|other| other.contains(*cell))).collect();
    assert!(only.len() >= withheld.len() * 2, "{only:?}");
    for cell in only {
        assert!(!holds(&bytes, cell), "{cell} of a withheld row of {} is somewhere", path.display());
    }
}
