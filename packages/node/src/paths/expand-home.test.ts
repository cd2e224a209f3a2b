import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../settings/settings.js'
import { expandHome } from './expand-home.js'

describe('a path that begins with ~', () => {
  it.each([
    ['~', homedir()],
    ['~/x/y', join(homedir(), 'x/y')],
    ['~x', '~x'],
    ['x/~', 'x/~'],
    ['/~/x', '/~/x'],
    ['', ''],
  ])('%j is %j', (path, expected) => {
    expect(expandHome(path)).toBe(expected)
  })

  it('is below the home folder as iniPath', () => {
    const asked: string[] = []
    const readFile = (path: string): string => {
      asked.push(path)
      return '[Looker]\nbase_url=https://looker.example'
    }
    expect(resolveSettings({ iniPath: '~/looker.ini', env: {}, readFile }).baseUrl).toBe(
      'https://looker.example',
    )
    expect(asked).toEqual([join(homedir(), 'looker.ini')])
  })
})
