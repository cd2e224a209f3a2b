import { systemClock, systemRandom } from '@looker-auth/core'
import { type ContractCase, clockContract, randomContract } from '@looker-auth/core/testing'
// biome-ignore lint/style/noRestrictedImports: these are core's own tests, and core is what they test.
import { sessionSuite } from '../../../packages/core/test/session/suite.js'
import { apiAuthCases } from './api-auth-cases'
import { inProcess, overHttp } from './instance'

/**
 * Everything that has to hold on every runtime. A new suite is added here: cases that need nothing of Node, bundled
 * with core and the emulator into one file.
 */
export function suite(emulatorUrl: string): ContractCase[] {
  const pass = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
  return [
    ...under('clock', clockContract({ clock: systemClock(), pass })),
    ...under('random', randomContract({ random: systemRandom() })),
    ...under('the emulator in process', apiAuthCases(inProcess)),
    ...under(
      "the runtime's own fetch",
      apiAuthCases(() => overHttp(emulatorUrl)),
    ),
    ...Object.entries(sessionSuite()).flatMap(([topic, cases]) => under(`the session, ${topic}`, cases)),
  ]
}

function under(topic: string, cases: ContractCase[]): ContractCase[] {
  return cases.map(({ name, run }) => ({ name: `${topic}: ${name}`, run }))
}
