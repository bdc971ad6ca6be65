//! Telling where it listens: people by lines of text, programs by a file.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;

use serde::Serialize;

use crate::auth::dev;
use crate::auth::dev_token::{RoleToken, Unit};

/// What the ready file holds.
#[derive(Debug, Serialize)]
pub(super) struct Ready {
    /// `http://host:port`.
    address: String,
    graphql: String,
    graphiql: String,
    /// By role; empty without `--dev`.
    tokens: BTreeMap<&'static str, String>,
    /// By role: the units its token acts for.
    units: BTreeMap<&'static str, Vec<Unit>>,
}

impl Ready {
    /// For a server that listens on an address.
    pub(super) fn new(listening: SocketAddr, granted: BTreeMap<&'static str, RoleToken>) -> Self {
        let address = format!("http://{listening}");
        let (mut tokens, mut units) = (BTreeMap::new(), BTreeMap::new());
        for (role, granted) in granted {
            tokens.insert(role, granted.token);
            units.insert(role, granted.units);
        }
        Self { graphql: format!("{address}/graphql"), graphiql: format!("{address}/graphiql"), address, tokens, units }
    }

    /// Tells people, in lines they can click on.
    pub(super) fn tell(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n仓流 Cangliu\n")?;
        writeln!(out, "  地址 address   {}", self.address)?;
        writeln!(out, "  GraphQL        {}", self.graphql)?;
        writeln!(out, "  GraphiQL       {}", self.graphiql)?;
        if !self.tokens.is_empty() {
            writeln!(out, "\n开发令牌，一小时内有效 · development tokens, good for an hour\n")?;
            for (role, token) in &self.tokens {
                let units = self.units.get(role).map_or(&[][..], Vec::as_slice);
                writeln!(out, "  {role}  {}\n    {}#token={token}\n", whose(role, units), self.graphiql)?;
            }
            writeln!(out, "别的单位 for another unit: cangliu token --role asset-manager --institution USCC")?;
        }
        writeln!(out, "按 Ctrl-C 结束 · Ctrl-C ends it\n")?;
        out.flush()
    }

    /// Tells programs. The file holds tokens, so it is its owner's alone; it appears whole or not at all.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let new = Path::new(&name);
        match std::fs::remove_file(new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = dev::private(new)?;
        serde_json::to_writer(&mut file, self)?;
        file.sync_all()?;
        std::fs::rename(new, path)
    }
}

/// For whom a token acts, in words.
fn whose(role: &str, units: &[Unit]) -> String {
    let named = |unit: &Unit| match &unit.uscc {
        Some(uscc) => format!("{} {uscc}", unit.name),
        None => unit.name.clone(),
    };
    match (role, units) {
        ("partner", []) => "共享清单 the shared listings".to_owned(),
        ("warehouse_keeper", []) => {
            "尚无仓库，先用 openWarehouse 开仓 no warehouse yet: openWarehouse first".to_owned()
        }
        ("asset_manager" | "waste_officer" | "reviewer" | "unit_head", []) => {
            "名录库为空，先导入名录库 no unit yet: import a registry first".to_owned()
        }
        (_, []) => "全市 the whole city".to_owned(),
        (_, units) => units.iter().map(named).collect::<Vec<_>>().join("；"),
    }
}

#[cfg(test)]
mod tests {
    use cangliu_domain::id::InstitutionId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_token_is_told_with_its_unit_or_what_to_do_to_get_one() {
        let unit = Unit {
            institution: InstitutionId(Uuid::nil()),
            name: "某馆".into(),
            uscc: Some("12310000MB2F00032J".into()),
        };
        let granted = |units: &[Unit]| RoleToken { token: "a.b.c".into(), units: units.to_vec() };
        let tokens = BTreeMap::from([
            ("asset_manager", granted(&[unit])),
            ("auditor", granted(&[])),
            ("warehouse_keeper", granted(&[])),
        ]);
        let ready = Ready::new(([127, 0, 0, 1], 8080).into(), tokens);
        let mut told = Vec::new();
        ready.tell(&mut told).unwrap();
        let told = String::from_utf8(told).unwrap();
        for line in ["asset_manager  某馆 12310000MB2F00032J", "auditor  全市", "warehouse_keeper  尚无仓库"] {
            assert!(told.contains(line), "{told}");
        }
        let written = serde_json::to_value(&ready).unwrap();
        assert_eq!(written["units"]["asset_manager"][0]["name"], "某馆");
        assert_eq!(written["tokens"]["auditor"], "a.b.c");
    }
}
