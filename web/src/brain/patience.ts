/**
 * Measurements that stand back for the training. They share the worker's one thread with it, so they pause between two
 * runs of a program, for the worker to read messages, and end where the networks have begun to train again.
 */
import type { Engine } from 'gyrus/engine/engine.js'

class Stopped extends Error {}

export class Patience {
  /** The measurements under way, by what they measure. */
  readonly #wanted = new Map<string, object>()

  /** Ends all measurements. To be called when networks begin to train or are replaced. */
  stop(): void {
    this.#wanted.clear()
  }

  /**
   * Makes a measurement, and ends a former one of the same name.
   * @returns null if it was ended
   */
  async measure<T>(engine: Engine, name: string, make: (engine: Engine) => Promise<T>): Promise<T | null> {
    const asked = {}
    this.#wanted.set(name, asked)
    const breathe = async () => {
      await new Promise((resolve) => setTimeout(resolve))
      if (this.#wanted.get(name) !== asked) throw new Stopped()
    }
    const patient: Engine = {
      ...engine,
      compile: async (program) => {
        const executable = await engine.compile(program)
        return {
          run: async (feeds, into) => {
            await breathe()
            return executable.run(feeds, into)
          },
          release: () => executable.release(),
        }
      },
    }
    try {
      await breathe()
      return await make(patient)
    } catch (error) {
      if (error instanceof Stopped) return null
      throw error
    }
  }
}
