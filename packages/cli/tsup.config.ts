import { defineConfig } from 'tsup'

// A file of its own for each subcommand, which is loaded when it is used.
export default defineConfig({
  // The second is started as a process of its own.
  entry: { bin: 'src/bin.ts', 'keychain-process': 'src/keychain/keychain-process.ts' },
  format: ['esm'],
  target: 'es2022',
  platform: 'node',
  splitting: true,
  sourcemap: true,
  clean: true,
  // An optional dependency, loaded where it is installed.
  external: ['@napi-rs/keyring'],
})
