import { relative } from 'node:path'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/**
 * A package's test configuration. With LOOKER_AUTH_TEST_REPORTS set to a folder, each suite also writes its results
 * there as JSON, for `.ci/run` to add up.
 */
export function suite(test: NonNullable<ViteUserConfig['test']> = {}): ViteUserConfig {
  const reports = process.env.LOOKER_AUTH_TEST_REPORTS
  const name = relative(import.meta.dirname, process.cwd()).replaceAll(/[\\/]/g, '-')
  return defineConfig({
    test: {
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      reporters: reports ? ['default', ['json', { outputFile: `${reports}/${name}.json` }]] : ['default'],
      // Only for tests that hang: no test may depend on how fast the machine is.
      testTimeout: 60_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: 60_000 } },
      ...test,
    },
  })
}
