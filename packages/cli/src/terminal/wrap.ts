/** The width of what is no terminal. */
const usualColumns = 80

/** How many characters fit in a line of the stream. */
export function columnsOf({
  isTTY,
  columns,
}: {
  readonly isTTY?: boolean
  readonly columns?: number
}): number {
  return isTTY && columns !== undefined && columns > 0 ? columns : usualColumns
}

/** How a text is broken into lines. */
export interface Wrapping {
  readonly columns: number
  /** Before the first line. */
  readonly first: string
  /** Before each further line. */
  readonly further: string
}

/** Breaks a text between words. A word that is longer than a line stays whole, so that it can be copied. */
export function wrap(text: string, { columns, first, further }: Wrapping): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(word => word !== '')) {
    const room = columns - (lines.length === 0 ? first : further).length
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((text, index) => `${index === 0 ? first : further}${text}`).join('\n')
}
