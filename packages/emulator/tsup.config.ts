import { defineConfig, type Options } from 'tsup'

// Deno and workerd know Node's modules by their `node:` names only.
const shared: Options = {
  target: 'es2022',
  platform: 'node',
  sourcemap: true,
  splitting: false,
  removeNodeProtocol: false,
}

export default defineConfig([
  {
    ...shared,
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    dts: true,
    clean: ['!bin.*'],
  },
  // The command is ESM only.
  { ...shared, entry: ['src/bin.ts'], format: ['esm'], dts: false },
])
