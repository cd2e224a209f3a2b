import { settled } from '@looker-auth/core/testing'
import { describe, expect, test } from 'vitest'
import { fakeOrigin, fakePage } from '../../test/fake-page'
import { tabChannel } from './tab-channel'

describe('a channel of tabs', () => {
  const twoTabs = () => {
    const origin = fakeOrigin()
    const pages = [origin.page(), origin.page()] as const
    const [a, b] = [tabChannel('name', { page: pages[0] }), tabChannel('name', { page: pages[1] })]
    return { origin, pages, a, b }
  }

  test("notifies the key's watchers in every tab, and none before it returned", async () => {
    const { a, b } = twoTabs()
    const told: string[] = []
    a.watch('key', news => told.push(`a: ${news}`))
    b.watch('key', news => told.push(`b: ${news}`))
    b.watch('other', () => told.push('other'))
    a.tell({ key: 'key', news: 'changed' })
    expect(told).toEqual([])
    await settled()
    expect(told).toEqual(['a: changed', 'b: changed'])
  })

  test('says in other tabs that it was a sign-out, and here no more than that there was a change', async () => {
    const { a, b } = twoTabs()
    const told: string[] = []
    a.watch('key', news => told.push(`a: ${news}`))
    b.watch('key', news => told.push(`b: ${news}`))
    a.tell({ key: 'key', news: 'signed_out' })
    await settled()
    expect(told).toEqual(['a: changed', 'b: signed_out'])
  })

  test('posts the key and what happened, and nothing else', () => {
    const { origin, a } = twoTabs()
    a.tell({ key: 'key', news: 'changed', token: 'secret' } as Parameters<typeof a.tell>[0])
    expect(origin.posted).toEqual([{ format: 'looker-auth-1', key: 'key', news: 'changed' }])
  })

  test('does not call a watcher that ended after the message', async () => {
    const { a } = twoTabs()
    let told = 0
    const end = a.watch('key', () => {
      told++
    })
    a.tell({ key: 'key', news: 'changed' })
    end()
    await settled()
    expect(told).toBe(0)
  })

  test('takes no notice of messages that are not ours', async () => {
    const { origin, a } = twoTabs()
    let told = 0
    a.watch('key', () => {
      told++
    })
    const format = 'looker-auth-1'
    const foreign = [
      undefined,
      null,
      'changed',
      7,
      [],
      {},
      { key: 'key', news: 'changed' },
      { format: 'looker-auth-2', key: 'key', news: 'changed' },
      { format, key: { toString: () => 'key' }, news: 'changed' },
      { format, key: 'key', news: 'granted' },
      { format, key: 'key' },
    ]
    for (const message of foreign) origin.post('name', message)
    await settled()
    expect(told).toBe(0)
    origin.post('name', { format, key: 'key', news: 'changed' })
    await settled()
    expect(told).toBe(1)
  })

  test('is closed while the page is away; on its return every watcher is called, and it works again', async () => {
    const { origin, pages, a, b } = twoTabs()
    const told: string[] = []
    a.watch('one', news => told.push(`one: ${news}`))
    a.watch('two', news => told.push(`two: ${news}`))
    pages[0].dispatch('pagehide')
    expect(origin.lines).toBe(0)
    b.tell({ key: 'one', news: 'changed' })
    await settled()
    expect(told).toEqual([])
    pages[0].dispatch('pageshow', { persisted: true })
    await settled()
    expect(told).toEqual(['one: missed', 'two: missed'])
    expect(origin.lines).toBe(1)
    b.tell({ key: 'one', news: 'changed' })
    await settled()
    expect(told).toEqual(['one: missed', 'two: missed', 'one: changed'])
  })

  test('does not take the first pageshow of a page for a return', async () => {
    const { origin, pages, a } = twoTabs()
    let told = 0
    a.watch('key', () => {
      told++
    })
    pages[0].dispatch('pageshow', { persisted: false })
    await settled()
    expect([told, origin.lines]).toEqual([0, 1])
  })

  test('lets everything go with its last watcher, and can be watched again', async () => {
    const { origin, pages, a, b } = twoTabs()
    const ends = [a.watch('key', () => {}), a.watch('key', () => {}), a.watch('other', () => {})]
    for (const end of [...ends, ...ends]) end()
    expect([origin.lines, pages[0].listeners]).toEqual([0, 0])
    let told = 0
    a.watch('key', () => {
      told++
    })
    b.tell({ key: 'key', news: 'changed' })
    await settled()
    expect(told).toBe(1)
  })

  test('notifies without a watcher of its own, and keeps nothing open for it', async () => {
    const { origin, a, b } = twoTabs()
    let told = 0
    b.watch('key', () => {
      told++
    })
    a.tell({ key: 'key', news: 'changed' })
    expect(origin.lines).toBe(1)
    await settled()
    expect(told).toBe(1)
  })
})

describe.each([
  ['without BroadcastChannel', undefined],
  [
    'with a BroadcastChannel that may not be had',
    class {
      onmessage = null
      constructor() {
        throw new DOMException('denied', 'SecurityError')
      }
      postMessage(): void {}
      close(): void {}
    },
  ],
])('a channel of tabs %s', (_, BroadcastChannel) => {
  test('notifies its own tab all the same', async () => {
    const page = fakePage({ BroadcastChannel })
    const channel = tabChannel('name', { page })
    const told: string[] = []
    channel.watch('key', news => told.push(news))
    channel.tell({ key: 'key', news: 'changed' })
    page.dispatch('pagehide')
    page.dispatch('pageshow', { persisted: true })
    await settled()
    expect(told).toEqual(['changed', 'missed'])
  })
})

test("a channel over Node's BroadcastChannel works, and does not hold the process open", async () => {
  const [a, b] = [tabChannel('looker-auth test'), tabChannel('looker-auth test')]
  const told = new Promise<string>(resolve => {
    b.watch('key', resolve)
  })
  a.tell({ key: 'key', news: 'changed' })
  expect(await told).toBe('changed')
})
