"""The stand-in as the official Python client sees it: appends, reads, conflicts, subscriptions and some faults.

check.py URL CONTROL, where the stand-in listens and where its faults are armed.
"""

import json
import sys
import traceback
import urllib.request
from uuid import uuid4

from kurrentdbclient import CaughtUp, Checkpoint, KurrentDBClient, NewEvent, StreamState
from kurrentdbclient.exceptions import (
    DeadlineExceededError,
    FailedPreconditionError,
    GrpcError,
    KurrentDBClientError,
    NotFoundError,
    StreamIsDeletedError,
    UnknownError,
    WrongCurrentVersionError,
)

URL, CONTROL = sys.argv[1:3]
RUN = uuid4().hex[:8]
CHECKS = []
streams = 0
client = KurrentDBClient(URL)


def check(function):
    CHECKS.append(function)
    return function


def stream():
    """A name nobody used before, so that the check can be run twice on one stand-in."""
    global streams
    streams += 1
    return f"python-{RUN}-{streams}"


def event(name):
    return NewEvent(type=name, data=json.dumps({"name": name}).encode())


def events(*names):
    return [event(name) for name in names]


def types(found):
    return [event.type for event in found]


def post(path, body=None):
    data = json.dumps(body).encode() if body is not None else b""
    request = urllib.request.Request(CONTROL + path, data=data, headers={"content-type": "application/json"})
    assert urllib.request.urlopen(request).status == 200


def arm(fault, on=None, times=1):
    post("/faults", {"fault": fault, "when": {"next": times}, "on": on})


