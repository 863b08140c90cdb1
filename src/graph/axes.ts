/** Axes of a tensor as callers give them; negative numbers count from the end, so −1 is the last axis. */
import type { Shape } from './shape.js'
import { mismatch, type Tensor, type TensorType } from './tensor.js'

/** The same axis as a number ≥ 0. @throws RangeError if the tensor has no such axis. */
export function axisOf(axis: number, x: TensorType, operation: string): number {
  const rank = x.shape.length
  const from = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(from) || from < 0 || from >= rank) {
    throw mismatch(operation, `operand must have an axis ${axis}`, [x])
  }
  return from
}

/** The shape after axes are reduced. With `keep`, they remain with size 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  return keep
    ? shape.map((dim, i) => (axes.includes(i) ? 1 : dim))
    : shape.filter((_, i) => !axes.includes(i))
}

/**
 * Axes as ascending numbers ≥ 0; all axes if none are given.
 * @throws RangeError if one does not exist or comes twice
 */
export function listAxes(x: Tensor, axes: number | readonly number[] | undefined, name: string): number[] {
  const list = axes === undefined ? x.shape.map((_, i) => i) : typeof axes === 'number' ? [axes] : axes
  const found = list.map((axis) => axisOf(axis, x, name)).sort((a, b) => a - b)
  if (new Set(found).size < found.length) throw mismatch(name, `axes [${list}] must be different ones`, [x])
  return found
}

/** The numbers of the same axes after a leading time axis was added. */
export const behindTime = (axes: readonly number[]) => axes.map((axis) => axis + 1)
