/**
 * Small canvases are drawn by the processor. If the graphics card drew them (or the software in its place), they would
 * have to wait until the scene is drawn, and the page with them.
 */
export const BY_PROCESSOR: CanvasRenderingContext2DSettings = { willReadFrequently: true }

/**
 * Calls `make` so that all canvases that it makes are drawn by the processor; for libraries without an option for it.
 */
export function byProcessor<T>(make: () => T): T {
  const { prototype } = HTMLCanvasElement
  const { getContext } = prototype
  prototype.getContext = function (this: HTMLCanvasElement, kind: string, settings?: object) {
    return getContext.call(this, kind, kind === '2d' ? { ...BY_PROCESSOR, ...settings } : settings)
  } as typeof getContext
  try {
    return make()
  } finally {
    prototype.getContext = getContext
  }
}
