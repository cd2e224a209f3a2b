import { describe, expect } from 'vitest'
import { type Place, places } from '../command-line.js'
import { adminId, canarySecret, serveLooker } from '../looker.js'
import { type OnTerminal, startOnTerminal } from '../terminal.js'
import { testWith } from '../test-with.js'

const looker = serveLooker()
const newPlace = places()

async function answer(terminal: OnTerminal, question: string, text: string): Promise<void> {
  await terminal.until(question)
  terminal.type(`${text}\r`)
}

function expectNothingKept(place: Place): void {
  expect(place.files().filter(({ name }) => /profiles|lock|token/.test(name))).toEqual([])
}

describe('on a terminal', () => {
  testWith('script', 'login asks for what is missing, and does not show the secret', async () => {
    const place = newPlace()
    const terminal = startOnTerminal(place, ['login', '--save-secret'])
    await answer(terminal, 'The address of your Looker instance:', looker().url)
    await answer(terminal, "The API key's client_id:", adminId)
    await answer(terminal, 'The client_secret of', canarySecret)
    expect(await terminal.exitCode).toBe(0)
    expect(terminal.shown()).toContain('Signed in as Ada Admin')
    expect(terminal.shown()).not.toContain(canarySecret)
    looker().emulator.revoke({ user_id: 1 })
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin')
  })

  testWith('script', 'login refuses an empty answer with the next step', async () => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    const terminal = startOnTerminal(place, ['login'])
    await answer(terminal, "The API key's client_id:", ' ')
    expect(await terminal.exitCode).toBe(2)
    expect(terminal.shown().replace(/\s+/g, ' ')).toContain('Give --client-id, or set LOOKERSDK_CLIENT_ID')
  })

  testWith('script', 'a secret that is pasted together with the client_id is not shown', async () => {
    const terminal = startOnTerminal(newPlace(), ['login', '--base-url', looker().url])
    await terminal.until("The API key's client_id:")
    terminal.type(`${adminId}\r${canarySecret}\r`)
    await terminal.until('The client_secret of')
    terminal.type(`${canarySecret}\r`)
    expect(await terminal.exitCode).toBe(0)
    expect(terminal.shown()).not.toContain(canarySecret)
  })

  testWith('script', 'profile add asks for the secret that it keeps', async () => {
    const place = newPlace()
    const options = ['--base-url', looker().url, '--client-id', adminId, '--save-secret']
    const terminal = startOnTerminal(place, ['profile', 'add', 'mine', ...options])
    await answer(terminal, 'The client_secret of', canarySecret)
    expect(await terminal.exitCode).toBe(0)
    expect(terminal.shown()).not.toContain(canarySecret)
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin')
  })

  testWith('script', 'a wait is shown in colour, and without one where that is asked for', async () => {
    const cyan = '\u001b[36m'
    for (const [args, isColoured] of [
      [[], true],
      [['--no-color'], false],
    ] as const) {
      const terminal = startOnTerminal(newPlace({ ...looker().env, TERM: 'xterm' }), ['login', ...args])
      expect(await terminal.exitCode).toBe(0)
      expect(terminal.shown()).toContain('Signing in to')
      expect([args, terminal.shown().includes(cyan)]).toEqual([args, isColoured])
    }
  })

  testWith('script', 'Ctrl-C at the question for the secret ends with 130 and keeps nothing', async () => {
    const place = newPlace()
    const terminal = startOnTerminal(place, ['login', '--base-url', looker().url, '--client-id', adminId])
    await terminal.until('The client_secret of')
    terminal.type('half\u0003')
    expect(await terminal.exitCode).toBe(130)
    expectNothingKept(place)
  })
})
