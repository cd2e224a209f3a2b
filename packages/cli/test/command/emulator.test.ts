import { expect, it, vi } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { places } from '../command-line.js'

const newPlace = places()

it('looker-auth emulator runs a local Looker with its own options, until it is ended', async () => {
  const { child, ended } = newPlace().startOpen(['emulator', '--port', '0', '--control'])
  let shown = ''
  child.stdout?.on('data', chunk => {
    shown += chunk
  })
  await vi.waitUntil(() => shown.includes('\n'), { timeout: boundMs(30_000) })
  const { url, control } = JSON.parse(shown) as { url: string; control: boolean }
  expect([(await fetch(`${url}/alive`)).status, control]).toEqual([200, true])
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
  await expect(fetch(`${url}/alive`)).rejects.toThrow()
})

it('looker-auth emulator hands on what the emulator says of a wrong option', async () => {
  const { code, stderr } = await newPlace().run(['emulator', '--no-such-option'])
  expect([code === 0, stderr]).toEqual([false, expect.stringContaining('--no-such-option')])
})
