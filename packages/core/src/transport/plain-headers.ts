/** Headers by their names in lower case. */
export function plainHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers.keys()].map(name => [name, headers.get(name) ?? '']))
}
