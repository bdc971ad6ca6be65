//! Small requests sent at once.
//!
//! The client leaves Nagle's algorithm on: it sends the head of a request, and the kernel holds the few bytes of its
//! body back until the server has acknowledged the head, which a server's kernel puts off for 40 ms. So every read
//! takes 44 ms instead of one. The client offers no way to its sockets; the system does.

use std::os::fd::BorrowedFd;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::net::sockopt::{set_tcp_nodelay, tcp_nodelay};
use tracing::debug;

/// A small request that takes longer may have been held back.
const SUSPICIOUS: Duration = Duration::from_millis(20);
/// Looking through all sockets is not done more often.
const REST: Duration = Duration::from_secs(1);

/// Looks after the client's sockets: whenever a request was slow, there may be new ones.
#[derive(Default)]
pub(super) struct NoDelay(Mutex<Option<Instant>>);

impl NoDelay {
    /// Tells how long a request took.
    pub(super) fn took(&self, duration: Duration) {
        if duration < SUSPICIOUS {
            return;
        }
        let Ok(mut last) = self.0.lock() else { return };
        if last.is_some_and(|last| last.elapsed() < REST) {
            return;
        }
        *last = Some(Instant::now());
        let changed = set_on_all();
        if changed > 0 {
            debug!(changed, "sockets send at once now");
        }
    }
}

/// Sets `TCP_NODELAY` on every TCP socket of this process, and answers on how many it was not set. Nothing where the
/// system does not list them.
fn set_on_all() -> usize {
    let Ok(descriptors) = std::fs::read_dir("/proc/self/fd") else { return 0 };
    let numbers = descriptors.flatten().filter_map(|entry| {
        let is_socket = std::fs::read_link(entry.path()).is_ok_and(|to| to.to_string_lossy().starts_with("socket:"));
        entry.file_name().to_str().filter(|_| is_socket)?.parse::<i32>().ok()
    });
    numbers.filter(|number| set(*number)).count()
}

/// Whether it was not set, and is now. Other sockets refuse the option.
fn set(number: i32) -> bool {
    // SAFETY: the descriptor was open a moment ago. Should another thread have closed it since, the system answers
    // EBADF; should its number belong to another socket by now, that one sends at once too, which harms none of ours.
    // Nothing is read, written or closed through it.
    #[expect(unsafe_code, reason = "the client does not hand out its sockets")]
    let socket = unsafe { BorrowedFd::borrow_raw(number) };
    matches!(tcp_nodelay(socket), Ok(false)) && set_tcp_nodelay(socket, true).is_ok()
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_slow_request_makes_every_socket_send_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let no_delay = NoDelay::default();
        no_delay.took(SUSPICIOUS / 2);
        assert!(!client.nodelay().unwrap());
        no_delay.took(SUSPICIOUS);
        assert!(client.nodelay().unwrap());
    }
}
