/**
 * The part of the ONNX file format that a voice needs, written field by field with protobufjs's wire writer
 * (its minimal build: no reflection, nothing compiled at run time, so a strict CSP holds).
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
import { at } from '../at';
import protobuf from 'protobufjs/minimal.js';

/** TensorProto.DataType */
export const dataType = { float: 1, int64: 7, bool: 9, float16: 10, double: 11 } as const;
export type DataType = (typeof dataType)[keyof typeof dataType];

/** A constant: its values as little-endian bytes. */
export interface Initializer {
  name: string;
  type: DataType;
  dims: number[];
  raw: Uint8Array;
}

/** An operator's attribute; integers and floats are told apart by their wrapper. */
export type Attribute = { int: number } | { float: number } | { ints: number[] } | { string: string };

export interface Node {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, Attribute>;
}

/** A graph input or output; a string is a symbolic dimension. */
export interface Port {
  name: string;
  type: DataType;
  dims: (number | string)[];
}

export interface Model {
  irVersion: number;
  opset: number;
  name: string;
  nodes: Node[];
  initializers: Initializer[];
  inputs: Port[];
  outputs: Port[];
  metadata: Record<string, string>;
}

type Writer = protobuf.Writer;
const wire = { varint: 0, bytes: 2, float: 5 };
/** AttributeProto.AttributeType */
const attributeType = { float: 1, int: 2, string: 3, ints: 7 };

function text(w: Writer, field: number, value: string) {
  w.uint32((field << 3) | wire.bytes).string(value);
}

function integer(w: Writer, field: number, value: number) {
  w.uint32((field << 3) | wire.varint).int64(value);
}

/** An embedded message: `body` writes its fields. */
function message(w: Writer, field: number, body: () => void) {
  w.uint32((field << 3) | wire.bytes).fork();
  body();
  w.ldelim();
}

function writeAttribute(w: Writer, name: string, value: Attribute) {
  text(w, 1, name);
  if ('float' in value) {
    w.uint32((2 << 3) | wire.float).float(value.float);
    integer(w, 20, attributeType.float);
  } else if ('int' in value) {
    integer(w, 3, value.int);
    integer(w, 20, attributeType.int);
  } else if ('string' in value) {
    text(w, 4, value.string);
    integer(w, 20, attributeType.string);
  } else {
    for (const n of value.ints) integer(w, 8, n);
    integer(w, 20, attributeType.ints);
  }
}

function writeNode(w: Writer, node: Node) {
  for (const name of node.inputs) text(w, 1, name);
  for (const name of node.outputs) text(w, 2, name);
  text(w, 3, at(node.outputs, 0));
  text(w, 4, node.op);
  for (const [name, value] of Object.entries(node.attributes))
    message(w, 5, () => writeAttribute(w, name, value));
}

function writeInitializer(w: Writer, tensor: Initializer) {
  for (const n of tensor.dims) integer(w, 1, n);
  integer(w, 2, tensor.type);
  text(w, 8, tensor.name);
  w.uint32((9 << 3) | wire.bytes).bytes(tensor.raw);
}

/** ValueInfoProto → TypeProto → TypeProto.Tensor → TensorShapeProto → Dimension. */
function writePort(w: Writer, port: Port) {
  text(w, 1, port.name);
  message(w, 2, () =>
    message(w, 1, () => {
      integer(w, 1, port.type);
      message(w, 2, () => {
        for (const dim of port.dims)
          message(w, 1, () => (typeof dim === 'number' ? integer(w, 1, dim) : text(w, 2, dim)));
      });
    })
  );
}

/** The bytes of an .onnx file (ModelProto). */
export function writeModel(model: Model): Uint8Array<ArrayBuffer> {
  const w = protobuf.Writer.create();
  integer(w, 1, model.irVersion);
  text(w, 2, 'ownvoice');
  message(w, 7, () => {
    for (const node of model.nodes) message(w, 1, () => writeNode(w, node));
    text(w, 2, model.name);
    for (const tensor of model.initializers) message(w, 5, () => writeInitializer(w, tensor));
    for (const port of model.inputs) message(w, 11, () => writePort(w, port));
    for (const port of model.outputs) message(w, 12, () => writePort(w, port));
  });
  message(w, 8, () => {
    text(w, 1, '');
    integer(w, 2, model.opset);
  });
  for (const [key, value] of Object.entries(model.metadata))
    message(w, 14, () => {
      text(w, 1, key);
      text(w, 2, value);
    });
  return new Uint8Array(w.finish());
}
