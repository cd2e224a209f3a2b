/**
 * A secret in base64 and in hexadecimal, as headers (`Authorization: Basic ...`) and secret managers write it. In base64 it looks different
 * after each number of bytes before it, modulo three; characters that hold bits of its neighbours are left out.
 */
export function encodingsOf(secret: string): string[] {
  const bytes = [...new TextEncoder().encode(secret)]
  const hex = bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')
  const base64 = [0, 1, 2].map(before => {
    const all = [...Array<number>(before).fill(0), ...bytes]
    const whole = Math.floor((all.length * 8) / 6)
    return btoa(String.fromCharCode(...all)).slice(Math.ceil((before * 8) / 6), whole)
  })
  return [...base64, hex, hex.toUpperCase()]
}
