import { Graph, type Value } from '../src/onnx/graph';
import { dataType, writeModel } from '../src/onnx/protobuf';

/** The ONNX file of a graph, for tests. */
export function modelOf({ nodes, initializers, inputs, outputs }: Graph): Uint8Array<ArrayBuffer> {
  return writeModel({
    irVersion: 8,
    opset: 16,
    name: 'x',
    nodes,
    initializers,
    inputs,
    outputs,
    metadata: {}
  });
}

/**
 * An ONNX file with the inputs and the output of a Piper voice of another program, for tests.
 * @param body makes the audio in the graph: gets `scales` [3], returns the samples [1, n]
 */
export function tinyVoice(body: (g: Graph, scales: Value) => Value): Uint8Array<ArrayBuffer> {
  const g = new Graph();
  g.input('input', dataType.int64, [1, 'phonemes']);
  g.input('input_lengths', dataType.int64, [1]);
  const scales = g.input('scales', dataType.float, [3]);
  g.output('output', dataType.float, [1, 'samples'], body(g, scales));
  return modelOf(g);
}

/** A voice that says these samples, whatever the text. */
export function voiceThatSays(samples: number[]): Uint8Array<ArrayBuffer> {
  return tinyVoice((g) => g.floats(samples, [1, samples.length]));
}

/** A voice that is quickly loaded and takes many minutes for any text: products of large matrices, one after another. */
export function voiceThatHangs(): Uint8Array<ArrayBuffer> {
  const size = 2048;
  return tinyVoice((g, scales) => {
    const ones = new Float32Array(size).fill(1);
    const column = g.multiply(g.floats(ones, [size, 1]), g.slice(scales, 0, 0, 1));
    let product = g.matMul(column, g.floats(ones, [1, size]));
    for (let i = 0; i < 1000; i++) product = g.matMul(product, product);
    return g.slice(product, 0, 0, 1);
  });
}
