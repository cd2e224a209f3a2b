import { check, equal } from '../contract.js'
import { type FetchCase, type FetchContext, rejectsWithTypeError } from './context.js'

const formType = 'application/x-www-form-urlencoded;charset=UTF-8'
const textType = 'text/plain;charset=UTF-8'

/** What is sent: method, headers and every kind of body. */
export function requestCases({ fetch, at, echo }: FetchContext): FetchCase[] {
  return [
    {
      name: 'a string is sent as UTF-8 text with its length',
      async run() {
        const seen = await echo({ method: 'POST', body: 'Grüße, 世界 🎉' })
        equal(seen.text, 'Grüße, 世界 🎉', 'body')
        equal(seen.headers['content-type'], textType, 'content-type')
        equal(seen.headers['content-length'], '20', 'content-length')
      },
    },
    {
      name: 'URLSearchParams are sent as a form, and nothing in a value is lost',
      async run() {
        const secret = '%2B+&=;ü %20"🎉'
        const seen = await echo({ method: 'POST', body: new URLSearchParams({ client_secret: secret }) })
        equal(new URLSearchParams(seen.text).get('client_secret'), secret, 'value')
        equal(seen.headers['content-type'], formType, 'content-type')
        equal(seen.headers['content-length'], String(seen.length), 'content-length')
      },
    },
    {
      name: 'an ArrayBuffer and every view of it are sent as their bytes, without a content type',
      async run() {
        const { buffer } = Uint8Array.from([0, 1, 127, 128, 255, 10])
        const views = [
          buffer,
          new Uint8Array(buffer, 1, 4),
          new DataView(buffer, 2),
          new Uint16Array(buffer, 2, 2),
        ]
        const expected = ['0,1,127,128,255,10', '1,127,128,255', '127,128,255,10', '127,128,255,10']
        for (const [index, body] of views.entries()) {
          const seen = await echo({ method: 'POST', body })
          equal(seen.bytes.join(), expected[index], `bytes of body ${index}`)
          equal(seen.headers['content-type'], undefined, `content-type of body ${index}`)
          equal(seen.headers['content-length'], String(seen.length), `content-length of body ${index}`)
        }
      },
    },
    {
      name: 'bytes are taken when fetch is called, whatever becomes of them later',
      async run() {
        const bytes = Uint8Array.from([1, 2, 3])
        const answer = echo({ method: 'POST', body: bytes })
        bytes.fill(9)
        equal((await answer).bytes.join(), '1,2,3', 'bytes')
      },
    },
    {
      name: 'a Blob is sent with its type and length, and without a type where it has none',
      async run() {
        const typed = await echo({
          method: 'POST',
          body: new Blob(['a', 'bü'], { type: 'application/json' }),
        })
        equal(typed.text, 'abü', 'body')
        equal(typed.headers['content-type'], 'application/json', 'content-type')
        equal(typed.headers['content-length'], '4', 'content-length')
        const untyped = await echo({ method: 'POST', body: new Blob(['x']) })
        equal(untyped.headers['content-type'], undefined, 'content-type without a type')
      },
    },
    {
      name: 'FormData is sent as multipart, with files',
      async run() {
        const form = new FormData()
        form.append('name', 'Zoë "the" one')
        form.append('file', new Blob(['content'], { type: 'text/csv' }), 'a.csv')
        const answer = await fetch(at('/form'), { method: 'POST', body: form })
        const file = { name: 'a.csv', type: 'text/csv', text: 'content' }
        const expected = [
          ['name', 'Zoë "the" one'],
          ['file', file],
        ]
        equal(JSON.stringify(await answer.json()), JSON.stringify(expected), 'fields')
      },
    },
    {
      name: 'an empty string is a body of length 0; no body at POST has length 0 and no type',
      async run() {
        const empty = await echo({ method: 'POST', body: '' })
        equal(empty.headers['content-length'], '0', 'content-length of an empty string')
        equal(empty.headers['content-type'], textType, 'content-type of an empty string')
        const none = await echo({ method: 'POST' })
        equal(none.headers['content-length'], '0', 'content-length without a body')
        equal(none.headers['content-type'], undefined, 'content-type without a body')
      },
    },
    {
      name: 'a body of 1 MiB arrives whole',
      async run() {
        const text = '0123456789abcdef'.repeat(65_536)
        const seen = await echo({ method: 'PUT', body: text })
        equal(seen.length, text.length, 'length')
        check(seen.text === text, 'the text was changed')
      },
    },
    {
      name: 'every method arrives, and the common ones in capitals',
      async run() {
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'get', 'post', 'delete', 'put']) {
          equal((await echo({ method })).method, method.toUpperCase(), 'method')
        }
      },
    },
    {
      name: 'GET and HEAD refuse a body',
      async run() {
        for (const method of ['GET', 'HEAD'])
          await rejectsWithTypeError(fetch(at('/echo'), { method, body: 'x' }), method)
      },
    },
    {
      name: 'headers arrive from every form, trimmed and joined; a given content type wins',
      async run() {
        const forms = [
          { 'X-One': '  1 ', 'content-type': 'application/json' },
          [
            ['x-one', '1'],
            ['content-type', 'application/json'],
          ] as [string, string][],
          new Headers({ 'x-one': '1', 'content-type': 'application/json' }),
        ]
        for (const headers of forms) {
          const seen = await echo({ method: 'POST', body: '{}', headers })
          equal(seen.headers['x-one'], '1', 'x-one')
          equal(seen.headers['content-type'], 'application/json', 'content-type')
        }
        const twice = [
          ['x-two', 'a'],
          ['x-two', 'b'],
        ] as [string, string][]
        equal((await echo({ headers: twice })).headers['x-two'], 'a, b', 'a header given twice')
      },
    },
    {
      name: 'a header that cannot be sent is a TypeError',
      async run() {
        for (const headers of [{ 'x-one': 'a\nb' }, { 'x-one': '世界' }, { 'x one': '1' }] as Record<
          string,
          string
        >[])
          await rejectsWithTypeError(fetch(at('/echo'), { headers }), JSON.stringify(headers))
      },
    },
    {
      name: 'path and query arrive as they were written',
      async run() {
        const path = '/echo?q=a%2Fb%20c+d&u=%C3%BC'
        const seen = (await (await fetch(at(path))).json()) as { path: string }
        equal(seen.path, path, 'path')
      },
    },
    {
      name: 'a Request is sent with its method, headers and body, and init overrides it',
      async run() {
        const request = (): Request =>
          new Request(at('/echo'), { method: 'POST', body: 'from the request', headers: { 'x-one': '1' } })
        const seen = (await (await fetch(request())).json()) as Record<string, unknown>
        equal(seen.method, 'POST', 'method')
        equal(seen.text, 'from the request', 'body')
        equal((seen.headers as Record<string, string>)['x-one'], '1', 'x-one')
        const changed = await fetch(request(), {
          method: 'PUT',
          body: 'from init',
          headers: { 'x-two': '2' },
        })
        const other = (await changed.json()) as Record<string, unknown>
        equal(other.method, 'PUT', 'method from init')
        equal(other.text, 'from init', 'body from init')
        equal((other.headers as Record<string, string>)['x-one'], undefined, 'headers from init replace')
      },
    },
  ]
}
