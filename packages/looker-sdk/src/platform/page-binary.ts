/** Binary answers are Blobs in pages, as the SDK for browsers gives them. */
export async function binaryValue(body: Blob): Promise<Blob> {
  return body
}
