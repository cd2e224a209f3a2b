import { isRecord } from '../input/check'

/** The fields that are wanted, each with the fields that are wanted of it; none of its own: all of it. */
type Selection = Map<string, Selection>

/** Reads `id,permission_set(name,permissions)`. Parentheses that do not match are read as if they did. */
function read(tokens: readonly string[]): Selection {
  const open: Selection[] = []
  const all: Selection = new Map()
  let current = all
  let last: Selection | undefined
  for (const token of tokens) {
    if (token === '(') {
      open.push(current)
      current = last ?? new Map()
    } else if (token === ')') {
      current = open.pop() ?? current
    } else if (token !== ',') {
      const inner: Selection = new Map()
      current.set(token, inner)
      last = inner
      continue
    }
    last = undefined
  }
  return all
}

function pick(value: unknown, selection: Selection): unknown {
  if (selection.size === 0) return value
  if (Array.isArray(value)) return value.map(item => pick(item, selection))
  if (!isRecord(value)) return value
  const wanted = Object.entries(value).filter(([name]) => selection.has(name))
  return Object.fromEntries(
    wanted.map(([name, item]) => [name, pick(item, selection.get(name) ?? new Map())]),
  )
}

/** The fields of an object, or of each object of a list, that `fields` names. All where it names none; unknown names select nothing. */
export function selectFields(body: unknown, fields: string | undefined): unknown {
  const tokens = (fields ?? '').split(/([(),])/).flatMap(token => token.trim() || [])
  return pick(body, read(tokens))
}
