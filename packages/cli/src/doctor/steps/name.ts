import { isIP } from 'node:net'
import { placed, targetOf } from '../address.js'
import type { Facts } from '../facts.js'
import { codeOf, reasonOf } from '../network/failure.js'
import { proxyOf } from '../proxy.js'
import { type Context, ok, type Step, unlessBlocked } from '../step.js'

/** Where a proxy does it: the proxy's address as a part of a sentence. */
export function throughProxy({ settings }: Facts, { io }: Context): string | undefined {
  const proxy = settings && proxyOf(settings, io.env)
  if (proxy === undefined) return undefined
  return `the connection goes through a proxy${typeof proxy === 'string' ? '' : ` (${proxy.shown})`}`
}

export const nameStep: Step = {
  name: 'name',
  title: 'Name resolution',
  blocks: 'the name could not be resolved',
  skip: (facts, context) => unlessBlocked(facts) ?? throughProxy(facts, context),
  async run({ facts, effects, signal }) {
    const { settings, baseUrlPlace } = facts
    const { host } = targetOf(settings?.baseUrl ?? '')
    if (isIP(host) !== 0) return ok(`${host} is an address: there is no name to resolve.`)
    try {
      const addresses = await effects.lookup(host, signal)
      return ok(
        `${host} has ${addresses.length === 1 ? 'the address' : 'the addresses'} ${addresses.join(', ')}.`,
      )
    } catch (error) {
      if (signal.aborted) throw error
      const code = codeOf(error)
      return {
        status: 'failed',
        lines: [`${host} could not be resolved: ${reasonOf(code)}.`],
        next:
          code === 'ENOTFOUND'
            ? `Correct the host name ${host} in ${placed('base_url', baseUrlPlace)}. If it is right, use the network or VPN whose name servers know it.`
            : 'Check the network and the name servers of this machine, and try again.',
        code,
      }
    }
  },
}
