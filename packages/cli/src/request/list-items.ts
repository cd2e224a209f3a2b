/**
 * The items of a JSON list, each as it stands in the text: a value that is parsed and written again may differ, as 1.0 and
 * 9007199254740993 do. The text is not parsed into objects, which take several times its memory.
 *
 * @returns Undefined where the text is no JSON list.
 */
export async function listItems(text: string): Promise<readonly string[] | undefined> {
  const { visit } = await import('../apart/jsonc.js')
  const items: string[] = []
  let isList = false
  let isJson = true
  let depth = 0
  let start = 0
  const endItem = (offset: number): void => {
    const item = text.slice(start, offset).trim()
    if (item !== '') items.push(item)
    start = offset + 1
  }
  const enter = (): void => {
    depth++
  }
  const visitor = {
    onArrayBegin(offset: number): void {
      if (depth === 0) {
        isList = true
        start = offset + 1
      }
      enter()
    },
    onArrayEnd(offset: number): void {
      depth--
      if (depth === 0 && isList) endItem(offset)
    },
    onObjectBegin: enter,
    onObjectEnd(): void {
      depth--
    },
    onSeparator(_character: string, offset: number): void {
      if (depth === 1 && isList) endItem(offset)
    },
    onError(): void {
      isJson = false
    },
  }
  visit(text, visitor, { disallowComments: true })
  return isJson && isList ? items : undefined
}
