/** Axes of a tensor as callers name them: -1 is the last. */
import type { Shape } from './shape.js'
import { mismatch, type Tensor, type TensorType } from './tensor.js'

/** A non-negative axis of a tensor. @throws RangeError if there is no such axis. */
export function axisOf(axis: number, x: TensorType, operation: string): number {
  const rank = x.shape.length
  const from = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(from) || from < 0 || from >= rank) {
    throw mismatch(operation, `operand must have an axis ${axis}`, [x])
  }
  return from
}

/** The shape that is left where axes are reduced; `keep` leaves them with size 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  return keep
    ? shape.map((dim, i) => (axes.includes(i) ? 1 : dim))
    : shape.filter((_, i) => !axes.includes(i))
}

/** The axes that are meant, ascending; all if none are given. @throws RangeError if one is not there or comes twice */
export function listAxes(x: Tensor, axes: number | readonly number[] | undefined, name: string): number[] {
  const list = axes === undefined ? x.shape.map((_, i) => i) : typeof axes === 'number' ? [axes] : axes
  const found = list.map((axis) => axisOf(axis, x, name)).sort((a, b) => a - b)
  if (new Set(found).size < found.length) throw mismatch(name, `axes [${list}] must be different ones`, [x])
  return found
}

/** The same axes where a leading one for time has come before them. */
export const behindTime = (axes: readonly number[]) => axes.map((axis) => axis + 1)
