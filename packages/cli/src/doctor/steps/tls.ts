import type { Socket } from 'node:net'
import type { Settings } from '@looker-auth/node'
import { placed, shownTarget, targetOf } from '../address.js'
import { chainOf, describeCertificate } from '../network/certificate-chain.js'
import { certificateFault } from '../network/certificate-fault.js'
import { codeOf, reasonOf } from '../network/failure.js'
import { firstAnswer } from '../network/first-answer.js'
import { openTunnel } from '../network/tunnel.js'
import { proxyOf } from '../proxy.js'
import { type Context, type Finding, ok, type Step } from '../step.js'
import { throughProxy } from './name.js'

/** Half of a step's time: two attempts fit into it. */
const halfBoundMs = 2500

export const tlsStep: Step = {
  name: 'tls',
  title: 'TLS',
  blocks: 'no trusted connection could be made',
  skip: (facts, context) => {
    if (facts.blocked !== undefined || !facts.settings?.baseUrl.startsWith('http:')) return facts.blocked
    return throughProxy(facts, context) && 'base_url begins with http://, and the proxy passes requests on'
  },
  run: context => {
    const { settings } = context.facts
    if (settings === undefined) return Promise.resolve(ok())
    return settings.baseUrl.startsWith('https:') ? overTls(context, settings) : clearText(context, settings)
  },
}

async function overTls(context: Context, settings: Settings): Promise<Finding> {
  const { effects, signal } = context
  const target = targetOf(settings.baseUrl)
  const socket = await socketTo(context, settings)
  try {
    const secured = await effects.secure(socket, { host: target.host, ca: settings.ca }, signal)
    const protocol = secured.getProtocol() ?? 'TLS'
    const chain = chainOf(secured)
    const { authorized, authorizationError } = secured
    secured.destroy()
    const lines = [`${protocol}, to ${shownTarget(target)}.`, ...chain.map(describeCertificate)]
    if (authorized) return ok(...lines)
    // Node's types know only of an Error; it is the code.
    const code = String(authorizationError)
    const { line, next } = certificateFault(code, {
      chain,
      host: target.host,
      nowMs: effects.now(),
      hasCa: settings.ca !== undefined,
    })
    if (settings.verifySsl) return { status: 'failed', lines: [...lines, line], next, code }
    const unchecked = 'verify_ssl is false, so the certificate is not checked: others could read the secret.'
    return { status: 'warning', lines: [...lines, line, unchecked], next, code }
  } catch (error) {
    const code = signal.aborted ? 'TimeoutError' : codeOf(error)
    return noHandshake(context, settings, code)
  }
}

async function noHandshake(context: Context, settings: Settings, code: string): Promise<Finding> {
  const { baseUrlPlace } = context.facts
  const setting = placed('base_url', baseUrlPlace)
  if (code !== 'TimeoutError' && (await answersHttp(context, settings)).isHttp) {
    const { hostname } = new URL(settings.baseUrl)
    return {
      status: 'failed',
      lines: [`This port speaks http, not https: ${shownTarget(targetOf(settings.baseUrl))}.`],
      next: `Give the port on which ${hostname} speaks https in ${setting}; or write http:// there, if the server has no TLS and the network is trusted.`,
      code,
    }
  }
  return {
    status: 'failed',
    lines: [`No TLS connection could be made: ${reasonOf(code)}.`],
    next: `Check host and port in ${setting}: the server there hangs, or does not speak TLS in a version that this machine knows.`,
    code,
  }
}

async function clearText(context: Context, settings: Settings): Promise<Finding> {
  const answer = await answersHttp(context, settings)
  const isHttp = answer.isHttp && answer.status !== 400
  if (!isHttp && (await answersTls(context, settings))) {
    return {
      status: 'failed',
      lines: [`This port speaks https, not http: ${shownTarget(targetOf(settings.baseUrl))}.`],
      next: `Write https:// in ${placed('base_url', context.facts.baseUrlPlace)}: ${settings.baseUrl.replace(/^http:/, 'https:')}`,
      code: 'ERR_SPEAKS_TLS',
    }
  }
  if (!answer.isHttp) {
    return {
      status: 'failed',
      lines: ['This port answers neither http nor https.'],
      next: `Check host and port in ${placed('base_url', context.facts.baseUrlPlace)}: something else listens there, or the server hangs.`,
      code: 'ERR_SPEAKS_NO_HTTP',
    }
  }
  const none = 'None: base_url begins with http://.'
  if (!settings.allowInsecureHttp) return ok(none)
  return { status: 'warning', lines: [none, 'Others on the network could read the secret and the tokens.'] }
}

async function answersHttp(context: Context, settings: Settings) {
  const { host } = targetOf(settings.baseUrl)
  const bound = AbortSignal.any([context.signal, AbortSignal.timeout(halfBoundMs)])
  return firstAnswer(await socketTo(context, settings), host, bound)
}

async function answersTls(context: Context, settings: Settings): Promise<boolean> {
  const { effects, signal } = context
  const { host } = targetOf(settings.baseUrl)
  try {
    const secured = await effects.secure(await socketTo(context, settings), { host }, signal)
    secured.destroy()
    return true
  } catch {
    return false
  }
}

async function socketTo({ effects, io, signal }: Context, settings: Settings): Promise<Socket> {
  const proxy = proxyOf(settings, io.env)
  const target = targetOf(settings.baseUrl)
  if (proxy === undefined || typeof proxy === 'string') return effects.connect(target, signal)
  return (await openTunnel({ effects, proxy, settings, signal }, target)).socket
}
