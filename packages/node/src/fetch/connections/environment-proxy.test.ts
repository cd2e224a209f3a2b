import { describe, expect, it } from 'vitest'
import { environmentProxy } from './environment-proxy.js'
import { isExcepted } from './no-proxy.js'

describe('NO_PROXY', () => {
  it.each([
    ['looker.example', 'https://looker.example'],
    ['looker.example', 'https://me.looker.example'],
    ['.looker.example', 'https://looker.example'],
    ['.looker.example', 'https://me.looker.example:19999'],
    ['*.looker.example', 'https://me.looker.example'],
    ['LOOKER.example', 'https://Looker.EXAMPLE'],
    ['looker.example.', 'https://looker.example'],
    ['looker.example', 'https://looker.example.'],
    ['a.example,b.example', 'https://b.example'],
    ['a.example b.example', 'https://b.example'],
    [' a.example ,\tb.example ', 'https://b.example'],
    ['looker.example:443', 'https://looker.example'],
    ['looker.example:80', 'http://looker.example'],
    ['looker.example:19999', 'https://looker.example:19999'],
    ['*', 'https://looker.example'],
    ['x, *', 'https://looker.example'],
    ['10.1.2.3', 'https://10.1.2.3'],
    ['10.1.2.3:19999', 'https://10.1.2.3:19999'],
    ['10.0.0.0/8', 'https://10.1.2.3:19999'],
    ['10.1.2.3/32', 'https://10.1.2.3'],
    ['0.0.0.0/0', 'https://10.1.2.3'],
    ['::1', 'https://[::1]:19999'],
    ['[::1]', 'https://[0:0::1]'],
    ['[::1]:19999', 'https://[::1]:19999'],
    ['fd00::/8', 'https://[fd12:3456::1]'],
    ['[fd00::]/8', 'https://[fd12:3456::1]'],
    ['10.0.0.0/8', 'https://[::ffff:10.1.2.3]'],
  ])('%j excepts %s', (noProxy, url) => {
    expect(isExcepted(new URL(url), noProxy)).toBe(true)
  })

  it.each([
    ['', 'https://looker.example'],
    [' , ', 'https://looker.example'],
    ['looker.example', 'https://notlooker.example'],
    ['me.looker.example', 'https://looker.example'],
    ['looker.example:443', 'https://looker.example:19999'],
    ['looker.example:19999', 'https://looker.example'],
    ['10.0.0.0/8', 'https://11.1.2.3'],
    ['10.0.0.0/8', 'https://10.example'],
    ['10.0.0.0/99', 'https://10.1.2.3'],
    ['10.0.0.0/x', 'https://10.1.2.3'],
    ['0.0.0.0/0', 'https://[2001:db8::1]'],
    ['10.1.2', 'https://10.1.2.3'],
    ['2.3', 'https://10.1.2.3'],
    ['fd00::/8', 'https://[fe80::1]'],
    ['fd00::/129', 'https://[fd00::1]'],
    ['[::1]:19999', 'https://[::1]'],
    ['.', 'https://looker.example'],
    ['looker.*', 'https://looker.example'],
  ])('%j does not except %s', (noProxy, url) => {
    expect(isExcepted(new URL(url), noProxy)).toBe(false)
  })
})

describe('the proxy of the environment', () => {
  const url = 'https://looker.example'

  it.each([
    [{ https_proxy: 'lower', HTTPS_PROXY: 'upper', ALL_PROXY: 'all' }, 'lower'],
    [{ https_proxy: '', HTTPS_PROXY: 'upper' }, 'upper'],
    [{ HTTPS_PROXY: ' upper\n' }, 'upper'],
    [{ HTTP_PROXY: 'plain' }, ''],
    [{ ALL_PROXY: 'all', HTTPS_PROXY: ' ' }, 'all'],
    [{ ALL_PROXY: 'all', NO_PROXY: 'looker.example' }, ''],
    [{ ALL_PROXY: 'all', no_proxy: 'other.example', NO_PROXY: 'looker.example' }, 'all'],
    [{ HTTPS_PROXY: 'secure', REQUEST_METHOD: 'GET' }, 'secure'],
    [{}, ''],
  ])('%o: %j for https', (env, expected) => {
    expect(environmentProxy(url, env)).toBe(expected)
  })

  it.each([
    [{ HTTP_PROXY: 'plain', HTTPS_PROXY: 'secure' }, 'plain'],
    [{ HTTP_PROXY: 'of-a-client', REQUEST_METHOD: 'GET' }, ''],
    [{ HTTP_PROXY: 'of-a-client', REQUEST_METHOD: 'GET', ALL_PROXY: 'all' }, 'all'],
    [{ HTTP_PROXY: 'of-a-client', REQUEST_METHOD: 'GET', http_proxy: 'own' }, 'own'],
    [{ HTTP_PROXY: 'of-a-client', REQUEST_METHOD: 'GET', http_proxy: '' }, ''],
    [{ HTTP_PROXY: 'plain', REQUEST_METHOD: '' }, 'plain'],
  ])('%o: %j for http', (env, expected) => {
    expect(environmentProxy(url.replace('https', 'http'), env)).toBe(expected)
  })
})
