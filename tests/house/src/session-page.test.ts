import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSession } from '@looker-auth/core'
import { describe, expect, test } from 'vitest'
import { root } from './root'

const page = readFileSync(join(root, 'docs/session.md'), 'utf8')
const source = (file: string) => readFileSync(join(root, 'packages/core/src', file), 'utf8')

const session = createSession({ baseUrl: 'https://looker.example', token: 'a-token' })
const rows = (heading: string) => {
  const from = page.indexOf(`\n## ${heading}\n`)
  const to = page.indexOf('\n## ', from + 1)
  const section = page.slice(from, to < 0 ? undefined : to)
  return [...section.matchAll(/^\| `(\w+)[^`]*` \|(.*)\|$/gm)].map(([, name = '', text = '']) => ({
    name,
    text,
  }))
}

test('docs/session.md describes every member of a session, and no other', () => {
  const members = Object.getOwnPropertyNames(Object.getPrototypeOf(session))
  expect(rows('Members').map(({ name }) => name)).toEqual(
    expect.arrayContaining(members.filter(name => name !== 'constructor')),
  )
  expect(rows('Members')).toHaveLength(members.length - 1)
})

test('docs/session.md describes each field of the state, and each status', () => {
  const fields = [...source('session/state-machine/snapshot.ts').matchAll(/^ {2}readonly (\w+)\??:/gm)]
  const statuses = [...source('session/state-machine/states.ts').matchAll(/readonly name: '(\w+)'/g)]
  const names = [...fields, ...statuses].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(12)
  expect(rows('State').map(({ name }) => name)).toEqual(names)
})

describe('docs/session.md describes each event with its fields:', () => {
  const types = source('session/events.ts')
    .split(/(?=readonly type: ')/)
    .slice(1)
  const events = types.map(text => ({
    type: /'(\w+)'/.exec(text)?.[1] ?? '',
    fields: [...(text.split('/**')[0]?.matchAll(/readonly (\w+)\??:/g) ?? [])]
      .map(([, name]) => name)
      .slice(1),
  }))

  // The first row is the heading.
  test('all of them', () => {
    expect(
      rows('Events')
        .slice(1)
        .map(({ name }) => name),
    ).toEqual(events.map(({ type }) => type))
  })

  test.each(events)('$type', ({ type, fields }) => {
    const text = rows('Events').find(({ name }) => name === type)?.text ?? ''
    for (const field of fields) expect(text).toContain(`\`${field}\``)
  })

  test.each(['tokens/reasons.ts', 'tokens/token-record.ts'])('the reasons of %s', file => {
    const unions = [...source(file).matchAll(/^export type \w+Reason = (.*)$/gm)].map(
      ([, union]) => union ?? '',
    )
    const reasons = unions.flatMap(union => [...union.matchAll(/'\w+'/g)].map(String))
    expect(reasons.length).toBeGreaterThan(2)
    for (const reason of reasons) expect(page).toContain(`\`${reason}\``)
  })
})

test('after close(), only state, baseUrl, apiVersion and close() work, as the page says', async () => {
  const closed = createSession({ baseUrl: 'https://looker.example', token: 'a-token' })
  await closed.close()
  await closed.close()
  expect(closed).toMatchObject({ baseUrl: 'https://looker.example', apiVersion: '4.0' })
  expect(closed.state.identity.grant).toBe('preset')
  const error = expect.objectContaining({ code: 'closed' })
  for (const use of [() => closed.as(1), () => closed.subscribe(() => {}), () => closed.onEvent(() => {})])
    expect(use).toThrow(error)
  for (const use of [
    () => closed.fetch('/user'),
    () => closed.token(),
    () => closed.login(),
    () => closed.logout(),
  ])
    await expect(use()).rejects.toEqual(error)
})
