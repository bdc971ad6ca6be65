//! What failures beneath us are called: by the system, by the store. Written once, for the command line and for
//! whatever it calls.

use std::error::Error;

use cangliu_store::StoreError;

/// Why the system refused something, in Chinese; its number where there is no word for it.
pub(crate) fn reason_zh(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let known = match error.kind() {
        ErrorKind::NotFound => "文件或目录不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AddrInUse => "地址已被占用，请换一个端口或停止占用它的程序",
        ErrorKind::AddrNotAvailable => "本机没有这个地址",
        ErrorKind::AlreadyExists => "已经存在",
        ErrorKind::IsADirectory => "是目录，不是文件",
        ErrorKind::NotADirectory => "上级不是目录",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        ErrorKind::BrokenPipe => "接收方已关闭",
        ErrorKind::Interrupted => "被中断",
        _ => return error.raw_os_error().map_or_else(|| "系统错误".to_owned(), |number| format!("系统错误 {number}")),
    };
    known.to_owned()
}

/// What an error says, and what the errors beneath it say.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut beneath = error.source();
    while let Some(cause) = beneath {
        let cause_said = cause.to_string();
        if !said.ends_with(&cause_said) {
            said = format!("{said}: {cause_said}");
        }
        beneath = cause.source();
    }
    said
}

/// What a failure of the store is called in Chinese, with what to do.
pub(crate) fn store_zh(error: &StoreError) -> String {
    match error {
        StoreError::Locked { pid, .. } => {
            let pid = pid.map_or_else(|| "未知".to_owned(), |pid| pid.to_string());
            format!("数据目录正被进程 {pid} 使用：请先停止该服务，或通过接口上传")
        }
        StoreError::Full { .. } => "磁盘已满，请清理后重试".into(),
        StoreError::Unavailable { .. } => "存储正忙，或日志服务器没有应答：请检查服务器后重试".into(),
        StoreError::PeopleInUse { directory } => {
            format!("{} 中的人员库正被某个节点使用，请先停止共用它的所有节点", directory.display())
        }
        StoreError::NoLog { address } => {
            format!("服务器 {address} 上还没有日志：请核对地址；首次启动 cangliu serve 时会建立")
        }
        StoreError::InvalidAddress { address, reason } => {
            format!("日志地址 {address} 无法识别（{reason}），应形如 esdb://主机:2113?tls=true")
        }
        StoreError::CredentialsIncomplete { missing } => {
            format!("CANGLIU_LOG_USER 与 CANGLIU_LOG_PASSWORD 须同时设置：缺少 {missing}")
        }
        StoreError::Truncated { stream, expected, found } => {
            format!("流 {stream} 的第 {expected} 至 {found} 号之前的事件已在服务器上被截断，请从备份恢复服务器")
        }
        StoreError::RestoreUnfinished { .. } => "上次恢复未完成，请用 restore --force 重新恢复".into(),
        StoreError::MigrationUnfinished { place } => {
            format!("向 {place} 的日志迁移尚未完成，请重新运行同一条 cangliu migrate-log 命令")
        }
        StoreError::Corrupt { .. } => "数据文件已损坏，请从备份恢复".into(),
        StoreError::WrongFile { path, .. } => format!("{} 不是仓流的数据文件，或尚不存在", path.display()),
        StoreError::UpgradeNeeded { .. } => "数据由更新的版本写入，请升级程序".into(),
        StoreError::Io { path, source, .. } => format!("文件读写失败：{}：{}", path.display(), reason_zh(source)),
        other => format!("存储出错：{}", chain(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maintain::MaintainError;

    #[test]
    fn care_of_a_log_says_the_same_of_a_server_as_the_command_line() {
        let address = || "esdb://log:2113".to_owned();
        for (error, says) in [
            (StoreError::NoLog { address: address() }, "还没有日志"),
            (StoreError::InvalidAddress { address: address(), reason: "x".into() }, "无法识别"),
            (StoreError::CredentialsIncomplete { missing: "CANGLIU_LOG_USER" }, "缺少 CANGLIU_LOG_USER"),
            (StoreError::Truncated { stream: "a-1".into(), expected: 0, found: 2 }, "被截断"),
            (
                StoreError::Unavailable { doing: "x", source: std::sync::Arc::new(std::io::Error::other("away")) },
                "没有应答",
            ),
        ] {
            let said = store_zh(&error);
            assert!(said.contains(says), "{said}");
            assert_eq!(MaintainError::from(error).zh(), said);
        }
    }
}
