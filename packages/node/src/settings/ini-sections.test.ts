import { describe, expect, test } from 'vitest'
import { iniSections } from './ini-sections.js'

function keysOf(text: string, section = 'Looker'): Record<string, string> {
  return Object.fromEntries(iniSections(text).get(section) ?? [])
}

describe('iniSections', () => {
  test('keys are found in any case, with and without space around them', () => {
    expect(keysOf('[Looker]\nBase_URL=https://a\n  client_id  =  id  \n')).toEqual({
      base_url: 'https://a',
      client_id: 'id',
    })
  })

  test('a byte order mark and Windows line ends do no harm', () => {
    expect(keysOf('\ufeff[Looker]\r\nclient_id=id\r\n\r\nclient_secret=secret\r\n')).toEqual({
      client_id: 'id',
      client_secret: 'secret',
    })
  })

  test('quoted values are read without their quotes, a comment behind them too', () => {
    expect(
      keysOf(
        `[Looker]\na="one"\nb='two'\nc="th;ree" ; comment\nd='fo"ur' # comment\ne="say \\"hi\\" c:\\\\x"`,
      ),
    ).toEqual({
      a: 'one',
      b: 'two',
      c: 'th;ree',
      d: 'fo"ur',
      e: 'say "hi" c:\\x',
    })
  })

  test('quoted values are never numbers, words or JSON', () => {
    expect(keysOf(`[Looker]\na='12345678901234567890'\nb='true'\nc="null"\nd='{"x":1}'\ne='1e5'`)).toEqual({
      a: '12345678901234567890',
      b: 'true',
      c: 'null',
      d: '{"x":1}',
      e: '1e5',
    })
  })

  test('; and # begin a comment only after white space: a secret may contain them', () => {
    expect(
      keysOf(
        '[Looker] ; ours\n; comment\n# comment\na=x#y;z ; comment\nb=#z\nc= # nothing\nd=x \\# y\ne=a##b',
      ),
    ).toEqual({ a: 'x#y;z', b: '#z', c: '', d: 'x # y', e: 'a##b' })
  })

  test('= and every other sign may stand in a value', () => {
    const secret = 'a=b==%2B+&ü[x]{}$\\n'
    expect(keysOf(`[Looker]\nclient_secret=${secret}`)).toEqual({ client_secret: secret })
  })

  test('a section’s name may hold dots and spaces, and sections keep their order', () => {
    const sections = iniSections('[look.er prod]\na=1\n[ Second ]\na=2\n[look.er]\na=3')
    expect([...sections].map(([name, keys]) => [name, keys.get('a')])).toEqual([
      ['look.er prod', '1'],
      ['Second', '2'],
      ['look.er', '3'],
    ])
  })

  test('keys before the first section stand under the empty name', () => {
    expect(keysOf('base_url=https://a\n', '')).toEqual({ base_url: 'https://a' })
  })

  test('lines that are neither, and names of JavaScript’s own, do no harm', () => {
    const sections = iniSections(
      '[__proto__]\npolluted=1\n[Looker]\nclient_id\n__proto__=x\n=x\nclient_secret=s',
    )
    expect(Object.fromEntries(sections.get('Looker') ?? [])).toEqual({ client_secret: 's' })
    expect({}).not.toHaveProperty('polluted')
  })
})
