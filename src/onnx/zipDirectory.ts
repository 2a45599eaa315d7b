/**
 * Reads the directory of a zip from outside, and one file of it at a time. The directory is checked as a whole before
 * anything is unpacked: no two files may share bytes or a name, and none may unpack to more than it declares, so the
 * memory that reading takes is known beforehand.
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7, 4.3.12 and 4.3.16)
 */
import { Inflate } from 'fflate';
import { BadFileError } from '../errors';

const signature = { local: 0x04034b50, directory: 0x02014b50, end: 0x06054b50 };
const headerLength = { local: 30, directory: 46, end: 22 };
/** How a file is kept (4.4.5); no other way is in use for voices. */
const stored = 0;
const deflated = 8;
const maxCommentBytes = 0xffff;
const maxEntries = 10_000;
/** Unpacked in steps of so many packed bytes, to notice in time where too much comes out. */
const step = 65_536;

/** One file of a zip; its packed bytes lie from `start` up to, not including, `end`. */
export interface ZipEntry {
  name: string;
  method: number;
  /** bytes that it declares to unpack to */
  size: number;
  /** the byte at which its own header begins */
  header: number;
  start: number;
  end: number;
}

/**
 * The files that a zip names, in the order of its directory.
 * @throws BadFileError if it is no whole zip, is encrypted, or its files share bytes or names
 */
export function readDirectory(zip: Uint8Array): ZipEntry[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  let entries: ZipEntry[];
  try {
    entries = entriesOf(zip, view);
  } catch (cause) {
    if (cause instanceof BadFileError) throw cause;
    throw new BadFileError(
      `This is no zip, or it is cut short (${zip.length} bytes). Expected the zip of an exported voice.`,
      { cause }
    );
  }
  checkApart(entries);
  return entries;
}

/** @throws RangeError where a part is not in the file or not what it should be */
function entriesOf(zip: Uint8Array, view: DataView): ZipEntry[] {
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > maxEntries)
    throw new BadFileError(`The zip names more than ${maxEntries} files; a voice has seven.`);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    expectAt(view, at, signature.directory);
    const flags = view.getUint16(at + 8, true);
    if (flags & 1) throw new BadFileError('This zip is encrypted. Unpack it and import its files.');
    const nameEnd = at + headerLength.directory + view.getUint16(at + 28, true);
    const name = zip.subarray(at + headerLength.directory, nameEnd);
    const header = view.getUint32(at + 42, true);
    expectAt(view, header, signature.local);
    const start =
      header + headerLength.local + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    const entry = {
      name: new TextDecoder(flags & 0x800 ? 'utf-8' : 'latin1').decode(name),
      method: view.getUint16(at + 10, true),
      size: view.getUint32(at + 24, true),
      header,
      start,
      end: start + view.getUint32(at + 20, true)
    };
    if (entry.end > end) throw new RangeError('a file is longer than the zip');
    entries.push(entry);
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The place of the record that ends a zip: the last one, with nothing but a comment behind it. */
function endOfDirectory(view: DataView): number {
  const last = view.byteLength - headerLength.end;
  for (let at = last; at >= Math.max(0, last - maxCommentBytes); at--)
    if (view.getUint32(at, true) === signature.end) return at;
  throw new RangeError('a zip ends with a directory');
}

function expectAt(view: DataView, at: number, expected: number) {
  if (view.getUint32(at, true) !== expected) throw new RangeError(`no part of a zip begins at ${at}`);
}

function checkApart(entries: ZipEntry[]) {
  const names = new Set<string>();
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.header - b.header)) {
    const name = entry.name.slice(-100);
    if (entry.header < end)
      throw new BadFileError(`The files of this zip overlap ("${name}"): it is damaged or made to do harm.`);
    if (names.has(entry.name)) throw new BadFileError(`The zip has two files of the name "${name}".`);
    names.add(entry.name);
    end = entry.end;
  }
}

/**
 * Unpacks one file.
 * @throws BadFileError if it is damaged, or does not unpack to as many bytes as it declares
 */
export function unpackEntry(zip: Uint8Array, { name, method, size, start, end }: ZipEntry): Uint8Array {
  const packed = zip.subarray(start, end);
  const damaged = (problem: string, cause?: unknown) =>
    new BadFileError(`"${name.slice(-100)}" in this zip ${problem}. Copy or download it again.`, { cause });
  if (method === stored) {
    if (packed.length !== size) throw damaged(`should have ${size} bytes and has ${packed.length}`);
    return packed;
  }
  if (method !== deflated) throw damaged(`is packed in a way (${method}) that is not read here`);
  const bytes = new Uint8Array(size);
  let length = 0;
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length > size) throw damaged(`unpacks to more than the ${size} bytes it declares`);
    bytes.set(chunk, length);
    length += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length; at += step)
      inflate.push(packed.subarray(at, at + step), at + step >= packed.length);
  } catch (cause) {
    throw cause instanceof BadFileError ? cause : damaged('is damaged', cause);
  }
  if (length !== size) throw damaged(`unpacks to ${length} bytes and declares ${size}`);
  return bytes;
}
