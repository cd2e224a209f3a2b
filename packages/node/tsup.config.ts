import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    redis: 'src/redis/index.ts',
    'token-endpoint': 'src/token-endpoint/index.ts',
  },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'node',
  // Small, and looked for by every import: as a package of its own it would cost more than all of ours.
  noExternal: ['proxy-from-env'],
  dts: true,
  clean: true,
  sourcemap: true,
})
