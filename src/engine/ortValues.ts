/** Between our values and ONNX Runtime's tensors, which are the same in Node and in a browser. */
import type * as ort from 'onnxruntime-common'
import type { Data, Value, Values } from './engine.js'

/** Makes tensors with the constructor of the package in use. */
export class OrtValues {
  readonly #Tensor: typeof ort.Tensor

  constructor(Tensor: typeof ort.Tensor) {
    this.#Tensor = Tensor
  }

  /** Shares the value's memory. */
  tensor({ data, shape }: Value): ort.Tensor {
    if (data instanceof Float32Array) return new this.#Tensor('float32', data, shape)
    if (data instanceof Float64Array) return new this.#Tensor('float64', data, shape)
    if (data instanceof Int32Array) return new this.#Tensor('int32', data, shape)
    return new this.#Tensor('bool', data, shape)
  }

  tensors(values: Values): Record<string, ort.Tensor> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, this.tensor(value)]))
  }

  value({ data, dims }: ort.Tensor): Value {
    return { data: data as Data, shape: dims }
  }
}
