/** Removes zeros from logarithmic axes, because Vega draws them as the largest value without a warning. */
import type { Spec } from './spec.js'

/**
 * A specification in which every value ≤ 0 of a field on a logarithmic axis is replaced by null, for which Vega draws
 * nothing.
 */
export function withoutZeros(spec: Spec): Spec {
  return without(spec, new Set())
}

/** @param above fields that are on logarithmic axes in enclosing parts of the specification */
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

/** The fields of an encoding that are on logarithmic axes, including those of second ends of marks (`x2`, `y2`). */
function fieldsInLogarithms(encoding: Encoding = {}): string[] {
  return Object.entries(encoding).flatMap(([channel, { field, scale }]) => {
    const axis = encoding[channel.replace(/2$/, '')] ?? {}
    return field !== undefined && (scale ?? axis.scale)?.type === 'log' ? [field] : []
  })
}

/** The same for all inner parts that use the data of this part. */
function fieldsBelow(spec: Spec): string[] {
  const parts = PARTS.flatMap((name) => (spec[name] as readonly Spec[] | undefined) ?? [])
  return parts
    .filter(({ data }) => data === undefined)
    .flatMap((part) => [...fieldsInLogarithms(part.encoding as Encoding | undefined), ...fieldsBelow(part)])
}
