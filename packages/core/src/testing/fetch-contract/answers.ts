import { check, equal } from '../contract.js'
import { type FetchCase, type FetchContext, rejectsWithTypeError } from './context.js'
import { encodedText, pattern } from './server.js'

/** What is answered. */
export function answerCases({ fetch, at, deadOrigin }: FetchContext): FetchCase[] {
  return [
    {
      name: 'the answer is a standard Response, with url (no fragment) and redirected',
      async run() {
        const answer = await fetch(`${at('/text', { q: '1' })}#part`)
        check(answer instanceof Response, 'not an instance of Response')
        equal(answer.url, at('/text', { q: '1' }), 'url')
        equal(answer.redirected, false, 'redirected')
        equal(answer.status, 200, 'status')
        equal(answer.headers.get('Content-Type'), 'text/plain;charset=UTF-8', 'content-type')
        equal(await answer.text(), 'Grüße, 世界 🎉', 'body')
      },
    },
    {
      name: 'a URL object is an address like a string',
      async run() {
        equal(await (await fetch(new URL(at('/text')))).text(), 'Grüße, 世界 🎉', 'body')
      },
    },
    {
      name: '4xx and 5xx are answers, not failures',
      async run() {
        for (const code of ['400', '401', '404', '429', '500', '503']) {
          const answer = await fetch(at('/status', { code }))
          equal(answer.status, Number(code), 'status')
          equal(answer.ok, false, 'ok')
          equal(await answer.text(), `status ${code}`, 'body')
        }
      },
    },
    {
      name: '204, 205, 304 and HEAD read as the empty string',
      async run() {
        for (const code of ['204', '205', '304']) {
          const answer = await fetch(at('/status', { code }))
          equal(answer.status, Number(code), 'status')
          equal(await answer.text(), '', `text of ${code}`)
        }
        const head = await fetch(at('/text'), { method: 'HEAD' })
        equal(head.status, 200, 'status of HEAD')
        equal(await head.text(), '', 'text of HEAD')
      },
    },
    {
      name: '204, 205 and 304 have no body',
      needs: 'null-bodies',
      async run() {
        for (const code of ['204', '205', '304']) {
          equal((await fetch(at('/status', { code }))).body, null, `body of ${code}`)
        }
      },
    },
    {
      name: 'an empty body reads as the empty string',
      async run() {
        equal(await (await fetch(at('/empty'))).text(), '', 'text')
      },
    },
    {
      name: 'a body of 4 MiB arrives whole',
      async run() {
        const length = 4 * 1024 * 1024
        const answer = await fetch(at('/large', { bytes: String(length) }))
        const bytes = new Uint8Array(await answer.arrayBuffer())
        const expected = pattern(length)
        equal(bytes.length, length, 'length')
        check(
          expected.every((byte, index) => bytes[index] === byte),
          'the bytes were changed',
        )
      },
    },
    {
      name: 'a body can be read once, and clones each on their own, with the same url',
      async run() {
        const answer = await fetch(at('/text'))
        const copy = answer.clone()
        const copyOfCopy = copy.clone()
        equal(copy.url, answer.url, 'url of the clone')
        equal(copyOfCopy.url, answer.url, "url of the clone's clone")
        const texts = await Promise.all([answer.text(), copy.text(), copyOfCopy.text()])
        equal(new Set(texts).size, 1, 'different texts')
        equal(answer.bodyUsed, true, 'bodyUsed')
        await rejectsWithTypeError(answer.text(), 'reading twice')
      },
    },
    {
      name: 'json, blob and arrayBuffer read the body too',
      async run() {
        equal(((await (await fetch(at('/echo'))).json()) as { method: string }).method, 'GET', 'json')
        const blob = await (await fetch(at('/text'))).blob()
        equal(blob.type.replace(' ', '').toLowerCase(), 'text/plain;charset=utf-8', 'type of the blob')
        equal(await blob.text(), 'Grüße, 世界 🎉', 'blob')
      },
    },
    {
      name: 'gzip and deflate are decoded',
      async run() {
        for (const coding of ['gzip', 'deflate']) {
          equal(await (await fetch(at('/encoded', { coding }))).text(), encodedText, coding)
        }
      },
    },
    {
      name: 'Brotli is decoded',
      needs: 'brotli',
      async run() {
        equal(await (await fetch(at('/encoded', { coding: 'br' }))).text(), encodedText, 'br')
      },
    },
    {
      name: 'several Set-Cookie headers stay apart',
      needs: 'set-cookie',
      async run() {
        const { headers } = await fetch(at('/cookies'))
        equal(
          JSON.stringify(headers.getSetCookie()),
          JSON.stringify(['a=1; Path=/', 'b=2; Expires=Thu, 01 Jan 2037 00:00:00 GMT']),
          'cookies',
        )
      },
    },
    {
      name: 'a network failure is a TypeError that shows neither query nor headers',
      async run() {
        const secret = 'canary-7f3a91'
        const failing = fetch(`${deadOrigin}/x?client_secret=${secret}`, {
          headers: { authorization: `token ${secret}` },
        })
        const error = await rejectsWithTypeError(failing, 'nobody listens')
        check(!allText(error).includes(secret), 'the error shows the secret')
      },
    },
    {
      name: 'an address that is none, has credentials in it or another scheme is a TypeError',
      async run() {
        for (const address of ['http://', 'http://user:password@127.0.0.1/', 'ftp://127.0.0.1/x']) {
          await rejectsWithTypeError(fetch(address), address)
        }
      },
    },
  ]
}

/** Message, stack and own properties of an error and of what caused it. */
function allText(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return String(error)
  const own = Object.getOwnPropertyNames(error).map(name => `${name}=${String(Reflect.get(error, name))}`)
  return [...own, allText(error.cause, depth + 1)].join('\n')
}
