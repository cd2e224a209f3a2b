import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles a file of this folder, with the package's sources and core as it was built, into one script. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['import'],
    target: 'es2022',
    define: { 'process.env.LOOKER_AUTH_SLOWNESS': JSON.stringify(process.env.LOOKER_AUTH_SLOWNESS ?? '1') },
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
