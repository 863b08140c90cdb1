/** What a figure is before it is drawn. */

/** A Vega-Lite specification with its data inline: plain JSON. */
export type FigureSpec = { $schema: string; title?: SpecTitle } & Spec
interface SpecTitle {
  text: readonly string[]
  subtitle?: readonly string[]
}
/** A part of one: a layer, a mark, an encoding. */
export type Spec = Record<string, unknown>
