import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Contender, together } from '../harness/contenders'
import { redisClients } from '../harness/redis-clients'
import { startRedis } from '../harness/redis-server'
import { startServer } from '../harness/servers'
import type { Sizes } from '../harness/sizes'
import { ratios, type Spread, spreadOf } from '../harness/stats'
import { type BareKind, loginMs, type SharedKind } from './shared-parts'

/** What it costs when many processes start at once, without a token anywhere. */
export interface StartCost {
  readonly name: string
  /** Counted by the server; the most of any round. */
  readonly logins: number
  /** Milliseconds until the last process has its token. */
  readonly ms: Spread
  /** Over what it is compared with in the same round: the logins without a store, or the bare client. */
  readonly over?: Spread
}

type Kind = SharedKind | BareKind

const names: Readonly<Record<Kind, string>> = {
  alone: 'no store: a login each',
  files: 'fileStore, fileLock',
  bareNodeRedis: 'node-redis alone: connect, listen, GET, 100 ms, SET',
  nodeRedis: 'redisStore, redisLock (node-redis)',
  bareIoRedis: 'ioredis alone: the same',
  ioRedis: 'redisStore, redisLock (ioredis)',
}

const kindNames = Object.keys(names) as Kind[]
const overRedis: ReadonlySet<Kind> = new Set(['bareNodeRedis', 'nodeRedis', 'bareIoRedis', 'ioRedis'])
const baselines: Partial<Record<Kind, Kind>> = {
  files: 'alone',
  nodeRedis: 'bareNodeRedis',
  ioRedis: 'bareIoRedis',
}

/** Without those over Redis where there is no redis-server. */
export async function measureStarts({ starts }: Sizes): Promise<StartCost[]> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-bench-'))
  const redis = await startRedis()
  const looker = await startLooker()
  try {
    const kinds = kindNames.filter(kind => redis !== undefined || !overRedis.has(kind))
    const samples = new Map(
      kinds.map(kind => [kind, [] as { readonly logins: number; readonly ms: number }[]]),
    )
    // The first round finds code that is not yet in the system's memory.
    for (let round = 0; round <= starts.rounds; round++) {
      for (const kind of kinds) {
        if (redis !== undefined) await emptied(redis.url)
        const place = overRedis.has(kind) ? `${redis?.url}` : join(folder, `${round}`)
        const contender = { name: names[kind], program: 'start-process', args: [kind, looker.url, place] }
        const before = await looker.logins()
        const ms = await together(Array.from({ length: starts.processes }, (): Contender => contender))
        if (round > 0) samples.get(kind)?.push({ ms, logins: (await looker.logins()) - before })
      }
    }
    const msOf = (kind: Kind | undefined) => (kind && samples.get(kind))?.map(({ ms }) => ms)
    return [...samples].map(([kind, taken]) => {
      const ms = taken.map(one => one.ms)
      const baseline = msOf(baselines[kind])
      return {
        name: names[kind],
        logins: Math.max(...taken.map(({ logins }) => logins)),
        ms: spreadOf(ms),
        ...(baseline !== undefined && { over: ratios(ms, baseline) }),
      }
    })
  } finally {
    await looker.close()
    await redis?.close()
    await rm(folder, { recursive: true })
  }
}

async function emptied(url: string): Promise<void> {
  const connect = await redisClients.ioredis()
  const { client } = await connect(url)
  await client.flushall()
  await client.quit()
}

async function startLooker() {
  const manifest = createRequire(import.meta.url).resolve('@looker-auth/emulator/package.json')
  const program = join(manifest, '..', 'bin', 'looker-auth-emulator.js')
  const { url, close } = await startServer(program, ['--port', '0', '--control'])
  const fault = { match: { method: 'POST', path: '/api/*/login' }, times: 'always', answerDelayMs: loginMs }
  const headers = { 'content-type': 'application/json' }
  await fetch(`${url}/__emulator/faults`, { method: 'POST', headers, body: JSON.stringify(fault) })
  return {
    url,
    close,
    async logins(): Promise<number> {
      const response = await fetch(`${url}/__emulator/stats`)
      return ((await response.json()) as { readonly login: number }).login
    },
  }
}
