//! Appends through a batch session: as above, with the errors as a session shows them.

use cangliu_esdb_stand_in::StandIn;
use eventstore::{Error, StreamState};

use crate::support::{client, event, events, session, types};

#[tokio::test]
async fn a_session_answers_each_append() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let session = session(&client).await;
    let first = session.append_to_stream("a", StreamState::NoStream, events(&["x", "y"])).await.unwrap();
    let second = session.append_to_stream("a", StreamState::StreamRevision(1), events(&["z"])).await.unwrap();

    assert_eq!((first.stream_name(), first.current_revision()), ("a", Some(1)));
    assert_eq!((second.stream_name(), second.current_revision()), ("a", Some(2)));
    assert_eq!(second.current_position().unwrap().commit, stand_in.stream("a")[2].position);
    assert_eq!(types(&client, "a").await, ["x", "y", "z"]);
}

#[tokio::test]
async fn the_same_append_again_gets_the_first_answer() {
    let stand_in = StandIn::start().unwrap();
    let session = session(&client(&stand_in)).await;
    let twice = events(&["x", "y"]);
    let first = session.append_to_stream("a", StreamState::NoStream, twice.clone()).await.unwrap();
    assert_eq!(session.append_to_stream("a", StreamState::NoStream, twice).await.unwrap(), first);
    assert_eq!(stand_in.stream("a").len(), 2);
}

#[tokio::test]
async fn a_conflict_is_a_status_and_ends_the_clients_session() {
    let stand_in = StandIn::start().unwrap();
    let session = session(&client(&stand_in)).await;
    session.append_to_stream("a", StreamState::NoStream, vec![event("x")]).await.unwrap();
    let refused = session.append_to_stream("a", StreamState::NoStream, vec![event("y")]).await.unwrap_err();
    let Error::Grpc { code, message } = refused else { panic!("{refused}") };
    assert_eq!((code as i32, message.as_str()), (6, "WrongExpectedVersion"));

    let after = session.append_to_stream("b", StreamState::Any, vec![event("z")]).await.unwrap_err();
    assert!(matches!(after, Error::ServerError(_)), "{after}");
}
