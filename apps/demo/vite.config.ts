import { defineConfig } from 'vite'
import { embedSdkOverHttp } from './embed-sdk-over-http.ts'

export default defineConfig({
  root: 'src/page',
  plugins: [embedSdkOverHttp()],
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    manifest: 'manifest.json',
  },
  // Without `production`: the page tells its visitors each error in whole sentences.
  resolve: { conditions: ['module', 'browser'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  logLevel: 'warn',
})
