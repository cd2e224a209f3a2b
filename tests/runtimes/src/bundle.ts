import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/**
 * Bundles an entry of this folder, with core and the emulator as they were built, into a folder of ES modules. What is
 * loaded only on Node stays a module of its own. Returns the path of the module to run.
 */
export async function bundle(entry: string, outdir: string): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['import'],
    mainFields: ['module', 'main'],
    target: 'es2022',
    // Loaded by the emulator only where it is asked to listen, which happens on Node alone.
    external: ['node:*', '@hono/node-server'],
    logLevel: 'error',
  })
  return join(outdir, entry.replace(/\.ts$/, '.mjs'))
}
