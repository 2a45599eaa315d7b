/**
 * Builds an ONNX graph: one small method per operator, each taking and returning the names of values.
 * Batch is always 1, so sequences are two-dimensional, [time, channels].
 */
import { at } from '../at';
import { floatToHalf } from '../model/float16';
import type { NamedTensor } from '../model/safetensors';
import { dataType, type Attribute, type DataType, type Initializer, type Node, type Port } from './protobuf';

/** The name of a value in the graph. */
export type Value = string;

export class Graph {
  readonly nodes: Node[] = [];
  readonly initializers: Initializer[] = [];
  readonly inputs: Port[] = [];
  readonly outputs: Port[] = [];
  #count = 0;
  #constants = new Map<string, Value>();
  #weights = new Map<string, Value>();

  input(name: string, type: DataType, dims: (number | string)[]): Value {
    this.inputs.push({ name, type, dims });
    return name;
  }

  output(name: string, type: DataType, dims: (number | string)[], value: Value) {
    this.nodes.push({ op: 'Identity', inputs: [value], outputs: [name], attributes: {} });
    this.outputs.push({ name, type, dims });
  }

  // Constants

  /**
   * A weight, stored in half precision and widened by a Cast that runtimes fold away when they load the file.
   * However often a name is asked for, its weight is made and kept once.
   */
  weight(name: string, make: () => NamedTensor): Value {
    const known = this.#weights.get(name);
    if (known) return known;
    const { data, shape } = make();
    const halves = new Uint16Array(data.length);
    for (let i = 0; i < data.length; i++) halves[i] = floatToHalf(at(data, i));
    this.initializers.push({ name, type: dataType.float16, dims: shape, raw: bytesOf(halves) });
    const widened = this.cast(name, dataType.float);
    this.#weights.set(name, widened);
    return widened;
  }

  floats(values: ArrayLike<number>, dims: number[] = [values.length]): Value {
    return this.#constant(dataType.float, dims, Float32Array.from(values));
  }

  ints(values: number[], dims: number[] = [values.length]): Value {
    return this.#constant(dataType.int64, dims, BigInt64Array.from(values, BigInt));
  }

  scalar(value: number): Value {
    return this.floats([value], []);
  }

  int(value: number): Value {
    return this.ints([value], []);
  }

