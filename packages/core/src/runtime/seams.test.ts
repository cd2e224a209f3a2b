import { describe, it } from 'vitest'
import { clockContract } from '../testing/clock-contract.js'
import { randomContract } from '../testing/random-contract.js'
import { simulatedClock } from '../testing/simulated-clock.js'
import { systemClock } from './clock.js'
import { systemRandom } from './random.js'

describe('the Clock contract holds for the system clock', () => {
  const pass = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
  for (const { name, run } of clockContract({ clock: systemClock(), pass })) it(name, run)
})

describe('the Clock contract holds for the simulated clock', () => {
  const clock = simulatedClock()
  for (const { name, run } of clockContract({ clock, pass: ms => clock.advance(ms) })) it(name, run)
})

describe('the Random contract holds for the system randomness', () => {
  for (const { name, run } of randomContract({ random: systemRandom() })) it(name, run)
})
