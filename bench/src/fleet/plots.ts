import { linePlot, type Series } from '../report/lines'
import type { FleetResults } from './results'
import type { Outcome } from './simulate'
import { timePlot } from './time-plot'

export function plots({ healthy, compared }: FleetResults): ReadonlyMap<string, string> {
  const x = 'processes'
  const alone = healthy.filter(({ scenario }) => scenario.identities === 0)
  const eachForItself: Series = {
    name: 'API key, each process for itself (computed)',
    ours: false,
    points: alone.map(({ scenario: { processes } }) => ({
      x: processes,
      y: processes * (alone[0]?.loginsPerHour ?? 0),
    })),
  }
  const waits: Series[] = [
    byProcesses('starting cold', alone, ({ cold }) => cold.longestMs),
    byProcesses('running', alone, ({ steady }) => steady.longestMs),
  ]
  return new Map([
    [
      'fleet-logins.svg',
      linePlot('Logins an hour', { x, y: 'logins' }, [
        ...byIdentities(healthy, ({ loginsPerHour }) => loginsPerHour),
        eachForItself,
      ]),
    ],
    [
      'fleet-commands.svg',
      linePlot(
        'Commands to Redis a second, running',
        { x, y: 'commands' },
        byIdentities(healthy, ({ steady }) => steady.commandsPerSecond),
      ),
    ],
    ['fleet-waits.svg', linePlot('The longest wait, API key alone', { x, y: 'ms' }, waits)],
    [
      'fleet-draw.svg',
      timePlot(
        'Logins a minute after a common cold start',
        compared.flatMap(({ scenario: { name, draw }, loginsByMinute }) =>
          loginsByMinute === undefined ? [] : [{ name, ours: draw, values: loginsByMinute }],
        ),
      ),
    ],
  ])
}

function byIdentities(outcomes: readonly Outcome[], y: (outcome: Outcome) => number): Series[] {
  const counts = [...new Set(outcomes.map(({ scenario }) => scenario.identities))]
  return counts.map(count => {
    const name = count === 0 ? 'API key alone' : `${count.toLocaleString('en')} users`
    const some = outcomes.filter(({ scenario }) => scenario.identities === count)
    return { ...byProcesses(name, some, y), ours: count === 0 }
  })
}

function byProcesses(name: string, outcomes: readonly Outcome[], y: (outcome: Outcome) => number): Series {
  const points = outcomes.map(outcome => ({ x: outcome.scenario.processes, y: Math.max(0.001, y(outcome)) }))
  return { name, ours: name === 'starting cold', points }
}