  /** Small constants are kept once, however often they are asked for. */
  #constant(type: DataType, dims: number[], values: Float32Array | BigInt64Array): Value {
    const key = values.length <= 16 ? `${type}[${dims}]${values}` : undefined;
    const known = key && this.#constants.get(key);
    if (known) return known;
    const name = `constant_${this.initializers.length}`;
    this.initializers.push({ name, type, dims, raw: bytesOf(values) });
    if (key) this.#constants.set(key, name);
    return name;
  }

  // Arithmetic, elementwise and broadcast

  add = (a: Value, b: Value) => this.#node('Add', [a, b]);
  subtract = (a: Value, b: Value) => this.#node('Sub', [a, b]);
  multiply = (a: Value, b: Value) => this.#node('Mul', [a, b]);
  divide = (a: Value, b: Value) => this.#node('Div', [a, b]);
  exp = (a: Value) => this.#node('Exp', [a]);
  log = (a: Value) => this.#node('Log', [a]);
  sqrt = (a: Value) => this.#node('Sqrt', [a]);
  sin = (a: Value) => this.#node('Sin', [a]);
  cos = (a: Value) => this.#node('Cos', [a]);
  abs = (a: Value) => this.#node('Abs', [a]);
  floor = (a: Value) => this.#node('Floor', [a]);
  /** to the nearest integer, half to even */
  round = (a: Value) => this.#node('Round', [a]);
  sigmoid = (a: Value) => this.#node('Sigmoid', [a]);
  maximum = (a: Value, b: Value) => this.#node('Max', [a, b]);
  minimum = (a: Value, b: Value) => this.#node('Min', [a, b]);
  clip = (a: Value, low: number, high: number) =>
    this.#node('Clip', [a, this.scalar(low), this.scalar(high)]);
  less = (a: Value, b: Value) => this.#node('Less', [a, b]);
  greater = (a: Value, b: Value) => this.#node('Greater', [a, b]);
  equal = (a: Value, b: Value) => this.#node('Equal', [a, b]);
  not = (a: Value) => this.#node('Not', [a]);
  where = (condition: Value, a: Value, b: Value) => this.#node('Where', [condition, a, b]);
  cast = (a: Value, to: DataType) => this.#node('Cast', [a], { to: { int: to } });
  /** a modulo b, for floating-point numbers of either precision */
  remainder = (a: Value, b: Value) => this.#node('Mod', [a, b], { fmod: { int: 1 } });
  /** a modulo b, for integers */
  modulo = (a: Value, b: Value) => this.#node('Mod', [a, b]);

  // Along an axis

  /** the axis vanishes unless `keep` */
  reduceSum = (a: Value, axis: number, keep = false) =>
    this.#node('ReduceSum', [a, this.ints([axis])], { keepdims: { int: keep ? 1 : 0 } });
  cumulativeSum = (a: Value, axis: number, exclusive = false) =>
    this.#node('CumSum', [a, this.int(axis)], { exclusive: { int: exclusive ? 1 : 0 } });

  /** [n, 1, m], each of the n rows to mean 0 and deviation 1 */
  standardise = (a: Value, epsilon: number) =>
    this.#node('InstanceNormalization', [a, this.floats([1]), this.floats([0])], {
      epsilon: { float: epsilon }
    });

  // Products

  /** [n, k] × [k, m] */
  matMul = (a: Value, b: Value) => this.#node('MatMul', [a, b]);
  /** [n, k] × [k, m] + [m] */
  gemm = (a: Value, b: Value, bias: Value) => this.#node('Gemm', [a, b, bias]);
  /** [batch, in, time] with [out, in / groups, kernel] and, if there is one, [out]; zero-padded to keep the length */
  convolve = (a: Value, weight: Value, bias: Value | null, kernel: number, groups: number) =>
    this.#node('Conv', bias === null ? [a, weight] : [a, weight, bias], {
      kernel_shape: { ints: [kernel] },
      pads: { ints: [(kernel - 1) / 2, (kernel - 1) / 2] },
      group: { int: groups }
    });

  // Shape and place

  /** -1 takes what is left, 0 keeps the axis */
  reshape = (a: Value, dims: number[] | Value) =>
    this.#node('Reshape', [a, typeof dims === 'string' ? dims : this.ints(dims)]);
  unsqueeze = (a: Value, axis: number) => this.#node('Unsqueeze', [a, this.ints([axis])]);
  squeeze = (a: Value, axis: number) => this.#node('Squeeze', [a, this.ints([axis])]);
  transpose = (a: Value, order: number[]) => this.#node('Transpose', [a], { perm: { ints: order } });
  concat = (parts: Value[], axis: number) => this.#node('Concat', parts, { axis: { int: axis } });
  /** `from` up to, not including, `to`; both may be negative (from the end) */
  slice = (a: Value, axis: number, from: number, to: number, step = 1) =>
    this.#node('Slice', [a, this.ints([from]), this.ints([to]), this.ints([axis]), this.ints([step])]);
  /** `from` up to a length that is known at run time, int64 [1] */
  sliceTo = (a: Value, axis: number, to: Value) =>
    this.#node('Slice', [a, this.ints([0]), to, this.ints([axis])]);
  split(a: Value, axis: number, sizes: number[]): Value[] {
    const outputs = sizes.map(() => this.#name('Split'));
    this.nodes.push({
      op: 'Split',
      inputs: [a, this.ints(sizes)],
      outputs,
      attributes: { axis: { int: axis } }
    });
    return outputs;
  }
  /** zeros before and after: one number per axis each */
  pad = (a: Value, before: number[], after: number[]) =>
    this.#node('Pad', [a, this.ints([...before, ...after])]);
  gather = (a: Value, indices: Value, axis: number) =>
    this.#node('Gather', [a, indices], { axis: { int: axis } });
  /** `into` with `values` put at `indices` along axis 0 */
  scatter = (into: Value, indices: Value, values: Value) =>
    this.#node('ScatterElements', [into, indices, values]);
  /** indices of what is true or not 0, [rank, found] */
  nonZero = (a: Value) => this.#node('NonZero', [a]);

  // Made from nothing

  /** 0, 1, ... up to, not including, a scalar; of its type */
  range(to: Value, type: 'int' | 'float'): Value {
    const number = (n: number) => (type === 'int' ? this.int(n) : this.scalar(n));
    return this.#node('Range', [number(0), to, number(1)]);
  }
  /** standard normal numbers in the shape of `a` */
  normalLike = (a: Value) => this.#node('RandomNormalLike', [a], { dtype: { int: dataType.float } });

  #node(op: string, inputs: Value[], attributes: Record<string, Attribute> = {}): Value {
    const name = this.#name(op);
    this.nodes.push({ op, inputs, outputs: [name], attributes });
    return name;
  }

  #name(op: string): Value {
    return `${op.toLowerCase()}_${this.#count++}`;
  }
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
