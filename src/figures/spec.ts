/** What a figure is before it is drawn. */

/** A Vega-Lite specification with its data inline: plain JSON. */
export type FigureSpec = { $schema: string; title?: SpecTitle } & Spec
/** The heading of a figure. */
export interface SpecTitle {
  /** What is seen, wrapped into lines. */
  text: readonly string[]
  /** What is drawn, wrapped into lines. */
  subtitle?: readonly string[]
}
/** A part of one: a layer, a mark, an encoding. */
export type Spec = Record<string, unknown>
