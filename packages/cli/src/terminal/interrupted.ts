/** The user ended the command, at a question or while it worked. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
