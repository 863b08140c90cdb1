/** A short video of the scene, recorded with the browser's MediaRecorder while the scene is shown. */
import type { BrainScene } from '../scene/scene.js'

/** How long a video is, in seconds. */
export const SECONDS = 10
/** A file of fewer bytes holds no frame. */
const EMPTY = 1000
const FRAMES_A_SECOND = 30
/** The first type that the browser can write is used. Safari cannot write WebM. */
const TYPES = ['video/webm', 'video/mp4']

/** The type of video that this browser can write; null if it can write none. */
export function videoType(): string | null {
  if (typeof MediaRecorder === 'undefined' || !('captureStream' in HTMLCanvasElement.prototype)) return null
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null
}

export interface VideoOptions {
  /** From `videoType`. */
  type: string
  /** Ends the video early; the part until then is kept. */
  signal: AbortSignal
  /** Called before each frame with the share of the time that has passed, 0 to 1. */
  onframe: (passed: number) => void
}

/**
 * Records the scene with its labels.
 * @throws Error if the browser fails to write the video
 */
export async function recordVideo(scene: BrainScene, { type, signal, onframe }: VideoOptions): Promise<Blob> {
  const canvas = document.createElement('canvas')
  const { width, height } = scene.size
  // Some encoders accept only even numbers of pixels.
  canvas.width = 2 * Math.round(width / 2)
  canvas.height = 2 * Math.round(height / 2)
  scene.paintOn(canvas)
  const stream = canvas.captureStream(FRAMES_A_SECOND)
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 8e6 })
  const parts: Blob[] = []
  const recorded = new Promise<void>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => parts.push(data)
    recorder.onstop = () => resolve()
    recorder.onerror = () => reject(new Error('the browser failed to write the video'))
  })
  recorder.start()
  const began = performance.now()
  const frame = () => {
    onframe(Math.min(1, (performance.now() - began) / (1000 * SECONDS)))
    scene.paintOn(canvas)
    next = requestAnimationFrame(frame)
  }
  let next = requestAnimationFrame(frame)
  const stop = () => recorder.state !== 'inactive' && recorder.stop()
  // A timer ends the video, because a browser draws no frames in a hidden tab.
  const timer = setTimeout(stop, 1000 * SECONDS)
  signal.addEventListener('abort', stop, { once: true })
  try {
    await recorded
  } finally {
    cancelAnimationFrame(next)
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    for (const track of stream.getTracks()) track.stop()
  }
  const video = new Blob(parts, { type })
  if (video.size < EMPTY) throw new Error('the browser recorded no frame of it')
  return video
}
