import { expect, test } from 'vitest'
import { logEvents } from './log-events'
import { startLooker } from './looker'

await startLooker()

test('what a session reports reaches the log over the channel, without a secret', async () => {
  const lines: string[] = []
  logEvents(line => lines.push(line))
  const { looker } = await import('./diagnostics')
  const token = await looker.token()
  await expect(looker.as(1234567).token()).rejects.toMatchObject({ code: 'unknown_user' })
  await looker.close()
  expect(lines.map(line => JSON.parse(line))).toMatchObject([
    { level: 'info', type: 'granted', source: 'login' },
    {
      level: 'warn',
      type: 'grant_failed',
      subject: '1234567',
      tokenKept: false,
      error: { code: 'unknown_user' },
    },
    { type: 'revoked', why: 'close' },
  ])
  expect(lines.join()).not.toContain(token)
})
