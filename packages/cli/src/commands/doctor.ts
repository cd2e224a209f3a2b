import { connectionOf } from '../connection/connection.js'
import { systemEffects } from '../doctor/effects.js'
import { type Examined, examine } from '../doctor/examine.js'
import { describeEnd, describeStep, fixFirst, type Layout, reportAsData } from '../doctor/report.js'
import { steps } from '../doctor/steps.js'
import type { Invocation } from '../program/definition.js'
import type { GlobalFlags } from '../program/flags.js'
import { exitCodes } from '../terminal/exit-codes.js'
import { print, printJson } from '../terminal/io.js'
import { spin } from '../terminal/spinner.js'
import { styleOf } from '../terminal/style.js'
import { columnsOf } from '../terminal/wrap.js'

/** Goes through all that a sign-in needs, and says what to fix first. */
export async function run({ flags, io }: Invocation<GlobalFlags>): Promise<number> {
  const connection = await connectionOf(flags, io)
  const layout: Layout = { style: styleOf(io.stdout, io.env, flags.color), columns: columnsOf(io.stdout) }
  const examined: Examined[] = []
  const examination = examine(steps, {
    flags,
    io,
    connection,
    effects: systemEffects,
    during: ({ title }, work) => spin(io, title, work),
  })
  for await (const one of examination) {
    examined.push(one)
    if (!flags.json) await print(io, describeStep(one, layout))
  }
  const next = fixFirst(examined)
  if (flags.json) await printJson(io, reportAsData(examined))
  else await print(io, describeEnd(next, layout))
  return next === undefined ? exitCodes.done.code : exitCodes.other.code
}
