import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askOnce } from '../harness/contenders'
import { type ServerProcess, startServer } from '../harness/servers'
import type { Sizes } from '../harness/sizes'
import { firstUser } from './logins'

/** What a herd of callers costs that all come at once, before there is a token. */
export interface HerdCost {
  readonly name: string
  readonly callers: number
  /** Counted by the server. */
  readonly logins: number
  readonly sudoLogins: number
  /** Callers that got no token. */
  readonly failed: number
  readonly ms: number
}

interface Counts {
  readonly login: number
  readonly login_user: number
}

const kinds = {
  session: 'session.token()',
  sudo: 'session.as(id).token()',
  smithy: 'memoize (@smithy/property-provider)',
  google: 'getAccessToken (google-auth-library)',
  azure: 'token cycler (@azure/core-rest-pipeline)',
  sdk: 'getToken (@looker/sdk-node)',
  sdkMe: 'sdk.me (@looker/sdk-node)',
  sdkMeOnSession: 'sdk.me (@looker-auth/looker-sdk)',
} as const

export async function measureHerds({ herd }: Sizes): Promise<HerdCost[]> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-bench-'))
  try {
    const seed = join(folder, 'seed.json')
    await writeFile(seed, JSON.stringify(seedOf(herd.users)))
    const manifest = createRequire(import.meta.url).resolve('@looker-auth/emulator/package.json')
    const program = join(manifest, '..', 'bin', 'looker-auth-emulator.js')
    const server = await startServer(program, ['--port', '0', '--control', '--seed', seed])
    try {
      return await measureAll(server, herd)
    } finally {
      await server.close()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function measureAll(server: ServerProcess, herd: Sizes['herd']): Promise<HerdCost[]> {
  const costs: HerdCost[] = []
  for (const [kind, name] of Object.entries(kinds)) {
    for (const count of herd.callers) costs.push(await measureOne(server, kind, name, count, 1))
  }
  const { users, callersPerUser } = herd
  const name = `session.as(id).token(), ${users} users x ${callersPerUser} callers`
  costs.push(await measureOne(server, 'users', name, users * callersPerUser, users))
  return costs
}

async function measureOne(
  { url }: ServerProcess,
  kind: string,
  name: string,
  callers: number,
  users: number,
): Promise<HerdCost> {
  const before = await countsOf(url)
  const contender = { name, program: 'herd-process', args: [kind, url, `${users}`] }
  const { ms, failed } = await askOnce<{ ms: number; failed: number }>(contender, { callers })
  const after = await countsOf(url)
  const logins = after.login - before.login
  return { name, callers, logins, sudoLogins: after.login_user - before.login_user, failed, ms }
}

async function countsOf(url: string): Promise<Counts> {
  const response = await fetch(`${url}/__emulator/stats`)
  return (await response.json()) as Counts
}

function seedOf(users: number): object {
  const admin = { id: 1, first_name: 'Ada', admin: true }
  const others = Array.from({ length: users }, (_, index) => ({ id: firstUser + index }))
  const key = { client_id: 'lookeremulatoradmin1', client_secret: 'lookeremulatorsecret0001', user_id: 1 }
  return { users: [admin, ...others], apiKeys: [key] }
}
