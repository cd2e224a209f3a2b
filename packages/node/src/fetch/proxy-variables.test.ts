import { AuthError } from '@looker-auth/core'
import { describe, expect, test } from 'vitest'
import { inspectAll } from '../../test/inspect-all.js'
import { forwardProxy, httpServer, httpsServer, runNode, selfSigned } from '../../test/servers.js'
import { nodeFetch } from './node-fetch.js'

const certificate = await selfSigned()
const built = JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)

/** Runs `fetch` for each address in a process with these variables, and returns what it prints. */
async function fetchAll(urls: readonly string[], env: Record<string, string>) {
  return runNode(
    `import { nodeFetch } from ${built}
     import { inspect } from 'node:util'
     const fetch = nodeFetch({ verifySsl: false })
     const init = { method: 'POST', headers: { authorization: 'token canary-token' }, body: 'client_secret=canary-body' }
     for (const url of ${JSON.stringify(urls)}) {
       const answer = await fetch(url, init).then(response => response.text(), error => inspect(error))
       console.log(answer)
     }`,
    { env },
  )
}

describe('the variables of the proxy', () => {
  test('HTTPS_PROXY without a scheme is an http proxy, as for curl, Go and Python', async () => {
    const server = await httpsServer(certificate, (_, response) => response.end('secure'))
    const proxy = await forwardProxy()
    const { stdout } = await fetchAll([server.origin], { HTTPS_PROXY: `127.0.0.1:${proxy.port}` })
    expect(stdout).toBe('secure\n')
    expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${server.port}`])
  })

  test('NO_PROXY takes a range of addresses (CIDR)', async () => {
    const server = await httpServer((_, response) => response.end('direct'))
    const proxy = await forwardProxy()
    const env = { HTTP_PROXY: proxy.origin, NO_PROXY: '10.0.0.0/8, 127.0.0.0/8' }
    const { stdout } = await fetchAll([server.origin], env)
    expect(stdout).toBe('direct\n')
    expect(proxy.asked).toEqual([])
  })

  test('HTTP_PROXY is ignored in a CGI process, where a client sets it by a header `Proxy`', async () => {
    const server = await httpServer((_, response) => response.end('direct'))
    const proxy = await forwardProxy()
    const cgi = { HTTP_PROXY: proxy.origin, REQUEST_METHOD: 'GET' }
    expect((await fetchAll([server.origin], cgi)).stdout).toBe('direct\n')
    expect(proxy.asked).toEqual([])
    const lowerCase = { ...cgi, http_proxy: proxy.origin }
    expect((await fetchAll([server.origin], lowerCase)).stdout).toBe('direct\n')
    expect(proxy.asked).toEqual([`POST ${server.origin}/`])
  })

  test('a % in a password that encodes nothing is `configuration`, and the password is not shown', async () => {
    for (const proxy of ['http://canary:100%@127.0.0.1:1', 'canary%zz:x@127.0.0.1:1']) {
      const make = () => nodeFetch({ proxy })
      expect(make).toThrow(expect.objectContaining({ code: 'configuration' }))
      const error = thrownBy(make)
      expect(AuthError.is(error) && error.hint).toContain('%25')
      expect(inspectAll(error)).not.toContain('canary')
      const { stdout } = await fetchAll(['https://looker.example/'], { HTTPS_PROXY: proxy })
      expect(stdout).toContain('ERR_PROXY_CREDENTIALS')
      expect(stdout).not.toContain('canary')
    }
  })

  test('DEBUG=* prints neither the password of a proxy nor what is sent through it', async () => {
    const plain = await httpServer((_, response) => response.end('plain'))
    const secure = await httpsServer(certificate, (_, response) => response.end('secure'))
    const proxy = await forwardProxy()
    const address = proxy.origin.replace('://', '://canary-user:canary-p%40ss@')
    const { stdout, stderr } = await fetchAll([plain.origin, secure.origin], {
      DEBUG: '*',
      HTTP_PROXY: address,
      HTTPS_PROXY: address,
    })
    expect(stdout).toBe('plain\nsecure\n')
    const basic = btoa('canary-user:canary-p@ss')
    expect(proxy.authorizations).toEqual([`Basic ${basic}`, `Basic ${basic}`])
    expect(stderr).toContain('https-proxy-agent')
    expect(stderr).not.toContain('canary')
    expect(stderr).not.toContain(basic)
  })
})

function thrownBy(make: () => unknown): unknown {
  try {
    make()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
