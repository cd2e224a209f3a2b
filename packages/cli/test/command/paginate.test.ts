import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

describe('looker-auth fetch --paginate', () => {
  it('follows the links to further pages and prints one list', async () => {
    const place = newPlace(looker().env)
    const path = '/dashboards/search?fields=id&limit=1'
    const next = `<${looker().url}/api/4.0${path}&offset=1>; rel="next"`
    const match = { path: '/api/4.0/dashboards/search' }
    looker().emulator.faults.add({ match, headers: { link: next } })
    const { stdout, code } = await place.run(['fetch', path, '--paginate'])
    expect([JSON.parse(stdout), code]).toEqual([[{ id: '1' }, { id: '2' }], 0])
    looker().emulator.faults.add({ match, headers: { link: next } })
    looker().emulator.faults.add({ match, status: 500 })
    const cut = await place.run(['fetch', path, '--paginate'])
    expect([cut.code, cut.stderr]).toEqual([22, expect.stringContaining('the list is not whole')])
  })

  it.each([
    ['is no JSON', { body: 'x' }, '<?limit=1&offset=1>; rel="next"'],
    ['is no list', { body: '{}' }, '<?limit=1&offset=1>; rel="next"'],
    ['is on another host', {}, '<http://127.0.0.2:9/api/4.0/x>; rel="next"'],
  ])('says that the list is not whole where a further page %s', async (_, second, link) => {
    const place = newPlace(looker().env)
    const match = { path: '/api/4.0/dashboards/search' }
    looker().emulator.faults.add({ match, headers: { link } })
    if ('body' in second) looker().emulator.faults.add({ match, status: 200, ...second })
    const { code, stdout, stderr } = await place.run(['fetch', '/dashboards/search?limit=1', '--paginate'])
    looker().emulator.faults.clear()
    expect([code, stderr]).toEqual([1, expect.stringContaining('The printed list is not whole')])
    expect(stdout).toMatch(/^\[\n.*\n$/s)
  })

  it('prints the items of each page as they came, numbers too', async () => {
    const place = newPlace(looker().env)
    const match = { path: '/api/4.0/dashboards/search' }
    const items = [
      '{"n":9007199254740993,"d":1.0}',
      '[1e400, -0.0]',
      '12345678901234567890',
      '{"a":1,"a":"\\u00e9,"}',
    ]
    const headers = { link: '<?limit=1&offset=1>; rel="next"' }
    looker().emulator.faults.add({
      match,
      headers,
      status: 200,
      body: ` [${items.slice(0, 2).join(' , ')} ]\n`,
    })
    looker().emulator.faults.add({ match, status: 200, body: `[${items.slice(2).join(',\n')}]` })
    const { stdout, code } = await place.run(['fetch', '/dashboards/search?limit=1', '--paginate'])
    expect([stdout, code]).toEqual([`[\n${items.join(',\n')}\n]\n`, 0])
  })

  it.each(['[1,]', '[1] 2', '[01]', '[1 /* x */]', '{"a":[1]}', '[{"a":1]', ''])(
    'refuses to print %j as pages',
    async body => {
      looker().emulator.faults.add({ match: { path: '/api/4.0/user' }, status: 200, body })
      const ended = await newPlace(looker().env).run(['fetch', '/user', '--paginate'])
      expect([ended.code, ended.stdout]).toEqual([2, ''])
    },
  )

  it('follows a relative link, with the same headers', async () => {
    const place = newPlace(looker().env)
    const match = { path: '/api/4.0/dashboards/search' }
    const first = '/dashboards/search?fields=id&limit=1'
    looker().emulator.faults.add({ match, headers: { link: '<?fields=id&limit=1&offset=1>; rel="next"' } })
    const { stdout, code } = await place.run([
      'fetch',
      first,
      '--paginate',
      '-H',
      'Accept: application/json;of=test',
    ])
    expect([JSON.parse(stdout), code]).toEqual([[{ id: '1' }, { id: '2' }], 0])
    const sent = looker()
      .emulator.requests.filter(({ path }) => path.endsWith('/dashboards/search'))
      .slice(-2)
    expect(sent.map(({ headers }) => headers.accept)).toEqual(Array(2).fill('application/json;of=test'))
  })

  it.each([
    ['lead in a circle', '<?limit=1>; rel="next"'],
    ['cannot be read', 'nonsense'],
  ])('ends at links that %s, and says so', async (what, link) => {
    const place = newPlace(looker().env)
    const { faults } = looker().emulator
    faults.add({ match: { path: '/api/4.0/dashboards/search' }, times: 'always', headers: { link } })
    const { requests } = looker().emulator.stats
    const ended = await place.run(['fetch', '/dashboards/search?limit=1', '--paginate'])
    faults.clear()
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(what)])
    expect(looker().emulator.stats.requests - requests).toBeLessThan(4)
  })
})
