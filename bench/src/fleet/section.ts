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
    `\`pnpm simulate:fleet\` runs core's own sessions on a simulated clock, each process a session group of its own, over a model of one Redis and of Looker, and writes this section. Seed ${seed}: the same seed gives the same numbers. The store and lock of the model send what redisStore and redisLock need at least; the real ones may send more or less.`,
    setting,
    '![Logins an hour](fleet-logins.svg)',
    `### Running\n\nAfter the first ${coldMinutes} minutes. The errors are standard errors, where not every user was simulated.`,
    healthyTable(healthy),
    'A worst second is given where every user was simulated; a worst minute of a sample is a little too high, for chance alone makes some minutes fuller. Commands are what a Redis must be able to serve: it runs some 100,000 a second. Where they are more than the one Redis of the model runs, 125,000 a second, "too many" stands for the waits: they would have no end. Where any one process seldom acts for a user, most calls read the token from Redis; and where hardly anybody calls in its last ten minutes, it is not renewed ahead, so that one call waits for a login.',
    '![Commands a second](fleet-commands.svg)',
    `### Starting cold\n\nThe first ${coldMinutes} minutes, all processes starting at the same moment with an empty Redis.`,
    coldTable(healthy),
    'One login serves everyone: who waits for the lock is told when the token is stored, and leaves the queue. Who began to listen a moment after it was stored still takes its turn for the lock, and a look at Redis at the same moment as everybody else: the longest waits of 10,000 processes.',
    '![The longest wait](fleet-waits.svg)',
    '### Without a part of it, and when Redis fails\n\nWhere Redis fails, it does so around a renewal, the worst moment.',
    comparedTable(compared),
    'The draw of each token spreads the renewals of users whose tokens were granted at the same time. It is stored with the token, so all processes that hold one token renew it at one moment: there the lock makes it one login, and while Redis cannot be reached nothing does, so that each process signs in, once. The lock of a process that died ends after 2.5 s, and the next one in line takes it.',
    '![Logins a minute](fleet-draw.svg)',
  ].join('\n\n')
}

const setting = `- Each process makes 10 calls a second, for users drawn at random; with users, one more as the API key's own user. It remembers 10,000 users.
- Tokens live for an hour. A login takes 100 to 400 ms, one in a hundred up to 2 s more. A command to Redis takes 0.3 to 2 ms, one in a thousand up to 48 ms more; Redis runs them one by one, 8 µs each, and 1 µs for each subscriber of a message.
- A load is a GET; a commit is an EVALSHA and a message to each subscriber; the lock is a SET until it is taken, asked for again after 13 to 25 ms and up to a quarter of a second, an EVALSHA each half second that it is held, and one more to give it back; a watched record is a SUBSCRIBE and an UNSUBSCRIBE, and a GET when it is first subscribed.
- A call looks at the record where the last look was 400 ms ago. While it finds the record unchanged it changes nothing, so for the API key's own user the simulation skips to the first random call after the token falls due, which is exact, because such calls do not depend on earlier ones. Skipped calls, their looks and what these wait for are counted by their rate, so that the 99.9th percentile is over all calls.
- Of many users a random sample is simulated, with every process and every single call; counts, and the 10,000 that a process remembers, are scaled. What the API key's own user costs is never scaled. A sample does not queue at Redis as all users would.
- Memory is the record, its key and version, and 127 bytes around them; and 200 bytes for each channel that a process listens to, as Redis 7.0 takes.`

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
