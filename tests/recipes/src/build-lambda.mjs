import { build } from 'esbuild'

// CommonJS packages in the bundle call require(), which an ES module does not have: this line makes one.
const require = `import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url)`

await build({
  entryPoints: ['lambda.ts'],
  outfile: process.argv[2] ?? 'dist/lambda.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: { js: require },
})
