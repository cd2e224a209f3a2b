import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    testing: 'src/testing.ts',
    'sentences/long': 'src/errors/sentences/long.ts',
    'sentences/short': 'src/errors/sentences/short.ts',
  },
  // Chosen by the user's own runtime or bundler: `imports` in package.json.
  external: ['#sentences'],
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  dts: true,
  clean: true,
  sourcemap: true,
})
