import { main } from './main.js'

/** A second Ctrl-C ends the command at once. */
const interruption = new AbortController()
// SIGHUP: the terminal was closed.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => interruption.abort(new Error(name)))
}

// What reads the output may have ended, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`looker-auth: The output cannot be written (${error.code}).\n`)
  process.exit(1)
})

// Messages that no process reads change neither the output nor the exit code.
process.stderr.on('error', () => {})

const io = {
  env: process.env,
  // Opened when it is read: that takes Node a while, and most commands read nothing.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
}
void main(process.argv.slice(2), io).then(code => {
  // A request that has no answer yet would keep the process alive.
  if (interruption.signal.aborted) process.exit(code)
  process.exitCode = code
})
