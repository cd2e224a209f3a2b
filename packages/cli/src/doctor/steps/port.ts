import { placed, shownTarget, targetOf } from '../address.js'
import { codeOf, reasonOf } from '../network/failure.js'
import { ok, type Step, unlessBlocked } from '../step.js'
import { throughProxy } from './name.js'

export const portStep: Step = {
  name: 'port',
  title: 'Port',
  blocks: 'the port could not be reached',
  skip: (facts, context) => unlessBlocked(facts) ?? throughProxy(facts, context),
  async run({ facts, effects, signal }) {
    const { settings, baseUrlPlace } = facts
    const target = targetOf(settings?.baseUrl ?? '')
    const startMs = effects.now()
    try {
      const socket = await effects.connect(target, signal)
      socket.destroy()
      return ok(`${shownTarget(target)} is open (${Math.max(0, effects.now() - startMs)} ms).`)
    } catch (error) {
      const code = signal.aborted ? 'TimeoutError' : codeOf(error)
      return {
        status: 'failed',
        lines: [`${shownTarget(target)} could not be reached: ${reasonOf(code)}.`],
        next: nextOf(code, target.port, placed('base_url', baseUrlPlace)),
        code,
      }
    }
  },
}

function nextOf(code: string, port: number, setting: string): string {
  if (code === 'ECONNREFUSED')
    return `Correct the port ${port} in ${setting}: the API is usually on port 443 or 19999.`
  return `Check host and port in ${setting}, and the firewall and VPN between this machine and the server.`
}
