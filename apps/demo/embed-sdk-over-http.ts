import type { Plugin } from 'vite'

interface Change {
  /** The end of the file's path. */
  readonly file: string
  readonly from: RegExp
  readonly to: string
  readonly times: number
}

const changes: readonly Change[] = [
  {
    file: '@looker/embed-sdk/lib/utils.js',
    from: /return "".concat\(url\.hostname\)/g,
    to: 'if (url.protocol === "http:") return url.origin;\n$&',
    times: 1,
  },
  {
    file: '@looker/embed-sdk/lib/EmbedClientEx.js',
    from: /"https:\/\/"\.concat\((this\._(?:sdk|builder)\.apiHost)\)/g,
    to: '(utils_1.IS_URL.test($1) ? $1 : "https://".concat($1))',
    times: 3,
  },
]

/**
 * The official client reaches Looker by https alone: it drops the scheme of the address that it is given. The demo's emulator speaks http on
 * this machine, because no browser would trust its certificate. With this plugin the client keeps `http://` where that is given.
 *
 * The build fails where another version of the client has other code in these places.
 */
export function embedSdkOverHttp(): Plugin {
  const changed = new Set<string>()
  return {
    name: 'embed-sdk-over-http',
    transform(code, id) {
      const path = id.replaceAll('\\', '/').split('?', 1)[0] ?? ''
      const change = changes.find(({ file }) => path.endsWith(file))
      if (change === undefined) return undefined
      changed.add(change.file)
      return { code: withChange(code, change), map: null }
    },
    buildEnd(error) {
      const missing = changes.find(({ file }) => !changed.has(file))
      if (error === undefined && missing !== undefined)
        throw new Error(`The build has no ${missing.file} to change.`)
    },
  }
}

function withChange(code: string, { file, from, to, times }: Change): string {
  const found = code.match(from)?.length ?? 0
  if (found !== times)
    throw new Error(`${file} has ${found} places like ${from}, but the demo expects ${times} of them.`)
  return code.replaceAll(from, to)
}
