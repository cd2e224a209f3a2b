/** The text without the slashes at its end, in linear time: `/\/+$/` begins again at each slash of a text like `///x`. */
export function withoutTrailingSlashes(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end--
  return text.slice(0, end)
}
