import { parseArgs } from 'node:util'

/** What the command was told. */
export interface CommandLine {
  readonly port: number
  readonly open: boolean
  readonly check: boolean
}

export const usage = `pnpm start [--port NUMBER] [--no-open] [--check]

  --port NUMBER  where the demo's page is; 0 for any free port. Default 5180; where it is taken, another one is chosen.
  --no-open      opens no browser.
  --check        starts, asks every part once, says whether all answered, and ends.`

/** @throws Error for what is no option, with the usage. */
export function readCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '5180' },
        'no-open': { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
      },
    })
    const port = /^\d+$/.test(values.port) ? Number(values.port) : -1
    if (port < 0 || port > 65_535) throw new Error(`--port is no number from 0 to 65535: ${values.port}`)
    return { port: values.check ? 0 : port, open: !values['no-open'] && !values.check, check: values.check }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
  }
}
