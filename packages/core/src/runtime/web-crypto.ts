import { AuthError } from '../errors/auth-error.js'

/**
 * The platform's Web Crypto. Browsers give it to secure contexts only.
 *
 * @throws AuthError `configuration` where there is none.
 */
export function webCrypto(): typeof crypto.subtle {
  const { subtle } = (globalThis as { crypto?: Partial<typeof crypto> }).crypto ?? {}
  if (subtle !== undefined) return subtle
  throw new AuthError('configuration', {
    message:
      'Web Crypto (crypto.subtle) is missing: a page needs a secure context (https or localhost) to have it.',
    hint: 'Open the page over https, or on localhost; on a server use a runtime with Web Crypto, such as Node 20.',
  })
}
