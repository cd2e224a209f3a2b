// What every worker process of these tests shares: settings in the first argument, messages as lines of JSON.
import { createInterface } from 'node:readline'

export const settings = JSON.parse(process.argv[2] ?? '{}')

export function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** Calls back for each message of the parent; holds the process open until `close()`. */
export function listen(onMessage) {
  const lines = createInterface({ input: process.stdin })
  lines.on('line', line => onMessage(JSON.parse(line)))
  return lines
}

/** Waits for one message. */
export function heard() {
  return new Promise(resolve => {
    const lines = listen(message => {
      lines.close()
      process.stdin.unref?.()
      resolve(message)
    })
  })
}
