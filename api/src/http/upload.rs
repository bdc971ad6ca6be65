//! A request with files in it, as the GraphQL multipart request specification has it: `operations`, then `map`, then
//! the files. Files stay in memory, so few are read at a time and all of one request together are bounded.

use std::collections::HashMap;

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use actix_web::web::{Bytes, BytesMut, Payload};
use async_graphql::{Request, UploadValue, Value, Variables};
use futures_util::StreamExt as _;

use super::fault::{Fault, Kind};
use super::sent::Sent;
use crate::config::LimitSettings;

/// Files of one request.
const FILES_MAX: usize = 10;
/// Bytes of the part that says where the files belong.
const MAP_BYTES_MAX: usize = 16 * 1_024;
/// Requests whose files are read at the same time.
pub(super) const AT_ONCE_MAX: usize = 2;

/// A file with the variables it is meant for.
pub(super) struct File {
    places: Vec<String>,
    value: UploadValue,
}

/// Reads a request with files.
pub(super) async fn read(
    request: &HttpRequest,
    payload: Payload,
    limits: &LimitSettings,
) -> Result<(Sent, Vec<File>), Fault> {
    let mut parts = Multipart::new(request.headers(), payload);
    let operations = part(&mut parts, "operations", limits.body_bytes_max).await?;
    let sent = Sent::json(&operations)?;
    let map = part(&mut parts, "map", MAP_BYTES_MAX).await?;
    let mut map: HashMap<String, Vec<String>> =
        serde_json::from_slice(&map).map_err(|error| malformed(format!("map: {error}")))?;
    let mut files = Vec::new();
    let mut room = limits.upload_bytes_max;
    while let Some(field) = parts.next().await {
        let mut field = field.map_err(|error| malformed(error.to_string()))?;
        let name = field.name().unwrap_or_default().to_owned();
        let places = map.remove(&name).ok_or_else(|| malformed(format!("the map does not name the part {name:?}")))?;
        if files.len() == FILES_MAX {
            return Err(Kind::PayloadTooLarge.into());
        }
        let filename = field.content_disposition().and_then(|told| told.get_filename()).unwrap_or("file").to_owned();
        let content_type = field.content_type().map(ToString::to_string);
        let content = bytes(&mut field, room).await?;
        room -= content.len();
        files.push(File { places, value: UploadValue { filename, content_type, content } });
    }
    match map.into_keys().next() {
        None => Ok((sent, files)),
        Some(name) => Err(malformed(format!("the part {name:?} is missing"))),
    }
}

/// Puts the files in the variables they are meant for.
pub(super) fn attach(request: &mut Request, files: Vec<File>) -> Result<(), Fault> {
    for File { places, value } in files {
        for place in places {
            if !is_empty_variable(&request.variables, &place) {
                return Err(malformed(format!("{place:?} is not a variable that is null")));
            }
            let copy = value.try_clone().map_err(|_| Fault::from(Kind::Internal))?;
            request.set_upload(&place, copy);
        }
    }
    Ok(())
}

/// Whether `variables.input.file` names a variable, or a part of one, that is there and null.
fn is_empty_variable(variables: &Variables, place: &str) -> bool {
    let Some(mut steps) = place.strip_prefix("variables.").map(|steps| steps.split('.')) else { return false };
    let first = steps.next().and_then(|name| variables.get(name));
    let found = steps.try_fold(first, |value, step| match value? {
        Value::List(values) => Some(step.parse().ok().and_then(|index: usize| values.get(index))),
        Value::Object(members) => Some(members.get(step)),
        _ => None,
    });
    matches!(found, Some(Some(Value::Null)))
}

/// The part of that name, which comes next.
async fn part(parts: &mut Multipart, name: &str, bytes_max: usize) -> Result<Bytes, Fault> {
    let missing = || malformed(format!("the part {name:?} has to come next"));
    let field = parts.next().await.ok_or_else(missing)?;
    let mut field = field.map_err(|error| malformed(error.to_string()))?;
    if field.name() != Some(name) {
        return Err(missing());
    }
    bytes(&mut field, bytes_max).await
}

/// A part's bytes; reading stops where they are too many.
async fn bytes(field: &mut Field, bytes_max: usize) -> Result<Bytes, Fault> {
    let mut read = BytesMut::new();
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(|error| malformed(error.to_string()))?;
        if read.len() + chunk.len() > bytes_max {
            return Err(Kind::PayloadTooLarge.into());
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.freeze())
}

fn malformed(detail: impl Into<String>) -> Fault {
    Fault::with(Kind::MalformedRequest, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_where_a_variable_is_null() {
        let variables = Variables::from_json(serde_json::json!({ "a": null, "b": [null, 1], "c": { "d": null } }));
        for place in ["variables.a", "variables.b.0", "variables.c.d"] {
            assert!(is_empty_variable(&variables, place), "{place}");
        }
        for place in [
            "variables.b.1",
            "variables.b.2",
            "variables.b.x",
            "variables.x",
            "variables.c.x",
            "variables.a.x",
            "a",
            "query",
        ] {
            assert!(!is_empty_variable(&variables, place), "{place}");
        }
    }
}
