import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startServer } from '../harness/servers'
import type { Sizes } from '../harness/sizes'
import { ratios, type Spread, spreadOf } from '../harness/stats'

/** How long a call of the command takes, from the start of its process to its end. */
export interface CommandCost {
  readonly name: string
  readonly ms: Spread
  /** Over a script that does nothing, in the same round. */
  readonly over: Spread
}

const names = ['an empty script', '`looker-auth --version`', '`looker-auth token`, stored'] as const
const run = promisify(execFile)
const require = createRequire(import.meta.url)
const programOf = (name: string, file: string) =>
  join(require.resolve(`${name}/package.json`), '..', 'bin', file)

export async function measureCommand({ imports: { rounds } }: Sizes): Promise<CommandCost[]> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-bench-'))
  const looker = await startServer(programOf('@looker-auth/emulator', 'looker-auth-emulator.js'), [
    '--port',
    '0',
  ])
  try {
    const empty = join(folder, 'empty.mjs')
    await writeFile(empty, '')
    const command = programOf('looker-auth', 'looker-auth.cjs')
    const calls = [[empty], [command, '--version'], [command, 'token']]
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      LOOKERSDK_BASE_URL: looker.url,
      LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
      LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
    }
    const samples = calls.map((): number[] => [])
    // The first round stores the token, and finds files that are not yet in the system's memory.
    for (let round = 0; round <= rounds; round++) {
      for (const [index, args] of calls.entries()) {
        const start = performance.now()
        await run(process.execPath, args, { cwd: folder, env })
        if (round > 0) samples[index]?.push(performance.now() - start)
      }
    }
    const [baseline = []] = samples
    return samples.map((ms, index) => ({
      name: names[index] ?? '',
      ms: spreadOf(ms),
      over: ratios(ms, baseline),
    }))
  } finally {
    await looker.close()
    await rm(folder, { recursive: true })
  }
}
