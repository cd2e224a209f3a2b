import { fileURLToPath } from 'node:url'
import { AuthError } from '@looker-auth/node'
import open from 'open'
import { checkDemo } from './check-demo'
import { readCommandLine } from './command-line'
import type { Instance } from './instance'
import { startDemo } from './start-demo'

/** Whose tokens can be had, on an instance that is no emulator. */
function warning({ people, lookerUrl }: Instance): string {
  const ids = people.map(({ id }) => id).join(', ')
  return ids === ''
    ? `Warning: LOOKER_AUTH_DEMO_USER is not set, so the demo acts as no user of ${lookerUrl}. Set it to their ids, such as LOOKER_AUTH_DEMO_USER=789,2, and start the demo again.`
    : `Warning: whoever opens the demo gets tokens of the users ${ids} of ${lookerUrl}. Give its address to nobody.`
}

const say = (line: string) => void process.stdout.write(`${line}\n`)

try {
  const { port, open: wanted, check } = readCommandLine(process.argv.slice(2))
  const pageFolder = fileURLToPath(new URL('page', import.meta.url))
  const demo = await startDemo({ port, env: process.env, pageFolder })
  const end = (): void => {
    // A second signal ends it at once.
    for (const signal of signals) process.off(signal, end)
    void demo.close()
    setTimeout(() => say('Signing out of Looker; Ctrl-C again does not wait for it.'), 1000).unref()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, end)

  if (check) {
    await checkDemo(demo.address).finally(end)
    say(`The demo answers. It went to ${demo.instance.lookerUrl}.`)
  } else {
    if (demo.takenPort !== undefined) say(`Port ${demo.takenPort} is taken, so another one was chosen.`)
    say(`The demo is at ${demo.address}`)
    say(
      demo.instance.steering === undefined
        ? `It goes to ${demo.instance.lookerUrl}, as LOOKERSDK_* and looker.ini say.`
        : `It goes to a local emulator of Looker at ${demo.instance.lookerUrl}; set LOOKERSDK_* for your own instance.`,
    )
    if (demo.instance.steering === undefined) say(warning(demo.instance))
    say('Ctrl-C ends it. A tour in the terminal: pnpm tour')
    // Where there is no browser to open, the address above is enough.
    if (wanted && process.stdout.isTTY) await open(demo.address).catch(() => undefined)
  }
} catch (error) {
  const text = AuthError.is(error) ? `${error.code}: ${error.message}` : String(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
}
