import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { places } from '../command-line.js'
import { serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()
const rounds = extent('killsOfCommands')
/** A command that signs in takes about this long on an idle machine, in milliseconds. */
const runMs = 250

describe(`looker-auth token that is killed at random ${rounds} times`, () => {
  it('leaves nothing behind that the next one stumbles over', {
    timeout: boundMs(60_000 + rounds * 20_000),
  }, async () => {
    const place = newPlace(looker().env)
    for (let round = 0; round < rounds; round++) {
      looker().emulator.revoke({ user_id: 1 })
      const victim = place.start(['fetch', '/user'])
      await wait(Math.random() * boundMs(runMs))
      victim.child.kill('SIGKILL')
      await victim.ended
      const next = await place.run(['fetch', '/user?fields=id'])
      expect(next, `round ${round}`).toEqual({ code: 0, stdout: '{"id":"1"}', stderr: '' })
    }
  })
})
