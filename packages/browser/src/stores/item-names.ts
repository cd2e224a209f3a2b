/** The names of the items that begin so. */
export function itemNames(storage: Storage, beginning: string): readonly string[] {
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  return names.filter(name => name.startsWith(beginning))
}
