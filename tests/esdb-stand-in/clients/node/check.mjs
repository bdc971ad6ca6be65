// The stand-in as the official Node.js client sees it: appends, reads, conflicts, subscriptions and some faults.
//
// node check.mjs URL CONTROL, where the stand-in listens and where its faults are armed.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import {
  ANY, BACKWARDS, END, KurrentDBClient, NO_STREAM, START, STREAM_EXISTS, binaryEvent, jsonEvent, streamNameFilter,
} from '@kurrent/kurrentdb-client'

const [url, control] = process.argv.slice(2)
// Names nobody used before, so that the check can be run twice on one stand-in.
const run = randomUUID().slice(0, 8)
let streams = 0
const stream = () => `node-${run}-${streams++}`

const connect = () => KurrentDBClient.connectionString(url)
const client = connect()

const event = (type, id = randomUUID()) => jsonEvent({ type, id, data: { name: type }, metadata: { by: 'node' } })

async function collect(read) {
  const found = []
  for await (const resolved of read) found.push(resolved.event ?? resolved)
  return found
}

const types = async (read) => (await collect(read)).map((found) => found.type)

async function refused(promise) {
  try {
    await promise
  } catch (error) {
    return error
  }
  assert.fail('it was not refused')
}

async function arm(fault, on) {
  const body = JSON.stringify({ fault, when: { next: 1 }, on })
  const response = await fetch(`${control}/faults`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  assert.equal(response.status, 200)
}

const checks = {
  async 'an event comes back byte for byte'() {
    const name = stream()
    const data = Uint8Array.from([0, 255, 13, 10])
    const id = randomUUID()
    const metadata = Uint8Array.from([1, 0, 254])
    await client.appendToStream(name, binaryEvent({ type: '装置-registered', id, data, metadata }))
    const [found] = await collect(client.readStream(name))
    assert.deepEqual([found.id, found.type, found.streamId, found.revision, found.isJson], [id, '装置-registered', name, 0n, false])
    assert.deepEqual([...found.data], [...data])
    assert.deepEqual([...found.metadata], [...metadata])
    assert.ok(Math.abs(found.created - Date.now()) < 60_000)
  },

  async 'revisions have no gap and positions rise'() {
    const name = stream()
    const first = await client.appendToStream(name, [event('x'), event('y')], { streamState: NO_STREAM })
    const second = await client.appendToStream(name, event('z'), { streamState: 1n })
    assert.deepEqual([first.nextExpectedRevision, second.nextExpectedRevision], [1n, 2n])
    assert.ok(first.position.commit < second.position.commit)
    assert.deepEqual((await collect(client.readStream(name))).map((found) => found.revision), [0n, 1n, 2n])
  },

  async 'a stale writer is refused and told where the stream stands'() {
    const name = stream()
    await client.appendToStream(name, [event('x'), event('y')], { streamState: NO_STREAM })
    for (const streamState of [NO_STREAM, 0n, 2n]) {
      const error = await refused(client.appendToStream(name, event('late'), { streamState }))
      assert.equal(error.type, 'wrong-expected-version')
      assert.equal(error.actualState, 1n)
    }
    const error = await refused(client.appendToStream(stream(), event('x'), { streamState: STREAM_EXISTS }))
    assert.deepEqual([error.type, error.actualState], ['wrong-expected-version', NO_STREAM])
    assert.deepEqual(await types(client.readStream(name)), ['x', 'y'])
  },

  // With credentials the client appends one a call instead of through a session.
  async 'the same holds for appends of one a call'() {
    const name = stream()
    const credentials = { username: 'admin', password: 'changeit' }
    const first = await client.appendToStream(name, event('x'), { streamState: NO_STREAM, credentials })
    assert.equal(first.nextExpectedRevision, 0n)
    const error = await refused(client.appendToStream(name, event('late'), { streamState: NO_STREAM, credentials }))
    assert.deepEqual([error.type, error.actualState], ['wrong-expected-version', 0n])
  },

  async 'the same append again gets the first answer'() {
    const name = stream()
    const twice = [event('x'), event('y')]
    const first = await client.appendToStream(name, twice, { streamState: NO_STREAM })
    await client.appendToStream(name, event('z'))
    for (const streamState of [NO_STREAM, ANY, STREAM_EXISTS]) {
      assert.deepEqual(await client.appendToStream(name, twice, { streamState }), first)
    }
    const error = await refused(client.appendToStream(name, [twice[1], event('w')]))
    assert.equal(error.type, 'wrong-expected-version')
    assert.deepEqual(await types(client.readStream(name)), ['x', 'y', 'z'])
  },

  async 'a large append arrives in parts and is one'() {
    const name = stream()
    const many = Array.from({ length: 40 }, () => event('x'))
    await client.appendToStream(name, many, { streamState: NO_STREAM, batchAppendSize: 1024 })
    const revisions = (await collect(client.readStream(name))).map((found) => found.revision)
    assert.deepEqual(revisions, many.map((_, index) => BigInt(index)))
  },

  async 'a stream reads both ways and in parts'() {
    const name = stream()
    await client.appendToStream(name, ['v', 'w', 'x', 'y', 'z'].map((type) => event(type)))
    assert.deepEqual(await types(client.readStream(name, { maxCount: 3, fromRevision: START })), ['v', 'w', 'x'])
    assert.deepEqual(await types(client.readStream(name, { maxCount: 3, fromRevision: 3n })), ['y', 'z'])
    const backwards = { maxCount: 3, direction: BACKWARDS, fromRevision: END }
    assert.deepEqual(await types(client.readStream(name, backwards)), ['z', 'y', 'x'])
    assert.equal((await refused(collect(client.readStream(stream())))).type, 'stream-not-found')
  },

  async 'the whole log reads both ways, filtered or not'() {
    const name = stream()
    await client.appendToStream(name, [event('x'), event('y')])
    const forwards = await collect(client.readAll({ fromPosition: START }))
    const backwards = await collect(client.readAll({ direction: BACKWARDS, fromPosition: END }))
    assert.ok(forwards[0].streamId.startsWith('$'))
    assert.deepEqual(forwards.map((found) => found.id), backwards.map((found) => found.id).reverse())
    const filter = streamNameFilter({ prefixes: [name] })
    assert.deepEqual(await types(client.readAll({ filter })), ['x', 'y'])
    const behind = forwards.findIndex((found) => found.streamId === name)
    const { position } = forwards[behind]
    assert.equal((await collect(client.readAll({ fromPosition: position }))).length, forwards.length - behind)
  },

  async 'a deleted stream is gone, a tombstoned one for ever'() {
    const name = stream()
    await client.appendToStream(name, [event('x'), event('y')])
    await client.deleteStream(name)
    assert.equal((await refused(collect(client.readStream(name)))).type, 'stream-not-found')
    const again = await client.appendToStream(name, event('z'), { streamState: NO_STREAM })
    assert.equal(again.nextExpectedRevision, 2n)
    await client.tombstoneStream(name)
    assert.equal((await refused(client.appendToStream(name, event('w')))).type, 'stream-deleted')
    assert.equal((await refused(collect(client.readStream(name)))).type, 'stream-deleted')
  },

  async 'a truncated stream begins later'() {
    const name = stream()
    await client.appendToStream(name, [event('x'), event('y'), event('z')])
    await client.setStreamMetadata(name, { truncateBefore: 2 })
    assert.deepEqual((await collect(client.readStream(name))).map((found) => found.revision), [2n])
    assert.equal((await client.getStreamMetadata(name)).metadata.truncateBefore, 2)
  },

  async 'a subscription to a stream shows what was there and what comes'() {
    const name = stream()
    await client.appendToStream(name, [event('x'), event('y')])
    const subscription = client.subscribeToStream(name, { fromRevision: START })
    const found = []
    const three = new Promise((resolve, reject) => {
      subscription.on('error', reject)
      subscription.on('data', (resolved) => found.push(resolved.event.type) === 3 && resolve())
    })
    const caughtUp = once(subscription, 'caughtUp')
    const [info] = await caughtUp
    assert.deepEqual([info.revision, found], [1n, ['x', 'y']])
    await client.appendToStream(name, event('z'))
    await three
    assert.deepEqual(found, ['x', 'y', 'z'])
    await subscription.unsubscribe()
  },

  async 'a filtered subscription to the log gets checkpoints'() {
    const name = stream()
    await client.appendToStream(name, event('x'))
    const checkpoints = []
    const filter = streamNameFilter({
      prefixes: [name],
      maxSearchWindow: 2,
      checkpointInterval: 1,
      checkpointReached: (_, position) => void checkpoints.push(position.commit),
    })
    const subscription = client.subscribeToAll({ fromPosition: START, filter })
    const found = []
    const two = new Promise((resolve, reject) => {
      subscription.on('error', reject)
      subscription.on('data', (resolved) => found.push(resolved.event.type) === 2 && resolve())
    })
    const [info] = await once(subscription, 'caughtUp')
    assert.ok(info.position.commit > 0n)
    assert.ok(checkpoints.length >= 1)
    await client.appendToStream(stream(), [event('o'), event('p'), event('q')])
    await client.appendToStream(name, event('y'))
    await two
    assert.deepEqual(found, ['x', 'y'])
    assert.deepEqual(checkpoints, [...checkpoints].sort((a, b) => (a < b ? -1 : 1)))
    assert.ok(checkpoints.at(-1) > info.position.commit)
    await subscription.unsubscribe()
  },

  async 'a subscription that the server ends with OK ends'() {
    const subscription = client.subscribeToStream(stream(), { fromRevision: START })
    await once(subscription.resume(), 'caughtUp')
    const ended = once(subscription, 'end')
    await fetch(`${control}/subscriptions/end`, { method: 'POST' })
    await ended
  },

  async 'an append whose answer is Timeout can be repeated'() {
    const name = stream()
    const once = event('x')
    await arm('timeout_after_effect')
    const error = await refused(client.appendToStream(name, once, { streamState: NO_STREAM }))
    assert.equal(error.type, 'deadline-exceeded')
    const again = await client.appendToStream(name, once, { streamState: NO_STREAM })
    assert.equal(again.nextExpectedRevision, 0n)
  },

  async 'a server that is busy says so'() {
    await arm('busy')
    const error = await refused(client.appendToStream(stream(), event('x')))
    assert.match(error.message, /Server Is Busy/)
  },

  async 'a cut connection is an error, and the client connects again'() {
    await arm('cut_after_effect')
    const name = stream()
    const error = await refused(client.appendToStream(name, event('x')))
    assert.equal(error.type, 'unavailable')
    // Through a client of its own: the broken session is the old one's.
    const other = connect()
    assert.deepEqual(await types(other.readStream(name)), ['x'])
    await other.dispose()
  },

  async 'a read that breaks in the middle is an error'() {
    const name = stream()
    const other = connect()
    await other.appendToStream(name, [event('x'), event('y'), event('z')])
    await arm({ break_after: { events: 2 } })
    await refused(collect(other.readStream(name)))
    await other.dispose()
  },
}

if (url.includes(',')) {
  checks['a follower forwards, and refuses whoever insists on the leader'] = async () => {
    for (const requiresLeader of [false, true]) {
      const name = stream()
      const other = connect()
      await other.appendToStream(name, event('x'), { requiresLeader })
      await arm('change_leader')
      const second = other.appendToStream(name, event('y'), { requiresLeader })
      if (requiresLeader) assert.equal((await refused(second)).type, 'not-leader')
      else await second
      await other.appendToStream(name, event('z'), { requiresLeader })
      assert.deepEqual(await types(other.readStream(name)), requiresLeader ? ['x', 'z'] : ['x', 'y', 'z'])
      await other.dispose()
    }
  }
}

let failed = 0
for (const [name, check] of Object.entries(checks)) {
  try {
    await check()
    console.log(`node: ${name}`)
  } catch (error) {
    failed += 1
    console.log(`node: NOT ${name}`)
    console.log(error)
  }
}
await client.dispose()
process.exit(failed === 0 ? 0 : 1)
