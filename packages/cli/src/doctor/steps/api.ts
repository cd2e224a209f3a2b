import type { Fetch, Settings } from '@looker-auth/node'
import { placed } from '../address.js'
import type { Facts, ServerTime } from '../facts.js'
import { codeOf, reasonOf } from '../network/failure.js'
import { readVersionsAnswer, type VersionsAnswer } from '../network/versions-answer.js'
import { proxyOf } from '../proxy.js'
import { type Context, type Finding, type Step, unlessBlocked } from '../step.js'

/** What the server answered, and when. */
interface Asked {
  readonly answer: VersionsAnswer
  readonly url: string
  readonly serverTime: ServerTime | undefined
}

export const apiStep: Step = {
  name: 'api',
  title: 'Looker API',
  blocks: 'the server is not a Looker API',
  skip: unlessBlocked,
  async run(context) {
    const { facts, effects, signal } = context
    if (facts.settings === undefined) return { status: 'ok', lines: [] }
    const fetch = effects.fetch(facts.settings)
    try {
      const asked = await ask(fetch, facts.settings, context)
      const serverTime = asked.serverTime
      return { ...findingOf(asked, facts.settings, context), facts: { serverTime } }
    } catch (error) {
      const code = signal.aborted ? 'TimeoutError' : codeOf(error)
      return {
        status: 'failed',
        lines: [`The request was not answered: ${reasonOf(code)}.`],
        next: `Check host and port in ${placed('base_url', facts.baseUrlPlace)}, and what stands between here and the server.`,
        code,
        blocks: 'the server does not answer',
      }
    } finally {
      fetch.close()
    }
  },
}

/** A gateway may pass on only what is below /api. */
async function ask(fetch: Fetch, settings: Settings, context: Context): Promise<Asked> {
  const { baseUrl, apiVersion } = settings
  const first = await askOne(fetch, `${baseUrl}/versions`, context)
  if (first.answer.kind === 'looker') return first
  const second = await askOne(fetch, `${baseUrl}/api/${apiVersion}/versions`, context)
  return ['looker', 'removed'].includes(second.answer.kind) ? second : first
}

async function askOne(fetch: Fetch, url: string, { effects, signal }: Context): Promise<Asked> {
  const sentAtMs = effects.now()
  const response = await fetch(url, { redirect: 'manual', signal })
  const receivedAtMs = effects.now()
  const { headers } = response
  const dateMs = Date.parse(headers.get('date') ?? '')
  // A cache's answer has the date of the day when it was stored.
  const isFresh = !Number.isNaN(dateMs) && !headers.has('age')
  const serverTime = isFresh ? { dateMs, sentAtMs, receivedAtMs } : undefined
  return { answer: await readVersionsAnswer(response), url, serverTime }
}

function findingOf({ answer, url }: Asked, settings: Settings, { facts, io }: Context): Finding {
  const { baseUrl, apiVersion } = settings
  if ('status' in answer && answer.status >= 500) return unavailable(url, answer.status)
  const setting = placed('base_url', facts.baseUrlPlace)
  const notLooker = `Correct ${setting}: the server there is not the Looker API.${addressHint(baseUrl, proxyOf(settings, io.env))}`
  const foreign = (line: string, next = notLooker): Finding => ({
    status: 'failed',
    lines: [`${url} ${line}`],
    next,
    code: 'not_looker_api',
  })
  switch (answer.kind) {
    case 'looker':
      return versionFinding(answer, apiVersion, facts)
    case 'removed':
      return removed([`Looker answered: ${answer.message}`], apiVersion, facts, '4.0')
    case 'html': {
      const title = answer.title === undefined ? '' : ` with the title "${answer.title}"`
      return foreign(`answered an HTML page${title}, not the API (HTTP ${answer.status}).`)
    }
    case 'json':
      return foreign(`answered JSON that is not Looker's: it has ${answer.what} (HTTP ${answer.status}).`)
    case 'redirect': {
      const to = answer.to === undefined ? 'another address' : answer.to
      return foreign(
        `sent the request on to ${to} (HTTP ${answer.status}). Credentials are not sent there.`,
        `Write the address where the API itself answers into ${setting}.`,
      )
    }
    case 'other':
      return foreign(`answered HTTP ${answer.status} (${answer.contentType ?? 'no type'}).`)
  }
}

function unavailable(url: string, status: number): Finding {
  return {
    status: 'failed',
    lines: [`${url} answered HTTP ${status}: the server, or a gateway before it, fails.`],
    next: 'Try again later. If it goes on, tell the administrator of the Looker instance.',
    code: 'unavailable',
    blocks: 'the server does not answer as it should',
  }
}

function versionFinding(
  { release, versions }: Extract<VersionsAnswer, { kind: 'looker' }>,
  apiVersion: string,
  facts: Facts,
): Finding {
  const offered = `${versions.length === 1 ? 'version' : 'versions'} ${versions.join(', ')}`
  const line = `Looker${release === undefined ? '' : ` ${release}`} offers the API ${offered}.`
  if (versions.includes(apiVersion))
    return { status: 'ok', lines: [line, `This command uses ${apiVersion}.`] }
  return removed([line], apiVersion, facts, versions.includes('4.0') ? '4.0' : versions.at(-1))
}

function removed(
  lines: readonly string[],
  apiVersion: string,
  { apiVersionPlace }: Facts,
  better: string | undefined,
): Finding {
  return {
    status: 'failed',
    lines: [...lines, `It does not offer ${apiVersion}, which is asked for.`],
    next: `Set ${placed('api_version', apiVersionPlace)} to ${better ?? 'a version that Looker offers'}: this Looker release does not serve API ${apiVersion}.`,
    code: 'api_version_removed',
    blocks: `this Looker release does not serve API ${apiVersion}`,
  }
}

/** What of the address is unusual for Looker. */
function addressHint(baseUrl: string, proxy: ReturnType<typeof proxyOf>): string {
  const { port, pathname } = new URL(baseUrl)
  if (typeof proxy === 'object')
    return ` Or the proxy ${proxy.shown} answers in its place: name the host in NO_PROXY, if it needs no proxy.`
  if (port === '9999') return " The port 9999 is that of Looker's pages: the API is on 19999."
  if (pathname !== '/')
    return ` Looker has no path of its own: leave ${pathname} out, unless a gateway needs it.`
  return ' The API is usually on port 443 or 19999 of the host, and a sign-in page or gateway may answer in its place.'
}
