import { describe, expect, it } from 'vitest'
import { formOf, jsonOf, mediaType, readBody } from './request-body'

const URL = 'http://looker.test/'

function streamed(chunks: readonly Uint8Array[], onCancel = () => {}) {
  const left = [...chunks]
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = left.shift()
        if (chunk) controller.enqueue(chunk)
        else controller.close()
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  )
  return new Request(URL, { method: 'POST', body, duplex: 'half' } as RequestInit)
}

describe('reading a body', () => {
  it('joins chunks, also where they part a letter', async () => {
    const bytes = new TextEncoder().encode('ü✓')
    const request = streamed([...bytes].map(byte => Uint8Array.of(byte)))
    expect(await readBody(request, 5)).toEqual({ kind: 'read', text: 'ü✓' })
  })

  it('stops at the bound and lets go of the rest', async () => {
    let cancelled = false
    const endless = Array.from({ length: 1000 }, () => new Uint8Array(10))
    const request = streamed(endless, () => {
      cancelled = true
    })
    expect(await readBody(request, 25)).toEqual({ kind: 'too_large' })
    expect(cancelled).toBe(true)
  })

  it('believes an announced length that is too long', async () => {
    const headers = { 'content-length': '26' }
    const request = new Request(URL, { method: 'POST', body: 'short', headers })
    expect(await readBody(request, 25)).toEqual({ kind: 'too_large' })
  })

  it('takes exactly the bound, and nothing at all', async () => {
    const headers = { 'content-length': '5' }
    expect(await readBody(new Request(URL, { method: 'POST', body: '12345', headers }), 5)).toMatchObject({
      text: '12345',
    })
    expect(await readBody(new Request(URL, { method: 'DELETE' }), 5)).toMatchObject({ text: '' })
    expect(await readBody(new Request(URL), 5)).toMatchObject({ text: '' })
  })
})

describe('a content type', () => {
  it('is read without its parameters, in any case', () => {
    expect(mediaType('Application/JSON; charset=utf-8')).toBe('application/json')
    expect(mediaType(null)).toBe('')
  })

  it('of a form or none makes the body a form', () => {
    expect(formOf('application/x-www-form-urlencoded;charset=utf-8', 'a=1').get('a')).toBe('1')
    expect(formOf(undefined, 'a=1').get('a')).toBe('1')
    expect(formOf('text/plain', 'a=1').get('a')).toBeNull()
  })
})

it('a body that is no JSON has no JSON value', () => {
  expect(jsonOf('{"a":1}')).toEqual({ a: 1 })
  expect(jsonOf('{"a"')).toBeUndefined()
})
