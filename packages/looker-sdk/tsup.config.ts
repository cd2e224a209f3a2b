import { defineConfig, type Options } from 'tsup'

const common: Options = {
  // Chosen by the user's own runtime or bundler: `imports` in package.json.
  external: ['#platform'],
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
}

const server = { index: 'src/index.ts', 'platform/server': 'src/platform/server.ts' }

export default defineConfig([
  {
    ...common,
    entry: { ...server, 'platform/page': 'src/platform/page.ts' },
    format: 'esm',
    dts: { entry: 'src/index.ts' },
  },
  {
    ...common,
    entry: { ...server, 'platform/required-page': 'src/platform/required-page.ts' },
    format: 'cjs',
    dts: { entry: 'src/index.ts' },
  },
])
