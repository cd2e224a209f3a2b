import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { credentials, scene } from './scene'

test('a server on stdio that uses the SDK writes nothing but its own protocol', async () => {
  const { url, emulator } = await scene()
  emulator.faults.add({ match: { path: '*/user/late' }, times: 'always', delayMs: 30_000 })
  const { clientId, clientSecret } = credentials
  const server = spawn(process.execPath, [
    join(import.meta.dirname, 'stdio-server.mjs'),
    url,
    clientId,
    clientSecret,
  ])
  const printed = Promise.all([text(server.stdout), text(server.stderr), once(server, 'exit')])
  const calls = [
    { id: 1, method: 'me' },
    { id: 2, method: 'me', user: 789 },
    { id: 3, method: 'user', args: ['4711'] },
    { id: 4, method: 'me', user: 4711 },
    { id: 5, method: 'get', args: ['/user/late', null, null, { timeout: 0.2, verify_ssl: false }] },
    { id: 6, method: 'get', args: ['http://other.test/'] },
  ]
  server.stdin.end(calls.map(call => `${JSON.stringify(call)}\n`).join(''))
  const [stdout, stderr, [exitCode]] = await printed
  expect(
    stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual([
    { id: 1, result: '1' },
    { id: 2, result: '789' },
    { id: 3, error: 'not_found' },
    { id: 4, error: 'unknown_user' },
    { id: 5, error: 'timeout' },
    { id: 6, error: 'foreign_origin' },
  ])
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
})
