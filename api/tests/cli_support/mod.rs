//! What the tests of the command line share: the real binary on a data directory of its own.
#![allow(dead_code, reason = "each test uses a part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

pub(crate) const CODE: &str = "12310000MB2F00032J";

/// A data directory, and room for files beside it.
pub(crate) struct Desk {
    pub(crate) dir: tempfile::TempDir,
}

/// What the binary answered.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) lines: Vec<Value>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, lines: &[impl AsRef<str>]) -> PathBuf {
        let text: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
        std::fs::write(self.path(name), text.join("\n")).unwrap();
        self.path(name)
    }

    /// Where the log is, when it is not in the data directory.
    fn log(&self) -> Option<(&'static str, String)> {
        cangliu_esdb_stand_in::beside(&self.data()).map(|log| ("CANGLIU_LOG", log))
    }

    /// The binary with its data directory; `--format json`.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cangliu"));
        command.args(arguments).args(["--format", "json"]).arg("--data-dir").arg(self.data());
        command.current_dir(self.dir.path()).env_remove("CANGLIU_DATA_DIR").env_remove("CANGLIU_LANG");
        command.envs(self.log());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).output().unwrap())
    }

    /// What it says to people.
    pub(crate) fn told(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cangliu"));
        command.args(arguments).current_dir(self.dir.path()).env("CANGLIU_DATA_DIR", self.data());
        command.envs(self.log());
        said(command.env_remove("CANGLIU_LANG").output().unwrap())
    }

    /// Runs it and expects that it went well.
    pub(crate) fn done(&self, arguments: &[&str]) -> Vec<Value> {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {} {}", said.out, said.err);
        said.lines
    }

    /// Enters one institution.
    pub(crate) fn registry(&self) {
        let file = self.file(
            "名录库.csv",
            &[
                "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,主管部门,编制人数,有无食堂,列入综合考评",
                "某馆,12310000MB2F00032J,市级,市级其他系统,310000,310101,某主管部门,30,有,否",
            ],
        );
        self.done(&["import", "registry", text(&file)]);
    }

    /// Writes an asset ledger of so many cards.
    pub(crate) fn ledger(&self, name: &str, cards: std::ops::Range<usize>) -> PathBuf {
        let header = "统一社会信用代码,资产编号,资产名称,资产分类代码,品牌,规格型号,计量单位,数量,价值类型,原值,净值,取得方式,取得日期,投入使用日期,使用状况,使用部门,使用人,存放地点,是否涉密,备注";
        let card = |n| {
            format!(
                "{CODE},A{n:05},=台式计算机,A02010105,远帆,SL-{n},台,1,原值,5000.00,2500.00,购置,2022-03-01,2022-03-05,闲置,办公室,示例甲,1号楼,否,"
            )
        };
        let lines: Vec<String> = std::iter::once(header.to_owned()).chain(cards.map(card)).collect();
        self.file(name, &lines)
    }
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(crate) fn said(output: Output) -> Said {
    let out = String::from_utf8(output.stdout).unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    let lines = out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    Said { code: output.status.code().unwrap_or(-1), lines, out, err }
}
