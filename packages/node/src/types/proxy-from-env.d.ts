declare module 'proxy-from-env' {
  /** The proxy for an address according to the environment; the empty string for none. */
  export function getProxyForUrl(url: string): string
}
