/**
 * SHA-256 of several parts joined together, hexadecimal. Null if the browser does not offer it: browsers offer it only
 * to pages from https or from this machine.
 */
export async function sha256(parts: readonly Uint8Array[]): Promise<string | null> {
  const { subtle } = globalThis.crypto ?? {}
  if (!subtle) return null
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
