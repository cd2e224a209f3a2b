/** The fields of an object as JSON text; none for any other text. */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
