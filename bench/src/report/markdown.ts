import type { Environment } from '../harness/environment'
import type { Results } from '../results'
import { checksOf } from './checks'
import { commandSection } from './command-section'
import { redisSection } from './redis-section'
import { startsSection } from './starts-section'
import { code, figure, table, times, withSpread } from './table'

/** With fewer, the heap's own noise is larger than they are. */
const fewestForBytes = 1000

/** docs/benchmarks.md. */
export function markdown(results: Results): string {
  const { environment, sizes, seconds } = results
  const { token, fetch, identities, imports } = sizes
  return `${[
    '# Benchmarks',
    '`pnpm bench` measures everything on this page in one run, and writes the page and its plots from the results. No number is entered by hand, and no test asserts a time. The numbers compare programs that ran side by side on one machine. On another machine they differ.',
    environmentTable(environment, seconds),
    `Each program under test runs in its own process, so it shares no compiled code, heap or connections with another one. Each round measures every program once, and each round begins with another program. A number is the median of all rounds, with the quartiles in brackets. A ratio is the median of the ratios of each round. The other libraries are the newest versions that run on Node 20. \`pnpm bench --quick\` only checks that everything runs.`,
    '## A token in memory',
    '![Nanoseconds a call](benchmarks-token.svg)',
    tokenTable(results),
    `${token.rounds} rounds of ${token.calls.toLocaleString('en')} calls. Each call is awaited before the next one.`,
    '## A request with a warm token',
    '![Microseconds a request](benchmarks-fetch.svg)',
    fetchTable(results),
    `${fetch.rounds} rounds of ${fetch.requests.toLocaleString('en')} requests one after the other, and of ${(fetch.requests * 2).toLocaleString('en')} requests with ${fetch.concurrency} at a time. A small HTTP server in another process on the same machine answers them over keep-alive connections. The program reads each answer as JSON. Our sessions and the SDK check their token before each request. The others send a header that never changes.`,
    '## Many callers without a token',
    '![Logins](benchmarks-herds.svg)',
    herdTable(results, 'Logins, by callers', loginsOf),
    herdTable(results, 'Milliseconds, by callers', ({ ms }) => figure(ms)),
    'All callers ask at the same moment, before there is a token. The emulator counts the logins in another process. The time ends when the last caller has its token; each cell was measured once. With `as(id)`, the first number counts the logins of the admin, and the second number counts the logins for users.',
    '## Many identities',
    '![Nanoseconds a call](benchmarks-identities.svg)',
    identityTable(results, 'Nanoseconds a call', ({ ns }) => figure(ns.median)),
    identityTable(results, 'Times an empty async function for each identity', ({ ratio }) => times(ratio)),
    identityTable(results, 'Bytes an identity', ({ bytesEach, count }) =>
      count < fewestForBytes ? '' : figure(bytesEach),
    ),
    `${identities.rounds} rounds of at least ${identities.calls.toLocaleString('en')} calls. They take all identities in turn, in a shuffled order, so that processor caches help none of the programs. Bytes are the growth of the heap after garbage collection, including the token (40 characters). They are left out for few identities, where other changes of the heap are larger. The program with \`session.token()\` keeps a session object for each identity. The program with \`session.as(id).token()\` keeps none, and finds the session at each call.`,
    ...redisSection(results),
    ...startsSection(results),
    '## Import time and size',
    weightTable(results),
    `Import: median of ${imports.rounds} fresh processes. Size: a bundle of esbuild with everything that one entry point needs, minified and gzipped.`,
    ...commandSection(results),
  ].join('\n\n')}\n`
}

function environmentTable(environment: Environment, seconds: number): string {
  const { date, node, v8, system, cpu, cores, memoryGiB, loadBefore, peers } = environment
  const rows = [
    ['date', `${date}, ${seconds} s in all`],
    ['Node', `${node} (V8 ${v8})`],
    ['system', system],
    ['processor', `${cpu}, ${cores} cores, ${memoryGiB} GiB`],
    ['load before the run', `${loadBefore}`],
    ...Object.entries(peers),
  ]
  return table(['', ''], rows)
}

function tokenTable({ tokens }: Results): string {
  return table(
    ['', '>ns a call', '>times an empty async function', 'what a call checks'],
    tokens.map(({ name, ns, ratio }) => [code(name), withSpread(ns), times(ratio), checksOf(name)]),
  )
}

function fetchTable({ fetches }: Results): string {
  return table(
    [
      '',
      '>µs a request',
      '>over native',
      '>processor, µs',
      '>over native',
      '>requests a second',
      '>over native',
    ],
    fetches.map(cost => [
      code(cost.name),
      withSpread(cost.sequentialUs),
      times(cost.sequentialRatio),
      figure(cost.cpuUs.median),
      times(cost.cpuRatio),
      withSpread(cost.perSecond),
      times(cost.perSecondRatio),
    ]),
  )
}

function herdTable(
  { herds, sizes }: Results,
  title: string,
  cell: (cost: Results['herds'][number]) => string,
): string {
  const counts = [...sizes.herd.callers, sizes.herd.users * sizes.herd.callersPerUser]
  const names = [...new Set(herds.map(({ name }) => name))]
  return table(
    [title, ...counts.map(count => `>${count.toLocaleString('en')}`)],
    names.map(name => [
      code(name),
      ...counts.map(count => {
        const cost = herds.find(one => one.name === name && one.callers === count)
        return cost === undefined ? '' : cell(cost)
      }),
    ]),
  )
}

function loginsOf({ logins, sudoLogins, failed }: Results['herds'][number]): string {
  const all = [logins, ...(sudoLogins > 0 ? [sudoLogins] : [])]
    .map(count => count.toLocaleString('en'))
    .join(' + ')
  return failed === 0 ? all : `${all} (${failed} callers failed)`
}

function identityTable(
  { identities }: Results,
  title: string,
  cell: (cost: Results['identities'][number]) => string,
): string {
  const counts = [...new Set(identities.map(({ count }) => count))]
  const names = [...new Set(identities.map(({ name }) => name))]
  return table(
    [title, ...counts.map(count => `>${count.toLocaleString('en')}`)],
    names.map(name => [
      code(name),
      ...counts.map(count => {
        const cost = identities.find(one => one.name === name && one.count === count)
        return cost === undefined ? '' : cell(cost)
      }),
    ]),
  )
}

function weightTable({ weights }: Results): string {
  return table(
    ['', '>import, ms', '>bundle, KiB'],
    weights.map(({ name, importMs, gzipBytes }) => [name, withSpread(importMs), figure(gzipBytes / 1024)]),
  )
}
