/**
 * Small drawings are the processor's own affair: what a graphics card draws, or what stands in for one, waits for its
 * turn behind the scene, and the page with it.
 */
export const BY_PROCESSOR: CanvasRenderingContext2DSettings = { willReadFrequently: true }

/** Lets something make canvases whose drawings are such, though it asks for them in its own way. */
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
