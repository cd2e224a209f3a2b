import { arch, platform, release } from 'node:os'
import type { Env } from '@looker-auth/node'
import { version } from '../../version.js'
import type { Step } from '../step.js'

export const runtimeStep: Step = {
  name: 'runtime',
  title: 'Versions',
  async run({ io }) {
    const line = `Node ${process.versions.node}, looker-auth ${version}, ${platform()} ${release()} (${arch()}).`
    const notes = notesOn(io.env)
    const isUnchecked = io.env.NODE_TLS_REJECT_UNAUTHORIZED === '0'
    return { status: isUnchecked ? 'warning' : 'ok', lines: [line, ...notes] }
  },
}

function notesOn(env: Env): readonly string[] {
  const { NODE_TLS_REJECT_UNAUTHORIZED: unchecked, NODE_EXTRA_CA_CERTS: extra, NODE_OPTIONS: options } = env
  return [
    ...(unchecked === '0'
      ? [
          'NODE_TLS_REJECT_UNAUTHORIZED is 0: this command checks certificates nevertheless (see verify_ssl), other programs of Node do not.',
        ]
      : []),
    ...(extra
      ? [
          `NODE_EXTRA_CA_CERTS is set (${extra}): its certificates are trusted too, unless the setting ca is given.`,
        ]
      : []),
    ...(options ? [`NODE_OPTIONS is set: ${optionNames(options)}.`] : []),
  ]
}

/** Their values may be secret. */
function optionNames(options: string): string {
  const names = options.split(/\s+/).filter(word => word.startsWith('-'))
  return names.map(word => word.split('=', 1)[0]).join(' ') || 'no option is in it'
}
