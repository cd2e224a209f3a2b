import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    redis: 'src/redis/index.ts',
    'embed-endpoint': 'src/embed-endpoint/index.ts',
    'token-endpoint': 'src/token-endpoint/index.ts',
  },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'node',
  dts: true,
  clean: true,
  sourcemap: true,
})
