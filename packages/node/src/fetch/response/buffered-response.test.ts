import { describe, expect, test } from 'vitest'
import { BufferedResponse } from './buffered-response.js'
import { asResponse } from './fetched-response.js'

const text = '\ufeff{"name":"Zoë 🎉"}'
const origin = { url: 'https://me.looker.com/user', redirected: true }
const fields = {
  status: 201,
  statusText: 'Made',
  headers: { 'content-type': 'application/json', 'x-a': '1' },
}

function buffered(body: string = text, headers: Record<string, string> = fields.headers) {
  const calls = { read: 0 }
  const bytes = new TextEncoder().encode(body)
  const own = new BufferedResponse(bytes, { ...fields, headers }, origin, () => calls.read++)
  return { own, response: asResponse(own), calls }
}

/** The platform's own, for comparison. */
const plain = (): Response => new Response(text, fields)

const readers: Record<string, (response: Response) => Promise<unknown>> = {
  text: response => response.text(),
  json: response => response.json(),
  arrayBuffer: async response => [...new Uint8Array(await response.arrayBuffer())],
  blob: async response => {
    const blob = await response.blob()
    return [blob.type, await blob.text()]
  },
  'body, as an iterable': async response => {
    const parts: number[] = []
    for await (const part of response.body ?? []) parts.push(...part)
    return parts
  },
  'body, to another Response': async response => new Response(response.body).text(),
  'body, into own memory': async response => {
    const { value, done } = (await response.body?.getReader({ mode: 'byob' }).read(new Uint8Array(100))) ?? {}
    return [[...(value ?? [])], done]
  },
  clone: async response => {
    const copy = response.clone()
    return [await response.text(), await copy.text()]
  },
}

describe('a body that is here already', () => {
  test.each(Object.entries(readers))(
    '%s reads what the platform’s own Response reads',
    async (name, read) => {
      const { response, calls } = buffered()
      if (name !== 'body, into own memory') expect(await read(response)).toEqual(await read(plain()))
      else expect(await read(response)).toEqual([[...new TextEncoder().encode(text)], false])
      expect(response.bodyUsed).toBe(true)
      expect(calls.read).toBe(1)
    },
  )

  test.each(Object.entries(readers))('after it is read, %s is a TypeError', async (name, read) => {
    const { response } = buffered()
    await response.text()
    expect(response.bodyUsed).toBe(true)
    if (name.startsWith('body, as')) expect(await read(response).catch(() => [])).toEqual([])
    else if (name.endsWith('memory')) expect(await read(response)).toEqual([[], true])
    else await expect(read(response)).rejects.toThrow(TypeError)
  })

  test.each(Object.entries(readers))(
    'failed before it is read, %s rejects with the reason itself',
    async (_, read) => {
      for (const opened of [false, true]) {
        const { own, response } = buffered()
        if (opened) expect(response.body?.locked).toBe(false)
        const reason = new Error('enough')
        own.fail(reason)
        expect(await read(response).catch(error => error)).toBe(reason)
      }
    },
  )

  test('a failure after it was read does no harm', async () => {
    const { own, response } = buffered()
    const reading = response.text()
    own.fail(new Error('too late'))
    expect(await reading).toBe(text.slice(1))
  })

  test('it is a Response, with status, headers, url and redirected, and so is its clone', () => {
    const { response } = buffered()
    for (const one of [response, response.clone(), response.clone().clone()]) {
      expect(one).toBeInstanceOf(Response)
      const { status, statusText, ok, url, redirected, type } = one
      expect({ status, statusText, ok, url, redirected, type }).toEqual({
        status: 201,
        statusText: 'Made',
        ok: true,
        ...origin,
        type: 'basic',
      })
      expect(one.headers.get('x-a')).toBe('1')
    }
  })

  test('looking at it does not read it', async () => {
    const { response } = buffered()
    expect(response.bodyUsed).toBe(false)
    expect(response.body).toBe(response.body)
    expect(response.body).toBeInstanceOf(ReadableStream)
    expect(await response.text()).toBe(text.slice(1))
  })

  test('a form is read as one', async () => {
    const { response } = buffered('a=1&b=%C3%BC', { 'content-type': 'application/x-www-form-urlencoded' })
    expect([...(await response.formData())]).toEqual([
      ['a', '1'],
      ['b', 'ü'],
    ])
  })

  test('JSON that is none rejects with a SyntaxError', async () => {
    await expect(buffered('{"access').response.json()).rejects.toThrow(SyntaxError)
  })

  test('an empty body is empty in every form', async () => {
    expect(await buffered('').response.text()).toBe('')
    expect((await buffered('').response.arrayBuffer()).byteLength).toBe(0)
    expect((await buffered('').response.blob()).size).toBe(0)
  })

  test('every method of the platform’s for reading is covered', () => {
    const own = Object.getOwnPropertyNames(BufferedResponse.prototype)
    const readable = Object.getOwnPropertyNames(Response.prototype).filter(
      name => typeof Object.getOwnPropertyDescriptor(Response.prototype, name)?.value === 'function',
    )
    expect(own).toEqual(expect.arrayContaining([...readable, 'body', 'bodyUsed']))
  })
})
