import { defineConfig } from 'vite'

export default defineConfig({
  root: 'src/page',
  build: { outDir: '../../dist/page', emptyOutDir: true, target: 'es2022', reportCompressedSize: false },
  // Without `production`: the page tells its visitors each error in whole sentences.
  resolve: { conditions: ['module', 'browser'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  logLevel: 'warn',
})
