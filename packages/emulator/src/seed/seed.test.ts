import { describe, expect, it } from 'vitest'
import { createEmulator, defaultSeed, EmulatorInputError, type Seed } from '../index'
import { resolveSeed } from './resolve-seed'

const problemsOf = (seed: unknown): readonly string[] => {
  try {
    resolveSeed(seed)
  } catch (error) {
    if (error instanceof EmulatorInputError) return error.problems
    throw error
  }
  return []
}

describe('the default seed', () => {
  it('holds admin 1, regular users 2 to 20 and 789, and one of each other kind', () => {
    const { users } = defaultSeed()
    const regular = users.filter(user => !user.admin && !user.kind && !user.is_disabled)
    expect(regular.map(user => user.id)).toEqual([...Array.from({ length: 19 }, (_, n) => n + 2), 789])
    expect(users.filter(user => user.admin && !user.kind).map(user => user.id)).toEqual([1])
    expect(users.filter(user => user.kind === 'embed')).toHaveLength(1)
    expect(users.filter(user => user.kind === 'service' && user.admin)).toHaveLength(1)
    expect(users.filter(user => user.is_disabled)).toHaveLength(1)
  })

  it('is made anew at each call', () => {
    defaultSeed().users.pop()
    expect(defaultSeed().users).toHaveLength(24)
  })
})

describe('a seed', () => {
  it('without users has the default ones, and with users of its own no default key', () => {
    expect(resolveSeed({})).toEqual({ ...defaultSeed(), options: undefined })
    expect(resolveSeed({ users: [{ id: 5 }] })).toEqual({
      users: [{ id: 5 }],
      apiKeys: [],
      oauthClientApps: [],
      options: undefined,
    })
    const apiKeys = [{ client_id: 'a', client_secret: 'b', user_id: 20 }]
    expect(resolveSeed({ apiKeys })).toMatchObject({ users: defaultSeed().users, apiKeys })
  })

  it('takes ids as numbers or digits, 0 included', () => {
    const users = [{ id: 0 }, { id: '7' }]
    expect(problemsOf({ users, apiKeys: [{ client_id: 'a', client_secret: 'b', user_id: 7 }] })).toEqual([])
  })

  it.each<[string, unknown, string[]]>([
    ['that is a list', [], ['the seed must be an object']],
    [
      'with an unknown part',
      { people: [] },
      ['people is not known (known are users, apiKeys, oauthClientApps, options)'],
    ],
    ['whose users are no list', { users: {} }, ['users must be a list']],
    [
      'with wrong users',
      { users: [{ id: 1 }, { id: -1 }, { id: 'x' }, { id: '07' }, 'Ana', {}] },
      [
        'users[1].id must be a whole number of at least 0, or its digits as a string',
        'users[2].id must be a whole number of at least 0, or its digits as a string',
        'users[3].id must be a whole number of at least 0, or its digits as a string',
        'users[4] must be an object',
        'users[5].id is missing',
      ],
    ],
    [
      'with wrong fields of a user',
      { users: [{ id: 1, admin: 'yes', kind: 'robot', email: 4, isAdmin: true }] },
      [
        'users[0].email must be a string',
        'users[0].admin must be true or false',
        'users[0].kind must be one of "regular", "embed", "service"',
        'users[0].isAdmin is not known (known are id, first_name, last_name, email, admin, kind, is_disabled, credentials, roles)',
      ],
    ],
    ['with one id twice', { users: [{ id: 3 }, { id: '3' }] }, ['users[1].id 3 is there twice']],
    [
      'with wrong keys',
      { apiKeys: [{ client_id: '', client_secret: 5 }] },
      [
        'apiKeys[0].client_id must be a string that is not empty',
        'apiKeys[0].client_secret must be a string that is not empty',
        'apiKeys[0].user_id is missing',
      ],
    ],
    [
      'with keys of nobody, or twice',
      {
        users: [{ id: 1 }],
        apiKeys: [
          { client_id: 'a', client_secret: 's', user_id: 1 },
          { client_id: 'a', client_secret: 's', user_id: 99 },
        ],
      },
      ['apiKeys[1].client_id is there twice', 'apiKeys[1].user_id 99 names no user of the seed'],
    ],
    [
      'with wrong apps, or twice',
      {
        oauthClientApps: [
          { client_guid: '', redirect_uri: 'back', display_name: 5, enabled: 1, group_id: '' },
          { redirect_uri: 'https://a.example/#x', display_name: 'a' },
        ],
      },
      [
        'oauthClientApps[0].client_guid must be a string of 1 to 255 characters',
        'oauthClientApps[0].redirect_uri must be an http or https URL without a fragment',
        'oauthClientApps[0].display_name must be a string that is not empty',
        'oauthClientApps[0].enabled must be true or false',
        'oauthClientApps[0].group_id must be one of null, or must be a string that is not empty',
        'oauthClientApps[1].client_guid is missing',
        'oauthClientApps[1].redirect_uri must be an http or https URL without a fragment',
      ],
    ],
    [
      'with one app twice',
      {
        oauthClientApps: Array(2).fill({
          client_guid: 'a',
          redirect_uri: 'http://a.example',
          display_name: 'a',
        }),
      },
      ['oauthClientApps[1].client_guid is there twice'],
    ],
    [
      'with wrong options',
      { options: { release: 'new', tokenLifetimeSeconds: 0.5, rateLimit: { logins: -1 }, colour: 'red' } },
      [
        'options.tokenLifetimeSeconds must be a whole number of at least 1',
        'options.release must be a Looker release such as "26.12"',
        'options.rateLimit: logins must be a whole number of at least 0 and windowSeconds is missing',
        expect.stringContaining(
          'options.colour is not known (known are tokenLifetimeSeconds, release,',
        ) as never,
      ],
    ],
  ])('%s is refused, naming the entry', (_, seed, problems) => {
    expect(problemsOf(seed)).toEqual(problems)
  })

  it('is refused without showing a secret', () => {
    const apiKeys = [{ client_id: 'a', client_secret: 'canary', user_id: 99, extra: 'canary' }]
    expect(() => createEmulator({ seed: { apiKeys } as Seed })).toThrow(/^Invalid seed: apiKeys\[0\]\.extra/)
    expect(problemsOf({ apiKeys }).join()).not.toContain('canary')
  })

  it("has its options overridden by the emulator's", async () => {
    const seed = { options: { tokenLifetimeSeconds: 5, release: '26.12' } }
    const emulator = createEmulator({ seed, options: { tokenLifetimeSeconds: 7 } })
    const body = 'client_id=lookeremulatoradmin1&client_secret=lookeremulatorsecret0001'
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const login = (version: string) =>
      emulator.fetch(`http://looker.test/api/${version}/login`, { method: 'POST', body, headers })
    expect(await (await login('4.0')).json()).toMatchObject({ expires_in: 7 })
    expect((await login('3.1')).status).toBe(403)
  })
})

describe('options', () => {
  it('are refused by name when they are wrong', () => {
    expect(() => createEmulator({ options: { maxLiveTokensPerUser: 0 } })).toThrow(
      'Invalid options: options.maxLiveTokensPerUser must be a whole number of at least 1',
    )
  })
})
