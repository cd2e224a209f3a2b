import { main } from './main.js'

/** A second Ctrl-C ends the command at once. */
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort(new Error(signal)))
}

// What reads the output may have ended, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    if (stream === process.stdout)
      process.stderr.write(`looker-auth: The output cannot be written (${error.code}).\n`)
    process.exit(1)
  })
}

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  // Opened when it is read: that takes Node a while, and most commands read nothing.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
})
