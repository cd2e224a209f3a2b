import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { analyse } from 'scslre'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { root } from './root'

/**
 * What makes a regular expression take more than linear time: `/\/+$/` begins again at each slash of a text that does not end
 * in one, `/\d+\d*$/` shares a run of digits in each way.
 */
function slowParts(expression: string): string[] {
  const end = expression.lastIndexOf('/')
  const literal = { source: expression.slice(1, end), flags: expression.slice(end + 1) }
  const { reports } = analyse(literal, { reportTypes: { Move: true, Self: true, Trade: true } })
  return reports.map(({ type }) => `${expression} (${type})`)
}

function expressionsIn(file: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest))
  return found
}

const files = ['packages', 'apps'].flatMap(folder =>
  readdirSync(join(root, folder)).flatMap(name => productFiles(join(root, folder, name, 'src'))),
)

function productFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !/\.(test|test-d|d)\.ts$/.test(name))
    .map(name => join(folder, name))
}

test('every regular expression of the product takes linear time: none can hold up the process', () => {
  const all = files.map(file => [relative(root, file), expressionsIn(file)] as const)
  expect(all.flatMap(([, found]) => found).length).toBeGreaterThan(50)
  expect(
    all.flatMap(([file, found]) => found.flatMap(slowParts).map(slow => `${file}: ${slow}`)),
    'use a loop or a string method: see trailing-slashes.ts in core',
  ).toEqual([])
})

describe('the check refuses', () => {
  test.each(['/\\s+$/', '/[/]+$/', '/^(\\d+\\.?\\d*)$/', '/^(a+)+$/'])('%s', expression => {
    expect(slowParts(expression)).not.toEqual([])
  })
})
