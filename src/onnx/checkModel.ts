/**
 * Reads the structure of an ONNX file from outside before the runtime sees it: a truncated file, one that wants
 * other files from the disk, or one that is no voice is refused with a sentence. Nothing in it is run.
 */
import protobuf from 'protobufjs/minimal.js';
import { BadFileError } from '../errors';
import { dataType } from './protobuf';

const maxDepth = 32;
/** inputs or outputs named in one sentence */
const maxNamed = 8;

/** One field of a protobuf message: a number, or the bytes of a string, a message or an array. */
interface Field {
  field: number;
  bytes: Uint8Array;
  number: number;
}

const nothing = new Uint8Array(0);

/** The fields of one message. @throws RangeError where a length or a value runs over the end */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < bytes.length) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if ((tag & 7) === 0) yield { field, bytes: nothing, number: reader.uint32() };
    else if ((tag & 7) === 2) {
      const length = reader.uint32();
      const end = reader.pos + length;
      if (end > bytes.length) throw new RangeError('a part is longer than what holds it');
      yield { field, bytes: bytes.subarray(reader.pos, end), number: 0 };
      reader.pos = end;
    } else reader.skipType(tag & 7);
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** A graph input or output. */
interface Port {
  name: string;
  type: number;
}

/** ValueInfoProto: its name, and the element type within TypeProto.tensor_type. */
function readPort(bytes: Uint8Array): Port {
  const port: Port = { name: '', type: 0 };
  for (const info of fieldsOf(bytes)) {
    if (info.field === 1) port.name = textOf(info.bytes);
    if (info.field !== 2) continue;
    for (const kind of fieldsOf(info.bytes))
      if (kind.field === 1)
        for (const tensor of fieldsOf(kind.bytes)) if (tensor.field === 1) port.type = tensor.number;
  }
  return port;
}

/** TensorProto's name. Its external_data (13) or data_location (14) would read files beside the model. */
function readTensor(bytes: Uint8Array): string {
  let name = '';
  for (const { field, bytes: value, number } of fieldsOf(bytes)) {
    if (field === 8) name = textOf(value);
    if (field === 13 || (field === 14 && number !== 0))
      throw new BadFileError(
        'This ONNX file keeps weights in another file beside it, which is not allowed here. Export the voice as one file.'
      );
  }
  return name;
}

interface GraphFacts {
  nodes: number;
  initializers: Set<string>;
  inputs: Port[];
  outputs: Port[];
}

/** GraphProto, and all graphs within its nodes. */
function readGraph(bytes: Uint8Array, depth = 0): GraphFacts {
  if (depth > maxDepth) throw new RangeError('graphs within graphs too deeply');
  const facts: GraphFacts = { nodes: 0, initializers: new Set(), inputs: [], outputs: [] };
  for (const { field, bytes: value } of fieldsOf(bytes)) {
    if (field === 1) {
      facts.nodes++;
      readNode(value, depth);
    } else if (field === 5) facts.initializers.add(readTensor(value));
    else if (field === 11) facts.inputs.push(readPort(value));
    else if (field === 12) facts.outputs.push(readPort(value));
    else if (field === 15) for (const part of fieldsOf(value)) if (part.field < 3) readTensor(part.bytes);
  }
  return facts;
}

/**
 * Operators that run a graph as often as a number in the file says: 397 bytes can keep the runtime busy for ever, and
 * nothing interrupts it. Piper exports by tracing, which leaves none of them.
 */
const loops = new Set(['Loop', 'Scan', 'BeamSearch', 'GreedySearch', 'Sampling', 'WhisperBeamSearch']);

/** NodeProto: its operator, and the tensors and graphs among its attributes. */
function readNode(bytes: Uint8Array, depth: number) {
  for (const node of fieldsOf(bytes)) {
    if (node.field === 4 && loops.has(textOf(node.bytes)))
      throw new BadFileError(
        `This ONNX file repeats a part of itself (it has a ${textOf(node.bytes)}), which no Piper voice does and which could run for ever. It is not taken.`
      );
    if (node.field !== 5) continue;
    for (const { field, bytes: value } of fieldsOf(node.bytes)) {
      if (field === 5 || field === 10) readTensor(value);
      if (field === 6 || field === 11) readGraph(value, depth + 1);
      if (field === 22 || field === 23)
        for (const part of fieldsOf(value)) if (part.field < 3) readTensor(part.bytes);
    }
  }
}

/** ModelProto: its graph and whether it says which operators it speaks of. */
function readModel(bytes: Uint8Array): GraphFacts {
  let graph: GraphFacts | null = null;
  let opset = false;
  for (const { field, bytes: value } of fieldsOf(bytes)) {
    if (field === 7) graph = readGraph(value);
    if (field === 8) opset = true;
    // FunctionProto's nodes
    if (field === 25) for (const part of fieldsOf(value)) if (part.field === 7) readNode(part.bytes, 0);
  }
  if (!graph || !opset || graph.nodes === 0) throw new RangeError('there is no whole graph in it');
  return graph;
}

/** Inputs of a Piper voice, in the order that sherpa-onnx relies on; the last only where it has several speakers. */
const expectedInputs: [string, number][] = [
  ['input', dataType.int64],
  ['input_lengths', dataType.int64],
  ['scales', dataType.float],
  ['sid', dataType.int64]
];

/**
 * Checks that these bytes are a whole ONNX file with the inputs and the output of a Piper voice.
 * @throws BadFileError otherwise, or where weights lie outside the file
 */
export function checkModel(bytes: Uint8Array) {
  let graph: GraphFacts;
  try {
    graph = readModel(bytes);
  } catch (cause) {
    if (cause instanceof BadFileError) throw cause;
    throw new BadFileError(
      `The ONNX file is cut short or damaged (${cause instanceof Error ? cause.message : String(cause)}, in ${bytes.length} bytes). Copy or download it again.`,
      { cause }
    );
  }
  const inputs = graph.inputs.filter((port) => !graph.initializers.has(port.name));
  const describe = (ports: Port[]) =>
    ports
      .slice(0, maxNamed)
      .map((port) => JSON.stringify(port.name.slice(0, 40)))
      .join(', ') + (ports.length > maxNamed ? ` and ${ports.length - maxNamed} more` : '');
  const sound =
    inputs.length >= 3 &&
    inputs.length <= expectedInputs.length &&
    inputs.every(({ name, type }, i) => expectedInputs[i]?.[0] === name && expectedInputs[i][1] === type);
  if (!sound)
    throw new BadFileError(
      `A Piper voice takes "input", "input_lengths" and "scales" (and "sid" where it has several speakers); this ONNX file takes ${describe(inputs) || 'nothing'}. It is of another program.`
    );
  if (graph.outputs[0]?.name !== 'output' || graph.outputs[0].type !== dataType.float)
    throw new BadFileError(
      `A Piper voice gives audio as "output"; this ONNX file gives ${describe(graph.outputs) || 'nothing'}. It is of another program.`
    );
}
