import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Sizes } from '../harness/sizes'
import { type Spread, spreadOf } from '../harness/stats'

/** What having it costs. */
export interface Weight {
  readonly name: string
  /** Milliseconds that importing it takes in a fresh process. */
  readonly importMs: Spread
  /** Bundled by esbuild with all it needs, minified, gzipped. */
  readonly gzipBytes: number
}

interface Entry {
  readonly name: string
  readonly entry: string
  readonly platform: 'browser' | 'node'
}

const run = promisify(execFile)
const folder = fileURLToPath(new URL('..', import.meta.url))

const entries: readonly Entry[] = [
  { name: '@looker-auth/core', entry: "{ createSession } from '@looker-auth/core'", platform: 'browser' },
  { name: '@looker-auth/node', entry: "{ createSession } from '@looker-auth/node'", platform: 'node' },
  {
    name: '@looker-auth/looker-sdk',
    entry: "{ lookerSdk } from '@looker-auth/looker-sdk'",
    platform: 'browser',
  },
  { name: '@looker/sdk-rtl', entry: "{ BrowserSession } from '@looker/sdk-rtl'", platform: 'browser' },
  { name: '@looker/sdk-node', entry: "{ LookerNodeSDK } from '@looker/sdk-node'", platform: 'node' },
  {
    name: '@smithy/property-provider',
    entry: "{ memoize } from '@smithy/property-provider'",
    platform: 'browser',
  },
  { name: 'google-auth-library', entry: "{ OAuth2Client } from 'google-auth-library'", platform: 'node' },
  {
    name: '@azure/core-rest-pipeline',
    entry: "{ bearerTokenAuthenticationPolicy } from '@azure/core-rest-pipeline'",
    platform: 'node',
  },
  { name: 'cross-fetch', entry: "{ fetch } from 'cross-fetch'", platform: 'node' },
]

export async function measureWeight({ imports: { rounds } }: Sizes): Promise<Weight[]> {
  const samples = entries.map((): number[] => [])
  // One more at first, so that the files are in the system's memory.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { name }] of entries.entries()) {
      const ms = await importMs(name)
      if (round > 0) samples[index]?.push(ms)
    }
  }
  return Promise.all(
    entries.map(async (entry, index) => ({
      name: entry.name,
      importMs: spreadOf(samples[index] ?? []),
      gzipBytes: await bundledBytes(entry),
    })),
  )
}

async function importMs(name: string): Promise<number> {
  const program = `const start = performance.now()
    await import(${JSON.stringify(name)})
    process.stdout.write(String(performance.now() - start))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: folder })
  return Number(stdout)
}

async function bundledBytes({ entry, platform }: Entry): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export ${entry}`, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform,
    target: 'es2022',
    logLevel: 'error',
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}
