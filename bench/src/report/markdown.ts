import type { Environment } from '../harness/environment'
import type { Results } from '../results'
import { checksOf } from './checks'
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
    '`pnpm bench` measures all of this in one run and writes this page and its plots from what it measured. Nothing here is set by hand, and no test asserts a time. The numbers compare what ran side by side on one machine; elsewhere they are others.',
    environmentTable(environment, seconds),
    `Each contender is a process of its own, so that none shares another's compiled code, heap or connections. Rounds take turns: every round asks each contender once, and another one begins each time. A number is the median of the rounds, in brackets the quartiles; a ratio is the median of the ratios within a round. The peers are the newest versions that run on Node 20. \`pnpm bench --quick\` only shows that everything runs.`,
    '## A token in memory',
    '![Nanoseconds a call](benchmarks-token.svg)',
    tokenTable(results),
    `${token.rounds} rounds of ${token.calls.toLocaleString('en')} calls, each awaited.`,
    '## A request with a warm token',
    '![Microseconds a request](benchmarks-fetch.svg)',
    fetchTable(results),
    `${fetch.rounds} rounds of ${fetch.requests.toLocaleString('en')} requests one after the other, and of ${(fetch.requests * 2).toLocaleString('en')} with ${fetch.concurrency} at a time, to a small HTTP server in another process on the same machine, over connections that are kept. Each answer is read as JSON. All of ours and the SDK look at their token before each request; the others send a header that never changes.`,
    '## Cold herds',
    '![Logins](benchmarks-herds.svg)',
    herdTable(results, 'Logins, by callers', loginsOf),
    herdTable(results, 'Milliseconds, by callers', ({ ms }) => figure(ms)),
    'Callers that come all at once, before there is a token. Logins are counted by the emulator, a process of its own; the time is until the last caller has its token, once for each cell. With `as(id)` the first number are logins of the admin, the second those for users.',
    '## Many identities',
    '![Nanoseconds a call](benchmarks-identities.svg)',
    identityTable(results, 'Nanoseconds a call', ({ ns }) => figure(ns.median)),
    identityTable(results, 'Times an empty async function for each identity', ({ ratio }) => times(ratio)),
    identityTable(results, 'Bytes an identity', ({ bytesEach, count }) =>
      count < fewestForBytes ? '' : figure(bytesEach),
    ),
    `${identities.rounds} rounds of at least ${identities.calls.toLocaleString('en')} calls that go round all identities in a shuffled order, so that processor caches help nobody. Bytes are what the heap grew by after garbage collection, the token itself (40 characters) included; for few identities that would say nothing. \`session.token()\` holds a handle for each identity, \`session.as(id).token()\` none: it finds the session at each call.`,
    ...redisSection(results),
    ...startsSection(results),
    '## Import time and size',
    weightTable(results),
    `Import: median of ${imports.rounds} fresh processes. Size: bundled by esbuild with everything that one entry point needs, minified, gzipped.`,
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
