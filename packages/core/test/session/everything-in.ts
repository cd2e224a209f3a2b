/**
 * All that can be read out of a value without its consent: own properties, listed or not, prototypes' getters, errors'
 * messages, stacks and causes, entries of maps and sets.
 */
export function everythingIn(value: unknown): string {
  const seen = new Set<unknown>()
  const parts: string[] = []
  const visit = (item: unknown, depth: number): void => {
    if (typeof item === 'string') parts.push(item)
    if (typeof item === 'function') parts.push(String(item.name))
    if ((typeof item !== 'object' && typeof item !== 'function') || item === null) return
    if (seen.has(item) || depth > 8) return
    seen.add(item)
    for (const [key, property] of propertiesOf(item)) {
      parts.push(key)
      visit(property, depth + 1)
    }
    if (item instanceof Map || item instanceof Set)
      for (const entry of item.entries()) visit(entry, depth + 1)
  }
  visit(value, 0)
  try {
    parts.push(JSON.stringify(value) ?? '', String(value))
  } catch {
    // A value that cannot be written down shows nothing that way.
  }
  return parts.join('\n')
}

function propertiesOf(item: object): [string, unknown][] {
  const found: [string, unknown][] = []
  for (let owner: object | null = item; owner !== null && owner !== Object.prototype; ) {
    for (const key of Reflect.ownKeys(owner)) {
      if (key === 'constructor') continue
      try {
        found.push([String(key), Reflect.get(item, key)])
      } catch {
        found.push([String(key), undefined])
      }
    }
    owner = Object.getPrototypeOf(owner) as object | null
  }
  return found
}
