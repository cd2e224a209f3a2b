import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** How long an idle machine takes to start a process of Node, in milliseconds. */
const idleStartMs = 60

// Read by boundMs() in vitest.extents.ts, in this process and in all that it starts.
process.env.LOOKER_AUTH_SLOWNESS ??= String(slowness())
const { boundMs } = await import('./vitest.extents.ts')

/**
 * A package's test configuration. With LOOKER_AUTH_TEST_REPORTS set to a folder, each suite also writes its results
 * there as JSON, for `.ci/run` to add up.
 *
 * @param processes Test files that start many processes: they run one after the other, when all others are done.
 */
export function suite(
  test: NonNullable<ViteUserConfig['test']> = {},
  processes: readonly string[] = [],
): ViteUserConfig {
  const reports = process.env.LOOKER_AUTH_TEST_REPORTS
  const name = relative(import.meta.dirname, process.cwd()).replaceAll(/[\\/]/g, '-')
  const include = test.include ?? ['src/**/*.test.ts', 'test/**/*.test.ts']
  const mocking = test.isolate === false ? filesThatMock() : []
  const project = (name: string, config: NonNullable<ViteUserConfig['test']>) => ({
    extends: true as const,
    test: { name, ...config },
  })
  const projects = [
    project('others', { include, exclude: [...processes, ...mocking], sequence: { groupOrder: 0 } }),
    project('mocking', { include: [...mocking], isolate: true, sequence: { groupOrder: 0 } }),
    project('processes', {
      include: [...processes],
      fileParallelism: false,
      sequence: { groupOrder: 1 },
    }),
  ].filter(({ test }) => test.include?.length !== 0)
  return defineConfig({
    test: {
      ...(processes.length + mocking.length > 0 ? { projects } : { include }),
      reporters: reports ? ['default', ['json', { outputFile: `${reports}/${name}.json` }]] : ['default'],
      // The built packages are Node's to load, as they are a user's.
      server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
      maxWorkers: Math.max(2, availableParallelism() - 1),
      testTimeout: boundMs(120_000),
      hookTimeout: boundMs(120_000),
      expect: { poll: { timeout: boundMs(60_000) } },
      ...test,
    },
  })
}

/** The package's test files that replace modules: what `isolate: false` would not undo. */
function filesThatMock(): string[] {
  const files = ['src', 'test']
    .filter(existsSync)
    .flatMap(folder =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
        name => `${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
  const mocks = (file: string) => /vi\.(mock|doMock|resetModules)\(/.test(readFileSync(file, 'utf8'))
  return files.filter(file => file.endsWith('.test.ts') && mocks(file))
}

/** How many times slower than an idle one the machine is now: at least 1, at most 20. */
function slowness(): number {
  const startMs = Array.from({ length: 3 }, () => {
    const before = performance.now()
    spawnSync(process.execPath, ['--eval', ''])
    return performance.now() - before
  })
  const [, middleMs = idleStartMs] = startMs.sort((a, b) => a - b)
  return Math.min(20, Math.max(1, middleMs / idleStartMs))
}
