import { errorOfMean, loginRate, sumOf } from './estimate'
import { type FleetProcess, fleetProcess } from './fleet-process'
import { OwnLooks } from './own-looks'
import { leaseMs } from './process-lock'
import { callsPerSecond, ownCallsPerSecond, type Scenario, type Trouble } from './scenario'
import { startUserCalls } from './user-calls'
import { coldMs, createWorld, endMsOf, type World } from './world'

/** Beside key and value; MEMORY USAGE and INFO of Redis 7.0 on a 64-bit machine, key with an end included. */
const bytesAroundRecord = 127
/** The store's mark for a state of the record, which it keeps before it. */
const versionBytes = 24
const bytesOfSubscription = 200
const troubleMs = 60_000

/** One part of a run: the cold start, or the hours after it. */
export interface Part {
  readonly hours: number
  readonly logins: number
  readonly worstSecond: number
  readonly worstMinute: number
  readonly p999Ms: number
  readonly longestMs: number
  readonly waitedShare: number
  readonly commandsPerSecond: number
  readonly commandsWorstSecond: number
  readonly commandsWorstMinute: number
}

/** What a fleet cost. */
export interface Outcome {
  readonly scenario: Scenario
  readonly cold: Part
  readonly steady: Part
  readonly loginsPerHour: number
  readonly loginsPerHourError: number
  readonly commandsPerSecondError: number
  readonly records: number
  readonly recordBytes: number
  readonly subscriptions: number
  readonly subscriptionBytes: number
  readonly revocations: number
  readonly failures: number
  /** Where every user is simulated. */
  readonly loginsByMinute?: readonly number[]
}

export async function simulate(scenario: Scenario, seed: number): Promise<Outcome> {
  const world = createWorld(scenario, seed)
  const { clock, tally, scale } = world
  const processes = Array.from({ length: scenario.processes }, () => fleetProcess(world))
  const [first] = processes
  // The first of all, so that the first key that is asked for is the own one.
  first?.own.call()
  for (const { own } of processes.slice(1)) own.start()
  await clock.run(0.001)
  startUserCalls(world, processes)
  const endMs = endMsOf(scenario)
  if (scenario.trouble !== undefined) await makeTrouble(world, scenario.trouble, first)
  await clock.run(endMs)
  const steady = partOf(world, coldMs, endMs)
  return {
    scenario,
    cold: partOf(world, 0, coldMs),
    steady,
    ...loginsOf(world),
    commandsPerSecondError: commandsErrorOf(world, steady.hours * 3600),
    ...memoryOf(world, scale),
    revocations: tally.revocations,
    failures: tally.failures,
    ...(scenario.identities > 0 && scale === 1 && { loginsByMinute: byMinute(tally.logins.users, endMs) }),
  }
}

/** Around the first renewal after half of the time. */
async function makeTrouble(
  { clock, redis, scenario, tally }: World,
  trouble: Trouble,
  process: FleetProcess | undefined,
): Promise<void> {
  await clock.run(endMsOf(scenario) / 2)
  const { renewsAtMs = clock.now() } = process?.session.state ?? {}
  const renewalMs = clock.monotonic() + Math.max(0, renewsAtMs - clock.now())
  await clock.run(trouble === 'strands the lock' ? renewalMs : renewalMs - troubleMs / 2)
  if (trouble === 'refuses') redis.refuse(troubleMs)
  if (trouble === 'pauses') redis.pause(troubleMs)
  if (trouble === 'forgets') redis.flush()
  if (trouble === 'strands the lock') redis.strandLock(tally.ownKey ?? '', leaseMs)
}

function partOf(world: World, fromMs: number, toMs: number): Part {
  const { tally, scale, scenario } = world
  const waits = fromMs === 0 ? world.coldWaits : world.steadyWaits
  const sum = (track: typeof tally.logins, windowSeconds: number) =>
    sumOf(track, scale, [fromMs / 1000, toMs / 1000], windowSeconds)
  const seconds = (toMs - fromMs) / 1000
  const looks = new OwnLooks(scenario)
  looks.addTo(waits, seconds, world.chances.looks)
  const rate = scenario.identities === 0 ? callsPerSecond : callsPerSecond + ownCallsPerSecond
  const calls = seconds * rate * scenario.processes
  return {
    hours: seconds / 3600,
    logins: sum(tally.logins, 1).total,
    worstSecond: sum(tally.logins, 1).worst,
    worstMinute: sum(tally.logins, 60).worst,
    p999Ms: waits.quantileMs(0.999, calls),
    longestMs: waits.longestMs,
    waitedShare: waits.shareOf(calls),
    commandsPerSecond: sum(tally.commands, 1).total / seconds + looks.perSecond,
    commandsWorstSecond: sum(tally.commands, 1).worst + looks.perSecond,
    commandsWorstMinute: sum(tally.commands, 60).worst + 60 * looks.perSecond,
  }
}

function loginsOf({ tally, scenario }: World) {
  const users = loginRate([...tally.historyOfUser.values()])
  return {
    loginsPerHour: loginRate([tally.ownHistory]).perHour + scenario.identities * users.perHour,
    loginsPerHourError: scenario.identities * users.error * unseen(scenario),
  }
}

function commandsErrorOf({ tally, scenario }: World, seconds: number): number {
  const counts = [...tally.commandsOfKey.values()]
  return (scenario.identities * errorOfMean(counts) * unseen(scenario)) / seconds
}

/** A sample of all has no error. */
function unseen({ identities, sample }: Scenario): number {
  return identities === 0 ? 0 : Math.sqrt(1 - sample / identities)
}

function memoryOf({ redis, clock, tally }: World, scale: number) {
  const weightOf = (key: string): number => (key === tally.ownKey ? 1 : scale)
  let records = 0
  let recordBytes = 0
  for (const [key, { record }] of redis.records) {
    if (record.keepUntilMs < clock.now()) continue
    const bytes = key.length + versionBytes + record.value.length + bytesAroundRecord
    records += weightOf(key)
    recordBytes += weightOf(key) * bytes
  }
  let subscriptions = 0
  for (const [key, channel] of redis.subscriptions) subscriptions += weightOf(key) * channel.size
  return { records, recordBytes, subscriptions, subscriptionBytes: subscriptions * bytesOfSubscription }
}

function byMinute(bySecond: Uint32Array, endMs: number): number[] {
  return Array.from({ length: Math.floor(endMs / 60_000) }, (_, minute) =>
    bySecond.slice(minute * 60, minute * 60 + 60).reduce((sum, count) => sum + count, 0),
  )
}
