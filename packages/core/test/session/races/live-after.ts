import type { MapStore } from '../map-store.js'
import { type ContractCase, check, decodeRecord, type Session } from '../product.js'
import { scene, type World } from '../world.js'

/** A scene after which, when all its sessions are closed, no token lives but what a record of its stores holds. */
export function order(name: string, run: (w: World) => Promise<void>): ContractCase {
  return scene(name, async w => {
    const sessions: Session[] = []
    const stores = new Set<MapStore>()
    const got = new Set<string>()
    const watched: World = {
      ...w,
      session(options = {}) {
        const { store } = options
        if (store !== undefined && 'records' in store) stores.add(store as MapStore)
        const session = w.session({ ...options, fetch: learning(w, got) })
        sessions.push(session)
        return session
      },
    }
    await run(watched)
    await w.drive(Promise.all(sessions.map(session => session.close())))
    const standing = new Set([...stores].flatMap(tokensIn))
    const leaks: string[] = []
    for (const token of got) if (!standing.has(token) && (await w.isLive(token))) leaks.push(token)
    check(leaks.length === 0, `${leaks.length} tokens live on`)
  })
}

/** The scene's line, which keeps what tokens were had through it. */
function learning(w: World, got: Set<string>): World['fetch'] {
  return async (input, init) => {
    const response = await w.fetch(input, init)
    const body = (await response.clone().text()).matchAll(/"access_token":"([^"]+)"/g)
    for (const [, token = ''] of body) got.add(token)
    return response
  }
}

function tokensIn({ records }: MapStore): string[] {
  return [...records.values()]
    .map(({ record }) => decodeRecord(record.value, undefined))
    .flatMap(record => (typeof record === 'object' && record.kind === 'token' ? [record.accessToken] : []))
}
