//! `cangliu serve`.

use std::process::ExitCode;

use super::fault::{Fault, chain, reason_zh};
use crate::config::ServeSettings;
use crate::http::{self, ServeError};

pub(super) fn run(settings: ServeSettings) -> Result<ExitCode, Fault> {
    super::block_on(async { Ok(Box::pin(http::serve(settings)).await?) })?;
    Ok(ExitCode::SUCCESS)
}

impl From<ServeError> for Fault {
    fn from(error: ServeError) -> Self {
        let (code, en) = (error.code(), chain(&error));
        match error {
            ServeError::Node(error) => error.into(),
            ServeError::Demo(error) => error.into(),
            ServeError::Dev(error) => error.into(),
            ServeError::DevNotOnLoopback { address } => {
                let zh = format!("--dev 只能监听本机地址，{address} 不是；请用 --jwks 指定令牌签发方的公钥");
                Self::usage(code, zh, en)
            }
            ServeError::NobodyBelieved => Self::usage(
                code,
                "没有可信的令牌签发方：请给出 --jwks 和 --issuer，或启用 --local-accounts，或在本机使用 --dev",
                en,
            ),
            ServeError::JwksSource { .. } | ServeError::Keys(_) => {
                Self::usage(code, format!("--jwks 的公钥不可用：{en}"), en)
            }
            ServeError::Revoked { .. } => Self::usage(code, format!("吊销名单不可读：{en}"), en),
            ServeError::Bind { address, source } => {
                Self::new(code, format!("无法监听 {address}：{}", reason_zh(&source)), en)
            }
            ServeError::Io(source) => Self::new(code, format!("服务中断：{}", reason_zh(&source)), en),
        }
    }
}
