import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { bin, places } from '../command-line.js'
import { serveLooker } from '../looker.js'
import { testWith } from '../test-with.js'

const looker = serveLooker()
const newPlace = places()

describe('looker-auth fetch', () => {
  it('prints the answer as it is, and with -i status and headers too', async () => {
    const place = newPlace(looker().env)
    const { stdout, code } = await place.run(['fetch', '/user?fields=id'])
    expect([JSON.parse(stdout), code]).toEqual([{ id: '1' }, 0])
    const included = (await place.run(['fetch', 'user?fields=id', '-i', '--as', '789'])).stdout
    expect(included).toMatch(/^HTTP 200 OK\n/)
    expect(included).toContain('content-type: application/json')
    expect(JSON.parse(included.split('\n\n')[1] ?? '')).toEqual({ id: '789' })
  })

  it('exits with 22 for an answer of 400 or more, and prints it', async () => {
    const place = newPlace(looker().env)
    const { stdout, stderr, code } = await place.run(['fetch', '/users/555'])
    expect(code).toBe(22)
    expect(JSON.parse(stdout)).toMatchObject({ message: 'Not found' })
    expect(stderr).toContain('404')
  })

  it('reports an answer of 400 or more as JSON on stderr with --json', async () => {
    const place = newPlace(looker().env)
    const { stdout, stderr, code } = await place.run(['fetch', '/users/555', '--json'])
    expect([code, JSON.parse(stdout)]).toMatchObject([22, { message: 'Not found' }])
    expect(JSON.parse(stderr)).toEqual({
      error: { code: 'http', status: 404, message: 'Looker answered 404 Not Found.', hint: '' },
    })
  })

  it.each([
    ['/api/4.0/user', '/user'],
    ['api/4.0/user?fields=id', '/user?fields=id'],
    ['/4.0/user', '/user'],
  ])('says for %s that the path is below the version', async (path, right) => {
    const ended = await newPlace(looker().env).run(['fetch', path])
    expect([ended.code, ended.stderr]).toEqual([
      22,
      expect.stringContaining(`The path is below /api/4.0: give ${right}\n`),
    ])
  })

  testWith('script', 'ends with a line end on a terminal only', async () => {
    const place = newPlace(looker().env)
    const { faults } = looker().emulator
    const printed = async (body: string) => {
      faults.add({ match: { path: '/api/4.0/user' }, times: 'always', status: 200, body })
      const { stdout: piped } = await place.run(['fetch', '/user'])
      const command = `'${process.execPath}' '${bin}' fetch /user`
      const child = spawn('script', ['-qec', command, '/dev/null'], { env: place.env, cwd: place.home })
      const shown = await text(child.stdout)
      faults.clear()
      return [piped, shown.replaceAll('\r\n', '\n')]
    }
    expect(await printed('{"id":1}')).toEqual(['{"id":1}', '{"id":1}\n'])
    expect(await printed('1,2\n')).toEqual(['1,2\n', '1,2\n'])
    expect(await printed('')).toEqual(['', ''])
  })

  it('sends fields as JSON by POST, or in the query with -X GET', async () => {
    const place = newPlace(looker().env)
    const app = ['-f', 'redirect_uri=https://app.example/back', '-f', 'display_name=Of a test']
    const made = await place.run(['fetch', '/oauth_client_apps/of-a-test', ...app])
    expect([made.code, JSON.parse(made.stdout)]).toMatchObject([0, { display_name: 'Of a test' }])
    const read = await place.run([
      'fetch',
      '/oauth_client_apps/of-a-test',
      '-X',
      'get',
      '-f',
      'fields=client_guid',
    ])
    expect(JSON.parse(read.stdout)).toEqual({ client_guid: 'of-a-test' })
    const cut = await place.run(['fetch', '/user#part', '-X', 'GET', '-f', 'fields=id'])
    expect(JSON.parse(cut.stdout)).toEqual({ id: '1' })
    const posted = await place.run(['fetch', '/dashboards/search', '-f', 'limit=5'])
    expect([posted.code, posted.stderr]).toEqual([22, expect.stringContaining('give -X GET too')])
  })

  it('reads a body from stdin, from a file, or from the option', async () => {
    const place = newPlace(looker().env)
    const body = (name: string) =>
      JSON.stringify({ redirect_uri: 'https://app.example/', display_name: name })
    const file = place.write('body.json', body('of a file'))
    const bodies = [
      ['@-', body('of stdin')],
      [`@${file}`, ''],
      [body('of the option'), ''],
    ] as const
    const names: unknown[] = []
    for (const [index, [data, input]] of bodies.entries()) {
      const { stdout } = await place.run(['fetch', `/oauth_client_apps/body-${index}`, '-d', data], input)
      names.push((JSON.parse(stdout) as { display_name?: unknown }).display_name)
    }
    expect(names).toEqual(['of stdin', 'of a file', 'of the option'])
  })

  it.each([
    ['a header without a colon', ['-H', 'nonsense']],
    ['a field without a name', ['-f', '=x']],
    ['-d beside -f', ['-d', '{}', '-f', 'a=b']],
    ['a file that is not there', ['-d', '@/no/such/file']],
    ['a header name with a space', ['-H', 'A b: c']],
    ['a header with a line break', ['-H', 'A: b\nc']],
    ['a method that cannot be sent', ['-X', 'CONNECT']],
    ['a method with a space', ['-X', 'GET X']],
    ['a body of GET', ['-X', 'GET', '-d', '{}']],
    ['--paginate of what is no list', ['--paginate']],
    ['--paginate of a POST', ['--paginate', '-f', 'a=b']],
    ['a field of a JSON body that is given twice', ['-f', 'a=1', '-f', 'b=1', '-f', 'a=2']],
    ['an Authorization header', ['-H', 'authorization: x']],
  ])('refuses %s as wrong usage', async (_, args) => {
    expect((await newPlace(looker().env).run(['fetch', '/user', ...args])).code).toBe(2)
  })

  it.each([
    '/../../versions',
    '../versions',
    '/users/./1',
    '/users/%2E%2e/user',
    '/users/..;a=b/user',
    '/x\\..\\..\\y',
  ])('refuses the path %s as wrong usage, with the next step', async path => {
    const ended = await newPlace(looker().env).run(['fetch', path])
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('give the whole address')])
  })

  it('sends a field of a query as often as it is given, and takes dots that are no segment', async () => {
    const query = ['-X', 'GET', '-f', 'fields=id', '-f', 'fields=email', '-f', 'path=/../']
    expect((await newPlace(looker().env).run(['fetch', '/user', ...query])).code).toBe(0)
  })

  it('with --verbose shows no stack for an answer of 400 or more, and none for wrong usage', async () => {
    const place = newPlace(looker().env)
    for (const args of [['/users/555'], ['/user', '-H', 'x']])
      expect((await place.run(['fetch', '--verbose', ...args])).stderr).not.toMatch(/^\s+at |Error: /m)
  })

  // @promise foreign-origin-throws
  it('sends no token to another origin, and no Authorization header of the caller', async () => {
    const place = newPlace(looker().env)
    const elsewhere = await place.run(['fetch', 'https://elsewhere.example/user'])
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining('(foreign_origin')])
    expect(elsewhere.stderr).toContain('For another instance, give --profile or --base-url.')
    expect(elsewhere.stderr).not.toContain('session')
    const header = await place.run(['fetch', '/user', '-H', 'Authorization: token x'])
    expect([header.code, header.stderr]).toEqual([2, expect.stringContaining('sends its own token only')])
    expect(header.stderr).toContain('Next: Leave the header out, or give --as for another user.')
    expect(header.stderr).not.toContain('session')
  })

  it('exits with 5 where the connection breaks, also with a token from the store', async () => {
    const place = newPlace(looker().env)
    expect((await place.run(['token'])).code).toBe(0)
    looker().emulator.faults.add({ match: { path: '/api/4.0/user' }, drop: true })
    const ended = await place.run(['fetch', '/user'])
    expect([ended.code, ended.stderr]).toEqual([5, expect.stringContaining('(network')])
  })

  it.each([
    ['in a circle', '/api/4.0/user'],
    ['to another scheme', 'ftp://elsewhere.example/'],
  ])('exits with 5 for a redirect %s', async (_, location) => {
    const place = newPlace(looker().env)
    const { faults } = looker().emulator
    faults.add({ match: { path: '/api/4.0/user' }, times: 'always', status: 302, headers: { location } })
    const ended = await place.run(['fetch', '/user'])
    faults.clear()
    expect([ended.code, ended.stderr]).toEqual([5, expect.stringMatching(/redirect.*\(network/s)])
  })

  it('ends quietly where what reads its output has ended', async () => {
    const place = newPlace(looker().env)
    const { child, ended } = place.start(['fetch', '/user'])
    child.stdout?.destroy()
    await once(child, 'exit')
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
  })
})
