import { pageAll, pager } from '@looker/sdk-rtl'
import { describe, expect, test } from 'vitest'
import { lookerSdk } from '../src/index'
import { type Scene, scene } from './scene'

/** Serves lists of three pages; a list's answers come in the order of `release`. */
function serveLists({ answer, url }: Scene, host = url): void {
  answer('/lists/', ({ url: address }) => {
    const { pathname, searchParams } = new URL(address)
    const page = Number(searchParams.get('offset') ?? 0)
    const next = `<${host}${pathname}?limit=1&offset=${page + 1}>; rel="next"`
    const headers = {
      'content-type': 'application/json',
      'x-total-count': '3',
      ...(page < 2 && { link: next }),
    }
    return new Response(JSON.stringify([`${pathname.split('/').at(-1)} ${page}`]), { headers })
  })
}

describe('the SDK’s pagers', () => {
  test('read all pages', async () => {
    const made = await scene()
    serveLists(made)
    const sdk = lookerSdk(made.looker)
    const items: string[] = []
    const paged = await pageAll(
      sdk,
      () => sdk.get<string[], Error>('/lists/a', { limit: 1, offset: 0 }),
      page => {
        items.push(...page)
        return page
      },
    )
    expect(items).toEqual(['a 0', 'a 1', 'a 2'])
    expect([paged.total, paged.limit, paged.offset]).toEqual([3, 1, 2])
  })

  test('do not mix when they run at the same time on one SDK object, and other calls neither', async () => {
    const made = await scene()
    serveLists(made)
    const sdk = lookerSdk(made.looker)
    const names = ['a', 'b', 'c', 'd']
    for (let round = 0; round < 20; round++) {
      const pagers = names.map(name =>
        pager(sdk, () => sdk.get<string[], Error>(`/lists/${name}`, { limit: 1, offset: 0 })),
      )
      const others = Promise.all([sdk.me(), sdk.get('/lists/other', { limit: 7 })])
      const pages = await Promise.all(pagers)
      await others
      expect(pages.map(({ items, limit, links }) => [items[0], limit, links.next?.url])).toEqual(
        names.map(name => [`${name} 0`, 1, `${made.url}/api/4.0/lists/${name}?limit=1&offset=1`]),
      )
    }
    expect(sdk.authSession.transport.observer).toBeUndefined()
  })

  test('keep an observer of the user’s own, which sees their pages too', async () => {
    const made = await scene()
    serveLists(made)
    const sdk = lookerSdk(made.looker)
    const seen: string[] = []
    sdk.authSession.transport.observer = raw => {
      seen.push(new URL(raw.url).pathname.split('/').at(-1) ?? '')
      return raw
    }
    const list = (name: string) => pager(sdk, () => sdk.get<string[], Error>(`/lists/${name}`, { limit: 1 }))
    await Promise.all([list('a'), list('b')])
    await sdk.me()
    expect([...seen].sort()).toEqual(['a', 'b', 'user'])
  })

  test('an observer that calls the one before it stays, though it was set right before a call', async () => {
    const made = await scene()
    const sdk = lookerSdk(made.looker)
    const { transport } = sdk.authSession
    const seen: string[] = []
    transport.observer = raw => {
      seen.push('first')
      return raw
    }
    const before = transport.observer
    transport.observer = raw => {
      seen.push('second')
      return before === undefined ? raw : before(raw)
    }
    await sdk.me()
    await sdk.me()
    expect(seen).toEqual(['second', 'first', 'second', 'first'])
  })

  test('send no token where a page’s link leads to another origin', async () => {
    const made = await scene()
    serveLists(made, 'http://127.0.0.1:1')
    const sdk = lookerSdk(made.looker)
    const paged = await pager(sdk, () => sdk.get<string[], Error>('/lists/a', { limit: 1 }))
    expect(await paged.nextPage()).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('does not send its token to this address') },
    })
    expect(made.sent.filter(({ url }) => url.includes('127.0.0.1:1/'))).toEqual([])
  })
})