def refused(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError("it was not refused")


@check
def an_event_comes_back_byte_for_byte():
    name = stream()
    new = NewEvent(
        type="装置-registered",
        data=bytes([0, 255, 13, 10]),
        metadata=bytes([1, 0, 254]),
        content_type="application/octet-stream",
    )
    client.append_to_stream(name, events=new, current_version=StreamState.NO_STREAM)
    (found,) = client.get_stream(name)
    assert (found.id, found.type, found.data, found.metadata) == (new.id, new.type, new.data, new.metadata)
    assert (found.stream_name, found.stream_position, found.content_type) == (name, 0, new.content_type)
    assert found.recorded_at is not None and found.commit_position == found.prepare_position


@check
def revisions_have_no_gap_and_positions_rise():
    name = stream()
    first = client.append_to_stream(name, events=events("x", "y"), current_version=StreamState.NO_STREAM)
    second = client.append_to_stream(name, events=event("z"), current_version=1)
    assert first < second
    found = client.get_stream(name)
    assert [event.stream_position for event in found] == [0, 1, 2]
    assert [event.commit_position for event in found][1:] == [first, second]
    assert client.get_current_version(name) == 2
    assert client.get_current_version(stream()) is StreamState.NO_STREAM


@check
def a_stale_writer_is_refused_alone_and_in_a_session():
    name = stream()
    client.append_to_stream(name, events=events("x", "y"), current_version=StreamState.NO_STREAM)
    for current_version in (StreamState.NO_STREAM, 0, 2):
        for late in (event("late"), events("late", "later")):
            error = refused(
                WrongCurrentVersionError,
                lambda: client.append_to_stream(name, events=late, current_version=current_version),
            )
            assert "1" in str(error), error
    refused(
        WrongCurrentVersionError,
        lambda: client.append_to_stream(stream(), events=events("x"), current_version=StreamState.EXISTS),
    )
    assert types(client.get_stream(name)) == ["x", "y"]


@check
def the_same_append_again_gets_the_first_answer():
    name = stream()
    twice = events("x", "y")
    first = client.append_to_stream(name, events=twice, current_version=StreamState.NO_STREAM)
    client.append_to_stream(name, events=event("z"), current_version=StreamState.ANY)
    for current_version in (StreamState.NO_STREAM, StreamState.ANY, StreamState.EXISTS):
        assert client.append_to_stream(name, events=twice, current_version=current_version) == first
    overlapping = [twice[1], event("w")]
    refused(
        WrongCurrentVersionError,
        lambda: client.append_to_stream(name, events=overlapping, current_version=StreamState.ANY),
    )
    assert types(client.get_stream(name)) == ["x", "y", "z"]


@check
def a_stream_reads_both_ways_and_in_parts():
    name = stream()
    client.append_to_stream(name, events=events(*"vwxyz"), current_version=StreamState.NO_STREAM)
    assert types(client.get_stream(name, limit=3)) == ["v", "w", "x"]
    assert types(client.get_stream(name, stream_position=3)) == ["y", "z"]
    assert types(client.get_stream(name, backwards=True, limit=3)) == ["z", "y", "x"]
    assert types(client.get_stream(name, stream_position=1, backwards=True)) == ["w", "v"]
    refused(NotFoundError, lambda: client.get_stream(stream()))


@check
def the_whole_log_reads_both_ways_filtered_or_not():
    name = stream()
    client.append_to_stream(name, events=events("x", "y"), current_version=StreamState.NO_STREAM)
    forwards = list(client.read_all(filter_exclude=()))
    backwards = list(client.read_all(filter_exclude=(), backwards=True))
    assert forwards[0].stream_name.startswith("$")
    assert [event.id for event in forwards] == [event.id for event in reversed(backwards)]
    own = list(client.read_all(filter_include=(name,), filter_by_stream_name=True))
    assert types(own) == ["x", "y"]
    behind = list(client.read_all(commit_position=own[0].commit_position))
    assert types(behind)[:2] == ["x", "y"]
    assert all(not event.type.startswith("$") for event in client.read_all())
    assert client.get_commit_position() == own[1].commit_position


@check
def a_deleted_stream_is_gone_a_tombstoned_one_for_ever():
    name = stream()
    client.append_to_stream(name, events=events("x", "y"), current_version=StreamState.NO_STREAM)
    client.delete_stream(name, current_version=1)
    refused(NotFoundError, lambda: client.get_stream(name))
    client.append_to_stream(name, events=event("z"), current_version=StreamState.NO_STREAM)
    assert [event.stream_position for event in client.get_stream(name)] == [2]
    client.tombstone_stream(name, current_version=2)
    # The client has a name of its own for the status of a session only.
    for kind, late in ((FailedPreconditionError, event("w")), (StreamIsDeletedError, events("v", "w"))):
        refused(kind, lambda: client.append_to_stream(name, events=late, current_version=StreamState.ANY))
    refused((FailedPreconditionError, StreamIsDeletedError), lambda: client.get_stream(name))


@check
def a_truncated_stream_begins_later():
    name = stream()
    client.append_to_stream(name, events=events("x", "y", "z"), current_version=StreamState.NO_STREAM)
    client.set_stream_metadata(name, metadata={"$tb": 2}, current_version=StreamState.NO_STREAM)
    assert [event.stream_position for event in client.get_stream(name)] == [2]


@check
def a_subscription_to_a_stream_shows_what_was_there_and_what_comes():
    name = stream()
    client.append_to_stream(name, events=events("x", "y"), current_version=StreamState.NO_STREAM)
    subscription = client.subscribe_to_stream(name, include_caught_up=True)
    assert [next(subscription).type for _ in range(2)] == ["x", "y"]
    assert isinstance(next(subscription), CaughtUp)
    client.append_to_stream(name, events=event("z"), current_version=1)
    assert next(subscription).type == "z"
    subscription.stop()


@check
def a_filtered_subscription_to_the_log_gets_checkpoints():
    name = stream()
    client.append_to_stream(name, events=event("x"), current_version=StreamState.NO_STREAM)
    subscription = client.subscribe_to_all(
        filter_include=(name,),
        filter_by_stream_name=True,
        include_checkpoints=True,
        include_caught_up=True,
        window_size=2,
        checkpoint_interval_multiplier=1,
    )
    found = []
    while not (found and isinstance(found[-1], CaughtUp)):
        found.append(next(subscription))
    assert [event.type for event in found if not isinstance(event, (Checkpoint, CaughtUp))] == ["x"]
    assert any(isinstance(event, Checkpoint) for event in found)
    client.append_to_stream(stream(), events=events("o", "p"), current_version=StreamState.NO_STREAM)
    assert isinstance(next(subscription), Checkpoint)
    client.append_to_stream(name, events=event("y"), current_version=0)
    assert next(subscription).type == "y"
    subscription.stop()


@check
def a_subscription_that_the_server_ends_with_ok_ends():
    subscription = client.subscribe_to_stream(stream(), include_caught_up=True)
    assert isinstance(next(subscription), CaughtUp)
    post("/subscriptions/end")
    assert list(subscription) == []


@check
def an_append_whose_answer_is_timeout_can_be_repeated():
    name = stream()
    once = events("x")
    arm("timeout_after_effect")
    refused(
        DeadlineExceededError,
        lambda: client.append_to_stream(name, events=once, current_version=StreamState.NO_STREAM),
    )
    client.append_to_stream(name, events=once, current_version=StreamState.NO_STREAM)
    assert types(client.get_stream(name)) == ["x"]


@check
def a_server_that_is_busy_is_no_success():
    name = stream()
    arm("busy")
    refused(
        (KurrentDBClientError, UnknownError),
        lambda: client.append_to_stream(name, events=events("x"), current_version=StreamState.ANY),
    )
    refused(NotFoundError, lambda: client.get_stream(name))


@check
def a_cut_connection_is_repeated_by_the_client_and_written_once():
    name = stream()
    arm("cut_after_effect")
    client.append_to_stream(name, events=events("x"), current_version=StreamState.NO_STREAM)
    assert types(client.get_stream(name)) == ["x"]


@check
def a_read_that_breaks_in_the_middle_is_an_error():
    name = stream()
    client.append_to_stream(name, events=events("x", "y", "z"), current_version=StreamState.NO_STREAM)
    arm({"break_after": {"events": 2}})
    refused(GrpcError, lambda: list(client.read_stream(name)))


if "," in URL:

    @check
    def a_change_of_leader_is_followed():
        name = stream()
        client.append_to_stream(name, events=events("x"), current_version=StreamState.NO_STREAM)
        arm("change_leader")
        client.append_to_stream(name, events=events("y"), current_version=0)
        assert types(client.get_stream(name)) == ["x", "y"]


failed = 0
for function in CHECKS:
    sentence = function.__name__.replace("_", " ")
    try:
        function()
        print(f"python: {sentence}")
    except Exception:  # every fault of every check is shown
        failed += 1
        print(f"python: NOT {sentence}")
        traceback.print_exc(file=sys.stdout)
client.close()
sys.exit(0 if failed == 0 else 1)
