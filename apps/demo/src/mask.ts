/** Shows what was sent without its secrets. One mask serves one transcript, so that each token keeps its number. */
export interface Mask {
  /** `authorization: token #2` instead of the token. */
  header(name: string, value: string): string
  /** A path with query, or a form body. */
  text(text: string): string
}

const secretFields = /\b(client_secret|access_token|refresh_token|code|code_verifier)=[^&]*/g

export function createMask(): Mask {
  const tokens = new Map<string, number>()
  const numberOf = (token: string) => {
    const number = tokens.get(token) ?? tokens.size + 1
    tokens.set(token, number)
    return number
  }
  return {
    header(name, value) {
      if (name.toLowerCase() !== 'authorization') return `${name}: ${value}`
      const [scheme = '', token = ''] = value.split(' ')
      return `${name}: ${scheme} #${numberOf(token)}`
    },
    text: text => text.replace(secretFields, '$1=***'),
  }
}
