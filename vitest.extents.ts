/**
 * How far the tests go. `pnpm test` runs the short forms, `.ci/run` the sampled ones, `pnpm prove` the long ones:
 * `LOOKER_AUTH_TESTS=short|sampled|long`.
 */
const forms: readonly string[] = ['short', 'sampled', 'long']

const extents = {
  /** Random histories of sessions. */
  histories: [100, 2000, 100_000],
  /** Orders of one race of sessions. */
  orders: [15, 300, 6000],
  /** States in which the model of the rules is looked at, for each scenario. */
  modelStates: [1500, 10_000, 80_000],
  /** Cold processes that start at the same moment, and how often they do. */
  herd: [8, 32, 32],
  herdsOnFiles: [1, 2, 50],
  herdsOnRedis: [1, 1, 50],
  /** Clients of Redis that go through outages and herds of processes. */
  clientsUnderLoad: [1, 2, 2],
  /** Rounds in which processes are killed at random. */
  killsOnFiles: [3, 10, 500],
  killsOnRedis: [2, 5, 250],
  /** Processes of the command that start at the same moment, and how often one is killed at random. */
  commands: [8, 30, 100],
  killsOfCommands: [2, 10, 50],
  /** Processes that wait for the lock of one that crashed, and how many locks they race for. */
  racers: [4, 16, 16],
  crashedLocks: [4, 10, 500],
  /** Tabs of one browser, and in how many rounds they need a token at the same moment. */
  tabs: [2, 8, 8],
  tabRounds: [1, 10, 200],
  /** Settings of TypeScript under which the packed packages are compiled. */
  typeSettings: [1, 4, 4],
  /** Versions of the official SDK with which the packed packages are installed, and of TypeScript with which they are compiled. */
  sdkVersions: [1, 1, 3],
  sdkCompilers: [1, 3, 3],
  /** Versions of Node on which the packed command is installed: the machine's, 22 and 24. */
  commandNodes: [1, 1, 3],
  /** States of the demo's page that are looked at, in the order in which a visitor comes to them. */
  views: [4, 13, 13],
  /** Colour schemes and widths in which every state of the demo's page is looked at. */
  looks: [1, 4, 4],
  /** How many rows of a table are tried where each takes processes or pages of a browser: the first one, or all. */
  costlyRows: [1, 100, 100],
  /** Calls at once of the demo's page. */
  callsOfPage: [100, 1000, 1000],
  /** How often the demo's token is revoked by hand. */
  revocations: [2, 5, 5],
  /** Concurrent calls of one session. */
  coldCalls: [250, 10_000, 10_000],
  /** Concurrent calls of one session whose token was revoked. */
  revokedCalls: [250, 1000, 1000],
  /** Users of one session, and how many of their 100 calls each are sent as requests. */
  users: [50, 1000, 1000],
  callsSent: [5, 5, 100],
  /** Users who ask two servers for an embed session at the same moment. */
  embedUsers: [1000, 1000, 1000],
  /** Every how many bytes a stored record is cut or changed. */
  bytesBetweenDamage: [61, 7, 1],
} as const satisfies Record<string, readonly [short: number, sampled: number, long: number]>

const { LOOKER_AUTH_TESTS: form = 'short', LOOKER_AUTH_SLOWNESS: slowness = '1' } = process.env
const index = forms.indexOf(form)
if (index === -1) throw new Error(`LOOKER_AUTH_TESTS is ${form}, but must be ${forms.join(', ')} or unset.`)

/** Whether every test runs. The short form leaves out slow ones whose behaviour another test comes close to. */
export const runsAllTests = index > 0

/** The size of `of` in the form that runs. */
export function extent(of: keyof typeof extents): number {
  return extents[of][index] as number
}

/** A whole number from the environment, such as the seed of random tests. */
export function numberFrom(variable: string, otherwise: number): number {
  const number = Number(process.env[variable] ?? otherwise)
  if (!Number.isSafeInteger(number))
    throw new Error(`${variable} is ${process.env[variable]}, which is no whole number.`)
  return number
}

/**
 * How long something may take here that takes at most `ms` milliseconds on an idle machine. It only ends tests that hang: no test may
 * depend on how fast the machine is.
 */
export function boundMs(ms: number): number {
  return ms * Number(slowness)
}
