import { fileURLToPath } from 'node:url'
import { AuthError } from '@looker-auth/node'
import open from 'open'
import { checkDemo } from './check-demo'
import { readCommandLine } from './command-line'
import { startDemo } from './start-demo'

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
    await checkDemo(demo.url).finally(end)
    say(`The demo answers. It went to ${demo.instance.lookerUrl}.`)
  } else {
    if (demo.takenPort !== undefined) say(`Port ${demo.takenPort} is taken, so another one was chosen.`)
    say(`The demo is at ${demo.url}`)
    say(
      demo.instance.steering === undefined
        ? `It goes to ${demo.instance.lookerUrl}, as LOOKERSDK_* and looker.ini say.`
        : `It goes to a local emulator of Looker at ${demo.instance.lookerUrl}; set LOOKERSDK_* for your own instance.`,
    )
    say('Ctrl-C ends it. A tour in the terminal: pnpm tour')
    // Where there is no browser to open, the address above is enough.
    if (wanted && process.stdout.isTTY) await open(demo.url).catch(() => undefined)
  }
} catch (error) {
  const text = AuthError.is(error) ? `${error.code}: ${error.message}` : String(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
}
