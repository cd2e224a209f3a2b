/** The code of a system's error, also of one inside it; else the error's name. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'error'
  const { code, cause, errors, name } = error as Record<string, unknown>
  if (typeof code === 'string') return code
  if (cause !== undefined) return codeOf(cause)
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0])
  return typeof name === 'string' ? name : 'error'
}

/** What the usual codes of a connection say. */
const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed at once',
  EPIPE: 'the connection was closed at once',
  EHOSTUNREACH: 'no route leads to this host',
  ENETUNREACH: 'no route leads to this network',
  EADDRNOTAVAIL: 'this machine has no address to connect from',
  ETIMEDOUT: 'there was no answer',
  TimeoutError: 'there was no answer in time',
  ERR_PROXY_CERTIFICATE: 'its certificate is not trusted',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'name resolution did not answer',
  EACCES: 'this machine forbids the connection',
  EPERM: 'this machine forbids the connection',
}

/** A part of a sentence, with the code. */
export function reasonOf(code: string): string {
  const sentence = sentences[code]
  return sentence === undefined ? code : `${sentence} (${code})`
}
