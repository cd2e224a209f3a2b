/** Whether a call of Node's file system failed with one of these codes. */
export function failedWith(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** For `catch`: undefined where there is no such file or folder. */
export function unlessMissing(error: unknown): undefined {
  if (failedWith(error, 'ENOENT')) return undefined
  throw error
}
