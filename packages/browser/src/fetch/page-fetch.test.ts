import { expect, it } from 'vitest'
import { pageFetch } from './page-fetch'

async function sentFor(init?: RequestInit): Promise<RequestInit | undefined> {
  let sent: RequestInit | undefined
  const fetch = pageFetch(async (_, passed) => {
    sent = passed
    return new Response()
  })
  await fetch('https://looker.example.com/api/4.0/user', init)
  return sent
}

it.each([undefined, {}, { credentials: 'same-origin', cache: 'default' }] as const)(
  'sends no cookie, which could answer as somebody else than the token does, and keeps no answer: %j',
  async init => {
    expect(await sentFor(init)).toMatchObject({ credentials: 'omit', cache: 'no-store' })
  },
)

it('does what the caller asks for by name', async () => {
  const asked = { credentials: 'include', cache: 'reload', method: 'POST', body: 'text' } as const
  expect(await sentFor(asked)).toEqual(asked)
})
