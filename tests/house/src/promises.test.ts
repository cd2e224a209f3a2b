import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { root } from './root'

interface Row {
  readonly statement: string
  readonly tests: readonly { readonly file: string; readonly title: string }[]
}

/** The rows of the document's tables. */
function rowsOf(document: string): Row[] {
  const lines = document.split('\n').filter(line => /^\| (?!\|)/.test(line))
  return lines.map(line => {
    const [statement = '', shownBy = ''] = line.slice(2, -2).split(' | ')
    const tests = [...shownBy.matchAll(/\[[^\]]+\]\(\.\.\/([^)]+)\) › (.+?)(?: <br> |$)/g)]
    return { statement, tests: tests.map(([, file = '', title = '']) => ({ file, title })) }
  })
}

/** Every text that stands in a file of tests; what varies in it is `…`. */
function textsIn(file: string): Set<string> {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest)
  const texts = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.add(node.text)
    if (ts.isTemplateExpression(node))
      texts.add([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return texts
}

describe('docs/promises.md', () => {
  const rows = rowsOf(readFileSync(join(root, 'docs/promises.md'), 'utf8'))

  test('has a table for each of its three parts', () => expect(rows.length).toBeGreaterThan(50))

  test.each(rows)('"$statement" names tests that exist', ({ tests }) => {
    expect(tests).not.toEqual([])
    const missing = tests.filter(
      ({ file, title }) => !existsSync(join(root, file)) || !textsIn(file).has(title),
    )
    expect(missing).toEqual([])
  })

  test('would not pass with a title that no test has', () => {
    const [row] = rowsOf(
      '| It | [a](../packages/core/src/session/state-machine/transitions.test.ts) › no test has this title |',
    )
    const [named] = row?.tests ?? []
    expect(named?.title).toBe('no test has this title')
    expect(textsIn(named?.file ?? '').has(named?.title ?? '')).toBe(false)
  })
})
