import { describe, expect, test } from 'vitest'
import { fillPage, findTaggedTests } from '../../../scripts/lib/promises.mjs'

const file = 'packages/core/test/a.test.ts'
const tagged = (...lines: string[]) => findTaggedTests(file, lines.join('\n'))
const pageOf = (...slugs: string[]) =>
  slugs.map(slug => `It holds.\n<!-- tests: ${slug} -->\n<!-- /tests -->\n`).join('\n')

describe('the tags of promises', () => {
  test.each([
    ["test('it holds', () => {})", 'it holds'],
    ["scene('it holds', async w => {})", 'it holds'],
    [`it(\`\${count} calls cost \${logins} logins\`, () => {})`, '… calls cost … logins'],
    ["test.each([['a'], ['b']])('it holds for %s', () => {})", 'it holds for %s'],
    ["return scene('it holds', async w => {})", 'it holds'],
    ["test.runIf(onPosix).each(rows)('it holds', () => {})", 'it holds'],
  ])('are read above %s', (call, title) => {
    const { tests, problems } = tagged('// @promise it-holds', call)
    expect(tests).toEqual([{ file, line: 1, slugs: ['it-holds'], groups: [], title }])
    expect(problems).toEqual([])
  })

  test('are read in a function that makes a test of each row', () => {
    const { tests } = tagged(
      'export const cases = [',
      '  ...rows.map(row =>',
      '// @promise a',
      `scene(\`\${row} ends\`)`,
      ')]',
    )
    expect(tests).toMatchObject([{ line: 3, slugs: ['a'], title: '… ends' }])
  })

  test('may name several promises', () => {
    expect(tagged('// @promise a, b', "test('it holds')").tests).toMatchObject([{ slugs: ['a', 'b'] }])
  })

  test('come with the groups that contain their test', () => {
    const { tests } = tagged(
      "describeRedis('a store', () => {",
      "  describe.each(rows)('that is %s', () => {",
      '    // @promise a',
      "    test('fails')",
      '  })',
      '})',
    )
    expect(tests).toMatchObject([{ groups: ['a store', 'that is %s'], title: 'fails' }])
  })

  test.each([
    ['a variable', ["const title = 'it holds'"]],
    ['a call without a title', ['test(title, () => {})']],
    ['a function that makes tests', ["rows.map(row => scene('it holds'))"]],
    ['the end of the file', []],
  ])('are refused above %s', (_, lines) => {
    const { tests, problems } = tagged('', '// @promise a', ...lines)
    expect(tests).toEqual([])
    expect(problems).toEqual([
      `${file}:2: "// @promise a" stands above nothing that has a title. ` +
        'Put it on a line of its own, directly above the call that declares the test.',
    ])
  })

  test('are refused behind the call', () => {
    const { problems } = tagged("test('it holds') // @promise a", "test('it also holds')")
    expect(problems).toEqual([expect.stringContaining(`${file}:1: "// @promise a" stands above nothing`)])
  })

  test('are comments: a text with the same words is none', () => {
    expect(tagged("const text = '// @promise a'", 'const other = `', '// @promise a', '`')).toEqual({
      tests: [],
      problems: [],
    })
  })
})

describe('the page of promises', () => {
  const { tests } = tagged('// @promise a, b', "test('it holds')", '// @promise b', "test('it *also* holds')")

  test('lists the tests of each slug, in place of the old list', () => {
    const old = pageOf('a', 'b').replace('<!-- /tests -->', '- an old test\n<!-- /tests -->')
    const { text, problems } = fillPage(old, tests)
    expect(problems).toEqual([])
    expect(text).toBe(
      [
        'It holds.',
        '<!-- tests: a -->',
        `- [a](../${file}): it holds`,
        '<!-- /tests -->',
        '',
        'It holds.',
        '<!-- tests: b -->',
        `- [a](../${file}): it holds`,
        `- [a](../${file}): it \\*also\\* holds`,
        '<!-- /tests -->',
        '',
      ].join('\n'),
    )
    expect(fillPage(text, tests)).toEqual({ text, problems: [] })
  })

  test.each([
    [
      'a tag whose slug the page does not have',
      pageOf('a'),
      [1, 3].map(
        line =>
          `${file}:${line}: the tag names "b", but docs/promises.md has no such list. ` +
          'Correct the slug, or write the claim on the page, with <!-- tests: b --> and <!-- /tests --> below it.',
      ),
    ],
    [
      'a slug without a test',
      pageOf('a', 'b', 'c'),
      ['No test shows "c" of docs/promises.md. Put "// @promise c" above a test, or remove the claim.'],
    ],
    [
      'a list without an end',
      pageOf('a', 'b').replace('<!-- /tests -->', ''),
      ['docs/promises.md has no <!-- /tests --> after <!-- tests: a -->. Put it below the list.'],
    ],
    [
      'a slug that the page has twice',
      pageOf('a', 'b', 'b'),
      ['docs/promises.md has the list "b" twice. Give each claim a slug of its own.'],
    ],
  ])('refuses %s', (_, page, problems) => {
    expect(fillPage(page, tests).problems).toEqual(problems)
  })
})
