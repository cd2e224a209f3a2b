import { describe, expect, test } from 'vitest'
import { iniSections } from './ini-sections.js'

function keysOf(text: string, section = 'Looker'): Record<string, string> {
  const { entries = [] } = iniSections(text).find(({ name }) => name === section) ?? {}
  return Object.fromEntries(entries.map(({ name, value }) => [name, String(value)]))
}

describe('iniSections', () => {
  test('keys have no space around them', () => {
    expect(keysOf('[Looker]\nBase_URL=https://a\n  client_id  =  id  \n')).toEqual({
      Base_URL: 'https://a',
      client_id: 'id',
    })
  })

  test('Windows line ends do no harm', () => {
    expect(keysOf('[Looker]\r\nclient_id=id\r\n\r\nclient_secret=secret\r\n')).toEqual({
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
    expect(sections.map(({ name, line, entries }) => [name, line, entries[0]?.value])).toEqual([
      ['', 1, undefined],
      ['look.er prod', 1, '1'],
      ['Second', 3, '2'],
      ['look.er', 5, '3'],
    ])
  })

  test('keys before the first section stand under the empty name', () => {
    expect(keysOf('base_url=https://a\n', '')).toEqual({ base_url: 'https://a' })
  })

  test.each([
    ['quotes and blanks', `"${'" '.repeat(1_000_000)}x`],
    ['comments', `"${'";'.repeat(1_000_000)}`],
    ['comments before a line separator of Unicode', `"${'" ;'.repeat(700_000)}\u2028x`],
    ['blanks', `x${' '.repeat(2_000_000)}x`],
    ['a word without a colon', 'x'.repeat(2_000_000)],
  ])('a line of millions of characters takes linear time: %s', (_, value) => {
    expect(keysOf(`[Looker]\na=${value}\n${value}`).a).toBeDefined()
  })

  test('sections and keys that stand there twice are kept, with their lines', () => {
    expect(iniSections('[A]\n\na=1\rA: 2\r\n[A]').slice(1)).toMatchObject([
      {
        name: 'A',
        line: 1,
        entries: [
          { name: 'a', value: '1', line: 3 },
          { name: 'A', value: undefined, line: 4 },
        ],
      },
      { name: 'A', line: 5, entries: [] },
    ])
  })

  test('names of JavaScript’s own do no harm', () => {
    const text = '[__proto__]\npolluted=1\n[Looker]\n__proto__=x\nclient_secret=s'
    expect(keysOf(text).client_secret).toBe('s')
    expect(Object.keys(keysOf(text))).toEqual(['__proto__', 'client_secret'])
    expect({}).not.toHaveProperty('polluted')
  })

  test('lines that are neither section, entry nor comment are reported by their numbers', () => {
    const text = 'x\n[A]\n; a comment\n# another\n\nclient_id\n=x\nb=1\n<<<<<<<\n[B]\nc=1'
    expect(iniSections(text).map(({ unreadable }) => unreadable)).toEqual([[1], [6, 7, 9], []])
  })
})
