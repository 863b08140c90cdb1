/**
 * The instruction set of the processor, as far as the last bits of a training depend on it: ONNX Runtime has several
 * versions of its float32 products and exponentials and chooses among them by what the processor can do, and each sums
 * in another order. What only its int8 and bfloat16 versions use (VNNI, AMX, i8mm) is left out: gyrus has none of these.
 */

/** Where the operating system does not say: everywhere but on Linux with x64 or arm64. */
export const UNKNOWN = 'unknown'

/** The widest first; each contains those below it. */
const X64: readonly { name: string; needs: readonly string[] }[] = [
  { name: 'avx512', needs: ['avx512f', 'avx2', 'fma'] },
  { name: 'avx2', needs: ['avx2', 'fma'] },
  { name: 'avx', needs: ['avx'] },
  { name: 'sse2', needs: ['sse2'] },
]

/** Beside NEON, which every arm64 processor has. */
const ARM64: readonly string[] = ['sve', 'sme']

/**
 * @param arch as Node names it: `x64`, `arm64`, …
 * @param text of Linux' /proc/cpuinfo; empty where there is none
 * @returns `avx512`, `avx2`, `avx` or `sse2`; `neon`, with ` sve` and ` sme` where they are; or `unknown`
 */
export function instructionSetOf(arch: string, text: string): string {
  const flags = new Set(/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1].trim().split(/\s+/))
  switch (arch) {
    case 'x64':
      return X64.find(({ needs }) => needs.every((flag) => flags.has(flag)))?.name ?? UNKNOWN
    case 'arm64':
      return flags.has('asimd') ? ['neon', ...ARM64.filter((flag) => flags.has(flag))].join(' ') : UNKNOWN
    default:
      return UNKNOWN
  }
}
