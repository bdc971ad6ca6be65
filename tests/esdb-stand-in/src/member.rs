//! A member's port: it listens, serves connections, goes down and comes up again at the same address.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::header::AUTHORIZATION;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::cluster::{Cluster, Node};
use crate::connection::Connection;
use crate::service;

/// Kestrel's.
const STREAMS_PER_CONNECTION_MAX: u32 = 100;
const WAITING_CONNECTIONS_MAX: u32 = 1024;

/// One member and its port.
#[derive(Debug)]
pub(crate) struct Member {
    node: Node,
    /// Bound and never listening, so that nobody else gets the port while the member is down.
    _reservation: TcpSocket,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    stop: CancellationToken,
    listening: JoinHandle<()>,
}

/// Takes a port before it is known who will serve there.
pub(crate) fn reserve(address: SocketAddr) -> io::Result<(TcpSocket, SocketAddr)> {
    let socket = bound(address)?;
    let address = socket.local_addr()?;
    Ok((socket, address))
}

impl Member {
    pub(crate) fn new(cluster: &Arc<Cluster>, member: usize, reservation: TcpSocket) -> Self {
        let node = Node { cluster: Arc::clone(cluster), member };
        Self { node, _reservation: reservation, running: Mutex::new(None) }
    }

    /// Listens, unless it does already.
    pub(crate) fn start(&self) -> io::Result<()> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.is_some() {
            return Ok(());
        }
        let state = &self.node.cluster.members[self.node.member];
        let listener = bound(state.address)?.listen(WAITING_CONNECTIONS_MAX)?;
        let stop = CancellationToken::new();
        let listening =
            tokio::spawn(accept(listener, self.node.cluster.clone(), service::router(&self.node), stop.clone()));
        state.set_alive(true);
        *running = Some(Running { stop, listening });
        Ok(())
    }

    /// Cuts every connection and waits until the port is closed, as after a kill.
    pub(crate) async fn stop(&self) {
        if let Some(running) = self.cancelled() {
            // It can only have been cancelled or have ended.
            let _ = running.listening.await;
        }
    }

    fn cancelled(&self) -> Option<Running> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        self.node.cluster.members[self.node.member].set_alive(false);
        running.stop.cancel();
        Some(running)
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.cancelled();
    }
}

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

async fn accept(listener: TcpListener, cluster: Arc<Cluster>, router: Router, stop: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        // A client that is gone before it was accepted is no reason to stop.
        if let Ok((stream, _)) = accepted {
            tokio::spawn(serve(stream, Arc::clone(&cluster), router.clone(), stop.child_token()));
        }
    }
}

/// Serves one connection until the client goes, a fault cuts it or the member stops.
async fn serve(stream: TcpStream, cluster: Arc<Cluster>, router: Router, cut: CancellationToken) {
    // Kestrel does the same; without it every small answer waits for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let connection = Connection::new(cut.clone());
    let _visit = cluster.callers.enter();
    let service = service_fn(|mut request: Request<Incoming>| {
        let authorization = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        cluster.callers.note(authorization);
        request.extensions_mut().insert(connection.clone());
        router.clone().oneshot(request.map(Body::new))
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http2().max_concurrent_streams(STREAMS_PER_CONNECTION_MAX);
    tokio::select! {
        biased;
        () = cut.cancelled() => {}
        _ = builder.serve_connection(TokioIo::new(stream), service) => {}
    }
}
