/** The layers that both networks are made of, on values of [time, channels]. */
import type { NamedTensor } from '../model/safetensors';
import { BadFileError } from '../errors';
import type { Graph, Value } from './graph';

/** Named tensors of a voice, and how its networks read them. */
export class Layers {
  constructor(
    readonly g: Graph,
    private readonly tensors: ReadonlyMap<string, NamedTensor>
  ) {}

  /** @throws BadFileError if there is no such tensor */
  tensor(name: string): NamedTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new BadFileError(`The weights of the voice have no "${name}"; it cannot be exported.`);
    return tensor;
  }

  weight(name: string): Value {
    return this.g.weight(name, this.tensor(name));
  }

  /** A 32-bit constant: statistics, not weights. */
  floats(name: string): Value {
    const { data, shape } = this.tensor(name);
    return this.g.floats(data, shape);
  }

  /** `weight` [in, out], `bias` [out]. */
  linear(x: Value, name: string): Value {
    return this.g.gemm(x, this.weight(`${name}.weight`), this.weight(`${name}.bias`));
  }

  /** `weight` [kernel, in, out], `bias` [out]. */
  convolution(x: Value, name: string): Value {
    const { data, shape } = this.tensor(`${name}.weight`);
    const [kernel, inputs, outputs] = shape as [number, number, number];
    const turned = new Float32Array(data.length); // ONNX: [out, in, kernel]
    for (let k = 0; k < kernel; k++)
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++)
          turned[(o * inputs + i) * kernel + k] = data[(k * inputs + i) * outputs + o]!;
    const weight = this.g.weight(`${name}.weight`, { shape: [outputs, inputs, kernel], data: turned });
    return this.#convolve(x, weight, this.weight(`${name}.bias`), kernel, 1);
  }

  /** `weight` [kernel, channels], `bias` [channels]: each channel on its own. */
  depthwise(x: Value, name: string): Value {
    const { data, shape } = this.tensor(`${name}.weight`);
    const [kernel, channels] = shape as [number, number];
    const turned = new Float32Array(data.length); // ONNX: [channels, 1, kernel]
    for (let k = 0; k < kernel; k++)
      for (let c = 0; c < channels; c++) turned[c * kernel + k] = data[k * channels + c]!;
    const weight = this.g.weight(`${name}.weight`, { shape: [channels, 1, kernel], data: turned });
    return this.#convolve(x, weight, this.weight(`${name}.bias`), kernel, channels);
  }

  #convolve(x: Value, weight: Value, bias: Value, kernel: number, groups: number): Value {
    const { g } = this;
    const channelsFirst = g.unsqueeze(g.transpose(x, [1, 0]), 0);
    return g.transpose(g.squeeze(g.convolve(channelsFirst, weight, bias, kernel, groups), 0), [1, 0]);
  }

  /** Layer norm over the channels, in the steps that runtimes recognise and fuse. */
  norm(x: Value, name: string): Value {
    const { g } = this;
    const centred = g.subtract(x, g.reduceMean(x, -1));
    const variance = g.reduceMean(g.power(centred, g.scalar(2)), -1);
    const unit = g.divide(centred, g.sqrt(g.add(variance, g.scalar(1e-5))));
    return g.add(g.multiply(unit, this.weight(`${name}.gain`)), this.weight(`${name}.bias`));
  }

  silu(x: Value): Value {
    return this.g.multiply(x, this.g.sigmoid(x));
  }

  /** ConvNeXt in one dimension (Liu 2022): depthwise → norm → up → SiLU → down → scaled residual. */
  block(x: Value, name: string): Value {
    const { g } = this;
    const y = this.norm(this.depthwise(x, `${name}.depthwise`), `${name}.norm`);
    const down = this.linear(this.silu(this.linear(y, `${name}.up`)), `${name}.down`);
    return g.add(x, g.multiply(down, this.weight(`${name}.scale`)));
  }
}
