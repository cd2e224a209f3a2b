export { Looker40SDK } from '@looker/sdk/lib/4.0/methods.js'

/** How many bytes become characters in one call: more arguments would not fit the stack. */
const mostAtOnce = 8192

/** Binary answers are strings on servers, one character for each byte, as the SDK for Node gives them. */
export async function binaryValue(body: Blob): Promise<string> {
  const bytes = new Uint8Array(await body.arrayBuffer())
  const parts: string[] = []
  for (let start = 0; start < bytes.length; start += mostAtOnce)
    parts.push(String.fromCharCode(...bytes.subarray(start, start + mostAtOnce)))
  return parts.join('')
}
