/** Specifications of figures. */

/** A Vega-Lite specification with its data inline: plain JSON. */
export type FigureSpec = { $schema: string; title?: SpecTitle } & Spec
/** The heading of a figure. */
export interface SpecTitle {
  /** The finding, wrapped into lines. */
  text: readonly string[]
  /** How to read the figure, wrapped into lines. */
  subtitle?: readonly string[]
}
/** A part of a specification: a layer, a mark, an encoding. */
export type Spec = Record<string, unknown>
