/** The layers that both networks are made of, on values of [time, channels]. */
import { at } from '../at';
import { BadFileError } from '../errors';
import { normEpsilon } from '../model/architecture';
import type { NamedTensor } from '../model/safetensors';
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
    return this.g.weight(name, () => this.tensor(name));
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
    const [, inputs] = this.tensor(`${name}.weight`).shape as [number, number, number];
    return this.timeFirst(this.partOfConvolution(this.channelsFirst(x), name, 0, inputs));
  }

  /**
   * What input channels `from` up to `to` add to a convolution: one of joined channels is the sum of those of its
   * parts. The first part brings the bias.
   * @param x [batch, to - from, time]
   * @returns [batch, out, time]
   */
  partOfConvolution(x: Value, name: string, from: number, to: number): Value {
    const { data, shape } = this.tensor(`${name}.weight`);
    const [kernel, inputs, outputs] = shape as [number, number, number];
    const weight = this.g.weight(`${name}.weight.${from}-${to}`, () => {
      const turned = new Float32Array(outputs * (to - from) * kernel); // ONNX: [out, in, kernel]
      for (let k = 0; k < kernel; k++)
        for (let i = from; i < to; i++)
          for (let o = 0; o < outputs; o++)
            turned[(o * (to - from) + i - from) * kernel + k] = at(data, (k * inputs + i) * outputs + o);
      return { shape: [outputs, to - from, kernel], data: turned };
    });
    return this.g.convolve(x, weight, from === 0 ? this.weight(`${name}.bias`) : null, kernel, 1);
  }

  /** [time, channels] to [1, channels, time] */
  channelsFirst(x: Value): Value {
    return this.g.unsqueeze(this.g.transpose(x, [1, 0]), 0);
  }

  /** [1, channels, time] to [time, channels] */
  timeFirst(x: Value): Value {
    return this.g.transpose(this.g.squeeze(x, 0), [1, 0]);
  }

  /** Each channel on its own: `weight` [kernel, channels], `bias` [channels]; to [1, channels, time]. */
  #depthwise(x: Value, name: string): Value {
    const [kernel, channels] = this.tensor(`${name}.weight`).shape as [number, number];
    const weight = this.g.weight(`${name}.weight`, () => {
      const { data } = this.tensor(`${name}.weight`);
      const turned = new Float32Array(data.length); // ONNX: [channels, 1, kernel]
      for (let k = 0; k < kernel; k++)
        for (let c = 0; c < channels; c++) turned[c * kernel + k] = at(data, k * channels + c);
      return { shape: [channels, 1, kernel], data: turned };
    });
    return this.g.convolve(this.channelsFirst(x), weight, this.weight(`${name}.bias`), kernel, channels);
  }

  /** Layer norm over the channels. */
  norm(x: Value, name: string): Value {
    return this.#normRows(this.g.unsqueeze(x, 1), name);
  }

  /**
   * Layer norm of [time, 1, channels], to [time, channels]. Opset 16 has no operator of that name, but the instance
   * norm of a single channel does the same, in one node where the formula takes seven.
   */
  #normRows(x: Value, name: string): Value {
    const { g } = this;
    const unit = g.squeeze(g.standardise(x, normEpsilon), 1);
    return g.add(g.multiply(unit, this.weight(`${name}.gain`)), this.weight(`${name}.bias`));
  }

  silu(x: Value): Value {
    return this.g.multiply(x, this.g.sigmoid(x));
  }

  /** ConvNeXt in one dimension (Liu 2022): depthwise → norm → up → SiLU → down → scaled residual. */
  block(x: Value, name: string): Value {
    const { g } = this;
    const rows = g.transpose(this.#depthwise(x, `${name}.depthwise`), [2, 0, 1]);
    const y = this.#normRows(rows, `${name}.norm`);
    const down = this.linear(this.silu(this.linear(y, `${name}.up`)), `${name}.down`);
    return g.add(x, g.multiply(down, this.weight(`${name}.scale`)));
  }
}
