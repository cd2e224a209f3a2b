/** As JSON, to six digits, and formatted as the repository's other files are. */
export function writeResults(results: object): string {
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value
  const text = JSON.stringify(results, rounded, 2)
  const onOneLine = text.replaceAll(
    /\[\s+([\d,\s]+?)\s+\]/g,
    (_all, list: string) => `[${list.replaceAll(/\s+/g, ' ')}]`,
  )
  return `${onOneLine}\n`
}
