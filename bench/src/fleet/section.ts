import { figure, table } from '../report/table'
import { commandMs } from './latency'
import type { FleetResults } from './results'
import { coldMinutes } from './scenario'
import type { Outcome, Part } from './simulate'

/** By one Redis of the model. */
const servedPerSecond = 1000 / commandMs

const whole = (value: number): string => Math.round(value).toLocaleString('en')

/** The simulation's part of docs/fleet.md. */
export function section({ seed, healthy, compared }: FleetResults): string {
  return [
    '## What a fleet costs, simulated',
    `\`pnpm simulate:fleet\` writes this section. It runs the sessions of core on a simulated clock, over a model of one Redis and of Looker. Each simulated process has one session group. The same seed gives the same numbers; this is seed ${seed}. The store and the lock of the model send the commands that redisStore and redisLock need at least. The real ones may send more or fewer.`,
    setting,
    '![Logins an hour](fleet-logins.svg)',
    `### Running\n\nAfter the first ${coldMinutes} minutes. If not every user was simulated, the numbers after ± are standard errors.`,
    healthyTable(healthy),
    'The worst second is given only if every user was simulated. The worst minute of a sample is a little too high, because chance makes some minutes of a sample fuller. The commands are the load that Redis must serve; a real Redis runs about 100,000 commands a second. The Redis of the model runs 125,000 a second. If a fleet sends more, the table says "too many" instead of the waits, because they would grow without end. If each process rarely acts for the same user, most calls read the token from Redis. If there are few calls for a user in the last ten minutes of the token, no call renews it before it expires, and one call then waits for a login.',
    '![Commands a second](fleet-commands.svg)',
    `### Starting cold\n\nAll processes start at the same moment with an empty Redis. The table covers the first ${coldMinutes} minutes.`,
    coldTable(healthy),
    'One login serves all processes. A process that waits for the lock is notified when the token is stored, and stops waiting. A process that subscribed a moment after the token was stored is not notified: it waits for its turn at the lock, and reads Redis at the same moment as many others. The longest waits of 10,000 processes have this cause.',
    '![The longest wait](fleet-waits.svg)',
    '### Without the lock or the random renewal time, and when Redis fails\n\nIn the lines where Redis fails, it fails at the time of a renewal, which is the worst moment.',
    comparedTable(compared),
    'Each token gets a random renewal time ("the draw"). It spreads the renewals of users whose tokens were granted at the same moment. It is stored with the token, so all processes that use this token renew it at the same time. The lock then makes it one login. If Redis cannot be reached, there is no lock, and each process signs in once. The lock of a crashed process ends after 2.5 s, and the next process takes it.',
    '![Logins a minute](fleet-draw.svg)',
  ].join('\n\n')
}

const setting = `- Each process makes 10 calls a second, for randomly chosen users. If there are users, it makes one more call a second as the API key's own user. It remembers 10,000 users.
- Tokens live for an hour. A login takes 100 to 400 ms; one in a hundred takes up to 2 s more. A command to Redis takes 0.3 to 2 ms; one in a thousand takes up to 48 ms more. Redis runs the commands one after the other. Each takes 8 µs, and 1 µs more for each subscriber that gets its message.
- A load is one GET. A commit is one EVALSHA and a message to each subscriber. To take the lock, a process sends SET until it succeeds; the pause between two tries grows from 13 to 25 ms up to a quarter of a second. The holder sends one EVALSHA each half second, and one more to release the lock. A watched record costs one SUBSCRIBE, one UNSUBSCRIBE, and one GET at the first subscription.
- A call reads the record if the last read is 400 ms old. A call that finds the record unchanged has no effect. For the API key's own user, the simulation therefore skips such calls, up to the first random call after the time of renewal. This is exact, because a call does not depend on the earlier ones. Skipped calls, their reads and their waits are counted by their rate, so the 99.9th percentile covers all calls.
- If there are many users, a random sample of them is simulated, with every process and every call. Counts are scaled, and so is the number of 10,000 remembered users. The cost of the API key's own user is never scaled. A sample does not queue at Redis as all users would.
- Memory is the record, its key and version, and 127 bytes in addition to them. Each channel that a process subscribes to takes 200 bytes more, as in Redis 7.0.`

const head = ['>processes', '>users', '>simulated']
const first = ({ scenario: { processes, identities, sample } }: Outcome): string[] => [
  whole(processes),
  whole(identities),
  sample === identities ? 'all' : whole(sample),
]

function healthyTable(outcomes: readonly Outcome[]): string {
  return table(
    [
      ...head,
      '>logins an hour',
      '>in the worst second',
      '>in the worst minute',
      '>99.9 % of calls wait at most, ms',
      '>longest wait, ms',
      '>commands a second',
      '>in the worst second',
      '>records, MB',
      '>subscriptions',
      '>their MB',
    ],
    outcomes.map(outcome => [
      ...first(outcome),
      withError(outcome.loginsPerHour, outcome.loginsPerHourError),
      ifAll(outcome, outcome.steady.worstSecond),
      whole(outcome.steady.worstMinute),
      ifServed(outcome, outcome.steady, figure(outcome.steady.p999Ms)),
      ifServed(outcome, outcome.steady, whole(outcome.steady.longestMs)),
      withError(outcome.steady.commandsPerSecond, outcome.commandsPerSecondError),
      ifAll(outcome, outcome.steady.commandsWorstSecond),
      figure(outcome.recordBytes / 1e6),
      whole(outcome.subscriptions),
      figure(outcome.subscriptionBytes / 1e6),
    ]),
  )
}

function coldTable(outcomes: readonly Outcome[]): string {
  return table(
    [
      ...head,
      '>logins',
      '>in the worst second',
      '>99.9 % of calls wait at most, ms',
      '>longest wait, ms',
      '>commands in the worst second',
    ],
    outcomes.map(outcome => [
      ...first(outcome),
      whole(outcome.cold.logins),
      ifAll(outcome, outcome.cold.worstSecond),
      ifServed(outcome, outcome.cold, whole(outcome.cold.p999Ms)),
      ifServed(outcome, outcome.cold, whole(outcome.cold.longestMs)),
      ifAll(outcome, outcome.cold.commandsWorstSecond),
    ]),
  )
}

function comparedTable(outcomes: readonly Outcome[]): string {
  return table(
    [
      '',
      ...head,
      '>logins an hour',
      '>in the worst second',
      '>in the worst minute',
      '>longest wait, ms',
      '>calls that failed',
      '>commands in the worst second',
    ],
    outcomes.map(outcome => [
      outcome.scenario.name,
      ...first(outcome),
      withError(outcome.loginsPerHour, outcome.loginsPerHourError),
      ifAll(outcome, outcome.steady.worstSecond),
      whole(outcome.steady.worstMinute),
      whole(outcome.steady.longestMs),
      whole(outcome.failures),
      ifAll(outcome, outcome.steady.commandsWorstSecond),
    ]),
  )
}

function ifAll({ scenario: { sample, identities } }: Outcome, value: number): string {
  return sample === identities ? whole(value) : ''
}

/** What one Redis of the model cannot run would queue without end. */
function ifServed({ steady }: Outcome, part: Part, wait: string): string {
  return Math.max(steady.commandsPerSecond, part.commandsPerSecond) > servedPerSecond ? 'too many' : wait
}

function withError(value: number, error: number): string {
  return error === 0 ? figure(value) : `${figure(value)} ± ${figure(error)}`
}
