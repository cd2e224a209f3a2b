// Bun and Deno run this file with the emulator's address as its argument; the results are the last line of the output.
import { runSuite } from './run-suite'

declare const Deno: { readonly args: readonly string[] } | undefined

const args = typeof Deno === 'undefined' ? process.argv.slice(2) : Deno.args
console.log(JSON.stringify(await runSuite(args[0] ?? '')))
