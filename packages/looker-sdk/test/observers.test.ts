import { pager } from '@looker/sdk-rtl'
import { describe, expect, test } from 'vitest'
import { lookerSdk } from '../src/index'
import { scene } from './scene'

const json = { 'content-type': 'application/json' }

async function lists() {
  const { answer, looker, url } = await scene()
  answer('/lists/', ({ url: address }) => {
    const { pathname } = new URL(address)
    const link = `<${url}${pathname}?limit=1&offset=1>; rel="next"`
    return new Response('[]', { headers: { ...json, link } })
  })
  await looker.token()
  const sdk = lookerSdk(looker)
  const list = (name: string, limit = 1) =>
    pager(sdk, () => sdk.get<string[], Error>(`/lists/${name}`, { limit }))
  return { sdk, transport: sdk.authSession.transport, list }
}

/** Lets other work run between. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await undefined
}

describe('the observer', () => {
  test('is left as it was by pagers, in whatever turn each of them begins', async () => {
    const { sdk, transport, list } = await lists()
    let seed = 1
    const draw = () => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed % 120
    }
    for (let round = 0; round < 150; round++) {
      const limits = [1, 2, 3, 77].map(async limit => {
        await turns(draw())
        if (limit === 77) return sdk.get('/lists/other', { limit })
        return (await list(String(limit), limit)).limit
      })
      expect((await Promise.all(limits)).slice(0, 3)).toEqual([1, 2, 3])
      expect(transport.observer, `round ${round}`).toBeUndefined()
    }
  })

  test('that is set while a pager waits for its answer stays when the pager is done', async () => {
    const { sdk, transport, list } = await lists()
    const seen: string[] = []
    const paged = list('a')
    transport.observer = raw => {
      seen.push(raw.method)
      return raw
    }
    await paged
    await sdk.head('/lists/b')
    expect(seen).toEqual(['HEAD'])
  })

  test('that is taken away while a pager waits for its answer stays away', async () => {
    const { sdk, transport, list } = await lists()
    let calls = 0
    transport.observer = raw => {
      calls++
      return raw
    }
    const paged = list('a')
    transport.observer = undefined
    await paged
    calls = 0
    await sdk.me()
    expect(calls).toBe(0)
  })

  test('that calls the one before it stays though a pager begins before its first answer', async () => {
    const { sdk, transport, list } = await lists()
    const seen: string[] = []
    const before = transport.observer
    transport.observer = raw => {
      seen.push(raw.method)
      return before === undefined ? raw : before(raw)
    }
    const first = sdk.head('/lists/first')
    await Promise.all([first, list('a')])
    await sdk.put('/lists/b')
    expect(seen).toEqual(['HEAD', 'PUT'])
  })

  test('of a pager whose list fails is taken away too', async () => {
    const { sdk, transport } = await lists()
    const failing = [
      pager(sdk, () => sdk.get<string[], Error>('/nothing')),
      pager(sdk, async () => {
        throw new Error('no call')
      }),
    ]
    await Promise.allSettled(failing)
    expect(transport.observer).toBeUndefined()
  })
})
