//! Bodies within limits.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Shared;
use super::answer::Fault;

/// Of a body that is too large this many times the limit is taken before the answer.
const DRAINED: usize = 8;

/// A body, and the room that it takes until it is dropped.
pub(super) struct Held {
    pub(super) bytes: Bytes,
    /// Frees its room when dropped.
    room: OwnedSemaphorePermit,
}

impl Held {
    /// The room, to be kept while something made of the body is worked on.
    pub(super) fn into_parts(self) -> (Bytes, OwnedSemaphorePermit) {
        (self.bytes, self.room)
    }
}

/// The whole body, if it is small enough, comes in time, and there is room for it.
pub(super) async fn read(body: Body, shared: &Shared) -> Result<Held, Fault> {
    let settings = &shared.settings;
    let all = collect(body, settings.max_body, &shared.memory);
    match tokio::time::timeout(settings.body_time, all).await {
        Ok(read) => read,
        Err(_) => Err(Fault::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time")),
    }
}

/// Takes what is left of a body that is too large, up to a point: a client that still sends would
/// not read the answer.
async fn drain(mut body: Body, limit: usize) {
    let mut taken = 0;
    while let Some(Ok(frame)) = body.frame().await {
        taken += frame.into_data().map_or(0, |data| data.len());
        if taken > limit {
            return;
        }
    }
}

/// Room is taken as bytes arrive: who announces much and sends little takes little.
async fn collect(mut body: Body, limit: usize, memory: &Arc<Semaphore>) -> Result<Held, Fault> {
    let too_large =
        || Fault::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the body is larger than {limit} bytes"));
    let busy = || Fault::new(StatusCode::SERVICE_UNAVAILABLE, "no room for more: ask again in a moment");
    let mut room = Arc::clone(memory).try_acquire_many_owned(0).map_err(|_| busy())?;
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let broken = |_| Fault::new(StatusCode::BAD_REQUEST, "the body broke off or is malformed");
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            drop((bytes, room));
            drain(body, limit.saturating_mul(DRAINED)).await;
            return Err(too_large());
        }
        let more = u32::try_from(data.len()).map_err(|_| too_large())?;
        room.merge(Arc::clone(memory).try_acquire_many_owned(more).map_err(|_| busy())?);
        bytes.extend_from_slice(&data);
    }
    Ok(Held { bytes: bytes.into(), room })
}
