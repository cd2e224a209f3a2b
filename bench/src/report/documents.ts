import type { Results } from '../results'
import { barPlot } from './bars'
import { linePlot } from './lines'
import { markdown } from './markdown'
import { figure, times } from './table'

export const isOurs = (name: string): boolean => /^(session|nodeFetch|@looker-auth\/)/.test(name)

/** Every document that follows from the results, by its file's name. */
export function documents(results: Results): ReadonlyMap<string, string> {
  return new Map([
    ['benchmarks.md', markdown(results)],
    ['benchmarks-token.svg', tokenPlot(results)],
    ['benchmarks-fetch.svg', fetchPlot(results)],
    ['benchmarks-herds.svg', herdPlot(results)],
    ['benchmarks-identities.svg', identityPlot(results)],
  ])
}

function tokenPlot({ tokens }: Results): string {
  const bars = tokens.map(({ name, ns, ratio }) => ({
    name,
    spread: ns,
    ours: isOurs(name),
    text: `${figure(ns.median)} ns, ${times(ratio)}`,
  }))
  return barPlot('A token in memory: nanoseconds a call', bars)
}

function fetchPlot({ fetches }: Results): string {
  const bars = fetches.map(({ name, sequentialUs, sequentialRatio }) => ({
    name,
    spread: sequentialUs,
    ours: isOurs(name),
    text: `${figure(sequentialUs.median)} µs, ${times(sequentialRatio)}`,
  }))
  return barPlot('A request with a warm token: microseconds, one after the other', bars)
}

function herdPlot({ herds, sizes }: Results): string {
  const names = [...new Set(herds.map(({ name }) => name))].filter(name => !name.includes(' users x '))
  const series = names.map(name => ({
    name,
    ours: isOurs(name),
    points: herds
      .filter(herd => herd.name === name && sizes.herd.callers.includes(herd.callers))
      .map(({ callers, logins, sudoLogins }) => ({ x: callers, y: logins + sudoLogins })),
  }))
  return linePlot(
    'Many callers without a token: logins that the server counted',
    { x: 'callers at once', y: 'logins' },
    series,
  )
}

function identityPlot({ identities }: Results): string {
  const names = [...new Set(identities.map(({ name }) => name))]
  const series = names.map(name => ({
    name,
    ours: isOurs(name),
    points: identities
      .filter(cost => cost.name === name)
      .map(({ count, ns }) => ({ x: count, y: ns.median })),
  }))
  return linePlot('Many identities: nanoseconds a call', { x: 'identities in memory', y: 'ns' }, series)
}
