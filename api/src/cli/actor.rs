//! Who sits at the machine: the system's user, as the kernel knows him and not as a variable says.

use crate::auth::{Grant, Who};
use cangliu_domain::post::{Role, Scope};

/// Issuer of users of the machine.
const ISSUER: &str = "os";

/// The user of this process, an administrator of the city: whoever may write the data directory may do anything
/// in it anyway, so that here it only matters that his name is recorded.
pub(super) fn local() -> Who {
    let grant = Grant {
        role: Role::Administrator,
        institution: None,
        scope: Scope::City,
        post: None,
        on_behalf_of: None,
        acts: Vec::new(),
    };
    Who { issuer: ISSUER.to_owned(), subject: user(), grants: vec![grant], expires_at: None }
}

/// The same user, keeping the accounts.
pub(super) fn security() -> Who {
    let mut who = local();
    who.grants.iter_mut().for_each(|grant| grant.role = Role::SecurityAdministrator);
    who
}

#[cfg(unix)]
fn user() -> String {
    use std::os::unix::fs::MetadataExt;
    // A process owns its own folder in /proc; without one there is at least the variable.
    let uid = std::fs::metadata("/proc/self").map(|own| own.uid().to_string());
    let Ok(uid) = uid else { return named_by_environment() };
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let named = fields
        .filter(|fields| fields.get(2) == Some(&uid.as_str()))
        .find_map(|fields| fields.first().map(|name| (*name).to_owned()));
    named.unwrap_or_else(|| format!("uid:{uid}"))
}

#[cfg(not(unix))]
fn user() -> String {
    named_by_environment()
}

fn named_by_environment() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_of_the_machine_has_a_name() {
        let who = local();
        assert!(!who.subject.is_empty() && who.issuer == "os" && who.reads_city());
    }
}
