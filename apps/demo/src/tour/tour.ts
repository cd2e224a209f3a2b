import { AuthError } from '@looker-auth/node'
import { openInstance } from './instance'
import { createMask } from './mask'
import { createPaint } from './paint'
import { takeSessionTour } from './take-session-tour'
import { takeTour } from './take-tour'
import { createTranscript } from './transcript'

const { env, argv, stdout } = process
const paint = createPaint(stdout.isTTY, env.NO_COLOR)
const write = (line: string) => void stdout.write(`${line}\n`)
const mask = createMask()
const [listed] = (env.LOOKER_AUTH_DEMO_USER ?? '').split(',')
const userId = argv[2] ?? (listed?.trim() || '789')

try {
  const instance = await openInstance(env)
  try {
    write(`${instance.introduction}\n${paint.faint('Tokens are shown as numbers, secrets as ***.')}`)
    const transcript = createTranscript(write, mask, paint)
    await takeTour(instance, userId, transcript, mask)
    await takeSessionTour(instance, userId, transcript, mask)
  } finally {
    await instance.close()
  }
} catch (error) {
  process.stderr.write(`\n${paint.bad('The tour ended early.')} ${explained(error)}\n`)
  process.exitCode = 1
}

function explained(error: unknown): string {
  if (!AuthError.is(error)) return mask.line(error instanceof Error ? error.message : String(error))
  const sentence = error.message.replace(error.hint, '').trim()
  return `${error.code}: ${mask.line(sentence)}\n${paint.bold('What to do:')} ${mask.line(error.hint)}`
}
