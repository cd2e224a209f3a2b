import { defineConfig } from 'tsup'

// A file of its own for each subcommand, which is loaded when it is used.
export default defineConfig({
  entry: ['src/bin.ts'],
  format: ['esm'],
  target: 'es2022',
  platform: 'node',
  splitting: true,
  sourcemap: true,
  clean: true,
  // An optional dependency, loaded where it is installed.
  external: ['@napi-rs/keyring'],
})
