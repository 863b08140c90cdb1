import type { MetricsLine } from '../runs/metricsLines.js'

/** Says when, not what. */
const LEFT_OUT = ['type', 'step', 'elapsed']

/**
 * The numbers of a line by name, which every tracker uses: `<type>/<field>`, e.g. `step/loss`, and `accuracy/<task>` for each
 * task of an evaluation. Numbers that are not finite are left out.
 */
export function scalarsOf(line: MetricsLine): Record<string, number> {
  const scalars: Record<string, number> = {}
  const add = (name: string, value: unknown) => {
    if (typeof value === 'number' && Number.isFinite(value)) scalars[name] = value
  }
  for (const [field, value] of Object.entries(line)) {
    if (LEFT_OUT.includes(field)) continue
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [name, inner] of Object.entries(value)) add(`${field}/${name}`, inner)
    else add(`${line.type}/${field}`, value)
  }
  return scalars
}
