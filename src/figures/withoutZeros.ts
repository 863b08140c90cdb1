/** Zeros on axes in logarithms: Vega says nothing of them and draws them as the largest value. */
import type { Spec } from './spec.js'

/**
 * The same specification with null for every value of 0 or less of a field that stands on an axis in logarithms: Vega
 * draws nothing for null.
 */
export function withoutZeros(spec: Spec): Spec {
  return without(spec, new Set())
}

/** @param above fields in logarithms that the parts above say so of */
function without(spec: Spec, above: ReadonlySet<string>): Spec {
  const logarithmic = new Set([...above, ...fieldsInLogarithms(spec.encoding as Encoding | undefined)])
  const { values } = (spec.data ?? {}) as { values?: readonly unknown[] }
  const here = new Set([...logarithmic, ...(values ? fieldsBelow(spec) : [])])
  const positive = ([field, value]: [string, unknown]) =>
    here.has(field) && typeof value === 'number' && !(value > 0) ? [field, null] : [field, value]
  const parts = PARTS.flatMap((name) => {
    const below = spec[name] as readonly Spec[] | undefined
    return below ? [[name, below.map((part) => without(part, logarithmic))]] : []
  })
  return {
    ...spec,
    ...(values &&
      here.size > 0 && {
        data: { values: values.map((row) => Object.fromEntries(Object.entries(row as Spec).map(positive))) },
      }),
    ...Object.fromEntries(parts),
  }
}

const PARTS = ['layer', 'concat', 'hconcat', 'vconcat'] as const

type Encoding = Readonly<Record<string, { field?: string; scale?: { type?: string } | null }>>

/** The fields of an encoding that stand on axes in logarithms, the second ends of marks among them. */
function fieldsInLogarithms(encoding: Encoding = {}): string[] {
  return Object.entries(encoding).flatMap(([channel, { field, scale }]) => {
    const axis = encoding[channel.replace(/2$/, '')] ?? {}
    return field !== undefined && (scale ?? axis.scale)?.type === 'log' ? [field] : []
  })
}

/** Those of all parts that take their data from this one. */
function fieldsBelow(spec: Spec): string[] {
  const parts = PARTS.flatMap((name) => (spec[name] as readonly Spec[] | undefined) ?? [])
  return parts
    .filter(({ data }) => data === undefined)
    .flatMap((part) => [...fieldsInLogarithms(part.encoding as Encoding | undefined), ...fieldsBelow(part)])
}
