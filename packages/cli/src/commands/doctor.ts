import { examinedConnection } from '../doctor/connection.js'
import { systemEffects } from '../doctor/effects.js'
import { type Examined, examine } from '../doctor/examine.js'
import {
  describeEnd,
  describeGroup,
  fixFirst,
  inGroups,
  type Layout,
  reportAsData,
} from '../doctor/report.js'
import { steps } from '../doctor/steps.js'
import { tracedEffects } from '../doctor/traced-effects.js'
import { exitCodes } from '../failures/exit-codes.js'
import type { Invocation } from '../program/definition.js'
import type { GlobalFlags } from '../program/flags.js'
import { print, printJson } from '../terminal/io.js'
import { spin } from '../terminal/spinner.js'
import { styleOf } from '../terminal/style.js'
import { columnsOf } from '../terminal/wrap.js'

/** Goes through all that a sign-in needs, and says what to fix first. */
export async function run({ flags, io }: Invocation<GlobalFlags>): Promise<number> {
  const layout: Layout = { style: styleOf(io.stdout, io.env, flags.color), columns: columnsOf(io.stdout) }
  const examined: Examined[] = []
  const examination = examine(steps, {
    flags,
    io,
    ...(await examinedConnection(flags, io)),
    effects: flags.verbose
      ? tracedEffects(systemEffects, io, styleOf(io.stderr, io.env, flags.color))
      : systemEffects,
    // A trace is on stderr too.
    during: ({ title }, work) => (flags.verbose ? work() : spin(io, title, work)),
  })
  for await (const group of inGroups(examination)) {
    const isFirst = fixFirst(examined) === undefined
    examined.push(...group)
    if (!flags.json) await print(io, describeGroup(group, isFirst && fixFirst(group) !== undefined, layout))
  }
  const next = fixFirst(examined)
  if (flags.json) await printJson(io, reportAsData(examined))
  else await print(io, describeEnd(examined, layout))
  return next === undefined ? exitCodes.done.code : exitCodes.other.code
}
